"""The code that lets a telephone add evidence: sixteen signs that can be scanned or typed.

It stands in the QR code behind the # of an address, so that no request carries it: browsers do not send that
part, and neither our log nor a proxy's can keep it. Who has no JavaScript types it.
"""

import hmac
import re
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
LENGTH = 16
ENTROPY = 10  # bytes: 80 bits, too many to be tried
MISREAD = str.maketrans("OIL", "011")


def code_from(random: bytes) -> str:
    """A code of ten random bytes. Raises ValueError for another number of bytes."""
    if len(random) != ENTROPY:
        raise ValueError(f"a code is made of {ENTROPY} bytes, not {len(random)}")
    number = int.from_bytes(random)
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH)))


def code_of(seed: str, place: str) -> str:
    """The code printed on the sheet of a place: it follows from the seed and tells nothing of it."""
    return code_from(hmac.digest(seed.encode(), place.encode(), "sha256")[:ENTROPY])


def written(code: str) -> str:
    """A code as people read it: four groups of four, such as 7K2M-99QF-0ABC-XYZ1."""
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))


def read(typed: str) -> str | None:
    """The code that was scanned or typed, whatever its case, width and separators; None when it is none.

    O is taken for 0, and I and L for 1.
    """
    plain = unicodedata.normalize("NFKC", typed[:100]).upper().translate(MISREAD)
    signs = re.sub(r"[\s\-‐-―−ー]", "", plain)
    return signs if len(signs) == LENGTH and set(signs) <= set(ALPHABET) else None
