"""Documentation that cannot lie: the generated pages say what the tables say."""

import pytest

from app.reporting import regulation


@pytest.mark.parametrize("page", ["workflow", "permissions"])
def test_the_generated_page_is_fresh(page: str) -> None:
    written = (regulation.DOCS / f"{page}.md").read_text(encoding="utf-8")
    assert written == getattr(regulation, page)(), (
        f"run: python -m app.reporting.regulation ({page} is stale)"
    )
