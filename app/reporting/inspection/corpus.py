"""Our verdicts on a folder of genuine files, beside what its INDEX.csv expects."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from app.domain.filetypes import RefusedFile

from . import inspect


class Verdict(NamedTuple):
    """What was expected of a file (`accept…`, `refuse…` or either) and what was found."""

    file: str
    expected: str
    found: str

    @property
    def as_expected(self) -> bool:
        """Whether the first word found is one of those the index allows."""
        return self.found.split(":")[0] in self.expected


def verdicts(folder: Path) -> Iterator[Verdict]:
    """One for each line of `folder/INDEX.csv` (columns `file` and `expected_outcome` are read)."""
    with (folder / "INDEX.csv").open(encoding="utf-8-sig", newline="") as index:
        for row in csv.DictReader(index):
            yield Verdict(row["file"], row["expected_outcome"], _found(folder / row["file"]))


def _found(path: Path) -> str:
    try:
        with path.open("rb") as content:
            facts = inspect(path.name, content)
    except RefusedFile as refusal:
        return f"refuse: {refusal.fault.name.lower()}"
    return f"accept: {facts.kind.code}"
