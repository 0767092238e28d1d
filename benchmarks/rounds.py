"""One seeded campaign at one stage. In peer review every row is there: answers, evidence, judgements …

At other stages only the first unit has answers; the lists there read rows of submissions, items and results.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from app.domain.framework import Criterion
from app.domain.procedure import AssignmentStage, CampaignStage, ItemStage, SubmissionStage
from app.domain.review import Arrangement, FindingKind, Severity
from app.domain.scoring import half_up, score_review
from app.models.assignment import Assignment, Declaration, Panel, PanelMember
from app.models.campaign import Campaign, Notice, StageWindow
from app.models.evidence import Evidence, EvidenceLink, EvidenceRevision, Medium
from app.models.notification import Notification, NotificationState
from app.models.rectification import RectificationItem
from app.models.review import Finding, Judgement, PreconditionConfirmation, Review
from app.models.submission import Answer, PreconditionStatement, Submission
from app.reporting.framework_files import FrameworkFile, starting_set

from . import outcome
from .rows import Rows
from .scores import scores_of

FRAMEWORK = "college-committee-quality"
LONG_AGO = date(2020, 1, 1)
STAGES = tuple(CampaignStage)
SENTENCE = "党政联席会议专题研究两次，落实到人，年底回看办理情况，档案按指标编号，一查就到。"
MESSAGES = 50
SETTINGS = {"minimum_reviews": 1, "files_per_criterion": 500, "files_per_unit": 5000}  # room to measure
A, C, S = AssignmentStage, CampaignStage, SubmissionStage
WAY = (
    ("start", S.DRAFTING),
    ("send_for_sign_off", S.AWAITING_SIGN_OFF),
    ("submit", S.SUBMITTED),
    ("accept", S.ACCEPTED),
    ("begin_review", S.UNDER_REVIEW),
    ("finish_review", S.REVIEWED),
    ("send_feedback", S.FEEDBACK_SENT),
    ("begin_rectification", S.RECTIFYING),
)
#: where the units of a campaign at this stage have come to
CAUGHT = {
    C.SELF_EVALUATION: S.DRAFTING,
    C.FORMAT_CHECK: S.SUBMITTED,
    C.PEER_REVIEW: S.UNDER_REVIEW,
    C.FEEDBACK: S.REVIEWED,
    C.RECTIFICATION: S.RECTIFYING,
}


@dataclass(frozen=True)
class File:
    """A file that the evidence store keeps already."""

    digest: str
    size: int
    pages: int = 1


@dataclass(frozen=True)
class College:
    """A unit to be evaluated and the person who writes for it."""

    id: UUID
    name: str
    author: UUID
    code: str


@dataclass(frozen=True)
class University:
    """Who runs the campaigns, and over whom."""

    id: UUID
    path: str
    office: UUID
    reviewers: list[UUID]
    colleges: list[College]
    framework: UUID


@cache
def framework_file() -> FrameworkFile:
    """The criteria of the seeded campaigns."""
    return next(file for file in starting_set() if file.framework.code == FRAMEWORK)


class Round:
    """One campaign of the university at one stage."""

    def __init__(
        self, rows: Rows, university: University, stage: CampaignStage, reviews_each: int, file: File | None
    ) -> None:
        self.rows, self.university, self.stage, self.file = rows, university, stage, file
        self.framework = framework_file().framework
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.reviews_each = reviews_each if stage is C.PEER_REVIEW else 0
        self.submissions: list[UUID] = []
        self.scores = scores_of(self.framework)
        self.id = rows.new_id()
        self.ids: dict[str, Any] = {"campaign_id": self.id}

    def fill(self) -> Mapping[str, Any]:
        """Add everything; the ids of the first of each thing by the name they have in addresses."""
        self._campaign()
        for number, college in enumerate(self.university.colleges):
            self._submission(number, college)
            self.rows.insert_when_many()
        if self.stage is C.FEEDBACK:
            outcome.compute(self.rows, self.framework, self.id, self.submissions)
        for number in range(MESSAGES):
            self.rows.add(
                Notification, user_id=self.university.office, campaign_id=self.id,
                text="%(unit)s: all reviews are in.", params={"unit": f"第{number}学院"},
                state=NotificationState.INTERNAL,
            )  # fmt: skip
        first = self.framework.criteria[0]
        return self.ids | {"code": first.code, "criterion": first.code, "section": first.section_code}

    def _campaign(self) -> None:
        add, here = self.rows.add, STAGES.index(self.stage)
        add(
            Campaign, id=self.id, owner_id=self.university.id, owner_path=self.university.path,
            framework_id=self.university.framework, framework_digest=framework_file().digest,
            title=f"2025年度评议（{self.stage}）", title_en="Review 2025", period_label="2025",
            period_starts_on=date(2025, 1, 1), period_ends_on=date(2025, 12, 31), stage=self.stage,
            number_prefix="关评", settings=SETTINGS,
        )  # fmt: skip
        for position, stage in enumerate(STAGES):
            opens = self.now + timedelta(days=21 * (position - here) - 7)
            ends = opens + timedelta(days=21)
            add(
                StageWindow, campaign_id=self.id, stage=stage, opens_at=opens, ends_at=ends,
                soft_ends_at=ends - timedelta(days=7), opened_at=opens if position <= here else None,
                closed_at=ends if position < here else None,
            )  # fmt: skip
        self.ids["notice_id"] = add(
            Notice, campaign_id=self.id, number=f"校关工委〔2025〕{here}号", title="关于开展评议的通知",
            body=SENTENCE, published_by_id=self.university.office,
        )  # fmt: skip
        self.panel = self.ids["panel_id"] = add(Panel, campaign_id=self.id, code="expert", name="评审组")
        for reviewer in self.university.reviewers:
            add(PanelMember, panel_id=self.panel, user_id=reviewer)
            add(
                Declaration, campaign_id=self.id, user_id=reviewer, text="本人承诺公正、回避、保密。",
                signed_name="评审专家",
            )  # fmt: skip

    def _submission(self, number: int, college: College) -> None:
        submission_id, full = self.rows.new_id(), number == 0 or self.stage is C.PEER_REVIEW
        criteria = self.framework.criteria if full else ()
        chosen = {c.code: self.rows.chance.choice(self.scores[c.code]) for c in criteria}
        readers = self._readers(number)
        done = [self._is_done(number, place) for place in range(len(readers))]
        self.rows.add(
            Submission, id=submission_id, campaign_id=self.id, unit_id=college.id, unit_name=college.name,
            unit_code=college.code,
            stage=CAUGHT[self.stage], answered_count=len(criteria), evidence_count=len(criteria),
            assigned_count=len(readers), reviewed_count=sum(done),
            self_total=sum(chosen.values(), Decimal(0)) if full else None,
        )  # fmt: skip
        self._history(submission_id, college)
        pieces = [self._answer(submission_id, college, c, chosen[c.code]) for c in criteria]
        for precondition in self.framework.preconditions if full else ():
            self.rows.add(
                PreconditionStatement, submission_id=submission_id, code=precondition.code, met=True
            )
        for place, reader in enumerate(readers):
            self._review(submission_id, college, reader, place, done=done[place])
        self.submissions.append(submission_id)
        if self.stage is C.RECTIFICATION:
            self._item(submission_id)
        if number == 0:
            self.ids |= {"submission_id": submission_id, "evidence_id": pieces[0]}

    def _readers(self, number: int) -> list[UUID]:
        """Reviewers in turn."""
        every, each = self.university.reviewers, self.reviews_each
        return [every[(number * each + place) % len(every)] for place in range(each)]

    def _is_done(self, number: int, place: int) -> bool:
        """One reader of five is in the middle of reading; the others have handed in."""
        return (number + place) % 5 != 0

    def _is_untouched(self, college: College, place: int) -> bool:
        """One review is accepted, and no word of it is written yet."""
        return place == 0 and [college] == self.university.colleges[5:6]

    def _history(self, submission_id: UUID, college: College) -> None:
        before = S.NOT_STARTED
        for move, stage in WAY:
            self.rows.trace(
                at=self.now - timedelta(days=200), actor_id=college.author, actor_name="联络员",
                action=f"submission.{move}", subject_id=submission_id, campaign_id=self.id,
                unit_id=college.id, changes={"stage": [before, stage]},
            )  # fmt: skip
            if stage is CAUGHT[self.stage]:
                return
            before = stage

    def _answer(self, submission_id: UUID, college: College, criterion: Criterion, score: Decimal) -> UUID:
        """An answer with one piece of evidence, whose id is returned."""
        add, file = self.rows.add, self.file
        add(
            Answer, submission_id=submission_id, criterion=criterion.code, self_score=score,
            level=criterion.level_of(score).code, updated_by_id=college.author,
            texts={each.code: SENTENCE for each in self.framework.report_fields},
        )  # fmt: skip
        piece = add(
            Evidence, unit_id=college.id, submission_id=submission_id, number=f"{criterion.code}-01",
            title=f"材料{criterion.code}", kind="document", medium=Medium.FILE if file else Medium.LINK,
            url="" if file else "https://example.edu.cn/news/1", created_by_id=college.author,
            revision_count=1 if file else 0,
        )  # fmt: skip
        add(EvidenceLink, evidence_id=piece, submission_id=submission_id, criterion=criterion.code)
        if file:
            add(
                EvidenceRevision, evidence_id=piece, ordinal=1, digest=file.digest, size=file.size,
                filename=f"{criterion.code}.pdf", media_type="application/pdf", pages=file.pages,
                uploaded_by_id=college.author,
            )  # fmt: skip
        return piece

    def _review(self, submission_id: UUID, college: College, reader: UUID, place: int, *, done: bool) -> None:
        add, criteria, begun = self.rows.add, self.framework.criteria, not self._is_untouched(college, place)
        judged = criteria if done else criteria[: begun * (len(criteria) // 2)]
        assignment = add(
            Assignment, campaign_id=self.id, submission_id=submission_id, unit_id=college.id,
            reviewer_id=reader, panel_id=self.panel, pseudonym=place + 1, judged_count=len(judged),
            stage=A.SUBMITTED if done else A.IN_PROGRESS if begun else A.ACCEPTED,
            criterion_now=judged[-1].code if begun else "",
        )  # fmt: skip
        scores: dict[str, Decimal | None] = {
            c.code: self.rows.chance.choice(self.scores[c.code]) for c in judged
        }
        review = add(
            Review, assignment_id=assignment, submission_id=submission_id, reviewer_id=reader,
            report_heard=Arrangement.NOT_ARRANGED, site_check=Arrangement.NOT_ARRANGED,
            arrangement_reason="书面评议", achievements=SENTENCE if begun else "",
            submitted_at=self.now if done else None,
            total=half_up(score_review(self.framework, scores).exact, 2) if done else None,
            receipt="SEED-0000" if done else "",
        )  # fmt: skip
        for criterion in judged:
            score = scores[criterion.code] or Decimal(0)
            add(
                Judgement, review_id=review, criterion=criterion.code, score=score,
                level=criterion.level_of(score).code, comment=SENTENCE[:20],
            )  # fmt: skip
        for precondition in self.framework.preconditions if done else ():
            add(PreconditionConfirmation, review_id=review, code=precondition.code, confirmed=True)
        problem = self._findings(review, submission_id, reader) if begun else None
        if reader == self.university.reviewers[0] and not done:
            self.ids.setdefault("assignment_id" if begun else "untouched_id", assignment)
            self.ids.setdefault("own_finding_id", problem)

    def _findings(self, review: UUID, submission_id: UUID, reader: UUID) -> UUID:
        """A highlight, and a shortcoming with its recommendation; the id of the shortcoming."""
        problem = self.rows.new_id()
        for finding_id, kind, severity, answers in (
            (self.rows.new_id(), FindingKind.HIGHLIGHT, Severity.NONE, None),
            (problem, FindingKind.SHORTCOMING, Severity.MINOR, None),
            (self.rows.new_id(), FindingKind.RECOMMENDATION, Severity.NONE, problem),
        ):
            self.rows.add(
                Finding, id=finding_id, submission_id=submission_id, review_id=review, raised_by_id=reader,
                kind=kind, severity=severity, criterion=self.framework.criteria[0].code, text=SENTENCE,
                answers_id=answers,
            )  # fmt: skip
        self.ids.setdefault("finding_id", problem)
        return problem

    def _item(self, submission_id: UUID) -> None:
        """A problem to put right; its reader's review is not seeded."""
        reader, criterion = self.university.reviewers[0], self.framework.criteria[0].code
        finding = self.rows.add(
            Finding, submission_id=submission_id, raised_by_id=reader, kind=FindingKind.SHORTCOMING,
            severity=Severity.MINOR, criterion=criterion, text=SENTENCE,
        )  # fmt: skip
        item = self.rows.add(
            RectificationItem, submission_id=submission_id, number=1, finding_id=finding, raised_by_id=reader,
            criterion=criterion, problem=SENTENCE, severity=Severity.MINOR, stage=ItemStage.OPEN,
            raised_on=self.now.date(),
        )  # fmt: skip
        self.ids.setdefault("item_id", item)
