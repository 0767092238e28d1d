"""How a grade came about, in the reader's language: bands, profile, effects, quota, ties."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from flask_babel import gettext, ngettext

from app.domain.explanation import Step as Kind
from app.domain.framework import Framework
from app.queries.explanations import Step

from .wording import local, score


class Score(NamedTuple):
    """One reviewer's total in a box; a dropped one is struck through."""

    name: str
    value: str
    dropped: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One step of the account: what was done, the figures, the formula in digits, what came out."""

    title: str
    sum: str = ""
    scores: Sequence[Score] = ()
    formula: str = ""
    texts: Sequence[str] = ()


def of_kind(steps: Sequence[Step], kind: Kind) -> list[Step]:
    """The lines of one kind, in their order."""
    return [step for step in steps if step.step == kind]


def percent(share: str) -> str:
    """A kept share as people say it: 0.3 is 30%."""
    return f"{score(Decimal(share.rstrip('…')) * 100)}%"


def band_title(framework: Framework, code: str) -> str:
    """The title of a band in the reader's language."""
    return local(framework.band(code).title)


def check(rules: Framework, step: Step) -> str:
    """A band tried by the total: what decided."""
    name, figures = band_title(rules, step.label), step.figures
    if not figures["reached"]:
        return str(gettext("%(band)s: the total is below %(least)s", band=name, least=figures["minimum"]))
    if figures["base_min"] is not None and not figures["base_reached"]:
        return str(
            gettext("%(band)s: the base score is below %(least)s", band=name, least=figures["base_min"])
        )
    if figures["base_min"] is not None:
        return str(
            gettext(
                "%(band)s: the total is %(least)s or more and the base score %(base)s or more",
                band=name,
                least=figures["minimum"],
                base=figures["base_min"],
            )
        )
    return str(gettext("%(band)s: the total is %(least)s or more", band=name, least=figures["minimum"]))


def profile(rules: Framework, steps: Sequence[Step]) -> Iterator[Entry]:
    """ESG: the levels of the sections, and the rules tried from the top."""
    levels = [each for each in of_kind(steps, Kind.SECTION) if each.figures["level"]]
    texts = [
        gettext(
            "%(section)s: %(level)s",
            section=local(rules.section(each.label).title),
            level=local(rules.level(each.figures["level"]).title),
        )
        for each in levels
    ]
    yield Entry(str(gettext("The level of each section, by its share of the points")), texts=texts)
    for step in of_kind(steps, Kind.BAND):
        conditions = [_condition(rules, each) for each in step.figures["conditions"]]
        title = band_title(rules, step.label)
        outcome = gettext("holds") if step.value else gettext("does not hold")
        yield Entry(
            str(gettext("Overall judgement “%(band)s”: %(outcome)s", band=title, outcome=outcome)),
            title if step.value else "",
            texts=conditions or (gettext("This rule has no condition."),),
        )


def _condition(rules: Framework, figures: Mapping[str, Any]) -> str:
    level = local(rules.level(figures["level"]).title)
    words = {
        "min_level": gettext(
            "No section below “%(level)s”: %(found)s are below", level=level, found=figures["found"]
        ),
        "at_least": gettext(
            "At least %(wanted)s sections “%(level)s”: there are %(found)s",
            wanted=figures["wanted"], level=level, found=figures["found"],
        ),
        "at_most": gettext(
            "At most %(wanted)s sections “%(level)s”: there are %(found)s",
            wanted=figures["wanted"], level=level, found=figures["found"],
        ),
    }  # fmt: skip
    return str(words[figures["kind"]])


def preconditions(rules: Framework, steps: Sequence[Step]) -> Iterator[Entry]:
    """All met in one line, or one line for each that is not."""
    failed = of_kind(steps, Kind.PRECONDITION)
    if not rules.preconditions:
        return
    if not failed:
        count = len(rules.preconditions)
        yield Entry(
            str(
                ngettext(
                    "Precondition: the one there is, is met", "Preconditions: all %(num)d are met", count
                )
            )
        )
        return
    for step in failed:
        what = local(rules.precondition(step.label).title)
        yield Entry(
            str(gettext("Precondition %(code)s %(title)s is not met", code=step.label, title=what)),
            band_title(rules, step.value),
            texts=(_effect(rules, step),),
        )


def _effect(rules: Framework, step: Step) -> str:
    band = band_title(rules, step.figures["named"])
    if step.figures["kind"] == "cap_band":
        return str(gettext("The grade cannot be above “%(band)s”. The score stays as computed.", band=band))
    return str(gettext("The grade is “%(band)s” at most. The score stays as computed.", band=band))


def effects(rules: Framework, steps: Sequence[Step]) -> Iterator[Entry]:
    """Sections below their floor, and confirmed vetoes."""
    for step in of_kind(steps, Kind.FLOOR):
        what = local(rules.section(step.label).title)
        yield Entry(
            str(gettext("Section %(code)s %(title)s is below its floor", code=step.label, title=what)),
            band_title(rules, step.value),
            texts=(_effect(rules, step),),
        )
    for step in of_kind(steps, Kind.VETO):
        what = local(rules.veto(step.label).title)
        yield Entry(
            str(gettext("Veto %(code)s %(title)s", code=step.label, title=what)),
            band_title(rules, step.value),
            texts=(_effect(rules, step),),
        )


def quota(rules: Framework, steps: Sequence[Step]) -> Iterator[Entry]:
    """The places of a band, and what became of this unit."""
    for step in of_kind(steps, Kind.QUOTA):
        figures, band = step.figures, band_title(rules, step.label)
        texts = [
            gettext(
                "%(units)s units have a result; %(share)s of them makes %(places)s places. "
                "%(reached)s reached it.",
                units=figures["base"], share=percent(figures["ratio"]), places=figures["places"],
                reached=figures["reached"],
            )
        ]  # fmt: skip
        if figures["undecided"]:
            texts.append(gettext("Units are equal at the last place; the leading group votes."))
        title = gettext("Quota of “%(band)s”", band=band)
        if figures["note"]:
            title = gettext("Quota of “%(band)s”: %(note)s", band=band, note=gettext(figures["note"]))
        yield Entry(str(title), band_title(rules, step.value), texts=texts)


def tie(rules: Framework, steps: Sequence[Step]) -> Iterator[Entry]:
    """What separated equal scores, or that a vote is awaited."""
    for step in of_kind(steps, Kind.TIE):
        title = gettext("Equal scores are waiting for a vote")
        if not step.figures["undecided"]:
            title = gettext("Equal scores were decided by %(what)s", what=tie_breaker(rules, step.label))
        yield Entry(str(title))


def tie_breaker(rules: Framework, name: str) -> str:
    """What a tie-breaker is called."""
    kind, _, code = name.partition(":")
    if kind == "section":
        return str(gettext("section %(title)s", title=local(rules.section(code).title)))
    words = {
        "base_total": gettext("the base score"),
        "bonus": gettext("the bonus"),
        "panel_vote": gettext("the panel's vote"),
        "committee": gettext("the leading group"),
    }
    return str(words[kind])
