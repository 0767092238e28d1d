"""What runs when: one table, then the tasks. Each task is one transaction of its own, as the system actor."""

from collections.abc import Callable
from typing import NamedTuple

from .likenesses import compare_new_files
from .outbox import deliver
from .parcels import forget_old, unpack
from .passages import forget_gone_files, read_new_files
from .renditions import forget_gone, render_office_files
from .scans import scan_new_files
from .schedule import end_supplements, open_and_close_by_date, take_complete_drafts
from .stored_files import clear_abandoned, collect
from .surroundings import Surroundings
from .uploads import clear_expired


class Task(NamedTuple):
    """A task and how often it runs, in seconds. What reads files runs beside the others: a hostile one may
    take its whole time, and no paper or mail waits for it."""

    name: str
    every: float
    run: Callable[[Surroundings], int]
    beside: bool = False


SCHEDULE = (
    Task("deliver the outbox", 2, deliver),
    Task("unpack parcels", 2, unpack),
    Task("check new files for viruses", 2, scan_new_files, beside=True),
    Task("compare new files", 5, compare_new_files, beside=True),
    Task("read the words of new files", 5, read_new_files, beside=True),
    Task("render Office files", 3, render_office_files, beside=True),
    Task("end windows for supplements", 60, end_supplements),
    Task("take the last complete drafts", 60, take_complete_drafts),
    Task("open and close stages by date", 60, open_and_close_by_date),
    Task("clear away what broken uploads left", 3600, clear_abandoned),
    Task("take back renditions of files that were purged", 3600, forget_gone),
    Task("collect files that belong to nothing", 6 * 3600, collect),
    Task("forget the words of files that are gone", 6 * 3600, forget_gone_files),
    Task("forget parcels of yesterday", 3600, forget_old),
    Task("clear away uploads that were not claimed", 600, clear_expired),
)
