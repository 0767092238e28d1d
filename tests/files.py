"""Real files for tests and journeys: each maker returns a Chinese file name and its bytes.

`text` goes into the file, so that different texts make different digests.
"""

import io
import posixpath
import struct
import zipfile
from collections.abc import Sequence

import docx as python_docx
import openpyxl
import pillow_heif
from PIL import Image, ImageDraw, TiffImagePlugin

NamedFile = tuple[str, bytes]

ORIENTATION, GPS = 0x0112, 0x8825


def pdf(
    text: str = "关工委工作总结",
    *,
    pages: int = 3,
    name: str = "附件1：工作总结（盖章）.pdf",
    encrypt: bytes = b"",
) -> NamedFile:
    """A4 pages with Chinese text that can be seen, searched and copied; `encrypt` goes into the trailer."""
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>>>"
        % (pages, b" ".join(b"%d 0 R" % (6 + 2 * page) for page in range(pages))),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/FontDescriptor 5 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]"
        b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
    ]
    for page in range(pages):
        shown = f"{text}　第{page + 1}页".encode("utf-16-be").hex().encode()
        drawn = b"BT /F 20 Tf 72 740 Td <%s> Tj ET" % shown
        bodies.append(b"<</Type/Page/Parent 2 0 R/Contents %d 0 R>>" % (7 + 2 * page))
        bodies.append(b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn))
    return name, _pdf_of(bodies, encrypt)


def _pdf_of(bodies: Sequence[bytes], trailer: bytes = b"") -> bytes:
    written, places = b"%PDF-1.7\n%\xe4\xb8\xad\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    return (
        written
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
        % (
            size,
            table,
            size,
            trailer,
            len(written),
        )
    )


def docx(text: str = "领导班子任命文件", *, name: str = "附件2：任命文件（最终版）改3.docx") -> NamedFile:
    """A Word document with a heading, a paragraph and a table."""
    document = python_docx.Document()
    document.add_heading(text, level=1)
    document.add_paragraph("经研究，决定任命下列同志。")
    document.add_table(rows=2, cols=2).cell(0, 0).text = "职务"
    written = io.BytesIO()
    document.save(written)
    return name, written.getvalue()


def xlsx(text: str = "活动台账", *, name: str = "2.1 活动台账.xlsx") -> NamedFile:
    """A workbook with one sheet of three rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = text
    for row in (("日期", "活动", "人数"), ("2026-03-05", "学雷锋", 42), ("2026-05-04", "报告会", 120)):
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return name, written.getvalue()


def jpeg(
    text: str = "活动照片",
    *,
    size: tuple[int, int] = (400, 300),
    orientation: int = 6,
    name: str = "活动照片 (1).jpg",
) -> NamedFile:
    """A phone's photograph, its left upper quarter red, lying on its side, with a place in its EXIF."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010E] = text
    exif[GPS] = {1: "N", 2: (39.0, 54.0, 26.0), 3: "E", 4: (116.0, 23.0, 50.0)}
    return name, _saved(_picture(size), "JPEG", exif=exif, quality=90)


def heic(*, name: str = "苹果手机照片.heic") -> NamedFile:
    """What an iPhone sends."""
    written = io.BytesIO()
    pillow_heif.from_pillow(_picture((320, 240))).save(written)
    return name, written.getvalue()


def png(*, name: str = "截图.png") -> NamedFile:
    """A screenshot that is transparent on its right half."""
    picture = _picture((320, 240)).convert("RGBA")
    picture.paste((0, 0, 0, 0), (160, 0, 320, 240))
    return name, _saved(picture, "PNG")


def webp(*, name: str = "网页图片.webp") -> NamedFile:
    return name, _saved(_picture((320, 240)), "WEBP")


def tiff(*, pages: int = 2, name: str = "扫描件.tif") -> NamedFile:
    """What an office scanner sends: some pages, compressed."""
    sheets = [_picture((300, 400 + page)).convert("L") for page in range(pages)]
    with TiffImagePlugin.AppendingTiffWriter(written := io.BytesIO(), True) as writer:
        for sheet in sheets:
            sheet.save(writer, "TIFF", compression="tiff_lzw")
            writer.newFrame()
        return name, written.getvalue()


def mp4(text: str = "宣讲视频", *, brand: bytes = b"isom", name: str = "宣讲视频.mp4") -> NamedFile:
    """One second of film, one picture (Motion JPEG) long: `text` is its comment."""
    frame = _saved(_picture((320, 240)), "JPEG")
    start = _box(b"ftyp", brand + struct.pack(">I", 512) + brand + b"mp41")
    place = len(start) + 8
    sample = _sample(b"jpeg")
    return name, start + _box(b"mdat", frame) + _moov(len(frame), place, sample) + _box(
        b"free", text.encode()
    )


def film(*, seconds: int = 90, name: str = "宣讲视频.mp4") -> NamedFile:
    """A film that every browser plays: one picture (AV1, as in an AVIF) shown for so many seconds."""
    picture = _saved(_picture((320, 240)), "AVIF")
    at, payload = picture.index(b"av1C"), picture.index(b"mdat") + 4
    setting = picture[at - 4 : at - 4 + int.from_bytes(picture[at - 4 : at])]
    frame = picture[payload : payload - 8 + int.from_bytes(picture[payload - 8 : payload - 4])]
    start = _box(b"ftyp", b"isom" + struct.pack(">I", 512) + b"isomav01mp41")
    sample = _sample(b"av01", setting)
    return name, start + _box(b"mdat", frame) + _moov(len(frame), len(start) + 8, sample, 1000 * seconds)


def _box(kind: bytes, *contents: bytes) -> bytes:
    body = b"".join(contents)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def _sample(codec: bytes, setting: bytes = b"") -> bytes:
    """What kind of picture the only sample is."""
    name = bytes([len(codec)]) + codec
    entry = struct.pack(">6xH16xHHIIIH32shh", 1, 320, 240, 0x480000, 0x480000, 0, 1, name, 24, -1)
    return _box(codec, entry, setting)


def _moov(size: int, place: int, sample: bytes, duration: int = 1000) -> bytes:
    """ISO/IEC 14496-12 §8: the least a player needs to find one picture of 320 × 240 shown for a second (or
    another `duration` in milliseconds).
    """
    matrix = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    table = _box(
        b"stbl",
        _box(b"stsd", struct.pack(">II", 0, 1), sample),
        _box(b"stts", struct.pack(">IIII", 0, 1, 1, duration)),
        _box(b"stsc", struct.pack(">IIIII", 0, 1, 1, 1, 1)),
        _box(b"stsz", struct.pack(">IIII", 0, 0, 1, size)),
        _box(b"stco", struct.pack(">III", 0, 1, place)),
    )
    media = _box(
        b"mdia",
        _box(b"mdhd", struct.pack(">IIIIIHH", 0, 0, 0, 1000, duration, 0x55C4, 0)),
        _box(b"hdlr", struct.pack(">II4s12x", 0, 0, b"vide"), b"film\0"),
        _box(
            b"minf",
            _box(b"vmhd", struct.pack(">I8x", 1)),
            _box(b"dinf", _box(b"dref", struct.pack(">II", 0, 1), _box(b"url ", struct.pack(">I", 1)))),
            table,
        ),
    )
    track = struct.pack(">IIIIII8xHHHH", 7, 0, 0, 1, 0, duration, 0, 0, 0, 0) + matrix
    return _box(
        b"moov",
        _box(
            b"mvhd",
            struct.pack(">IIIIIIH10x", 0, 0, 0, 1000, duration, 0x10000, 0x100),
            matrix,
            bytes(24),
            b"\0\0\0\2",
        ),
        _box(b"trak", _box(b"tkhd", track, struct.pack(">II", 320 << 16, 240 << 16)), media),
    )


def mov(*, name: str = "IMG_0001.MOV") -> NamedFile:
    return name, mp4(brand=b"qt  ")[1]


def csv(
    text: str = "姓名,职务\n第三学院,联络员\n", *, encoding: str = "gb18030", name: str = "名单.csv"
) -> NamedFile:
    """As Excel on Chinese Windows saves it."""
    return name, text.encode(encoding)


def archive(
    members: dict[str, bytes] | None = None, *, name: str = "材料汇编.zip", **options: int
) -> NamedFile:
    """An archive of `members` (one PDF, if not said)."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, **options) as packed:
        for member, content in (members or dict([pdf()])).items():
            packed.writestr(member, content)
    return name, written.getvalue()


def ofd(
    *pages: str, extra: dict[str, bytes] | None = None, name: str = "公文.ofd", places: str = "Pages/Page_%d"
) -> NamedFile:
    """A fixed layout document; each line of a page is a text object of two codes, as programs write them."""
    listed, contents = "", {}
    for number, page in enumerate(pages):
        place = f"{places % number}/Content.xml"
        lines = "".join(
            f'<ofd:TextObject><ofd:TextCode X="0">{line[:1]}</ofd:TextCode>'
            f'<ofd:TextCode X="5">{line[1:]}</ofd:TextCode></ofd:TextObject>'
            for line in page.split("\n")
        )
        listed += f'<ofd:Page ID="{number}" BaseLoc="{place}"/>'
        contents[posixpath.normpath(f"/Doc_0/{place}" if place[0] != "/" else place)[1:]] = (
            f"{_OFD}<ofd:Page {_OFD_OF}>{lines}</ofd:Page>"
        )
    if pages:
        contents["Doc_0/Document.xml"] = f"{_OFD}<ofd:Document {_OFD_OF}>{listed}</ofd:Document>"
    document = {
        "OFD.xml": b'<?xml version="1.0"?><ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" DocType="OFD"/>'
    }
    packed = {part: content.encode() for part, content in contents.items()}
    return name, archive(document | packed | (extra or {}))[1]


_OFD, _OFD_OF = '<?xml version="1.0"?>', 'xmlns:ofd="http://www.ofdspec.org/2016"'


NONE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD  # [MS-CFB] 2.1
ROOT, STORAGE, STREAM = 5, 1, 2


def ole(streams: dict[str, bytes], *, storages: Sequence[str] = ()) -> bytes:
    """A compound file [MS-CFB] with these streams and empty storages beside them."""
    entries = [("Root Entry", ROOT, b""), *((name, STORAGE, b"") for name in storages)]
    entries += [(name, STREAM, content.ljust(4096, b"\0")) for name, content in streams.items()]
    fat: list[int] = []
    body = directory = b""
    for at, (name, kind, content) in enumerate(entries):
        following = NONE if at in (0, len(entries) - 1) else at + 1  # siblings as a chain
        directory += _ole_entry(name, kind, following, 1 if kind == ROOT else NONE, len(fat), content)
        body += _sectors(content, fat)
    first = len(fat)
    body += _sectors(directory, fat)
    body += struct.pack(f"<{len(fat) + 1}I", *fat, TABLE).ljust(512, b"\xff")
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        62, 3, 0xFFFE, 9, 6, 0, 1, first, 0, 4096, END, 0, END, 0,
    )  # fmt: skip
    return header + struct.pack("<109I", len(fat), *[NONE] * 108) + body


def _sectors(content: bytes, fat: list[int]) -> bytes:
    """`content` filled up to whole sectors of 512 bytes, chained in `fat`."""
    count = -(-len(content) // 512)
    if count:
        fat += [*range(len(fat) + 1, len(fat) + count), END]
    return content.ljust(count * 512, b"\0")


def _ole_entry(name: str, kind: int, following: int, child: int, start: int, content: bytes) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII36xIQ", written, len(written), kind, 1, NONE, following, child,
        start if content else END, len(content),
    )  # fmt: skip


def doc(*, flags: int = 0, storages: Sequence[str] = (), name: str = "旧文件.doc") -> NamedFile:
    """Enough of Word 97 to be told from others."""
    word = struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0x0804, 0, flags)
    return name, ole({"WordDocument": word}, storages=storages)


def xls(*records: tuple[int, bytes], stream: str = "Workbook", name: str = "旧表格.xls") -> NamedFile:
    """Enough of Excel 97: these records between the beginning and the end of its globals."""
    every = [(0x0809, bytes(16)), *records, (0x0A, b"")]
    return name, ole({stream: b"".join(struct.pack("<HH", code, len(body)) + body for code, body in every)})


def ppt(*, token: int = 0xE391C05F, macros: int = 0, name: str = "旧幻灯片.ppt") -> NamedFile:
    """Enough of PowerPoint 97: who is the user, and whether the document has a project."""

    def record(code: int, body: bytes) -> bytes:
        return struct.pack("<HHI", 0xF, code, len(body)) + body

    atom = record(0x0400, struct.pack("<III", 1, macros, 2))
    slides = record(0x03E8, record(0x03E9, bytes(8)) + record(0x07D0, record(0x03FF, atom)))
    return name, ole({"Current User": bytes(12) + struct.pack("<I", token), "PowerPoint Document": slides})


def pptx(*, name: str = "汇报.pptx") -> NamedFile:
    """Enough of PowerPoint to be told from others."""
    return name, office_package("presentationml.presentation.main", "ppt/presentation.xml")


def office_package(main: str, part: str, *, extra: dict[str, bytes] | None = None) -> bytes:
    """An Office Open XML package with one part of the content type `main`."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{part}" '
        f'ContentType="application/vnd.openxmlformats-officedocument.{main}+xml"/></Types>'
    )
    return archive({"[Content_Types].xml": types.encode(), part: b"<main/>", **(extra or {})})[1]


def _picture(size: tuple[int, int]) -> Image.Image:
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2, size[1] // 2), fill="red")
    return picture


def _saved(picture: Image.Image, form: str, **options: object) -> bytes:
    written = io.BytesIO()
    picture.save(written, form, **options)
    return written.getvalue()
