"""The self-evaluation report: five chapters, compiled from the answers, then edited (PROCESS §4.3)."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from .answer import AnswerContent
from .framework import Framework
from .text import N_

COMMITMENT: Final = N_(
    "We have checked this self-evaluation. The facts, figures and evidence are true and complete, "
    "personal data are covered, and nothing secret was uploaded."
)  # what the signatory confirms (PROCESS §4.5)
CHAPTERS: Final = {
    "zh": (
        "一、基本情况",
        "二、主要做法与成效",
        "三、特色亮点",
        "四、存在问题与原因",
        "五、整改与下一步打算",
    ),
    "en": (
        "1. The unit",
        "2. What was done and what came of it",
        "3. Highlights",
        "4. Problems and their causes",
        "5. Improvement and next steps",
    ),
}
PROBLEMS: Final = 3  # the chapter whose share is looked at
LEAST_SHARE: Final = 1 / 3  # of the report that should speak of problems (a soft warning)


class Chapter(NamedTuple):
    """A heading of the report and the text below it."""

    heading: str
    body: str

    @property
    def title(self) -> str:
        """The heading without its number, for paper that counts by itself."""
        return re.sub(r"^([一二三四五]、|\d\. )", "", self.heading)


def compiled(framework: Framework, answers: Mapping[str, AnswerContent], basics: str, language: str) -> str:
    """The report as the answers give it; `basics` is the first chapter. Chapter three is left to people."""
    headings = CHAPTERS[language]
    bodies = (
        basics,
        _by_section(framework, answers, "achievement", language),
        "",
        _by_section(framework, answers, "problems", language),
        _by_section(framework, answers, "improvement", language),
    )
    return "\n\n".join(f"{heading}\n{body}".rstrip() for heading, body in zip(headings, bodies, strict=True))


def chapters(text: str, language: str) -> tuple[Chapter, ...]:
    """The text cut at its headings; what stands before the first has an empty heading."""
    pattern = "|".join(re.escape(heading) for heading in CHAPTERS[language])
    parts = re.split(rf"^({pattern})[ \t]*$", text, flags=re.MULTILINE)
    found = [Chapter("", parts[0].strip())] if parts[0].strip() else []
    found += [Chapter(heading, body.strip()) for heading, body in zip(parts[1::2], parts[2::2], strict=True)]
    return tuple(found)


def length(text: str) -> int:
    """Characters of a report, blanks and line ends not counted."""
    return len(re.sub(r"\s", "", text))


def share_of_problems(parts: Sequence[Chapter], language: str) -> float:
    """The share 0…1 of the report that speaks of problems; 0 for an empty report."""
    whole = sum(length(part.body) for part in parts)
    problems = sum(length(part.body) for part in parts if part.heading == CHAPTERS[language][PROBLEMS])
    return problems / whole if whole else 0.0


def _by_section(framework: Framework, answers: Mapping[str, AnswerContent], field: str, language: str) -> str:
    blocks = []
    for section in framework.sections:
        said = [
            f"{criterion.code} {text}"
            for criterion in section.criteria
            if (answer := answers.get(criterion.code)) is not None
            and not answer.not_applicable
            and (text := answer.texts.get(field, "").strip())
        ]
        if said:
            blocks.append("\n".join([section.title.in_language(language), *said]))
    return "\n".join(blocks)
