"""Term matrices, scores, correspondence analysis, similarity: published values, then properties."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import sparse, stats

from qda.lexicometry import (
    benjamini_hochberg,
    chi_squared,
    cluster_profiles,
    correspondence,
    keyness,
    log_likelihood,
    log_ratio,
    similarity_graph,
    specificities,
    specificity,
    specificity_mode,
    split_segments,
    term_matrix,
    without_labels,
)

KNOWN = json.loads((Path(__file__).parent / "known_answers.json").read_text(encoding="utf-8"))


def known(measure: str) -> list:
    return [pytest.param(case, id=case["id"]) for case in KNOWN if case["measure"].startswith(measure)]


# -- published values ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", known("G2 (4 cells)"))
def test_log_likelihood_of_four_cells(case):
    k11, k12, k21, k22 = (case["data"][k] for k in ("k11", "k12", "k21", "k22"))
    value = log_likelihood(k11, k12, k11 + k21, k12 + k22)
    assert value == pytest.approx(case["expected"]["G2"], abs=case["tolerance"])


@pytest.mark.parametrize("case", known("LL, Rayson"))
def test_log_likelihood_of_two_cells(case):
    d = case["data"]
    value = log_likelihood(d["a"], d["b"], d["c_size1"], d["d_size2"], cells=2)
    assert value == pytest.approx(case["expected"]["LL"], abs=case["tolerance"])
    assert log_likelihood(d["a"], d["b"], d["c_size1"], d["d_size2"]) == pytest.approx(69.691919, abs=1e-6)


@pytest.mark.parametrize("case", known("chi2/lr keyness"))
def test_keyness_as_quanteda_prints_it(case):
    table = pd.DataFrame(case["data"]["table_docs_x_features"], index=["d1", "d2"], columns=["a", "b"])
    for options, name in (
        ({"measure": "chi2", "yates": True}, "chi2_yates"),
        ({"measure": "chi2"}, "chi2"),
        ({}, "G2"),
    ):
        found = keyness(table, target="d1", **options).set_index("term")
        assert -found.loc["a", "score"] == pytest.approx(
            case["expected"][name], abs=case["tolerance"]
        )  # under-used in d1
        assert found.loc["b", "score"] == pytest.approx(case["expected"][name], abs=case["tolerance"])
        assert ("Yates" in found.loc["a", "formula"]) == (name == "chi2_yates")


@pytest.mark.parametrize("case", known("specificity"))
def test_specificity_of_lafon(case):
    d = case["data"]
    assert specificity(**d) == pytest.approx(case["expected"]["score"], abs=case["tolerance"])
    assert specificity_mode(d["F"], d["t"], d["T"]) == pytest.approx(
        case["expected"]["mode"], abs=case["tolerance"]
    )


@pytest.mark.parametrize("case", known("hypergeometric specificity"))
def test_specificity_of_r_temis(case):
    score = specificity(**case["data"])
    p = 10 ** -abs(score)
    assert p == pytest.approx(case["expected"]["p"], abs=case["tolerance"])
    assert np.sign(score) * stats.norm.isf(p) == pytest.approx(
        case["expected"]["t_value"], abs=case["tolerance"]
    )


@pytest.mark.parametrize("case", known("correspondence"))
def test_correspondence_of_smoking(case):
    rows, columns = ["SM", "JM", "SE", "JE", "SC"], ["none", "light", "medium", "heavy"]
    result = correspondence(pd.DataFrame(case["data"]["table"], index=rows, columns=columns))
    expected = case["expected"]
    assert result.total_inertia == pytest.approx(expected["total_inertia"], abs=1e-5)
    assert result.inertias == pytest.approx([expected[f"inertia{n}"] for n in (1, 2, 3)], abs=1e-6)
    assert result.percents[:2] == pytest.approx([expected["pct1"], expected["pct2"]], abs=1e-3)
    assert abs(result.row_coordinates.loc["SM", 1]) == pytest.approx(expected["absF1_SM"], abs=1e-6)
    assert abs(result.row_coordinates.loc["SE", 1]) == pytest.approx(expected["absF1_SE"], abs=1e-6)
    # Greenacre (2007), summary(ca(smoke)): quality, cos2 and contributions in permille
    assert np.rint(1000 * result.row_contributions.loc["SE", 1]) == 512
    assert np.rint(1000 * result.row_cos2.loc["JM", 2]) == 465
    assert np.rint(1000 * result.column_contributions.loc["none", 1]) == 654


def test_correspondence_of_housetasks():
    """factoextra::housetasks with FactoMineR::CA."""
    table = pd.DataFrame(
        [
            [156, 14, 2, 4],
            [124, 20, 5, 4],
            [77, 11, 7, 13],
            [82, 36, 15, 7],
            [53, 11, 1, 57],
            [32, 24, 4, 53],
            [33, 23, 9, 55],
            [12, 46, 23, 15],
            [10, 51, 75, 3],
            [13, 13, 21, 66],
            [8, 1, 53, 77],
            [0, 3, 160, 2],
            [0, 1, 6, 153],
        ],
        index=["Laundry", *range(12)],
        columns=["Wife", "Alternating", "Husband", "Jointly"],
    )
    result = correspondence(table)
    assert result.chi2 == pytest.approx(1944.456, abs=1e-3)
    assert result.inertias == pytest.approx([0.5428893, 0.4450028, 0.1270484], abs=1e-7)
    assert result.percents == pytest.approx([48.69222, 39.91269, 11.39509], abs=1e-5)
    assert np.abs(result.row_coordinates.loc["Laundry"].to_numpy()) == pytest.approx(
        [0.9918368, 0.4953220, 0.3167290], abs=1e-6
    )


# -- statistics ----------------------------------------------------------------------------------------------


@st.composite
def counts_in_part(draw, largest=3000):
    T = draw(st.integers(1, largest))
    F, t = draw(st.integers(0, T)), draw(st.integers(0, T))
    return draw(st.integers(max(0, F + t - T), min(F, t))), F, t, T


@given(counts_in_part())
def test_specificity_equals_scipy(counts):
    f, F, t, T = counts
    law = stats.hypergeom(T, F, t)
    expected = -law.logsf(f - 1) if f * T >= F * t else law.logcdf(f)
    assert specificity(f, F, t, T) == pytest.approx(expected / np.log(10), rel=1e-8, abs=1e-9)


@given(counts_in_part())
def test_specificity_changes_sign_in_the_rest_of_the_corpus(counts):
    f, F, t, T = counts
    assume(f * T != F * t)
    assert specificity(F - f, F, T - t, T) == pytest.approx(-specificity(f, F, t, T), abs=1e-9)


def test_specificity_has_no_infinities():
    assert specificity(5000, 5000, 5000, 10**9) == pytest.approx(28674.368, abs=0.01)
    assert np.isfinite(specificity(0, 10**6, 10**8, 10**9))
    assert specificity(0, 0, 5, 10) == 0 and specificity(7, 7, 10, 10) == 0


def test_specificity_broadcasts():
    table = specificity(np.array([[1, 2], [3, 0]]), [4, 2], np.array([[10], [20]]), 30)
    assert table.shape == (2, 2)
    assert table[1, 0] == pytest.approx(specificity(3, 4, 20, 30))


@pytest.mark.parametrize(
    "counts", [(3, 2, 5, 10), (-1, 2, 5, 10), (1, 2, 11, 10), (0, 8, 5, 10), (np.nan, 2, 5, 10)]
)
def test_specificity_refuses_impossible_counts(counts):
    with pytest.raises(ValueError, match="specificity needs"):
        specificity(*counts)


@st.composite
def two_corpora(draw):
    c, d = draw(st.integers(1, 10**6)), draw(st.integers(1, 10**6))
    return draw(st.integers(0, c)), draw(st.integers(0, d)), c, d


@given(two_corpora())
def test_log_likelihood_doubles_with_the_counts(corpora):
    double = [2 * n for n in corpora]
    assert log_likelihood(*double) == pytest.approx(2 * log_likelihood(*corpora), rel=1e-6, abs=1e-4)
    assert chi_squared(*double) == pytest.approx(2 * chi_squared(*corpora), rel=1e-9)


@given(two_corpora())
def test_scores_equal_scipy(corpora):
    a, b, c, d = corpora
    assume(0 < a + b < c + d)
    table = [[a, b], [c - a, d - b]]
    for ours, options in (
        (log_likelihood(a, b, c, d), {"lambda_": "log-likelihood", "correction": False}),
        (chi_squared(a, b, c, d), {"correction": False}),
        (chi_squared(a, b, c, d, yates=True), {"correction": True}),
    ):
        assert ours == pytest.approx(stats.chi2_contingency(table, **options).statistic, rel=1e-6, abs=1e-4)


def test_log_ratio():
    assert log_ratio(20, 10, 1000, 1000) == pytest.approx(1)
    assert log_ratio(20, 0, 1000, 1000) == pytest.approx(np.log2(40))
    assert np.isnan(log_ratio(0, 0, 1000, 1000))
    assert log_ratio([1, 0], [0, 1], 10, 10) == pytest.approx([1, -1])


def test_benjamini_hochberg():
    """Benjamini & Hochberg (1995), section 3.2: at 5 % the four smallest of fifteen are rejected."""
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]
    assert int((benjamini_hochberg(p) <= 0.05).sum()) == 4


SPEECH = pd.DataFrame(
    {
        "doc_id": ["a", "a", "b", "b", "c"],
        "start": [0, 50, 0, 40, 0],
        "lang": "fr",
        "outlet": ["X", "X", "Y", "Y", ""],
        "text": [
            "La plateforme paie à la tâche, la tâche est petite.",
            "Une tâche, un clic, une tâche.",
            "Le syndicat négocie un salaire.",
            "Le salaire, le contrat, le syndicat.",
            "La plateforme et le syndicat.",
        ],
    }
)


def test_specificities_by_a_column():
    table = specificities(term_matrix(SPEECH, stop_words=True), "outlet")
    assert list(table["part"].unique()) == ["X", "Y"]  # the row without an outlet is left out
    top = table.groupby("part").first()
    assert top.loc["X", "term"] == "tâche" and top.loc["X", "f"] == 4 == top.loc["X", "F"]
    row = table[(table["part"] == "X") & (table["term"] == "tâche")].iloc[0]
    assert row["specificity"] == pytest.approx(specificity(4, 4, row["t"], row["T"]))
    for _, part in table.groupby("part"):
        assert part["f"].sum() == part["t"].iloc[0]


def test_specificities_can_count_every_word():
    table = specificities(term_matrix(SPEECH, stop_words=True), "outlet", sizes="words")
    assert table["T"].iloc[0] == 27
    with pytest.raises(ValueError, match="TermMatrix"):
        specificities(np.eye(3, dtype=int), sizes="words")


def test_keyness_targets():
    matrix = term_matrix(SPEECH, stop_words=True)
    one = keyness(matrix, "outlet", "X")
    both = keyness(matrix, "outlet")
    mask = keyness(matrix.take(matrix.rows["outlet"] != ""), target=np.array([True, True, False, False]))
    assert one["term"].iloc[0] == "tâche" and one["score"].iloc[0] > 0
    assert np.allclose(one["score"], both[both["target"] == "X"]["score"])
    assert np.allclose(one["score"], mask["score"])
    other = both[both["target"] == "Y"].set_index("term")["score"]
    assert np.allclose(one.set_index("term")["score"], -other.reindex(one["term"]))
    with pytest.raises(ValueError, match="parts are X, Y"):
        keyness(matrix, "outlet", "Z")
    with pytest.raises(ValueError, match="with_metadata"):
        keyness(matrix, "year")


# -- term matrices -------------------------------------------------------------------------------------------

WORDS = st.text(alphabet="aàbé’'- ,.\n\u00a0·1_É", max_size=40)


def test_shuffled_keeps_margins_and_loses_the_rest():
    generator = np.random.default_rng(3)
    texts = [" ".join(generator.choice(list("abcdefgh") if n % 2 else list("ijklmnop"), 5, replace=False)) for n in range(60)]
    matrix = term_matrix(texts, token_pattern="[a-p]")
    chance = matrix.shuffled(np.random.default_rng(1))
    for axis in (0, 1):
        assert (chance.counts.sum(axis=axis) == matrix.binary().counts.sum(axis=axis)).all()
    together = (chance.counts.T @ chance.counts).toarray()
    assert together[:8, 8:].sum() > 0.3 * together[:8, :8].sum() and (matrix.counts.T @ matrix.counts).toarray()[:8, 8:].sum() == 0


def test_labels_of_speakers_are_no_words():
    labelled = ["Enquêtrice : Et vous ?", "— SLIMANE : Moi : oui.", "LD. Non.", "INT> Ah.", "J.-M. L. — Bon.", "Oui. Bon.", "elle : non"]
    passages = pd.DataFrame([("a", 0, text) for text in labelled * 3] + [("b", 7, "Selon lui : rien.")], columns=["doc_id", "start", "text"])
    cut = without_labels(passages)
    assert list(cut["text"][:7]) == ["Et vous ?", "Moi : oui.", "Non.", "Ah.", "Bon.", "Oui. Bon.", "elle : non"]
    assert cut["text"].iloc[-1] == "Selon lui : rien." and cut["start"].iloc[-1] == 7
    assert all(old[n:] == new for old, n, new in zip(labelled, cut["start"], cut["text"], strict=False))


def test_terms_of_few_documents_can_be_left_out():
    passages = pd.DataFrame({"doc_id": ["a", "a", "b"], "text": ["Maria trabalha", "Maria paga", "ela trabalha"], "lang": "pt"})
    matrix = term_matrix(passages).in_documents(2)
    assert list(matrix.terms) == ["trabalha"] and matrix.counts.toarray().ravel().tolist() == [1, 0, 1]
    assert matrix.chain["documents"] == 2


@given(st.lists(WORDS, max_size=6), st.sampled_from([r"(?u)\b\w\w+\b", r"[^\W_]+(?:[-·][^\W_]+)*['’]?"]))
def test_term_matrix_equals_count_vectorizer(texts, pattern):
    from sklearn.feature_extraction.text import CountVectorizer

    vectorizer = CountVectorizer(token_pattern=pattern)
    try:
        expected = vectorizer.fit_transform(texts)
    except ValueError:  # no word at all
        assert term_matrix(texts, token_pattern=pattern, folding="lower").shape[1] == 0
        return
    matrix = term_matrix(texts, token_pattern=pattern, folding="lower")
    assert list(matrix.terms) == list(vectorizer.get_feature_names_out())
    assert (matrix.counts != expected).nnz == 0


@given(
    st.lists(st.text(alphabet="ab\0é\u00a0’ \n\t" + "c" * 3, max_size=60), max_size=8),
    st.integers(1, 40),
)
def test_pieces_are_what_split_gives(texts, block):
    module = sys.modules["qda.lexicometry.pieces"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_BLOCK", block)
        pieces, codes, ends = module.distinct_pieces(texts)
    assert len(set(pieces)) == len(pieces) and len(ends) == len(texts) + 1
    for n, text in enumerate(texts):
        assert [pieces[c].encode() for c in codes[ends[n] : ends[n + 1]]] == text.encode().split()


def test_pieces_that_only_look_alike_are_told_apart(monkeypatch):
    module = sys.modules["qda.lexicometry.pieces"]
    monkeypatch.setattr(module.pd, "factorize", lambda values: (np.zeros(len(values), int), values[:1]))
    pieces, codes, _ = module.distinct_pieces(["one two one three"])
    assert [pieces[c] for c in codes] == ["one", "two", "one", "three"]


def test_chain_by_language():
    table = pd.DataFrame(
        {"lang": ["fr", "en", "fr"], "text": ["L’homme l'homme", "Don't they? The man’s", "aujourd'hui"]}
    )
    matrix = term_matrix(table)
    assert {"l'", "homme", "don't", "man's"} <= set(matrix.terms)
    assert matrix.to_frame().loc[0].to_dict()["l'"] == 2
    assert list(matrix.sizes[:2]) == [4, 4]
    assert "homme" not in term_matrix(table, lang="en").terms
    assert "l'" not in term_matrix(table, stop_words=True).terms
    assert set(term_matrix(["a Bé be 12"], "fr", folding="accents", numbers=False).terms) == {"a", "be"}


def test_lemmas_and_stop_words_given_by_hand():
    matrix = term_matrix(
        ["Les tâches des travailleuses étaient payées"], "fr", lemmas=True, stop_words=["les", "des"]
    )
    assert "tâche" in matrix.terms and "les" not in matrix.terms
    assert matrix.sizes[0] == 6
    assert matrix.chain["lemmas"] == "simplemma, qda/data/lemmas" and matrix.chain["stop_words"] == ["des", "les"]


def test_terms_of_several_words():
    text = "Le travail du clic, le travail. Du clic au travailleur du clic du dimanche."
    matrix = term_matrix(
        [text], "fr", multiword=["travail du clic", "travailleur du clic", "du clic du dimanche"]
    )
    row = matrix.to_frame().iloc[0]
    assert row["travail du clic"] == 1 and row["travailleur du clic"] == 1  # leftmost wins
    assert row["travail"] == 1 and row["clic"] == 1 and "du clic du dimanche" not in row[row > 0]
    lemmas = term_matrix(
        ["des travailleurs du clic"], "fr", multiword=["travailleur du clic"], lemmas=True, stop_words=True
    )
    assert list(lemmas.terms) == ["travailleur du clic"]


def test_thresholds_groups_and_the_way_back():
    matrix = term_matrix(SPEECH)
    assert set(matrix.trim(min_rows=3).terms) == {"le", "syndicat"}
    grouped = matrix.group("doc_id")
    assert grouped.counts.sum() == matrix.counts.sum() and list(grouped.rows["doc_id"]) == ["a", "b", "c"]
    found = matrix.rows_with("syndicat")
    assert list(found["doc_id"]) == ["b", "b", "c"] and list(found["start"]) == [0, 40, 0]
    with pytest.raises(KeyError, match="zèbre"):
        matrix.rows_with("zèbre")
    assert matrix.frequencies().iloc[0]["count"] == matrix.frequencies()["count"].max()
    assert matrix.binary().counts.max() == 1


def test_rows_of_the_bundled_corpus(corpus):
    passages = corpus.with_metadata(corpus.passages, ["outlet"])
    matrix = term_matrix(passages, lang="fr", min_rows=2)
    row = matrix.rows_with("travail").iloc[0]
    assert "travail" in corpus.text(row["doc_id"])[row["start"] : row["end"]].lower()
    assert not specificities(matrix, "outlet", min_count=20).empty


# -- correspondence analysis ---------------------------------------------------------------------------------

TABLES = st.integers(3, 7).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 30), min_size=n, max_size=n), min_size=3, max_size=8)
)


@given(TABLES)
@settings(max_examples=50, deadline=None)
def test_inertia_is_chi2_over_n_and_contributions_sum_to_one(rows):
    table = np.array(rows)
    live = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    assume(min(live.shape) >= 2)
    result = correspondence(table)
    expected = stats.chi2_contingency(live, correction=False).statistic
    assert result.chi2 == pytest.approx(expected, rel=1e-8, abs=1e-8)
    assert result.inertias.sum() == pytest.approx(result.total_inertia, abs=1e-9)
    assert result.rows["inertia"].sum() == pytest.approx(result.total_inertia, abs=1e-9)
    for block in (result.row_contributions, result.column_contributions):
        assert block.sum().to_numpy() == pytest.approx(np.ones(len(result.inertias)), abs=1e-6)
    quality = result.row_cos2.sum(axis=1)[result.rows["distance"] > 1e-9]
    assert quality.to_numpy() == pytest.approx(np.ones(len(quality)), abs=1e-6)


@given(TABLES, st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_correspondence_does_not_depend_on_the_order(rows, random):
    table = pd.DataFrame(rows)
    assume((table.sum() > 0).sum() >= 2 and (table.sum(axis=1) > 0).sum() >= 2)
    result = correspondence(table)
    # axes of equal inertia, and two columns of equal weight, are told apart by nothing but the order
    assume(len(result.inertias) and np.min(-np.diff(np.append(result.inertias, 0))) > 1e-3)
    top = np.sort(result.column_contributions.dropna().to_numpy(), axis=0)
    assume(np.min(top[-1] - top[-2]) > 1e-3)
    shuffled = table.sample(frac=1, random_state=random.randrange(10**6)).sample(
        frac=1, axis=1, random_state=random.randrange(10**6)
    )
    other = correspondence(shuffled)
    assert np.allclose(
        result.row_coordinates, other.row_coordinates.loc[table.index], atol=1e-6, equal_nan=True
    )


def test_supplementary_points():
    table = pd.DataFrame(
        [[4, 2, 3, 2], [4, 3, 7, 4], [25, 10, 12, 4], [18, 24, 33, 13], [10, 6, 7, 2]],
        index=list("abcde"),
        columns=list("wxyz"),
    )
    plain = correspondence(table)
    extra = pd.DataFrame([[8, 4, 6, 4], [0, 0, 5, 0]], index=["twice a", "y only"], columns=list("wxyz"))
    result = correspondence(table, supplementary_rows=extra)
    assert np.allclose(result.inertias, plain.inertias)
    assert np.allclose(result.row_coordinates.loc["twice a"], plain.row_coordinates.loc["a"])
    assert result.rows.loc["twice a", "supplementary"] and np.isnan(
        result.row_contributions.loc["twice a", 1]
    )
    # a point on one column alone lies at that column's standard coordinates
    assert np.allclose(
        result.row_coordinates.loc["y only"], plain.column_coordinates.loc["y"] / plain.singular_values
    )
    named = correspondence(table, supplementary_rows=["e"], supplementary_columns="z")
    without = correspondence(table.loc["a":"d", "w":"y"])
    assert np.allclose(named.inertias, without.inertias)
    assert named.columns.loc["z", "supplementary"] and named.row_coordinates.loc["e"].notna().all()


def test_large_sparse_table_has_the_same_axes(monkeypatch):
    generator = np.random.default_rng(3)
    shares = generator.dirichlet(np.full(300, 0.3), size=4)
    table = np.vstack([generator.multinomial(60, shares[n % 4]) for n in range(400)])
    dense = correspondence(table, 3)
    monkeypatch.setattr(sys.modules["qda.lexicometry.correspondence"], "_DENSE_CELLS", 0)
    lanczos = correspondence(sparse.csr_array(table), 3)
    assert np.allclose(dense.inertias, lanczos.inertias) and dense.total_inertia == pytest.approx(
        lanczos.total_inertia
    )
    assert np.allclose(dense.row_coordinates, lanczos.row_coordinates, atol=1e-6)
    assert np.allclose(dense.columns["distance"], lanczos.columns["distance"], equal_nan=True)


@pytest.mark.parametrize("table", [np.zeros((3, 3)), np.array([[1, 2, 3]]), np.array([[1, -2], [3, 4]])])
def test_correspondence_refuses(table):
    with pytest.raises(ValueError, match="correspondence analysis needs"):
        correspondence(table)


# -- similarity ----------------------------------------------------------------------------------------------


def test_similarity_tree_is_the_maximum_spanning_tree():
    import networkx as nx

    generator = np.random.default_rng(4)
    table = pd.DataFrame(
        generator.random((200, 15)) < generator.random(15) * 0.5, columns=list("abcdefghijklmno")
    ).astype(int)
    tree = similarity_graph(table, min_cooccurrence=1)
    whole = nx.Graph()
    for edge in tree.graph["edges"].itertuples():
        whole.add_edge(edge.term_1, edge.term_2, weight=edge.weight)
    assert nx.is_forest(tree) and nx.number_connected_components(tree) == nx.number_connected_components(
        whole
    )
    assert tree.size("weight") == nx.maximum_spanning_tree(whole).size("weight")
    assert tree.nodes["a"]["rows"] == table["a"].sum()
    edge = next(iter(tree.edges(data=True)))
    assert edge[2]["cooccurrence"] == (table[edge[0]] * table[edge[1]]).sum()


def test_similarity_communities_do_not_depend_on_the_order():
    generator = np.random.default_rng(5)
    topic = generator.integers(0, 2, 300)
    table = pd.DataFrame(
        generator.random((300, 12)) < np.where((np.arange(12) < 6) == topic[:, None], 0.5, 0.03)
    ).astype(int)
    table.columns = [f"t{n:02d}" for n in range(12)]
    tree = similarity_graph(table)
    other = similarity_graph(table.sample(frac=1, axis=1, random_state=1).sample(frac=1, random_state=2))
    assert set(map(frozenset, tree.edges)) == set(map(frozenset, other.edges))
    groups = tree.nodes(data="community")
    assert dict(groups) == dict(other.nodes(data="community"))
    assert len({groups[f"t{n:02d}"] for n in range(6)}) == 1 and groups["t00"] != groups["t11"]


def test_similarity_coefficients():
    table = pd.DataFrame([[1, 1, 0], [1, 1, 1], [1, 0, 1], [0, 0, 1]], columns=list("abc"))
    weight = {
        c: similarity_graph(table, coefficient=c, min_cooccurrence=1)["a"]["b"]["weight"]
        for c in ("cooccurrence", "jaccard", "dice", "npmi")
    }
    assert (
        weight["cooccurrence"] == 2
        and weight["jaccard"] == pytest.approx(2 / 3)
        and weight["dice"] == pytest.approx(4 / 5)
    )
    assert weight["npmi"] == pytest.approx(np.log(2 * 4 / (3 * 2)) / np.log(2))
    with pytest.raises(ValueError, match="unknown"):
        similarity_graph(table, coefficient="cosine")


# -- edges ---------------------------------------------------------------------------------------------------


def test_a_missing_text_is_named_and_a_missing_language_is_undetermined():
    table = pd.DataFrame({"doc_id": ["a", "b"], "text": ["un mot", None], "lang": ["fr", "fr"]})
    for method in (term_matrix, split_segments):
        with pytest.raises(ValueError, match="1 rows have no text .the first: row 1."):
            method(table)
    matrix = term_matrix(pd.DataFrame({"text": ["un mot", "deux mots"], "lang": ["fr", None]}))
    assert matrix.shape == (2, 4) and matrix.counts.sum(axis=1).tolist() == [2, 2]
    assert matrix.chain["languages"] == ["fr", "und"]


@pytest.mark.parametrize("rows", [[], ["", " "]])
def test_nothing_in_nothing_out(rows):
    matrix = term_matrix(rows, "fr", lemmas=True, stop_words=True)
    assert matrix.shape == (len(rows), 0) and matrix.frequencies().empty
    assert matrix.shuffled(np.random.default_rng(0)).shape == matrix.shape
    assert specificities(matrix).empty and list(specificities(matrix).columns[:2]) == ["part", "term"]
    assert similarity_graph(matrix).number_of_nodes() == 0
    assert cluster_profiles(matrix, [None] * len(rows)).empty
    with pytest.raises(ValueError, match="empty"):
        correspondence(matrix)


def test_keyness_needs_a_target_and_a_rest():
    counts = np.array([[1, 0], [1, 2]])
    for target in ([0, 1], np.array([True, True]), np.array([False, False])):
        with pytest.raises(ValueError, match="holds (all|none) of the"):
            keyness(counts, target=target)
    for table in (counts[:1], counts[:0]):
        with pytest.raises(ValueError, match="against the rest"):
            keyness(table)
    silent = keyness(np.array([[0, 0], [1, 2]])).set_index(["target", "term"])
    assert (silent["score"] == 0).all() and silent["log_ratio"].isna().all()


def test_counts_are_whole():
    with pytest.raises(ValueError, match="whole numbers"):
        specificities(np.array([[1.5, 2], [1, 2]]))
    assert specificity(11.0, 296.0, 1084.0, 61449.0) == specificity(11, 296, 1084, 61449)


def test_missing_p_values_are_no_tests():
    assert benjamini_hochberg([0.01, np.nan, 0.04]) == pytest.approx([0.02, np.nan, 0.04], nan_ok=True)
    assert benjamini_hochberg([]).size == 0


def test_supplementary_points_that_cannot_be_placed():
    table = pd.DataFrame([[5, 1], [2, 4], [1, 1]], index=["a", "a", "b"], columns=["x", "y"])
    with pytest.raises(ValueError, match="'a' is there twice"):
        correspondence(table, supplementary_rows=["b"])
    with pytest.raises(ValueError, match="negative"):
        correspondence(table, supplementary_rows=np.array([[-1, 2]]))
    with pytest.raises(ValueError, match="one at least"):
        correspondence(table, n_axes=0)
    placed = correspondence(table, supplementary_rows=np.array([[0, 0], [5, 1]])).rows
    assert placed.iloc[3].drop("supplementary").isna().all() and placed["supplementary"].tolist()[3:] == [True, True]
    assert placed["coord_1"].iloc[4] == pytest.approx(placed["coord_1"].iloc[0])
