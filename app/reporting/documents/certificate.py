"""The certificate of honour (PROCESS §4.18 and §5): four kinds, one language or both."""

import dataclasses
from datetime import date
from typing import ClassVar, Literal

from app.domain.locale_text import LocaleText
from app.reporting.documents.paper import Paper

COMRADE = LocaleText({"zh": "同志"})
UNSAID = LocaleText({})
Kind = Literal["unit", "person", "participation", "reviewer"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Certificate(Paper):
    """`language` is the language of record; `beside` prints the English under the Chinese.

    recipient: the full official name · address_as: 同志, 老师 or 教授, as the person chose (persons
    and reviewers) · campaign: its full title with the year · field_of_work: 关心下一代工作 (persons) ·
    award: the title won (units and persons) · sentence: replaces the pattern's middle sentence ·
    issuers: in order of rank · number: never used twice · serial: the second number, with check
    digits · verify_at: exactly what the QR holds, https://host/verify/<code>.
    """

    template: ClassVar[str] = "certificate.html"
    archival: ClassVar[bool] = True

    kind: Kind
    recipient: LocaleText
    address_as: LocaleText = COMRADE
    campaign: LocaleText
    year: int
    field_of_work: LocaleText = UNSAID
    award: LocaleText | None = None
    sentence: LocaleText | None = None
    issuers: tuple[LocaleText, ...]
    issued_on: date
    number: str
    serial: str = ""
    verify_at: str
    beside: bool = False
