"""A content-addressed store for evidence. Knows nothing of Flask, the database or app/."""

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from .interface import (
    Digest,
    EvidenceCorrupt,
    EvidenceError,
    EvidenceMissing,
    EvidenceStore,
    OffsetRefused,
    StoreFull,
    StoreMissing,
    UploadBusy,
    UploadMissing,
)
from .local import LocalStore
from .memory import MemoryStore

__all__ = [
    "Digest",
    "EvidenceCorrupt",
    "EvidenceError",
    "EvidenceMissing",
    "EvidenceStore",
    "OffsetRefused",
    "StoreFull",
    "StoreMissing",
    "UploadBusy",
    "UploadMissing",
    "open_store",
]


def open_store(url: str, *, create: bool = True) -> EvidenceStore:
    """The store at `file:///var/lib/evidence`, `file:a/relative/path`, `memory:` (a new, empty one) or
    `s3://bucket/prefix?endpoint=https://storage.example.org` (with the keys where boto3 looks for them).

    A directory that does not exist is made, with `create=False` it raises StoreMissing; so does a bucket,
    which is never made. An address of another kind raises ValueError.
    """
    parts = urlsplit(url)
    match parts.scheme, parts.netloc, unquote(parts.path):
        case "file", "" | "localhost", path if path:
            return LocalStore(Path(path), create=create)
        case "memory", "", "":
            return MemoryStore()
        case "s3", bucket, path if bucket:
            return _bucket(url, bucket, path.strip("/"), dict(parse_qsl(parts.query)))
        case _:
            raise ValueError(f"no evidence store for {url!r}")


def _bucket(url: str, name: str, prefix: str, options: dict[str, str]) -> EvidenceStore:
    """A store in a bucket. `options`: endpoint, region."""
    from .buckets import open_bucket  # noqa: PLC0415 -- boto3 costs 30 MB, which only those pay who use it

    return open_bucket(name, f"{prefix}/" if prefix else "", url=url, **options)
