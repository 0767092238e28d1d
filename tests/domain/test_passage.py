"""Words are found whatever way they are written, and a snippet shows where they stand."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import passage
from app.domain.errors import Invalid
from app.domain.passage import Shown, asked, cut, indexed, snippet, spelled, tidied

SOME = st.text(st.sampled_from("关工委经费年月〇㈠⼯2０7aＢé́ßﬁ ,。\n…-_𠮷の한"), max_size=60) | st.text(
    max_size=60
)


def words(text: str) -> list[str]:
    return [each.word for each in spelled(text)]


def shown(text: str, query: str) -> str:
    """The snippet with what was found in brackets."""
    return "".join(f"[{each.text}]" if each.is_found else each.text for each in snippet(text, asked(query)))


def test_characters_letters_and_numbers_are_words() -> None:
    assert indexed("经费2024年，Report-7") == "x7ecf x8d39 n2024 x5e74 wreport n7"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ＡＢＣ２０２４", "abc2024"),
        ("Café", "CAFE"),
        ("cafe\u0301", "café"),
        ("㈠", "（一）"),
        ("ﬁnal", "final"),
        ("⼯作", "工作"),  # a radical, as PDFs have it
        ("eval\u00aduation", "evaluation"),
        ("经 \n 费", "经费"),
        ("ｶﾞ", "ガ"),
    ],
)
def test_the_same_word_written_otherwise_is_the_same(written: str, meant: str) -> None:
    assert words(written) == words(meant) != []


@given(SOME)
def test_no_form_of_unicode_and_no_case_makes_another_word(text: str) -> None:
    forms = [unicodedata.normalize(form, text) for form in ("NFC", "NFD", "NFKC", "NFKD")]
    assert {indexed(each) for each in (text, *forms)} == {indexed(text)}
    assert indexed(text.casefold()) == indexed(text)


@given(SOME)
def test_words_are_spelled_in_letters_and_digits_of_ascii_and_stand_where_they_say(text: str) -> None:
    for each in spelled(text):
        assert each.word.isascii()
        assert each.word.isalnum()
        assert each.word[0] in "xwn"
        assert each.word in words(text[each.start : each.end])


@given(SOME)
def test_a_tidied_text_has_the_words_it_had_and_can_be_stored(text: str) -> None:
    tidy = tidied(text)
    assert tidied(tidy) == tidy
    assert set(tidy) & set("\x00\n\t\u202e\ud800") == set()
    tidy.encode()


@given(st.text("经费 ab12。", max_size=600), st.integers(30, 90))
def test_whatever_lies_close_together_lies_in_one_passage(text: str, most: int) -> None:
    text = tidied(text)
    pieces = cut(text, most)
    assert all(0 < len(piece) <= most for piece in pieces)
    every = words(text)
    near = most // 4 // 4  # words of one or two characters and their marks, within the part in common
    for at in range(len(every) - near):
        assert any(_holds(words(piece), every[at : at + near]) for piece in pieces)


def _holds(every: list[str], some: list[str]) -> bool:
    return any(every[at : at + len(some)] == some for at in range(len(every) - len(some) + 1))


def test_a_word_that_stands_too_often_for_the_index_divides_the_passage() -> None:
    pieces = cut("合格 " * 1000, 4000)
    assert max(words(piece).count("x5408") for piece in pieces) == passage.MOST_OF_ONE
    assert cut("", 10) == cut("。…", 10) == []


def test_passages_of_few_words_far_apart_have_no_more_than_a_quarter_in_common() -> None:
    text = ("经" + "。" * 30) * 100
    pieces = cut(text, 200)
    assert max(map(len, pieces)) <= 200
    assert sum(map(len, pieces)) < 1.5 * len(text)


def test_a_query_is_phrases_that_must_all_be_there() -> None:
    assert asked("  经费　2024年  经费 ") == (("x7ecf", "x8d39"), ("n2024", "x5e74"))
    assert asked(" \n") == ()


@pytest.mark.parametrize("query", ["一" * 61, "a b c d e f g", "，。？"])
def test_a_query_too_long_or_of_marks_alone_is_refused(query: str) -> None:
    with pytest.raises(Invalid) as refused:
        asked(query)
    assert list(refused.value.fields) == ["words"]


def test_a_snippet_marks_what_was_found_and_leaves_out_what_is_far() -> None:
    far = "。" * 200
    assert shown("本年度经 费共2024元", "经费 2024") == "本年度[经 费]共[2024]元"
    assert shown(f"开头{far}经费{far}ＡＢＣ", "经费 abc") == (
        f"…{'。' * 30}[经费]{'。' * 70}…{'。' * 30}[ＡＢＣ]"
    )
    assert shown("经费经费", "经费") == "[经费经费]"
    assert shown(f"没有{far}", "经费") == f"没有{'。' * 98}…"


@given(SOME, SOME)
def test_the_pieces_of_a_snippet_are_the_text_and_hold_what_was_asked(before: str, after: str) -> None:
    text = tidied(f"{before} 经费 {after}")
    pieces = snippet(text, asked("经 费"))
    assert any(each.is_found and words(each.text)[:1] == ["x7ecf"] for each in pieces)
    assert "".join(each.text for each in pieces if each != Shown("…", is_found=False)) in text
