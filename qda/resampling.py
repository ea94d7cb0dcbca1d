"""Intervals that know passages of one document are not independent."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd


def document_jackknife(
    statistic: Callable[[np.ndarray], float], doc_ids: Sequence, blocks: int = 40
) -> tuple[float, float]:
    """95 % interval of a statistic of passages, by leaving documents out.

    The bootstrap draws documents twice, and information measures (NMI, AMI, entropy) take repetition for
    structure: its intervals lie beside the estimate. The delete-a-group jackknife repeats nothing (Kott 2001;
    Shao & Tu 1995, ch. 2.3).

    Parameters
    ----------
    statistic : callable
        Rows (array of int) → float.
    doc_ids : sequence
        The document of each row.
    blocks : int
        Documents are left out one by one, or, when there are more, in so many groups.

    Returns
    -------
    (low, high) : floats
        Estimate ± 1.96 standard errors; NaN for fewer than two documents.
    """
    codes = pd.factorize(np.asarray(doc_ids, dtype=object))[0]
    groups = min(blocks, int(codes.max(initial=-1)) + 1)
    if groups < 2:
        return float("nan"), float("nan")
    estimate = statistic(np.arange(len(codes)))
    without = np.array([statistic(np.flatnonzero(codes % groups != g)) for g in range(groups)])
    error = np.sqrt((groups - 1) / groups * ((without - without.mean()) ** 2).sum())
    return float(estimate - 1.96 * error), float(estimate + 1.96 * error)
