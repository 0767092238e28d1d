"""Films, tables and names that are none."""

import struct

from app.domain.filetypes import Fault
from tests import files

from .cases import KEPT, PROGRAM, SCRIPT, Case, fixed
from .drawing import box
from .packing import behind, packed

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
