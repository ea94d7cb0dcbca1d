"""Counts that lead back to their passages, on a corpus small enough to count by hand and on the bundled
one."""

import numpy as np
import pandas as pd
import pytest

import qda
from qda.corpus import read_corpus, write_corpus
from qda.retrieval import (
    code_matrix, cooccurrence, in_passages, indicator_precision, kwic, trace,
)
from qda.tables import CODINGS, DOCUMENTS, make_table

TEXTS = {
    "a": "Titre\n\nDes tâcherons du clic.\n\nLa plateforme décide.\n\nIl pleut.\n",
    "b": "Titre\n\nLes Tacherons, encore.\n\nIl neige.\n",
    "c": "Title\n\nThe platform decides, and the platform's rules change.\n",
}


@pytest.fixture
def small(tmp_path):
    rows = [
        dict(doc_id="a", date="2019-01-02", lang="fr", genre="wire", family="w"),
        dict(doc_id="b", date="2019-01-03", lang="fr", genre="news", family="w"),
        dict(doc_id="c", date="2020", lang="en", genre="oped", family=""),
    ]
    rest = dict(
        title="T", outlet="O", author="", rights="open", constructed=True, source_start=0, source_end=0
    )
    write_corpus(tmp_path, make_table([{**rest, **r} for r in rows], DOCUMENTS), TEXTS)
    return read_corpus(tmp_path)


def codings_of(corpus, *spans):
    rows = []
    for doc_id, quote, code in spans:
        start = corpus.text(doc_id).index(quote)
        rows.append(
            dict(
                doc_id=doc_id,
                start=start,
                end=start + len(quote),
                code=code,
                coder="me",
                origin="human",
                exact=quote,
            )
        )
    return make_table(rows, CODINGS)


@pytest.fixture
def coded(small):
    return codings_of(
        small,
        ("a", "Des tâcherons du clic.", "TACH"),
        ("a", "La plateforme décide.", "PLAT"),
        ("a", "plateforme", "FAUT"),
        ("b", "Les Tacherons", "TACH"),
        ("c", "The platform decides", "PLAT"),
    )


def test_kwic_folds_and_slices(small):
    found = kwic(small.passages, "tâcheron*", width=5)
    assert list(found["match"]) == ["tâcherons", "Tacherons"]
    assert list(found["left"]) == ["Des ", "Les "]
    assert list(kwic(small.passages.drop(columns="speaker"), "tâcheron*")["speaker"]) == ["", ""]
    for row in found.itertuples():
        assert small.text(row.doc_id)[row.start : row.end] == row.match


def test_kwic_on_the_bundled_corpus_finds_what_a_plain_search_finds(corpus):
    found = kwic(corpus.passages, "plateforme*")
    assert len(found) == corpus.passages["text"].str.count(r"(?i)\bplateforme\w*").sum() > 20


@pytest.mark.parametrize("term", ["", "a*b", "<3> x"])
def test_kwic_refuses_what_is_no_form(small, term):
    with pytest.raises(ValueError):
        kwic(small.passages, term)


def test_codings_lie_in_the_passage_that_holds_most_of_them(small):
    text = small.text("a")
    start = text.index("clic.")
    across = make_table([dict(doc_id="a", start=start, end=text.index("décide") + 6, code="X")], CODINGS)
    assert in_passages(across, small.passages)["passage_id"].tolist() == ["a:0003"]


def test_code_matrix_counts_passages(small, coded):
    table = code_matrix(coded, small, by="doc_lang", n_boot=200).set_index(["group", "code"])
    assert table.loc[("fr", "TACH"), ["n", "of", "documents"]].tolist() == [2, 7, 2]
    assert table.loc[("en", "PLAT"), ["n", "of"]].tolist() == [1, 2]
    assert table.loc[("fr", "TACH"), "estimate"] == pytest.approx(2 / 7)
    assert np.isnan(table.loc[("en", "PLAT"), "low"])  # one document: nothing to draw
    assert table.loc[("fr", "PLAT"), "low"] <= 1 / 7 <= table.loc[("fr", "PLAT"), "high"]


def test_code_matrix_by_document_and_without_republications(small, coded):
    by_document = code_matrix(coded, small, by="doc_lang", unit="document", n_boot=0).set_index(
        ["group", "code"]
    )
    assert by_document.loc[("fr", "TACH"), ["n", "of"]].tolist() == [2, 2]
    once = code_matrix(coded, small, by="doc_lang", republications=False, n_boot=0).set_index(
        ["group", "code"]
    )
    assert once.loc[("fr", "TACH"), ["n", "of"]].tolist() == [1, 4]


def test_code_matrix_says_what_it_can_group_by(small, coded):
    with pytest.raises(ValueError, match="genre"):
        code_matrix(coded, small, by="colour")


def test_cooccurrence_counts_common_passages(small, coded):
    pairs = cooccurrence(coded, small).set_index(["code_a", "code_b"])
    assert pairs.loc[("FAUT", "PLAT"), ["n_a", "n_b", "n_both", "of"]].tolist() == [1, 2, 1, 9]
    assert pairs.loc[("FAUT", "PLAT"), "expected"] == pytest.approx(2 / 9)
    assert pairs.loc[("FAUT", "PLAT"), "log_odds"] > 0 > pairs.loc[("PLAT", "TACH"), "log_odds"]
    # log odds of the table 1, 0, 1, 7 with half added to each cell
    assert pairs.loc[("FAUT", "PLAT"), "log_odds"] == pytest.approx(np.log(1.5 * 7.5 / (0.5 * 1.5)))


def test_trace_gives_back_the_passages_a_count_counts(corpus):
    lexicon = qda.apply_codebook(corpus.passages)
    table = code_matrix(lexicon, corpus, by="genre", n_boot=0)
    for row in table.sample(12, random_state=1).to_dict("records"):
        behind = trace(lexicon, corpus, **row)
        assert behind["passage_id"].nunique() == row["n"]
        assert set(behind["code"]) <= {row["code"]}
        for found in behind.itertuples():
            assert corpus.text(found.doc_id)[found.start : found.end] == found.exact


@pytest.mark.parametrize("republications", [True, False])
def test_a_count_without_republications_is_traced_without_them(small, coded, republications):
    table = code_matrix(coded, small, by="doc_lang", republications=republications, n_boot=0)
    for _, row in table.iterrows():
        found = trace(coded, small, republications=republications, **row)
        assert found["passage_id"].nunique() == row["n"]


def test_trace_takes_lists_and_refuses_unknown_columns(small, coded):
    assert len(trace(coded, small, code=["TACH", "FAUT"], year=2019)) == 3
    with pytest.raises(ValueError, match="no column"):
        trace(coded, small, colour="red")


def test_indicator_precision_against_a_count_by_hand(small):
    lexicon = codings_of(
        small,
        ("a", "La plateforme décide.", "PLAT"),
        ("a", "Il pleut.", "PLAT"),
        ("c", "The platform decides", "PLAT"),
    )
    lexicon["indicator"] = ["i", "i; j", "i"]
    reader = codings_of(small, ("a", "La plateforme", "PLAT"), ("a", "Il pleut.", "FAUT"))
    table = indicator_precision(lexicon, reader).set_index("indicator")
    assert table.loc["i", ["n", "right"]].tolist() == [2, 1]
    assert table.loc["j", ["n", "right"]].tolist() == [1, 0]
    # Wilson's interval for 1 of 2
    assert table.loc["i", ["low", "high"]].astype(float).round(3).tolist() == [0.095, 0.905]


def test_passages_without_a_group_do_not_count(small, coded):
    table = code_matrix(coded, small, by="speaker", n_boot=0)
    assert isinstance(table, pd.DataFrame) and table.empty
