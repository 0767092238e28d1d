"""Pictures: too many pixels, too many pages, something behind."""

from app.domain.filetypes import Fault
from tests import files

from .cases import KEPT, SCRIPT, SHOWN, Case, fixed, lazily
from .drawing import blank, heic_of, jpeg_of, png_of, progressive_of, tiff_of, tiff_of_pages, webp_of

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
