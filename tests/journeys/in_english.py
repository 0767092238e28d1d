"""The same people at the English pages: what the steps call by its Chinese words is looked for in English.

The words are turned by the program's own catalogues, so a page that has a thing only in Chinese fails.
"""

import re
from functools import cache
from typing import Any, Self

from babel.messages.pofile import read_po
from flask import Flask

from app.translations import FOLDER, catalogues
from tests.journeys.house import House
from tests.visitor import Visitor

PLACE = re.compile(r"%\((\w+)\)[sd]")
SHORT = {"全部选入": "Enrol", "起草": "Draft", "发出": "Send", "从 ": "Begin with "}
"""Parts of a button's words that the steps press by."""


@cache
def sentences() -> list[tuple[re.Pattern[str], tuple[str, ...]]]:
    """A pattern for each Chinese sentence, and its English ones."""
    found = []
    for name in catalogues():
        with (FOLDER / f"zh/LC_MESSAGES/{name}.po").open("rb") as source:
            for message in read_po(source):
                if message.id:
                    english = message.id if isinstance(message.id, tuple) else (message.id,)
                    said = message.string if isinstance(message.string, str) else message.string[0]
                    found.append((_pattern(said), english))
    return found


def _pattern(said: str) -> re.Pattern[str]:
    parts = PLACE.split(said)
    seen: set[str] = set()
    text = ""
    for position, part in enumerate(parts):
        if position % 2 == 0:
            text += re.escape(part)
        else:
            text += f"(?P={part})" if part in seen else f"(?P<{part}>.+)"
            seen.add(part)
    return re.compile(text)


@cache
def english(words: str) -> list[str]:
    """Every English sentence that these Chinese words may stand for; other words stay as they are."""
    found = [SHORT[words]] if words in SHORT else []
    for pattern, sayings in sentences():
        if match := pattern.fullmatch(words):
            values = match.groupdict()
            found += [PLACE.sub(lambda place: values[place[1]], saying) for saying in sayings]  # noqa: B023
    return [*dict.fromkeys(found), words]


class InEnglish(Visitor):
    """Somebody who has pressed “English”."""

    def link(self, words: str) -> str:
        return self._try(super().link, words)

    def labelled(self, words: str, *, near: str = "") -> str:
        return self._try(super().labelled, words, near=near)

    def option(self, name: str, words: str, *, near: str = "") -> str:
        return self._try(lambda each: super(InEnglish, self).option(name, each, near=near), words)

    def press(self, words: str, *, status: int = 200, near: str = "") -> Self:
        offered = [each for each in english(words) if self._buttons(each)]
        return super().press(offered[0] if offered else words, status=status, near=near)

    def rows(self, caption: str) -> list[list[str]]:
        return self._try(super().rows, caption)

    def can_press(self, words: str) -> bool:
        return any(super(InEnglish, self).can_press(each) for each in english(words))

    def _try(self, look: Any, words: str, **more: str) -> Any:
        *first, last = english(words)
        for each in first:
            try:
                return look(each, **more)
            except AssertionError:
                continue
        return look(last, **more)


class EnglishHouse(House):
    """A house whose people read English."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)

    def stranger(self) -> Visitor:
        visitor = InEnglish(self.app)
        Visitor.press(visitor.open("/sign-in"), "English")
        return visitor
