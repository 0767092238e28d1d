"""The stages of an appeal: admitted or refused, then kept or corrected after two people looked again."""

from dataclasses import dataclass
from enum import StrEnum

from ..text import N_
from ..workflow import REASON_GIVEN, Guard, Table, move, table


class AppealStage(StrEnum):
    LODGED = "lodged"
    ADMITTED = "admitted"
    REFUSED = "refused"
    KEPT = "kept"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class AppealFacts:
    """All that a guard of an appeal may know."""

    opinions: int = 0  # of two re-examiners
    agreed: bool = False
    reason_given: bool = False


TWO_OPINIONS = Guard(
    lambda f: f.opinions >= 2, N_("Two people must re-examine an appeal before it is decided.")
)
OPINIONS_AGREE = Guard(lambda f: f.agreed, N_("The two who re-examined it have not agreed on one score."))

P = AppealStage
APPEAL: Table = table(
    move("admit", P.LODGED, P.ADMITTED),
    move("refuse", P.LODGED, P.REFUSED, REASON_GIVEN),
    move("keep", P.ADMITTED, P.KEPT, TWO_OPINIONS, REASON_GIVEN),
    move("correct", P.ADMITTED, P.CORRECTED, TWO_OPINIONS, OPINIONS_AGREE, REASON_GIVEN),
)
