"""The grid of scores: every score is a whole number of steps, rounded half up once."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal


def on_grid(score: Decimal, step: Decimal) -> bool:
    """Whether `score` is a whole number of `step`s (step > 0)."""
    return score % step == 0


def round_half_up(score: Decimal, step: Decimal) -> Decimal:
    """The grid value nearest to `score` (≥ 0), a half going up; 6.56 at step 0.1 gives 6.6."""
    return (score / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step


def round_up(score: Decimal, step: Decimal) -> Decimal:
    """The lowest grid value that is not below `score`: the start of a level's range (SCHEMA §5)."""
    return (score / step).quantize(Decimal(1), rounding=ROUND_CEILING) * step


def level_ranges(maximum: Decimal, step: Decimal, starts: Sequence[Decimal]) -> list[tuple[Decimal, Decimal]]:
    """Lowest and highest score of each level, highest first: SCHEMA §5, `ceil(m·ratio / s)·s` up to the next.

    `starts` are the levels' min_ratio, falling, the last 0.
    """
    lows = [round_up(ratio * maximum, step) for ratio in starts]
    highs = [maximum, *(low - step for low in lows[:-1])]
    return list(zip(lows, highs, strict=True))
