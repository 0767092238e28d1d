"""Forms understand what people type, keep it, and say what to do."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from app.domain.errors import Invalid
from app.web.forms import Choice, DayField, LongText, Most, NumberField, PageForm, Pick, Required, Text


class Sample(PageForm):
    name = Text("name", [Required()])
    words = LongText("words", [Most(3)])
    points = NumberField("points", least=0, most=5)
    count = NumberField("count", least=1, whole=True)
    under = NumberField("under", most=9)
    happened = DayField("happened")
    seen = Choice("seen", [Required()], choices=[("all", "all"), ("few", "few")])
    kind = Pick("kind", choices=["a", "b"])


DAYS = ("2025-11-05", "2025/11/5", "2025.11.5", "2025年11月5日", "２０２５－１１－０５")
GOOD = {"name": "六个字", "seen": "all", "kind": "a"}


@pytest.fixture
def fill(app: Flask):
    def filled(**typed: str) -> Sample:
        with app.test_request_context(method="POST", data={**GOOD, **typed}):
            form = Sample()
            form.validate()
            form.rendered = {field.name: str(field()) for field in form if field.name in typed}
            return form

    return filled


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("3.5", "3.5"), ("３．５", "3.5"), ("3。5", "3.5"), (" 4 ", "4"), ("", None), ("+0", "0")],
)
def test_numbers_are_understood_as_people_type_them(fill, typed: str, meant: str | None):
    form = fill(points=typed)
    assert form.errors == {}
    assert form.points.data == (None if meant is None else Decimal(meant))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("999", "请填 0 到 5 之间的数。"),
        ("-1", "请填 0 到 5 之间的数。"),
        ("五", "请填数字，如 3.5。"),
        ("1e2", "请填数字，如 3.5。"),
        ("NaN", "请填数字，如 3.5。"),
        ("９９９", "请填 0 到 5 之间的数。"),
    ],
)
def test_what_is_no_score_is_told_and_kept(fill, typed: str, told: str):
    form = fill(points=typed)
    assert form.errors == {"points": [told]}
    assert f'value="{typed}"' in form.rendered["points"]


def test_whole_numbers_and_one_sided_bounds(fill):
    assert fill(count="１２").count.data == 12
    assert fill(count="1.5").errors == {"count": ["请填整数，如 12。"]}
    assert fill(count="0").errors == {"count": ["请填不小于 1 的数。"]}
    assert fill(under="10").errors == {"under": ["请填不大于 9 的数。"]}


@pytest.mark.parametrize("typed", DAYS)
def test_days_are_understood_in_several_hands(fill, typed: str):
    assert fill(happened=typed).happened.data == date(2025, 11, 5)


@pytest.mark.parametrize("typed", ["2025-13-01", "2025-02-30", "昨天", "05/11/2025"])
def test_what_is_no_day_is_told_and_kept_as_text(fill, typed: str):
    form = fill(happened=typed)
    assert form.errors == {"happened": ["请填日期，如 2025-11-05 或 2025年11月5日。"]}
    assert (form.happened.data, form.happened.plain) == (None, False)
    assert typed in form.rendered["happened"]


def test_blanks_are_not_something_and_nothing_chosen_is_asked_for(fill):
    assert fill(name="　 ").errors == {"name": ["请填写这一项。"]}
    assert fill(seen="").errors == {"seen": ["请从中选一项。"]}
    assert fill(seen="nobody").errors == {"seen": ["请从中选一项。"]}
    assert fill(kind="z").errors == {"kind": ["请从中选一项。"]}


def test_too_many_characters_are_counted_and_line_ends_count_once(fill):
    assert fill(words="一\r\n二").errors == {}
    assert fill(words="一二三四").errors == {"words": ["请控制在 3 字以内，现在多了 1 字。"]}


def test_a_refusal_of_the_rules_stands_at_its_field(fill, app: Flask):
    form = fill()
    with app.test_request_context():
        form.refuse(Invalid(name="Please fill this in.", elsewhere="This is not open to you."))
    assert (form.name.errors, form.form_errors) == (["请填写这一项。"], ["这一页没有对您开放。"])
