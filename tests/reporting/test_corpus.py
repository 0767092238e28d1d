"""A folder of genuine files tried beside its index."""

import pytest

from app.domain.filetypes import Fault
from app.reporting.inspection.corpus import DOWNLOADED, MISSING, REFUSED, SHOWN, Verdict, main, verdicts
from app.reporting.previews import page_picture
from tests import files

LOOKS_WHOLE = b"%PDF-1.7\n1 0 obj<</Type/Page>>endobj\n%%EOF\n"


def folder_of(folder, *rows):
    lines = ["file,bytes,expected_outcome"]
    for (name, content), expected in rows:
        if content is not None:
            (folder / name).write_bytes(content)
        lines.append(f"{name},0,{expected}")
    (folder / "INDEX.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_each_line_of_the_index_gets_its_verdict(tmp_path):
    folder = folder_of(
        tmp_path,
        (files.pdf(name="好.pdf"), "accept+preview"),
        (("坏.pdf", LOOKS_WHOLE), "accept download-only"),
        (files.docx(name="表.docx"), "accept download-only"),
        (files.mp4(name="片.mp4"), "accept+preview"),
        (("无.pdf", None), "accept+preview"),
    )
    found = [each._replace(milliseconds=0) for each in verdicts(folder)]
    assert found == [
        Verdict("好.pdf", "accept+preview", SHOWN),
        Verdict("坏.pdf", "accept download-only", REFUSED, Fault.BROKEN),
        Verdict("表.docx", "accept download-only", DOWNLOADED),
        Verdict("片.mp4", "accept+preview", SHOWN),
        Verdict("无.pdf", "accept+preview", MISSING),
    ]
    assert [verdict.as_expected for verdict in found] == [True, False, True, True, False]


def test_a_file_whose_page_cannot_be_drawn_is_only_downloaded(tmp_path, monkeypatch):
    monkeypatch.setattr(page_picture, "__kwdefaults__", {"page": 1, "seconds": 0})
    busy = files.pdf(pages=1)[1].replace(b"BT /F", b"0 0 m 9 9 l S " * 20_000 + b"BT /F")
    found = next(verdicts(folder_of(tmp_path, (("慢.pdf", busy), "accept+preview"))))
    assert (found.found, found.as_expected) == (DOWNLOADED, False)


@pytest.mark.parametrize(
    ("expected", "found", "fault", "agrees"),
    [
        ("accept download-only", SHOWN, None, True),
        ("accept", DOWNLOADED, None, True),
        ("accept+preview (by real type; must not be refused)", REFUSED, Fault.MISMATCH, False),
        ("accept+preview (needs a decoder; else download-only)", DOWNLOADED, None, True),
        ("refuse: encrypted", REFUSED, Fault.ENCRYPTED, True),
        ("refuse: encrypted", REFUSED, Fault.BROKEN, False),
        ("refuse: macros", REFUSED, Fault.MACROS, True),
        ("refuse: type mismatch or accept download-only: policy choice", REFUSED, Fault.RENAMED, True),
        ("refuse: type mismatch or accept download-only: policy choice", DOWNLOADED, None, True),
        ("refuse: something of their own", REFUSED, Fault.EMPTY, True),
        ("refuse", SHOWN, None, False),
    ],
)
def test_an_index_may_name_one_outcome_or_several(expected, found, fault, agrees):
    assert Verdict("x", expected, found, fault).as_expected is agrees


def test_the_table_ends_with_a_line_and_a_status(tmp_path, capsys):
    good = folder_of(tmp_path, (files.pdf(name="好.pdf"), "accept+preview"))
    assert main([str(good)]) == 0
    head, row, last = capsys.readouterr().out.splitlines()
    assert head.split() == ["file", "expected", "got", "took"]
    assert row.split()[:3] == ["好.pdf", "accept+preview", "accept+preview"]
    assert last == "1 of 1 files behave as the index says."
    bad = folder_of(tmp_path, (files.pdf(name="好.pdf"), "refuse: macro"))
    assert main([str(bad)]) == 1
    assert capsys.readouterr().out.splitlines()[1].endswith("  differs")


def test_a_folder_without_an_index_is_told(tmp_path, capsys):
    assert main([str(tmp_path)]) == 2
    assert capsys.readouterr().out == f"There is no INDEX.csv in {tmp_path}.\n"
