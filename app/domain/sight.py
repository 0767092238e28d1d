"""Who sees what of the reviews of a unit, and when: the rule of blindness, stated once.

Readers are blind to each other until their own review is in and can no longer be taken back; a unit's people
see nothing; the secretariat, the leading group and observers see progress always, and scores when all
reviews of the unit are in; a chair sees the panel's when all are in. Source: product §2.5.
"""

from enum import StrEnum

from .actors import (
    Actor,
    Subject,
    assigned_reviewer,
    board,
    coordinator,
    observer,
    of_the_unit,
    panel_chair,
)
from .procedure import SubmissionStage


class Sight(StrEnum):
    """How much of the reviews of a unit somebody sees."""

    NOTHING = "nothing"
    PROGRESS = "progress"  # who (by number) is how far
    PANEL = "panel"  # the scores of the panels one chairs
    SCORES = "scores"


def sight(actor: Actor, subject: Subject, *, all_in: bool, own_in: bool) -> Sight:
    """What the actor sees; `all_in`: every assignment that stands is submitted, `own_in`: the actor's is."""
    if of_the_unit(actor, subject):
        return Sight.NOTHING
    if any(sees(actor, subject) for sees in (coordinator, board, observer)):
        return Sight.SCORES if all_in else Sight.PROGRESS
    if panel_chair(actor, subject) and all_in:
        return Sight.PANEL
    settled = subject.stage is not SubmissionStage.UNDER_REVIEW
    if assigned_reviewer(actor, subject) and own_in and all_in and settled:
        return Sight.SCORES
    return Sight.NOTHING
