"""The page of one appeal: each form is refused in its place with what was typed, or not offered at all."""

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy.orm import Session

from app.domain.procedure import AppealStage, CampaignStage, SubmissionStage
from app.models.account import User
from app.models.feedback import Appeal
from tests.people import sign_in
from tests.refusals import entries
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session, colleges=1)


@pytest.fixture
def office(scene: Scene) -> User:
    return scene.coordinator()


@pytest.fixture
def own(scene: Scene) -> User:
    return scene.contributor(scene.colleges[0])


@pytest.fixture
def two(scene: Scene) -> list[User]:
    return [scene.reviewer("复核人甲"), scene.reviewer("复核人乙")]


@pytest.fixture
def appeal(scene: Scene, office: User, own: User, two: list[User]) -> Appeal:
    campaign = scene.campaign(CampaignStage.FEEDBACK)
    found = scene.submission(campaign, scene.colleges[0], SubmissionStage.FEEDBACK_SENT, answered=True)
    made = Appeal(
        submission_id=found.id, number="申1", criterion="1.1", reason="纪要齐全", lodged_by_id=own.id
    )
    scene.session.add(made)
    scene.session.commit()
    return made


@pytest.fixture
def page(appeal: Appeal) -> str:
    return f"/appeals/{appeal.id}"


@pytest.fixture
def admitted(scene: Scene, appeal: Appeal, two: list[User]) -> Appeal:
    appeal.stage, (appeal.first_handler_id, appeal.second_handler_id) = (
        AppealStage.ADMITTED,
        (each.id for each in two),
    )
    scene.session.commit()
    return appeal


def messages(page: str, field: str) -> list[str]:
    """The sentences beside a field."""
    found = html.document_fromstring(page).xpath(f"//*[@id='{field}-error']")
    return [" ".join(each.text_content().split()) for each in found]


def stage(session: Session, appeal: Appeal) -> AppealStage:
    session.refresh(appeal)
    session.commit()  # an open transaction would hold SQLite's only lock
    return appeal.stage


def test_an_appeal_is_admitted_to_two_and_one_person_is_not_two(
    client: FlaskClient, session: Session, appeal: Appeal, page: str, office: User, two: list[User]
) -> None:
    sign_in(client, office)
    first = str(two[0].id)
    answer = client.post(f"{page}/admit", data={"admit-first": first, "admit-second": first})
    assert (answer.status_code, stage(session, appeal)) == (422, AppealStage.LODGED)
    assert messages(answer.text, "admit-second") == ["请选择两位不同的人。"]
    chosen = html.document_fromstring(answer.text).xpath("//select/option[@selected]/@value")
    assert chosen == [first, first]
    both = {"admit-first": first, "admit-second": str(two[1].id)}
    assert client.post(f"{page}/admit", data=both).status_code == 303
    assert stage(session, appeal) is AppealStage.ADMITTED


def test_an_appeal_is_not_admitted_with_a_reason_and_not_without(
    client: FlaskClient, session: Session, appeal: Appeal, page: str, office: User
) -> None:
    sign_in(client, office)
    silent = client.post(f"{page}/refuse", data={"refuse-reason": " "})
    assert (silent.status_code, messages(silent.text, "refuse-reason")) == (422, ["请填写这一项。"])
    assert stage(session, appeal) is AppealStage.LODGED
    answer = client.post(f"{page}/refuse", data={"refuse-reason": "已过期限"})
    assert (answer.status_code, answer.location) == (303, page)
    assert (stage(session, appeal), appeal.conclusion) == (AppealStage.REFUSED, "已过期限")
    assert client.post(f"{page}/refuse", data={"refuse-reason": "再说一次"}).status_code == 409
    assert "已过期限" in client.get(page).text


def test_each_of_the_two_finds_again_what_was_written_and_a_refused_opinion_stays(
    client: FlaskClient, admitted: Appeal, page: str, two: list[User]
) -> None:
    sign_in(client, two[0])
    sent = {"opinion-keep": "correct", "opinion-score": "99", "opinion-reason": "应更高"}
    refused = client.post(f"{page}/opinion", data=sent)
    assert refused.status_code == 422
    assert messages(refused.text, "opinion-score") == ["请填写这项指标允许的分数：按规定的分档，不超过满分。"]
    assert "应更高</textarea>" in refused.text
    assert client.post(f"{page}/opinion", data=sent | {"opinion-score": "4"}).status_code == 303
    again = html.document_fromstring(client.get(page).text)
    assert again.xpath("//input[@name='opinion-score']/@value") == ["4"]
    assert again.xpath("//input[@name='opinion-keep'][@checked]/@value") == ["correct"]
    assert (
        client.post(f"{page}/opinion", data={"opinion-keep": "keep", "opinion-reason": "属实"}).status_code
        == 303
    )
    again = html.document_fromstring(client.get(page).text)
    assert again.xpath("//input[@name='opinion-keep'][@checked]/@value") == ["keep"]
    sign_in(client, two[1])
    assert "属实" not in client.get(page).text  # the two write blind


def test_a_decision_has_its_reasons_and_both_opinions(
    client: FlaskClient, session: Session, admitted: Appeal, page: str, office: User, two: list[User]
) -> None:
    opinion = {"opinion-keep": "keep", "opinion-reason": "属实"}
    decision = {"decide-outcome": "keep", "decide-conclusion": "维持原分。"}
    for each in two:
        sign_in(client, office)
        assert client.post(f"{page}/decision", data=decision).status_code == 409
        sign_in(client, each)
        assert client.post(f"{page}/opinion", data=opinion).status_code == 303
    sign_in(client, office)
    silent = client.post(f"{page}/decision", data=decision | {"decide-conclusion": ""})
    assert (silent.status_code, messages(silent.text, "decide-conclusion")) == (422, ["请填写这一项。"])
    assert stage(session, admitted) is AppealStage.ADMITTED
    assert client.post(f"{page}/decision", data=decision).status_code == 303
    assert (stage(session, admitted), admitted.conclusion) == (AppealStage.KEPT, "维持原分。")


@pytest.mark.parametrize("deed", ["admit", "refuse", "opinion", "decision"])
def test_the_unit_reads_its_appeal_and_does_nothing_of_this_not_even_with_an_empty_form(
    client: FlaskClient, session: Session, admitted: Appeal, page: str, own: User, deed: str
) -> None:
    sign_in(client, own)
    assert client.get(page).status_code == 200
    assert client.post(f"{page}/{deed}", data={}).status_code == 403
    assert entries(session) == []
