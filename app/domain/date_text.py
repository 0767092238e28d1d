"""Dates as pages and papers write them: 2025年11月5日（星期三）, and 二〇二五年十二月十五日 above a seal."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)  # as a message keeps a day
WEEKDAYS: Final = "一二三四五六日"
DIGITS: Final = "〇一二三四五六七八九"  # 〇, not 零: how official documents write a year
ENGLISH_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ENGLISH_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def long_date(day: date, language: str = "zh") -> str:
    """The date with its weekday: 2025年11月5日（星期三）, or Wednesday, 5 November 2025 for “en”."""
    if language.startswith("en"):
        return f"{ENGLISH_WEEKDAYS[day.weekday()]}, {english_date(day)}"
    return f"{plain_date(day)}（星期{WEEKDAYS[day.weekday()]}）"


def written_date(day: date, language: str = "zh") -> str:
    """2025年11月5日, or 5 November 2025 for “en”."""
    return english_date(day) if language.startswith("en") else plain_date(day)


def short_date(day: date, language: str = "zh") -> str:
    """11月5日, or 5 Nov for “en”: where the year is known."""
    if language.startswith("en"):
        return f"{day.day} {short_month(day, language)}"
    return f"{short_month(day)}{day.day}日"


def year_and_month(day: date, language: str = "zh") -> str:
    """2025年11月, or November 2025 for “en”."""
    if language.startswith("en"):
        return f"{ENGLISH_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月"


def short_month(day: date, language: str = "zh") -> str:
    """11月, or Nov for “en”."""
    return ENGLISH_MONTHS[day.month - 1][:3] if language.startswith("en") else f"{day.month}月"


def short_weekday(day: date, language: str = "zh") -> str:
    """周三, or Wed for “en”."""
    place = day.weekday()
    return ENGLISH_WEEKDAYS[place][:3] if language.startswith("en") else f"周{WEEKDAYS[place]}"


def plain_date(day: date) -> str:
    """2025年11月5日, as letters and notices write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def english_date(day: date) -> str:
    """5 November 2025."""
    return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"


def numeral_date(day: date) -> str:
    """二〇二五年十二月十五日, as certificates and decisions are dated."""
    year = "".join(DIGITS[int(digit)] for digit in f"{day.year:04d}")
    return f"{year}年{chinese_number(day.month)}月{chinese_number(day.day)}日"


def chinese_number(number: int) -> str:
    """A number from 1 to 99 in Chinese: 十, 十二, 二十三, as headings and months are counted."""
    tens, units = divmod(number, 10)
    if not tens:
        return DIGITS[units]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[units] if units else "")


def with_written_dates(kept: Mapping[str, object], language: str = "zh") -> dict[str, object]:
    """What a message keeps for its sentence; a day kept as 2025-11-05 is written as readers expect it."""
    return {name: _written(value, language) for name, value in kept.items()}


def _written(value: object, language: str) -> object:
    if not isinstance(value, str) or not ISO_DAY.fullmatch(value):
        return value
    try:
        return written_date(date.fromisoformat(value), language)
    except ValueError:  # no day of the calendar: somebody's own words
        return value
