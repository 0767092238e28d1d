"""Who may not read whom: the kinds of conflict of interest."""

from enum import StrEnum


class ConflictKind(StrEnum):
    OWN_UNIT = "own_unit"
    FORMER_UNIT = "former_unit"
    KIN = "kin"
    SUPERVISION = "supervision"
    PAIR_PARTNER = "pair_partner"
    SWAP = "swap"
    OTHER = "other"


DECLARED_KINDS = (
    ConflictKind.FORMER_UNIT,
    ConflictKind.KIN,
    ConflictKind.SUPERVISION,
    ConflictKind.PAIR_PARTNER,
    ConflictKind.OTHER,
)
"""What a reviewer declares; own unit and swaps are found in the records."""
FORMER_YEARS = 3  # so many years after leaving a unit one does not read it
