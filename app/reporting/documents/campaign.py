"""The notice that opens a campaign (PROCESS §4.1)."""

import dataclasses
from datetime import date
from typing import ClassVar

from app.reporting.documents.paper import Paper


@dataclasses.dataclass(frozen=True, kw_only=True)
class StageLine:
    """A row of the timetable; both days are included, the last until 24:00 Beijing time."""

    stage: str
    begins: date
    ends: date
    remark: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Notice(Paper):
    """`panels`: name and units · texts may hold several lines, each becomes a paragraph."""

    template: ClassVar[str] = "notice.html"

    issuer: str
    number: str
    title: str
    addressee: str
    grounds: str
    units: str
    framework: str
    framework_summary: str = ""
    stages: tuple[StageLine, ...] = ()
    panels: tuple[tuple[str, str], ...] = ()
    requirements: str = ""
    use_of_results: str = ""
    receipt_required: bool = True
    contact: str
    phone: str
    attachments: tuple[str, ...] = ()
    dated: date
