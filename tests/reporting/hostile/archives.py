"""Archives: bombs, ways out, programs, names that lie."""

import struct

from app.domain.filetypes import Fault

from .cases import KEPT, Case, lazily
from .packing import claiming, linked, locked, many, nested, overlapping, packed, twice, under, zeros

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
