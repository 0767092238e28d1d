"""What a history page may tell whom: the deeds a unit sees of its own, and the deeds that tell a reviewer.

A reader's name is for the coordinator alone, and what a review says is told to nobody before the
reviews of the unit are finished (product rules 5 and 6). Units see days, never minutes.
"""

from dataclasses import dataclass

from .actions import Action
from .actors import Actor, Subject
from .policy import permits
from .procedure import SubmissionStage

A = Action
BY_REVIEWERS = frozenset(
    {A.DECLARE, A.DECLARE_CONFLICT, A.ANSWER_INVITATION, A.READ_AS_REVIEWER, A.JUDGE, A.SUBMIT_REVIEW,
     A.TAKE_BACK_REVIEW, A.RECONSIDER, A.CONFIRM_PRECONDITION, A.AGREE, A.VERIFY_RECTIFICATION,
     A.EXAMINE_APPEAL, A.VIEW_EVIDENCE}
)  # fmt: skip
SCORING = frozenset(
    {A.JUDGE, A.SUBMIT_REVIEW, A.TAKE_BACK_REVIEW, A.RECONSIDER, A.CONFIRM_PRECONDITION, A.AGREE}
)
TOLD_TO_THE_UNIT = frozenset(
    {A.EDIT_PROFILE, A.RECORD_HANDOVER, A.CONFIRM_HANDOVER, A.APPOINT_DEPUTY, A.ENROL_UNIT, A.GRANT_EXTENSION,
     A.ACKNOWLEDGE_NOTICE, A.URGE, A.SUPERVISE, A.ANSWER, A.STATE_PRECONDITION, A.CLAIM_BONUS,
     A.ATTACH_EVIDENCE, A.WITHDRAW_EVIDENCE, A.EDIT_REPORT, A.REQUEST_CORRECTION, A.OPEN_SUPPLEMENT,
     A.HAND_IN_SUPPLEMENT, A.START,
     A.SEND_FOR_SIGN_OFF, A.RECALL, A.RETURN_BY_SIGNATORY, A.SUBMIT, A.RETURN_FOR_CORRECTION,
     A.HAND_IN_CORRECTIONS, A.ACCEPT,
     A.BEGIN_REVIEW, A.SEND_FEEDBACK, A.SIGN_FEEDBACK, A.SIGN_LETTER, A.CHECK_FACTS, A.ANSWER_FACT_CHECK,
     A.LODGE_APPEAL, A.ADMIT_APPEAL, A.DECIDE_APPEAL, A.BEGIN_RECTIFICATION, A.PLAN_RECTIFICATION,
     A.REPORT_RECTIFICATION, A.VERIFY_RECTIFICATION, A.SUBMIT_RECTIFICATION, A.RETURN_RECTIFICATION, A.CLOSE,
     A.STATE_ON_VETO, A.EXEMPT, A.WITHDRAW, A.MERGE, A.ISSUE_CERTIFICATE, A.REISSUE_CERTIFICATE,
     A.REVOKE_CERTIFICATE}
)  # fmt: skip
REVIEWS_FINISHED = frozenset(SubmissionStage) - {
    SubmissionStage.NOT_STARTED,
    SubmissionStage.DRAFTING,
    SubmissionStage.AWAITING_SIGN_OFF,
    SubmissionStage.RETURNED_BY_SIGNATORY,
    SubmissionStage.SUBMITTED,
    SubmissionStage.RETURNED_FOR_CORRECTION,
    SubmissionStage.ACCEPTED,
    SubmissionStage.UNDER_REVIEW,
}


@dataclass(frozen=True, slots=True)
class Sight:
    """How much of a history somebody sees; `actions` is None for all of them."""

    actions: frozenset[Action] | None
    names_of_reviewers: bool
    scores: bool
    minutes: bool


def sight(actor: Actor, subject: Subject) -> Sight:
    """How much of this subject's history the actor sees; the right to see it at all is asked before."""
    finished = subject.stage in REVIEWS_FINISHED
    if permits(actor, Action.IDENTIFY_REVIEWERS, subject):
        return Sight(None, names_of_reviewers=True, scores=finished, minutes=True)
    if permits(actor, Action.VIEW_PROGRESS, subject):
        return Sight(None, names_of_reviewers=False, scores=finished, minutes=True)
    return Sight(TOLD_TO_THE_UNIT, names_of_reviewers=False, scores=False, minutes=False)
