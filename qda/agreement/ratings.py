"""What coefficients are made from: coders × units, how often each value was given, how near two values
are."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd


class Coefficient(float):
    """A coefficient: a float with what it was made from.

    Attributes
    ----------
    observed, expected : float
        Observed and expected agreement (of α: disagreement).
    reason : str
        Why there is no value; ``""`` where there is one.
    """

    observed = math.nan
    expected = math.nan
    reason = ""

    def __new__(cls, value: float, **parts):
        self = super().__new__(cls, value)
        self.__dict__.update(parts)
        return self


def undefined(reason: str, kind=Coefficient, **parts) -> Coefficient:
    return kind(math.nan, reason=reason, **parts)


def corrected(observed: float, expected: float, **parts) -> Coefficient:
    """(observed − expected) / (1 − expected), the frame of κ, π, S and AC1."""
    parts |= dict(observed=float(observed), expected=float(expected))
    if math.isclose(expected, 1.0, abs_tol=1e-12):
        return undefined("no variation: every coder gave every unit the same value", **parts)
    return Coefficient((observed - expected) / (1 - expected), **parts)


def is_missing(cell) -> bool:
    if cell is None or cell is pd.NA or cell is pd.NaT or cell is np.ma.masked:
        return True
    return (
        cell == "" if isinstance(cell, str) else isinstance(cell, (float, np.floating)) and math.isnan(cell)
    )


def cells_of(ratings) -> np.ndarray:
    """Coders × units as an array of objects; missing cells are None."""
    if isinstance(ratings, pd.DataFrame):
        rows = ratings.to_numpy(dtype=object).tolist()
    elif isinstance(ratings, Mapping):
        rows = [list(row) for row in ratings.values()]
    elif isinstance(ratings, np.ndarray) and ratings.dtype.kind == "U":
        rows = [[None if cell == "nan" else cell for cell in row] for row in ratings.tolist()]
    else:
        rows = [list(row) for row in ratings]
    if len({len(row) for row in rows}) > 1:
        remedy = "give one row a coder, one cell a unit, None where missing"
        raise ValueError(f"ratings: the coders' rows differ in length; {remedy}")
    cells = np.empty((len(rows), len(rows[0]) if rows else 0), dtype=object)
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            cells[i, j] = None if is_missing(cell) else cell
    return cells


def numbers_of(values: Iterable) -> np.ndarray | None:
    """The values as numbers, also where they are written as text; None where one is not a number."""
    try:
        return np.array([float(v) for v in values])
    except (TypeError, ValueError):
        return None


def in_order(values: Iterable) -> list:
    values = list(values)
    return sorted(values, key=str if numbers_of(values) is None else float)


def place_of(values: Sequence, used: Iterable) -> dict:
    """The place of each value; raises where one that was used is not among them."""
    index = {v: n for n, v in enumerate(values)}
    unknown = [v for v in used if v not in index]
    if unknown:
        raise ValueError(f"ratings: {unknown[0]!r} is not one of the categories; add it to them")
    return index


def rating_counts(ratings, categories: Sequence | None = None) -> pd.DataFrame:
    """Count, for each unit, how many coders gave each value.

    Parameters
    ----------
    ratings : array-like, coders × units
        Numbers, strings or sets; ``None``, ``NaN`` and ``""`` are missing.
    categories : sequence, optional
        All the values there are, in order, also those nobody used.

    Returns
    -------
    DataFrame, units × values
        What :func:`fleiss_kappa` takes. Values are in numeric order, or alphabetical, or that of
        ``categories``.
    """
    cells = cells_of(ratings)
    seen = {cell for cell in cells.ravel() if cell is not None}
    values = in_order(seen) if categories is None else list(categories)
    index = place_of(values, seen)
    counts = np.zeros((cells.shape[1], len(values)), dtype=int)
    for row in cells:
        units = [u for u, cell in enumerate(row) if cell is not None]
        counts[units, [index[row[u]] for u in units]] += 1
    table = pd.DataFrame(counts)
    table.columns = pd.Index(values, dtype=object, tupleize_cols=False)
    return table


_WEIGHTS: dict[str, Callable] = {
    "identity": lambda x, y, lo, hi: (x == y) * 1.0,
    "linear": lambda x, y, lo, hi: 1 - abs(x - y) / (hi - lo),
    "quadratic": lambda x, y, lo, hi: 1 - ((x - y) / (hi - lo)) ** 2,
    "radical": lambda x, y, lo, hi: 1 - np.sqrt(abs(x - y) / (hi - lo)),
    "ratio": lambda x, y, lo, hi: 1 - ((x - y) / (x + y)) ** 2 / ((hi - lo) / (hi + lo)) ** 2,
    "circular": lambda x, y, lo, hi: _one_minus(np.sin(np.pi * (x - y) / (hi - lo + 1)) ** 2),
    "bipolar": lambda x, y, lo, hi: _one_minus(divide((x - y) ** 2, (x + y - 2 * lo) * (2 * hi - x - y))),
}


def divide(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.divide(x, y, out=np.zeros(np.shape(x)), where=y != 0)


def _one_minus(distance: np.ndarray) -> np.ndarray:
    return 1 - distance / distance.max()


def agreement_weights(values: Sequence, weights=None) -> np.ndarray:
    """How far two values count as agreement: 1 the same, 0 wholly different.

    Parameters
    ----------
    values : sequence
        The values in order. Where all are numbers their size counts, else their rank.
    weights : None, str, callable or values × values array
        None (only the same value agrees), ``linear``, ``quadratic``, ``ordinal``, ``radical``, ``ratio``,
        ``circular``, ``bipolar`` (Gwet 2014, ch. 3); a distance ``f(x, y)`` from 0 to 1; a table of agreement
        weights (ones on its diagonal) or of disagreement (zeros on it; divided by its largest).
    """
    size = len(values)
    if callable(weights):
        return 1.0 - np.array([[weights(x, y) for y in values] for x in values], dtype=float)
    if weights is not None and not isinstance(weights, str):
        table = np.asarray(weights, dtype=float)
        if table.shape != (size, size):
            wanted = f"{size} × {size}, one row a value of {list(values)}"
            raise ValueError(f"weights: the table is {table.shape}; make it {wanted}")
        return table if np.diag(table).any() else _one_minus(table)
    name = weights or "identity"
    if name == "identity" or size < 2:
        return np.eye(size)
    if name == "ordinal":
        steps = abs(np.subtract.outer(np.arange(size), np.arange(size)))
        return _one_minus(steps * (steps + 1) / 2)
    if name not in _WEIGHTS:
        known = ", ".join(["ordinal", *_WEIGHTS])
        raise ValueError(f"weights: {name!r} is unknown; use one of {known}, a distance or a table")
    numbers = numbers_of(values)
    x = np.arange(1.0, size + 1) if numbers is None else numbers
    if name == "ratio" and x.min() <= 0:
        raise ValueError("weights: ratio needs values above 0; use linear or quadratic")
    return _WEIGHTS[name](x[:, None], x[None, :], x.min(), x.max())
