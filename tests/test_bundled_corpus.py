"""The bundled corpus is what its data statement says it is."""

import re
from collections import Counter, defaultdict

import pytest

from qda.corpus import check_corpus
from qda.paths import BUNDLED_CORPUS
from qda.statement import README, counts_block

AT_LEAST = {"fr": 36, "en": 16, "it": 14, "es": 14, "pt": 8, "de": 8}


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def test_nothing_is_wrong_with_it():
    assert check_corpus(BUNDLED_CORPUS) == []


def test_size_languages_and_dates(corpus):
    documents = corpus.documents
    assert len(documents) >= 96
    assert sum(len(words(corpus.text(d))) for d in documents["doc_id"]) >= 60_000
    per_language = documents["lang"].value_counts()
    assert {lang: n for lang, n in AT_LEAST.items() if per_language.get(lang, 0) < n} == {}
    years = documents["date"].str[:4].astype(int)
    assert years.min() >= 2014 and years.max() <= 2025


def test_it_is_constructed_open_and_says_so(corpus):
    assert corpus.documents["constructed"].all()
    assert (corpus.documents["rights"] == "open").all()
    assert "constructed" in README.read_text(encoding="utf-8")[:600].lower()


def test_two_thirds_press_one_third_interviews(corpus):
    share = (corpus.documents["genre"] == "research_interview").mean()
    assert 0.30 <= share <= 0.37


@pytest.mark.parametrize("genre", [
    "reportage", "investigation", "press_interview", "oped", "wire", "review", "company_statement", "union_leaflet",
    "study_report", "court_report",
])
def test_every_genre_is_there(corpus, genre):
    assert (corpus.documents["genre"] == genre).any()


def test_other_languages_are_inside(corpus):
    assert (corpus.documents["other_langs"] != "").sum() >= 10


def test_five_wire_families_of_a_dispatch_and_three_outlets(corpus):
    families = corpus.documents[corpus.documents["family"] != ""].groupby("family")
    assert families.ngroups >= 5
    for _, members in families:
        assert len(members) == 4 and members["outlet"].nunique() == 4
        assert (members["genre"] == "wire").sum() == 1


def test_six_word_sequences_hardly_recur_between_documents(corpus):
    """Outside the wire families under 1 % of the six-word sequences stand in more than one document."""
    family = dict(zip(corpus.documents["doc_id"], corpus.documents["family"]))
    holders = defaultdict(set)
    tokens = Counter()
    for doc_id in corpus.documents["doc_id"]:
        text = words(corpus.text(doc_id))
        for n in range(len(text) - 5):
            holders[tuple(text[n : n + 6])].add(family[doc_id] or doc_id)
            tokens[tuple(text[n : n + 6])] += 1
    repeated = sum(tokens[s] for s, where in holders.items() if len(where) > 1)
    assert repeated / tokens.total() < 0.01


def test_the_statement_counts_what_is_there(corpus):
    assert counts_block(corpus) in README.read_text(encoding="utf-8")
