"""Which page of a piece of evidence a text points at: “见 1.2-01 第 3 页”."""

import re
import unicodedata
from typing import Final

_PAGE: Final = re.compile(r"第\s*(\d{1,4})\s*页|(?:pages?|pp?\.)\s*(\d{1,4})", re.IGNORECASE)


def cited_page(text: str, number: str = "") -> int | None:
    """The first page that `text` names, from 1; with a `number` (1.2-01) the first one after that number.

    Full-width digits are understood. None when no page is named.
    """
    plain = unicodedata.normalize("NFKC", text)
    if number:
        _, found, plain = plain.partition(number)
        if not found:
            return None
    match = _PAGE.search(plain)
    page = int(match[1] or match[2]) if match else 0
    return page or None
