"""Another corpus in place of the bundled one: what is too small is said, and every notebook still runs."""

import os
import shutil
from pathlib import Path

import nbformat
import pandas as pd
import pytest

import qda
from qda import enough, figures, reproduce
from qda.coding import write_codings
from qda.ingest import ingest
from qda.paths import BUNDLED_CORPUS, CODINGS, codings_dir, corpus_dir

CHECKS = [
    enough.some_text, enough.core_codes, enough.one_reader, enough.two_readers, enough.topics, enough.topics_across,
    enough.classes, enough.a_map, enough.a_comparison,
]
SHORT = {
    "counter.txt": "A counter without a clerk\n\nBehind the till that counts by itself sit two hundred people who type what they see.\n",
    "minutes.txt": "Minutes for sale\n\nThe platform lists small tasks, each paid by the piece when the client is content.\n",
    "labels.txt": "A line round each tree\n\nSomebody far away drew a line round each tree. The work goes to whoever asks least for it.\n",
}


@pytest.fixture(autouse=True)
def unmarked():
    yield
    figures.mark("")


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    """Three short English texts without dates."""
    folder = tmp_path_factory.mktemp("short")
    for name, text in SHORT.items():
        (folder / name).write_text(text, encoding="utf-8")
    ingest([folder], folder / "corpus", rights="restricted")
    return folder / "corpus"


@pytest.fixture(scope="module")
def press(tmp_path_factory, corpus):
    """French press as a table has it: outlets and dates, one genre, nobody who has coded it."""
    folder = tmp_path_factory.mktemp("press")
    documents = corpus.documents[(corpus.documents["lang"] == "fr") & (corpus.documents["genre"] != "research_interview")]
    outlets = [f"Gazette {n % 5}" for n in range(len(documents))]
    table = documents[["title", "date", "lang"]].assign(outlet=outlets, genre="news", text=[corpus.text(d) for d in documents["doc_id"]])
    table.to_csv(folder / "press.csv", index=False)
    ingest([folder / "press.csv"], folder / "corpus", rights="restricted")
    return folder / "corpus"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_bundled_corpus_has_enough_for_everything(corpus, check):
    check(corpus)


@pytest.mark.parametrize(
    "check, missing, remedy",
    [
        (enough.core_codes, r"passages? carr(y|ies) one of FAUT, TACH, PLAT", "code it by hand"),
        (enough.one_reader, "no codings of reader-a yet", "codings/reader-a.csv"),
        (enough.two_readers, "no codings of reader-a and reader-b yet", "codings/reader-a.documents"),
        (enough.topics, "topics need 50 passages .*English has most, 3", "add documents"),
        (enough.topics_across, "topics need 20 passages", "add documents"),
        (enough.classes, "150 segments .*English has 3 segments", "add documents"),
        (enough.a_map, "has 1 kind of text, 0 outlets, 0 years", "fill in genre, outlet and date"),
        (enough.a_comparison, "two sides", "fill in genre and outlet"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_small_corpus_is_refused_with_what_is_missing_and_a_remedy(short, check, missing, remedy):
    with pytest.raises(enough.TooLittle, match=missing) as refused:
        check(qda.read_corpus(short))
    assert remedy in str(refused.value)


def test_languages_outside_the_suite_are_said(corpus):
    unknown = corpus.passages.head(300).assign(lang="und")
    with pytest.raises(enough.TooLittle, match="none of its passages is in a language of the suite"):
        enough.by_words(unknown)
    with pytest.raises(enough.TooLittle, match="no language has them; add documents"):
        enough.topic_languages(unknown, ["und"])


def test_one_long_text_is_no_corpus(tmp_path, corpus):
    """A hundred passages of one document are one document: topics would be its chapters."""
    whole = "\n\n".join(corpus.text(d) for d in corpus.documents.query("lang == 'fr'")["doc_id"][:25])
    (tmp_path / "one.csv").write_text("text\n\"" + whole.replace('"', '""') + "\"\n", encoding="utf-8")
    ingest([tmp_path / "one.csv"], tmp_path / "corpus")
    one = qda.read_corpus(tmp_path / "corpus")
    table = enough.topic_passages(one.passages)
    assert table["kept"].sum() > enough.TOPICS_ACROSS
    assert table["counted"]["fr"] == enough.PER_DOCUMENT
    for check in (enough.topics, enough.topics_across):
        with pytest.raises(enough.TooLittle):
            check(one)


def test_in_place_of_a_small_corpus_the_bundled_one_is_read_and_figures_say_so(short, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("QDA_CORPUS", str(short))
    assert enough.corpus_for().path == short
    assert capsys.readouterr().out == ""
    assert enough.corpus_for(enough.classes).path == BUNDLED_CORPUS
    assert "Not on this corpus: a classification needs" in capsys.readouterr().out
    figure, axes = figures.new_figure()
    figures.set_title(figure, "Worlds")
    figures.save_figure(figure, "99-x", pd.DataFrame({"n": [1]}), title="T", caption="n = 1.", notebook="x", folder=tmp_path)
    assert figure.get_suptitle() == "Worlds · bundled corpus"
    (entry,) = figures.read_manifest(tmp_path)
    assert entry["title"] == "T (bundled corpus)" and entry["caption"] == "Drawn on the bundled corpus. n = 1."
    assert "constructed" not in (tmp_path / "README.md").read_text(encoding="utf-8")


def test_no_notebook_runs_on_a_corpus_without_text(tmp_path, monkeypatch, capsys):
    (tmp_path / "blank.txt").write_text(" \n", encoding="utf-8")
    ingest([tmp_path / "blank.txt"], tmp_path / "corpus")
    monkeypatch.delenv("QDA_CORPUS", raising=False)
    assert reproduce.reproduce(tmp_path / "corpus") == 1
    assert "it holds no text; put some in with qda ingest" in capsys.readouterr().err
    assert not (tmp_path / "corpus" / "notebooks").exists() and "QDA_CORPUS" not in os.environ


def test_codings_of_a_reader_lie_with_the_corpus(press, tmp_path):
    folder = Path(shutil.copytree(press, tmp_path / "corpus"))
    other = qda.read_corpus(folder)
    assert set(enough.codings_of(other)["coder"]) == {"lexicon"}
    by_words = enough.codings_of(other)
    read = list(other.documents["doc_id"][:4])
    write_codings(by_words[by_words["doc_id"].isin(read)].assign(coder="reader-a", origin="human"), codings_dir(folder) / "reader-a.csv")
    with pytest.raises(enough.TooLittle, match="codings/reader-a.documents"):
        enough.one_reader(other)
    (codings_dir(folder) / "reader-a.documents").write_text("\n".join(read[:2]) + "\n", encoding="utf-8")
    with pytest.raises(enough.TooLittle, match="on the 2 documents"):
        enough.one_reader(other)
    (codings_dir(folder) / "reader-a.documents").write_text("\n".join(other.documents["doc_id"]) + "\n", encoding="utf-8")
    assert set(enough.codings_of(other)["coder"]) == {"reader-a"}
    assert codings_dir(BUNDLED_CORPUS) == CODINGS


def test_a_relative_corpus_is_found_from_the_folder_of_the_notebooks(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QDA_CORPUS", "corpus")
    assert corpus_dir() == BUNDLED_CORPUS
    (tmp_path / "corpus").mkdir()
    assert corpus_dir() == tmp_path / "corpus"
    monkeypatch.setenv("QDA_CORPUS", "nowhere")
    assert corpus_dir() == tmp_path / "nowhere"


def test_parts_are_kinds_of_text_then_outlets_then_years(corpus, press):
    bundled = corpus.with_metadata(corpus.passages, ["genre", "setting", "outlet", "date"])
    assert enough.parts_of(bundled).name == "kind of text"
    other = qda.read_corpus(press)
    passages = other.with_metadata(other.passages, ["genre", "outlet", "date"])
    by_outlet = enough.parts_of(passages)
    assert by_outlet.name == "outlet" and set(by_outlet) == {f"Gazette {n}" for n in range(5)}
    by_year = enough.parts_of(passages.assign(outlet=""))
    assert by_year.name == "year" and "2019" in set(by_year)
    rare = passages.assign(outlet="One", date="2019")
    rare.loc[rare.index[:3], "outlet"] = ["Two", "Three", "Four"]
    with pytest.raises(enough.TooLittle, match="1 kind of text, 1 outlet, 1 year"):
        enough.parts_of(rare)


def test_two_parts_are_interviews_and_press_or_the_largest_outlet_and_the_others(corpus, press):
    columns = ["genre", "outlet", "family"]
    assert enough.two_parts(corpus.with_metadata(corpus.passages, columns)).attrs["names"] == ("interviews", "press")
    other = qda.read_corpus(press)
    passages = other.with_metadata(other.passages, columns)
    parts = enough.two_parts(passages)
    first, second = parts.attrs["names"]
    assert second == "other outlets" and set(parts) == {first, second}
    assert (passages.loc[parts == first, "outlet"] == first).all()
    with pytest.raises(enough.TooLittle):  # one dispatch printed by many is one text
        enough.two_parts(passages.assign(family="f1"))


def test_languages_left_out_are_named(corpus, capsys):
    passages = corpus.passages[(corpus.passages["lang"] == "fr") | (corpus.passages["doc_id"] == "de-p01")]
    assert enough.topic_languages(passages, ["de", "fr", "und"]) == ["fr"]
    assert capsys.readouterr().out.strip().endswith("left out: German, und.")


def run(numbers, folder, monkeypatch, tmp_path) -> dict[str, str]:
    """What notebooks print on a corpus, by number; raises where a cell does."""
    monkeypatch.setenv("QDA_CORPUS", str(folder))
    monkeypatch.setenv("QDA_FIGURES", str(tmp_path / "figures"))
    printed = {}
    for file in reproduce.notebooks():
        if file.name[:2] in numbers:
            copy = Path(shutil.copy(file, tmp_path / file.name))
            reproduce.execute(copy)
            outputs = [o for cell in nbformat.read(copy, as_version=4).cells for o in cell.get("outputs", [])]
            printed[file.name[:2]] = "".join(o.get("text", "") for o in outputs)
    return printed


def test_notebooks_run_on_three_short_texts(short, tmp_path, monkeypatch):
    printed = run({"00", "01", "05", "13"}, short, monkeypatch, tmp_path)
    assert "no codings of reader-a yet" in printed["00"] and "3 documents" in printed["00"]
    assert "No document has a printed date" in printed["01"] and "bundled" not in printed["01"]
    assert "shares need five" in printed["05"]
    assert "0 outlets, 0 years" in printed["13"]
    captions = {e["slug"]: e["caption"] for e in figures.read_manifest(tmp_path / "figures")}
    for slug in ("00-what-words-find", "05-core-by-year", "13-factor-plane"):
        assert captions[slug].startswith("Drawn on the bundled corpus.")
    assert "01-words-by-language-and-year" not in captions


def test_notebooks_run_on_press_of_one_genre(press, tmp_path, monkeypatch):
    from qda.privacy import leaks

    printed = run({"01", "05", "11", "12", "13"}, press, monkeypatch, tmp_path)
    assert all("bundled corpus is read" not in text for text in printed.values())
    assert "coder: lexicon" in printed["05"] and "5 outlets" in printed["13"]
    titles = {e["slug"]: e["title"] for e in figures.read_manifest(tmp_path / "figures")}
    assert "other outlets" in titles["11-press-and-interviews"] and "outlets" in titles["13-factor-plane"]
    assert leaks([tmp_path], press) == []
