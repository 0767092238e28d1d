"""Rectification: every shortcoming an item, planned by the unit, closed by the reader who raised it."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.domain.actors import SYSTEM, Actor
from app.domain.errors import Conflict, Invalid, NotFound, NotPermitted, StaleVersion, WindowClosed
from app.domain.evidence_details import OTHER, Details, OnSite, item_place
from app.domain.procedure import AssignmentStage, CampaignStage, ItemStage, SubmissionStage
from app.domain.rectification import ProgressKind, Term
from app.domain.review import FindingKind, Severity
from app.models.account import User
from app.models.audit import AuditEntry
from app.models.base import utc_now
from app.models.campaign import Campaign
from app.models.notification import Notification
from app.models.rectification import Progress, RectificationItem, RectificationPlan
from app.models.submission import Submission
from app.queries import history
from app.queries import rectification as readings
from app.queries.rectification_lists import left_from_before
from app.services import evidence, rectification, rectification_summaries, transitions
from tests import scene
from tests.people import today
from tests.scene import Scene

SOON = today() + timedelta(days=30)
PLAN = rectification.Plan(
    cause="没有指定专人。",
    aim="每次会议都有落实人。",
    measure="修订会议制度，补写纪要。",
    leader="学院党委副书记",
    owner="联络员",
    term=Term.DATED,
    due_on=SOON,
)


@pytest.fixture
def world(session: Session) -> Scene:
    return scene.university(session, colleges=2)


@pytest.fixture
def campaign(world: Scene) -> Campaign:
    return world.campaign(CampaignStage.RECTIFICATION)


@pytest.fixture
def reader(world: Scene) -> User:
    return world.reviewer("专家甲")


@pytest.fixture
def submission(world: Scene, campaign: Campaign, reader: User) -> Submission:
    """A unit whose one review named one shortcoming; its rectification has begun."""
    found = world.submission(campaign, world.colleges[0], SubmissionStage.FEEDBACK_SIGNED)
    panel = world.panel(campaign, "expert")
    drawn = world.assignment(found, reader, panel, AssignmentStage.SUBMITTED)
    world.review(drawn, world.rules(campaign))
    transitions.perform(world.session, SYSTEM, found.id, "begin_rectification")
    return found


@pytest.fixture
def contributor(world: Scene) -> Actor:
    return world.actor(world.contributor(world.colleges[0]))


@pytest.fixture
def item(world: Scene, submission: Submission) -> RectificationItem:
    return world.session.scalars(select(RectificationItem)).one()


def reported(world: Scene, contributor: Actor, item: RectificationItem) -> RectificationItem:
    rectification.plan(world.session, contributor, item.id, PLAN, seen=item.version)
    return rectification.report(world.session, contributor, item.id, text="纪要已补写。")


def told(world: Scene) -> list[tuple[str, str]]:
    rows = world.session.execute(
        select(User.name, Notification.text).join(User, User.id == Notification.user_id)
    )
    return [(row.name, row.text) for row in rows]


def test_every_shortcoming_becomes_an_item_with_its_advice(
    item: RectificationItem, reader: User, submission: Submission
) -> None:
    assert submission.stage is SubmissionStage.RECTIFYING
    assert (item.number, item.problem, item.advice, item.severity, item.stage, item.raised_by_id) == (
        1, "下半年的会议纪要没有写明落实人。", "请补写落实人和完成时间。", Severity.MINOR,
        ItemStage.OPEN, reader.id,
    )  # fmt: skip


def test_removed_findings_and_open_reviews_make_no_item_and_the_criteria_give_the_order(
    world: Scene, campaign: Campaign
) -> None:
    rules = world.rules(campaign)
    found = world.submission(campaign, world.colleges[1], SubmissionStage.FEEDBACK_SENT)
    panel = world.panel(campaign, "expert")
    first = world.review(
        world.assignment(found, world.reviewer("专家乙"), panel, AssignmentStage.SUBMITTED), rules
    )
    last, second = rules.criteria[-1].code, rules.criteria[1].code
    world.finding(first, FindingKind.SHORTCOMING, last, "没有形成长效机制的制度。", Severity.MAJOR)
    world.finding(first, FindingKind.SHORTCOMING, second, "经费表缺少支出明细。", Severity.MINOR)
    gone = world.finding(first, FindingKind.SHORTCOMING, second, "这一条已经撤回，不再成立。")
    gone.removed_at = utc_now()
    world.review(world.assignment(found, world.reviewer("专家丙"), panel), rules, submitted=False)
    transitions.perform(world.session, world.actor(world.coordinator()), found.id, "begin_rectification")
    rows = world.session.execute(
        select(RectificationItem.number, RectificationItem.criterion).order_by(RectificationItem.number)
    ).all()
    assert [tuple(row) for row in rows] == [(1, rules.criteria[0].code), (2, second), (3, last)]


def test_a_plan_is_a_line_and_a_changed_plan_another(
    world: Scene, contributor: Actor, item: RectificationItem
) -> None:
    rectification.plan(world.session, contributor, item.id, PLAN, seen=1)
    assert (item.stage, item.due_on) == (ItemStage.PLANNED, SOON)
    rectification.plan(world.session, contributor, item.id, replace(PLAN, owner="秘书长"), seen=item.version)
    owners = world.session.scalars(select(RectificationPlan.owner).order_by(RectificationPlan.ordinal)).all()
    assert owners == ["联络员", "秘书长"]
    with pytest.raises(DBAPIError):
        world.session.execute(RectificationPlan.__table__.update().values(owner="别人"))


def test_a_stale_plan_shows_both_texts(world: Scene, contributor: Actor, item: RectificationItem) -> None:
    rectification.plan(world.session, contributor, item.id, PLAN, seen=1)
    with pytest.raises(StaleVersion) as refusal:
        rectification.plan(world.session, contributor, item.id, replace(PLAN, cause="另一种原因。"), seen=1)
    assert [(each.field, each.theirs, each.yours) for each in refusal.value.differences] == [
        ("cause", "没有指定专人。", "另一种原因。")
    ]


def test_only_the_unit_plans_and_reports(
    world: Scene, item: RectificationItem, reader: User, campaign: Campaign
) -> None:
    stranger = world.actor(world.contributor(world.colleges[1]))
    with pytest.raises(NotFound):
        rectification.plan(world.session, stranger, item.id, PLAN, seen=1)
    for person in (world.coordinator(), world.observer(), reader):
        with pytest.raises(NotPermitted):
            rectification.plan(world.session, world.actor(person), item.id, PLAN, seen=1)
        with pytest.raises(NotPermitted):
            rectification.note(world.session, world.actor(person), item.id, text="做了一步。")
        with pytest.raises(NotPermitted):
            rectification.report(world.session, world.actor(person), item.id, text="做完了。")


def test_nothing_is_reported_before_it_is_planned(
    world: Scene, contributor: Actor, item: RectificationItem
) -> None:
    with pytest.raises(Conflict):
        rectification.report(world.session, contributor, item.id, text="做完了。")


def test_after_the_hard_end_the_unit_writes_nothing(
    world: Scene, campaign: Campaign, contributor: Actor, item: RectificationItem
) -> None:
    world.close_window(campaign, CampaignStage.RECTIFICATION, minutes_ago=30)
    with pytest.raises(WindowClosed):
        rectification.plan(world.session, contributor, item.id, PLAN, seen=1)


def test_evidence_of_the_unit_is_linked_and_another_units_is_not_found(
    world: Scene, submission: Submission, campaign: Campaign, contributor: Actor, item: RectificationItem
) -> None:
    author = world.session.get_one(User, contributor.user_id)
    own = world.evidence(submission, "1.1-01", author)
    other = world.submission(campaign, world.colleges[1], SubmissionStage.RECTIFYING)
    foreign = world.evidence(other, "1.1-01", author)
    rectification.plan(world.session, contributor, item.id, PLAN, seen=1)
    rectification.note(world.session, contributor, item.id, text="补写了两次纪要。", evidence_id=own.id)
    rectification.note(world.session, contributor, item.id, text="又补一次。", evidence_id=own.id)
    lines = readings.lines(world.session, item.id)
    assert [(line.text, line.evidence_number) for line in lines] == [
        ("补写了两次纪要。", "1.1-01"), ("又补一次。", "1.1-01"),
    ]  # fmt: skip
    with pytest.raises(NotFound):
        rectification.note(world.session, contributor, item.id, text="冒用。", evidence_id=foreign.id)


def test_the_reader_who_raised_it_closes_it_and_nobody_else(
    world: Scene, campaign: Campaign, submission: Submission, reader: User, contributor: Actor,
    item: RectificationItem,
) -> None:  # fmt: skip
    reported(world, contributor, item)
    other = world.reviewer("专家乙")
    panel = world.panel(campaign, "second")
    world.assignment(submission, other, panel, AssignmentStage.SUBMITTED)
    for person in (other, world.coordinator(), world.board()):
        with pytest.raises(NotPermitted):
            rectification.verify(world.session, world.actor(person), item.id, closed=True)
    rectification.verify(world.session, world.actor(reader), item.id, closed=True, text="很好。")
    assert item.stage is ItemStage.VERIFIED
    assert [line.kind for line in readings.lines(world.session, item.id)] == [
        ProgressKind.COMPLETION, ProgressKind.VERIFIED,
    ]  # fmt: skip


def test_a_return_needs_words_and_the_unit_learns_what_but_not_who(
    world: Scene, reader: User, contributor: Actor, item: RectificationItem
) -> None:
    reported(world, contributor, item)
    with pytest.raises(Invalid) as refusal:
        rectification.verify(world.session, world.actor(reader), item.id, closed=False)
    assert list(refusal.value.fields) == ["text"]
    rectification.verify(world.session, world.actor(reader), item.id, closed=False, text="缺第三季度。")
    assert item.stage is ItemStage.RETURNED
    again = "Rectification item %(number)s needs more work. Please read what is still missing."
    assert told(world) == [
        ("专家甲", "%(unit)s reports an item you raised as done. Please see whether it can be closed."),
        (contributor.name, again),
    ]
    page = readings.item(world.session, contributor, item.id)
    assert "专家甲" not in repr(page)
    assert str(reader.id) not in repr(page)


def test_the_coordinator_carries_over_with_a_reason(
    world: Scene, contributor: Actor, item: RectificationItem
) -> None:
    office = world.actor(world.coordinator())
    with pytest.raises(Invalid):
        rectification.carry_over(world.session, office, item.id, reason=" ")
    with pytest.raises(NotPermitted):
        rectification.carry_over(world.session, contributor, item.id, reason="来不及。")
    rectification.carry_over(world.session, office, item.id, reason="需要跨年度经费。")
    assert item.stage is ItemStage.CARRIED_OVER


def test_the_summary_is_written_signed_and_closed_when_every_item_is(
    world: Scene, submission: Submission, reader: User, contributor: Actor, item: RectificationItem
) -> None:
    signatory, office = world.actor(world.signatory(world.colleges[0])), world.actor(world.coordinator())
    words = rectification_summaries.Words(overview="一项问题正在整改。", remaining="年内完成。")
    with pytest.raises(Invalid):
        rectification_summaries.sign(world.session, signatory, submission.id)
    rectification_summaries.write(world.session, contributor, submission.id, words, seen=0)
    with pytest.raises(StaleVersion):
        rectification_summaries.write(
            world.session, contributor, submission.id, rectification_summaries.Words("另一稿"), seen=0
        )
    with pytest.raises(NotPermitted):
        rectification_summaries.sign(world.session, contributor, submission.id)
    with pytest.raises(Conflict):  # no plan yet
        rectification_summaries.sign(world.session, signatory, submission.id)
    reported(world, contributor, item)
    rectification_summaries.sign(world.session, signatory, submission.id)
    assert submission.stage is SubmissionStage.RECTIFICATION_SUBMITTED
    with pytest.raises(Conflict):  # the item waits for its reader
        rectification_summaries.settle(world.session, office, submission.id, closed=True)
    with pytest.raises(Invalid):
        rectification_summaries.settle(world.session, office, submission.id, closed=False)
    rectification_summaries.settle(world.session, office, submission.id, closed=False, reason="请补数据。")
    rectification_summaries.sign(world.session, signatory, submission.id)
    rectification.verify(world.session, world.actor(reader), item.id, closed=True)
    with pytest.raises(NotPermitted):
        rectification_summaries.settle(world.session, signatory, submission.id, closed=True)
    rectification_summaries.settle(world.session, office, submission.id, closed=True)
    assert submission.stage is SubmissionStage.CLOSED
    page = readings.of_submission(world.session, contributor, submission.id)
    assert (page.tally.to_do, page.tally.done, page.tally.continuing) == (1, 1, 0)
    assert page.summary.signatory_name == signatory.name


def test_the_history_never_names_the_reader_to_the_unit(
    world: Scene, reader: User, contributor: Actor, item: RectificationItem, submission: Submission
) -> None:
    reported(world, contributor, item)
    rectification.verify(world.session, world.actor(reader), item.id, closed=True, text="可以。")
    seen = history.of_submission(world.session, contributor, submission.id)
    assert "专家甲" not in {entry.who for entry in seen.entries}
    kept = world.session.scalars(
        select(AuditEntry.actor_name).where(AuditEntry.action == "rectification.verify")
    ).all()
    assert set(kept) == {"专家甲"}


def test_of_ten_simultaneous_verdicts_one_wins(
    world: Scene, engine: Engine, reader: User, contributor: Actor, item: RectificationItem
) -> None:
    reported(world, contributor, item)
    actor, item_id = world.actor(reader), item.id
    world.session.commit()
    gate, outcomes = Barrier(10), []

    def judge(closed: bool) -> None:
        gate.wait()
        with Session(engine) as own:
            try:
                rectification.verify(own, actor, item_id, closed=closed, text="意见。")
                own.commit()
                outcomes.append("verified" if closed else "returned")
            except Conflict:
                own.rollback()
                outcomes.append("told")

    threads = [Thread(target=judge, args=(number % 2 == 0,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [outcome for outcome in outcomes if outcome != "told"]
    assert (len(winners), outcomes.count("told")) == (1, 9)
    with Session(engine) as fresh:
        assert fresh.get_one(RectificationItem, item_id).stage == winners[0]
        verdicts = fresh.scalars(
            select(Progress.kind).where(Progress.kind.in_((ProgressKind.VERIFIED, ProgressKind.RETURNED)))
        ).all()
        assert verdicts == winners


def test_what_is_left_over_is_shown_in_the_next_campaign_of_the_same_unit(
    world: Scene, campaign: Campaign, submission: Submission, item: RectificationItem
) -> None:
    following = world.campaign(CampaignStage.SELF_EVALUATION, title="2026年度评议")
    following.period_ends_on = campaign.period_ends_on.replace(year=campaign.period_ends_on.year + 1)
    same = world.submission(following, world.colleges[0])
    other = world.submission(following, world.colleges[1])
    office = world.actor(world.coordinator())
    rectification.carry_over(world.session, office, item.id, reason="需要跨年度经费。")
    left = left_from_before(world.session, same, following)
    assert [(row.id, row.problem) for row in left] == [(item.id, item.problem)]
    assert left_from_before(world.session, other, following) == []
    assert left_from_before(world.session, submission, campaign) == []


def test_evidence_is_handed_in_for_an_item_under_its_own_number(
    world: Scene, submission: Submission, contributor: Actor, item: RectificationItem
) -> None:
    place = item_place(item.number)
    details = Details(title="补写的纪要", kind="document")
    target = evidence.Target(submission.id, place, OTHER)
    piece = evidence.attach_on_site(
        world.session, contributor, target, details, OnSite(place="办公室三号柜", keeper="联络员")
    )
    assert piece.number == "R1-01"
    elsewhere, kept = evidence.Target(submission.id, item.criterion), OnSite("办公室", "联络员")
    with pytest.raises(WindowClosed):  # self-evaluation is over
        evidence.attach_on_site(world.session, contributor, elsewhere, details, kept)
