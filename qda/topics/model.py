"""A fitted topic model, whatever fitted it: its topics, what it assigns, its terms, its passages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from qda.languages import UNDETERMINED, identify
from qda.topics.coherence import WINDOWS, Windows
from qda.topics.terms import ANCHORS, count_terms, said, sum_rows, terms_of

#: A topic with fewer passages in a language has no terms there.
FEWEST = 5
#: Passages with fewer terms than this are left out of every model: they do not say what they are about.
MIN_TERMS = 5


class Fit(NamedTuple):
    """What fitting gives: weights (passages × topics) and, for LDA, the terms' probabilities (topics × terms)
    and how sure the weights are: those of passage n have the posterior Dirichlet(``concentrations[n] *
    weights[n]``)."""

    weights: np.ndarray
    probabilities: np.ndarray | None = None
    concentrations: np.ndarray | None = None


@dataclass(frozen=True, repr=False)
class TopicModel:
    """A fitted topic model.

    Attributes
    ----------
    kind : {"lda", "bertopic"}
    settings : dict
        How it was fitted, to print beside a result.
    passages : DataFrame, n rows
        The passages the model holds (``left_out`` lists the others).
    texts : list of list of str
        The terms of each passage, in order.
    counts : csr array, n × terms
    vocabulary : array of str
    fit : Fit
        ``fit.weights`` (n × k): share of each topic in each passage (LDA), or 1 for its topic (BERTopic; a
        row of zeros is an outlier).
    closeness : array of float, n
        How well a passage stands for its topic: its share (LDA), its cosine with the topic's centre (Ward),
        HDBSCAN's membership.
    vectors : ndarray or None
        What was clustered (BERTopic).
    model : object
        The gensim ``LdaModel`` or the ``BERTopic`` itself.
    refit : callable
        ``refit(rows, seed, **changes) -> Fit`` fits the same model again on some rows, settings changed as
        named.
    left_out : DataFrame
        ``doc_id, passage_id, start, end, lang, reason``.
    """

    kind: str
    settings: dict
    passages: pd.DataFrame
    texts: list[list[str]]
    counts: sparse.csr_array
    vocabulary: np.ndarray
    fit: Fit
    closeness: np.ndarray
    model: Any
    refit: Callable[..., Fit]
    left_out: pd.DataFrame
    vectors: np.ndarray | None = None
    _kept: dict = field(default_factory=dict)

    def __repr__(self) -> str:
        held = f"{self.k} topics in {len(self.passages)} passages, {len(self.left_out)} left out"
        return f"<TopicModel {self.kind}: {held}>"

    @property
    def k(self) -> int:
        """Number of topics."""
        return self.fit.weights.shape[1]

    @property
    def weights(self) -> np.ndarray:
        """Passages × topics."""
        return self.fit.weights

    @property
    def langs(self) -> np.ndarray:
        """The language of each passage."""
        return self.passages["lang"].to_numpy(dtype=object)

    @property
    def languages(self) -> list[str]:
        """The languages with :data:`FEWEST` passages or more, most frequent first (all, where none has so
        many).
        """
        sizes = self.passages["lang"].value_counts(sort=True)
        return list(sizes.index[sizes >= FEWEST]) or list(sizes.index)

    @property
    def hard(self) -> np.ndarray:
        """The topic of each passage, −1 for none."""
        return hard_topics(self.weights)

    @property
    def topics(self) -> pd.DataFrame:
        """``topic, size`` (passages), ``share`` (of all weight), ``label, terms``; ``label_<lang>`` where
        languages mix.
        """
        hard = self.hard
        sizes = np.bincount(hard[hard >= 0], minlength=self.k)
        ranked, named = self._ranked(None), self._names(None)
        table = pd.DataFrame(
            {
                "topic": np.arange(self.k),
                "size": sizes,
                "share": self.weights.sum(axis=0) / len(self.passages),
                "label": [f"{t} {name}" for t, name in enumerate(named)],
                "terms": [", ".join(terms[:10]) for terms in ranked],
            }
        )
        if len(self.languages) > 1:
            for lang in self.languages:
                table[f"label_{lang}"] = self._names(lang)
        return table

    @property
    def assignments(self) -> pd.DataFrame:
        """``doc_id, passage_id, start, end, lang, topic, weight``, one row a passage; topic −1: none."""
        table = self.passages[[c for c in ANCHORS if c in self.passages]].reset_index(drop=True)
        return table.assign(topic=self.hard, weight=self.closeness)

    def labels(self, lang: str | None = None) -> dict[int, str]:
        """Topic → label, in a language or in all."""
        table = self.topics
        column = "label" if lang is None or f"label_{lang}" not in table else f"label_{lang}"
        return dict(zip(table["topic"], table[column], strict=True))

    def scores(
        self, lang: str | None = None, fit: Fit | None = None, rows: np.ndarray | None = None
    ) -> np.ndarray:
        """How much each term says of each topic: topics × terms, in one language or in all.

        LDA: its probability in the topic. BERTopic: c-TF-IDF, tf · log(1 + A / f) with A the mean number of
        terms a topic and f the term's count in all (Grootendorst 2022, eq. 2), of the language's passages
        alone.
        """
        fit = fit or self.fit
        rows = np.arange(len(self.passages)) if rows is None else rows
        here = rows if lang is None else rows[self.langs[rows] == lang]
        chosen = np.ones(len(rows), bool) if lang is None else self.langs[rows] == lang
        counts, weights = self.counts[here], fit.weights[chosen]
        if self.kind == "lda":
            expected = (
                fit.probabilities if fit.probabilities is not None else row_shares((counts.T @ weights).T)
            )
            return expected * (counts.sum(axis=0) > 0)
        hard = hard_topics(weights)
        by_topic = sum_rows(counts, hard, self.k if fit is self.fit else fit.weights.shape[1]).toarray()
        by_topic[np.bincount(hard[hard >= 0], minlength=len(by_topic)) < FEWEST] = 0
        return c_tf_idf(by_topic)

    def ranked_terms(
        self, n: int = 10, lang: str | None = None, fit: Fit | None = None, rows=None
    ) -> list[list[str]]:
        """The top ``n`` terms of each topic; fewer, or none, where the topic has no more."""
        scores = self.scores(lang, fit, rows)
        order = ranking(scores)[:, :n]
        return [
            [str(self.vocabulary[c]) for c in columns if row[c] > 0]
            for row, columns in zip(scores, order, strict=True)
        ]

    def _ranked(self, lang: str | None) -> list[list[str]]:
        if lang not in self._kept:
            self._kept[lang] = self.ranked_terms(10, lang)
        return self._kept[lang]

    def _names(self, lang: str | None) -> list[str]:
        """Three terms that name each topic: of LDA the most *relevant* (λ = 0.6, Sievert & Shirley 2014), not
        the most frequent, which many topics share."""
        if self.kind != "lda":
            return [" · ".join(terms[:3]) for terms in self._ranked(lang)]
        in_topic = self.scores(lang)
        overall = row_shares(self.counts.sum(axis=0)[None])[0]
        with np.errstate(divide="ignore", invalid="ignore"):
            relevance = np.log(in_topic) - 0.4 * np.log(overall)
        relevance[in_topic <= 0] = -np.inf
        best = ranking(relevance)[:, :3]
        return [" · ".join(self.vocabulary[row]) for row in best]

    def coherence_in(
        self, lang: str | None, measure="npmi", topn=10, fit: Fit | None = None, rows=None
    ) -> float:
        """Mean coherence of the topics in one language's passages (of another fit of the same model, if
        given).
        """
        windows = self.windows(lang, measure)
        values = [
            windows.coherence(terms, measure) for terms in self.ranked_terms(topn, lang, fit, rows) if terms
        ]
        return float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")

    def windows(self, lang: str | None, measure: str = "npmi") -> Windows:
        """The sliding windows of one language's passages (built once)."""
        key = (lang, measure)
        if key not in self._kept:
            texts = [
                text for text, tongue in zip(self.texts, self.langs, strict=True) if lang in (None, tongue)
            ]
            known = {term for text in texts for term in text}.intersection(self.vocabulary)
            self._kept[key] = Windows(texts, known, WINDOWS[measure])
        return self._kept[key]


# -- shared by the fitting functions -------------------------------------------------------------------------


def prepare(passages: pd.DataFrame, min_terms: int, min_rows: int, min_docs: int):
    """Kept passages (with ``said``), their terms, counts, vocabulary, what is left out with its reason."""
    passages = as_passages(passages)
    texts = said(passages)
    terms = terms_of(texts, passages["lang"])
    enough = np.array([len(t) >= min_terms for t in terms], dtype=bool)
    anchors = [c for c in ANCHORS if c in passages]
    left_out = (
        passages.loc[~enough, anchors].assign(reason=f"fewer than {min_terms} terms").reset_index(drop=True)
    )
    if enough.sum() < 2:
        raise ValueError(
            f"{int(enough.sum())} passages have {min_terms} terms or more: too few for topics; "
            "lower min_terms"
        )
    kept = (
        passages[enough]
        .assign(said=[t for t, e in zip(texts, enough, strict=True) if e])
        .reset_index(drop=True)
    )
    terms = [t for t, e in zip(terms, enough, strict=True) if e]
    counts, vocabulary = count_terms(terms, kept["doc_id"], min_rows, min_docs)
    if not len(vocabulary):
        raise ValueError(
            f"no term stands in {min_rows} passages of {min_docs} documents: lower min_rows or min_docs"
        )
    return kept, terms, counts, vocabulary, left_out


def as_passages(passages) -> pd.DataFrame:
    """A table of passages, or plain texts made into one: each its own document, its language identified."""
    if not isinstance(passages, pd.DataFrame):
        texts = list(passages)
        ids = [str(n) for n in range(len(texts))]
        passages = pd.DataFrame({"doc_id": ids, "passage_id": ids, "lang": identify(texts), "text": texts})
    if not {"doc_id", "lang", "text"} <= set(passages.columns):
        raise ValueError(
            "topics are fitted on a table of passages with doc_id, lang and text (Corpus.passages)"
        )
    if passages["text"].isna().any():
        raise ValueError(
            f"{int(passages['text'].isna().sum())} passages have no text: drop them, or give them ''"
        )
    known = passages["lang"].astype(object).where(passages["lang"].notna(), UNDETERMINED)
    return passages.assign(lang=known).reset_index(drop=True)


def hard_topics(weights: np.ndarray) -> np.ndarray:
    """The heaviest topic of each row; −1 for a row of zeros."""
    return (
        np.where(weights.sum(axis=1) > 0, weights.argmax(axis=1), -1)
        if weights.shape[1]
        else np.full(len(weights), -1)
    )


def one_hot(hard: np.ndarray, k: int | None = None) -> np.ndarray:
    """Topics as weights: 1 for the row's topic, zeros for −1."""
    k = k if k is not None else int(hard.max(initial=-1)) + 1
    return (hard[:, None] == np.arange(k)).astype(float)


def by_size(hard: np.ndarray) -> np.ndarray:
    """Topics numbered by size, the largest 0, ties by first row; −1 stays."""
    names, first, sizes = np.unique(hard[hard >= 0], return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    number = {name: rank for rank, name in enumerate(names[order])} | {-1: -1}
    return np.array([number[h] for h in hard], dtype=int)


def ranking(scores: np.ndarray) -> np.ndarray:
    """Columns of each row, the largest first. What differs by rounding alone is a tie and stays in
    alphabetical order, so that lists of terms do not hang on the machine."""
    return np.argsort(-np.round(scores, 9), axis=-1, kind="stable")


def row_shares(values: np.ndarray) -> np.ndarray:
    """Rows divided by their sums; a row of zeros stays one."""
    sums = values.sum(axis=1, keepdims=True)
    return values / np.where(sums > 0, sums, 1)


def c_tf_idf(by_topic: np.ndarray) -> np.ndarray:
    """Class-based TF-IDF (Grootendorst 2022, eq. 2) of counts topics × terms."""
    frequency, filled = by_topic.sum(axis=0), (by_topic.sum(axis=1) > 0).sum()
    mean = by_topic.sum() / max(filled, 1)
    return row_shares(by_topic) * np.log(1 + mean / np.where(frequency > 0, frequency, 1))


# -- reading a model -----------------------------------------------------------------------------------------


def top_terms(model: TopicModel, n: int = 10, by_language: bool = False) -> pd.DataFrame:
    """The terms that say most of each topic.

    Parameters
    ----------
    model : TopicModel
    n : int
        Terms a topic.
    by_language : bool
        A list for each language, of its own passages.

    Returns
    -------
    DataFrame
        ``topic, lang, rank, term, weight`` (probability for LDA, c-TF-IDF for BERTopic); ``lang`` is
        ``"all"`` unless by language. A topic with fewer than five passages in a language has no terms there.
    """
    rows = []
    for lang in model.languages if by_language else [None]:
        scores = model.scores(lang)
        for topic, row in enumerate(scores):
            best = [c for c in ranking(row)[:n] if row[c] > 0]
            rows += [
                (topic, lang or "all", rank, model.vocabulary[c], row[c]) for rank, c in enumerate(best, 1)
            ]
    return pd.DataFrame(rows, columns=["topic", "lang", "rank", "term", "weight"])


def representative_passages(model: TopicModel, n: int = 3, by_language: bool = True) -> pd.DataFrame:
    """The passages that stand best for each topic, one a document at most, none twice.

    Where the passages carry the column ``family`` (``Corpus.with_metadata``), one a family of republished
    documents.

    Returns
    -------
    DataFrame
        ``topic, lang, rank, doc_id, passage_id, start, end, weight, text``; text as it stands in the
        document: ask its rights before it is shown.
    """
    table = model.assignments.assign(
        text=model.passages["text"].to_numpy(), source=model.passages["doc_id"].to_numpy()
    )
    if "family" in model.passages:
        family = model.passages["family"].to_numpy(dtype=object)
        table["source"] = np.where(family != "", family, table["source"])
    table = table[table["topic"] >= 0].sort_values("weight", ascending=False, kind="stable")
    table = table.drop_duplicates(["topic", "text"])
    groups = ["topic", "lang"] if by_language else ["topic"]
    table = table.drop_duplicates([*groups, "source"])
    table["rank"] = table.groupby(groups).cumcount() + 1
    columns = ["topic", "lang", "rank", *(c for c in ANCHORS if c != "lang" and c in table), "weight", "text"]
    table = table.loc[table["rank"] <= n, columns]
    return table.sort_values([*groups, "rank"], ignore_index=True)


def coherence(
    model_or_topics: TopicModel | Sequence[Sequence[str]],
    texts: Sequence[Sequence[str]] | None = None,
    measure: str = "npmi",
    topn: int = 10,
) -> float:
    """Mean coherence of topics.

    Parameters
    ----------
    model_or_topics : TopicModel, or sequence of sequence of str
        A model, or the terms of each topic, best first.
    texts : sequence of sequence of str, optional
        The terms of each text, in order; a model's own passages by default. Of a model with several languages
        each is counted in its own passages, and the mean is that over topics and languages.
    measure : {"npmi", "c_v"}
        C_NPMI (−1 … 1) or C_V (0 … 1) of Röder, Both & Hinneburg (2015), as gensim counts them.
    topn : int
        Terms a topic.

    Returns
    -------
    float
        NaN where no topic has two terms that occur in the texts.
    """
    return float(coherence_by_topic(model_or_topics, texts, measure, topn)["coherence"].mean())


def coherence_by_topic(model_or_topics, texts=None, measure: str = "npmi", topn: int = 10) -> pd.DataFrame:
    """Coherence of each topic: ``topic, lang, coherence, terms``; the parameters are those of
    :func:`coherence`.
    """
    measure = {"c_npmi": "npmi", "cv": "c_v"}.get(measure, measure)
    if measure not in WINDOWS:
        raise ValueError(f"measure {measure!r} is unknown: use one of {', '.join(WINDOWS)}")
    rows = []
    if isinstance(model_or_topics, TopicModel):
        model = model_or_topics
        for lang in model.languages if len(model.languages) > 1 else [None]:
            windows = (
                model.windows(lang, measure)
                if texts is None
                else Windows(texts, model.vocabulary, WINDOWS[measure])
            )
            for topic, terms in enumerate(model.ranked_terms(topn, lang)):
                rows.append(
                    (topic, lang or model.languages[0], windows.coherence(terms, measure), ", ".join(terms))
                )
    else:
        topics = [list(terms)[:topn] for terms in model_or_topics]
        if texts is None:
            raise ValueError("coherence of lists of terms needs texts: the terms of each text, in order")
        texts = [text.split() if isinstance(text, str) else list(text) for text in texts]
        windows = Windows(texts, {term for terms in topics for term in terms}, WINDOWS[measure])
        rows = [
            (n, "", windows.coherence(terms, measure), ", ".join(terms)) for n, terms in enumerate(topics)
        ]
    return pd.DataFrame(rows, columns=["topic", "lang", "coherence", "terms"])
