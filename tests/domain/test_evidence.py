"""How much evidence, under which number, seen by whom, under which name."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.errors import Invalid, TooLarge
from app.domain.evidence import (
    MAX_FILE_SIZE,
    EvidenceNumber,
    News,
    Visibility,
    export_name,
    news,
    next_number,
    require_room,
    require_size,
    require_visibility,
    shown_name,
    visibilities,
)
from app.domain.filetypes import holds_unseen

THIRD = EvidenceNumber("2.1", 3)


def told(refusal) -> dict[str, str]:
    return {field: str(reason) for field, reason in refusal.value.fields.items()}


# numbers


def test_a_number_is_the_criterion_and_two_digits():
    assert str(THIRD) == "2.1-03"


def test_a_number_beyond_ninety_nine_grows():
    assert str(EvidenceNumber("2.1", 100)) == "2.1-100"


@pytest.mark.parametrize("text", ["2.1-03", " 2.1-03 "])
def test_a_written_number_is_read_again(text):
    assert EvidenceNumber.parse(text) == THIRD


@pytest.mark.parametrize("text", ["", "2.1", "2.1-3", "-03", "2.1-ab", "2.1-０３"])
def test_what_is_no_number_of_evidence_is_refused(text):
    with pytest.raises(ValueError, match="not a number of evidence"):
        EvidenceNumber.parse(text)


def test_the_first_piece_of_a_criterion_is_number_one():
    assert next_number("2.1", [EvidenceNumber("2.2", 7)]) == EvidenceNumber("2.1", 1)


def test_a_withdrawn_number_is_not_given_again():
    given_and_withdrawn = [EvidenceNumber("2.1", 1), EvidenceNumber("2.1", 4)]
    assert next_number("2.1", given_and_withdrawn) == EvidenceNumber("2.1", 5)


def test_numbers_sort_as_people_count():
    written = ["2.1-03", "2.1-10", "2.2-01", "2.10-01", "10.1-01", "B-01"]
    assert [str(number) for number in sorted(map(EvidenceNumber.parse, reversed(written)))] == written


# caps


def test_one_more_fits_below_the_cap():
    require_room(4)
    require_room(0, most=1)


def test_the_cap_of_five_stands_where_the_framework_is_silent():
    with pytest.raises(Invalid) as refusal:
        require_room(5)
    assert told(refusal) == {"file": "There are 5 of at most 5 pieces here. Please withdraw one first."}


def test_the_cap_of_the_framework_is_told():
    with pytest.raises(Invalid) as refusal:
        require_room(3, most=2)
    assert told(refusal) == {"file": "There are 3 of at most 2 pieces here. Please withdraw one first."}


def test_a_file_of_exactly_the_limit_is_taken():
    require_size(MAX_FILE_SIZE)


def test_a_file_one_byte_over_the_limit_is_too_large():
    with pytest.raises(TooLarge) as refusal:
        require_size(MAX_FILE_SIZE + 1)
    assert told(refusal) == {"file": "This file is larger than 200 MB. Please compress it or give a link."}


# visibility


def test_evidence_is_for_reviewers_unless_somebody_opens_it():
    assert visibilities(sensitive=False) == (
        Visibility.REVIEWERS,
        Visibility.PUBLIC,
        Visibility.OFFICE,
    )


def test_sensitive_evidence_offers_no_public():
    assert visibilities(sensitive=True) == (Visibility.REVIEWERS, Visibility.OFFICE)


def test_public_is_permitted_for_ordinary_and_refused_for_sensitive_evidence():
    require_visibility(Visibility.PUBLIC, sensitive=False)
    with pytest.raises(Invalid) as refusal:
        require_visibility(Visibility.PUBLIC, sensitive=True)
    assert list(told(refusal)) == ["visibility"]


# names


@pytest.mark.parametrize(
    "name",
    [
        "附件2：佐证（最终版）改3.docx",
        "会议 纪要.PDF",
        "男孩.jpg",
        "IMG_0001 (1).HEIC",
        "é",
        "学" * 300 + ".pdf",
        "تقرير.pdf",
        "हिन्दी 👩‍👧.png",
    ],
)
def test_a_name_is_kept_exactly(name):
    assert shown_name(name) == name


@pytest.mark.parametrize("sent", ["C:\\Users\\me\\纪要.pdf", "/home/me/纪要.pdf", "../../纪要.pdf"])
def test_folders_are_no_part_of_the_name(sent):
    assert shown_name(sent) == "纪要.pdf"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("", "This file has no name. Please name it and upload it again."),
        (" ..", "This file has no name. Please name it and upload it again."),
        ("x" * 4097, "The file name is longer than 4096 characters. Please shorten it."),
        ("a\x00.pdf", "The file name holds invisible characters. Please rename it and upload it again."),
        ("\u202efdp.exe", "The file name holds invisible characters. Please rename it and upload it again."),
        ("a\ud800.pdf", "The file name holds invisible characters. Please rename it and upload it again."),
    ],
)
def test_a_name_that_cannot_be_shown_is_refused(sent, said):
    with pytest.raises(Invalid) as refusal:
        shown_name(sent)
    assert told(refusal) == {"file": said}


@pytest.mark.parametrize(
    ("name", "exported"),
    [
        ("附件2：佐证.docx", "2.1-03 附件2：佐证.docx"),
        ('a<b>:"c"/d\\e|f?g*.PDF', "2.1-03 a_b___c__d_e_f_g_.pdf"),
        ("e\u0301.pdf", "2.1-03 é.pdf"),
        ("CON.pdf", "2.1-03 CON.pdf"),
        (".profile", "2.1-03 profile"),
        ("trailing. ", "2.1-03 trailing"),
        ("2024.12工作总结", "2.1-03 2024.12工作总结"),
    ],
)
def test_an_exported_name_is_safe_on_every_system(name, exported):
    assert export_name(THIRD, name) == exported


def test_a_long_name_is_cut_between_characters_and_keeps_its_ending():
    exported = export_name(THIRD, "学" * 60 + ".docx")
    assert exported == "2.1-03 " + "学" * 22 + ".docx"
    assert len(exported.encode()) == 78


@given(st.text(st.characters(), max_size=300))
@example("CON")
@example("a" * 300 + ".pdf")
@example("\u202efdp.exe")
@example(". . .")
def test_whatever_a_file_is_called_its_exported_name_is_safe_and_its_number_makes_it_unique(name):
    exported = export_name(THIRD, name)
    assert exported.startswith("2.1-03")
    assert len(exported.encode()) <= 80
    assert exported == unicodedata.normalize("NFC", exported) == exported.strip().rstrip(".")
    assert not holds_unseen(exported)
    assert not set(exported) & set('<>:"/\\|?*\u2028\u2029')
    assert export_name(EvidenceNumber("2.1", 4), name) != exported


def test_a_file_is_news_until_its_newest_version_was_opened_and_a_link_never_is() -> None:
    assert [news(opened, 2) for opened in (None, 1, 2)] == [News.UNSEEN, News.VERSION, News.NONE]
    assert news(None, 0) is News.NONE
