"""Verdicts beside an index of genuine files."""

from app.reporting.inspection.corpus import Verdict, verdicts
from tests import files


def test_each_line_of_the_index_gets_its_verdict(tmp_path):
    genuine, broken = files.pdf(name="好.pdf"), ("坏.pdf", b"%PDF-")
    lines = ["file,bytes,expected_outcome"]
    for (name, content), expected in ((genuine, "accept+preview"), (broken, "accept download-only")):
        (tmp_path / name).write_bytes(content)
        lines.append(f"{name},{len(content)},{expected}")
    (tmp_path / "INDEX.csv").write_text("\n".join(lines), encoding="utf-8")
    found = list(verdicts(tmp_path))
    assert found == [
        Verdict("好.pdf", "accept+preview", "accept: pdf"),
        Verdict("坏.pdf", "accept download-only", "refuse: broken"),
    ]
    assert [verdict.as_expected for verdict in found] == [True, False]
