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
RULE_CHANCE = (
    "the smallest k whose mean coherence (NPMI) above chance is within one standard error of the best"
)


def choose_k(
    passages: pd.DataFrame,
    candidates: Iterable[int] = CANDIDATES,
    method: str = "lda",
    repeats: int = 5,
    seed: int = 0,
    topn: int = 10,
    against_chance: bool = False,
    **options,
) -> pd.DataFrame:
    """Try several numbers of topics and choose one by :data:`RULE`.

    Each k is fitted ``repeats`` times: LDA from as many seeds, BERTopic on as many bootstrap samples of the
    documents (its Ward path draws nothing). The standard error is that of the repeats. Among the k that
    cannot be told from the best (Breiman's one-standard-error rule) the largest says most.

    Parameters
    ----------
    passages : DataFrame
        Of one language for ``lda``.
    candidates : iterable of int
    method : {"lda", "bertopic"}
    repeats : int
        Two or more.
    against_chance : bool
        Choose by what coherence has over chance (:data:`RULE_CHANCE`): more topics have rarer terms, so
        coherence falls with k even where texts are shuffled (LDA) or topics are dealt out at random
        (BERTopic). Each repeat is set beside a chance of its own; LDA takes twice the time.
    options
        Passed to :func:`fit_lda` or :func:`fit_bertopic`.

    Returns
    -------
    DataFrame
        ``k, coherence, se, stability`` (overlap of top terms between repeats), ``diversity, seconds,
        chosen``; exactly one row is ``chosen``. ``.attrs["k"]`` is its k, ``.attrs["rule"]`` the rule.
        Against chance also ``chance`` and ``gain`` (coherence − chance, of which ``se`` is then the standard
        error).
    """
    if repeats < 2:
        raise ValueError("choose_k needs two repeats or more: from one there is no standard error")
    if method not in ("lda", "bertopic"):
        raise ValueError(f"method {method!r} is unknown: use 'lda' or 'bertopic'")
    candidates = sorted(set(candidates))
    if not candidates:
        raise ValueError("choose_k needs candidates: the numbers of topics to try")
    fit = {"lda": fit_lda, "bertopic": fit_bertopic}[method]
    rows = []
    for k in tqdm(candidates, desc="k", disable=None, leave=False):
        began = time.perf_counter()
        model = fit(passages, k, seed, **options)
        fits = list(repeated_fits(model, repeats, seed, method))
        coherences = [mean_coherence(model, *one, topn) for one in fits]
        sets = [term_sets(model, topn, *one) for one in fits]
        stability = np.nanmean([word_overlap(a, b) for a, b in combinations(sets, 2)])
        chances = [0.0] * repeats
        if against_chance:
            chances = [mean_coherence(model, fit, rows, topn) for fit, rows in chance_fits(model, fits, seed)]
        gains = np.subtract(coherences, chances)
        error = np.std(gains, ddof=1) / np.sqrt(repeats)
        distinct, seconds = np.mean([diversity(s) for s in sets]), time.perf_counter() - began
        rows.append(
            (k, np.mean(coherences), np.mean(chances), gains.mean(), error, stability, distinct, seconds)
        )
    columns = ["k", "coherence", "chance", "gain", "se", "stability", "diversity", "seconds"]
    table = pd.DataFrame(rows, columns=columns)
    best = table.loc[table["gain"].idxmax()]
    near = table.loc[table["gain"] >= best["gain"] - best["se"], "k"]
    chosen = int(near.min() if against_chance else near.max())
    table["chosen"] = table["k"] == chosen
    if not against_chance:
        table = table.drop(columns=["chance", "gain"])
    table.attrs.update(k=chosen, rule=RULE_CHANCE if against_chance else RULE)
    return table


def repeated_fits(model: TopicModel, repeats: int, seed: int, method: str):
    """Fits of a model from several seeds (LDA) or on bootstrap samples of documents (BERTopic), each with its
    rows.
    """
    every = np.arange(len(model.passages))
    for n in range(repeats):
        rows = (
            every
            if method == "lda"
            else bootstrap_rows(model.passages["doc_id"], np.random.default_rng((seed, n)))
        )
        yield model.refit(rows, seed + n), rows


def chance_fits(model: TopicModel, fits: list, seed: int):
    """Each fit's chance: of LDA, a fit on shuffled texts; of BERTopic, its topics dealt out within each
    language.
    """
    for n, (fit, rows) in enumerate(fits):
        if model.kind == "lda":
            yield model.refit(rows, seed + n, shuffle=seed + n), rows
            continue
        yield Fit(dealt_weights(fit.weights, model.langs[rows], np.random.default_rng((seed, n)))), rows


def dealt_weights(weights: np.ndarray, langs: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Topics dealt out at random to the passages of each language."""
    dealt = weights.copy()
    for lang in dict.fromkeys(langs):
        rows = np.flatnonzero(langs == lang)
        dealt[rows] = weights[rng.permutation(rows)]
    return dealt


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
    return [
        {(lang, term) for lang, lists in by_language.items() for term in lists[topic]} for topic in range(k)
    ]


def diversity(sets: list[set]) -> float:
    """Share of distinct terms among the top terms of all topics (Dieng, Ruiz & Blei 2020)."""
    total = sum(map(len, sets))
    return len(set().union(*sets)) / total if total else float("nan")
