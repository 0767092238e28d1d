"""Papers: asked for by whoever may have them, made once at a time, handed out when they are ready."""

from io import BytesIO
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.domain.errors import Conflict, NotFound
from app.models.document import Document
from app.models.submission import Submission
from app.services import documents
from tests.refusals import entries, refused, traced
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session, colleges=2)


@pytest.fixture
def submission(scene: Scene) -> Submission:
    return scene.submission(scene.campaign(), scene.colleges[0])


@pytest.fixture
def writer(scene: Scene) -> Actor:
    return scene.actor(scene.contributor(scene.colleges[0]))


def ask(session: Session, actor: Actor, submission: Submission, locale: str = "zh") -> Document:
    made = documents.ask(
        session, actor, "self_evaluation", submission.id, filename="自评报告.pdf", locale=locale
    )
    session.flush()
    return made


def test_a_paper_that_is_on_its_way_is_not_asked_for_twice(
    session: Session, submission: Submission, writer: Actor
) -> None:
    first = ask(session, writer, submission)
    assert (first.state, first.media_type, first.asked_by_id) == (
        "waiting",
        "application/pdf",
        writer.user_id,
    )
    assert traced(session) == ("submission.view", submission.id, {}, {"paper": "self_evaluation"})
    assert ask(session, writer, submission) is first
    first.state = "working"
    assert ask(session, writer, submission) is first
    other = ask(session, writer, submission, "en")
    first.state = "failed"
    again = ask(session, writer, submission)
    assert [each.id for each in session.scalars(select(Document).order_by(Document.asked_at))] == [
        first.id,
        other.id,
        again.id,
    ]
    assert entries(session) == ["submission.view"] * 3


def test_nobody_asks_for_or_takes_a_paper_about_what_is_hidden(
    session: Session, app: Flask, scene: Scene, submission: Submission, writer: Actor
) -> None:
    store, found = app.extensions["evidence_store"], ask(session, writer, submission)
    stranger = scene.actor(scene.contributor(scene.colleges[1]))
    with refused(session, NotFound):
        documents.ask(session, stranger, "self_evaluation", submission.id, filename="x.pdf")
    with refused(session, NotFound):
        documents.ask(session, writer, "self_evaluation", uuid4(), filename="x.pdf")
    for person, document_id in ((stranger, found.id), (writer, uuid4())):
        with refused(session, NotFound):
            documents.take(session, store, person, document_id)


def test_a_paper_is_taken_when_it_is_ready_and_said_to_be_on_its_way_or_failed_before(
    session: Session, app: Flask, submission: Submission, writer: Actor
) -> None:
    store, found = app.extensions["evidence_store"], ask(session, writer, submission)
    for state, words in (
        ("waiting", "This paper is still being made."),
        ("working", "This paper is still being made."),
        ("failed", "This paper could not be made. Please ask for it again or call the office."),
    ):
        found.state = state
        with refused(session, Conflict, words):
            documents.take(session, store, writer, found.id)
    found.state, found.digest = "ready", store.put(BytesIO(b"%PDF-1.7")).hex
    taken, content = documents.take(session, store, writer, found.id)
    with content:
        assert (taken, content.read()) == (found, b"%PDF-1.7")
