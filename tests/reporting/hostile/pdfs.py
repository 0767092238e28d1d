"""PDFs: locked, broken, too many pages, programs inside."""

from app.domain.filetypes import Fault
from tests import files

from .cases import MIB, PROGRAM, SHOWN, Case, fixed, lazily
from .printing import attached, flate, page, pages_listed, pages_said, pages_within_pages, picture_in_pdf

PDFS = (
    Case(
        "scripts in a PDF",
        "脚本.pdf",
        lazily(page, catalog=b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"),
        SHOWN,
    ),
    Case(
        "a PDF that starts a program",
        "启动.pdf",
        lazily(page, catalog=b"/OpenAction<</S/Launch/F(cmd.exe)>>"),
        SHOWN,
    ),
    Case(
        "a PDF that opens an address",
        "链接.pdf",
        lazily(page, catalog=b"/OpenAction<</S/URI/URI(http://127.0.0.1:9/)>>"),
        SHOWN,
    ),
    Case(
        "a PDF that sends its form",
        "表单.pdf",
        lazily(page, page=b"/AA<</O<</S/SubmitForm/F(http://127.0.0.1:9/)>>>>"),
        SHOWN,
    ),
    Case("a table in a PDF", "附件.pdf", lazily(attached, b"a.xml", b"<x/>"), SHOWN),
    Case(
        "a program in a PDF", "附件.pdf", lazily(attached, b"setup.exe", PROGRAM), Fault.PROGRAM_INSIDE.name
    ),
    Case(
        "a file with macros in a PDF",
        "附件.pdf",
        lazily(attached, b"a.DOCM", b"x"),
        Fault.PROGRAM_INSIDE.name,
    ),
    Case(
        "a PDF with a password",
        "锁.pdf",
        lambda: files.pdf(
            encrypt=b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>/ID[<00><00>]"
            % (b"41" * 32, b"42" * 32)
        )[1],
        Fault.ENCRYPTED.name,
    ),
    Case("a PDF cut in the middle", "断.pdf", lambda: files.pdf()[1][:800], Fault.BROKEN.name),
    Case("a PDF of its first line", "断.pdf", fixed(b"%PDF-1.7\n%%EOF\n"), Fault.BROKEN.name),
    Case("a PDF without a page", "空.pdf", lambda: files.pdf(pages=0)[1], Fault.BROKEN.name),
    Case("a page as wide as a country", "宽.pdf", lazily(page, box=b"0 0 1e9 1e9"), SHOWN),
    Case("a page as high as the sky", "高.pdf", lazily(page, box=b"0 0 1 1e9"), SHOWN),
    Case("a page of no width", "窄.pdf", lazily(page, box=b"0 0 0 0"), SHOWN),
    Case(
        "a page of impossible numbers",
        "怪.pdf",
        lazily(page, box=b"0 0 99999999999999999999 -99999999999999999999"),
        SHOWN,
    ),
    Case("a million pages that are not there", "多.pdf", lazily(pages_said, 1_000_000), Fault.BROKEN.name),
    Case("a million pages that are one", "多.pdf", lazily(pages_listed, 1_000_000), SHOWN),
    Case("pages in pages in pages", "深.pdf", lazily(pages_within_pages, 5_000), Fault.BROKEN.name),
    Case(
        "pages that hold themselves",
        "环.pdf",
        lambda: pages_said(2).replace(b"[3 0 R]", b"[2 0 R]"),
        Fault.BROKEN.name,
    ),
    Case(
        "brackets in brackets", "括.pdf", lazily(page, catalog=b"/X" + b"[" * 100_000 + b"]" * 100_000), SHOWN
    ),
    Case(
        "drawings in drawings",
        "括.pdf",
        lambda: page(page=b"/Contents 4 0 R", more=(flate(b"q " * 200_000),)),
        SHOWN,
    ),
    Case(
        "a page whose drawing unpacks to 60 MB",
        "炸.pdf",
        lambda: page(page=b"/Contents 4 0 R", more=(flate(b" " * (60 * MIB)),)),
        SHOWN,
    ),
    Case("a picture of 10¹⁰ pixels in a PDF", "图.pdf", lazily(picture_in_pdf, 100_000), SHOWN),
    Case(
        "a form that draws itself",
        "环.pdf",
        lambda: page(
            page=b"/Contents 4 0 R/Resources<</XObject<</A 4 0 R>>>>",
            more=(
                b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 4 0 R>>>>/Length 5>>"
                b"stream\n/A Do\nendstream",
            ),
        ),
        SHOWN,
    ),
    Case(
        "a table of places that begins again",
        "环.pdf",
        lambda: page().replace(b"/Size", b"/Prev 9/Size"),
        SHOWN,
    ),
)
