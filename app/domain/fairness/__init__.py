"""Fairness in figures: how far readers agree, how severe each is, on whom a grade or an award hangs.

Pure statistics over marks (who gave which unit how much). Nothing here changes a score: what stands out
calls people. Means and trimmed means of a result are those of scoring.py and panel.py.

marks          the input; which parts of a draw are linked, which units have the same readers
agreement      which coefficient the draw allows, and why
correlation    ICC, six forms           alpha        Krippendorff's α, with missing cells
concordance    Kendall's W, with ties   severity     the shadow: two-way additive, shrunk
signs          no spread, full marks throughout, means of groups
intervals      units that are shown as equal
sensitivity    leave one reader out, or put the others' mean in the place
"""

from .agreement import Agreement, Basis, Concordance, agreement
from .alpha import alpha
from .concordance import kendall_w
from .correlation import icc
from .intervals import Interval, intervals, shown_equal
from .marks import Coefficient, Group, Mark, Measure, complete_blocks, linked_groups
from .sensitivity import Decided, Move, Place, Swing, Way, sensitivity
from .severity import Shadow, UnitShadow, shadow
from .signs import GroupMean, Sign, Warned, group_means, warnings

__all__ = [
    "Agreement",
    "Basis",
    "Coefficient",
    "Concordance",
    "Decided",
    "Group",
    "GroupMean",
    "Interval",
    "Mark",
    "Measure",
    "Move",
    "Place",
    "Shadow",
    "Sign",
    "Swing",
    "UnitShadow",
    "Warned",
    "Way",
    "agreement",
    "alpha",
    "complete_blocks",
    "group_means",
    "icc",
    "intervals",
    "kendall_w",
    "linked_groups",
    "sensitivity",
    "shadow",
    "shown_equal",
    "warnings",
]
