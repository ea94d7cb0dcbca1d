"""Which terms are over- or under-used where: specificities, keyness, log ratio.

All of them read the same four numbers of a term: ``f`` (or ``a``) occurrences in a part of ``t`` (or ``c``)
words, out of ``F`` occurrences in a corpus of ``T`` words.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special, stats

from qda.lexicometry.terms import TermMatrix, as_counts, labels_of, sum_rows

MEASURES = {
    "ll": "G² = 2 Σ O ln(O/E), four cells, no correction (Dunning 1993)",
    "chi2": "χ² = Σ (O − E)²/E, four cells, no correction (Pearson)",
    "chi2_yates": "χ² = Σ (|O − E| − ½)²/E, four cells, Yates' correction",
}


# -- specificities -------------------------------------------------------------------------------------------


def specificity(f, F, t, T):
    """Specificity of a term in a part (Lafon 1980, *Mots* 1): signed log10 of a hypergeometric tail.

    Of ``T`` words, ``F`` are the term; ``t`` words are drawn and ``f`` of them are the term. Where ``f``
    reaches its expected value ``F t / T`` the result is ``−log10 P(X ≥ f)``, else ``log10 P(X ≤ f)``: +3 says
    that so many occurrences or more have one chance in a thousand. Computed in log space: finite however
    small the probability.

    Parameters
    ----------
    f, F, t, T : int or array of int
        Occurrences in the part and in the corpus, size of the part and of the corpus; they broadcast.

    Returns
    -------
    float or array
        Positive: over-used; negative: under-used.

    Raises
    ------
    ValueError
        For what is no whole number, and for counts that cannot be: negative, ``f`` over ``F`` or ``t``, or
        more of the other words than there are.

    Examples
    --------
    >>> round(specificity(11, 296, 1084, 61449), 4)
    1.7698
    """
    scalar = all(np.ndim(x) == 0 for x in (f, F, t, T))
    f, F, t, T = (np.array(x, dtype=np.float64) for x in np.broadcast_arrays(f, F, t, T))
    if not all(np.all(x == np.round(x)) and np.all(np.isfinite(x)) for x in (f, F, t, T)):
        raise ValueError("specificity needs whole numbers: no missing, infinite or broken ones")
    if np.any((f < 0) | (f > F) | (f > t) | (F > T) | (t > T) | (F - f > T - t)):
        raise ValueError("impossible counts: specificity needs 0 ≤ f ≤ F ≤ T, f ≤ t ≤ T and F − f ≤ T − t")
    over = f * T >= F * t
    # the lower tail of f in the part is the upper tail of F − f in the rest of the corpus
    upper = _log_upper_tail(np.where(over, f, F - f), F, np.where(over, t, T - t), T)
    score = np.abs(upper).reshape(f.shape) / np.log(10)
    score = np.where(over, score, -score) + 0.0
    return float(score) if scalar else score


def _log_upper_tail(k, F, t, T) -> np.ndarray:
    """ln P(X ≥ k), X hypergeometric, k at or above the mean: a probability times a falling series."""
    k, F, t, T = (np.atleast_1d(x).astype(np.float64).ravel() for x in (k, F, t, T))
    first = _log_choose(F, k) + _log_choose(T - F, t - k) - _log_choose(T, t)
    total, term = np.ones_like(k), np.ones_like(k)
    going, at = np.arange(len(k)), k.copy()
    while len(going):
        K, N, d, A = F[going], T[going], t[going], at[going]
        term[going] *= (K - A) * (d - A) / ((A + 1) * (N - K - d + A + 1))
        total[going] += term[going]
        at[going] += 1
        going = going[term[going] > 1e-17 * total[going]]
    return np.minimum(first + np.log(total), 0.0)


def _log_choose(n, k) -> np.ndarray:
    """ln of the binomial coefficient."""
    return -np.log1p(n) - special.betaln(n - k + 1, k + 1)


def specificity_mode(F, t, T):
    """The most likely ``f``: (F + 1)(t + 1)/(T + 2) (Lafon 1980; not rounded down)."""
    return (np.asarray(F) + 1) * (np.asarray(t) + 1) / (np.asarray(T) + 2)


def specificities(matrix, by=None, *, min_count: int = 1, sizes: str = "terms") -> pd.DataFrame:
    """Specificity of every term in every part of a corpus.

    Parameters
    ----------
    matrix : TermMatrix, DataFrame or array, rows × terms
        Counts.
    by : str or sequence, optional
        What the parts are: a column of the matrix's rows (outlet, year, speaker, code) or one label a row;
        rows without a label are left out. Without it each row is a part.
    min_count : int
        Leave out terms that are rarer in the corpus.
    sizes : {"terms", "words"}
        What ``t`` and ``T`` count: the occurrences in the matrix, or every word of the rows (TermMatrix
        only).

    Returns
    -------
    DataFrame
        One row a part and term: part, term, f, F, t, T, expected, specificity; by part, most specific first.

    Raises
    ------
    ValueError
        For a column that does not exist, or counts that are no whole numbers.
    """
    f, parts, terms, t = _part_counts(matrix, by, sizes)
    F, T = f.sum(axis=0), t.sum()
    keep = (F >= min_count) & (F > 0)
    f, F, terms = f[:, keep], F[keep], terms[keep]
    expected = t[:, None] * F / max(T, 1)
    table = _long(parts, terms, f=f, F=F[None, :], t=t[:, None], T=np.array(T), expected=expected)
    table["specificity"] = specificity(*(table[c].to_numpy() for c in "fFtT")) if len(table) else 0.0
    return _sorted_by_part(table, "part", "specificity", parts)


# -- keyness -------------------------------------------------------------------------------------------------


def log_likelihood(a, b, c, d, *, cells: int = 4):
    """Log-likelihood G² of a term in two corpora; unsigned, uncorrected.

    Parameters
    ----------
    a, b : int or array
        Occurrences of the term in the first and the second corpus.
    c, d : int or array
        Sizes of the two corpora, in words.
    cells : {4, 2}
        4: all the cells of the table, a, b, c − a, d − b (Dunning 1993, *Computational Linguistics* 19(1));
        2: the two of the term only (Rayson & Garside 2000), always a little smaller.

    Examples
    --------
    >>> round(log_likelihood(110, 2442, 221, 31556), 2)  # Dunning 1993, table 2: "the swiss"
    270.72
    """
    a, b, c, d, scalar = _four(a, b, c, d)
    total, words = a + b, c + d
    value = _o_ln_o_e(a, c * total, words) + _o_ln_o_e(b, d * total, words)
    if cells == 4:
        others = words - total
        value = value + _o_ln_o_e(c - a, c * others, words) + _o_ln_o_e(d - b, d * others, words)
    elif cells != 2:
        raise ValueError("cells is 4 (Dunning) or 2 (Rayson and Garside)")
    value = np.maximum(2 * value, 0.0)
    return float(value) if scalar else value


def chi_squared(a, b, c, d, *, yates: bool = False):
    """Pearson's χ² of the table of :func:`log_likelihood`; ``yates`` takes ½ off each difference."""
    a, b, c, d, scalar = _four(a, b, c, d)
    total, words = a + b, c + d
    with np.errstate(divide="ignore", invalid="ignore"):
        away = np.abs(a - c * total / words)
        away = np.maximum(away - 0.5, 0.0) if yates else away
        # |O − E| is the same in the four cells, and Σ 1/E = N³ / (product of the margins)
        value = away**2 / total * (words / c) * (words / d) * (words / (words - total))
        value = np.where(np.isfinite(value), value, 0.0)
    return float(value) if scalar else value


def log_ratio(a, b, c, d):
    """Log ratio (Hardie 2014): log2 of the relative frequency in the first corpus over that in the second.

    One unit is a doubling. A zero count is taken as ½, so the result is finite; it is missing where the term
    stands in neither corpus or a corpus is empty.
    """
    a, b, c, d, scalar = _four(a, b, c, d)
    missing = (a + b == 0) | (c == 0) | (d == 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.log2(np.where(a == 0, 0.5, a) / c) - np.log2(np.where(b == 0, 0.5, b) / d)
    value = np.where(missing, np.nan, value)
    return float(value) if scalar else value


def _four(a, b, c, d):
    scalar = all(np.ndim(x) == 0 for x in (a, b, c, d))
    a, b, c, d = (np.array(x, dtype=np.float64) for x in np.broadcast_arrays(a, b, c, d))
    if np.any((a < 0) | (b < 0) | (a > c) | (b > d)):
        raise ValueError(
            "impossible counts: 0 ≤ a ≤ c and 0 ≤ b ≤ d (c and d are the sizes of the two corpora)"
        )
    return a, b, c, d, scalar


def _o_ln_o_e(observed, expected_times_words, words) -> np.ndarray:
    """O ln(O/E), 0 where O is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(
            observed > 0, observed * (np.log(observed) - np.log(expected_times_words / words)), 0.0
        )


def keyness(
    matrix,
    by=None,
    target=None,
    *,
    measure: str = "ll",
    yates: bool = False,
    min_count: int = 1,
    sizes: str = "terms",
) -> pd.DataFrame:
    """Keywords: each term in a target against all the rest, signed, with its effect size and corrected p.

    Parameters
    ----------
    matrix : TermMatrix, DataFrame or array, rows × terms
        Counts.
    by : str or sequence, optional
        What the parts are, as in :func:`specificities`; without it each row is a part.
    target : label, list of labels, or boolean mask of rows; optional
        The part (or parts together) to set against the rest. Without it, every part in turn.
    measure : {"ll", "chi2"}
        ``ll``: four-cell log-likelihood; ``chi2``: Pearson's χ². The column ``formula`` says which was
        printed.
    yates : bool
        With ``chi2``: Yates' correction.
    min_count : int
        Leave out terms that are rarer in both together.
    sizes : {"terms", "words"}
        As in :func:`specificities`.

    Returns
    -------
    DataFrame
        One row a target and term: target, term, a, b, c, d, expected, score (negative: under-used in the
        target), log_ratio, p, p_adjusted (Benjamini–Hochberg over the terms of one target), formula; by
        target, highest score first.

    Raises
    ------
    ValueError
        For a measure, a column or a target that does not exist, and where there is no rest.
    """
    if measure not in ("ll", "chi2"):
        raise ValueError(f"measure {measure!r} is unknown: use 'll' or 'chi2'")
    if yates and measure != "chi2":
        raise ValueError("yates goes with measure='chi2': log-likelihood is printed uncorrected")
    counts, parts, terms, words = _part_counts(
        matrix, by if not _is_mask(target) else np.asarray(target), sizes
    )
    if _is_mask(target):
        chosen, names = [np.array([bool(p) for p in parts])], ["target"]
    elif target is None:
        chosen, names = list(np.eye(len(parts), dtype=bool)), parts
    else:
        wanted = list(target) if isinstance(target, (list, tuple, set, np.ndarray)) else [target]
        unknown = [w for w in wanted if w not in parts]
        if unknown:
            raise ValueError(f"no part {unknown[0]!r}: the parts are {', '.join(map(str, parts))}")
        chosen, names = (
            [np.array([p in wanted for p in parts])],
            [" + ".join(map(str, wanted)) if len(wanted) > 1 else wanted[0]],
        )
    for name, mask in zip(names, chosen, strict=True):
        if mask.all() or not mask.any():
            held = "all" if mask.any() else "none"
            raise ValueError(
                f"keyness sets a target against the rest: {name} holds {held} of the {len(parts)} parts"
            )
    if not chosen:
        raise ValueError("keyness sets a target against the rest: there is no part")
    tables = [
        _key_table(name, counts, words, terms, mask, measure, yates, min_count)
        for name, mask in zip(names, chosen, strict=True)
    ]
    return pd.concat(tables, ignore_index=True)


def _is_mask(target) -> bool:
    return not isinstance(target, (str, bytes)) and np.ndim(target) == 1 and np.asarray(target).dtype == bool


def _key_table(name, counts, words, terms, mask, measure, yates, min_count) -> pd.DataFrame:
    a, b = counts[mask].sum(axis=0), counts[~mask].sum(axis=0)
    keep = (a + b >= min_count) & (a + b > 0)
    a, b, terms = a[keep], b[keep], terms[keep]
    c, d = words[mask].sum(), words[~mask].sum()
    score = log_likelihood(a, b, c, d) if measure == "ll" else chi_squared(a, b, c, d, yates=yates)
    expected = (a + b) * c / max(c + d, 1)
    p = stats.chi2.sf(score, 1)
    table = pd.DataFrame(
        {
            "target": pd.Series([name] * len(terms), dtype=object),
            "term": terms,
            "a": a,
            "b": b,
            "c": c,
            "d": d,
            "expected": expected,
            "score": np.where(a < expected, -score, score) + 0.0,
            "log_ratio": log_ratio(a, b, c, d),
            "p": p,
            "p_adjusted": benjamini_hochberg(p),
            "formula": MEASURES["chi2_yates" if yates else measure],
        }
    )
    return table.sort_values(["score", "term"], ascending=[False, True], ignore_index=True)


def benjamini_hochberg(p) -> np.ndarray:
    """Benjamini and Hochberg's (1995) adjusted p values: below 0.05, one in twenty is false on average.

    ``p``: array of n; missing ones stay missing and do not count as tests, as in R's ``p.adjust``.
    """
    p = np.array(p, dtype=np.float64)
    known = ~np.isnan(p)
    if known.any():
        p[known] = stats.false_discovery_control(p[known])
    return p


# -- parts ---------------------------------------------------------------------------------------------------


def _part_counts(matrix, by, sizes: str):
    """Dense counts (parts × terms), names of the parts, terms, size of each part."""
    if sizes not in ("terms", "words"):
        raise ValueError("sizes is 'terms' or 'words'")
    counts, terms, rows = as_counts(matrix)
    row_sizes = np.asarray(counts.sum(axis=1)).ravel()
    if sizes == "words":
        if not isinstance(matrix, TermMatrix):
            raise ValueError(
                "sizes='words' needs a TermMatrix: a plain table does not say how many words its rows have"
            )
        row_sizes = matrix.sizes
    if by is None:
        parts = list(matrix.index) if isinstance(matrix, pd.DataFrame) else list(range(counts.shape[0]))
        return counts.toarray(), parts, np.asarray(terms), row_sizes
    codes, parts = labels_of(rows, by, counts.shape[0])
    t = np.bincount(codes[codes >= 0], row_sizes[codes >= 0], len(parts))
    t = t.astype(np.int64) if np.issubdtype(row_sizes.dtype, np.integer) else t
    return sum_rows(counts, codes, len(parts)).toarray(), parts, np.asarray(terms), t


def _long(parts, terms, **columns) -> pd.DataFrame:
    shape = (len(parts), len(terms))
    names = np.empty(len(parts), dtype=object)
    names[:] = parts
    table = {"part": np.repeat(names, len(terms)), "term": np.tile(terms, len(parts))}
    return pd.DataFrame(
        table | {name: np.broadcast_to(values, shape).ravel() for name, values in columns.items()}
    )


def _sorted_by_part(table: pd.DataFrame, part: str, score: str, parts) -> pd.DataFrame:
    order = {name: n for n, name in enumerate(parts)}
    table = table.assign(_order=table[part].map(order))
    return table.sort_values(
        ["_order", score, "term"], ascending=[True, False, True], ignore_index=True
    ).drop(columns="_order")
