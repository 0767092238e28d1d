"""Reading sections, criteria, their levels and evidence from a document (SCHEMA §5, §6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from . import framework as f
from .document import Entry
from .evidence_requirement import EvidenceRequirement
from .grid import round_half_up
from .locale_text import LocaleText
from .text import N_

METHODS: Final = ("points", "level", "check", "count")

AcceptGroups = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Ground:
    """What criteria are read against: the score step, the general levels, the groups of file types."""

    step: Decimal
    levels: tuple[f.Level, ...]
    accept_groups: AcceptGroups


@dataclass(frozen=True, slots=True)
class _Range:
    """The scores of one level on one criterion, and its own rubric text if it has one."""

    code: str
    low: Decimal
    high: Decimal
    text: LocaleText | None


def read_section(entry: Entry, ground: Ground) -> f.Section:
    """One section with its criteria."""
    code = entry.code()
    return f.Section(
        code=code,
        title=entry.locale_text("title"),
        max_score=entry.number("max_score"),
        guidance=entry.locale_text("guidance"),
        criteria=tuple(_criterion(criterion, code, ground) for criterion in entry.entries("criteria")),
    )


def _criterion(entry: Entry, section_code: str, ground: Ground) -> f.Criterion:
    max_score = entry.number("max_score")
    method = entry.choice("method", METHODS)
    return f.Criterion(
        code=entry.code(),
        section_code=section_code,
        title=entry.locale_text("title"),
        max_score=max_score,
        method=method,
        mandatory=entry.flag("mandatory", default=False),
        guidance=entry.locale_text("guidance"),
        look_for=entry.locale_texts("look_for"),
        evidence=read_evidence(entry, ground.accept_groups),
        levels=_criterion_levels(entry, max_score, ground),
        step=ground.step,
        unit_score=entry.optional_number("unit_score", optional=method != "count"),
    )


def read_evidence(entry: Entry, groups: AcceptGroups) -> tuple[EvidenceRequirement, ...]:
    """The evidence a criterion or a bonus item asks for."""
    return tuple(_requirement(requirement, groups) for requirement in entry.entries("evidence"))


def _requirement(entry: Entry, groups: AcceptGroups) -> EvidenceRequirement:
    accept = entry.texts("accept")
    return EvidenceRequirement(
        kind=entry.text("kind"),
        title=entry.locale_text("title"),
        min=entry.count("min"),
        max=entry.optional_count("max"),
        accept=accept,
        required=entry.flag("required"),
        sensitive=entry.flag("sensitive", default=False),
        extensions=frozenset(extension for name in accept for extension in groups.get(name, ())),
    )


def _criterion_levels(entry: Entry, max_score: Decimal, ground: Ground) -> tuple[f.CriterionLevel, ...]:
    """The levels in the order of the general levels, whatever the order in which they are written."""
    if entry.has("levels") and entry.has("ranges"):
        entry.reading.note(entry.path, N_("Give either “levels” or “ranges”, not both."))
    general = {level.code: level for level in ground.levels}
    order = {code: position for position, code in enumerate(general)}
    unknown = LocaleText({}, entry.reading.default_locale)
    found = []
    for written in sorted(_ranges(entry), key=lambda one: order.get(one.code, len(order))):
        level = general.get(written.code, f.Level(written.code, unknown, Decimal(0), Decimal(0), unknown))
        usual = round_half_up(level.default_ratio * max_score, ground.step) if ground.step > 0 else Decimal(0)
        text = written.text or level.text
        found.append(f.CriterionLevel(written.code, level.title, written.low, written.high, text, usual))
    return tuple(found)


def _ranges(entry: Entry) -> list[_Range]:
    """The ranges as written, in `ranges` or in `levels`; a faulty one is noted and left out."""
    if entry.has("ranges"):
        ranges = entry.entry("ranges")
        found = [_range(ranges, code, code, None, entry) for code in ranges.names()]
    else:
        found = [
            _range(level, "range", level.text("code"), level.locale_text("text"), entry)
            for level in entry.entries("levels")
        ]
    return [one for one in found if one]


def _range(entry: Entry, key: str, code: str, text: LocaleText | None, criterion: Entry) -> _Range | None:
    entry.reading.places[(*criterion.path, "range", code)] = path = (*entry.path, key)
    numbers = entry.numbers(key)
    if len(numbers) == 2:
        return _Range(code, *numbers, text)
    if entry.reading.is_sure(path):
        entry.reading.doubt(path, N_("A range is two numbers, the lowest and the highest score."))
    return None
