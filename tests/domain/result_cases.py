"""What the tests of the result share: the four frameworks as read, and reviews with a wished total."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from app.domain.framework import Framework
from app.domain.framework_reading import framework_of
from app.domain.panel import SubmittedReview
from app.domain.result import AcceptedClaim, UnitRecord, unit_result

FOLDER = Path(__file__).parents[2] / "app" / "frameworks"
MORNING = datetime(2025, 11, 20, 1, 0, tzinfo=UTC)


class DecimalLoader(yaml.SafeLoader):
    """Reads 0.1 as Decimal("0.1"), never as a float."""


DecimalLoader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: Decimal(node.value))


@cache
def framework(code: str = "college-committee-quality") -> Framework:
    return framework_of(yaml.load((FOLDER / f"{code}.yaml").read_text(encoding="utf-8"), DecimalLoader))


def D(text) -> Decimal:  # noqa: N802 -- as short as a number's own name
    return Decimal(str(text))


def scores_of(total, rules: Framework | None = None) -> dict:
    """Scores that add up to `total`: each criterion full from the first on, the rest where it ends."""
    left, scores = D(total), {}
    for criterion in (rules or framework()).criteria:
        scores[criterion.code] = min(left, criterion.max_score)
        left -= scores[criterion.code]
    return scores


def even_scores(ratio, rules: Framework | None = None) -> dict:
    """The same share of every criterion."""
    return {criterion.code: criterion.max_score * D(ratio) for criterion in (rules or framework()).criteria}


def review(scores, *, panel="expert", key="专家1", minute=0) -> SubmittedReview:
    return SubmittedReview(key, panel, MORNING + timedelta(minutes=minute), scores)


def reviews_of(totals, panel="expert", rules: Framework | None = None) -> list[SubmittedReview]:
    """One review per total, submitted a minute after another."""
    return [
        review(scores_of(total, rules), panel=panel, key=f"{panel}{place}", minute=place)
        for place, total in enumerate(totals, start=1)
    ]


EXPERTS, PEERS = (88.4, 91.0, 90.2, 79.5, 93.6), (92.0, 90.0, 94.5)  # SCHEMA §13


def unit_x(**changes) -> UnitRecord:
    """Unit X of the worked example."""
    record = UnitRecord(
        unit="X",
        reviews=[*reviews_of(EXPERTS), *reviews_of(PEERS, "peer")],
        bonus=[AcceptedClaim("B1", D(4))],
    )
    return replace(record, **changes)


def unit_with(unit, total, *, rules: Framework | None = None, **changes):
    """The result of a unit whose three readers (one panel is enough) all gave `total`."""
    rules = rules or framework()
    panel = rules.review.panels[0].code
    record = UnitRecord(unit=unit, reviews=reviews_of([total] * 3, panel, rules), too_few_reason="样例")
    return unit_result(rules, replace(record, **changes))
