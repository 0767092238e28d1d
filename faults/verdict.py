"""What one experiment found: one line of the table."""

import sys
from dataclasses import dataclass
from typing import Self

HEADS = ("experiment", "times", "sent", "acknowledged", "lost", "rows without file", "corrupt", "verdict")
WIDTHS = (34, 7, 8, 14, 6, 19, 9)


@dataclass
class Verdict:
    """`wrong` says in words what else should not have been; empty when all is well."""

    experiment: str
    times: int
    sent: int
    acknowledged: int
    lost: int = 0
    without_file: int = 0
    corrupt: int = 0
    wrong: str = ""
    note: str = ""

    @property
    def passed(self) -> bool:
        return not (self.lost or self.without_file or self.corrupt or self.wrong) and self.sent > 0

    def add(self, found: Self, again: Self, *, at: str = "") -> None:
        """Count one more ingest: what was there after the fault, and after the file was sent again."""
        self.times += 1
        self.sent += 1
        self.acknowledged += found.acknowledged
        for one in (found, again):
            self.lost += one.lost
            self.without_file += one.without_file
            self.corrupt += one.corrupt
            if one.wrong:
                self.wrong = f"{at} {one.wrong}".strip()

    def text(self) -> str:
        said = f"passed{self.note and f': {self.note}'}" if self.passed else f"FAILED: {self.wrong or 'lost'}"
        return line(
            self.experiment, self.times, self.sent, self.acknowledged, self.lost, self.without_file,
            self.corrupt, said,
        )  # fmt: skip


def progress(of: str, done: int, times: int) -> None:
    """Say on the error output, at every tenth, how far an experiment has come."""
    if done * 10 // times > (done - 1) * 10 // times:
        sys.stderr.write(f"{of}: {done} of {times}\n")


def line(*cells: object) -> str:
    """Cells under their heads: words to the left, figures to the right."""
    first, *others, last = (str(cell) for cell in cells)
    figures = "".join(cell.rjust(width) for cell, width in zip(others, WIDTHS[1:], strict=True))
    return f"{first.ljust(WIDTHS[0])}{figures}  {last}"
