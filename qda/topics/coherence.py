"""Coherence: do the top terms of a topic stand together in the texts?

Counts are boolean sliding windows (Röder, Both & Hinneburg 2015): ``npmi`` is their C_NPMI (window of 10
terms, mean over pairs), ``c_v`` their C_V (window of 110, cosine of each term's NPMI vector with the
topic's). gensim's ``CoherenceModel`` gives the same numbers, slowly; here a window × term matrix is built
once and multiplied.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

WINDOWS = {"npmi": 10, "c_v": 110}
_FEW = 3000  # up to so many terms, all their co-occurrences are kept (72 MB)
_EPSILON = 1e-12  # gensim's and Röder's, against the logarithm of zero


class Windows:
    """Which terms stand in which sliding window of texts.

    Parameters
    ----------
    texts : sequence of sequence of str
        Terms of each text, in order. A text shorter than the window is one window.
    terms : iterable of str, optional
        Only these are counted (all by default).
    width : int
        Terms a window holds.
    as_gensim : bool
        When a term stands twice in a window and one of the two leaves it, gensim's counter forgets both. True
        counts as gensim does, so that numbers compare with those in print; False counts by the definition.
    """

    def __init__(self, texts: Sequence[Sequence[str]], terms=None, width: int = 10, as_gensim: bool = True):
        wanted = sorted(set(terms) if terms is not None else {term for text in texts for term in text})
        self.column = {term: n for n, term in enumerate(wanted)}
        firsts, lasts, columns, base = [], [], [], 0
        for text in texts:
            if not text:
                continue
            n_windows = max(len(text) - width, 0) + 1
            places: dict[int, list[int]] = {}
            for place, term in enumerate(text):
                if (column := self.column.get(term)) is not None:
                    places.setdefault(column, []).append(place)
            for column, at in places.items():
                for n, place in enumerate(at):
                    first = max(0, place - width + 1)
                    leaves = next(p for p in at[: n + 1] if p >= first) if as_gensim else place
                    firsts.append(base + first)
                    lasts.append(base + min(leaves, n_windows - 1))
                    columns.append(column)
            base += n_windows
        self.n = base
        firsts = np.array(firsts, dtype=np.int64)
        spans = np.array(lasts, dtype=np.int64) - firsts + 1
        within = np.arange(spans.sum()) - np.repeat(np.cumsum(spans) - spans, spans)
        rows = np.repeat(firsts, spans) + within
        there = sparse.csc_array(
            (np.ones(len(rows)), (rows, np.repeat(np.array(columns, dtype=np.int64), spans))),
            shape=(max(self.n, 1), len(wanted)),
        )
        there.sum_duplicates()
        there.data[:] = 1
        self._there = there
        self._together = (there.T @ there).toarray() if len(wanted) <= _FEW else None

    def npmi_matrix(self, terms: Sequence[str]) -> np.ndarray:
        """Normalised pointwise mutual information of each pair of ``terms`` that occur (Bouma 2009), itself
        included.
        """
        columns = [c for term in terms if (c := self.column.get(term)) is not None]
        if self._together is not None:
            together = self._together[np.ix_(columns, columns)] / max(self.n, 1)
        else:
            there = self._there[:, columns]
            together = (there.T @ there).toarray() / max(self.n, 1)
        alone = np.diag(together)
        occurring = np.flatnonzero(alone)
        together, alone = together[np.ix_(occurring, occurring)] + _EPSILON, alone[occurring]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.log(together / np.outer(alone, alone)) / -np.log(together)

    def coherence(self, terms: Sequence[str], measure: str = "npmi") -> float:
        """Coherence of one list of terms; NaN if fewer than two of them occur."""
        npmi = self.npmi_matrix(terms)
        if len(npmi) < 2:
            return float("nan")
        if measure == "npmi":
            return float(npmi[~np.eye(len(npmi), dtype=bool)].mean())
        topic = npmi.sum(axis=0)
        return float((npmi @ topic / (np.linalg.norm(npmi, axis=1) * np.linalg.norm(topic))).mean())
