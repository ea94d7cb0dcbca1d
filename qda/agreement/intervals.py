"""Intervals from a bootstrap over documents."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from qda.agreement.ratings import cells_of


def document_draws(n_documents: int, n_boot: int, seed: int) -> np.ndarray:
    """How often each document is drawn in each replicate (replicates × documents)."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(n_documents, np.full(n_documents, 1 / n_documents), size=n_boot)


def bootstrap_interval(
    coefficient: Callable,
    ratings,
    documents: Sequence,
    n_boot: int = 1000,
    seed: int = 1,
    confidence: float = 0.95,
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
        ``nan`` with fewer than two documents. Replicates without variation have no coefficient and are left
        out.
    """
    cells = cells_of(ratings)
    codes, names = pd.factorize(np.asarray(documents, dtype=object))
    if len(codes) != cells.shape[1]:
        raise ValueError(f"documents: {len(codes)} labels for {cells.shape[1]} units; give one label a unit")
    if len(names) < 2:
        return math.nan, math.nan
    places = [np.flatnonzero(codes == n) for n in range(len(names))]
    values = []
    for draw in document_draws(len(names), n_boot, seed):
        units = np.concatenate([np.tile(places[n], times) for n, times in enumerate(draw) if times])
        values.append(float(coefficient(cells[:, units].tolist())))
    return percentiles(np.array(values), confidence)


def percentiles(values: np.ndarray, confidence: float = 0.95) -> tuple[float, float]:
    values = values[~np.isnan(values)]
    if not len(values):
        return math.nan, math.nan
    low, high = np.quantile(values, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)
