"""Making papers: rows from the queries, bytes from the reporting, kept in the store by digest.

A kind with parts (a ZIP of certificates) makes each part in a step of its own, so that a killed worker
goes on where it stopped. One table says who makes what.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.document import Document
from evidence_store import EvidenceStore

from . import public_notice, rectification, result_summary

Assemble = Callable[[Session, EvidenceStore, Document], bytes]


def no_parts(_: Session, __: Document) -> Sequence[UUID]:
    """Most papers are made in one piece."""
    return ()


class Maker(NamedTuple):
    """How a kind of paper is made: the whole, and the papers (by document id) it needs first."""

    assemble: Assemble
    parts: Callable[[Session, Document], Sequence[UUID]] = no_parts


MAKERS: dict[str, Maker] = {
    "public_notice": Maker(public_notice.assemble),
    "rectification_summary": Maker(rectification.summary),
    "result_summary": Maker(result_summary.assemble),
}
