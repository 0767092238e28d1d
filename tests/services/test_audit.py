"""The log: one entry a deed, numbered without a gap, its values kept as texts that anybody can read later."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actions import Action
from app.domain.actors import SYSTEM
from app.domain.errors import Sentence
from app.domain.procedure import CampaignStage
from app.models.audit import AuditEntry
from app.services import audit

ONE = UUID("00000000-0000-0000-0000-000000000001")


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (None, None),
        (True, True),
        (7, 7),
        ("文", "文"),
        (CampaignStage.DECISION, "decision"),
        (date(2025, 11, 5), "2025-11-05"),
        (datetime(2025, 11, 5, 7, tzinfo=UTC), "2025-11-05T07:00:00+00:00"),
        (Decimal("4.50"), "4.50"),
        (ONE, str(ONE)),
        ({ONE: Decimal("1.5")}, {str(ONE): "1.5"}),
        ((CampaignStage.NOTICE, (ONE,)), ["notice", [str(ONE)]]),
        (frozenset({date(2025, 11, 5)}), ["2025-11-05"]),
        (Sentence("共 %(count)s 份", {"count": 2}), "共 2 份"),
    ],
)
def test_a_value_is_kept_as_json_keeps_it(value: object, kept: object) -> None:
    assert audit.plain(value) == kept


def test_what_would_change_is_told_with_what_was_and_nothing_else(session: Session) -> None:
    entry = audit.record(session, SYSTEM, Action.URGE, ONE, reason="旧")
    assert audit.difference(entry, reason="新", actor_name=SYSTEM.name) == {"reason": ("旧", "新")}


def test_entries_are_numbered_in_their_order_without_a_gap(session: Session) -> None:
    for number in range(3):
        audit.record(session, SYSTEM, Action.URGE, ONE, changes={"number": (number, Decimal(number))})
    with session.begin_nested() as undone:
        audit.record(session, SYSTEM, Action.URGE, ONE)
        undone.rollback()
    audit.record(session, SYSTEM, Action.SUPERVISE, None, word="末")
    rows = session.execute(
        select(AuditEntry.sequence, AuditEntry.action, AuditEntry.changes, AuditEntry.details).order_by(
            AuditEntry.sequence
        )
    )
    assert [tuple(row) for row in rows] == [
        (1, "unit.urge", {"number": [0, "0"]}, {}),
        (2, "unit.urge", {"number": [1, "1"]}, {}),
        (3, "unit.urge", {"number": [2, "2"]}, {}),
        (4, "unit.supervise", {}, {"word": "末"}),
    ]
