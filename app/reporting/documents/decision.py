"""The public notice (PROCESS §4.16) and the decision of commendation (§4.17)."""

import dataclasses
from datetime import date
from typing import ClassVar

from app.reporting.documents.paper import Paper


@dataclasses.dataclass(frozen=True, kw_only=True)
class Honours:
    """One title with those who receive it, in the order they are to be read; `rule` is what is yet to be
    checked of those proposed for it.
    """

    title: str
    recipients: tuple[str, ...]
    persons: bool = False
    rule: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class PublicNotice(Paper):
    """Grades or titles only, never scores. Both days are included."""

    template: ClassVar[str] = "public_notice.html"

    issuer: str
    number: str
    campaign: str
    grounds: str
    honours: tuple[Honours, ...]
    begins: date
    ends: date
    working_days: int
    office: str
    phone: str
    mail: str = ""
    address: str = ""
    dated: date


@dataclasses.dataclass(frozen=True, kw_only=True)
class Decision(Paper):
    """`legal_basis`, `meeting` and `met_on` are the ground; `expectation` is the closing paragraph."""

    template: ClassVar[str] = "decision.html"

    issuer: str
    number: str
    campaign: str
    addressee: str
    legal_basis: str = ""
    meeting: str
    met_on: date
    honours: tuple[Honours, ...]
    expectation: str = ""
    dated: date
