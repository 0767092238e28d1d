"""Nothing of the second college's evidence reaches anybody else: every address, method and header.

The addresses come from the program's own map: a new one with an id in it is asked as well, and one whose id
has no thing here fails. What is refused must not be told from what does not exist; who may, gets it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.domain.procedure import AssignmentStage, CampaignStage
from app.models.account import User
from app.models.all import Base
from app.models.assignment import Panel
from app.models.evidence import Evidence
from app.models.submission import Submission
from evidence_store import Digest
from tests.canaries import BIRD, Aviary
from tests.files import pdf
from tests.test_leaks import PLAIN, SHARED, UNHELD, address, body, filed, held, read, rules, visitor

#: the intruders, each when he or she could do most
BUSY = {
    CampaignStage.SELF_EVALUATION: ("contributor", "public"),
    CampaignStage.PEER_REVIEW: ("reviewer", "unassigned", "recused"),
}
TUS = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
#: ids of addresses under which nothing of a unit lies: of the house, the campaign, or of one person
ELSEWHERE = {
    "decision_id": "of a campaign", "draw_id": "of a campaign", "milestone_id": "of a campaign",
    "grant_id": "of an account", "message_id": "of one person",
    "objection_id": "of a public notice", "item": "of the framework", "deed": "a word", "name": "a word",
    "place": "of the framework",
}  # fmt: skip
NOBODY: dict[str, object] = dict.fromkeys(ELSEWHERE, UUID(int=1))
PLACES: dict[str, object] = PLAIN | {"item": "B1", "deed": "give", "name": "withdraw", "place": "1.1"}
RANGES: tuple[Mapping[str, str], ...] = (
    {},
    {"Range": "bytes=0-9"},
    {"Range": "bytes=99999999-"},
    {"If-None-Match": "{etag}"},
    {"If-Match": "{etag}"},
    {"Range": "bytes=0-9", "If-Range": "{etag}"},
)


class Told(NamedTuple):
    """An answer as somebody outside can tell it from another."""

    status: int
    headers: frozenset[tuple[str, str]]
    body: bytes


def told(answer: TestResponse) -> Told:
    """Where one is led to sign in, or back, stands the address that was asked for."""
    left_out = {"Date", "Set-Cookie", "Location"}
    headers = frozenset((name, value) for name, value in answer.headers if name not in left_out)
    return Told(answer.status_code, headers, b"" if answer.status_code == 302 else body(answer))


def addressed(app: Flask) -> list[Rule]:
    """Every route whose address names a thing, but the gallery of pieces."""
    found = [rule for rule in app.url_map.iter_rules() if rule.arguments]
    return [rule for rule in found if not rule.rule.startswith(("/components", "/assets"))]


def methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"OPTIONS", "GET", "HEAD"})


def ask(
    app: Flask, client: FlaskClient, rule: Rule, ids: Mapping[str, object], method: str, **more: Any
) -> TestResponse:
    answer = client.open(address(app, rule, {**PLACES, **ids}), method=method, buffered=True, **more)
    assert answer.status_code < 500, (rule.rule, method, answer.status_code)
    return answer


def nothing(ids: Mapping[str, object]) -> dict[str, object]:
    """The same campaign, unit and so on, but things that do not exist."""
    return {name: found if name in SHARED else uuid4() for name, found in ids.items()}


@pytest.fixture
def place(request: pytest.FixtureRequest, app: Flask, session: Session) -> Aviary:
    """The two colleges under review, or at the stage that a test names."""
    found = filed(app, session, getattr(request, "param", CampaignStage.PEER_REVIEW))
    scene, foreign = found.scene, session.get_one(Submission, found.foreign["submission_id"])
    found.people["recused"] = scene.reviewer("回避的评审员", scene.university)
    panel = session.get_one(Panel, found.foreign["panel_id"])
    scene.assignment(foreign, found.people["recused"], panel, AssignmentStage.RECUSED)
    session.commit()
    return found


def test_every_id_of_an_address_is_of_the_second_college_or_of_nobody(app: Flask, place: Aviary) -> None:
    named = {name for rule in addressed(app) for name in rule.arguments}
    assert named - PLAIN.keys() - UNHELD - ELSEWHERE.keys() == place.foreign.keys()


@pytest.mark.parametrize("place", BUSY, indirect=True)
def test_what_is_refused_is_not_told_from_what_does_not_exist(app: Flask, place: Aviary) -> None:
    """Every method of every route; the GET ones of those whom test_leaks does not send."""
    clients = {role: visitor(app, place, role) for role in BUSY[place.campaign.stage]}
    before = rows(place.scene.session)
    leaks = set()
    for role, client in clients.items():
        for rule in filter(held, addressed(app)):
            wanted = ["GET", "HEAD"] if role in ("unassigned", "recused") and rule in rules(app) else []
            for method in methods(rule) + wanted:
                answer = ask(app, client, rule, place.foreign, method, headers=TUS)
                if (
                    BIRD in read(answer)
                    or answer.status_code < 300
                    or is_told(app, client, rule, place, answer, headers=TUS)
                ):
                    leaks.add((role, rule.rule, method, answer.status_code))
    assert leaks == set()
    assert rows(place.scene.session) == before


def is_told(
    app: Flask, client: FlaskClient, rule: Rule, place: Aviary, answer: TestResponse, **more: Any
) -> bool:
    """Whether an answer about a foreign thing can be told from one about nothing."""
    method = answer.request.method
    return told(answer) != told(ask(app, client, rule, nothing(place.foreign), method, **more))


def test_an_own_thing_opens_no_foreign_one_beside_it_in_the_address(app: Flask, place: Aviary) -> None:
    leaks = set()
    for role in ("contributor", "reviewer"):
        client = visitor(app, place, role)
        for rule in addressed(app):
            things = rule.arguments & (place.foreign.keys() - SHARED)
            for foreign in things if len(things) > 1 else ():
                for method in methods(rule):
                    mixed = {**place.own, foreign: place.foreign[foreign]}
                    seen = ask(app, client, rule, mixed, method)
                    unseen = ask(app, client, rule, {**mixed, foreign: uuid4()}, method)
                    if BIRD in read(seen) or told(seen) != told(unseen):
                        leaks.add((role, rule.rule, foreign, seen.status_code, unseen.status_code))
    assert leaks == set()


def test_no_part_of_a_file_is_given_by_any_header_to_anybody_but_who_may(app: Flask, place: Aviary) -> None:
    office = visitor(app, place, "office")
    given = [(rule, ask(app, office, rule, place.foreign, "GET")) for rule in rules(app) if held(rule)]
    files = [(rule, answer.headers["ETag"]) for rule, answer in given if "ETag" in answer.headers]
    assert {rule.endpoint for rule, _ in files} >= {
        "evidence_files.newest", "evidence_files.version", "evidence_files.page", "documents.download"
    }  # fmt: skip
    leaks, kinds = set(), set()
    for role in ("office", "contributor", "recused", "public"):
        client = visitor(app, place, role)
        for rule, method, headers in asked(files):
            seen = ask(app, client, rule, place.foreign, method, headers=headers)
            if role == "office":
                kinds.add(seen.status_code)
            elif seen.status_code not in (302, 404) or is_told(
                app, client, rule, place, seen, headers=headers
            ):
                leaks.add((role, rule.rule, method, *headers))
    assert leaks == set()
    assert kinds == {200, 206, 304, 416}


def asked(files: Iterable[tuple[Rule, str]]) -> Iterator[tuple[Rule, str, dict[str, str]]]:
    """Every file with every header, whole and only its head."""
    for rule, etag in files:
        for headers in RANGES:
            for method in ("GET",) if "Range" in headers else ("GET", "HEAD"):
                yield rule, method, {name: value.format(etag=etag) for name, value in headers.items()}


def test_who_may_is_told_what_the_others_are_not(app: Flask, place: Aviary) -> None:
    """The canaries sing at all: in pages, files, pictures, lists, seals, papers and what is found."""
    singing = set()
    for role in ("office", "foreign contributor"):
        client = visitor(app, place, role)
        for rule in filter(held, rules(app)):
            answer = ask(app, client, rule, place.foreign, "GET")
            if BIRD in read(answer) or answer.mimetype == "image/jpeg":
                singing.add(rule.endpoint)
    assert singing >= {
        "evidence.index", "evidence_piece.show", "evidence_files.newest", "evidence_archive.packed",
        "evidence_files.version", "evidence_files.page", "documents.download", "passages.of_submission",
        "seals.show", "seals.manifest", "answers.criterion",
    }  # fmt: skip
    assert (
        "飞过</mark>校园"
        in visitor(app, place, "office")
        .get(f"/submissions/{place.foreign['submission_id']}/passages?words=飞过")
        .text
    )
    under_way = visitor(app, place, "foreign contributor").head(
        f"/uploads/{place.foreign['upload_id']}", headers=TUS
    )
    assert under_way.status_code != 404


@pytest.mark.parametrize("place", [CampaignStage.SELF_EVALUATION], indirect=True)
def test_an_etag_a_digest_or_the_very_bytes_of_another_tell_nothing(app: Flask, place: Aviary) -> None:
    """Who guesses what the second college gave, is answered as if it had given nothing."""
    client, own = visitor(app, place, "contributor"), f"/evidence/{place.own['evidence_id']}/file"
    assert (
        client.get(own, headers={"If-None-Match": f'"{place.foreign_file}"'}, buffered=True).status_code
        == 200
    )
    attach = f"/submissions/{place.own['submission_id']}/evidence?place=1.1"
    store = app.extensions["evidence_store"]
    with store.open(Digest(place.foreign_file)) as kept:
        same = kept.read()
    answers = []
    for content in (same, pdf("别的", pages=2)[1]):
        sent = {"medium": "file", "requirement": "-1", "file": (BytesIO(content), "总结.pdf")}
        answers.append(client.post(attach, data=sent, content_type="multipart/form-data").status_code)
    assert len(set(answers)) == 1


def test_no_count_or_total_tells_that_the_second_college_gave_more(app: Flask, place: Aviary) -> None:
    """Every page of the first college's people is the same, letter for letter, before and after."""
    before = everything_seen(app, place)
    session, scene = place.scene.session, place.scene
    foreign = session.get_one(Submission, place.foreign["submission_id"])
    author = session.get_one(User, place.foreign["user_id"])
    for number in range(10, 14):
        scene.words(f"{number}" * 32, f"{BIRD}又飞过一次")
        scene.evidence(foreign, f"1.1-{number}", author, digest=f"{number}" * 32, pages=3)
        foreign.evidence_count += 1
    session.commit()
    assert everything_seen(app, place) == before
    assert session.scalar(select(func.count()).where(Evidence.submission_id == foreign.id))


def everything_seen(app: Flask, place: Aviary) -> dict[str, tuple[int, bytes]]:
    """Status and content of every page, but for the time of the day."""
    client, seen = visitor(app, place, "contributor"), {}
    for rule in rules(app):
        answer = client.get(address(app, rule, {**NOBODY, **PLACES, **place.own}), buffered=True)
        seen[rule.rule] = answer.status_code, re.sub(rb"\d\d:\d\d(:\d\dZ)?", b"", body(answer))
    return seen


def rows(session: Session) -> dict[str, int]:
    """How many rows every table has."""
    session.rollback()
    tables = [table for table in Base.metadata.sorted_tables if table.name != "sign_in_session"]
    found = {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
    session.rollback()
    return found
