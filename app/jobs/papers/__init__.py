"""Making papers: rows from the queries, bytes from the reporting, kept in the store by digest.

A kind with parts (a ZIP of certificates) makes each part in a step of its own, so that a killed worker
goes on where it stopped. One table says who makes what.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.document import Document
from evidence_store import EvidenceStore

from . import (
    certificates,
    criterion_sheets,
    decision,
    feedback_letter,
    feedback_receipt,
    handover,
    public_notice,
    rectification,
    result_summary,
    review,
    seal,
    submission,
)

Assemble = Callable[[Session, EvidenceStore, Document], bytes]


def no_parts(_: Session, __: Document) -> Sequence[UUID]:
    """Most papers are made in one piece."""
    return ()


def nothing_more(_: Session, __: Document) -> None:
    """Most papers leave nothing but themselves."""


class Maker(NamedTuple):
    """How a kind of paper is made: the whole, the papers (by document id) it needs first, and what is
    noted in the transaction that says it is ready.
    """

    assemble: Assemble
    parts: Callable[[Session, Document], Sequence[UUID]] = no_parts
    note: Callable[[Session, Document], None] = nothing_more


MAKERS: dict[str, Maker] = {
    "feedback_letter": Maker(feedback_letter.assemble),
    "feedback_receipt": Maker(feedback_receipt.receipt),
    "hand_over": Maker(handover.form),
    "self_evaluation": Maker(submission.self_evaluation),
    "sign_off": Maker(submission.sign_off),
    "seal_proof": Maker(seal.proof),
    "criterion_sheets": Maker(criterion_sheets.sheets, note=criterion_sheets.forget_seed),
    "public_notice": Maker(public_notice.assemble),
    "certificate": Maker(certificates.certificate, note=certificates.keep_digest),
    "thanks": Maker(certificates.certificate, note=certificates.keep_digest),
    "certificates": Maker(certificates.zip_of_campaign, parts=certificates.papers_of_campaign),
    "decision": Maker(decision.decision),
    "rectification_summary": Maker(rectification.summary),
    "result_summary": Maker(result_summary.assemble),
    "review_opinion": Maker(review.opinion),
}
