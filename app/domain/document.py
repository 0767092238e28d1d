"""A document while it is read: typed values come out, and every fault is noted with its place.

A document is what YAML, Excel and the database hold: mappings, lists, texts, Decimals, true/false and None.
A value that is missing or of the wrong type is noted and replaced by a neutral one, so that reading
goes on and the person is told of all faults at once.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from .errors import Sentence, sentence
from .locale_text import LocaleText
from .text import N_

Path = tuple[str | int, ...]

LONGEST_TEXT: Final = 5000
LONGEST_CODE: Final = 40
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where it is in the document (keys and positions) and the sentence for the person."""

    path: Path
    reason: Sentence


@dataclass
class Reading:
    """What one reading has found so far; `locales` are the languages every text must have.

    `places` says where a thing is written that may stand in one of several places.
    `unsure` are the places whose number, list or group is only a stand-in: what is computed from them
    would be a second complaint about the same fault.
    """

    problems: list[Problem] = field(default_factory=list)
    unsure: set[Path] = field(default_factory=set)
    places: dict[Path, Path] = field(default_factory=dict)
    entries: list["Entry"] = field(default_factory=list)
    locales: tuple[str, ...] = ()
    default_locale: str = ""

    def note(self, path: Path, text: str, **params: object) -> None:
        """Remember a fault."""
        self.problems.append(Problem(path, sentence(text, **params)))

    def doubt(self, path: Path, text: str, **params: object) -> None:
        """Remember a fault that leaves a stand-in behind."""
        self.unsure.add(path)
        self.note(path, text, **params)

    def is_sure(self, path: Path) -> bool:
        """Whether nothing at, under or above this place is a stand-in."""
        return not any(place[: len(path)] == path or path[: len(place)] == place for place in self.unsure)

    def is_there(self, path: Path) -> bool:
        """Whether neither this place nor anything above it is a stand-in."""
        return not any(path[: len(place)] == place for place in self.unsure)

    def note_unknown_keys(self) -> None:
        """Note every key that nobody asked for; call it when the whole document has been read."""
        for entry in self.entries:
            for key in entry.unknown_keys():
                path = (*entry.path, key)
                self.note(
                    path, N_("“%(key)s” is not a key of the schema. Correct it or leave it out."), key=key
                )


class Entry:
    """One mapping of the document and its place."""

    def __init__(self, value: object, path: Path, reading: Reading) -> None:
        self.path, self.reading, self._asked = path, reading, set[str]()
        reading.entries.append(self)
        if not isinstance(value, Mapping):
            reading.doubt(path, N_("Here a group of named values is expected."))
        self._values: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
        self._readable = isinstance(value, Mapping)

    def has(self, key: str) -> bool:
        """Whether the key is there and holds something."""
        return self._values.get(key) is not None

    def names(self) -> tuple[str, ...]:
        """The keys of a mapping whose keys the author chose."""
        return tuple(self._values)

    def unknown_keys(self) -> tuple[str, ...]:
        """The keys that nobody asked for."""
        return tuple(key for key in self._values if key not in self._asked)

    def _take(self, key: str, optional: bool, *, counts: bool = False) -> Any:
        """The raw value; `counts` = a stand-in for it would falsify what is computed."""
        self._asked.add(key)
        value = self._values.get(key)
        if value is None and not optional and self._readable:
            note = self.reading.doubt if counts else self.reading.note
            note((*self.path, key), N_("“%(key)s” is missing."), key=key)
        return value

    def _wrong(self, key: str, text: str, **params: object) -> None:
        self.reading.note((*self.path, key), text, key=key, **params)

    def text(self, key: str, *, optional: bool = False) -> str:
        """A plain text; "" when missing."""
        value = self._take(key, optional)
        return self._plain(value, (*self.path, key)) if value is not None else ""

    def _plain(self, value: object, path: Path) -> str:
        if not isinstance(value, str):
            self.reading.note(
                path, N_("This must be text. In YAML put numbers and words like true in quotes.")
            )
            return ""
        if not value.strip():
            self.reading.note(path, N_("This text is empty."))
        if len(value) > LONGEST_TEXT:
            self.reading.note(path, N_("This text has more than %(most)s characters."), most=LONGEST_TEXT)
        if _INVISIBLE.search(value):
            self.reading.note(path, N_("This text holds an invisible control character. Type it anew."))
        return value

    def code(self, key: str = "code", *, optional: bool = False) -> str:
        """An identifier: letters, digits, point, hyphen, underscore; "" when missing or wrong."""
        value = self.text(key, optional=optional)
        if value and (len(value) > LONGEST_CODE or not _CODE.fullmatch(value)):
            self._wrong(
                key,
                N_("“%(value)s” cannot be a code: use up to 40 letters, digits and . - _"),
                value=value,
            )
        return value

    def choice(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        """One of a few words; `default` when the key may be left out."""
        value = self._take(key, optional=default is not None)
        if value is None:
            return default or ""
        if value not in allowed:
            self._wrong(key, N_("“%(key)s” must be one of: %(allowed)s."), allowed=", ".join(allowed))
            return ""
        return str(value)

    def locale_text(self, key: str) -> LocaleText:
        """A text in every language of the framework."""
        return self._in_languages(self._take(key, optional=False), (*self.path, key))

    def optional_locale_text(self, key: str) -> LocaleText | None:
        """A text in every language of the framework, or None."""
        value = self._take(key, optional=True)
        return None if value is None else self._in_languages(value, (*self.path, key))

    def _in_languages(self, value: object, path: Path) -> LocaleText:
        default = self.reading.default_locale
        if value is None:
            return LocaleText({}, default)
        if not isinstance(value, Mapping):
            self.reading.note(path, N_("Here a text in each language is expected, as in {zh: …, en: …}."))
            return LocaleText({}, default)
        texts = {name: self._plain(text, (*path, name)) for name, text in value.items() if text is not None}
        for language in self.reading.locales:
            if language not in texts:
                self.reading.note(
                    (*path, language),
                    N_("The text in the language “%(language)s” is missing."),
                    language=language,
                )
        for language in texts:
            if language not in self.reading.locales:
                self.reading.note(
                    (*path, language), N_("“%(language)s” is not among the locales."), language=language
                )
        return LocaleText(texts, default)

    def number(self, key: str) -> Decimal:
        """A decimal number; 0 when missing or wrong."""
        number = self.optional_number(key, optional=False)
        return Decimal(0) if number is None else number

    def optional_number(self, key: str, *, optional: bool = True) -> Decimal | None:
        """A decimal number, or None."""
        value = self._take(key, optional, counts=True)
        return None if value is None else self._decimal(value, (*self.path, key))

    def _decimal(self, value: object, path: Path) -> Decimal | None:
        text = unicodedata.normalize("NFKC", str(value)).strip()
        if isinstance(value, str | Decimal | int) and not isinstance(value, bool) and _NUMBER.fullmatch(text):
            return Decimal(text)
        self.reading.doubt(path, N_("This must be a number."))
        return None

    def count(self, key: str) -> int:
        """A whole number from 0; 0 when missing or wrong."""
        return self._whole(key, self.optional_number(key, optional=False)) or 0

    def optional_count(self, key: str) -> int | None:
        """A whole number from 0, or None."""
        return self._whole(key, self.optional_number(key))

    def _whole(self, key: str, number: Decimal | None) -> int | None:
        if number is not None and (number < 0 or number % 1):
            self.reading.doubt((*self.path, key), N_("“%(key)s” must be a whole number, 0 or more."), key=key)
            return None
        return None if number is None else int(number)

    def flag(self, key: str, default: bool | None = None) -> bool:
        """True or false; `default` when the key may be left out."""
        value = self._take(key, optional=default is not None)
        if value is not None and not isinstance(value, bool):
            self._wrong(key, N_("“%(key)s” must be yes or no (in YAML: true or false)."))
        return value if isinstance(value, bool) else bool(default)

    def _list(self, key: str, optional: bool) -> list[Any]:
        value = self._take(key, optional, counts=True)
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            self.reading.doubt((*self.path, key), N_("“%(key)s” must be a list."), key=key)
            return []
        return list(value)

    def entries(self, key: str, *, optional: bool = False) -> list["Entry"]:
        """A list of mappings."""
        return [
            Entry(value, (*self.path, key, position), self.reading)
            for position, value in enumerate(self._list(key, optional))
        ]

    def texts(self, key: str, *, optional: bool = False) -> tuple[str, ...]:
        """A list of plain texts."""
        return tuple(
            self._plain(value, (*self.path, key, position))
            for position, value in enumerate(self._list(key, optional))
        )

    def numbers(self, key: str) -> tuple[Decimal, ...]:
        """A list of numbers; a wrong one is noted and left out."""
        found = (
            self._decimal(value, (*self.path, key, position))
            for position, value in enumerate(self._list(key, optional=False))
        )
        return tuple(number for number in found if number is not None)

    def locale_texts(self, key: str) -> tuple[LocaleText, ...]:
        """An optional list of texts in every language."""
        return tuple(
            self._in_languages(value if value is not None else {}, (*self.path, key, position))
            for position, value in enumerate(self._list(key, optional=True))
        )

    def entry(self, key: str) -> "Entry":
        """A mapping; when it is missing, an empty one whose keys are not said to be missing again."""
        found = self.optional_entry(key, optional=False)
        if found is None:
            found = Entry({}, (*self.path, key), self.reading)
            found._readable = False
        return found

    def optional_entry(self, key: str, *, optional: bool = True) -> "Entry | None":
        """A mapping, or None."""
        value = self._take(key, optional, counts=True)
        return None if value is None else Entry(value, (*self.path, key), self.reading)
