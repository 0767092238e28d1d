"""The grid of scores: every score is a whole number of steps, rounded half up once."""

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
