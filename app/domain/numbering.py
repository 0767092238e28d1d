"""Numbers of documents as Chinese offices write them: 关评〔2025〕优字第003号, 关评反〔2025〕07号."""


def document_number(
    prefix: str, year: int, number: int, *, series: str = "", width: int = 2, reissue: int = 0
) -> str:
    """The number of a letter, notice or certificate text.

    `prefix` is the issuer's short name (关评反), `series` an optional kind written before 第 (优字). With
    a series the form is 关评〔2025〕优字第003号, without 关评反〔2025〕07号; `number` ≥ 1 is padded to
    `width` digits; a `reissue` from 1 on adds -R1. Raises ValueError for a year that has not four digits
    or a number below 1.
    """
    if not 1000 <= year <= 9999:
        raise ValueError("a document's year has four digits")
    if number < 1:
        raise ValueError("documents are numbered from 1")
    serial = f"{number:0{width}d}"
    return f"{prefix}〔{year}〕{f'{series}第' if series else ''}{serial}号{f'-R{reissue}' if reissue else ''}"
