"""Bad input over the real pages, as pages and as htmx fragments: one table.

Each gets its status and its sentence, what was typed stays in the page, and no row of any table is left
behind: the row counts before and after are the same (audit entries too, since nothing was done).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.models.account import SignInAttempt, SignInSession, User
from app.models.base import Base
from app.models.review import Judgement, Review
from app.models.submission import Answer
from tests import files
from tests.people import sign_in
from tests.scene import Scene, university

HTMX = {"HX-Request": "true"}
LONG = "长" * 5001
COUNTED = [
    table
    for table in Base.metadata.sorted_tables
    if table.name not in (SignInAttempt.__tablename__, SignInSession.__tablename__)
]


@dataclass
class Round:
    """A campaign in which a unit fills in, and one under review: who acts, and the ids in the addresses."""

    scene: Scene
    people: dict[str, User] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)

    def rows(self) -> dict[str, int]:
        """How many rows every table has."""
        session = self.scene.session
        session.rollback()
        found = {each.name: session.scalar(select(func.count()).select_from(each)) or 0 for each in COUNTED}
        session.rollback()
        return found


@pytest.fixture
def round_(session: Session) -> Round:
    scene = university(session)
    first, second = scene.colleges[0], scene.colleges[1]
    found = Round(scene, {"writer": scene.contributor(first), "other": scene.contributor(second)})
    found.people |= {
        "office": scene.coordinator(),
        "board": scene.board(),
        "signatory": scene.signatory(first),
    }
    filling = scene.campaign()
    filled = scene.submission(filling, first, SubmissionStage.DRAFTING)
    session.add(Answer(submission_id=filled.id, criterion="1.2", texts={"achievement": "先写的"}, version=4))
    closed = scene.campaign(title="已截止的评议")
    shut = scene.submission(closed, first, SubmissionStage.DRAFTING)
    scene.close_window(closed, CampaignStage.SELF_EVALUATION, minutes_ago=16)
    reviewed = scene.campaign(CampaignStage.PEER_REVIEW, title="评审中的评议")
    read = scene.submission(reviewed, second, SubmissionStage.UNDER_REVIEW, answered=True)
    expert = found.people["expert"] = scene.reviewer("评审专家甲", scene.university)
    panel = scene.panel(reviewed, "expert", expert)
    reading = scene.assignment(read, expert, panel, AssignmentStage.IN_PROGRESS)
    handed_in = scene.assignment(
        scene.submission(reviewed, first, SubmissionStage.UNDER_REVIEW),
        expert,
        panel,
        AssignmentStage.SUBMITTED,
    )
    scene.review(handed_in, scene.rules(reviewed))
    found.ids = {"filled": filled.id, "shut": shut.id, "reading": reading.id, "handed_in": handed_in.id}
    found.ids |= {"read": read.id, "filling": filling.id, "missing": uuid4()}
    found.ids |= {"university": scene.university.id, "unit": first.id, "reviewed": reviewed.id}
    session.commit()
    return found


class Bad(NamedTuple):
    """Who sends what where; the status, a part of the sentence, and what must still stand in the page."""

    who: str
    path: str
    sent: dict[str, Any]
    status: int
    said: str
    kept: str = ""


def named(name: str, content: bytes) -> Callable[[], tuple[BytesIO, str]]:
    """A fresh file for each sending."""
    return lambda: (BytesIO(content), name)


ANSWER = "/submissions/{filled}/criteria/1.1"
SECOND = "/submissions/{filled}/criteria/1.2"
JUDGE = "/reviews/{reading}/criteria/1.1"
ATTACH = "/submissions/{filled}/evidence?place=1.1"
REMARK = f"{JUDGE}/remarks"
NOWHERE = {"spot": "not_found", "remark": "写好的话"}
V0 = {"version": "0"}
TYPED = V0 | {"problems": "写好的话"}
BROKEN_PDF = b"%PDF-1.7\nbroken"
CASES = {
    # wrong type, empty, too long, off the scale
    "a word for a number": Bad(
        "writer", ANSWER, TYPED | {"self_score": "很好"}, 422, "请只填写数字", "写好的话"
    ),
    "999 on a scale of four": Bad(
        "writer", ANSWER, TYPED | {"self_score": "999"}, 422, "请填写 0 到", "写好的话"
    ),
    "full-width 999": Bad("writer", ANSWER, TYPED | {"self_score": "９９９"}, 422, "请填写 0 到", "写好的话"),
    "between the steps": Bad("writer", ANSWER, TYPED | {"self_score": "1.23"}, 422, "0.1", "写好的话"),
    "no such level": Bad("writer", ANSWER, TYPED | {"level": "Z"}, 422, "请从列出的等级中选一个", "写好的话"),
    "too long": Bad("writer", ANSWER, TYPED | {"achievement": LONG}, 422, "500", LONG[:200]),
    "a reviewer's word for a number": Bad(
        "expert", JUDGE, V0 | {"score": "很好", "comment": "写好的话"}, 422, "请只填写数字", "写好的话"
    ),
    "a reviewer's 999": Bad(
        "expert", JUDGE, V0 | {"score": "999", "comment": "写好的话"}, 422, "请填写 0 到", "写好的话"
    ),
    "a reviewer's level": Bad(
        "expert", JUDGE, V0 | {"level": "Z", "comment": "写好的话"}, 422, "请从列出的等级中选一个", "写好的话"
    ),
    "a reviewer's long comment": Bad("expert", JUDGE, V0 | {"comment": LONG}, 422, "500", LONG[:200]),
    "a phone's code that is none": Bad("writer", "/phone", {"code": "１２３４"}, 410, "二维码已失效"),
    "a phone without its code": Bad("writer", "/phone", {"code": " "}, 422, "请填写"),
    "a remark without words": Bad(
        "expert", REMARK, {"spot": "not_found", "deduction": "0.5"}, 422, "请填写", "0.5"
    ),
    "a remark that costs more than there is": Bad(
        "expert", REMARK, NOWHERE | {"deduction": "９９"}, 422, "请填写大于 0、不超过", "写好的话"
    ),
    "a remark on no place": Bad(
        "expert", REMARK, NOWHERE | {"spot": "top_left", "x": "甲"}, 422, "选择一个位置", "写好的话"
    ),
    "a remark at no moment": Bad(
        "expert", REMARK, NOWHERE | {"spot": "moment", "moment": "半路"}, 422, "选择一个位置", "写好的话"
    ),
    "a remark on a place there is not": Bad(
        "expert", REMARK, NOWHERE | {"spot": "middle"}, 422, "请从", "写好的话"
    ),
    "another reader's remark": Bad("other", REMARK, NOWHERE, 404, "没有"),
    "a remark on a review handed in": Bad(
        "expert", "/reviews/{handed_in}/criteria/1.1/remarks", NOWHERE, 409, "已"
    ),
    # stale, twice, closed
    "a stale answer": Bad("writer", SECOND, V0 | {"achievement": "后写的"}, 409, "先写的", "后写的"),
    "a version that is no number": Bad(
        "writer", SECOND, {"version": "甲", "achievement": "后写的"}, 409, "先写的", "后写的"
    ),
    "after the hard end": Bad(
        "writer", "/submissions/{shut}/criteria/1.1", V0 | {"achievement": "晚了"}, 409, "截止"
    ),
    "a review handed in already": Bad(
        "expert", "/reviews/{handed_in}/criteria/1.1", V0 | {"level": "A"}, 409, "已"
    ),
    # another unit's, nobody's, not one's own deed
    "another unit's answer": Bad("other", ANSWER, V0 | {"achievement": "代笔"}, 404, "没有"),
    "nobody's answer": Bad("writer", "/submissions/{missing}/criteria/1.1", V0, 404, "没有"),
    "no such criterion": Bad("writer", "/submissions/{filled}/criteria/99.9", V0, 404, "没有"),
    "another reader's judgement": Bad("other", JUDGE, V0 | {"level": "A"}, 404, "没有"),
    "the office writes for a unit": Bad(
        "office", ANSWER, V0 | {"achievement": "代笔"}, 403, "您的角色不包含这项操作"
    ),
    "the board computes": Bad(
        "board", "/campaigns/{reviewed}/results/compute", {}, 403, "您的角色不包含这项操作"
    ),
    # files
    "a broken file": Bad(
        "writer",
        ATTACH,
        {"file": named("总结.pdf", BROKEN_PDF), "title": "写好的名称"},
        422,
        "文件已损坏或不完整",
        "写好的名称",
    ),
    "a renamed file": Bad(
        "writer",
        ATTACH,
        {"file": named("总结.pdf", files.jpeg()[1]), "title": "写好的名称"},
        422,
        "内容其实是 .jpg",
        "写好的名称",
    ),
    "an empty file": Bad(
        "writer",
        ATTACH,
        {"file": named("空.pdf", b""), "title": "写好的名称"},
        422,
        "这是一个空文件",
        "写好的名称",
    ),
    "a program": Bad(
        "writer",
        ATTACH,
        {"file": named("程序.exe", b"MZ" + bytes(99)), "title": "写好的名称"},
        422,
        "",
        "写好的名称",
    ),
    "a file for another unit": Bad("other", ATTACH, {"file": named("总结.pdf", files.pdf()[1])}, 404, "没有"),
    "a file after the hard end": Bad(
        "writer",
        "/submissions/{shut}/evidence?place=1.1",
        {"file": named("总结.pdf", files.pdf()[1])},
        409,
        "截止",
    ),
    "a renamed file for the box": Bad(
        "writer",
        "/units/{unit}/box",
        {"file": named("总结.pdf", files.jpeg()[1]), "title": "写好的名称", "tags": "写好的标签"},
        422,
        "内容其实是 .jpg",
        "写好的标签",
    ),
    "too many tags": Bad(
        "writer",
        "/units/{unit}/box",
        {
            "medium": "on_site",
            "title": "名册",
            "kept_at": "写好的地点",
            "keeper": "甲",
            "tags": "一 二 三 四 五 六 七 八 九 十 十一",
        },
        422,
        "标签最多 10 个",
        "写好的地点",
    ),
    "a file for another unit's box": Bad(
        "other", "/units/{unit}/box", {"file": named("总结.pdf", files.pdf()[1])}, 404, "没有"
    ),
    "the office fills a unit's box": Bad("office", "/units/{unit}/box", {"medium": "on_site"}, 404, "没有"),
    "nothing ticked in the box": Bad(
        "writer", "/submissions/{filled}/evidence/from-box?place=1.1", {}, 422, "请至少勾选一份"
    ),
    # the office's forms
    "a campaign without a title": Bad(
        "office", "/campaigns/new", {"title": " ", "period_label": "写好的期"}, 422, "", "写好的期"
    ),
    "a notice without words": Bad(
        "office", "/campaigns/{filling}/notices/new", {"number": "写好的号", "body": ""}, 422, "", "写好的号"
    ),
    "a unit without a name": Bad(
        "office", "/units/{university}/new", {"code": "写好的编号", "name": ""}, 422, "", "写好的编号"
    ),
    "a person without a name": Bad(
        "office",
        "/units/{university}/people/new",
        {"sign_in_name": "写好的登录名", "name": ""},
        422,
        "",
        "写好的登录名",
    ),
    "a day that is none": Bad(
        "office",
        "/units/{university}/calendar",
        {"year": "2027", "seen": "0", "day": "明天", "kind": "off", "name": "写好的假日"},
        422,
        "2025-11-05",
        "写好的假日",
    ),
    "pasted days that cannot be read": Bad(
        "office",
        "/units/{university}/calendar/days",
        {"year": "2027", "seen": "0", "days": "2027-13-01 休 写好的假日"},
        422,
        "第 1 行",
        "写好的假日",
    ),
    "a calendar changed meanwhile": Bad(
        "office",
        "/units/{university}/calendar/removal",
        {"year": "2026", "seen": "7", "day": "2026-01-01"},
        409,
        "",
    ),
    "a declaration without a name": Bad("other", "/campaigns/{reviewed}/declaration", {"name": ""}, 404, ""),
}


def send(client: FlaskClient, where: str, bad: Bad, **headers: str) -> Any:
    sent = {name: value() if callable(value) else value for name, value in bad.sent.items()}
    return client.post(where, data=sent, headers=headers, content_type="multipart/form-data")


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize("bad", CASES.values(), ids=CASES.keys())
def test_bad_input_gets_its_sentence_keeps_what_was_typed_and_leaves_no_row(
    client: FlaskClient, round_: Round, bad: Bad, headers: dict[str, str]
) -> None:
    sign_in(client, round_.people[bad.who])
    before = round_.rows()
    answer = send(client, bad.path.format(**round_.ids), bad, **headers)
    words = answer.text
    assert answer.status_code == bad.status, words[:2000]
    assert bad.said in words
    if headers:
        # a fragment goes above the form, which stays as typed in the browser
        assert "<html" not in words or bad.path in WHOLE, words[:200]
    elif bad.kept:
        assert bad.kept in words
    if bad.status == 422 and not headers:
        assert "field-msg" in words, "no sentence beside the field"
    assert round_.rows() == before


WHOLE = frozenset(
    path
    for path in (case.path for case in CASES.values())
    if any(part in path for part in ("/new", "compute", "/calendar", "/remarks", "box", "/phone"))
)
"""Pages that are never asked for in part: their forms are sent whole."""


def test_full_width_digits_are_understood(client: FlaskClient, round_: Round) -> None:
    half = Decimal("3.5")
    sign_in(client, round_.people["writer"])
    sent = V0 | {"self_score": "３．５"}
    assert client.post(ANSWER.format(**round_.ids), data=sent).status_code == 303
    sign_in(client, round_.people["expert"])
    assert client.post(JUDGE.format(**round_.ids), data=V0 | {"score": "３。５"}).status_code == 303
    mine = Answer.submission_id == round_.ids["filled"]
    assert (
        round_.scene.session.scalar(select(Answer.self_score).where(mine, Answer.criterion == "1.1")) == half
    )
    read = Review.assignment_id == round_.ids["reading"]
    judged = select(Judgement.score).join(Review, Review.id == Judgement.review_id).where(read)
    assert round_.scene.session.scalar(judged) == half


def test_the_same_form_sent_twice_has_one_effect(client: FlaskClient, round_: Round) -> None:
    sign_in(client, round_.people["writer"])
    sent = V0 | {"achievement": "三月听汇报"}
    assert client.post(ANSWER.format(**round_.ids), data=sent).status_code == 303
    once = round_.rows()
    assert client.post(ANSWER.format(**round_.ids), data=sent).status_code == 303
    assert round_.rows() == once
    sign_in(client, round_.people["expert"])
    again = client.post("/reviews/{handed_in}/submission".format(**round_.ids))
    assert again.location.endswith("/receipt"), "the receipt is shown once more"
    assert round_.rows() == once


def test_a_form_without_its_token_is_refused_whole(app: Flask, client: FlaskClient, round_: Round) -> None:
    sign_in(client, round_.people["writer"])
    app.config["WTF_CSRF_ENABLED"] = True
    before = round_.rows()
    for headers in ({}, HTMX):
        answer = client.post(ANSWER.format(**round_.ids), data=TYPED, headers=headers)
        assert (answer.status_code, "刷新后再送一次" in answer.text) == (400, True)
    assert round_.rows() == before


def test_a_file_over_the_limit_is_told_its_limit(client: FlaskClient, round_: Round) -> None:
    scene = round_.scene
    small = scene.campaign(title="小文件的评议", megabytes_per_file=1)
    unit = scene.submission(small, scene.colleges[0], SubmissionStage.DRAFTING)
    where = f"/submissions/{unit.id}/evidence?place=1.1"
    scene.session.commit()
    sign_in(client, round_.people["writer"])
    before = round_.rows()
    large = Bad(
        "writer",
        "",
        {"file": named("太大.pdf", b"%PDF-1.7\n" + bytes(1024 * 1024 + 1)), "title": "写好的名称"},
        413,
        "",
    )
    for headers in ({}, HTMX):
        answer = send(client, where, large, **headers)
        assert (answer.status_code, "1 MB" in answer.text) == (413, True)
    assert round_.rows() == before
