"""From figures to a grade: the band by total or profile, and what preconditions, floors and vetoes do.

Every check tried is kept, so that a page can say why a unit stands where it stands.
Source: the frameworks' schema §7 and §9 steps 5–6. The quota comes later, in standing.py.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .framework import Framework
from .framework_scale import Effect as WrittenEffect
from .framework_scale import GradeBand, OverallRule
from .section_figures import SectionFigure


@dataclass(frozen=True, slots=True)
class BandCheck:
    """A band tried by total: its two bounds and whether each is reached (`base_min` None: there is none)."""

    band: str
    minimum: Decimal
    reached: bool
    base_min: Decimal | None
    base_reached: bool

    @property
    def fits(self) -> bool:
        return self.reached and self.base_reached


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a profile rule: `kind` at `level`, the bound `wanted`, the number `found`.

    `min_level`: no section below the level, so `found` counts those below and `wanted` is 0.
    """

    kind: str
    level: str
    wanted: int
    found: int

    @property
    def holds(self) -> bool:
        return self.found >= self.wanted if self.kind == "at_least" else self.found <= self.wanted


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """A profile rule tried: all its conditions; a rule with none always fits."""

    band: str
    conditions: tuple[Condition, ...]

    @property
    def fits(self) -> bool:
        return all(condition.holds for condition in self.conditions)


class Cause(StrEnum):
    """What brought an effect about."""

    PRECONDITION = "precondition"
    SECTION_FLOOR = "section_floor"
    VETO = "veto"


@dataclass(frozen=True, slots=True)
class Effect:
    """A cause and what it does.

    `code` names the precondition, section or veto; `kind` and `named` are the effect as written
    (cap_band, pass); `band` is where it alone would leave the unit.
    """

    cause: Cause
    code: str
    kind: str
    named: str
    band: str


@dataclass(frozen=True, slots=True)
class Grading:
    """`candidate` by the figures, the checks tried from the top, the effects, and `band`: the lowest
    of all.
    """

    candidate: str
    checks: tuple[BandCheck | RuleCheck, ...]
    effects: tuple[Effect, ...]
    band: str


def grade(
    framework: Framework,
    *,
    base: Decimal,
    total: Decimal,
    sections: Sequence[SectionFigure],
    failed_preconditions: Collection[str],
    vetoes: Collection[str],
) -> Grading:
    """The band of one unit before any quota.

    An effect never lifts a unit: the lowest of the candidate band and all effects wins.
    Raises ValueError for a precondition or veto the framework does not have.
    """
    checks: tuple[BandCheck | RuleCheck, ...]
    if framework.overall_judgement:
        checks = _until_fits([_rule_check(framework, r, sections) for r in framework.overall_judgement.rules])
    else:
        checks = _until_fits([_band_check(band, base, total) for band in framework.grade_bands])
    candidate = checks[-1].band
    effects = _effects(framework, candidate, sections, failed_preconditions, vetoes)
    return Grading(candidate, checks, effects, lowest(framework, [candidate, *(e.band for e in effects)]))


def band_order(framework: Framework) -> dict[str, int]:
    """Band code → place from the top; the highest band is 0."""
    return {band.code: place for place, band in enumerate(framework.grade_bands)}


def lowest(framework: Framework, bands: Collection[str]) -> str:
    """The lowest of `bands` (at least one)."""
    order = band_order(framework)
    return max(bands, key=lambda band: order[band])


def band_without_score(framework: Framework, vetoes: Collection[str]) -> str | None:
    """The band of a unit that has no score (it refused, nobody could read it), or None without a
    `band:` veto.

    Raises ValueError for a veto the framework does not have.
    """
    effects = _known({veto.code: veto.effect for veto in framework.vetoes}, vetoes)
    bands = [effect.band for effect in effects.values() if effect.kind == "band"]
    return lowest(framework, bands) if bands else None


def _until_fits(checks: Sequence[BandCheck | RuleCheck]) -> tuple[BandCheck | RuleCheck, ...]:
    """The checks from the top down to the first that fits; the last always does, the loader sees to it."""
    for place, check in enumerate(checks, start=1):
        if check.fits:
            return tuple(checks[:place])
    raise ValueError("the framework's lowest band must fit every unit")


def _band_check(band: GradeBand, base: Decimal, total: Decimal) -> BandCheck:
    return BandCheck(
        band=band.code,
        minimum=band.min,
        reached=total >= band.min,
        base_min=band.base_min,
        base_reached=band.base_min is None or base >= band.base_min,
    )


def _rule_check(framework: Framework, rule: OverallRule, sections: Sequence[SectionFigure]) -> RuleCheck:
    place = {level.code: n for n, level in enumerate(framework.levels)}
    found = [section.level for section in sections if section.level is not None]
    conditions = []
    if rule.min_level is not None:
        below = sum(place[level] > place[rule.min_level] for level in found)
        conditions.append(Condition("min_level", rule.min_level, 0, below))
    for kind, bounds in (("at_least", rule.at_least), ("at_most", rule.at_most)):
        conditions += [Condition(kind, level, wanted, found.count(level)) for level, wanted in bounds.items()]
    return RuleCheck(rule.band, tuple(conditions))


def _effects(
    framework: Framework,
    candidate: str,
    sections: Sequence[SectionFigure],
    failed_preconditions: Collection[str],
    vetoes: Collection[str],
) -> tuple[Effect, ...]:
    failed = _known({p.code: p.on_fail for p in framework.preconditions}, failed_preconditions)
    floor = framework.section_floor
    under = {s.code: floor.on_fail for s in sections if s.is_below(floor.min_ratio)} if floor else {}
    vetoed = _known({veto.code: veto.effect for veto in framework.vetoes}, vetoes)
    return tuple(
        Effect(cause, code, effect.kind, effect.band, lowest(framework, [candidate, effect.band]))
        for cause, found in (
            (Cause.PRECONDITION, failed),
            (Cause.SECTION_FLOOR, under),
            (Cause.VETO, vetoed),
        )
        for code, effect in found.items()
    )


def _known(effects: dict[str, WrittenEffect], codes: Collection[str]) -> dict[str, WrittenEffect]:
    """Those of `effects` whose code is among `codes`, in the framework's order."""
    if strangers := set(codes) - effects.keys():
        raise ValueError(f"not in this framework: {sorted(strangers)}")
    return {code: effect for code, effect in effects.items() if code in codes}
