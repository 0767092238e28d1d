"""The bulk of the demonstration, written as rows: answers, evidence, claims, and the readers' reviews."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from time import sleep
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from app.domain.framework import Criterion, Framework
from app.domain.procedure import AssignmentStage
from app.domain.review import Arrangement, FindingKind, Severity, Triage
from app.models.account import User
from app.models.assignment import Assignment, Declaration, Panel
from app.models.base import Base
from app.models.campaign import Campaign
from app.models.evidence import Evidence, EvidenceLink, EvidenceRevision, Medium
from app.models.review import Finding, Judgement, PreconditionConfirmation, Review
from app.models.submission import Answer, BonusClaim, PreconditionStatement, Submission

Papers = Mapping[str, tuple[str, str, int, int]]
DONE = (
    "党政联席会议专题研究两次，落实到人，年底回看办理情况。",
    "名册完整，骨干参与率在八成以上，当年新增三位。",
    "制度齐全，执行有记录，学期末有总结。",
    "每学期走访学生宿舍，谈心记录完整。",
)
PROBLEM = (
    "专题研究多在学期初，期末回看不够及时。原因是没有固定的时间。",
    "新退休的老同志加入得少，联系不够主动。",
)
REMEDY = ("由秘书长牵头，每学期第十六周安排一次回看。", "退休欢送会上当面邀请，三个月内完成。")
HIGHLIGHTS = (
    "老同志进课堂已成常态，学生评价高。",
    "“银发讲坛”坚持五年，形成了品牌。",
    "档案按指标编号，一查就到。",
)
SHORTCOMINGS = (
    "会议纪要没有写明落实人和完成时间。",
    "谈心记录只到六月，下半年没有找到。",
    "经费台账缺少支出凭证的编号。",
)
ADVICE = ("请在纪要中写明落实人和时限。", "请补齐下半年的谈心记录。", "请在台账中加上凭证编号一栏。")
COMMENTS = ("材料齐全，能相互印证。", "做得扎实，还可以更系统。", "有记录，频次偏少。")


@dataclass(frozen=True, slots=True)
class Writer:
    """What the bulk is written with: the same seed gives the same university every time."""

    session: Session
    campaign: Campaign
    framework: Framework
    papers: Papers
    chance: Random
    when: date

    def add(self, *rows: Base) -> None:
        self.session.add_all(rows)

    def give_way(self) -> None:
        """Commit what stands and pause: who signs in while the play goes on would wait for a whole scene."""
        self.session.commit()
        sleep(0.12)  # SQLite lets a waiting writer ask again every 100 ms

    def day(self) -> date:
        """A day on which something happened that counts."""
        first, last = self.campaign.period_starts_on, min(self.when, self.campaign.period_ends_on)
        return first + timedelta(days=self.chance.randrange((last - first).days + 1))

    def score(self, criterion: Criterion, ratio: float) -> Decimal:
        """A score near `ratio` of the maximum, on the criterion's grid and in its range."""
        near = min(1.0, max(0.2, self.chance.gauss(ratio, 0.05)))
        wanted = Decimal(str(near)) * criterion.max_score
        return (wanted / criterion.step).quantize(Decimal(1), ROUND_HALF_UP) * criterion.step


def answer(writer: Writer, submission: Submission, author: UUID, *, share: float = 1.0) -> None:
    """Answer the first `share` of the criteria, with their required evidence; preconditions when all."""
    criteria = writer.framework.criteria[: round(len(writer.framework.criteria) * share)]
    total = Decimal(0)
    for criterion in criteria:
        score = writer.score(criterion, 0.9)
        total += score
        texts = (writer.chance.choice(DONE), writer.chance.choice(PROBLEM), writer.chance.choice(REMEDY))
        fields = [each.code for each in writer.framework.report_fields]
        writer.add(
            Answer(
                submission_id=submission.id,
                criterion=criterion.code,
                level=criterion.level_of(score).code,
                self_score=score,
                texts=dict(zip(fields, texts, strict=False)),
                updated_by_id=author,
            )
        )
        submission.evidence_count += _evidence(writer, submission, criterion, author)
    submission.answered_count, submission.self_total = len(criteria), total
    if share >= 1:
        for precondition in writer.framework.preconditions:
            writer.add(
                PreconditionStatement(
                    submission_id=submission.id, code=precondition.code, met=True, updated_by_id=author
                )
            )
        _claim(writer, submission)
    writer.session.flush()


def _evidence(writer: Writer, submission: Submission, criterion: Criterion, author: UUID) -> int:
    count = 0
    for position, requirement in enumerate(criterion.evidence):
        for _ in range(requirement.min if requirement.required else 0):
            count += 1
            _piece(writer, submission, criterion, position, count, author)
    return count


def _piece(
    writer: Writer, submission: Submission, criterion: Criterion, position: int, count: int, author: UUID
) -> None:
    requirement = criterion.evidence[position]
    photograph = {"jpg", "pdf"} & set(requirement.extensions) == {"jpg"}
    title = writer.chance.choice(
        [each for each in writer.papers if each.startswith("活动照片") is photograph]
    )
    digest, media_type, size, pages = writer.papers[title]
    piece, number = uuid4(), f"{criterion.code}-{count:02}"
    writer.add(
        Evidence(
            id=piece,
            unit_id=submission.unit_id,
            submission_id=submission.id,
            number=number,
            title=title,
            kind=requirement.kind,
            medium=Medium.FILE,
            is_sensitive=requirement.sensitive,
            event_on=writer.day(),
            created_by_id=author,
            revision_count=1,
        ),
        EvidenceLink(
            evidence_id=piece,
            submission_id=submission.id,
            criterion=criterion.code,
            requirement=position,
        ),
    )
    writer.session.flush()
    writer.add(
        EvidenceRevision(
            evidence_id=piece,
            ordinal=1,
            digest=digest,
            filename=f"附件{count}：{title}（最终版）.{'jpg' if photograph else 'pdf'}",
            media_type=media_type,
            size=size,
            pages=pages,
            uploaded_by_id=author,
        )
    )


def _claim(writer: Writer, submission: Submission) -> None:
    items = writer.framework.bonus.items
    if not items or writer.chance.random() < 0.4:
        return
    item = writer.chance.choice(items)
    tier = writer.chance.choice(item.tiers)
    writer.add(
        BonusClaim(
            submission_id=submission.id, item=item.code, tier=tier.code, fact="年度表彰文件，见佐证材料。"
        )
    )


def assign(
    writer: Writer, submission: Submission, readers: Sequence[tuple[User, Panel]], declared: set[UUID]
) -> list[Assignment]:
    """Give the submission its readers; each has signed the declaration and stands as “专家n” by chance."""
    names = writer.chance.sample(range(1, len(readers) + 1), len(readers))
    made = []
    for (reader, panel), pseudonym in zip(readers, names, strict=True):
        if reader.id not in declared:
            declared.add(reader.id)
            writer.add(
                Declaration(
                    campaign_id=submission.campaign_id,
                    user_id=reader.id,
                    text="本人承诺公正、回避、保密，不私下接触评议对象。",
                    signed_name=reader.name,
                )
            )
        made.append(
            Assignment(
                id=uuid4(),
                campaign_id=submission.campaign_id,
                submission_id=submission.id,
                unit_id=submission.unit_id,
                reviewer_id=reader.id,
                panel_id=panel.id,
                stage=AssignmentStage.ACCEPTED,
                pseudonym=pseudonym,
            )
        )
    writer.add(*made)
    submission.assigned_count = len(made)
    writer.session.flush()
    return made


def review(writer: Writer, assignment: Assignment, ratio: float) -> Review:
    """A review, not yet handed in: every criterion judged, findings, confirmations."""
    made = Review(
        id=uuid4(),
        assignment_id=assignment.id,
        submission_id=assignment.submission_id,
        reviewer_id=assignment.reviewer_id,
        report_heard=Arrangement.DONE,
        report_form="written",
        report_on=writer.when - timedelta(days=5),
        site_check=Arrangement.NOT_ARRANGED,
        arrangement_reason="本轮以书面评议为主。",
        achievements="组织健全，工作有计划、有检查，学生受益面广。",
        suggested_band=writer.framework.grade_bands[1].code,
    )
    writer.add(made)
    writer.session.flush()
    for criterion in writer.framework.criteria:
        score = writer.score(criterion, ratio)
        writer.add(
            Judgement(
                review_id=made.id,
                criterion=criterion.code,
                level=criterion.level_of(score).code,
                score=score,
                comment=writer.chance.choice(COMMENTS),
                triage=Triage.SETTLED,
            )
        )
    assignment.judged_count = len(writer.framework.criteria)
    for precondition in writer.framework.preconditions:
        writer.add(PreconditionConfirmation(review_id=made.id, code=precondition.code, confirmed=True))
    _findings(writer, made)
    writer.session.flush()
    return made


def _findings(writer: Writer, made: Review) -> None:
    criteria = writer.framework.criteria
    at = {"submission_id": made.submission_id, "review_id": made.id, "raised_by_id": made.reviewer_id}
    good, bad = writer.chance.choice(criteria).code, writer.chance.choice(criteria).code
    place = writer.chance.randrange(len(SHORTCOMINGS))
    problem = Finding(
        id=uuid4(),
        kind=FindingKind.SHORTCOMING,
        criterion=bad,
        severity=writer.chance.choice((Severity.MINOR, Severity.MAJOR)),
        text=SHORTCOMINGS[place],
        **at,
    )
    highlight = Finding(
        kind=FindingKind.HIGHLIGHT, criterion=good, text=writer.chance.choice(HIGHLIGHTS), **at
    )
    writer.add(problem, highlight)
    writer.session.flush()
    writer.add(
        Finding(
            kind=FindingKind.RECOMMENDATION, criterion=bad, text=ADVICE[place], answers_id=problem.id, **at
        )
    )
