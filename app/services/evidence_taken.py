"""Evidence that need not be given twice: from the unit's box, and from last year until it is confirmed."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import personal_data, policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.box import BoxedWords
from app.domain.errors import Conflict, Invalid, NotFound, sentence
from app.domain.evidence import MEBIBYTE, Visibility, require_size, visibilities
from app.domain.evidence_details import OTHER, Details, LinkDetails, OnSite, requirements
from app.domain.filetypes import ending, require_accepted
from app.domain.framework import Framework
from app.domain.procedure import WRITING
from app.domain.text import N_
from app.models.evidence import Evidence, EvidenceLink, EvidenceOrigin, Medium
from app.queries import boxes, evidence_room, frameworks, last_years
from app.queries import evidence as readings
from app.queries.boxes import BoxRow
from app.queries.evidence import EvidenceRow

from . import audit, evidence, evidence_changes, gate
from .evidence import StoredFile, Target
from .gate import Entered


def attach_from_box(
    session: Session,
    actor: Actor,
    submission_id: UUID,
    place: str,
    boxed_ids: Sequence[UUID],
    *,
    requirement: int | None = None,
) -> list[Evidence]:
    """Make pieces of the unit's box evidence at a place, all or none, each under its permanent number; what
    the submission has already, by whatever way it came, serves this place too and is not kept twice. Each
    answers `requirement`, or where none is said the first that takes a piece of its kind.

    Raises NotFound, NotPermitted, WindowClosed, Conflict, Invalid (field `file`: kind, size, room).
    """
    entered = _entered(session, actor, Target(submission_id, place))
    policy.require(actor, Action.ATTACH_EVIDENCE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    boxed = [boxes.one(session, actor, each) for each in dict.fromkeys(boxed_ids)]
    if any(row.unit_id != entered.submission.unit_id or row.withdrawn_at for row in boxed):
        raise NotFound
    _require_some(session, entered, place, len(boxed))
    framework = frameworks.pinned(session, entered.campaign)
    present = evidence_room.present(session, submission_id)
    here = evidence_room.counted(session, submission_id, place)
    given = []
    for row in boxed:
        position = _fitting(framework, place, row, here) if requirement is None else requirement
        here[position] = here.get(position, 0) + 1
        target = Target(submission_id, place, position)
        there = present.get(row.id) or present.get(row.digest)
        if there is not None:
            given.append(_use(session, actor, there, target))
            continue
        words = BoxedWords(row.title, row.event_on, row.note)
        piece = _give(session, actor, entered, target, _details(session, entered, target, words), row)
        session.add(EvidenceOrigin(evidence_id=piece.id, boxed_id=row.id))
        given.append(piece)
    session.flush()
    audit.record(
        session, actor, Action.ATTACH_EVIDENCE, submission_id, campaign_id=entered.campaign.id,
        unit_id=entered.submission.unit_id, used_for=place, from_box=[row.id for row in boxed],
    )  # fmt: skip
    return given


def take_over(
    session: Session, actor: Actor, submission_id: UUID, place: str, wanted: Sequence[UUID] | None = None
) -> list[Evidence]:
    """Last year's pieces at a place (those in `wanted`, or all not taken over yet) stand this year too, as to
    be confirmed, all or none. Only what the actor may see is taken.

    Raises NotFound, NotPermitted, WindowClosed, Conflict, Invalid (field `file`).
    """
    entered = _entered(session, actor, Target(submission_id, place))
    policy.require(actor, Action.ATTACH_EVIDENCE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    if entered.submission.stage not in WRITING:  # nobody would ask any more whether it was confirmed
        raise Conflict(N_("Last year's evidence is taken over before the self-evaluation is handed in."))
    framework = frameworks.pinned(session, entered.campaign)
    known = last_years.pieces(session, actor, entered.submission, entered.campaign, framework.code, place)
    rows = [each.row for each in known if not each.is_here and (wanted is None or each.row.id in wanted)]
    _require_some(session, entered, place, len(rows))
    present = evidence_room.present(session, submission_id)
    here = evidence_room.counted(session, submission_id, place)
    given = []
    for row in rows:
        position = _position(framework, place, row, here)
        here[position] = here.get(position, 0) + 1
        target = Target(submission_id, place, position)
        there = present.get(row.id) or present.get(row.digest or "")
        if there is not None:
            given.append(_use(session, actor, there, target))
            continue
        words = BoxedWords(row.title, row.event_on, row.note)
        details = _details(session, entered, target, words, kind=row.kind, visibility=row.visibility)
        piece = _give(session, actor, entered, target, details, row)
        session.add(EvidenceOrigin(evidence_id=piece.id, taken_from_id=row.id, to_be_confirmed=True))
        present[row.digest or row.id] = piece.id
        given.append(piece)
    session.flush()
    audit.record(
        session, actor, Action.ATTACH_EVIDENCE, submission_id, campaign_id=entered.campaign.id,
        unit_id=entered.submission.unit_id, used_for=place, from_last_year=[row.id for row in rows],
    )  # fmt: skip
    return given


def confirm(
    session: Session, actor: Actor, submission_id: UUID, place: str, evidence_id: UUID | None = None
) -> int:
    """Say that last year's pieces at a place, or one of them, hold this year too; returns how many.

    Raises NotFound, NotPermitted, WindowClosed, Conflict when none waits to be confirmed.
    """
    entered = _entered(session, actor, Target(submission_id, place))
    policy.require(actor, Action.ATTACH_EVIDENCE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    waiting = (
        select(EvidenceOrigin)
        .join(Evidence, Evidence.id == EvidenceOrigin.evidence_id)
        .join(EvidenceLink, EvidenceLink.evidence_id == Evidence.id)
        .where(
            Evidence.submission_id == submission_id,
            Evidence.withdrawn_at.is_(None),
            EvidenceLink.criterion == place,
            EvidenceOrigin.to_be_confirmed,
            readings.seen(actor, entered.subject),
        )
    )
    if evidence_id is not None:
        waiting = waiting.where(Evidence.id == evidence_id)
    found = session.scalars(waiting).all()
    if not found:
        raise Conflict(N_("Nothing waits to be confirmed here."))
    for origin in found:
        origin.to_be_confirmed = False
        audit.record(
            session, actor, Action.ATTACH_EVIDENCE, origin.evidence_id, campaign_id=entered.campaign.id,
            unit_id=entered.submission.unit_id, used_for=place, changes={"to_be_confirmed": (True, False)},
        )  # fmt: skip
    return len(found)


def _entered(session: Session, actor: Actor, target: Target) -> Entered:
    entered = gate.enter(session, target.submission_id, exclusive=True)
    policy.require(actor, Action.ATTACH_EVIDENCE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    gate.require_writable(session, actor, Action.ATTACH_EVIDENCE, entered, target.place)
    evidence_room.requirement_at(frameworks.pinned(session, entered.campaign), target.place, OTHER)
    return entered


def _require_some(session: Session, entered: Entered, place: str, chosen: int) -> None:
    """Raises Invalid (field `file`) when nothing was chosen, or more than there is room for."""
    if not chosen:
        raise Invalid(file=N_("Please tick at least one piece."))
    here = sum(evidence_room.counted(session, entered.submission.id, place).values())
    left = max(0, entered.settings.files_per_criterion - here)
    if chosen > left:
        raise Invalid(
            file=sentence(
                N_("You chose %(chosen)s; there is room for %(left)s more here."), chosen=chosen, left=left
            )
        )


def _use(session: Session, actor: Actor, evidence_id: UUID, target: Target) -> Evidence:
    """A piece that stands in the submission serves the place too, unless it does already."""
    serves = select(EvidenceLink.id).where(
        EvidenceLink.evidence_id == evidence_id, EvidenceLink.criterion == target.place
    )
    if session.scalar(serves) is not None:
        return session.get_one(Evidence, evidence_id)
    return evidence_changes.use(session, actor, evidence_id, target.place, target.requirement)


def _give(
    session: Session,
    actor: Actor,
    entered: Entered,
    target: Target,
    details: Details,
    row: BoxRow | EvidenceRow,
) -> Evidence:
    """A new piece of evidence with the content of `row`; a file's bytes are in the store already."""
    if row.medium is Medium.LINK:
        link = LinkDetails(row.url, row.outlet, row.outlet_level)
        return evidence.attach_link(session, actor, target, details, link)
    if row.medium is Medium.ON_SITE:
        return evidence.attach_on_site(session, actor, target, details, OnSite(row.place, row.keeper))
    framework = frameworks.pinned(session, entered.campaign)
    asked = evidence_room.requirement_at(framework, target.place, target.requirement)
    file = StoredFile(
        row.filename or "", row.media_type or "", row.digest or "", row.size or 0, row.pages,
        personal_data.read(row.personal),
    )  # fmt: skip
    require_accepted(file.filename, evidence_room.endings(framework, asked))
    require_size(file.size, entered.settings.megabytes_per_file * MEBIBYTE)
    return evidence.attach_file(session, actor, target, details, file)


def _details(
    session: Session,
    entered: Entered,
    target: Target,
    words: BoxedWords,
    *,
    kind: str = "",
    visibility: Visibility = Visibility.REVIEWERS,
) -> Details:
    """What is said of a piece at its new place: the kind asked for there, and who may see it there."""
    framework = frameworks.pinned(session, entered.campaign)
    asked = evidence_room.requirement_at(framework, target.place, target.requirement)
    if asked is not None or kind not in framework.evidence_kinds:
        kind = asked.kind if asked is not None else "other"
    offered = visibilities(sensitive=asked is not None and asked.sensitive)
    return Details(
        words.title, kind, words.event_on, visibility if visibility in offered else offered[0], words.note
    )


def _fitting(framework: Framework, place: str, row: BoxRow, here: dict[int, int]) -> int:
    """The first requirement of a place that still takes a boxed piece, OTHER where none does."""
    for position, asked in enumerate(requirements(framework, place)):
        taken = {
            Medium.FILE: ending(row.filename) in evidence_room.endings(framework, asked),
            Medium.LINK: asked.accepts_links,
            Medium.ON_SITE: True,
        }
        if taken[row.medium] and evidence_room.is_open(here, position, asked):
            return position
    return OTHER


def _position(framework: Framework, place: str, row: EvidenceRow, here: dict[int, int]) -> int:
    """Which requirement of a place last year's piece answers now: the same, or the first of its kind that
    still takes one; OTHER where none does.
    """
    then = next((use.requirement for use in row.uses if use.place == place), OTHER)
    fitting = [
        position
        for position, each in enumerate(requirements(framework, place))
        if each.kind == row.kind and evidence_room.is_open(here, position, each)
    ]
    return then if then in fitting else next(iter(fitting), OTHER)
