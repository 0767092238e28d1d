"""How a grade came about, in words: what was tried, what lowered it, the places, what parted equal scores."""

from collections.abc import Iterable

import pytest
from flask import Flask, g

from app.domain.framework import Framework
from app.domain.standing import QUOTA_NOTE
from app.queries.explanations import Step
from app.web import grade_words
from app.web.display import Display
from app.web.grade_words import Entry
from tests.scene import QUALITY, framework_file

RULES = framework_file(QUALITY).framework
PROFILED = framework_file("esg-2015-part1").framework
NO_HIGHER = "等次不高于“合格”，分数照常显示。"
AT_MOST = "等次至多为“合格”，分数照常显示。"


@pytest.fixture(autouse=True)
def in_chinese(app: Flask) -> Iterable[None]:
    with app.test_request_context():
        g.display = Display("zh")
        yield


def effect(step: str, code: str, kind: str = "cap_band") -> Step:
    """A line of what lowered a grade to 合格."""
    return Step(step, code, {"kind": kind, "named": "pass"}, "pass")


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ({"reached": False, "base_min": "85"}, "优秀：总分低于 90"),
        ({"base_min": "85", "base_reached": False}, "优秀：基础分低于 85"),
        ({"base_min": "85", "base_reached": True}, "优秀：总分不低于 90，且基础分不低于 85"),
        ({}, "优秀：总分不低于 90"),
    ],
)
def test_of_a_band_it_is_said_what_decided(figures: dict[str, object], words: str) -> None:
    tried = {"minimum": "90", "reached": True, "base_min": None, "base_reached": True} | figures
    assert grade_words.check(RULES, Step("band", "excellent", tried, "")) == words


def test_a_profile_names_the_level_of_each_section_and_each_condition_with_what_there_is() -> None:
    conditions = [
        {"kind": kind, "level": "S", "wanted": 3, "found": 2} for kind in ("min_level", "at_least", "at_most")
    ]
    levels = zip(PROFILED.sections, ("F", "S", ""), strict=False)  # the third was judged by nobody
    steps = [Step("section", section.code, {"level": level}, "") for section, level in levels]
    steps.append(Step("band", "full", {"conditions": conditions}, ""))
    steps.append(Step("band", "non", {"conditions": []}, "non"))
    assert list(grade_words.profile(PROFILED, steps)) == [
        Entry("各部分的等级（按得分率）", texts=["质量保证政策：完全达成", "专业设计与审批：基本达成"]),
        Entry(
            "总体结论“符合”：不成立",
            texts=[
                "没有一个部分低于“基本达成”：低于的有 2 个",
                "至少 3 个部分为“基本达成”：有 2 个",
                "至多 3 个部分为“基本达成”：有 2 个",
            ],
        ),
        Entry("总体结论“不符合”：成立", "不符合", texts=("这一条没有附加条件。",)),
    ]


def test_preconditions_are_told_in_one_line_or_one_for_each_that_is_not_met() -> None:
    def told(rules: Framework, *steps: Step) -> list[Entry]:
        return list(grade_words.preconditions(rules, steps))

    assert told(PROFILED) == []  # it has none
    assert told(RULES) == [Entry("必备条件：6 条全部符合")]
    assert told(RULES, effect("precondition", "P1")) == [
        Entry("必备条件 P1 有班子 不符合", "合格", texts=(NO_HIGHER,))
    ]


def test_a_floor_and_a_veto_say_what_the_grade_cannot_be() -> None:
    steps = [effect("veto", "V1", "band"), effect("floor", "1"), effect("precondition", "P1")]
    assert list(grade_words.effects(RULES, steps)) == [
        Entry("第 1 部分 党委重视与党建带关建 低于底线", "合格", texts=(NO_HIGHER,)),
        Entry("一票否决 V1 弄虚作假", "合格", texts=(AT_MOST,)),
    ]


def test_a_quota_says_its_places_and_what_became_of_the_unit() -> None:
    figures = {"ratio": "0.3", "base": 10, "places": 3, "reached": 5, "note": None, "undecided": False}
    places = "10 个单位有结果，按 30% 计 3 个名额，达到标准的有 5 个。"
    waiting = "最后一个名额上有单位同分，由领导小组表决。"
    lowered = figures | {"note": QUOTA_NOTE, "undecided": True}
    steps = [Step("quota", "excellent", figures, "excellent"), Step("quota", "excellent", lowered, "good")]
    assert list(grade_words.quota(RULES, steps)) == [
        Entry("“优秀”名额：在名额内", "优秀", texts=[places]),
        Entry("“优秀”名额：因名额限制", "良好", texts=[places, waiting]),
    ]
    assert grade_words.percent("0.3333…") == "33.33%"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("base_total", "同分时按基础分决定先后"),
        ("section:6", "同分时按“贴近学生的育人工作”部分的得分决定先后"),
        ("bonus", "同分时按加分决定先后"),
        ("panel_vote", "同分时按评审组表决决定先后"),
        ("committee", "同分时按领导小组决定先后"),
    ],
)
def test_what_separated_equal_scores_is_named(name: str, words: str) -> None:
    assert list(grade_words.tie(RULES, [Step("tie", name, {"undecided": False}, "good")])) == [Entry(words)]


def test_equal_scores_that_nothing_separates_wait_for_a_vote() -> None:
    assert list(grade_words.tie(RULES, [Step("tie", "", {"undecided": True}, "")])) == [
        Entry("同分，等待表决")
    ]
