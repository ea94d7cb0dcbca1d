"""``ingest``: every source whole or left out and reported; twice is once; what was there stays."""

from __future__ import annotations

import hashlib
import json

import pandas as pd
import pytest

import qda
from qda.corpus import check_corpus, read_corpus
from qda.ingest import format_report, ingest
from qda.tables import TableError

ARTICLE = (
    "Le prix d’un clic\n\nPar Ana Lopes\n\n{} travailleuses attendent leur paie depuis mars, et personne ne "
    "leur répond.\n\nFin."
)


def state(folder) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in folder.rglob("*")
        if p.is_file()
    }


def test_a_broken_source_is_reported_and_the_others_come_in(tmp_path):
    source = tmp_path / "in"
    source.mkdir()
    for n in range(40):
        (source / f"{n:03d}.txt").write_text(ARTICLE.format(n), encoding="utf-8")
    (source / "nul.txt").write_bytes(b"Un texte avec\0un NUL au milieu, et rien d'autre.")
    (source / "empty.txt").write_bytes(b"  \n\n ")
    report = ingest(source, tmp_path / "corpus")
    assert (report["status"] == "taken").sum() == 40
    out = report[report["status"] == "left out"].set_index("source_file")["why"]
    assert set(out.index) == {"nul.txt", "empty.txt"} and "NUL" in out["nul.txt"]
    assert check_corpus(tmp_path / "corpus") == []
    assert "2 left out" in format_report(report)


def test_columns_named_like_ours_are_kept_beside_them(tmp_path):
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.txt").write_text(ARTICLE.format(1), encoding="utf-8")
    row = dict(text=ARTICLE.format(2), start="3", score="high", source_start="7", tag="kept")
    (source / "b.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    ingest(source, tmp_path / "corpus")
    assert check_corpus(tmp_path / "corpus") == []
    documents = read_corpus(tmp_path / "corpus").documents.set_index("source_file")
    row = documents.loc["b.jsonl"]
    assert (row["column_start"], row["column_score"], row["tag"]) == ("3", "high", "kept")
    assert row["source_start"] != 7


def test_running_twice_changes_nothing_and_adding_keeps_the_old(tmp_path):
    (tmp_path / "a.txt").write_text(ARTICLE.format("Cent"), encoding="utf-8")
    (tmp_path / "b.txt").write_text(ARTICLE.format("Mille"), encoding="utf-8")
    corpus = tmp_path / "corpus"
    ingest([tmp_path / "a.txt"], corpus)
    first = state(corpus)
    again = ingest([tmp_path / "a.txt"], corpus)
    assert list(again["status"]) == ["unchanged"] and state(corpus) == first
    before = qda.read_corpus(corpus).documents
    ingest([tmp_path / "b.txt"], corpus, rights="confidential")
    after = qda.read_corpus(corpus).documents
    pd.testing.assert_frame_equal(after.iloc[:1], before)
    assert list(after["rights"]) == ["restricted", "confidential"]
    assert check_corpus(corpus) == []


def test_a_file_given_twice_or_beside_its_folder_comes_in_once(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(ARTICLE.format("Cent"), encoding="utf-8")
    report = ingest([folder / "a.txt", folder, tmp_path / "in" / ".." / "in" / "a.txt"], tmp_path / "corpus")
    assert list(report["status"]) == ["taken"]
    assert len(qda.read_corpus(tmp_path / "corpus").documents) == 1


def test_a_corpus_inside_the_folder_of_its_sources_is_no_source(tmp_path):
    (tmp_path / "a.txt").write_text(ARTICLE.format("Cent"), encoding="utf-8")
    ingest(tmp_path, tmp_path / "corpus")
    first = state(tmp_path / "corpus")
    assert list(ingest(tmp_path, tmp_path / "corpus")["status"]) == ["unchanged"]
    assert state(tmp_path / "corpus") == first


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_told_by_evidence(tmp_path, encoding):
    (tmp_path / "a.txt").write_bytes(ARTICLE.format("Vingt").replace("’", "'").encode(encoding))
    ingest(tmp_path / "a.txt", tmp_path / "corpus")
    corpus = qda.read_corpus(tmp_path / "corpus")
    assert "répond." in corpus.text(corpus.documents["doc_id"][0])
    assert corpus.documents["author"][0] == "Ana Lopes"


def test_a_text_that_stands_twice_in_a_file_name_apart_gets_two_ids(tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(ARTICLE.format("Dix"), encoding="utf-8")
    ingest([tmp_path / "a.txt", tmp_path / "b.txt"], tmp_path / "corpus")
    assert qda.read_corpus(tmp_path / "corpus").documents["doc_id"].is_unique


def test_unknown_rights_and_a_missing_source(tmp_path):
    with pytest.raises(TableError):
        ingest([tmp_path / "a.txt"], tmp_path / "corpus", rights="secret")
    report = ingest([tmp_path / "absent.txt"], tmp_path / "corpus")
    assert list(report["status"]) == ["left out"] and len(qda.read_corpus(tmp_path / "corpus").documents) == 0


def test_passages_lead_back_to_the_file_and_sources_are_copied_only_when_asked(tmp_path):
    text = ARTICLE.format("Les demi- journées, les demi-journées et leurs")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8", newline="")
    ingest([tmp_path / "a.txt"], tmp_path / "corpus")
    corpus = qda.read_corpus(tmp_path / "corpus")
    assert not (tmp_path / "corpus" / "sources").exists()
    for row in corpus.all_passages.itertuples():
        assert text[row.source_start : row.source_end].replace("demi- ", "demi-") == row.text
    repairs = pd.read_csv(tmp_path / "corpus" / "repairs.csv")
    assert list(repairs["before"]) == ["demi- journées"]


@pytest.mark.slow
def test_ten_megabytes_on_one_line(tmp_path):
    (tmp_path / "long.txt").write_text(
        "Les machines et celles qui les nourrissent. " * 230_000, encoding="utf-8"
    )
    report = ingest([tmp_path / "long.txt"], tmp_path / "corpus")
    assert list(report["status"]) == ["taken"]


@pytest.mark.slow
def test_ten_thousand_files_one_of_them_broken(tmp_path):
    source = tmp_path / "in"
    source.mkdir()
    for n in range(10_000):
        (source / f"{n:05d}.txt").write_text(ARTICLE.format(n), encoding="utf-8")
    (source / "05000.txt").write_bytes(b"abc\0def")
    report = ingest(source, tmp_path / "corpus")
    assert (report["status"] == "taken").sum() == 9_999 and (report["status"] == "left out").sum() == 1
    assert check_corpus(tmp_path / "corpus") == []
