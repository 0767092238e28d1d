"""Results: computed from what is stored, every figure kept, corrected only by computing again."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, Invalid, NotFound, NotPermitted
from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.models.campaign import Campaign
from app.models.result import DecisionKind, Result, ResultLine, VetoStage
from app.models.review import PanelJudgement, PreconditionConfirmation
from app.models.submission import BonusClaim, BonusState, Submission
from app.queries.results import figures_of
from app.services import results, vetoes
from tests import scene
from tests.scene import Scene

TODAY = date(2025, 11, 25)


@pytest.fixture
def world(session: Session) -> Scene:
    return scene.university(session, colleges=3)


@pytest.fixture
def campaign(world: Scene) -> Campaign:
    return world.campaign(CampaignStage.FEEDBACK, minimum_reviews=3)


def reviewed(world: Scene, campaign: Campaign, place: int, ratios: tuple[str, ...]) -> Submission:
    """A unit with one submitted expert review for each ratio of the maximum."""
    found = world.submission(campaign, world.colleges[place], SubmissionStage.REVIEWED)
    panel = world.panel(campaign, "expert")
    panel.name = f"第{place}组"
    for number, ratio in enumerate(ratios):
        reader = world.reviewer(f"专家{place}-{number}")
        drawn = world.assignment(found, reader, panel, AssignmentStage.SUBMITTED)
        world.review(drawn, world.rules(campaign), ratio=ratio)
    return found


def result_of(world: Scene, found: Submission) -> Result:
    newest = world.session.scalars(
        select(Result).where(Result.submission_id == found.id).order_by(Result.id)
    ).all()
    return newest[-1]


def test_every_figure_of_a_computation_is_kept(world: Scene, campaign: Campaign) -> None:
    found = reviewed(world, campaign, 0, ("1", "1", "1"))
    computation = results.compute(world.session, world.actor(world.coordinator()), campaign.id)
    result = result_of(world, found)
    # the peer panel has no review, so its weight goes to the experts: three times 100 is 100
    assert (result.base, result.bonus, result.total, result.band) == (100, 0, 100, "excellent")
    assert computation.ordinal == 1
    steps = world.session.scalars(
        select(ResultLine.step).where(ResultLine.result_id == result.id).order_by(ResultLine.ordinal)
    ).all()
    assert [step for step in steps if step not in ("section", "band")] == [
        "review", "review", "review", "panel", "panel", "base", "bonus", "total", "quota",
    ]  # fmt: skip


def test_only_the_coordinator_computes(world: Scene, campaign: Campaign) -> None:
    reviewed(world, campaign, 0, ("1", "1", "1"))
    for person in (world.board(), world.observer(), world.contributor(world.colleges[0])):
        with pytest.raises(NotPermitted):
            results.compute(world.session, world.actor(person), campaign.id)


def test_too_few_reviews_are_refused_until_a_reason_is_recorded(world: Scene, campaign: Campaign) -> None:
    found = reviewed(world, campaign, 0, ("0.9", "0.8"))
    office = world.actor(world.coordinator())
    with pytest.raises(Conflict):
        results.compute(world.session, office, campaign.id)
    found.minimum_waived_reason = "第三位专家生病住院，领导小组同意。"
    results.compute(world.session, office, campaign.id)
    assert world.session.scalar(select(func.count()).select_from(Result)) == 1


def test_an_agreed_score_stands_in_every_review_and_the_first_computation_stays(
    world: Scene, campaign: Campaign
) -> None:
    found = reviewed(world, campaign, 0, ("1", "1", "1"))
    office = world.coordinator()
    results.compute(world.session, world.actor(office), campaign.id)
    world.session.add(
        PanelJudgement(
            submission_id=found.id,
            criterion="1.1",
            ordinal=1,
            score=Decimal("3.0"),
            reason="复核后更正",
            decided_by_id=office.id,
        )
    )
    world.session.flush()
    results.compute(world.session, world.actor(office), campaign.id, reason="申诉更正")
    totals = world.session.scalars(
        select(Result.total).where(Result.submission_id == found.id).order_by(Result.total)
    ).all()
    # 1.1 has a maximum of 4: 100 − 4 + 3 = 99
    assert totals == [99, 100]


def test_each_computation_keeps_figures_of_its_own(world: Scene, campaign: Campaign) -> None:
    found = reviewed(world, campaign, 0, ("1", "1", "1"))
    office = world.actor(world.coordinator())
    first = results.compute(world.session, office, campaign.id)
    second = results.compute(world.session, office, campaign.id, reason="更正")
    for number, each in enumerate((first, second)):
        world.session.query(Result).filter_by(computation_id=each.id).one().figures = {"run": number}
    world.session.flush()
    kept = [figures_of(world.session, each.id, found.id)["run"] for each in (first, second)]
    assert kept == [0, 1]
    with pytest.raises(NotFound):
        figures_of(world.session, first.id, first.id)


def test_without_a_tie_there_is_nothing_to_vote_on(world: Scene, campaign: Campaign) -> None:
    reviewed(world, campaign, 0, ("1", "1", "1"))
    office = world.actor(world.coordinator())
    results.compute(world.session, office, campaign.id)
    with pytest.raises(Conflict):
        results.record_vote(
            world.session, office, campaign.id, on=date(2025, 11, 25), meeting="领导小组会", votes={}
        )


def test_an_accepted_bonus_counts_and_a_rejected_one_does_not(world: Scene, campaign: Campaign) -> None:
    found = reviewed(world, campaign, 0, ("0.8", "0.8", "0.8"))
    item = world.rules(campaign).bonus.items[0]
    for state, score in ((BonusState.ACCEPTED, "1.0"), (BonusState.REJECTED, "2.0")):
        world.session.add(
            BonusClaim(
                submission_id=found.id,
                item=item.code,
                tier=item.tiers[0].code,
                fact="省级表彰",
                state=state,
                granted_score=Decimal(score),
            )
        )
    world.session.flush()
    results.compute(world.session, world.actor(world.coordinator()), campaign.id)
    result = result_of(world, found)
    assert (result.bonus, result.total - result.base) == (1, 1)


@pytest.mark.parametrize(("doubts", "band"), [(1, "excellent"), (2, "pass")])
def test_a_precondition_fails_when_most_readers_do_not_confirm_it(
    world: Scene, campaign: Campaign, doubts: int, band: str
) -> None:
    found = world.submission(campaign, world.colleges[0], SubmissionStage.REVIEWED)
    panel = world.panel(campaign, "expert")
    for number in range(3):
        drawn = world.assignment(found, world.reviewer(f"专家{number}"), panel, AssignmentStage.SUBMITTED)
        review = world.review(drawn, world.rules(campaign), ratio="1")
        said = select(PreconditionConfirmation).where(
            PreconditionConfirmation.review_id == review.id, PreconditionConfirmation.code == "P5"
        )
        world.session.scalars(said).one().confirmed = number >= doubts
    world.session.flush()
    results.compute(world.session, world.actor(world.coordinator()), campaign.id)
    assert result_of(world, found).band == band


def test_the_leading_group_approves_and_nobody_else(world: Scene, campaign: Campaign) -> None:
    reviewed(world, campaign, 0, ("1", "1", "1"))
    office, board = world.coordinator(), world.board()
    approval = {"kind": DecisionKind.DRAFT_RESULT, "on": TODAY, "meeting": "考评领导小组会议"}
    with pytest.raises(Conflict):  # nothing to approve yet
        results.approve(world.session, world.actor(board), campaign.id, **approval)
    results.compute(world.session, world.actor(office), campaign.id)
    with pytest.raises(NotPermitted):
        results.approve(world.session, world.actor(office), campaign.id, **approval)
    with pytest.raises(Invalid):
        results.approve(world.session, world.actor(board), campaign.id, **approval | {"meeting": " "})
    decision = results.approve(world.session, world.actor(board), campaign.id, **approval)
    assert decision.computation_id is not None


def test_a_tie_at_the_border_waits_for_a_recorded_vote(world: Scene, campaign: Campaign) -> None:
    first, second = (reviewed(world, campaign, place, ("1", "1", "1")) for place in (0, 1))
    reviewed(world, campaign, 2, ("0.7", "0.7", "0.7"))
    office, board = world.actor(world.coordinator()), world.actor(world.board())
    # floor(0.3 × 3) = 0, but at least one place: two units of 100.00 for one place
    computation = results.compute(world.session, office, campaign.id)
    assert {*computation.standing["needs_vote"][0]["units"]} == {str(first.id), str(second.id)}
    approval = {"kind": DecisionKind.DRAFT_RESULT, "on": TODAY, "meeting": "考评领导小组会议"}
    with pytest.raises(Conflict):
        results.approve(world.session, board, campaign.id, **approval)
    results.record_vote(
        world.session,
        board,
        campaign.id,
        on=TODAY,
        meeting="考评领导小组会议",
        votes={str(first.id): 3, str(second.id): 6},
        present={"应到": 9, "实到": 9},
    )
    again = results.compute(world.session, office, campaign.id, reason="表决后")
    rows = select(Result.submission_id, Result.band).where(Result.computation_id == again.id)
    bands = {row.submission_id: row.band for row in world.session.execute(rows)}
    assert (bands[first.id], bands[second.id]) == ("good", "excellent")
    results.approve(world.session, board, campaign.id, **approval)


def test_a_veto_is_proposed_by_one_and_confirmed_by_another(world: Scene, campaign: Campaign) -> None:
    found = reviewed(world, campaign, 0, ("1", "1", "1"))
    office, board = world.actor(world.coordinator()), world.actor(world.board())
    with pytest.raises(Invalid):
        vetoes.propose(world.session, office, found.id, code="V1", reason="", basis="")
    with pytest.raises(Invalid):
        vetoes.propose(world.session, office, found.id, code="V9", reason="原因", basis="依据")
    veto = vetoes.propose(
        world.session, office, found.id, code="V1", reason="名册系伪造", basis="核查报告〔2025〕1号"
    )
    with pytest.raises(NotPermitted):
        vetoes.decide(world.session, office, veto.id, confirmed=True)
    results.compute(world.session, office, campaign.id)
    assert result_of(world, found).band == "excellent"  # proposed only: it does not count yet
    with pytest.raises(Invalid):
        vetoes.decide(world.session, board, veto.id, confirmed=True)  # the unit has not been heard
    contributor = world.actor(world.contributor(world.colleges[0]))
    with pytest.raises(Invalid):
        vetoes.state(world.session, contributor, veto.id, statement=" ")
    stranger = world.actor(world.contributor(world.colleges[1]))
    with pytest.raises(NotFound):
        vetoes.state(world.session, stranger, veto.id, statement="与我无关")
    vetoes.state(world.session, contributor, veto.id, statement="名册是旧版，原件可查。")
    vetoes.decide(world.session, board, veto.id, confirmed=True)
    assert veto.state is VetoStage.CONFIRMED
    with pytest.raises(Conflict):
        vetoes.decide(world.session, board, veto.id, confirmed=False)
    computation = results.compute(world.session, office, campaign.id, reason="一票否决")
    band = world.session.scalars(select(Result.band).where(Result.computation_id == computation.id)).one()
    assert band == "fail"
