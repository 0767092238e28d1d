"""How documents speak: dates, figures, titles in lines, and what is not put on paper."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.reporting.documents import wording

FIRST = date(2025, 11, 8)


@pytest.mark.parametrize(
    ("last", "chinese", "english"),
    [
        (date(2025, 11, 22), "2025年11月8日至22日", "8 to 22 November 2025"),
        (date(2025, 12, 2), "2025年11月8日至12月2日", "8 November to 2 December 2025"),
        (date(2026, 1, 2), "2025年11月8日至2026年1月2日", "8 November 2025 to 2 January 2026"),
    ],
)
def test_a_span_of_days_says_year_and_month_once(last, chinese, english):
    said = (wording.span_of_days(FIRST, last, "zh"), wording.span_of_days(FIRST, last, "en"))
    assert said == (chinese, english)


def test_the_date_above_a_seal_is_in_numerals():
    day = date(2025, 12, 15)
    assert wording.sealed_date(day, "zh") == "二〇二五年十二月十五日"
    assert wording.sealed_date(day, "en") == "15 December 2025"


def test_a_moment_is_told_in_beijing_time():
    late = datetime(2025, 11, 5, 16, 32, tzinfo=UTC)
    assert wording.moment(late, "zh") == "2025年11月6日 00:32"
    assert wording.moment(late, "en") == "6 November 2025 00:32"


def test_figures_stand_under_one_another_and_points_have_no_needless_zeros():
    assert [wording.figure(score) for score in (Decimal("4"), Decimal("90.5"), None)] == [
        "4.00",
        "90.50",
        "—",
    ]
    assert [wording.points(score) for score in (Decimal("4.00"), Decimal("100"), None)] == ["4", "100", "—"]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("表彰决定", ["表彰决定"]),
        (
            "关于2025年度二级学院关工委优质化建设网上评议结果的表彰决定",
            ["关于2025年度二级学院关工委", "优质化建设网上评议结果的表彰决定"],
        ),
        (
            "没有词可以断开的一个很长很长很长的标题就从中间断开",
            ["没有词可以断开的一个很长", "很长很长的标题就从中间断开"],
        ),
    ],
)
def test_a_long_title_is_parted_after_a_word_near_the_middle(title, lines):
    assert wording.title_lines(title, 20) == lines


def test_a_title_is_never_lost_however_long():
    title = "年度评议工作" * 40
    lines = wording.title_lines(title, 20)
    assert "".join(lines) == title
    assert max(wording.breadth(line) for line in lines) <= 20


def test_unseen_characters_are_not_put_on_paper():
    assert wording.printable("甲\x00乙\u202e丙\u200b丁\ud800") == "甲乙丙丁"
    assert wording.printable(None) == ""
    assert wording.printable("㛃䶮𬭚·\n\t") == "㛃䶮𬭚·\n\t"


def test_lines_become_paragraphs_and_stay_text():
    assert wording.paragraphs("一\n\n <b>二</b> \n") == "<p>一</p>\n<p>&lt;b&gt;二&lt;/b&gt;</p>"


def test_chinese_has_one_plural_and_english_two():
    render = wording.environment("zh").from_string("{{ ngettext(one, many, n) }}").render
    english = wording.environment("en").from_string("{{ ngettext(one, many, n) }}").render
    words = {"one": "%(num)s piece of evidence", "many": "%(num)s pieces of evidence"}
    assert [render(n=n, **words) for n in (1, 2)] == ["佐证材料共1份", "佐证材料共2份"]
    assert [english(n=n, **words) for n in (1, 2)] == ["1 piece of evidence", "2 pieces of evidence"]


def test_a_qr_code_is_a_drawing_with_its_address_as_its_name():
    drawing = wording.qr("https://pingyi.example/verify/7K2M4QX9BDFGHJLNPRTVWYZ236")
    assert drawing.startswith("<svg")
    assert "<title>https://pingyi.example/verify/7K2M4QX9BDFGHJLNPRTVWYZ236</title>" in drawing
