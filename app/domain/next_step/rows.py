"""What a row of the next steps is made of: the situation it may know, and the step it names."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from ..actors import Role
from ..errors import Sentence
from ..procedure import CampaignStage, SubmissionStage


@dataclass(frozen=True, slots=True)
class Situation:
    """What a row may know of one desk: a role in one campaign, for a unit where the role has one."""

    role: Role
    campaign: CampaignStage | None = None
    submission: SubmissionStage | None = None
    is_chair: bool = False
    # a unit's
    unsigned_notice: str = ""  # its title
    criterion: str = ""  # the first that is not complete, "1.2"
    criterion_title: object = ""  # a locale text
    criteria: int = 0
    complete: int = 0
    corrections: int = 0
    correction: str = ""
    supplement: str = ""  # the criteria that may be supplemented during the review, "1.2, 2.1"
    hearing_runs: bool = False
    window_closed: bool = False  # the end, its grace and any extension have passed
    items_without_plan: int = 0
    items_to_report: int = 0
    # a reviewer's and a chair's
    assigned: int = 0
    invited: int = 0
    to_confirm: int = 0  # criteria supplemented since they were scored
    declared: bool = False
    unfinished: int = 0
    next_unit: str = ""
    to_verify: int = 0
    to_moderate: int = 0
    letters_to_write: int = 0  # of a chair's panels, in feedback
    to_examine: int = 0  # appeals to look at again
    # the office's, the board's and the observer's
    has_windows: bool = False
    units: int = 0  # enrolled; before any campaign those that could run one
    criteria_ready: bool = False  # a published framework is in reach
    notice_out: bool = False
    late: int = 0
    to_check: int = 0
    unassigned: int = 0
    reviews_short: int = 0
    results_missing: int = 0
    has_results: bool = False
    draft_approved: bool = False
    letters_unsent: int = 0
    fact_checks: int = 0
    appeals: int = 0
    public_notice_up: bool = False
    objections: int = 0
    list_approved: bool = False
    vetoes: int = 0
    open_items: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """What to do, why, the words on the button, the page, and whether it waits for this person."""

    title: Sentence
    why: Sentence | None
    button: Sentence
    page: str
    is_mine: bool = True


class Row(NamedTuple):
    """One row of the table; `figures` are the parameters of both sentences."""

    who: frozenset[Role]
    when: Callable[[Situation], bool]
    title: str
    why: str
    button: str
    page: str
    is_mine: bool = True


def row(
    *who: Role,
    when: Callable[[Situation], bool],
    title: str,
    why: str = "",
    button: str = "",
    page: str = "",
    waits: bool = False,
) -> Row:
    return Row(frozenset(who), when, title, why, button, page, not waits)
