"""Term matrix and Reinert's classification against what is in use, on the bundled corpus resampled.

    python bench/lexicometry.py [--documents N …]

Every ratio is of two times of one run on one machine, each the best of several, aims beside them; texts are made
with a fixed seed. rainette is not run here: its 56 s for 11,000 segments and k = 10 (with a good BLAS) is the figure
its users report. Classifications are timed in a process each, so that each peak of memory is its own.
"""

from __future__ import annotations

import argparse
import gc
import os
import re
import resource
import subprocess
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np
import pandas as pd
from scipy import sparse

import qda
from qda.lexicometry import reinert, split_segments, term_matrix
from qda.paths import BUNDLED_CORPUS

SEED = 20190601
RAINETTE_SECONDS, RAINETTE_SEGMENTS = 56.0, 11_000
SEGMENTS = 20  # a document


def best(function, times: int = 5):
    """Shortest time of several (processor seconds: other work on the machine counts less), and what the function gave."""
    seconds, result = float("inf"), None
    for _ in range(times):
        gc.collect()
        start = time.process_time()
        result = function()
        seconds = min(seconds, time.process_time() - start)
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
            f"{theirs / ours:.1f} × (aim 3), equal matrix: {same}"
        )
    ours, _ = best(lambda: term_matrix(documents, "fr", lemmas=True, stop_words=True), 2)
    print(f"term matrix, lemmas and stop words: {megabytes / ours:.0f} MB/s")


def classify(segments: int) -> None:
    """Seconds, presences, classes and peak memory (GB) of one classification, printed for :func:`bench_reinert`."""
    matrix = resampled_segments(french_texts(), segments)
    seconds, result = best(lambda: reinert(matrix, k=10), 3 if segments <= 20_000 else 1)
    print(seconds, matrix.nnz, result.k, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)


def bench_reinert(documents: list[int]) -> None:
    last = None
    for n, segments in [(None, RAINETTE_SEGMENTS), *((n, SEGMENTS * n) for n in documents)]:
        command = [sys.executable, __file__, "--segments", str(segments)]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        seconds, presences, k, peak = map(float, said)
        remarks = []
        if n is None:
            remarks.append(f"rainette's {RAINETTE_SECONDS:.0f} s are {RAINETTE_SECONDS / seconds:.0f} × (aim 80)")
        if n == 10_000:
            remarks.append("aim ≤ 10 s and < 1 GB")
        if n and last:
            grown, allowed = seconds / last[1], _n_log_n(segments, last[0])
            remarks.append(f"{grown:.1f} × the time of {last[0]:,} segments (aim: n log n, {allowed:.1f})")
        print(
            f"reinert, {f'{n:,} documents, ' if n else ''}{segments:,} segments, {presences:,.0f} presences, "
            f"k = {k:.0f}: {seconds:.2f} s, peak {peak:.2f} GB{''.join(f'; {r}' for r in remarks)}",
            flush=True,
        )
        last = (segments, seconds) if n else None


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
    start = time.process_time()
    segments = split_segments(table)
    cut = time.process_time()
    matrix = term_matrix(segments, lemmas=True, stop_words=True, numbers=False, min_rows=3)
    counted = time.process_time()
    words = sum(len(re.findall(r"\S+", t)) for t in table["text"])
    print(
        f"{n:,} documents, {words:,} words, {len(segments):,} segments: cut in {cut - start:.2f} s, "
        f"term matrix {matrix.shape[1]:,} terms in {counted - cut:.2f} s"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--documents", type=int, nargs="*", default=[1_000, 10_000, 100_000], help="sizes to classify")
    parser.add_argument("--segments", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.segments:
        classify(options.segments)
    else:
        french = french_texts()
        bench_term_matrix(french)
        bench_documents(french)
        bench_reinert(options.documents)
