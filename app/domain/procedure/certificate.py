"""The stages of a certificate: drafted by one person, issued by another, reissued or revoked."""

from dataclasses import dataclass
from enum import StrEnum

from ..text import N_
from ..workflow import REASON_GIVEN, Guard, Table, move, table


class CertificateStage(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"
    REISSUED = "reissued"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """All that a guard of a certificate may know."""

    decided: bool = False
    second_person: bool = False
    rectified: bool = True  # or the campaign does not ask for it
    reason_given: bool = False


DECIDED = Guard(lambda f: f.decided, N_("Record the decision (number, date, meeting) first."))
SECOND_PERSON = Guard(
    lambda f: f.second_person,
    N_("A certificate is issued by a second person, not by the one who drafted it."),
)
RECTIFIED = Guard(
    lambda f: f.rectified,
    N_("In this campaign a certificate is issued after the unit's rectification is closed."),
)

K = CertificateStage
CERTIFICATE: Table = table(
    move("issue", K.DRAFT, K.ISSUED, DECIDED, SECOND_PERSON, RECTIFIED),
    move("reissue", K.ISSUED, K.REISSUED, REASON_GIVEN),
    move("revoke", {K.ISSUED}, K.REVOKED, REASON_GIVEN),
)
