"""A certificate's serial number with check digits, its reissues, and the code of its public page.

A serial is AC-YYYY-NNNNNN-KK; KK are the check digits of ISO 7064 MOD 97-10 over the ten digits before
them, so that every single wrong digit and every swap of neighbours is noticed. A reissue keeps the number
and adds -R1.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from .errors import Invalid
from .text import N_

PREFIX: Final = "AC"
MOST: Final = 999_999
SERIAL: Final = re.compile(PREFIX + r"-?(\d{4})-?(\d{6})-?(\d{2})(?:-?R([1-9]\d?))?", re.ASCII)
DASHES: Final = re.compile(r"[‐‑‒–—―−－\s]+")

# Crockford's base 32: no I, L, O, U, so that a code can be read aloud and typed from paper
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
CODE_BYTES: Final = 16
CODE_LENGTH: Final = 26
# what somebody types by hand beside the number: 40 bits, and a throttle stands before them
SHORTEST_TYPED_CODE: Final = 8
BRACKETS: Final = str.maketrans({"[": "〔", "]": "〕", "(": "〔", ")": "〕", "【": "〔", "】": "〕"})


class Revocation(StrEnum):
    """Why a certificate was revoked, as the public page says it."""

    ERROR = "error"  # issued by mistake
    FINDING = "finding"  # something found after the award
    DECISION = "decision"  # the award itself was withdrawn
    REQUEST = "request"  # the holder gave it back


@dataclass(frozen=True, slots=True)
class Serial:
    """A certificate's number: year 1000–9999, number 1–999999 in that year, reissue 0 for the first
    copy, to 99.
    """

    year: int
    number: int
    reissue: int = 0

    def __post_init__(self) -> None:
        if not (1000 <= self.year <= 9999 and 1 <= self.number <= MOST and 0 <= self.reissue <= 99):
            raise ValueError(f"no such serial: {self.year}, {self.number}, {self.reissue}")

    def __str__(self) -> str:
        digits = f"{self.year:04d}{self.number:06d}"
        suffix = f"-R{self.reissue}" if self.reissue else ""
        return f"{PREFIX}-{digits[:4]}-{digits[4:]}-{check_digits(digits)}{suffix}"

    def reissued(self) -> "Serial":
        """The serial of the next copy: the same number with -R1, then -R2."""
        return replace(self, reissue=self.reissue + 1)


def check_digits(digits: str) -> str:
    """The two check digits of ISO 7064 MOD 97-10: `digits` followed by them is 1 modulo 97."""
    return f"{98 - int(digits) * 100 % 97:02d}"


def parse_serial(text: str, field: str = "serial") -> Serial:
    """The serial typed or scanned; case, full-width characters and missing or wrong dashes are forgiven.

    Raises Invalid on `field` when it has another form or its check digits do not fit.
    """
    found = SERIAL.fullmatch(DASHES.sub("-", unicodedata.normalize("NFKC", text).strip()).upper())
    if not found:
        raise Invalid(**{field: N_("A certificate number looks like AC-2025-000003-91.")})
    year, number, check, reissue = found.groups()
    if check_digits(year + number) != check or year < "1000" or number == "000000":
        raise Invalid(**{field: N_("Please check the digits: one of them was mistyped.")})
    return Serial(int(year), int(number), int(reissue or 0))


def public_code(random: bytes) -> str:
    """The code of a certificate's public page: 128 `random` bits, given in, as 26 characters of base 32.

    Raises ValueError when it is not given 16 bytes.
    """
    if len(random) != CODE_BYTES:
        raise ValueError("a public code needs 16 random bytes")
    bits = int.from_bytes(random, "big")
    return "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(CODE_LENGTH)))


def read_public_code(text: str) -> str | None:
    """The code a person typed, in its one form (O read as 0, I and L as 1, spaces and dashes gone);
    None if none.
    """
    typed = DASHES.sub("", unicodedata.normalize("NFKC", text)).replace("-", "").upper().translate(LOOKALIKES)
    is_code = len(typed) == CODE_LENGTH and not set(typed) - set(ALPHABET) and typed[0] in ALPHABET[:8]
    return typed if is_code else None


def code_begins(text: str) -> str | None:
    """The first characters of a public code as typed by hand, in the form of read_public_code; None if there
    are too few, too many, or others than a code has.
    """
    typed = DASHES.sub("", unicodedata.normalize("NFKC", text)).replace("-", "").upper().translate(LOOKALIKES)
    fits = SHORTEST_TYPED_CODE <= len(typed) <= CODE_LENGTH and not set(typed) - set(ALPHABET)
    return typed if fits else None


def plain_number(text: str) -> str:
    """A certificate number as typed, in the form it is kept in: 关评[2025]优字第 003 号 is
    关评〔2025〕优字第003号, and a serial has its dashes.
    """
    typed = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).translate(BRACKETS)
    try:
        return str(parse_serial(typed))
    except Invalid:
        return typed.replace("-r", "-R")
