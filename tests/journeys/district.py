"""Who takes part in the journey of the district: two sub-districts, communities below, three who review.

Their three score sheets each, and every figure of every result worked out by hand from them.
"""

from tests.journeys import cast
from tests.journeys.quality_sheets import off
from tests.journeys.reviewing import Sheet

DISTRICT, STREET, OTHER_STREET = "河东区关工委", "东湖街道关工委", "南山街道关工委"
COMMUNITIES = tuple(f"东湖{number}社区关工委" for number in ("第一", "第二", "第三", "第四", "第五"))
FIRST, SECOND, THIRD, FOURTH, FIFTH = COMMUNITIES
ELSEWHERE = "南山第一社区关工委"
STREET_OFFICE = "东湖街道关工委办公室"
EXPERTS = cast.EXPERTS[:3]
UNIT_ROWS = [
    ("10", STREET, "街道", "0"),
    ("20", OTHER_STREET, "街道", "0"),
    *((f"1{number}", name, "社区", "10") for number, name in enumerate(COMMUNITIES, start=1)),
    ("21", ELSEWHERE, "社区", "20"),
]
PEOPLE_ROWS = [
    ("street", STREET_OFFICE, "10", "秘书处", "办公室主任"),
    ("street2", cast.COLLEAGUE, "10", "秘书处", "办公室副主任"),
    ("board", cast.BOARD, "10", "领导小组", "街道党工委副书记"),
    *((f"expert{n}", name, "0", "评审专家", "退休教师") for n, name in enumerate(EXPERTS, start=1)),
    *(
        row
        for number, name in enumerate(COMMUNITIES, start=1)
        for row in (
            (f"lianluo{number}", cast.liaison(name), f"1{number}", "联络员", "社区干事"),
            (f"shenqian{number}", cast.signatory(name), f"1{number}", "审签人", "社区党支部书记"),
        )
    ),
]

# Every section holds 20 points, four criteria of 5. What each of the three readers takes off of 100:
A, B, C = EXPERTS
NO_FUNDS = ("H5",)
SHEETS = {
    FIRST: {
        A: Sheet(off("1.4 1, 3.2 1, 5.3 2")),  # 96.0
        B: Sheet(off("1.4 1, 3.2 2, 5.3 2")),  # 95.0
        C: Sheet(off("1.4 1.5, 3.2 2, 5.3 3")),  # 93.5
    },
    SECOND: {
        A: Sheet(off("1.2 2, 3.4 2, 5.1 2, 5.2 2")),  # 92.0
        B: Sheet(off("1.2 2, 3.4 2, 5.1 2, 5.2 1")),  # 93.0
        C: Sheet(off("1.2 2, 3.4 3, 5.1 2, 5.2 2")),  # 91.0
    },
    # no funds: the third community says so itself, and its readers find so too
    THIRD: {
        A: Sheet(off("1.3 4, 2.2 3, 4.4 2, 5.4 3"), unmet=NO_FUNDS),  # 88.0
        B: Sheet(off("1.3 4.5, 2.2 3, 4.4 3, 5.4 3"), unmet=NO_FUNDS),  # 86.5
        C: Sheet(off("1.3 4, 2.2 2.8, 4.4 2, 5.4 2"), unmet=NO_FUNDS),  # 89.2
    },
    FOURTH: {
        A: Sheet(off("4.1 3, 4.2 3, 4.3 3, 1.1 2")),  # 89.0
        B: Sheet(off("4.1 3, 4.2 3, 4.3 3, 4.4 1")),  # 90.0
        C: Sheet(off("4.1 2, 4.2 2, 4.3 2, 4.4 1.1, 2.1 1.9")),  # 91.0
    },
    FIFTH: {
        A: Sheet(off("1.1 2, 1.2 3, 2.1 2, 2.3 3, 3.1 2, 3.2 3, 4.1 2, 4.2 3, 5.1 2, 5.2 3")),  # 75.0
        B: Sheet(off("1.1 2, 1.2 3, 2.1 2, 2.3 3, 3.1 2, 3.2 3, 4.1 2, 4.2 3, 5.1 2, 5.2 1")),  # 77.0
        C: Sheet(off("1.1 3, 1.2 3, 2.1 2, 2.3 3.6, 3.1 2, 3.2 3, 4.1 2, 4.2 3, 5.1 2, 5.2 3")),  # 73.4
    },
}
# Three readers are fewer than five, so nobody is dropped: the base is the mean of three.
# 示范 from 90 with a base of 85, 达标 from 80, 基本达标 from 60; floor(0.2 × 5) = 1 place of 示范.
SHEET = [
    # (92 + 93 + 91) / 3 = 92.00; bonus: B1 3 + 2 is cut to its 3, B2 2, together the cap of 5
    "1 东湖第二社区关工委 92.00 92.00 5.00 97.00 — 示范 —",
    # (96 + 95 + 93.5) / 3 = 284.5 / 3 = 94.833…; B1 municipal 2; the one place of 示范 is taken
    "2 东湖第一社区关工委 94.83 94.83 2.00 96.83 — 达标按分数为示范 因名额限制",
    # (89 + 90 + 91) / 3 = 90.00, enough for 示范; but section 4 holds 11.30 of 20, below 12
    "3 东湖第四社区关工委 90.00 90.00 0.00 90.00 4 未达标按分数为示范 —",
    # (88 + 86.5 + 89.2) / 3 = 263.7 / 3 = 87.90; H5 有经费 is missing
    "4 东湖第三社区关工委 87.90 87.90 0.00 87.90 H5 未达标按分数为达标 —",
    # (75 + 77 + 73.4) / 3 = 225.4 / 3 = 75.133…; B2 district 1 rejected
    "5 东湖第五社区关工委 75.13 75.13 0.00 75.13 — 基本达标 —",
]
SECTIONS = {
    # 1: 20 - 3.5/3; 3: 20 - 5/3; 5: 20 - 7/3
    FIRST: "18.83 20.00 18.33 20.00 17.67 94.83",
    # 1: 20 - 6/3; 3: 20 - 7/3; 5: 20 - 11/3
    SECOND: "18.00 20.00 17.67 20.00 16.33 92.00",
    # 1: 20 - 12.5/3; 2: 20 - 8.8/3; 4: 20 - 7/3; 5: 20 - 8/3
    THIRD: "15.83 17.07 20.00 17.67 17.33 87.90",
    # 1: 20 - 2/3; 2: 20 - 1.9/3; 4: 20 - (9 + 10 + 7.1)/3
    FOURTH: "19.33 19.37 20.00 11.30 20.00 90.00",
    # 1: 20 - 16/3 = 14.666…; 2: 20 - 15.6/3; 3, 4: 20 - 15/3; 5: 20 - 13/3 = 15.666…; these sum up to
    # 75.14, so the hundredth too many is taken from a section: all are 20, so from the first
    FIFTH: "14.66 14.80 15.00 15.00 15.67 75.13",
}
# of five communities the third: 14.66 15.83 18.00 18.83 19.33 · 14.80 17.07 19.37 20 20 ·
# 15 17.67 18.33 20 20 · 11.30 15 17.67 20 20 · 15.67 16.33 17.33 17.67 20 · 75.13 87.90 90 92 94.83
MEDIANS = "18.00 19.37 18.33 17.67 17.33 90.00"
HIGHEST = "19.33 20.00 20.00 20.00 20.00 94.83"
THREE = "考评组 3 份评审，不足 5 份，全部计入"
NONE = {"加分：没有认定的项目": "+ 0.00"}
MET = {"必备条件：5 条全部符合": ""}


def steps(base: str, bonus: dict[str, str], total: str, after: dict[str, str]) -> dict[str, str]:
    """The steps of an account with their sums: one panel, so its mean is the base."""
    return {THREE: base, "基础分": base, **bonus, "总分与等次": total, **after}


STEPS = {
    FIRST: steps(
        "94.83",
        {"加分：1 项经秘书处认定": "+ 2.00"},
        "96.83 示范",
        MET | {"“示范”名额：因名额限制": "达标"},
    ),
    SECOND: steps(
        "92.00",
        {"加分：2 项经秘书处认定": "+ 5.00"},
        "97.00 示范",
        MET | {"“示范”名额：在名额内": "示范"},
    ),
    THIRD: steps("87.90", NONE, "87.90 达标", {"必备条件 H5 有经费 不符合": "未达标"}),
    FOURTH: steps("90.00", NONE, "90.00 示范", MET | {"第 4 部分 活动经常效果好 低于底线": "未达标"}),
    FIFTH: steps("75.13", NONE, "75.13 基本达标", MET),
}
TOTALS = {
    FIRST: "93.5 95.0 96.0",
    SECOND: "91.0 92.0 93.0",
    THIRD: "86.5 88.0 89.2",
    FOURTH: "89.0 90.0 91.0",
    FIFTH: "73.4 75.0 77.0",
}
HOLDERS = {
    "“五好”关工委示范单位": "东湖街道东湖第二社区关心下一代工作委员会",
    "“五好”关工委": "东湖街道东湖第一社区关心下一代工作委员会",
}
"""Each title and its holder, with the full official name: the others do not reach the standard."""
