"""Every record at once, for what needs the whole schema: migrations, tests and fsck."""

from . import (
    account,
    assignment,
    audit,
    calendar,
    campaign,
    certificate,
    document,
    evidence,
    feedback,
    framework,
    guards,
    notification,
    rectification,
    result,
    review,
    submission,
    unit,
)
from .base import Base

__all__ = [
    "Base",
    "account",
    "assignment",
    "audit",
    "calendar",
    "campaign",
    "certificate",
    "document",
    "evidence",
    "feedback",
    "framework",
    "guards",
    "notification",
    "rectification",
    "result",
    "review",
    "submission",
    "unit",
]
