"""The command as a person types it: exit codes, what is printed, and that help is quick to come."""

import subprocess
import sys

import pytest

from qda.cli import main
from qda.corpus import STORED_PASSAGES, write_corpus
from qda.paths import BUNDLED_CORPUS, CODINGS
from qda.tables import CODINGS as CODING_COLUMNS
from qda.tables import DOCUMENTS, read_table, write_table


def test_check_of_the_bundled_corpus(capsys):
    assert main(["check", str(BUNDLED_CORPUS)]) == 0
    assert "nothing wrong" in capsys.readouterr().out


def test_code_writes_codings_that_check(tmp_path, capsys):
    out = tmp_path / "lexicon.csv"
    assert main(["code", str(BUNDLED_CORPUS), "--out", str(out)]) == 0
    table = read_table(out, CODING_COLUMNS)
    assert set(table["coder"]) == {"lexicon"} and len(table) > 100
    assert main(["check", str(BUNDLED_CORPUS), "--codings", str(out)]) == 0


def test_code_quotes_open_text_only(tmp_path, capsys, corpus):
    """A restricted text is coded without its words: no leak, and the codings still check."""
    texts = {doc_id: corpus.text(doc_id) for doc_id in corpus.documents["doc_id"]}
    folder, out = tmp_path / "corpus", tmp_path / "lexicon.csv"
    restricted = {doc_id for doc_id in texts if "-p" in doc_id}  # the press
    rights = ["restricted" if doc_id in restricted else "open" for doc_id in texts]
    write_corpus(folder, corpus.documents.assign(rights=rights), texts, corpus.all_passages)

    def quoted(*options: str) -> set[bool]:
        assert main(["code", str(folder), "--out", str(out), *options]) == 0
        table = read_table(out, CODING_COLUMNS)
        assert main(["check", str(folder), "--codings", str(out)]) == 0
        hidden = table["exact"] == ""
        assert (table.loc[hidden, ["prefix", "suffix"]] == "").all(axis=None)
        return {(doc_id in restricted, shown) for doc_id, shown in zip(table["doc_id"], ~hidden, strict=True)}

    assert quoted() == {(True, False), (False, True)}
    assert main(["check", str(folder), "--leaks", str(out)]) == 0
    assert quoted("--no-quotes") == {(True, False), (False, False)}
    assert quoted("--quotes") == {(True, True), (False, True)}
    assert main(["check", str(folder), "--leaks", str(out)]) == 1


def test_every_fault_of_a_codings_file_is_named(tmp_path, capsys):
    table = read_table(CODINGS / "reader-b.csv", CODING_COLUMNS).head(4)
    table.loc[0, "code"] = "NONE"
    table.loc[1, "end"] = 10**6
    table.loc[2, "doc_id"] = "nobody"
    table.loc[3, "exact"] = "not the text"
    file = write_table(table, tmp_path / "c.csv")
    assert main(["check", str(BUNDLED_CORPUS), "--codings", str(file)]) == 1
    said = capsys.readouterr().err
    for line in read_table(file, CODING_COLUMNS).attrs["lines"]:
        assert f"c.csv, line {line}:" in said
    assert "NONE" in said


def test_passages_have_their_columns(tmp_path):
    out = tmp_path / "p.csv"
    assert main(["passages", str(BUNDLED_CORPUS), "--out", str(out)]) == 0
    assert len(read_table(out, [*STORED_PASSAGES, "text"])) > 2000


def test_passages_on_the_screen_are_those_of_the_file(tmp_path, capsys):
    text = "Un titre\n\n=HYPERLINK(1) dit le tableur, et rien de plus.\n"
    documents = (
        read_table(BUNDLED_CORPUS / "documents.csv", DOCUMENTS).head(1).assign(doc_id="a", genre="news")
    )
    write_corpus(tmp_path / "c", documents, {"a": text})
    assert main(["passages", str(tmp_path / "c")]) == 0
    shown = capsys.readouterr().out
    assert "'=HYPERLINK" in shown  # no formula for a spreadsheet
    assert main(["passages", str(tmp_path / "c"), "--out", str(tmp_path / "p.csv")]) == 0
    assert (tmp_path / "p.csv").read_text(encoding="utf-8") == shown


def test_agree_prints_every_code(capsys):
    assert main(["agree", str(CODINGS / "reader-a.csv"), str(CODINGS / "reader-b.csv")]) == 0
    said = capsys.readouterr().out
    assert "FAUT" in said and "alpha" in said


def test_agree_wants_two_coders(capsys):
    assert main(["agree", str(CODINGS / "reader-a.csv")]) == 1
    assert "only one coder" in capsys.readouterr().err


def test_agree_knows_what_each_reader_read(capsys, tmp_path):
    """The second reader read 33 documents: the others are not passed off as read and left uncoded."""
    out = tmp_path / "agreement.csv"
    assert (
        main(["agree", str(CODINGS / "reader-a.csv"), str(CODINGS / "reader-b.csv"), "--out", str(out)]) == 0
    )
    table = read_table(out, ["code", "documents", "n"])
    read = (CODINGS / "reader-b.documents").read_text("utf-8").split()
    assert set(table["documents"]) == {str(len(read))}


def test_agree_names_codings_that_stand_on_no_text(capsys, tmp_path):
    table = read_table(CODINGS / "reader-b.csv", CODING_COLUMNS).head(4)
    table.loc[0, "doc_id"] = "nobody"
    table.loc[1, "end"] = 10**6
    table.loc[2, "coder"] = ""
    file = write_table(table, tmp_path / "c.csv")
    assert main(["agree", str(CODINGS / "reader-a.csv"), str(file)]) == 1
    said = capsys.readouterr().err.strip().splitlines()
    assert (
        len(said) == 3
        and "1 codings stand on documents" in said[0] and "(nobody)" in said[0]
        and "lies outside" in said[1]
        and "no coder" in said[2]
    )
    write_table(table.head(0), file)
    assert main(["agree", str(file)]) == 1
    assert "no coding in" in capsys.readouterr().err


def test_reproduce_on_no_corpus_is_one_line(capsys, tmp_path):
    assert main(["reproduce", "--corpus", str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_codebook_diff_of_a_codebook_with_itself(capsys):
    folder = str(CODINGS.parent)
    assert main(["codebook", "diff", folder, folder]) == 0
    assert "no difference" in capsys.readouterr().out
    assert main(["codebook", "check", folder]) == 0


def test_codebook_check_says_what_indicators_do_on_a_corpus(capsys):
    assert main(["codebook", "check", str(CODINGS.parent), "--corpus", str(BUNDLED_CORPUS)]) == 0
    said = capsys.readouterr().out
    assert "never fires" in said and "REMU.en.minimum" in said and "same words as STAT" in said


def test_an_invalid_indicator_is_named_with_its_line(tmp_path, capsys):
    (tmp_path / "codes").mkdir()
    for file in (CODINGS.parent / "codes").glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        if file.stem == "QUANT":
            text = text.replace('any: ["', 'any: ["<3> ', 1)
        (tmp_path / "codes" / file.name).write_text(text, encoding="utf-8")
    assert main(["codebook", "check", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "QUANT.yaml, line " in said and "not a form" in said


@pytest.mark.parametrize(
    "call",
    [
        [],
        ["nothing"],
        ["check"],
        ["code", "corpus"],
        ["ingest", "x"],
        ["code", "c", "--coder", "me", "--out", "x"],
        ["ingest", "x", "--into", "y", "--columns", "text"],
    ],
)
def test_a_wrong_call_is_exit_2(call):
    with pytest.raises(SystemExit) as stop:
        main(call)
    assert stop.value.code == 2


def test_a_missing_file_is_one_line_and_exit_1(tmp_path, capsys):
    assert main(["agree", str(tmp_path / "no.csv"), str(tmp_path / "none.csv")]) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 2


def test_import_and_help_load_nothing_heavy():
    heavy = "{'pandas', 'numpy', 'spacy', 'gensim', 'bertopic', 'matplotlib', 'trafilatura'}"
    for line in ("import qda", "from qda.cli import _parser; _parser().format_help()"):
        code = f"{line}; import sys; print(sorted({heavy} & set(sys.modules)))"
        assert (
            subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip()
            == "[]"
        )
