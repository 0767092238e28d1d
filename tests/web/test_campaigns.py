"""The pages of a campaign: made, dated, filled, announced, opened; each refusal beside its field."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.domain.calendar import beijing_date
from app.domain.procedure import CampaignStage as C
from app.domain.procedure import SubmissionStage as S
from app.models.base import utc_now
from app.models.campaign import Campaign, Extension, Milestone, NoticeReceipt, StageWindow
from app.models.submission import Submission
from app.models.unit import UnitKind
from tests import scene
from tests.people import sign_in
from tests.scene import Scene

PROFILE = {
    "title": "2026年度评议",
    "period_label": "2026",
    "period_starts_on": "2026-01-01",
    "period_ends_on": "2026年12月31日",
    "number_prefix": "关评",
}


@pytest.fixture
def world(session: Session) -> Scene:
    return scene.university(session)


@pytest.fixture
def office(client: FlaskClient, world: Scene) -> FlaskClient:
    """The secretariat's browser."""
    user = world.coordinator()
    world.session.commit()
    sign_in(client, user)
    return client


def test_a_campaign_is_made_dated_filled_announced_and_opened_through_the_pages(
    office: FlaskClient, world: Scene
) -> None:
    version = world.framework()
    world.session.commit()
    made = office.post(
        "/campaigns/new", data=PROFILE | {"owner": str(world.university.id), "framework": str(version.id)}
    )
    assert made.status_code == 303
    schedule = made.location
    proposal = office.get(f"{schedule}?announced_on=2026-10-08&self_evaluation=20")
    assert proposal.status_code == 200
    assert "这是建议" in proposal.text
    campaign = world.session.scalars(select(Campaign)).one()
    world.session.commit()
    fields = {"version": str(campaign.version), "save": "1"}
    first = date(2026, 10, 8)
    for stage in C:
        if stage in (C.PREPARING, C.ARCHIVED):
            continue
        fields |= {f"{stage}_first": str(first), f"{stage}_last": str(first + timedelta(days=5))}
        first += timedelta(days=7)
    assert office.post(schedule, data=fields).status_code == 303
    assert office.post(f"/campaigns/{campaign.id}/units", data={"all": "1"}).status_code == 303
    assert move(office, campaign, "publish") == 303
    notice = {"number": "关评〔2026〕1号", "title": "通知", "body": "请自评。", "receipt_required": "y"}
    assert office.post(f"/campaigns/{campaign.id}/notices/new", data=notice).status_code == 303
    assert move(office, campaign, "open_self_evaluation") == 303
    world.session.expire_all()
    assert campaign.stage == C.SELF_EVALUATION
    assert len(world.session.scalars(select(Submission)).all()) == 3
    world.session.commit()
    page = office.get(f"/campaigns/{campaign.id}").text
    assert "2026年10月20日（星期二）" in page


def move(client: FlaskClient, campaign: Campaign, name: str) -> int:
    return client.post(f"/campaigns/{campaign.id}/transitions/{name}").status_code


def test_what_is_typed_wrongly_is_said_at_its_field_and_kept(office: FlaskClient, world: Scene) -> None:
    version = world.framework()
    world.session.commit()
    wrong = PROFILE | {
        "owner": str(world.university.id),
        "framework": str(version.id),
        "period_ends_on": "2025-01-01",
        "title": "打了一半的标题",
    }
    answer = office.post("/campaigns/new", data=wrong)
    assert answer.status_code == 422
    assert "打了一半的标题" in answer.text
    assert "最后一天早于第一天" in answer.text


def test_a_unit_finds_no_office_pages(client: FlaskClient, world: Scene) -> None:
    campaign = world.campaign(C.SELF_EVALUATION)
    contributor = world.contributor(world.colleges[0])
    submission = world.submission(campaign, world.colleges[0])
    world.session.commit()
    sign_in(client, contributor)
    assert client.get(f"/campaigns/{campaign.id}").status_code == 200
    for path in (
        f"/campaigns/{campaign.id}/settings",
        f"/campaigns/{campaign.id}/schedule",
        f"/campaigns/{campaign.id}/units",
        f"/campaigns/{campaign.id}/copy",
        f"/campaigns/{campaign.id}/delegations",
        f"/campaigns/{campaign.id}/milestones",
        f"/campaigns/{campaign.id}/notices/new",
        f"/campaigns/{campaign.id}/progress",
        f"/campaigns/{campaign.id}/progress/meeting",
        f"/campaigns/{campaign.id}/progress.xlsx",
        f"/submissions/{submission.id}/extension",
        f"/submissions/{submission.id}/supervisions",
    ):
        assert client.get(path).status_code == 403, path
    assert move(client, campaign, "close_self_evaluation") == 403


def test_a_campaign_of_another_university_does_not_exist_for_us(office: FlaskClient, world: Scene) -> None:
    other = world.unit("外校关工委", kind=UnitKind.UNIVERSITY)
    campaign = world.campaign(C.SELF_EVALUATION, owner=other)
    world.session.commit()
    hidden = office.get(f"/campaigns/{campaign.id}")
    assert (hidden.status_code, hidden.data) == (404, office.get(f"/campaigns/{uuid4()}").data)
    assert "外校" not in office.get("/campaigns").text


def test_a_campaign_in_preparation_is_the_offices_alone(client: FlaskClient, world: Scene) -> None:
    campaign = world.campaign(C.PREPARING)
    reader = world.reviewer("一位专家")
    world.session.commit()
    sign_in(client, reader)
    assert client.get(f"/campaigns/{campaign.id}").status_code == 404


def test_every_blocker_stands_beside_its_button_and_in_the_refusal(office: FlaskClient, world: Scene) -> None:
    campaign = world.campaign(C.FORMAT_CHECK)
    world.submission(campaign, world.colleges[0], S.SUBMITTED)
    world.session.commit()
    assert "还有 1 个单位已提交、待形式审查。" in office.get(f"/campaigns/{campaign.id}").text
    refused = office.post(f"/campaigns/{campaign.id}/transitions/open_peer_review")
    assert refused.status_code == 409
    assert "还有 1 个单位已提交、待形式审查。" in refused.text
    fragment = office.post(
        f"/campaigns/{campaign.id}/transitions/open_peer_review", headers={"HX-Request": "true"}
    )
    assert (fragment.status_code, "<html" in fragment.text) == (409, False)


def test_a_move_returns_only_to_a_page_of_ours(office: FlaskClient, world: Scene) -> None:
    campaign = world.campaign(C.SELF_EVALUATION)
    submissions = [world.submission(campaign, unit) for unit in world.colleges]
    world.session.commit()
    for submission, asked, back in zip(
        submissions,
        ("/campaigns", "https://evil.example/", "//evil.example"),
        ("/campaigns", "/", "/"),
        strict=True,
    ):
        answer = office.post(
            f"/submissions/{submission.id}/transitions/exempt", data={"reason": "撤并", "next": asked}
        )
        assert (answer.status_code, answer.location) == (303, back)


def test_a_unit_is_exempted_with_a_reason_and_not_without(office: FlaskClient, world: Scene) -> None:
    campaign = world.campaign(C.SELF_EVALUATION)
    submission = world.submission(campaign, world.colleges[0])
    world.session.commit()
    path = f"/submissions/{submission.id}/transitions/exempt"
    assert office.post(path, data={"reason": " "}).status_code == 409
    assert office.post(path, data={"reason": "今年新设"}).status_code == 303
    assert "今年新设" in office.get(f"/campaigns/{campaign.id}/units").text
    assert office.post(f"/submissions/{uuid4()}/transitions/exempt").status_code == 404
    assert office.post(f"/submissions/{submission.id}/transitions/fly").status_code == 404


def test_a_longer_stage_shows_what_it_pushes_before_anything_is_saved(
    office: FlaskClient, world: Scene
) -> None:
    campaign = world.campaign(C.PREPARING)
    world.session.commit()
    fields = {"version": "1", "save": "1"}
    first = date(2026, 9, 7)
    for stage in C:
        if stage not in (C.PREPARING, C.ARCHIVED):
            fields |= {f"{stage}_first": str(first), f"{stage}_last": str(first + timedelta(days=4))}
            first += timedelta(days=7)
    fields["self_evaluation_last"] = "2026-09-23"
    path = f"/campaigns/{campaign.id}/schedule"
    shown = office.post(path, data=fields)
    assert shown.status_code == 200
    assert "后面的阶段随之顺延" in shown.text
    assert 'value="2026-09-24"' in shown.text
    kept = world.session.scalars(select(StageWindow.ends_at).filter_by(stage=C.SELF_EVALUATION)).one()
    assert beijing_date(kept) != date(2026, 9, 24)


def test_dates_of_a_stale_page_and_missing_days_are_told(office: FlaskClient, world: Scene) -> None:
    campaign = world.campaign(C.PREPARING)
    world.session.commit()
    path = f"/campaigns/{campaign.id}/schedule"
    assert office.post(path, data={"version": "1", "save": "1"}).status_code == 422
    fields = {"version": "7", "save": "1"}
    first = date(2026, 9, 7)
    for stage in C:
        fields |= {f"{stage}_first": str(first), f"{stage}_last": str(first + timedelta(days=4))}
        first += timedelta(days=7)
    assert office.post(path, data=fields).status_code == 409


def test_settings_take_full_width_digits_and_refuse_nonsense(office: FlaskClient, world: Scene) -> None:
    campaign = world.campaign(C.PREPARING)
    world.session.commit()
    path = f"/campaigns/{campaign.id}/settings"
    fields = settings_fields() | PROFILE
    assert office.post(path, data=fields | {"grace_minutes": "九十九"}).status_code == 422
    assert office.post(path, data=fields | {"grace_minutes": "999"}).status_code == 422
    assert office.post(path, data=fields | {"grace_minutes": "２０"}).status_code == 303
    world.session.expire_all()
    assert campaign.settings == {"grace_minutes": 20}


def settings_fields() -> dict[str, str]:
    return {
        "version": "1",
        "language": "zh",
        "soft_calendar_days": "7",
        "fact_check_days": "5",
        "appeal_days": "3",
        "public_notice_days": "5",
        "objection_answer_days": "10",
        "plan_days": "10",
        "take_back_hours": "24",
        "minimum_reviews": "",
        "load_limit": "8",
        "files_per_criterion": "5",
        "files_per_unit": "60",
        "megabytes_per_file": "200",
        "megabytes_per_unit": "12000",
        "report_characters": "3000",
        "shows_own_score": "y",
    }


def test_a_copy_shows_shifted_dates_then_takes_dates_and_units(office: FlaskClient, world: Scene) -> None:
    last = world.campaign(C.ARCHIVED)
    world.submission(last, world.colleges[0], S.CLOSED)
    world.submission(last, world.colleges[1], S.WITHDRAWN)
    world.session.commit()
    path = f"/campaigns/{last.id}/copy"
    shown = office.get(path)
    assert "2026年度二级学院关工委评议" in shown.text
    fields = PROFILE | {"framework": str(last.framework_id), "with_dates": "y", "with_units": "y"}
    made = office.post(path, data=fields)
    assert made.status_code == 303
    campaign = world.session.scalars(select(Campaign).filter_by(copied_from_id=last.id)).one()
    units = world.session.scalars(select(Submission.unit_id).filter_by(campaign_id=campaign.id)).all()
    assert units == [world.colleges[0].id]
    assert len(world.session.scalars(select(StageWindow).filter_by(campaign_id=campaign.id)).all()) == 10


def test_an_extension_is_granted_and_everybody_sees_it(office: FlaskClient, world: Scene) -> None:
    campaign = world.campaign(C.FORMAT_CHECK)
    submission = world.submission(campaign, world.colleges[0])
    world.session.commit()
    path = f"/submissions/{submission.id}/extension"
    chosen = re.search(r'value="(\w+)"[^>]*checked|checked[^>]*value="(\w+)"', office.get(path).text)
    assert chosen
    assert "self_evaluation" in chosen.groups()  # where the unit is late, not where the others are
    day = beijing_date(utc_now()) + timedelta(days=30)
    assert office.post(path, data={"stage": "self_evaluation", "day": str(day)}).status_code == 422
    early = {"stage": "self_evaluation", "day": "2020-01-01", "reason": "住院"}
    assert office.post(path, data=early).status_code == 422
    assert office.post(path, data=early | {"day": str(day)}).status_code == 303
    assert world.session.scalars(select(Extension.reason)).all() == ["住院"]
    other = world.contributor(world.colleges[1])
    world.submission(campaign, world.colleges[1])
    world.session.commit()
    sign_in(office, other)
    assert "理由：住院" in office.get(f"/campaigns/{campaign.id}").text


def test_a_unit_reads_and_signs_a_notice_and_the_office_sees_who_has_not(
    office: FlaskClient, world: Scene
) -> None:
    campaign = world.campaign(C.NOTICE)
    signing, silent = world.colleges[:2]
    for unit in (signing, silent):
        world.submission(campaign, unit, S.NOT_STARTED)
    notice = world.notice(campaign, world.person("另一位秘书"))
    contributor = world.contributor(signing)
    world.session.commit()
    page = office.get(f"/notices/{notice.id}").text
    assert "已签收 0/2" in page
    sign_in(office, contributor)
    page = office.get(f"/notices/{notice.id}").text
    assert "签收" in page
    assert silent.name not in page
    path = f"/notices/{notice.id}/receipts"
    assert office.post(path, data={"unit": str(signing.id)}).status_code == 303
    assert office.post(path, data={"unit": str(signing.id)}).status_code == 303
    assert office.post(path, data={"unit": str(silent.id)}).status_code == 404
    assert office.post(path, data={"unit": "第一"}).status_code == 404
    assert len(world.session.scalars(select(NoticeReceipt)).all()) == 1


def test_a_milestone_is_added_and_marked(office: FlaskClient, world: Scene) -> None:
    campaign = world.campaign(C.SELF_EVALUATION)
    world.session.commit()
    path = f"/campaigns/{campaign.id}/milestones"
    assert office.post(path, data={"title": "期中检查", "on": "昨天"}).status_code == 422
    assert office.post(path, data={"title": "期中检查", "on": "２０２５－１１－１０"}).status_code == 303
    milestone = world.session.scalars(select(Milestone)).one()
    world.session.commit()
    assert office.post(f"/milestones/{milestone.id}/done").status_code == 303
    assert office.post(f"/milestones/{uuid4()}/done").status_code == 404
    world.session.expire_all()
    assert milestone.done_at is not None


def test_a_delegated_campaign_stands_beside_ours(office: FlaskClient, world: Scene) -> None:
    campus = world.unit("东校区关工委", world.university, UnitKind.DISTRICT)
    world.unit("东一社区关工委", campus, UnitKind.COMMUNITY)
    runs_it = world.person("东校区秘书处", (Role.COORDINATOR, campus), home=campus)
    campaign = world.campaign(C.PREPARING)
    world.session.commit()
    path = f"/campaigns/{campaign.id}/delegations"
    assert "东校区关工委" in office.get(path).text
    assert office.post(path, data={"unit": str(world.colleges[0].id)}).status_code == 422
    assert office.post(path, data={"unit": str(campus.id)}).status_code == 303
    assert "东校区关工委" in office.get(f"/campaigns/{campaign.id}").text
    theirs = world.session.scalars(select(Campaign).filter_by(delegated_from_id=campaign.id)).one()
    sign_in(office, runs_it)
    assert office.get(f"/campaigns/{theirs.id}/settings").status_code == 200
    assert office.get(f"/campaigns/{campaign.id}/settings").status_code == 404


def test_the_list_goes_on_by_key(office: FlaskClient, world: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.queries.campaigns.PAGE", 2)
    for number in range(3):
        world.campaign(C.SELF_EVALUATION, title=f"评议{number}")
    world.session.commit()
    assert office.get("/campaigns").status_code == 200
    assert office.get("/campaigns?after=nonsense").status_code == 200
