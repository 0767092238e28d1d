"""The client of clamd: clean is what was said to be clean, in full; everything else is a failure."""

import io
from pathlib import Path

import pytest

from app import selfcheck
from app.clamd import CHUNK, Clamd, ScanFailed, address_of
from app.domain.scan import Finding, ScanFailure, ScanState
from tests.scanner import EICAR, SILENT, scanner

CLEAN = Finding(ScanState.CLEAN)


class Endless(io.RawIOBase):
    """So many bytes that are never all in memory."""

    def __init__(self, size: int) -> None:
        self.left = size

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        taken = min(size, self.left)
        self.left -= taken
        return bytes(taken)


def test_a_file_is_sent_in_pieces_and_what_clamd_finds_is_told() -> None:
    with scanner() as server:
        clamd = Clamd(server.url)
        assert clamd.answers()
        assert clamd.scan(Endless(3 * CHUNK + 1)) == CLEAN
        assert clamd.scan(io.BytesIO(b"")) == CLEAN
        assert clamd.scan(io.BytesIO(b"minutes" + EICAR)) == Finding(
            ScanState.INFECTED, "Eicar-Test-Signature"
        )
        assert server.largest_piece == CHUNK


@pytest.mark.parametrize(
    ("said", "failure"),
    [
        (SILENT, ScanFailure.BROKEN_OFF),
        (b"stream: OK", ScanFailure.GARBLED),  # cut short: the end of an answer is a zero byte
        (b"stream: O\0", ScanFailure.GARBLED),
        (b"OK\0", ScanFailure.GARBLED),
        (b"stream: OK FOUND?\0", ScanFailure.GARBLED),
        (b"stream:  FOUND\0", ScanFailure.GARBLED),
        (b"stream: OK\nstream: OK\0", ScanFailure.GARBLED),
        (b"UNKNOWN COMMAND\0", ScanFailure.GARBLED),
        (b"HTTP/1.1 200 OK\r\n\r\nstream: OK\0", ScanFailure.GARBLED),
        (b"\xff" * 5000 + b"\0", ScanFailure.GARBLED),
        (b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0", ScanFailure.TOO_LARGE),
        (b"INSTREAM: Can't write to temporary file. ERROR\0", ScanFailure.GARBLED),
    ],
)
def test_an_answer_that_is_not_quite_one_is_never_a_clean_file(said: bytes, failure: ScanFailure) -> None:
    with scanner() as server:
        server.says = said
        with pytest.raises(ScanFailed) as refusal:
            Clamd(server.url).scan(io.BytesIO(b"minutes"))
        assert refusal.value.failure is failure


def test_a_file_over_clamds_limit_is_told_while_it_is_still_being_sent() -> None:
    with scanner() as server:
        server.limit = CHUNK
        content = Endless(2000 * CHUNK)
        with pytest.raises(ScanFailed) as refusal:
            Clamd(server.url).scan(content)
        assert refusal.value.failure is ScanFailure.TOO_LARGE
        assert content.left > 0


def test_where_nobody_listens_there_is_no_answer(tmp_path: Path) -> None:
    with scanner() as server:
        url = server.url
    for address in (url, f"unix://{tmp_path}/clamd.ctl"):
        assert not Clamd(address).answers()
        with pytest.raises(ScanFailed) as refusal:
            Clamd(address).scan(io.BytesIO(b"minutes"))
        assert refusal.value.failure is ScanFailure.NO_ANSWER


@pytest.mark.parametrize(
    "url", ["clamd", "tcp://host", "tcp://:3310", "unix://host/path", "http://host:3310", "tcp://h:x"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"no address of clamd|Port could not"):
        address_of(url)


def test_the_self_check_says_in_one_sentence_that_clamd_does_not_answer(tmp_path: Path) -> None:
    machine = {"INSTANCE_PATH": str(tmp_path)}
    with scanner() as server:
        assert selfcheck.missing(machine | {"CLAMD_URL": server.url}, documents=False) == []
        server.pongs = False
        assert selfcheck.missing(machine | {"CLAMD_URL": server.url}, documents=False) == [
            f"clamd does not answer at {server.url}, so new files stay closed until it does; "
            "start clamav-daemon or correct PINGYI_CLAMD_URL."
        ]
