"""Ten browsers at one moment, through the pages: one version is saved once, one deed has one effect, and no
word is kept that comes after the close. Afterwards every invariant of the records still holds.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from app.database import reading
from app.domain.actors import Actor, Grant, Role
from app.domain.procedure import CampaignStage, ItemStage
from app.models.account import SignInSession
from app.models.audit import AuditEntry
from app.models.campaign import StageWindow
from app.models.rectification import Progress, ProgressKind, RectificationItem, RectificationPlan, Term
from app.models.review import Judgement, Review
from app.models.submission import Answer, Submission
from app.queries.accounts import digest
from app.queries.invariants import INVARIANTS, Records
from app.services import stages
from app.web.accounts import cookie_name
from benchmarks.seed import Seeded, Wanted, seed
from evidence_store import MemoryStore

TEN = 10
STAGES = (CampaignStage.PEER_REVIEW, CampaignStage.SELF_EVALUATION, CampaignStage.RECTIFICATION)
Answered = tuple[int, str]


@pytest.fixture
def seeded(session: Session) -> Seeded:
    return seed(session, Wanted(TEN, reviewers=1, reviews_each=1, stages=STAGES))


@pytest.fixture(autouse=True)
def _sound_afterwards(engine: Engine) -> Iterator[None]:
    yield
    with reading(engine) as session:
        records = Records(session, MemoryStore())
        assert [each.name for each in INVARIANTS if list(each.breaches(records))] == []


def client(app: Flask, token: str) -> FlaskClient:
    found = app.test_client()
    found.set_cookie(cookie_name(app), token)
    return found


def at_once(app: Flask, token: str, send: Callable[[FlaskClient, int], Any]) -> list[Answered]:
    """What ten browsers of one person are answered who send at the same moment."""
    start = threading.Barrier(TEN)

    def one(number: int) -> Answered:
        browser = client(app, token)
        start.wait()
        answer = send(browser, number)
        return answer.status_code, answer.get_data(as_text=True)

    with ThreadPoolExecutor(TEN) as pool:
        return list(pool.map(one, range(TEN)))


def statuses(answers: list[Answered]) -> list[int]:
    return sorted(status for status, _ in answers)


def test_of_ten_saves_of_one_version_of_a_judgement_one_wins_and_nine_see_both_texts(
    app: Flask, session: Session, seeded: Seeded
) -> None:
    ids = seeded.campaigns[CampaignStage.PEER_REVIEW]
    path = f"/reviews/{ids['assignment_id']}/criteria/{ids['code']}"

    def save(browser: FlaskClient, number: int) -> Any:
        return browser.post(path, data={"level": "A", "comment": f"意见之{number}。", "version": 1})

    answers = at_once(app, seeded.tokens["reviewer"], save)
    assert statuses(answers) == [303] + [409] * 9
    kept = _judgement(session, ids)
    assert kept.version == 2
    assert _losers_see_both(answers, kept.comment, "意见之")
    assert _traces(session, "review.judge") == 1


def _judgement(session: Session, ids: dict[str, Any]) -> Judgement:
    return session.scalars(
        select(Judgement)
        .join(Review, Review.id == Judgement.review_id)
        .where(Review.assignment_id == ids["assignment_id"], Judgement.criterion == ids["code"])
        .execution_options(populate_existing=True)
    ).one()


def _losers_see_both(answers: list[Answered], theirs: str, words: str) -> bool:
    """Whether everybody who lost is shown the text that was kept and the one they typed."""
    return all(
        theirs in body and f"{words}{number}。" in body
        for number, (status, body) in enumerate(answers)
        if status == 409
    )


def _traces(session: Session, action: str) -> int:
    return session.scalar(select(func.count()).where(AuditEntry.action == action)) or 0


def test_of_ten_saves_of_one_version_of_an_answer_one_wins_and_nine_see_both_texts(
    app: Flask, session: Session, seeded: Seeded
) -> None:
    ids = seeded.campaigns[CampaignStage.SELF_EVALUATION]
    path = f"/submissions/{ids['submission_id']}/criteria/{ids['code']}"

    def save(browser: FlaskClient, number: int) -> Any:
        return browser.post(path, data={"achievement": f"成绩之{number}。", "version": 1})

    answers = at_once(app, seeded.tokens["contributor"], save)
    assert statuses(answers) == [303] + [409] * 9
    kept = session.scalars(
        select(Answer)
        .where(Answer.submission_id == ids["submission_id"], Answer.criterion == ids["code"])
        .execution_options(populate_existing=True)
    ).one()
    assert kept.version == 2
    assert _losers_see_both(answers, kept.texts["achievement"], "成绩之")
    assert _traces(session, "criterion.answer") == 1


def test_ten_submits_of_one_review_have_one_effect_and_the_same_receipt(
    app: Flask, session: Session, seeded: Seeded
) -> None:
    ids = seeded.campaigns[CampaignStage.PEER_REVIEW]
    _judge_the_rest(app, seeded)
    before = session.scalar(select(Submission.reviewed_count).where(Submission.id == ids["submission_id"]))
    session.commit()
    path = f"/reviews/{ids['assignment_id']}/submission"
    answers = at_once(app, seeded.tokens["reviewer"], lambda browser, _: browser.post(path))
    assert statuses(answers) == [303] * TEN
    after = session.scalar(select(Submission.reviewed_count).where(Submission.id == ids["submission_id"]))
    assert (before, after) == (0, 1)
    assert _traces(session, "review.submit") == 1


def _judge_the_rest(app: Flask, seeded: Seeded) -> None:
    """What the seeded review still lacks, sent through the pages."""
    from benchmarks.rounds import framework_file

    ids, browser = seeded.campaigns[CampaignStage.PEER_REVIEW], client(app, seeded.tokens["reviewer"])
    desk, framework = f"/reviews/{ids['assignment_id']}", framework_file().framework
    for criterion in framework.criteria[len(framework.criteria) // 2 :]:
        sent = browser.post(
            f"{desk}/criteria/{criterion.code}", data={"level": "A", "comment": "材料齐全。", "version": 0}
        )
        assert sent.status_code == 303
    for precondition in framework.preconditions:
        sent = browser.post(f"{desk}/preconditions/{precondition.code}", data={"confirmed": "yes"})
        assert sent.status_code == 303


def test_of_ten_verdicts_on_one_item_one_counts(app: Flask, session: Session, seeded: Seeded) -> None:
    item = seeded.campaigns[CampaignStage.RECTIFICATION]["item_id"]
    _report(session, seeded, item)
    path, words = f"/rectification/{item}/verdict", {"verdict": "verified", "text": "已整改到位。"}
    answers = at_once(app, seeded.tokens["reviewer"], lambda browser, _: browser.post(path, data=words))
    assert statuses(answers) == [303] + [409] * 9
    verdicts = select(func.count()).where(Progress.item_id == item, Progress.kind == ProgressKind.VERIFIED)
    assert session.scalar(verdicts) == 1


def _report(session: Session, seeded: Seeded, item: UUID) -> None:
    """The item planned and reported by its unit."""
    author, due = seeded.users["contributor"], date(2030, 1, 1)
    session.add(
        RectificationPlan(
            item_id=item,
            ordinal=1,
            cause="…",
            aim="…",
            measure="…",
            leader="…",
            owner="…",
            term=Term.DATED,
            due_on=due,
            by_id=author,
        )
    )
    session.add(Progress(item_id=item, kind=ProgressKind.COMPLETION, text="已补写。", by_id=author))
    reported = {"stage": ItemStage.REPORTED, "due_on": due}
    session.execute(update(RectificationItem).where(RectificationItem.id == item).values(**reported))
    session.commit()


@pytest.mark.parametrize("stage", [CampaignStage.SELF_EVALUATION, CampaignStage.PEER_REVIEW])
def test_no_word_is_kept_that_comes_after_the_close(
    app: Flask, engine: Engine, session: Session, seeded: Seeded, stage: CampaignStage
) -> None:
    ids = seeded.campaigns[stage]
    office = Actor(
        seeded.users["coordinator"],
        (Grant(Role.COORDINATOR, ids["root_id"], f"/{ids['root_id']}/"),),
        name="秘书处",
    )
    if stage is CampaignStage.SELF_EVALUATION:
        action, role, field, leave = "criterion.answer", "contributor", "achievement", "close_self_evaluation"
        path = f"/submissions/{ids['submission_id']}/criteria/{{}}"
    else:
        action, role, field, leave = "review.judge", "reviewer", "comment", "close_peer_review"
        path = f"/reviews/{ids['assignment_id']}/criteria/{{}}"
        session.execute(
            update(Submission)
            .where(Submission.campaign_id == ids["campaign_id"])
            .values(minimum_waived_reason="只有一位评审")
        )
        session.commit()
    codes = [f"{section}.{number}" for section in (1, 2, 3) for number in (1, 2, 3)]
    start = threading.Barrier(len(codes) + 1)

    def write(code: str) -> int:
        browser = client(app, seeded.tokens[role])
        start.wait()
        return browser.post(path.format(code), data={field: "最后一刻。", "version": 1}).status_code

    def close() -> None:
        with Session(engine) as own:
            start.wait()
            stages.move(own, office, ids["campaign_id"], leave)
            own.commit()

    with ThreadPoolExecutor(len(codes) + 1) as pool:
        writing, closing = [pool.submit(write, code) for code in codes], pool.submit(close)
        told = [each.result() for each in writing]
        closing.result()
    assert set(told) <= {303, 403, 409}
    closed_at = session.scalars(
        select(StageWindow.closed_at).where(
            StageWindow.campaign_id == ids["campaign_id"], StageWindow.stage == stage
        )
    ).one()
    entries = session.execute(
        select(AuditEntry.action, AuditEntry.at)
        .where(AuditEntry.campaign_id == ids["campaign_id"], AuditEntry.action.in_((action, "campaign.move")))
        .order_by(AuditEntry.sequence)
    ).all()
    names = [entry.action for entry in entries]
    assert names == [action] * told.count(303) + ["campaign.move"]
    assert closed_at is not None
    assert all(entry.at <= closed_at for entry in entries[:-1])


def test_ten_sign_outs_end_one_session_once(app: Flask, session: Session, seeded: Seeded) -> None:
    token = seeded.tokens["board"]
    answers = at_once(app, token, lambda browser, _: browser.post("/sign-out"))
    assert statuses(answers) == [303] * TEN
    ended = select(SignInSession.ended_at).where(SignInSession.token_digest == digest(token))
    assert session.scalar(ended) is not None
