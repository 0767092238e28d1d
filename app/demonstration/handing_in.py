"""The colleges' own part of the play: self-evaluation, sign-off, format check, and two that are behind."""

from datetime import timedelta

from app.domain.calendar import beijing_date
from app.domain.procedure import CampaignStage
from app.models.base import utc_now
from app.models.submission import SignOff, Submission
from app.services import extensions, format_checks, transitions

from . import bulk, ending
from .scene import Run

C = CampaignStage
CAUGHT = (0.8, 1.0, 1.0, 1.0, 0.8, 0.5, 0.5, 0.3, 0.1, 0.0, 0.0, 1.0)  # how much each college has answered
EXTENDED, LATE = 10, 11  # two colleges that have not handed in when the format check begins
BEHIND = {EXTENDED: 0.9, LATE: 0.4}
COMMITMENT = "本单位承诺所提交的材料真实、准确，愿意接受核查。"


def fill(run: Run) -> None:
    """Colleges at every point of the way when the campaign is caught here; all handed in otherwise, but for
    two of the format check.
    """
    caught = not run.reached(C.SELF_EVALUATION)
    behind = BEHIND if run.scene.stage is C.FORMAT_CHECK else {}
    for place, submission in enumerate(run.submissions()):
        college = run.cast.colleges[place]
        share = CAUGHT[place] if caught else behind.get(place, 1.0)
        if share == 0:
            continue
        contributor = run.cast.contributor(college)
        assert contributor.user_id is not None  # noqa: S101 -- everybody of the cast has an account
        transitions.perform(run.session, contributor, submission.id, "start")
        bulk.answer(run.writer, submission, contributor.user_id, share=share)
        run.writer.give_way()
        if share < 1:
            continue
        transitions.perform(run.session, contributor, submission.id, "send_for_sign_off")
        if not caught or place in (2, 3):
            _sign(run, submission, college.name)


def _sign(run: Run, submission: Submission, name: str) -> None:
    signatory = run.cast.users[f"{name}审签人"]
    run.session.add(
        SignOff(
            submission_id=submission.id,
            approved=True,
            remark="材料属实，同意提交。",
            commitment=COMMITMENT,
            signatory_id=signatory.id,
            signatory_name=signatory.name,
            signatory_duty="学院党委书记",
            meeting="学院党委会",
            meeting_on=run.on - timedelta(days=1),
        )
    )
    transitions.perform(run.session, run.cast.actor(signatory.name), submission.id, "submit")
    submission.submitted_at = submission.stage_since


def check(run: Run) -> None:
    """All accepted; when the campaign is caught here three wait and one is to correct something."""
    caught = not run.reached(C.FORMAT_CHECK)
    office = run.cast.actor("秘书处")
    for place, submission in enumerate(run.submissions()):
        if caught and place in (1, 2, 3, *BEHIND):
            continue
        if caught and place == 4:
            named = [format_checks.Named(run.framework.criteria[1].code, "缺下半年的会议纪要。")]
            due_on = beijing_date(utc_now()) + timedelta(days=3)
            format_checks.send_back(run.session, office, submission.id, named, due_on=due_on)
            continue
        transitions.perform(run.session, office, submission.id, "accept")
    if not caught:
        ending.decide_bonuses(run)


def extend(run: Run) -> None:
    """One of the two colleges that are behind has asked for more time."""
    extensions.grant(
        run.session,
        run.cast.actor("秘书处"),
        run.submissions()[EXTENDED].id,
        stage=C.SELF_EVALUATION,
        day=beijing_date(utc_now()) + timedelta(days=5),
        reason="联络员住院，材料由副联络员接手。",
    )
