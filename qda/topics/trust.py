"""The trust card: the evidence for or against a topic model, each figure beside what chance gives."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from tqdm import tqdm

from qda.resampling import document_jackknife
from qda.topics.choosing import bootstrap_rows, diversity, term_sets
from qda.topics.coherence import WINDOWS
from qda.topics.comparing import word_overlap
from qda.topics.model import Fit, TopicModel, hard_topics

COLUMNS = (
    "measure",
    "lang",
    "estimate",
    "low",
    "high",
    "chance",
    "chance_low",
    "chance_high",
    "n",
    "unit",
    "reading",
)


def trust_card(
    model: TopicModel,
    seeds: int = 20,
    bootstraps: int = 20,
    permutations: int = 100,
    measures: Sequence[str] = ("npmi", "c_v"),
    topn: int = 10,
    seed: int = 0,
) -> pd.DataFrame:
    """Everything a reader needs to know before believing a topic model.

    Parameters
    ----------
    model : TopicModel
    seeds : int
        Fits from other seeds on the same passages. Where nothing is drawn at random (BERTopic's ``ward``) the
        seed shuffles the order of the passages instead: the one arbitrary thing left.
    bootstraps : int
        Fits on bootstrap samples of the documents.
    permutations : int
        For ``chance``: the same figure when BERTopic's topics are dealt out to the passages at random, when
        LDA is fitted on texts whose words are dealt out at random (``seeds`` fits, two a shuffle), or when
        languages are dealt out to the passages.
    measures : sequence of {"npmi", "c_v"}
        Coherences.
    topn : int
        Top terms a topic.

    Returns
    -------
    DataFrame
        ``measure, lang, estimate, low, high, chance, chance_low, chance_high, n, unit, reading``. ``low`` and
        ``high`` are the 2.5th and 97.5th percentiles over the refits (coherence, diversity, stability) or 95
        % intervals by leaving documents out (the others, see :mod:`qda.resampling`); ``chance_low`` and
        ``chance_high`` those over permutations. ``n`` counts ``unit``. What has no meaning for the model is
        missing, and ``reading`` says why.
    """
    unknown = set(measures) - set(WINDOWS)
    if unknown:
        raise ValueError(f"measure {min(unknown)!r} is unknown: use {', '.join(WINDOWS)}")
    cards = _Card(model, topn, np.random.default_rng(seed))
    every = np.arange(len(model.passages))
    lda = model.kind == "lda"
    dealt, again = [], []
    with tqdm(
        total=(2 if lda else 1) * seeds + bootstraps, desc="trust card: fits", disable=None, leave=False
    ) as bar:
        for n in range(max(seeds if lda else permutations, 2)):
            dealt.append(model.refit(every, seed + n, shuffle=seed + n // 2) if lda else cards.dealt())
            bar.update(lda)
        for n in range(seeds):
            again.append(cards.fit_again(every, seed + 1 + n))
            bar.update()
        samples = []
        for n in range(bootstraps):
            rows = bootstrap_rows(model.passages["doc_id"], np.random.default_rng((seed, n)))
            samples.append((model.refit(rows, model.settings["seed"]), rows))
            bar.update()
    rows = [
        *cards.coherences(measures, samples, dealt),
        *cards.diversities(samples, dealt),
        *cards.seeds(again, dealt),
        *cards.samples(samples, dealt),
        cards.outliers(),
        *cards.languages(max(permutations, 2)),
        *cards.direction(),
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    table.attrs["settings"] = dict(model.settings)
    return table


def language_mix(model: TopicModel, permutations: int = 200, seed: int = 0) -> pd.DataFrame:
    """How the languages share each topic.

    Returns
    -------
    DataFrame
        ``topic, label, size, entropy`` (of its passages' languages, bits), ``base_entropy`` (of all passages
        the model gives a topic), ``chance_low, chance_high`` (between which the entropy of a topic of this
        size lies in 95 % of ``permutations`` that deal the languages out at random), ``dominant`` language,
        ``share`` it has of the topic, ``base_share`` it has of all, ``share_<lang>``.
    """
    hard, langs = model.hard, model.langs
    table = pd.crosstab(hard[hard >= 0], langs[hard >= 0]).reindex(range(model.k), fill_value=0)
    shares = table.div(table.sum(axis=1).clip(lower=1), axis=0)
    base = table.sum() / table.to_numpy().sum()
    rng, with_topic = np.random.default_rng(seed), hard >= 0
    dealt = [
        pd.crosstab(hard[with_topic], rng.permutation(langs[with_topic])).reindex(
            range(model.k), fill_value=0
        )
        for _ in range(permutations)
    ]
    chance = np.array([[_entropy(row / max(row.sum(), 1)) for row in one.to_numpy()] for one in dealt])
    low, high = np.quantile(chance, [0.025, 0.975], axis=0) if len(chance) else np.full((2, model.k), np.nan)
    labels, rows = model.labels(), []
    for topic, row in shares.iterrows():
        top = row.idxmax()
        size = int(table.loc[topic].sum())
        mixed = (_entropy(row), _entropy(base), low[topic], high[topic])
        rows.append((topic, labels[topic], size, *mixed, top, row[top], base[top], *row))
    columns = [
        "topic",
        "label",
        "size",
        "entropy",
        "base_entropy",
        "chance_low",
        "chance_high",
        "dominant",
        "share",
        "base_share",
    ]
    return pd.DataFrame(rows, columns=[*columns, *(f"share_{lang}" for lang in table.columns)])


def _entropy(shares) -> float:
    shares = np.asarray(shares, dtype=float)
    shares = shares[shares > 0]
    return float(-(shares * np.log2(shares)).sum() + 0.0)


def _spread(values: Sequence[float]) -> tuple[float, float]:
    values = np.asarray(values, dtype=float)
    values = values[np.isfinite(values)]
    return tuple(np.quantile(values, [0.025, 0.975])) if len(values) > 1 else (np.nan, np.nan)


def _mean(values: Sequence[float]) -> float:
    values = np.asarray(values, dtype=float)
    return float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")


def _row(measure, lang, estimate, spread, chance, n, unit, reading):
    return (measure, lang, estimate, *_spread(spread), _mean(chance), *_spread(chance), n, unit, reading)


def _measured(measure, statistic, doc_ids, chance, reading):
    """The row of a statistic of passages, its interval by leaving documents out."""
    estimate, (low, high) = statistic(np.arange(len(doc_ids))), document_jackknife(statistic, doc_ids)
    return (
        measure,
        "all",
        estimate,
        low,
        high,
        _mean(chance),
        *_spread(chance),
        len(doc_ids),
        "passages",
        reading,
    )


class _Card:
    """The rows of a trust card of one model."""

    def __init__(self, model: TopicModel, topn: int, rng: np.random.Generator):
        self.model, self.topn, self.rng = model, topn, rng
        self.every = np.arange(len(model.passages))

    def dealt(self) -> Fit:
        """The model's topics dealt out at random to the passages of each language."""
        weights, langs = self.model.weights.copy(), self.model.langs
        for lang in self.model.languages:
            rows = np.flatnonzero(langs == lang)
            weights[rows] = weights[self.rng.permutation(rows)]
        return Fit(weights)

    def fit_again(self, every: np.ndarray, seed: int) -> Fit:
        if self.model.settings.get("method") != "ward":
            return self.model.refit(every, seed)
        order = np.random.default_rng(seed).permutation(every)
        fit = self.model.refit(order, seed)
        return Fit(fit.weights[np.argsort(order)])

    def coherences(self, measures, samples, dealt):
        for measure in measures:
            for lang in self.model.languages:
                if not any(self.model.ranked_terms(self.topn, lang)):
                    reading = "too few passages in this language: no topic has terms"
                    yield _row(f"coherence ({measure})", lang, np.nan, [], [], 0, "topics", reading)
                    continue

                def of(fit=None, rows=None, lang=lang, measure=measure):
                    return self.model.coherence_in(lang, measure, self.topn, fit, rows)

                yield _row(
                    f"coherence ({measure})",
                    lang,
                    of(),
                    [of(*s) for s in samples],
                    [of(f, self.every) for f in dealt],
                    sum(map(bool, self.model.ranked_terms(self.topn, lang))),
                    "topics",
                    "do the top terms of a topic stand together in the texts? Higher is better; "
                    "below chance, no topics",
                )

    def diversities(self, samples, dealt):
        def of(fit=None, rows=None):
            return diversity(term_sets(self.model, self.topn, fit, rows))

        yield _row(
            "diversity",
            "all",
            of(),
            [of(*s) for s in samples],
            [of(f, self.every) for f in dealt],
            self.model.k,
            "topics",
            "share of top terms that belong to one topic only; 1: no term twice",
        )

    def seeds(self, again, dealt):
        from sklearn.metrics import adjusted_rand_score

        order_only = self.model.settings.get("method") == "ward"
        name = "order of passages" if order_only else "seeds"
        note = (
            "; nothing is drawn at random in this path, so the order of the passages was shuffled"
            if order_only
            else ""
        )
        hard = [hard_topics(f.weights) for f in again]
        ari = [adjusted_rand_score(a, b) for a, b in combinations(hard, 2)]
        chance = self._chance_ari(dealt)
        yield _row(
            f"stability over {name}: passages",
            "all",
            _mean(ari),
            ari,
            chance,
            len(again),
            "fits",
            f"do fits put the same passages together? Adjusted Rand index: 1 the same, 0 chance{note}",
        )
        sets = [term_sets(self.model, self.topn, f, self.every) for f in again]
        yield self._words(f"stability over {name}: terms", sets, dealt, note)

    def samples(self, samples, dealt):
        from sklearn.metrics import adjusted_rand_score

        ari = [adjusted_rand_score(self.model.hard[rows], hard_topics(fit.weights)) for fit, rows in samples]
        chance = self._chance_ari(dealt)
        yield _row(
            "stability over samples: passages",
            "all",
            _mean(ari),
            ari,
            chance,
            len(samples),
            "samples of documents",
            "would another sample of documents, same seed, put the same passages together? "
            "Adjusted Rand index",
        )
        own = term_sets(self.model, self.topn)
        overlap = [word_overlap(own, term_sets(self.model, self.topn, *sample)) for sample in samples]
        yield _row(
            "stability over samples: terms",
            "all",
            _mean(overlap),
            overlap,
            self._chance_overlap(dealt),
            len(samples),
            "samples of documents",
            "Jaccard index of the top terms of matched topics (Hungarian): 1 the same terms",
        )

    def _chance_ari(self, dealt):
        from sklearn.metrics import adjusted_rand_score

        pairs = zip(dealt[::2], dealt[1::2], strict=False)
        return [adjusted_rand_score(hard_topics(a.weights), hard_topics(b.weights)) for a, b in pairs]

    def _words(self, name, sets, dealt, note):
        overlap = [word_overlap(a, b) for a, b in combinations(sets, 2)]
        reading = f"Jaccard index of the top terms of matched topics (Hungarian): 1 the same terms{note}"
        return _row(
            name, "all", _mean(overlap), overlap, self._chance_overlap(dealt), len(sets), "fits", reading
        )

    def _chance_overlap(self, dealt):
        sets = [term_sets(self.model, self.topn, f, self.every) for f in dealt[:40]]
        return [word_overlap(a, b) for a, b in zip(sets[::2], sets[1::2], strict=False)]

    def outliers(self):
        hard = self.model.hard
        return _measured(
            "outliers",
            lambda rows: float((hard[rows] < 0).mean()),
            self.model.passages["doc_id"],
            [],
            "share of passages without a topic; chance has no meaning here: dealing topics out keeps it",
        )

    def languages(self, permutations: int):
        from sklearn.metrics import normalized_mutual_info_score

        topics = self.model.hard
        kept = np.flatnonzero(topics >= 0)
        langs = pd.factorize(self.model.langs)[0]
        for name, of, reading in (
            (
                "topics are languages (NMI)",
                normalized_mutual_info_score,
                "normalised mutual information of topic and language: 1 topics are languages, "
                "chance: they ignore them",
            ),
            (
                "languages within topics (entropy)",
                _relative_entropy,
                "entropy of the languages within topics ÷ that of the corpus: "
                "1 topics mix languages as the corpus does",
            ),
        ):
            if len(self.model.languages) < 2 or not len(kept):
                yield _row(
                    name,
                    "all",
                    np.nan,
                    [],
                    [],
                    len(kept),
                    "passages",
                    "one language only: nothing to compare",
                )
                continue

            def on(rows, of=of):
                return of(topics[kept[rows]], langs[kept[rows]])

            chance = [of(topics[kept], self.rng.permutation(langs[kept])) for _ in range(permutations)]
            yield _measured(name, on, self.model.passages["doc_id"].iloc[kept], chance, reading)

    def direction(self):
        """What taking the language direction away (or leaving it) changes."""
        from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

        names = (
            "language direction kept: topics are languages (NMI)",
            "language direction removed: same topics (ARI)",
        )
        if self.model.kind != "bertopic" or len(self.model.languages) < 2:
            why = "no vectors" if self.model.kind != "bertopic" else "one language only: nothing to compare"
            for name in names:
                yield _row(name, "all", np.nan, [], [], len(self.every), "passages", why)
            return
        removed = self.model.settings["centre_languages"]
        other = hard_topics(
            self.model.refit(self.every, self.model.settings["seed"], centre_languages=not removed).weights
        )
        kept = other if removed else self.model.hard
        with_topic = kept >= 0
        langs = self.model.langs
        chance = [
            normalized_mutual_info_score(kept[with_topic], self.rng.permutation(langs[with_topic]))
            for _ in range(50)
        ]
        nmi = (
            normalized_mutual_info_score(kept[with_topic], langs[with_topic]) if with_topic.any() else np.nan
        )
        state = "this model removes it" if removed else "this model keeps it"
        yield _row(
            names[0],
            "all",
            nmi,
            [],
            chance,
            int(with_topic.sum()),
            "passages",
            f"compare with the NMI above; {state}",
        )
        ari = adjusted_rand_score(self.model.hard, other)
        shuffled = [adjusted_rand_score(self.model.hard, self.rng.permutation(other)) for _ in range(50)]
        yield _row(
            names[1],
            "all",
            ari,
            [],
            shuffled,
            len(other),
            "passages",
            "agreement of the topics with and without it",
        )


def _relative_entropy(topics: np.ndarray, langs: np.ndarray) -> float:
    """H(language | topic) / H(language)."""
    table = np.zeros((topics.max() + 1, langs.max() + 1))
    np.add.at(table, (topics, langs), 1)
    base = _entropy(table.sum(axis=0) / table.sum())
    if base == 0:
        return float("nan")
    within = sum(row.sum() / table.sum() * _entropy(row / row.sum()) for row in table if row.sum())
    return within / base
