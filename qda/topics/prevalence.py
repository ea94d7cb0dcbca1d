"""How much of what one outlet, year or genre says falls to each topic."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qda.tables import year_of
from qda.topics.model import TopicModel


def prevalence(
    model: TopicModel,
    by,
    documents: pd.DataFrame | None = None,
    n_boot: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Prevalence of topics by outlet, year, genre or any other column, with intervals.

    The prevalence of a topic in a group is the mean of its weights in the group's passages. Passages of a
    document are not independent: the interval is a percentile bootstrap of **documents**, drawn within the
    group.

    Parameters
    ----------
    model : TopicModel
    by : str, or one value a passage
        A column of ``documents`` or of ``model.passages`` (the passages' own is taken first), or ``"year"``
        (of ``date``).
    documents : DataFrame, optional
        The documents' table (``Corpus.documents``).
    n_boot : int
        Bootstrap samples.

    Returns
    -------
    DataFrame
        ``by`` (its name), ``topic, label, passages, documents, estimate, low, high, note``. A group of one
        document has no interval; ``note`` says so. Passages without a value are left out.

    Raises
    ------
    ValueError
        If there is no such column.
    """
    name = by if isinstance(by, str) else "group"
    values = pd.Series(values_by(model.passages, by, documents))
    doc_ids = model.passages["doc_id"].to_numpy(dtype=object)
    rng, labels, rows = np.random.default_rng(seed), model.labels(), []
    low, high = (1 - level) / 2, (1 + level) / 2
    found = list(values.dropna().unique())
    alike = len({isinstance(value, str) for value in found}) < 2
    for value in sorted(found, key=None if alike else str):
        here = (values == value).to_numpy(dtype=bool, na_value=False)
        documents_here, codes = np.unique(doc_ids[here], return_inverse=True)
        n = len(documents_here)
        sums = np.zeros((n, model.k))
        np.add.at(sums, codes, model.weights[here])
        sizes = np.bincount(codes, minlength=n)
        estimate = sums.sum(axis=0) / sizes.sum()
        bounds = np.full((2, model.k), np.nan)
        if n > 1:
            drawn = rng.multinomial(n, np.full(n, 1 / n), size=n_boot)
            bounds = np.quantile((drawn @ sums) / (drawn @ sizes)[:, None], [low, high], axis=0)
        note = "" if n > 1 else "one document: no interval"
        rows += [
            (value, t, labels[t], int(here.sum()), n, estimate[t], bounds[0, t], bounds[1, t], note)
            for t in range(model.k)
        ]
    return pd.DataFrame(
        rows, columns=[name, "topic", "label", "passages", "documents", "estimate", "low", "high", "note"]
    )


def values_by(passages: pd.DataFrame, by, documents: pd.DataFrame | None = None) -> np.ndarray:
    """The value of ``by`` for each passage (missing: None); ``by`` as in :func:`prevalence`."""
    if not isinstance(by, str):
        if len(by) != len(passages):
            raise ValueError(f"{len(by)} values for {len(passages)} passages: give one a passage")
        values = pd.Series(np.asarray(by, dtype=object))
    elif by in passages:
        values = passages[by]
    elif by == "year" and "date" in passages:
        values = year_of(passages["date"])
    elif documents is not None and (by in documents or by == "year"):
        column = documents[by] if by in documents else year_of(documents["date"])
        values = passages["doc_id"].map(dict(zip(documents["doc_id"], column, strict=True)))
    else:
        known = sorted(
            {*passages.columns, *(documents.columns if documents is not None else ())} - {"text", "said"}
        )
        remedy = "" if documents is not None else "; columns of the documents need documents=corpus.documents"
        raise ValueError(f"no column {by!r} (there is: {', '.join(known)}){remedy}")
    values = values.astype(object).reset_index(drop=True)
    return values.where(values.notna() & (values != ""), None).to_numpy()
