"""The papers of the procedure: what each is about, and which action lets a person have it. One table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .actions import Action
from .awards import Honoured


class About(StrEnum):
    """What a paper is about; its `subject_id` is the id of such a thing."""

    CAMPAIGN = "campaign"
    SUBMISSION = "submission"
    ASSIGNMENT = "assignment"  # a reviewer's own
    CERTIFICATE = "certificate"
    HANDOVER = "handover"
    PHONE_SHEETS = "phone_sheets"  # who printed them has them, nobody else


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of paper."""

    kind: str
    about: About
    action: Action
    media_type: str = "application/pdf"


def _table(*papers: Paper) -> Mapping[str, Paper]:
    return {paper.kind: paper for paper in papers}


def kind_of_certificate(snapshot: Mapping[str, object]) -> str:
    """The paper of a certificate, by the kind its snapshot names: who was thanked is for fewer eyes.

    Snapshots from before persons were honoured name no kind; those are of units.
    """
    return "thanks" if snapshot.get("kind") == Honoured.REVIEWER else "certificate"


ZIP = "application/zip"
PAPERS = _table(
    Paper("notice", About.CAMPAIGN, Action.VIEW_CAMPAIGN),
    Paper("self_evaluation", About.SUBMISSION, Action.VIEW_SUBMISSION),
    Paper("sign_off", About.SUBMISSION, Action.VIEW_SUBMISSION),
    Paper("seal_proof", About.SUBMISSION, Action.VIEW_SEAL),
    Paper("criterion_sheets", About.PHONE_SHEETS, Action.KEEP_PRINTED_CODES),
    Paper("feedback_receipt", About.SUBMISSION, Action.READ_LETTER),
    Paper("hand_over", About.HANDOVER, Action.CONFIRM_HANDOVER),
    Paper("review_opinion", About.ASSIGNMENT, Action.VIEW_ASSIGNMENT),
    Paper("result_summary", About.CAMPAIGN, Action.VIEW_RESULT),
    Paper("feedback_letter", About.SUBMISSION, Action.READ_LETTER),
    Paper("public_notice", About.CAMPAIGN, Action.OPEN_PUBLIC_PAGE),
    Paper("decision", About.CAMPAIGN, Action.VIEW_DECISION),
    Paper("rectification_summary", About.SUBMISSION, Action.VIEW_RECTIFICATION),
    Paper("certificate", About.CERTIFICATE, Action.VIEW_CERTIFICATE),
    Paper("thanks", About.CERTIFICATE, Action.VIEW_THANKS),
    Paper("certificates", About.CAMPAIGN, Action.DRAFT_CERTIFICATE, ZIP),
)
