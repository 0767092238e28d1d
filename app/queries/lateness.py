"""Who is behind: the end of a leg compared with the clock, in SQL, so that a page and an urging agree."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, false, or_, select
from sqlalchemy.orm import Session

from app.domain.procedure import CampaignStage, SubmissionStage
from app.domain.relay import LEGS, WAITS_FOR_OTHERS
from app.models.campaign import Extension, StageWindow
from app.models.submission import Correction, Submission

from . import clock


def windows_now(session: Session, campaign_id: UUID) -> tuple[dict[CampaignStage, datetime], datetime]:
    """The hard ends of a campaign by stage, and the database's present. One statement."""
    rows = session.execute(
        select(clock.present(session).label("moment"), StageWindow.stage, StageWindow.ends_at)
        .select_from(select(1).subquery())
        .outerjoin(StageWindow, StageWindow.campaign_id == campaign_id)
    ).all()
    ends = {row.stage: row.ends_at for row in rows if row.stage is not None}
    return ends, clock.read(rows[0].moment)


def is_late(windows: Mapping[CampaignStage, datetime], now: datetime) -> ColumnElement[bool]:
    """A submission is behind: the end of its leg has passed, and no extension or correction date runs."""
    corrected = and_(
        Correction.submission_id == Submission.id,
        Correction.done_at.is_(None),
        Correction.due_at.is_not(None),
    )
    in_correction = Submission.stage == SubmissionStage.RETURNED_FOR_CORRECTION
    own_date = and_(in_correction, exists().where(corrected))
    legs: list[ColumnElement[bool]] = []
    for rule in LEGS.values():
        end = windows.get(rule.window)
        if end is None or now < end:
            continue
        legs.append(
            and_(
                Submission.stage.in_(rule.stages - WAITS_FOR_OTHERS),
                ~_extended_in(rule.window, now),
                ~own_date,
            )
        )
    overdue = and_(in_correction, exists().where(corrected, Correction.due_at <= now))
    return or_(false(), overdue, *legs)


def is_extended(now: datetime) -> ColumnElement[bool]:
    """An extension of the leg the submission is on still runs."""
    return or_(
        *(and_(Submission.stage.in_(rule.stages), _extended_in(rule.window, now)) for rule in LEGS.values())
    )


def _extended_in(stage: CampaignStage, now: datetime) -> ColumnElement[bool]:
    return exists().where(
        Extension.submission_id == Submission.id, Extension.stage == stage, Extension.ends_at > now
    )


def behind(session: Session, campaign_id: UUID) -> list[Row[Any]]:
    """Every unit that is behind, with id, unit, name and stage: for an urging in one go."""
    late = is_late(*windows_now(session, campaign_id))
    return list(
        session.execute(
            select(Submission.id, Submission.unit_id, Submission.unit_name, Submission.stage)
            .where(Submission.campaign_id == campaign_id, late)
            .order_by(Submission.unit_code, Submission.id)
        )
    )
