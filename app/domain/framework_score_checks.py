"""Checks on the numbers of a framework: sums, score grid, level ranges, bonus tiers, grade bands."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from . import framework as f
from .document import Path
from .framework_findings import Finding, finding
from .grid import on_grid, round_up
from .text import N_

MOST_DIGITS: Final = 4


def the_scale_is_usable(framework: f.Framework) -> Iterator[Finding]:
    """Step and total are positive, the total is on the grid, means keep at most 4 digits."""
    scoring = framework.scoring
    for key, value in (("step", scoring.step), ("base_total", scoring.base_total)):
        if value <= 0:
            yield finding(("scoring", key), N_("This must be more than 0."))
    if scoring.step > 0 and not on_grid(scoring.base_total, scoring.step):
        yield _off_grid(("scoring", "base_total"), scoring.base_total, scoring.step)
    if scoring.precision > MOST_DIGITS:
        yield finding(("scoring", "precision"), N_("At most %(most)s digits can be kept."), most=MOST_DIGITS)


def _off_grid(path: Path, score: Decimal, step: Decimal) -> Finding:
    return finding(
        path, N_("%(score)s is not a whole number of steps of %(step)s."), score=score, step=step
    ).resting_on(("scoring", "step"))


def sums_match(framework: f.Framework) -> Iterator[Finding]:
    """A section's maximum is the sum of its criteria; `base_total` is the sum of all criteria."""
    for position, section in enumerate(framework.sections):
        total = sum((criterion.max_score for criterion in section.criteria), Decimal(0))
        if section.criteria and total != section.max_score:
            yield finding(
                ("sections", position, "max_score"),
                N_("The criteria of section %(code)s sum to %(total)s, but its maximum is %(written)s."),
                code=section.code,
                total=total,
                written=section.max_score,
            ).resting_on(("sections", position, "criteria"))
    total = sum((criterion.max_score for criterion in framework.criteria), Decimal(0))
    if framework.criteria and total != framework.scoring.base_total:
        yield finding(
            ("scoring", "base_total"),
            N_("All criteria sum to %(total)s, but base_total is %(written)s."),
            total=total,
            written=framework.scoring.base_total,
        ).resting_on(("sections",))


def maximums_are_on_the_grid(framework: f.Framework) -> Iterator[Finding]:
    """Every criterion has a maximum above 0 on the grid, and so has what one time counts."""
    step = framework.scoring.step
    for path, criterion in _criteria(framework):
        scores = [("max_score", criterion.max_score)]
        if criterion.unit_score is not None:
            scores.append(("unit_score", criterion.unit_score))
        for key, score in scores:
            if score <= 0:
                yield finding((*path, key), N_("This must be more than 0."))
            elif step > 0 and not on_grid(score, step):
                yield _off_grid((*path, key), score, step)


def _criteria(framework: f.Framework) -> Iterator[tuple[Path, f.Criterion]]:
    for first, section in enumerate(framework.sections):
        for second, criterion in enumerate(section.criteria):
            yield ("sections", first, "criteria", second), criterion


def levels_go_down(framework: f.Framework) -> Iterator[Finding]:
    """General levels stand highest first, and the last begins at 0."""
    for position, (above, below) in enumerate(pairwise(framework.levels), start=1):
        if below.min_ratio >= above.min_ratio:
            yield finding(
                ("levels", position, "min_ratio"),
                N_("Levels stand highest first: %(below)s must begin below %(above)s."),
                below=below.code,
                above=above.code,
            ).resting_on(("levels", position - 1, "min_ratio"))
    if framework.levels and framework.levels[-1].min_ratio != 0:
        yield finding(("levels", len(framework.levels) - 1, "min_ratio"), N_("The last must begin at 0."))


def ranges_cover_every_score(framework: f.Framework) -> Iterator[Finding]:
    """Each criterion's levels cover 0…max on the grid as §5 computes them, and hold their usual score."""
    if framework.scoring.step <= 0:
        return
    for path, criterion in _criteria(framework):
        if [level.code for level in criterion.levels] != [level.code for level in framework.levels]:
            yield from _level_faults(path, criterion, framework)
        else:
            faults = list(_range_faults(path, criterion))
            yield from faults or _value_faults(path, criterion, framework)


def _level_faults(path: Path, criterion: f.Criterion, framework: f.Framework) -> Iterator[Finding]:
    """Exactly the levels of the framework, each once."""
    general = [level.code for level in framework.levels]
    written = [level.code for level in criterion.levels]
    for code in dict.fromkeys(written):
        if code not in general:
            yield finding(
                (*path, "range", code),
                N_("There is no level “%(name)s”. There are: %(known)s."),
                name=code,
                known=", ".join(general),
            )
        elif written.count(code) > 1:
            yield finding((*path, "range", code), N_("The code “%(code)s” is used twice."), code=code)
    for code in general:
        if code not in written:
            yield _about(
                path, N_("Criterion %(code)s has no range for level %(level)s."), criterion.code, level=code
            )


def _about(path: Path, text: str, code: str, **params: object) -> Finding:
    """A finding about all ranges of a criterion; it rests on them and on the general levels."""
    places = ((*path, "ranges"), (*path, "levels"), ("levels",))
    return finding(path, text, code=code, **params).resting_on(*places)


def _range_faults(path: Path, criterion: f.Criterion) -> Iterator[Finding]:
    """From 0 to the maximum on the grid, without gap or overlap."""
    for level in criterion.levels:
        for end in dict.fromkeys((level.low, level.high)):
            if not on_grid(end, criterion.step):
                yield _off_grid((*path, "range", level.code), end, criterion.step)
        if level.low > level.high:
            yield finding(
                (*path, "range", level.code), N_("The lowest score stands first, then the highest.")
            )
    for above, below in pairwise(criterion.levels):
        if below.high + criterion.step != above.low:
            gap = below.high + criterion.step < above.low
            text = (
                N_("Criterion %(code)s: between levels %(below)s and %(above)s there is a gap.")
                if gap
                else N_("Criterion %(code)s: levels %(below)s and %(above)s overlap.")
            )
            yield finding(
                (*path, "range", below.code), text, code=criterion.code, below=below.code, above=above.code
            ).resting_on((*path, "range", above.code))
    yield from _end_faults(path, criterion)


def _end_faults(path: Path, criterion: f.Criterion) -> Iterator[Finding]:
    if criterion.levels[0].high != criterion.max_score:
        yield finding(
            (*path, "range", criterion.levels[0].code),
            N_("Criterion %(code)s: the highest level must end at the maximum, %(max)s."),
            code=criterion.code,
            max=criterion.max_score,
        ).resting_on((*path, "max_score"))
    if criterion.levels[-1].low != 0:
        yield finding(
            (*path, "range", criterion.levels[-1].code),
            N_("Criterion %(code)s: the lowest level must begin at 0."),
            code=criterion.code,
        )


def _value_faults(path: Path, criterion: f.Criterion, framework: f.Framework) -> Iterator[Finding]:
    """The range begins where §5 says, and the usual score lies inside it."""
    for position, (level, general) in enumerate(zip(criterion.levels, framework.levels, strict=True)):
        expected = round_up(general.min_ratio * criterion.max_score, criterion.step)
        place = (*path, "range", level.code)
        if level.low != expected:
            yield finding(
                place,
                N_("Criterion %(code)s: level %(level)s must begin at %(expected)s, not at %(written)s."),
                code=criterion.code,
                level=level.code,
                expected=expected,
                written=level.low,
            ).resting_on((*path, "max_score"), ("levels", position))
        elif not level.covers(level.usual):
            yield finding(
                place,
                N_(
                    "Criterion %(code)s: the usual score of level %(level)s, %(usual)s, is outside its range."
                ),
                code=criterion.code,
                level=level.code,
                usual=level.usual,
            ).resting_on((*path, "max_score"), ("levels", position))


def bonus_items_match_their_tiers(framework: f.Framework) -> Iterator[Finding]:
    """A bonus item's maximum is its highest tier; tiers are above 0 and on the grid."""
    if framework.bonus.cap < 0:
        yield finding(("bonus", "cap"), N_("This must be 0 or more."))
    for at, item in enumerate(framework.bonus.items):
        path = ("bonus", "items", at)
        highest = max((tier.score for tier in item.tiers), default=item.max_score)
        if highest != item.max_score:
            yield finding(
                (*path, "max_score"),
                N_("Bonus item %(code)s: the maximum is %(written)s, but its highest tier is %(highest)s."),
                code=item.code,
                written=item.max_score,
                highest=highest,
            ).resting_on((*path, "tiers"))
        for position, tier in enumerate(item.tiers):
            if tier.score <= 0:
                yield finding((*path, "tiers", position, "score"), N_("This must be more than 0."))
            elif framework.scoring.step > 0 and not on_grid(tier.score, framework.scoring.step):
                yield _off_grid((*path, "tiers", position, "score"), tier.score, framework.scoring.step)


def bands_go_down(framework: f.Framework) -> Iterator[Finding]:
    """Bands stand highest first, the last begins at 0, and a quota says which lower band takes the rest."""
    bands = framework.grade_bands
    for position, (above, below) in enumerate(pairwise(bands), start=1):
        if below.min >= above.min:
            yield finding(
                ("grade_bands", position, "min"),
                N_("Grade bands stand highest first: %(below)s must begin below %(above)s."),
                below=below.code,
                above=above.code,
            ).resting_on(("grade_bands", position - 1, "min"))
    if bands and bands[-1].min != 0:
        yield finding(("grade_bands", len(bands) - 1, "min"), N_("The last must begin at 0."))
    order = [band.code for band in bands]
    for position, band in enumerate(bands):
        path = ("grade_bands", position, "overflow_to")
        if band.quota_ratio is not None and not band.overflow_to:
            yield finding(path, N_("A quota needs “overflow_to”: the band that takes the others."))
        if band.overflow_to in order[: position + 1]:
            yield finding(path, N_("“overflow_to” must name a lower band."))


SCORE_RULES: Final[tuple[Callable[[f.Framework], Iterator[Finding]], ...]] = (
    the_scale_is_usable,
    sums_match,
    maximums_are_on_the_grid,
    levels_go_down,
    ranges_cover_every_score,
    bonus_items_match_their_tiers,
    bands_go_down,
)
