"""What every document has in common: its language, its date, its foot and its check code."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar


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
    rows = {
        field.name: _plain(getattr(document, field.name))
        for field in dataclasses.fields(document)
        if field.name not in ("generated_at", "watermark")
    }
    text = json.dumps([document.template, rows], ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest().upper()
    return f"{digest[:4]}-{digest[4:8]}"


def _plain(value: object) -> object:
    """A row as lists, mappings and texts only."""
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(part) for part in value]
    return value if value is None or isinstance(value, bool) else str(value)
