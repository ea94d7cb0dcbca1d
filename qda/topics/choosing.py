"""How many topics: a rule instead of taste."""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import combinations

import numpy as np
import pandas as pd
from tqdm import tqdm

from qda.topics.clusters import fit_bertopic
from qda.topics.comparing import word_overlap
from qda.topics.lda import fit_lda
from qda.topics.model import Fit, TopicModel

CANDIDATES = (4, 6, 8, 10, 12, 15, 20)
RULE = "the largest k whose mean coherence (NPMI) is within one standard error of the best"


def choose_k(
    passages: pd.DataFrame, candidates: Iterable[int] = CANDIDATES, method: str = "lda", repeats: int = 5, seed: int = 0,
    topn: int = 10, **options,
) -> pd.DataFrame:
    """Try several numbers of topics and choose one by :data:`RULE`.

    Each k is fitted ``repeats`` times: LDA from as many seeds, BERTopic on as many bootstrap samples of the documents
    (its Ward path draws nothing). The standard error is that of the repeats. Among the k that cannot be told from the
    best (Breiman's one-standard-error rule) the largest says most.

    Parameters
    ----------
    passages : DataFrame
        Of one language for ``lda``.
    candidates : iterable of int
    method : {"lda", "bertopic"}
    repeats : int
        Two or more.
    options
        Passed to :func:`fit_lda` or :func:`fit_bertopic`.

    Returns
    -------
    DataFrame
        ``k, coherence, se, stability`` (overlap of top terms between repeats), ``diversity, seconds, chosen``; exactly
        one row is ``chosen``. ``.attrs["k"]`` is its k, ``.attrs["rule"]`` the rule.
    """
    if repeats < 2:
        raise ValueError("choose_k needs two repeats or more: from one there is no standard error")
    fit = {"lda": fit_lda, "bertopic": fit_bertopic}[method]
    rows = []
    for k in tqdm(sorted(set(candidates)), desc="k", disable=None, leave=False):
        began = time.perf_counter()
        model = fit(passages, k, seed, **options)
        fits = list(repeated_fits(model, repeats, seed, method))
        coherences = [mean_coherence(model, *one, topn) for one in fits]
        sets = [term_sets(model, topn, *one) for one in fits]
        stability = np.nanmean([word_overlap(a, b) for a, b in combinations(sets, 2)])
        error = np.std(coherences, ddof=1) / np.sqrt(repeats)
        distinct, seconds = np.mean([diversity(s) for s in sets]), time.perf_counter() - began
        rows.append((k, np.mean(coherences), error, stability, distinct, seconds))
    table = pd.DataFrame(rows, columns=["k", "coherence", "se", "stability", "diversity", "seconds"])
    best = table.loc[table["coherence"].idxmax()]
    chosen = int(table.loc[table["coherence"] >= best["coherence"] - best["se"], "k"].max())
    table["chosen"] = table["k"] == chosen
    table.attrs.update(k=chosen, rule=RULE)
    return table


def repeated_fits(model: TopicModel, repeats: int, seed: int, method: str):
    """Fits of a model from several seeds (LDA) or on bootstrap samples of documents (BERTopic), each with its rows."""
    every = np.arange(len(model.passages))
    for n in range(repeats):
        rows = every if method == "lda" else bootstrap_rows(model.passages["doc_id"], np.random.default_rng((seed, n)))
        yield model.refit(rows, seed + n), rows


def bootstrap_rows(doc_ids: pd.Series, rng: np.random.Generator) -> np.ndarray:
    """Rows of the documents a bootstrap sample draws; a document drawn twice is there once.

    Repeated rows would be clusters of their own, and would make a fit look more stable than it is.
    """
    codes, names = pd.factorize(np.asarray(doc_ids, dtype=object))
    return np.flatnonzero(np.isin(codes, rng.integers(0, len(names), len(names))))


def mean_coherence(model: TopicModel, fit: Fit | None, rows, topn: int = 10, measure: str = "npmi") -> float:
    """Coherence of a fit: the mean over languages of the mean over topics."""
    values = [model.coherence_in(lang, measure, topn, fit, rows) for lang in model.languages]
    return float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")


def term_sets(model: TopicModel, topn: int = 10, fit: Fit | None = None, rows=None) -> list[set]:
    """The top terms of each topic in all languages, as a set of (language, term)."""
    by_language = {lang: model.ranked_terms(topn, lang, fit, rows) for lang in model.languages}
    k = (fit or model.fit).weights.shape[1]
    return [{(lang, term) for lang, lists in by_language.items() for term in lists[topic]} for topic in range(k)]


def diversity(sets: list[set]) -> float:
    """Share of distinct terms among the top terms of all topics (Dieng, Ruiz & Blei 2020)."""
    total = sum(map(len, sets))
    return len(set().union(*sets)) / total if total else float("nan")
