"""The fingerprint of what can be shown: of a picture, or of a page of a PDF or a scan."""

import io
from typing import BinaryIO

from PIL import Image

from app.domain.filetypes import FileKind
from app.domain.likeness import COLUMNS, ROWS, fingerprint

from .previews import preview

WIDTH = 256  # pixels: enough for cells of fifteen


def of_file(kind: FileKind, content: BinaryIO, page: int = 1) -> int:
    """256 bits. Raises NotFound or RefusedFile when nothing can be drawn, bounded as previews are."""
    drawn = preview(kind, content, width=WIDTH, page=page)
    with Image.open(io.BytesIO(drawn.content), formats=("JPEG",)) as image:
        cells = image.convert("L").resize((COLUMNS, ROWS), Image.Resampling.BOX)
    return fingerprint(cells.tobytes())
