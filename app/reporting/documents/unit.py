"""The hand-over form (PROCESS §4.20): when a contributor or a reviewer changes."""

import dataclasses
from datetime import date, datetime
from typing import ClassVar

from app.reporting.documents.paper import Form


@dataclasses.dataclass(frozen=True, kw_only=True)
class OpenTask:
    task: str
    state: str = ""
    due: date | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class HandOver(Form):
    """Confirmed by both, or by the coordinator in place of one who has left."""

    template: ClassVar[str] = "hand_over.html"

    number: str = ""
    role: str
    from_person: str
    to_person: str
    effective: date
    tasks: tuple[OpenTask, ...] = ()
    done: tuple[str, ...] = ()
    remark: str = ""
    confirmed_from: datetime | None = None
    confirmed_to: datetime | None = None
    confirmed_by_coordinator: datetime | None = None
