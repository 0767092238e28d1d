"""The stages of a submission, one unit's part in a campaign, and what must hold before each move."""

from dataclasses import dataclass
from enum import StrEnum

from ..text import N_
from ..workflow import REASON_GIVEN, Guard, Table, move, nothing_left, table


class SubmissionStage(StrEnum):
    NOT_STARTED = "not_started"
    DRAFTING = "drafting"
    AWAITING_SIGN_OFF = "awaiting_sign_off"
    RETURNED_BY_SIGNATORY = "returned_by_signatory"
    SUBMITTED = "submitted"
    RETURNED_FOR_CORRECTION = "returned_for_correction"
    ACCEPTED = "accepted"
    UNDER_REVIEW = "under_review"
    REVIEWED = "reviewed"
    FEEDBACK_SENT = "feedback_sent"
    FEEDBACK_SIGNED = "feedback_signed"
    RECTIFYING = "rectifying"
    RECTIFICATION_SUBMITTED = "rectification_submitted"
    RECTIFICATION_RETURNED = "rectification_returned"
    CLOSED = "closed"
    EXEMPT = "exempt"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class SubmissionFacts:
    """All that a guard of the submission may know; queries count them."""

    unanswered: int = 0  # criteria that need a level or score
    unconfirmed: int = 0  # last year's texts taken over and not yet confirmed
    unconfirmed_evidence: int = 0  # last year's evidence taken over and not yet confirmed
    missing_texts: int = 0  # mandatory criteria without narrative
    missing_evidence: int = 0  # required evidence not attached
    undeclared_preconditions: int = 0
    broken_evidence: int = 0
    open_corrections: int = 0
    open_supplements: int = 0
    submitted_reviews: int = 0
    minimum_reviews: int = 0
    minimum_waived: bool = False  # the coordinator recorded a reason
    has_result: bool = False
    result_approved: bool = False
    has_letter: bool = False
    items_without_plan: int = 0
    unverified_items: int = 0
    reason_given: bool = False


ALL_ANSWERED = nothing_left("unanswered", N_("%(n)s criteria still need a level or a score."))
ALL_CONFIRMED = nothing_left("unconfirmed", N_("%(n)s texts from last year wait to be confirmed."))
EVIDENCE_CONFIRMED = nothing_left(
    "unconfirmed_evidence", N_("%(n)s pieces of evidence from last year wait to be confirmed.")
)
TEXTS_WRITTEN = nothing_left("missing_texts", N_("%(n)s required criteria have no text yet."))
EVIDENCE_GIVEN = nothing_left("missing_evidence", N_("%(n)s required pieces of evidence are missing."))
PRECONDITIONS_SAID = nothing_left("undeclared_preconditions", N_("%(n)s preconditions wait for yes or no."))
EVIDENCE_INTACT = nothing_left(
    "broken_evidence", N_("%(n)s files could not be read back. Please upload them again.")
)
CORRECTED = nothing_left("open_corrections", N_("%(n)s named criteria still wait for correction."))
PLANS_MADE = nothing_left("items_without_plan", N_("%(n)s rectification items have no plan yet."))
ITEMS_VERIFIED = nothing_left(
    "unverified_items", N_("%(n)s items are not yet verified by the reviewer who raised them.")
)
SUPPLEMENTED = nothing_left(
    "open_supplements", N_("The window for supplements is still open. Please end it first.")
)
REVIEWS_IN = Guard(
    lambda f: f.minimum_waived or f.submitted_reviews >= f.minimum_reviews,
    N_("%(in)s of at least %(least)s reviews are in."),
    lambda f: {"in": f.submitted_reviews, "least": f.minimum_reviews},
)
RESULT_APPROVED = Guard(
    lambda f: f.has_result and f.result_approved, N_("The leading group has not approved this result.")
)
LETTER_READY = Guard(lambda f: f.has_letter, N_("The feedback letter has not been made yet."))

COMPLETE = (
    ALL_ANSWERED,
    ALL_CONFIRMED,
    EVIDENCE_CONFIRMED,
    TEXTS_WRITTEN,
    EVIDENCE_GIVEN,
    PRECONDITIONS_SAID,
    EVIDENCE_INTACT,
)
S = SubmissionStage
WRITING = frozenset({S.NOT_STARTED, S.DRAFTING, S.RETURNED_BY_SIGNATORY, S.RETURNED_FOR_CORRECTION})
RUNNING = frozenset(S) - {S.CLOSED, S.EXEMPT, S.WITHDRAWN, S.MERGED}

SUBMISSION: Table = table(
    move("start", S.NOT_STARTED, S.DRAFTING),
    move("send_for_sign_off", {S.DRAFTING, S.RETURNED_BY_SIGNATORY}, S.AWAITING_SIGN_OFF, *COMPLETE),
    move("recall", S.AWAITING_SIGN_OFF, S.DRAFTING),
    move("return_by_signatory", S.AWAITING_SIGN_OFF, S.RETURNED_BY_SIGNATORY, REASON_GIVEN),
    move("submit", S.AWAITING_SIGN_OFF, S.SUBMITTED, *COMPLETE),
    move("return_for_correction", S.SUBMITTED, S.RETURNED_FOR_CORRECTION, REASON_GIVEN),
    move("hand_in_corrections", S.RETURNED_FOR_CORRECTION, S.SUBMITTED, *COMPLETE, CORRECTED),
    move("accept", S.SUBMITTED, S.ACCEPTED),
    move("begin_review", S.ACCEPTED, S.UNDER_REVIEW),
    move("finish_review", S.UNDER_REVIEW, S.REVIEWED, SUPPLEMENTED, REVIEWS_IN),
    move("reopen_review", S.REVIEWED, S.UNDER_REVIEW, REASON_GIVEN),
    move("send_feedback", S.REVIEWED, S.FEEDBACK_SENT, RESULT_APPROVED, LETTER_READY),
    move("sign_feedback", S.FEEDBACK_SENT, S.FEEDBACK_SIGNED),
    move("begin_rectification", {S.FEEDBACK_SENT, S.FEEDBACK_SIGNED}, S.RECTIFYING),
    move(
        "submit_rectification",
        {S.RECTIFYING, S.RECTIFICATION_RETURNED},
        S.RECTIFICATION_SUBMITTED,
        PLANS_MADE,
    ),
    move("return_rectification", S.RECTIFICATION_SUBMITTED, S.RECTIFICATION_RETURNED, REASON_GIVEN),
    move("close", S.RECTIFICATION_SUBMITTED, S.CLOSED, ITEMS_VERIFIED),
    move("exempt", RUNNING, S.EXEMPT, REASON_GIVEN),
    move("withdraw", RUNNING, S.WITHDRAWN, REASON_GIVEN),
    move("merge", RUNNING, S.MERGED, REASON_GIVEN),
)
