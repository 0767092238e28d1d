"""The pages of self-evaluation over HTTP: who opens them, what a save answers, what is refused where."""

from decimal import Decimal
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.procedure import CampaignStage, SubmissionStage
from app.models.account import User
from app.models.audit import AuditEntry
from app.models.campaign import Campaign
from app.models.submission import Answer, Submission
from tests.people import sign_in
from tests.scene import QUALITY, Scene, framework_file, university

HTMX = {"HX-Request": "true"}


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


@pytest.fixture
def campaign(scene: Scene) -> Campaign:
    return scene.campaign()


@pytest.fixture
def writer(scene: Scene) -> User:
    return scene.contributor(scene.colleges[0])


@pytest.fixture
def submission(scene: Scene, campaign: Campaign, writer: User) -> Submission:
    made = scene.submission(campaign, scene.colleges[0], SubmissionStage.NOT_STARTED)
    scene.session.commit()
    return made


@pytest.fixture
def signed_in(client: FlaskClient, writer: User, submission: Submission) -> FlaskClient:
    sign_in(client, writer)
    return client


def at(submission: Submission, rest: str = "/criteria/1.1") -> str:
    return f"/submissions/{submission.id}{rest}"


def kept(scene: Scene, submission: Submission, code: str = "1.1") -> Answer:
    found = scene.session.scalars(
        select(Answer).where(Answer.submission_id == submission.id, Answer.criterion == code),
        execution_options={"populate_existing": True},
    ).one()
    scene.session.commit()  # an open transaction would hold SQLite's only lock
    return found


def present(scene: Scene, submission: Submission) -> Submission:
    scene.session.refresh(submission)
    scene.session.commit()
    return submission


PAGES = ("", "/criteria/1.1", "/criteria/1.1/lacks", "/preconditions", "/bonus", "/left", "/report",
         "/sign-off", "/evidence", "/evidence/card?place=1.1", "?show=open", "?show=mine",
         "?show=2")  # fmt: skip


@pytest.mark.parametrize("rest", PAGES)
def test_the_unit_opens_each_page_and_another_unit_finds_nothing(
    client: FlaskClient, scene: Scene, submission: Submission, writer: User, rest: str
) -> None:
    sign_in(client, writer)
    assert client.get(at(submission, rest)).status_code == 200
    sign_in(client, scene.contributor(scene.colleges[1]))
    hidden = client.get(at(submission, rest))
    assert hidden.status_code == 404
    assert hidden.data == client.get(f"/submissions/{uuid4()}{rest}").data


@pytest.mark.parametrize("rest", PAGES)
def test_who_has_not_signed_in_is_sent_to_the_entrance(
    client: FlaskClient, submission: Submission, rest: str
) -> None:
    answer = client.get(at(submission, rest))
    assert answer.status_code == 302
    assert "/sign-in" in answer.headers["Location"]


def test_one_field_saves_alone_and_the_first_save_starts_the_draft(
    signed_in: FlaskClient, scene: Scene, submission: Submission
) -> None:
    answer = signed_in.post(at(submission), data={"version": "0", "achievement": "三月听汇报"}, headers=HTMX)
    assert answer.status_code == 200
    assert 'name="version" id="version" value="1"' in answer.text
    assert "已保存" in answer.text
    assert kept(scene, submission).texts["achievement"] == "三月听汇报"
    assert present(scene, submission).stage is SubmissionStage.DRAFTING


def test_a_level_brings_its_usual_score_and_points_bring_their_level(
    signed_in: FlaskClient, scene: Scene, submission: Submission
) -> None:
    criterion = framework_file(QUALITY).framework.criterion("1.1")
    signed_in.post(at(submission), data={"version": "0", "level": "B"}, headers=HTMX)
    assert kept(scene, submission).self_score == criterion.level("B").usual
    answer = signed_in.post(at(submission), data={"version": "1", "self_score": "３．６"}, headers=HTMX)
    assert answer.status_code == 200
    found = kept(scene, submission)
    assert (found.self_score, found.level) == (Decimal("3.6"), criterion.level_of(Decimal("3.6")).code)
    counted = present(scene, submission)
    assert (counted.answered_count, counted.self_total) == (1, Decimal("3.6"))


REFUSED = (
    ({"self_score": "999"}, "self_score", "请填写 0 到"),
    ({"self_score": "很好"}, "self_score", "请只填写数字"),
    ({"self_score": "1.23"}, "self_score", "0.1"),
    ({"self_score": "-1"}, "self_score", "请填写 0 到"),
    ({"level": "Z"}, "level", "请从列出的等级中选一个"),
    ({"achievement": "长" * 501}, "achievement", "500"),
    ({"not_applicable_reason": "长" * 301}, "not_applicable_reason", "300"),
)


@pytest.mark.parametrize(("typed", "field", "words"), REFUSED)
def test_what_cannot_be_used_gets_its_sentence_beside_the_field_and_stays(
    signed_in: FlaskClient,
    scene: Scene,
    submission: Submission,
    typed: dict[str, str],
    field: str,
    words: str,
) -> None:
    fragment = signed_in.post(at(submission), data={"version": "0", **typed}, headers=HTMX)
    assert fragment.status_code == 422
    assert f'id="{field}-said"' in fragment.text
    assert words in fragment.text
    page = signed_in.post(at(submission), data={"version": "0", "problems": "问题", **typed})
    assert page.status_code == 422
    assert words in page.text
    assert "问题</textarea>" in page.text
    assert scene.session.scalar(select(func.count()).select_from(Answer)) == 0


def test_not_applicable_needs_a_framework_that_allows_it(
    client: FlaskClient, scene: Scene, submission: Submission, writer: User
) -> None:
    sign_in(client, writer)
    sent = {"version": "0", "asked": "1", "not_applicable": "y", "not_applicable_reason": "没有相关专业。"}
    assert client.post(at(submission), data=sent, headers=HTMX).status_code == 200
    assert kept(scene, submission).not_applicable is True
    other = scene.submission(scene.campaign(framework="five-good"), scene.colleges[0])
    scene.session.commit()
    refused = client.post(at(other), data=sent, headers=HTMX)
    assert refused.status_code == 422
    assert 'id="not_applicable-said"' in refused.text


def test_a_stale_version_is_told_with_both_texts_and_nothing_is_lost(
    signed_in: FlaskClient, scene: Scene, submission: Submission
) -> None:
    signed_in.post(at(submission), data={"version": "0", "achievement": "甲写的"}, headers=HTMX)
    fragment = signed_in.post(at(submission), data={"version": "0", "achievement": "乙写的"}, headers=HTMX)
    assert fragment.status_code == 409
    for words in ("第一学院关工委联络员", "已修改", "甲写的", "乙写的"):
        assert words in fragment.text
    whole = {"version": "0", "achievement": "乙写的", "problems": "问题", "level": "", "self_score": ""}
    page = signed_in.post(at(submission), data=whole)
    assert page.status_code == 409
    assert "甲写的" in page.text
    assert "乙写的</textarea>" in page.text
    assert "问题</textarea>" in page.text
    assert 'name="version" id="version" value="1"' in page.text
    assert kept(scene, submission).texts["achievement"] == "甲写的"
    assert signed_in.post(at(submission), data=whole | {"version": "1"}).status_code == 303
    assert kept(scene, submission).texts["achievement"] == "乙写的"


def test_taking_theirs_shows_it_and_changes_nothing(
    signed_in: FlaskClient, scene: Scene, submission: Submission
) -> None:
    signed_in.post(at(submission), data={"version": "0", "achievement": "甲写的"}, headers=HTMX)
    answer = signed_in.post(at(submission), data={"version": "1", "take": "achievement"}, headers=HTMX)
    assert answer.status_code == 200
    assert 'id="achievement-slot"' in answer.text
    assert "甲写的</textarea>" in answer.text
    assert kept(scene, submission).version == 1


def test_the_same_save_twice_has_one_effect(
    signed_in: FlaskClient, scene: Scene, submission: Submission
) -> None:
    for _ in range(2):
        sent = {"version": "0", "achievement": "三月听汇报"}
        assert signed_in.post(at(submission), data=sent, headers=HTMX).status_code == 200
    assert kept(scene, submission).version == 1
    entries = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "criterion.answer")
    assert scene.session.scalar(entries) == 1


def test_after_the_hard_end_nothing_is_written(
    signed_in: FlaskClient, scene: Scene, submission: Submission, campaign: Campaign
) -> None:
    scene.close_window(campaign, CampaignStage.SELF_EVALUATION, minutes_ago=16)
    scene.session.commit()
    refused = signed_in.post(at(submission), data={"version": "0", "achievement": "晚了"}, headers=HTMX)
    assert refused.status_code == 409
    assert scene.session.scalar(select(func.count()).select_from(Answer)) == 0
    page = signed_in.get(at(submission))
    assert "<textarea" not in page.text


def test_in_the_grace_it_still_counts_and_is_noted(
    signed_in: FlaskClient, scene: Scene, submission: Submission, campaign: Campaign
) -> None:
    scene.close_window(campaign, CampaignStage.SELF_EVALUATION, minutes_ago=14)
    scene.session.commit()
    sent = {"version": "0", "achievement": "刚好"}
    assert signed_in.post(at(submission), data=sent, headers=HTMX).status_code == 200


@pytest.mark.parametrize("who", ["signatory", "coordinator", "observer", "other"])
def test_only_the_units_contributor_writes(
    client: FlaskClient, scene: Scene, submission: Submission, who: str
) -> None:
    people = {
        "signatory": lambda: scene.signatory(scene.colleges[0]),
        "coordinator": scene.coordinator,
        "observer": scene.observer,
        "other": lambda: scene.contributor(scene.colleges[1]),
    }
    sign_in(client, people[who]())
    refused = client.post(at(submission), data={"version": "0", "achievement": "代笔"}, headers=HTMX)
    assert refused.status_code == (404 if who == "other" else 403)


def test_an_unknown_criterion_is_not_found(signed_in: FlaskClient, submission: Submission) -> None:
    assert signed_in.get(at(submission, "/criteria/99.9")).status_code == 404
    assert signed_in.post(at(submission, "/criteria/99.9"), data={"version": "0"}).status_code == 404


def test_a_number_jumps_to_its_criterion(signed_in: FlaskClient, submission: Submission) -> None:
    found = signed_in.get(at(submission, "?number=2.1"))
    assert found.headers["Location"].endswith("/criteria/2.1")
    assert "没有指标" in signed_in.get(at(submission, "?number=99")).text


def test_last_year_fills_empty_fields_only_and_waits_to_be_confirmed(
    signed_in: FlaskClient, scene: Scene, submission: Submission, writer: User
) -> None:
    before = scene.campaign(CampaignStage.ARCHIVED, title="2024年度")
    before.period_starts_on = before.period_starts_on.replace(year=2024)
    before.period_ends_on = before.period_ends_on.replace(year=2024)
    last = scene.submission(before, scene.colleges[0], SubmissionStage.CLOSED)
    texts = {"achievement": "去年的做法", "problems": "去年的问题"}
    scene.session.add(Answer(submission_id=last.id, criterion="1.1", texts=texts, level="B"))
    scene.session.commit()
    signed_in.post(at(submission), data={"version": "0", "problems": "今年的问题"}, headers=HTMX)
    assert "去年的做法" in signed_in.get(at(submission)).text
    assert "1项自评可以带入空白处" in signed_in.get(at(submission, "")).text
    assert signed_in.post(at(submission, "/criteria/1.1/take-over")).status_code == 303
    found = kept(scene, submission)
    assert dict(found.texts) == {"achievement": "去年的做法", "problems": "今年的问题"} | {
        name: text for name, text in found.texts.items() if not text
    }
    assert found.to_be_confirmed is True
    assert "可以带入空白处" not in signed_in.get(at(submission, "")).text
    stale = signed_in.post(at(submission, "/criteria/1.1/confirm"), data={"version": "1"})
    assert stale.status_code == 409
    sure = signed_in.post(at(submission, "/criteria/1.1/confirm"), data={"version": str(found.version)})
    assert sure.status_code == 303
    assert kept(scene, submission).to_be_confirmed is False


def test_the_office_finds_the_other_pages_of_a_unit_and_its_way_back(
    client: FlaskClient, scene: Scene, campaign: Campaign, submission: Submission, writer: User
) -> None:
    sign_in(client, scene.coordinator())
    page = client.get(f"/submissions/{submission.id}").text
    assert f'href="/submissions/{submission.id}/history"' in page
    assert f'href="/submissions/{submission.id}/reviews"' in page
    assert f'href="/campaigns/{campaign.id}"' in page
    sign_in(client, writer)
    page = client.get(f"/submissions/{submission.id}").text
    assert f'href="/submissions/{submission.id}/reviews"' not in page
    assert f'href="/submissions/{submission.id}/sign-off"' in page
