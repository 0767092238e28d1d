"""Documents: entities, macros, parts that hide something."""

import struct

from app.domain.filetypes import Fault
from tests import files

from .cases import KEPT, MIB, PROGRAM, Case, lazily
from .packing import ole_cycle, sheet, word

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
