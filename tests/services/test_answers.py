"""Answering: ten hands on one version, and a cost that does not grow with the number of units."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.domain.errors import NotFound, StaleVersion
from app.domain.procedure import SubmissionStage
from app.models.audit import AuditEntry
from app.models.submission import Answer
from app.queries import frameworks
from app.services import answers
from tests.refusals import entries, refused
from tests.scene import Scene, university

HANDS = 10


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session, colleges=1)


def attempt(
    engine: Engine, actor: Actor, submission_id: UUID, hand: int, version: int, start: Barrier
) -> str:
    """One hand's save of the same version: "won", or both texts as they were told."""
    start.wait()
    with Session(engine) as own, own.begin():
        try:
            answers.save(
                own, actor, submission_id, "1.1", version=version, typed={"achievement": f"第{hand}位写的"}
            )
        except StaleVersion as told:
            (both,) = told.differences
            assert both.yours == f"第{hand}位写的"
            return both.theirs
        return "won"


@pytest.mark.parametrize("version", [0, 1], ids=["the first save", "a later save"])
def test_of_ten_simultaneous_saves_one_wins_and_nine_are_told(
    engine: Engine, scene: Scene, version: int
) -> None:
    writer = scene.contributor(scene.colleges[0])
    submission, actor = scene.submission(scene.campaign(), scene.colleges[0]), scene.actor(writer)
    if version:
        scene.session.add(Answer(submission_id=submission.id, criterion="1.1", texts={"achievement": "原文"}))
    scene.session.commit()
    start = Barrier(HANDS)
    with ThreadPoolExecutor(HANDS) as hands:
        told = list(
            hands.map(lambda n: attempt(engine, actor, submission.id, n, version, start), range(HANDS))
        )
    kept = scene.session.scalars(select(Answer), execution_options={"populate_existing": True}).one()
    assert Counter(told) == {"won": 1, kept.texts["achievement"]: HANDS - 1}
    assert kept.version == version + 1
    entries = scene.session.scalars(select(AuditEntry.action)).all()
    assert entries.count("criterion.answer") == 1


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements sent meanwhile, BEGIN and COMMIT left out."""
    sent: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("count", [10, 1000])
def test_a_save_costs_the_same_however_many_units_there_are(engine: Engine, scene: Scene, count: int) -> None:
    campaign = scene.campaign()
    actor = scene.actor(scene.contributor(scene.colleges[0]))
    mine = scene.submission(campaign, scene.colleges[0], answered=True)
    for number in range(count - 1):
        scene.submission(campaign, scene.unit(f"第{number}号单位", scene.university))
    frameworks.pinned(scene.session, campaign)  # read once in a process
    scene.session.commit()
    with Session(engine) as own, own.begin(), counted(engine) as sent:
        answers.save(own, actor, mine.id, "1.1", version=1, typed={"self_score": "3.1"})
    # entered, its readers, its window, the answer, two changes, (PostgreSQL's lock of the log,) the entry
    assert len(sent) == (8 if engine.dialect.name == "postgresql" else 7)


def test_the_counters_follow_every_save(engine: Engine, scene: Scene) -> None:
    writer = scene.contributor(scene.colleges[0])
    submission, actor = scene.submission(scene.campaign(), scene.colleges[0]), scene.actor(writer)
    scene.session.commit()
    steps = (
        ({"self_score": "3"}, 1, Decimal(3)),
        ({"self_score": "2.5"}, 1, Decimal("2.5")),
        ({"not_applicable": True}, 0, Decimal(0)),
        ({"not_applicable_reason": "没有这项工作"}, 1, Decimal(0)),
        ({"not_applicable": False}, 1, Decimal("2.5")),
        ({"self_score": ""}, 0, Decimal(0)),
    )
    for version, (typed, answered, total) in enumerate(steps):
        answers.save(scene.session, actor, submission.id, "1.1", version=version, typed=typed)
        scene.session.refresh(submission)
        assert (submission.answered_count, submission.self_total) == (answered, total)


def test_last_years_texts_are_taken_where_nothing_stands_and_the_criterion_still_exists(
    session: Session, scene: Scene
) -> None:
    writer = scene.actor(scene.contributor(scene.colleges[0]))
    last, this = scene.campaign(title="上一轮"), scene.campaign()
    last.period_ends_on -= timedelta(days=365)
    before, now = (scene.submission(each, scene.colleges[0]) for each in (last, this))
    for code, text in (("1.1", "去年一"), ("1.2", "去年二"), ("9.9", "那时有的指标")):
        session.add(Answer(submission_id=before.id, criterion=code, texts={"achievement": text}))
    session.add(Answer(submission_id=now.id, criterion="1.2", texts={"achievement": "今年的"}))
    now.stage = SubmissionStage.NOT_STARTED
    with refused(session, NotFound):
        answers.take_over(session, writer, now.id, "9.9")
    assert answers.take_over(session, writer, now.id) == 1
    rows = select(Answer.criterion, Answer.texts, Answer.to_be_confirmed).order_by(Answer.criterion)
    assert [tuple(row) for row in session.execute(rows.where(Answer.submission_id == now.id))] == [
        ("1.1", {"achievement": "去年一"}, True),
        ("1.2", {"achievement": "今年的"}, False),
    ]
    assert entries(session) == ["submission.start", "criterion.answer"]
    assert answers.take_over(session, writer, now.id) == 0
    assert entries(session) == ["submission.start", "criterion.answer"]
