"""Suggestions: sentences matched to codings, nothing leaks between documents, measures by hand, weights as rebuilt."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qda
from qda import suggest
from qda.codebook import read_codebook, read_fields, read_joins
from qda.coding import read_codings
from qda.paths import BUNDLED_CORPUS, CODINGS
from qda.tables import CODINGS as COLUMNS
from qda.tables import TableError, make_table

SOME = ["fr-p01", "fr-p06", "fr-i02", "en-p05", "en-p06", "de-p01"]


@pytest.fixture(scope="module")
def corpus():
    return qda.read_corpus(BUNDLED_CORPUS)


@pytest.fixture(scope="module")
def some(corpus):
    codings = read_codings(CODINGS / "reader-a.csv")
    return codings[codings["doc_id"].isin(SOME)]


@pytest.fixture(scope="module")
def training(corpus, some):
    return suggest.training_set(some, corpus, documents=SOME)


@pytest.fixture(scope="module")
def model(training):
    return suggest.train(training)


def spans(*rows):
    return pd.DataFrame(rows, columns=["doc_id", "start", "end", "code"])


def test_a_coding_belongs_to_the_sentences_it_shares_half_of():
    table = spans(("d", 0, 10, ""), ("d", 11, 31, ""), ("e", 0, 10, ""))
    found = suggest.placed(table, spans(("d", 5, 10, "A"), ("d", 0, 31, "B"), ("d", 8, 16, "A"), ("f", 0, 10, "A"), ("d", 0, 9, "C")), ["A", "B"])
    assert sorted(found) == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_borderline_counts_neither_way_but_a_coding_wins():
    table = spans(("d", 0, 10, ""), ("d", 11, 20, ""))
    coded = suggest.labels(table, spans(("d", 0, 10, "A")), ["A"], spans(("d", 0, 10, "A"), ("d", 11, 20, "A")))
    assert coded[0, 0] == 1 and np.isnan(coded[1, 0])


@settings(deadline=None)
@given(st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=60).filter(lambda g: len(set(g)) > 1))
def test_folds_cover_every_row_once_and_never_divide_a_family(groups):
    parts = suggest.folds(groups)
    assert sorted(np.concatenate(parts)) == list(range(len(groups)))
    assert sum(len({groups[r] for r in part}) for part in parts) == len(set(groups))


def test_a_sentence_and_its_neighbours_name_lexical_fields():
    text = "Sans eux, l’algorithme ne marche pas. Il pleut. The software."
    passages = pd.DataFrame([("d", "d:1", 0, "fr", "body", "", text)], columns=["doc_id", "passage_id", "start", "lang", "kind", "role", "text"])
    table = suggest.sentence_table(passages)
    known = suggest.features(table, passages, read_codebook(), ["FAUT"])
    names = list(read_fields())
    n = len(names)
    assert known.fields.shape == (3, 2 * n + 4)
    there = {name for name, value in zip(names, known.fields[0, :n], strict=True) if value}
    assert there == {"machine", "dependence"} and not known.fields[1, :n].any()
    assert known.fields[1, n + names.index("machine")] > 0 and not known.fields[2].any()  # French forms, French text
    # machine and link meet in the first sentence, machine and people do not, nor all three
    assert (known.fields[:, 2 * n :] > 0).tolist() == [[False, True, False, False], [False] * 4, [False] * 4]


@given(st.lists(st.lists(st.booleans(), min_size=6, max_size=6), min_size=1, max_size=5))
def test_parts_meet_where_a_field_of_each_is_named(rows):
    names = list(read_fields())
    parts = read_joins()["FAUT"]
    chosen = [parts[0][0], *parts[1][:2], *parts[2][:3]]
    named = np.zeros((len(rows), len(names)))
    named[:, [names.index(name) for name in chosen]] = rows
    machine, people, link = (any_of for any_of in ([r[0] for r in rows], [any(r[1:3]) for r in rows], [any(r[3:]) for r in rows]))
    expected = [[m and p, m and k, p and k, m and p and k] for m, p, k in zip(machine, people, link, strict=True)]
    assert suggest._meetings(named).astype(bool).tolist() == expected


def test_a_borderline_coding_is_learnt_as_half_a_coding():
    x = np.random.default_rng(0).normal(size=(30, 4)).astype(np.float32)
    coded = (x[:, :1] > 0).astype(float)
    unsure, half = coded.copy(), coded.copy()
    unsure[3], half[3] = np.nan, 0.5
    assert np.array_equal(suggest._least_squares(x, unsure, np.ones(30)), suggest._least_squares(x, half, np.ones(30)))


def test_texts_of_the_teaching_sets_have_names_of_their_own(tmp_path):
    ids = [set(suggest.read_teaching(folder)[0]["doc_id"]) for folder in (suggest.TEACHING, suggest.DENSE)]
    assert not ids[0] & ids[1] and min(map(len, ids)) > 50
    line = (suggest.DENSE / "it-1.jsonl").read_text(encoding="utf-8").splitlines()[0]
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text(line + "\n", encoding="utf-8")
    with pytest.raises(TableError, match="another text in a.jsonl"):
        suggest.read_teaching(tmp_path)


def test_one_document_is_too_few():
    with pytest.raises(TableError, match="second document"):
        suggest.folds(["a", "a"])


@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=30))
def test_no_other_threshold_promises_a_better_f1(chances):
    p = np.array(chances)

    def expected(threshold):
        said = p >= threshold
        return 2 * p[said].sum() / (said.sum() + p.sum())

    assert expected(suggest.best_threshold(p) * (1 - 1e-9)) == pytest.approx(max(expected(s) for s in p))


def test_a_code_that_is_nowhere_in_training_is_never_suggested():
    slope, shift, threshold = suggest._calibrated(np.array([[0.1], [5.0]]), np.zeros((2, 1)), np.ones(2))
    assert not (suggest._sigmoid(np.array([100.0]) * slope + shift) >= threshold).any()


def test_measures_by_hand():
    coded = np.array([[1.0, 0], [1, 0], [0, 1], [np.nan, 1], [0, 0]])
    said = np.array([[1, 0], [0, 1], [1, 1], [1, 1], [0, 0]], bool)
    table = suggest.measure(coded, said, ["FAUT", "REMU"], list("ddeef"), n_boot=50).set_index("code")
    assert tuple(table.loc["FAUT", ["coded", "suggested", "right"]]) == (2, 2, 1)
    assert table.loc["FAUT", "f1"] == pytest.approx(0.5)
    assert table.loc["REMU", "f1"] == pytest.approx(0.8)
    assert (table["low"] <= table["f1"]).all() and (table["f1"] <= table["high"]).all()


def test_weights_have_mean_one_and_rare_languages_count_more():
    weight = suggest.language_weights(["fr"] * 9 + ["it"])
    assert weight.mean() == pytest.approx(1) and weight[-1] == pytest.approx(3 * weight[0])


def test_cross_fitted_scores_do_not_know_the_labels_of_their_document(training):
    parts = suggest.folds(training.groups, 3)
    weight = np.ones(len(training.coded))
    before = suggest.cross_fit(training.known, training.coded, weight, parts, ("embedding",))
    changed = training.coded.copy()
    changed[parts[0]] = 1 - changed[parts[0]]
    after = suggest.cross_fit(training.known, changed, weight, parts, ("embedding",))
    assert np.allclose(before[parts[0]], after[parts[0]])
    assert not np.allclose(before[parts[1]], after[parts[1]])


def test_suggestions_are_codings_that_stand_in_the_text(corpus, model):
    passages = corpus.passages[corpus.passages["doc_id"].isin(["fr-p02", "en-p07", "it-p01"])]
    found = qda.suggest_codes(passages, training=model)
    assert list(found.columns) == [*COLUMNS, "nearest"] and len(found)
    assert set(found["coder"]) == {"suggest"} and set(found["origin"]) == {"model"}
    assert found["score"].between(0, 1).all() and not found.duplicated(["doc_id", "start", "code"]).any()
    coded = {f"{r.doc_id}:{r.start}-{r.end}" for r in model_places(model)}
    book = read_codebook().sha256[:12]
    for row in found.itertuples():
        assert corpus.text(row.doc_id)[row.start : row.end] == row.exact
        assert set(row.nearest.split("; ")) <= coded
        assert book in row.memo and model.sha256[:12] in row.memo


def model_places(model):
    places = [p.rsplit(":", 1) for p in model.memory["place"]]
    return pd.DataFrame([(d, *map(int, s.split("-"))) for d, s in places], columns=["doc_id", "start", "end"]).itertuples()


def test_training_on_given_codings_is_the_same_as_on_their_model(corpus, some, model):
    passages = corpus.passages[corpus.passages["doc_id"] == "fr-p02"]
    given_codings = qda.suggest_codes(passages, training=some, corpus=corpus, documents=SOME)
    by_model = qda.suggest_codes(passages, training=model)
    assert list(given_codings["code"]) == list(by_model["code"]) and np.allclose(given_codings["score"], by_model["score"], atol=1e-4)


def test_a_lower_threshold_suggests_more(corpus, model):
    passages = corpus.passages[corpus.passages["doc_id"] == "fr-p02"]
    few, all_ = (qda.suggest_codes(passages, training=model, threshold=t) for t in (0.6, 0.0))
    assert len(few) < len(all_) == len(model.codes) * len(suggest.sentence_table(passages))
    assert (few["score"] >= 0.6).all()


def test_the_model_learns_what_is_coded(training):
    known = suggest.cross_calibrated(training)
    k = training.codes.index("FAUT")
    coded = training.coded[:, k] == 1
    assert known[coded, k].mean() > 1.5 * known[~coded, k].mean()


def test_documents_that_are_not_there_are_learnt_from_their_quotes(some):
    nowhere = some.assign(doc_id="far-" + some["doc_id"])
    passages = make_table([dict(doc_id="x", passage_id="x:1", start=0, end=58, lang="fr", kind="body",
                                text="Elles sont payées quelques centimes par image, sans contrat.")], ["doc_id", "start", "end"])
    assert isinstance(qda.suggest_codes(passages, training=nowhere), pd.DataFrame)
    with pytest.raises(TableError, match="corpus="):
        qda.suggest_codes(passages, training=nowhere.assign(exact=""))


def test_no_passages_no_suggestions(corpus, model):
    assert list(qda.suggest_codes(corpus.passages.iloc[:0], training=model).columns) == [*COLUMNS, "nearest"]


def test_next_to_code_leaves_out_what_is_coded_and_spreads(corpus, model):
    passages = corpus.passages[corpus.passages["doc_id"].isin([*SOME, "fr-p02", "it-p01", "es-p01", "pt-p01"])]
    table = suggest.next_to_code(passages, model, coded=SOME, n=3)
    assert len(table) == 3 and not set(table["doc_id"]) & set(SOME) and table["reason"].str.len().min() > 20
    assert table["lang"].nunique() >= 2
    sentences = suggest.next_to_code(passages, model, coded=SOME, n=5, level="sentence")
    assert not sentences.duplicated(["doc_id", "start"]).any()


def test_shipped_weights_code_without_training_and_say_what_they_are(corpus):
    passages = corpus.passages[corpus.passages["doc_id"].isin(["fr-p01", "it-p05"])]
    found = qda.suggest_codes(passages)
    assert set(found["code"]) & set(suggest.CORE)
    provenance = json.loads((suggest.MODEL / "suggest.json").read_text(encoding="utf-8"))
    assert {"codebook", "codings", "texts", "trained", "held_out", "second_reading", "weights_sha256"} <= set(provenance)
    assert found["memo"].str.contains("press-gold").all()


def test_weights_come_back_from_disk(model, training, tmp_path):
    suggest.save_model(model, tmp_path)
    back = suggest.load_model(tmp_path)
    assert np.allclose(back.probabilities(training.known), model.probabilities(training.known), atol=0.01)


@pytest.mark.parametrize("file", [suggest.HELD, suggest.SECOND], ids=lambda file: file.stem)
def test_published_gold_holds_no_text(file):
    gold = read_codings(file)
    assert (gold[["exact", "prefix", "suffix"]] == "").all().all()
    assert gold["doc_id"].str.fullmatch("[0-9a-f]{64}").all()
    words = {w for memo in gold["memo"] for w in memo.split("; ") if w}
    assert words <= {"simulated", "sustained", "discourse", "explicit", "borderline"}


def test_the_weight_of_the_fields_is_their_share_in_the_sum(training):
    weight = np.ones(len(training.coded))
    once, twice = (suggest._linear(training.known, training.coded, weight, ("fields",), w) for w in (1.0, 2.0))
    alone = training.known.named() @ once.fields
    assert np.allclose(twice.scores(training.known) - once.scores(training.known), alone, atol=1e-5) and alone.any()


def test_the_model_remembers_no_held_text():
    assert not any(len(place.split(":")[0]) == 64 for place in suggest.load_model().memory["place"])


def test_held_gold_lies_in_the_texts(shared):
    passages, gold, weak = suggest.read_held(shared)
    table = suggest.sentence_table(passages)
    codes = sorted(set(gold["code"]))
    rows = {row for row, _ in suggest.placed(table, gold, codes)}
    assert len(codes) == 14 and len(rows) > 200 and len(weak)


@pytest.fixture(scope="module")
def shipped(shared):
    return suggest.shipped_training(shared)


def test_what_a_second_reader_reaches_is_what_is_published(shipped):
    published = suggest.load_model().provenance["second_reading"]
    assert suggest._figures(suggest.measure_second(shipped)) == published and set(published) == {*shipped.codes, "core", "other"}


def test_shipped_weights_are_those_of_a_rebuild(shipped):
    kept, again = suggest.load_model(), suggest.train(shipped)
    if any(kept.provenance[part] != shipped.provenance[part] for part in ("codebook", "fields", "codings")):
        pytest.fail("codebook, lexical fields or codings have changed: run python -m qda.suggest")
    apart = np.abs(kept.probabilities(shipped.known) - again.probabilities(shipped.known))
    assert np.quantile(apart, 0.999) < 0.02
