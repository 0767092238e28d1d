"""What must always hold of the records: every invariant by name. `flask fsck` checks them live."""

from . import (
    boxes,
    certificates,
    counters,
    deadlines,
    evidence,
    history,
    outbox,
    passages,
    results,
    reviews,
    scores,
    seals,
    stages,
    supplements,
    units,
)
from .invariant import Invariant, Records

INVARIANTS: tuple[Invariant, ...] = tuple(
    invariant
    for family in (
        units, stages, deadlines, counters, evidence, passages, boxes, seals, supplements, scores, reviews,
        results, certificates, history, outbox,
    )
    for invariant in family.INVARIANTS
)  # fmt: skip

__all__ = ["INVARIANTS", "Invariant", "Records"]
