"""The codebook: the grammar of its forms, what check_codebook finds, what codebook_diff says."""

from __future__ import annotations

import pytest
import yaml

from qda.codebook import Word, check_codebook, codebook_diff, parse_form, read_codebook, read_fields, read_joins
from qda.folding import fold, fold_words
from qda.languages import LANGUAGES
from qda.tables import TableError

LABELS = {lang: "x" for lang in LANGUAGES}


def page(code: str = "AAAA", **more) -> dict:
    form = {"id": f"{code}.fr.one", "any": ["micro-tâche*"]}
    entry = dict(
        code=code, parent="core", labels=dict(LABELS), definition="What it is.", include=["this"], exclude=["that"],
        neighbours={}, literature=[], examples=[{"lang": "fr", "text": "…", "why": "…"}], counter_examples=[],
        indicators={"fr": [form], "en": [{"id": f"{code}.en.one", "any": ["click"]}]},
    )
    return entry | more


def write(folder, *pages: dict):
    (folder / "codes").mkdir(exist_ok=True)
    for entry in pages:
        (folder / "codes" / f"{entry['code']}.yaml").write_text(yaml.safe_dump(entry, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return folder


def test_the_bundled_codebook_is_sound_and_complete():
    assert check_codebook() == []
    codebook = read_codebook()
    assert set(codebook.codes["code"]) == {
        "FAUT", "TACH", "PLAT", "INVI", "REMU", "SURV", "VIEP", "RISK", "GLOB", "STAT", "RESI", "CONS", "REMP", "QUANT",
    }
    assert {i.lang for i in codebook.indicators} == set(LANGUAGES)
    assert (codebook.codes[[f"label_{lang}" for lang in LANGUAGES]] != "").all(axis=None)


# -- forms ----------------------------------------------------------------------------------------------------------


def runs(form: str) -> list[set[str]]:
    """The runs of each slot, as text."""
    return [{" ".join(w.text + "*" * w.ending for w in run) for run in slot} for slot in parse_form(form).slots]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("micro-travail*", [{"micro travail*", "microtravail*"}]),
        ("à la pièce", [{"a"}, {"la"}, {"piece"}]),
        ("(payé*|à la pièce) <3> tâche", [{"paye*", "a la piece"}, {"tache"}]),
        ("Uber-(style|like)", [{"uber style", "uberstyle", "uber like", "uberlike"}]),
        ("(a|b (c|d))", [{"a", "b c", "b d"}]),
        ("l’œuvre", [{"oeuvre"}]),
        ("# %", [{"#"}, {"%"}]),
    ],
)
def test_forms_are_read(form, expected):
    assert runs(form) == expected


def test_gaps_and_lemmas():
    assert parse_form("a <2> b c").gaps == (2, 0)
    assert parse_form("=découper").slots == (((Word("découper", lemma=True),),),)


@pytest.mark.parametrize(
    "form", ["", "<2> a", "a <2>", "a <2> <3> b", "(a|b", "a)", "(a||b)", "labo*r", "*", "=a*", "…", 12, None, False]
)
def test_what_is_no_form_is_refused(form):
    with pytest.raises(ValueError):
        parse_form(form)


# -- folding --------------------------------------------------------------------------------------------------------


def test_folding_keeps_offsets():
    text = "Les «\u00a0micro\u00adtravailleur·euses\u00a0» d’Ai\u0308da"
    folded = fold(text)
    start, end = folded.offsets()
    assert [text[s:e] for s, e in zip(start, end, strict=True)] == ["Les", "micro\u00adtravailleur·euses", "Ai\u0308da"]


def test_folding_takes_any_text():
    assert fold_words("") == []
    assert fold_words("\ud800 \U0001f600 東京 абв ½ ² İ ŉ") is not None
    assert fold_words("İstanbul ŁÓDŹ Øre") == ["istanbul", "lodz", "ore"]


# -- check ----------------------------------------------------------------------------------------------------------


def test_a_sound_codebook_has_no_problems(tmp_path):
    folder = write(tmp_path, page())
    assert check_codebook(folder) == []
    assert [i.id for i in read_codebook(folder).indicators] == ["AAAA.fr.one", "AAAA.en.one"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (dict(labels={"fr": "x"}), "no label in en"),
        (dict(labels=LABELS | {"xx": "x"}), "unknown language 'xx'"),
        (dict(definition=" "), "empty definition"),
        (dict(examples=[{"lang": "xx", "text": "…"}]), "unknown language 'xx'"),
        (dict(counter_examples=[{"lang": "fr", "text": "…", "instead": "NONE"}]), "NONE is no code"),
        (dict(neighbours={"NONE": "…"}), "NONE is no code"),
        (dict(indicators={"fr": [{"id": "AAAA.fr.one", "any": ["a <2>"]}], "en": []}), "not a form"),
        (dict(indicators={"fr": [{"id": "AAAA.fr.one", "any": [False]}], "en": []}), "quote it"),
        (dict(indicators={"fr": [{"id": "BBBB.fr.one", "any": ["a"]}], "en": []}), "does not begin with AAAA.fr."),
        (dict(indicators={"fr": [{"id": "AAAA.fr.one", "any": ["a"]}] * 2, "en": []}), "stands in AAAA.yaml"),
        (dict(indicators={"fr": [{"id": "AAAA.fr.one", "any": ["a"], "role": ["boss"]}], "en": []}), "role"),
        (dict(indicators={"fr": [{"id": "AAAA.fr.one", "any": ["a"], "near": {"any": ["b"], "within": "page"}}]}), "within 'page'"),
        (dict(indicators={"fr": [{"id": "AAAA.fr.one", "any": ["a"], "close": {}}]}), "unknown key close"),
        (dict(indicators={"fr": [{"id": "AAAA.fr.one", "any": ["a"]}]}), "indicators in fr only"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, changes, said):
    folder = write(tmp_path, page(**changes))
    problems = check_codebook(folder)
    assert any(said in problem.what for problem in problems), problems
    assert all(problem.place.startswith("line ") and problem.file.endswith("AAAA.yaml") for problem in problems)
    with pytest.raises(TableError):
        read_codebook(folder)


def test_the_line_is_that_of_the_form(tmp_path):
    folder = write(tmp_path, page())
    file = folder / "codes" / "AAAA.yaml"
    lines = file.read_text(encoding="utf-8").replace("micro-tâche*", "micro*tâche").splitlines()
    file.write_text("\n".join(lines), encoding="utf-8")
    number = next(n for n, line in enumerate(lines, 1) if "micro*tâche" in line)
    assert [p.place for p in check_codebook(folder)] == [f"line {number}"]


@pytest.mark.parametrize("damage", [b"code: [", b"\xff\xfe", b"", b"- a\n", b"code: AAAA\ncode: AAAA\n"])
def test_damaged_files_are_problems_not_crashes(tmp_path, damage):
    folder = write(tmp_path, page("BBBB"))
    (folder / "codes" / "AAAA.yaml").write_bytes(damage)
    problems = check_codebook(folder)
    assert problems and all(p.file.endswith("AAAA.yaml") for p in problems)


def test_no_codebook_at_all(tmp_path):
    assert "no codebook" in check_codebook(tmp_path)[0].what


def test_the_hash_names_the_codebook(tmp_path):
    before = read_codebook(write(tmp_path, page())).sha256
    assert read_codebook(write(tmp_path, page())).sha256 == before
    assert read_codebook(write(tmp_path, page(definition="Other."))).sha256 != before


# -- diff -----------------------------------------------------------------------------------------------------------


def books(tmp_path, before: list[dict], after: list[dict]):
    folders = []
    for name, pages in (("a", before), ("b", after)):
        folder = tmp_path / name
        folder.mkdir()
        folders.append(read_codebook(write(folder, *pages)))
    return folders


def forms(code: str, *words: str) -> dict:
    return page(code, indicators={"fr": [{"id": f"{code}.fr.one", "any": list(words)}], "en": [{"id": f"{code}.en.x", "any": [code]}]})


def changes(table) -> set[tuple[str, str]]:
    return set(zip(table["change"], table["code"], strict=True))


def test_no_difference(tmp_path):
    assert codebook_diff(*books(tmp_path, [page()], [page()])).empty


def test_added_removed_redefined(tmp_path):
    a, b = books(tmp_path, [page("AAAA"), forms("BBBB", "x")], [page("AAAA", definition="New."), forms("CCCC", "y")])
    assert changes(codebook_diff(a, b)) == {("redefined", "AAAA"), ("removed", "BBBB"), ("added", "CCCC")}


def test_a_rewrapped_definition_is_the_same(tmp_path):
    a, b = books(tmp_path, [page(definition="One two\nthree.")], [page(definition="One\ntwo three.\n")])
    assert codebook_diff(a, b).empty


def test_split_merged_renamed(tmp_path):
    one, two = forms("ONE", "a", "b"), forms("TWO", "c", "d")
    assert ("split", "ALL") in changes(codebook_diff(*books(tmp_path, [forms("ALL", "a", "b", "c", "d")], [one, two])))
    (tmp_path / "m").mkdir()
    merged = changes(codebook_diff(*books(tmp_path / "m", [one, two], [forms("ALL", "a", "b", "c", "d")])))
    assert merged == {("merged", "ONE"), ("merged", "TWO"), ("added", "ALL")}
    (tmp_path / "r").mkdir()
    assert ("renamed", "ONE") in changes(codebook_diff(*books(tmp_path / "r", [one], [forms("NEW", "a", "b")])))


def test_codings_touched(tmp_path):
    import pandas as pd

    a, b = books(tmp_path, [page("AAAA"), forms("BBBB", "x")], [page("AAAA")])
    codings = pd.DataFrame({"code": ["BBBB", "BBBB", "AAAA"]})
    assert codebook_diff(a, b, codings)["codings"].tolist() == [2]
    assert codebook_diff(a, b)["codings"].isna().all()


def test_lexical_fields_have_forms_in_every_language():
    fields = read_fields()
    assert len(fields) > 20 and all(set(field) == set(LANGUAGES) and all(field.values()) for field in fields.values())


@pytest.mark.parametrize(
    "text, place, what",
    [
        ("machine: {xx: [robot]}", "machine, xx", "not a language"),
        ("machine: {fr: [robot, '<2> clic']}", "machine, fr", "gap"),
        ("machine: {fr: [12]}", "machine, fr", "not text"),
        ("machine: {about: robots}", "machine", "no forms"),
        ("machine: [", "", "cannot be read"),
        ("", "the file", "no forms"),
    ],
)
def test_fields_that_are_wrong_are_named(tmp_path, text, place, what):
    file = tmp_path / "fields.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(TableError) as error:
        read_fields(file)
    problem = error.value.problems[0]
    assert (problem.file, problem.place) == (str(file), place) and what in problem.what


def test_joins_are_made_of_fields_of_the_file():
    fields, joins = read_fields(), read_joins()
    assert "joins" not in fields and len(joins["FAUT"]) == 3
    assert {field for parts in joins.values() for part in parts for field in part} <= set(fields)


@pytest.mark.parametrize(
    "joins, what", [("[[machine]]", "not a join"), ("{a: b}", "not a join"), ("[[machine], []]", "not a join"), ("[[machine], [hands]]", "'hands'")]
)
def test_joins_that_are_wrong_are_named(tmp_path, joins, what):
    file = tmp_path / "fields.yaml"
    file.write_text(f"machine: {{fr: [robot]}}\njoins: {{FAUT: {joins}}}", encoding="utf-8")
    with pytest.raises(TableError) as error:
        read_joins(file)
    problem = error.value.problems[0]
    assert (problem.file, problem.place) == (str(file), "joins, FAUT") and what in problem.what


def test_a_file_without_joins_has_none_and_a_list_is_no_joins(tmp_path):
    file = tmp_path / "fields.yaml"
    file.write_text("machine: {fr: [robot]}", encoding="utf-8")
    assert read_joins(file) == {}
    file.write_text("machine: {fr: [robot]}\njoins: [machine]", encoding="utf-8")
    with pytest.raises(TableError, match="by concept"):
        read_joins(file)
