"""Papers that were asked for: which is the newest, which wait, and of what thing each paper is."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.domain.papers import PAPERS, About
from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.models.account import Handover
from app.models.document import Document
from app.queries import documents
from tests.scene import Scene, university

MORNING = datetime(2025, 11, 5, 1, tzinfo=UTC)


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session, colleges=2)


def paper(session: Session, minutes: int, subject: UUID, **more: str) -> Document:
    made = Document(
        kind="notice",
        subject_id=subject,
        filename="通知.pdf",
        asked_at=MORNING + timedelta(minutes=minutes),
        **more,
    )
    session.add(made)
    session.flush()
    return made


def test_those_nobody_has_begun_are_made_in_the_order_they_were_asked_for(session: Session) -> None:
    thing = uuid4()
    late, early = paper(session, 5, thing), paper(session, 1, thing)
    for state in ("working", "ready", "failed"):
        paper(session, 0, thing, state=state)
    assert documents.waiting(session) == [early.id, late.id]
    assert documents.waiting(session, limit=1) == [early.id]


def test_the_newest_paper_is_of_its_kind_its_thing_and_its_language(session: Session) -> None:
    thing = uuid4()
    newer, older = paper(session, 5, thing), paper(session, 1, thing)
    english = paper(session, 9, thing, locale="en")
    paper(session, 9, uuid4())
    assert documents.newest(session, "notice", thing) is newer is not older
    assert documents.newest(session, "notice", thing, "en") is english
    assert documents.newest(session, "decision", thing) is None


def test_the_policy_is_told_whose_the_thing_is(session: Session, scene: Scene) -> None:
    first = scene.colleges[0]
    campaign = scene.campaign(CampaignStage.PEER_REVIEW)
    expert, giver, taker = scene.reviewer("评审专家甲"), scene.contributor(first), scene.person("新联络员")
    submission = scene.submission(campaign, first, SubmissionStage.UNDER_REVIEW)
    reading = scene.assignment(
        submission, expert, scene.panel(campaign, "expert", expert), AssignmentStage.ACCEPTED
    )
    form = Handover(
        unit_id=first.id, role="contributor", from_user_id=giver.id, to_user_id=taker.id,
        on=MORNING.date(), open_tasks="", made_by_id=giver.id, number="交接〔2025〕01号",
    )  # fmt: skip
    session.add(form)
    session.flush()

    def about(kind: str, thing: UUID) -> tuple[object, object, object]:
        subject = documents.subject_of(session, kind, thing)
        return subject.owner_path, subject.unit_id, subject.author_id

    root = scene.university.path
    assert about("notice", campaign.id) == (root, None, None)
    assert about("self_evaluation", submission.id) == (root, first.id, None)
    assert about("review_opinion", reading.id) == (root, first.id, expert.id)
    assert documents.subject_of(session, "hand_over", form.id).party_ids == {giver.id, taker.id}


@pytest.mark.parametrize("kind", sorted({paper.about: kind for kind, paper in PAPERS.items()}.values()))
def test_a_paper_about_nothing_is_not_found(session: Session, kind: str) -> None:
    with pytest.raises(NotFound):
        documents.subject_of(session, kind, uuid4())
    with pytest.raises(NotFound):
        documents.document(session, uuid4())


def test_every_kind_of_thing_has_its_paper() -> None:
    assert {paper.about for paper in PAPERS.values()} == set(About)
