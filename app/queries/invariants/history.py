"""The history: numbered without a gap, in the order of time, about things that exist."""

from datetime import timedelta

from sqlalchemy import exists, func, or_, select

from app.models.audit import AuditEntry
from app.models.base import Moment
from app.models.campaign import Campaign
from app.models.unit import Unit

from .invariant import Invariant, Records

CLOCKS_MAY_DIFFER = timedelta(seconds=30)  # between the machines of a house


def backwards(records: Records) -> list[str]:
    """Entries that are older than the one before them."""
    before = func.lag(AuditEntry.at, type_=Moment()).over(order_by=AuditEntry.sequence)
    timed = select(AuditEntry.sequence, AuditEntry.at, before.label("before")).subquery()
    rows = records.session.execute(
        select(timed.c.sequence, timed.c.at, timed.c.before).where(timed.c.at < timed.c.before)
    )
    return [
        f"entry {row.sequence}, at {row.at}, the one before at {row.before}"
        for row in rows
        if row.before - row.at > CLOCKS_MAY_DIFFER
    ]


INVARIANTS = (
    Invariant(
        "history.gapless",
        "The entries of the history are numbered 1, 2, 3 without a gap.",
        select(func.count().label("entries"), func.max(AuditEntry.sequence).label("last"))
        .select_from(AuditEntry)
        .having(
            or_(
                func.count() != func.coalesce(func.max(AuditEntry.sequence), 0),
                func.count(AuditEntry.sequence.distinct()) != func.count(),
                func.min(AuditEntry.sequence) < 1,
            )
        ),
    ),
    Invariant("history.in_time", "A later entry of the history is not older.", backwards),
    Invariant(
        "history.of_something",
        "An entry of the history names a campaign and a unit that exist.",
        select(AuditEntry.sequence.label("entry")).where(
            or_(
                AuditEntry.campaign_id.is_not(None) & ~exists().where(Campaign.id == AuditEntry.campaign_id),
                AuditEntry.unit_id.is_not(None) & ~exists().where(Unit.id == AuditEntry.unit_id),
            )
        ),
    ),
)
