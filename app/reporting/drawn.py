"""What a drawing is: a picture for the browser, and how large one may be."""

from typing import NamedTuple

MIN_WIDTH, MAX_WIDTH = 64, 2400
MAX_HEIGHT = 3 * MAX_WIDTH  # a page may be long; a ribbon is cut down


class Preview(NamedTuple):
    """A picture for the browser and its size in pixels."""

    content: bytes
    media_type: str
    width: int
    height: int
