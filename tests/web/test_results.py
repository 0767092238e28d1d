"""The pages of results: the board's sheet and one unit's result, for those who may and nobody else."""

from datetime import date
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.jobs.papers import MAKERS
from app.models.campaign import Campaign
from app.models.document import Document
from app.models.result import Computation, Decision, DecisionKind, Veto
from app.models.review import Finding
from app.models.submission import Submission
from app.queries.results import runs_of
from app.services import results
from evidence_store.memory import MemoryStore
from tests import scene
from tests.people import sign_in
from tests.scene import Scene

# three experts and two peers; experts 0.9 0.8 0.7, so that the mean is 80.00
EXPERTS, PEERS = ("0.9", "0.8", "0.7"), ("0.8", "0.9")


@pytest.fixture
def world(session: Session) -> Scene:
    return scene.university(session, colleges=3)


@pytest.fixture
def campaign(world: Scene) -> Campaign:
    return world.campaign(CampaignStage.FEEDBACK)


def reviewed(
    world: Scene,
    campaign: Campaign,
    place: int,
    experts: tuple[str, ...] = EXPERTS,
    peers: tuple[str, ...] = PEERS,
    stage: SubmissionStage = SubmissionStage.REVIEWED,
) -> Submission:
    """A unit with submitted reviews in both panels."""
    found = world.submission(campaign, world.colleges[place], stage)
    for code, ratios in (("expert", experts), ("peer", peers)):
        panel = world.panel(campaign, code)
        panel.name = f"{code}{place}"
        for number, ratio in enumerate(ratios):
            reader = world.reviewer(f"王{code}{place}-{number}")
            drawn = world.assignment(found, reader, panel, AssignmentStage.SUBMITTED)
            world.review(drawn, world.rules(campaign), ratio=ratio)
    return found


def compute(world: Scene, campaign: Campaign, reason: str = "") -> Computation:
    office = world.session.query(scene.User).filter_by(sign_in_name="秘书处").one_or_none()
    return results.compute(
        world.session, world.actor(office or world.coordinator()), campaign.id, reason=reason
    )


def approve(world: Scene, campaign: Campaign, computation: Computation) -> None:
    world.session.add(
        Decision(
            campaign_id=campaign.id,
            kind=DecisionKind.DRAFT_RESULT,
            on=date(2025, 11, 25),
            meeting="领导小组会议",
            computation_id=computation.id,
            recorded_by_id=computation.computed_by_id,
        )
    )
    world.session.commit()


def address(thing: Campaign | Submission, page: str) -> str:
    kind = "campaigns" if isinstance(thing, Campaign) else "submissions"
    return f"/{kind}/{thing.id}/{page}"


@pytest.mark.parametrize("role", ["coordinator", "board", "observer"])
def test_who_oversees_the_campaign_sees_the_sheet(
    client: FlaskClient, world: Scene, campaign: Campaign, role: str
) -> None:
    reviewed(world, campaign, 0)
    compute(world, campaign)
    person = getattr(world, role)() if role != "coordinator" else world.session.query(scene.User).filter_by(
        sign_in_name="秘书处"
    ).one()  # fmt: skip
    world.session.commit()
    sign_in(client, person)
    answer = client.get(address(campaign, "results"))
    assert answer.status_code == 200
    # experts (90 + 80 + 70) / 3 = 80, peers 85; 0.7 × 80 + 0.3 × 85 = 81.5
    assert "81.50" in answer.text
    assert "王expert" not in answer.text


@pytest.mark.parametrize("who", ["contributor", "signatory", "reviewer"])
def test_units_and_reviewers_do_not_find_the_sheet(
    client: FlaskClient, world: Scene, campaign: Campaign, who: str
) -> None:
    found = reviewed(world, campaign, 0)
    compute(world, campaign)
    unit = world.colleges[0]
    person = world.reviewer("一位专家") if who == "reviewer" else getattr(world, who)(unit)
    world.session.commit()
    sign_in(client, person)
    for path in ("results", "results.xlsx", "results/vote"):
        assert client.get(address(campaign, path)).status_code == 404
    assert client.post(address(campaign, "results/compute")).status_code == 403
    assert client.post(address(campaign, "results/paper")).status_code == 404
    assert client.post(address(campaign, "results/approve"), data={"meeting": "会"}).status_code == 404
    assert client.get(address(found, "result")).status_code == 404


def test_a_unit_sees_its_result_only_when_it_is_released_and_approved(
    client: FlaskClient, world: Scene, campaign: Campaign
) -> None:
    found = reviewed(world, campaign, 0)
    computation = compute(world, campaign)
    contributor = world.contributor(world.colleges[0])
    world.session.commit()
    sign_in(client, contributor)
    assert client.get(address(found, "result")).status_code == 404
    approve(world, campaign, computation)
    assert client.get(address(found, "result")).status_code == 404  # approved, not released
    found.stage = SubmissionStage.FEEDBACK_SENT
    world.session.commit()
    page = client.get(address(found, "result"))
    assert page.status_code == 200
    assert "81.50" in page.text
    assert "王expert" not in page.text


def test_a_correction_reaches_the_unit_after_its_approval(
    client: FlaskClient, world: Scene, campaign: Campaign
) -> None:
    found = reviewed(world, campaign, 0, stage=SubmissionStage.FEEDBACK_SENT)
    approve(world, campaign, compute(world, campaign))
    compute(world, campaign, reason="申诉更正")
    contributor = world.contributor(world.colleges[0])
    world.session.commit()
    sign_in(client, contributor)
    assert "申诉更正" not in client.get(address(found, "result")).text
    assert client.get(address(found, "result?computation=2")).status_code == 404
    sign_in(client, world.board())
    assert client.get(address(found, "result?computation=1")).status_code == 200


def test_another_unit_never_sees_it(client: FlaskClient, world: Scene, campaign: Campaign) -> None:
    found = reviewed(world, campaign, 0, stage=SubmissionStage.FEEDBACK_SENT)
    approve(world, campaign, compute(world, campaign))
    stranger = world.contributor(world.colleges[1])
    sign_in(client, stranger)
    assert client.get(address(found, "result")).status_code == 404


def test_a_campaign_that_tells_grades_only_shows_no_score_to_the_unit(
    client: FlaskClient, world: Scene, campaign: Campaign
) -> None:
    campaign.settings = {"shows_own_score": False}
    found = reviewed(world, campaign, 0, stage=SubmissionStage.FEEDBACK_SENT)
    approve(world, campaign, compute(world, campaign))
    sign_in(client, world.contributor(world.colleges[0]))
    page = client.get(address(found, "result")).text
    assert "良好" in page
    assert "81.50" not in page
    assert "80.00" not in page
    sign_in(client, world.board())
    assert "81.50" in client.get(address(found, "result")).text


def test_the_board_approves_on_the_sheet_and_bad_input_keeps_what_was_typed(
    client: FlaskClient, world: Scene, campaign: Campaign
) -> None:
    reviewed(world, campaign, 0)
    compute(world, campaign)
    board = world.board()
    world.session.commit()
    sign_in(client, board)
    refused = client.post(address(campaign, "results/approve"), data={"meeting": "领导小组会", "on": "昨天"})
    assert refused.status_code == 422
    assert "领导小组会" in refused.text
    typed = {"meeting": "领导小组会", "on": "２０２５年１１月２５日", "attendees": "应到9人，实到8人"}
    assert client.post(address(campaign, "results/approve"), data=typed).status_code == 303
    page = client.get(address(campaign, "results")).text
    assert "领导小组已审定" in page
    assert "应到9人，实到8人" in page


def test_computing_again_asks_for_a_reason(client: FlaskClient, world: Scene, campaign: Campaign) -> None:
    reviewed(world, campaign, 0)
    compute(world, campaign)
    office = world.session.query(scene.User).filter_by(sign_in_name="秘书处").one()
    world.session.commit()
    sign_in(client, office)
    assert client.post(address(campaign, "results/compute"), data={"reason": " "}).status_code == 422
    assert client.post(address(campaign, "results/compute"), data={"reason": "更正"}).status_code == 303
    assert "第 2 次计算" in client.get(address(campaign, "results")).text


def test_on_the_sheet_the_secretariat_lets_a_unit_be_finished_with_fewer_reviews(
    client: FlaskClient, world: Scene, campaign: Campaign
) -> None:
    """The leading group sees the sheet, but not the button, and is refused."""
    found = reviewed(world, campaign, 0)
    found.reviewed_count = 2
    compute(world, campaign)
    board = world.board()
    world.session.commit()
    office = world.session.query(scene.User).filter_by(sign_in_name="秘书处").one()
    waiver, sheet = f"/submissions/{found.id}/reviews/waiver", f"/campaigns/{campaign.id}/results"
    sign_in(client, board)
    assert (waiver in client.get(sheet).text, client.post(waiver, data={"reason": "同意"}).status_code) == (
        False, 403,
    )  # fmt: skip
    sign_in(client, office)
    page = client.get(sheet).text
    assert (waiver in page, "只有 2 份已提交的评审意见" in page) == (True, True)
    assert client.post(waiver, data={"reason": "一位评审人因病退出"}).status_code == 303
    assert waiver not in client.get(sheet).text


def test_a_vote_is_recorded_by_whom_it_concerns(
    client: FlaskClient, world: Scene, campaign: Campaign
) -> None:
    tied = [reviewed(world, campaign, place, ("1", "1", "1"), ("1",)) for place in (0, 1)]
    compute(world, campaign)
    board, observer = world.board(), world.observer()
    world.session.commit()
    sign_in(client, observer)
    assert client.get(address(campaign, "results/vote")).status_code == 403
    votes = {f"votes_{found.id}": str(count) for found, count in zip(tied, (3, 6), strict=True)}
    meeting = {"meeting": "领导小组会", "on": "2025-11-25", "due": "9", "present": "9"}
    assert client.post(address(campaign, "results/vote"), data=meeting | votes).status_code == 403
    sign_in(client, board)
    assert client.get(address(campaign, "results/vote")).status_code == 200
    assert client.post(address(campaign, "results/vote"), data=meeting).status_code == 422
    many = client.post(address(campaign, "results/vote"), data=meeting | votes | {"present": "5"})
    assert (many.status_code, many.text.count("票数不能多于实到人数")) == (
        422,
        2,
    )  # above the form, beside it
    assert client.post(address(campaign, "results/vote"), data=meeting | votes).status_code == 303
    sheet = client.get(address(campaign, "results")).text
    assert ("表决已登记，秘书处重新计算后生效" in sheet, f"同意{tied[1].unit_name} 6" in sheet) == (
        True,
        True,
    )
    assert [run.approved for run in runs_of(world.session, campaign.id)] == [False]  # a vote is no approval
    compute(world, campaign, reason="表决后")
    world.session.commit()
    page = client.get(address(campaign, "results")).text
    assert "因名额限制" in page


def test_a_unit_states_its_view_of_a_veto_and_nobody_else_sees_it(
    client: FlaskClient, world: Scene, campaign: Campaign
) -> None:
    found = reviewed(world, campaign, 0)
    office, own = world.coordinator(), world.contributor(world.colleges[0])
    stranger, reader = world.contributor(world.colleges[1]), world.reviewer("一位专家")
    board = world.board()
    world.session.commit()
    sign_in(client, office)
    typed = {"code": "V1", "reason": "名册系伪造", "basis": "核查报告〔2025〕1号"}
    assert client.post(address(found, "vetoes"), data=typed | {"basis": ""}).status_code == 422
    overview = client.get(f"/submissions/{found.id}").text
    assert address(found, "vetoes") in overview  # the office finds the page without knowing its address
    assert client.post(address(found, "vetoes"), data=typed).status_code == 303
    veto = world.session.query(Veto).one()
    for person in (stranger, reader):
        sign_in(client, person)
        assert client.get(address(found, "vetoes")).status_code == 404
        assert client.post(f"/vetoes/{veto.id}/statement", data={}).status_code == 404
    prefix = f"veto{veto.id.hex[:8]}-"
    decided = {f"{prefix}decision": "confirm", f"{prefix}reason": "查实"}
    sign_in(client, board)
    early = client.post(f"/vetoes/{veto.id}/decision", data=decided)
    assert (early.status_code, "应先听取该单位意见" in early.text, "查实</textarea>" in early.text) == (
        422,
        True,
        True,
    )
    sign_in(client, own)
    assert client.post(address(found, "vetoes"), data=typed).status_code == 403
    assert address(found, "vetoes") not in client.get(f"/submissions/{found.id}").text
    said = {f"{prefix}statement": "原件可查"}
    assert client.post(f"/vetoes/{veto.id}/statement", data=said).status_code == 303
    assert client.post(f"/vetoes/{veto.id}/decision", data=decided).status_code == 403
    sign_in(client, board)
    assert "原件可查" in client.get(address(found, "vetoes")).text
    assert client.post(f"/vetoes/{veto.id}/decision", data=decided).status_code == 303
    assert client.post(f"/vetoes/{veto.id}/decision", data=decided).status_code == 409


def test_the_sheet_as_excel_has_one_row_for_each_unit(
    client: FlaskClient, world: Scene, campaign: Campaign
) -> None:
    for place in range(2):
        reviewed(world, campaign, place)
    compute(world, campaign)
    sign_in(client, world.board())
    answer = client.get(address(campaign, "results.xlsx"))
    rows = list(load_workbook(BytesIO(answer.data)).active.values)
    assert [row[1] for row in rows] == ["单位", "第一学院关工委", "第二学院关工委"]
    assert rows[1][2:9] == (80, 80, 85, 85, 81.5, 0, 81.5)


def test_the_summary_is_made_as_pdf(world: Scene, campaign: Campaign) -> None:
    reviewed(world, campaign, 0)
    computed = compute(world, campaign)
    asked = Document(
        kind="result_summary",
        subject_id=campaign.id,
        filename="汇总表.pdf",
        asked_by_id=computed.computed_by_id,
    )
    world.session.add(asked)
    world.session.flush()
    content = MAKERS["result_summary"].assemble(world.session, MemoryStore(), asked)
    assert content.startswith(b"%PDF")


def test_a_profile_has_levels_and_no_total(client: FlaskClient, world: Scene) -> None:
    campaign = world.campaign(CampaignStage.FEEDBACK, framework="esg-2015-part1")
    found = world.submission(campaign, world.colleges[0], SubmissionStage.FEEDBACK_SENT)
    panel = world.panel(campaign, "panel")
    for number in range(3):
        drawn = world.assignment(found, world.reviewer(f"专家{number}"), panel, AssignmentStage.SUBMITTED)
        world.review(drawn, world.rules(campaign), ratio="0.9")
    approve(world, campaign, compute(world, campaign))
    board, own = world.board(), world.contributor(world.colleges[0])
    for person in (board, own):
        sign_in(client, person)
        page = client.get(address(found, "result"))
        assert page.status_code == 200
        assert "不计总分，不排名" in page.text
        assert "90.0" not in page.text
    assert client.get(address(campaign, "results")).status_code == 404


def test_lost_points_lead_to_the_page_of_evidence_they_are_about(
    client: FlaskClient, world: Scene, campaign: Campaign
) -> None:
    found = reviewed(world, campaign, 0)
    own = world.contributor(world.colleges[0])
    evidence = world.evidence(found, "1.1-01", own)
    for finding in world.session.query(Finding).filter_by(submission_id=found.id, criterion="1.1"):
        finding.evidence_id, finding.page = evidence.id, 2
    compute(world, campaign)
    board = world.board()
    world.session.commit()
    sign_in(client, board)
    page = client.get(address(found, "result")).text
    assert "1.1-01 第 2 页" in page
    assert f"/evidence/{evidence.id}?page=2" in page
