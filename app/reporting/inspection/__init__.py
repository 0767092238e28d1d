"""What a file really is: ending, leading bytes and content must agree. Bytes in, a verdict out.

Nothing is unpacked or decoded further than the verdict needs, and nothing is believed because a file says so.
The rules and the sentences are those of app/domain/filetypes.
"""

from collections.abc import Callable, Collection, Mapping
from typing import BinaryIO

from app.domain.filetypes import (
    KINDS,
    KNOWN_ENDINGS,
    Fault,
    FileFacts,
    RefusedFile,
    require_accepted,
    require_agreement,
)
from app.reporting import pdfium, pictures

from . import archives, films, ole, signatures, tables
from .signatures import Family


def inspect(name: str, content: BinaryIO, accepted: Collection[str] = KNOWN_ENDINGS) -> FileFacts:
    """Kind, pages and pixels of a file called `name`. Raises RefusedFile, saying what to do instead.

    `content` is seekable and read from its start; where it stands afterwards is undefined. `accepted` are the
    endings the requirement takes (`accepted_endings`).
    """
    given = require_accepted(name, accepted)
    content.seek(0)
    head = content.read(signatures.HEAD)
    if not head:
        raise RefusedFile(Fault.EMPTY)
    family = signatures.family(head)
    if family is None and given in KINDS["csv"].endings:
        family = Family.TEXT
    if family is None:
        raise signatures.mismatch(given, head)
    content.seek(0)
    facts = _LOOKS[family](content)
    if facts is None:
        raise RefusedFile(Fault.MISMATCH, ending=given)
    require_agreement(given, facts.kind)
    if family not in _HOLDERS and archives.ends_as_archive(content):
        raise RefusedFile(Fault.HIDDEN_PART)
    return facts


_LOOKS: Mapping[Family, Callable[[BinaryIO], FileFacts | None]] = {
    Family.PDF: pdfium.facts,
    Family.ZIP: archives.facts,
    Family.OLE: ole.facts,
    Family.FILM: films.facts,
    Family.TEXT: tables.facts,
    Family.JPEG: lambda content: pictures.facts(content, "jpeg"),
    Family.PNG: lambda content: pictures.facts(content, "png"),
    Family.WEBP: lambda content: pictures.facts(content, "webp"),
    Family.HEIC: lambda content: pictures.facts(content, "heic"),
    Family.TIFF: lambda content: pictures.facts(content, "tiff"),
}
_HOLDERS = (Family.ZIP, Family.OLE)  # these hold other files by right
