"""Hostile files: each is refused, or taken and neither run nor unpacked, within 2 s and 300 MB."""

import json
import subprocess
import sys
from pathlib import Path

from tests.reporting.hostile import CASES

ROOT = Path(__file__).parent.parent.parent


def outcomes(folder):
    """What became of each case, looked at in one process that the system keeps within the limits."""
    (folder / "names.json").write_text(json.dumps([case.name for case in CASES]), encoding="utf-8")
    for number, case in enumerate(CASES):
        (folder / str(number)).write_bytes(case.make())
    run = subprocess.run(
        [sys.executable, "-m", "tests.reporting.examined", folder],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = [json.loads(line) for line in run.stdout.splitlines()]
    ended = [f"ended with {run.returncode}: {run.stderr[-2000:]}"] * (len(CASES) - len(found))
    return dict(zip([case.what for case in CASES], found + ended, strict=True))


def test_there_are_more_than_a_hundred_and_none_is_told_twice():
    assert len({case.what for case in CASES}) == len(CASES) > 150


def test_no_hostile_file_does_anything(tmp_path):
    assert outcomes(tmp_path) == {case.what: case.outcome for case in CASES}
