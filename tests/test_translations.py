"""The words of the interface: every sentence has its Chinese, and the same sentence the same one."""

import re
from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from app.translations import FOLDER, catalogues, compile_stale

APP = FOLDER.parent
ONE, TWO = (1,), (1, 2)
KEYWORDS = dict.fromkeys(("_", "N_", "gettext", "lazy_gettext", "sentence"), ONE) | dict.fromkeys(
    ("ngettext", "lazy_ngettext"), TWO
)
METHODS = [("translations/**", "ignore"), ("**.py", "python"), ("**.html", "jinja2"), ("**.svg", "jinja2")]


def chinese() -> dict[object, set[object]]:
    words: dict[object, set[object]] = defaultdict(set)
    for name in catalogues():
        with (FOLDER / f"zh/LC_MESSAGES/{name}.po").open("rb") as source:
            for message in read_po(source):
                if message.id and message.string:
                    words[message.id if isinstance(message.id, str) else message.id[0]].add(message.string)
    return words


def test_every_sentence_has_its_chinese():
    known = chinese()
    asked = set()
    for _, _, message, _, _ in extract_from_dir(APP, METHODS, keywords=KEYWORDS):
        asked.add(message if isinstance(message, str) else message[0])
    assert sorted(asked - known.keys()) == []


def test_the_same_sentence_has_the_same_chinese():
    assert {message: words for message, words in chinese().items() if len(words) > 1} == {}


@pytest.mark.parametrize("name", catalogues())
def test_parameters_are_the_same_in_both_languages(name: str):
    place = re.compile(r"%\((\w+)\)|\{(\w+)\}")
    with (FOLDER / f"zh/LC_MESSAGES/{name}.po").open("rb") as source:
        for message in read_po(source):
            if message.id:
                english = message.id if isinstance(message.id, str) else message.id[-1]
                said = message.string if isinstance(message.string, str) else message.string[0]
                assert set(place.findall(said)) == set(place.findall(english)), english


def test_a_compiled_catalogue_is_newer_than_its_source():
    compile_stale()
    assert compile_stale() == []
    for name in catalogues():
        assert Path(FOLDER / f"zh/LC_MESSAGES/{name}.mo").exists()
