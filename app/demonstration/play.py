"""The play: ten campaigns, each taken by its deeds from the beginning to the stage it is caught at."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.calendar import beijing_date
from app.domain.procedure import CampaignStage
from app.models.assignment import Panel, PanelMember
from app.models.base import utc_now
from app.models.campaign import StageWindow
from app.models.framework import FrameworkVersion
from app.queries import frameworks
from app.services import campaigns, enrolment, notices, reviews

from . import bulk, collecting, ending, handing_in, reading
from .bulk import Papers, Writer
from .cast import Cast
from .criteria import import_criteria
from .scene import Run, Scene
from .timing import DONE_AFTER, LONG, STAGES, Pretence, opening

C = CampaignStage
QUALITY, FIVE_GOOD, PARTY = "college-committee-quality", "five-good", "party-building-review"


SCENES: Final = (  # the newest campaign stands first on everybody's home page
    Scene(C.ARCHIVED, QUALITY, "二级学院关工委优质化建设评议", 2),
    Scene(C.RECTIFICATION, QUALITY, "二级学院关工委优质化建设评议", 1),
    Scene(C.DECISION, QUALITY, "关工委示范单位评议"),
    Scene(C.PUBLIC_NOTICE, FIVE_GOOD, "“五好”关工委复核评议"),
    Scene(C.FORMAT_CHECK, PARTY, "基层党建述职评议"),
    Scene(C.NOTICE, FIVE_GOOD, "“五好”关工委创建评议"),
    Scene(C.PREPARING, QUALITY, "二级学院关工委新一轮评议（筹备）"),
    Scene(C.FEEDBACK, QUALITY, "二级学院关工委品牌建设评议"),
    Scene(C.PEER_REVIEW, QUALITY, "二级学院关工委中期评议"),
    Scene(C.SELF_EVALUATION, QUALITY, "二级学院关工委优质化建设评议"),
)


def perform(session: Session, cast: Cast, papers: Papers, scenes: Sequence[Scene] = SCENES) -> None:
    """Play every scene up to its stage, all of them side by side in the order of time."""
    pretence, runs = Pretence(session), dict[Scene, Run]()
    acts = sorted(
        (opening(stage, scene.stage) + DONE_AFTER, place, stage)
        for place, scene in enumerate(scenes)
        for stage in STAGES[: STAGES.index(scene.stage) + 1]
        if stage in STEPS
    )
    pretence.be_at(session, acts[0][0] - LONG)
    import_criteria(session, cast)
    session.commit()
    for moment, place, stage in acts:
        scene, (step, leave) = scenes[place], STEPS[stage]
        pretence.be_at(session, moment)
        if scene not in runs:
            runs[scene] = _begin(session, cast, scene, papers)
            runs[scene].campaign.created_at = utc_now() - timedelta(minutes=len(scenes) - place)
        run = runs[scene]
        run.on = beijing_date(pretence.moment)
        step(run)
        run.writer.give_way()
        run.done[stage] = pretence.moment
        if run.reached(stage):
            run.move(leave)
            run.writer.give_way()
    for run in runs.values():
        _set_the_clock(run)
        if run.scene.stage is C.FORMAT_CHECK:
            handing_in.extend(run)
    collecting.fill(session, cast, papers)
    session.commit()


def _begin(session: Session, cast: Cast, scene: Scene, papers: Papers) -> Run:
    today = utc_now().date()
    year = today.year - scene.years_back
    version = session.scalars(select(FrameworkVersion).where(FrameworkVersion.code == scene.framework)).one()
    campaign = campaigns.create(
        session,
        cast.actor("秘书处"),
        cast.university.id,
        version.id,
        campaigns.Profile(
            title=f"{year}年度{scene.title}",
            period_label=f"{year}",
            period_starts_on=date(year, 1, 1),
            period_ends_on=date(year, 12, 31),
            number_prefix="关评",
            leading_group="校党委副书记（组长）\n校关工委主任（副组长）\n校关工委秘书长",
        ),
    )
    framework = frameworks.pinned(session, campaign)
    writer = Writer(session, campaign, framework, papers, Random(scene.title), today)  # noqa: S311 -- not a secret
    return Run(session, cast, scene, papers, campaign, framework, writer)


def _prepare(run: Run) -> None:
    """Windows wide open, so that every deed of the play is in time; the true dates are set at the end."""
    now = utc_now()
    for stage in STAGES:
        run.session.add(
            StageWindow(
                campaign_id=run.campaign.id,
                stage=stage,
                opens_at=now - timedelta(days=1),
                ends_at=now + timedelta(days=365),
            )
        )
    office = run.cast.actor("秘书处")
    enrolment.enrol(run.session, office, run.campaign.id, [unit.id for unit in run.cast.colleges])


def _announce(run: Run) -> None:
    year = run.campaign.period_label
    notice = notices.publish(
        run.session,
        run.cast.actor("秘书处"),
        run.campaign.id,
        number=f"校关工委〔{year}〕{3 + len(run.scene.title) % 9}号",
        title=f"关于开展{run.campaign.title}的通知",
        body="各二级学院关工委：\n请按日程完成自评自纠，材料少而精，涉密不上传。\n电话：校内 8012。",
    )
    for college in run.cast.colleges[: 12 if run.reached(C.NOTICE) else 7]:
        notices.acknowledge(run.session, run.cast.contributor(college), notice.id, college.id)


def _review(run: Run) -> None:
    """Two panels; five readers a unit, of whom two are peers; some still reading when caught here."""
    caught = not run.reached(C.PEER_REVIEW)
    codes = [panel.code for panel in run.framework.review.panels]
    experts = run.cast.experts()
    panels = _panels(run, codes)
    declared: set[UUID] = set()
    reader_names = {user.id: name for name, user in run.cast.users.items()}
    colleges = run.cast.colleges
    for place, submission in enumerate(run.submissions()):
        pieces = reading.pieces(run.session, submission.id)
        readers = [(experts[(3 * place + step) % len(experts)], panels[0]) for step in range(3)]
        peers = [run.cast.peer(colleges[(place + step) % len(colleges)]) for step in (1, 3)]
        readers += [(peer, panels[-1]) for peer in peers]
        for order, assignment in enumerate(bulk.assign(run.writer, submission, readers, declared)):
            unfinished = caught and (place + order) % 3 == 0
            if unfinished:
                continue
            ratio = (0.95, 0.93, 0.91, 0.9, 0.88, 0.87, 0.86, 0.84, 0.83, 0.8, 0.77, 0.72)[place]
            reading.read(run.writer, bulk.review(run.writer, assignment, ratio), pieces)
            reviews.submit(run.session, run.cast.actor(reader_names[assignment.reviewer_id]), assignment.id)
        run.writer.give_way()


def _panels(run: Run, codes: Sequence[str]) -> list[Panel]:
    made = []
    for place, code in enumerate(codes):
        chair = run.cast.users["评审专家1"].id if place == 0 else None
        name = ("专家组", "互评组", "第三组")[place]
        panel = Panel(campaign_id=run.campaign.id, code=code, name=name, chair_id=chair)
        run.session.add(panel)
        run.session.flush()
        people = run.cast.experts() if place == 0 else [run.cast.peer(each) for each in run.cast.colleges]
        for person in people:
            run.session.add(PanelMember(panel_id=panel.id, user_id=person.id))
        made.append(panel)
    return made


def _set_the_clock(run: Run) -> None:
    """Past stages lie behind, the present one is in its middle, later ones are to come."""
    here = STAGES.index(run.scene.stage)
    rows = run.session.scalars(select(StageWindow).where(StageWindow.campaign_id == run.campaign.id)).all()
    for window in rows:
        position = STAGES.index(window.stage)
        window.opens_at = opening(window.stage, run.scene.stage)
        ends_at = window.opens_at + LONG
        window.ends_at = max(ends_at, run.done.get(window.stage, ends_at))
        window.soft_ends_at = ends_at - timedelta(days=7)
        window.opened_at = window.opens_at if position <= here else None
        window.closed_at = window.ends_at if position < here else None


STEPS: Final[Mapping[CampaignStage, tuple[Callable[[Run], None], str]]] = {
    C.PREPARING: (_prepare, "publish"),
    C.NOTICE: (_announce, "open_self_evaluation"),
    C.SELF_EVALUATION: (handing_in.fill, "close_self_evaluation"),
    C.FORMAT_CHECK: (handing_in.check, "open_peer_review"),
    C.PEER_REVIEW: (_review, "close_peer_review"),
    **ending.STEPS,
}
