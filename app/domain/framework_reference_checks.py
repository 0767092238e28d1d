"""Checks that every name in a framework refers to something that exists (SCHEMA §11)."""

from collections.abc import Callable, Collection, Iterator
from typing import Final

from . import framework as f
from .document import Path
from .framework_findings import Finding, evidence_of, finding
from .text import N_

TIE_BREAKERS: Final = ("base_total", "bonus", "panel_vote")
_SECTION: Final = "section:"


def _known(path: Path, name: str | None, known: Collection[str], where: str, text: str) -> Iterator[Finding]:
    """A finding when a name is given but not among those defined in the list `where`."""
    if name and name not in known:
        yield finding(path, text, name=name, known=", ".join(known) or "–").when_given((where,))


def evidence_names_exist(framework: f.Framework) -> Iterator[Finding]:
    """Every `kind` and every `accept` is defined above."""
    for path, requirement in evidence_of(framework):
        yield from _known(
            (*path, "kind"),
            requirement.kind,
            framework.evidence_kinds,
            "evidence_kinds",
            N_("There is no evidence kind “%(name)s”. There are: %(known)s."),
        )
        for position, group in enumerate(requirement.accept):
            yield from _known(
                (*path, "accept", position),
                group,
                framework.accept_groups,
                "accept_groups",
                N_("There is no group of file types “%(name)s”. There are: %(known)s."),
            )


def preconditions_point_to_criteria(framework: f.Framework) -> Iterator[Finding]:
    """Every `maps_to` names a criterion."""
    codes = [criterion.code for criterion in framework.criteria]
    for first, precondition in enumerate(framework.preconditions):
        for second, code in enumerate(precondition.maps_to):
            if code and code not in codes:
                yield finding(
                    ("preconditions", first, "maps_to", second),
                    N_("There is no criterion “%(name)s”."),
                    name=code,
                ).when_given(("sections",))


def bands_exist(framework: f.Framework) -> Iterator[Finding]:
    """Every band named by an effect, an overflow, a follow-up, a profile rule or an award is defined."""
    for path, band in _bands_named(framework):
        yield from _known(
            path,
            band,
            [known.code for known in framework.grade_bands],
            "grade_bands",
            N_("There is no grade band “%(name)s”. There are: %(known)s."),
        )


def _bands_named(framework: f.Framework) -> Iterator[tuple[Path, str | None]]:
    for at, precondition in enumerate(framework.preconditions):
        yield ("preconditions", at, "on_fail"), precondition.on_fail.band
    for at, veto in enumerate(framework.vetoes):
        yield ("vetoes", at, "effect"), veto.effect.band
    if framework.section_floor:
        yield ("section_floor", "on_fail"), framework.section_floor.on_fail.band
    for at, band in enumerate(framework.grade_bands):
        yield ("grade_bands", at, "overflow_to"), band.overflow_to
    for at, award in enumerate(framework.awards):
        yield ("awards", at, "band"), award.band
    for at, code in enumerate(framework.follow_up.bands if framework.follow_up else ()):
        yield ("follow_up", "bands", at), code
    for at, rule in enumerate(framework.overall_judgement.rules if framework.overall_judgement else ()):
        yield ("overall_judgement", "rules", at, "band"), rule.band


def profile_levels_exist(framework: f.Framework) -> Iterator[Finding]:
    """Every level named by a profile rule is defined."""
    for at, rule in enumerate(framework.overall_judgement.rules if framework.overall_judgement else ()):
        path = ("overall_judgement", "rules", at)
        named: list[tuple[Path, str | None]] = [((*path, "min_level"), rule.min_level)]
        named += [((*path, "at_least", level), level) for level in rule.at_least]
        named += [((*path, "at_most", level), level) for level in rule.at_most]
        for place, level in named:
            yield from _known(
                place,
                level,
                [known.code for known in framework.levels],
                "levels",
                N_("There is no level “%(name)s”. There are: %(known)s."),
            )


def tie_breakers_exist(framework: f.Framework) -> Iterator[Finding]:
    """A tie-breaker is a known word or `section:` and a section's code."""
    known = (*TIE_BREAKERS, *(_SECTION + section.code for section in framework.sections))
    for at, name in enumerate(framework.ranking.tie_breakers):
        yield from _known(
            ("ranking", "tie_breakers", at),
            name,
            known,
            "sections",
            N_("“%(name)s” cannot settle a tie. There are: %(known)s."),
        )


REFERENCE_RULES: Final[tuple[Callable[[f.Framework], Iterator[Finding]], ...]] = (
    evidence_names_exist,
    preconditions_point_to_criteria,
    bands_exist,
    profile_levels_exist,
    tie_breakers_exist,
)
