"""Reinert's double classification: two simple ones with units of different sizes, crossed.

After Reinert (1983, 1990) as the R package rainette by Julien Barnier defines it in "Algorithms description".
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from qda.lexicometry.profiles import Classes, cluster_profiles, project_classes
from qda.lexicometry.reinert import Reinert, as_classes, counted, reinert
from qda.lexicometry.terms import as_counts


@dataclass(frozen=True, repr=False)
class ReinertDouble(Classes):
    """The result of :func:`reinert_double`.

    Attributes
    ----------
    partitions : DataFrame
        The best partitions: ``k``, ``criterion`` ("chi2", "n", or "chi2, n" where one is best by both),
        ``chi2`` (sum of the associations), ``n`` (rows classified), ``unassigned`` (share in no class),
        ``classes`` (crossed classes, "level.class × level.class").
    crossed : DataFrame
        The crossed classes that were kept: ``name``, ``n``, ``chi2`` (signed, with Yates' correction).
    first, second : Reinert
        The two simple classifications.
    """

    partitions: pd.DataFrame
    crossed: pd.DataFrame
    first: Reinert
    second: Reinert
    _members: list

    def __repr__(self) -> str:
        k = int(self.partitions["k"].max())
        return f"<ReinertDouble: partitions in 2 to {k} classes; {self.unassigned:.1%} of the rows in none>"

    @property
    def k(self) -> int:
        """The most classes for which there is a partition."""
        return int(self.partitions["k"].max())

    def cut(self, k: int | None = None, criterion: str = "chi2") -> pd.Series:
        """The class of each row in the best partition in ``k`` classes (the most, without it) by
        ``criterion`` ("chi2" or "n")."""
        k = self.k if k is None else k
        found = self.partitions[
            (self.partitions["k"] == k)
            & self.partitions["criterion"].str.split(", ").map(lambda c: criterion in c)
        ]
        if found.empty:
            raise ValueError(
                f"no partition in {k} classes by {criterion!r}: there are 2 to {self.k}, by 'chi2' or 'n'"
            )
        values = np.zeros(len(self.first.levels), dtype=int)
        for number, name in enumerate(found["classes"].iloc[0], 1):
            values[self._members[int(np.flatnonzero(self.crossed["name"] == name)[0])]] = number
        return as_classes(values).rename("class")

    def profiles(self, k: int | None = None, n_terms: int | None = None, max_p: float = 1.0) -> pd.DataFrame:
        """The terms of each class, see :func:`cluster_profiles`."""
        return cluster_profiles(
            self.first.matrix, self.cut(k), terms=self.first.terms, n_terms=n_terms, max_p=max_p
        )

    def project(self, by, k: int | None = None) -> pd.DataFrame:
        """How the classes lie over time, outlets, speakers …, see :func:`project_classes`."""
        return project_classes(self.cut(k), labels=by, rows=self.first.rows)


def reinert_double(
    matrix,
    second: Reinert | None = None,
    *,
    max_k: int = 5,
    min_segment_size_1: int = 10,
    min_segment_size_2: int = 15,
    min_members: int = 10,
    min_chi2: float = 3.84,
    full: bool = True,
    **settings,
) -> ReinertDouble:
    """Double classification: two simple ones with units of different sizes, and the classes they agree on.

    Every class of every level of the first is crossed with every class of the second. A crossed class is kept
    if it has more than ``min_members`` rows and a signed association χ² (2 × 2, Yates' correction) above
    ``min_chi2``. For each k, the partition of k crossed classes without a common row is chosen that has the
    largest sum of χ², and the one that holds most rows.

    Parameters
    ----------
    matrix : as :func:`reinert` takes, or a Reinert
        With ``second``, the first of two simple classifications of the same rows.
    max_k : int
        The most classes.
    min_segment_size_1, min_segment_size_2 : int
        Sizes of the units of the two classifications.
    min_members, min_chi2
        What a crossed class must exceed.
    full : bool
        False keeps only crossed classes whose two sides are each other's most associated, by χ² (the
        "classical" way: quicker, fewer partitions).
    **settings
        Passed to :func:`reinert`.

    Raises
    ------
    ValueError
        If fewer than two crossed classes are kept.
    """
    if second is None:
        matrix = counted(matrix)
        rows = as_counts(matrix)[2]
        if settings.get("documents") is None and (rows is None or "doc_id" not in rows):
            warnings.warn(
                "without documents= no short segment can be merged, and the two classifications are the same",
                stacklevel=2,
            )
            min_segment_size_1 = min_segment_size_2 = 0
        first = reinert(matrix, max_k, min_segment_size=min_segment_size_1, **settings)
        second = reinert(matrix, max_k, min_segment_size=min_segment_size_2, **settings)
    else:
        first = matrix
    if len(first.levels) != len(second.levels):
        raise ValueError("the two classifications must be of the same rows")
    crossed, members = _crossed(first, second, min_members, min_chi2, full)
    if len(crossed) < 2:
        raise ValueError(
            "fewer than two crossed classes are large and associated enough: lower min_members or min_chi2"
        )
    n_rows = len(first.levels)
    rows = []
    sizes, chi2 = crossed["n"].to_numpy(dtype=float), crossed["chi2"].to_numpy()
    apart = _disjoint(members, n_rows)
    for k in range(2, min(max_k, first.k, second.k) + 1):
        best = {"chi2": _best_partition(chi2, sizes, apart, k)}
        if best["chi2"] is None:
            break
        best["n"] = _best_partition(sizes, chi2, apart, k)
        same = set(best["chi2"]) == set(best["n"])
        for criterion in ("chi2",) if same else ("chi2", "n"):
            chosen = sorted(best[criterion], key=lambda c: -sizes[c])
            n = int(sizes[chosen].sum())
            rows.append(
                {
                    "k": k,
                    "criterion": "chi2, n" if same else criterion,
                    "chi2": float(chi2[chosen].sum()),
                    "n": n,
                    "unassigned": 1 - n / n_rows,
                    "classes": [crossed["name"].iloc[c] for c in chosen],
                }
            )
    if not rows:
        raise ValueError("no two crossed classes without a common row: lower min_members or min_chi2")
    return ReinertDouble(pd.DataFrame(rows), crossed, first, second, members)


def _crossed(first: Reinert, second: Reinert, min_members: int, min_chi2: float, full: bool):
    names, sides = [], []
    for result in (first, second):
        columns, labels, seen = [], [], set()
        for level in result.levels:
            values = result.levels[level].fillna(0).to_numpy(dtype=int)
            for c in range(1, level + 1):
                column = values == c
                if (
                    column.any() and column.tobytes() not in seen
                ):  # a class no split touched is the same one level down
                    seen.add(column.tobytes())
                    columns.append(column)
                    labels.append(f"{level}.{c}")
        names.append(labels)
        sides.append(np.array(columns, dtype=np.float64))
    both = np.rint(sides[0] @ sides[1].T)
    n1, n2, n = sides[0].sum(axis=1)[:, None], sides[1].sum(axis=1)[None, :], sides[0].shape[1]
    away = both - n1 * n2 / n
    with np.errstate(divide="ignore", invalid="ignore"):
        chi2 = (
            np.sign(away)
            * (np.maximum(np.abs(away) - np.minimum(0.5, np.abs(away)), 0)) ** 2
            * n**3
            / (n1 * (n - n1) * n2 * (n - n2))
        )
    chi2 = np.nan_to_num(chi2, nan=0.0, posinf=0.0, neginf=0.0)
    keep = (both > min_members) & (chi2 > min_chi2)
    if not full:
        keep &= (chi2 == chi2.max(axis=1, keepdims=True)) & (chi2 == chi2.max(axis=0, keepdims=True))
    found, members, seen = [], [], set()
    for i, j in zip(*np.nonzero(keep), strict=True):
        inside = (sides[0][i] > 0) & (sides[1][j] > 0)
        if inside.tobytes() not in seen:
            seen.add(inside.tobytes())
            found.append(
                {"name": f"{names[0][i]} × {names[1][j]}", "n": int(both[i, j]), "chi2": float(chi2[i, j])}
            )
            members.append(inside)
    return pd.DataFrame(found, columns=["name", "n", "chi2"]), members


def _disjoint(members: list[np.ndarray], n: int) -> list[int]:
    """For each crossed class, those it shares no row with, as the bits of an integer."""
    table = np.array(members, dtype=np.float32)
    apart = (table @ table.T) == 0
    return [sum(1 << int(j) for j in np.flatnonzero(row)) for row in apart]


def _best_partition(value: np.ndarray, tie: np.ndarray, apart: list[int], k: int) -> list[int] | None:
    """``k`` classes pairwise apart of the largest total ``value``, then ``tie``: branch and bound."""
    order = sorted(range(len(value)), key=lambda c: (-value[c], -tie[c], c))
    place = {c: n for n, c in enumerate(order)}
    values, ties = value[order], tie[order]
    friends = [
        sum(1 << place[c] for c in range(len(order)) if apart[order[n]] >> c & 1) for n in range(len(order))
    ]
    best: tuple[float, float, list[int] | None] = (-1.0, -1.0, None)

    def grow(chosen: list[int], allowed: int, total: float, tied: float) -> None:
        nonlocal best
        if len(chosen) == k:
            if total > best[0] * (1 + 1e-12) or (total >= best[0] * (1 - 1e-12) and tied > best[1]):
                best = (total, tied, chosen)
            return
        missing = k - len(chosen)
        while allowed:
            bound, rest, left = total, allowed, missing
            while rest and left:  # the best that could still be added, were they all apart
                low = rest & -rest
                bound += values[low.bit_length() - 1]
                rest, left = rest ^ low, left - 1
            if left or bound < best[0] * (1 - 1e-12):
                return
            low = allowed & -allowed
            n = low.bit_length() - 1
            allowed ^= low
            grow([*chosen, n], allowed & friends[n], total + values[n], tied + ties[n])

    grow([], (1 << len(order)) - 1, 0.0, 0.0)
    return None if best[2] is None else [order[n] for n in best[2]]
