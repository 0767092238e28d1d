"""From a document (parsed YAML, Excel or the database's JSON) to a Framework, in the order of SCHEMA §2–10.

`read_framework` returns the framework and every problem, those of form (found here) and those of
meaning (SCHEMA §11, found by `framework_checks`). A framework with problems must not be used.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from . import framework as f
from . import framework_scale_reading as scale
from .document import Entry, Problem, Reading
from .framework_checks import check
from .framework_criteria_reading import Ground, read_section
from .locale_text import LocaleText
from .text import N_

SCHEMA: Final = "framework/1"
STATUSES: Final = ("draft", "published", "retired")


def read_framework(document: object) -> tuple[f.Framework, tuple[Problem, ...]]:
    """The framework a document describes, and all its problems; none means it may be used."""
    reading = Reading()
    framework = _framework(Entry(document, (), reading), reading)
    reading.note_unknown_keys()
    check(framework, reading)
    return framework, tuple(reading.problems)


def framework_of(document: Mapping[str, Any]) -> f.Framework:
    """The framework of a document that was accepted before, as the database keeps it.

    Raises ValueError when the document has problems: what is stored has been changed behind our back.
    """
    framework, problems = read_framework(document)
    if problems:
        raise ValueError(f"a stored framework is damaged: {problems[0].path} {problems[0].reason}")
    return framework


def as_json(document: object) -> Any:
    """The document with every Decimal as text, so that it can be kept as JSON without a float in between."""
    if isinstance(document, Decimal):
        return str(document)
    if isinstance(document, Mapping):
        return {key: as_json(value) for key, value in document.items()}
    if isinstance(document, Sequence) and not isinstance(document, str):
        return [as_json(value) for value in document]
    return document


def _framework(top: Entry, reading: Reading) -> f.Framework:
    top.choice("schema", (SCHEMA,))
    reading.locales = top.texts("locales")
    reading.default_locale = top.text("default_locale")
    scoring = scale.read_scoring(top.entry("scoring"))
    groups = _accept_groups(top.entry("accept_groups"))
    levels = tuple(scale.read_level(entry) for entry in top.entries("levels"))
    floor = top.optional_entry("section_floor")
    live = top.optional_entry("live_session")
    overall = top.optional_entry("overall_judgement")
    follow_up = top.optional_entry("follow_up")
    return f.Framework(
        code=top.code(),
        version=top.code("version"),
        status=top.choice("status", STATUSES),
        locales=reading.locales,
        default_locale=reading.default_locale,
        name=top.locale_text("name"),
        summary=top.locale_text("summary"),
        unit_label=top.locale_text("unit_label"),
        period_label=top.locale_text("period_label"),
        sources=tuple(_source(entry) for entry in top.entries("sources", optional=True)),
        scoring=scoring,
        review=scale.read_review(top.entry("review")),
        live_session=scale.read_live_session(live) if live else None,
        report_fields=_report_fields(top, reading),
        accept_groups=groups,
        evidence_kinds=_evidence_kinds(top.entry("evidence_kinds")),
        level_set=_level_set(top.entry("level_set")),
        levels=levels,
        preconditions=tuple(scale.read_precondition(entry) for entry in top.entries("preconditions")),
        section_floor=scale.read_section_floor(floor) if floor else None,
        vetoes=tuple(scale.read_veto(entry) for entry in top.entries("vetoes")),
        sections=tuple(
            read_section(entry, Ground(scoring.step, levels, groups)) for entry in top.entries("sections")
        ),
        bonus=scale.read_bonus(top.entry("bonus"), groups),
        grade_bands=tuple(scale.read_grade_band(entry) for entry in top.entries("grade_bands")),
        overall_judgement=scale.read_overall_judgement(overall) if overall else None,
        ranking=scale.read_ranking(top.entry("ranking")),
        follow_up=scale.read_follow_up(follow_up) if follow_up else None,
        awards=tuple(scale.read_award(entry) for entry in top.entries("awards")),
    )


def _source(entry: Entry) -> f.Source:
    return f.Source(title=entry.text("title"), use=entry.text("use"))


def _report_fields(top: Entry, reading: Reading) -> tuple[f.ReportField, ...]:
    if not top.has("report_fields"):
        top.texts("report_fields", optional=True)
        return tuple(f.REPORT_FIELDS[code] for code in f.USUAL_REPORT_FIELDS)
    codes = top.texts("report_fields")
    for position, code in enumerate(codes):
        if code and code not in f.REPORT_FIELDS:
            reading.note(
                ("report_fields", position),
                N_("“%(code)s” is not a report field. There are: %(allowed)s."),
                code=code,
                allowed=", ".join(f.REPORT_FIELDS),
            )
    return tuple(f.REPORT_FIELDS[code] for code in codes if code in f.REPORT_FIELDS)


def _accept_groups(entry: Entry) -> dict[str, tuple[str, ...]]:
    return {name: tuple(map(str.lower, entry.texts(name))) for name in entry.names()}


def _evidence_kinds(entry: Entry) -> dict[str, LocaleText]:
    return {kind: entry.locale_text(kind) for kind in entry.names()}


def _level_set(entry: Entry) -> str:
    return entry.code()
