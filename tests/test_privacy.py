"""Pseudonyms that can be undone only with the key, and text that must not leave."""

import base64
import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qda.codebook import read_codebook
from qda.coding import check_codings, withhold_quotes
from qda.corpus import check_corpus, read_corpus, write_corpus
from qda.privacy import _Moves, _rewrite, find_names, leaks, pseudonymise, quote_for_display, restore
from qda.tables import CODINGS, TableError, make_table, read_table, write_table

INTERVIEW = """Entretien avec Maëlle Kervadec, annotatrice

Enquêtrice : Vous avez commencé quand, chez Data Armor ?

Maëlle : En mars, à Quimper. C'est Youenn Le Goff qui m'a montré l'interface, dans son garage.

Enquêtrice : Et M. Le Goff vous payait ?

Maëlle : À la pièce. MAËLLE, il disait, une rose c'est deux centimes. Rose, c'est sa fille, elle cliquait aussi.
"""
PRESS = (
    "Le tri se fait la nuit\n\nPersonne n'a vu le robot travailler, raconte la gardienne du hangar, mais "
    "chaque matin les colis "
    "étaient rangés par quartier, étiquetés dans deux langues et posés en rang devant la porte coulissante "
    "où attendent les livreurs.\n"
)
NAMES = ["Maëlle Kervadec", "Youenn Le Goff", "Rose"]


def make_corpus(folder: Path) -> Path:
    base = dict(
        outlet="",
        author="",
        constructed=True,
        source_file="",
        source_start=None,
        source_end=None,
        family="",
        lang="fr",
    )
    rows = [
        base
        | dict(
            doc_id="maelle-01",
            title="Entretien avec Maëlle Kervadec, annotatrice",
            date="2021-05",
            genre="research_interview",
            rights="confidential",
        ),
        base
        | dict(
            doc_id="p01",
            title="Le tri se fait la nuit",
            date="2021-06-01",
            genre="news",
            rights="restricted",
            author="Rose Le Bec",
        ),
    ]
    documents = pd.DataFrame(rows).astype({"source_start": "Int64", "source_end": "Int64"})
    write_corpus(folder, documents, {"maelle-01": INTERVIEW, "p01": PRESS})
    start = INTERVIEW.index("Youenn")
    coding = dict(
        doc_id="maelle-01",
        start=start,
        end=start + 30,
        code="TACH",
        coder="a",
        origin="human",
        score=None,
        exact=INTERVIEW[start : start + 30],
        prefix=INTERVIEW[start - 10 : start],
        suffix=INTERVIEW[start + 30 : start + 40],
        memo="Youenn est le patron",
    )
    write_table(make_table([coding], CODINGS), folder / "codings" / "a.csv")
    return folder


def everything(folder: Path) -> str:
    return "\n".join(
        str(p.relative_to(folder)) + "\n" + p.read_text("utf-8")
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    )


def test_no_original_form_remains_and_the_key_leads_back(tmp_path):
    source, key = make_corpus(tmp_path / "c"), tmp_path / "keys" / "k.json"
    pseudonymise(source, tmp_path / "p", key, names=[*NAMES, "Data Armor", "Quimper"], detect=False)
    said = everything(tmp_path / "p").casefold()
    for form in ("maëlle", "maelle", "kervadec", "youenn", "goff", "data armor", "quimper"):
        assert form not in said
    text = read_corpus(tmp_path / "p").text(read_corpus(tmp_path / "p").documents["doc_id"].iloc[0])
    assert "une rose c'est deux centimes. [" in text  # the flower stays, the daughter does not
    assert check_corpus(tmp_path / "p") == []
    assert key.stat().st_mode & 0o077 == 0

    restore(tmp_path / "p", key, tmp_path / "r")
    assert read_corpus(tmp_path / "r").text("maelle-01") == INTERVIEW
    assert check_corpus(tmp_path / "r") == []
    back, before = (read_corpus(tmp_path / x).documents for x in "rc")
    pd.testing.assert_frame_equal(back[before.columns], before, check_dtype=False)
    coding = read_table(tmp_path / "r/codings/a.csv", CODINGS).iloc[0]
    assert (
        INTERVIEW[coding["start"] : coding["end"]]
        == coding["exact"]
        == read_table(source / "codings/a.csv", CODINGS).iloc[0]["exact"]
    )


def test_codings_and_passages_move_with_the_text(tmp_path):
    pseudonymise(make_corpus(tmp_path / "c"), tmp_path / "p", tmp_path / "k.json", names=NAMES, detect=False)
    corpus = read_corpus(tmp_path / "p")
    coding = read_table(tmp_path / "p/codings/a.csv", CODINGS).iloc[0]
    text = corpus.text(coding["doc_id"])
    assert text[coding["start"] : coding["end"]] == coding["exact"]
    assert text[: coding["start"]].endswith(coding["prefix"]) and coding["exact"].startswith("[person")
    before = read_corpus(tmp_path / "c").all_passages
    assert corpus.all_passages["kind"].tolist() == before["kind"].tolist()
    assert corpus.all_passages["text"].str.len().gt(0).all()


def test_withheld_quotes_stay_withheld_and_fit_the_new_text(tmp_path):
    source = make_corpus(tmp_path / "c")
    codings = read_table(source / "codings/a.csv", CODINGS)
    write_table(withhold_quotes(codings, read_corpus(source)), source / "codings/a.csv")
    pseudonymise(source, tmp_path / "p", tmp_path / "k.json", names=NAMES, detect=False)
    restore(tmp_path / "p", tmp_path / "k.json", tmp_path / "r")
    for folder in ("c", "p", "r"):
        file = tmp_path / folder / "codings" / "a.csv"
        assert read_table(file, CODINGS)["exact"].tolist() == [""]
        assert check_codings(file, read_corpus(tmp_path / folder), read_codebook()) == []


def test_one_person_one_pseudonym(tmp_path):
    table = pseudonymise(
        make_corpus(tmp_path / "c"),
        tmp_path / "p",
        tmp_path / "k.json",
        names={"Maëlle Kervadec": "Awa", "Youenn Le Goff": ""},
        detect=False,
    )
    text = read_corpus(tmp_path / "p").text("Awa-01")
    assert (
        text.startswith("Entretien avec Awa, annotatrice")
        and "\nAwa : En mars" in text
        and " Awa, il disait" in text
    )
    youenn = table.set_index("name").loc["Youenn Le Goff", "pseudonym"]
    assert text.count(youenn) == 2  # in full, and as M. Le Goff


def test_what_is_refused(tmp_path):
    source = make_corpus(tmp_path / "c")
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    with pytest.raises(TableError, match="git repository"):
        pseudonymise(source, tmp_path / "p", tmp_path / "repo" / "deep" / "k.json", names=NAMES, detect=False)
    with pytest.raises(TableError, match="beside what it opens"):
        pseudonymise(source, tmp_path / "p", tmp_path / "p" / "k.json", names=NAMES, detect=False)
    with pytest.raises(TableError, match="itself a name"):
        pseudonymise(
            source,
            tmp_path / "p",
            tmp_path / "k.json",
            names={"Maëlle Kervadec": "Rose", "Rose": ""},
            detect=False,
        )
    assert not (tmp_path / "p").exists() and not (tmp_path / "k.json").exists()
    pseudonymise(source, tmp_path / "p", tmp_path / "k.json", names=NAMES, detect=False)
    with pytest.raises(TableError, match="key already"):
        pseudonymise(source, tmp_path / "q", tmp_path / "k.json", names=NAMES, detect=False)
    changed = next((tmp_path / "p" / "press").glob("*.txt"))
    changed.write_text("autre chose", "utf-8")
    with pytest.raises(TableError, match="not the text this key"):
        restore(tmp_path / "p", tmp_path / "k.json", tmp_path / "r")


SPELLINGS = {
    "possessive": ("Kervadec's shift, d'Anta, qu’Anta", ["Maëlle Kervadec", "Anta N'Diaye"]),
    "genitive and plural": (
        "Annas Wohnung, les Kervadecs, DIE WEISSENS",
        ["Anna Weissen", "Maëlle Kervadec"],
    ),
    "no-break space, line end": ("M. Ravo Rakoto, puis Ravo\nRakoto, Ravo\u00a0Rakoto", ["Ravo Rakoto"]),
    "hyphens": ("Jean‑Loup, Jean–Loup, Jean Loup, jean-loup", ["Jean-Loup"]),
    "apostrophes": ("N’Diaye, NʼDiaye, N`Diaye, NDiaye, N Diaye", ["N'Diaye"]),
    "accents typed otherwise": ("Maëlle et MAELLE", ["Mae\u0308lle"]),
    "addresses and file names": ("ravo.rakoto@poste.mg, RavoRakoto2.wav, ravo_rakoto", ["Ravo Rakoto"]),
    "one name in another": ("Anna, Anna-Karin et Annabelle", ["Anna", "Anna-Karin", "Annabelle"]),
    "after a number": ("le 3Rakoto et Rakoto3", ["Rakoto"]),
    "capitals before a name": ("KARIM Bâ arrive, Karim part", ["KARIM Bâ"]),
}


@pytest.mark.parametrize("case", SPELLINGS)
def test_a_name_is_found_however_it_is_written(tmp_path, case):
    text, names = SPELLINGS[case]
    row = dict(
        doc_id="d1",
        title=text.replace("\n", " "),
        lang="fr",
        rights="confidential",
        genre="research_interview",
        date="",
    )
    columns = ("outlet", "author", "source_file", "family")
    documents = make_table(
        [row | dict.fromkeys(columns, "") | dict(constructed=True)], [*row, *columns, "constructed"]
    )
    write_corpus(tmp_path / "c", documents.assign(source_start=0, source_end=0), {"d1": text})
    pseudonymise(tmp_path / "c", tmp_path / "p", tmp_path / "k.json", names=names, detect=False)
    said = everything(tmp_path / "p").casefold()
    for part in {
        part
        for name in names
        for part in name.casefold().replace("'", " ").replace("-", " ").split()
        if len(part) > 2
    }:
        assert part not in said
    restore(tmp_path / "p", tmp_path / "k.json", tmp_path / "r")
    assert read_corpus(tmp_path / "r").text("d1") == text


def test_words_that_look_like_names_stay(tmp_path):
    source = make_corpus(tmp_path / "c")
    pseudonymise(source, tmp_path / "p", tmp_path / "k.json", names=["Rose", "Al Lume", "Mar"], detect=False)
    corpus = read_corpus(tmp_path / "p")
    text = corpus.text(corpus.documents["doc_id"].iloc[0])
    assert "une rose c'est" in text and "En mars" in text


def test_ids_and_families_lose_names_that_are_run_together(tmp_path):
    source = make_corpus(tmp_path / "c")
    documents = read_table(source / "documents.csv", [])
    documents["family"] = "maelle-01"
    write_table(documents, source / "documents.csv")
    (source / "interviews" / "maelle-01.txt").rename(source / "interviews" / "entretienmaelle.txt")
    text = (source / "documents.csv").read_text("utf-8").replace("maelle-01", "entretienmaelle")
    (source / "documents.csv").write_text(text, "utf-8")
    pseudonymise(source, tmp_path / "p", tmp_path / "k.json", names=NAMES, detect=False, codings=[])
    table = read_corpus(tmp_path / "p").documents
    assert "maelle" not in everything(tmp_path / "p").casefold()
    assert set(table["family"]) == {table["doc_id"].iloc[0]}  # the family still names its head


@pytest.mark.slow
def test_names_are_found_by_the_model_and_by_labels(tmp_path):
    found = find_names(read_corpus(make_corpus(tmp_path / "c")), keep=["Data Armor"]).set_index("name")
    assert found.loc["Quimper", "kind"] == "place"
    assert any("Kervadec" in name for name in found.index)
    assert "Enquêtrice" not in found.index and "Data Armor" not in found.index


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.text("ab XY", min_size=0, max_size=60), st.data())
def test_offsets_survive_replacement(text, data):
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = [(a, b, "zz1") for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    new, moves = _rewrite(text, spans)
    inside = {i for a, b, _ in spans for i in range(a, b)}
    for i, char in enumerate(text):
        if i not in inside:
            assert new[moves(i)] == char and new[moves(i) : moves(i + 1, end=True)] == char
    old, back = _rewrite(new, [(c, d, text[a:b]) for (c, d), (a, b, _) in zip(moves.new, spans, strict=True)])
    assert old == text
    assert all(back(moves(i)) == i for i in range(len(text) + 1) if i not in inside)
    assert isinstance(back, _Moves)


# -- leaks ---------------------------------------------------------------------------------------------------

WORDS = PRESS.split("\n\n")[1].split()
TOLD = "c'est Youenn Le Goff qui m'a montré l'interface"  # 10 words of the confidential text


def notebook(source="", outputs=()):
    return json.dumps(
        {
            "cells": [
                {"cell_type": "markdown", "source": []},
                {"cell_type": "code", "source": [source], "outputs": list(outputs)},
            ]
        }
    )


def html_output(text):
    return {
        "output_type": "display_data",
        "data": {"text/html": ["<td>", text.replace(" ", " <b>", 1), "</b></td>"]},
    }


LEAKING = {
    "code.ipynb": notebook(source="x = '" + TOLD + "'"),
    "table.ipynb": notebook(outputs=[html_output(TOLD)]),
    "stream.ipynb": notebook(
        outputs=[{"output_type": "stream", "text": [" ".join(WORDS[:15]) + "\n", " ".join(WORDS[15:30])]}]
    ),
    "figure.svg": "<svg>" + "".join(f"<text><tspan>{w}</tspan></text>" for w in WORDS[:30]) + "</svg>",
    "paths.svg": f"<svg><g><!-- {TOLD} --><path d='M0'/></g></svg>",
    "kwic.csv": 'left,node,right\n"c\'est Youenn Le Goff",qui,"m\'a montré l\'interface"\n',
    "rows.json": json.dumps([{"text": TOLD}]),
    "upper.txt": TOLD.upper(),
}
CLEAN = {
    "short.ipynb": notebook(source="# c'est Youenn Le Goff qui", outputs=[html_output(" ".join(WORDS[:12]))]),
    "quote.csv": 'text\n"' + " ".join(WORDS[:22]) + '"\n',
    "words.svg": "<svg>" + "".join(f"<text>{w}</text>" for w in sorted(WORDS)) + "</svg>",
}


@pytest.mark.parametrize("name", LEAKING)
def test_leaks_are_named_without_their_words(tmp_path, name):
    corpus = read_corpus(make_corpus(tmp_path / "c"))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_text(LEAKING[name], "utf-8")
    problem, = leaks([tmp_path / "out"], corpus)
    assert problem.file.endswith(name)
    assert "p01" in problem.what or "maelle-01" in problem.what
    assert "Youenn" not in str(problem) and "colis" not in str(problem)
    if name.endswith(".ipynb"):
        assert "cell 2" in problem.place


def test_what_is_short_enough_is_no_leak(tmp_path):
    corpus = read_corpus(make_corpus(tmp_path / "c"))
    for name, text in CLEAN.items():
        (tmp_path / name).write_text(text, "utf-8")
    picture = {"output_type": "display_data", "data": {"image/png": base64.b64encode(b"x" * 99).decode()}}
    (tmp_path / "png.ipynb").write_text(notebook(outputs=[picture]), "utf-8")
    assert leaks([tmp_path / name for name in [*CLEAN, "png.ipynb"]], corpus) == []
    assert leaks([corpus.path], corpus) == []  # the corpus itself is where it belongs


def test_archives_are_opened_and_damaged_files_named(tmp_path):
    corpus = read_corpus(make_corpus(tmp_path / "c"))
    out = tmp_path / "out"
    out.mkdir()
    with zipfile.ZipFile(out / "project.qdpx", "w") as archive:
        archive.writestr("sources/1.txt", INTERVIEW)
    with zipfile.ZipFile(out / "letter.docx", "w") as archive:
        runs = "".join(
            f"<w:r><w:t xml:space='preserve'>{half}</w:t></w:r>" for half in (TOLD[:12], TOLD[12:])
        )
        archive.writestr("word/document.xml", f"<w:p>{runs}</w:p>")
    (out / "broken.zip").write_bytes(b"PK\x03\x04 cut")
    found = leaks([out], corpus)
    assert {Path(p.file).name for p in found} == {"project.qdpx", "letter.docx", "broken.zip"}
    assert any("sources/1.txt" in p.place for p in found)
    assert any("cannot be read" in p.what for p in found)


def test_bundled_corpus_is_open_and_leaks_nothing(corpus, tmp_path):
    (tmp_path / "all.txt").write_text(corpus.text(corpus.documents["doc_id"].iloc[0]), "utf-8")
    assert leaks([tmp_path], corpus) == []


def test_quotations_for_display():
    text = " ".join(WORDS)
    assert quote_for_display(text, "open") == text
    shown = quote_for_display(text, "restricted", 6)
    assert shown == "Personne n'a vu le robot […]"
    assert quote_for_display("Court.", "restricted") == "Court."
    assert quote_for_display(TOLD, "confidential") == "[withheld: confidential]"
    assert "Youenn" not in quote_for_display(TOLD, "confidential", names={"Youenn Le Goff": "Bo"})
    assert quote_for_display(TOLD, "confidential", names={"Youenn Le Goff": "Bo"}).startswith(
        "c'est Bo qui m'a"
    )
    with pytest.raises(ValueError, match="rights"):
        quote_for_display(text, "secret")
