"""Pictures for the page: the right page, the right way up, within limits, and nothing private in them."""

import io

import pytest
from PIL import Image

from app.domain.errors import NotFound
from app.domain.filetypes import KINDS, Fault, RefusedFile
from app.reporting.previews import page_picture, preview
from tests import files

RED, WHITE = (254, 0, 0), (255, 255, 255)


def drawn(code: str, named: files.NamedFile, **options) -> Image.Image:
    made = preview(KINDS[code], io.BytesIO(named[1]), **options)
    image = Image.open(io.BytesIO(made.content))
    assert (made.media_type, made.width, made.height) == ("image/jpeg", *image.size)
    return image


def colour(image: Image.Image, x: float, y: float) -> str:
    red, green, blue = image.getpixel((int(image.width * x), int(image.height * y)))
    return (
        "red"
        if red > 200 and green < 60 and blue < 60
        else "white"
        if min(red, green, blue) > 240
        else "other"
    )


def test_a_page_has_the_width_asked_for_and_the_shape_of_a4():
    assert drawn("pdf", files.pdf(), width=595).size == (595, 842)


def test_chinese_text_is_drawn_where_it_stands():
    page = drawn("pdf", files.pdf(), width=595).convert("L")
    assert page.crop((60, 80, 400, 110)).getextrema()[0] < 60
    assert page.crop((60, 200, 500, 800)).getextrema()[0] > 250


def test_pages_differ():
    first, second = (drawn("pdf", files.pdf(), width=595, page=page).tobytes() for page in (1, 2))
    assert first != second


@pytest.mark.parametrize("page", [0, 4])
def test_a_page_that_is_not_there_is_not_found(page):
    with pytest.raises(NotFound):
        preview(KINDS["pdf"], io.BytesIO(files.pdf(pages=3)[1]), width=300, page=page)


@pytest.mark.parametrize(("asked", "given"), [(1, 64), (64, 64), (2400, 2400), (100_000, 2400)])
def test_the_width_stays_within_its_limits(asked, given):
    assert drawn("pdf", files.pdf(), width=asked).width == given


def test_a_page_that_takes_too_long_is_given_up():
    busy = b"0 0 m 9 9 l S " * 20_000
    content = files.pdf()[1].replace(b"BT /F", busy + b"BT /F")
    with pytest.raises(RefusedFile) as refusal:
        page_picture(io.BytesIO(content), width=300, seconds=0)
    assert refusal.value.fault == Fault.NO_PREVIEW


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(1, (0.2, 0.2)), (3, (0.8, 0.8)), (5, (0.2, 0.2)), (6, (0.8, 0.2)), (8, (0.2, 0.8))],
)
def test_a_photograph_is_turned_upright(orientation, corner):
    image = drawn("jpeg", files.jpeg(orientation=orientation), width=200)
    corners = [(x, y) for x in (0.2, 0.8) for y in (0.2, 0.8)]
    assert [at for at in corners if colour(image, *at) == "red"] == [corner]


def test_a_photograph_keeps_its_place_to_itself():
    image = drawn("jpeg", files.jpeg(), width=200)
    assert dict(image.getexif()) == {}
    assert "comment" not in image.info


@pytest.mark.parametrize(
    ("code", "named"), [("heic", files.heic()), ("webp", files.webp()), ("tiff", files.tiff())]
)
def test_every_kind_of_picture_becomes_one_a_browser_shows(code, named):
    image = drawn(code, named, width=100)
    assert image.width == 100
    assert colour(image, 0.9, 0.9) == "white"


def test_what_is_transparent_is_white():
    image = drawn("png", files.png(), width=320)
    assert (colour(image, 0.2, 0.2), colour(image, 0.8, 0.2)) == ("red", "white")


def test_a_small_picture_is_not_blown_up():
    assert drawn("png", files.png(), width=2000).size == (320, 240)


def test_the_second_page_of_a_scan_is_its_own():
    assert drawn("tiff", files.tiff(pages=2), width=300, page=2).size == (300, 401)


@pytest.mark.parametrize(("code", "named", "page"), [("tiff", files.tiff(), 3), ("png", files.png(), 2)])
def test_a_picture_has_no_more_pages_than_it_has(code, named, page):
    with pytest.raises(NotFound):
        preview(KINDS[code], io.BytesIO(named[1]), width=300, page=page)


@pytest.mark.parametrize(
    ("mode", "value"), [("I;16", 65535), ("I;16B", 65535), ("CMYK", (0, 0, 0, 0)), ("1", 1)]
)
def test_scans_of_unusual_depth_are_shown(mode, value):
    written = io.BytesIO()
    Image.new(mode, (80, 80), value).save(written, "TIFF")
    assert colour(drawn("tiff", ("扫描.tif", written.getvalue()), width=80), 0.5, 0.5) == "white"


def test_a_kind_that_is_only_downloaded_has_no_preview():
    with pytest.raises(RefusedFile) as refusal:
        preview(KINDS["docx"], io.BytesIO(files.docx()[1]), width=300)
    assert refusal.value.fault == Fault.NO_PREVIEW
