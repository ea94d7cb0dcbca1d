"""BERTopic (Grootendorst 2022) on the bundled multilingual vectors: topics across languages.

Two ways to cluster, both inside BERTopic:

``ward`` (default)
    Language means taken away, PCA, Ward's tree, k-means from the tree's centres: what French textbooks know
    as *CAH avec consolidation* (Lebart, Morineau & Piron; FactoMineR's HCPC). Nothing is drawn at random,
    every passage gets a topic, k is chosen. The notebooks use it, because it is the same twice, covers every
    passage, ignores the language and agrees best with a human reader's codes (``python bench/topics.py``
    prints the table).
``umap``
    UMAP and HDBSCAN, as the field expects from BERTopic. UMAP differs between machines in spite of its seed,
    the number of topics is HDBSCAN's, and many passages are outliers.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from qda.embeddings import embed, remove_language_direction, unit
from qda.topics.model import (
    MIN_TERMS,
    Fit,
    TopicModel,
    as_passages,
    by_size,
    one_hot,
    prepare,
    representative_passages,
)

METHODS = ("ward", "umap")
AXES = 20
TREE = 6000


class WardThenMeans:
    """Ward's tree cut in k, then k-means from the centres of the cut (no random start). Fits like
    scikit-learn's.

    The tree's memory grows with the square of the rows: above :data:`TREE` rows it is grown on every second
    (third …) row, and k-means sees them all.

    Attributes
    ----------
    labels_ : array of int, n
    cluster_centers_ : ndarray, k × d
    """

    def __init__(self, k: int):
        self.k = k

    def fit(self, X, y=None):
        """Cluster the rows of ``X``."""
        from sklearn.cluster import AgglomerativeClustering, KMeans

        X = np.ascontiguousarray(X, dtype=np.float64)
        some = X[:: -(-len(X) // TREE)]
        cut = AgglomerativeClustering(self.k, linkage="ward").fit_predict(some)
        centres = np.vstack([some[cut == c].mean(axis=0) for c in range(self.k)])
        self._means = KMeans(self.k, init=centres, n_init=1, max_iter=300, tol=0).fit(X)
        self.labels_ = by_size(self._means.labels_)
        number = dict(zip(self._means.labels_, self.labels_, strict=True))
        self._number = np.array([number.get(c, c) for c in range(self.k)])
        self.cluster_centers_ = self._means.cluster_centers_[np.argsort(self._number)]
        return self

    def predict(self, X):
        """The cluster of new rows."""
        return self._number[self._means.predict(np.ascontiguousarray(X, dtype=np.float64))]


def fit_bertopic(
    passages: pd.DataFrame,
    k: int | None = 12,
    seed: int = 0,
    *,
    method: str = "ward",
    centre_languages: bool = True,
    vectors: np.ndarray | None = None,
    min_topic_size: int = 10,
    min_terms: int = MIN_TERMS,
    min_rows: int = 3,
    min_docs: int = 2,
) -> TopicModel:
    """Fit BERTopic on passages of any languages together.

    Parameters
    ----------
    passages : DataFrame, or sequence of str
        ``doc_id, lang, text`` and whatever else leads back to them.
    k : int
        Number of topics, for ``ward`` (:func:`choose_k` says how many); UMAP + HDBSCAN finds its own.
    seed : int
        UMAP's. ``ward`` draws nothing.
    method : {"ward", "umap"}
    centre_languages : bool
        Take the mean of each language away first (:func:`qda.embeddings.remove_language_direction`).
    vectors : ndarray, n × d, optional
        Vectors of the passages, of any encoder; by default :func:`qda.embeddings.embed`.
    min_topic_size : int
        HDBSCAN's smallest cluster.
    min_terms, min_rows, min_docs : int
        Passages with fewer terms are left out; so are terms in fewer passages or documents.

    Returns
    -------
    TopicModel
        ``.model`` is the ``BERTopic``: its documents are the terms of each passage, its ``topics_`` those of
        ``.assignments``, its representative documents the passages' texts.
    """
    if method not in METHODS:
        raise ValueError(f"method {method!r} is unknown: use one of {', '.join(METHODS)}")
    passages = as_passages(passages)
    if vectors is not None and len(vectors) != len(passages):
        raise ValueError(f"{len(vectors)} vectors for {len(passages)} passages: give one vector a passage")
    if vectors is not None:
        passages = passages.assign(_row=np.arange(len(passages)))
    kept, texts, counts, vocabulary, left_out = prepare(passages, min_terms, min_rows, min_docs)
    raw = embed(kept["said"]) if vectors is None else np.asarray(vectors)[kept.pop("_row").to_numpy()]
    if method == "ward" and (k is None or not 1 <= k <= len(kept)):
        raise ValueError(
            f"k = {k} topics from {len(kept)} passages: choose k between 1 and the number of passages"
        )
    langs = kept["lang"].to_numpy(dtype=object)
    options = dict(method=method, k=k, centre_languages=centre_languages, min_topic_size=min_topic_size)

    def refit(rows: np.ndarray, seed: int, **changes) -> Fit:
        return Fit(one_hot(_cluster(raw[rows], langs[rows], seed, **(options | changes))))

    space = (
        remove_language_direction(raw, langs) if centre_languages else unit(np.asarray(raw, dtype=np.float64))
    )
    model = _bertopic(_reducer(method, seed, space.shape), _clusterer(method, k, min_topic_size))
    hard, _ = model.fit_transform(_documents(texts, vocabulary), embeddings=space)
    hard = np.asarray(hard)
    settings = dict(
        kind="bertopic", seed=seed, **options, min_terms=min_terms, min_rows=min_rows, min_docs=min_docs
    )
    closeness = _closeness(model, space, hard)
    fitted = TopicModel(
        "bertopic",
        settings,
        kept,
        texts,
        counts,
        vocabulary,
        Fit(one_hot(hard)),
        closeness,
        model,
        refit,
        left_out,
        space,
    )
    shown = representative_passages(fitted, 3, by_language=False)
    model.representative_docs_ = {topic: list(group["text"]) for topic, group in shown.groupby("topic")}
    return fitted


def _reducer(method: str, seed: int, shape: tuple[int, int]):
    if method == "ward":
        from sklearn.decomposition import PCA

        return PCA(min(AXES, *shape), svd_solver="covariance_eigh")
    from umap import UMAP

    neighbours = min(15, shape[0] - 1)
    return UMAP(
        n_neighbors=neighbours, n_components=5, min_dist=0.0, metric="cosine", random_state=seed, n_jobs=1
    )


def _clusterer(method: str, k: int | None, min_topic_size: int):
    if method == "ward":
        return WardThenMeans(k)
    from hdbscan import HDBSCAN

    return HDBSCAN(
        min_cluster_size=min_topic_size,
        metric="euclidean",
        cluster_selection_method="eom",
        prediction_data=True,
    )


def _bertopic(reducer, clusterer):
    from bertopic import BERTopic
    from sklearn.feature_extraction.text import CountVectorizer

    # Documents arrive as terms joined by spaces. "multilingual" keeps BERTopic from deleting every letter
    # with an accent.
    vectorizer = CountVectorizer(tokenizer=str.split, token_pattern=None, lowercase=False)
    return BERTopic(
        language="multilingual",
        embedding_model=None,
        umap_model=reducer,
        hdbscan_model=clusterer,
        vectorizer_model=vectorizer,
    )


def _cluster(raw, langs, seed: int, *, method, k, centre_languages, min_topic_size) -> np.ndarray:
    """The topics BERTopic would give, without its terms."""
    space = (
        remove_language_direction(raw, langs) if centre_languages else unit(np.asarray(raw, dtype=np.float64))
    )
    reduced = np.nan_to_num(_reducer(method, seed, space.shape).fit_transform(space))
    return by_size(_clusterer(method, k, min_topic_size).fit(reduced).labels_)


def _closeness(model, space: np.ndarray, hard: np.ndarray) -> np.ndarray:
    """HDBSCAN's membership; else the cosine of each passage with the mean of its topic's vectors."""
    if model.probabilities_ is not None:
        return np.asarray(model.probabilities_, dtype=float)
    centres = unit(np.vstack([space[hard == topic].mean(axis=0) for topic in range(hard.max() + 1)]))
    return np.einsum("ij,ij->i", space, centres[hard])


# -- BERTopic's own views ------------------------------------------------------------------------------------


def topics_over_time(model: TopicModel, times, global_tuning: bool = True) -> pd.DataFrame:
    """BERTopic's topics over time: how many passages each topic has at each time, and its words then.

    Parameters
    ----------
    model : TopicModel of :func:`fit_bertopic`
    times : Series or sequence
        The time of each passage of ``model.passages`` as a whole number (a year); missing values are left
        out.
    global_tuning : bool
        Words of a time are averaged with the topic's words over all times.

    Returns
    -------
    DataFrame
        ``topic, time, n, share, terms``: passages, and their share of the passages of that time.
    """

    def view(docs, topics, values):
        return _at_times(model, docs, topics, values, global_tuning)

    return _view(model, times, "time", view)


def topics_per_class(model: TopicModel, classes, global_tuning: bool = True) -> pd.DataFrame:
    """BERTopic's topics per class (outlet, genre, language): ``topic, class, n, share, terms``.

    ``classes`` is the class of each passage of ``model.passages``; missing values are left out.
    """

    def view(docs, topics, values):
        return _in_classes(model, docs, topics, values, global_tuning)

    return _view(model, classes, "class", view)


def _view(model: TopicModel, values, name: str, view) -> pd.DataFrame:
    if model.kind != "bertopic":
        raise ValueError("this is BERTopic's own view; for an LDA model see prevalence(model, by)")
    values = pd.Series(np.asarray(values, dtype=object))
    if len(values) != len(model.passages):
        raise ValueError(
            f"{len(values)} values for {len(model.passages)} passages: give one a row of model.passages"
        )
    known = (values.notna() & (values != "")).to_numpy()
    if not known.any():
        return pd.DataFrame(columns=["topic", name, "n", "share", "terms"])
    documents = np.array(_documents(model.texts, model.vocabulary), dtype=object)
    table = view(list(documents[known]), model.hard[known], list(values[known]))
    table.columns = ["topic", "terms", "n", name]
    table["share"] = table["n"] / table.groupby(name)["n"].transform("sum")
    return table[["topic", name, "n", "share", "terms"]].sort_values([name, "topic"], ignore_index=True)


def _documents(texts, vocabulary) -> list[str]:
    known = set(vocabulary)
    return [" ".join(term for term in text if term in known) for text in texts]


def _at_times(model, documents, topics, times, global_tuning):
    times = [int(t) for t in times]  # strings would go through a pandas option that pandas 3 has dropped
    return model.model.topics_over_time(documents, times, topics=list(topics), global_tuning=global_tuning)


def _in_classes(model, documents, topics, classes, global_tuning):
    whole = model.model.topics_
    try:  # BERTopic takes the documents' topics from the model: lend it those of the rows that have a class
        model.model.topics_ = list(topics)
        return model.model.topics_per_class(documents, [str(c) for c in classes], global_tuning=global_tuning)
    finally:
        model.model.topics_ = whole
