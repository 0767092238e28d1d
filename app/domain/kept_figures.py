"""What is kept beside a unit's lines for its page, the board's sheet and the letter: figures as text."""

from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from .criterion_figures import criterion_figures, most_lost
from .explanation import as_json
from .framework import Framework
from .panel import PanelFigures
from .result import UnitRecord, UnitResult
from .scoring import half_up
from .section_figures import panel_parts

MOST_LOST: Final = 6


def kept_figures(framework: Framework, record: UnitRecord, result: UnitResult) -> dict[str, Any]:
    """Sections, panels before and after trimming, main points lost, effects and agreed criteria, as JSON."""
    lost = most_lost(criterion_figures(framework, record, result.panels), MOST_LOST)
    return {
        "sections": as_json(result.sections),
        "panels": [_panel(framework, panel) for panel in result.panels if panel.reviews],
        "lost": as_json(lost),
        "effects": [{"cause": str(each.cause), "code": each.code} for each in result.grading.effects],
        "outliers": [each.key for each in result.outliers],
        "agreed": sorted(record.agreed),
    }


def _panel(framework: Framework, panel: PanelFigures) -> dict[str, Any]:
    everybody = [review.counted.exact for review in panel.reviews]
    untrimmed = half_up(sum(everybody, Fraction(0)) / len(everybody), framework.scoring.precision)
    return {
        "code": panel.code,
        "reviews": len(panel.reviews),
        "trimmed": panel.trimmed,
        "mean": str(panel.mean),
        "untrimmed": str(untrimmed),
        "sections": {
            section.code: str(part)
            for section, part in zip(framework.sections, panel_parts(framework, panel), strict=True)
        },
    }


def number(text: str | None) -> Decimal | None:
    """A kept figure as a number again; None stays None."""
    return None if text is None else Decimal(text)
