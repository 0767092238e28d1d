"""Criteria as files: YAML and Excel, read with every fault named by its place, and written."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from app.domain.errors import TooLarge, sentence
from app.domain.framework import Framework
from app.domain.framework_reading import as_json, read_framework
from app.domain.text import N_

from .framework_faults import Place, UnusableFramework, placed
from .framework_workbook import write_template, write_workbook
from .framework_workbook_reading import read_workbook
from .framework_yaml import read_yaml, write_yaml

LARGEST: Final = 2 * 1024 * 1024
_PACKED, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
STARTING_SET: Final = Path(__file__).parents[1] / "frameworks"


@dataclass(frozen=True, slots=True)
class FrameworkFile:
    """A file of criteria that may be used: `content` is the YAML whose SHA-256 is `digest`."""

    framework: Framework
    document: dict[str, Any]
    content: bytes
    digest: str

    @property
    def kept(self) -> dict[str, Any]:
        """The document as the database keeps it: JSON with numbers as text."""
        kept: dict[str, Any] = as_json(self.document)
        return kept


def read_framework_file(content: bytes, filename: str) -> FrameworkFile:
    """Read a file of criteria: YAML, or Excel, which is kept as the YAML it means.

    Raises UnusableFramework with every fault by file, line (or sheet, row and column) and reason; TooLarge.
    """
    if len(content) > LARGEST:
        raise TooLarge(
            file=sentence(N_("The file is larger than %(most)s MB."), most=LARGEST // 1024 // 1024)
        )
    if content.startswith(_OLD_EXCEL):
        reason = sentence(N_("This is an old Excel file. Please save it as .xlsx and upload it again."))
        raise UnusableFramework(filename, [(Place(), reason)])
    packed = content.startswith(_PACKED)
    document, places, faults = (read_workbook if packed else read_yaml)(content, filename)
    framework, problems = read_framework(document)
    if faults or problems:
        raise UnusableFramework(filename, [*faults, *placed(problems, places)])
    content = write_yaml(document) if packed else content
    return FrameworkFile(framework, document, content, hashlib.sha256(content).hexdigest())


@cache
def starting_set() -> tuple[FrameworkFile, ...]:
    """The frameworks that come with the house, in the order of their names; read once per process."""
    paths = sorted(STARTING_SET.glob("*.yaml"))
    return tuple(read_framework_file(path.read_bytes(), path.name) for path in paths)


@cache
def template_workbook() -> bytes:
    """The empty Excel template, with the vocabulary of the first framework of the starting set."""
    return write_template(starting_set()[0].document)


__all__ = [
    "FrameworkFile",
    "UnusableFramework",
    "read_framework_file",
    "starting_set",
    "template_workbook",
    "write_template",
    "write_workbook",
    "write_yaml",
]
