"""A kept computation told in the reader's language: the account of steps that can be checked by hand.

Reviewers are 专家1…n by pseudonym and stand in that order, never in the order in which they submitted.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext, ngettext

from app.domain.explanation import Step as Kind
from app.domain.framework import Framework
from app.queries.explanations import Explained, Step

from . import grade_words
from .grade_words import Entry, Score, band_title, of_kind, percent
from .wording import local, score


def account(found: Explained) -> list[Entry]:
    """Every step, in the order of the computation. Without scores only what decides beside them."""
    rules, steps = found.framework, found.steps
    told: list[Entry] = []
    if found.scores:
        told += [*_too_few(steps), *_panels(rules, steps, found.result.figures)]
        told += [*_base(rules, steps), *_bonus(rules, steps), *_total(rules, steps)]
    if rules.overall_judgement:
        told += grade_words.profile(rules, steps)
    told += [*grade_words.preconditions(rules, steps), *grade_words.effects(rules, steps)]
    return [*told, *grade_words.quota(rules, steps), *grade_words.tie(rules, steps)]


def reader_name(key: str) -> str:
    """What a reviewer is called: 专家3."""
    return str(gettext("Reviewer %(number)s", number=key))


def agreement(found: Explained) -> tuple[str, str]:
    """How far the reviewers of a unit lie apart: the finding, and the figures behind it."""
    reviews = [step for step in found.steps if step.step == Kind.REVIEW]
    limit = found.framework.review.outlier_gap_ratio * found.framework.scoring.base_total
    furthest = max((Decimal(step.figures["distance"].rstrip("…")) for step in reviews), default=Decimal(0))
    far = sum(bool(step.figures["outlier"]) for step in reviews)
    figures = gettext(
        "The furthest lies %(distance)s points from the median of its panel; from %(limit)s points on a "
        "check is called for.",
        distance=score(furthest, 1),
        limit=score(limit),
    )
    if far:
        words = ngettext(
            "%(num)d review lies far from the others", "%(num)d reviews lie far from the others", far
        )
        return str(words), str(figures)
    words = ngettext("There is one review", "The %(num)d reviewers agree rather closely", len(reviews))
    return str(words), str(figures)


def _too_few(steps: Sequence[Step]) -> Iterator[Entry]:
    for step in of_kind(steps, Kind.TOO_FEW):
        title = ngettext("Closed with %(num)d review", "Closed with %(num)d reviews", step.figures["reviews"])
        yield Entry(title, texts=(gettext("Reason: %(reason)s", reason=step.figures["reason"]),))


def _panels(rules: Framework, steps: Sequence[Step], figures: Mapping[str, Any]) -> Iterator[Entry]:
    titles = {panel.code: local(panel.title) for panel in rules.review.panels}
    for step in of_kind(steps, Kind.PANEL):
        reviews = [each for each in of_kind(steps, Kind.REVIEW) if each.figures["panel"] == step.label]
        if not reviews:
            continue
        reviews.sort(key=lambda each: (len(each.label), each.label))
        kept = [_figure(each.value) for each in reviews if not each.figures["dropped"]]
        yield Entry(
            title=_panel_title(rules, titles[step.label], len(reviews), step.figures["trimmed"]),
            sum=step.value,
            scores=[_score(each) for each in reviews],
            formula=_mean(kept, step.figures["unrounded"]),
            texts=_agreed(figures) if any(each.figures["first"] != each.value for each in reviews) else (),
        )


def _panel_title(rules: Framework, panel: str, count: int, trimmed: bool) -> str:
    reviews = ngettext("%(num)d review", "%(num)d reviews", count)
    if trimmed:
        said = {"panel": panel, "reviews": reviews}
        words = gettext("%(panel)s: %(reviews)s, one highest and one lowest are dropped", **said)
        return str(words)
    least = rules.review.trim.min_reviewers
    if rules.review.trim.method == "drop_high_low" and least and count < least:
        return str(
            gettext(
                "%(panel)s: %(reviews)s, fewer than %(least)s, so all count",
                panel=panel,
                reviews=reviews,
                least=least,
            )
        )
    return str(gettext("%(panel)s: %(reviews)s, all count", panel=panel, reviews=reviews))


def _score(step: Step) -> Score:
    dropped = step.figures["dropped"]
    words = {"highest": gettext("%(name)s, highest"), "lowest": gettext("%(name)s, lowest")}
    name = reader_name(step.label)
    return Score(words[dropped] % {"name": name} if dropped else name, _figure(step.value), bool(dropped))


def _figure(text: str) -> str:
    """91 as 91.0, so that the boxes stand alike."""
    return text if "." in text else f"{text}.0"


def _mean(kept: Sequence[str], unrounded: str | None) -> str:
    summed = " + ".join(kept)
    if len(kept) == 1:
        return summed
    formula = f"({summed}) ÷ {len(kept)} = {unrounded}"
    return gettext("%(formula)s, rounded half up", formula=formula) if "…" in (unrounded or "") else formula


def _agreed(figures: Mapping[str, Any]) -> tuple[str, ...]:
    codes = "、".join(figures.get("agreed", ()))
    return (
        (gettext("Agreed scores stand in these reviews on %(criteria)s.", criteria=codes),) if codes else ()
    )


def _base(rules: Framework, steps: Sequence[Step]) -> Iterator[Entry]:
    titles = {panel.code: local(panel.title) for panel in rules.review.panels}
    for step in of_kind(steps, Kind.BASE):
        terms = step.figures["terms"]
        if len(terms) == 1:
            only = titles[terms[0]["panel"]]
            title = gettext(
                "Base score: %(panel)s alone has reviews and carries the whole weight", panel=only
            )
            if len(rules.review.panels) == 1:
                title = gettext("Base score")
            yield Entry(str(title), step.value)
            continue
        shares = gettext(", ").join(f"{titles[t['panel']]} {percent(t['share'])}" for t in terms)
        formula = " + ".join(f"{t['mean']} × {t['share']}" for t in terms)
        summands = " + ".join(t["term"] for t in terms)
        title = gettext("Base score: %(shares)s", shares=shares)
        yield Entry(title, step.value, formula=f"{formula} = {summands}")


def _bonus(rules: Framework, steps: Sequence[Step]) -> Iterator[Entry]:
    lines = of_kind(steps, Kind.BONUS)
    items = [line for line in lines if line.label]
    whole = next((line for line in lines if not line.label), None)
    if whole is None or not rules.bonus.items:
        return
    texts = [
        gettext(
            "%(item)s: %(score)s points",
            item=local(rules.bonus_item(line.label).title),
            score=score(Decimal(line.value)),
        )
        for line in items
    ]
    texts.append(gettext("The bonus is limited to %(cap)s points.", cap=whole.figures["cap"]))
    title = ngettext(
        "Bonus: %(num)d item accepted by the secretariat", "Bonus: %(num)d items accepted by the secretariat",
        len(items),
    )  # fmt: skip
    if not items:
        title = gettext("Bonus: nothing was accepted")
    yield Entry(title, f"+ {Decimal(whole.value):.2f}", texts=[gettext("; ").join(texts)])


def _total(rules: Framework, steps: Sequence[Step]) -> Iterator[Entry]:
    for step in of_kind(steps, Kind.TOTAL):
        formula = f"{step.figures['base']} + {step.figures['bonus']}"
        checks = (
            []
            if rules.overall_judgement
            else [grade_words.check(rules, each) for each in of_kind(steps, Kind.BAND)]
        )
        reached = next((each.value for each in of_kind(steps, Kind.BAND) if each.value), "")
        band = "" if rules.overall_judgement or not reached else band_title(rules, reached)
        yield Entry(
            str(gettext("Total and grade")), f"{step.value} {band}".strip(), formula=formula, texts=checks
        )
