"""Opening pictures of phones and scanners to look at them: only the kinds we know, only so many pixels."""

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
ORIENTATION, LYING = 0x0112, (5, 6, 7, 8)

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
        if _orientation(image) in LYING:
            width, height = height, width
        pages = getattr(image, "n_frames", 1) if code == "tiff" else None
        if code == "png":
            image.verify()  # checks every checksum without decoding
        else:
            image.draft("RGB", (image.width // 8, image.height // 8))
            image.load()
        return FileFacts(KINDS[code], pages, width, height)


def _orientation(image: ImageFile.ImageFile) -> int | None:
    """Asked only where it is known already: a PNG would be decoded to the end to look for it."""
    known = image.format != "PNG" or "exif" in image.info
    return image.getexif().get(ORIENTATION) if known else None
