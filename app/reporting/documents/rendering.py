"""The press: templates become PDF behind a fence that lets nothing be fetched, from disk or network."""

import hashlib
import re
from functools import cache, partial
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from PIL import ImageFile
from pydyf import PDF, Dictionary, Stream
from weasyprint import CSS, HTML, Document
from weasyprint.css import ColorProfile
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from app.reporting.documents import faces, wording
from app.reporting.documents.paper import Paper, check_code

# WeasyPrint tells Pillow to accept half a photograph, for the whole process; evidence is inspected there too
ImageFile.LOAD_TRUNCATED_IMAGES = False

STYLES = Path(__file__).resolve().parents[2] / "static" / "paper"
ATTEMPTS = 6
ENDS_IN_DOUBT = b"\r\nendstream"
TEXT = re.compile(r">[^<]+")  # between two tags
CHINESE = re.compile(r"[“‘《〈（〔]*[㐀-䶿一-鿿][　-〿㐀-䶿一-鿿！-～“”‘’—…]*")
SHEETS = ("tokens.css", "form.css", "letter.css", "certificate.css", "slips.css", "sheets.css")


class Fence(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Refuses every address: WeasyPrint's own fetcher put a local file into a PDF (security.md, P8)."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=set(), allow_redirects=False)


@cache
def _fonts() -> FontConfiguration:
    """One for the process: building it for each document doubles the cost of a certificate."""
    return FontConfiguration()


@cache
def _styles() -> tuple[CSS, ...]:
    cut_down = CSS(string=faces.rules(), font_config=_fonts(), url_fetcher=faces.Scissors())
    return cut_down, *(
        CSS(string=(STYLES / name).read_text("utf-8"), font_config=_fonts(), url_fetcher=Fence())
        for name in SHEETS
    )


def _srgb() -> ColorProfile:
    """The colours PDF/A wants declared. WeasyPrint would open its own file for it and never close it."""
    profile = files("weasyprint.pdf") / "sRGB2014.icc"
    return ColorProfile(BytesIO(profile.read_bytes()), profile.name, "relative-colorimetric", ("r", "g", "b"))


def _finish(attempt: int, _document: Document, printed: PDF) -> None:
    """What WeasyPrint leaves to be done, just before the bytes are written.

    PDF/A-3b wants /Metadata without a filter. And a compressed stream whose last byte happens to be a
    carriage return (one in 256) is measured wrongly by validators: later attempts lengthen it, and an
    object nobody refers to shifts the streams that only come into being with the writing.
    """
    for thing in printed.objects:
        if isinstance(thing, Stream) and thing.extra.get("Type") == "/Metadata":
            thing.compress = False
        elif attempt and isinstance(thing, Stream) and thing.data.endswith(ENDS_IN_DOUBT):
            thing.stream.append(b"")
    for number in range(attempt):
        printed.add_object(Dictionary({"Padding": number}))


def page(document: Paper) -> str:
    """The HTML of a document, as the press gets it."""
    template = wording.environment(document.language).select_template(
        [f"paper/{document.language}/{document.template}", f"paper/{document.template}"]
    )
    html = template.render(paper=document, check_code=check_code(document), language=document.language)
    return _with_chinese_marked(html) if document.language == "en" else html


def _with_chinese_marked(html: str) -> str:
    """Chinese words within English ones say so: their marks keep full width, voices read them rightly."""
    head, body, rest = html.partition("<body>")
    return head + body + TEXT.sub(lambda text: CHINESE.sub(r'<span lang="zh-CN">\g<0></span>', text[0]), rest)


def pdf(document: Paper) -> bytes:
    """The PDF of a document: PDF/A-3b where it is to be kept for good, tagged PDF/UA-1 elsewhere.

    The same row gives the same bytes. Raises jinja2.UndefinedError for a template that asks for
    what the row does not have.
    """
    html = page(document)
    printed = b""
    for attempt in range(ATTEMPTS):
        printed = _print(html, attempt, archival=document.archival)
        if ENDS_IN_DOUBT not in printed:
            break
    return printed


def _print(html: str, attempt: int, *, archival: bool) -> bytes:
    printed: bytes = HTML(string=html, url_fetcher=Fence()).write_pdf(
        stylesheets=list(_styles()),
        font_config=_fonts(),
        finisher=partial(_finish, attempt),
        pdf_variant="pdf/a-3b" if archival else "pdf/ua-1",
        color_profiles={"--srgb": _srgb()} if archival else {},
        output_intent="--srgb" if archival else None,
        pdf_identifier=hashlib.sha256(html.encode("utf-8", "replace")).digest()[:16],
    )
    return printed
