"""Hostile files, made here: more than a hundred, each with what must become of it.

The outcome is the name of the fault it is refused with, or `kept` (taken, only ever downloaded) or `shown`
(taken, and its page drawn): then nothing in it is run, followed or unpacked.
"""

import functools
import io
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

from PIL import Image

from app.domain.filetypes import Fault
from tests import files

MIB = 1024 * 1024
KEPT, SHOWN = "kept", "shown"
BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><x>&i;</x>"
).encode()
QUADRATIC = b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 50_000 + b'">]><x>' + b"&a;" * 50_000 + b"</x>"
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
CALLING = b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>'
PARAMETER = b'<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]><x/>'
LATE = b"<!--" + b" " * 20_000 + b"-->" + OUTSIDE
WIDE = OUTSIDE.decode().encode("utf-16")
WIDE_UNMARKED = OUTSIDE.decode().encode("utf-16-be")
NEVER_BEGUN = b" " * (2 * MIB)

PROGRAM = b"MZ\x90\x00" + bytes(100)
SCRIPT = b"<script>alert(1)</script>"


class Case(NamedTuple):
    """What it is, the name it is sent under, how it is made, and what must become of it."""

    what: str
    name: str
    make: Callable[[], bytes]
    outcome: str


def packed(*members: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", compression) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name) if name.endswith("/") else name, content)
    return written.getvalue()


def under(raw: bytes, content: bytes = b"x", *, utf8: bool = False) -> bytes:
    """An archive with one member under exactly these bytes, which zipfile would not write."""
    place = "~" * len(raw)
    archive = bytearray(packed((place, content)).replace(place.encode(), raw))
    if utf8:
        archive[7] |= 0x08
        archive[archive.rfind(b"PK\x01\x02") + 9] |= 0x08
    return bytes(archive)


@functools.cache
def zeros(megabytes: int) -> bytes:
    """An archive that unpacks to so many megabytes of nothing."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("零.txt", "w") as member,
    ):
        for _ in range(megabytes):
            member.write(bytes(MIB))
    return written.getvalue()


def claiming(size: int) -> bytes:
    """An archive whose directory says that its member unpacks to `size` bytes."""
    archive = bytearray(packed(("a.txt", b"x" * 1000)))
    at = archive.rfind(b"PK\x01\x02")
    archive[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(archive)


def overlapping(members: int) -> bytes:
    """Members that all share one stretch of bytes, as the densest bombs do."""
    body, check = zlib.compress(bytes(MIB))[2:-4], zlib.crc32(bytes(MIB))
    sizes = (0, 8, 0, 33, check, len(body), MIB, 1, 0)
    local = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, *sizes)
    entry = struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, *sizes, 0, 0, 0, 0, 0) + b"a"
    directory = entry * members
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, members, members, len(directory), 31 + len(body), 0)
    return local + b"a" + body + directory + end


def nested(levels: int, inner: bytes | None = None) -> bytes:
    content = inner or packed(("纪要.txt", b"x"))
    for _ in range(levels):
        content = packed(("内.zip", content))
    return content


def many(members: int) -> bytes:
    return packed(*((f"{number}.txt", b"") for number in range(members)), compression=zipfile.ZIP_STORED)


def linked() -> bytes:
    link = zipfile.ZipInfo("纪要.pdf")
    link.external_attr = 0o120777 << 16
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    return written.getvalue()


def twice() -> bytes:
    return packed(("a.pdf", b"one"), ("b.pdf", b"two")).replace(b"b.pdf", b"a.pdf")


def word(**parts: bytes) -> bytes:
    """A Word document with these parts; `document`, `types` and `rels` replace the ordinary ones."""
    return _package("wordprocessingml.document.main", "word/document.xml", parts)


def sheet(**parts: bytes) -> bytes:
    return _package("spreadsheetml.sheet.main", "xl/workbook.xml", parts)


def _package(main: str, part: str, parts: dict[str, bytes]) -> bytes:
    every = dict(zip_members(files.office_package(main, part)))
    names = {"document": part, "types": "[Content_Types].xml", "rels": "_rels/.rels"}
    every |= {names.get(name, name): content for name, content in parts.items()}
    return files.archive(every)[1]


def zip_members(content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)


TYPES_OF_WORD = dict(
    zip_members(files.office_package("wordprocessingml.document.main", "word/document.xml"))
)["[Content_Types].xml"]


def pdf_of(*bodies: bytes, trailer: bytes = b"") -> bytes:
    return files._pdf_of(bodies, trailer)


def page(
    *, box: bytes = b"0 0 595 842", catalog: bytes = b"", page: bytes = b"", more: tuple[bytes, ...] = ()
) -> bytes:
    """One page; `more` are objects from number 4 on."""
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]%s>>" % (box, page),
        *more,
    )


def flate(content: bytes, entries: bytes = b"") -> bytes:
    body = zlib.compress(content, 9)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(body), entries, body)


def attached(name: bytes, content: bytes) -> bytes:
    return page(
        catalog=b"/Names<</EmbeddedFiles<</Names[(a)4 0 R]>>>>",
        more=(
            b"<</Type/Filespec/F(%s)/EF<</F 5 0 R>>>>" % name,
            b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        ),
    )


def pages_said(count: int) -> bytes:
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[3 0 R]>>" % count,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    )


def pages_listed(count: int) -> bytes:
    return pages_said(count).replace(b"[3 0 R]", b"[" + b"3 0 R " * count + b"]", 1)


def pages_within_pages(depth: int) -> bytes:
    tree = [
        b"<</Type/Pages/Count 1/Kids[%d 0 R]%s>>"
        % (number + 3, b"/Parent %d 0 R" % (number + 1) if number else b"")
        for number in range(depth)
    ]
    leaf = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]>>" % (depth + 1)
    return pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", *tree, leaf)


def picture_in_pdf(side: int) -> bytes:
    return page(
        page=b"/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>",
        more=(
            b"<</Length 28>>stream\nq 595 0 0 842 0 0 cm /I Do Q\nendstream",
            flate(
                bytes(1000),
                b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceRGB"
                % (side, side),
            ),
        ),
    )


def page_of_zeros(megabytes: int) -> bytes:
    """A page whose words unpack to zeros: PDFium ends its process when it gets no more memory for them."""
    packer = zlib.compressobj(9)
    first, again = (packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    body = first + again * (megabytes - 1) + packer.flush()
    words = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(body), body)
    return page(page=b"/Contents 4 0 R", more=(words,))


def endless_shading() -> bytes:
    """A page that computes a sine a hundred thousand times for each dot, and asks nobody meanwhile."""
    return page(
        page=b"/Contents 4 0 R/Resources<</Shading<</S<</ShadingType 1/ColorSpace/DeviceRGB"
        b"/Domain[0 1 0 1]/Matrix[595 0 0 842 0 0]/Function 5 0 R>>>>>>",
        more=(
            b"<</Length 5>>stream\n/S sh\nendstream",
            flate(
                b"{ " + b"dup sin pop " * 100_000 + b"0 }",
                b"/FunctionType 4/Domain[0 1 0 1]/Range[0 1 0 1 0 1]",
            ),
        ),
    )


def png_of(width: int, height: int, *, colours: int = 2) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, colours, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def jpeg_of(width: int, height: int) -> bytes:
    content = files.jpeg()[1]
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + struct.pack(">HH", height, width) + content[at + 4 :]


def progressive_of(width: int, height: int) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (64, 64)).save(written, "JPEG", progressive=True)
    content = written.getvalue()
    at = content.index(b"\xff\xc2") + 5
    return content[:at] + struct.pack(">HH", height, width) + content[at + 4 :]


def webp_of(width: int, height: int) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (64, 64)).save(written, "WEBP", lossless=True)
    content = bytearray(written.getvalue())
    at = content.index(b"VP8L") + 9
    content[at : at + 4] = struct.pack("<I", (width - 1) | (height - 1) << 14)
    return bytes(content)


def heic_of(width: int, height: int) -> bytes:
    content = bytearray(files.heic()[1])
    at = content.index(b"ispe") + 8
    content[at : at + 8] = struct.pack(">II", width, height)
    return bytes(content)


def tiff_of(width: int, height: int, *, following: int = 0) -> bytes:
    facts = {256: width, 257: height, 258: 8, 259: 1, 262: 1, 273: 8, 278: height, 279: 64}
    directory = struct.pack("<H", len(facts))
    directory += b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in facts.items())
    return b"II*\x00" + struct.pack("<I", 8 + 64) + bytes(64) + directory + struct.pack("<I", following)


def tiff_of_pages(count: int) -> bytes:
    """Directories one behind another, all of one picture."""
    first = tiff_of(8, 8)[72:-4]
    size = len(first) + 4
    body = b"".join(
        first + struct.pack("<I", 72 + size * (number + 1) if number + 1 < count else 0)
        for number in range(count)
    )
    return b"II*\x00" + struct.pack("<I", 72) + bytes(64) + body


def blank(form: str, side: int, **options: object) -> bytes:
    """A picture that lies on its side and has all its pixels, packed to nothing."""
    exif = Image.Exif()
    exif[files.ORIENTATION] = 6
    written = io.BytesIO()
    Image.new("RGB", (side, side)).save(written, form, exif=exif, **options)
    return written.getvalue()


def behind(content: bytes, archive: bytes) -> bytes:
    """One file behind another, the archive's places put right, as a polyglot is made."""
    written = io.BytesIO(content)
    with zipfile.ZipFile(written, "a") as joined, zipfile.ZipFile(io.BytesIO(archive)) as other:
        for name in other.namelist():
            joined.writestr(name, other.read(name))
    return written.getvalue()


def box(kind: bytes, content: bytes, size: int | None = None) -> bytes:
    return struct.pack(">I4s", 8 + len(content) if size is None else size, kind) + content


def fixed(content: bytes) -> Callable[[], bytes]:
    return lambda: content


def lazily(maker: Callable[..., bytes], *given: object, **options: object) -> Callable[[], bytes]:
    return functools.partial(maker, *given, **options)


def ole_cycle() -> bytes:
    """A container whose chain of sectors bites its tail."""
    content = bytearray(files.doc()[1])
    fat = content.rfind(struct.pack("<I", files.TABLE)) // 512 * 512
    content[fat : fat + 4] = struct.pack("<I", 0)
    return bytes(content)


ARCHIVES = (
    *(
        Case(f"{size} MB of zeros", "零.zip", lazily(zeros, size), Fault.UNPACKS_TOO_LARGE.name)
        for size in (101,)
    ),
    Case("an archive that claims 4 GB", "大.zip", lazily(claiming, 0xFFFFFFF0), Fault.UNPACKS_TOO_LARGE.name),
    Case("an archive that claims less than it holds", "小.zip", lazily(claiming, 3), Fault.BROKEN.name),
    *(
        Case(
            f"{count} members in the same bytes",
            "叠.zip",
            lazily(overlapping, count),
            Fault.UNPACKS_TOO_LARGE.name,
        )
        for count in (2, 3000)
    ),
    *(
        Case(
            f"an archive in {levels} archives", "套.zip", lazily(nested, levels), Fault.UNPACKS_TOO_LARGE.name
        )
        for levels in (4, 8, 100)
    ),
    Case("an archive in an archive", "套.zip", lazily(nested, 1), KEPT),
    Case("a bomb in an archive", "套.zip", lambda: nested(1, zeros(101)), Fault.UNPACKS_TOO_LARGE.name),
    Case("a bomb in two archives", "套.zip", lambda: nested(2, zeros(101)), Fault.UNPACKS_TOO_LARGE.name),
    Case(
        "twenty archives of ninety megabytes",
        "套.zip",
        lambda: packed(*((f"{n}.zip", zeros(90)) for n in range(20))),
        Fault.UNPACKS_TOO_LARGE.name,
    ),
    Case(
        "a program in an archive in an archive",
        "套.zip",
        lambda: nested(1, packed(("setup.exe", b"x"))),
        Fault.PROGRAM_INSIDE.name,
    ),
    Case(
        "an archive under another ending in an archive",
        "套.zip",
        lambda: packed(("图.jpg", packed(("a.exe", b"x")))),
        Fault.PROGRAM_INSIDE.name,
    ),
    Case(
        "an archive with a password in an archive",
        "套.zip",
        lambda: packed(("内.zip", locked())),
        Fault.ENCRYPTED.name,
    ),
    Case("12,000 members", "多.zip", lazily(many, 12_000), Fault.UNPACKS_TOO_LARGE.name),
    Case(
        "members hidden in archives, 12,000 in all",
        "多.zip",
        lambda: packed(*((f"{n}.zip", many(4_000)) for n in range(3))),
        Fault.UNPACKS_TOO_LARGE.name,
    ),
    Case(
        "a directory that claims 2³² members",
        "多.zip",
        lambda: packed(("a", b"x"))[:-14] + struct.pack("<HHIIH", 0xFFFF, 0xFFFF, 47, 32, 0),
        Fault.UNPACKS_TOO_LARGE.name,
    ),
    Case(
        "a directory that lies elsewhere",
        "歪.zip",
        lambda: packed(("a", b"x"))[:-6] + struct.pack("<IH", 9999, 0),
        Fault.UNPACKS_TOO_LARGE.name,
    ),
    Case(
        "an archive cut in the middle", "断.zip", lambda: packed(("a", bytes(9999)))[:60], Fault.BROKEN.name
    ),
    Case("an archive of nothing", "空.zip", lambda: packed(), Fault.EMPTY.name),
    Case("an archive of empty folders", "空.zip", lambda: packed(("a/", b"")), Fault.EMPTY.name),
    Case("an archive with a password", "锁.zip", lambda: locked(), Fault.ENCRYPTED.name),
    Case("a link that leads out", "链.zip", linked, Fault.UNSAFE_MEMBER.name),
    Case("two members of one name", "双.zip", twice, Fault.UNSAFE_MEMBER.name),
    Case(
        "a thousand folders deep",
        "深.zip",
        lambda: packed(("a/" * 1000 + "b.txt", b"x")),
        Fault.UNSAFE_MEMBER.name,
    ),
    *(
        Case(f"a member called {name!r}", "名.zip", lazily(under, name.encode()), Fault.UNSAFE_MEMBER.name)
        for name in (
            "../../etc/passwd",
            "a/../../b.txt",
            "..\\..\\b.txt",
            "/etc/passwd",
            "\\\\server\\share\\b.txt",
            "\\b.txt",
            "C:\\b.txt",
            "c:b.txt",
            "..",
            "a.pdf\0.exe",
            "a\nb.txt",
            "a\x1b[2Jb.txt",
        )
    ),
    Case(
        "a member whose name turns round",
        "名.zip",
        lazily(under, "纪要\u202efdp.txt".encode(), utf8=True),
        Fault.UNSAFE_MEMBER.name,
    ),
    Case("a member of 300 characters", "长.zip", lambda: packed(("学" * 300 + ".txt", b"x")), KEPT),
    Case("a member called in GBK", "名.zip", lazily(under, "审计材料/纪要.txt".encode("gbk")), KEPT),
    Case("a member called in no encoding", "名.zip", lazily(under, b"\xff\xfe\xff.txt"), KEPT),
    *(
        Case(
            f"a member ending in .{end}",
            "程.zip",
            lazily(under, f"a.{end}".encode()),
            Fault.PROGRAM_INSIDE.name,
        )
        for end in ("exe", "SCR", "js", "lnk", "bat", "docm", "xlsm")
    ),
    *(
        Case(
            f"a program called {name}",
            "程.zip",
            lazily(under, name.encode(), head + bytes(64)),
            Fault.PROGRAM_INSIDE.name,
        )
        for name, head in (("a.txt", b"MZ\x90\x00"), ("b", b"\x7fELF"), ("c.jpg", b"#!/bin/sh\n"))
    ),
)

DOCUMENTS = (
    *(
        Case(
            f"{what} in {part} of a Word document",
            "文.docx",
            lazily(word, **{part: content}),
            Fault.BROKEN.name,
        )
        for part in ("document", "types", "rels", "docProps/core.xml", "word/settings.xml")
        for what, content in (("a billion laughs", BILLION_LAUGHS), ("a file from outside", OUTSIDE))
    ),
    *(
        Case(
            f"{what} in a workbook",
            "表.xlsx",
            lazily(sheet, **{"xl/sharedStrings.xml": content}),
            Fault.BROKEN.name,
        )
        for what, content in (
            ("entities squared", QUADRATIC),
            ("an address", CALLING),
            ("an address in a parameter", PARAMETER),
            ("a late entity", LATE),
            ("an entity in UTF-16", WIDE),
            ("an entity in unmarked UTF-16", WIDE_UNMARKED),
            ("two megabytes before the root", NEVER_BEGUN),
        )
    ),
    *(
        Case(
            f"{what} in an OFD",
            "公文.ofd",
            lambda content=content: files.ofd(extra={"Doc_0/Document.xml": content})[1],
            Fault.BROKEN.name,
        )
        for what, content in (("a billion laughs", BILLION_LAUGHS), ("a file from outside", OUTSIDE))
    ),
    Case(
        "an OFD whose root is a bomb",
        "公文.ofd",
        lambda: files.archive({"OFD.xml": BILLION_LAUGHS})[1],
        Fault.BROKEN.name,
    ),
    Case(
        "a Word document of 110 MB of blanks",
        "炸.docx",
        lambda: word(document=b"<w>" + b" " * (110 * MIB) + b"</w>"),
        Fault.UNPACKS_TOO_LARGE.name,
    ),
    Case(
        "a Word document with a name that leads out",
        "文.docx",
        lambda: word(**{"../../a.xml": b"<a/>"}),
        Fault.UNSAFE_MEMBER.name,
    ),
    Case(
        "a Word document with a program",
        "文.docx",
        lambda: word(**{"word/embeddings/setup.exe": PROGRAM}),
        Fault.PROGRAM_INSIDE.name,
    ),
    Case(
        "a Word document with macros",
        "宏.docx",
        lambda: word(**{"word/vbaProject.bin": b"x"}),
        Fault.MACROS.name,
    ),
    Case(
        "a Word document that says it has macros",
        "宏.docx",
        lambda: files.office_package("wordprocessingml.document.macroEnabled.main", "word/document.xml"),
        Fault.MACROS.name,
    ),
    Case(
        "a workbook with macros", "宏.xlsx", lambda: sheet(**{"XL/VBAPROJECT.BIN": b"x"}), Fault.MACROS.name
    ),
    Case(
        "a workbook with Excel 4 macros",
        "宏.xlsx",
        lambda: sheet(**{"xl/macrosheets/sheet1.xml": b"<x/>"}),
        Fault.MACROS.name,
    ),
    Case(
        "macros under their own ending",
        "宏.docm",
        lambda: word(**{"word/vbaProject.bin": b"x"}),
        Fault.MACROS.name,
    ),
    Case(
        "an old Word document with macros",
        "宏.doc",
        lambda: files.doc(storages=["Macros"])[1],
        Fault.MACROS.name,
    ),
    Case(
        "an old workbook with macros",
        "宏.xls",
        lambda: files.ole({"Workbook": b""}, storages=["_VBA_PROJECT_CUR"]),
        Fault.MACROS.name,
    ),
    Case(
        "an old workbook with Excel 4 macros",
        "宏.xls",
        lambda: files.xls((0x85, struct.pack("<IBB", 0, 0, 1)))[1],
        Fault.MACROS.name,
    ),
    Case("old slides with macros", "宏.ppt", lambda: files.ppt(macros=1)[1], Fault.MACROS.name),
    Case(
        "a locked Word document",
        "锁.docx",
        lambda: files.ole({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}),
        Fault.ENCRYPTED.name,
    ),
    Case("a locked workbook", "锁.xlsx", lambda: files.ole({"EncryptedPackage": b"x"}), Fault.ENCRYPTED.name),
    Case("a locked old Word document", "锁.doc", lambda: files.doc(flags=0x0100)[1], Fault.ENCRYPTED.name),
    Case("a locked old workbook", "锁.xls", lambda: files.xls((0x2F, bytes(6)))[1], Fault.ENCRYPTED.name),
    Case("locked old slides", "锁.ppt", lambda: files.ppt(token=0xF3D1C4DF)[1], Fault.ENCRYPTED.name),
    Case(
        "a locked OFD",
        "锁.ofd",
        lambda: files.ofd(extra={"Encryptions.xml": b"<x/>"})[1],
        Fault.ENCRYPTED.name,
    ),
    Case("a container cut in the middle", "断.doc", lambda: files.doc()[1][:600], Fault.BROKEN.name),
    Case("a container that bites its tail", "环.doc", ole_cycle, KEPT),
    Case("a container of nothing we know", "空.doc", lambda: files.ole({"Other": b"x"}), Fault.MISMATCH.name),
    Case(
        "a workbook whose record is larger than it",
        "大.xls",
        lambda: files.ole({"Workbook": struct.pack("<HH", 0x85, 0xFFFF)}),
        Fault.BROKEN.name,
    ),
)

PDFS = (
    Case(
        "scripts in a PDF",
        "脚本.pdf",
        lazily(page, catalog=b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"),
        SHOWN,
    ),
    Case(
        "a PDF that starts a program",
        "启动.pdf",
        lazily(page, catalog=b"/OpenAction<</S/Launch/F(cmd.exe)>>"),
        SHOWN,
    ),
    Case(
        "a PDF that opens an address",
        "链接.pdf",
        lazily(page, catalog=b"/OpenAction<</S/URI/URI(http://127.0.0.1:9/)>>"),
        SHOWN,
    ),
    Case(
        "a PDF that sends its form",
        "表单.pdf",
        lazily(page, page=b"/AA<</O<</S/SubmitForm/F(http://127.0.0.1:9/)>>>>"),
        SHOWN,
    ),
    Case("a table in a PDF", "附件.pdf", lazily(attached, b"a.xml", b"<x/>"), SHOWN),
    Case(
        "a program in a PDF", "附件.pdf", lazily(attached, b"setup.exe", PROGRAM), Fault.PROGRAM_INSIDE.name
    ),
    Case(
        "a file with macros in a PDF",
        "附件.pdf",
        lazily(attached, b"a.DOCM", b"x"),
        Fault.PROGRAM_INSIDE.name,
    ),
    Case(
        "a PDF with a password",
        "锁.pdf",
        lambda: files.pdf(
            encrypt=b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>/ID[<00><00>]"
            % (b"41" * 32, b"42" * 32)
        )[1],
        Fault.ENCRYPTED.name,
    ),
    Case("a PDF cut in the middle", "断.pdf", lambda: files.pdf()[1][:800], Fault.BROKEN.name),
    Case("a PDF of its first line", "断.pdf", fixed(b"%PDF-1.7\n%%EOF\n"), Fault.BROKEN.name),
    Case("a PDF without a page", "空.pdf", lambda: files.pdf(pages=0)[1], Fault.BROKEN.name),
    Case("a page as wide as a country", "宽.pdf", lazily(page, box=b"0 0 1e9 1e9"), SHOWN),
    Case("a page as high as the sky", "高.pdf", lazily(page, box=b"0 0 1 1e9"), SHOWN),
    Case("a page of no width", "窄.pdf", lazily(page, box=b"0 0 0 0"), SHOWN),
    Case(
        "a page of impossible numbers",
        "怪.pdf",
        lazily(page, box=b"0 0 99999999999999999999 -99999999999999999999"),
        SHOWN,
    ),
    Case("a million pages that are not there", "多.pdf", lazily(pages_said, 1_000_000), Fault.BROKEN.name),
    Case("a million pages that are one", "多.pdf", lazily(pages_listed, 1_000_000), SHOWN),
    Case("pages in pages in pages", "深.pdf", lazily(pages_within_pages, 5_000), Fault.BROKEN.name),
    Case(
        "pages that hold themselves",
        "环.pdf",
        lambda: pages_said(2).replace(b"[3 0 R]", b"[2 0 R]"),
        Fault.BROKEN.name,
    ),
    Case(
        "brackets in brackets", "括.pdf", lazily(page, catalog=b"/X" + b"[" * 100_000 + b"]" * 100_000), SHOWN
    ),
    Case(
        "drawings in drawings",
        "括.pdf",
        lambda: page(page=b"/Contents 4 0 R", more=(flate(b"q " * 200_000),)),
        SHOWN,
    ),
    Case(
        "a page whose drawing unpacks to 60 MB",
        "炸.pdf",
        lambda: page(page=b"/Contents 4 0 R", more=(flate(b" " * (60 * MIB)),)),
        SHOWN,
    ),
    Case("a picture of 10¹⁰ pixels in a PDF", "图.pdf", lazily(picture_in_pdf, 100_000), SHOWN),
    Case(
        "a form that draws itself",
        "环.pdf",
        lambda: page(
            page=b"/Contents 4 0 R/Resources<</XObject<</A 4 0 R>>>>",
            more=(
                b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 4 0 R>>>>/Length 5>>"
                b"stream\n/A Do\nendstream",
            ),
        ),
        SHOWN,
    ),
    Case(
        "a table of places that begins again",
        "环.pdf",
        lambda: page().replace(b"/Size", b"/Prev 9/Size"),
        SHOWN,
    ),
)

PICTURES = (
    Case("a PNG of 10¹⁰ pixels", "大.png", lazily(png_of, 100_000, 100_000), Fault.TOO_MANY_PIXELS.name),
    Case("a PNG of 99 million coloured pixels", "大.png", lazily(png_of, 9_950, 9_950), KEPT),
    Case(
        "a PNG of 50 million pixels, all there",
        "满.png",
        lazily(blank, "PNG", 7_100, compress_level=1),
        SHOWN,
    ),
    Case(
        "a TIFF of 50 million pixels, all there",
        "满.tif",
        lazily(blank, "TIFF", 7_100, compression="tiff_lzw"),
        KEPT,
    ),
    Case(
        "a TIFF of 20 million pixels, all there",
        "满.tif",
        lazily(blank, "TIFF", 4_500, compression="tiff_lzw"),
        SHOWN,
    ),
    Case("a PNG without its pixels", "断.png", lazily(png_of, 500, 500), KEPT),
    Case("a JPEG of 4 billion pixels", "大.jpg", lazily(jpeg_of, 65_500, 65_500), Fault.TOO_MANY_PIXELS.name),
    Case("a JPEG of 240 million pixels in a few", "大.jpg", lazily(jpeg_of, 16_000, 15_000), SHOWN),
    Case("a progressive JPEG of 240 million pixels", "大.jpg", lazily(progressive_of, 16_000, 15_000), KEPT),
    Case("a TIFF of 10¹⁰ pixels", "大.tif", lazily(tiff_of, 100_000, 100_000), Fault.TOO_MANY_PIXELS.name),
    Case("a TIFF without its pixels", "断.tif", lazily(tiff_of, 9_000, 9_000), Fault.BROKEN.name),
    Case("a TIFF whose pages go round", "环.tif", lazily(tiff_of, 8, 8, following=72), SHOWN),
    Case("a TIFF of 100,000 pages", "多.tif", lazily(tiff_of_pages, 100_000), Fault.UNPACKS_TOO_LARGE.name),
    Case("a WebP of 268 million pixels", "大.webp", lazily(webp_of, 16_383, 16_383), Fault.BROKEN.name),
    Case("a WebP without its pixels", "断.webp", lazily(webp_of, 7_000, 7_000), Fault.BROKEN.name),
    Case("a HEIC of 10¹⁰ pixels", "大.heic", lazily(heic_of, 100_000, 100_000), Fault.TOO_MANY_PIXELS.name),
    Case("a HEIC of pixels it has not", "断.heic", lazily(heic_of, 7_000, 7_000), Fault.BROKEN.name),
    Case("a GIF that is a script", "动.jpg", fixed(b"GIF89a=1;alert(1)//" + bytes(50)), Fault.RENAMED.name),
    Case("a photograph with a page behind it", "图.jpg", lambda: files.jpeg()[1] + SCRIPT, SHOWN),
    Case(
        "a drawing of SVG",
        "图.svg",
        fixed(b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        Fault.WEB_PAGE.name,
    ),
    Case(
        "SVG as a PNG",
        "图.png",
        fixed(b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        Fault.WEB_PAGE.name,
    ),
    Case("a page as a photograph", "图.jpg", fixed(b"<!DOCTYPE html>" + SCRIPT), Fault.WEB_PAGE.name),
)

OTHERS = (
    *(
        Case(f"an empty .{end}", f"空.{end}", fixed(b""), Fault.EMPTY.name)
        for end in ("pdf", "docx", "jpg", "mp4", "zip", "csv", "ofd")
    ),
    *(
        Case(f"a program as .{end}", f"程.{end}", fixed(PROGRAM), Fault.PROGRAM.name)
        for end in ("exe", "pdf", "docx", "jpg", "csv", "zip")
    ),
    *(
        Case(f"a page as .{end}", f"页.{end}", fixed(b"\xef\xbb\xbf\n<html>" + SCRIPT), Fault.WEB_PAGE.name)
        for end in ("html", "doc", "xls", "csv", "pdf")
    ),
    Case(
        "a PDF that is an archive",
        "双.pdf",
        lambda: behind(files.pdf()[1], packed(("a.js", b"x"))),
        Fault.HIDDEN_PART.name,
    ),
    Case(
        "a photograph that is an archive",
        "双.jpg",
        lambda: behind(files.jpeg()[1], packed(("a.js", b"x"))),
        Fault.HIDDEN_PART.name,
    ),
    Case(
        "a film that is an archive",
        "双.mp4",
        lambda: behind(files.mp4()[1], packed(("a.js", b"x"))),
        Fault.HIDDEN_PART.name,
    ),
    Case("a film cut in the middle", "断.mp4", lambda: files.mp4()[1][:200], Fault.BROKEN.name),
    Case(
        "a film of a box larger than it",
        "大.mp4",
        lambda: files.mp4()[1][:24] + box(b"moov", b"", 0x7FFFFFFF),
        Fault.BROKEN.name,
    ),
    Case(
        "a film of 10¹⁸ bytes",
        "大.mp4",
        lambda: files.mp4()[1][:24] + struct.pack(">I4sQ", 1, b"mdat", 2**60),
        Fault.BROKEN.name,
    ),
    Case(
        "a film of a million boxes",
        "多.mp4",
        lambda: files.mp4()[1][:24] + box(b"free", b"") * 1_000_000,
        Fault.BROKEN.name,
    ),
    Case(
        "a film that never moves on",
        "停.mp4",
        lambda: files.mp4()[1][:24] + box(b"moov", b"", 1) + bytes(8),
        Fault.BROKEN.name,
    ),
    Case("a table of bytes", "名单.csv", fixed(b"a,b\n\x00\x01\x02"), Fault.UNREADABLE_TEXT.name),
    Case(
        "a table of half a letter", "名单.csv", fixed("名".encode("gb18030")[:1]), Fault.UNREADABLE_TEXT.name
    ),
    Case("a table of formulas", "名单.csv", fixed(b"=cmd|'/c calc'!A1,1\n"), KEPT),
    Case("nothing but zeros", "拔盘.pdf", fixed(bytes(5000)), Fault.BROKEN.name),
    Case("a name with a second ending", "纪要.pdf.exe", fixed(PROGRAM), Fault.PROGRAM.name),
    Case("no ending", "纪要", fixed(b"x"), Fault.NO_ENDING.name),
)


def locked() -> bytes:
    content = bytearray(packed(("纪要.txt", b"x")))
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


CASES = (*ARCHIVES, *DOCUMENTS, *PDFS, *PICTURES, *OTHERS)

if __name__ == "__main__":
    sys.stdout.write(f"{len(CASES)}\n")
