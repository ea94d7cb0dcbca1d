"""Reading a classification: the terms of each class, and where the classes lie."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd
from scipy import stats

from qda.lexicometry.statistics import chi_squared
from qda.lexicometry.terms import as_counts, labels_of, presence_of, sum_rows


class Classes:
    """A classification of rows, whatever made it: a subclass says by ``cut()`` which class each row is in."""

    @cached_property
    def classes(self) -> pd.Series:
        """The class (1 …) of each row in the finest partition; missing where it has none."""
        return self.cut()

    @property
    def labels(self) -> np.ndarray:
        """:attr:`classes` as plain integers, 0 where there is none."""
        return self.classes.fillna(0).to_numpy(dtype=int)

    @property
    def unassigned(self) -> float:
        """Share of the rows that are in no class."""
        return float(self.classes.isna().mean())


def cluster_profiles(
    matrix, classes, *, terms=None, n_terms: int | None = None, max_p: float = 1.0
) -> pd.DataFrame:
    """The terms of each class: how many of its segments hold them, against all classified segments.

    Parameters
    ----------
    matrix : TermMatrix, DataFrame or array, segments × terms
        Counts are read as present or absent.
    classes : sequence
        The class of each segment; missing where it has none (such segments are left out).
    n_terms : int, optional
        Keep that many over-represented and as many under-represented terms a class.
    max_p : float
        Keep the terms with a p of this at most.

    Returns
    -------
    DataFrame
        class, term, n (segments of the class that hold it), total (segments that hold it), share (n / total),
        chi2 (of the 2 × 2 table, signed: negative if under-represented; no correction, as IRaMuTeQ prints it)
        and p; by class, largest χ² first. Empty where no segment has a class.
    """
    counts, names, _ = as_counts(matrix)
    names = np.asarray(names if terms is None else terms)
    codes, labels = labels_of(None, pd.Series(classes, dtype=object).to_numpy(), counts.shape[0])
    held = sum_rows(presence_of(counts), codes, len(labels)).toarray()
    members = np.bincount(codes[codes >= 0], minlength=len(labels))
    total, everyone = held.sum(axis=0), members.sum()
    tables = []
    for n, label in enumerate(labels):
        here = total > 0
        a, b = held[n][here], total[here] - held[n][here]
        chi2 = chi_squared(a, b, members[n], everyone - members[n])
        sign = np.where(a * everyone < total[here] * members[n], -1.0, 1.0)
        table = pd.DataFrame(
            {
                "class": label,
                "term": names[here],
                "n": a,
                "total": total[here],
                "share": a / total[here],
                "chi2": sign * chi2 + 0.0,
                "p": stats.chi2.sf(chi2, 1),
            }
        )
        table = table[table["p"] <= max_p].sort_values(["chi2", "term"], ascending=[False, True])
        if n_terms is not None:
            over, under = table[table["chi2"] > 0].head(n_terms), table[table["chi2"] < 0].tail(n_terms)
            table = pd.concat([over, under])
        tables.append(table)
    columns = ["class", "term", "n", "total", "share", "chi2", "p"]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)


def project_classes(classes, labels, rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """Classes against years, outlets, speakers …: the share of each class in the segments of each label.

    Parameters
    ----------
    classes : sequence
        The class of each segment; missing where it has none.
    labels : str or sequence
        A column of ``rows``, or one label a segment.

    Returns
    -------
    DataFrame
        label, class, n, of (classified segments of the label), share, low, high (Wilson's 95 % interval, as
        if segments were drawn one by one), chi2 (signed, 2 × 2, no correction) and p.
    """
    classes = pd.Series(classes, dtype=object).to_numpy()
    class_codes, class_names = labels_of(None, classes, len(classes))
    codes, names = labels_of(rows, labels, len(classes))
    both = (codes >= 0) & (class_codes >= 0)
    table = np.zeros((len(names), len(class_names)), dtype=np.int64)
    np.add.at(table, (codes[both], class_codes[both]), 1)
    of, sizes, n = table.sum(axis=1)[:, None], table.sum(axis=0)[None, :], table.sum()
    chi2 = chi_squared(table, sizes - table, of, n - of)
    sign = np.where(table * n < of * sizes, -1.0, 1.0)
    z = stats.norm.isf(0.025)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = table / of
        centre = (share + z * z / (2 * of)) / (1 + z * z / of)
        half = z / (1 + z * z / of) * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    flat = {
        "label": np.repeat(np.array(names, dtype=object), len(class_names)),
        "class": np.tile(np.array(class_names, dtype=object), len(names)),
        "n": table.ravel(),
        "of": np.broadcast_to(of, table.shape).ravel(),
        "share": share.ravel(),
        "low": np.maximum(centre - half, 0).ravel(),
        "high": np.minimum(centre + half, 1).ravel(),
        "chi2": (sign * chi2 + 0.0).ravel(),
        "p": stats.chi2.sf(chi2, 1).ravel(),
    }
    return pd.DataFrame(flat)
