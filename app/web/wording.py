"""How values are put into words on a page: dates, deadlines, scores, sizes, locale texts, refusals."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from flask_babel import gettext, ngettext

from app.domain.date_text import (
    long_date,
    short_date,
    short_month,
    short_weekday,
    with_written_dates,
    written_date,
    year_and_month,
)
from app.domain.errors import Sentence
from app.domain.locale_text import LocaleText
from app.domain.vocabulary import move_name, name_of

from .display import current_language

BEIJING = ZoneInfo("Asia/Shanghai")

FILTERS = (
    "day", "date_only", "short_day", "month", "clock", "moment", "deadline", "days_left", "strip_of_days",
    "score", "file_size", "local", "sentence", "named", "named_day", "time_left", "written_dates",
)  # fmt: skip


def init_app(app: Flask) -> None:
    for name in FILTERS:
        app.jinja_env.filters[name] = globals()[name]
    app.jinja_env.globals["now"] = now
    app.jinja_env.globals["move_name"] = move_words


def now() -> datetime:
    """The present moment in UTC; tests and the demonstration may set the CLOCK."""
    clock = current_app.config.get("CLOCK")
    return clock() if clock else datetime.now(UTC)


def in_beijing(value: datetime) -> datetime:
    """`value` in Beijing time; a moment without zone is taken as UTC, as the records keep it."""
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(BEIJING)


def named_day(value: datetime | date) -> date:
    """The day an end is named by: midnight belongs to the day before, as its 24:00."""
    if not isinstance(value, datetime):
        return value
    local = in_beijing(value)
    return (local - timedelta(microseconds=1)).date() if not (local.hour or local.minute) else local.date()


def _day_of(value: datetime | date) -> date:
    return in_beijing(value).date() if isinstance(value, datetime) else value


def day(value: datetime | date) -> str:
    """2025年11月5日（星期三） / Wednesday, 5 November 2025, in Beijing."""
    return long_date(_day_of(value), current_language())


def date_only(value: datetime | date) -> str:
    """2025年11月5日 / 5 November 2025."""
    return written_date(_day_of(value), current_language())


def written_dates(kept: Mapping[str, object]) -> dict[str, object]:
    """What a message keeps for its sentence, its days written out."""
    return with_written_dates(kept, current_language())


def short_day(value: datetime | date) -> str:
    """11月5日 / 5 Nov."""
    return short_date(_day_of(value), current_language())


def month(value: datetime | date) -> str:
    """2025年11月 / November 2025."""
    return year_and_month(_day_of(value), current_language())


def clock(value: datetime) -> str:
    """15:06, in Beijing."""
    return in_beijing(value).strftime("%H:%M")


def moment(value: datetime) -> str:
    """2025年11月5日 15:06 / 5 November 2025, 15:06."""
    return f"{date_only(value)}{' ' if current_language() == 'zh' else ', '}{clock(value)}"


def days_left(value: datetime | date, today: date | None = None) -> int:
    """Whole days from today (Beijing) to the named day of the end; 0 on the day itself, negative after it."""
    return (named_day(value) - (today or in_beijing(now()).date())).days


def deadline(value: datetime | date, today: date | None = None) -> str:
    """2025年11月5日（星期三）24:00前，还剩5天 / before 24:00 on Wednesday, 5 November 2025, 5 days left."""
    end = named_day(value)
    at = in_beijing(value) if isinstance(value, datetime) else None
    hour = "24:00" if at is None or not (at.hour or at.minute) else at.strftime("%H:%M")
    rest = time_left(value, today)
    return str(gettext("before %(hour)s on %(day)s, %(rest)s", hour=hour, day=day(end), rest=rest))


def time_left(value: datetime | date, today: date | None = None) -> str:
    """还剩5天 / 5 days left; today; 2 days ago."""
    left = days_left(value, today)
    if left < 0:
        return str(ngettext("%(num)d day ago", "%(num)d days ago", -left))
    if left == 0:
        return str(gettext("today"))
    return str(ngettext("%(num)d day left", "%(num)d days left", left))


class StripDay(NamedTuple):
    """One day in the strip of days left; kind is today, last or nothing."""

    over: str
    number: int
    weekday: str
    kind: str


def strip_of_days(value: datetime | date, today: date | None = None) -> list[StripDay]:
    """Today, up to four days after it, and the named day of the end: six at most; empty when it is over."""
    first, last = today or in_beijing(now()).date(), named_day(value)
    if last < first:
        return []
    language, between = current_language(), min((last - first).days, 5)
    days = [first + timedelta(days=number) for number in range(between)] + [last]
    return [_strip_day(day, first, last, language) for day in days]


def _strip_day(day: date, first: date, last: date, language: str) -> StripDay:
    over = short_month(day, language)
    kind = "last" if day == last else "today" if day == first else ""
    if kind:
        over = gettext("ends") if kind == "last" else gettext("Today")
    return StripDay(over, day.day, short_weekday(day, language), kind)


def score(value: Decimal | int | None, places: int | None = None) -> str:
    """A score in digits: rounded half up to `places`, else without idle zeros; a dash when there is none."""
    if value is None:
        return "—"
    number = Decimal(value)
    if places is not None:
        return f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def file_size(count: int) -> str:
    """A number of bytes as people say it: 812 B, 64 KB, 3.2 MB."""
    size = Decimal(count)
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{size:.1f}".removesuffix(".0") + f" {unit}"
        size /= 1024
    return f"{size:.1f}".removesuffix(".0") + " GB"


def local(text: LocaleText | Mapping[str, str] | str | None, language: str | None = None) -> str:
    """A locale text {zh, en} in the reader's language, or in the one it has; a plain text is itself."""
    if not text:
        return ""
    if isinstance(text, str):
        return text
    if isinstance(text, LocaleText):
        return text.in_language(language or current_language())
    return text.get(language or current_language()) or next((words for words in text.values() if words), "")


def named(value: StrEnum) -> str:
    """What a value of the records is called: a stage, a role, a mark."""
    return str(gettext(name_of(value)))


def move_words(table: str, move: str) -> str:
    """The words on the button of a transition."""
    return str(gettext(move_name(table, move)))


def sentence(reason: Sentence | str) -> str:
    """A reason in the reader's language, with its parameters put into words as well."""
    if isinstance(reason, str):
        return str(gettext(reason))
    if not reason.params:
        return str(gettext(reason.text))
    return str(gettext(reason.text, **{name: _word(value) for name, value in reason.params.items()}))


def _word(value: object) -> object:
    if isinstance(value, Sentence):
        return sentence(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return date_only(value)
    if isinstance(value, LocaleText | Mapping):
        return local(value)
    return score(value) if isinstance(value, Decimal) else value
