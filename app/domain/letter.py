"""The wording of a feedback letter: compiled from the reviewers' findings, then edited by people.

What several reviewers say alike is told once, with all its criteria and the highest severity. The findings
themselves are never touched: each part keeps the ids of those it was made from. Source: PROCESS §6.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from .errors import Invalid, Sentence, sentence
from .review import FindingKind, Severity
from .text import N_

LONGEST: Final = 1000
ORDER: Final = (Severity.NONE, Severity.MINOR, Severity.MAJOR, Severity.SERIOUS)
_IDLE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class WrittenFinding:
    """A finding as a reviewer wrote it; `answers` is the id of the shortcoming a recommendation is for."""

    id: str
    kind: FindingKind
    criterion: str
    severity: Severity
    text: str
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A highlight or a shortcoming of the letter; `findings` are the ids it was made from."""

    text: str
    criteria: tuple[str, ...] = ()
    severity: Severity = Severity.NONE
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """A recommendation; `shortcoming` is the number, from 1, of the one it answers, 0 for none."""

    text: str
    shortcoming: int = 0
    until: date | None = None


@dataclass(frozen=True, slots=True)
class LetterTexts:
    """Everything in a letter that people word."""

    impression: str = ""
    highlights: tuple[Part, ...] = ()
    shortcomings: tuple[Part, ...] = ()
    recommendations: tuple[Advice, ...] = field(default=())

    def kept(self) -> dict[str, Any]:
        """As the record keeps it: texts, lists and mappings."""
        return {
            "impression": self.impression,
            "highlights": [_kept_part(part) for part in self.highlights],
            "shortcomings": [_kept_part(part) for part in self.shortcomings],
            "recommendations": [
                {
                    "text": advice.text,
                    "shortcoming": advice.shortcoming,
                    "until": advice.until.isoformat() if advice.until else "",
                }
                for advice in self.recommendations
            ],
        }


def texts_of(kept: Mapping[str, Any]) -> LetterTexts:
    """The wording of a kept letter."""
    return LetterTexts(
        impression=kept.get("impression", ""),
        highlights=tuple(_part(each) for each in kept.get("highlights", ())),
        shortcomings=tuple(_part(each) for each in kept.get("shortcomings", ())),
        recommendations=tuple(
            Advice(each["text"], each["shortcoming"], _day(each["until"]))
            for each in kept.get("recommendations", ())
        ),
    )  # fmt: skip


def compile_letter(findings: Sequence[WrittenFinding], impressions: Iterable[str] = ()) -> LetterTexts:
    """A first wording: what is said alike stands once, the gravest shortcoming first.

    `impressions` are the reviewers' general impressions; each that says something new is taken over.
    """
    highlights = _merged(each for each in findings if each.kind is FindingKind.HIGHLIGHT)
    shortcomings = _merged(each for each in findings if each.kind is FindingKind.SHORTCOMING)
    shortcomings.sort(key=lambda part: -ORDER.index(part.severity))  # stable: else in the order written
    number = {found: place for place, part in enumerate(shortcomings, start=1) for found in part.findings}
    advice: dict[tuple[int, str], Advice] = {}
    for each in findings:
        if each.kind is FindingKind.RECOMMENDATION:
            place = number.get(each.answers, 0)
            advice.setdefault((place, _bare(each.text)), Advice(each.text.strip(), place))
    told: dict[str, str] = {}
    for impression in impressions:
        if _bare(impression):
            told.setdefault(_bare(impression), impression.strip())
    return LetterTexts(
        impression="".join(told.values()),
        highlights=tuple(highlights),
        shortcomings=tuple(shortcomings),
        recommendations=tuple(sorted(advice.values(), key=lambda a: a.shortcoming or len(number) + 1)),
    )


def plain_text(texts: LetterTexts) -> str:
    """All words of a letter in one text, to show two versions side by side."""
    parts = [part.text for part in (*texts.highlights, *texts.shortcomings)]
    return "\n".join([texts.impression, *parts, *(advice.text for advice in texts.recommendations)])


def check_texts(texts: LetterTexts) -> None:
    """Refuse a wording that cannot be sent. Raises Invalid with a sentence for each part."""
    wrong: dict[str, Sentence] = {}
    for name, words in (
        ("highlight", [part.text for part in texts.highlights]),
        ("shortcoming", [part.text for part in texts.shortcomings]),
        ("recommendation", [advice.text for advice in texts.recommendations]),
    ):
        for place, text in enumerate(words):
            if len(text) > LONGEST:
                wrong[f"{name}_{place}"] = sentence(
                    N_("Please keep this to %(most)s characters."), most=LONGEST
                )
    for place, part in enumerate(texts.shortcomings):
        if part.severity is Severity.NONE:
            wrong[f"severity_{place}"] = sentence(N_("Please choose how serious it is."))
    for place, advice in enumerate(texts.recommendations):
        if advice.shortcoming > len(texts.shortcomings):
            wrong[f"answers_{place}"] = sentence(
                N_("There is no shortcoming %(number)s in the letter."), number=advice.shortcoming
            )
    if len(texts.impression) > LONGEST:
        wrong["impression"] = sentence(N_("Please keep this to %(most)s characters."), most=LONGEST)
    if wrong:
        raise Invalid(**wrong)


def _merged(findings: Iterable[WrittenFinding]) -> list[Part]:
    """Those with the same words in one; a longer one on the same criterion takes in what it contains."""
    parts: list[Part] = []
    for each in findings:
        place = next((at for at, part in enumerate(parts) if _alike(part, each)), None)
        if place is None:
            codes = (each.criterion,) if each.criterion else ()
            parts.append(Part(each.text.strip(), codes, each.severity, (each.id,)))
        else:
            parts[place] = _joined(parts[place], each)
    return parts


def _alike(part: Part, finding: WrittenFinding) -> bool:
    ours, theirs = _bare(part.text), _bare(finding.text)
    return ours == theirs or (finding.criterion in part.criteria and (ours in theirs or theirs in ours))


def _joined(part: Part, finding: WrittenFinding) -> Part:
    criteria = part.criteria
    if finding.criterion and finding.criterion not in criteria:
        criteria = (*criteria, finding.criterion)
    return Part(
        text=max(part.text, finding.text.strip(), key=len),
        criteria=criteria,
        severity=max(part.severity, finding.severity, key=ORDER.index),
        findings=(*part.findings, finding.id),
    )


def _bare(text: str) -> str:
    """The words without punctuation and width, to compare by."""
    return _IDLE.sub("", unicodedata.normalize("NFKC", text)).lower()


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _kept_part(part: Part) -> dict[str, Any]:
    return {
        "text": part.text,
        "criteria": list(part.criteria),
        "severity": part.severity.value,
        "findings": list(part.findings),
    }


def _part(kept: Mapping[str, Any]) -> Part:
    return Part(
        kept["text"], tuple(kept["criteria"]), Severity(kept["severity"]), tuple(kept.get("findings", ()))
    )
