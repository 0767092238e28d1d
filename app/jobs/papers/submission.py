"""The unit's own papers: the self-evaluation report with its list of evidence, and the sign-off sheet."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain import report
from app.domain.answer import AnswerContent
from app.domain.calendar import beijing_date
from app.domain.framework import Criterion
from app.domain.text import N_
from app.domain.unit import MemberCategory, in_force
from app.domain.vocabulary import name_of
from app.models.document import Document
from app.queries import clock, evidence, profiles, seals, sign_offs, statements, submissions, units
from app.queries.evidence import EvidenceRow
from app.queries.seals import SealRow
from app.queries.submissions import Standing
from app.reporting.documents import pdf, translator
from app.reporting.documents.submission import (
    AnswerPart,
    BonusLine,
    EvidenceLine,
    Post,
    PreconditionLine,
    SealLine,
    SectionPart,
    SelfEvaluationReport,
    SignOff,
    UnitPart,
)
from evidence_store import EvidenceStore

STUDENTS = N_("Number of students")


def self_evaluation(session: Session, _: EvidenceStore, document: Document) -> bytes:
    """The whole of what a unit says of itself (PROCESS §4.2–4.4)."""
    standing = submissions.unasked(session, document.subject_id)
    language, framework = document.locale, standing.framework
    text = statements.report_text(session, standing)
    said = statements.contents(session, document.subject_id)
    pieces = evidence.on_paper(session, document.subject_id)
    chapters = report.chapters(text, statements.language_of(standing))
    return pdf(
        SelfEvaluationReport(
            generated_at=clock.now(session),
            language=language,
            unit=standing.submission.unit_name,
            campaign=standing.campaign.title,
            version=framework.version,
            framework=framework.name.in_language(language),
            unit_part=_unit_part(session, standing, language),
            chapters=tuple((chapter.title, chapter.body) for chapter in chapters),
            sections=_sections(standing, said, pieces, language),
            preconditions=_preconditions(session, standing, language),
            bonus=_bonus(session, standing, language),
            evidence=tuple(_line(standing, piece, language) for piece in pieces),
            self_total=sum((each.counted for each in said.values()), Decimal(0)),
            full_total=framework.scoring.base_total,
            words=report.length(text),
        )
    )


def sign_off(session: Session, _: EvidenceStore, document: Document) -> bytes:
    """The sheet of the signatory (PROCESS §4.5): signed, or a blank to sign on paper."""
    standing = submissions.unasked(session, document.subject_id)
    language, say = document.locale, translator(document.locale)
    summary = sign_offs.summary(session, standing)
    newest = summary.lines[0] if summary.lines else None
    return pdf(
        SignOff(
            generated_at=clock.now(session),
            language=language,
            unit=standing.submission.unit_name,
            campaign=standing.campaign.title,
            version=standing.framework.version,
            self_total=summary.total,
            full_total=summary.most,
            sections=tuple(
                (each.section.title.in_language(language), each.score, each.most) for each in summary.sums
            ),
            gaps=tuple(
                (_titled(gap.criterion, language), gap.score, gap.criterion.max_score) for gap in summary.gaps
            ),
            risks=tuple(
                say(each.text) % {name: _worded(value, language) for name, value in each.params.items()}
                for each, _ in summary.risks
            ),
            preconditions_met=summary.met,
            preconditions_asked=len(standing.framework.preconditions),
            evidence_count=standing.submission.evidence_count,
            commitment=newest.commitment if newest and newest.commitment else say(report.COMMITMENT),
            approved=newest.approved if newest else None,
            opinion=newest.remark if newest else "",
            signatory=newest.signatory if newest else "",
            post=newest.duty if newest else "",
            signed_at=newest.at if newest else None,
            deputy_for=newest.deputy_for if newest else "",
            meeting=newest.meeting if newest else "",
            meeting_on=newest.meeting_on if newest else None,
            seals=tuple(seal_line(each) for each in seals.of_submission(session, document.subject_id)),
        )
    )


def seal_line(seal: SealRow) -> SealLine:
    """A seal for print."""
    return SealLine(ordinal=seal.ordinal, sealed_at=seal.sealed_at, pieces=len(seal.pieces), root=seal.root)


def _unit_part(session: Session, standing: Standing, language: str) -> UnitPart:
    """Posts and members from the unit's profile, as on the day the report was handed in (or today).

    Telephone numbers stay in the contact list: readers have no need of them.
    """
    say = translator(language)
    submitted = standing.submission.submitted_at
    day = beijing_date(submitted or clock.now(session))
    unit = units.card(session, standing.submission.unit_id)
    held = [row for row in profiles.posts(session, unit.id) if in_force(row.starts_on, row.ends_on, day)]
    there = [row for row in profiles.members(session, unit.id) if in_force(row.starts_on, row.ends_on, day)]
    counted = Counter(row.category for row in there)
    facts = ((say(STUDENTS), str(unit.student_count)),) if unit.student_count is not None else ()
    return UnitPart(
        posts=tuple(Post(post=say(name_of(row.kind)), name=row.person, position=row.duty) for row in held),
        members=tuple((say(name_of(each)), counted[each]) for each in MemberCategory if counted[each]),
        facts=facts,
    )


def _sections(
    standing: Standing, said: Mapping[str, AnswerContent], pieces: list[EvidenceRow], language: str
) -> tuple[SectionPart, ...]:
    return tuple(
        SectionPart(
            number=section.code,
            title=section.title.in_language(language),
            answers=tuple(
                _answer(criterion, said.get(criterion.code, AnswerContent()), pieces, language)
                for criterion in section.criteria
            ),
        )
        for section in standing.framework.sections
    )


def _answer(
    criterion: Criterion, said: AnswerContent, pieces: list[EvidenceRow], language: str
) -> AnswerPart:
    return AnswerPart(
        code=criterion.code,
        title=criterion.title.in_language(language),
        full=criterion.max_score,
        level=said.level,
        score=said.self_score,
        achievement=said.texts.get("achievement", ""),
        problems=said.texts.get("problems", ""),
        improvement=said.texts.get("improvement", ""),
        not_applicable=said.not_applicable_reason if said.not_applicable else "",
        evidence=tuple(piece.number for piece in pieces if piece.serves(criterion.code)),
    )


def _preconditions(session: Session, standing: Standing, language: str) -> tuple[PreconditionLine, ...]:
    stated = statements.of_preconditions(session, standing.submission.id)
    nothing = statements.Statement()
    return tuple(
        PreconditionLine(
            code=each.code,
            text=each.text.in_language(language),
            met=stated.get(each.code, nothing).met,
            remark=stated.get(each.code, nothing).remark,
        )
        for each in standing.framework.preconditions
    )


def _bonus(session: Session, standing: Standing, language: str) -> tuple[BonusLine, ...]:
    lines = []
    for claim in statements.claims(session, standing.submission.id):
        item = standing.framework.bonus_item(claim.item)
        tier = item.tier(claim.tier)
        title = f"{item.title.in_language(language)} {tier.title.in_language(language)}"
        lines.append(
            BonusLine(
                text=f"{item.code} {title}: {claim.fact}",
                claimed=tier.score,
                decided=claim.granted_score,
                remark=claim.decision_reason,
            )
        )
    return tuple(lines)


def _line(standing: Standing, piece: EvidenceRow, language: str) -> EvidenceLine:
    kind = standing.framework.evidence_kinds.get(piece.kind)
    return EvidenceLine(
        number=piece.number,
        title=piece.title,
        kind=kind.in_language(language) if kind else piece.kind,
        event_date=piece.event_on,
        criteria=tuple(use.place for use in piece.uses),
        extent=str(piece.pages or ""),
        visibility=translator(language)(name_of(piece.visibility)),
        added=piece.created_by,
        digest=(piece.digest or "")[:8],
        version=f"v{piece.revision_count}" if piece.revision_count else "",
        remark=piece.note,
    )


def _titled(criterion: Criterion, language: str) -> str:
    return f"{criterion.code} {criterion.title.in_language(language)}"


def _worded(value: object, language: str) -> object:
    return value.get(language, "") if isinstance(value, Mapping) else value
