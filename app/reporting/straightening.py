"""A photograph of a sheet laid flat and turned, as whoever took it put the corners.

Bounded as previews are, and called in a child only (drawing_room): so many pixels are decoded and no more
come out. The result is a JPEG without anything of the original but its look: no author, and not the place
where it was taken.
"""

from typing import BinaryIO

from PIL import Image, ImageOps

from app.domain.filetypes import Fault, FileKind, RefusedFile
from app.domain.quadrangle import Sheet, coefficients, flat_size

from . import pictures, previews
from .drawn import Preview

LONGEST = 3600  # pixels: A4 at 300 dots an inch has 3,508
QUALITY = 90
QUARTERS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


def straightened(kind: FileKind, content: BinaryIO, *, sheet: Sheet | None, turn: int) -> Preview:
    """The JPEG of a picture: first the sheet laid flat (None: the whole picture), then turned clockwise by
    `turn` degrees (0, 90, 180, 270).

    Raises RefusedFile for one that is broken or too large to be decoded.
    """
    with pictures.opened(content, kind.code) as image:
        if not pictures.fits(image, (LONGEST, LONGEST)):
            raise RefusedFile(Fault.NO_PREVIEW)
        colours = image.info.get("icc_profile") if image.mode == "RGB" else None
        image.thumbnail((LONGEST, LONGEST))
        upright = previews.on_white(ImageOps.exif_transpose(image))
    if sheet is not None:
        upright = _flat(upright, sheet)
    if turn:
        upright = upright.transpose(QUARTERS[turn])
    return previews.jpeg(upright, colours, quality=QUALITY)


def _flat(picture: Image.Image, sheet: Sheet) -> Image.Image:
    """What lies between the corners, as a rectangle of at most LONGEST pixels."""
    wide, high = flat_size(sheet, *picture.size)
    ratio = min(1.0, LONGEST / max(wide, high))
    onto = max(1, round(wide * ratio)), max(1, round(high * ratio))
    numbers = coefficients(sheet, picture.size, onto)
    return picture.transform(onto, Image.Transform.PERSPECTIVE, numbers, Image.Resampling.BICUBIC)
