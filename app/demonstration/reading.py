"""What the readers of the demonstration did with the evidence: most was opened, and remarks pinned to it."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.remark import Pinned
from app.domain.review import FindingKind, Mark
from app.models.evidence import EvidenceLink, EvidenceOpening, EvidenceRevision
from app.models.remark import Remark
from app.models.review import EvidenceMark, Finding, Judgement, Review

from .bulk import Writer

OPENED: Final = 0.45  # of the files, by each reader: a few of a unit are opened by nobody
SEARCHED: Final = 0.15  # of the remarks say that something was not found
PINNED: Final = 2  # remarks of a reader, where most points were lost
NOTES: Final = (
    "这几条没有写明落实人和完成时间。",
    "只写了“专题研究一次”，看不出研究的是什么。",
    "与上一份材料的次数对不上，请核对。",
    "没有落款和日期。",
)
OF_A_PICTURE: Final = "照片上看不出日期和人数。"
NOT_FOUND: Final = "没有找到下半年的谈心记录。"
LINES: Final = ("0.4", "0.52", "0.6")  # where a pinned place begins, as a share of the page


class Piece(NamedTuple):
    """A piece of evidence, the criterion that it serves, and whether it is a photograph."""

    id: UUID
    criterion: str
    is_picture: bool


def pieces(session: Session, submission_id: UUID) -> Sequence[Piece]:
    """The evidence of a submission, by its criteria."""
    found = (
        select(EvidenceLink.evidence_id, EvidenceLink.criterion, EvidenceRevision.media_type)
        .join(EvidenceRevision, EvidenceRevision.evidence_id == EvidenceLink.evidence_id)
        .where(EvidenceLink.submission_id == submission_id)
        .order_by(EvidenceLink.criterion, EvidenceRevision.filename)
    )
    return [Piece(row[0], row[1], row[2].startswith("image/")) for row in session.execute(found)]


def read(writer: Writer, made: Review, given: Sequence[Piece]) -> None:
    """The reader opens and marks a part of the evidence, and says where points were lost, on which page."""
    worst = _worst(writer, made.id)
    chance = Random(str(worst))  # noqa: S311 -- not a secret; a chance of its own: the scores stay as they were
    asked = {criterion for criterion, _ in worst}
    for piece in given:
        if piece.criterion in asked or chance.random() < OPENED:
            writer.add(
                EvidenceOpening(evidence_id=piece.id, user_id=made.reviewer_id, revision=1),
                EvidenceMark(review_id=made.id, evidence_id=piece.id, mark=Mark.ACCEPTED),
            )
    for criterion, lost in worst:
        writer.add(_pinned(made, criterion, lost, given, chance))
    _cite(writer.session, made.id, given)
    writer.session.flush()


def _worst(writer: Writer, review_id: UUID) -> list[tuple[str, Decimal]]:
    """The criteria on which the review took most points, with what it took."""
    most = {each.code: each.max_score for each in writer.framework.criteria}
    rows = writer.session.execute(
        select(Judgement.criterion, Judgement.score).where(Judgement.review_id == review_id)
    ).all()
    lost = [(row.criterion, most[row.criterion] - row.score) for row in rows if row.score is not None]
    return sorted((each for each in lost if each[1]), key=lambda each: (-each[1], each[0]))[:PINNED]


def _pinned(made: Review, criterion: str, lost: Decimal, given: Sequence[Piece], chance: Random) -> Remark:
    """To some lines of a piece that serves the criterion, or to what was searched and not found."""
    remark = Remark(review_id=made.id, submission_id=made.submission_id, criterion=criterion, deduction=lost)
    serving = [piece for piece in given if piece.criterion == criterion]
    if not serving or chance.random() < SEARCHED:
        remark.pinned, remark.text = Pinned.NOT_FOUND, NOT_FOUND
        return remark
    piece = chance.choice(serving)
    remark.pinned, remark.evidence_id, remark.revision, remark.page = Pinned.REGION, piece.id, 1, 1
    remark.x, remark.y = Decimal("0.09"), Decimal(chance.choice(LINES))
    remark.width, remark.height = Decimal("0.82"), Decimal("0.09")
    remark.text = OF_A_PICTURE if piece.is_picture else chance.choice(NOTES)
    return remark


def _cite(session: Session, review_id: UUID, given: Sequence[Piece]) -> None:
    """A shortcoming leads to the page on which it was seen."""
    serving = {piece.criterion: piece.id for piece in given}
    found = select(Finding).where(Finding.review_id == review_id, Finding.kind == FindingKind.SHORTCOMING)
    for finding in session.scalars(found):
        if finding.criterion in serving:
            finding.evidence_id, finding.page = serving[finding.criterion], 1
