"""Linear equations with a symmetric positive definite matrix: Gaussian elimination, no pivot is ever 0."""

from collections.abc import Sequence


def solve(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """x of matrix · x = right; n³/3 multiplications. Raises ZeroDivisionError for a singular matrix."""
    rows = [[*values, goal] for values, goal in zip(matrix, right, strict=True)]
    for place, pivot in enumerate(rows):
        tail = pivot[place:]
        for row in rows[place + 1 :]:
            if row[place]:
                factor = row[place] / pivot[place]
                row[place:] = [value - factor * above for value, above in zip(row[place:], tail, strict=True)]
    found = [0.0] * len(rows)
    for place in reversed(range(len(rows))):
        known = sum(rows[place][later] * found[later] for later in range(place + 1, len(rows)))
        found[place] = (rows[place][-1] - known) / rows[place][place]
    return found
