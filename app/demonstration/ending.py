"""The second half of the play: results, letters, public notice, decision, rectification, certificates.

Where a stage would take weeks its clocks are put back, so that the next deed is in time.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from app.domain.due_process import Stance
from app.domain.procedure import CampaignStage
from app.domain.rectification import Term
from app.models.base import utc_now
from app.models.certificate import Certificate
from app.models.feedback import FeedbackLetter
from app.models.rectification import RectificationItem, RectificationSummary
from app.models.result import DecisionKind
from app.models.submission import BonusClaim, BonusState, Submission
from app.models.unit import Unit
from app.services import (
    appeals,
    bonus_claims,
    certificates,
    decisions,
    fact_checks,
    honours,
    letters,
    public_notices,
    rectification,
    rectification_summaries,
    results,
)
from app.services.rectification import Plan

from .scene import Run
from .timing import DONE_AFTER

C = CampaignStage
OFFICE, SECOND, BOARD = "秘书处", "秘书处（第二人）", "领导小组"
MEETING = "校考评领导小组会议"


def decide_bonuses(run: Run) -> None:
    """Every claim accepted as made."""
    here = select(Submission.id).where(Submission.campaign_id == run.campaign.id)
    for claim in run.session.scalars(
        select(BonusClaim).where(BonusClaim.submission_id.in_(here), BonusClaim.state == BonusState.CLAIMED)
    ):
        bonus_claims.decide(
            run.session, run.cast.actor(OFFICE), claim.id, version=claim.version, state="accepted"
        )


def _deliberate(run: Run) -> None:
    """Results computed and approved, letters out; when caught here half have signed and one appeals."""
    office, board = run.cast.actor(OFFICE), run.cast.actor(BOARD)
    computation = results.compute(run.session, office, run.campaign.id)
    for tie in computation.standing["needs_vote"]:
        results.record_vote(
            run.session,
            board,
            run.campaign.id,
            on=run.on,
            meeting=MEETING,
            votes={unit: len(tie["units"]) - place for place, unit in enumerate(tie["units"])},
            order=tie["units"],
        )
    if computation.standing["needs_vote"]:
        results.compute(run.session, office, run.campaign.id, reason="同分表决后重新计算")
    _approve(run, DecisionKind.DRAFT_RESULT)
    letters.draft_all(run.session, office, run.campaign.id)
    letters.issue_all(run.session, office, run.campaign.id)
    caught = not run.reached(C.FEEDBACK)
    signing = run.cast.colleges[:6] if caught else run.cast.colleges
    for submission, college in zip(run.submissions(), signing, strict=False):
        letter = _letter(run, submission.id)
        letters.sign(run.session, run.cast.contributor(college), letter.id, accepts=True)
    if caught:
        _dispute(run)
    else:
        _put_letters_back(run)


def _letter(run: Run, submission_id: UUID) -> FeedbackLetter:
    return run.session.scalars(
        select(FeedbackLetter).where(FeedbackLetter.submission_id == submission_id)
    ).one()


def _dispute(run: Run) -> None:
    """One unit says a fact is not right, another appeals."""
    first, second = run.submissions()[:2]
    fact_checks.state(
        run.session,
        run.cast.contributor(run.cast.colleges[0]),
        first.id,
        stance=Stance.WRONG,
        criterion=run.framework.criteria[1].code,
        text="下半年的会议纪要在 1.2-02 第 2 页，请再看一下。",
    )
    appeals.lodge(
        run.session,
        run.cast.contributor(run.cast.colleges[1]),
        second.id,
        criterion=run.framework.criteria[2].code,
        reason="列席会议共五次，记录见佐证材料，请复核。",
    )


def _put_letters_back(run: Run) -> None:
    past = utc_now() - timedelta(days=20)
    for submission in run.submissions():
        letter = _letter(run, submission.id)
        letter.fact_check_ends_at = letter.appeal_ends_at = past


def _approve(run: Run, kind: DecisionKind) -> None:
    results.approve(
        run.session,
        run.cast.actor(BOARD),
        run.campaign.id,
        kind=kind,
        on=run.on,
        meeting=MEETING,
        attendees="组长、副组长及成员共七人",
    )


def _show(run: Run) -> None:
    """The list in public; its days are over unless the campaign is caught here."""
    notice = public_notices.publish(
        run.session,
        run.cast.actor(OFFICE),
        run.campaign.id,
        number=f"关评公〔{run.campaign.period_label}〕1号",
        title=f"关于{run.campaign.title}拟定名单的公示",
        body="现将拟定名单予以公示。单位异议请加盖公章，个人异议请署实名。",
        contact="校关工委办公室　校内 8012\n行政楼 305 室",
    )
    if run.reached(C.PUBLIC_NOTICE):
        notice.ends_at = utc_now() - timedelta(days=10)


def _decide(run: Run) -> None:
    """Decision with an award to a person; certificates and thanks drafted, and issued when it goes on."""
    office = run.cast.actor(OFFICE)
    _approve(run, DecisionKind.FINAL_LIST)
    decision = decisions.record(
        run.session,
        office,
        run.campaign.id,
        decisions.DecisionWords(
            number=f"校关工委〔{run.on.year}〕{12 + run.scene.years_back}号",
            on=run.on,
            meeting=MEETING,
            legal_basis="《二级学院关工委评议办法（试行）》",
            issuers="明德师范大学关心下一代工作委员会",
            text="希望受表彰的单位珍惜荣誉，再接再厉。",
        ),
    )
    _honour(run, decision.id)
    certificates.draft(
        run.session, office, run.campaign.id, series=_series(run), public_url=run.cast.public_url
    )
    honours.thank_reviewers(
        run.session, office, run.campaign.id, series="谢字", public_url=run.cast.public_url
    )
    if run.reached(C.DECISION):
        _date(run, certificates.issue_all(run.session, run.cast.actor(SECOND), run.campaign.id))


def _date(run: Run, issued: Sequence[Certificate]) -> None:
    """What is printed says the day of the play."""
    for certificate in issued:
        certificate.issued_on = run.on
        certificate.snapshot = {**certificate.snapshot, "issued_on": run.on.isoformat()}


def _honour(run: Run, decision_id: UUID) -> None:
    """One person, beside the units: the old comrade whose account the sign-in page offers."""
    college = run.cast.colleges[0]
    honours.give_person(
        run.session,
        run.cast.actor(OFFICE),
        decision_id,
        honours.PersonAward(
            person=f"{college.name}老同志委员",
            title="先进个人",
            field_of_work=f"{run.campaign.period_label}年度关心下一代工作",
            citation="每月两次到学生宿舍谈心，全年带青年教师听课二十节，记录完整。",
            unit_id=college.id,
        ),
    )


def _series(run: Run) -> str:
    """Each campaign numbers its own certificates."""
    return {C.DECISION: "示字", C.RECTIFICATION: "优字", C.ARCHIVED: "质字"}.get(run.scene.stage, "评字")


def _rectify(run: Run) -> None:
    """Items planned, reported and verified; when caught here each college stands somewhere else."""
    caught = not run.reached(C.RECTIFICATION)
    for place, (submission, college) in enumerate(zip(run.submissions(), run.cast.colleges, strict=True)):
        items = run.session.scalars(
            select(RectificationItem).where(RectificationItem.submission_id == submission.id)
        ).all()
        for item in items:
            item.raised_on = run.on - DONE_AFTER  # when the stage opened
        steps = place % 4 if caught else 4
        _advance(run, college, items, steps)
        if not caught:
            _close(run, submission.id, college)
        run.writer.give_way()


def _advance(run: Run, college: Unit, items: Sequence[RectificationItem], steps: int) -> None:
    """0: nothing yet · 1: planned · 2: the first reported · 3 and more: all reported and verified."""
    contributor = run.cast.contributor(college)
    for order, item in enumerate(items):
        if steps >= 1:
            rectification.plan(run.session, contributor, item.id, _plan(run, college), seen=item.version)
        if steps >= 3 or (steps == 2 and order == 0):
            rectification.report(
                run.session, contributor, item.id, text="已补齐材料并写明落实人，见佐证材料。"
            )
        if steps >= 4 or (steps == 3 and order == 0):
            reader = next(name for name, user in run.cast.users.items() if user.id == item.raised_by_id)
            rectification.verify(run.session, run.cast.actor(reader), item.id, closed=True, text="属实。")


def _plan(run: Run, college: Unit) -> Plan:
    return Plan(
        cause="没有固定的检查时间，责任没有写到人。",
        aim="每次会议有决定、有落实人、有回看。",
        measure="由秘书长牵头修订会议制度，每学期第十六周回看一次。",
        leader=f"{college.name}主任",
        owner=f"{college.name}秘书长",
        term=Term.DATED,
        due_on=run.writer.when + timedelta(days=60),
        expected="纪要完整率达到百分之百。",
    )


def _close(run: Run, submission_id: UUID, college: Unit) -> None:
    seen = run.session.scalar(
        select(RectificationSummary.version).where(RectificationSummary.submission_id == submission_id)
    )
    words = rectification_summaries.Words(
        overview="问题已全部整改到位。", lasting="已写入年度工作制度。", remaining=""
    )
    rectification_summaries.write(
        run.session, run.cast.contributor(college), submission_id, words, seen=seen or 0
    )
    rectification_summaries.sign(run.session, run.cast.signatory(college), submission_id)
    rectification_summaries.settle(run.session, run.cast.actor(OFFICE), submission_id, closed=True)


STEPS: Final[Mapping[CampaignStage, tuple[Callable[[Run], None], str]]] = {
    C.FEEDBACK: (_deliberate, "open_public_notice"),
    C.PUBLIC_NOTICE: (_show, "close_public_notice"),
    C.DECISION: (_decide, "open_rectification"),
    C.RECTIFICATION: (_rectify, "archive"),
}
