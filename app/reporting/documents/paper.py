"""What every document has in common: its language, its date, its foot and its check code."""

import dataclasses
import hashlib
import json
from datetime import datetime
from typing import ClassVar, NamedTuple


class LocaleText(NamedTuple):
    """A text of a campaign in both languages; a missing English text falls back to the Chinese."""

    zh: str
    en: str = ""

    def in_language(self, language: str) -> str:
        return self.en if language == "en" and self.en else self.zh


@dataclasses.dataclass(frozen=True, kw_only=True)
class Paper:
    """Any document. `generated_at` carries a time zone; `language` is "zh" or "en"."""

    template: ClassVar[str]
    archival: ClassVar[bool] = False

    generated_at: datetime
    language: str = "zh"
    watermark: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Form(Paper):
    """A form of PROCESS §4: unit, campaign and version stand at the foot of each page."""

    unit: str
    campaign: str
    version: str


def check_code(document: Paper) -> str:
    """Eight hexadecimal digits in two groups that follow from what the document says.

    The time of generation and the watermark are left out: two prints of the same rows agree.
    """
    rows = dataclasses.asdict(document)
    del rows["generated_at"], rows["watermark"]
    text = json.dumps([document.template, rows], ensure_ascii=False, sort_keys=True, default=str)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest().upper()
    return f"{digest[:4]}-{digest[4:8]}"
