"""What is wrong with a file of criteria, told by place: file and line, or sheet, row and column."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.document import Path, Problem
from app.domain.errors import Invalid, Sentence, sentence
from app.domain.text import N_


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file; places sort in reading order. `row` 0 stands for the file as a whole."""

    sheet_number: int = 0
    row: int = 0
    column_number: int = 0
    sheet: str = ""
    column: str = ""

    def told(self, filename: str) -> Sentence:
        """The place in words."""
        if not self.row:
            return sentence(N_("%(file)s"), file=filename)
        if not self.sheet:
            return sentence(N_("%(file)s, line %(line)s"), file=filename, line=self.row)
        if not self.column:
            return sentence(
                N_("%(file)s, sheet “%(sheet)s”, row %(row)s"), file=filename, sheet=self.sheet, row=self.row
            )
        return sentence(
            N_("%(file)s, sheet “%(sheet)s”, row %(row)s, column %(column)s"),
            file=filename,
            sheet=self.sheet,
            row=self.row,
            column=self.column,
        )


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: where, in words, and why."""

    place: Sentence
    reason: Sentence

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


class UnusableFramework(Invalid):
    """A file of criteria that cannot be used; `faults` names every place and reason (422)."""

    def __init__(self, filename: str, faults: Iterable[tuple[Place, Sentence]]) -> None:
        ordered = sorted(faults, key=lambda fault: fault[0])
        told = [Fault(place.told(filename), reason) for place, reason in ordered]
        self.faults = tuple({(str(fault.place), str(fault.reason)): fault for fault in told}.values())
        super().__init__(
            file=sentence(
                N_("This file of criteria cannot be used yet. Faults found: %(count)s."),
                count=len(self.faults),
            )
        )

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


def placed(problems: Iterable[Problem], places: Mapping[Path, Place]) -> list[tuple[Place, Sentence]]:
    """Each problem with its place in the file; what is missing is placed at the nearest thing around it."""
    return [(_nearest(problem.path, places), problem.reason) for problem in problems]


def _nearest(path: Path, places: Mapping[Path, Place]) -> Place:
    return next(
        (places[path[:length]] for length in range(len(path), -1, -1) if path[:length] in places), Place()
    )
