"""Dates as documents write them."""

from datetime import date

import pytest

from app.domain.date_text import (
    long_date,
    numeral_date,
    short_date,
    short_weekday,
    with_written_dates,
    written_date,
    year_and_month,
)


def test_a_long_date_names_its_weekday():
    assert long_date(date(2025, 11, 5)) == "2025年11月5日（星期三）"
    assert long_date(date(2025, 11, 9)) == "2025年11月9日（星期日）"
    assert long_date(date(2025, 11, 5), "en") == "Wednesday, 5 November 2025"


def test_a_date_is_written_shorter_where_there_is_little_room():
    day = date(2025, 11, 5)
    assert [written_date(day), short_date(day), year_and_month(day), short_weekday(day)] == [
        "2025年11月5日", "11月5日", "2025年11月", "周三",
    ]  # fmt: skip
    assert [each(day, "en") for each in (written_date, short_date, year_and_month, short_weekday)] == [
        "5 November 2025", "5 Nov", "November 2025", "Wed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2025, 12, 15), "二〇二五年十二月十五日"),
        (date(2030, 10, 10), "二〇三〇年十月十日"),
        (date(2026, 1, 1), "二〇二六年一月一日"),
        (date(2026, 2, 20), "二〇二六年二月二十日"),
        (date(2026, 3, 31), "二〇二六年三月三十一日"),
    ],
)
def test_a_seal_stands_under_a_date_in_chinese_numerals(day, text):
    assert numeral_date(day) == text


def test_a_message_writes_the_days_it_keeps() -> None:
    kept = {"day": "2026-11-26", "number": "关评〔2026〕01号", "count": 3, "title": "2026-13-45"}
    assert with_written_dates(kept) == kept | {"day": "2026年11月26日"}
    assert with_written_dates(kept, "en") == kept | {"day": "26 November 2026"}
