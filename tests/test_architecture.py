"""Rules about the code itself that no linter knows."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

APP = Path(__file__).parent.parent / "app"
# what deeds call; no deeds themselves
NOT_DEEDS = {
    "__init__",
    "audit",
    "award_places",
    "credentials",
    "drafting",
    "gate",
    "notifications",
    "reviewing",
    "serials",
    "uploads",  # what leads up to evidence.attach_file, which asks again and leaves the trace
    "verification",
    "versions",
}
SERVICES = [path for path in sorted((APP / "services").rglob("*.py")) if path.stem not in NOT_DEEDS]


READINGS = {
    "documents.take",
    "evidence.open_file",
    "parcels.begin",  # as evidence.begin_upload
    "parcels.forget",  # rows of parcels whose day has passed
    "evidence.begin_upload",  # asked before the body arrives; the deed itself asks again
}  # bytes from the store: the query before them asks the policy


def public_functions(path: Path) -> list[ast.FunctionDef]:
    body = ast.parse(path.read_text()).body
    return [each for each in body if isinstance(each, ast.FunctionDef) and not each.name.startswith("_")]


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_every_service_function_asks_the_policy_leaves_a_trace_and_never_commits(path: Path) -> None:
    for function in public_functions(path):
        source = ast.unparse(function)
        name = f"{path.stem}.{function.name}"
        if name in READINGS:
            continue
        # a deed may be made of smaller deeds of the same floor that ask and record themselves
        asks = "policy.require(" in source or "transitions." in source
        leaves = "audit.record(" in source or "_trace(" in source or "transitions." in source
        assert asks, f"{name} does not ask the policy"
        assert leaves, f"{name} leaves no trace"
        assert ".commit(" not in source, f"{name} commits"
        assert ast.get_docstring(function), f"{name} does not say what comes in and out"


def test_every_message_of_a_campaign_says_which_one_and_leads_somewhere() -> None:
    """The reader sees the campaign's title beside the words, and a button that opens the page they mean."""
    calls = [
        (path.stem, {keyword.arg for keyword in node.keywords})
        for path in SERVICES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "notifications.tell"
    ]
    of_no_campaign = {"slips", "handovers"}  # an invitation's link is in the letter only
    lacking = [stem for stem, given in calls if not {"campaign_id", "link"} <= given]
    assert len(calls) > 20
    assert set(lacking) == of_no_campaign


def test_units_are_listed_by_their_code_never_by_the_characters_of_their_name() -> None:
    sorted_by_name = [
        path.relative_to(APP).as_posix()
        for path in APP.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".order_by")
        if {ast.unparse(each) for each in node.args} & {"Submission.unit_name", "Unit.name"}
    ]
    assert sorted_by_name == []


def test_only_the_transitions_write_a_stage() -> None:
    writers = {
        path.relative_to(APP).as_posix()
        for path in APP.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "stage" and isinstance(node.ctx, ast.Store)
    }
    assert writers == {"services/transitions.py"}


def test_every_module_says_what_it_is_for() -> None:
    for path in sorted(APP.rglob("*.py")):
        assert ast.get_docstring(ast.parse(path.read_text())), path


def test_the_rules_and_the_store_load_without_a_framework() -> None:
    code = (
        "import sys, app.domain.policy, app.domain.framework, evidence_store;"
        "print(*{'flask', 'sqlalchemy'} & set(sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=APP.parent, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == []


def test_files_stay_on_a_short_scroll() -> None:
    long = {
        path.relative_to(APP).as_posix(): lines
        for path in APP.rglob("*.py")
        if (lines := path.read_text().count("\n")) > 300
    }
    assert long == {}
