"""Numbers as people type them: full-width digits and 。 are understood, nonsense is refused kindly."""

import re
import unicodedata
from decimal import Decimal
from typing import Final

from .errors import Invalid, sentence
from .text import N_

LONGEST: Final = 12  # no score or count is longer; a longer text is refused before it is read as a number
NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
POINTS: Final = str.maketrans({"。": ".", "．": ".", "｡": ".", "·": "."})


def half_width(text: str) -> str:
    """`text` of a number field with half-width digits and signs, 。 read as the point, and no spaces around.

    "９５" → "95", "４。５ " → "4.5".
    """
    return unicodedata.normalize("NFKC", text.translate(POINTS)).strip()


def parse_number(text: str, field: str = "number") -> Decimal:
    """The number typed. Raises Invalid on `field` when the text is empty or no plain number."""
    typed = half_width(text)
    if not typed:
        raise Invalid(**{field: N_("Please enter a number.")})
    if len(typed) > LONGEST or not typed.isascii() or not NUMBER.fullmatch(typed):
        raise Invalid(**{field: N_("Please enter digits only, such as 4.5.")})
    return Decimal(typed)


def parse_count(text: str, most: int, field: str = "count") -> int:
    """A whole number from 0 to `most`. Raises Invalid on `field`."""
    number = parse_number(text, field)
    if number != number.to_integral_value():
        raise Invalid(**{field: N_("Please enter a whole number.")})
    if not 0 <= number <= most:
        raise Invalid(**{field: sentence(N_("Please enter a number from 0 to %(most)s."), most=most)})
    return int(number)


def parse_score(text: str, most: Decimal, step: Decimal, field: str = "score") -> Decimal:
    """A score from 0 to `most` that is a whole number of `step`s, on the step's places (4.5 at 0.1,
    not 4.50).

    Raises Invalid on `field` with a sentence that says what to do: empty, no number, off the scale, off
    the grid.
    """
    score = parse_number(text, field)
    if not 0 <= score <= most:
        raise Invalid(**{field: sentence(N_("Please enter a score from 0 to %(most)s."), most=plain(most))})
    if score % step:
        raise Invalid(**{field: sentence(N_("Please enter a score in steps of %(step)s."), step=plain(step))})
    return abs(score).quantize(step.normalize())  # abs: “-0” is 0


def plain(number: Decimal) -> str:
    """A number without needless zeros and without an exponent: 5.0 → "5", 100 → "100", 0.10 → "0.1"."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
