"""A campaign whose second college carries a canary in every text it ever wrote or was told.

A canary that turns up on a page of somebody else is a leak, whatever the page. Everything exists at every
stage, also what would come later: what must stay hidden must stay hidden by right, not by being absent.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from app.domain.actors import Role
from app.domain.assignment import ConflictKind
from app.domain.due_process import DecisionKind, Stance
from app.domain.letter import LetterTexts, Part
from app.domain.procedure import AssignmentStage, CampaignStage, CertificateStage, SubmissionStage
from app.domain.rectification import ProgressKind, Term
from app.domain.remark import Pinned
from app.domain.review import FindingKind, Severity
from app.domain.seal import Manifest, SealedPiece, root_of
from app.domain.unit import MemberCategory, PostKind
from app.models.account import Handover, PeopleDraft, User
from app.models.assignment import Assignment, ConflictOfInterest, Panel
from app.models.base import utc_now
from app.models.box import BoxedPiece, BoxTag
from app.models.campaign import Campaign
from app.models.certificate import Award, Certificate
from app.models.document import Document
from app.models.evidence import EvidenceRevision, Medium
from app.models.feedback import Appeal, AppealOpinion, FactCheck, FeedbackLetter
from app.models.parcel import Parcel, ParcelFile
from app.models.phone import PhonePass, PhoneSheets
from app.models.rectification import (
    Progress,
    RectificationItem,
    RectificationPlan,
    RectificationSummary,
)
from app.models.remark import Remark
from app.models.result import Decision, Result, Veto
from app.models.review import Finding, Judgement, PanelJudgement, Review
from app.models.seal import Seal
from app.models.submission import Answer, BonusClaim, Correction, PreconditionStatement, SignOff, Submission
from app.models.unit import Member, Post, Unit
from app.models.upload import Upload
from app.services import results
from tests.scene import Scene, university

FIVE_GOOD = "five-good"
BIRD = "金丝雀"  # in every text of the second college
SONG = "夜莺"  # in every text a reviewer wrote of the first college: not before its release
NAME = "杜鹃"  # in the name of every reviewer
NOW = datetime(2026, 3, 2, tzinfo=UTC)
STANDING = {
    CampaignStage.SELF_EVALUATION: SubmissionStage.DRAFTING,
    CampaignStage.PEER_REVIEW: SubmissionStage.UNDER_REVIEW,
    CampaignStage.FEEDBACK: SubmissionStage.REVIEWED,
    CampaignStage.RECTIFICATION: SubmissionStage.RECTIFYING,
}


@dataclass
class Aviary:
    """The campaign, its people by role at the first college, and the ids of both colleges' things."""

    scene: Scene
    campaign: Campaign
    file: str
    foreign_file: str
    people: dict[str, User] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)
    foreign: dict[str, Any] = field(default_factory=dict)
    total: str = ""  # of the second college: neither the best, the worst nor the middle of five

    def add(self, row: Any) -> UUID:
        self.scene.session.add(row)
        self.scene.session.flush()
        found: UUID = row.id
        return found


def aviary(session: Any, stage: CampaignStage, file: str = "0" * 64, foreign_file: str = "1" * 64) -> Aviary:
    """Five colleges at `stage`; the first is watched from, the second must not be seen.

    `file` is the digest of a file in the store, which the evidence of the first shows, `foreign_file` that of
    the second.
    """
    scene = university(session, colleges=5)
    campaign = scene.campaign(CampaignStage.FEEDBACK, framework=FIVE_GOOD, minimum_reviews=1)
    found = Aviary(scene, campaign, file, foreign_file)
    office = scene.coordinator()
    first, second = scene.colleges[0], scene.colleges[1]
    panel = scene.panel(campaign, "expert")
    found.people = {
        "contributor": scene.contributor(first),
        "signatory": scene.signatory(first),
        "member": scene.person("第一学院关工委委员", (Role.MEMBER, first), home=first),
        "unassigned": scene.reviewer("未派评审员", scene.university),
        "office": office,
    }
    ratios = ("0.91", "0.87", "0.95", "0.80", "0.89")
    units = []
    for college, ratio in zip(scene.colleges, ratios, strict=True):
        marked = {first: SONG, second: BIRD}.get(college, "")
        units.append(_unit(found, campaign, college, panel, ratio, marked))
    found.people["reviewer"] = session.get_one(User, found.own.pop("reviewer_id"))
    found.people["foreign reviewer"] = session.get_one(User, found.foreign.pop("reviewer_id"))
    found.people["foreign contributor"] = session.get_one(User, found.foreign["user_id"])
    results.compute(session, scene.actor(office), campaign.id)
    scored = session.query(Result).filter_by(submission_id=units[1].id).one()
    found.total = f"{scored.total:.2f}"
    for unit, ids, mark in ((units[0], found.own, ""), (units[1], found.foreign, BIRD)):
        _later(found, unit, ids, mark, office)
    for unit in units:
        unit.stage = STANDING[stage]
    _set_stage(session, campaign, stage)
    session.commit()
    return found


def _set_stage(session: Any, campaign: Campaign, stage: CampaignStage) -> None:
    campaign.stage = stage
    session.flush()


def _unit(
    found: Aviary, campaign: Campaign, college: Unit, panel: Panel, ratio: str, mark: str
) -> Submission:
    """A college that has answered and was read by one reviewer; `mark` is in what was written."""
    scene = found.scene
    unit = scene.submission(campaign, college, SubmissionStage.REVIEWED, answered=bool(mark), ratio=ratio)
    reviewer = scene.reviewer(f"评审专家{NAME}{college.name[1]}", scene.university)
    reading = scene.assignment(unit, reviewer, panel, AssignmentStage.SUBMITTED)
    review = scene.review(reading, scene.rules(campaign), ratio=ratio)
    if not mark:
        return unit
    ids = found.foreign if mark == BIRD else found.own
    for finding in scene.session.query(Finding).filter_by(review_id=review.id):
        finding.text = f"{mark}发现{finding.kind}"
    for judgement in scene.session.query(Judgement).filter_by(review_id=review.id):
        judgement.comment = f"{mark}评语"
    review.achievements, review.arrangement_reason = f"{mark}成绩", f"{mark}安排"
    ids |= {
        "submission_id": unit.id,
        "unit_id": college.id,
        "assignment_id": reading.id,
        "panel_id": panel.id,
    }
    ids |= {"campaign_id": campaign.id, "framework_id": campaign.framework_id, "reviewer_id": reviewer.id}
    problem = scene.session.query(Finding).filter_by(review_id=review.id, kind=FindingKind.SHORTCOMING).one()
    ids["finding_id"] = problem.id
    if mark == BIRD:
        _mark_answers(scene, unit)
    _told(found, unit, ids, mark if mark == BIRD else "")
    found.add(_remark(review, Pinned.NOT_FOUND, None, f"{mark}批注"))
    ids["remark_id"] = found.add(_remark(review, Pinned.REGION, ids["evidence_id"], f"{mark}批注"))
    return unit


def _remark(review: Review, pinned: Pinned, evidence_id: UUID | None, text: str) -> Remark:
    """What a reviewer pinned to the second page of a piece, or to what was not found."""
    edge = Decimal("0.5") if pinned is Pinned.REGION else None
    return Remark(
        review_id=review.id, submission_id=review.submission_id, criterion="1.1", pinned=pinned, text=text,
        evidence_id=evidence_id, revision=1, page=2 if edge else None,
        x=edge, y=edge, width=edge, height=edge,
    )  # fmt: skip


def _mark_answers(scene: Scene, unit: Submission) -> None:
    for answer in scene.session.query(Answer).filter_by(submission_id=unit.id):
        answer.texts = dict.fromkeys(answer.texts, f"{BIRD}答复")
    unit.report = f"{BIRD}报告"
    for statement in scene.session.query(PreconditionStatement).filter_by(submission_id=unit.id):
        statement.remark = f"{BIRD}必备条件"


def _told(found: Aviary, unit: Submission, ids: dict[str, Any], mark: str) -> None:
    """What a college says of itself beside its answers: evidence, claims, people, papers."""
    scene = found.scene
    author = scene.session.query(User).filter_by(home_unit_id=unit.unit_id).first()
    assert author
    author.phone, ids["user_id"] = f"{mark}电话", author.id
    ids["evidence_id"], digest = _evidence(found, unit, author, ids, mark)
    add = found.add
    claim = BonusClaim(submission_id=unit.id, item="B1", tier="provincial", fact=f"{mark}事实")
    wrong = Correction(
        submission_id=unit.id, criterion="1.1", remark=f"{mark}补正", requested_by_id=author.id
    )
    ids |= {"claim_id": add(claim), "correction_id": add(wrong)}
    add(
        SignOff(
            submission_id=unit.id,
            approved=True,
            remark=f"{mark}审签",
            signatory_id=author.id,
            signatory_name=f"{mark}书记",
        )
    )
    sealed = SealedPiece("1.1-99", f"{mark}封存", "link", ("1.1",), source=f"{mark}网址")
    text = Manifest(found.campaign.id, unit.id, unit.unit_name, (sealed,)).text()
    add(Seal(submission_id=unit.id, ordinal=1, manifest=text, root=root_of(text), sealed_by_id=author.id))
    minutes = PhonePass(
        token_digest=f"{mark}令牌", submission_id=unit.id, place="1.1", made_by_id=author.id,
        expires_at=NOW + timedelta(days=3650),
    )  # fmt: skip
    ids["pass_id"] = add(minutes)
    sheets = PhoneSheets(submission_id=unit.id, made_by_id=author.id, seed="", address=f"{mark}网址")
    ids["sheets_id"] = add(sheets)
    boxed = BoxedPiece(
        unit_id=unit.unit_id, medium=Medium.FILE, title=f"{mark}积累", note=f"{mark}备注", digest=digest,
        filename=f"{mark}照片.pdf", media_type="application/pdf", size=1, pages=2, created_by_id=author.id,
    )  # fmt: skip
    ids["boxed_id"] = add(boxed)
    add(BoxTag(piece_id=boxed.id, word=f"{mark}标签"))
    parcel = Parcel(
        submission_id=unit.id, made_by_id=author.id, digest=found.file, filename=f"{mark}材料.zip",
        began_at=NOW, expires_at=NOW + timedelta(days=1),
    )  # fmt: skip
    ids["parcel_id"] = add(parcel)
    add(ParcelFile(parcel_id=parcel.id, position=0, path=f"{mark}/附件.pdf", size=1))
    post = Post(unit_id=unit.unit_id, kind=PostKind.DIRECTOR, person=f"{mark}主任", starts_on=NOW.date())
    member = Member(
        unit_id=unit.unit_id, category=MemberCategory.VETERAN, person=f"{mark}委员", starts_on=NOW.date()
    )
    handover = Handover(
        unit_id=unit.unit_id,
        role=Role.CONTRIBUTOR,
        from_user_id=author.id,
        to_user_id=author.id,
        on=NOW.date(),
        open_tasks=f"{mark}交接",
        made_by_id=author.id,
    )
    draft = PeopleDraft(user_id=author.id, unit_id=unit.unit_id, kind="people", rows=[], created_at=NOW)
    paper = Document(
        kind="self_evaluation",
        subject_id=unit.id,
        campaign_id=unit.campaign_id,
        filename=f"{mark}自评报告.pdf",
        asked_by_id=author.id,
        state="ready",
        digest=digest,
    )
    ids |= {"post_id": add(post), "member_id": add(member), "draft_id": add(draft)}
    ids |= {"handover_id": add(handover), "document_id": add(paper)}


def _evidence(
    found: Aviary, unit: Submission, author: User, ids: dict[str, Any], mark: str
) -> tuple[UUID, str]:
    """A file in two versions whose words are known, and another on its way."""
    scene, digest = found.scene, found.foreign_file if mark else found.file
    scene.words(digest, f"{mark}飞过校园", f"再次飞过{mark}")
    piece = scene.evidence(unit, "1.1-09", author, digest=digest, filename=f"{mark}文件.pdf", pages=2)
    piece.title, piece.revision_count = f"{mark}材料", 2
    found.add(
        EvidenceRevision(
            evidence_id=piece.id, ordinal=2, digest=digest, filename=f"{mark}新版.pdf", size=1, pages=2,
            media_type="application/pdf", reason=f"{mark}替换", uploaded_by_id=author.id,
        )
    )  # fmt: skip
    under_way = Upload(
        user_id=author.id, submission_id=unit.id, criterion="1.1", requirement=0, filename=f"{mark}上传.pdf",
        told=f"filename {mark}", length=4, began_at=utc_now(), expires_at=utc_now() + timedelta(days=1),
    )  # fmt: skip
    ids["upload_id"] = found.add(under_way)
    return piece.id, digest


def _later(found: Aviary, unit: Submission, ids: dict[str, Any], mark: str, office: User) -> None:
    """What comes of the reviews: letter, fact check, appeal, veto, rectification, certificate."""
    session, add = found.scene.session, found.add
    author = ids["user_id"]
    scored = session.query(Result).filter_by(submission_id=unit.id).one()
    letter = FeedbackLetter(
        submission_id=unit.id,
        ordinal=1,
        number=f"关评意见{mark or '甲'}号",
        result_id=scored.id,
        texts=LetterTexts(f"{mark}总评", shortcomings=(Part(f"{mark}问题", ("1.1",)),)).kept(),
        issued_at=NOW,
        issued_by_id=office.id,
        fact_check_ends_at=NOW + timedelta(days=5),
        appeal_ends_at=NOW + timedelta(days=9),
    )
    appeal = Appeal(
        submission_id=unit.id,
        number=f"申诉{mark or '甲'}",
        criterion="1.1",
        reason=f"{mark}申诉理由",
        lodged_by_id=author,
    )
    ids |= {"letter_id": add(letter), "appeal_id": add(appeal)}
    add(AppealOpinion(appeal_id=appeal.id, handler_id=office.id, keep=True, reason=f"{mark or SONG}复核意见"))
    check = FactCheck(
        submission_id=unit.id,
        criterion="1.1",
        stance=Stance.WRONG,
        text=f"{mark}核对",
        answer=f"{mark}答复",
        stated_by_id=author,
    )
    veto = Veto(
        submission_id=unit.id,
        code="V1",
        reason=f"{mark}否决",
        basis=f"{mark}依据",
        proposed_by_id=office.id,
    )
    ids |= {"fact_check_id": add(check), "veto_id": add(veto)}
    add(
        PanelJudgement(
            submission_id=unit.id,
            criterion="1.1",
            ordinal=1,
            level="A",
            score=Decimal("4.9"),
            reason=f"{mark or SONG}合议",
            decided_by_id=office.id,
        )
    )
    reading = session.get_one(Assignment, ids["assignment_id"])
    add(
        ConflictOfInterest(
            campaign_id=unit.campaign_id,
            user_id=reading.reviewer_id,
            unit_id=unit.unit_id,
            kind=ConflictKind.KIN,
            remark=f"{BIRD}回避",
        )
    )
    _rectification(found, unit, ids, mark, reading.reviewer_id)
    _recognition(found, unit, ids, mark, office)


def _rectification(found: Aviary, unit: Submission, ids: dict[str, Any], mark: str, reviewer: UUID) -> None:
    add, author = found.add, ids["user_id"]
    item = RectificationItem(
        submission_id=unit.id,
        number=1,
        finding_id=ids["finding_id"],
        raised_by_id=reviewer,
        criterion="1.1",
        problem=f"{mark}整改问题",
        advice=f"{mark}整改建议",
        severity=Severity.MINOR,
        raised_on=NOW.date(),
    )
    ids["item_id"] = add(item)
    add(
        RectificationPlan(
            item_id=item.id,
            ordinal=1,
            cause=f"{mark}原因",
            aim=f"{mark}目标",
            measure=f"{mark}措施",
            leader=f"{mark}责任领导",
            owner=f"{mark}责任人",
            term=next(iter(Term)),
            due_on=date(2026, 12, 1),
            by_id=author,
        )
    )
    add(Progress(item_id=item.id, kind=next(iter(ProgressKind)), text=f"{mark}进展", by_id=author))
    add(RectificationSummary(submission_id=unit.id, overview=f"{mark}总结"))


def _recognition(found: Aviary, unit: Submission, ids: dict[str, Any], mark: str, office: User) -> None:
    add = found.add
    decision = Decision(
        campaign_id=unit.campaign_id, kind=DecisionKind.COMMENDATION, on=NOW.date(), recorded_by_id=office.id
    )
    add(decision)
    award = Award(
        campaign_id=unit.campaign_id,
        submission_id=unit.id,
        decision_id=decision.id,
        code="fivegood",
        titles={"zh": "“五好”关工委", "en": "Five-good"},
        recipient=unit.unit_name,
        reason=f"{mark}理由",
    )
    ids["award_id"] = add(award)
    certificate = Certificate(
        campaign_id=unit.campaign_id,
        award_id=award.id,
        serial=f"S{unit.id.hex[:8]}",
        number=f"N{unit.id.hex[:8]}",
        code=uuid4().hex[:26].upper(),
        stage=CertificateStage.DRAFT,
        snapshot={},
        drafted_by_id=office.id,
        issued_at=NOW + timedelta(days=1),
    )
    ids["certificate_id"] = add(certificate)
