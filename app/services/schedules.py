"""The stage windows of a campaign: saved after a look, moved only later once they are announced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Role
from app.domain.calendar import end_of_day, named_day, start_of_day
from app.domain.errors import Invalid, Sentence, sentence
from app.domain.procedure import CampaignStage
from app.domain.text import N_
from app.models.campaign import Campaign, StageWindow
from app.queries import subjects

from . import audit, gate, notifications

STAGES = tuple(CampaignStage)
BACKWARDS = N_("The last day lies before the first. Please look at both dates.")


@dataclass(frozen=True, slots=True)
class Window:
    """A stage as announced: first day, recommended last day, last day (24:00 Beijing); by hand or by date."""

    stage: CampaignStage
    first: date
    last: date
    soft_end: date | None = None
    by_date: bool = False


def save(
    session: Session,
    actor: Actor,
    campaign_id: UUID,
    seen: int,
    windows: Sequence[Window],
    *,
    reason: str = "",
) -> Campaign:
    """Set the windows of a campaign; a stage not named keeps its own. `seen` is the version the person saw.

    A stage that is over keeps its dates, and what was announced never ends earlier. Units are told once the
    dates are out. Raises NotFound, NotPermitted, StaleVersion, Invalid (fields `<stage>_first` …).
    """
    campaign = gate.enter_campaign(session, campaign_id, closing=True)
    policy.require(
        actor, Action.SET_UP_CAMPAIGN, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN
    )
    gate.require_version(
        session,
        seen=seen,
        current=campaign.version,
        changed_by=campaign.updated_by_id,
        changed_at=campaign.updated_at,
        differences={},
    )
    rows = session.scalars(select(StageWindow).where(StageWindow.campaign_id == campaign.id))
    known = {row.stage: row for row in rows}
    _require_sound(campaign, known, windows)
    changes: dict[str, tuple[object, object]] = {}
    for window in windows:
        changes |= _set(session, campaign, known.get(window.stage), window)
    if not changes:
        return campaign
    gate.touch(session, actor, campaign)
    audit.record(
        session,
        actor,
        Action.SET_UP_CAMPAIGN,
        campaign.id,
        campaign_id=campaign.id,
        reason=reason,
        changes=changes,
    )
    if campaign.stage is not CampaignStage.PREPARING:
        _tell(session, campaign)
    return campaign


def _set(
    session: Session, campaign: Campaign, row: StageWindow | None, window: Window
) -> dict[str, tuple[object, object]]:
    wanted = {
        "opens_at": start_of_day(window.first),
        "soft_ends_at": end_of_day(window.soft_end) if window.soft_end else None,
        "ends_at": end_of_day(window.last),
        "by_date": window.by_date,
    }
    if row is None:
        session.add(StageWindow(campaign_id=campaign.id, stage=window.stage, **wanted))
        return {f"{window.stage}.{name}": (None, value) for name, value in wanted.items()}
    changes = audit.difference(row, **wanted)
    for name, (_, value) in changes.items():
        setattr(row, name, value)
    return {f"{window.stage}.{name}": change for name, change in changes.items()}


def _require_sound(
    campaign: Campaign, known: dict[CampaignStage, StageWindow], windows: Sequence[Window]
) -> None:
    wrong: dict[str, Sentence | str] = {}
    before: Window | None = None
    for window in sorted(windows, key=lambda each: STAGES.index(each.stage)):
        if window.last < window.first:
            wrong[f"{window.stage}_last"] = N_(
                "The last day lies before the first. Please look at both dates."
            )
        if window.soft_end and not window.first <= window.soft_end <= window.last:
            wrong[f"{window.stage}_soft_end"] = N_("The recommended day lies outside the stage.")
        if before is not None and window.first <= before.last:
            wrong.setdefault(
                f"{window.stage}_first",
                sentence(N_("The stage before ends on %(day)s. Please begin after it."), day=before.last),
            )
        wrong |= _earlier(campaign, known.get(window.stage), window)
        before = window
    if wrong:
        raise Invalid(**wrong)


def _earlier(campaign: Campaign, row: StageWindow | None, window: Window) -> dict[str, Sentence | str]:
    """What was announced and would end earlier, or is over and would change."""
    if row is None or campaign.stage is CampaignStage.PREPARING:
        return {}
    last = named_day(row.ends_at)
    if STAGES.index(window.stage) < STAGES.index(campaign.stage) and window.last != last:
        return {f"{window.stage}_last": N_("This stage is over; its dates stay as they were.")}
    if window.last < last:
        return {
            f"{window.stage}_last": sentence(
                N_("%(day)s was announced. A stage can end later, not earlier."), day=last
            )
        }
    return {}


def _tell(session: Session, campaign: Campaign) -> None:
    people = notifications.concerned(session, campaign.id, Role.CONTRIBUTOR, Role.SIGNATORY)
    notifications.tell(
        session,
        people,
        N_("The dates of %(campaign)s have changed. Please look at the new ones."),
        campaign_id=campaign.id,
        link=f"/campaigns/{campaign.id}",
        campaign=campaign.title,
    )
