"""No page tells the second college's things to the first: every address, each role, at four stages.

One crawl a role: every GET route with the ids of the second college's things (they must not be there), and
with the own ones (no canary of the second, and no name of a reviewer, before and after the release).
"""

import re
from collections.abc import Iterator
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile, is_zipfile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.domain.procedure import CampaignStage
from tests.canaries import BIRD, NAME, SONG, STANDING, Aviary, aviary
from tests.files import pdf
from tests.people import sign_in

ROLES = ("contributor", "signatory", "member", "reviewer", "public")
UNIT_ROLES = ("contributor", "signatory", "member")
SHARED = frozenset({"campaign_id", "framework_id", "unit_id", "user_id", "panel_id"})
"""Things of which everybody may know that they exist; their pages show each person what is his or hers."""
PLAIN = {
    "code": "1.1",
    "kind": "people",
    "ordinal": 1,
    "number": 1,
    "page": 1,
    "status": 404,
    "filename": "none.css",
}
PLAIN |= {"token": "金雀花"}
UNHELD = frozenset({"notice_id"})  # notices are for everybody; units' posts and members are refused with them
RELEASED = frozenset({CampaignStage.RECTIFICATION})


def rules(app: Flask) -> list[Rule]:
    """Every route that can be opened, but the gallery of pieces."""
    found = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return [rule for rule in found if not rule.rule.startswith(("/components", "/assets"))]


def address(app: Flask, rule: Rule, ids: dict[str, object]) -> str:
    values = {name: ids.get(name, PLAIN.get(name, uuid4())) for name in rule.arguments}
    with app.test_request_context():
        found = str(app.url_map.bind("").build(rule.endpoint, values, method=next(iter(rule.methods or ()))))
    return f"{found}?words=飞过" if rule.endpoint.startswith("passages.") else found


def body(answer: TestResponse) -> bytes:
    """What the answer holds, workbooks unpacked, without tokens against forgery: they hold the time."""
    said = answer.get_data()
    if is_zipfile(BytesIO(said)):
        with ZipFile(BytesIO(said)) as packed:
            said = b"".join(packed.read(name) for name in packed.namelist())
    return TOKEN.sub(b"", said)


TOKEN = re.compile(rb'(?<=name="csrf_token" value=")[^"]*|(?<=X-CSRFToken": ")[^"]*')


def read(answer: TestResponse) -> str:
    """All that the answer says, headers too."""
    return f"{answer.headers}{body(answer).decode('utf-8', 'replace')}"


def filed(app: Flask, session: Session, stage: CampaignStage) -> Aviary:
    """The two colleges with a file each; the second's has its canary in text, picture and bytes."""
    store = app.extensions["evidence_store"]
    own = store.put(BytesIO(pdf(pages=2)[1]))
    foreign = store.put(BytesIO(pdf(f"{BIRD}飞过", pages=2)[1] + f"%{BIRD}".encode()))
    return aviary(session, stage, own.hex, foreign.hex)


@pytest.fixture(params=list(STANDING), ids=[stage.value for stage in STANDING])
def place(request: pytest.FixtureRequest, app: Flask, session: Session) -> Aviary:
    return filed(app, session, request.param)


def visitor(app: Flask, place: Aviary, role: str) -> FlaskClient:
    client = app.test_client()
    if role != "public":
        sign_in(client, place.people[role])
    return client


def held(rule: Rule) -> bool:
    """Whether the address names a thing of one unit, which others must not even know to exist."""
    return bool(rule.arguments - SHARED - UNHELD - PLAIN.keys())


def opened(app: Flask, client: FlaskClient, ids: dict[str, object]) -> Iterator[tuple[Rule, TestResponse]]:
    for rule in rules(app):
        answer = client.get(address(app, rule, ids), buffered=True)
        assert answer.status_code < 500, (rule.rule, answer.status_code)
        yield rule, answer


def is_there(
    app: Flask, client: FlaskClient, ids: dict[str, object], rule: Rule, answer: TestResponse
) -> bool:
    """Whether the answer can be told from that of a thing that does not exist."""
    nothing = client.get(address(app, rule, {name: ids[name] for name in SHARED}), buffered=True)
    if nothing.status_code == 302:  # the way to the sign-in page, and back to the address asked for
        return answer.status_code != 302
    return (answer.status_code, body(answer)) != (nothing.status_code, body(nothing))


def test_nothing_of_another_college_is_told_to_anybody_of_this_one(app: Flask, place: Aviary) -> None:
    leaks, found = set(), set()
    for role in ROLES:
        client = visitor(app, place, role)
        for rule, answer in opened(app, client, place.foreign):
            if BIRD in read(answer) or place.total in read(answer):
                leaks.add((role, rule.rule))
            if held(rule) and is_there(app, client, place.foreign, rule, answer):
                found.add((role, rule.rule, answer.status_code))
    assert (leaks, found) == (set(), set())


def test_the_own_pages_tell_no_other_college_and_no_reviewer(app: Flask, place: Aviary) -> None:
    marks = [BIRD, place.total, NAME]
    if place.campaign.stage not in RELEASED:
        marks.append(SONG)  # what reviewers wrote reaches the unit with its letter and its items
    told = set()
    for role in (*UNIT_ROLES, "public"):
        client = visitor(app, place, role)
        for rule, answer in opened(app, client, place.own):
            words = read(answer)
            told |= {(role, rule.rule, mark) for mark in marks if mark in words}
    assert told == set()


def test_every_part_of_an_address_has_a_thing_of_the_second_college(app: Flask, session: Session) -> None:
    place = aviary(session, CampaignStage.FEEDBACK)
    parts = {name for rule in rules(app) for name in rule.arguments}
    assert parts - PLAIN.keys() - UNHELD <= place.foreign.keys()
