"""Reinert's descending hierarchical classification.

After Reinert (1983, *Cahiers de l'analyse des données* 8(2); 1990, *Bulletin de méthodologie sociologique*
26) as the R package rainette by Julien Barnier defines it in "Algorithms description"; written anew, on
sparse matrices. With ``a_j`` the segments of one group that hold term j, ``t_j`` those of both, ``n₁ = Σ
a_j`` and ``N = Σ t_j``, the χ² of the two groups is ``N² / (n₁ n₂) · (Σ a_j² / t_j − n₁² / N)``: moving a
segment changes it by the segment's own terms only, so a pass over all segments costs the non-zeros of the
matrix.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import sparse

from qda.lexicometry.correspondence import leading_axes
from qda.lexicometry.profiles import Classes, cluster_profiles, project_classes
from qda.lexicometry.terms import as_counts, labels_of, presence_of, sum_rows, term_matrix

_RISE = 1e-10  # χ² must rise by this share of itself: rounding is no reason to move a segment


@dataclass(frozen=True, repr=False)
class Reinert(Classes):
    """The result of :func:`reinert`.

    Attributes
    ----------
    levels : DataFrame of Int64, rows × (2 … k)
        The class of each row of the matrix when it is cut in 2, 3, … k classes; missing: in none.
    splits : DataFrame
        One row a split, in order: ``k`` (classes after it), ``parent`` (the class of level k − 1 that was
        split into classes ``parent`` and ``parent + 1`` of level k), ``chi2`` (reached), ``size_1``,
        ``size_2`` (units), ``terms`` (used).
    units : array of int
        The unit (merged short segments) each row belongs to.
    matrix : csr_array, rows × terms, 0 or 1
    terms : array
    rows : DataFrame or None
    settings : dict
    """

    levels: pd.DataFrame
    splits: pd.DataFrame
    units: np.ndarray
    matrix: sparse.csr_array
    terms: np.ndarray
    rows: pd.DataFrame | None
    settings: dict = field(default_factory=dict)

    def __repr__(self) -> str:
        sizes = ", ".join(map(str, self.sizes()))
        return f"<Reinert: {self.k} classes of {sizes} rows; {self.unassigned:.1%} in none>"

    @property
    def k(self) -> int:
        """How many classes were found."""
        return len(self.splits) + 1

    @property
    def chi2(self) -> float:
        """Sum of the χ² of the splits."""
        return float(self.splits["chi2"].sum())

    def cut(self, k: int | None = None) -> pd.Series:
        """The class of each row in the partition in ``k`` classes."""
        k = self.k if k is None else k
        if k == 1:
            return pd.Series(np.ones(len(self.levels)), dtype="Int64", name="class")
        if k not in self.levels:
            raise ValueError(f"no partition in {k} classes: there are 2 to {self.k}")
        return self.levels[k].rename("class")

    def sizes(self, k: int | None = None) -> list[int]:
        """Rows in each class."""
        classes = self.cut(k)
        return [int((classes == c).sum()) for c in range(1, (self.k if k is None else k) + 1)]

    def profiles(self, k: int | None = None, n_terms: int | None = None, max_p: float = 1.0) -> pd.DataFrame:
        """The terms of each class, see :func:`cluster_profiles`."""
        return cluster_profiles(self.matrix, self.cut(k), terms=self.terms, n_terms=n_terms, max_p=max_p)

    def dendrogram(self, n_terms: int = 10) -> pd.DataFrame:
        """The tree as a table: one row a node (the root first).

        Columns: ``node``, ``parent`` (−1: none), ``class`` (0: not a leaf), ``rows``, ``share`` of the
        classified rows, ``chi2`` and ``height`` (of its split: as in rainette the χ² of the later splits add
        up, so a parent is always higher), ``x`` (leaves at 1 … k), ``terms`` (the node's most
        over-represented terms, by χ² against all the rest).
        """
        nodes, at = [{"node": 0, "parent": -1, "split": None}], {1: {1: 0}}
        for n, split in enumerate(self.splits.itertuples()):
            before, parent = at[split.k - 1], split.parent
            mother = before[parent]
            nodes[mother]["split"] = n
            now = {c if c < parent else c + 1: node for c, node in before.items() if c != parent}
            for c in (parent, parent + 1):
                now[c] = len(nodes)
                nodes.append({"node": len(nodes), "parent": mother, "split": None})
            at[split.k] = now
        leaf = {node: c for c, node in at[self.k].items()}
        classes = self.labels
        inside = {
            node: np.isin(classes, [c for n, c in leaf.items() if _is_under(nodes, n, node)])
            for node in range(len(nodes))
        }
        heights = self.splits["chi2"].to_numpy()[::-1].cumsum()[::-1]
        classified = max(int((classes > 0).sum()), 1)
        for node in nodes:
            mask, split = inside[node["node"]], node.pop("split")
            node["class"] = leaf.get(node["node"], 0)
            node["rows"] = int(mask.sum())
            node["share"] = mask.sum() / classified
            node["chi2"] = 0.0 if split is None else float(self.splits["chi2"].iloc[split])
            node["height"] = 0.0 if split is None else float(heights[split])
            under = np.unique(classes[mask])
            node["x"] = float(under.mean()) if node["class"] else np.nan
            node["terms"] = (
                []
                if node["parent"] < 0
                else list(
                    cluster_profiles(self.matrix, np.where(classes > 0, mask, np.nan), terms=self.terms)
                    .query("`class` == 1 and chi2 > 0")["term"]
                    .head(n_terms)
                )
            )
        for node in reversed(nodes):
            if not node["class"]:
                node["x"] = float(np.mean([n["x"] for n in nodes if n["parent"] == node["node"]]))
        return pd.DataFrame(nodes)

    def project(self, by, k: int | None = None) -> pd.DataFrame:
        """How the classes lie over time, outlets, speakers …, see :func:`project_classes`."""
        return project_classes(self.cut(k), labels=by, rows=self.rows)


def _is_under(nodes: list[dict], node: int, above: int) -> bool:
    while node != above and node >= 0:
        node = nodes[node]["parent"]
    return node == above


def reinert(
    matrix,
    k: int = 10,
    *,
    min_segment_size: int = 0,
    min_split_members: int = 5,
    min_class_size: int = 0,
    cc_test: float = 0.3,
    tsj: int = 3,
    documents=None,
    progress: bool = False,
) -> Reinert:
    """Simple descending hierarchical classification.

    The largest class is split in two, again and again, until there are ``k``. A split orders the units on the
    first axis of a correspondence analysis of the 0/1 matrix, cuts where the χ² of the two groups is largest,
    then moves units to the other group as long as χ² rises. Each side goes on with its own terms.

    Parameters
    ----------
    matrix : TermMatrix, sparse or dense array, DataFrame of counts, or DataFrame of segments
        Rows are segments; counts are read as present or absent. A table with a column ``text`` goes through
        :func:`term_matrix` first (lemmas, without stop words, terms in three segments at least).
    k : int
        The most classes to find.
    min_segment_size : int
        A segment with fewer terms than this is merged with the one after it in its document (before it at the
        end) until the unit is large enough.
    min_split_members : int
        A class with fewer units is not split (3 at least).
    min_class_size : int
        A side of fewer units is no class: its rows are set aside, in no class from there on, and the other
        side is split again. 0, as in rainette, lets a handful of segments that share rare words be a class.
    cc_test : float
        A term whose contingency coefficient √(χ² / (χ² + n)) between the two sides is above this goes on only
        where it is over-represented.
    tsj : int
        A term goes on in a side only if this many of its units hold it.
    documents : str or sequence, optional
        Which document each row is from, for merging; the matrix's ``doc_id`` without it.
    progress : bool
        Show a progress bar.

    Returns
    -------
    Reinert
        The result does not depend on the order of the rows (documents are put in the order of their offsets
        before merging) nor on chance: rows with the same terms are always in the same class.

    Raises
    ------
    ValueError
        If nothing can be split.
    """
    counts, terms, rows = as_counts(counted(matrix))
    if k < 2:
        raise ValueError("k is the number of classes: two at least")
    units = _merge_short(counts, rows, documents, min_segment_size)
    presence = presence_of(counts)
    n_units = int(units.max(initial=-1)) + 1
    whole = presence_of(sum_rows(presence, units, n_units))
    kinds, weights, unit_kind = _distinct_rows(whole)
    parts = [(kinds, weights, np.arange(len(weights)))]
    kind_class = np.ones(len(weights), dtype=int)
    levels, splits = {}, []
    stuck: set[int] = set()
    bar = _progress(k - 1, progress)
    while len(parts) < k:
        able = [
            n
            for n, (m, w, _) in enumerate(parts)
            if w.sum() >= max(min_split_members, 3) and id(m) not in stuck
        ]
        if not able:
            break
        largest = max(able, key=lambda n: (parts[n][1].sum(), -n))
        m, w, members = parts[largest]
        found = _two_classes(m, w, min_class_size, cc_test, tsj)
        if found is None:
            stuck.add(id(m))
            continue
        halves, chi2, n_terms = found
        halves = [(half, weight, members[places]) for half, weight, places in halves]
        kind_class[kind_class > largest + 1] += 1
        kind_class[members] = 0  # what is in neither half, without a term left or set aside, is in no class
        for n, (_, _, places) in enumerate(halves, largest + 1):
            kind_class[places] = n
        parts[largest : largest + 1] = halves
        sizes = [int(weight.sum()) for _, weight, _ in halves]
        splits.append(
            {
                "k": len(parts),
                "parent": largest + 1,
                "chi2": chi2,
                "size_1": sizes[0],
                "size_2": sizes[1],
                "terms": n_terms,
            }
        )
        levels[len(parts)] = kind_class.copy()
        bar.update()
    bar.close()
    if not splits:
        raise ValueError(
            "nothing to split: too few segments or terms; lower the thresholds of the term matrix"
        )
    if len(parts) < k:
        warnings.warn(
            f"only {len(parts)} classes of {k}: no other class is large enough or has terms enough",
            stacklevel=2,
        )
    row_kind = np.where(units >= 0, np.append(unit_kind, -1)[units], -1)
    table = pd.DataFrame({n: as_classes(np.append(c, 0)[row_kind]) for n, c in levels.items()})
    table.columns.name = "k"
    settings = {
        "k": k,
        "min_segment_size": min_segment_size,
        "min_split_members": min_split_members,
        "min_class_size": min_class_size,
        "cc_test": cc_test,
        "tsj": tsj,
        "units": n_units,
    }
    return Reinert(table, pd.DataFrame(splits), units, presence, np.asarray(terms), rows, settings)


def counted(matrix):
    """Segments of text go through the chain that :func:`reinert` states; counts stay as they are."""
    texts = isinstance(matrix, pd.DataFrame) and "text" in matrix
    texts = texts or isinstance(matrix, (list, tuple)) and len(matrix) > 0 and isinstance(matrix[0], str)
    return term_matrix(matrix, lemmas=True, stop_words=True, numbers=False, min_rows=3) if texts else matrix


def as_classes(values: np.ndarray) -> pd.Series:
    return pd.Series(values, dtype="Int64").mask(values == 0)


def _merge_short(counts, rows: pd.DataFrame | None, documents, smallest: int) -> np.ndarray:
    """The unit of each row: short segments joined to the next of their document, or the one before."""
    n = counts.shape[0]
    if smallest <= 1:
        return np.arange(n)
    by = documents if documents is not None else "doc_id"
    if isinstance(by, str) and (rows is None or by not in rows):
        raise ValueError(
            "merging short segments needs to know their document: give documents=, one label a row"
        )
    codes, _ = labels_of(rows, by, n)
    starts = rows["start"].to_numpy(dtype=float) if rows is not None and "start" in rows else np.zeros(n)
    order = np.lexsort((np.arange(n), starts, codes))
    # forms present, once each: the size of a segment once counts are read as 0 or 1
    sizes = np.bincount(np.repeat(np.arange(n), np.diff(counts.indptr)), counts.data != 0, n)
    units = np.empty(n, dtype=np.int64)
    unit = -1
    for document in np.split(order, np.flatnonzero(np.diff(codes[order])) + 1):
        first, held = unit + 1, smallest
        for row in document:
            if held >= smallest:
                unit, held = unit + 1, 0
            units[row] = unit
            held += sizes[row]
        if held < smallest and unit > first:
            units[document[units[document] == unit]] = unit - 1
            unit -= 1
    return units


def _distinct_rows(matrix: sparse.csr_array):
    """Rows that hold the same terms, once: matrix, how many each is, and which one each row is (−1: empty).

    They come in an order that depends on their content alone. Content is compared by two 64-bit sums of fixed
    pseudo-random numbers, one a column.
    """
    generator = np.random.Generator(np.random.PCG64(1983))
    keys = generator.integers(1, 2**63, size=(2, matrix.shape[1]), dtype=np.uint64)
    lengths = np.diff(matrix.indptr)
    sums = np.zeros((2, matrix.shape[0]), dtype=np.uint64)
    filled = lengths > 0
    if filled.any():
        for n in range(2):
            sums[n, filled] = np.add.reduceat(keys[n][matrix.indices], matrix.indptr[:-1][filled])
    order = np.lexsort((sums[1], sums[0], -lengths))
    order = order[: int(filled.sum())]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (sums[:, order[1:]] != sums[:, order[:-1]]).any(axis=0)
    kind = np.full(matrix.shape[0], -1, dtype=np.int64)
    kind[order] = np.cumsum(new) - 1
    return matrix[order[new]], np.bincount(kind[order]).astype(np.float64), kind


def _two_classes(m: sparse.csr_array, w: np.ndarray, smallest: int, cc_test: float, tsj: int):
    """Split a class until both sides are large enough: [(matrix, weights, places) of each], χ², terms; or
    None.
    """
    places = np.arange(len(w))
    while w.sum() >= 2 * smallest:
        found = _split(m, w)
        if found is None:
            return None
        side, chi2, rows, columns = found
        kept = _terms_of_sides(m[rows][:, columns], w[rows], side, cc_test, tsj)
        one, two = (
            (m[half][:, columns[c]], w[half], places[half])
            for half, c in zip((rows[side], rows[~side]), kept, strict=True)
        )
        if two[1].sum() >= smallest:
            return [one, two], chi2, len(columns)
        m, w, places = one
    return None


def _split(m: sparse.csr_array, weights: np.ndarray):
    """Best two groups of rows: (which are in the first, χ², rows used, columns used), or None."""
    columns = np.flatnonzero(np.bincount(m.indices, minlength=m.shape[1]))
    rows = np.flatnonzero(np.diff(m.indptr))
    if len(rows) < 2 or weights[rows].sum() < 3 or len(columns) < 3:  # as few as an analysis can be made of
        return None
    if len(columns) < m.shape[1] or len(rows) < m.shape[0]:
        m = m[rows][:, columns]
    w = weights[rows]
    m = m.astype(np.float64)
    spread = np.repeat(w, np.diff(m.indptr))
    totals = np.bincount(m.indices, spread, m.shape[1])
    order = _first_axis(m, w, spread, totals)
    side, chi2 = _best_cut(m, w, spread, totals, order)
    if side is None:
        return None
    side, chi2 = _exchange(m, w, totals, side, chi2)
    if (w[side].sum(), -int(np.argmax(side))) < (w[~side].sum(), -int(np.argmax(~side))):
        side = ~side  # the larger group first
    return side, chi2, rows, columns


def _first_axis(m, w, spread, totals) -> np.ndarray:
    """Rows in the order of their coordinate on the first axis of a correspondence analysis."""
    n = totals.sum()
    masses = np.bincount(np.repeat(np.arange(m.shape[0]), np.diff(m.indptr)), spread, m.shape[0]) / n
    shares = totals / n
    scaled = sparse.csr_array(
        (spread / n / np.sqrt(np.repeat(masses, np.diff(m.indptr)) * shares[m.indices]), m.indices, m.indptr),
        shape=m.shape,
    )
    if min(m.shape) < 20:
        residual = scaled.toarray() - np.outer(np.sqrt(masses), np.sqrt(shares))
        u = np.linalg.svd(residual, full_matrices=False)[0][:, 0]
    else:
        u = leading_axes(scaled, masses, shares, 1, tolerance=1e-6)[0][:, 0]
    coordinates = u / np.sqrt(masses)
    if coordinates[np.argmax(np.abs(np.round(coordinates, 9)))] < 0:
        coordinates = -coordinates
    return np.argsort(np.round(coordinates, 9), kind="stable")


def _chi2(q, n1, n):
    """χ² of two groups from Σ a_j²/t_j, the first group's total and the grand total."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value = n * n / (n1 * (n - n1)) * (q - n1 * n1 / n)
    return np.where((n1 > 0) & (n1 < n), value, -np.inf)


def _best_cut(m, w, spread, totals, order):
    """Among the cuts of ``order`` in two, the one with the largest χ²."""
    lengths = np.diff(m.indptr)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    # each term's count in the first group, just before each row that holds it joins
    by_term = sparse.csr_array(m[order]).tocsc()
    joined = w[order][by_term.indices]
    running = np.cumsum(joined) - joined
    before = running - np.repeat(running[by_term.indptr[:-1]], np.diff(by_term.indptr))
    gain = (2 * before + joined) * joined / np.repeat(totals, np.diff(by_term.indptr))
    q = np.cumsum(np.bincount(by_term.indices, gain, len(order)))
    n1 = np.cumsum((w * lengths)[order])
    chi2 = _chi2(q[:-1], n1[:-1], totals.sum())
    best = int(np.argmax(chi2))
    if not np.isfinite(chi2[best]) or chi2[best] <= 0:
        return None, 0.0
    return rank <= best, float(chi2[best])


def _exchange(m, w, totals, side, chi2):
    """Move rows to the other group while χ² rises.

    Each pass prices every move at once, then makes those that still raise χ² when their turn comes, best
    first; it ends when no single move raises χ².
    """
    side = side.copy()
    lengths = np.diff(m.indptr) * w
    n, indptr, indices = totals.sum(), m.indptr, m.indices
    inverse = 1 / totals
    self_gain = w * w * (m @ inverse)
    a = np.bincount(indices, np.repeat(w * side, np.diff(indptr)), m.shape[1])
    q, n1 = float((a * a * inverse).sum()), float(a.sum())
    moving = True
    while moving:
        moving = False
        sign = np.where(side, -1.0, 1.0)
        moved = _chi2(q + self_gain + sign * 2 * w * (m @ (a * inverse)), n1 + sign * lengths, n)
        able = np.flatnonzero(moved > chi2 * (1 + _RISE))
        for row in able[np.argsort(-moved[able], kind="stable")]:
            held = indices[indptr[row] : indptr[row + 1]]
            step = -w[row] if side[row] else w[row]
            n1_then = n1 + (-lengths[row] if side[row] else lengths[row])
            if not 0 < n1_then < n:
                continue
            q_then = q + self_gain[row] + 2 * step * (a[held] * inverse[held]).sum()
            chi2_then = n * n / (n1_then * (n - n1_then)) * (q_then - n1_then * n1_then / n)
            if chi2_then > chi2 * (1 + _RISE):
                a[held] += step
                q, n1, chi2 = float(q_then), float(n1_then), float(chi2_then)
                side[row] = not side[row]
                moving = True
        q = float((a * a * inverse).sum())  # afresh: sums drift over many moves
        chi2 = float(_chi2(q, n1, n))
    return side, chi2


def _terms_of_sides(m, w, side, cc_test: float, tsj: int):
    """Columns each side goes on with."""
    spread = np.repeat(w, np.diff(m.indptr))
    in_one = np.repeat(side, np.diff(m.indptr))
    one = np.bincount(m.indices, spread * in_one, m.shape[1])
    total = np.bincount(m.indices, spread, m.shape[1])
    share = one.sum() / total.sum()
    expected = total * share
    chi2 = (one - expected) ** 2 / np.maximum(total * share * (1 - share), 1e-300)
    apart = np.sqrt(chi2 / (chi2 + total)) > cc_test
    two = total - one
    return (
        np.flatnonzero((one >= tsj) & ~(apart & (one <= expected))),
        np.flatnonzero((two >= tsj) & ~(apart & (two <= total - expected))),
    )


def _progress(total: int, shown: bool):
    from tqdm import tqdm

    return tqdm(total=total, desc="classification", disable=None if shown else True, leave=False)
