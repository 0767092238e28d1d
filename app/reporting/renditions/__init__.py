"""Office files as PDF: LibreOffice, confined, with a profile and a home of its own that are thrown away.

Nothing is believed that it reads or writes: it runs no macro and follows no link, the kernel keeps it from
the network and from our files where it can, and its memory, its time and what it writes are limited.
"""

import sys
import tempfile
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO

from app.domain.filetypes import FileKind

from .confinement import Late, run

SECONDS = 60.0  # for all steps of a file
MOST_BYTES = 200 * 1024 * 1024  # of an Office file, and of the PDF
MOST_PAGES = 500
TABLES = ("xls", "xlsx")
WITHOUT = ("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo")
PAGE_RANGE = f'{{"PageRange":{{"type":"string","value":"1-{MOST_PAGES}"}}}}'
WRITERS = {
    "doc": "writer",
    "docx": "writer",
    "xls": "calc",
    "xlsx": "calc",
    "ppt": "impress",
    "pptx": "impress",
}

SAFE = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),  # from trusted places, of which there are none
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "0"),  # never
    ("Calc/Content/Update", "Link", "2"),  # never
)
_SETTING = (
    '<item oor:path="/org.openoffice.Office.{}"><prop oor:name="{}" oor:op="fuse">'
    "<value>{}</value></prop></item>\n"
)
_SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema">\n{}</oor:items>\n'
)


class Unrendered(Exception):
    """No PDF came of it; the text is a code for the operator: late, nothing, too_large."""


def render(office: str, kind: FileKind, content: BinaryIO, *, hidden: Collection[Path] = ()) -> bytes:
    """The PDF of an Office file, of its first 500 pages; tables are made as wide as the page.

    `office` is LibreOffice's command; `hidden` are folders it shall not see. Raises Unrendered.
    """
    with tempfile.TemporaryDirectory(prefix="pingyi-office-") as made:
        step = _Steps(office, Path(made), hidden)
        source = step.folder / f"source.{kind.endings[0]}"
        with source.open("xb") as written:
            copyfileobj(content, written)
        if source.stat().st_size > MOST_BYTES:
            raise Unrendered("too_large")
        if kind.code in TABLES:
            source = step.fitted(source)
        return step.pdf(source, WRITERS[kind.code])


class _Steps:
    """The commands that lead to a PDF, all in one folder and within one time."""

    def __init__(self, office: str, folder: Path, hidden: Collection[Path]) -> None:
        self.office, self.folder, self.hidden = office, folder, hidden
        self.until = time.monotonic() + SECONDS
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS.format("".join(_SETTING.format(*each) for each in SAFE)))

    def fitted(self, source: Path) -> Path:
        """A workbook whose sheets are printed as wide as the page; the same one when that did not work."""
        self._convert(source, "ods:calc8")
        book, fitted = self.folder / "source.ods", self.folder / "fitted.ods"
        if book.is_file():
            self._run([sys.executable, "-I", str(Path(__file__).with_name("fit.py")), str(book), str(fitted)])
        return fitted if fitted.is_file() else source

    def pdf(self, source: Path, writer: str) -> bytes:
        self._convert(source, f"pdf:{writer}_pdf_Export:{PAGE_RANGE}")
        written = source.with_suffix(".pdf")
        if not written.is_file() or written.is_symlink():
            raise Unrendered("nothing")
        if written.stat().st_size > MOST_BYTES:
            raise Unrendered("too_large")
        return written.read_bytes()

    def _convert(self, source: Path, to: str) -> None:
        profile = (self.folder / "profile").as_uri()
        self._run(
            [self.office, *WITHOUT, f"-env:UserInstallation={profile}", "--convert-to", to,
             "--outdir", str(self.folder), str(source)]
        )  # fmt: skip

    def _run(self, command: Sequence[str]) -> None:
        try:
            run(command, self.folder, seconds=self.until - time.monotonic(), hidden=self.hidden)
        except Late as late:
            raise Unrendered("late") from late
