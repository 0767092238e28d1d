"""Who may do what, and when: one table.

An action is permitted when the actor stands in one of its relations to the subject and the campaign
and the submission are in one of its stages. What the table does not permit is denied.
queries/visibility.py says the viewing rules as WHERE clauses; a test keeps the two in step.
docs/permissions.md is generated from here.
"""

from typing import NamedTuple, TypedDict

from .actions import Action
from .actors import (
    Actor,
    Relation,
    Subject,
    administrator,
    anyone,
    assigned_reviewer,
    author,
    board,
    coordinator,
    handler,
    observer,
    own_contributor,
    own_member,
    own_signatory,
    panel_chair,
    party,
    signed_in,
    system,
)
from .errors import NotFound, NotPermitted
from .procedure import WRITING, CampaignStage, SubmissionStage
from .text import N_

C, S = CampaignStage, SubmissionStage


class Rule(NamedTuple):
    """Who may, while the campaign and the submission stand where; an empty set means at any stage.
    `supplement`: also where the office has opened a window for named criteria during the review.
    """

    who: frozenset[Relation]
    during: frozenset[CampaignStage] = frozenset()
    while_in: frozenset[SubmissionStage] = frozenset()
    supplement: bool = False


def _may(
    *who: Relation,
    during: frozenset[CampaignStage] = frozenset(),
    at: frozenset[SubmissionStage] = frozenset(),
    supplement: bool = False,
) -> Rule:
    return Rule(frozenset(who), during, at, supplement)


class Giving(TypedDict):
    """When evidence is given, for the three actions that do."""

    during: frozenset[CampaignStage]
    at: frozenset[SubmissionStage]
    supplement: bool


OPEN = frozenset(C) - {C.ARCHIVED}
FILLING = frozenset({C.SELF_EVALUATION, C.FORMAT_CHECK})
REVIEWING = frozenset({C.PEER_REVIEW})
DELIBERATING = frozenset({C.PEER_REVIEW, C.FEEDBACK, C.PUBLIC_NOTICE, C.DECISION})
HEARING = frozenset({C.FEEDBACK})
AFTER_REVIEW = frozenset({C.FEEDBACK, C.PUBLIC_NOTICE, C.DECISION, C.RECTIFICATION, C.ARCHIVED})
RECOGNISING = frozenset({C.DECISION, C.RECTIFICATION, C.ARCHIVED})
IMPROVING = frozenset({C.FEEDBACK, C.PUBLIC_NOTICE, C.DECISION, C.RECTIFICATION})
RELEASED = frozenset(
    {
        S.FEEDBACK_SENT,
        S.FEEDBACK_SIGNED,
        S.RECTIFYING,
        S.RECTIFICATION_SUBMITTED,
        S.RECTIFICATION_RETURNED,
        S.CLOSED,
    }
)
UNDER_RECTIFICATION = frozenset({S.RECTIFYING, S.RECTIFICATION_SUBMITTED, S.RECTIFICATION_RETURNED})
UNIT_PEOPLE = (own_contributor, own_member, own_signatory)
GIVING: Giving = {"during": FILLING | IMPROVING, "at": WRITING | UNDER_RECTIFICATION, "supplement": True}
OVERSIGHT = (coordinator, board, observer)

POLICY: dict[Action, Rule] = {
    Action.OPEN_PUBLIC_PAGE: _may(anyone),
    Action.SIGN_IN: _may(anyone),
    Action.KEEP_OWN_ACCOUNT: _may(signed_in),
    Action.FOUND_HOUSE: _may(anyone),  # while no account exists; the deed itself looks
    Action.OPEN_HOME: _may(signed_in),
    # units and people
    Action.VIEW_UNIT: _may(signed_in),
    Action.CHANGE_UNIT: _may(coordinator, administrator),
    Action.EDIT_CALENDAR: _may(coordinator, administrator),
    Action.VIEW_PROFILE: _may(*UNIT_PEOPLE, *OVERSIGHT, administrator),
    Action.EDIT_PROFILE: _may(own_contributor, own_signatory, coordinator),
    Action.MANAGE_ACCOUNT: _may(coordinator, administrator, system),
    Action.GRANT_ROLE: _may(coordinator, administrator),
    Action.APPOINT_DEPUTY: _may(own_signatory, coordinator),
    Action.VIEW_CONTACTS: _may(*UNIT_PEOPLE, *OVERSIGHT, administrator),
    Action.RECORD_HANDOVER: _may(own_contributor, coordinator),
    Action.CONFIRM_HANDOVER: _may(own_contributor, coordinator, party),
    Action.IMPORT_PEOPLE: _may(coordinator, administrator),
    # criteria
    Action.VIEW_FRAMEWORK: _may(signed_in),
    Action.IMPORT_FRAMEWORK: _may(coordinator, system),
    Action.PUBLISH_FRAMEWORK: _may(coordinator),
    Action.RETIRE_FRAMEWORK: _may(coordinator),
    # the campaign
    Action.VIEW_CAMPAIGN: _may(signed_in),
    Action.CREATE_CAMPAIGN: _may(coordinator),
    Action.SET_UP_CAMPAIGN: _may(coordinator, during=OPEN),
    Action.DELEGATE_CAMPAIGN: _may(coordinator, during=frozenset({C.PREPARING, C.NOTICE})),
    Action.ENROL_UNIT: _may(coordinator, during=frozenset({C.PREPARING, C.NOTICE, C.SELF_EVALUATION})),
    Action.GRANT_EXTENSION: _may(coordinator, during=OPEN),
    Action.PUBLISH_NOTICE: _may(coordinator, during=OPEN),
    Action.ACKNOWLEDGE_NOTICE: _may(*UNIT_PEOPLE),
    Action.RECORD_MILESTONE: _may(coordinator, during=OPEN),
    Action.URGE: _may(coordinator, system, during=OPEN),
    Action.SUPERVISE: _may(observer, during=OPEN),
    Action.VIEW_PROGRESS: _may(*OVERSIGHT),
    Action.VIEW_OWN_PROGRESS: _may(*UNIT_PEOPLE, *OVERSIGHT),
    Action.VIEW_MEETING: _may(*OVERSIGHT),
    Action.VIEW_HISTORY: _may(own_contributor, own_signatory, coordinator, board, administrator),
    Action.MOVE_CAMPAIGN: _may(coordinator, system),
    # self-evaluation
    Action.VIEW_SUBMISSION: _may(*UNIT_PEOPLE, assigned_reviewer, panel_chair, handler, *OVERSIGHT),
    Action.ANSWER: _may(own_contributor, during=FILLING, at=WRITING, supplement=True),
    Action.STATE_PRECONDITION: _may(own_contributor, during=FILLING, at=WRITING),
    Action.CLAIM_BONUS: _may(own_contributor, during=FILLING, at=WRITING),
    Action.ATTACH_EVIDENCE: _may(own_contributor, own_member, **GIVING),
    Action.ADD_BY_PHONE: _may(own_contributor, own_member, **GIVING),
    Action.KEEP_PRINTED_CODES: _may(author),
    Action.WITHDRAW_EVIDENCE: _may(own_contributor, **GIVING),
    Action.COLLECT_FILE: _may(system),
    Action.TURN_DOWN_FILE: _may(system),
    # the box of a unit is its own until a piece is attached: nobody above looks in
    Action.VIEW_BOX: _may(*UNIT_PEOPLE),
    Action.FILL_BOX: _may(own_contributor, own_member),
    Action.SCAN_FILE: _may(system),
    Action.VIEW_SCANS: _may(coordinator),
    Action.VIEW_EVIDENCE: _may(*UNIT_PEOPLE, assigned_reviewer, panel_chair, handler, *OVERSIGHT),
    Action.VIEW_SENSITIVE_EVIDENCE: _may(
        own_contributor, own_signatory, assigned_reviewer, panel_chair, handler, coordinator
    ),
    Action.VIEW_OFFICE_EVIDENCE: _may(own_contributor, own_signatory, coordinator),
    Action.VIEW_OPENINGS: _may(*UNIT_PEOPLE, coordinator, during=AFTER_REVIEW, at=RELEASED),
    Action.SEAL: _may(own_contributor, own_signatory, coordinator, system, during=FILLING | REVIEWING),
    # the list names every piece, also what is sensitive or for the secretariat
    Action.VIEW_SEAL: _may(own_contributor, own_signatory, coordinator),
    Action.COMPARE_FILES: _may(coordinator),
    Action.EDIT_REPORT: _may(own_contributor, during=FILLING, at=WRITING),
    Action.DECIDE_BONUS: _may(coordinator, during=frozenset({C.FORMAT_CHECK, C.PEER_REVIEW, C.FEEDBACK})),
    Action.REQUEST_CORRECTION: _may(coordinator, during=FILLING),
    Action.VIEW_SUPPLEMENTS: _may(*OVERSIGHT),  # how many were asked again is for none of the unit
    Action.OPEN_SUPPLEMENT: _may(coordinator, during=REVIEWING, at=frozenset({S.UNDER_REVIEW})),
    Action.HAND_IN_SUPPLEMENT: _may(own_contributor, own_signatory, coordinator, system, during=REVIEWING),
    # peer review
    Action.FORM_PANEL: _may(coordinator, during=OPEN),
    Action.ASSIGN: _may(coordinator, during=frozenset({C.SELF_EVALUATION, C.FORMAT_CHECK, C.PEER_REVIEW})),
    Action.DECLARE: _may(assigned_reviewer, panel_chair, author, during=OPEN),
    Action.DECLARE_CONFLICT: _may(author, system, during=OPEN),
    Action.DECIDE_CONFLICT: _may(coordinator, during=OPEN),
    Action.VIEW_ASSIGNMENT: _may(author, coordinator),
    Action.ANSWER_INVITATION: _may(author, during=OPEN),
    Action.READ_AS_REVIEWER: _may(assigned_reviewer, during=REVIEWING | AFTER_REVIEW),
    Action.JUDGE: _may(author, during=REVIEWING, at=frozenset({S.UNDER_REVIEW})),
    Action.SUBMIT_REVIEW: _may(author, system, during=REVIEWING, at=frozenset({S.UNDER_REVIEW})),
    Action.TAKE_BACK_REVIEW: _may(author, during=REVIEWING, at=frozenset({S.UNDER_REVIEW})),
    Action.RECONSIDER: _may(author, during=REVIEWING, at=frozenset({S.UNDER_REVIEW})),
    Action.CONFIRM_PRECONDITION: _may(author, during=REVIEWING, at=frozenset({S.UNDER_REVIEW})),
    # scores of others: who, is here; that all reviews of the unit must be in, is queries/visibility.py
    Action.VIEW_REVIEWS: _may(coordinator, board, observer, panel_chair),
    Action.IDENTIFY_REVIEWERS: _may(coordinator),
    Action.AGREE: _may(
        coordinator, panel_chair, during=REVIEWING | HEARING, at=frozenset({S.UNDER_REVIEW, S.REVIEWED})
    ),
    Action.WAIVE_MINIMUM: _may(coordinator, during=DELIBERATING),
    # the result
    Action.COMPUTE_RESULT: _may(coordinator, during=DELIBERATING),
    Action.VIEW_RESULT: _may(coordinator, board, observer, during=AFTER_REVIEW),
    Action.VIEW_OWN_RESULT: _may(
        *UNIT_PEOPLE, coordinator, board, observer, during=AFTER_REVIEW, at=RELEASED
    ),
    Action.APPROVE_RESULT: _may(board, during=frozenset({C.FEEDBACK, C.DECISION})),
    Action.RECORD_VOTE: _may(coordinator, board, during=frozenset({C.FEEDBACK, C.PUBLIC_NOTICE, C.DECISION})),
    Action.PROPOSE_VETO: _may(coordinator, during=OPEN),
    Action.CONFIRM_VETO: _may(board, during=OPEN),
    Action.VIEW_VETO: _may(*UNIT_PEOPLE, *OVERSIGHT),
    Action.STATE_ON_VETO: _may(own_contributor, own_signatory, during=OPEN),
    # due process
    Action.EDIT_LETTER: _may(coordinator, panel_chair, during=frozenset({C.FEEDBACK})),
    Action.ISSUE_LETTER: _may(coordinator, during=frozenset({C.FEEDBACK, C.PUBLIC_NOTICE})),
    Action.READ_LETTER: _may(*UNIT_PEOPLE, coordinator, board, at=RELEASED),
    Action.SIGN_LETTER: _may(own_contributor, own_signatory, at=RELEASED),
    Action.CHECK_FACTS: _may(own_contributor, own_signatory, during=HEARING, at=RELEASED),
    Action.ANSWER_FACT_CHECK: _may(coordinator, during=HEARING),
    Action.LODGE_APPEAL: _may(own_contributor, own_signatory, during=HEARING, at=RELEASED),
    Action.ADMIT_APPEAL: _may(coordinator, during=HEARING),
    Action.EXAMINE_APPEAL: _may(handler, during=HEARING),
    Action.DECIDE_APPEAL: _may(coordinator, during=HEARING),
    Action.PUBLISH_LIST: _may(coordinator, during=frozenset({C.PUBLIC_NOTICE})),
    Action.OBJECT: _may(anyone, during=frozenset({C.PUBLIC_NOTICE})),
    Action.ANSWER_OBJECTION: _may(coordinator, during=frozenset({C.PUBLIC_NOTICE, C.DECISION})),
    # rectification
    Action.VIEW_RECTIFICATION: _may(
        *UNIT_PEOPLE, assigned_reviewer, coordinator, board, observer, at=RELEASED
    ),
    Action.PLAN_RECTIFICATION: _may(own_contributor, own_signatory, during=IMPROVING, at=UNDER_RECTIFICATION),
    Action.REPORT_RECTIFICATION: _may(
        own_contributor, own_signatory, during=IMPROVING, at=UNDER_RECTIFICATION
    ),
    Action.VERIFY_RECTIFICATION: _may(author, during=IMPROVING, at=UNDER_RECTIFICATION),
    Action.CARRY_OVER_RECTIFICATION: _may(coordinator, during=frozenset({C.RECTIFICATION})),
    # recognition
    Action.RECORD_DECISION: _may(coordinator, during=RECOGNISING),
    Action.VIEW_DECISION: _may(signed_in, during=RECOGNISING),
    Action.DRAFT_CERTIFICATE: _may(coordinator, during=RECOGNISING),
    Action.ISSUE_CERTIFICATE: _may(coordinator, board, during=RECOGNISING),
    Action.REISSUE_CERTIFICATE: _may(coordinator, during=RECOGNISING),
    Action.REVOKE_CERTIFICATE: _may(coordinator, during=RECOGNISING),
    Action.VIEW_CERTIFICATE: _may(*UNIT_PEOPLE, *OVERSIGHT),
    # who was thanked is who has read: for the office and the person alone
    Action.THANK_REVIEWERS: _may(coordinator, during=RECOGNISING),
    Action.VIEW_THANKS: _may(author, coordinator),
    # transitions of a submission: the procedure knows its stages, so only the relation is decided here
    Action.START: _may(own_contributor, during=FILLING),
    Action.SEND_FOR_SIGN_OFF: _may(own_contributor, during=FILLING),
    Action.RECALL: _may(own_contributor, during=FILLING),
    Action.RETURN_BY_SIGNATORY: _may(own_signatory, during=FILLING),
    Action.SUBMIT: _may(own_signatory, during=FILLING),
    Action.RETURN_FOR_CORRECTION: _may(coordinator, during=FILLING),
    Action.HAND_IN_CORRECTIONS: _may(own_contributor, own_signatory, during=FILLING),
    Action.ACCEPT: _may(coordinator, during=FILLING),
    Action.BEGIN_REVIEW: _may(coordinator, system, during=FILLING | REVIEWING),
    Action.FINISH_REVIEW: _may(coordinator, system, during=REVIEWING | HEARING),
    Action.REOPEN_REVIEW: _may(coordinator, during=REVIEWING),
    Action.SEND_FEEDBACK: _may(coordinator, during=HEARING),
    Action.SIGN_FEEDBACK: _may(own_contributor, own_signatory),
    Action.BEGIN_RECTIFICATION: _may(own_contributor, own_signatory, coordinator, system, during=IMPROVING),
    Action.SUBMIT_RECTIFICATION: _may(own_signatory, during=IMPROVING),
    Action.RETURN_RECTIFICATION: _may(coordinator, during=IMPROVING),
    Action.CLOSE: _may(coordinator, system, during=IMPROVING),
    Action.EXEMPT: _may(coordinator, during=OPEN),
    Action.WITHDRAW: _may(own_signatory, coordinator, during=OPEN),
    Action.MERGE: _may(coordinator, during=OPEN),
}

NOT_YOURS = N_("Your role does not include this.")
NOT_NOW = N_("This cannot be done at the present stage.")


def refusal(actor: Actor, action: Action, subject: Subject) -> str | None:
    """Why the actor may not, or None if the actor may. Says nothing of stages to a stranger."""
    rule = POLICY[action]
    if not any(relation(actor, subject) for relation in rule.who):
        return NOT_YOURS
    if rule.supplement and subject.supplementing:
        return None
    if rule.during and subject.campaign_stage not in rule.during:
        return NOT_NOW
    if rule.while_in and subject.stage not in rule.while_in:
        return NOT_NOW
    return None


def permits(actor: Actor, action: Action, subject: Subject) -> bool:
    """Whether the actor may."""
    return refusal(actor, action, subject) is None


def require(actor: Actor, action: Action, subject: Subject, *, seen_by: Action | None = None) -> None:
    """Raises NotPermitted with the reason when the actor may not.

    With `seen_by`, an actor who may not even do that (see the thing) is told NotFound instead.
    """
    if reason := refusal(actor, action, subject):
        if seen_by is not None and not permits(actor, seen_by, subject):
            raise NotFound
        raise NotPermitted(reason)
