"""Numbers of persons that evidence should not show: found in a text, counted, never kept.

Product §2.13: identity, telephone and bank numbers warn at upload. A number is believed when its own check
says so; what only looks like one (a serial, a budget) is left alone.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum


class PersonalNumber(StrEnum):
    """A kind of number; the value stands in the history, the name in the vocabulary."""

    IDENTITY = "identity"
    MOBILE = "mobile"
    BANK_CARD = "bank_card"


_ALONE, _ENDED = r"(?<![0-9A-Za-z_.])", r"(?![0-9A-Za-z_])"
_IDENTITY = re.compile(rf"{_ALONE}[1-9]\d{{16}}[\dXx]{_ENDED}", re.ASCII)
_MOBILE = re.compile(rf"{_ALONE}(?:\+?86[ -]?)?(1[3-9]\d)([ -]?)(\d{{4}})\2(\d{{4}}){_ENDED}", re.ASCII)
_BANK_CARD = re.compile(
    rf"{_ALONE}(?:[3-69]\d{{15,18}}|[3-69]\d{{3}}([ -])\d{{4}}\1\d{{4}}\1\d{{4}}(?:\1\d{{1,3}})?){_ENDED}",
    re.ASCII,
)
_WEIGHTS, _CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
EARLIEST = 1800  # the second example of GB 11643 was born in 1880


def counted(texts: Iterable[str]) -> dict[PersonalNumber, int]:
    """How many different numbers of each kind stand in `texts`; kinds that do not occur are left out."""
    found: dict[PersonalNumber, set[str]] = {kind: set() for kind in PersonalNumber}
    for text in texts:
        plain = unicodedata.normalize("NFKC", text)  # full-width digits are digits
        identities = {each[0].upper() for each in _IDENTITY.finditer(plain) if is_identity_number(each[0])}
        cards = {re.sub("[ -]", "", each[0]) for each in _BANK_CARD.finditer(plain)}
        found[PersonalNumber.IDENTITY] |= identities
        found[PersonalNumber.MOBILE] |= {each[1] + each[3] + each[4] for each in _MOBILE.finditer(plain)}
        found[PersonalNumber.BANK_CARD] |= {card for card in cards - identities if passes_luhn(card)}
    return {kind: len(numbers) for kind, numbers in found.items() if numbers}


def is_identity_number(number: str) -> bool:
    """Whether 17 digits and a check character are a citizen's number (GB 11643-1999): a day of birth since
    1800 in the 7th to 14th place, and the check of ISO 7064 MOD 11-2."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:17], strict=True))
    return born.year >= EARLIEST and _CHECKS[total % 11] == number[17].upper()


def passes_luhn(digits: str) -> bool:
    """Whether the last of `digits` is the check digit of the others (ISO/IEC 7812-1, annex B)."""
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits)))
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


def written(found: Mapping[PersonalNumber, int]) -> str:
    """As the history keeps it: "identity:2 mobile:1", and "" when nothing was found."""
    return " ".join(f"{kind}:{count}" for kind, count in found.items())


def read(text: str | None) -> dict[PersonalNumber, int]:
    """What `written` wrote; of None (nobody looked) nothing."""
    parts = (part.split(":") for part in (text or "").split())
    return {PersonalNumber(kind): int(count) for kind, count in parts}
