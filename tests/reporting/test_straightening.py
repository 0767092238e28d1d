"""A photograph laid flat by hand: what was drawn as the sheet's corners are the corners of what comes out."""

import io

import pytest
from PIL import Image, ImageDraw

from app.domain.filetypes import KINDS, RefusedFile
from app.domain.quadrangle import Point, ordered
from app.reporting import straightening
from tests import files

CORNERS = [Point(0.2, 0.25), Point(0.85, 0.1), Point(0.7, 0.9), Point(0.1, 0.7)]
COLOURS = ["red", "lime", "blue", "yellow"]


def photographed() -> bytes:
    """A black table with a sheet seen aslant, each of its corners in a colour of its own; 800 × 600."""
    picture = Image.new("RGB", (800, 600), "black")
    draw = ImageDraw.Draw(picture)
    at = [(corner.x * 800, corner.y * 600) for corner in CORNERS]
    middle = (sum(x for x, _ in at) / 4, sum(y for _, y in at) / 4)
    between = [((x + u) / 2, (y + v) / 2) for (x, y), (u, v) in zip(at, [*at[1:], at[0]], strict=True)]
    for place, colour in enumerate(COLOURS):
        draw.polygon([at[place], between[place], middle, between[place - 1]], fill=colour)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def corners_of(content: bytes) -> list[tuple[int, ...]]:
    """The colours near the corners of a picture, clockwise from the top left; channels as 0 or 1."""
    picture = Image.open(io.BytesIO(content))
    (right, low), near = picture.size, 0.05
    places = [(near, near), (1 - near, near), (1 - near, 1 - near), (near, 1 - near)]
    found = [picture.getpixel((x * right, y * low)) for x, y in places]
    return [tuple(value > 128 for value in pixel) for pixel in found]  # type: ignore[union-attr]


RED, LIME, BLUE, YELLOW = (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0)


def test_the_sheet_fills_the_new_picture_and_is_turned_as_told() -> None:
    def flat(turn: int) -> bytes:
        content = io.BytesIO(photographed())
        return straightening.straightened(KINDS["png"], content, sheet=ordered(CORNERS), turn=turn).content

    assert corners_of(flat(0)) == [RED, LIME, BLUE, YELLOW]
    assert corners_of(flat(90)) == [YELLOW, RED, LIME, BLUE]
    assert corners_of(flat(180)) == [BLUE, YELLOW, RED, LIME]
    assert corners_of(flat(270)) == [LIME, BLUE, YELLOW, RED]
    assert Image.open(io.BytesIO(flat(0))).size == (528, 495)


def test_a_photo_lying_on_its_side_comes_out_upright_without_where_it_was_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, content = files.jpeg(size=(400, 300))
    monkeypatch.setattr(straightening, "LONGEST", 200)
    drawn = straightening.straightened(KINDS["jpeg"], io.BytesIO(content), sheet=None, turn=0)
    flat = Image.open(io.BytesIO(drawn.content))
    assert (flat.size, dict(flat.getexif()), "comment" in flat.info) == ((150, 200), {}, False)
    whole = ordered([Point(0, 0), Point(1, 0), Point(1, 1), Point(0, 1)])
    drawn = straightening.straightened(KINDS["jpeg"], io.BytesIO(content), sheet=whole, turn=90)
    assert (drawn.width, drawn.height) == (200, 150)


def test_a_broken_picture_and_one_too_large_to_be_decoded_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(RefusedFile):
        straightening.straightened(KINDS["jpeg"], io.BytesIO(files.jpeg()[1][:300]), sheet=None, turn=90)
    monkeypatch.setattr(straightening.pictures, "MAX_DECODED", 1000)
    with pytest.raises(RefusedFile):
        straightening.straightened(KINDS["png"], io.BytesIO(files.png()[1]), sheet=None, turn=90)
