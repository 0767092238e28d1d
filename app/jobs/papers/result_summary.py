"""汇总表 (PROCESS §4.10): the board's sheet of the computation that stands, for the meeting's signatures."""

from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.calendar import BEIJING
from app.domain.errors import Conflict
from app.domain.framework import Framework
from app.domain.kept_figures import number
from app.domain.text import N_
from app.models.account import User
from app.models.campaign import Campaign
from app.models.document import Document
from app.models.unit import Unit
from app.queries import clock, frameworks, results
from app.queries.results import Line
from app.reporting.documents.rendering import pdf
from app.reporting.documents.result import ResultRow, ResultSummary
from app.reporting.documents.wording import translator
from evidence_store import EvidenceStore

READER = "Reviewer %(number)s"
FAR_OFF = "%(reader)s far off"


def assemble(session: Session, _: EvidenceStore, document: Document) -> bytes:
    """The summary as PDF, with the name of who asked for it across every page. Raises Conflict."""
    campaign = session.get_one(Campaign, document.subject_id)
    newest = results.newest_run(session, campaign.id)
    if newest is None:
        raise Conflict(N_("The results have not been computed yet."))
    framework, into = frameworks.pinned(session, campaign), document.locale
    moment = clock.now(session)
    who = session.get(User, document.asked_by_id) if document.asked_by_id else None
    summary = ResultSummary(
        generated_at=moment,
        language=into,
        watermark=f"{who.name} {moment.astimezone(BEIJING):%Y-%m-%d %H:%M}" if who else "",
        unit=session.get_one(Unit, campaign.owner_id).name,
        campaign=campaign.title_en if into == "en" and campaign.title_en else campaign.title,
        version=str(newest.ordinal),
        panels=tuple(panel.title.in_language(into) for panel in framework.review.panels),
        rows=tuple(_row(framework, line, into) for line in results.lines_of(session, newest.id)),
    )
    return pdf(summary)


def _row(framework: Framework, line: Line, language: str) -> ResultRow:
    told = framework.scoring.show_total
    kept = {panel["code"]: panel for panel in line.figures["panels"]}
    return ResultRow(
        rank=line.rank,
        unit=line.unit_name,
        panels=tuple(
            _means(kept.get(panel.code)) if told else (None, None) for panel in framework.review.panels
        ),
        base=line.base if told else None,
        bonus=line.bonus if told else None,
        total=line.total if told else None,
        triggered="、".join(effect["code"] for effect in line.figures["effects"]),
        grade=framework.band(line.band).title.in_language(language),
        remark=_remark(line, language),
    )


def _means(panel: dict[str, str] | None) -> tuple[Decimal | None, Decimal | None]:
    return (None, None) if panel is None else (number(panel["mean"]), number(panel["untrimmed"]))


def _remark(line: Line, language: str) -> str:
    say = translator(language)
    words = [say(line.note)] if line.note else []
    far = [say(READER) % {"number": key} for key in line.figures["outliers"]]
    return "；".join([*words, *(say(FAR_OFF) % {"reader": reader} for reader in far)])
