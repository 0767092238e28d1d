"""The pages of decision, awards and certificates: who opens and sends what, and what the public sees."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.certificate import Revocation
from app.domain.procedure import CampaignStage
from app.models.account import SignInAttempt, User
from app.models.certificate import Award, Certificate
from app.models.document import Document
from app.models.result import Decision
from app.services import certificates, honours
from tests.people import sign_in
from tests.recognition import PUBLIC, Recognition, at_the_decision, move
from tests.web.test_rectification import cost

TYPED = {
    "number": "关工委〔2025〕12号", "on": "2025-12-12", "meeting": "领导小组会议",
    "legal_basis": "评议办法第八条",
    "issuers": "明德大学关心下一代工作委员会", "issuers_en": "", "name_ending": "关心下一代工作委员会",
    "name_ending_en": "", "addressee": "各学院关工委", "text": "",
}  # fmt: skip


@pytest.fixture
def place(session: Session) -> Recognition:
    made = at_the_decision(session)
    session.commit()
    return made


def browser(app: Flask, person: User) -> FlaskClient:
    client = app.test_client()
    sign_in(client, person)
    return client


def certified(place: Recognition, *, issued: bool = True) -> list[Certificate]:
    place.decide()
    office, second = place.world.actor(place.office), place.world.actor(place.second)
    made = certificates.draft(place.session, office, place.campaign.id, series="优字", public_url=PUBLIC)
    if issued:
        certificates.issue_all(place.session, second, place.campaign.id)
    place.session.commit()
    return made


def test_the_decision_is_recorded_and_a_bad_one_keeps_its_words(app: Flask, place: Recognition) -> None:
    client, address = browser(app, place.office), f"/campaigns/{place.campaign.id}/decision"
    assert client.get(address).status_code == 200
    bad = client.post(address, data=TYPED | {"number": "", "on": "去年"})
    assert bad.status_code == 422
    assert "去年" in bad.text
    assert "评议办法第八条" in bad.text
    assert client.post(address, data=TYPED | {"on": "2999-01-01"}).status_code == 422
    assert client.post(address, data=TYPED).status_code == 303
    page = client.get(address).text
    assert "明德大学第一学院关心下一代工作委员会" in page
    assert client.post(f"{address}/paper").status_code == 303
    assert place.session.scalars(select(Document.kind)).all() == ["decision"]


def test_who_may_record_who_may_only_read_and_when(app: Flask, place: Recognition) -> None:
    address = f"/campaigns/{place.campaign.id}/decision"
    for person in (place.board, place.contributors[0]):
        assert browser(app, person).get(address).status_code == 200
        assert browser(app, person).post(address, data=TYPED).status_code == 403
    assert app.test_client().get(address).location.startswith("/sign-in")
    move(place.session, place.campaign, CampaignStage.FEEDBACK)
    place.session.commit()
    assert browser(app, place.contributors[0]).get(address).status_code == 404
    assert browser(app, place.office).post(address, data=TYPED).status_code == 403


def test_awards_are_described_passed_over_and_given(app: Flask, place: Recognition) -> None:
    decision = place.decide()
    place.session.commit()
    award = place.session.scalars(select(Award).where(Award.code == "demo")).one()
    client = browser(app, place.office)
    words = {"version": "1", "citation": "老同志进课堂。", "recipient": award.recipient, "recipient_en": ""}
    assert client.get(f"/awards/{award.id}").status_code == 200
    assert client.post(f"/awards/{award.id}", data=words | {"recipient": ""}).status_code == 422
    assert client.post(f"/awards/{award.id}", data=words).status_code == 303
    assert client.post(f"/awards/{award.id}", data=words | {"citation": "别的"}).status_code == 409
    assert client.post(f"/awards/{award.id}/pass-over", data={"reason": ""}).status_code == 422
    assert client.post(f"/awards/{award.id}/pass-over", data={"reason": "上一轮合格"}).status_code == 303
    assert client.post(f"/awards/{award.id}/give", data={"reason": "复核后达到"}).status_code == 303
    by_hand = {"code": "brand", "submission": str(place.submissions[2].id), "reason": "评审组推荐"}
    address = f"/decisions/{decision.id}/awards"
    assert client.post(address, data=by_hand | {"submission": "别的"}).status_code == 422
    assert client.post(address, data=by_hand).status_code == 303
    assert client.post(address, data=by_hand).status_code == 409


@pytest.mark.parametrize("person", ["board", "unit"])
def test_awards_are_the_coordinators(app: Flask, place: Recognition, person: str) -> None:
    decision = place.decide()
    place.session.commit()
    award = place.session.scalars(select(Award).where(Award.code == "demo")).one()
    client = browser(app, place.board if person == "board" else place.contributors[0])
    words = {"version": "1", "citation": "好", "recipient": "名称", "recipient_en": ""}
    by_hand = {"code": "brand", "submission": str(place.submissions[2].id), "reason": "推荐"}
    assert client.get(f"/awards/{award.id}").status_code == 404
    assert client.post(f"/awards/{award.id}", data=words).status_code == 403
    assert client.post(f"/awards/{award.id}/pass-over", data={"reason": "不"}).status_code == 403
    assert client.post(f"/decisions/{decision.id}/awards", data=by_hand).status_code in (403, 422)
    assert place.session.scalars(select(Decision.id)).all() != []


def test_one_drafts_another_issues(app: Flask, place: Recognition) -> None:
    place.decide()
    place.session.commit()
    address = f"/campaigns/{place.campaign.id}/certificates"
    office, second = browser(app, place.office), browser(app, place.second)
    assert "还没有证书" in office.get(address).text
    assert office.post(address, data={"series": ""}).status_code == 422
    assert browser(app, place.board).post(address, data={"series": "优字"}).status_code == 403
    assert browser(app, place.contributors[0]).get(address).status_code == 404
    assert office.post(address, data={"series": "优字"}).status_code == 303
    assert office.post(address, data={"series": "优字"}).status_code == 409
    assert "请另一位同志登录签发" in office.get(address).text
    first = place.session.scalars(select(Certificate.id).order_by(Certificate.number)).first()
    place.session.commit()  # a reading left open would lock the program out
    assert office.post(f"/certificates/{first}/issue").status_code == 409
    assert second.post(f"/certificates/{first}/issue").status_code == 303
    assert office.post(f"{address}/issue").status_code == 409
    assert browser(app, place.contributors[0]).post(f"{address}/issue").status_code == 403
    assert second.post(f"{address}/issue").status_code == 303
    assert second.post(f"{address}/zip").status_code == 303
    assert browser(app, place.contributors[0]).post(f"{address}/zip").status_code == 404


def test_a_unit_has_its_own_certificate_and_no_other(app: Flask, place: Recognition) -> None:
    made = certified(place)
    own = next(each for each in made if "第一学院" in each.snapshot["recipient"]["zh"])
    other = next(each for each in made if each is not own)
    client = browser(app, place.contributors[0])
    home = client.get(f"/units/{place.contributors[0].home_unit_id}").text
    assert 'href="/certificates"' in home  # found from the unit's page, not from a message alone
    assert own.number in client.get("/certificates").text
    assert other.number not in client.get("/certificates").text
    assert client.get(f"/certificates/{own.id}").status_code == 200
    for path in (f"/certificates/{other.id}", f"/certificates/{other.id}/file"):
        assert client.get(path).status_code == 404
    assert client.get(f"/certificates/{own.id}/file").location.startswith("/documents/")
    assert client.post(f"/certificates/{own.id}/file").status_code == 303
    assert client.post(f"/certificates/{other.id}/file").status_code == 404
    for deed in ("issue", "reissue", "revoke"):
        data = {
            "recipient": "名称", "reason": "原因", "because": "error", "decision": "1号",
        }  # fmt: skip
        assert client.post(f"/certificates/{own.id}/{deed}", data=data).status_code == 403
        assert client.post(f"/certificates/{other.id}/{deed}", data=data).status_code == 404


def test_a_failed_paper_is_asked_for_again(app: Flask, place: Recognition) -> None:
    own = certified(place)[0]
    place.session.execute(update(Document).values(state="failed"))
    place.session.commit()
    client = browser(app, place.contributors[0])
    assert client.post(f"/certificates/{own.id}/file").status_code == 303
    states = place.session.scalars(select(Document.state).where(Document.subject_id == own.id)).all()
    assert sorted(states) == ["failed", "waiting"]


def test_a_reissue_and_a_revocation_show_on_the_public_page(app: Flask, place: Recognition) -> None:
    made = certified(place)
    office, second, public = browser(app, place.office), browser(app, place.second), app.test_client()
    first, other = made[0], made[1]
    codes = [each.code for each in made]
    assert len(set(codes)) == 3
    address = f"/certificates/{first.id}/reissue"
    assert office.post(address, data={"recipient": "", "reason": ""}).status_code == 422
    moved = office.post(address, data={"recipient": "明德大学第一学院", "reason": "错字"})
    assert moved.status_code == 303
    assert "证书有效" in public.get(f"/verify/{first.code}").text
    assert second.post(f"{moved.location}/issue").status_code == 303
    new = place.session.scalars(select(Certificate).where(Certificate.replaces_id == first.id)).one()
    place.session.commit()
    old_page = public.get(f"/verify/{first.code}").text
    assert "此证书已换发" in old_page
    assert f"/verify/{new.code}" in old_page
    assert new.number in old_page
    assert "证书有效" in public.get(f"/verify/{new.code}").text
    revoking = {"because": "finding", "reason": "查实内情", "decision": "关工委〔2026〕1号"}
    assert office.post(f"/certificates/{other.id}/revoke", data={"because": "别的"}).status_code == 422
    assert office.post(f"/certificates/{other.id}/revoke", data=revoking).status_code == 303
    assert office.post(f"/certificates/{other.id}/revoke", data=revoking).status_code == 409
    page = public.get(f"/verify/{other.code}").text
    assert "此证书已撤销" in page
    assert "表彰后发现问题" in page
    assert "查实内情" not in page
    holder = next(
        person for person in place.contributors if person.name[:4] in other.snapshot["recipient"]["zh"]
    )
    assert "关工委〔2026〕1号" in browser(app, holder).get(f"/certificates/{other.id}").text


def test_the_public_page_shows_the_face_and_nothing_else(app: Flask, place: Recognition) -> None:
    first, client = certified(place)[0], app.test_client()
    answer = client.get(f"/verify/{first.code}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    for said in (
        first.number, "明德大学第一学院关心下一代工作委员会", "二级关工委优质化建设示范单位",
        "2025年度二级学院关工委评议",
        "明德大学关心下一代工作委员会", "证书有效",
    ):  # fmt: skip
        assert said in answer.text
    for kept in ("秘书处副秘书长", str(first.id), "领导小组第三次会议"):
        assert kept not in answer.text
    client.set_cookie("display", "en.standard.standard")
    english = client.get(f"/verify/{first.code.lower()}")
    assert "The certificate is valid" in english.text
    assert "Model college committee" in english.text


def test_an_unknown_a_malformed_and_a_drafts_code_give_the_same_page(app: Flask, place: Recognition) -> None:
    draft = certified(place, issued=False)[0]
    pages = [app.test_client().get(f"/verify/{code}") for code in ("0" * 26, "x", draft.code)]
    assert [page.status_code for page in pages] == [404, 404, 404]
    assert {plain(page.text) for page in pages} == {plain(pages[0].text)}
    assert "没有查到这张证书" in pages[0].text


def plain(page: str) -> str:
    """Without the token that every form carries."""
    return "".join(line for line in page.splitlines() if "csrf_token" not in line)


def test_number_and_the_beginning_of_the_code_lead_to_the_page(app: Flask, place: Recognition) -> None:
    first, client = certified(place)[0], app.test_client()
    assert client.get("/verify").status_code == 200
    for number in (first.number, "关评[2025]优字第 001 号", first.serial, first.serial.lower()):
        found = client.post("/verify", data={"number": number, "code": first.code[:8].lower()})
        assert (found.status_code, found.location) == (303, f"/verify/{first.code}")
    for wrong in (
        {"number": first.number, "code": "00000000"},
        {"number": first.number, "code": first.code[:7]},
        {"number": "关评〔2025〕优字第002号", "code": first.code[:8]},
        {"number": first.number, "code": "%" * 8},
        {"number": "", "code": ""},
    ):
        assert client.post("/verify", data=wrong).status_code == 422


def test_who_guesses_is_slowed_and_who_finds_is_not(app: Flask, place: Recognition) -> None:
    first, client = certified(place)[0], app.test_client()
    for _ in range(25):
        assert client.get(f"/verify/{first.code}").status_code == 200
    for _ in range(20):
        assert client.get(f"/verify/{'0' * 26}").status_code == 404
    assert client.get(f"/verify/{'0' * 26}").status_code == 429
    assert client.get(f"/verify/{first.code}").status_code == 429
    assert client.post("/verify", data={"number": "1", "code": "0" * 8}).status_code == 429
    kept = place.session.scalars(select(SignInAttempt.bucket)).all()
    assert len(kept) == 20
    assert all(bucket.startswith("verify:") for bucket in kept)
    elsewhere = app.test_client().get(f"/verify/{first.code}", environ_base={"REMOTE_ADDR": "10.0.0.9"})
    assert elsewhere.status_code == 200


def test_a_list_of_a_thousand_certificates_costs_what_one_of_three_does(
    app: Flask, place: Recognition
) -> None:
    made = certified(place)
    client, address = browser(app, place.office), f"/campaigns/{place.campaign.id}/certificates"
    few = cost(app, client, address)
    known = place.session.scalars(select(Award.decision_id).limit(1)).one()
    for number in range(1000):
        award = Award(
            campaign_id=place.campaign.id, decision_id=known,
            code="case", titles={"zh": "案例"}, recipient=f"案例{number}",
        )  # fmt: skip
        place.session.add(award)
        place.session.flush()
        place.session.add(
            Certificate(
                campaign_id=place.campaign.id, award_id=award.id, serial=f"S{number}",
                number=f"案例{number:04d}",
                code=f"{number:026d}", snapshot=made[0].snapshot | {"number": f"案例{number:04d}"},
                drafted_by_id=place.office.id, ended_because=Revocation.ERROR,
            )
        )  # fmt: skip
    place.session.commit()
    assert cost(app, client, address) == few
    first = client.get(address).text
    following = next(part.split('"')[0].replace("&amp;", "&") for part in first.split("?after=")[1:])
    second = client.get(f"{address}?after={following}").text
    assert "案例0000" in first
    assert "案例0000" not in second
    assert client.get(f"{address}?after=nonsense&only=nonsense").status_code == 200


def test_persons_and_thanks_are_the_secretariats_page(app: Flask, place: Recognition) -> None:
    address = f"/campaigns/{place.campaign.id}/honours"
    assert "请先登记表彰决定" in browser(app, place.office).get(address).text
    decision = place.decide()
    place.session.commit()
    client = browser(app, place.office)
    typed = {"person": "第一学院秘书长", "address_as": "老师", "title": "先进个人", "citation": "进课堂十年",
             "field_of_work": "关心下一代工作", "unit": str(place.world.colleges[0].id)}  # fmt: skip
    bad = client.post(f"/decisions/{decision.id}/persons", data=typed | {"person": "", "unit": "别的"})
    assert (bad.status_code, "进课堂十年" in bad.text) == (422, True)
    assert client.post(f"/decisions/{decision.id}/persons", data=typed).status_code == 303
    assert client.post(f"/decisions/{decision.id}/persons", data=typed).status_code == 409
    assert client.post(f"/campaigns/{place.campaign.id}/thanks", data={"series": ""}).status_code == 422
    assert client.post(f"/campaigns/{place.campaign.id}/thanks", data={"series": "谢字"}).status_code == 303
    page = client.get(address).text
    assert "关评〔2025〕谢字第001号" in page and "第一学院秘书长" in page  # noqa: PT018 -- one page
    for person in (place.board, place.contributors[0]):
        other = browser(app, person)
        assert other.get(address).status_code == 404
        assert other.post(f"/campaigns/{place.campaign.id}/thanks", data={"series": "谢"}).status_code == 403
        shown = other.get(f"/campaigns/{place.campaign.id}/decision").text
        assert ("先进个人" in shown, "专家甲" in shown) == (True, False)


def test_the_public_page_of_thanks_names_no_unit(app: Flask, place: Recognition) -> None:
    place.decide()
    office = place.world.actor(place.office)
    made = honours.thank_reviewers(place.session, office, place.campaign.id, series="谢字", public_url=PUBLIC)
    certificates.issue_all(place.session, place.world.actor(place.board), place.campaign.id)
    place.session.commit()
    page = app.test_client().get(f"/verify/{made[0].code}").text
    assert ("专家甲" in page, "感谢状" in page) == (True, True)
    assert not any(each.unit_name in page for each in place.submissions)
