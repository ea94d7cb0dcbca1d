"""Latent Dirichlet Allocation (Blei, Ng & Jordan 2003) by gensim's ``LdaModel``: seeded, it gives the same
twice.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from qda.topics.model import MIN_TERMS, Fit, TopicModel, as_passages, prepare, row_shares
from qda.topics.terms import count_terms, stretches, sum_rows

_BAND = 256  # gensim's chunksize: with its default of 2000 and few texts, one update a pass is all it makes


def fit_lda(
    passages,
    k: int = 10,
    seed: int = 0,
    *,
    lang: str | None = None,
    stretch: int = 100,
    passes: int = 20,
    alpha: str | float = "symmetric",
    eta: float | None = 0.01,
    min_terms: int = MIN_TERMS,
    min_rows: int = 3,
    min_docs: int = 2,
) -> TopicModel:
    """Fit LDA on passages of one language.

    A passage is too short to learn topics from: the model is trained on stretches (consecutive passages of a
    document joined until they hold ``stretch`` terms), then says the topics of each passage. On several
    languages at once LDA finds the languages: fit one model a language and compare them with
    :func:`align_topics`.

    Parameters
    ----------
    passages : DataFrame, TermMatrix, sequence of str, or sequence of sequence of str
        Passages (``doc_id, lang, text``) or plain texts; or a term matrix with ``counts``, ``terms``,
        ``rows`` (it brings its own chain; its rows have no order of terms left); or the terms of each text.
    k : int
        Number of topics (:func:`choose_k` says how many).
    seed : int
        LDA starts at random; another seed is another model (:func:`trust_card` says how different).
    lang : str, optional
        Keep the passages of this language.
    stretch : int
        Terms a training text holds; 0 trains on passages.
    passes : int
        Times the texts are read.
    alpha, eta
        Dirichlet priors of topics in texts and of terms in topics, as gensim takes them.
    min_terms, min_rows, min_docs : int
        Passages with fewer terms are left out; so are terms in fewer passages or documents.

    Returns
    -------
    TopicModel
        Topics numbered by their weight, the heaviest 0.
    """
    passages, texts, counts, vocabulary, left_out = _prepared(passages, lang, min_terms, min_rows, min_docs)
    if not 1 <= k <= len(passages):
        raise ValueError(
            f"k = {k} topics from {len(passages)} passages: k must lie between 1 and the number of passages"
        )
    options = dict(k=k, passes=passes, alpha=alpha, eta=eta, stretch=stretch)
    doc_ids = passages["doc_id"].to_numpy(dtype=object)

    def refit(rows: np.ndarray, seed: int, shuffle: int | None = None, **changes) -> Fit:
        held = counts[rows] if shuffle is None else shuffled(counts[rows], shuffle)
        return _fit(held, doc_ids[rows], vocabulary, seed, **(options | changes))[0]

    fit, model, order = _fit(counts, doc_ids, vocabulary, seed, **options)
    settings = dict(
        kind="lda",
        seed=seed,
        **options,
        chunksize=_BAND,
        min_terms=min_terms,
        min_rows=min_rows,
        min_docs=min_docs,
    )
    settings["gensim_topics"] = order  # topic n here is topic order[n] of the gensim model
    return TopicModel(
        "lda",
        settings,
        passages,
        texts,
        counts,
        vocabulary,
        fit,
        fit.weights.max(axis=1),
        model,
        refit,
        left_out,
    )


def _prepared(passages, lang, min_terms, min_rows, min_docs):
    plain = not hasattr(passages, "counts")
    if isinstance(passages, pd.DataFrame) or plain and all(isinstance(text, str) for text in passages):
        passages = as_passages(passages)
        if lang and not (passages["lang"] == lang).any():
            raise ValueError(
                f"no passage is in {lang!r}: there are {', '.join(sorted(set(passages['lang'])))}"
            )
        passages = passages[passages["lang"] == lang] if lang else passages
        return prepare(passages, min_terms, min_rows, min_docs)
    if not plain:
        counts, vocabulary = (
            sparse.csr_array(passages.counts, dtype=float),
            np.asarray(passages.terms, dtype=object),
        )
        rows = pd.DataFrame(passages.rows).reset_index(drop=True)
        texts = [
            list(np.repeat(vocabulary[counts[[n]].indices], counts[[n]].data.astype(int)))
            for n in range(counts.shape[0])
        ]
    else:
        texts = [list(text) for text in passages]
        counts, vocabulary = count_terms(texts, range(len(texts)), 1, 1)
        rows = pd.DataFrame(index=range(len(texts)))
    for column, value in (
        ("doc_id", [str(n) for n in range(len(rows))]),
        ("lang", lang or "und"),
        ("text", ""),
    ):
        rows[column] = rows.get(column, value)
    enough = np.asarray(counts.sum(axis=1)).ravel() >= 1
    left_out = rows[~enough].drop(columns="text").assign(reason="no term").reset_index(drop=True)
    texts = [text for text, e in zip(texts, enough, strict=True) if e]
    return rows[enough].reset_index(drop=True), texts, counts[np.flatnonzero(enough)], vocabulary, left_out


def _fit(counts, doc_ids: Sequence[str], vocabulary, seed: int, *, k, passes, alpha, eta, stretch):
    """The fit, the gensim model, and gensim's number of each of our topics."""
    from gensim.models import LdaModel

    sizes = np.asarray(counts.sum(axis=1)).ravel()
    training = counts
    if stretch:
        training = sum_rows(counts, stretches(sizes, doc_ids, stretch))
    model = LdaModel(
        _bags(training),
        num_topics=k,
        id2word=dict(enumerate(vocabulary)),
        passes=passes,
        alpha=alpha,
        eta=eta,
        chunksize=_BAND,
        eval_every=None,
        random_state=seed,
        iterations=50,
        dtype=np.float64,
    )
    bags = _bags(counts)
    model.random_state = np.random.RandomState(seed)  # inference starts at random too
    gamma = np.vstack(
        [model.inference(bags[start : start + _BAND])[0] for start in range(0, len(bags), _BAND)]
    )
    weights = row_shares(gamma)
    order = np.argsort(-weights.sum(axis=0), kind="stable")
    return Fit(weights[:, order], model.get_topics()[order], gamma.sum(axis=1)), model, order.tolist()


def shuffled(counts: sparse.csr_array, seed: int) -> sparse.csr_array:
    """The same terms as often, in rows of the same length, dealt out at random: texts in which nothing goes
    together.
    """
    counts = sparse.csr_array(counts)
    columns = np.repeat(counts.indices, counts.data.astype(int))
    pointers = np.concatenate([[0], np.cumsum(np.asarray(counts.sum(axis=1)).ravel().astype(int))])
    columns = np.random.default_rng(seed).permutation(columns)
    dealt = sparse.csr_array((np.ones(len(columns)), columns, pointers), shape=counts.shape)
    dealt.sum_duplicates()
    return dealt


def _bags(counts: sparse.csr_array) -> list[list[tuple[int, float]]]:
    """gensim's bags of words: (term, count) pairs a row."""
    counts = sparse.csr_array(counts)
    pairs = list(zip(counts.indices.tolist(), counts.data.tolist(), strict=True))
    return [pairs[a:b] for a, b in zip(counts.indptr[:-1], counts.indptr[1:], strict=True)]
