"""A content-addressed store for evidence. Knows nothing of Flask, the database or app/."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from .interface import (
    Digest,
    EvidenceCorrupt,
    EvidenceError,
    EvidenceMissing,
    EvidenceStore,
    StoreFull,
    StoreMissing,
)
from .local import LocalStore
from .memory import MemoryStore

__all__ = [
    "Digest",
    "EvidenceCorrupt",
    "EvidenceError",
    "EvidenceMissing",
    "EvidenceStore",
    "StoreFull",
    "StoreMissing",
    "open_store",
]


def open_store(url: str, *, create: bool = True) -> EvidenceStore:
    """The store at `file:///var/lib/evidence`, `file:a/relative/path` or `memory:` (a new, empty one).

    With `create=False` a directory that does not exist raises StoreMissing, instead of being made.
    An address of another kind raises ValueError.
    """
    parts = urlsplit(url)
    match parts.scheme, parts.netloc, unquote(parts.path):
        case "file", "" | "localhost", path if path:
            return LocalStore(Path(path), create=create)
        case "memory", "", "":
            return MemoryStore()
        case _:
            raise ValueError(f"no evidence store for {url!r}")
