"""The box of a unit as its own people see it: pieces with their tags and where they are used."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from app.domain import personal_data, policy
from app.domain.actions import Action
from app.domain.actors import UNIT_ROLES, Actor
from app.domain.box import BoxRoom
from app.domain.errors import NotFound, Sentence
from app.domain.filetypes import KINDS, FileKind
from app.domain.framework import Framework
from app.domain.personal_data import PersonalNumber
from app.domain.scan import ScanState, closed
from app.models.account import User
from app.models.box import BoxedPiece, BoxTag
from app.models.campaign import Campaign
from app.models.evidence import Evidence, EvidenceOrigin, Medium
from app.models.submission import Submission

from . import frameworks, scans, units
from .units import UnitCard

PAGE = 30
OFFERED = 60  # pieces shown to choose from at a place; more are found by searching
MOST_WORDS = 40  # tags offered as doors above the list


class BoxUse(NamedTuple):
    """A piece of evidence that was taken from the box."""

    evidence_id: UUID
    number: str
    period_label: str


@dataclass(frozen=True, slots=True)
class BoxRow:
    """One piece of the box."""

    id: UUID
    unit_id: UUID
    medium: Medium
    title: str
    event_on: date | None
    note: str
    url: str
    outlet: str
    outlet_level: str
    place: str
    keeper: str
    digest: str
    filename: str
    media_type: str
    size: int
    pages: int | None
    personal: str
    created_at: datetime
    created_by: str
    withdrawn_at: datetime | None
    version: int
    scan: ScanState | None = None
    tags: tuple[str, ...] = ()
    uses: tuple[BoxUse, ...] = ()

    @property
    def file_kind(self) -> FileKind | None:
        """What the file is, or None where there is none."""
        return next((kind for kind in KINDS.values() if kind.media_type == self.media_type), None)

    @property
    def closed(self) -> Sentence | None:
        """Why nobody can open the file; None when it opens, and where there is none."""
        return closed(self.scan) if self.scan else None

    @property
    def personal_numbers(self) -> dict[PersonalNumber, int]:
        """Which numbers of persons were found in the words of the file, and how many."""
        return personal_data.read(self.personal)


class Key(NamedTuple):
    """Where a list of the box goes on: behind this piece."""

    created_at: datetime
    id: UUID


def unit(session: Session, actor: Actor, unit_id: UUID, action: Action = Action.VIEW_BOX) -> UnitCard:
    """The unit of a box. Raises NotFound to whom the box is hidden, NotPermitted to who may only look in."""
    found = units.card(session, unit_id)
    policy.require(actor, action, found.subject, seen_by=Action.VIEW_BOX)
    return found


def page(
    session: Session,
    actor: Actor,
    unit_id: UUID,
    *,
    search: str = "",
    tag: str = "",
    withdrawn: bool = False,
    after: Key | None = None,
) -> list[BoxRow]:
    """Pieces that stand (or are `withdrawn`), the newest first, one more than PAGE. Three statements."""
    wanted = _rows(session).where(_own(actor), BoxedPiece.unit_id == unit_id, _state(withdrawn=withdrawn))
    wanted = _narrowed(wanted, search, tag)
    if after is not None:
        behind = and_(BoxedPiece.created_at == after.created_at, BoxedPiece.id > after.id)
        wanted = wanted.where(or_(BoxedPiece.created_at < after.created_at, behind))
    wanted = wanted.order_by(BoxedPiece.created_at.desc(), BoxedPiece.id).limit(PAGE + 1)
    return _with_more(session, wanted)


def offered(
    session: Session, actor: Actor, unit_id: UUID, words: Iterable[str], *, search: str = ""
) -> list[BoxRow]:
    """What may be attached at a place, first what is tagged with one of `words`, then the newest: at most
    OFFERED. Three statements.
    """
    tagged = exists().where(BoxTag.piece_id == BoxedPiece.id, BoxTag.word.in_(list(words)))
    wanted = _rows(session).where(_own(actor), BoxedPiece.unit_id == unit_id, _state(withdrawn=False))
    wanted = _narrowed(wanted, search).order_by(
        case((tagged, 0), else_=1), BoxedPiece.created_at.desc(), BoxedPiece.id
    )
    return _with_more(session, wanted.limit(OFFERED))


def one(session: Session, actor: Actor, boxed_id: UUID) -> BoxRow:
    """One piece. Three statements. Raises NotFound, also for what is another unit's."""
    found = _with_more(session, _rows(session).where(_own(actor), BoxedPiece.id == boxed_id))
    if not found:
        raise NotFound
    return found[0]


def room(session: Session, unit_id: UUID) -> BoxRoom:
    """How much lies in a box. One statement."""
    row = session.execute(
        select(func.count(), func.coalesce(func.sum(BoxedPiece.size), 0)).where(
            BoxedPiece.unit_id == unit_id, _state(withdrawn=False)
        )
    ).one()
    return BoxRoom(row[0], int(row[1]))


def words(session: Session, actor: Actor, unit_id: UUID) -> list[tuple[str, int]]:
    """The tags in use, the most used first, each with how many pieces have it. One statement."""
    rows = session.execute(
        select(BoxTag.word, func.count())
        .join(BoxedPiece, BoxedPiece.id == BoxTag.piece_id)
        .where(_own(actor), BoxedPiece.unit_id == unit_id, _state(withdrawn=False))
        .group_by(BoxTag.word)
        .order_by(func.count().desc(), BoxTag.word)
        .limit(MOST_WORDS)
    )
    return [(row[0], row[1]) for row in rows]


def framework_last_used(session: Session, unit_id: UUID) -> Framework | None:
    """The criteria of the unit's newest campaign, by which tags are offered. One or two statements."""
    campaign = session.scalar(
        select(Campaign)
        .join(Submission, Submission.campaign_id == Campaign.id)
        .where(Submission.unit_id == unit_id)
        .order_by(Campaign.period_ends_on.desc(), Campaign.created_at.desc())
        .limit(1)
    )
    return frameworks.pinned(session, campaign) if campaign else None


def _own(actor: Actor) -> ColumnElement[bool]:
    """VIEW_BOX as a clause: the unit's own people, and nobody above."""
    return BoxedPiece.unit_id.in_(actor.units(*UNIT_ROLES))


def _state(*, withdrawn: bool) -> ColumnElement[bool]:
    return BoxedPiece.withdrawn_at.is_not(None) if withdrawn else BoxedPiece.withdrawn_at.is_(None)


def _narrowed(wanted: Select[Any], search: str, tag: str = "") -> Select[Any]:
    """Only pieces with the tag, and with the words in the title, the file's name or a tag."""
    of_it = BoxTag.piece_id == BoxedPiece.id
    if tag:
        wanted = wanted.where(exists().where(of_it, BoxTag.word == tag))
    for word in search.split():
        wanted = wanted.where(
            or_(
                BoxedPiece.title.icontains(word, autoescape=True),
                BoxedPiece.filename.icontains(word, autoescape=True),
                exists().where(of_it, BoxTag.word.icontains(word, autoescape=True)),
            )
        )
    return wanted


def _rows(session: Session) -> Select[Any]:
    plain = (name for name in BoxRow.__slots__ if name not in ("created_by", "scan", "tags", "uses"))
    scan = scans.state(session, func.nullif(BoxedPiece.digest, ""))
    columns = (*(getattr(BoxedPiece, name) for name in plain), scan.label("scan"))
    return select(*columns, User.name.label("created_by")).join(User, User.id == BoxedPiece.created_by_id)


def _with_more(session: Session, wanted: Select[Any]) -> list[BoxRow]:
    """The rows with their tags and uses. Three statements."""
    found = [dict(row) for row in session.execute(wanted).mappings()]
    ids = [row["id"] for row in found]
    tags: dict[UUID, list[str]] = defaultdict(list)
    for piece_id, word in session.execute(
        select(BoxTag.piece_id, BoxTag.word).where(BoxTag.piece_id.in_(ids)).order_by(BoxTag.word)
    ):
        tags[piece_id].append(word)
    uses: dict[UUID | None, list[BoxUse]] = defaultdict(list)
    for row in session.execute(
        select(EvidenceOrigin.boxed_id, Evidence.id, Evidence.number, Campaign.period_label)
        .join(Evidence, Evidence.id == EvidenceOrigin.evidence_id)
        .join(Submission, Submission.id == Evidence.submission_id)
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .where(EvidenceOrigin.boxed_id.in_(ids), Evidence.withdrawn_at.is_(None))
        .order_by(Evidence.created_at)
    ):
        uses[row.boxed_id].append(BoxUse(row.id, row.number, row.period_label))
    return [
        BoxRow(**row, tags=tuple(tags.get(row["id"], ())), uses=tuple(uses.get(row["id"], ())))
        for row in found
    ]
