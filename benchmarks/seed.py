"""A campaign of any size in a second or two: the same rows every time, inserted in bulk.

What is seeded obeys every invariant of `flask fsck`, so that it is measured as the real thing would be.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.domain.framework import Criterion
from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.domain.review import Arrangement, FindingKind, Severity
from app.domain.scoring import half_up, score_review
from app.domain.unit import UnitKind
from app.models.account import RoleGrant, SignInSession, User
from app.models.all import Base
from app.models.assignment import Assignment, Declaration, Panel, PanelMember
from app.models.audit import AuditEntry
from app.models.campaign import Campaign, Notice, StageWindow
from app.models.evidence import Evidence, EvidenceLink, EvidenceRevision, Medium
from app.models.framework import FrameworkVersion
from app.models.notification import Notification, NotificationState
from app.models.review import Finding, Judgement, PreconditionConfirmation, Review
from app.models.submission import Answer, PreconditionStatement, Submission
from app.models.unit import Unit
from app.queries.accounts import digest
from app.reporting.framework_files import FrameworkFile, starting_set

FRAMEWORK = "college-committee-quality"
LONG_AGO = date(2020, 1, 1)
STAGES = tuple(CampaignStage)
SENTENCE = "党政联席会议专题研究两次，落实到人，年底回看办理情况，档案按指标编号，一查就到。"
BATCH = 20_000
MOVES = ("start", "send_for_sign_off", "submit", "accept", "begin_review")
PASSED = (
    SubmissionStage.DRAFTING,
    SubmissionStage.AWAITING_SIGN_OFF,
    SubmissionStage.SUBMITTED,
    SubmissionStage.ACCEPTED,
    SubmissionStage.UNDER_REVIEW,
)


@cache
def framework_file() -> FrameworkFile:
    """The criteria of the seeded campaigns."""
    return next(file for file in starting_set() if file.framework.code == FRAMEWORK)


@dataclass(frozen=True)
class File:
    """A file that the evidence store keeps already."""

    digest: str
    size: int
    pages: int = 1


@dataclass(frozen=True)
class Wanted:
    """How large, and where the campaign stands: in peer review, or in self-evaluation with all answered."""

    submissions: int
    reviewers: int = 60
    reviews_each: int = 5
    stage: CampaignStage = CampaignStage.PEER_REVIEW
    file: File | None = None  # the bytes of every piece of evidence; None: addresses instead


@dataclass
class Seeded:
    """What a client needs: who can sign in with which token, and the ids that stand in addresses."""

    campaign_id: UUID
    tokens: dict[str, str] = field(default_factory=dict)  # who → the token of an open session
    users: dict[str, UUID] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)  # the name in an address → of the first submission


def seed(session: Session, wanted: Wanted, *, name: str = "明德大学") -> Seeded:
    """Insert a university called `name` with one campaign of the wanted size, and commit."""
    return _Seeder(session, wanted, name).run()


class _Seeder:
    """Collects rows by table and inserts them in bulk; the order of the tables is that of their keys."""

    def __init__(self, session: Session, wanted: Wanted, name: str) -> None:
        self.session, self.wanted, self.name = session, wanted, name
        self.chance = Random(f"{name} {wanted.submissions}")  # noqa: S311 -- the same rows every time
        self.rows: dict[type[Base], list[dict[str, Any]]] = {}
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.framework = framework_file().framework
        self.reviewed = wanted.stage is CampaignStage.PEER_REVIEW
        self.sequence = session.scalar(select(AuditEntry.sequence).order_by(AuditEntry.sequence.desc())) or 0
        self.scores = {c.code: _scores(c) for c in self.framework.criteria}

    def run(self) -> Seeded:
        self.university = self._unit(self.name, UnitKind.UNIVERSITY, None)
        self.seeded = Seeded(campaign_id=self._id())
        office = self._people()
        version = self._framework()
        self._campaign(version, office)
        for number in range(self.wanted.submissions):
            self._submission(number)
            if len(self.rows.get(Judgement, ())) > BATCH:
                self._insert()
        self._messages(office)
        self._insert()
        self.session.commit()
        return self.seeded

    # the smallest pieces

    def _id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def add(self, model: type[Base], **values: Any) -> UUID:
        """One more row; returns its id."""
        values.setdefault("id", self._id())
        self.rows.setdefault(model, []).append(values)
        found: UUID = values["id"]
        return found

    def _insert(self) -> None:
        for table in Base.metadata.sorted_tables:
            for model, rows in self.rows.items():
                if model.__table__ is table and rows:
                    self.session.execute(insert(table), rows)
        self.rows.clear()

    def _unit(self, name: str, kind: UnitKind, below: tuple[UUID, str] | None) -> tuple[UUID, str]:
        unit_id = self._id()
        path = f"{below[1] if below else '/'}{unit_id}/"
        self.add(
            Unit, id=unit_id, parent_id=below[0] if below else None, path=path, kind=kind, code=name,
            name=name, valid_from=LONG_AGO,
        )  # fmt: skip
        return unit_id, path

    def _person(
        self, name: str, role: Role, unit_id: UUID, *, token: str = "", home: UUID | None = None
    ) -> UUID:
        user_id = self.add(User, sign_in_name=f"{self.name}-{name}", name=name, home_unit_id=home)
        self.add(RoleGrant, user_id=user_id, role=role, unit_id=unit_id, starts_on=LONG_AGO)
        if token:
            secret = f"{token} of {self.name} {self.wanted.submissions}"
            ends = self.now + timedelta(days=30)
            self.add(
                SignInSession, user_id=user_id, token_digest=digest(secret), created_at=self.now,
                seen_at=self.now + timedelta(days=1), expires_at=ends, remembered=True,
            )  # fmt: skip
            self.seeded.tokens[token], self.seeded.users[token] = secret, user_id
        return user_id

    # what is there once

    def _people(self) -> UUID:
        root = self.university[0]
        for role in (Role.BOARD, Role.OBSERVER, Role.ADMINISTRATOR):
            self._person(f"办公室{role}", role, root, token=role.value)
        self.reviewers = [
            self._person(
                f"评审专家{number}", Role.REVIEWER, root, token=Role.REVIEWER.value if number == 0 else ""
            )
            for number in range(self.wanted.reviewers)
        ]
        return self._person("秘书处", Role.COORDINATOR, root, token=Role.COORDINATOR.value)

    def _framework(self) -> UUID:
        file = framework_file()
        return self.add(
            FrameworkVersion, owner_id=self.university[0], code=file.framework.code,
            version=file.framework.version, digest=file.digest, status="published",
            names=dict(file.document["name"]), source=file.content.decode(), document=file.kept,
        )  # fmt: skip

    def _campaign(self, version: UUID, office: UUID) -> None:
        campaign_id, here = self.seeded.campaign_id, STAGES.index(self.wanted.stage)
        self.add(
            Campaign, id=campaign_id, owner_id=self.university[0], owner_path=self.university[1],
            framework_id=version, framework_digest=framework_file().digest, title=f"{self.name}2025年度评议",
            title_en="Review 2025", period_label="2025", period_starts_on=date(2025, 1, 1),
            period_ends_on=date(2025, 12, 31), stage=self.wanted.stage, number_prefix="关评",
        )  # fmt: skip
        for position, stage in enumerate(STAGES):
            opens = self.now + timedelta(days=21 * (position - here) - 7)
            ends = opens + timedelta(days=21)
            self.add(
                StageWindow, campaign_id=campaign_id, stage=stage, opens_at=opens, ends_at=ends,
                soft_ends_at=ends - timedelta(days=7), opened_at=opens if position <= here else None,
                closed_at=ends if position < here else None,
            )  # fmt: skip
        notice = self.add(
            Notice, campaign_id=campaign_id, number="校关工委〔2025〕3号", title="关于开展评议的通知",
            body=SENTENCE, published_by_id=office,
        )  # fmt: skip
        self.panel = self.add(Panel, campaign_id=campaign_id, code="expert", name="评审组")
        for reviewer in self.reviewers:
            self.add(PanelMember, panel_id=self.panel, user_id=reviewer)
            self.add(
                Declaration, campaign_id=campaign_id, user_id=reviewer, text="本人承诺公正、回避、保密。",
                signed_name="评审专家",
            )  # fmt: skip
        self.seeded.ids |= {
            "root_id": self.university[0],
            "campaign_id": campaign_id,
            "framework_id": version,
            "notice_id": notice,
        }

    def _messages(self, office: UUID) -> None:
        for number in range(min(self.wanted.submissions, 200)):
            self.add(
                Notification, user_id=office, campaign_id=self.seeded.campaign_id,
                text="%(unit)s: all reviews are in.", params={"unit": f"第{number}学院"},
                state=NotificationState.INTERNAL,
            )  # fmt: skip

    # one unit

    def _submission(self, number: int) -> None:
        first = number == 0
        unit = self._unit(f"{self.name}第{number:05}学院", UnitKind.COLLEGE, self.university)
        author = self._person(
            f"第{number:05}学院联络员",
            Role.CONTRIBUTOR,
            unit[0],
            token=Role.CONTRIBUTOR.value if first else "",
            home=unit[0],
        )
        if first:
            self._person(
                "第00000学院审签人", Role.SIGNATORY, unit[0], token=Role.SIGNATORY.value, home=unit[0]
            )
        submission_id, criteria = self._id(), self.framework.criteria
        scores = {c.code: self.chance.choice(self.scores[c.code]) for c in criteria}
        readers = self._readers(number)
        done = sum(_is_done(number, place) for place in range(len(readers)))
        self.add(
            Submission, id=submission_id, campaign_id=self.seeded.campaign_id, unit_id=unit[0],
            unit_name=f"第{number:05}学院关工委",
            stage=SubmissionStage.UNDER_REVIEW if self.reviewed else SubmissionStage.DRAFTING,
            answered_count=len(criteria), evidence_count=len(criteria), assigned_count=len(readers),
            reviewed_count=done, self_total=sum(scores.values(), Decimal(0)),
        )  # fmt: skip
        self._history(submission_id, unit[0], author)
        pieces = [self._answer(submission_id, unit[0], author, c, scores[c.code]) for c in criteria]
        for precondition in self.framework.preconditions:
            self.add(PreconditionStatement, submission_id=submission_id, code=precondition.code, met=True)
        for place, reader in enumerate(readers):
            self._review(number, place, reader, submission_id, unit[0])
        if first:
            self.seeded.ids |= {
                "submission_id": submission_id, "unit_id": unit[0], "evidence_id": pieces[0],
                "user_id": author, "code": criteria[0].code, "criterion": criteria[0].code,
                "section": criteria[0].section_code,
            }  # fmt: skip

    def _readers(self, number: int) -> list[UUID]:
        """Reviewers in turn; the last of each five is in the middle of reading."""
        if not self.reviewed:
            return []
        each = self.wanted.reviews_each
        return [self.reviewers[(number * each + place) % len(self.reviewers)] for place in range(each)]

    def _history(self, submission_id: UUID, unit_id: UUID, author: UUID) -> None:
        before = SubmissionStage.NOT_STARTED
        for move, stage in list(zip(MOVES, PASSED, strict=True))[: None if self.reviewed else 1]:
            self._trace(f"submission.{move}", submission_id, unit_id, author, {"stage": [before, stage]})
            before = stage

    def _trace(self, action: str, subject: UUID, unit: UUID, author: UUID, changes: dict[str, Any]) -> None:
        self.sequence += 1
        self.add(
            AuditEntry, sequence=self.sequence, at=self.now - timedelta(days=60), actor_id=author,
            actor_name="联络员", action=action, subject_id=subject, unit_id=unit, changes=changes,
            campaign_id=self.seeded.campaign_id,
        )  # fmt: skip

    def _answer(
        self, submission_id: UUID, unit_id: UUID, author: UUID, criterion: Criterion, score: Decimal
    ) -> UUID:
        """An answer with one piece of evidence, whose id is returned."""
        self.add(
            Answer, submission_id=submission_id, criterion=criterion.code, self_score=score,
            level=criterion.level_of(score).code, updated_by_id=author,
            texts={each.code: SENTENCE for each in self.framework.report_fields},
        )  # fmt: skip
        file = self.wanted.file
        piece = self.add(
            Evidence, unit_id=unit_id, submission_id=submission_id, number=f"{criterion.code}-01",
            title=f"材料{criterion.code}", kind="document", medium=Medium.FILE if file else Medium.LINK,
            url="" if file else "https://example.edu.cn/news/1", created_by_id=author,
            revision_count=1 if file else 0,
        )  # fmt: skip
        self.add(EvidenceLink, evidence_id=piece, submission_id=submission_id, criterion=criterion.code)
        if file:
            self.add(
                EvidenceRevision, evidence_id=piece, ordinal=1, digest=file.digest, size=file.size,
                filename=f"{criterion.code}.pdf", media_type="application/pdf", pages=file.pages,
                uploaded_by_id=author,
            )  # fmt: skip
        return piece

    def _review(self, number: int, place: int, reader: UUID, submission_id: UUID, unit_id: UUID) -> None:
        done, criteria = _is_done(number, place), self.framework.criteria
        judged = criteria if done else criteria[: len(criteria) // 2]
        stage = AssignmentStage.SUBMITTED if done else AssignmentStage.IN_PROGRESS
        assignment = self.add(
            Assignment, campaign_id=self.seeded.campaign_id, submission_id=submission_id, unit_id=unit_id,
            reviewer_id=reader, panel_id=self.panel, stage=stage, pseudonym=place + 1,
            judged_count=len(judged), criterion_now=judged[-1].code,
        )  # fmt: skip
        scores: dict[str, Decimal | None] = {c.code: self.chance.choice(self.scores[c.code]) for c in judged}
        total = half_up(score_review(self.framework, scores).exact, 2) if done else None
        review = self.add(
            Review, assignment_id=assignment, submission_id=submission_id, reviewer_id=reader,
            report_heard=Arrangement.NOT_ARRANGED, site_check=Arrangement.NOT_ARRANGED,
            arrangement_reason="书面评议", achievements=SENTENCE, submitted_at=self.now if done else None,
            total=total, receipt="SEED-0000" if done else "",
        )  # fmt: skip
        for criterion in judged:
            score = scores[criterion.code] or Decimal(0)
            self.add(
                Judgement, review_id=review, criterion=criterion.code, score=score,
                level=criterion.level_of(score).code, comment=SENTENCE[:20],
            )  # fmt: skip
        for precondition in self.framework.preconditions if done else ():
            self.add(PreconditionConfirmation, review_id=review, code=precondition.code, confirmed=True)
        self._findings(review, submission_id, reader)
        if not done and reader == self.reviewers[0]:
            self.seeded.ids.setdefault("assignment_id", assignment)

    def _findings(self, review: UUID, submission_id: UUID, reader: UUID) -> None:
        problem = self._id()
        for finding_id, kind, severity, answers in (
            (self._id(), FindingKind.HIGHLIGHT, Severity.NONE, None),
            (problem, FindingKind.SHORTCOMING, Severity.MINOR, None),
            (self._id(), FindingKind.RECOMMENDATION, Severity.NONE, problem),
        ):
            self.add(
                Finding, id=finding_id, submission_id=submission_id, review_id=review, raised_by_id=reader,
                kind=kind, severity=severity, criterion=self.framework.criteria[0].code, text=SENTENCE,
                answers_id=answers,
            )  # fmt: skip


def _is_done(number: int, place: int) -> bool:
    """Whether this reader has handed the review in: four of five have."""
    return (number + place) % 5 != 0


def _scores(criterion: Criterion) -> list[Decimal]:
    """Every score from 0.7 to 1.0 of the maximum that the criterion's scale holds."""
    least = criterion.max_score * Decimal("0.7")
    steps = int(criterion.max_score / criterion.step)
    found = (criterion.step * step for step in range(steps + 1))
    return [
        score
        for score in found
        if score >= least and criterion.allows(score) and criterion.level_of(score).covers(score)
    ]
