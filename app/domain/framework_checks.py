"""What must hold of a framework beyond its form (SCHEMA §11, product §2): every rule is one small function.

A rule yields findings; `check` notes them, leaving out those that rest on a place already found faulty.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Final

from . import framework as f
from .document import Path, Reading
from .framework_findings import Finding, evidence_of, finding
from .framework_reference_checks import REFERENCE_RULES
from .framework_score_checks import SCORE_RULES
from .text import N_

FEWEST_REVIEWERS: Final = 3
FEWEST_TO_TRIM: Final = 5

Rule = Callable[[f.Framework], Iterator[Finding]]


def check(framework: f.Framework, reading: Reading) -> None:
    """Note in `reading` everything that does not hold of `framework`, in the order of the rules."""
    for rule in (*RULES, *REFERENCE_RULES, *SCORE_RULES):
        for found in rule(framework):
            if found.holds(reading):
                path = reading.places.get(found.path, found.path)
                reading.note(path, found.reason.text, **found.reason.params)


def codes_are_unique(framework: f.Framework) -> Iterator[Finding]:
    """No code stands for two things of the same kind; criteria are one kind over all sections."""
    yield from _repeated(framework.locales, lambda at: ("locales", at))
    yield from _repeated([field.code for field in framework.report_fields], lambda at: ("report_fields", at))
    kinds: tuple[tuple[Path, Iterable[f.Coded]], ...] = (
        (("review", "panels"), framework.review.panels),
        (("levels",), framework.levels),
        (("preconditions",), framework.preconditions),
        (("vetoes",), framework.vetoes),
        (("sections",), framework.sections),
        (("bonus", "items"), framework.bonus.items),
        (("grade_bands",), framework.grade_bands),
        (("awards",), framework.awards),
        *((("bonus", "items", at, "tiers"), item.tiers) for at, item in enumerate(framework.bonus.items)),
    )
    for path, things in kinds:
        codes = [thing.code for thing in things]
        places: list[Path] = [(*path, at, "code") for at in range(len(codes))]
        yield from _repeated(codes, places.__getitem__)
    places = [
        ("sections", first, "criteria", second, "code")
        for first, section in enumerate(framework.sections)
        for second in range(len(section.criteria))
    ]
    yield from _repeated([criterion.code for criterion in framework.criteria], places.__getitem__)


def _repeated(codes: Iterable[str], place: Callable[[int], Path]) -> Iterator[Finding]:
    seen = Counter[str]()
    for position, code in enumerate(codes):
        seen[code] += 1
        if code and seen[code] == 2:
            yield finding(place(position), N_("The code “%(code)s” is used twice."), code=code)


def criteria_belong_to_their_section(framework: f.Framework) -> Iterator[Finding]:
    """A criterion's code is its section's code, a dot and more."""
    for first, section in enumerate(framework.sections):
        for second, criterion in enumerate(section.criteria):
            if criterion.code and not criterion.code.startswith(section.code + "."):
                yield finding(
                    ("sections", first, "criteria", second, "code"),
                    N_("The code “%(code)s” must begin with its section’s code: “%(section)s.”"),
                    code=criterion.code,
                    section=section.code,
                )


def nothing_is_empty(framework: f.Framework) -> Iterator[Finding]:
    """A framework has a language, panels, levels, bands and sections; a section has criteria."""
    for key, things in (
        ("locales", framework.locales),
        ("levels", framework.levels),
        ("sections", framework.sections),
        ("grade_bands", framework.grade_bands),
    ):
        if not things:
            yield _empty((key,))
    if not framework.review.panels:
        yield _empty(("review", "panels"))
    for position, section in enumerate(framework.sections):
        if not section.criteria:
            yield _empty(("sections", position, "criteria"))
    for position, item in enumerate(framework.bonus.items):
        if not item.tiers:
            yield _empty(("bonus", "items", position, "tiers"))


def _empty(path: Path) -> Finding:
    return finding(path, N_("“%(key)s” must not be empty."), key=path[-1])


def the_default_language_is_present(framework: f.Framework) -> Iterator[Finding]:
    """`default_locale` is one of `locales`."""
    if framework.default_locale and framework.default_locale not in framework.locales:
        yield finding(
            ("default_locale",),
            N_("“%(language)s” is not among the locales."),
            language=framework.default_locale,
        )


def reviews_are_fair(framework: f.Framework) -> Iterator[Finding]:
    """Self-scores weigh nothing, at least 3 readers, trimming only from 5 (product §2), shares sum to 1."""
    review = framework.review
    if review.self_score_weight != 0:
        yield finding(
            ("review", "self_score_weight"), N_("The self-score is a reference: its weight must be 0.")
        )
    if review.min_reviewers < FEWEST_REVIEWERS:
        yield finding(
            ("review", "min_reviewers"),
            N_("At least %(fewest)s reviewers are needed."),
            fewest=FEWEST_REVIEWERS,
        )
    if review.recommended_reviewers < review.min_reviewers:
        yield finding(
            ("review", "recommended_reviewers"),
            N_("Fewer reviewers are recommended than the minimum of %(fewest)s."),
            fewest=review.min_reviewers,
        ).resting_on(("review", "min_reviewers"))
    if review.trim.method == "drop_high_low" and (review.trim.min_reviewers or 0) < FEWEST_TO_TRIM:
        yield finding(
            ("review", "trim", "min_reviewers"),
            N_("The highest and the lowest may be dropped only from %(fewest)s reviews on."),
            fewest=FEWEST_TO_TRIM,
        )
    total = sum((panel.weight for panel in review.panels), Decimal(0))
    if review.panels and total != 1:
        yield finding(
            ("review", "panels"),
            N_("The weights of the panels sum to %(total)s; they must sum to 1."),
            total=total,
        )
    for position, panel in enumerate(review.panels):
        if panel.weight <= 0:
            yield finding(("review", "panels", position, "weight"), N_("This must be more than 0."))


def ratios_are_shares(framework: f.Framework) -> Iterator[Finding]:
    """Every ratio lies between 0 and 1."""
    ratios: list[tuple[Path, Decimal | None]] = [
        (("review", "outlier_gap_ratio"), framework.review.outlier_gap_ratio),
    ]
    if framework.section_floor:
        ratios.append((("section_floor", "min_ratio"), framework.section_floor.min_ratio))
    for position, level in enumerate(framework.levels):
        ratios.append((("levels", position, "min_ratio"), level.min_ratio))
        ratios.append((("levels", position, "default_ratio"), level.default_ratio))
    for position, band in enumerate(framework.grade_bands):
        ratios.append((("grade_bands", position, "quota_ratio"), band.quota_ratio))
    for path, ratio in ratios:
        if ratio is not None and not 0 <= ratio <= 1:
            yield finding(path, N_("A share must lie between 0 and 1."))


def evidence_can_be_given(framework: f.Framework) -> Iterator[Finding]:
    """What is required is at least one, and the most is not below the least."""
    for path, requirement in evidence_of(framework):
        if requirement.required and requirement.min < 1:
            yield finding((*path, "min"), N_("Required evidence needs a minimum of at least 1."))
        if requirement.max is not None and requirement.max < max(requirement.min, 1):
            yield finding((*path, "max"), N_("The maximum is below the minimum.")).resting_on((*path, "min"))
        if not requirement.accept:
            yield _empty((*path, "accept"))


def the_profile_ends_in_a_band(framework: f.Framework) -> Iterator[Finding]:
    """The last profile rule has no condition, so that every unit gets a band."""
    overall = framework.overall_judgement
    if overall and not (overall.rules and overall.rules[-1].always_fits):
        yield finding(
            ("overall_judgement", "rules"),
            N_("The last rule must have no condition, so that every unit gets a band."),
        )


RULES: Final[tuple[Rule, ...]] = (
    codes_are_unique,
    criteria_belong_to_their_section,
    nothing_is_empty,
    the_default_language_is_present,
    reviews_are_fair,
    ratios_are_shares,
    evidence_can_be_given,
    the_profile_ends_in_a_band,
)
