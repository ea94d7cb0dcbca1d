"""Tables survive the disk, do no harm in a spreadsheet, and say everything that is wrong at once."""

import csv

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.tables import (
    CODINGS, TableError, guard_cell, is_iso_date, make_table, read_table, unguard_cell, write_table,
    write_text, year_of,
)

anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def coding(**changes):
    row = dict(
        doc_id="a", start=0, end=3, code="FAUT", coder="me", origin="human", score=0.5, exact="abc", memo=""
    )
    return {**row, **changes}


@given(anything)
def test_guarded_cell_comes_back_and_is_no_formula(text):
    guarded = guard_cell(text)
    assert unguard_cell(guarded) == text
    assert not guarded.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.lists(anything, min_size=1, max_size=5))
def test_table_survives_the_disk(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("t") / "codings.csv"
    table = make_table([coding(exact=t, memo=t[::-1]) for t in texts], CODINGS)
    write_table(table, path)
    again = read_table(path, CODINGS)
    pd.testing.assert_frame_equal(again, table)


def test_a_formula_is_text_for_a_spreadsheet_and_for_us(tmp_path):
    path = write_table(make_table([coding(exact='=HYPERLINK("http://x")')], CODINGS), tmp_path / "c.csv")
    with path.open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["exact"].startswith("'=")
    assert read_table(path, CODINGS)["exact"][0].startswith("=HYPER")


def test_missing_score_is_missing_not_zero(tmp_path):
    path = write_table(make_table([coding(score=float("nan"))], CODINGS), tmp_path / "c.csv")
    assert read_table(path, CODINGS)["score"].isna().all()


def test_every_problem_is_named_with_its_line(tmp_path):
    path = write_table(make_table([coding(), coding(), coding()], CODINGS), tmp_path / "c.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace("a,0,3", "a,zero,3")
    lines[2] = lines[2].replace("0.5", "half")
    lines[3] += ",too,many"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(TableError) as error:
        read_table(path, CODINGS)
    assert sorted(p.place for p in error.value.problems) == ["line 2", "line 3", "line 4"]
    assert all(p.file == str(path) and p.remedy for p in error.value.problems)


def test_line_numbers_count_lines_inside_cells(tmp_path):
    table = make_table([coding(exact="two\nlines"), coding()], CODINGS)
    path = write_table(table, tmp_path / "c.csv")
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "a,0,3,FAUT,me,human,0.5,abc", "a,-1,3,FAUT,me,human,0.5,abc"
        ),
        encoding="utf-8",
    )
    with pytest.raises(TableError, match="line 4"):
        read_table(path, CODINGS)


@pytest.mark.parametrize(
    "raw, said",
    [
        (b"doc_id,start\n", "no column end"),
        (
            "doc_id,start,end,code,coder,origin,score,exact,prefix,suffix,memo\na,0,1,é".encode("latin-1"),
            "not UTF-8",
        ),
        (b"doc_id,start,end,code,coder,origin,score,exact,prefix,suffix,memo\na,0,1,\0", "NUL"),
        (b"doc_id,doc_id,start,end,code,coder,origin,score,exact,prefix,suffix,memo\n", "twice"),
        (b'doc_id,start,end,code,coder,origin,score,exact,prefix,suffix,memo\n"a,0,1', "not valid csv"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path, raw, said):
    path = tmp_path / "c.csv"
    path.write_bytes(raw)
    with pytest.raises(TableError, match=said):
        read_table(path, CODINGS)


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = write_text(tmp_path / "a.txt", "old")
    monkeypatch.setattr("os.chmod", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        write_text(path, "new")
    assert path.read_text() == "old"
    assert [f.name for f in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize(
    "date, good",
    [
        ("", True),
        ("2019", True),
        ("2019-06", True),
        ("2019-06-30", True),
        ("2018-02-12/2018-02-28", True),
        ("2019/2020", True),
        ("\uff12\uff10\uff11\uff19", False),
        ("2019-13", False),
        ("2019-02-30", False),
        ("19", False),
        ("June 2019", False),
        ("2019-6-1", False),
        ("a/b/c", False),
    ],
)
def test_iso_dates(date, good):
    assert is_iso_date(date) is good


def test_year_of_what_is_printed():
    years = year_of(pd.Series(["2019-06", "", "2018/2019"]))
    assert years.tolist()[0] == 2019 and pd.isna(years[1]) and years[2] == 2018


def test_a_cell_may_hold_a_long_text_and_a_column_name_is_no_formula(tmp_path):
    path = write_table(pd.DataFrame({"text": ["x" * 200_000], "=1+1": ["a"]}), tmp_path / "t.csv")
    assert path.read_text(encoding="utf-8").startswith("text,'=1+1\n")
    table = read_table(path, ["text"])
    assert len(table["text"][0]) == 200_000 and list(table.columns) == ["text", "=1+1"]


def test_half_a_character_is_named_and_nothing_is_written(tmp_path):
    with pytest.raises(TableError, match=r"t.csv, line 2: half a character \(U\+D800\)"):
        write_table(pd.DataFrame({"text": ["a\ud800"]}), tmp_path / "t.csv")
    assert not list(tmp_path.iterdir())


def test_a_missing_truth_value_is_an_empty_cell(tmp_path):
    path = write_table(
        pd.DataFrame({"held": pd.array([True, None, False], dtype="boolean")}), tmp_path / "t.csv"
    )
    assert path.read_text(encoding="utf-8").split("\n") == ["held", "true", "", "false", ""]


@pytest.mark.parametrize("offset", ["9" * 20, "\u0663", "\uff13"])
def test_offsets_are_ascii_digits_that_fit(tmp_path, offset):
    path = write_table(make_table([coding()], CODINGS), tmp_path / "c.csv")
    path.write_text(path.read_text(encoding="utf-8").replace("a,0,3", f"a,{offset},3"), encoding="utf-8")
    with pytest.raises(TableError, match="not a whole number"):
        read_table(path, CODINGS)


def test_a_csv_of_semicolons_is_named_as_such(tmp_path):
    (tmp_path / "c.csv").write_text("doc_id;start;end\na;0;1\n", encoding="utf-8")
    with pytest.raises(TableError, match="not separated by commas"):
        read_table(tmp_path / "c.csv", CODINGS)
