"""The one thing to do now for the people of a unit: contributor, signatory, member."""

from ..actors import Role
from ..procedure import WRITING, CampaignStage, SubmissionStage
from ..text import N_
from .rows import Row, Situation, row

C, S, R = CampaignStage, SubmissionStage, Role
FILLING = frozenset({C.SELF_EVALUATION, C.FORMAT_CHECK})
RECTIFYING = frozenset({S.RECTIFYING, S.RECTIFICATION_RETURNED})
UNIT = (R.CONTRIBUTOR, R.SIGNATORY, R.MEMBER)


def _writes(f: Situation) -> bool:
    return f.submission in WRITING and f.campaign in FILLING


UNIT_ROWS: tuple[Row, ...] = (
    row(
        R.CONTRIBUTOR,
        R.SIGNATORY,
        when=lambda f: bool(f.unsigned_notice),
        title=N_("Read the notice and sign for it"),
        why=N_("“%(unsigned_notice)s” has come for your unit."),
        button=N_("Open the notice"),
        page="notice",
    ),
    row(
        R.CONTRIBUTOR,
        when=lambda f: f.submission is S.RETURNED_FOR_CORRECTION and f.corrections > 0,
        title=N_("Correct %(correction)s as the secretariat asks"),
        why=N_("%(corrections)s named criteria wait for correction; the others stay as they are."),
        button=N_("Correct %(correction)s"),
        page="correction",
    ),
    row(
        R.CONTRIBUTOR,
        when=lambda f: f.submission is S.RETURNED_FOR_CORRECTION,
        title=N_("Hand in the corrections"),
        why=N_("Every named criterion is corrected."),
        button=N_("See what was corrected"),
        page="completeness",
    ),
    row(
        R.CONTRIBUTOR,
        when=lambda f: _writes(f) and f.submission is S.RETURNED_BY_SIGNATORY and f.complete == f.criteria,
        title=N_("Your signatory has a remark"),
        why=N_("Change what is asked, then send it for sign-off once more."),
        button=N_("Read the remark"),
        page="completeness",
    ),
    row(
        R.CONTRIBUTOR,
        when=lambda f: _writes(f) and f.submission is S.NOT_STARTED,
        title=N_("Begin the self-evaluation"),
        why=N_(
            "There are %(criteria)s criteria. Everything is saved as you write; you can stop at any time."
        ),
        button=N_("Begin with %(criterion)s"),
        page="criterion",
    ),
    row(
        R.CONTRIBUTOR,
        when=lambda f: _writes(f) and f.complete < f.criteria,
        title=N_("Go on with %(criterion)s %(criterion_title)s"),
        why=N_("%(complete)s of %(criteria)s criteria are complete."),
        button=N_("Go on with %(criterion)s"),
        page="criterion",
    ),
    row(
        R.CONTRIBUTOR,
        when=_writes,
        title=N_("Send the self-evaluation to your signatory"),
        why=N_("All %(criteria)s criteria are complete. Look it over once, then send it."),
        button=N_("Look it over and send it"),
        page="completeness",
    ),
    row(
        R.MEMBER,
        when=_writes,
        title=N_("Help with photographs and memories"),
        why=N_("%(complete)s of %(criteria)s criteria are complete. A picture or a date you remember helps."),
        button=N_("See where help is wanted"),
        page="submission",
    ),
    row(
        *UNIT,
        when=lambda f: f.submission in WRITING and f.campaign in {C.PREPARING, C.NOTICE},
        title=N_("The self-evaluation has not opened yet"),
        why=N_("You can already read the criteria and gather evidence."),
        button=N_("Read the criteria"),
        page="framework",
        waits=True,
    ),
    row(
        R.SIGNATORY,
        when=lambda f: f.submission is S.AWAITING_SIGN_OFF,
        title=N_("Read the summary and sign"),
        why=N_("Your liaison officer has finished the self-evaluation and asks for your approval."),
        button=N_("Read and sign"),
        page="sign_off",
    ),
    row(
        R.CONTRIBUTOR,
        R.MEMBER,
        when=lambda f: f.submission is S.AWAITING_SIGN_OFF,
        title=N_("Your signatory has it now"),
        why=N_("Nothing is to be done. You can take it back as long as it is not signed."),
        button=N_("Look at it"),
        page="submission",
        waits=True,
    ),
    row(
        R.SIGNATORY,
        when=_writes,
        title=N_("Nothing to sign yet"),
        why=N_("%(complete)s of %(criteria)s criteria are complete. You are told when it is your turn."),
        button=N_("See how far it is"),
        page="submission",
        waits=True,
    ),
    row(
        *UNIT,
        when=lambda f: f.submission in WRITING,
        title=N_("The self-evaluation is closed"),
        why=N_("It was not handed in. Please call the secretariat."),
        button=N_("See the dates"),
        page="campaign",
    ),
    row(
        *UNIT,
        when=lambda f: f.submission in {S.SUBMITTED, S.ACCEPTED},
        title=N_("Handed in. The secretariat has it now"),
        why=N_("Nothing is to be done. You are told of every further step."),
        button=N_("Look at it"),
        page="submission",
        waits=True,
    ),
    row(
        *UNIT,
        when=lambda f: f.submission in {S.UNDER_REVIEW, S.REVIEWED},
        title=N_("The reviewers are reading"),
        why=N_("Nothing is to be done. The result comes with the feedback letter."),
        button=N_("See the progress"),
        page="progress",
        waits=True,
    ),
    row(
        R.CONTRIBUTOR,
        R.SIGNATORY,
        when=lambda f: f.submission is S.FEEDBACK_SENT,
        title=N_("Read the feedback letter and sign for it"),
        why=N_("If a fact is not right, say so item by item; silence counts as agreement."),
        button=N_("Read the letter"),
        page="letter",
    ),
    row(
        R.CONTRIBUTOR,
        R.SIGNATORY,
        when=lambda f: f.submission is S.FEEDBACK_SIGNED and f.hearing_runs,
        title=N_("The letter is signed for. You may still check facts or appeal"),
        why=N_("If everything is right, nothing is to be done."),
        button=N_("Look at the result"),
        page="letter",
        waits=True,
    ),
    row(
        *UNIT,
        when=lambda f: f.submission in {S.FEEDBACK_SENT, S.FEEDBACK_SIGNED},
        title=N_("The feedback has come"),
        why=N_("The public notice, the decision and then the rectification follow."),
        button=N_("Look at the result"),
        page="letter",
        waits=True,
    ),
    row(
        R.CONTRIBUTOR,
        when=lambda f: f.submission in RECTIFYING and f.items_without_plan > 0,
        title=N_("Write the plan for %(items_without_plan)s items"),
        why=N_("Cause, aim, measure, who and by when: one line each."),
        button=N_("Write the plan"),
        page="rectification",
    ),
    row(
        R.CONTRIBUTOR,
        when=lambda f: f.submission in RECTIFYING and f.items_to_report > 0,
        title=N_("Report what was done on %(items_to_report)s items"),
        why=N_("Each with its evidence; the reviewer who raised it closes it."),
        button=N_("Report"),
        page="rectification",
    ),
    row(
        R.SIGNATORY,
        when=lambda f: f.submission in RECTIFYING and f.items_without_plan == 0,
        title=N_("Read the rectification plan and hand it in"),
        why=N_("Every item has a plan."),
        button=N_("Read and hand in"),
        page="rectification",
    ),
    row(
        *UNIT,
        when=lambda f: f.submission in RECTIFYING | {S.RECTIFICATION_SUBMITTED},
        title=N_("The rectification is under way"),
        why=N_("The reviewers who raised the problems close the items one by one."),
        button=N_("See the items"),
        page="rectification",
        waits=True,
    ),
    row(
        *UNIT,
        when=lambda f: f.submission is S.CLOSED,
        title=N_("Everything is closed. Thank you"),
        why=N_("Highlights, certificate and report stay here for you."),
        button=N_("Look at it"),
        page="submission",
        waits=True,
    ),
    row(
        *UNIT,
        when=lambda f: f.submission is not None,
        title=N_("Your unit takes no part in this campaign"),
        why=N_("The reason stands on the campaign's page."),
        button=N_("Open the campaign"),
        page="campaign",
        waits=True,
    ),
)
