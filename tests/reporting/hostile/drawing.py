"""Pictures and films made hostile."""

import io
import struct
import zlib

from PIL import Image

from tests import files


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


def box(kind: bytes, content: bytes, size: int | None = None) -> bytes:
    return struct.pack(">I4s", 8 + len(content) if size is None else size, kind) + content
