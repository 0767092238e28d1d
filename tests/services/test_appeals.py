"""The hearing: facts checked, answered by somebody impartial; appeals upheld by a new line, never over it."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.domain.calendar import WorkingCalendar, beijing_date, end_of_day
from app.domain.due_process import Stance
from app.domain.errors import Conflict, Invalid, NotFound, NotPermitted, TransitionRefused, WindowClosed
from app.domain.letter import texts_of
from app.domain.procedure import AppealStage, CampaignStage, ItemStage
from app.domain.rectification import ProgressKind
from app.models.account import User
from app.models.base import utc_now
from app.models.campaign import Campaign
from app.models.feedback import Appeal, FeedbackLetter
from app.models.notification import Notification
from app.models.rectification import Progress, RectificationItem
from app.models.result import Computation, Result
from app.models.review import Finding, PanelJudgement
from app.models.submission import Submission
from app.queries import appeals as readings
from app.queries import examiners, facts, results
from app.services import appeals, fact_checks, letters, transitions
from app.services.appeals import Opinion
from tests import scene
from tests.scene import Scene
from tests.services.test_letters import approved
from tests.services.test_results import reviewed


@pytest.fixture
def world(session: Session) -> Scene:
    return scene.university(session, colleges=3)


@pytest.fixture
def campaign(world: Scene) -> Campaign:
    return world.campaign(CampaignStage.FEEDBACK, minimum_reviews=3)


@pytest.fixture
def office(world: Scene) -> Actor:
    return world.actor(world.coordinator())


@pytest.fixture
def found(world: Scene, campaign: Campaign, office: Actor) -> Submission:
    """A unit with 80 points whose letter has been sent."""
    unit = reviewed(world, campaign, 0, ("0.8", "0.8", "0.8"))
    approved(world, office, campaign)
    letters.draft(world.session, office, unit.id)
    letters.issue(world.session, office, unit.id)
    return unit


@pytest.fixture
def own(world: Scene, found: Submission) -> Actor:
    return world.actor(world.contributor(world.colleges[0]))


@pytest.fixture
def two(world: Scene) -> tuple[User, User]:
    return world.reviewer("复核人甲"), world.reviewer("复核人乙")


def letter_of(world: Scene, found: Submission) -> FeedbackLetter:
    return world.session.scalars(select(FeedbackLetter).where(FeedbackLetter.submission_id == found.id)).one()


def test_a_fact_is_checked_answered_with_reasons_and_the_appeal_runs_from_there(
    world: Scene, campaign: Campaign, office: Actor, found: Submission, own: Actor
) -> None:
    session = world.session
    finding = session.scalars(select(Finding).where(Finding.submission_id == found.id)).first()
    with pytest.raises(Invalid):
        fact_checks.state(session, own, found.id, stance=Stance.WRONG, finding_id=finding.id)
    with pytest.raises(Invalid):
        fact_checks.state(session, own, found.id, stance=Stance.ADD, text="补充", criterion="99.9")
    stranger = world.actor(world.contributor(world.colleges[1]))
    with pytest.raises(NotFound):
        fact_checks.state(session, stranger, found.id, stance=Stance.RIGHT, criterion="1.1")
    said = fact_checks.state(
        session, own, found.id, stance=Stance.WRONG, text="纪要在附件3", finding_id=finding.id
    )
    again = fact_checks.state(
        session, own, found.id, stance=Stance.WRONG, text="纪要在附件3第2页", finding_id=finding.id
    )
    assert again.id == said.id
    fact_checks.state(session, own, found.id, stance=Stance.RIGHT, criterion="1.1")
    assert facts.of_campaign(session, campaign, world.rules(campaign)).unanswered_fact_checks == 1
    with pytest.raises(Invalid):
        fact_checks.answer(session, office, said.id, upheld=True, reason=" ")
    with pytest.raises(NotPermitted):
        fact_checks.answer(session, own, said.id, upheld=True, reason="我们自己答")
    letter = letter_of(world, found)
    letter.appeal_ends_at = utc_now() - timedelta(days=1)
    answered = fact_checks.answer(session, office, said.id, upheld=True, reason="已核对原件，属实。")
    third = WorkingCalendar.of().add_working_days(beijing_date(answered.answered_at), 3)
    assert letter.appeal_ends_at == end_of_day(third)
    with pytest.raises(Conflict):
        fact_checks.answer(session, office, said.id, upheld=False, reason="改口")
    with pytest.raises(Conflict):
        fact_checks.state(session, own, found.id, stance=Stance.RIGHT, finding_id=finding.id)


@pytest.mark.parametrize(("upheld", "stage"), [(True, ItemStage.WITHDRAWN), (False, ItemStage.OPEN)])
def test_an_item_of_a_refuted_shortcoming_is_withdrawn_and_the_unit_is_told_why(
    world: Scene, office: Actor, found: Submission, own: Actor, *, upheld: bool, stage: ItemStage
) -> None:
    """What three readers said alike is one part of the letter, and is withdrawn as one."""
    session, reason = world.session, "已核对原件，落实人写在第2页。"
    said = fact_checks.state(
        session, own, found.id, stance=Stance.WRONG, text="见附件3", finding_id=told_first(world, found)
    )
    transitions.perform(session, own, found.id, "begin_rectification")
    fact_checks.answer(session, office, said.id, upheld=upheld, reason=reason)
    items = session.scalars(select(RectificationItem)).all()
    assert [item.stage for item in items] == [stage] * 3
    lines = session.scalars(select(Progress).where(Progress.kind == ProgressKind.WITHDRAWN)).all()
    assert [line.text for line in lines] == [reason] * 3 * upheld
    links = session.scalars(select(Notification.link).where(Notification.text.contains("is withdrawn")))
    assert set(links) == {f"/rectification/{item.id}" for item in items if upheld}


def test_a_refuted_shortcoming_makes_no_item(
    world: Scene, office: Actor, found: Submission, own: Actor
) -> None:
    session = world.session
    said = fact_checks.state(
        session, own, found.id, stance=Stance.WRONG, text="见附件3", finding_id=told_first(world, found)
    )
    fact_checks.answer(session, office, said.id, upheld=True, reason="属实。")
    transitions.perform(session, own, found.id, "begin_rectification")
    assert session.scalars(select(RectificationItem)).all() == []


def told_first(world: Scene, found: Submission) -> UUID:
    """The finding by which the first shortcoming of the letter is known."""
    return UUID(texts_of(letter_of(world, found).texts).shortcomings[0].findings[0])


def test_nobody_of_the_panel_answers_a_fact_check(
    world: Scene, campaign: Campaign, found: Submission, own: Actor
) -> None:
    said = fact_checks.state(world.session, own, found.id, stance=Stance.ADD, text="补充", criterion="1.1")
    reader = world.session.query(User).filter_by(sign_in_name="专家0-0").one()
    world.session.add(
        scene.RoleGrant(
            user_id=reader.id,
            role=scene.Role.COORDINATOR,
            unit_id=world.university.id,
            starts_on=scene.LONG_AGO,
        )
    )
    world.session.flush()
    with pytest.raises(NotPermitted):
        fact_checks.answer(world.session, world.actor(reader), said.id, upheld=False, reason="我评的没错")


def test_after_its_date_silence_is_acceptance(world: Scene, found: Submission, own: Actor) -> None:
    letter = letter_of(world, found)
    letter.fact_check_ends_at = utc_now() - timedelta(minutes=1)
    with pytest.raises(WindowClosed):
        fact_checks.state(world.session, own, found.id, stance=Stance.RIGHT, criterion="1.1")
    appeals.lodge(world.session, own, found.id, criterion="1.2", reason="仍可申诉")
    letter.appeal_ends_at = utc_now() - timedelta(minutes=1)
    with pytest.raises(WindowClosed):
        appeals.lodge(world.session, own, found.id, criterion="1.1", reason="晚了")


def test_a_criterion_is_appealed_once_and_admitted_only_to_impartial_people(
    world: Scene, campaign: Campaign, office: Actor, found: Submission, own: Actor, two: tuple[User, User]
) -> None:
    session = world.session
    for wrong in ({"criterion": "9.9", "reason": "因为"}, {"criterion": "1.1", "reason": " "}):
        with pytest.raises(Invalid):
            appeals.lodge(session, own, found.id, **wrong)
    appeal = appeals.lodge(session, own, found.id, criterion="1.1", reason="会议纪要齐全")
    assert appeal.number == f"关评申〔{beijing_date(utc_now()).year}〕01号"
    with pytest.raises(Conflict):
        appeals.lodge(session, own, found.id, criterion="1.1", reason="再来一次")
    reader = session.query(User).filter_by(sign_in_name="专家0-0").one()
    approver = session.query(User).filter_by(sign_in_name="领导小组").one()
    contributor = session.query(User).filter_by(sign_in_name="第一学院关工委联络员").one()
    for partial in (reader, approver, contributor):
        with pytest.raises(Invalid) as refused:
            appeals.admit(session, office, appeal.id, first=two[0].id, second=partial.id)
        assert set(refused.value.fields) == {"second"}
    with pytest.raises(Invalid):
        appeals.admit(session, office, appeal.id, first=two[0].id, second=two[0].id)
    names = {each.name for each in examiners.candidates(session, found, campaign)}
    assert {"复核人甲", "复核人乙", "秘书处"} <= names
    assert not {"专家0-0", "领导小组", "第一学院关工委联络员"} & names
    with pytest.raises(NotPermitted):
        appeals.admit(session, own, appeal.id, first=two[0].id, second=two[1].id)
    appeals.admit(session, office, appeal.id, first=two[0].id, second=two[1].id)
    with pytest.raises(TransitionRefused):
        appeals.admit(session, office, appeal.id, first=two[0].id, second=two[1].id)


def test_an_appeal_is_not_admitted_without_a_reason(
    world: Scene, office: Actor, found: Submission, own: Actor
) -> None:
    appeal = appeals.lodge(world.session, own, found.id, criterion="1.1", reason="会议纪要齐全")
    with pytest.raises(TransitionRefused):
        appeals.refuse(world.session, office, appeal.id, reason=" ")
    appeals.refuse(world.session, office, appeal.id, reason="没有提出新的事实。")
    assert (appeal.stage, appeal.conclusion) == (AppealStage.REFUSED, "没有提出新的事实。")


def test_an_upheld_appeal_corrects_by_a_new_line_and_asks_for_approval_again(
    world: Scene, campaign: Campaign, office: Actor, found: Submission, own: Actor, two: tuple[User, User]
) -> None:
    session = world.session
    appeal = appeals.lodge(session, own, found.id, criterion="1.1", reason="会议纪要齐全")
    appeals.admit(session, office, appeal.id, first=two[0].id, second=two[1].id)
    first, second = (world.actor(person) for person in two)
    with pytest.raises(TransitionRefused):  # nobody has looked yet
        appeals.decide(session, office, appeal.id, correct=True, conclusion="更正")
    with pytest.raises(Invalid):  # 1.1 has a maximum of 4
        appeals.examine(session, first, appeal.id, Opinion(keep=False, reason="应更高", score=Decimal(999)))
    stranger = world.actor(world.reviewer("路过的专家"))
    with pytest.raises(NotFound):
        appeals.examine(session, stranger, appeal.id, Opinion(keep=True, reason="路过"))
    appeals.examine(session, first, appeal.id, Opinion(False, "纪要齐全", Decimal("4.0")))
    appeals.examine(session, second, appeal.id, Opinion(False, "纪要齐全，略欠", Decimal("3.8")))
    with pytest.raises(TransitionRefused):  # the two have not agreed on one score
        appeals.decide(session, office, appeal.id, correct=True, conclusion="更正")
    appeals.examine(session, second, appeal.id, Opinion(False, "同意", Decimal("4.0")))
    appeals.decide(session, office, appeal.id, correct=True, conclusion="纪要齐全，按4.0分计。")
    line = session.scalars(select(PanelJudgement)).one()
    assert (line.criterion, line.score, line.level, line.appeal_id) == ("1.1", 4, "A", appeal.id)
    totals = session.execute(
        select(Computation.ordinal, Result.total)
        .join(Computation, Computation.id == Result.computation_id)
        .order_by(Computation.ordinal)
    ).all()
    # every criterion at 0.8 on the grid gives 80; 1.1 was 3.2 in each review and is now 4.0
    assert [tuple(row) for row in totals] == [(1, Decimal(80)), (2, Decimal("80.8"))]
    runs = results.runs_of(session, campaign.id)
    assert [(run.ordinal, run.approved) for run in runs] == [(2, False), (1, True)]
    known = facts.of_campaign(session, campaign, world.rules(campaign))
    assert (known.open_appeals, known.draft_approved) == (0, False)
    told = set(session.scalars(select(Notification.user_id)))
    board = session.query(User).filter_by(sign_in_name="领导小组").one()
    assert {two[0].id, two[1].id, own.user_id, board.id} <= told


def test_an_appeal_is_kept_when_the_two_find_nothing(
    world: Scene, office: Actor, found: Submission, own: Actor, two: tuple[User, User]
) -> None:
    session = world.session
    appeal = appeals.lodge(session, own, found.id, criterion="1.1", reason="会议纪要齐全")
    appeals.admit(session, office, appeal.id, first=two[0].id, second=two[1].id)
    for person in two:
        appeals.examine(session, world.actor(person), appeal.id, Opinion(True, "原评分恰当"))
    with pytest.raises(TransitionRefused):
        appeals.decide(session, office, appeal.id, correct=True, conclusion="更正")
    appeals.decide(session, office, appeal.id, correct=False, conclusion="维持原评分。")
    assert session.scalars(select(Computation.ordinal)).all() == [1]
    with pytest.raises(Conflict):
        appeals.examine(session, world.actor(two[0]), appeal.id, Opinion(True, "补一句"))


def test_the_two_write_blind_and_the_unit_never_learns_who_they_are(
    world: Scene, office: Actor, found: Submission, own: Actor, two: tuple[User, User]
) -> None:
    session = world.session
    appeal = appeals.lodge(session, own, found.id, criterion="1.1", reason="会议纪要齐全")
    appeals.admit(session, office, appeal.id, first=two[0].id, second=two[1].id)
    appeals.examine(session, world.actor(two[0]), appeal.id, Opinion(True, "原评分恰当"))
    seen = {
        who: len(readings.page(session, actor, appeal.id).opinions)
        for who, actor in (
            ("first", world.actor(two[0])), ("second", world.actor(two[1])),
            ("office", office), ("unit", own),
        )
    }  # fmt: skip
    assert seen == {"first": 1, "second": 0, "office": 1, "unit": 0}
    assert len(readings.page(session, world.actor(two[1]), appeal.id).judged) == 3
    assert readings.page(session, own, appeal.id).judged == ()
    with pytest.raises(NotFound):
        readings.page(session, world.actor(world.contributor(world.colleges[1])), appeal.id)
    assert isinstance(session.get(Appeal, appeal.id).lodged_at.date(), date)
