"""The bars of ingest on constructed pages of the kind a scholar's blog makes (``constructed_pages``)."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import constructed_pages as pages
import gold as score

import qda
from qda.ingest import ingest
from qda.ingest.lines import fold
from qda.ingest.posts import split_posts


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    files, truth = pages.write_pages(folder, sorted(pages.PAGES))
    ingest(files, folder / "corpus")
    corpus = qda.read_corpus(folder / "corpus")
    return corpus.documents, corpus.all_passages, truth


def test_posts_are_found_and_none_invented(taken):
    result = score.posts_score(taken[0], taken[2])
    assert result["characters"] >= 0.985 and result["invented"] == 0


def test_printed_dates_and_outlets(taken):
    result = score.metadata_score(taken[0], taken[2])
    assert result["dates"] >= 0.98 and result["outlets"] >= 0.98


def test_languages_of_passages(taken):
    result = score.language_score(*taken)
    assert result["share"] >= 0.99, result["wrong"]


def test_turns_and_their_speakers(taken):
    result = score.turns_score(*taken)
    assert result["f1"] >= 0.96 and result["speakers"] >= 0.85


def test_boilerplate_and_quotations(taken):
    assert score.boilerplate_score(*taken)["f1"] >= 0.99
    result = score.quotations_score(*taken)
    assert result["spans"]["f1"] >= 0.96 and result["speakers"]["f1"] >= 0.94


_TITLES = pd.read_csv(
    Path(__file__).parent / "data" / "titles.tsv", sep="\t", quoting=3, keep_default_na=False
)
_AFTER_A_TITLE = dict(
    fr="J’ai répondu aux questions de la rédaction sur le travail des annotatrices et sur la place des plateformes.",
    en="I answered a few questions about the work of annotators and about the place of platforms in all of this.",
    it="Ho risposto ad alcune domande sul lavoro delle annotatrici e sul posto che le piattaforme vi occupano.",
    es="Respondí a algunas preguntas sobre el trabajo de las anotadoras y sobre el lugar de las plataformas en él.",
    pt="Respondi a algumas perguntas sobre o trabalho das anotadoras e sobre o lugar das plataformas em tudo isso.",
    de="Ich habe einige Fragen zur Arbeit der Annotatorinnen beantwortet und zur Stellung der Plattformen darin.",
)


@pytest.mark.parametrize("seed", range(3))
def test_titles_in_every_order_of_outlet_date_and_brackets_open_a_post_and_say_both(seed):
    titles = _TITLES.sample(frac=1, random_state=seed)
    for first in range(0, len(titles), 8):
        page, starts = "travail", []
        rows = titles.iloc[first : first + 8]
        for row in rows.itertuples():
            page += "\n\n"
            starts.append(len(page))
            said = _AFTER_A_TITLE[row.lang]
            page += f"{row.title}\n\n{said}\n\n{said} {said}"
        posts, _ = split_posts(page)
        assert [p.start for p in posts] == starts
        for post, row in zip(posts, rows.itertuples(), strict=True):
            assert (fold(post.outlet), post.date) == (fold(row.outlet), row.date), row.title


def test_marks_of_a_page_slice_to_what_they_mark():
    for name, markup in pages.PAGES.items():
        text, truth = pages.build(name, markup)
        for quote in truth["quotes"]:
            assert text[quote["start"]] in '«“„‘»"—' and text[quote["end"] - 1] in '»”“’«".'
        for post in truth["posts"]:
            assert text[post["start"] : post["end"]].strip() == text[post["start"] : post["end"]]


@pytest.mark.parametrize(
    "line",
    [
        "Mise à jour du 3 mai 2020",
        "Mars 2019 : premiers licenciements",
        "12 mars 2019 – Lyon, ENS",
        "Lyon, ENS, 3 mai 2019",
        "L’accord du 5 juin 2018",
        "La loi El Khomri (8 août 2016)",
        "Séance 3 : les algorithmes (4 avril 2019)",
        "Jour 3 – mercredi 9 octobre 2019",
        "Première vague (mars-juin 2020)",
        "Extrait du rapport (page 12, juin 2019)",
        "Entretien réalisé à Cork en mars 2020",
        "(Photo prise à Turin, le 3 mai 2019)",
        "Graphique 1. Évolution des effectifs, 2010-2019",
    ],
)
def test_a_dated_line_out_of_the_order_of_the_page_opens_no_post(line):
    said = "Dans les ateliers que nous avons visités, la cadence est affichée au mur et personne ne la regarde plus."
    before, after = "Dans Le Monde (12 mars 2018)", "Sur France Inter (3 février 2018)"
    page = "\n\n".join(["travail", before, said, said, line, said, said, after, said, said])
    posts, _ = split_posts(page)
    assert [p.start for p in posts] == [page.index(before), page.index(after)]


@pytest.fixture(scope="module")
def corpus():
    return qda.read_corpus(qda.paths.BUNDLED_CORPUS)


def test_no_document_of_the_corpus_is_cut_in_two(corpus):
    for doc in corpus.documents.itertuples():
        posts, tag = split_posts(corpus.text(doc.doc_id), doc.lang)
        assert (len(posts), tag) == (1, None), doc.doc_id


@pytest.mark.parametrize("first", range(0, 24, 4))
def test_a_page_of_whole_documents_is_cut_where_their_titles_stand(corpus, first):
    where = dict(fr="Dans", it="Su", en="In", es="En", pt="Em", de="Im")
    page, starts = "lavoro", []
    for doc in corpus.documents.iloc[first:105:26].itertuples():
        page += "\n\n"
        starts.append(len(page))
        title = f"{where[doc.lang]} La Gazzetta Nuova ({doc.date})"
        page += f"{title}\n\n{corpus.text(doc.doc_id).strip()}"
    posts, _ = split_posts(page)
    assert [p.start for p in posts] == starts
    assert {p.outlet for p in posts} == {"La Gazzetta Nuova"}
