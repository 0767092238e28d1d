"""A page asks the same of the database whether a campaign has sixty units or a thousand.

Every page of the house is measured: found in its map of addresses, and opened in the roles that may. A page
that cannot be opened in the seeded campaigns is named in NOT_MEASURED with the reason, or this file fails.
"""

from collections.abc import Iterator

import pytest

from app.domain.procedure import CampaignStage
from tests.databases import Databases
from tests.growth import LARGE, MIDDLE, SIZES, SMALL, Cost, Grown, grow

#: pages whose rows may grow, and why; their statements may not
MAY_FETCH_MORE = {
    "assignments.draw": "a draw is over every unit at once",
    "declarations.sign": "the units one person reads, at most the load limit",
    "honours.show": "offers every unit to choose from, at most 500",
    "panels.change": "offers every liaison officer of a unit that takes part, at most 500",
    "panels.new": "offers every liaison officer of a unit that takes part, at most 500",
    "people.show": "offers every unit to choose from, at most 500",
    "progress.sheet": "a file with every unit",
    "results.export": "a file with every unit",
    "results.show": "the lines of one result, one more where a quota moved it",
    "units.merge": "offers every unit to choose from, at most 500",
}
#: pages that grow and should not: each is a debt, and none may be added
OWED = {"decisions.show": "offers every unit of the campaign to choose from"}
#: pages that nobody can open in the seeded campaigns, and why
NOT_MEASURED = {
    "appeals.show": "one appeal",
    "hearings.show": "what one unit said of its letter",
    "letters.edit": "one letter",
    "accounts.invitation": "asks for a token; one account",
    "campaigns.delegate": "of a campaign in preparation; one form",
    "boxed_piece.file": "one file",
    "boxed_piece.page": "one page of a file",
    "boxed_piece.show": "one piece of a box",
    "calendars.show": "of the top of the tree; one year",
    "certificates.file": "one file",
    "certificates.show": "one certificate",
    "decisions.award": "one award",
    "documents.download": "asks for a finished paper; one file",
    "documents.show": "asks for a paper; one row",
    "evidence.card": "of a requirement; one form",
    "evidence.new": "of a requirement; one form",
    "evidence_files.newest": "one file",
    "evidence_files.page": "one page of a file",
    "evidence_files.version": "one file",
    "evidence_taken.known": "of a place; two lists of at most sixty",
    "founding.found": "of an empty house",
    "handovers.show": "one hand-over",
    "phone_uploads.arrived": "asks for a pass; what one telephone sent",
    "phone_visits.show": "asks for a pass; one form",
    "phone_uploads.watch": "asks for a pass; what one telephone sent",
    "parcels.show": "asks for an uploaded ZIP; at most 300 files",
    "people_import.preview": "asks for an uploaded file",
    "people_import.template": "an empty file",
    "profiles.correct_member": "one row",
    "profiles.correct_post": "one row",
    "public_notices.objection": "asks for a published list; a form",
    "public_notices.show": "asks for a published list; one row",
    "rectification.by_number": "leads on",
    "review_summary.new_finding": "a form",
    "review_summary.receipt": "of one submitted review",
    "reviews.jump": "leads on",
    "reviews.resume": "leads on",
    "seals.manifest": "one sealed list",
    "units.index": "leads on",
    "verification.show": "of one certificate",
}
#: the most statements that a page may ask
BUDGETS = {
    "reviews.mine": 8,
    "reviews.criterion": 10,
    "review_summary.summary": 10,
    "answers.criterion": 10,
    "answers.overview": 10,
    "home.show": 22,
    "campaigns.show": 12,
    "progress.board": 12,
}

P, E, R = CampaignStage.PEER_REVIEW, CampaignStage.SELF_EVALUATION, CampaignStage.RECTIFICATION
OPINION = {
    "achievements": "…", "report": "not_arranged", "report_reason": "…", "report_form": "", "band": "",
    "site": "not_arranged", "site_reason": "…", "version": 1,
}  # fmt: skip
#: what is saved while people work: campaign, role and address; the form
SAVES = {
    "judgement": (
        (P, "reviewer", "/reviews/{assignment_id}/criteria/{code}"),
        {"level": "A", "comment": "…", "version": 1},
    ),
    "first judgement": (
        (P, "reviewer", "/reviews/{untouched_id}/criteria/{code}"),
        {"level": "A", "comment": "…", "version": 0},
    ),
    "mark on evidence": (
        (P, "reviewer", "/reviews/{assignment_id}/marks/{evidence_id}?criterion={code}"),
        {"mark": "accepted"},
    ),
    "finding": (
        (P, "reviewer", "/reviews/{assignment_id}/findings?kind=shortcoming"),
        {"text": "…" * 12, "criterion": "1.1", "severity": "minor", "recommendation": "…",
         "evidence": "{evidence_id}", "page": "1"},
    ),
    "finding as the first word": (
        (P, "reviewer", "/reviews/{untouched_id}/findings?kind=shortcoming"),
        {"text": "…" * 12, "criterion": "1.1", "severity": "minor", "recommendation": "…"},
    ),
    "finding changed": (
        (P, "reviewer", "/reviews/{assignment_id}/findings/{own_finding_id}"),
        {"text": "…" * 12, "criterion": "1.1", "severity": "minor", "recommendation": "…",
         "evidence": "{evidence_id}", "page": "1", "version": 1},
    ),
    "remark": (
        (P, "reviewer", "/reviews/{assignment_id}/criteria/{code}/remarks"),
        {"spot": "not_found", "remark": "…"},
    ),
    "remark as the first word": (
        (P, "reviewer", "/reviews/{untouched_id}/criteria/{code}/remarks"),
        {"spot": "not_found", "remark": "…"},
    ),
    "opinion": ((P, "reviewer", "/reviews/{assignment_id}/opinion"), OPINION),
    "opinion as the first word": ((P, "reviewer", "/reviews/{untouched_id}/opinion"), OPINION),
    "precondition": ((P, "reviewer", "/reviews/{untouched_id}/preconditions/P1"), {"confirmed": "yes"}),
    "answer": (
        (E, "contributor", "/submissions/{submission_id}/criteria/{code}"),
        {"achievement": "…", "version": 1},
    ),
    "report": ((E, "contributor", "/submissions/{submission_id}/report"), {"report": "…", "version": 0}),
    "plan": (
        (R, "contributor", "/rectification/{item_id}/plan"),
        {"cause": "…", "aim": "…", "measure": "…", "leader": "…", "owner": "…", "term": "immediate",
         "due_on": "2030-01-01", "version": 1},
    ),
    "step": (
        (R, "contributor", "/rectification/{item_id}/progress"),
        {"text": "…", "evidence": "{evidence_id}"},
    ),
}  # fmt: skip
#: the most statements of a save
MOST_OF_A_SAVE = 10


@pytest.fixture(scope="module")
def grown(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grown]:
    url = databases.fresh()
    yield from grow(url, tmp_path_factory.mktemp("grown"))
    databases.drop(url)


@pytest.fixture(scope="module")
def costs(grown: Grown) -> dict[tuple[str, str], dict[int, Cost]]:
    """(endpoint, role) → size → cost of every page that can be opened."""
    return grown.measure()


Costs = dict[tuple[str, str], dict[int, Cost]]


def told(page: str, role: str, by_size: dict[int, Cost]) -> str:
    """Statements and rows of a page at each size, on one line."""
    sizes = ", ".join(f"{size}: {cost.statements}/{cost.rows}" for size, cost in sorted(by_size.items()))
    return f"{page} for the {role} asks (statements/rows) {sizes}"


def test_every_page_is_measured_or_named_with_the_reason(grown: Grown, costs: Costs) -> None:
    measured = {endpoint for endpoint, _ in costs}
    assert sorted({rule.endpoint for rule in grown.pages()} - measured) == sorted(NOT_MEASURED)


def test_no_page_asks_more_statements_when_there_is_more_to_show(costs: Costs) -> None:
    assert [
        told(*page, by_size)
        for page, by_size in costs.items()
        if len({cost.statements for cost in by_size.values()}) > 1
    ] == []


def test_no_page_fetches_more_rows_for_a_thousand_units_than_for_sixty(costs: Costs) -> None:
    assert [
        told(*page, by_size)
        for page, by_size in costs.items()
        if page[0] not in MAY_FETCH_MORE | OWED and by_size[MIDDLE].rows != by_size[LARGE].rows
    ] == []


def test_a_small_campaign_fetches_no_more_than_a_large_one(costs: Costs) -> None:
    assert [
        told(*page, by_size) for page, by_size in costs.items() if by_size[SMALL].rows > by_size[LARGE].rows
    ] == []


@pytest.mark.parametrize(("endpoint", "most"), BUDGETS.items())
def test_what_is_opened_most_keeps_within_its_budget(costs: Costs, endpoint: str, most: int) -> None:
    dearest = max(
        cost.statements for page, of in costs.items() if page[0] == endpoint for cost in of.values()
    )
    assert dearest <= most


def test_no_page_is_called_growing_that_does_not_grow(costs: Costs) -> None:
    growing = {page for (page, _), by_size in costs.items() if by_size[MIDDLE].rows != by_size[LARGE].rows}
    assert set(OWED) <= growing


@pytest.mark.parametrize("name", SAVES)
def test_a_save_asks_the_same_at_any_size(grown: Grown, name: str, request: pytest.FixtureRequest) -> None:
    (stage, role, path), form = SAVES[name]
    costs = {}
    for size in SIZES:
        ids = grown.seeded[size].campaigns[stage]
        filled = {field: str(value).format_map(ids) for field, value in form.items()}
        grown.untouch(ids.get("untouched_id"))
        costs[size] = grown.post(size, role, path.format_map(ids), filled)
    assert {cost.status for cost in costs.values()} <= {200, 204, 303}
    assert len({(cost.statements, cost.rows) for cost in costs.values()}) == 1
    # PostgreSQL locks the log by a statement of its own, once in a transaction
    lock = request.config.getoption("--database") == "postgresql"
    assert costs[LARGE].statements <= MOST_OF_A_SAVE + lock
