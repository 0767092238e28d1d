"""How documents speak: the two languages, dates, figures, numerals and the QR code."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from pathlib import Path

import segno
from babel.messages.pofile import read_po
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from app.domain.date_text import chinese_number, english_date, numeral_date, written_date
from app.domain.numerals import plain

APP = Path(__file__).resolve().parents[2]
BEIJING = timezone(timedelta(hours=8))
TITLE_WORDS = "年度|委员会|关工委|学院(?!关)|优质化建设|网上评议|评议|情况的|结果的|工作|关于|开展|$"
NOT_PRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)


def day_text(day: date, language: str) -> str:
    """2025年11月5日, or 5 November 2025. A moment is taken in Beijing time."""
    if isinstance(day, datetime):
        day = day.astimezone(BEIJING).date()
    return written_date(day, language)


def sealed_date(day: date, language: str) -> str:
    """The date above a seal: 二〇二五年十二月十五日, or 15 December 2025."""
    return english_date(day) if language == "en" else numeral_date(day)


def span_of_days(first: date, last: date, language: str) -> str:
    """From a day to a day without saying the year or month twice: 2025年11月8日至22日."""
    begins, ends = day_text(first, language), day_text(last, language)
    same_year, same_month = first.year == last.year, (first.year, first.month) == (last.year, last.month)
    if language == "en":
        words = begins.split()
        return f"{' '.join(words[: 1 if same_month else 2 if same_year else 3])} to {ends}"
    return f"{begins}至{ends.split('月' if same_month else '年', 1)[1] if same_year else ends}"


def moment(at: datetime, language: str) -> str:
    """A date with hour and minute in Beijing time."""
    return f"{day_text(at, language)} {at.astimezone(BEIJING):%H:%M}"


def points(score: Decimal | None) -> str:
    """A score inside a sentence, without needless zeros: 4.00 → 4, 90.50 → 90.5, none → —."""
    return "—" if score is None else plain(score)


def figure(score: Decimal | None) -> str:
    """A score in a column: always two places, so that the points stand under one another."""
    return "—" if score is None else f"{score:.2f}"


def breadth(text: str) -> float:
    """How many full-width characters a line takes up: a Latin letter is a little over half of one."""
    return sum(1.0 if ord(letter) > 0x2000 else 0.55 for letter in text)


def qr(address: str) -> Markup:
    """A QR code as inline SVG; it holds exactly the address. Raises ValueError if it is too long."""
    drawing = segno.make(address, error="m", micro=False).svg_inline(
        border=0, omitsize=True, svgclass="qr", lineclass=None, dark="#000", title=address
    )
    return Markup(drawing)  # noqa: S704 -- segno's own drawing; the address is in it as dots only


def unbroken(text: str) -> Markup:
    """A text that is not split over two lines."""
    return Markup('<span class="unbroken">{}</span>').format(text)


def date_markup(text: str) -> Markup:
    """A date that breaks between year, month and day only; in a table, where there is room, not at all."""
    if text.isascii():
        return escape(text.replace(" ", "\u00a0", 1))
    pieces = re.findall("[^年月日]*[年月日]?", text)
    return Markup('<span class="date">{}</span>').format(
        Markup("").join(unbroken(piece) for piece in pieces if piece)
    )


def title_lines(title: str, room: int) -> list[str]:
    """A Chinese title in lines of at most `room` characters, parted after a word, near the middle."""
    if breadth(title) <= room:
        return [title]
    ends = [found.end() for found in re.finditer(TITLE_WORDS, title)][:-1]
    ends = [at for at in ends if at < len(title)] or [len(title) // 2]
    best = min(ends, key=lambda at: abs(breadth(title[:at]) - breadth(title) / 2))
    return title_lines(title[:best], room) + title_lines(title[best:], room)


def printable(value: object) -> object:
    """What is put on paper: text without the characters that hide, turn round or break a line."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return NOT_PRINTABLE.sub("", value)
    return "" if value is None else value


def paragraphs(text: str) -> Markup:
    """One <p> for each line a person wrote; blank lines are dropped."""
    lines = [line.strip() for line in str(printable(text)).splitlines() if line.strip()]
    return Markup("\n").join(Markup("<p>{}</p>").format(line) for line in lines)


def unstopped(text: str) -> str:
    """A sentence without its full stop, for a bracket that is to follow."""
    return text.rstrip().rstrip("。．.；;")


def joined(texts: Iterable[str], language: str) -> str:
    return (", " if language == "en" else "、").join(texts)


@cache
def catalogue(language: str) -> dict[str, tuple[str, ...]]:
    """msgid → its forms, from all .po files of a language; English is the source and needs none."""
    words: dict[str, tuple[str, ...]] = {}
    for path in sorted((APP / "translations" / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as lines:
            for message in read_po(lines, locale=language):
                msgid = message.id if isinstance(message.id, str) else message.id[0]
                forms = (
                    (message.string,) if isinstance(message.string, str) else tuple(message.string or [""])
                )
                if msgid and forms[0]:
                    words[msgid] = forms
    return words


def translator(language: str) -> Callable[[str], str]:
    """A gettext function: an unknown sentence stays as it is."""
    words = catalogue(language)
    return lambda msgid: words.get(msgid, (msgid,))[0]


def _counted(language: str) -> Callable[[str, str, int], str]:
    words = catalogue(language)

    def ngettext(one: str, many: str, count: int) -> str:
        if one in words:
            return words[one][0]  # Chinese has one form
        return one if count == 1 else many

    return ngettext


@cache
def environment(language: str) -> Environment:
    """The Jinja environment of a language; everything from a row is escaped and made printable."""
    environment = Environment(
        loader=FileSystemLoader(APP / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=printable,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        translator(language), _counted(language), newstyle=True
    )
    environment.filters |= {
        "hanzi": chinese_number,
        "numerals": lambda day, into=language: sealed_date(day, into),
        "day": lambda day: date_markup(day_text(day, language)) if day else "",
        "moment": lambda at: date_markup(moment(at, language)) if at else "",
        "breadth": breadth,
        "until": lambda first, last: date_markup(span_of_days(first, last, language)),
        "title_lines": title_lines,
        "points": points,
        "figure": figure,
        "qr": qr,
        "unbroken": lambda text: unbroken(escape(text)),
        "paragraphs": paragraphs,
        "unstopped": unstopped,
        "joined": lambda texts: joined(texts, language),
        "locale": lambda text, into=language: text.in_language(into),
        "chinese": lambda text: text.in_language("zh"),
        "english": lambda text: text.in_language("en"),
    }
    return environment
