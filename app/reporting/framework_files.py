"""Criteria as files: YAML and Excel, read with every fault named by its place, and written."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.domain.errors import TooLarge, sentence
from app.domain.framework import Framework
from app.domain.framework_reading import as_json, read_framework
from app.domain.text import N_

from .framework_faults import UnusableFramework, placed
from .framework_yaml import read_yaml, write_yaml

LARGEST: Final = 2 * 1024 * 1024
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
    """Read a YAML file of criteria.

    Raises UnusableFramework with every fault, by file, line and reason; TooLarge over 2 MB.
    """
    if len(content) > LARGEST:
        raise TooLarge(
            file=sentence(N_("The file is larger than %(most)s MB."), most=LARGEST // 1024 // 1024)
        )
    document, places, faults = read_yaml(content, filename)
    framework, problems = read_framework(document)
    if faults or problems:
        raise UnusableFramework(filename, [*faults, *placed(problems, places)])
    return FrameworkFile(framework, document, content, hashlib.sha256(content).hexdigest())


def starting_set() -> list[FrameworkFile]:
    """The frameworks that come with the house, in the order of their names."""
    return [read_framework_file(path.read_bytes(), path.name) for path in sorted(STARTING_SET.glob("*.yaml"))]


__all__ = ["FrameworkFile", "UnusableFramework", "read_framework_file", "starting_set", "write_yaml"]
