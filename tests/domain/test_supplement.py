"""What a window for supplements brought, told from two seals."""

from app.domain.seal import SealedPiece
from app.domain.supplement import brought


def piece(number: str, *places: str, revision: int = 1) -> SealedPiece:
    return SealedPiece(number, f"材料{number}", "file", places, revision=revision)


BEFORE = (piece("2.1-03", "2.1"), piece("2.1-04", "2.1", "3.1"), piece("3.1-01", "3.1"))


def test_new_pieces_new_versions_and_new_uses_are_told_at_the_named_criteria_only() -> None:
    after = (
        piece("2.1-10", "2.1"),
        piece("2.1-03", "2.1", revision=2),
        piece("2.1-04", "2.1", "3.1"),
        piece("3.1-01", "2.1", "3.1"),
        piece("4.1-01", "4.1"),
    )
    assert brought(BEFORE, after, ["2.1", "3.1"]) == {"2.1": ("2.1-03 v2", "2.1-10", "3.1-01")}


def test_an_answer_alone_is_told_too_and_nothing_where_nothing_is_new() -> None:
    assert brought(BEFORE, BEFORE, ["2.1", "3.1"], ["3.1"]) == {"3.1": ()}
    assert brought(BEFORE, BEFORE, ["2.1"]) == {}
