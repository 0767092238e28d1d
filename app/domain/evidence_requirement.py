"""What evidence a criterion or a bonus item asks for, and which files fit (SCHEMA §6)."""

from dataclasses import dataclass
from typing import Final

from .locale_text import LocaleText

LINK: Final = "url"
PICTURES: Final = frozenset({"jpg", "jpeg", "png"})
SCANS: Final = frozenset({"tif", "tiff"})


@dataclass(frozen=True, slots=True)
class EvidenceRequirement:
    """One requirement; `min`, `max` count files or links; `extensions` are the file types of its groups."""

    kind: str
    title: LocaleText
    min: int
    max: int | None
    accept: tuple[str, ...]
    required: bool
    sensitive: bool
    extensions: frozenset[str]

    def accepts(self, extension: str) -> bool:
        """Whether a file with this extension ("pdf", ".PDF") fits; scans (tif) count wherever pictures do."""
        wanted = extension.lower().lstrip(".")
        return wanted != LINK and (
            wanted in self.extensions or (wanted in SCANS and bool(self.extensions & PICTURES))
        )

    @property
    def accepts_links(self) -> bool:
        """Whether a web address may stand for a file."""
        return LINK in self.extensions
