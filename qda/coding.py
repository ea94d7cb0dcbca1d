"""Codings: made by the codebook's indicators, anchored in the text, read, written and checked.

Codings by meaning (:func:`suggest_codes`) live in :mod:`qda.suggest` and are reached from here.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from qda.codebook import Codebook, read_codebook
from qda.corpus import TEXT_KINDS, Corpus
from qda.indicators import Block, compile_indicators
from qda.languages import LANGUAGES
from qda.tables import CODINGS, ORIGINS, Problem, TableError, empty_table, read_table, write_table

#: How much text before and after a span anchors it (characters).
ANCHOR = 32
#: Passages are scanned together up to about so many characters: enough to share the cost, not so many that it grows.
BLOCK = 1_000_000
UNITS = ("sentence", "match", "passage")


def apply_codebook(
    passages: pd.DataFrame | Iterable[pd.DataFrame], codebook: Codebook | None = None, unit: str = "sentence",
    coder: str = "lexicon",
) -> pd.DataFrame:
    """Code passages by the codebook's indicators.

    Parameters
    ----------
    passages : DataFrame or iterable of DataFrames
        Passages (:data:`qda.tables.PASSAGES`; at least doc_id, start, lang, text). Residue and quotations are left
        out. A passage in a language without indicators gets no coding. An iterable is read one table at a time,
        so that a corpus need not fit into memory; a document's passages must not be split between tables.
    codebook : Codebook, optional
        By default the bundled one.
    unit : {"sentence", "match", "passage"}
        What a coding spans: the sentence of the hit, the words of the form, or the passage.
    coder : str
        The coder's id.

    Returns
    -------
    DataFrame
        :data:`qda.tables.CODINGS` and ``indicator``: the ids of the indicators that made the coding, with ``; ``
        between them. One row a span and code (with unit ``match``: a span and indicator). ``memo`` names the
        codebook by its hash.
    """
    if unit not in UNITS:
        raise ValueError(f"unit {unit!r}: use one of {', '.join(UNITS)}")
    codebook = codebook if codebook is not None else read_codebook()
    tables = [passages] if isinstance(passages, pd.DataFrame) else passages
    made = [_code_table(table, codebook, unit, coder) for table in tables]
    made = [table for table in made if len(table)]
    return pd.concat(made, ignore_index=True) if made else _codings([], coder, codebook)


def _code_table(passages: pd.DataFrame, codebook: Codebook, unit: str, coder: str) -> pd.DataFrame:
    passages = _texts_only(passages)
    turns = _turns(passages)
    indicators = tuple(codebook.indicators)
    rows: list[tuple] = []
    for lang in LANGUAGES:
        here = np.flatnonzero((passages["lang"] == lang).to_numpy(dtype=bool))
        if len(here):
            automaton = compile_indicators(indicators, lang)
            for part in _blocks(passages, here, turns):
                rows += _rows(automaton, passages, part, turns, unit)
    rows.sort()
    return _codings(rows, coder, codebook, passages)


def _texts_only(passages: pd.DataFrame) -> pd.DataFrame:
    if "kind" in passages:
        passages = passages[passages["kind"].isin(TEXT_KINDS)]
    return passages.reset_index(drop=True)


def _turns(passages: pd.DataFrame) -> np.ndarray:
    """The number of the turn of each passage: adjacent turns of one speaker are one, any other passage is its own."""
    new = np.ones(len(passages), bool)
    if {"kind", "speaker"} <= set(passages.columns) and len(passages):
        same = np.ones(len(passages) - 1, bool)
        for column in ("doc_id", "speaker"):
            values = passages[column].to_numpy(dtype=object)
            same &= values[1:] == values[:-1]
        is_turn = (passages["kind"] == "turn").to_numpy(dtype=bool)
        named = (passages["speaker"] != "").to_numpy(dtype=bool)
        new[1:] = ~(same & is_turn[1:] & is_turn[:-1] & named[1:])
    return np.cumsum(new)


def _blocks(passages: pd.DataFrame, rows: np.ndarray, turns: np.ndarray) -> Iterator[np.ndarray]:
    """Rows cut into blocks of about :data:`BLOCK` characters, never inside a turn."""
    lengths = passages["text"].str.len().to_numpy(dtype=np.int64)[rows]
    reached = np.cumsum(lengths) // BLOCK
    begin = 0
    for n in np.flatnonzero(np.diff(reached)) + 1:
        n = int(np.searchsorted(turns[rows], turns[rows[n]]))
        if n > begin:
            yield rows[begin:n]
            begin = n
    yield rows[begin:]


def _rows(automaton, passages: pd.DataFrame, part: np.ndarray, turns: np.ndarray, unit: str) -> Iterator[tuple]:
    """(row of the passage, start, end, code, indicators) of each coding of a block; offsets inside the passage."""
    texts = passages["text"].to_numpy(dtype=object)[part]
    found = automaton.search(Block(texts.tolist(), turns[part]))
    fires = found.fires & _role_fits(automaton.indicators, found, passages, part)
    which = found.indicator[fires]
    passage = found.passage[fires]
    if unit == "match":
        start, end = found.start[fires], found.end[fires]
    elif unit == "sentence":
        start, end = found.sentence_start[fires], found.sentence_end[fires]
    else:
        start, end = np.zeros(len(which), int), np.array([len(text) for text in texts], int)[passage]
    grouped: dict[tuple, dict[str, None]] = {}
    for row, s, e, n in zip(part[passage].tolist(), start.tolist(), end.tolist(), which.tolist(), strict=True):
        indicator = automaton.indicators[n]
        key = (row, s, e, indicator.code, indicator.id if unit == "match" else "")
        grouped.setdefault(key, {})[indicator.id] = None
    for (row, s, e, code, _), ids in grouped.items():
        yield row, s, e, code, "; ".join(ids)


def _role_fits(indicators: list, found, passages: pd.DataFrame, part: np.ndarray) -> np.ndarray:
    fits = np.ones(len(found.indicator), bool)
    asking = {n for n, indicator in enumerate(indicators) if indicator.role}
    if asking:
        roles = passages["role"].to_numpy(dtype=object)[part] if "role" in passages else np.full(len(part), "", object)
        for hit in np.flatnonzero(np.isin(found.indicator, list(asking))).tolist():
            fits[hit] = roles[found.passage[hit]] in indicators[found.indicator[hit]].role
    return fits


def _codings(rows: list[tuple], coder: str, codebook: Codebook, passages: pd.DataFrame | None = None) -> pd.DataFrame:
    if not rows:
        return empty_table(CODINGS).assign(indicator=pd.Series(dtype="str"))
    row, start, end, code, indicator = map(list, zip(*rows, strict=True))
    texts = passages["text"].to_numpy(dtype=object)
    quotes = [anchor(texts[n], s, e) for n, s, e in zip(row, start, end, strict=True)]
    exact, prefix, suffix = map(list, zip(*quotes, strict=True))
    begin = passages["start"].to_numpy(dtype=np.int64)[row]
    return pd.DataFrame(
        dict(
            doc_id=passages["doc_id"].to_numpy(dtype=object)[row], start=begin + start, end=begin + end, code=code,
            coder=coder, origin="indicator", score=np.nan, exact=exact, prefix=prefix, suffix=suffix,
            memo=f"codebook {codebook.sha256[:12]}", indicator=indicator,
        )
    ).astype({"doc_id": "str"})


def anchor(text: str, start: int, end: int) -> tuple[str, str, str]:
    """The quote that anchors a span: (exact, prefix, suffix), up to 32 characters before and after it."""
    return text[start:end], text[max(0, start - ANCHOR) : start], text[end : end + ANCHOR]


def __getattr__(name: str):
    # Suggestions by meaning need the embeddings: their module is loaded when they are asked for.
    if name == "suggest_codes":
        from qda.suggest import suggest_codes

        return suggest_codes
    raise AttributeError(f"module 'qda.coding' has no attribute {name!r}")


# -- codings on disk ------------------------------------------------------------------------------------------------

_ORDER = ["doc_id", "start", "end", "code", "coder", "origin"]


def write_codings(codings: pd.DataFrame, path: str | os.PathLike) -> Path:
    """Write codings as csv, one line a coding, sorted by document, place and code.

    Sorted lines let two coders' work on different documents merge under git without conflict.
    """
    extra = [c for c in codings.columns if c not in CODINGS]
    return write_table(_sorted(codings)[[*CODINGS, *extra]], path)


def read_codings(*paths: str | os.PathLike) -> pd.DataFrame:
    """Read one or more files of codings into one table (:data:`qda.tables.CODINGS` first); equal lines are kept once.

    Raises
    ------
    TableError
        If a file is missing or damaged: every problem, with its line.
    """
    tables, problems = [], []
    for path in paths:
        try:
            tables.append(read_table(path, CODINGS))
        except TableError as error:
            problems += error.problems
    if problems:
        raise TableError(problems)
    if not tables:
        return empty_table(CODINGS)
    table = tables[0] if len(tables) == 1 else pd.concat(tables, ignore_index=True)
    table = table.fillna({c: "" for c in table.columns if table[c].dtype == "str"})
    return _sorted(table.drop_duplicates())


def _sorted(codings: pd.DataFrame) -> pd.DataFrame:
    return codings.sort_values(_ORDER, kind="stable", ignore_index=True)


def check_codings(file: str | os.PathLike, corpus: Corpus, codebook: Codebook) -> list[Problem]:
    """Everything that is wrong with a file of codings, each with its line; empty if it is sound.

    A document the corpus has not, a span outside its text, a quote that is not the text, a code the codebook has
    not, an unknown origin, no coder, the same coding twice.
    """
    try:
        table = read_table(file, CODINGS)
    except TableError as error:
        return error.problems
    problems, seen = [], {}
    known, codes = set(corpus.documents["doc_id"]), set(codebook.codes["code"])
    for line, row in zip(table.attrs["lines"], table.itertuples(), strict=True):
        key = (row.doc_id, row.start, row.end, row.code, row.coder)
        for what, remedy in _faults(row, corpus, known, codes):
            problems.append(Problem(str(file), f"line {line}", what, remedy))
        if key in seen:
            what = f"{row.coder} put {row.code} on {row.doc_id} {row.start}–{row.end} on line {seen[key]} already"
            problems.append(Problem(str(file), f"line {line}", what, "Remove one of the two"))
        seen.setdefault(key, line)
    return problems


def _faults(row, corpus: Corpus, known: set[str], codes: set[str]) -> Iterator[tuple[str, str]]:
    if row.code not in codes:
        yield f"{row.code!r} is no code of the codebook", f"Use one of {', '.join(sorted(codes))}"
    if row.origin not in ORIGINS:
        yield f"origin {row.origin!r} is unknown", f"Use one of {', '.join(ORIGINS)}"
    if not row.coder:
        yield "no coder", "Write who coded: a person's id, lexicon or suggest"
    if row.doc_id not in known:
        yield f"the corpus has no document {row.doc_id}", "Add the document, or remove the coding"
        return
    try:
        text = corpus.text(row.doc_id)
    except (KeyError, OSError, UnicodeDecodeError):
        yield f"the text of {row.doc_id} cannot be read", "Run qda check on the corpus first"
        return
    if pd.isna(row.start) or pd.isna(row.end) or not row.start < row.end <= len(text):
        yield f"{row.start}–{row.end} lies outside {row.doc_id} ({len(text)} characters)", "Re-anchor the coding"
    elif row.exact and text[row.start : row.end] != row.exact:
        yield f"{row.doc_id} {row.start}–{row.end} is not the quoted text", "The text has changed: re-anchor the coding"
