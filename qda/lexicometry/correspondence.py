"""Correspondence analysis (Benzécri 1973; Greenacre 1984), with supplementary rows and columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from qda.lexicometry.terms import TermMatrix

_DENSE_CELLS = 4_000_000
_NOTHING = 1e-12


@dataclass(frozen=True, repr=False)
class Correspondence:
    """The result of :func:`correspondence`; axes are numbered from 1.

    Attributes
    ----------
    singular_values, inertias, percents : arrays, one value an axis
        Singular values, principal inertias (their squares, the eigenvalues) and their share of the total in
        percent.
    total_inertia : float
        χ² of the table over its grand total ``n``.
    n : float
        Grand total.
    rows, columns : DataFrame
        One row a point: ``mass``, ``distance`` (χ², squared, to the centroid), ``inertia``,
        ``supplementary``; and for each axis ``coord_1`` … (principal coordinates), ``contribution_1`` …
        (share of the axis's inertia, sums to 1) and ``cos2_1`` … (share of the point's distance).
        Supplementary points have no contribution; a point without any count has no coordinates.
    """

    singular_values: np.ndarray
    total_inertia: float
    n: float
    rows: pd.DataFrame
    columns: pd.DataFrame

    def __repr__(self) -> str:
        shares = ", ".join(f"{p:.1f} %" for p in self.percents[:3])
        shape = f"{len(self.rows)} × {len(self.columns)}"
        return f"<Correspondence {shape}: inertia {self.total_inertia:.4f}, axes {shares}>"

    @property
    def inertias(self) -> np.ndarray:
        return self.singular_values**2

    @property
    def eigenvalues(self) -> np.ndarray:
        return self.inertias

    @property
    def percents(self) -> np.ndarray:
        return 100 * self.inertias / self.total_inertia if self.total_inertia else self.inertias * 0

    @property
    def chi2(self) -> float:
        """χ² of the table."""
        return self.total_inertia * self.n

    @property
    def row_coordinates(self) -> pd.DataFrame:
        return self._block(self.rows, "coord")

    @property
    def column_coordinates(self) -> pd.DataFrame:
        return self._block(self.columns, "coord")

    @property
    def row_contributions(self) -> pd.DataFrame:
        return self._block(self.rows, "contribution")

    @property
    def column_contributions(self) -> pd.DataFrame:
        return self._block(self.columns, "contribution")

    @property
    def row_cos2(self) -> pd.DataFrame:
        return self._block(self.rows, "cos2")

    @property
    def column_cos2(self) -> pd.DataFrame:
        return self._block(self.columns, "cos2")

    def _block(self, points: pd.DataFrame, what: str) -> pd.DataFrame:
        block = points[[c for c in points.columns if c.startswith(f"{what}_")]]
        return block.set_axis(range(1, block.shape[1] + 1), axis=1)

    def axes(self) -> pd.DataFrame:
        """The scree: axis, inertia, percent, cumulative."""
        table = pd.DataFrame(
            {"inertia": self.inertias, "percent": self.percents, "cumulative": self.percents.cumsum()}
        )
        return table.set_index(pd.RangeIndex(1, len(table) + 1, name="axis"))


def correspondence(
    table, n_axes: int | None = None, *, supplementary_rows=None, supplementary_columns=None
) -> Correspondence:
    """Correspondence analysis.

    Parameters
    ----------
    table : DataFrame, TermMatrix or array (dense or sparse), rows × columns
        Counts: none negative.
    n_axes : int, optional
        How many axes to keep; all of them without it (large sparse tables: 10).
    supplementary_rows, supplementary_columns : list of labels (of positions for arrays) or table, optional
        Points placed on the axes without shaping them: labels take them out of ``table``, a table adds new
        ones (with the columns, or the rows, of ``table``; of a DataFrame, others are left aside and missing
        ones are 0).

    Returns
    -------
    Correspondence
        Signs are fixed: on each axis the column with the largest contribution (the first of equals) lies on
        the positive side.

    Raises
    ------
    ValueError
        For negative counts, an empty table, a table with a single row or column, labels that name no point or
        several, or fewer axes than one.
    """
    if n_axes is not None and n_axes < 1:
        raise ValueError("n_axes is the number of axes to keep: one at least")
    counts, row_names, column_names = _counts_and_names(table)
    rows_aside = _named(supplementary_rows, row_names, "row")
    columns_aside = _named(supplementary_columns, column_names, "column")
    rows_in = np.setdiff1d(np.arange(len(row_names)), rows_aside)
    columns_in = np.setdiff1d(np.arange(len(column_names)), columns_aside)
    extra_rows, extra_row_names = counts[rows_aside][:, columns_in], row_names[rows_aside]
    extra_columns, extra_column_names = (
        counts[rows_in][:, columns_aside].T.tocsr(),
        column_names[columns_aside],
    )
    counts, row_names, column_names = (
        counts[rows_in][:, columns_in],
        row_names[rows_in],
        column_names[columns_in],
    )
    if _is_table(supplementary_rows):
        extra_rows, extra_row_names = _further(supplementary_rows, column_names, "row")
    if _is_table(supplementary_columns):
        flipped = (
            supplementary_columns.T
            if hasattr(supplementary_columns, "T")
            else np.transpose(supplementary_columns)
        )
        extra_columns, extra_column_names = _further(flipped, row_names, "column")
    if any(part.data.size and part.data.min() < 0 for part in (counts, extra_rows, extra_columns)):
        raise ValueError("correspondence analysis needs counts: there is a negative number")
    n = float(counts.sum())
    if not np.isfinite(n) or n <= 0:
        raise ValueError("correspondence analysis needs counts: the table is empty or not finite")
    r, c = _sums(counts, 1) / n, _sums(counts, 0) / n
    live_rows, live_columns = np.flatnonzero(r > 0), np.flatnonzero(c > 0)
    if min(len(live_rows), len(live_columns)) < 2:
        raise ValueError("correspondence analysis needs two rows and two columns with counts at least")
    active = counts[live_rows][:, live_columns]
    u, s, v, total = _decompose(active / n, r[live_rows], c[live_columns], n_axes)
    standard_rows = u / np.sqrt(r[live_rows])[:, None]
    standard_columns = v / np.sqrt(c[live_columns])[:, None]
    largest = np.argmax(np.round(v**2, 10), axis=0)
    sign = np.where(v[largest, np.arange(len(s))] < 0, -1.0, 1.0)
    standard_rows, standard_columns = standard_rows * sign, standard_columns * sign
    rows = _points(
        row_names, r, live_rows, standard_rows * s, s, _distances(active, r[live_rows], c[live_columns], n)
    )
    columns = _points(
        column_names,
        c,
        live_columns,
        standard_columns * s,
        s,
        _distances(active.T.tocsr(), c[live_columns], r[live_rows], n),
    )
    if extra_rows.shape[0]:
        rows = pd.concat(
            [rows, _placed(extra_rows[:, live_columns], extra_row_names, c[live_columns], standard_columns)]
        )
    if extra_columns.shape[0]:
        columns = pd.concat(
            [columns, _placed(extra_columns[:, live_rows], extra_column_names, r[live_rows], standard_rows)]
        )
    return Correspondence(s, total, n, rows, columns)


def _counts_and_names(table):
    if isinstance(table, TermMatrix):
        names = (
            table.rows.iloc[:, 0]
            if table.rows.shape[1] and table.rows.iloc[:, 0].is_unique
            else table.rows.index
        )
        return sparse.csr_array(table.counts, dtype=np.float64), pd.Index(names), pd.Index(table.terms)
    if isinstance(table, pd.DataFrame):
        return sparse.csr_array(table.to_numpy(dtype=np.float64)), table.index, table.columns
    counts = table if sparse.issparse(table) else np.atleast_2d(np.asarray(table, dtype=np.float64))
    counts = sparse.csr_array(counts, dtype=np.float64)
    return counts, pd.RangeIndex(counts.shape[0]), pd.RangeIndex(counts.shape[1])


def _is_table(extra) -> bool:
    return isinstance(extra, pd.DataFrame) or sparse.issparse(extra) or np.ndim(extra) == 2


def _named(extra, names: pd.Index, what: str) -> np.ndarray:
    """Positions of the points that ``extra`` names."""
    if extra is None or _is_table(extra):
        return np.array([], dtype=np.intp)
    wanted = [extra] if np.ndim(extra) == 0 else list(extra)
    twice = names[names.duplicated()]
    if len(twice):
        raise ValueError(
            f"{what} {twice[0]!r} is there twice: points made supplementary by name need names of their own"
        )
    places = names.get_indexer(wanted)
    if (places < 0).any():
        raise ValueError(f"no {what} {wanted[int(np.argmin(places))]!r} to make supplementary")
    return places


def _further(extra, names: pd.Index, what: str):
    """Points that come from outside the table, as rows over ``names``."""
    if isinstance(extra, pd.DataFrame):
        return sparse.csr_array(
            extra.reindex(columns=names, fill_value=0).to_numpy(dtype=np.float64)
        ), extra.index
    counts = sparse.csr_array(extra, dtype=np.float64)
    if counts.shape[1] != len(names):
        raise ValueError(
            f"a supplementary {what} has {counts.shape[1]} counts where the table has {len(names)}"
        )
    return counts, pd.RangeIndex(counts.shape[0])


def _sums(counts, axis: int) -> np.ndarray:
    return np.asarray(counts.sum(axis=axis), dtype=np.float64).ravel()


def _decompose(P, r: np.ndarray, c: np.ndarray, n_axes: int | None):
    """Singular vectors and values of D_r^-½ (P − r cᵀ) D_c^-½, and its total inertia."""
    most = min(P.shape) - 1
    scaled = sparse.diags_array(1 / np.sqrt(r)) @ P @ sparse.diags_array(1 / np.sqrt(c))
    total = float((scaled.data**2).sum() - 1)
    wanted = min(most, n_axes or most)
    if P.shape[0] * P.shape[1] <= _DENSE_CELLS or wanted > 0.5 * most:
        u, s, vt = np.linalg.svd(scaled.toarray() - np.outer(np.sqrt(r), np.sqrt(c)), full_matrices=False)
        total = float((s**2).sum())
        keep = s[:wanted] ** 2 > _NOTHING
        return u[:, :wanted][:, keep], s[:wanted][keep], vt[:wanted].T[:, keep], total
    u, s, v = leading_axes(scaled, r, c, min(most, n_axes or 10))
    return u, s, v, total


def leading_axes(scaled, r: np.ndarray, c: np.ndarray, k: int, tolerance: float = 0.0):
    """First ``k`` axes of a sparse table scaled by the roots of its masses, the trivial axis taken out.

    Deterministic: Lanczos iterations (ARPACK) from a fixed start on the smaller side.
    """
    from scipy.sparse.linalg import LinearOperator, eigsh

    flip = scaled.shape[0] < scaled.shape[1]
    A, trivial = (scaled.T.tocsr(), np.sqrt(r)) if flip else (scaled.tocsr(), np.sqrt(c))
    At = A.T  # read row by row, as A is: a transposed copy would jump about in a long vector

    def times(x):
        x = np.asarray(x).ravel()
        y = At @ (A @ x)
        return y - trivial * (trivial @ x)

    size = A.shape[1]
    start = np.cos(np.arange(1, size + 1) * 2.399963)  # any fixed vector that no axis is orthogonal to
    values, vectors = eigsh(
        LinearOperator((size, size), matvec=times, dtype=np.float64), k=k, v0=start, tol=tolerance, which="LA"
    )
    order = np.argsort(-values)
    s = np.sqrt(np.maximum(values[order], 0))
    near = vectors[:, order]
    with np.errstate(divide="ignore", invalid="ignore"):
        far = np.where(s > 0, (A @ near - np.sqrt(c if flip else r)[:, None] * (trivial @ near)) / s, 0.0)
    return (near, s, far) if flip else (far, s, near)


def _distances(active, mine: np.ndarray, others: np.ndarray, n: float) -> np.ndarray:
    """Squared χ² distance of each row profile to the centroid."""
    profiles = active.multiply(1 / (n * mine)[:, None]).tocsr()
    return np.maximum(np.asarray((profiles.multiply(profiles) / others[None, :]).sum(axis=1)).ravel() - 1, 0)


def _points(names, masses, live, coordinates, s, distances) -> pd.DataFrame:
    k = len(s)
    full = np.full((len(masses), k), np.nan)
    full[live] = coordinates
    distance = np.full(len(masses), np.nan)
    distance[live] = distances
    contributions = masses[:, None] * full**2 / s**2
    return _table(names, full, contributions, masses, distance, masses * distance, False)


def _placed(counts, names, others: np.ndarray, standard: np.ndarray) -> pd.DataFrame:
    """Supplementary points by the transition formula: a point is the average of the others it holds."""
    sums = _sums(counts, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        profiles = np.asarray(counts.toarray()) / sums[:, None]
    distance = ((profiles - others) ** 2 / others).sum(axis=1)
    nothing = np.full(len(sums), np.nan)
    coordinates = profiles @ standard
    return _table(names, coordinates, np.full(coordinates.shape, np.nan), nothing, distance, nothing, True)


def _table(names, coordinates, contributions, mass, distance, inertia, supplementary: bool) -> pd.DataFrame:
    with np.errstate(divide="ignore", invalid="ignore"):
        cos2 = np.where(distance[:, None] > _NOTHING, coordinates**2 / distance[:, None], np.nan)
    table = pd.DataFrame(
        {"mass": mass, "distance": distance, "inertia": inertia, "supplementary": supplementary}, index=names
    )
    axes = range(1, coordinates.shape[1] + 1)
    for what, values in (("coord", coordinates), ("contribution", contributions), ("cos2", cos2)):
        table[[f"{what}_{a}" for a in axes]] = values
    return table
