"""The table of the bench: one line for each piece of work, beside its floor."""

import gzip
from dataclasses import dataclass

from .client import Measured

HEADS = ("work", "units", "CPU ms", "× floor", "p50 ms", "p95 ms", "SQL", "rows", "KB", "KB gzip")
WIDTHS = (27, 6, 8, 8, 8, 8, 5, 6, 9, 8)

EXPLANATION = """\
CPU ms: user and system time of all server processes for each request ({workers} workers of granian; of
PostgreSQL itself nothing is counted), from /proc/<pid>/stat before and after.
× floor: the same bytes by the same server with nothing around them, measured in the same run; of an upload
sha256 and fsync, of a download reading the file.
p50, p95: what a client on the same machine waits, two connections at once (saves and uploads: one).
SQL: statements that reach the database, without BEGIN and COMMIT; rows: what comes back of them.
{times} requests each; a page is sent identity-encoded, and gzip is what level 6 makes of it.
"""


@dataclass(frozen=True)
class Row:
    """One line: the work, its floor, what it asked of the database, and the body it answered."""

    work: str
    units: int
    ours: Measured
    floor: Measured
    statements: int | None
    rows: int | None
    body: bytes

    def text(self) -> str:
        packed = f"{len(gzip.compress(self.body, 6)) / 1000:.1f}" if len(self.body) < 5_000_000 else "–"
        return line(
            self.work,
            self.units,
            f"{self.ours.cpu:.1f}",
            f"{self.ours.cpu / self.floor.cpu:.1f}" if self.floor.cpu else "–",
            f"{self.ours.p50:.1f}",
            f"{self.ours.p95:.1f}",
            "–" if self.statements is None else self.statements,
            "–" if self.rows is None else self.rows,
            f"{len(self.body) / 1000:.1f}",
            packed,
        )


def line(*cells: object) -> str:
    """Cells under their heads: words to the left, figures to the right."""
    first, *others = (str(cell) for cell in cells)
    return first.ljust(WIDTHS[0]) + "".join(
        cell.rjust(width) for cell, width in zip(others, WIDTHS[1:], strict=False)
    )
