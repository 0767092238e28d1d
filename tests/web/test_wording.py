"""Values in words: Beijing time, both languages."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask, g

from app.domain.errors import Sentence
from app.web import wording
from app.web.display import Display

END = datetime(2025, 11, 5, 16, 0, tzinfo=UTC)  # 24:00 of 5 November in Beijing


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest, app: Flask):
    with app.test_request_context():
        g.display = Display(request.param)
        yield request.param


def test_an_end_is_named_by_its_day(language: str):
    assert (
        wording.deadline(END, date(2025, 10, 31))
        == {
            "zh": "2025年11月5日（星期三）24:00前，还剩5天",
            "en": "before 24:00 on Wednesday, 5 November 2025, 5 days left",
        }[language]
    )
    assert wording.days_left(END, date(2025, 11, 5)) == 0
    assert wording.deadline(END, date(2025, 11, 5)).endswith({"zh": "就在今天", "en": "today"}[language])
    assert wording.deadline(END, date(2025, 11, 6)).endswith({"zh": "已过1天", "en": "1 day ago"}[language])
    assert wording.deadline(END.replace(tzinfo=None), date(2025, 11, 4)).endswith(
        {"zh": "还剩1天", "en": "1 day left"}[language]
    )


def test_days_and_moments_are_those_of_beijing(language: str):
    late = datetime(2025, 11, 5, 17, 30, tzinfo=UTC)
    assert wording.day(late) == {"zh": "2025年11月6日（星期四）", "en": "Thursday, 6 November 2025"}[language]
    assert wording.moment(late) == {"zh": "2025年11月6日 01:30", "en": "6 November 2025, 01:30"}[language]
    assert wording.short_day(late) == {"zh": "11月6日", "en": "6 Nov"}[language]
    assert wording.month(late) == {"zh": "2025年11月", "en": "November 2025"}[language]
    assert wording.date_only(date(2025, 3, 18)) == {"zh": "2025年3月18日", "en": "18 March 2025"}[language]


def test_the_strip_shows_today_and_the_last_day(language: str):
    strip = wording.strip_of_days(END, date(2025, 10, 31))
    assert [one.number for one in strip] == [31, 1, 2, 3, 4, 5]
    assert [one.kind for one in strip] == ["today", "", "", "", "", "last"]
    assert strip[0].over == {"zh": "今天", "en": "Today"}[language]
    assert strip[1].weekday == {"zh": "周六", "en": "Sat"}[language]
    assert [one.kind for one in wording.strip_of_days(END, date(2025, 11, 5))] == ["last"]
    assert wording.strip_of_days(END, date(2025, 11, 6)) == []


def test_a_locale_text_is_told_in_the_language_it_has(language: str):
    assert wording.local({"zh": "优秀", "en": "Excellent"}) == {"zh": "优秀", "en": "Excellent"}[language]
    assert wording.local({"zh": "优秀", "en": ""}) == "优秀"
    assert wording.local("自由文本") == "自由文本"
    assert wording.local(None) == ""


def test_a_reason_is_told_with_its_parameters_in_words(language: str):
    bounds = {"least": Decimal("0.00"), "most": Decimal("4.50")}
    told = {"zh": "请填 0 到 4.5 之间的数。", "en": "Please write a number from 0 to 4.5."}
    reason = Sentence("Please write a number from %(least)s to %(most)s.", bounds)
    assert wording.sentence(reason) == told[language]
    assert wording.sentence("today") == {"zh": "就在今天", "en": "today"}[language]


def test_scores_are_rounded_half_up_and_carry_no_idle_zeros():
    assert [wording.score(Decimal(text)) for text in ("3.80", "4.00", "100", "0")] == ["3.8", "4", "100", "0"]
    assert [wording.score(Decimal(text), 2) for text in ("89.865", "4")] == ["89.87", "4.00"]
    assert wording.score(None) == "—"


def test_file_sizes_are_said_as_people_say_them():
    sizes = (812, 65536, 3_355_443, 5 * 1024**3)
    assert [wording.file_size(count) for count in sizes] == ["812 B", "64 KB", "3.2 MB", "5 GB"]
