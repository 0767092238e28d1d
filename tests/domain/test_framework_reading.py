"""Whatever stands in a document, reading ends in a framework or in sentences, never in an exception."""

from copy import deepcopy
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.framework_reading import as_json, read_framework
from app.reporting.framework_files import starting_set

DOCUMENTS = [as_json(file.document) for file in starting_set()]
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.decimals(allow_nan=True, allow_infinity=True),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def paths_of(value: Any, path: tuple = ()) -> list[tuple]:
    """Every place of a document."""
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    return [path, *(below for key, inner in entries for below in paths_of(inner, (*path, key)))]


PLACES = [(number, path) for number, document in enumerate(DOCUMENTS) for path in paths_of(document)[1:]]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PLACES), ANYTHING)
def test_anything_may_stand_anywhere(place, value):
    number, path = place
    document = deepcopy(DOCUMENTS[number])
    around = document
    for key in path[:-1]:
        around = around[key]
    around[path[-1]] = value
    _, problems = read_framework(document)
    assert all(str(problem.reason) for problem in problems)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(PLACES))
def test_anything_may_be_missing(place):
    number, path = place
    document = deepcopy(DOCUMENTS[number])
    around = document
    for key in path[:-1]:
        around = around[key]
    del around[path[-1]]
    read_framework(document)


@given(ANYTHING)
def test_anything_may_be_the_whole_document(value):
    _, problems = read_framework(value)
    assert problems


def test_numbers_are_kept_as_text_and_all_else_as_it_is():
    kept = as_json({"a": Decimal("0.10"), "b": [Decimal(1), "x", None, True], "c": {"d": "1.10"}})
    assert kept == {"a": "0.10", "b": ["1", "x", None, True], "c": {"d": "1.10"}}
