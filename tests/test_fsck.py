"""flask fsck finds whatever was broken behind the program's back, and nothing on sound records.

For every invariant a breach is planted in a transaction that is rolled back; where a unique key of the
database refuses the breach, that is what is shown.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.database import open_engine
from app.domain.certificate import Serial
from app.domain.procedure import (
    AppealStage,
    CampaignStage,
    CertificateStage,
    ItemStage,
    SubmissionStage,
)
from app.domain.remark import Pinned
from app.domain.review import Mark, Severity
from app.domain.seal import Manifest, root_of
from app.factory import create_app
from app.models.account import User
from app.models.assignment import Assignment, Declaration
from app.models.audit import AuditEntry
from app.models.base import Base
from app.models.box import BoxedPiece
from app.models.campaign import Campaign, StageWindow
from app.models.certificate import Certificate, SerialCounter
from app.models.document import Document
from app.models.evidence import Evidence, EvidenceLink, EvidenceOrigin, EvidenceRevision
from app.models.feedback import Appeal
from app.models.framework import FrameworkVersion
from app.models.notification import Notification, NotificationState
from app.models.passage import FileReading, Passage
from app.models.rectification import RectificationItem, RectificationPlan, Term
from app.models.remark import Remark
from app.models.rendition import Rendition
from app.models.result import Computation, Decision, DecisionKind, Result, ResultLine
from app.models.review import EvidenceMark, Finding, Judgement, PanelJudgement, Review
from app.models.seal import Seal
from app.models.submission import Answer, Submission
from app.models.supplement import Reconsideration, Supplement
from app.models.unit import Unit
from app.queries.invariants import INVARIANTS, Records
from benchmarks.seed import Seeded, Wanted, seed
from config import settings
from evidence_store import MemoryStore
from tests.databases import Databases

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
BY_NAME = {invariant.name: invariant for invariant in INVARIANTS}


@pytest.fixture(scope="module")
def url(databases: Databases) -> Iterator[str]:
    found = databases.fresh()
    yield found
    databases.drop(found)


@pytest.fixture(scope="module")
def seeded(url: str) -> Seeded:
    engine = open_engine(url)
    with Session(engine) as session:
        found = seed(session, Wanted(4, reviewers=6, reviews_each=5))
    engine.dispose()
    return found


@dataclass
class Plant:
    """Breaks records: past keys and guards, in a transaction that is rolled back."""

    session: Session
    seeded: Seeded

    def change(self, model: type[Base], *where: Any, **values: Any) -> None:
        """Change one row, or those named."""
        wanted = where or (model.id == self.one(model),)
        changed = self.session.execute(update(model.__table__).where(*wanted).values(**values))
        assert changed.rowcount > 0  # type: ignore[attr-defined]

    def one(self, model: type[Base], *where: Any) -> UUID:
        found = self.session.scalar(select(model.id).where(*where).order_by(model.id).limit(1))
        assert found is not None
        return found

    def add(self, model: type[Base], **values: Any) -> UUID:
        values = {"id": uuid4()} | values
        self.session.execute(insert(model.__table__).values(**values))
        added: UUID = values["id"]
        return added

    @property
    def submission(self) -> UUID:
        found: UUID = self.seeded.ids["submission_id"]
        return found

    @property
    def office(self) -> UUID:
        return self.seeded.users["coordinator"]

    # things that the seeded campaign does not have, whole and sound

    def result(self, **other: Any) -> UUID:
        computation = self.add(
            Computation, campaign_id=self.seeded.ids["campaign_id"], ordinal=1, computed_by_id=self.office
        )
        values = {"base": Decimal(90), "bonus": Decimal(1), "total": Decimal(91)} | other
        found = self.add(
            Result, computation_id=computation, band="A", candidate_band="A",
            **{"submission_id": self.submission} | values,
        )  # fmt: skip
        self.add(ResultLine, result_id=found, ordinal=1, step="total", value="91.00")
        return found

    def certificate(self, given: int = 3, **other: Any) -> UUID:
        self.session.merge(SerialCounter(id=UUID(int=1), series="AC", year=2025, last=3))
        self.session.flush()
        values: dict[str, Any] = {
            "campaign_id": self.seeded.ids["campaign_id"], "award_id": uuid4(),
            "serial": str(Serial(2025, given)), "number": str(given), "code": "0" * 26,
            "stage": CertificateStage.ISSUED,
            "issued_at": NOW, "issued_on": NOW.date(), "issued_by_id": uuid4(), "drafted_by_id": self.office,
        }  # fmt: skip
        return self.add(Certificate, snapshot={}, **values | other)

    def item(self, stage: ItemStage, **other: Any) -> UUID:
        return self.add(
            RectificationItem, submission_id=self.submission, number=1, finding_id=self.one(Finding),
            raised_by_id=self.office, criterion="1.1", raised_on=NOW.date(), problem="…",
            severity=Severity.MINOR, stage=stage, **other,
        )  # fmt: skip

    def entry(self, action: str, at: datetime, sequence: int = 0, **other: Any) -> None:
        last = self.session.scalar(select(AuditEntry.sequence).order_by(AuditEntry.sequence.desc())) or 0
        self.add(
            AuditEntry, sequence=sequence or last + 1, at=at, actor_name="…", action=action,
            **{"campaign_id": self.seeded.ids["campaign_id"], "unit_id": self.seeded.ids["unit_id"]} | other,
        )  # fmt: skip

    def elsewhere(self) -> UUID:
        """A submission of another campaign."""
        return self.add(
            Submission, campaign_id=uuid4(), unit_id=self.seeded.ids["unit_id"], unit_name="…", unit_code="…",
        )  # fmt: skip


@pytest.fixture
def plant(url: str, seeded: Seeded) -> Iterator[Plant]:
    engine = open_engine(url)
    with Session(engine) as session:
        _unguarded(session)
        yield Plant(session, seeded)
        session.rollback()
    engine.dispose()


def _unguarded(session: Session) -> None:
    """Keys and guards rest until the transaction is rolled back."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL session_replication_role = replica"))
        return
    session.execute(text("PRAGMA defer_foreign_keys = ON"))
    for (name,) in session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        session.execute(text(f"DROP TRIGGER {name}"))


def far_future() -> datetime:
    return datetime.now(UTC) + timedelta(days=365)


def _late_answer(p: Plant) -> None:
    p.entry("criterion.answer", datetime.now(UTC))


def _late_judgement(p: Plant) -> None:
    ended = datetime.now(UTC) - timedelta(days=1)
    p.change(StageWindow, StageWindow.stage == CampaignStage.PEER_REVIEW, ends_at=ended)
    p.entry("review.judge", datetime.now(UTC))


def _a_second_time(p: Plant) -> None:
    p.add(Computation, campaign_id=p.seeded.ids["campaign_id"], ordinal=3)


def _decided_elsewhere(p: Plant) -> None:
    computation = p.add(Computation, campaign_id=uuid4(), ordinal=1)
    p.add(
        Decision, campaign_id=p.seeded.ids["campaign_id"], kind=DecisionKind.DRAFT_RESULT, on=NOW.date(),
        computation_id=computation, recorded_by_id=p.office,
    )  # fmt: skip


def _moved_without_a_trace(model: type[Base]) -> Callable[[Plant], None]:
    def broken(p: Plant) -> None:
        thing = p.one(model)
        p.entry("x.move", NOW, subject_id=thing, changes={"stage": ["invited", "elsewhere"]})

    return broken


def _due(p: Plant) -> None:
    item = p.item(ItemStage.PLANNED, due_on=date(2026, 5, 1))
    p.add(
        RectificationPlan, item_id=item, ordinal=1, cause="…", aim="…", measure="…", leader="…", owner="…",
        term=Term.DATED, due_on=date(2026, 4, 1), by_id=p.office,
    )  # fmt: skip


def _appeal(p: Plant, stage: AppealStage) -> UUID:
    return p.add(
        Appeal, submission_id=p.submission, number="1", criterion="1.1", reason="…", stage=stage,
        lodged_by_id=p.office,
    )  # fmt: skip


def _traced(make: Callable[[Plant], UUID]) -> Callable[[Plant], None]:
    def broken(p: Plant) -> None:
        p.entry("x.move", NOW, subject_id=make(p), changes={"stage": [None, "elsewhere"]})

    return broken


def _sealed(p: Plant, manifest: str, root: str) -> None:
    p.add(
        Seal, submission_id=p.submission, ordinal=1, manifest=manifest, root=root, sealed_by_id=p.office,
        sealed_at=NOW,
    )  # fmt: skip


def _sealed_otherwise(p: Plant) -> None:
    p.change(Submission, Submission.id == p.submission, stage=SubmissionStage.ACCEPTED)
    nothing = Manifest(uuid4(), p.submission, "…", ()).text()
    _sealed(p, nothing, root_of(nothing))


def _supplement(p: Plant, **other: Any) -> UUID:
    p.change(Submission, Submission.id == p.submission, stage=SubmissionStage.UNDER_REVIEW)
    return p.add(
        Supplement, **{"submission_id": p.submission, "reason": "…", "due_at": NOW, "opened_by_id": p.office,
                       "opened_at": NOW, "sealed_before": 7} | other
    )  # fmt: skip


def _another_size(p: Plant) -> None:
    digest = STORE.put(BytesIO(b"twelve bytes"))
    p.add(
        EvidenceRevision, evidence_id=p.seeded.ids["evidence_id"], ordinal=1, digest=digest.hex, size=13,
        filename="x.pdf", media_type="application/pdf", uploaded_by_id=p.office,
    )  # fmt: skip


def _words_of_nothing(p: Plant) -> None:
    p.session.execute(insert(Passage.__table__).values(digest="0" * 64, ordinal=1, text="…", words="x"))


def _boxed_elsewhere(p: Plant) -> None:
    there = p.one(Unit, Unit.id != p.seeded.ids["unit_id"])
    boxed = p.add(
        BoxedPiece, unit_id=there, medium="link", url="https://x.cn", title="…", created_by_id=p.office,
        created_at=NOW,
    )  # fmt: skip
    p.add(EvidenceOrigin, evidence_id=p.seeded.ids["evidence_id"], boxed_id=boxed)


def _unconfirmed(p: Plant) -> None:
    p.change(Submission, Submission.id == p.submission, stage=SubmissionStage.ACCEPTED)
    piece = p.seeded.ids["evidence_id"]
    p.add(EvidenceOrigin, evidence_id=piece, taken_from_id=piece, to_be_confirmed=True)


STORE = MemoryStore()
PLANTS: dict[str, Callable[[Plant], object]] = {
    "units.paths": lambda p: p.change(Unit, Unit.id == p.seeded.ids["unit_id"], path="/elsewhere/"),
    "frameworks.frozen": lambda p: p.change(FrameworkVersion, source="changed"),
    "campaigns.pinned": lambda p: p.change(Campaign, owner_path="/elsewhere/"),
    "submissions.code": lambda p: p.change(Submission, Submission.id == p.submission, unit_code="…"),
    "submissions.below_the_owner": lambda p: p.change(Campaign, owner_path="/elsewhere/"),
    "stages.campaign": _moved_without_a_trace(Campaign),
    "stages.submission": lambda p: p.change(
        Submission, Submission.id == p.submission, stage=SubmissionStage.REVIEWED
    ),
    "stages.assignment": _moved_without_a_trace(Assignment),
    "stages.rectification_item": _traced(lambda p: p.item(ItemStage.OPEN)),
    "stages.appeal": _traced(lambda p: _appeal(p, AppealStage.LODGED)),
    "stages.certificate": _traced(lambda p: p.certificate()),
    "stages.not_before_the_campaign": lambda p: p.change(
        Submission, Submission.id == p.submission, stage=SubmissionStage.RECTIFYING
    ),
    "stages.merged": lambda p: p.change(
        Submission, Submission.id == p.submission, merged_into_id=p.submission
    ),
    "windows.open_while_at_it": lambda p: p.change(
        StageWindow, StageWindow.stage == CampaignStage.PEER_REVIEW, closed_at=far_future()
    ),
    "items.as_their_lines_say": lambda p: p.item(ItemStage.VERIFIED),
    "items.due": _due,
    "appeals.decided_by_two": lambda p: _appeal(p, AppealStage.KEPT),
    "deadlines.self_evaluation": _late_answer,
    "deadlines.peer_review": _late_judgement,
    "counters.answered": lambda p: p.change(Submission, answered_count=1),
    "counters.evidence": lambda p: p.change(Submission, evidence_count=1),
    "counters.assigned": lambda p: p.change(Submission, assigned_count=1),
    "counters.reviewed": lambda p: p.change(Submission, reviewed_count=1),
    "counters.judged": lambda p: p.change(Assignment, judged_count=1),
    "counters.self_total": lambda p: p.change(Submission, self_total=Decimal("1.5")),
    "counters.revisions": lambda p: p.change(Evidence, revision_count=2),
    "files.kept": lambda p: p.add(
        Document,
        kind="review_receipt",
        subject_id=uuid4(),
        filename="x.pdf",
        state="ready",
        digest="0" * 64,
        ready_at=NOW,
    ),
    "files.renditions": lambda p: p.add(
        Rendition,
        source_digest="0" * 64,
        rendition_digest="",
        state="failed",
        fault="late",
        attempts=1,
        tried_at=NOW,
    ),
    "evidence.of_the_unit": lambda p: p.change(EvidenceLink, submission_id=p.elsewhere()),
    "evidence.places": lambda p: p.change(EvidenceLink, criterion="9.9"),
    "evidence.has_content": lambda p: p.change(Evidence, medium="on_site"),
    "passages.of_kept_files": _words_of_nothing,
    "passages.complete": lambda p: p.add(
        FileReading, digest="0" * 64, passages=2, is_whole=True, read_at=NOW
    ),
    "origins.of_the_unit": _boxed_elsewhere,
    "origins.confirmed": _unconfirmed,
    "seals.roots": lambda p: _sealed(p, "{}", "0" * 64),
    "seals.stand": _sealed_otherwise,
    "supplements.named": _supplement,
    "supplements.sealed": lambda p: _supplement(p, closed_at=NOW),
    "supplements.looked_at_again": lambda p: p.add(
        Reconsideration,
        supplement_id=_supplement(p),
        review_id=p.one(Review, Review.submission_id != p.submission),
        criterion="1.1",
    ),
    "scores.judgements": lambda p: p.change(Judgement, score=Decimal("0.0123")),
    "scores.answers": lambda p: p.change(Answer, self_score=Decimal(99)),
    "scores.agreed": lambda p: p.add(
        PanelJudgement,
        submission_id=p.submission,
        criterion="1.1",
        ordinal=1,
        level="Z",
        score=Decimal(1),
        reason="…",
        decided_by_id=p.office,
    ),
    "scores.findings": lambda p: p.change(Finding, criterion="9.9"),
    "scores.totals": lambda p: p.change(Review, Review.submitted_at.is_not(None), total=Decimal("12.34")),
    "reviews.of_their_assignment": lambda p: p.change(Review, reviewer_id=p.office),
    "reviews.handed_in": lambda p: p.change(Review, Review.submitted_at.is_not(None), receipt=""),
    "assignments.not_the_own_unit": lambda p: p.change(
        User, User.id == p.seeded.users["reviewer"], home_unit_id=p.seeded.ids["unit_id"]
    ),
    "assignments.of_their_submission": lambda p: p.change(Assignment, campaign_id=uuid4()),
    "assignments.declared": lambda p: p.change(Declaration, campaign_id=uuid4()),
    "assignments.pseudonyms": lambda p: p.change(
        Assignment, Assignment.submission_id == p.submission, pseudonym=1
    ),
    "marks.of_the_submission": lambda p: p.add(
        EvidenceMark,
        review_id=p.one(Review, Review.submission_id != p.submission),
        mark=Mark.ACCEPTED,
        evidence_id=p.seeded.ids["evidence_id"],
    ),
    "remarks.of_the_submission": lambda p: p.add(
        Remark,
        review_id=p.one(Review, Review.submission_id != p.submission),
        submission_id=p.submission,
        criterion="1.1",
        pinned=Pinned.NOT_FOUND,
        text="没有签到表",
        version=1,
        created_at=NOW,
    ),
    "findings.of_the_submission": lambda p: p.change(Finding, submission_id=p.elsewhere()),
    "results.explained": lambda p: p.change(ResultLine, ResultLine.result_id == p.result(), ordinal=2),
    "results.add_up": lambda p: p.result(bonus=Decimal(2)),
    "results.told": lambda p: p.result(base=Decimal(80), total=Decimal(81)),
    "results.of_the_campaign": lambda p: p.result(submission_id=p.elsewhere()),
    "computations.numbered": _a_second_time,
    "decisions.of_the_campaign": _decided_elsewhere,
    "certificates.serials": lambda p: p.certificate(serial="AC-2025-000003-42"),
    "certificates.counted": lambda p: p.certificate(4),
    "certificates.codes": lambda p: p.certificate(code="O" * 26),
    "certificates.states": lambda p: p.certificate(stage=CertificateStage.REVOKED),
    "certificates.replaced": lambda p: p.certificate(replaces_id=p.certificate(2, code="1" * 26)),
    "history.gapless": lambda p: p.entry("x", NOW, sequence=9999),
    "history.in_time": lambda p: p.entry("x", datetime(2001, 1, 1, tzinfo=UTC)),
    "history.of_something": lambda p: p.entry("x", far_future(), campaign_id=uuid4()),
    "outbox.sent": lambda p: p.change(Notification, sent_at=NOW),
    "outbox.secrets": lambda p: p.change(Notification, link="/invitations/a-token"),
    "outbox.failed": lambda p: p.change(Notification, state=NotificationState.FAILED),
    "papers.states": lambda p: p.add(
        Document, kind="review_receipt", subject_id=uuid4(), filename="x.pdf", state="ready"
    ),
    "files.sizes": _another_size,
    "papers.known": lambda p: p.add(Document, kind="nothing", subject_id=uuid4(), filename="x.pdf"),
}
#: what a unique key of the database refuses; fsck looks all the same
REFUSED_BY_THE_DATABASE = {
    "reviews.one_each",
    "certificates.unique",
    "certificates.one_award_one_copy",
}


def test_a_breach_of_every_invariant_is_planted_here() -> None:
    assert set(PLANTS) | REFUSED_BY_THE_DATABASE == set(BY_NAME)
    assert len(BY_NAME) == len(INVARIANTS)


@pytest.mark.parametrize("name", PLANTS)
def test_what_was_broken_is_found(plant: Plant, name: str) -> None:
    records = Records(plant.session, STORE)
    assert list(BY_NAME[name].breaches(records)) == []
    PLANTS[name](plant)
    assert list(BY_NAME[name].breaches(records)) != []


def test_the_database_itself_refuses_a_second_review_and_a_serial_given_twice(plant: Plant) -> None:
    review = plant.session.get_one(Review, plant.one(Review))
    with pytest.raises(IntegrityError), plant.session.begin_nested():
        plant.add(
            Review, assignment_id=review.assignment_id, submission_id=review.submission_id,
            reviewer_id=review.reviewer_id,
        )  # fmt: skip
    award = uuid4()
    plant.certificate(award_id=award)
    with pytest.raises(IntegrityError), plant.session.begin_nested():
        plant.certificate(serial=str(Serial(2025, 3)), number="another", code="1" * 26)
    with pytest.raises(IntegrityError), plant.session.begin_nested():
        plant.certificate(2, award_id=award, code="1" * 26)


@pytest.fixture
def program(url: str, seeded: Seeded, tmp_path: Path) -> Iterator[Flask]:
    """The program of the operator, on the seeded campaign."""
    environ = {"PINGYI_MODE": "testing", "PINGYI_INSTANCE": str(tmp_path), "PINGYI_DATABASE_URL": url}
    app = create_app(settings(environ))
    yield app
    with app.app_context():
        app.extensions["sqlalchemy"].engines.clear()


def test_sound_records_hold_every_invariant_and_the_command_ends_with_0(program: Flask) -> None:
    run = program.test_cli_runner().invoke(args=["fsck"])
    assert run.output.splitlines() == [
        *(f"ok      {invariant.name}" for invariant in INVARIANTS),
        f"fsck: {len(INVARIANTS)} invariants hold, 0 are broken (0 findings)",
    ]
    assert run.exit_code == 0


@pytest.fixture
def miscounted(url: str, seeded: Seeded) -> Iterator[None]:
    """Four submissions with a wrong counter, kept and then put right."""
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(update(Submission).values(answered_count=Submission.answered_count + 1))
    yield
    with engine.begin() as connection:
        connection.execute(update(Submission).values(answered_count=Submission.answered_count - 1))
    engine.dispose()


@pytest.mark.usefixtures("miscounted")
def test_what_is_broken_is_named_with_a_few_examples_and_the_command_ends_with_1(program: Flask) -> None:
    run = program.test_cli_runner().invoke(args=["fsck"])
    assert "BROKEN  counters.answered: 4 × A submission counts its answered criteria." in run.output
    assert "kept 28, counted 27" in run.output
    assert run.output.endswith(f"{len(INVARIANTS) - 1} invariants hold, 1 are broken (4 findings)\n")
    assert run.exit_code == 1


@pytest.mark.usefixtures("miscounted")
def test_as_json_everything_found_is_one_object(program: Flask) -> None:
    run = program.test_cli_runner().invoke(args=["fsck", "--json"])
    told = json.loads(run.output)
    assert told["sound"] is False
    assert {name for name, breaches in told["invariants"].items() if breaches} == {"counters.answered"}
    assert len(told["invariants"]["counters.answered"]) == 4
    assert run.exit_code == 1
