"""A folder of genuine files tried one by one, beside what its INDEX.csv expects (`./dev corpus FOLDER`)."""

import csv
import re
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from unicodedata import east_asian_width

from app.domain.filetypes import Fault, FileFacts, RefusedFile, Shown
from app.reporting.previews import preview

from . import inspect

SHOWN, DOWNLOADED, REFUSED, MISSING = "accept+preview", "accept download-only", "refuse", "missing"
WIDTH = 1654  # what the page of a piece of evidence asks for
REASONS = {
    "encrypted": {Fault.ENCRYPTED},
    "password": {Fault.ENCRYPTED},
    "macro": {Fault.MACROS},
    "empty": {Fault.EMPTY},
    "damaged": {Fault.BROKEN},
    "broken": {Fault.BROKEN},
    "type": {Fault.RENAMED, Fault.MISMATCH, Fault.NOT_ACCEPTED},
}
# in the words of an index, remarks in between left out: "accept+preview (by real type; must not be refused)"
OUTCOME = re.compile(
    r"(?P<shown>accept\+preview)|(?P<kept>accept\b(?!\+)|download-only)|refuse\b(?::\s*(?P<reason>\w+))?"
)
COLUMNS = (44, 22, 22)  # of file, expected and got, in letters; Chinese ones take two


class Verdict(NamedTuple):
    """What was expected of a file, in the words of the index; what came out, why, and in how many ms."""

    file: str
    expected: str
    found: str
    fault: Fault | None = None
    milliseconds: int = 0

    @property
    def as_expected(self) -> bool:
        """Whether one of the outcomes the index names came out; a preview beyond a download is one."""
        return any(self._is(outcome) for outcome in OUTCOME.finditer(self.expected))

    def _is(self, outcome: re.Match[str]) -> bool:
        if outcome["shown"]:
            return self.found == SHOWN
        if outcome["kept"]:
            return self.found in (SHOWN, DOWNLOADED)
        meant = REASONS.get((outcome["reason"] or "").lower().removesuffix("s"))  # an unknown word means any
        return self.found == REFUSED and (meant is None or self.fault in meant)

    def line(self) -> str:
        """As a line of the table; one that differs is marked."""
        found = f"{self.found}: {self.fault.name.lower()}" if self.fault else self.found
        row = _row(self.file, self.expected.partition(" (")[0], found, f"{self.milliseconds} ms")
        return row if self.as_expected else f"{row}  differs"


def _row(*cells: str) -> str:
    return "  ".join(map(_padded, cells[:-1], COLUMNS)) + f"  {cells[-1]:>8}"


def _padded(text: str, width: int) -> str:
    return text + " " * (width - sum(1 + (east_asian_width(each) in "WF") for each in text))


def verdicts(folder: Path) -> Iterator[Verdict]:
    """One for each line of `folder/INDEX.csv` (columns `file` and `expected_outcome` are read)."""
    with (folder / "INDEX.csv").open(encoding="utf-8-sig", newline="") as index:
        for row in csv.DictReader(index):
            begun = time.perf_counter()
            found, fault = _found(folder / row["file"])
            took = round(1000 * (time.perf_counter() - begun))
            yield Verdict(row["file"], row["expected_outcome"], found, fault, took)


def _found(path: Path) -> tuple[str, Fault | None]:
    try:
        with path.open("rb") as content:
            facts = inspect(path.name, content)
    except FileNotFoundError:
        return MISSING, None
    except RefusedFile as refusal:
        return REFUSED, refusal.fault
    return (SHOWN if _is_shown(path, facts) else DOWNLOADED), None


def _is_shown(path: Path, facts: FileFacts) -> bool:
    """Whether the first and the last page can be drawn; a film is played by the browser."""
    if facts.kind.shown in (Shown.DOWNLOAD, Shown.RENDITION, Shown.FILM):
        return facts.kind.shown is Shown.FILM
    try:
        for page in {1, facts.pages or 1}:
            with path.open("rb") as content:
                preview(facts.kind, content, width=WIDTH, page=page)
    except RefusedFile:
        return False
    return True


def main(arguments: Sequence[str]) -> int:
    """Print the table of a folder; 0 when all is as its index says, 1 when not, 2 when there is no index."""
    folder = Path(*arguments)
    if not (folder / "INDEX.csv").is_file():
        sys.stdout.write(f"There is no INDEX.csv in {folder}.\n")
        return 2
    tried = differing = 0
    sys.stdout.write(f"{_row('file', 'expected', 'got', 'took')}\n")
    for verdict in verdicts(folder):
        tried += 1
        differing += not verdict.as_expected
        sys.stdout.write(f"{verdict.line()}\n")
    sys.stdout.write(f"{tried - differing} of {tried} files behave as the index says.\n")
    return 0 if tried and not differing else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
