"""How far coders agree: coefficients, intervals, and the passages where they do not.

Coefficients take plain values (``ratings`` are coders × units) and return a :class:`Coefficient`, a float that also
carries what it was made from. Tables take codings and passages. What has no value (no variation, no shared document)
is ``nan`` with a reason, never a silent 0 or 1.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from qda.corpus import INSIDE_KINDS
from qda.tables import CODINGS, Problem, TableError, make_table

#: The three codes every other code of the codebook turns around; their joint agreement has a row of its own.
CORE = ("TACH", "PLAT", "FAUT")
LEVELS = ("sentence", "passage", "character")
DECISIONS = ("doc_id", "start", "end", "code", "by", "why")


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


class UnitizingAlpha(Coefficient):
    """α_U with the name of its variant, which is always printed.

    Attributes
    ----------
    variant : str
        ``"2016"`` or ``"2004"``.
    by_value : dict
        2004: α_U of each value. 2016: (k)α_U of each value, over the parts of units that meet other units.
    binary, coding : Coefficient
        2016 only: \\|uα, units against gaps; cuα, the values of units that meet.
    coverage : dict
        2016 only: the share of each value's length on which (k)α_U rests.
    """

    variant = ""

    def __repr__(self) -> str:
        return f"alpha_U {self.variant} = {float(self):.4f}"

    __str__ = __repr__


def _undefined(reason: str, kind=Coefficient, **parts) -> Coefficient:
    return kind(math.nan, reason=reason, **parts)


def _corrected(observed: float, expected: float, **parts) -> Coefficient:
    """(observed − expected) / (1 − expected), the frame of κ, π, S and AC1."""
    parts |= dict(observed=float(observed), expected=float(expected))
    if math.isclose(expected, 1.0, abs_tol=1e-12):
        return _undefined("no variation: every coder gave every unit the same value", **parts)
    return Coefficient((observed - expected) / (1 - expected), **parts)


# -- ratings --------------------------------------------------------------------------------------------------------

def _is_missing(cell) -> bool:
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return True
    return cell == "" if isinstance(cell, str) else isinstance(cell, (float, np.floating)) and math.isnan(cell)


def _cells(ratings) -> np.ndarray:
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
            cells[i, j] = None if _is_missing(cell) else cell
    return cells


def _numbers(values: Iterable) -> np.ndarray | None:
    """The values as numbers, also where they are written as text; None where one is not a number."""
    try:
        return np.array([float(v) for v in values])
    except (TypeError, ValueError):
        return None


def _in_order(values: Iterable) -> list:
    values = list(values)
    return sorted(values, key=str if _numbers(values) is None else float)


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
        What :func:`fleiss_kappa` takes. Values are in numeric order, or alphabetical, or that of ``categories``.
    """
    cells = _cells(ratings)
    seen = {cell for cell in cells.ravel() if cell is not None}
    values = _in_order(seen) if categories is None else list(categories)
    unknown = [v for v in seen if v not in set(values)]
    if unknown:
        raise ValueError(f"ratings: {unknown[0]!r} is not one of the categories; add it to them")
    index = {v: n for n, v in enumerate(values)}
    counts = np.zeros((cells.shape[1], len(values)), dtype=int)
    for row in cells:
        units = [u for u, cell in enumerate(row) if cell is not None]
        counts[units, [index[row[u]] for u in units]] += 1
    table = pd.DataFrame(counts)
    table.columns = pd.Index(values, dtype=object, tupleize_cols=False)
    return table


def _paired(a, b) -> tuple[list, list]:
    """The units both coders rated, in order."""
    cells = _cells([list(a), list(b)])
    both = (cells[0] != None) & (cells[1] != None)  # noqa: E711  (element by element)
    return cells[0][both].tolist(), cells[1][both].tolist()


_WEIGHTS: dict[str, Callable] = {
    "identity": lambda x, y, lo, hi: (x == y) * 1.0,
    "linear": lambda x, y, lo, hi: 1 - abs(x - y) / (hi - lo),
    "quadratic": lambda x, y, lo, hi: 1 - ((x - y) / (hi - lo)) ** 2,
    "radical": lambda x, y, lo, hi: 1 - np.sqrt(abs(x - y) / (hi - lo)),
    "ratio": lambda x, y, lo, hi: 1 - ((x - y) / (x + y)) ** 2 / ((hi - lo) / (hi + lo)) ** 2,
    "circular": lambda x, y, lo, hi: _one_minus(np.sin(np.pi * (x - y) / (hi - lo + 1)) ** 2),
    "bipolar": lambda x, y, lo, hi: _one_minus(_divide((x - y) ** 2, (x + y - 2 * lo) * (2 * hi - x - y))),
}


def _divide(x: np.ndarray, y: np.ndarray) -> np.ndarray:
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
    numbers = _numbers(values)
    x = np.arange(1.0, size + 1) if numbers is None else numbers
    if name == "ratio" and x.min() <= 0:
        raise ValueError("weights: ratio needs values above 0; use linear or quadratic")
    return _WEIGHTS[name](x[:, None], x[None, :], x.min(), x.max())


# -- two coders -----------------------------------------------------------------------------------------------------

def _two_coders(a, b, weights, categories) -> tuple[np.ndarray, np.ndarray] | None:
    """The table of shares of value pairs (rows: a) and its agreement weights."""
    first, second = _paired(a, b)
    if not first:
        return None
    values = _in_order({*first, *second}) if categories is None else list(categories)
    index = {v: n for n, v in enumerate(values)}
    table = np.zeros((len(values), len(values)))
    np.add.at(table, ([index[v] for v in first], [index[v] for v in second]), 1 / len(first))
    return table, agreement_weights(values, weights)


def cohen_kappa(a, b, weights=None, categories: Sequence | None = None) -> Coefficient:
    """Cohen's κ of two coders (Cohen 1960; with ``weights``, Cohen 1968).

    Parameters
    ----------
    a, b : sequences of N values
        What each coder gave each unit; a unit that one of them left out is left out.
    weights : optional
        See :func:`agreement_weights`.
    categories : sequence, optional
        All values in order, where the weights depend on values nobody used.

    Examples
    --------
    Artstein and Poesio (2008), p. 558:

    >>> a = ["stat"] * 20 + ["req"] * 20 + ["stat"] * 10 + ["req"] * 50
    >>> b = ["stat"] * 40 + ["req"] * 60
    >>> round(cohen_kappa(a, b), 3)
    0.348
    """
    found = _two_coders(a, b, weights, categories)
    if found is None:
        return _undefined("no unit was rated by both coders")
    table, agree = found
    return _corrected((agree * table).sum(), (agree * np.outer(table.sum(1), table.sum(0))).sum())


def scott_pi(a, b, weights=None, categories: Sequence | None = None) -> Coefficient:
    """Scott's π of two coders: chance from the two coders' pooled use of each value (Scott 1955).

    Parameters as for :func:`cohen_kappa`.

    Examples
    --------
    >>> a = ["stat"] * 20 + ["req"] * 20 + ["stat"] * 10 + ["req"] * 50
    >>> b = ["stat"] * 40 + ["req"] * 60
    >>> round(scott_pi(a, b), 3)
    0.341
    """
    found = _two_coders(a, b, weights, categories)
    if found is None:
        return _undefined("no unit was rated by both coders")
    table, agree = found
    pooled = (table.sum(0) + table.sum(1)) / 2
    return _corrected((agree * table).sum(), (agree * np.outer(pooled, pooled)).sum())


# -- any number of coders -------------------------------------------------------------------------------------------

def _pairwise_agreement(counts: np.ndarray, agree: np.ndarray) -> float:
    """Mean over units of the share of pairs of ratings that agree; units with fewer than two ratings say nothing."""
    rated = counts.sum(1)
    counts, rated = counts[rated > 1], rated[rated > 1]
    pairs = (counts * (counts @ agree - 1)).sum(1)
    return float((pairs / (rated * (rated - 1))).mean()) if len(rated) else math.nan


def _shares(counts: np.ndarray) -> np.ndarray:
    """Mean over units of the share of ratings each value got."""
    counts = counts[counts.sum(1) > 0]
    return (counts / counts.sum(1, keepdims=True)).mean(0)


def _many_coders(ratings, weights, categories) -> tuple[np.ndarray, np.ndarray]:
    counts = rating_counts(ratings, categories)
    return counts.to_numpy(float), agreement_weights(list(counts.columns), weights)


def percent_agreement(ratings, other=None, weights=None) -> Coefficient:
    """The share of pairs of ratings that are the same, mean over units (0 to 1).

    Parameters
    ----------
    ratings : array-like, coders × units
        Or one coder's values, with ``other`` the second coder's.
    weights : optional
        See :func:`agreement_weights`.
    """
    counts, agree = _many_coders(ratings if other is None else [ratings, other], weights, None)
    observed = _pairwise_agreement(counts, agree)
    if math.isnan(observed):
        return _undefined("no unit was rated by two coders")
    return Coefficient(observed, observed=observed, expected=0.0)


def fleiss_kappa(counts, weights=None) -> Coefficient:
    """Fleiss' κ of any number of coders (Fleiss 1971; units may differ in their number of ratings, Gwet 2014).

    Parameters
    ----------
    counts : array-like, units × values
        How many coders gave the unit the value, as :func:`rating_counts` makes it.
    weights : optional
        See :func:`agreement_weights`.

    Returns
    -------
    Coefficient
        ``.by_category`` holds κ of each value against the others (Fleiss 1971, eq. 20) where every unit has the
        same number of ratings.

    Examples
    --------
    >>> round(fleiss_kappa([[3, 0], [2, 1], [1, 2], [0, 3]]), 2)
    0.33
    """
    names = list(counts.columns) if isinstance(counts, pd.DataFrame) else None
    table = np.asarray(counts, dtype=float)
    if table.ndim != 2 or np.isnan(table).any() or (table < 0).any():
        raise ValueError("counts: one row a unit, one column a value, numbers of coders; rating_counts makes them")
    values = list(range(table.shape[1])) if names is None else names
    agree = agreement_weights(values, weights)
    observed = _pairwise_agreement(table, agree)
    if math.isnan(observed):
        return _undefined("no unit was rated by two coders")
    shares = _shares(table)
    by_category = _fleiss_by_category(table, values)
    return _corrected(observed, (agree * np.outer(shares, shares)).sum(), by_category=by_category)


def _fleiss_by_category(table: np.ndarray, values: list) -> dict:
    rated = table.sum(1)
    if len(set(rated)) > 1:
        return {}
    units, coders = len(table), rated[0]
    share = table.sum(0) / (units * coders)
    with np.errstate(invalid="ignore", divide="ignore"):
        agreeing = ((table**2).sum(0) / (units * coders * share) - 1) / (coders - 1)
        return dict(zip(values, ((agreeing - share) / (1 - share)).tolist(), strict=True))


def gwet_ac1(ratings, weights=None, categories: Sequence | None = None) -> Coefficient:
    """Gwet's AC1; with ``weights``, AC2 (Gwet 2008, 2014).

    Parameters
    ----------
    ratings : array-like, coders × units
        Two coders or more; missing ratings are None, NaN or ``""``.
    weights : optional
        See :func:`agreement_weights`.
    categories : sequence, optional
        All the values there are: AC1 depends on their number.

    Examples
    --------
    κ is low where one value prevails although the coders differ once in ten; AC1 is not:

    >>> ratings = ["yyyyyyyyyn", "yyyyyyyynn"]
    >>> round(gwet_ac1(ratings), 4), round(scott_pi(*ratings), 4)
    (0.8658, 0.6078)
    """
    counts, agree = _many_coders(ratings, weights, categories)
    observed = _pairwise_agreement(counts, agree)
    if math.isnan(observed):
        return _undefined("no unit was rated by two coders")
    size = counts.shape[1]
    if size < 2:
        return _undefined("one value only: give all the values there are as categories", observed=observed)
    shares = _shares(counts)
    return _corrected(observed, agree.sum() * (shares * (1 - shares)).sum() / (size * (size - 1)))


def brennan_prediger(ratings, categories: Sequence | int | None = None, weights=None) -> Coefficient:
    """Brennan and Prediger's κ_n (Bennett's S, Randolph's free-marginal κ): every value equally likely by chance.

    Parameters
    ----------
    ratings : array-like, coders × units
        Two coders or more; missing ratings are None, NaN or ``""``.
    categories : sequence or int, optional
        All the values there are, or their number; those that were used, if not given.
    weights : optional
        See :func:`agreement_weights`.

    Examples
    --------
    >>> a = ["stat"] * 20 + ["req"] * 20 + ["stat"] * 10 + ["req"] * 50
    >>> b = ["stat"] * 40 + ["req"] * 60
    >>> round(brennan_prediger([a, b]), 3)
    0.4
    """
    number = categories if isinstance(categories, (int, np.integer)) else None
    counts, agree = _many_coders(ratings, weights, None if number is not None else categories)
    observed = _pairwise_agreement(counts, agree)
    if math.isnan(observed):
        return _undefined("no unit was rated by two coders")
    if number is not None and number < counts.shape[1]:
        raise ValueError(f"categories: {number} are given but {counts.shape[1]} were used")
    if number is not None and weights is not None:
        raise ValueError("categories: weights need the values themselves, not their number")
    expected = agree.mean() if number is None else 1 / number
    if expected == 1:
        return _undefined("one value only: give all the values there are as categories", observed=observed)
    return _corrected(observed, expected)


# -- Krippendorff's alpha -------------------------------------------------------------------------------------------

def masi_distance(a: Iterable, b: Iterable) -> float:
    """MASI distance of two sets: 1 − Jaccard × M, M = 1, 2/3, 1/3, 0 (Passonneau 2006).

    M is 1 for the same set, 2/3 where one holds the other, 1/3 where they overlap, 0 where they share nothing; two
    empty sets are the same, an empty and a filled one share nothing.

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
    x = _numbers(values)
    if x is None:
        raise ValueError(f"level: {level!r} needs numbers; {values[0]!r} is among the ratings")
    difference = np.subtract.outer(x, x) ** 2
    return difference if level == "interval" else _divide(difference, np.add.outer(x, x) ** 2)


def krippendorff_alpha(
    ratings, level: str | Callable = "nominal", categories: Sequence | None = None
) -> Coefficient:
    """Krippendorff's α (Krippendorff 2011): any number of coders, missing ratings, several levels of measurement.

    Parameters
    ----------
    ratings : array-like, M coders × N units
        Numbers, strings, or for ``masi`` sets (lists, tuples); None, NaN and ``""`` are missing, an empty set is not.
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
    >>> [round(krippendorff_alpha(ratings, level), 3) for level in ("nominal", "ordinal", "interval", "ratio")]
    [0.743, 0.815, 0.849, 0.797]
    """
    if not callable(level) and level not in ("nominal", "ordinal", "interval", "ratio", "masi"):
        raise ValueError(f"level: {level!r} is unknown; use nominal, ordinal, interval, ratio, masi or a distance")
    if level == "masi":
        cells = _cells(ratings)
        ratings = [[None if cell is None else _as_set(cell) for cell in row] for row in cells]
    counts = rating_counts(ratings, categories)
    if level == "ordinal" and categories is None and _numbers(counts.columns) is None:
        raise ValueError("level: words need an order to be ordinal; pass categories=[lowest, …, highest]")
    table = counts.to_numpy(float)
    table = table[table.sum(1) > 1]
    if not len(table):
        return _undefined("no unit was rated by two coders")
    # A unit with m ratings holds m(m − 1) ordered pairs, each weighing 1/(m − 1): Krippendorff's coincidences.
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
        return _undefined("no variation: every rating is the same", **parts)
    return Coefficient(1 - observed / expected, **parts)


# -- unitizing ------------------------------------------------------------------------------------------------------

def _unitizations(spans, coders: Sequence | None) -> dict[Hashable, list[tuple]]:
    """Each coder's units (start, end, value), in order."""
    if isinstance(spans, pd.DataFrame):
        value = next((c for c in ("value", "code", "label") if c in spans), None)
        values = spans[value] if value else [""] * len(spans)
        rows = zip(spans["coder"], spans["start"], spans["end"], values, strict=True)
    elif isinstance(spans, Mapping):
        rows = ((coder, *unit) for coder, units in spans.items() for unit in units)
        coders = list(spans) if coders is None else coders
    else:
        names = ("coder", "start", "end", "value")
        rows = [[span[name] for name in names] if isinstance(span, Mapping) else span for span in spans]
    units: dict[Hashable, list[tuple]] = {coder: [] for coder in coders or ()}
    for coder, start, end, *value in rows:
        if coders is None or coder in units:
            units.setdefault(coder, []).append((start, end, value[0] if value else ""))
    return {coder: sorted(own, key=lambda unit: unit[:2]) for coder, own in units.items()}


def unitizing_alpha(spans, length: int, variant: str = "2016", coders: Sequence | None = None) -> UnitizingAlpha:
    """Krippendorff's α for units that coders cut themselves out of a continuum of text.

    Parameters
    ----------
    spans : DataFrame or sequence, one row a span
        ``coder, start, end, value``; offsets from 0, end-exclusive. A mapping coder → spans is taken as well.
    length : int
        Length of the continuum in the unit of the offsets.
    variant : {"2016", "2004"}
        ``"2016"``: Krippendorff, Mathet, Bouvry and Widlöcher (2016), with its erratum (Quality & Quantity
        50(6)), as in Krippendorff (2019, eqs. 32–38): coincidences of segments, gaps included; units of one coder
        must not overlap. ``"2004"``: Krippendorff (1995; 2004, p. 251–256): squared differences between units, value by
        value; units of one coder overlap only if their values differ. The two do not measure the same: say which.
    coders : sequence, optional
        The coders, where one who read the text marked nothing.

    Returns
    -------
    UnitizingAlpha
        A float that prints its variant; ``.by_value``, and for 2016 ``.binary`` (\\|uα), ``.coding`` (cuα),
        ``.coverage``. ``nan`` with a reason where nobody marked anything or all marked everything alike as one.

    Raises
    ------
    ValueError
        A span outside the continuum, overlapping units, fewer than two coders.

    Examples
    --------
    Krippendorff (2019), figure 12.11, three coders; published: 0.510, cuα 0.724:

    >>> alex = [(0, 7, 1), (7, 13, 2), (30, 32, 5), (32, 37, 6), (37, 44, 6), (44, 60, 7)]
    >>> paul = [(0, 7, 1), (7, 13, 3), (13, 21, 5), (32, 44, 6)]
    >>> suzan = [(0, 7, 1), (7, 13, 4), (13, 21, 5), (32, 37, 6), (37, 41, 6), (41, 44, 6)]
    >>> result = unitizing_alpha({"Alex": alex, "Paul": paul, "Suzan": suzan}, 60)
    >>> result
    alpha_U 2016 = 0.5100
    >>> round(result.coding, 3)
    0.724
    """
    variant = str(variant)
    if variant not in ("2016", "2004"):
        raise ValueError(f"variant: {variant!r} is unknown; use '2016' or '2004'")
    units = _unitizations(spans, coders)
    if len(units) < 2:
        raise ValueError("spans: two coders are needed; name them in coders= if one marked nothing")
    for coder, own in units.items():
        for start, end, _ in own:
            if not 0 <= start < end <= length:
                where = f"{coder}'s span {start}–{end} lies outside 0–{length}"
                raise ValueError(f"spans: {where}; offsets count from 0, the end is exclusive")
    values = _in_order({unit[2] for own in units.values() for unit in own})
    if not values:
        return _undefined("no variation: nobody marked a unit", UnitizingAlpha, variant=variant, by_value={})
    return (_unitizing_2016 if variant == "2016" else _unitizing_2004)(units, values, length)


def _refuse_overlaps(coder: Hashable, own: list[tuple], remedy: str) -> None:
    for before, after in zip(own, own[1:], strict=False):
        if after[0] < before[1]:
            raise ValueError(f"spans: {coder}'s units {before[:2]} and {after[:2]} overlap; {remedy}")


def _unitizing_2016(units: dict, values: list, length: int) -> UnitizingAlpha:
    cuts = np.unique([0, length, *(x for own in units.values() for unit in own for x in unit[:2])])
    pieces = np.diff(cuts)
    size = len(values) + 1  # 0 is the gap between units
    number = {v: n for n, v in enumerate(values, 1)}
    held = np.zeros((len(units), len(pieces)), dtype=int)
    for row, (coder, own) in zip(held, units.items(), strict=True):
        _refuse_overlaps(coder, own, "the 2016 variant takes one value a place: measure one value at a time")
        for start, end, value in own:
            row[np.searchsorted(cuts, start) : np.searchsorted(cuts, end)] = number[value]
    others = len(units) - 1
    coincidences = np.zeros((size, size))
    for i, j in combinations(range(len(units)), 2):
        np.add.at(coincidences, (held[i], held[j]), pieces / others)
    coincidences += coincidences.T

    # What a segment would share with itself: a unit its squared length, a gap (without inner structure) its length.
    marked = held > 0
    own_pairs, met_pairs = np.zeros(size), np.zeros(size)
    own_pairs[0] = (~marked * pieces).sum()
    met_by = marked.sum(0) - marked  # how many other coders marked the piece, for each coder
    for row, own in enumerate(units.values()):
        for start, end, value in own:
            inside = slice(np.searchsorted(cuts, start), np.searchsorted(cuts, end))
            own_pairs[number[value]] += (end - start) ** 2
            met_pairs[number[value]] += ((met_by[row, inside] * pieces[inside]).sum() / others) ** 2

    whole = _expected_coincidences(coincidences, own_pairs)
    binary = np.add.reduceat(np.add.reduceat(coincidences, [0, 1], 0), [0, 1], 1)
    binary_expected = np.add.reduceat(np.add.reduceat(whole, [0, 1], 0), [0, 1], 1)
    met = coincidences[1:, 1:]
    met_expected = _expected_coincidences(met, met_pairs[1:])
    by_value, coverage = {}, {}
    for n, value in enumerate(values):
        share = met[n].sum()
        coverage[value] = float(share / coincidences[n + 1].sum())
        away = met_expected[n].sum() - met_expected[n, n]
        if share == 0:
            by_value[value] = _undefined("no unit of this value meets another coder's unit")
        elif away == 0:
            by_value[value] = _undefined("no variation: units that meet never differ in value")
        else:
            ratio = met_expected[n].sum() / share * (share - met[n, n]) / away
            by_value[value] = Coefficient(1 - ratio)
    total = _one_minus_ratio(coincidences, whole)
    return UnitizingAlpha(
        float(total), **total.__dict__, variant="2016", by_value=by_value, coverage=coverage,
        binary=_one_minus_ratio(binary, binary_expected), coding=_one_minus_ratio(met, met_expected),
    )


def _expected_coincidences(coincidences: np.ndarray, own_pairs: np.ndarray) -> np.ndarray:
    """Krippendorff (2019), eqs. 33 and 37: chance without pairing a segment with itself."""
    margins, total = coincidences.sum(1), coincidences.sum()
    pairs = total**2 - own_pairs.sum()
    if pairs <= 0:
        return np.zeros_like(coincidences)
    return total * (np.outer(margins, margins) - np.diag(own_pairs)) / pairs


def _one_minus_ratio(observed: np.ndarray, expected: np.ndarray) -> Coefficient:
    total = observed.sum()
    away, away_expected = total - np.trace(observed), expected.sum() - np.trace(expected)
    parts = dict(observed=float(away), expected=float(away_expected))
    if math.isclose(away_expected, 0, abs_tol=1e-12 * max(total, 1)):
        return _undefined("no variation: every place has the same value", **parts)
    return Coefficient(1 - away / away_expected, **parts)


def _unitizing_2004(units: dict, values: list, length: int) -> UnitizingAlpha:
    observed, expected = {}, {}
    for value in values:
        own = {coder: [u[:2] for u in spans if u[2] == value] for coder, spans in units.items()}
        for coder, spans in own.items():
            _refuse_overlaps(coder, spans, "join units of one value")
        observed[value] = _observed_2004(list(own.values()), length)
        expected[value] = _expected_2004(list(own.values()), length)

    def alpha(do: float, de: float, kind=Coefficient, **parts) -> Coefficient:
        parts |= dict(observed=do, expected=de)
        if de == 0:
            return _undefined("no variation: chance cannot place the units otherwise", kind, **parts)
        return kind(1 - do / de, **parts)

    by_value = {value: alpha(observed[value], expected[value]) for value in values}
    total = sum(observed.values()), sum(expected.values())
    return alpha(*total, UnitizingAlpha, variant="2004", by_value=by_value)


def _observed_2004(own: list[list[tuple]], length: int) -> float:
    """Krippendorff (2004), p. 252: squared differences of units that meet, squared length of those that meet none."""
    total = 0.0
    for a, b in combinations(own, 2):
        meeting = [(g, h) for g in a for h in b if g[0] < h[1] and h[0] < g[1]]
        total += sum((g[0] - h[0]) ** 2 + (g[1] - h[1]) ** 2 for g, h in meeting)
        alone = (set(a) - {g for g, _ in meeting}, set(b) - {h for _, h in meeting})
        total += sum((end - start) ** 2 for units in alone for start, end in units)
    return 2 * total / (len(own) * (len(own) - 1) * length**2)


def _expected_2004(own: list[list[tuple]], length: int) -> float:
    """Krippendorff (2004), p. 253: the same over every place chance could give the units."""
    lengths = [end - start for spans in own for start, end in spans]
    gaps = []
    for spans in own:
        edges = [0, *(x for span in spans for x in span), length]
        gaps += [edges[n + 1] - edges[n] for n in range(0, len(edges), 2)]
    total = 0.0
    for unit in lengths:
        meeting = (len(lengths) - 1) / 3 * (2 * unit**3 - 3 * unit**2 + unit)
        total += meeting + unit**2 * sum(gap - unit + 1 for gap in gaps if gap >= unit)
    places = len(own) * length * (len(own) * length - 1) - sum(unit * (unit - 1) for unit in lengths)
    return 2 / length * total / places


# -- intervals ------------------------------------------------------------------------------------------------------

def _draws(n_documents: int, n_boot: int, seed: int) -> np.ndarray:
    """How often each document is drawn in each replicate (replicates × documents)."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(n_documents, np.full(n_documents, 1 / n_documents), size=n_boot)


def bootstrap_interval(
    coefficient: Callable, ratings, documents: Sequence, n_boot: int = 1000, seed: int = 1, confidence: float = 0.95
) -> tuple[float, float]:
    """The percentile interval of a coefficient when documents, not units, are drawn again.

    Sentences of one document resemble each other; drawing them one by one would make the interval too narrow.

    Parameters
    ----------
    coefficient : callable
        A function of ratings, e.g. :func:`krippendorff_alpha`.
    ratings : array-like, coders × units
    documents : sequence, one label a unit
    n_boot, seed, confidence
        Replicates, random seed, share of them inside the interval.

    Returns
    -------
    low, high : float
        ``nan`` with fewer than two documents. Replicates without variation have no coefficient and are left out.
    """
    cells = _cells(ratings)
    codes, names = pd.factorize(np.asarray(documents, dtype=object))
    if len(names) < 2:
        return math.nan, math.nan
    places = [np.flatnonzero(codes == n) for n in range(len(names))]
    values = []
    for draw in _draws(len(names), n_boot, seed):
        units = np.concatenate([np.tile(places[n], times) for n, times in enumerate(draw) if times])
        values.append(float(coefficient(cells[:, units].tolist())))
    return _percentiles(np.array(values), confidence)


def _percentiles(values: np.ndarray, confidence: float = 0.95) -> tuple[float, float]:
    values = values[~np.isnan(values)]
    if not len(values):
        return math.nan, math.nan
    low, high = np.quantile(values, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


# -- codings on units -----------------------------------------------------------------------------------------------

@dataclass
class _Text:
    """The running text of all passages, end to end: offsets in it have no holes and no two documents meet."""

    documents: list[str]
    passages: pd.DataFrame  # sorted, with doc (number), at (start in the running text)
    length: int

    def place(self, doc_ids: pd.Series, offsets: pd.Series) -> np.ndarray:
        """Where an offset of a document lies in the running text; outside passages, at the nearest edge."""
        keys = self.passages["doc"].to_numpy() * self._stride + self.passages["start"].to_numpy()
        number = pd.Categorical(doc_ids, categories=self.documents).codes.astype("int64")
        row = np.searchsorted(keys, number * self._stride + offsets.to_numpy(), side="right") - 1
        first = np.searchsorted(keys, number * self._stride)  # before the first passage of its own document
        row = np.maximum(row, first)
        inside = offsets.to_numpy() - self.passages["start"].to_numpy()[row]
        size = (self.passages["end"] - self.passages["start"]).to_numpy()[row]
        return self.passages["at"].to_numpy()[row] + np.clip(inside, 0, size)

    @property
    def _stride(self) -> int:
        return int(self.passages["end"].max()) + 1


def _running_text(passages: pd.DataFrame) -> _Text:
    table = passages
    if "kind" in table:
        table = table[~table["kind"].isin(INSIDE_KINDS)]
    table = table.sort_values(["doc_id", "start"], kind="stable").reset_index(drop=True)
    overlap = (table["start"] < table["end"].shift()) & (table["doc_id"] == table["doc_id"].shift())
    if overlap.any():
        row = table[overlap].iloc[0]
        remedy = "Pass corpus.passages: a character is counted once"
        place = f"{row.doc_id} {row.start}–{row.end}"
        raise TableError([Problem("passages", place, "overlaps the one before it", remedy)])
    documents = list(dict.fromkeys(table["doc_id"]))
    sizes = (table["end"] - table["start"]).to_numpy()
    number = pd.Categorical(table["doc_id"], categories=documents).codes.astype("int64")
    table = table.assign(doc=number, at=sizes.cumsum() - sizes)
    return _Text(documents, table, int(sizes.sum()))


def _units(text: _Text, level: str) -> pd.DataFrame:
    """Sentences or passages: doc_id, passage_id, start, end (document), doc, at, to (running text)."""
    from qda import languages

    rows = []
    for p in text.passages.itertuples():
        inner = languages.sentences(p.text, p.lang) if level == "sentence" else [(0, p.end - p.start)]
        for start, end in inner:
            rows.append((p.doc_id, p.passage_id, p.start + start, p.start + end, p.doc, p.at + start, p.at + end))
    return pd.DataFrame(rows, columns=["doc_id", "passage_id", "start", "end", "doc", "at", "to"])


def _placed(codings: pd.DataFrame, text: _Text, codes: Sequence[str]) -> pd.DataFrame:
    """The codings that lie on text: coder, code (number), doc, at, to."""
    table = codings[codings["doc_id"].isin(set(text.documents)) & codings["code"].isin(set(codes))]
    placed = pd.DataFrame({
        "coder": table["coder"].to_numpy(),
        "code": pd.Categorical(table["code"], categories=list(codes)).codes.astype("int64"),
        "doc": pd.Categorical(table["doc_id"], categories=text.documents).codes.astype("int64"),
        "at": text.place(table["doc_id"], table["start"]) if len(table) else np.zeros(0, int),
        "to": text.place(table["doc_id"], table["end"]) if len(table) else np.zeros(0, int),
    })
    return placed[placed["to"] > placed["at"]].reset_index(drop=True)


def _joined(placed: pd.DataFrame) -> pd.DataFrame:
    """Overlapping spans of one coder and code joined to one."""
    keys = ["coder", "code", "doc"]
    table = placed.sort_values([*keys, "at", "to"], kind="stable").reset_index(drop=True)
    reach = table.groupby(keys)["to"].cummax().groupby([table[k] for k in keys]).shift()
    opens = ~(table["at"] < reach)
    table["unit"] = opens.cumsum()
    return table.groupby("unit", as_index=False).agg({k: "first" for k in keys} | {"at": "min", "to": "max"})


def _covered(units: pd.DataFrame, placed: pd.DataFrame, n_codes: int) -> np.ndarray:
    """Which unit holds which code (units × codes): the overlap is at least half of the shorter of span and unit."""
    at, to = units["at"].to_numpy(), units["to"].to_numpy()
    first = np.searchsorted(to, placed["at"].to_numpy(), side="right")
    count = np.maximum(np.searchsorted(at, placed["to"].to_numpy(), side="left") - first, 0)
    span = np.repeat(np.arange(len(placed)), count)
    unit = np.arange(count.sum()) - np.repeat(count.cumsum() - count, count) + np.repeat(first, count)
    begin, end = placed["at"].to_numpy()[span], placed["to"].to_numpy()[span]
    overlap = np.minimum(end, to[unit]) - np.maximum(begin, at[unit])
    enough = 2 * overlap >= np.minimum(end - begin, to[unit] - at[unit])
    held = np.zeros((len(units), n_codes), dtype=bool)
    held[unit[enough], placed["code"].to_numpy()[span[enough]]] = True
    return held


def _pieces(text: _Text, placed: pd.DataFrame) -> pd.DataFrame:
    """The running text cut at every edge of a span or document: within a piece nothing changes."""
    starts = text.passages.groupby("doc")["at"].min().to_numpy()
    cuts = np.unique(np.concatenate([starts, [text.length], placed["at"], placed["to"]]).astype("int64"))
    at = cuts[:-1]
    return pd.DataFrame({"doc": np.searchsorted(starts, at, side="right") - 1, "at": at, "to": cuts[1:]})


# -- who read what --------------------------------------------------------------------------------------------------

def read_coder_documents(folder: str | os.PathLike) -> dict[str, list[str]]:
    """Which documents each coder read, from ``<coder>.documents`` or ``<coder>.documents.csv`` files of a folder.

    One doc_id a line; of a csv the column ``doc_id``. A document read and left without a code stands here only.
    """
    from qda.tables import read_table

    found = {}
    for file in sorted(Path(folder).iterdir()):
        if file.name.endswith(".documents.csv"):
            found[file.name.removesuffix(".documents.csv")] = list(read_table(file, ["doc_id"])["doc_id"])
        elif file.name.endswith(".documents"):
            lines = file.read_text(encoding="utf-8").splitlines()
            found[file.name.removesuffix(".documents")] = [line.strip() for line in lines if line.strip()]
    return found


def _documents_of(coder: str, codings: pd.DataFrame, documents, text: _Text) -> set[str]:
    if documents is not None and not isinstance(documents, Mapping):
        return set(documents) & set(text.documents)
    if documents and coder in documents:
        return set(documents[coder]) & set(text.documents)
    own = codings[codings["coder"] == coder]
    if len(own) and not (own["origin"] == "human").any():
        return set(text.documents)
    return set(own["doc_id"]) & set(text.documents)


def _prepare(codings, passages, coders, codes, documents):
    if isinstance(documents, (str, os.PathLike)):
        documents = read_coder_documents(documents)
    coders = list(dict.fromkeys(codings["coder"])) if coders is None else list(coders)
    codes = _in_order(set(codings["code"])) if codes is None else list(codes)
    known = set(codings["coder"]) | set(documents if isinstance(documents, Mapping) else ())
    unknown = [c for c in coders if c not in known]
    if unknown:
        there = ", ".join(dict.fromkeys(codings["coder"])) or "nobody"
        raise TableError([Problem("codings", "", f"no coding by {unknown[0]}", f"Coders here: {there}")])
    text = _running_text(passages)
    read = {coder: _documents_of(coder, codings, documents, text) for coder in coders}
    return coders, codes, text, read


# -- the agreement table --------------------------------------------------------------------------------------------

AGREEMENT = (
    "code", "coder_a", "coder_b", "level", "documents", "n", "n_a", "n_b", "n_both", "percent",
    "kappa", "kappa_low", "kappa_high", "pi", "alpha", "alpha_low", "alpha_high", "ac1", "bp",
    "alpha_u", "alpha_u_low", "alpha_u_high", "alpha_u_variant", "precision", "recall", "f1", "reason",
)


def _binary_measures(both, only_a, only_b, neither) -> dict[str, np.ndarray]:
    """Two coders, a code present or absent; counts of any shape. Undefined is nan."""
    n = both + only_a + only_b + neither
    with np.errstate(invalid="ignore", divide="ignore"):
        a, b = (both + only_a) / n, (both + only_b) / n
        observed, pooled = (both + neither) / n, (a + b) / 2
        pooled_chance, own_chance = pooled**2 + (1 - pooled) ** 2, a * b + (1 - a) * (1 - b)

        def corrected(chance):
            room = 1 - chance
            return np.where(room > 1e-12, (observed - chance) / room, np.nan)

        without_itself = 2 * pooled * (1 - pooled) * 2 * n / (2 * n - 1)
        return {
            "percent": observed, "kappa": corrected(own_chance), "pi": corrected(pooled_chance),
            "alpha": np.where(without_itself > 1e-12, 1 - (1 - observed) / without_itself, np.nan),
            "ac1": corrected(1 - pooled_chance), "bp": 2 * observed - 1,
            "precision": both / (both + only_b), "recall": both / (both + only_a),
            "f1": 2 * both / (2 * both + only_a + only_b),
        }


def _alpha_u(both, only_a, only_b, neither, squares) -> np.ndarray:
    """α_U 2016 of two coders and one value from lengths: the closed form of :func:`unitizing_alpha`."""
    marked, gap = 2 * both + only_a + only_b, 2 * neither + only_a + only_b
    total = marked + gap
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = total * marked * gap / (total**2 - squares - gap)
        return np.where(expected > 0, 1 - (only_a + only_b) / expected, np.nan)


def _by_document(values: np.ndarray, doc: np.ndarray, n_documents: int) -> np.ndarray:
    out = np.zeros((n_documents, *values.shape[1:]))
    np.add.at(out, doc, values)
    return out


def _cells_by_document(a, b, weight, doc, n_documents) -> np.ndarray:
    """both, only a, only b, neither (4 × documents × codes)."""
    size = weight[:, None]
    return np.stack([
        _by_document(part * size, doc, n_documents) for part in (a & b, a & ~b, ~a & b, ~a & ~b)
    ])


def _masi_table(sets: np.ndarray) -> np.ndarray:
    """MASI distances between rows of booleans (sets of codes)."""
    sets = sets.astype(float)
    shared, size = sets @ sets.T, sets.sum(1)
    either = size[:, None] + size[None, :] - shared
    within = shared == np.minimum.outer(size, size)
    distance = 1 - _divide(shared * np.where(within, 2, 1), 3 * either)
    np.fill_diagonal(distance, 0)
    return distance


def agreement_table(
    codings: pd.DataFrame, passages: pd.DataFrame, coders: Sequence[str] | None = None,
    codes: Sequence[str] | None = None, level: str = "sentence", documents=None,
    seed: int = 1, n_boot: int = 1000, core: Sequence[str] = CORE,
) -> pd.DataFrame:
    """Agreement of every two coders on every code, with intervals from a bootstrap over documents.

    Only documents that both coders read count. Text of such a document that neither coded counts as agreement that
    the code is absent: coders who read a text judge all of it, and this is the reading under which κ, π and α of a
    code are defined. It makes ``percent`` high for rare codes whatever the coders do; the coefficients correct for
    it.

    A span covers a unit if they overlap by at least half of the shorter of the two. At ``character`` level every
    character of the passages is a unit. α_U is always measured on characters, code by code, as
    :func:`unitizing_alpha` 2016, the shared documents laid end to end.

    Parameters
    ----------
    codings : DataFrame
        :data:`qda.tables.CODINGS`, of two coders or more.
    passages : DataFrame
        :data:`qda.tables.PASSAGES`: the text there was to code.
    coders : sequence of str, optional
        Whom to compare, the reference first; all coders, in order of appearance, if not given.
    codes : sequence of str, optional
        Which codes; all that stand in ``codings``, if not given.
    level : {"sentence", "passage", "character"}
        The unit that is counted.
    documents : sequence, mapping or path, optional
        What was read: doc_ids that all coders read; a mapping coder → doc_ids; or a folder with
        ``<coder>.documents`` files (:func:`read_coder_documents`). Where it says nothing of a coder: the documents
        in which a person put a code, all documents for a machine.
    seed, n_boot : int
        Random seed and replicates of the bootstrap (percentile, 95 %); the same documents are drawn for every code.
    core : sequence of str
        Codes whose joint agreement has the row ``core``.

    Returns
    -------
    DataFrame
        :data:`AGREEMENT`: one row a pair and code; then ``core`` and ``all``, where a unit's value is its set of
        codes, α is that of MASI and precision, recall and F1 (of b, with a as reference) sum over codes. ``n_a``,
        ``n_b``, ``n_both`` count units. What is undefined is missing; ``reason`` says why.
    """
    if level not in LEVELS:
        raise ValueError(f"level: {level!r} is unknown; use {', '.join(LEVELS)}")
    coders, codes, text, read = _prepare(codings, passages, coders, codes, documents)
    placed = _placed(codings[codings["coder"].isin(coders)], text, codes)
    joined = _joined(placed)
    pieces = _pieces(text, placed)
    units = pieces if level == "character" else _units(text, level)
    held, marked, squares = {}, {}, {}
    for coder in coders:
        own = joined[joined["coder"] == coder]
        marked[coder] = _covered(pieces, own, len(codes))
        held[coder] = marked[coder] if level == "character" else _covered(
            units, placed[placed["coder"] == coder], len(codes))
        squares[coder] = np.zeros((len(text.documents), len(codes)))
        np.add.at(squares[coder], (own["doc"], own["code"]), (own["to"] - own["at"]) ** 2)
    lengths = (units["to"] - units["at"]).to_numpy() if level == "character" else np.ones(len(units))

    rows = []
    for a, b in combinations(coders, 2):
        shared = np.array([doc in read[a] and doc in read[b] for doc in text.documents], dtype=bool)
        number = shared.cumsum() - 1
        n_documents = int(shared.sum())
        frame = dict(coder_a=a, coder_b=b, level=level, documents=n_documents)
        sets = {"core": [c for c in codes if c in set(core)], "all": list(codes)}
        sets = {name: members for name, members in sets.items() if len(members) > 1}
        if not n_documents:
            rows += [frame | dict(code=code, n=0, reason="no document was read by both") for code in [*codes, *sets]]
            continue
        mine, here = shared[units["doc"]], shared[pieces["doc"]]
        doc = number[units["doc"].to_numpy()[mine]]
        weight = lengths[mine]
        held_a, held_b = held[a][mine], held[b][mine]
        counts = _cells_by_document(held_a, held_b, weight, doc, n_documents)
        characters = _cells_by_document(
            marked[a][here], marked[b][here], (pieces["to"] - pieces["at"]).to_numpy()[here],
            number[pieces["doc"].to_numpy()[here]], n_documents)
        square = (squares[a] + squares[b])[shared]
        draws = _draws(n_documents, n_boot, seed)
        rows += _code_rows(codes, frame, counts, characters, square, draws)
        for name, members in sets.items():
            where = [codes.index(c) for c in members]
            own = held_a[:, where], held_b[:, where]
            rows.append(_set_row(name, frame, *own, weight, doc, counts[:, :, where], draws))
    return _agreement_frame(rows)


def _code_rows(codes, frame, counts, characters, square, draws) -> list[dict]:
    total = counts.sum(1)
    point = _binary_measures(*total) | {"alpha_u": _alpha_u(*characters.sum(1), square.sum(0))}
    replicates = _binary_measures(*np.einsum("rd,kdc->krc", draws, counts))
    replicates["alpha_u"] = _alpha_u(*np.einsum("rd,kdc->krc", draws, characters), draws @ square)
    rows = []
    for n, code in enumerate(codes):
        both, only_a, only_b, neither = total[:, n]
        row = frame | {name: float(values[n]) for name, values in point.items()}
        row |= dict(code=code, n=both + only_a + only_b + neither, n_a=both + only_a, n_b=both + only_b, n_both=both)
        reasons = _why_missing(row)
        for name in ("kappa", "alpha", "alpha_u"):
            row |= _interval(name, row[name], replicates[name][:, n], frame["documents"], reasons)
        rows.append(row | dict(alpha_u_variant="2016", reason="; ".join(dict.fromkeys(reasons))))
    return rows


def _why_missing(row: dict) -> list[str]:
    a, b, reasons = row["coder_a"], row["coder_b"], []
    if row["n_a"] == row["n_b"] == 0:
        reasons.append(f"kappa, pi, alpha: no variation, neither {a} nor {b} used the code")
    elif row["n_a"] == row["n_b"] == row["n"]:
        reasons.append("kappa, pi, alpha: no variation, both put the code on every unit")
    elif math.isnan(row["kappa"]):
        reasons.append("kappa: no variation")
    if math.isnan(row["alpha_u"]) and row["n_a"] + row["n_b"]:
        reasons.append("alpha_u: no variation")
    if row["n_b"] == 0:
        reasons.append(f"precision: {b} never used the code")
    if row["n_a"] == 0:
        reasons.append(f"recall: {a} never used the code")
    return reasons


def _interval(name: str, point: float, replicates: np.ndarray, n_documents: int, reasons: list[str]) -> dict:
    missing = {f"{name}_low": math.nan, f"{name}_high": math.nan}
    if math.isnan(point):
        return missing
    if n_documents < 2:
        reasons.append("no interval from one document")
        return missing
    defined = int((~np.isnan(replicates)).sum())
    if defined < len(replicates) / 2:
        reasons.append(f"no interval of {name}: most replicates draw no document with the code")
        return missing
    if defined < len(replicates):
        reasons.append(f"interval of {name} from {defined} of {len(replicates)} replicates, the others lack the code")
    low, high = _percentiles(replicates)
    return {f"{name}_low": low, f"{name}_high": high}


def _set_row(name, frame, held_a, held_b, weight, doc, counts, draws) -> dict:
    """A unit's value is its set of codes: α with MASI; κ, π, AC1, BP and α_U are defined code by code only."""
    n_documents = frame["documents"]
    sets, index = np.unique(np.vstack([held_a, held_b]), axis=0, return_inverse=True)
    index_a, index_b = index.reshape(2, -1)
    distance = _masi_table(sets)
    apart = _by_document((distance[index_a, index_b] * weight)[:, None], doc, n_documents)[:, 0]
    used = np.zeros((n_documents, len(sets)))
    np.add.at(used, (doc, index_a), weight)
    np.add.at(used, (doc, index_b), weight)

    def alpha(apart, used):
        n = used.sum(-1)
        with np.errstate(invalid="ignore", divide="ignore"):
            expected = ((used @ distance) * used).sum(-1) / (n * (n - 1))
            return np.where(expected > 0, 1 - 2 * apart / n / expected, np.nan)

    any_a, any_b = held_a.any(1), held_b.any(1)
    n = weight.sum()
    total = counts.sum((1, 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        both, only_a, only_b = total[:3]
        quality = dict(
            precision=both / (both + only_b), recall=both / (both + only_a), f1=2 * both / (2 * both + only_a + only_b),
            percent=weight[index_a == index_b].sum() / n, alpha=alpha(apart.sum(), used.sum(0)))
    row = frame | {k: float(v) for k, v in quality.items()} | dict(
        code=name, n=n, n_a=weight[any_a].sum(), n_b=weight[any_b].sum(), n_both=weight[any_a & any_b].sum())
    reasons = ["sets of codes: alpha is that of MASI; kappa, pi, ac1, bp, alpha_u are measured code by code"]
    if math.isnan(row["alpha"]):
        reasons.append("alpha: no variation")
    row |= _interval("alpha", row["alpha"], alpha(draws @ apart, draws @ used), n_documents, reasons)
    return row | dict(reason="; ".join(reasons))


def _agreement_frame(rows: list[dict]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(AGREEMENT))
    for name in ("documents", "n", "n_a", "n_b", "n_both"):
        table[name] = table[name].astype("Float64").round().astype("Int64")
    for name in ("code", "coder_a", "coder_b", "level", "alpha_u_variant", "reason"):
        table[name] = table[name].fillna("").astype("str")
    measures = [c for c in AGREEMENT if c not in set(table.select_dtypes(["Int64", "str"]).columns)]
    return table.astype({c: "float64" for c in measures})


def agreement_measures(table: pd.DataFrame, measures: Sequence[str] = ("alpha", "kappa")) -> pd.DataFrame:
    """The agreement table in long form, ready to draw: one row a pair, code and measure.

    Returns
    -------
    DataFrame
        code, coder_a, coder_b, level, documents, n, measure, estimate, low, high (missing where there is no
        interval), reason.
    """
    frame = ["code", "coder_a", "coder_b", "level", "documents", "n"]
    parts = []
    for name in measures:
        part = table[frame].assign(measure=name, estimate=table[name])
        part["low"] = table[f"{name}_low"] if f"{name}_low" in table else np.nan
        part["high"] = table[f"{name}_high"] if f"{name}_high" in table else np.nan
        parts.append(part.assign(reason=table["reason"]))
    return pd.concat(parts, ignore_index=True)


# -- where they differ ----------------------------------------------------------------------------------------------

DISAGREEMENT = (
    "doc_id", "passage_id", "start", "end", "kind", "coder_a", "code_a", "exact_a", "coder_b", "code_b", "exact_b",
    "overlap", "start_a", "end_a", "start_b", "end_b", "memo_a", "memo_b", "passage",
)


def _own_spans(codings: pd.DataFrame, coder: str, codes, shared: set[str]) -> pd.DataFrame:
    """A coder's spans in document offsets, overlapping ones of a code joined, with their memos."""
    table = codings[(codings["coder"] == coder) & codings["doc_id"].isin(shared) & codings["code"].isin(set(codes))]
    table = table.sort_values(["doc_id", "code", "start", "end"], kind="stable").reset_index(drop=True)
    keys = [table["doc_id"], table["code"]]
    reach = table.groupby(["doc_id", "code"])["end"].cummax().groupby(keys).shift()
    table["unit"] = (~(table["start"] < reach)).cumsum()
    memo = {"memo": lambda memos: " / ".join(m for m in memos if m)} if "memo" in table else {}
    joined = table.groupby("unit", as_index=False).agg(
        {"doc_id": "first", "code": "first", "start": "min", "end": "max"} | memo)
    return joined if memo else joined.assign(memo="")


def disagreement_table(
    codings: pd.DataFrame, passages: pd.DataFrame, coders: Sequence[str] | None = None,
    codes: Sequence[str] | None = None, documents=None,
) -> pd.DataFrame:
    """Every place where two coders differ, with what each marked and the passage it stands in.

    Parameters as for :func:`agreement_table`.

    Returns
    -------
    DataFrame
        :data:`DISAGREEMENT`, in order of the text. ``kind`` is

        - ``boundary``: the same code on spans that overlap and are not the same;
        - ``confusion``: ``code_a`` on one side, ``code_b`` on the other, on spans that overlap by at least half of
          the shorter and that the other coder did not give the same code; each span stands in one confusion at most;
        - ``omission``: a code with nothing of the kind on the other side (``code_a`` or ``code_b`` is ``""``).

        ``overlap`` is the shared share of the two spans together; offsets of a side that marked nothing are missing.
    """
    coders, codes, text, read = _prepare(codings, passages, coders, codes, documents)
    rows = []
    for a, b in combinations(coders, 2):
        shared = read[a] & read[b]
        first, second = (_own_spans(codings, coder, codes, shared) for coder in (a, b))
        left, right = ({doc: part.to_dict("records") for doc, part in s.groupby("doc_id")} for s in (first, second))
        for doc in sorted(shared):
            found = _differences(left.get(doc, []), right.get(doc, []))
            rows += [dict(doc_id=doc, coder_a=a, coder_b=b) | row for row in found]
    return _side_by_side(rows, text)


def _differences(left: list[dict], right: list[dict]) -> list[dict]:
    """boundary, confusion and omission between the spans of one document."""
    meeting = []
    for i, x in enumerate(left):
        for j, y in enumerate(right):
            shared = min(x["end"], y["end"]) - max(x["start"], y["start"])
            if shared > 0:
                meeting.append((shared, i, j))
    rows, met_a, met_b = [], set(), set()
    for _, i, j in meeting:
        if left[i]["code"] == right[j]["code"]:
            met_a.add(i)
            met_b.add(j)
            if (left[i]["start"], left[i]["end"]) != (right[j]["start"], right[j]["end"]):
                rows.append(_difference("boundary", left[i], right[j]))
    for shared, i, j in sorted(meeting, key=lambda m: (-m[0], m[1:])):
        shorter = min(s["end"] - s["start"] for s in (left[i], right[j]))
        if i not in met_a and j not in met_b and 2 * shared >= shorter:
            met_a.add(i)
            met_b.add(j)
            rows.append(_difference("confusion", left[i], right[j]))
    rows += [_difference("omission", x, None) for i, x in enumerate(left) if i not in met_a]
    rows += [_difference("omission", None, y) for j, y in enumerate(right) if j not in met_b]
    return rows


def _difference(kind: str, x: dict | None, y: dict | None) -> dict:
    sides = [s for s in (x, y) if s]
    start, end = min(s["start"] for s in sides), max(s["end"] for s in sides)
    shared = min(s["end"] for s in sides) - max(s["start"] for s in sides) if x and y else 0
    row = dict(kind=kind, start=start, end=end, overlap=shared / (end - start))
    for name, side in (("a", x), ("b", y)):
        row |= {f"code_{name}": side["code"] if side else "", f"memo_{name}": side["memo"] if side else "",
                f"start_{name}": side["start"] if side else pd.NA, f"end_{name}": side["end"] if side else pd.NA}
    return row


def _side_by_side(rows: list[dict], text: _Text) -> pd.DataFrame:
    """Add the passage and the words of each side."""
    by_doc = {doc: part.to_dict("records") for doc, part in text.passages.groupby("doc_id")}
    for row in rows:
        within = [p for p in by_doc[row["doc_id"]] if p["start"] < row["end"] and row["start"] < p["end"]]
        row["passage_id"] = within[0]["passage_id"] if within else ""
        row["passage"] = "\n".join(p["text"] for p in within)
        for side in "ab":
            start, end = row[f"start_{side}"], row[f"end_{side}"]
            row[f"exact_{side}"] = "" if start is pd.NA else "\n".join(
                words for p in within if (words := p["text"][max(0, start - p["start"]) : max(0, end - p["start"])]))
    table = pd.DataFrame(rows, columns=list(DISAGREEMENT))
    for name in ("start_a", "end_a", "start_b", "end_b"):
        table[name] = table[name].astype("Int64")
    order = ["coder_a", "coder_b", "doc_id", "start", "end", "kind", "code_a", "code_b"]
    return table.sort_values(order, kind="stable").reset_index(drop=True)


def coded_units(
    codings: pd.DataFrame, passages: pd.DataFrame, coders: Sequence[str] | None = None,
    codes: Sequence[str] | None = None, level: str = "sentence", documents=None,
) -> pd.DataFrame:
    """The units behind :func:`agreement_table`: one row a unit and code that at least one coder put there.

    Returns
    -------
    DataFrame
        doc_id, passage_id, start, end, code, and one boolean column a coder (missing where the coder did not read
        the document).
    """
    if level not in ("sentence", "passage"):
        raise ValueError(f"level: {level!r} has no list of units; use sentence or passage")
    coders, codes, text, read = _prepare(codings, passages, coders, codes, documents)
    placed = _placed(codings, text, codes)
    units = _units(text, level)
    held = {coder: _covered(units, placed[placed["coder"] == coder], len(codes)) for coder in coders}
    unit, code = np.nonzero(np.any(list(held.values()), axis=0))
    table = units.iloc[unit][["doc_id", "passage_id", "start", "end"]].reset_index(drop=True)
    table["code"] = [codes[n] for n in code]
    for coder in coders:
        table[coder] = pd.array(held[coder][unit, code], dtype="boolean")
        table.loc[~table["doc_id"].isin(read[coder]), coder] = pd.NA
    return table


def code_confusion(
    codings: pd.DataFrame, passages: pd.DataFrame, coders: Sequence[str] | None = None,
    codes: Sequence[str] | None = None, level: str = "sentence", documents=None,
) -> pd.DataFrame:
    """Which code stood where the other coder put which: a confusion matrix in long form.

    In each unit a code that both put counts once on the diagonal; each code only a put is paired with each code only
    b put; where the other coder has none left, it is paired with ``""`` (nothing).

    Parameters as for :func:`agreement_table`.

    Returns
    -------
    DataFrame
        coder_a, coder_b, code_a, code_b, n (units), every pair of codes; make it square with ``pivot``.
    """
    if level not in ("sentence", "passage"):
        raise ValueError(f"level: {level!r} has no units to count; use sentence or passage")
    coders, codes, text, read = _prepare(codings, passages, coders, codes, documents)
    placed = _placed(codings, text, codes)
    units = _units(text, level)
    names = [*codes, ""]
    parts = []
    for a, b in combinations(coders, 2):
        mine = units["doc_id"].isin(read[a] & read[b]).to_numpy()
        x, y = (_covered(units, placed[placed["coder"] == coder], len(codes))[mine] for coder in (a, b))
        only_x, only_y = (x & ~y).astype(int), (y & ~x).astype(int)
        square = np.zeros((len(names), len(names)), dtype=int)
        square[:-1, :-1] = only_x.T @ only_y + np.diag((x & y).sum(0))
        square[:-1, -1] = only_x[~only_y.any(1)].sum(0)
        square[-1, :-1] = only_y[~only_x.any(1)].sum(0)
        square[-1, -1] = (~(x | y).any(1)).sum()
        code_a, code_b = np.meshgrid(names, names, indexing="ij")
        cells = dict(code_a=code_a.ravel(), code_b=code_b.ravel(), n=square.ravel())
        parts.append(pd.DataFrame(dict(coder_a=a, coder_b=b) | cells))
    columns = ["coder_a", "coder_b", "code_a", "code_b", "n"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


# -- consensus ------------------------------------------------------------------------------------------------------

def consensus(
    codings: pd.DataFrame, decisions: pd.DataFrame, coders: Sequence[str] | None = None,
    coder: str = "consensus", partial: bool = False,
) -> pd.DataFrame:
    """The coding the coders agreed on, as codings of a coder of its own, with who decided and why.

    Parameters
    ----------
    codings : DataFrame
        :data:`qda.tables.CODINGS` of the coders who are reconciled.
    decisions : DataFrame
        :data:`DECISIONS`: doc_id, start, end, code, by, why. A code that stands on start–end after discussion; an
        empty ``code`` says that none stands there. A decision settles every coding that overlaps its span and has
        its code, and where the code is empty every coding that overlaps it; give a confusion two rows, or one with
        the empty code and one with the code that stands.
    coders : sequence of str, optional
        Who is reconciled; every coder of ``codings`` if not given.
    coder : str
        The name of the consensus.
    partial : bool
        Take decisions that do not settle everything; else what is left is an error.

    Returns
    -------
    DataFrame
        Codings by ``coder``: spans on which all coders put the same code (``memo``: agreed by whom), unless a
        decision overrules them, and what was decided (``memo``: decided by whom: why).

    Raises
    ------
    TableError
        A decision without who or why; unless ``partial``, each coding no decision settles.
    """
    problems = []
    for n, row in enumerate(decisions.itertuples(), 1):
        for name, remedy in (("by", "Say who decided"), ("why", "Say why, in a few words")):
            if _is_missing(getattr(row, name)) or not str(getattr(row, name)).strip():
                problems.append(Problem("decisions", f"row {n}", f"no {name!r}", remedy))
    coders = list(dict.fromkeys(codings["coder"])) if coders is None else list(coders)
    if coder in coders:
        remedy = "Name the consensus otherwise, or leave that coder out"
        problems.append(Problem("codings", "", f"{coder} is already a coder", remedy))
    table = codings[codings["coder"].isin(coders)].reset_index(drop=True)
    place = ["doc_id", "start", "end", "code"]
    agreed = table.groupby(place)["coder"].transform("nunique") == len(coders)
    settled = np.zeros(len(table), dtype=bool)
    for row in decisions.itertuples():
        meets = (table["doc_id"] == row.doc_id) & (table["start"] < row.end) & (table["end"] > row.start)
        settled |= (meets & ((table["code"] == row.code) | (not row.code))).to_numpy()
    if not partial:
        remedy = "Add a decision, or pass partial=True"
        for row in table[~agreed & ~settled].itertuples():
            what = f"{row.code} by {row.coder} is not settled"
            problems.append(Problem("codings", f"{row.doc_id} {row.start}–{row.end}", what, remedy))
    if problems:
        raise TableError(problems)

    rows = []
    for row in table[agreed & ~settled].drop_duplicates(place).to_dict("records"):
        rows.append(row | dict(memo=f"agreed by {', '.join(coders)}"))
    quotes = table.drop_duplicates(["doc_id", "start", "end"]).set_index(["doc_id", "start", "end"])
    for row in decisions.itertuples():
        if row.code:
            key = (row.doc_id, row.start, row.end)
            quote = {c: quotes.at[key, c] for c in ("exact", "prefix", "suffix")} if key in quotes.index else {}
            what = dict(zip(place, (*key, row.code), strict=True))
            rows.append(what | quote | dict(memo=f"decided by {row.by}: {row.why}"))
    same = dict(coder=coder, origin="human", score=np.nan)
    result = make_table([{c: row[c] for c in CODINGS if c in row} | same for row in rows], CODINGS)
    return result.sort_values(place, kind="stable").reset_index(drop=True)
