"""How a unit lies among all, where it lost its points, and what is kept of it."""

from decimal import Decimal

from app.domain.comparison import compare
from app.domain.criterion_figures import criterion_figures, most_lost
from app.domain.kept_figures import kept_figures, number
from app.domain.result import UnitRecord, unit_result
from app.domain.section_figures import panel_parts

from .result_cases import D, even_scores, framework, review

ESG = "esg-2015-part1"


def record(*ratios, unit="X", **more) -> UnitRecord:
    reviews = [review(even_scores(ratio), key=str(n), minute=n) for n, ratio in enumerate(ratios, start=1)]
    return UnitRecord(unit, reviews, **more)


def results(*records):
    return [unit_result(framework(), each) for each in records]


def test_median_and_highest_of_every_section_and_of_the_base() -> None:
    rules = framework()
    found = compare(rules, results(*(record(r, r, r, unit=r) for r in ("0.9", "0.8", "0.5", "0.7"))))
    assert (found.units, found.base.median, found.base.highest) == (4, 75, 90)
    first = found.sections["1"]
    # section 1 has 14 points: 12.6, 11.2, 9.8 and 7.0
    assert (first.median, first.highest) == (D("10.5"), D("12.6"))


def test_a_section_that_applies_to_nobody_has_no_spread() -> None:
    rules = framework(ESG)
    first = rules.sections[0]
    scores = even_scores("0.8", rules) | {criterion.code: None for criterion in first.criteria}
    reviews = [review(scores, panel="panel", key=str(n), minute=n) for n in range(3)]
    found = compare(rules, [unit_result(rules, UnitRecord("X", reviews))])
    assert first.code not in found.sections
    assert len(found.sections) == len(rules.sections) - 1


def test_points_lost_are_told_by_criterion_the_greatest_first() -> None:
    rules = framework()
    scores = even_scores("1") | {"1.1": D(3), "2.1": D(1), "7.3": None}
    unit = UnitRecord("X", [review(scores, key=str(n), minute=n) for n in range(3)])
    figures = criterion_figures(rules, unit, unit_result(rules, unit).panels)
    assert "7.3" not in {figure.criterion for figure in figures}
    lost = most_lost(figures, 5)
    assert [(figure.criterion, figure.lost) for figure in lost] == [
        ("2.1", rules.criterion("2.1").max_score - 1), ("1.1", 1),
    ]  # fmt: skip


def test_the_parts_of_a_panel_add_up_to_its_mean() -> None:
    rules = framework()
    unit = UnitRecord(
        "X", [review(even_scores(r), key=r, minute=n) for n, r in enumerate(("0.333", "0.667", "0.511"))]
    )
    panel = unit_result(rules, unit).panels[0]
    assert sum(panel_parts(rules, panel)) == panel.mean


def test_what_is_kept_has_the_mean_before_and_after_trimming() -> None:
    rules = framework()
    unit = record("0.9", "0.8", "0.7", "0.8", "0.2", agreed={"1.1": Decimal(4)})
    kept = kept_figures(rules, unit, unit_result(rules, unit))
    panel = kept["panels"][0]
    # 1.1 is agreed at 4 of 4, so each total is 4 more than its ratio of the other 96:
    # 90.4, 80.8, 71.2, 80.8, 23.2; without the highest and the lowest 77.60, all five 69.28
    assert (panel["mean"], panel["untrimmed"], panel["trimmed"]) == ("77.60", "69.28", True)
    assert kept["agreed"] == ["1.1"]
    assert (number("1.50"), number(None)) == (D("1.5"), None)
