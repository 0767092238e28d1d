"""LibreOffice itself: each kind of Office file becomes pages that are drawn, hostile ones come to nothing.

The files are made on the spot; those of 1997 and of WPS by LibreOffice out of the newer ones.
"""

import io
import socket
import subprocess
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from threading import Event, Thread
from typing import NamedTuple

import docx as python_docx
import openpyxl
from PIL import Image

from app.domain.filetypes import KINDS
from app.reporting import renditions
from app.reporting.drawing_room import ROOM
from app.reporting.renditions import Unrendered, confinement, render
from app.reporting.words import Bounds
from evidence_store import EvidenceStore, open_store

from .shown import Absent, Shown, require

WORDS = "关心下一代工作委员会年度总结"
BOUNDS = Bounds(pages=10, characters=10_000, seconds=10)
WIDTH = 1654
SPARE = 5.0  # seconds beyond the limit until all of it is gone

SPACE = "urn:oasis:names:tc:opendocument:xmlns"
SLIDE = (
    '<draw:page><draw:frame svg:x="2cm" svg:y="2cm" svg:width="20cm" svg:height="5cm"><draw:text-box>'
    f"<text:p>{WORDS}</text:p></draw:text-box></draw:frame></draw:page>"
)
SLIDES = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="{SPACE}:office:1.0" xmlns:draw="{SPACE}:drawing:1.0"
 xmlns:text="{SPACE}:text:1.0" xmlns:svg="{SPACE}:svg-compatible:1.0" office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.presentation"><office:body><office:presentation>
{SLIDE * 2}</office:presentation></office:body></office:document>"""


class Sample(NamedTuple):
    """A genuine file: which kind it is, the names it may arrive under, its pages at least."""

    kind: str
    names: tuple[str, ...]
    pages: int


SAMPLES = (
    Sample("docx", ("总结.docx",), 2),
    Sample("doc", ("旧总结.doc", "总结.wps"), 2),
    Sample("xlsx", ("台账.xlsx",), 2),
    Sample("xls", ("旧台账.xls", "台账.et"), 2),
    Sample("pptx", ("汇报.pptx",), 2),
    Sample("ppt", ("旧汇报.ppt", "汇报.dps"), 2),
)


def run(folder: Path) -> Iterator[Shown]:
    require("soffice", "unshare", "prlimit", "timeout", "pgrep")
    office = str(which("soffice"))
    store = open_store((folder / "evidence").as_uri())
    yield Shown("the kernel keeps LibreOffice from the network and our files", confinement.has_namespaces())
    made = _made(office, folder)
    for sample in SAMPLES:
        for name in sample.names:
            yield _drawn(office, store, sample, name, made[sample.kind])
    yield _in_time("a sheet of a million rows in few bytes", office, "xlsx", huge_sheet(1_000_000))
    yield _in_time("tables in tables, 3,000 deep", office, "docx", word(nested(3_000)))
    yield _in_time("ten million words in few bytes", office, "docx", word("<w:p/>" + RUN * 2_000_000))
    for kernel, settings in ((True, True), (True, False), (False, True), (False, False)):
        yield _reaches(office, folder, kernel=kernel, settings=settings)


def _made(office: str, folder: Path) -> dict[str, bytes]:
    """The content of each kind."""
    report, book = python_docx.Document(), openpyxl.Workbook()
    for number in range(80):
        report.add_paragraph(f"{number + 1}. {WORDS}")
        book.active.append([WORDS, *(f"第{number + 1}行第{column}列" for column in range(24))])
    book.active.column_dimensions["A"].width = 40
    report.save(str(folder / "new.docx"))
    book.save(folder / "new.xlsx")
    (folder / "new.fodp").write_text(SLIDES, encoding="utf-8")
    for source, to in (("docx", "doc"), ("xlsx", "xls"), ("fodp", "pptx"), ("fodp", "ppt")):
        subprocess.run(  # noqa: S603 -- the program that is proved
            [office, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
             "--convert-to", to, "--outdir", folder, folder / f"new.{source}"],
            capture_output=True, check=False, timeout=120,
        )  # fmt: skip
    lacking = [sample.kind for sample in SAMPLES if not (folder / f"new.{sample.kind}").is_file()]
    if lacking:
        raise Absent(f"LibreOffice did not write: {', '.join(lacking)}")
    return {sample.kind: (folder / f"new.{sample.kind}").read_bytes() for sample in SAMPLES}


def _drawn(office: str, store: EvidenceStore, sample: Sample, name: str, content: bytes) -> Shown:
    """The way of a file through the program: accepted, rendered, kept, looked at, drawn and read."""
    begun = time.monotonic()
    kind = ROOM.look(store, store.put(io.BytesIO(content)), name).facts.kind
    digest = store.put(io.BytesIO(render(office, kind, io.BytesIO(content))))
    taken = time.monotonic() - begun
    pages = ROOM.look(store, digest, "rendition.pdf").facts.pages or 0
    page = ROOM.picture(store, digest, KINDS["pdf"], width=WIDTH)
    with Image.open(io.BytesIO(page.content)) as image:
        darkest, _ = image.convert("L").getextrema()
    words = "".join(each.text for each in ROOM.words(store, digest, KINDS["pdf"], BOUNDS).pages)
    holds = kind.code == sample.kind and pages >= sample.pages and darkest < 60 and WORDS in words
    return Shown(
        f"{name} becomes pages", holds, f"{pages} pages, {page.width} × {page.height}, {taken:.1f} s"
    )


RUN = "<w:p><w:r><w:t>a b c d e</w:t></w:r></w:p>"


def nested(depth: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * depth + "<w:p/>" + "</w:tc></w:tr></w:tbl><w:p/>" * depth


def word(body: str) -> bytes:
    """A Word file with this body."""
    written = io.BytesIO()
    python_docx.Document().save(written)
    return replaced(written.getvalue(), "word/document.xml", "<w:body>", f"<w:body>{body}")


def huge_sheet(rows: int) -> bytes:
    written = io.BytesIO()
    openpyxl.Workbook().save(written)
    row = '<row><c t="inlineStr"><is><t>a</t></is></c></row>'
    more = f"<sheetData>{row * rows}"
    return replaced(written.getvalue(), "xl/worksheets/sheet1.xml", "<sheetData>", more)


def replaced(package: bytes, part: str, before: str, after: str) -> bytes:
    """A package with the first `before` of one of its parts become `after`."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name).decode("utf-8", "surrogateescape")
            if name == part:
                content = content.replace(before, after, 1)
            new.writestr(name, content.encode("utf-8", "surrogateescape"))
    return written.getvalue()


def _in_time(what: str, office: str, kind: str, content: bytes) -> Shown:
    """It comes to an end, whichever, and nothing of it is left running."""
    begun = time.monotonic()
    try:
        outcome = f"{len(render(office, KINDS[kind], io.BytesIO(content))) // 1024} KB of PDF"
    except Unrendered as fault:
        outcome = f"refused: {fault}"
    taken = time.monotonic() - begun
    left = subprocess.run(["pgrep", "-f", "pingyi-office-"], capture_output=True, check=False).stdout.split()  # noqa: S607
    holds = taken < renditions.SECONDS + SPARE and not left
    seen = f"{outcome} after {taken:.1f} s, {len(left)} left"
    return Shown(f"{what} ({len(content) // 1024} KB)", holds, seen)


def _reaches(office: str, folder: Path, *, kernel: bool, settings: bool) -> Shown:
    """A picture from an address and one from our disk: each guard alone keeps both out, and without any
    LibreOffice fetches both, so that this line means something."""
    secret = folder / f"instance-{kernel}-{settings}"
    secret.mkdir()
    Image.new("RGB", (200, 200), "red").save(secret / "secret.png")
    guards = (renditions.SAFE, confinement.has_namespaces)
    try:
        renditions.SAFE = guards[0] if settings else ()
        confinement.has_namespaces = guards[1] if kernel else lambda: False
        with listening() as (port, called):
            content = linked(f"http://127.0.0.1:{port}/seen.png", (secret / "secret.png").as_uri())
            pdf = render(office, KINDS["docx"], io.BytesIO(content), hidden=[secret])
    finally:
        renditions.SAFE, confinement.has_namespaces = guards
    store = open_store((folder / "evidence").as_uri())
    page = ROOM.picture(store, store.put(io.BytesIO(pdf)), KINDS["pdf"], width=WIDTH)
    with Image.open(io.BytesIO(page.content)) as image:
        red = any(r > 200 and g < 60 and b < 60 for r, g, b in image.resize((200, 280)).getdata())
    seen = f"called: {'yes' if called.is_set() else 'no'}, secret shown: {'yes' if red else 'no'}"
    by = " and ".join(guard for guard, on in (("the kernel", kernel), ("the settings", settings)) if on)
    kept = not red and not called.is_set()
    if by:
        return Shown(f"linked pictures are kept out by {by}", kept, seen)
    return Shown("and without either they are fetched", red and called.is_set(), seen)


@contextmanager
def listening() -> Iterator[tuple[int, Event]]:
    """A port of this machine, and whether anybody came."""
    called = Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def wait() -> None:
            try:
                server.accept()[0].close()
                called.set()
            except OSError:  # closed, and nobody came
                return

        waiting = Thread(target=wait, daemon=True)
        waiting.start()
        yield server.getsockname()[1], called
        server.shutdown(socket.SHUT_RDWR)
        waiting.join(5)


def linked(*addresses: str) -> bytes:
    """A Word file whose pictures stand elsewhere."""
    report, picture = python_docx.Document(), io.BytesIO()
    Image.new("RGB", (200, 200), "blue").save(picture, "PNG")
    for address in addresses:
        shape = report.add_picture(io.BytesIO(picture.getvalue()))._inline
        blip = shape.graphic.graphicData.pic.blipFill.blip
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
        blip.link = report.part.relate_to(address, kind, is_external=True)
        del blip.attrib["{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"]
    written = io.BytesIO()
    report.save(written)
    return written.getvalue()
