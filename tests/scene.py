"""A small university to play on: units, people with roles, a campaign caught at any stage.

Rows are made directly, because a scene is where a test begins and not what it shows. Journeys, which
show that a stage can be reached at all, go through the pages instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from app.domain.actors import Actor, Grant, Role
from app.domain.framework import Criterion, Framework
from app.domain.passage import indexed
from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.domain.review import Arrangement, FindingKind, Severity
from app.models.account import RoleGrant, User
from app.models.assignment import Assignment, Declaration, Panel, PanelMember
from app.models.base import utc_now
from app.models.campaign import Campaign, Notice, StageWindow
from app.models.evidence import Evidence, EvidenceLink, EvidenceRevision, Medium
from app.models.framework import FrameworkVersion
from app.models.passage import FileReading, keep
from app.models.review import Finding, Judgement, PreconditionConfirmation, Review
from app.models.submission import Answer, PreconditionStatement, Submission
from app.models.unit import Unit, UnitKind
from app.reporting.framework_files import FrameworkFile, starting_set

QUALITY = "college-committee-quality"
LONG_AGO = date(2020, 1, 1)
STAGES = tuple(CampaignStage)


@cache
def framework_file(code: str) -> FrameworkFile:
    """One of the starting set."""
    return next(file for file in starting_set() if file.framework.code == code)


@dataclass
class Scene:
    """The university of the tests, its colleges and its people."""

    session: Session
    university: Unit
    colleges: list[Unit] = field(default_factory=list)

    # units and people

    def unit(
        self, name: str, parent: Unit | None = None, kind: UnitKind = UnitKind.COLLEGE, code: str = ""
    ) -> Unit:
        made = Unit(id=uuid4(), kind=kind, code=code or name, name=name, valid_from=LONG_AGO)
        made.parent_id = parent.id if parent else None
        made.path = f"{parent.path if parent else '/'}{made.id}/"
        self.session.add(made)
        self.session.flush()
        return made

    def person(self, name: str, *roles: tuple[Role, Unit], home: Unit | None = None, **more: Any) -> User:
        """An account called `name` with these roles since long ago."""
        made = User(sign_in_name=name, name=name, home_unit_id=home.id if home else None, **more)
        self.session.add(made)
        self.session.flush()
        for role, unit in roles:
            self.session.add(RoleGrant(user_id=made.id, role=role, unit_id=unit.id, starts_on=LONG_AGO))
        self.session.flush()
        return made

    def coordinator(self) -> User:
        return self.person("秘书处", (Role.COORDINATOR, self.university), home=self.university)

    def board(self) -> User:
        return self.person("领导小组", (Role.BOARD, self.university), home=self.university)

    def observer(self) -> User:
        return self.person("督导", (Role.OBSERVER, self.university), home=self.university)

    def contributor(self, unit: Unit) -> User:
        return self.person(f"{unit.name}联络员", (Role.CONTRIBUTOR, unit), home=unit)

    def signatory(self, unit: Unit) -> User:
        return self.person(f"{unit.name}审签人", (Role.SIGNATORY, unit), home=unit)

    def reviewer(self, name: str, home: Unit | None = None) -> User:
        return self.person(name, (Role.REVIEWER, self.university), home=home)

    def actor(self, user: User) -> Actor:
        """The user as an actor, with the roles in force today."""
        rows = self.session.query(RoleGrant, Unit).join(Unit, Unit.id == RoleGrant.unit_id)
        grants = tuple(
            Grant(row.role, unit.id, unit.path)
            for row, unit in rows.filter(RoleGrant.user_id == user.id, RoleGrant.ends_on.is_(None))
        )
        return Actor(user.id, grants, name=user.name)

    # frameworks and campaigns

    def framework(self, code: str = QUALITY) -> FrameworkVersion:
        """The version of the starting set, imported once."""
        file = framework_file(code)
        known = self.session.query(FrameworkVersion).filter_by(digest=file.digest).one_or_none()
        if known is not None:
            return known
        made = FrameworkVersion(
            owner_id=self.university.id,
            code=file.framework.code,
            version=file.framework.version,
            digest=file.digest,
            status="published",
            names=dict(file.document["name"]),
            source=file.content.decode(),
            document=file.kept,
        )
        self.session.add(made)
        self.session.flush()
        return made

    def campaign(
        self,
        stage: CampaignStage = CampaignStage.SELF_EVALUATION,
        *,
        framework: str = QUALITY,
        owner: Unit | None = None,
        title: str = "2025年度二级学院关工委评议",
        **settings: Any,
    ) -> Campaign:
        """A campaign at `stage`, whose window is open now; earlier ones are past, later ones to come."""
        version, owner = self.framework(framework), owner or self.university
        made = Campaign(
            owner_id=owner.id,
            owner_path=owner.path,
            framework_id=version.id,
            framework_digest=version.digest,
            title=title,
            title_en="College committee review 2025",
            period_label="2025",
            period_starts_on=date(2025, 1, 1),
            period_ends_on=date(2025, 12, 31),
            stage=stage,
            settings=settings,
            number_prefix="关评",
        )
        self.session.add(made)
        self.session.flush()
        now, here = utc_now(), STAGES.index(stage)
        for position, each in enumerate(STAGES):
            opens = now + timedelta(days=21 * (position - here) - 7)
            self.session.add(
                StageWindow(
                    campaign_id=made.id,
                    stage=each,
                    opens_at=opens,
                    soft_ends_at=opens + timedelta(days=14),
                    ends_at=opens + timedelta(days=21),
                    opened_at=opens if position <= here else None,
                )
            )
        self.session.flush()
        return made

    def notice(self, campaign: Campaign, by: User) -> Notice:
        made = Notice(
            campaign_id=campaign.id,
            number="校关工委〔2025〕3号",
            title="关于开展2025年度评议的通知",
            body="请各学院按时完成自评。",
            published_by_id=by.id,
        )
        self.session.add(made)
        self.session.flush()
        return made

    def close_window(self, campaign: Campaign, stage: CampaignStage, *, minutes_ago: float) -> None:
        """Let the hard end of a stage lie so many minutes back."""
        window = self.session.query(StageWindow).filter_by(campaign_id=campaign.id, stage=stage).one()
        window.ends_at = utc_now() - timedelta(minutes=minutes_ago)
        window.opens_at = min(window.opens_at, window.ends_at - timedelta(days=1))
        self.session.flush()

    # submissions

    def submission(
        self,
        campaign: Campaign,
        unit: Unit,
        stage: SubmissionStage = SubmissionStage.DRAFTING,
        *,
        answered: bool = False,
        ratio: str = "0.9",
    ) -> Submission:
        made = Submission(
            campaign_id=campaign.id, unit_id=unit.id, unit_name=unit.name, unit_code=unit.code, stage=stage
        )
        self.session.add(made)
        self.session.flush()
        if answered:
            self.answer_all(campaign, made, ratio=ratio)
        return made

    def answer_all(self, campaign: Campaign, submission: Submission, *, ratio: str = "0.9") -> None:
        """Level, score, texts, required evidence (as links) and preconditions: nothing is missing."""
        framework = self.rules(campaign)
        contributor = self.session.query(User).filter_by(home_unit_id=submission.unit_id).first()
        author = contributor or self.contributor(self.session.get_one(Unit, submission.unit_id))
        for criterion in framework.criteria:
            score = self.grid(criterion, ratio)
            self.session.add(
                Answer(
                    submission_id=submission.id,
                    criterion=criterion.code,
                    level=criterion.level_of(score).code,
                    self_score=score,
                    texts={each.code: f"{criterion.code}的{each.code}" for each in framework.report_fields},
                    updated_by_id=author.id,
                )
            )
            self._evidence_for(submission, criterion, author)
        for precondition in framework.preconditions:
            self.session.add(
                PreconditionStatement(submission_id=submission.id, code=precondition.code, met=True)
            )
        submission.answered_count = len(framework.criteria)
        self.session.flush()

    def _evidence_for(self, submission: Submission, criterion: Criterion, author: User) -> None:
        count = 0
        for position, requirement in enumerate(criterion.evidence):
            for _ in range(requirement.min if requirement.required else 0):
                count += 1
                self.evidence(submission, f"{criterion.code}-{count:02}", author, requirement.kind, position)
        submission.evidence_count += count

    def evidence(
        self,
        submission: Submission,
        number: str,
        author: User,
        kind: str = "document",
        requirement: int = 0,
        *,
        digest: str = "",
        filename: str = "",
        media_type: str = "application/pdf",
        pages: int | None = None,
        size: int = 1,
    ) -> Evidence:
        """A piece of evidence: a link, or a file when a digest of the store is given."""
        made = Evidence(
            unit_id=submission.unit_id,
            submission_id=submission.id,
            number=number,
            title=f"材料{number}",
            kind=kind,
            medium=Medium.FILE if digest else Medium.LINK,
            url="" if digest else "https://example.edu.cn/news/1",
            created_by_id=author.id,
            revision_count=1 if digest else 0,
        )
        self.session.add(made)
        self.session.flush()
        if digest:
            self.session.add(
                EvidenceRevision(
                    evidence_id=made.id,
                    ordinal=1,
                    digest=digest,
                    filename=filename or f"{number}.pdf",
                    media_type=media_type,
                    size=size,
                    pages=pages,
                    uploaded_by_id=author.id,
                )
            )
        self.session.add(
            EvidenceLink(
                evidence_id=made.id,
                submission_id=submission.id,
                criterion=number.rpartition("-")[0],
                requirement=requirement,
            )
        )
        self.session.flush()
        return made

    def words(self, digest: str, *pages: str) -> None:
        """What the worker reads of a file, page by page."""
        rows = [
            {"ordinal": number, "page": number, "text": text, "words": indexed(text)}
            for number, text in enumerate(pages, start=1)
        ]
        keep(self.session, FileReading(digest=digest, passages=len(rows), is_whole=True), rows)

    def rules(self, campaign: Campaign) -> Framework:
        version = self.session.get_one(FrameworkVersion, campaign.framework_id)
        return framework_file(version.code).framework

    @staticmethod
    def grid(criterion: Criterion, ratio: str) -> Decimal:
        """A score of about `ratio` of the maximum, on the criterion's grid."""
        return (criterion.max_score * Decimal(ratio)).quantize(Decimal("0.1"))

    # reviews

    def panel(self, campaign: Campaign, code: str, *members: User, chair: User | None = None) -> Panel:
        made = Panel(
            campaign_id=campaign.id, code=code, name=f"{code}组", chair_id=chair.id if chair else None
        )
        self.session.add(made)
        self.session.flush()
        for member in members:
            self.session.add(PanelMember(panel_id=made.id, user_id=member.id))
        self.session.flush()
        return made

    def assignment(
        self,
        submission: Submission,
        reviewer: User,
        panel: Panel,
        stage: AssignmentStage = AssignmentStage.IN_PROGRESS,
    ) -> Assignment:
        """The reviewer reads the submission; the declaration is signed unless only invited."""
        submission.assigned_count += 1
        made = Assignment(
            campaign_id=submission.campaign_id,
            submission_id=submission.id,
            unit_id=submission.unit_id,
            reviewer_id=reviewer.id,
            panel_id=panel.id,
            stage=stage,
            pseudonym=submission.assigned_count,
        )
        self.session.add(made)
        known = self.session.query(Declaration).filter_by(
            campaign_id=submission.campaign_id, user_id=reviewer.id
        )
        if stage is not AssignmentStage.INVITED and known.one_or_none() is None:
            self.session.add(
                Declaration(
                    campaign_id=submission.campaign_id,
                    user_id=reviewer.id,
                    text="本人承诺公正、回避、保密。",
                    signed_name=reviewer.name,
                )
            )
        self.session.flush()
        return made

    def review(
        self,
        assignment: Assignment,
        framework: Framework,
        *,
        ratio: str = "0.9",
        scores: dict[str, Decimal | None] | None = None,
        submitted: bool = True,
    ) -> Review:
        """A complete review: every criterion judged, one highlight, one shortcoming with its advice.

        `scores` overrides single criteria; None there means not applicable.
        """
        made = Review(
            assignment_id=assignment.id,
            submission_id=assignment.submission_id,
            reviewer_id=assignment.reviewer_id,
            report_heard=Arrangement.NOT_ARRANGED,
            site_check=Arrangement.NOT_ARRANGED,
            arrangement_reason="书面评议",
            achievements="工作扎实。",
            submitted_at=utc_now() if submitted else None,
            receipt="R-0001" if submitted else "",
        )
        self.session.add(made)
        self.session.flush()
        total = Decimal(0)
        for criterion in framework.criteria:
            score = (scores or {}).get(criterion.code, self.grid(criterion, ratio))
            total += score or 0
            self.session.add(
                Judgement(
                    review_id=made.id,
                    criterion=criterion.code,
                    score=score,
                    level="" if score is None else criterion.level_of(score).code,
                    not_applicable=score is None,
                    comment="材料完整。",
                )
            )
        for precondition in framework.preconditions:
            self.session.add(
                PreconditionConfirmation(review_id=made.id, code=precondition.code, confirmed=True)
            )
        assignment.judged_count = len(framework.criteria)
        first = framework.criteria[0].code
        self.finding(made, FindingKind.HIGHLIGHT, first, "老同志进课堂形成常态。")
        problem = self.finding(
            made, FindingKind.SHORTCOMING, first, "下半年的会议纪要没有写明落实人。", Severity.MINOR
        )
        self.finding(made, FindingKind.RECOMMENDATION, first, "请补写落实人和完成时间。", answers=problem)
        if submitted:
            made.total = total
            submission = self.session.get_one(Submission, assignment.submission_id)
            submission.reviewed_count += 1
        self.session.flush()
        return made

    def finding(
        self,
        review: Review,
        kind: FindingKind,
        criterion: str,
        text: str,
        severity: Severity = Severity.NONE,
        *,
        answers: Finding | None = None,
    ) -> Finding:
        made = Finding(
            submission_id=review.submission_id,
            review_id=review.id,
            raised_by_id=review.reviewer_id,
            kind=kind,
            criterion=criterion,
            severity=severity,
            text=text,
            answers_id=answers.id if answers else None,
        )
        self.session.add(made)
        self.session.flush()
        return made


def university(session: Session, colleges: int = 3) -> Scene:
    """明德大学 with so many colleges: 第一学院关工委, 第二学院关工委 …"""
    scene = Scene(session, university=None)  # type: ignore[arg-type]
    scene.university = scene.unit("明德大学关工委", kind=UnitKind.UNIVERSITY)
    for number in range(1, colleges + 1):
        name = f"第{_numeral(number)}学院关工委"
        scene.colleges.append(scene.unit(name, scene.university))
    return scene


def _numeral(number: int) -> str:
    digits: Sequence[str] = "零一二三四五六七八九十"
    return digits[number] if number <= 10 else str(number)
