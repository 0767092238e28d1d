"""Hostile files, made here: more than a hundred, each with what must become of it.

The outcome is the name of the fault it is refused with, or `kept` (taken, only ever downloaded) or `shown`
(taken, and its page drawn): then nothing in it is run, followed or unpacked.
"""

from .archives import ARCHIVES
from .documents import DOCUMENTS
from .others import OTHERS
from .pdfs import PDFS
from .pictures import PICTURES

CASES = (*ARCHIVES, *DOCUMENTS, *PDFS, *PICTURES, *OTHERS)
