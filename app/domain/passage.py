"""Words of files as they are searched: cut into passages, spelled for an index, shown where they are found.

SQLite and PostgreSQL divide text into words each in its own way, by its own edition of Unicode. So it is
divided here, once: every Chinese character is a word, and so is every run of Latin letters and every number.
Words are spelled with letters and digits of ASCII alone, which both indexes take as they are.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from .errors import Invalid
from .text import N_

MOST_OF_PAGE = 4000  # characters of a passage that is a page; a page of more is cut
MOST_OF_TEXT = 2000  # of a passage of a text that knows no pages
OVERLAP = 60  # words a passage has in common with the next, so that what lies on the cut is found
MOST_OF_ONE = 200  # times one word may stand in a passage: PostgreSQL remembers 255 places of it
LONGEST_QUERY = 60  # characters
MOST_PHRASES = 6
LONGEST_WORD = 40  # letters or digits; more are two words
BEFORE, AFTER = 30, 70  # characters around what was found

Phrase = tuple[str, ...]

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")


class Spelled(NamedTuple):
    """A word as the index has it, and where it stands in the text: text[start:end]."""

    word: str
    start: int
    end: int


class Shown(NamedTuple):
    """A piece of a snippet; whether it was searched for."""

    text: str
    is_found: bool


def tidied(text: str) -> str:
    """A text in one line, without what is not seen, turns the direction of letters or cannot be stored."""
    return " ".join(_UNSEEN.sub("", " ".join(text.split())).split())


def cut(text: str, most: int) -> list[str]:
    """A tidied text in passages of at most `most` characters, none for a text without words.

    Two neighbours have OVERLAP words in common (at most a quarter of a passage), and no word is cut.
    """
    passages, first = [], 0
    words, counts = spelled(text), Counter[str]()
    for at, each in enumerate(words):
        counts[each.word] += 1
        if each.end - words[first].start >= most or counts[each.word] > MOST_OF_ONE:
            passages.append(text[words[first].start : words[at - 1].end + 1].strip())
            first = max(first + 1, at - OVERLAP)
            while first < at and each.start - words[first].start > most // 4:
                first += 1
            counts = Counter(word.word for word in words[first : at + 1])
    if words:
        passages.append(text[words[first].start : words[-1].end + 1].strip())
    return passages


def spelled(text: str) -> list[Spelled]:
    """The words of a text in order.

    Full-width and half-width forms, capitals, accents and compatibility characters (㈠, ①, ﬁ, the radicals
    that PDFs contain) count as what they stand for; marks and spaces divide words and are none.
    """
    words: list[Spelled] = []
    run, kind, begun, ended = "", "", 0, 0
    for at, character in enumerate(text):
        for each, now in folded(character):
            if run and (now != kind or now == "x" or len(run) == LONGEST_WORD):
                words.append(Spelled(_word(kind, run), begun, ended))
                run = ""
            if now:
                begun = begun if run else at
                run, kind, ended = run + each, now, at + 1
    if run:
        words.append(Spelled(_word(kind, run), begun, ended))
    return words


def indexed(text: str) -> str:
    """What the index is given for a text: its words with a space between."""
    return " ".join(each.word for each in spelled(text))


def asked(query: str) -> tuple[Phrase, ...]:
    """The phrases of what somebody typed; spaces divide them, and all must be found.

    None for nothing but spaces. Raises Invalid (words) when it is too long or holds no word.
    """
    typed = query.split()
    if len(query.strip()) > LONGEST_QUERY or len(typed) > MOST_PHRASES:
        raise Invalid(
            words=N_("Please type at most 60 characters, and at most six words with spaces between them.")
        )
    phrases = tuple(
        dict.fromkeys(filter(None, (tuple(found.word for found in spelled(each)) for each in typed)))
    )
    if typed and not phrases:
        raise Invalid(words=N_("Please type a word or a number; marks alone cannot be found."))
    return phrases


def snippet(text: str, phrases: Sequence[Phrase]) -> tuple[Shown, ...]:
    """What stands around the first place of each phrase in a passage, with every place marked; "…" where
    something is left out. The beginning of the passage when none of them is there.
    """
    words = spelled(text)
    places = [list(_places(words, phrase)) for phrase in phrases]
    marks = _joined(sorted(place for found in places for place in found))
    windows = _joined(sorted((max(0, at[0][0] - BEFORE), at[0][1] + AFTER) for at in places if at))
    shown: list[Shown] = []
    for start, end in windows or [(0, BEFORE + AFTER)]:
        if start:
            shown.append(Shown("…", is_found=False))
        shown.extend(_marked(text, start, min(end, len(text)), marks))
    if not windows or windows[-1][1] < len(text):
        shown.append(Shown("…", is_found=False))
    return tuple(shown)


@lru_cache(maxsize=65536)
def folded(character: str) -> tuple[tuple[str, str], ...]:
    """What a character counts as, without case, width and accent, each with its kind.

    w: a Latin letter, n: a digit, x: any other letter or number, which is a word by itself; "": a mark or a
    space. Nothing for what only joins or changes others.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return tuple((each, _kind(each)) for each in plain if unicodedata.category(each) not in _SILENT)


_SILENT = frozenset({"Mn", "Mc", "Me", "Cf"})


def _kind(character: str) -> str:
    if character.isascii():
        return "n" if character.isdigit() else "w" if character.isalpha() else ""
    return "x" if character.isalnum() else ""


def _word(kind: str, run: str) -> str:
    return f"x{ord(run):x}" if kind == "x" else kind + run


def _places(words: Sequence[Spelled], phrase: Phrase) -> Iterator[tuple[int, int]]:
    """Where a phrase stands in the text of these words."""
    length = len(phrase)
    for at in range(len(words) - length + 1):
        if words[at].word == phrase[0] and all(
            words[at + offset].word == word for offset, word in enumerate(phrase)
        ):
            yield words[at].start, words[at + length - 1].end


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted spans, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _marked(text: str, start: int, end: int, marks: Sequence[tuple[int, int]]) -> Iterator[Shown]:
    at = start
    for first, last in marks:
        if first >= start and last <= end:
            if at < first:
                yield Shown(text[at:first], is_found=False)
            yield Shown(text[first:last], is_found=True)
            at = last
    if at < end:
        yield Shown(text[at:end], is_found=False)
