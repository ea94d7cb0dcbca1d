"""Lemmas of terms: what simplemma's tables get wrong, and what the writing of a word tells."""

import csv
from pathlib import Path

import pytest

import qda
from qda import languages
from qda.lemmas import exceptions, term_lemma
from qda.lexicometry import term_matrix
from qda.topics.terms import terms_of

FILES = sorted((Path(qda.__file__).parent / "data" / "lemmas").glob("*.csv"))


@pytest.mark.parametrize(
    ("lang", "form", "lemma"),
    [
        ("fr", "secondes", "seconde"), ("fr", "Moyenne", "moyenne"), ("fr", "copines", "copine"),
        ("it", "rider", "rider"), ("it", "contratto", "contratto"), ("en", "labelling", "label"),
        ("es", "sale", "salir"), ("pt", "impressora", "impressora"),
        ("fr", "payées", "payer"), ("en", "workers", "worker"),
    ],
)  # fmt: skip
def test_a_common_word_does_not_become_a_rare_verb(lang, form, lemma):
    assert term_lemma(form, lang) == lemma


def test_german_nouns_are_known_by_their_capital():
    assert [term_lemma(word, "de") for word in ("Arbeit", "Bericht", "Fragen")] == [
        "arbeit",
        "bericht",
        "frage",
    ]
    assert [term_lemma(word, "de") for word in ("fragen", "weiß", "Filmen", "filmen")] == [
        "fragen", "wissen", "film", "filmen"
    ]  # fmt: skip
    matrix = term_matrix(["Der Bericht über die Arbeit. ARBEIT!"], "de", lemmas=True, stop_words=True)
    assert list(matrix.terms) == ["arbeit", "bericht"] and matrix.counts.toarray().tolist() == [[2, 1]]
    assert terms_of(["Die Arbeit, der Bericht"], ["de"]) == [["arbeit", "bericht"]]


def test_acronyms_stay_and_headlines_do_not():
    assert [term_lemma(word, "en") for word in ("AI", "US", "WORKERS")] == ["ai", "us", "worker"]
    assert term_lemma("LAG", "de") == "lag"


def test_lemmas_keep_typography_and_case_out_of_the_terms():
    rows = ["L’arc-en-ciel de Lyon", "l'arc‑en‑ciel de lyon"]
    assert list(term_matrix(rows, "fr", lemmas=True, stop_words=True).terms) == ["arc-en-ciel", "lyon"]


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_exceptions_change_something_and_agree_with_each_other(file):
    lang = file.stem
    pairs = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
    assert pairs[0] == ["form", "lemma"] and pairs[1:] == sorted(pairs[1:])
    assert len(exceptions(lang)) == len(pairs) - 1 > 0
    for form, lemma in pairs[1:]:
        assert lemma == lemma.lower()
        assert term_lemma(lemma, lang) == lemma or lang == "de", (
            f"{form} → {lemma}, which is a form of another lemma"
        )
        assert {languages.lemma(form, lang), languages.lemma(form.capitalize(), lang)} != {lemma}, (
            f"{form} needs no line"
        )
    assert exceptions("und") == {}
