"""Term matrix and Reinert's classification against what is in use, on the bundled corpus resampled.

    python bench/lexicometry.py [--large]

Every ratio is of two times of one run on one machine, each the best of several; texts are made with a fixed
seed. rainette is not run here: its 56 s for 11,000 segments and k = 10 (with a good BLAS) is the figure its
users report.
"""

from __future__ import annotations

import argparse
import gc
import re
import resource
import time

import numpy as np
import pandas as pd
from scipy import sparse

import qda
from qda.lexicometry import reinert, split_segments, term_matrix
from qda.paths import BUNDLED_CORPUS

SEED = 20190601
RAINETTE_SECONDS, RAINETTE_SEGMENTS = 56.0, 11_000


def best(function, times: int = 5):
    """Shortest time of several, and what the function gave."""
    seconds, result = float("inf"), None
    for _ in range(times):
        gc.collect()
        start = time.perf_counter()
        result = function()
        seconds = min(seconds, time.perf_counter() - start)
    return seconds, result


def french_texts() -> list[str]:
    corpus = qda.read_corpus(BUNDLED_CORPUS)
    return [corpus.text(d) for d in corpus.documents.query("lang == 'fr'")["doc_id"]]


def resampled_documents(texts: list[str], n: int, paragraphs: int = 12) -> list[str]:
    """Documents of paragraphs drawn with replacement."""
    pool = np.array([line for text in texts for line in text.split("\n") if line.strip()], dtype=object)
    generator = np.random.default_rng(SEED)
    return ["\n".join(pool[generator.integers(0, len(pool), paragraphs)]) for _ in range(n)]


def resampled_segments(texts: list[str], n: int, own: float = 0.6, words: int = 16) -> sparse.csr_array:
    """Segments of words drawn from one document (a share ``own``) and from the whole corpus."""
    table = pd.DataFrame({"text": texts, "lang": "fr"})
    counts = term_matrix(table, lemmas=True, stop_words=True, numbers=False, min_count=3).counts
    bags = [np.repeat(counts[[d]].indices, counts[[d]].data) for d in range(counts.shape[0])]
    everything = np.concatenate(bags)
    generator = np.random.default_rng(SEED)
    source, lengths = generator.integers(0, len(bags), n), generator.poisson(words, n) + 1
    rows = np.repeat(np.arange(n), lengths)
    columns = everything[generator.integers(0, len(everything), len(rows))]
    mine = generator.random(len(rows)) < own
    for d, bag in enumerate(bags):
        here = np.flatnonzero(mine & (source[rows] == d))
        columns[here] = bag[generator.integers(0, len(bag), len(here))]
    return sparse.csr_array((np.ones(len(rows), np.int32), (rows, columns)), shape=(n, counts.shape[1]))


def bench_term_matrix(texts: list[str]) -> None:
    from sklearn.feature_extraction.text import CountVectorizer

    documents = resampled_documents(texts, 3000)
    megabytes = sum(len(d.encode()) for d in documents) / 1e6
    word = r"[^\W_]+(?:[-‐‑·•][^\W_]+)*['’ʼ]?"
    for name, pattern in (
        ("scikit-learn's default word", r"(?u)\b\w\w+\b"),
        ("the French word of qda.languages", word),
    ):
        vectorizer = CountVectorizer(token_pattern=pattern)
        theirs, expected = best(lambda v=vectorizer: v.fit_transform(documents))
        ours, matrix = best(lambda p=pattern: term_matrix(documents, token_pattern=p, folding="lower"))
        same = (matrix.counts != expected).nnz == 0 and list(matrix.terms) == list(
            vectorizer.get_feature_names_out()
        )
        print(
            f"term matrix, {name}: {megabytes / ours:.0f} MB/s, "
            f"CountVectorizer {megabytes / theirs:.0f} MB/s: "
            f"{theirs / ours:.1f} ×, equal matrix: {same}"
        )
    ours, _ = best(lambda: term_matrix(documents, "fr", lemmas=True, stop_words=True), 2)
    print(f"term matrix, lemmas and stop words: {megabytes / ours:.0f} MB/s")


def bench_reinert(texts: list[str], sizes: list[int]) -> None:
    last = None
    for n in sizes:
        matrix = resampled_segments(texts, n)
        seconds, result = best(lambda m=matrix: reinert(m, k=10), 3 if n <= 20_000 else 1)
        growth = (
            ""
            if last is None
            else f", {seconds / last[1]:.1f} × the time of {last[0]:,} (n log n: {_n_log_n(n, last[0]):.1f})"
        )
        against = f", rainette {RAINETTE_SECONDS / seconds:.0f} ×" if n == RAINETTE_SEGMENTS else ""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(
            f"reinert, {n:,} segments, {matrix.nnz:,} presences, k = {result.k}: "
            f"{seconds:.2f} s{growth}{against}; peak {peak:.2f} GB"
        )
        last = (n, seconds)


def _n_log_n(n: int, before: int) -> float:
    return n * np.log(n) / (before * np.log(before))


def bench_documents(texts: list[str], n: int = 1000) -> None:
    """From texts to classes."""
    table = pd.DataFrame(
        {
            "doc_id": [f"d{d}" for d in range(n)],
            "start": 0,
            "lang": "fr",
            "text": resampled_documents(texts, n),
        }
    )
    start = time.perf_counter()
    segments = split_segments(table)
    cut = time.perf_counter()
    matrix = term_matrix(segments, lemmas=True, stop_words=True, numbers=False, min_rows=3)
    counted = time.perf_counter()
    words = sum(len(re.findall(r"\S+", t)) for t in table["text"])
    print(
        f"{n:,} documents, {words:,} words, {len(segments):,} segments: cut in {cut - start:.2f} s, "
        f"term matrix {matrix.shape[1]:,} terms in {counted - cut:.2f} s"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--large", action="store_true", help="also 110,000 and 200,000 segments (10,000 documents)"
    )
    options = parser.parse_args()
    french = french_texts()
    bench_term_matrix(french)
    bench_documents(french)
    bench_reinert(french, [1_000, 11_000, 50_000, *([110_000, 200_000] if options.large else [])])
