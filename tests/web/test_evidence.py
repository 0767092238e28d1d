"""Giving and reading evidence over HTTP: what arrives, what is refused beside its field, who opens what."""

import io
from base64 import b64encode
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.domain.evidence import Visibility
from app.domain.evidence_details import OTHER
from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.jobs.renditions import render_office_files
from app.jobs.surroundings import Surroundings
from app.models.account import User
from app.models.audit import AuditEntry
from app.models.campaign import Campaign
from app.models.evidence import Evidence, EvidenceLink, EvidenceOpening, EvidenceRevision
from app.models.submission import Submission
from app.reporting.drawing_room import ROOM
from benchmarks.files import pdf
from tests import files, stand_ins
from tests.people import sign_in
from tests.reporting.hostile.printing import page_of_zeros
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


@pytest.fixture
def campaign(scene: Scene) -> Campaign:
    return scene.campaign(files_per_criterion=2, files_per_unit=3, megabytes_per_file=1)


@pytest.fixture
def writer(scene: Scene) -> User:
    return scene.contributor(scene.colleges[0])


@pytest.fixture
def submission(scene: Scene, campaign: Campaign, writer: User) -> Submission:
    made = scene.submission(campaign, scene.colleges[0])
    scene.session.commit()
    return made


@pytest.fixture
def signed_in(client: FlaskClient, writer: User, submission: Submission) -> FlaskClient:
    sign_in(client, writer)
    return client


def send(
    client: FlaskClient, submission: Submission, *sent: tuple[str, bytes], place: str = "1.1", **more: Any
) -> Any:
    body = {"medium": "file", "requirement": "0", "file": [(io.BytesIO(data), name) for name, data in sent]}
    address = f"/submissions/{submission.id}/evidence?place={place}"
    headers = more.pop("headers", {})
    return client.post(address, data=body | more, content_type="multipart/form-data", headers=headers)


def pieces(scene: Scene) -> list[Evidence]:
    found = list(
        scene.session.scalars(
            select(Evidence).order_by(Evidence.number), execution_options={"populate_existing": True}
        )
    )
    scene.session.commit()
    return found


def test_a_file_arrives_under_its_permanent_number_and_its_own_name(
    signed_in: FlaskClient, scene: Scene, submission: Submission
) -> None:
    assert send(signed_in, submission, files.pdf(name="附件1：纪要.pdf")).status_code == 303
    (piece,) = pieces(scene)
    assert (piece.number, piece.title, piece.visibility) == ("1.1-01", "附件1：纪要", Visibility.REVIEWERS)
    answer = signed_in.get(f"/evidence/{piece.id}/file", buffered=True)
    assert answer.data == files.pdf()[1]
    assert unquote(answer.headers["Content-Disposition"]).endswith("''1.1-01 附件1：纪要.pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_a_requirement_takes_no_more_of_is_given_as_something_else(
    signed_in: FlaskClient, scene: Scene, submission: Submission
) -> None:
    page = f"/submissions/{submission.id}/criteria/7.1"
    assert '<option value="0">' in signed_in.get(page).text
    assert send(signed_in, submission, files.pdf(), place="7.1").status_code == 303
    assert '<option value="0" disabled>' in signed_in.get(page).text
    refused = send(signed_in, submission, files.docx(), place="7.1")
    assert (refused.status_code, "把这份列为“其他有帮助的材料”" in refused.text) == (422, True)
    assert send(signed_in, submission, files.docx(), place="1.1").status_code == 303
    first, _ = pieces(scene)
    assert signed_in.post(f"/evidence/{first.id}/uses", data={"place": "7.1"}).status_code == 303
    answered = select(EvidenceLink.requirement).where(EvidenceLink.criterion == "7.1")
    assert sorted(scene.session.scalars(answered)) == [OTHER, 0]


def test_a_very_long_name_is_kept_whole_and_leaves_safe_and_short(
    signed_in: FlaskClient, scene: Scene, submission: Submission
) -> None:
    name = "学" * 4088 + "（终稿）.pdf"
    assert send(signed_in, submission, files.pdf(name=name)).status_code == 303
    (piece,) = pieces(scene)
    assert (scene.session.scalar(select(EvidenceRevision.filename)), piece.title) == (name, "学" * 200)
    sent = signed_in.get(f"/evidence/{piece.id}/file", buffered=True).headers["Content-Disposition"]
    assert unquote(sent).endswith("''1.1-01 " + "学" * 23 + ".pdf")
    assert sent.isascii()


def test_parts_are_sent_by_range_and_what_is_known_is_not_sent_again(
    signed_in: FlaskClient, scene: Scene, submission: Submission
) -> None:
    name, data = files.pdf()
    send(signed_in, submission, (name, data))
    address = f"/evidence/{pieces(scene)[0].id}/file"
    part = signed_in.get(address, headers={"Range": "bytes=2-5"}, buffered=True)
    assert (part.status_code, part.data) == (206, data[2:6])
    assert signed_in.get(address, headers={"Range": f"bytes={len(data)}-"}).status_code == 416
    etag = signed_in.get(address, buffered=True).headers["ETag"]
    assert signed_in.get(address, headers={"If-None-Match": etag}, buffered=True).status_code == 304


def test_a_film_is_played_in_the_page_from_any_place_of_it(
    signed_in: FlaskClient, scene: Scene, submission: Submission
) -> None:
    name, data = files.film()
    send(signed_in, submission, (name, data), requirement="-1")
    address, half = f"/evidence/{pieces(scene)[0].id}/file", len(data) // 2
    part = signed_in.get(address, headers={"Range": f"bytes={half}-"}, buffered=True)
    assert (part.status_code, part.mimetype, part.data) == (206, "video/mp4", data[half:])
    assert part.headers["Content-Range"] == f"bytes {half}-{len(data) - 1}/{len(data)}"
    assert part.headers["Content-Disposition"].startswith("inline")
    assert "media-src 'self'" in part.headers["Content-Security-Policy"]


def test_pages_are_pictures_and_there_are_no_more_than_there_are(
    signed_in: FlaskClient, scene: Scene, submission: Submission
) -> None:
    send(signed_in, submission, files.pdf(pages=2))
    piece = pieces(scene)[0]
    page = signed_in.get(f"/evidence/{piece.id}/pages/2")
    assert (page.status_code, page.mimetype, page.data[:2]) == (200, "image/jpeg", b"\xff\xd8")
    assert signed_in.get(f"/evidence/{piece.id}/pages/3").status_code == 404
    assert signed_in.get(f"/evidence/{piece.id}?page=2").status_code == 200
    known = {"If-None-Match": page.headers["ETag"]}
    ROOM.close()
    assert signed_in.get(f"/evidence/{piece.id}/pages/2", headers=known).status_code == 304
    assert not ROOM.pids()  # what the browser has is not drawn again


def test_a_page_that_ends_who_draws_it_is_told_to_be_downloaded_and_the_program_goes_on(
    signed_in: FlaskClient, scene: Scene, submission: Submission
) -> None:
    assert send(signed_in, submission, ("坏.pdf", page_of_zeros(400))).status_code == 303
    (piece,) = pieces(scene)
    refused = signed_in.get(f"/evidence/{piece.id}/pages/1")
    assert refused.status_code == 422
    assert "请下载" in refused.text
    send(signed_in, submission, files.pdf())
    assert signed_in.get(f"/evidence/{pieces(scene)[1].id}/pages/1").status_code == 200


def test_several_files_at_once_all_or_nothing(
    signed_in: FlaskClient, scene: Scene, submission: Submission
) -> None:
    refused = send(signed_in, submission, files.pdf(), ("坏.pdf", b"<html>"), note="备注留着")
    assert refused.status_code == 422
    assert "坏.pdf" in refused.text
    assert "备注留着" in refused.text
    assert pieces(scene) == []
    assert send(signed_in, submission, files.pdf("甲"), files.docx("乙")).status_code == 303
    assert [piece.number for piece in pieces(scene)] == ["1.1-01", "1.1-02"]


REFUSED = (
    (("空.pdf", b""), 422, "空文件"),
    (("程序.exe", b"MZ"), 422, "程序"),
    (("改名.pdf", files.png()[1]), 422, "后缀是 .pdf"),
    (("太大.pdf", b"%PDF-1.7\n" + b"0" * (1024 * 1024 + 1)), 413, "1 MB"),
    (("没有后缀", files.pdf()[1]), 422, "后缀"),
)


@pytest.mark.parametrize(("sent", "status", "words"), REFUSED, ids=lambda each: str(each)[:12])
def test_a_file_that_is_none_gets_its_sentence_beside_the_field(
    signed_in: FlaskClient,
    scene: Scene,
    submission: Submission,
    sent: tuple[str, bytes],
    status: int,
    words: str,
) -> None:
    page = send(signed_in, submission, sent, title="我写的名称")
    assert page.status_code == status
    assert words in page.text
    assert "我写的名称" in page.text
    fragment = send(signed_in, submission, sent, headers={"HX-Request": "true"})
    assert (fragment.status_code, words in fragment.text, "<html" in fragment.text) == (status, True, False)
    assert pieces(scene) == []


def test_the_caps_are_shown_and_kept(signed_in: FlaskClient, scene: Scene, submission: Submission) -> None:
    for text in ("一", "二"):
        assert send(signed_in, submission, files.pdf(text)).status_code == 303
    assert "先撤回一份" in signed_in.get(f"/submissions/{submission.id}/criteria/1.1").text
    assert send(signed_in, submission, files.pdf("三")).status_code == 422
    assert send(signed_in, submission, files.pdf("三"), place="1.2").status_code == 303
    full = send(signed_in, submission, files.pdf("四"), place="1.2")
    assert full.status_code == 422
    assert "最多3份" in full.text


def test_the_megabytes_of_a_unit_are_shown_and_kept_by_every_way(
    signed_in: FlaskClient, scene: Scene, campaign: Campaign, submission: Submission
) -> None:
    campaign.settings = {"megabytes_per_unit": 1}
    scene.session.commit()
    large = [("大.pdf", pdf(700_000, seed)) for seed in (1, 2)]
    assert send(signed_in, submission, large[0]).status_code == 303
    (piece,) = pieces(scene)
    assert "合计不超过 1 MB" in signed_in.get(f"/submissions/{submission.id}/criteria/1.1").text
    refused = send(signed_in, submission, large[1])
    assert (refused.status_code, "现在还能放 0 MB" in refused.text) == (422, True)
    told = f"filename {b64encode('大.pdf'.encode()).decode()},requirement {b64encode(b'0').decode()}"
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "700000", "Upload-Metadata": told}
    begun = signed_in.post(f"/submissions/{submission.id}/uploads?place=1.1", headers=headers)
    assert (begun.status_code, "合计不超过 1 MB" in begun.json["reasons"][0]) == (422, True)
    body = {"file": (io.BytesIO(large[1][1]), "大.pdf"), "reason": "更正"}
    assert signed_in.post(f"/evidence/{piece.id}/versions", data=body).status_code == 303
    assert signed_in.post(f"/evidence/{piece.id}/withdraw").status_code == 303
    assert send(signed_in, submission, large[0]).status_code == 303
    assert signed_in.post(f"/evidence/{piece.id}/restore").status_code == 422


def test_the_same_file_is_recognised_and_offered(
    signed_in: FlaskClient, scene: Scene, submission: Submission
) -> None:
    send(signed_in, submission, files.pdf())
    again = send(signed_in, submission, files.pdf(), place="1.2")
    assert again.status_code == 422
    assert "1.1-01" in again.text
    (piece,) = pieces(scene)
    offered = f"/submissions/{submission.id}/evidence?place="
    assert "把 1.1-01 用于 1.2" in signed_in.get(f"{offered}1.2").text
    assert "把 1.1-01 用于 1.1" not in signed_in.get(f"{offered}1.1").text  # it is there already
    assert signed_in.get(f"{offered}9.9").status_code == 404
    used = signed_in.post(f"/evidence/{piece.id}/uses", data={"place": "1.2", "back": "place"})
    assert used.headers["Location"].endswith("/criteria/1.2#evidence")
    links = scene.session.scalars(select(EvidenceLink.criterion).order_by(EvidenceLink.criterion)).all()
    assert links == ["1.1", "1.2"]
    scene.session.commit()
    assert signed_in.post(f"/evidence/{piece.id}/uses", data={"place": "1.2"}).status_code == 409
    assert send(signed_in, submission, files.pdf(), place="1.2", again="y").status_code == 303


def test_a_link_needs_a_whole_address_and_its_publisher(
    signed_in: FlaskClient, scene: Scene, submission: Submission
) -> None:
    sent = {
        "medium": "link",
        "title": "校报报道",
        "url": "javascript:alert(1)",
        "outlet": "校报",
        "level": "university",
    }
    refused = send(signed_in, submission, **sent)
    assert refused.status_code == 422
    assert "https://" in refused.text
    sent |= {"url": "https://news.example.edu.cn/1?a=b", "event_on": "２０２５年３月１８日"}
    assert send(signed_in, submission, **sent).status_code == 303
    (piece,) = pieces(scene)
    assert (piece.url, piece.outlet, str(piece.event_on)) == (sent["url"], "校报", "2025-03-18")
    assert "校报" in signed_in.get(f"/evidence/{piece.id}").text


def test_what_is_kept_on_site_needs_place_and_keeper(
    signed_in: FlaskClient, scene: Scene, submission: Submission
) -> None:
    sent = {"medium": "on_site", "title": "花名册", "kept_at": "档案室", "keeper": ""}
    assert send(signed_in, submission, **sent).status_code == 422
    assert send(signed_in, submission, **sent | {"keeper": "办公室主任"}).status_code == 303
    (piece,) = pieces(scene)
    assert "办公室主任" in signed_in.get(f"/evidence/{piece.id}").text


def test_a_day_outside_the_period_is_marked(
    signed_in: FlaskClient, scene: Scene, submission: Submission
) -> None:
    send(signed_in, submission, files.pdf(), event_on="2023-05-04")
    assert "不在本期时间内" in signed_in.get(f"/submissions/{submission.id}/criteria/1.1").text


def test_withdrawn_evidence_keeps_its_number_and_comes_back(
    signed_in: FlaskClient, scene: Scene, submission: Submission
) -> None:
    send(signed_in, submission, files.pdf("一"))
    (piece,) = pieces(scene)
    gone = signed_in.post(f"/evidence/{piece.id}/withdraw", data={"place": "1.1"}, follow_redirects=True)
    assert f"/evidence/{piece.id}/restore" in gone.text
    assert signed_in.post(f"/evidence/{piece.id}/withdraw").status_code == 409
    send(signed_in, submission, files.pdf("二"))
    assert [each.number for each in pieces(scene)] == ["1.1-01", "1.1-02"]
    assert signed_in.post(f"/evidence/{piece.id}/restore").status_code == 303
    assert [each.withdrawn_at for each in pieces(scene)] == [None, None]


def test_what_was_withdrawn_comes_back_only_where_there_is_room(
    signed_in: FlaskClient, scene: Scene, submission: Submission
) -> None:
    """Two pieces are allowed here, three in all."""
    send(signed_in, submission, files.pdf("一"))
    (first,) = pieces(scene)
    signed_in.post(f"/evidence/{first.id}/withdraw", data={"place": "1.1"})
    send(signed_in, submission, files.pdf("二"))
    send(signed_in, submission, files.pdf("三"))
    refused = signed_in.post(f"/evidence/{first.id}/restore")
    assert (refused.status_code, pieces(scene)[0].withdrawn_at is None) == (422, False)
    assert "这里已有 2 份材料" in refused.text


def test_a_new_version_needs_a_reason_and_the_old_one_stays(
    signed_in: FlaskClient, scene: Scene, submission: Submission
) -> None:
    send(signed_in, submission, files.pdf("旧"))
    (piece,) = pieces(scene)

    def replace(text: str, reason: str) -> int:
        name, data = files.pdf(text)
        body = {"file": (io.BytesIO(data), name), "reason": reason}
        return signed_in.post(f"/evidence/{piece.id}/versions", data=body).status_code

    assert (replace("新", ""), replace("旧", "盖章"), replace("新", "补盖章")) == (422, 422, 303)
    rows = scene.session.execute(
        select(EvidenceRevision.ordinal, EvidenceRevision.reason).order_by(EvidenceRevision.ordinal)
    ).all()
    scene.session.commit()
    assert [tuple(row) for row in rows] == [(1, ""), (2, "补盖章")]
    assert signed_in.get(f"/evidence/{piece.id}/file/1", buffered=True).data == files.pdf("旧")[1]
    assert signed_in.get(f"/evidence/{piece.id}/file", buffered=True).data == files.pdf("新")[1]


@pytest.mark.parametrize("rest", ["", "/file", "/file/1", "/pages/1"])
def test_foreign_evidence_is_the_same_bytes_as_nothing(
    client: FlaskClient, scene: Scene, submission: Submission, writer: User, rest: str
) -> None:
    sign_in(client, writer)
    send(client, submission, files.pdf())
    (piece,) = pieces(scene)
    client = client.application.test_client()
    sign_in(client, scene.contributor(scene.colleges[1]))
    hidden = client.get(f"/evidence/{piece.id}{rest}")
    assert hidden.status_code == 404
    assert hidden.data == client.get(f"/evidence/{uuid4()}{rest}").data
    for deed in ("withdraw", "restore", "uses", "details"):
        assert client.post(f"/evidence/{piece.id}/{deed}").status_code == 404
    assert send(client, submission, files.pdf("x")).status_code == 404


def test_a_reviewer_reads_and_the_first_opening_is_noted(
    client: FlaskClient, scene: Scene, submission: Submission, writer: User, campaign: Campaign
) -> None:
    sign_in(client, writer)
    send(client, submission, files.pdf())
    (piece,) = pieces(scene)
    campaign.stage, submission.stage = CampaignStage.PEER_REVIEW, SubmissionStage.UNDER_REVIEW
    expert = scene.reviewer("评审专家甲", scene.university)
    scene.assignment(submission, expert, scene.panel(campaign, "expert", expert), AssignmentStage.IN_PROGRESS)
    scene.session.commit()
    sign_in(client, expert)
    for _ in range(2):
        assert client.get(f"/evidence/{piece.id}").status_code == 200
    assert scene.session.scalars(select(EvidenceOpening.user_id)).all() == [expert.id]
    scene.session.commit()
    assert client.post(f"/evidence/{piece.id}/withdraw").status_code == 403


def test_numbers_of_persons_are_told_to_the_unit_and_the_secretariat_and_to_nobody_else(
    client: FlaskClient, scene: Scene, submission: Submission, writer: User, campaign: Campaign
) -> None:
    sign_in(client, writer)
    send(client, submission, files.pdf("联络员13800138000，会计13900139000"))
    (piece,) = pieces(scene)
    told = "手机号 × 2"
    assert "有的文件里似乎有个人号码" in client.get(f"/submissions/{submission.id}/criteria/1.1").text
    assert told in client.get(f"/submissions/{submission.id}/evidence").text
    campaign.stage, submission.stage = CampaignStage.PEER_REVIEW, SubmissionStage.UNDER_REVIEW
    expert = scene.reviewer("评审专家甲", scene.university)
    scene.assignment(submission, expert, scene.panel(campaign, "expert", expert), AssignmentStage.IN_PROGRESS)
    scene.session.commit()
    sign_in(client, scene.coordinator())
    assert told in client.get(f"/submissions/{submission.id}/evidence").text
    assert told in client.get(f"/evidence/{piece.id}").text
    sign_in(client, expert)
    assert "手机号" not in client.get(f"/evidence/{piece.id}").text


def test_a_version_without_the_numbers_ends_the_warning_and_the_history_keeps_no_number(
    signed_in: FlaskClient, scene: Scene, submission: Submission
) -> None:
    send(signed_in, submission, files.pdf("联络员13800138000"))
    (piece,) = pieces(scene)
    covered = {"file": (io.BytesIO(files.pdf("联络员138****8000")[1]), "名单.pdf"), "reason": "遮盖"}
    signed_in.post(f"/evidence/{piece.id}/details", data={"title": "名单", "version": 1})
    assert "手机号 × 1" in signed_in.get(f"/evidence/{piece.id}").text
    sent = signed_in.post(f"/evidence/{piece.id}/versions", data=covered, content_type="multipart/form-data")
    assert sent.status_code == 303
    assert "手机号" not in signed_in.get(f"/evidence/{piece.id}").text
    kept = [entry.details.get("personal") for entry in scene.session.scalars(select(AuditEntry))]
    assert [each for each in kept if each is not None] == ["mobile:1", ""]


def test_office_evidence_is_hidden_from_reviewers_and_observers(
    client: FlaskClient, scene: Scene, submission: Submission, writer: User
) -> None:
    sign_in(client, writer)
    send(client, submission, files.pdf(), visibility="office")
    (piece,) = pieces(scene)
    sign_in(client, scene.observer())
    assert client.get(f"/evidence/{piece.id}/file", buffered=True).status_code == 404
    assert "1.1-01" not in client.get(f"/submissions/{submission.id}/criteria/1.1").text
    sign_in(client, scene.coordinator())
    assert client.get(f"/evidence/{piece.id}/file", buffered=True).status_code == 200


def test_an_upload_that_begins_after_the_hard_end_is_refused(
    signed_in: FlaskClient, scene: Scene, submission: Submission, campaign: Campaign
) -> None:
    scene.close_window(campaign, CampaignStage.SELF_EVALUATION, minutes_ago=16)
    scene.session.commit()
    assert send(signed_in, submission, files.pdf()).status_code == 409
    assert pieces(scene) == []


def test_a_form_without_its_token_is_not_taken(
    signed_in: FlaskClient, scene: Scene, submission: Submission
) -> None:
    signed_in.application.config["WTF_CSRF_ENABLED"] = True
    assert send(signed_in, submission, files.pdf()).status_code == 400
    assert pieces(scene) == []


def test_an_office_file_is_read_as_pages_once_they_are_made_and_downloaded_until_then(
    signed_in: FlaskClient, app: Flask, engine: Engine, scene: Scene, submission: Submission, tmp_path: Path
) -> None:
    send(signed_in, submission, files.docx())
    (piece,) = pieces(scene)
    page, store = f"/evidence/{piece.id}", app.extensions["evidence_store"]
    without = signed_in.get(page).text
    app.config["OFFICE"] = stand_ins.office(tmp_path, stand_ins.GOOD)
    waiting = signed_in.get(page).text
    assert signed_in.get(f"{page}/pages/1").status_code == 422
    render_office_files(Surroundings(engine, store, {"OFFICE": app.config["OFFICE"]}))
    ready = signed_in.get(f"{page}?page=2").text
    told = {"在您的电脑上打开": without, "页面正在准备": waiting, "由 Office 文件转换而来": ready}
    assert {words: [words in text for text in told.values()] for words in told} == {
        words: [words == each for each in told] for words in told
    }
    assert all(f"{page}/file" in text for text in told.values())  # the original, always
    assert 'name="page" value="2"' in ready
    assert signed_in.get(f"{page}/pages/3").mimetype == "image/jpeg"
    assert signed_in.get(f"{page}/pages/4").status_code == 404
    drawn = signed_in.get(f"{page}/pages/2")
    assert drawn.status_code == 200
    assert (
        signed_in.get(f"{page}/pages/2", headers={"If-None-Match": drawn.headers["ETag"]}).status_code == 304
    )
