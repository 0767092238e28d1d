"""Pictures of evidence for the page: a page of a PDF, or a photograph made small and turned upright.

Bounded in pixels and, for a PDF, in time, and called in a child only (drawing_room). What comes out carries
nothing of the original but its look: no author, and not the place where a photograph was taken.
"""

import io
import time
from ctypes import pointer
from typing import BinaryIO

import pypdfium2
from PIL import Image, ImageOps
from pypdfium2 import internal, raw

from app.domain.errors import NotFound
from app.domain.filetypes import Fault, FileKind, RefusedFile, Shown

from . import pdfium, pictures
from .drawn import MAX_HEIGHT, MAX_WIDTH, MIN_WIDTH, Preview

SECONDS = 5.0
QUALITY = 85


def preview(kind: FileKind, content: BinaryIO, *, width: int, page: int = 1) -> Preview:
    """Page `page` (from 1) of a file, at most `width` pixels wide (64 to 2,400, cut to that).

    Raises NotFound when there is no such page, and RefusedFile when it cannot be drawn, takes too long or is
    of a kind that is only downloaded.
    """
    width = min(max(width, MIN_WIDTH), MAX_WIDTH)
    if kind.shown is Shown.PAGES:
        return page_picture(content, width=width, page=page)
    if kind.shown is Shown.PICTURE:
        return small_picture(kind, content, width=width, page=page)
    raise RefusedFile(Fault.NO_PREVIEW)


def page_picture(content: BinaryIO, *, width: int, page: int = 1, seconds: float = SECONDS) -> Preview:
    """A page of a PDF, turned as the page says, `width` pixels wide. Raises as `preview` does."""
    with pdfium.opened(content) as document:
        if not 1 <= page <= len(document):
            raise NotFound
        sheet = document[page - 1]
        try:
            return jpeg(_drawn(sheet, width, time.monotonic() + seconds))
        finally:
            sheet.close()


def small_picture(kind: FileKind, content: BinaryIO, *, width: int, page: int = 1) -> Preview:
    """A picture, upright, at most `width` pixels wide; page 2 and on only of a scan (TIFF)."""
    with pictures.opened(content, kind.code) as image:
        if not 1 <= page <= (getattr(image, "n_frames", 1) if kind.code == "tiff" else 1):
            raise NotFound
        if page > 1:
            image.seek(page - 1)
        if not pictures.fits(image, (width, width)):
            raise RefusedFile(Fault.NO_PREVIEW)
        lying = pictures.orientation(image) in pictures.LYING
        image.thumbnail((MAX_HEIGHT, width) if lying else (width, MAX_HEIGHT))  # turned when it is small
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((width, MAX_HEIGHT))
        colours = image.info.get("icc_profile") if image.mode == "RGB" else None
        return jpeg(on_white(upright), colours)


def _drawn(sheet: pypdfium2.PdfPage, width: int, until: float) -> Image.Image:
    """The page as a picture, given up when it is not ready `until` then."""
    scale = width / sheet.get_width()
    height = max(1, min(MAX_HEIGHT, round(sheet.get_height() * scale)))
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGR)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
        late = raw.IFSDK_PAUSE(version=1)
        internal.set_callback(late, "NeedToPauseNow", lambda _: time.monotonic() > until)
        status = raw.FPDF_RenderPageBitmap_Start(
            bitmap, sheet, 0, 0, width, height, 0, raw.FPDF_ANNOT, pointer(late)
        )
        raw.FPDF_RenderPage_Close(sheet)
        if status != raw.FPDF_RENDER_DONE:
            raise RefusedFile(Fault.NO_PREVIEW)
        drawn: Image.Image = bitmap.to_pil().copy()
        return drawn
    finally:
        bitmap.close()


def on_white(image: Image.Image) -> Image.Image:
    """As three colours, whatever it was: what is transparent becomes white, 16-bit grey is scaled."""
    if image.mode.startswith("I;16"):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        white = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(white, seen).convert("RGB")
    return image.convert("RGB")


def jpeg(image: Image.Image, colours: bytes | None = None, *, quality: int = QUALITY) -> Preview:
    """As it is sent, with nothing of the original written beside it."""
    written = io.BytesIO()
    image.info.clear()  # pillow would write comments of the original again
    image.save(written, "JPEG", quality=quality, subsampling=0, icc_profile=colours)
    return Preview(written.getvalue(), "image/jpeg", image.width, image.height)
