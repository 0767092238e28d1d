"""What a move of the campaign brings with it for its units: the regulation's "whereupon", as a table.

services/stages.py interprets it: after the move, each submission that stands in a source of the named
move takes it, by the system. docs/workflow.md shows it beside the campaign's table.
"""

from collections.abc import Mapping
from typing import Final

CONSEQUENCES: Final[Mapping[str, tuple[str, ...]]] = {
    "open_peer_review": ("begin_review",),
    "close_peer_review": ("finish_review",),
    "open_rectification": ("begin_rectification",),
}
"""Move of the campaign → moves of its submissions, in order."""
