"""The five tables: their columns, how they are read, checked and written.

A table is a :class:`pandas.DataFrame`; on disk it is a UTF-8 csv a person can open without Python. Text
columns hold strings (missing = ``""``), offsets hold integers, scores hold floats (missing = NaN).
"""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

DOCUMENTS = (
    "doc_id", "title", "outlet", "author", "date", "genre", "lang", "rights", "constructed",
    "source_file", "source_start", "source_end", "family", "sha256",
)
PASSAGES = (
    "doc_id", "passage_id", "start", "end", "source_start", "source_end", "lang", "kind", "speaker", "role",
    "text",
)
CODINGS = ("doc_id", "start", "end", "code", "coder", "origin", "score", "exact", "prefix", "suffix", "memo")

RIGHTS = ("open", "restricted", "confidential")
ORIGINS = ("human", "indicator", "model")
GENRES = (
    "reportage", "investigation", "press_interview", "oped", "wire", "news", "review", "company_statement",
    "union_leaflet", "study_report", "court_report", "research_interview", "web_page", "transcript", "other",
)

_INTEGER = {"start", "end", "source_start", "source_end"}
_NEEDED = {"start", "end"}  # where a table has them by contract; a way back to a source may be missing
_FLOAT = {"score"}
_BOOLEAN = {"constructed"}
_DATE = re.compile(r"([0-9]{4})(-([0-9]{2})(-([0-9]{2}))?)?\Z")


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, where it is, and what to do about it."""

    file: str
    place: str
    what: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}, {self.place}" if self.place else self.file
        return f"{where}: {self.what}. {self.remedy}"


class TableError(ValueError):
    """Raised when a table or corpus cannot be used. ``problems`` lists everything found, not only the
    first."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = list(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


# -- csv that does no harm -----------------------------------------------------------------------------------

_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def guard_cell(value: str) -> str:
    """Prefix ``'`` to text a spreadsheet would run as a formula (it starts with ``= + - @``, tab or return).

    The prefix is removed by :func:`unguard_cell`, so a table survives the round trip unchanged.
    """
    return "'" + value if _FORMULA.match(value) else value


def unguard_cell(value: str) -> str:
    """Undo :func:`guard_cell`."""
    return value[1:] if value.startswith("'") and _FORMULA.match(value[1:]) else value


def write_text(path: str | os.PathLike, text: str) -> Path:
    """Write UTF-8 text to a temporary file beside ``path``, then rename: a reader never sees half a file."""
    path = Path(path)
    try:
        raw = text.encode("utf-8")
    except UnicodeEncodeError as error:
        what = f"half a character (U+{ord(text[error.start]):04X}), which no file can hold"
        place = f"line {text[: error.start].count(chr(10)) + 1}"
        raise TableError([Problem(str(path), place, what, "Remove it from what is written")]) from None
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(raw)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path


def write_table(table: pd.DataFrame, path: str | os.PathLike) -> Path:
    """Write a table as UTF-8 csv with ``\\n`` line ends, formula-guarded, whole or not at all.

    Parameters
    ----------
    table : DataFrame
        Any table; float columns are written with up to 10 significant digits, booleans as ``true``/``false``.
    path : path
        The csv to write; its folder is made if needed.
    """
    return write_text(path, as_csv(table))


def as_csv(table: pd.DataFrame) -> str:
    """The text :func:`write_table` writes."""
    columns = [_as_cells(table[name]) for name in table.columns]
    header = (guard_cell(str(name)) for name in table.columns)
    rows = [",".join(map(_quoted, row)) for row in (header, *zip(*columns, strict=True))]
    return "\n".join(rows) + "\n"


def _quoted(cell: str) -> str:
    # csv.writer leaves a lone carriage return bare, and csv.reader then ends the row there.
    return '"' + cell.replace('"', '""') + '"' if re.search(r'[,"\r\n]', cell) else cell


def _as_cells(column: pd.Series) -> list[str]:
    if pd.api.types.is_bool_dtype(column):
        return ["" if pd.isna(v) else "true" if v else "false" for v in column]
    if pd.api.types.is_float_dtype(column):
        return ["" if np.isnan(v) else f"{v:.10g}" for v in column.to_numpy(dtype=float, na_value=np.nan)]
    if pd.api.types.is_integer_dtype(column):
        return ["" if pd.isna(v) else str(v) for v in column]
    return ["" if pd.isna(v) else guard_cell(str(v)) for v in column]


def read_table(path: str | os.PathLike, columns: Sequence[str]) -> pd.DataFrame:
    """Read a csv as one of the tables.

    Parameters
    ----------
    path : path
        A UTF-8 csv with a header line.
    columns : sequence of str
        The columns it must have, e.g. :data:`CODINGS`. Further columns are kept, as text.

    Returns
    -------
    DataFrame
        Columns typed as the module says, ``columns`` first.

    Raises
    ------
    TableError
        Missing file, not UTF-8, a missing column, a row of the wrong length, an offset that is missing or not
        a whole number: every problem, each with file, line and remedy.
    """
    path = Path(path)
    name = str(path)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise TableError([Problem(name, "", "no such file", "Check the folder's name")]) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        remedy = "Save it again as UTF-8 (in a spreadsheet: 'CSV UTF-8')"
        raise TableError([Problem(name, f"line {line}", "not UTF-8", remedy)]) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise TableError(
            [Problem(name, f"line {line}", "a NUL character", "Remove it: the file may be damaged")]
        )

    csv.field_size_limit(
        max(len(text), csv.field_size_limit())
    )  # csv stops at 131,072 characters a cell if not told
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, lines, problems = [], [], []
    try:
        header = [unguard_cell(cell) for cell in next(reader, [])]
        missing = [c for c in columns if c not in header]
        if missing and len(header) == 1 and re.search(r"[;\t]", header[0]):
            what, remedy = (
                "cells are not separated by commas",
                "Save it again with commas (in a spreadsheet: 'CSV UTF-8')",
            )
            raise TableError([Problem(name, "line 1", what, remedy)])
        if missing:
            remedy = f"Add the column{'s' * (len(missing) > 1)} to the first line"
            raise TableError([Problem(name, "line 1", f"no column {', '.join(missing)}", remedy)])
        if len(set(header)) < len(header):
            twice = sorted({c for c in header if header.count(c) > 1})
            raise TableError(
                [Problem(name, "line 1", f"column {', '.join(twice)} stands twice", "Rename one")]
            )
        line = reader.line_num + 1
        for row in reader:
            if row and len(row) != len(header):
                what = f"{len(row)} cells where the header has {len(header)}"
                problems.append(
                    Problem(name, f"line {line}", what, "Quote cells that hold commas or line ends")
                )
            elif row:
                rows.append(row)
                lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(
            Problem(name, f"line {reader.line_num}", f"not valid csv ({error})", "Check its quotes")
        )

    table = pd.DataFrame(rows, columns=header, dtype=str)
    for column in table.columns:
        if column in _INTEGER:
            needed = column in _NEEDED and column in columns
            table[column] = _whole_numbers(table[column], needed, lines, name, problems)
        elif column in _FLOAT:
            table[column] = _numbers(table[column], lines, name, problems)
        elif column in _BOOLEAN:
            table[column] = table[column].str.lower().isin(["true", "1", "yes"])
        else:
            table[column] = table[column].map(unguard_cell)
    if problems:
        raise TableError(problems)
    extra = [c for c in header if c not in columns]
    table = table[[*columns, *extra]]
    table.attrs["lines"] = lines
    return table


def _whole_numbers(
    column: pd.Series, needed: bool, lines: list[int], name: str, problems: list[Problem]
) -> pd.Series:
    good = column.str.fullmatch(r"[0-9]{1,18}" if needed else r"[0-9]{1,18}|")
    for row in np.flatnonzero(~good.to_numpy(dtype=bool)):
        what = f"{column.name} is {column.iloc[row]!r}, not a whole number"
        problems.append(Problem(name, f"line {lines[row]}", what, "Offsets count characters from 0"))
    values = pd.to_numeric(column.where(good, ""), errors="coerce")
    return values.astype("int64") if values.notna().all() else values.astype("Int64")


def _numbers(column: pd.Series, lines: list[int], name: str, problems: list[Problem]) -> pd.Series:
    values = pd.to_numeric(column, errors="coerce").astype("float64")
    for row in np.flatnonzero((values.isna() & (column != "")).to_numpy(dtype=bool)):
        what = f"{column.name} is {column.iloc[row]!r}, not a number"
        problems.append(
            Problem(name, f"line {lines[row]}", what, "Write it with a decimal point, or leave it empty")
        )
    return values


def empty_table(columns: Sequence[str]) -> pd.DataFrame:
    """A table with no rows and the right column types."""
    types = {c: "int64" for c in _INTEGER} | {c: "float64" for c in _FLOAT} | {c: "bool" for c in _BOOLEAN}
    return pd.DataFrame({c: pd.Series(dtype=types.get(c, "str")) for c in columns})


def make_table(rows: Iterable[dict], columns: Sequence[str]) -> pd.DataFrame:
    """Rows (dicts) to a typed table with ``columns`` first; columns a row lacks are missing values."""
    rows = list(rows)
    if not rows:
        return empty_table(columns)
    table = pd.DataFrame.from_records(rows)
    for column in columns:
        if column not in table:
            table[column] = np.nan if column in _FLOAT else ""
    for column in table.columns:
        if column in _INTEGER:
            table[column] = table[column].astype("int64")
        elif column in _FLOAT:
            table[column] = table[column].astype("float64")
        elif column not in _BOOLEAN and (
            table[column].dtype == object or pd.api.types.is_string_dtype(table[column])
        ):
            table[column] = table[column].fillna("").astype("str")
    return table[[*columns, *(c for c in table.columns if c not in columns)]]


def is_iso_date(date: str) -> bool:
    """True for ``2019``, ``2019-06``, ``2019-06-01``, an interval ``a/b`` of these, and for ``""`` (none
    printed)."""
    if not date:
        return True
    return date.count("/") <= 1 and all(_is_iso_point(part) for part in date.split("/"))


def _is_iso_point(date: str) -> bool:
    match = _DATE.match(date)
    if not match:
        return False
    _, _, month, _, day = match.groups()
    try:
        pd.Timestamp(year=int(match[1]), month=int(month or 1), day=int(day or 1))
    except ValueError:
        return False
    return True


def year_of(dates: pd.Series) -> pd.Series:
    """The year of each ISO date (of an interval: of its start); missing where no date is printed."""
    return pd.to_numeric(dates.str.slice(0, 4), errors="coerce").astype("Int64")
