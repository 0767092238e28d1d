"""The faces of papers, cut down once in a process to the signs of everyday use.

A paper holds a few dozen signs of a face. To take them out of the 65,000 of Noto CJK costs many times as much
as out of these 7,700 (the characters of GB 2312, Latin letters, marks), and the file is larger too. A sign
that is not among them, as in a rare name, comes from the full face, which stands next in every list of faces.
"""

import ctypes
from collections.abc import Iterator
from ctypes import POINTER, byref, c_char_p, c_uint, c_void_p, string_at
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fontTools.ttLib import TTCollection  # type: ignore[import-untyped]  # has no types
from weasyprint.urls import URLFetcher, URLFetcherResponse

FACES = (
    ("Noto Sans Everyday", "400", "NotoSansCJKsc-Regular"),
    ("Noto Sans Everyday", "700", "NotoSansCJKsc-Bold"),
    ("Noto Serif Everyday", "400", "NotoSerifCJKsc-Regular"),
    ("Noto Serif Everyday", "700", "NotoSerifCJKsc-Bold"),
)
BESIDES = "〇"  # the naught of a date in Chinese numerals; GB 2312 lacks it
LATIN_AND_MARKS = (range(0x20, 0x7F), range(0xA0, 0x180), range(0x2010, 0x2040))
ROWS, PLACES = range(0xA1, 0xF8), range(0xA1, 0xFF)
FEATURES = ("ccmp", "kern", "liga", "locl", "mark", "mkmk", "pwid")  # what our papers ask a face for
LAYOUT_FEATURES = 6  # HB_SUBSET_SETS_LAYOUT_FEATURE_TAG


def rules() -> str:
    """The @font-face rules, to be read with `Scissors` as the fetcher."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: local("{name}"); }}'
        for family, weight, name in FACES
    )


class Scissors(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Gives the faces of the machine, cut down, and nothing else."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("file",), allow_redirects=False)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The face in this file. Raises ValueError for what is no Noto CJK face; WeasyPrint then goes on."""
        path = Path(unquote(urlsplit(url).path))
        if urlsplit(url).scheme != "file" or not path.name.startswith("Noto"):
            raise ValueError(f"not a face of ours: {url}")
        return URLFetcherResponse(url, cut(path))


@cache
def everyday() -> tuple[int, ...]:
    """The code points kept, in order."""
    kept = {ord(sign) for sign in BESIDES} | {point for each in LATIN_AND_MARKS for point in each}
    kept.update(ord(bytes(pair).decode("gb2312", "ignore") or " ") for pair in _pairs())
    return tuple(sorted(kept))


def _pairs() -> Iterator[tuple[int, int]]:
    return ((row, place) for row in ROWS for place in PLACES)


def cut(path: Path) -> bytes:
    """The simplified Chinese face of a font file with everyday signs only. Raises OSError or ValueError."""
    bare, knife = _harfbuzz()
    blob = bare.hb_blob_create_from_file_or_fail(str(path).encode())
    face = bare.hb_face_create(blob, _index(path))
    wish = knife.hb_subset_input_create_or_fail()
    signs = knife.hb_subset_input_unicode_set(wish)
    for point in everyday():
        bare.hb_set_add(signs, point)
    features = knife.hb_subset_input_set(wish, LAYOUT_FEATURES)
    bare.hb_set_clear(features)
    for feature in FEATURES:
        bare.hb_set_add(features, int.from_bytes(feature.encode(), "big"))
    less = knife.hb_subset_or_fail(face, wish)
    if not less:
        raise ValueError(f"cannot be cut down: {path}")
    made, length = bare.hb_face_reference_blob(less), c_uint()
    content = string_at(bare.hb_blob_get_data(made, byref(length)), length.value)
    for thing, let_go in ((made, bare.hb_blob_destroy), (less, bare.hb_face_destroy),
                          (wish, knife.hb_subset_input_destroy), (face, bare.hb_face_destroy),
                          (blob, bare.hb_blob_destroy)):  # fmt: skip
        let_go(thing)
    return content


def _index(path: Path) -> int:
    """Where the simplified Chinese face stands in a collection."""
    with path.open("rb") as file:
        if file.read(4) != b"ttcf":
            return 0
    with TTCollection(str(path), lazy=True) as collection:
        names = [str(font["name"].getDebugName(4)) for font in collection.fonts]
    return next(place for place, name in enumerate(names) if " CJK SC" in name)


@cache
def _harfbuzz() -> tuple[ctypes.CDLL, ctypes.CDLL]:
    """The libraries with the types of what is called. Raises OSError where one is lacking."""
    bare, knife = ctypes.CDLL("libharfbuzz.so.0"), ctypes.CDLL("libharfbuzz-subset.so.0")
    for library, name, gives, takes in (
        (bare, "hb_blob_create_from_file_or_fail", c_void_p, (c_char_p,)),
        (bare, "hb_blob_get_data", c_void_p, (c_void_p, POINTER(c_uint))),
        (bare, "hb_blob_destroy", None, (c_void_p,)),
        (bare, "hb_face_create", c_void_p, (c_void_p, c_uint)),
        (bare, "hb_face_reference_blob", c_void_p, (c_void_p,)),
        (bare, "hb_face_destroy", None, (c_void_p,)),
        (bare, "hb_set_add", None, (c_void_p, c_uint)),
        (bare, "hb_set_clear", None, (c_void_p,)),
        (knife, "hb_subset_input_create_or_fail", c_void_p, ()),
        (knife, "hb_subset_input_destroy", None, (c_void_p,)),
        (knife, "hb_subset_input_unicode_set", c_void_p, (c_void_p,)),
        (knife, "hb_subset_input_set", c_void_p, (c_void_p, c_uint)),
        (knife, "hb_subset_or_fail", c_void_p, (c_void_p, c_void_p)),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = gives, takes
    return bare, knife
