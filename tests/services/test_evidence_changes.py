"""Evidence that is there: another use and none, better details, a new version, withdrawn and taken back."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.domain.errors import Conflict, Invalid, NotFound, NotPermitted, StaleVersion, Theirs
from app.domain.evidence_details import OTHER, Details
from app.models.account import User
from app.models.campaign import Campaign
from app.models.evidence import Evidence, EvidenceLink, EvidenceRevision
from app.models.submission import Submission
from app.queries import clock
from app.services import evidence_changes
from app.services.evidence import StoredFile
from tests.refusals import refused, trace, traced
from tests.scene import Scene, university

OLD, NEW = "0" * 64, "1" * 64
BETTER = Details(title="2025年名册", kind="document")


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session, colleges=2)


@pytest.fixture
def submission(scene: Scene) -> Submission:
    return scene.submission(scene.campaign(), scene.colleges[0])


@pytest.fixture
def author(scene: Scene) -> User:
    return scene.contributor(scene.colleges[0])


@pytest.fixture
def writer(scene: Scene, author: User) -> Actor:
    return scene.actor(author)


@pytest.fixture
def piece(scene: Scene, submission: Submission, author: User) -> Evidence:
    """A file at 1.1."""
    made = scene.evidence(submission, "1.1-01", author, requirement=OTHER, digest=OLD)
    submission.evidence_count = 1
    return made


def places(session: Session, piece: Evidence) -> list[str]:
    rows = select(EvidenceLink.criterion).where(EvidenceLink.evidence_id == piece.id)
    return list(session.scalars(rows.order_by(EvidenceLink.criterion)))


def test_a_piece_serves_another_place_and_keeps_its_last_one(
    session: Session, piece: Evidence, writer: Actor
) -> None:
    only = "This is its only use. Please withdraw the piece instead."
    with refused(session, Conflict, only):
        evidence_changes.stop_using(session, writer, piece.id, "1.1")
    with refused(session, NotFound):
        evidence_changes.stop_using(session, writer, piece.id, "1.2")
    evidence_changes.use(session, writer, piece.id, "1.2", OTHER)
    assert traced(session)[3] == {"number": "1.1-01", "used_for": "1.2"}
    with refused(session, Conflict, "This piece serves this place already."):
        evidence_changes.use(session, writer, piece.id, "1.2", OTHER)
    evidence_changes.stop_using(session, writer, piece.id, "1.1")
    assert places(session, piece) == ["1.2"]
    assert traced(session) == (
        "evidence.withdraw", piece.id, {}, {"number": "1.1-01", "no_longer_used_for": "1.1"}
    )  # fmt: skip


def test_a_piece_that_proves_something_sensitive_is_sensitive_wherever_it_serves(
    session: Session, scene: Scene, submission: Submission, piece: Evidence, writer: Actor
) -> None:
    rules = scene.rules(session.get_one(Campaign, submission.campaign_id))
    place, position = next(
        (criterion.code, position)
        for criterion in rules.criteria
        for position, asked in enumerate(criterion.evidence)
        if asked.sensitive
    )
    assert piece.is_sensitive is False
    evidence_changes.use(session, writer, piece.id, place, position)
    assert piece.is_sensitive is True


def test_what_is_said_of_a_piece_is_changed_under_the_version_the_person_saw(
    session: Session, piece: Evidence, writer: Actor
) -> None:
    tomorrow = clock.today(session) + timedelta(days=1)
    with pytest.raises(Invalid) as wrong:
        evidence_changes.revise(session, writer, piece.id, replace(BETTER, title=" "), version=1)
    assert list(wrong.value.fields) == ["title"]
    with pytest.raises(Invalid) as wrong:
        evidence_changes.revise(session, writer, piece.id, replace(BETTER, event_on=tomorrow), version=1)
    assert list(wrong.value.fields) == ["event_on"]
    better = replace(BETTER, event_on=date(2025, 5, 4))
    evidence_changes.revise(session, writer, piece.id, better, version=1)
    assert (piece.title, piece.event_on, piece.version) == ("2025年名册", date(2025, 5, 4), 2)
    assert traced(session)[2] == {"title": ["材料1.1-01", "2025年名册"], "event_on": [None, "2025-05-04"]}
    with refused(session, StaleVersion) as told:
        evidence_changes.revise(session, writer, piece.id, replace(better, title="另一名"), version=1)
    assert told.value.differences == (Theirs("title", "2025年名册", "另一名"),)


def test_a_new_version_has_its_reason_and_is_another_file_and_the_old_one_stays(
    session: Session, scene: Scene, submission: Submission, author: User, piece: Evidence, writer: Actor
) -> None:
    link = scene.evidence(submission, "1.1-02", author, requirement=OTHER)
    same, new = (StoredFile("名册.pdf", "application/pdf", digest, 1) for digest in (OLD, NEW))
    with refused(session, Conflict, "Only a file has versions."):
        evidence_changes.replace(session, writer, link.id, new, reason="补盖章")
    with refused(session, Invalid, reason="Please say in a few words why the file is replaced."):
        evidence_changes.replace(session, writer, piece.id, new, reason=" ")
    with refused(session, Invalid, file="This is the same file as before. Please choose the new one."):
        evidence_changes.replace(session, writer, piece.id, same, reason="补盖章")
    evidence_changes.replace(session, writer, piece.id, new, reason=" 补盖章 ")
    kept = select(EvidenceRevision.ordinal, EvidenceRevision.digest, EvidenceRevision.reason)
    rows = [tuple(row) for row in session.execute(kept.order_by(EvidenceRevision.ordinal))]
    assert rows == [(1, OLD, ""), (2, NEW, "补盖章")]
    assert (trace(session).reason, traced(session)[2]) == ("补盖章", {"digest": [OLD, NEW]})


def test_a_piece_is_withdrawn_once_and_used_no_further_until_it_is_taken_back(
    session: Session, submission: Submission, piece: Evidence, writer: Actor
) -> None:
    with refused(session, Conflict, "This piece is not withdrawn."):
        evidence_changes.restore(session, writer, piece.id)
    evidence_changes.withdraw(session, writer, piece.id)
    assert (piece.withdrawn_by_id, submission.evidence_count) == (writer.user_id, 0)
    with refused(session, Conflict, "This piece is withdrawn already."):
        evidence_changes.withdraw(session, writer, piece.id)
    with refused(session, Conflict, "This piece was withdrawn. Please take it back first."):
        evidence_changes.use(session, writer, piece.id, "1.2", OTHER)
    evidence_changes.restore(session, writer, piece.id)
    assert (piece.withdrawn_at, piece.withdrawn_by_id, submission.evidence_count) == (None, None, 1)
    assert traced(session)[3] == {"number": "1.1-01", "taken_back": True}


def test_only_the_own_contributor_withdraws_and_what_is_not_there_is_not_found(
    session: Session, scene: Scene, piece: Evidence, writer: Actor
) -> None:
    signatory = scene.actor(scene.signatory(scene.colleges[0]))
    stranger = scene.actor(scene.contributor(scene.colleges[1]))
    with refused(session, NotPermitted, "Your role does not include this."):
        evidence_changes.withdraw(session, signatory, piece.id)
    for person, evidence_id in ((stranger, piece.id), (writer, uuid4())):
        with refused(session, NotFound):
            evidence_changes.withdraw(session, person, evidence_id)
