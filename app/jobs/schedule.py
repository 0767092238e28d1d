"""What happens by date, without anybody pressing a button: the system actor does it and leaves its trace."""

from app.services import stages

from .surroundings import Surroundings


def open_and_close_by_date(surroundings: Surroundings) -> int:
    """Open and close the stages whose windows say so; how many moved."""
    with surroundings.transaction() as session:
        return len(stages.open_and_close_by_date(session))
