"""Krippendorff's α, and the MASI distance between sets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from qda.agreement.ratings import Coefficient, cells_of, divide, numbers_of, rating_counts, undefined


def masi_distance(a: Iterable, b: Iterable) -> float:
    """MASI distance of two sets: 1 − Jaccard × M, M = 1, 2/3, 1/3, 0 (Passonneau 2006).

    M is 1 for the same set, 2/3 where one holds the other, 1/3 where they overlap, 0 where they share
    nothing; two empty sets are the same, an empty and a filled one share nothing.

    Examples
    --------
    >>> masi_distance({1, 2}, {1, 2, 3, 4}) == 2 / 3
    True
    """
    a, b = _as_set(a), _as_set(b)
    if a == b:
        return 0.0
    shared = len(a & b)
    if not shared:
        return 1.0
    either = 3 * len(a | b)  # in thirds, so that 2/3 is exactly 2/3
    return (either - shared * (2 if a <= b or b <= a else 1)) / either


def _as_set(value) -> frozenset:
    """A cell as a set: a word or a number is a set of one."""
    single = isinstance(value, str) or not isinstance(value, Iterable)
    return frozenset([value]) if single else frozenset(value)


def _distances(values: list, level, totals: np.ndarray) -> np.ndarray:
    """Squared differences δ² of all pairs of values (Krippendorff 2011, section D)."""
    if callable(level):
        return np.array([[level(x, y) for y in values] for x in values], dtype=float)
    if level == "nominal":
        return 1.0 - np.eye(len(values))
    if level == "masi":
        return np.array([[masi_distance(x, y) for y in values] for x in values])
    if level == "ordinal":
        middle = totals.cumsum() - totals / 2
        return np.subtract.outer(middle, middle) ** 2
    x = numbers_of(values)
    if x is None:
        raise ValueError(f"level: {level!r} needs numbers; {values[0]!r} is among the ratings")
    if not np.isfinite(x).all() or (level == "ratio" and x.min(initial=0) < 0):
        wanted = "finite numbers" if level == "interval" else "finite numbers, none below 0"
        raise ValueError(f"level: {level!r} needs {wanted}; leave what was not measured as None")
    difference = np.subtract.outer(x, x) ** 2
    return difference if level == "interval" else divide(difference, np.add.outer(x, x) ** 2)


def krippendorff_alpha(
    ratings, level: str | Callable = "nominal", categories: Sequence | None = None
) -> Coefficient:
    """Krippendorff's α (Krippendorff 2011): any number of coders, missing ratings, several levels of
    measurement.

    Parameters
    ----------
    ratings : array-like, M coders × N units
        Numbers, strings, or for ``masi`` sets (lists, tuples); None, NaN and ``""`` are missing, an empty set
        is not.
    level : str or callable
        ``nominal``, ``ordinal``, ``interval``, ``ratio``, ``masi``, or a distance ``f(x, y)``, used as it is.
    categories : sequence, optional
        The order of the values, for an ordinal level whose values are words.

    Returns
    -------
    Coefficient
        ``nan`` with a reason where no unit has two ratings or all ratings are the same.

    Examples
    --------
    The example of Krippendorff's *Computing* (2011), section C, four coders of twelve units:

    >>> nan = float("nan")
    >>> ratings = [[1, 2, 3, 3, 2, 1, 4, 1, 2, nan, nan, nan],
    ...            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, nan, 3],
    ...            [nan, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, nan],
    ...            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, nan]]
    >>> levels = ["nominal", "ordinal", "interval", "ratio"]
    >>> [round(krippendorff_alpha(ratings, level), 3) for level in levels]
    [0.743, 0.815, 0.849, 0.797]
    """
    if not callable(level) and level not in ("nominal", "ordinal", "interval", "ratio", "masi"):
        raise ValueError(
            f"level: {level!r} is unknown; use nominal, ordinal, interval, ratio, masi or a distance"
        )
    if level == "masi":
        cells = cells_of(ratings)
        ratings = [[None if cell is None else _as_set(cell) for cell in row] for row in cells]
    counts = rating_counts(ratings, categories)
    if level == "ordinal" and categories is None and numbers_of(counts.columns) is None:
        raise ValueError("level: words need an order to be ordinal; pass categories=[lowest, …, highest]")
    table = counts.to_numpy(float)
    table = table[table.sum(1) > 1]
    if not len(table):
        return undefined("no unit was rated by two coders")
    # A unit with m ratings holds m(m − 1) ordered pairs, each weighing 1/(m − 1): Krippendorff's
    # coincidences.
    weighted = table / (table.sum(1, keepdims=True) - 1)
    coincidences = weighted.T @ table - np.diag(weighted.sum(0))
    totals = table.sum(0)
    n = totals.sum()
    distances = _distances(list(counts.columns), level, totals)
    observed = (coincidences * distances).sum() / n
    # A value is never paired with itself as the same rating, but its distance to itself is 0 anyway.
    expected = totals @ distances @ totals / (n * (n - 1))
    parts = dict(observed=float(observed), expected=float(expected))
    if expected == 0:
        return undefined("no variation: every rating is the same", **parts)
    return Coefficient(1 - observed / expected, **parts)
