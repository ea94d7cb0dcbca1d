"""Codings: made by indicators, explained, anchored, re-anchored, read, written, checked."""

from __future__ import annotations

import subprocess
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_indicators import book, indicator, passages

import qda
from qda.codebook import Context, read_codebook
from qda.coding import (
    anchor, apply_codebook, check_codings, indicator_report, read_codings, reanchor, withhold_quotes, write_codings,
)
from qda.tables import CODINGS, TableError

TEXT = "Une plateforme paie au clic. Derrière l’IA, des petites mains travaillent. Elles sont payées à la tâche."


def coding(start: int, end: int, text: str = TEXT, **more) -> dict:
    exact, prefix, suffix = anchor(text, start, end)
    row = dict(
        doc_id="d", start=start, end=end, code="FAUT", coder="a", origin="human", score=float("nan"), exact=exact,
        prefix=prefix, suffix=suffix, memo="",
    )
    return row | more


def codings(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=[*CODINGS])


# -- apply_codebook -------------------------------------------------------------------------------------------------


def test_codings_of_the_corpus_are_its_text_and_name_their_indicators(corpus):
    codebook = read_codebook()
    table = apply_codebook(corpus.passages, codebook)
    assert list(table.columns) == [*CODINGS, "indicator"] and len(table)
    assert (table["origin"] == "indicator").all() and (table["coder"] == "lexicon").all()
    assert not table.duplicated(["doc_id", "start", "end", "code"]).any()
    code_of = {i.id: i.code for i in codebook.indicators}
    for row in table.itertuples():
        text = corpus.text(row.doc_id)
        assert text[row.start : row.end] == row.exact
        assert text[: row.start].endswith(row.prefix) and text[row.end :].startswith(row.suffix)
        assert {code_of[name] for name in row.indicator.split("; ")} == {row.code}
    assert table["memo"].str.contains(codebook.sha256[:12]).all()


def test_units_span_match_sentence_passage():
    rows, made = passages(TEXT), book(indicator("petites mains"))
    exact = {unit: apply_codebook(rows, made, unit=unit)["exact"].tolist() for unit in ("match", "sentence", "passage")}
    assert exact == {
        "match": ["petites mains"], "sentence": ["Derrière l’IA, des petites mains travaillent."], "passage": [TEXT],
    }
    with pytest.raises(ValueError, match="unit"):
        apply_codebook(rows, made, unit="page")


def test_nothing_to_code_gives_an_empty_table():
    table = apply_codebook(passages(TEXT).iloc[:0], book(indicator("clic")))
    assert list(table.columns) == [*CODINGS, "indicator"] and table.empty


# -- explain --------------------------------------------------------------------------------------------------------


def verdicts(text: str, *indicators) -> list[tuple[str, str]]:
    row = passages(text).iloc[0]
    return list(qda.explain(row, book(*indicators)).table[["verdict", "exact"]].itertuples(index=False, name=None))


def test_explain_says_what_fires_what_is_stopped_and_what_nearly_fires():
    assert verdicts(TEXT, indicator("clic")) == [("fires", "clic")]
    stopped = indicator("clic", not_near=(Context(("plateforme*",)),))
    assert verdicts(TEXT, stopped) == [("stopped", "clic")]
    shown = qda.explain(passages(TEXT).iloc[0], book(stopped))
    assert "plateforme" in shown.table.loc[0, "because"] and "plateforme" in str(shown)
    missing = indicator("clic", near=(Context(("robot",)),))
    assert "robot" in qda.explain(passages(TEXT).iloc[0], book(missing)).table.loc[0, "because"]
    assert verdicts(TEXT, indicator("plateforme <1> clic")) == [("nearly", "plateforme paie au clic")]
    assert verdicts(TEXT, indicator("clic", role=("interviewer",))) == [("stopped", "clic")]


def test_explain_says_whether_a_place_is_quoted():
    codebook = book(indicator("clic", role=("quoted",)))
    row = dict(passages("« Un clic », dit-elle. Un clic.").iloc[0], role="author", start=100)
    quotations = pd.DataFrame(dict(doc_id=["d"], start=[100], end=[111]))
    table = qda.explain(row, codebook, quotations).table
    assert list(zip(table["verdict"], table["start"], strict=True)) == [("fires", 5), ("stopped", 26)]
    assert "this is author, in no quotation" in table.loc[1, "because"]
    assert list(qda.explain(row, codebook).table["verdict"]) == ["stopped", "stopped"]
    text = passages(row["text"]).iloc[0].drop(["doc_id", "start"])
    assert list(qda.explain(text, codebook, quotations.assign(start=0, end=11)).table["verdict"]) == ["fires", "stopped"]


def test_explain_agrees_with_apply_codebook(corpus):
    codebook = read_codebook()
    some = corpus.passages.iloc[::60]
    matches = apply_codebook(some, codebook, unit="match")
    for row in some.itertuples():
        table = qda.explain(row, codebook).table
        fired = table[table["verdict"] == "fires"]
        here = matches[(matches["doc_id"] == row.doc_id) & matches["start"].between(row.start, row.end - 1)]
        expected = set(zip(here["start"] - row.start, here["indicator"], strict=True))
        assert set(zip(fired["start"], fired["indicator"], strict=True)) == expected


def test_explain_escapes_html():
    shown = qda.explain(passages("<script>alert(1)</script> au clic").iloc[0], book(indicator("clic", "script")))
    assert "<script>" not in shown._repr_html_() and "&lt;" in shown._repr_html_()


# -- anchors --------------------------------------------------------------------------------------------------------


def status(new: str, *rows: dict, old: str | None = TEXT) -> list[str]:
    old_texts = {"d": old} if old is not None else None
    found, report = reanchor(codings(*rows), {"d": new}, old_texts)
    for row in found.itertuples():
        assert new[row.start : row.end] == row.exact
    assert len(found) == (report["status"] != "lost").sum()
    return report["status"].tolist()


SENTENCE = coding(29, 74)


def test_an_unchanged_text_keeps_its_codings():
    assert status(TEXT, SENTENCE) == ["kept"]


def test_text_added_before_moves_a_coding():
    assert status("Avant-propos. " + TEXT, SENTENCE) == ["moved"]
    assert status("Avant-propos. " + TEXT, SENTENCE, old=None) == ["moved"]


def test_an_edited_quote_is_changed_not_lost():
    assert status(TEXT.replace("petites mains", "nombreuses mains"), SENTENCE) == ["changed"]
    assert status(TEXT.replace("petites mains", "nombreuses mains"), SENTENCE, old=None) == ["changed"]


def test_a_removed_quote_is_lost_and_said():
    assert status(TEXT[:29] + TEXT[75:], SENTENCE) == ["lost"]
    found, report = reanchor(codings(SENTENCE), {}, {"d": TEXT})
    assert found.empty and report["why"].tolist() == ["the document is gone"]


def test_a_quote_that_stands_twice_is_told_apart_by_what_stands_around_it():
    old = "Un clic rouge. Un clic vert."
    second = coding(18, 22, old)
    assert second["exact"] == "clic"
    new = "Un clic rouge. Encore un clic bleu. Un clic vert."
    found, _ = reanchor(codings(second), {"d": new}, {"d": old})
    assert found.loc[0, "start"] == new.rindex("clic")


def test_a_quote_that_cannot_be_told_apart_is_lost_not_guessed():
    row = coding(0, 1, "x") | {"prefix": "", "suffix": ""}
    assert status("x x", row, old=None) == ["lost"]


@settings(max_examples=150, deadline=None)
@given(st.text("ab c.é", max_size=12), st.integers(0, len(TEXT)), st.integers(0, 100), st.integers(1, 40))
def test_an_insertion_outside_a_span_never_loses_it(added, place, start, length):
    start = min(start, len(TEXT) - 1)
    end = min(start + length, len(TEXT))
    place = place if place <= start or place >= end else start
    new = TEXT[:place] + added + TEXT[place:]
    found, report = reanchor(codings(coding(start, end)), {"d": new}, {"d": TEXT})
    if report.loc[0, "status"] != "lost":
        assert new[found.loc[0, "start"] : found.loc[0, "end"]] == TEXT[start:end]
    if new.count(TEXT[start:end]) == 1:
        assert report.loc[0, "status"] in ("kept", "moved")


# -- files ----------------------------------------------------------------------------------------------------------


def test_codings_survive_the_round_trip(tmp_path):
    table = codings(coding(29, 74, memo="=borderline"), coding(0, 28, code="PLAT", score=0.25))
    write_codings(table, tmp_path / "a.csv")
    back = read_codings(tmp_path / "a.csv")
    assert back["start"].tolist() == [0, 29] and back["memo"].tolist() == ["", "=borderline"]
    assert back["score"].tolist()[0] == 0.25
    with pytest.raises(TableError, match="no such file"):
        read_codings(tmp_path / "a.csv", tmp_path / "none.csv")


def test_two_coders_files_merge_under_git(tmp_path):
    def git(*words):
        done = subprocess.run(["git", "-C", tmp_path, *words], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    base = [coding(n, n + 5, doc_id=f"d{n:02}") for n in range(0, 40, 2)]
    git("init", "-q", "-b", "main")
    git("config", "user.email", "a@b.c")
    git("config", "user.name", "a")
    write_codings(codings(*base), tmp_path / "c.csv")
    git("add", ".")
    git("commit", "-qm", "base")
    git("checkout", "-qb", "other")
    write_codings(codings(*base, coding(1, 3, doc_id="d30")), tmp_path / "c.csv")
    git("commit", "-qam", "other")
    git("checkout", "-q", "main")
    write_codings(codings(coding(1, 3, doc_id="d05"), *base), tmp_path / "c.csv")
    git("commit", "-qam", "mine")
    git("merge", "-q", "other", "-m", "merged")
    merged = read_codings(tmp_path / "c.csv")
    assert len(merged) == len(base) + 2


def test_check_codings_says_what_is_wrong_and_where(tmp_path, corpus):
    doc = corpus.documents["doc_id"].iloc[0]
    text = corpus.text(doc)
    good = coding(10, 20, text, doc_id=doc)
    rows = [
        good, good, good | {"code": "NONE"}, good | {"doc_id": "nothing"}, good | {"end": len(text) + 1},
        good | {"start": 11}, good | {"origin": "guess"}, good | {"coder": ""},
    ]
    file = tmp_path / "c.csv"
    from qda.tables import write_table

    write_table(codings(*rows), file)
    said = {(p.place, p.what.split(" (")[0]) for p in check_codings(file, corpus, read_codebook())}
    assert ("line 2" not in {place for place, _ in said}) and {place for place, _ in said} == {f"line {n}" for n in range(3, 10)}
    assert any("already" in what for place, what in said if place == "line 3")
    assert any("not the quoted text" in what for place, what in said if place == "line 7")
    write_table(codings(good), file)
    assert check_codings(file, corpus, read_codebook()) == []


# -- codings without text -------------------------------------------------------------------------------------------


def withheld(*rows: dict) -> pd.DataFrame:
    nobody = SimpleNamespace(documents=pd.DataFrame({"doc_id": [], "rights": []}))
    return withhold_quotes(codings(*rows), nobody)


def test_withheld_codings_hold_no_word_and_survive_the_round_trip(tmp_path):
    shown = SimpleNamespace(documents=pd.DataFrame({"doc_id": ["d"], "rights": ["open"]}))
    assert withhold_quotes(codings(SENTENCE), shown).equals(codings(SENTENCE))
    file = write_codings(withheld(SENTENCE, coding(0, 28)), tmp_path / "a.csv")
    assert not any(word in file.read_text("utf-8") for word in TEXT.replace(".", "").replace(",", "").split() if len(word) > 3)
    back = read_codings(file)
    assert withhold_quotes(back, shown, every=True).equals(back)
    assert list(zip(back["start"], back["end"], strict=True)) == [(0, 28), (29, 74)]
    quoted = write_codings(codings(coding(75, 80)), tmp_path / "b.csv")
    both = read_codings(file, quoted)
    assert list(reanchor(both, {"d": TEXT})[1]["status"]) == ["kept"] * 3


@pytest.mark.parametrize("old", [None, TEXT])
def test_a_withheld_quote_is_found_again_and_stays_withheld(old):
    old_texts = {"d": old} if old else None
    for new, expected in ((TEXT, "kept"), ("Avant. " + TEXT, "moved"), (TEXT[:29] + TEXT[75:], "lost")):
        found, report = reanchor(withheld(SENTENCE), {"d": new}, old_texts)
        assert report["status"].tolist() == [expected]
        for row in found.itertuples():
            assert new[row.start : row.end] == SENTENCE["exact"] and row.exact == row.prefix == row.suffix == ""
        again, _ = reanchor(found, {"d": new})
        assert again.equals(found)


def test_a_withheld_quote_that_stands_twice_is_kept_where_it_stood_or_lost():
    text = "Oui. Non. Oui."
    row = withheld(coding(10, 14, text))
    assert reanchor(row, {"d": text})[0]["start"].tolist() == [10]
    assert reanchor(row, {"d": "Ah. " + text})[1]["status"].tolist() == ["lost"]
    assert reanchor(row, {"d": "Ah. " + text}, {"d": text})[0]["start"].tolist() == [14]


def test_a_withheld_quote_changed_by_an_edit_is_withheld_anew():
    new = TEXT.replace("petites mains", "nombreuses mains")
    found, report = reanchor(withheld(SENTENCE), {"d": new}, {"d": TEXT})
    assert report["status"].tolist() == ["changed"] and found["exact"].tolist() == [""]
    assert reanchor(found, {"d": new})[1]["status"].tolist() == ["kept"]


def test_check_codings_holds_a_text_against_the_hash(tmp_path, corpus):
    doc = corpus.documents["doc_id"].iloc[0]
    good = coding(10, 20, corpus.text(doc), doc_id=doc)
    file = write_codings(withheld(good), tmp_path / "c.csv")
    assert check_codings(file, corpus, read_codebook()) == []
    file = write_codings(withheld(good).assign(start=11, end=21), tmp_path / "c.csv")
    assert ["not the quoted text" in p.what for p in check_codings(file, corpus, read_codebook())] == [True]


# -- report ---------------------------------------------------------------------------------------------------------


def test_the_report_names_indicators_that_never_fire_or_fire_for_two_codes():
    from qda.codebook import Indicator

    codebook = book(
        Indicator("A.fr.one", "A", "fr", ("clic",)), Indicator("B.fr.one", "B", "fr", ("clic",)),
        Indicator("B.fr.two", "B", "fr", ("robot",)), Indicator("B.en.one", "B", "en", ("robot",)),
    )
    notes = indicator_report(codebook, passages(TEXT)).set_index("indicator")["note"]
    assert notes["A.fr.one"] == "same words as B" and "never fires" in notes["B.fr.two"] and notes["B.en.one"] == ""


def test_the_report_on_two_languages_inflections_and_quotations():
    rows = pd.concat([passages("Elle écoutait un clic."), passages("A click.", lang="en").assign(doc_id="e")])
    codebook = book(
        indicator("=écouter", name="inflected"), indicator("=cliquetouilleur", name="unknown"),
        indicator("click", lang="en", name="other"), indicator("clic", role=("quoted",), name="quoted"),
    )
    quotations = pd.DataFrame(dict(doc_id=["d"], start=[0], end=[22]))
    report = indicator_report(codebook, rows, quotations).set_index("indicator")
    assert report["hits"].tolist() == [1, 0, 1, 1]
    assert report["note"].tolist() == ["", "never fires; no inflection known of =cliquetouilleur", "", ""]
    french = book(indicator("clic"))
    assert indicator_report(french, rows)["note"].tolist() == ["only language of its code"]
    assert indicator_report(french, rows.head(1))["note"].tolist() == [""]
