"""The short form of `./dev fault evidence`: kills, failing calls and flipped bytes lose nothing."""

from pathlib import Path

import pytest

from faults import calls, flips, house, kills
from faults.__main__ import main
from faults.verdict import Verdict


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> house.House:
    return house.build(tmp_path_factory.mktemp("house"))


def test_a_call_that_fails_or_kills_in_the_middle_of_an_ingest_loses_nothing(
    built: house.House, tmp_path: Path
) -> None:
    for verdict in calls.run(built, tmp_path / "calls", step=12):
        assert verdict.passed, verdict.text()
        assert verdict.times > 8
        assert 0 < verdict.acknowledged < verdict.times  # the last is not disturbed, the others are


def test_a_server_killed_during_parallel_uploads_loses_nothing(tmp_path: Path) -> None:
    verdict = kills.run(house.build(tmp_path), 1)
    assert verdict.passed, verdict.text()


def test_every_flipped_byte_is_found(tmp_path: Path) -> None:
    verdict = flips.run(tmp_path)
    assert verdict.passed, verdict.text()


def test_what_was_acknowledged_and_is_gone_is_seen(built: house.House, tmp_path: Path) -> None:
    """The experiment has teeth: a store without its file and a row that never was are told."""
    from faults.ingest import DIGEST, copied, keep

    with copied(built, tmp_path / "copy") as own:
        lost = house.examine(own, Verdict("", 1, 1, 1), {DIGEST})
        keep(own)
        store = own.store()
        for digest in list(store):
            store.delete(digest, reason="to see whether it is missed")
        gone = house.examine(own, Verdict("", 1, 1, 1), {DIGEST})
    assert (lost.lost, lost.without_file, lost.passed) == (1, 0, False)
    assert (gone.lost, gone.without_file, gone.passed) == (1, 1, False)
    assert gone.wrong == "files.kept"


def test_an_experiment_that_does_not_exist_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["faults", "evidence", "--only", "earthquake"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "no such experiment: earthquake" in capsys.readouterr().err
