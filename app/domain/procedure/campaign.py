"""The stages of a campaign, from preparation to the archive, and what must hold before each move."""

from dataclasses import dataclass
from enum import StrEnum

from ..text import N_
from ..workflow import Guard, Table, move, nothing_left, table


class CampaignStage(StrEnum):
    PREPARING = "preparing"
    NOTICE = "notice"
    SELF_EVALUATION = "self_evaluation"
    FORMAT_CHECK = "format_check"
    PEER_REVIEW = "peer_review"
    FEEDBACK = "feedback"
    PUBLIC_NOTICE = "public_notice"
    DECISION = "decision"
    RECTIFICATION = "rectification"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """All that a guard of the campaign may know; queries count them."""

    has_framework: bool = False
    has_windows: bool = False
    units: int = 0
    notice_published: bool = False
    awaiting_acceptance: int = 0  # handed in, not yet accepted, returned or set aside
    units_below_minimum_reviews: int = 0  # without a recorded reason
    results_missing: int = 0
    draft_approved: bool = False
    unanswered_fact_checks: int = 0
    open_appeals: int = 0
    appeal_time_running: bool = False
    public_notice_running: bool = False
    open_objections: int = 0
    list_approved: bool = False
    open_items: int = 0


HAS_FRAMEWORK = Guard(lambda f: f.has_framework, N_("Choose the criteria framework first."))
HAS_WINDOWS = Guard(lambda f: f.has_windows, N_("Set the dates of every stage first."))
HAS_UNITS = Guard(lambda f: f.units > 0, N_("Enrol at least one unit first."))
NOTICE_OUT = Guard(lambda f: f.notice_published, N_("Publish the notice first."))
ALL_ACCEPTED = nothing_left(
    "awaiting_acceptance", N_("%(n)s units have handed in and wait for the format check.")
)
ENOUGH_REVIEWS = nothing_left(
    "units_below_minimum_reviews",
    N_("%(n)s units have fewer submitted reviews than the minimum. Record a reason or wait for the reviews."),
)
ALL_COMPUTED = nothing_left("results_missing", N_("%(n)s units have no computed result yet."))
DRAFT_APPROVED = Guard(
    lambda f: f.draft_approved, N_("The leading group has not approved the draft results.")
)
FACTS_ANSWERED = nothing_left("unanswered_fact_checks", N_("%(n)s fact checks wait for an answer."))
APPEALS_CLOSED = nothing_left("open_appeals", N_("%(n)s appeals are open."))
APPEAL_TIME_OVER = Guard(
    lambda f: not f.appeal_time_running, N_("Units may still check facts or appeal until their date.")
)
NOTICE_TIME_OVER = Guard(
    lambda f: not f.public_notice_running, N_("The public notice must stay up until its last day has ended.")
)
OBJECTIONS_CLOSED = nothing_left("open_objections", N_("%(n)s objections wait for an answer."))
LIST_APPROVED = Guard(lambda f: f.list_approved, N_("The leading group has not approved the final list."))
ITEMS_CLOSED = nothing_left(
    "open_items", N_("%(n)s rectification items are open. They can be carried into next year with a reason.")
)

C = CampaignStage
CAMPAIGN: Table = table(
    move("publish", C.PREPARING, C.NOTICE, HAS_FRAMEWORK, HAS_WINDOWS, HAS_UNITS),
    move("open_self_evaluation", C.NOTICE, C.SELF_EVALUATION, NOTICE_OUT),
    move("close_self_evaluation", C.SELF_EVALUATION, C.FORMAT_CHECK),
    move("open_peer_review", C.FORMAT_CHECK, C.PEER_REVIEW, ALL_ACCEPTED),
    move("close_peer_review", C.PEER_REVIEW, C.FEEDBACK, ENOUGH_REVIEWS),
    move(
        "open_public_notice",
        C.FEEDBACK,
        C.PUBLIC_NOTICE,
        ALL_COMPUTED,
        DRAFT_APPROVED,
        APPEAL_TIME_OVER,
        FACTS_ANSWERED,
        APPEALS_CLOSED,
    ),
    move("reopen_feedback", C.PUBLIC_NOTICE, C.FEEDBACK),
    move("close_public_notice", C.PUBLIC_NOTICE, C.DECISION, NOTICE_TIME_OVER, OBJECTIONS_CLOSED),
    move("open_rectification", C.DECISION, C.RECTIFICATION, LIST_APPROVED),
    move("archive", C.RECTIFICATION, C.ARCHIVED, ITEMS_CLOSED),
)
