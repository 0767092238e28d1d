"""What happens by date, without anybody pressing a button: the system actor does it and leaves its trace."""

from app.services import reviews, stages, supplements

from .surroundings import Surroundings


def open_and_close_by_date(surroundings: Surroundings) -> int:
    """Open and close the stages whose windows say so; how many moved."""
    with surroundings.transaction() as session:
        return len(stages.open_and_close_by_date(session))


def take_complete_drafts(surroundings: Surroundings) -> int:
    """At the hard end of peer review complete drafts count and the others lapse; how many moved."""
    with surroundings.transaction() as session:
        return reviews.take_complete_drafts(session)


def end_supplements(surroundings: Surroundings) -> int:
    """Windows for supplements whose day has passed end, and the reviewers concerned are asked; how many."""
    with surroundings.transaction() as session:
        return supplements.end_overdue(session)
