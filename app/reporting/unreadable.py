"""What parsers throw at a damaged or hostile file, as one sentence for the person who uploaded it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from app.domain.errors import DomainError
from app.domain.filetypes import Fault, RefusedFile

log = logging.getLogger(__name__)


@contextmanager
def broken_if_unreadable() -> Iterator[None]:
    """Turns whatever a parser raises into RefusedFile(BROKEN); refusals and failing disks stay what they are.

    Parsers of other people's formats raise dozens of kinds, undocumented: catching a list of them is how a
    strange file becomes an error page.
    """
    try:
        yield
    except DomainError:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        log.info("unreadable file", exc_info=True)
        raise RefusedFile(Fault.BROKEN) from error
