"""What happens by date, without anybody pressing a button: the system actor does it and leaves its trace."""

from app.services import reviews, stages

from .surroundings import Surroundings


def open_and_close_by_date(surroundings: Surroundings) -> int:
    """Open and close the stages whose windows say so; how many moved."""
    with surroundings.transaction() as session:
        return len(stages.open_and_close_by_date(session))


def take_complete_drafts(surroundings: Surroundings) -> int:
    """At the hard end of peer review complete drafts count and the others lapse; how many moved."""
    with surroundings.transaction() as session:
        return reviews.take_complete_drafts(session)
