"""A parcel: which files of a ZIP are a person's, and where each belongs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Sentence
from app.domain.evidence import MEBIBYTE
from app.domain.evidence_details import OTHER
from app.domain.filetypes import Fault
from app.domain.parcel import PackedFile, answered_by, place_of, refusal_of, wanted

PLACES = {"1.1": "1.1", "2.1": "2.1", "2.10": "2.10", "2.1.3": "2.1.3", "B1": "bonus:B1"}


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("2.1 五月会议纪要.pdf", "2.1"),
        ("2.1.pdf", "2.1"),
        ("2.1-03 附件2：任命文件（最终版）改3.docx", "2.1"),
        ("2.1会议纪要.pdf", "2.1"),
        ("２．１　会议纪要.pdf", "2.1"),
        ("【2.1】会议纪要.pdf", "2.1"),
        ("指标2.1 会议纪要.pdf", "2.1"),
        ("2.10 台账.xlsx", "2.10"),
        ("2.1.3 名单.xlsx", "2.1.3"),
        ("b1 媒体报道.pdf", "bonus:B1"),
        ("材料/2.1 组织建设/附件1.pdf", "2.1"),
        ("材料\\2.1 组织建设\\附件1.pdf", "2.1"),
        ("2.1 组织建设/1.1 夹在里面的.pdf", "1.1"),
        ("2.1 组织建设/2024年总结.pdf", "2.1"),
        ("2024年总结.pdf", ""),
        ("2.11 没有这个指标.pdf", ""),
        ("2.1.4 没有这个指标.pdf", ""),
        ("附件1.1.pdf", ""),
        ("B12 没有这个指标.pdf", ""),
    ],
)
def test_a_file_goes_where_its_name_or_else_its_folder_says(path: str, place: str) -> None:
    assert place_of(path, PLACES) == place


@given(st.sampled_from(sorted(PLACES)), st.sampled_from(["", " ", "-01 ", "（", "　", "_"]), st.text())
def test_whatever_follows_a_code_a_file_never_goes_to_a_shorter_one(code: str, gap: str, rest: str) -> None:
    found = place_of(f"{code}{gap}x{rest.replace('/', '').replace(chr(92), '')}", PLACES)
    assert found in ({PLACES[code]} if gap else {PLACES[code], ""})


def test_what_computers_put_beside_the_files_is_not_a_person_s() -> None:
    paths = [
        "__MACOSX/2.1/._附件1.pdf",
        "2.1/.DS_Store",
        "2.1/Thumbs.db",
        "2.1/~$附件1.docx",
        "desktop.ini",
        "2.1/附件1.pdf",
    ]
    packed = [PackedFile(number, path, 1) for number, path in enumerate(paths)]
    assert wanted(packed) == [PackedFile(5, "2.1/附件1.pdf", 1)]


def test_what_cannot_be_evidence_is_told_before_anything_is_unpacked() -> None:
    accepted = {"pdf"}
    assert refusal_of(PackedFile(0, "2.1/附件1.pdf", MEBIBYTE), accepted, MEBIBYTE) is None
    large = refusal_of(PackedFile(0, "2.1/附件1.pdf", MEBIBYTE + 1), accepted, MEBIBYTE)
    assert isinstance(large, Sentence)
    assert large.params == {"most": 1}
    other = refusal_of(PackedFile(0, "2.1/附件1.exe", 1), accepted, MEBIBYTE)
    assert other == Sentence(Fault.PROGRAM.value, {})


def test_a_file_answers_the_first_requirement_that_takes_its_ending() -> None:
    accepted = [{"jpg"}, {"pdf", "jpg"}]
    assert answered_by("2.1/附件1.PDF", accepted) == 1
    assert answered_by("2.1/照片.jpg", accepted) == 0
    assert answered_by("2.1/台账.xlsx", accepted) == OTHER
