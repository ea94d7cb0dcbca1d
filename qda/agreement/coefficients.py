"""Percent agreement, κ, π, Fleiss' κ, AC1/AC2 and Brennan–Prediger, each with weights."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from qda.agreement.ratings import (
    Coefficient, agreement_weights, cells_of, corrected, in_order, place_of, rating_counts, undefined,
)


def _paired(a, b) -> tuple[list, list]:
    """The units both coders rated, in order."""
    cells = cells_of([list(a), list(b)])
    both = (cells[0] != None) & (cells[1] != None)  # noqa: E711  (element by element)
    return cells[0][both].tolist(), cells[1][both].tolist()


def _two_coders(a, b, weights, categories) -> tuple[np.ndarray, np.ndarray] | None:
    """The table of shares of value pairs (rows: a) and its agreement weights."""
    first, second = _paired(a, b)
    if not first:
        return None
    values = in_order({*first, *second}) if categories is None else list(categories)
    index = place_of(values, [*first, *second])
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
        return undefined("no unit was rated by both coders")
    table, agree = found
    return corrected((agree * table).sum(), (agree * np.outer(table.sum(1), table.sum(0))).sum())


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
        return undefined("no unit was rated by both coders")
    table, agree = found
    pooled = (table.sum(0) + table.sum(1)) / 2
    return corrected((agree * table).sum(), (agree * np.outer(pooled, pooled)).sum())


def _pairwise_agreement(counts: np.ndarray, agree: np.ndarray) -> float:
    """Mean over units of the share of pairs of ratings that agree; units with fewer than two ratings say
    nothing."""
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
        return undefined("no unit was rated by two coders")
    return Coefficient(observed, observed=observed, expected=0.0)


def fleiss_kappa(counts, weights=None) -> Coefficient:
    """Fleiss' κ of any number of coders (Fleiss 1971; units may differ in their number of ratings, Gwet
    2014).

    Parameters
    ----------
    counts : array-like, units × values
        How many coders gave the unit the value, as :func:`rating_counts` makes it.
    weights : optional
        See :func:`agreement_weights`.

    Returns
    -------
    Coefficient
        ``.by_category`` holds κ of each value against the others (Fleiss 1971, eq. 20) where every unit has
        the same number of ratings.

    Examples
    --------
    >>> round(fleiss_kappa([[3, 0], [2, 1], [1, 2], [0, 3]]), 2)
    0.33
    """
    names = list(counts.columns) if isinstance(counts, pd.DataFrame) else None
    table = np.asarray(counts, dtype=float)
    if table.ndim != 2 or np.isnan(table).any() or (table < 0).any():
        raise ValueError(
            "counts: one row a unit, one column a value, numbers of coders; rating_counts makes them"
        )
    values = list(range(table.shape[1])) if names is None else names
    agree = agreement_weights(values, weights)
    observed = _pairwise_agreement(table, agree)
    if math.isnan(observed):
        return undefined("no unit was rated by two coders")
    shares = _shares(table)
    by_category = _fleiss_by_category(table, values)
    return corrected(observed, (agree * np.outer(shares, shares)).sum(), by_category=by_category)


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
        return undefined("no unit was rated by two coders")
    size = counts.shape[1]
    if size < 2:
        return undefined("one value only: give all the values there are as categories", observed=observed)
    shares = _shares(counts)
    return corrected(observed, agree.sum() * (shares * (1 - shares)).sum() / (size * (size - 1)))


def brennan_prediger(ratings, categories: Sequence | int | None = None, weights=None) -> Coefficient:
    """Brennan and Prediger's κ_n (Bennett's S, Randolph's free-marginal κ): every value equally likely by
    chance.

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
        return undefined("no unit was rated by two coders")
    if number is not None and number < counts.shape[1]:
        raise ValueError(f"categories: {number} are given but {counts.shape[1]} were used")
    if number is not None and weights is not None:
        raise ValueError("categories: weights need the values themselves, not their number")
    expected = agree.mean() if number is None else 1 / number
    if expected == 1:
        return undefined("one value only: give all the values there are as categories", observed=observed)
    return corrected(observed, expected)
