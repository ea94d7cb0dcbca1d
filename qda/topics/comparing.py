"""Topics beside topics: two fits of one model, models of two languages, all topics on one map."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from qda.embeddings import embed, remove_language_direction, unit
from qda.topics.model import TopicModel, row_shares


def best_match(gain: np.ndarray) -> list[tuple[int, int]]:
    """Pairs (row, column) that make the largest sum of ``gain`` (the Hungarian method)."""
    from scipy.optimize import linear_sum_assignment

    return list(zip(*map(np.ndarray.tolist, linear_sum_assignment(-np.asarray(gain))), strict=True))


def word_overlap(a: list[set], b: list[set]) -> float:
    """Mean Jaccard index of the top terms of topics, each of ``a`` beside its best match in ``b``
    (Hungarian).

    Topics left without a match count 0 when the numbers of topics differ; topics without terms are left out.
    """
    a, b = [s for s in a if s], [s for s in b if s]
    if not a or not b:
        return float("nan")
    jaccard = np.array([[len(x & y) / len(x | y) for y in b] for x in a])
    return sum(jaccard[i, j] for i, j in best_match(jaccard)) / max(len(a), len(b))


def align_topics(models: Mapping[str, TopicModel], n_permutations: int = 200, seed: int = 0) -> pd.DataFrame:
    """The LDA topics of several languages side by side.

    A topic is where its passages are: the mean of their vectors, weighted by the topic's share in them (each
    language's mean taken away first). Two topics are alike as the cosine of these; each pair of languages is
    matched by the Hungarian method.

    Parameters
    ----------
    models : mapping of language to TopicModel
    n_permutations : int
        For ``chance``: the cosine that 95 % of the best matches between topics stay below when topics are
        dealt out to the passages at random.

    Returns
    -------
    DataFrame
        ``lang_a, topic_a, label_a, lang_b, topic_b, label_b, similarity, matched, mutual, chance,
        beyond_chance``; every pair of topics of two languages. ``mutual``: each is the other's nearest.
    """
    langs = list(models)
    where = {lang: _passage_vectors(models[lang]) for lang in langs}
    rng, rows = np.random.default_rng(seed), []
    for a, b in combinations(langs, 2):
        likeness = _likeness(where[a], models[a].weights, where[b], models[b].weights)
        best = []
        for _ in range(n_permutations):
            dealt = _likeness(
                where[a], rng.permutation(models[a].weights), where[b], rng.permutation(models[b].weights)
            )
            best += [dealt[i, j] for i, j in best_match(dealt)]
        chance = float(np.quantile(best, 0.95)) if best else float("nan")
        matched = set(best_match(likeness))
        labels = models[a].labels(), models[b].labels()
        for i, j in np.ndindex(likeness.shape):
            mutual = likeness[i].argmax() == j and likeness[:, j].argmax() == i
            s = likeness[i, j]
            rows.append(
                (
                    a,
                    i,
                    labels[0][i],
                    b,
                    j,
                    labels[1][j],
                    s,
                    (i, j) in matched,
                    bool(mutual),
                    chance,
                    s > chance,
                )
            )
    columns = [
        "lang_a",
        "topic_a",
        "label_a",
        "lang_b",
        "topic_b",
        "label_b",
        "similarity",
        "matched",
        "mutual",
        "chance",
        "beyond_chance",
    ]
    return pd.DataFrame(rows, columns=columns)


def _passage_vectors(model: TopicModel) -> np.ndarray:
    if model.vectors is not None:
        return model.vectors
    if "said" not in model.passages:
        raise ValueError("this model was not fitted on passages with text: there is nothing to embed")
    return remove_language_direction(embed(model.passages["said"]), model.langs)


def _likeness(vectors_a, weights_a, vectors_b, weights_b) -> np.ndarray:
    """Cosines between topics; what all topics of a model share is taken away, or it would be all one sees."""
    centres = [
        row_shares(w.T) @ v - v.mean(axis=0) for v, w in ((vectors_a, weights_a), (vectors_b, weights_b))
    ]
    return unit(centres[0]) @ unit(centres[1]).T


def topic_map(model: TopicModel) -> pd.DataFrame:
    """Topics on a plane: ``topic, label, size, share, x, y, explained``.

    BERTopic: the first two principal axes of the topics' centres. LDA: classical scaling of Jensen–Shannon
    distances between topics, as LDAvis draws it (Sievert & Shirley 2014). ``explained``: what share of the
    inertia the plane shows. Signs are fixed (the largest coordinate of an axis is positive).
    """
    if model.kind == "bertopic":
        gram = _gram(row_shares(model.weights.T) @ model.vectors)
    else:
        gram = _double_centred(_jensen_shannon(row_shares(model.scores())))
    values, axes = np.linalg.eigh(gram)
    values, axes = np.clip(values[::-1], 0, None), axes[:, ::-1]
    places = np.zeros((model.k, 2))
    for n in range(min(2, model.k)):
        axis = axes[:, n] * np.sqrt(values[n])
        places[:, n] = axis * (1 if axis[np.abs(axis).argmax()] >= 0 else -1)
    table = model.topics[["topic", "label", "size", "share"]]
    explained = values[:2].sum() / values.sum() if values.sum() > 0 else float("nan")
    return table.assign(x=places[:, 0], y=places[:, 1], explained=explained)


def _gram(points: np.ndarray) -> np.ndarray:
    centred = points - points.mean(axis=0)
    return centred @ centred.T


def _jensen_shannon(shares: np.ndarray) -> np.ndarray:
    """Jensen–Shannon divergences (squared distances) between rows."""

    def entropy(p):
        return -np.sum(p * np.log2(np.where(p > 0, p, 1)), axis=-1)

    return np.array([[entropy((p + q) / 2) - (entropy(p) + entropy(q)) / 2 for q in shares] for p in shares])


def _double_centred(squared: np.ndarray) -> np.ndarray:
    centring = np.eye(len(squared)) - 1 / len(squared)
    return -0.5 * centring @ squared @ centring
