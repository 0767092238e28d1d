"""`./dev proof NAME` shows or says why not: a program that is absent is never a proof."""

from pathlib import Path

import pytest

from proofs.__main__ import PROOFS, main


@pytest.mark.parametrize("name", sorted(PROOFS.keys() - {"large"}))  # which needs nothing but room
def test_a_program_that_is_not_there_is_told_and_is_no_proof(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["proofs", name])
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main() == 1
    assert f"proof {name}: not installed here: " in capsys.readouterr().out
