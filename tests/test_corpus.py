"""A corpus that is wrong says so, all of it at once; one that is right reads back as it was written."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qda.cli import main
from qda.corpus import check_corpus, read_corpus, split_passages, text_sha256, write_corpus
from qda.tables import DOCUMENTS, TableError, make_table, read_table, write_table


def documents(*ids, **changes):
    row = dict(
        title="T",
        outlet="O",
        author="",
        date="2019-06",
        genre="oped",
        lang="fr",
        rights="open",
        constructed=True,
    )
    table = make_table(
        [{"doc_id": i, "source_start": 0, "source_end": 0, **row, **changes} for i in ids], DOCUMENTS
    )
    return table


@pytest.fixture
def folder(tmp_path):
    texts = {"a": "Un titre\n\nUn texte.\n", "b": "Autre titre\n\nAutre texte.\n"}
    write_corpus(tmp_path, documents("a", "b"), texts)
    return tmp_path


def relist(folder, **changes):
    table = read_table(folder / "documents.csv", DOCUMENTS)
    for column, values in changes.items():
        table[column] = values
    write_table(table, folder / "documents.csv")


def test_what_is_written_reads_back(folder):
    corpus = read_corpus(folder)
    assert check_corpus(folder) == []
    assert corpus.text("a") == "Un titre\n\nUn texte.\n"
    assert list(corpus.documents["sha256"]) == [text_sha256(corpus.text(d)) for d in ("a", "b")]
    assert list(corpus.passages["text"][:2]) == ["Un titre", "Un texte."]


def break_missing(folder):
    (folder / "press/a.txt").unlink()


def break_hash(folder):
    (folder / "press/a.txt").write_text("Un autre texte.\n", encoding="utf-8")


def break_duplicate(folder):
    relist(folder, doc_id=["a", "a"])


def break_encoding(folder):
    (folder / "press/a.txt").write_bytes("Un titre\n\nédité".encode("latin-1"))


def break_unlisted(folder):
    (folder / "press/c.txt").write_text("Personne ne me connaît.\n", encoding="utf-8")


def break_nfc(folder):
    text = "Un titre\n\ne\u0301té\n"
    (folder / "press/a.txt").write_text(text, encoding="utf-8")
    relist(folder, sha256=[text_sha256(text), text_sha256("Autre titre\n\nAutre texte.\n")])


def break_date(folder):
    relist(folder, date=["hier", "2019"])


def break_rights(folder):
    relist(folder, rights=["mine", "open"])


def break_id(folder):
    relist(folder, doc_id=["../a", "b"])


@pytest.mark.parametrize("broken, file, place, said", [
    (break_missing, "documents.csv", "line 2", "no text for a"),
    (break_hash, "a.txt", "", "not the one"),
    (break_duplicate, "documents.csv", "line 3", "line 2 already"),
    (break_encoding, "a.txt", "line 3", "not UTF-8"),
    (break_unlisted, "c.txt", "", "does not list"),
    (break_nfc, "a.txt", "line 3", "NFC"),
    (break_date, "documents.csv", "line 2", "not ISO"),
    (break_rights, "documents.csv", "line 2", "unknown"),
    (break_id, "documents.csv", "line 2", "cannot be a doc_id"),
])
def test_each_fault_is_named(folder, broken, file, place, said, capsys):
    broken(folder)
    problems = check_corpus(folder)
    assert any(
        p.file.endswith(file) and p.place == place and said in p.what and p.remedy for p in problems
    ), problems
    assert main(["check", str(folder)]) == 1
    assert said in capsys.readouterr().err


def test_all_faults_in_one_run(folder):
    break_unlisted(folder)
    break_hash(folder)
    break_date(folder)
    assert len(check_corpus(folder)) == 3


def test_stored_passages_are_held_against_the_texts(folder):
    passages = read_corpus(folder).all_passages.drop(columns="text")
    passages.loc[1, "end"] = 10_000
    passages.loc[2, "doc_id"] = "nobody"
    write_table(passages, folder / "passages.csv")
    said = [p.what for p in check_corpus(folder)]
    assert len(said) == 2 and "outside" in said[0] and "does not list" in said[1]


def test_a_folder_that_is_no_corpus(tmp_path, capsys):
    with pytest.raises(TableError, match="no such file"):
        read_corpus(tmp_path)
    assert main(["check", str(tmp_path)]) == 1
    assert "documents.csv" in capsys.readouterr().err


def test_wrong_call_is_exit_2():
    with pytest.raises(SystemExit) as stop:
        main(["check"])
    assert stop.value.code == 2


@settings(max_examples=200)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_passages_slice_to_their_text_and_cover_it(text):
    rows = split_passages(text, "d", "fr")
    covered = 0
    last = 0
    for row in rows:
        assert text[row["start"] : row["end"]] == row["text"] != ""
        assert row["start"] >= last
        last = row["end"]
        covered += len("".join(row["text"].split()))
    assert covered == len("".join(text.split()))


def test_turns_are_those_of_labels_that_recur():
    said = ["Entretien", "Q : Vous faites quoi ?", "R : Je clique.", "Tout le temps.", "Q : Et avant ?"]
    text = "\n\n".join([*said, "R : Rien.\n"])
    table = pd.DataFrame(split_passages(text, "d", "fr"))
    assert list(table["speaker"]) == ["", "Q", "R", "R", "Q", "R"]
    assert list(table["kind"]) == ["heading"] + ["turn"] * 5


def test_metadata_joins_without_losing_rows(corpus):
    table = corpus.with_metadata(corpus.passages)
    assert len(table) == len(corpus.passages)
    assert table["title"].notna().all() and "doc_lang" in table


ONE_PASSAGE = (
    "doc_id,passage_id,start,end,source_start,source_end,lang,kind,speaker,role\na,a:1,{},{},0,2,fr,body,,\n"
)


@pytest.mark.parametrize("file, raw, said", [
    ("press/a.txt", None, "no text named a.txt"),
    ("press/a.txt", "é".encode("latin-1"), "a.txt: not UTF-8"),
    ("passages.csv", ONE_PASSAGE.format(0, 999).encode(), "line 2: lies outside its text"),
    ("passages.csv", ONE_PASSAGE.format("", 2).encode(), "line 2: start is '', not a whole"),
], ids=["missing", "latin-1", "outside", "no offset"])
def test_passages_that_cannot_be_read_are_named(folder, file, raw, said, capsys):
    if raw is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(raw)
    assert main(["passages", str(folder)]) == 1
    problem, = capsys.readouterr().err.splitlines()
    assert said in problem
    assert main(["check", str(folder)]) == 1
