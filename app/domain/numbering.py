"""Numbers of documents as offices write them: 关评〔2025〕优字第003号, in English QA-2025-AW-003."""

from typing import Final

#: what follows the issuer's short name, by kind of document and language
KINDS: Final = {
    "feedback": {"zh": "反", "en": "FL"},
    "appeal": {"zh": "申", "en": "AP"},
    "objection": {"zh": "异", "en": "OB"},
    "list": {"zh": "公", "en": "PN"},
}
#: the series offered for certificates and letters of thanks
SERIES: Final = {"award": {"zh": "优字", "en": "AW"}, "thanks": {"zh": "谢字", "en": "TH"}}


def kind_prefix(prefix: str, kind: str, language: str = "zh") -> str:
    """The prefix of a kind of document of KINDS: 关评 makes 关评反, QA makes QA-FL. Raises KeyError."""
    words = KINDS[kind]
    if language == "en":
        return "-".join(part for part in (prefix, words["en"]) if part)
    return f"{prefix}{words['zh']}"


def document_number(
    prefix: str,
    year: int,
    number: int,
    *,
    series: str = "",
    width: int = 2,
    reissue: int = 0,
    language: str = "zh",
) -> str:
    """The number of a letter, notice or certificate text.

    `prefix` is the issuer's short name (关评反), `series` an optional kind written before 第 (优字). With
    a series the form is 关评〔2025〕优字第003号, without 关评反〔2025〕07号, in English QA-2025-AW-003;
    `number` ≥ 1 is padded to `width` digits; a `reissue` from 1 on adds -R1. Raises ValueError for a year
    that has not four digits or a number below 1.
    """
    if not 1000 <= year <= 9999:
        raise ValueError("a document's year has four digits")
    if number < 1:
        raise ValueError("documents are numbered from 1")
    serial = f"{number:0{width}d}"
    again = f"-R{reissue}" if reissue else ""
    if language == "en":
        return "-".join(part for part in (prefix, str(year), series, serial) if part) + again
    return f"{prefix}〔{year}〕{f'{series}第' if series else ''}{serial}号{again}"
