"""The page a text points at."""

import pytest

from app.domain.citation import cited_page


@pytest.mark.parametrize(
    ("text", "number", "page"),
    [
        ("见第3页第2段", "", 3),
        ("见 1.2-01 第 ３ 页", "1.2-01", 3),
        ("1.1-02 第5页，1.2-01 第2页", "1.2-01", 2),
        ("see page 12", "", 12),
        ("pp. 4 and 5", "", 4),
        ("第2页", "1.2-01", None),
        ("会议纪要", "", None),
        ("第0页", "", None),
    ],
)
def test_the_page_named_is_found(text: str, number: str, page: int | None) -> None:
    assert cited_page(text, number) == page
