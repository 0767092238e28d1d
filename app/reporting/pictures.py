"""Opening pictures of phones and scanners to look at them: only the kinds we know, only so many pixels."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import pillow_heif
from PIL import Image, ImageFile

from app.domain.filetypes import KINDS, Fault, FileFacts, RefusedFile

from .unreadable import broken_if_unreadable

FORMATS = {
    "jpeg": ("JPEG", "MPO"),
    "png": ("PNG",),
    "webp": ("WEBP",),
    "heic": ("HEIF",),
    "tiff": ("TIFF",),
}
MAX_PIXELS = 100_000_000  # A3 at 600 dpi has 70 million
MAX_JPEG_PIXELS = 250_000_000  # the largest phones; a JPEG is decoded at an eighth
MAX_DECODED = 210_000_000  # bytes, so that a smaller copy fits beside it in 300 MB; more is only downloaded
PROGRESSIVE = 6  # bytes a pixel that a progressive JPEG keeps until its end, however small it is drawn
MAX_PAGES = 2_000
TIFF_ENTRY = 12
ORIENTATION, UPRIGHT, LYING = 0x0112, 1, (5, 6, 7, 8)

Image.MAX_IMAGE_PIXELS = None  # ours above stand in its place: they are told to the person, not to the log
pillow_heif.register_heif_opener()


@contextmanager
def opened(content: BinaryIO, code: str) -> Iterator[ImageFile.ImageFile]:
    """The picture of the kind `code`, not yet decoded. Raises RefusedFile."""
    content.seek(0)
    with broken_if_unreadable(), Image.open(content, formats=FORMATS[code]) as image:
        pixels = image.width * image.height
        if pixels > (MAX_JPEG_PIXELS if code == "jpeg" else MAX_PIXELS):
            raise RefusedFile(Fault.TOO_MANY_PIXELS, pixels=pixels // 1_000_000)
        yield image


def facts(content: BinaryIO, code: str) -> FileFacts:
    """Its pixels as shown, turned upright, and a scan's pages; decoded once to see that it is whole."""
    with opened(content, code) as image:
        width, height = image.size
        if orientation(image) in LYING:
            width, height = height, width
        pages = _scanned_pages(content) if code == "tiff" else None
        if code == "png":
            image.verify()  # checks every checksum without decoding
        elif fits(image, (image.width // 8, image.height // 8)):
            image.load()
        return FileFacts(KINDS[code], pages, width, height)


def fits(image: ImageFile.ImageFile, size: tuple[int, int]) -> bool:
    """Whether it may be decoded: drafted to no less than `size` if it is a JPEG, it takes 210 MB at most."""
    whole = PROGRESSIVE * image.width * image.height if image.info.get("progressive") else 0
    image.draft("RGB", size)
    depth = 1 if image.mode in ("1", "L", "P") else 4
    if image.format == "TIFF" and orientation(image) not in (None, UPRIGHT):
        depth *= 2  # pillow turns a whole copy while it reads
    return whole + depth * image.width * image.height <= MAX_DECODED


def _scanned_pages(content: BinaryIO) -> int:
    """How many pages a TIFF has, from its chain of directories. Raises RefusedFile for more than 2,000.

    Pillow would read all that each says, and begin again for each it has seen.
    """
    content.seek(0)
    order = "<" if content.read(4).startswith(b"II") else ">"
    seen: set[int] = set()
    while (at := struct.unpack(f"{order}I", content.read(4))[0]) and at not in seen:
        seen.add(at)
        if len(seen) > MAX_PAGES:
            raise RefusedFile(Fault.UNPACKS_TOO_LARGE)
        content.seek(at)
        content.seek(TIFF_ENTRY * struct.unpack(f"{order}H", content.read(2))[0], 1)
    return len(seen)


def orientation(image: ImageFile.ImageFile) -> int | None:
    """Asked only where it is known already: a PNG would be decoded to the end to look for it."""
    known = image.format != "PNG" or "exif" in image.info
    return image.getexif().get(ORIENTATION) if known else None
