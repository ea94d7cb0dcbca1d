"""Tables of texts: csv with any of the usual separators, JSON and JSON lines; a column map says which column
is what."""

from __future__ import annotations

import csv
import io
import json
import re

from qda.ingest.dates import parse_date
from qda.ingest.readers.decoding import decode, problem
from qda.ingest.readers.headers import language_code, paragraphs
from qda.ingest.readers.markup import Article, Piece, to_sources
from qda.ingest.source import Source
from qda.tables import DOCUMENTS, GENRES, is_iso_date, unguard_cell

FIELDS = ("text", "title", "outlet", "author", "date", "genre", "lang", "speaker", "url", "id")
#: Column names taken to be a field where no map is given, in order of trust.
_USUAL = {
    "text": "text texte body corps content contenu full_text fulltext plain_text article contenido "
    "contenuto conteúdo texto testo inhalt volltext",
    "title": "title titre headline titulo título titolo titel heading",
    "outlet": "outlet source journal media média newspaper publication périodique quotidien "
    "testata medio jornal zeitung",
    "author": "author auteur authors auteurs autor autore byline",
    "date": "date publication_date date_publication published pubdate published_at fecha data datum jour",
    "genre": "genre type_de_texte",
    "lang": "lang langue language idioma lingua sprache",
    "url": "url link lien",
    "id": "id doc_id identifiant identifier",
}


def read_csv(data: bytes, source_file: str, columns: dict[str, str] | None = None, **_) -> list[Source]:
    """One source a row; ``columns`` maps fields (:data:`FIELDS`) to column names. Other columns go to
    ``extra``."""
    text, encoding = decode(data, source_file)
    text = text.lstrip("\ufeff")
    delimiter = _delimiter(text)
    csv.field_size_limit(2**31 - 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        # Blank lines may stand above the header; a file of nothing else (or of byte order marks) has none.
        header = next(([name.strip() for name in row] for row in reader if any(map(str.strip, row))), None)
        if header is None:
            what = "no line that names columns"
            raise problem(source_file, "line 1", what, "Leave it out, or export it again with a header line")
        rows = []
        for row in reader:
            if any(cell.strip() for cell in row):
                if len(row) != len(header):
                    what = f"{len(row)} cells where the header has {len(header)}"
                    raise problem(
                        source_file,
                        f"line {reader.line_num}",
                        what,
                        "Quote cells that hold separators or line ends",
                    )
                rows.append(
                    (f"line {reader.line_num}", dict(zip(header, map(unguard_cell, row), strict=True)))
                )
    except csv.Error as error:
        raise problem(
            source_file, f"line {reader.line_num}", f"not valid csv ({error})", "Check its quotes"
        ) from None
    return _sources(rows, header, source_file, encoding, columns)


def _delimiter(text: str) -> str:
    """The separator that cuts the header line, the first that is not blank, into most cells."""
    header = next((line for line in re.split(r"[\r\n]", text) if line.strip(",;\t| ")), "")
    return max(",;\t|", key=lambda d: len(next(csv.reader([header], delimiter=d), [])))


def read_json(data: bytes, source_file: str, columns: dict[str, str] | None = None, **_) -> list[Source]:
    """One source an object: of JSON lines, of a list, or of the first list an object holds."""
    text, encoding = decode(data, source_file)
    rows = [
        (place, {k: _cell(v) for k, v in record.items()})
        for place, record in _records(text.lstrip("\ufeff"), source_file)
    ]
    header = list(dict.fromkeys(name for _, row in rows for name in row))
    return _sources(rows, header, source_file, encoding, columns)


def _records(text: str, source_file: str) -> list[tuple[str, dict]]:
    try:
        whole = json.loads(text)
    except RecursionError:
        raise problem(source_file, "", "nested too deeply", "Give one flat object a text") from None
    except ValueError as error:
        if "\n" not in text.strip():
            raise problem(
                source_file, "line 1", f"not valid JSON ({error})", "Check that the file is whole"
            ) from None
        return _json_lines(text, source_file)
    if isinstance(whole, dict):
        lists = [
            v for v in whole.values() if isinstance(v, list) and v and all(isinstance(x, dict) for x in v)
        ]
        whole = lists[0] if lists else [whole]
    if not isinstance(whole, list) or not all(isinstance(record, dict) for record in whole):
        raise problem(source_file, "", "no objects in it", 'Give one object a text: {"title": …, "text": …}')
    return [(f"record {n}", record) for n, record in enumerate(whole, start=1)]


def _json_lines(text: str, source_file: str) -> list[tuple[str, dict]]:
    records = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                record = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise problem(
                    source_file,
                    f"line {number}",
                    f"not valid JSON ({error})",
                    "One object a line; check that line",
                ) from None
            if not isinstance(record, dict):
                raise problem(
                    source_file, f"line {number}", "not an object", 'Write it as {"title": …, "text": …}'
                )
            records.append((f"line {number}", record))
    return records


def _cell(value) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return "; ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _sources(
    rows, header: list[str], source_file: str, encoding: str, columns: dict[str, str] | None
) -> list[Source]:
    where = _column_map(header, columns, source_file)
    articles = [_article(row, where) for _, row in rows]
    empty = [place for (place, row) in rows if not row.get(where["text"], "").strip()]
    if empty:
        what = f"no text in column {where['text']!r}" + (
            f", and in {len(empty) - 1} further rows" if len(empty) > 1 else ""
        )
        raise problem(
            source_file,
            empty[0],
            what,
            "Remove these rows, or map text to another column with --columns text=NAME",
        )
    return to_sources(articles, source_file, encoding)


def _column_map(header: list[str], columns: dict[str, str] | None, source_file: str) -> dict[str, str]:
    """Which column is which field: as ``columns`` says, the rest by usual names."""
    columns = dict(columns or {})
    listed = ", ".join(header)
    for name, column in columns.items():
        if name not in FIELDS:
            raise problem(source_file, "", f"{name!r} is no field", f"In --columns use {', '.join(FIELDS)}")
        if column not in header:
            raise problem(
                source_file,
                "line 1",
                f"no column {column!r} (it has {listed})",
                f"Correct {name}= in --columns",
            )
    low = {name.lower().replace(" ", "_"): name for name in reversed(header)}
    where = {}
    for name, usual in _USUAL.items():
        found = next((low[u] for u in usual.split() if u in low and low[u] not in columns.values()), "")
        if found and found not in where.values():
            where[name] = found
    where |= columns
    if "text" not in where:
        raise problem(
            source_file, "line 1", f"no column of text among {listed}", "Say which with --columns text=NAME"
        )
    return where


def _article(row: dict[str, str], where: dict[str, str]) -> Article:
    def value(name: str) -> str:
        return row.get(where.get(name, ""), "").strip()

    printed = value("date")
    iso = printed[:10] if is_iso_date(printed[:10]) else parse_date(printed, value("lang"))
    genre = value("genre")
    speaker = value("speaker")
    kind = "turn" if speaker else ""
    article = Article(
        title=" ".join(value("title").split()),
        outlet=value("outlet"),
        author=value("author"),
        date=iso,
        genre=genre if genre in GENRES else "",
        lang=language_code(value("lang")),
        pieces=[Piece(line, kind, speaker) for line in paragraphs(value("text"))],
    )
    used = {where[name] for name in where if name not in ("genre",) or article.genre}
    article.extra = {
        (k if k not in DOCUMENTS else f"source_{k}"): v for k, v in row.items() if k and k not in used and v
    }
    article.extra |= {name: value(name) for name in ("url", "id") if value(name)}
    if printed and not iso:
        article.extra["printed_date"] = printed
    return article
