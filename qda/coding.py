"""Codings: made by the codebook's indicators, anchored in the text, read, written and checked.

Codings by meaning (:func:`suggest_codes`) live in :mod:`qda.suggest` and are reached from here.
"""

from __future__ import annotations

import difflib
import hashlib
import os
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from qda.codebook import Codebook, Indicator, read_codebook
from qda.corpus import INSIDE_KINDS, TEXT_KINDS, Corpus
from qda.indicators import Automaton, Block, Found, compile_indicators, without_inflection
from qda.languages import LANGUAGES
from qda.tables import CODINGS, ORIGINS, Problem, TableError, empty_table, read_table, write_table

#: How much text before and after a span anchors it (characters).
ANCHOR = 32
#: Passages are scanned together up to about so many characters: enough to share the cost, not so many that it grows.
BLOCK = 1_000_000
UNITS = ("sentence", "match", "passage")


def apply_codebook(
    passages: pd.DataFrame | Iterable[pd.DataFrame], codebook: Codebook | None = None, unit: str = "sentence",
    coder: str = "lexicon", quotations: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Code passages by the codebook's indicators.

    Parameters
    ----------
    passages : DataFrame or iterable of DataFrames
        Passages (:data:`qda.tables.PASSAGES`; at least doc_id, start, lang, text). Residue is left out, quotations
        are not coded a second time. A passage in a language without indicators gets no coding. An iterable is read one table at a time,
        so that a corpus need not fit into memory; a document's passages must not be split between tables.
    codebook : Codebook, optional
        By default the bundled one.
    unit : {"sentence", "match", "passage"}
        What a coding spans: the sentence of the hit, the words of the form, or the passage.
    coder : str
        The coder's id.
    quotations : DataFrame, optional
        Direct quotations (:attr:`qda.corpus.Corpus.quotations`; at least doc_id, start, end). An indicator with
        ``quoted`` among its roles fires on what lies inside one of them, whoever's passage it is. By default the
        rows of kind ``quotation`` of ``passages``, as :attr:`qda.corpus.Corpus.all_passages` has them.

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
    made = [_code_table(table, codebook, unit, coder, quotations) for table in tables]
    made = [table for table in made if len(table)]
    return pd.concat(made, ignore_index=True) if made else empty_table(CODINGS).assign(indicator=pd.Series(dtype="str"))


def _code_table(
    passages: pd.DataFrame, codebook: Codebook, unit: str, coder: str, quotations: pd.DataFrame | None
) -> pd.DataFrame:
    passages = pd.DataFrame(passages)  # without attrs, which pandas copies each time a column is taken
    is_text = passages["kind"].isin(TEXT_KINDS) if "kind" in passages else pd.Series(True, passages.index)
    if not is_text.all():
        if quotations is None:
            quotations = passages[passages["kind"].isin(INSIDE_KINDS)]
        passages = passages[is_text]
    passages = passages.reset_index(drop=True)
    if quotations is None or not len(quotations):
        _warn_of_quoted(codebook)
    turns = _turns(passages)
    indicators = tuple(codebook.indicators)
    langs, texts = passages["lang"].to_numpy(dtype=object), passages["text"].to_numpy(dtype=object)
    role = passages["role"] if "role" in passages else pd.Series("", passages.index)
    voices = Voices(role.to_numpy(dtype=object), passages, quotations)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    found = []
    number, spoken = pd.factorize(langs)
    for n, lang in enumerate(spoken):
        here = np.flatnonzero(number == n)
        if lang in LANGUAGES:
            automaton = compile_indicators(indicators, lang)
            own = np.flatnonzero([indicator.lang == lang for indicator in indicators])
            for part in _blocks(lengths[here], here, turns):
                row, start, end, which = _spans(automaton, texts[part], part, voices, turns[part], unit)
                found.append((row, start, end, own[which]))
    rows = map(np.concatenate, zip(*found, strict=True)) if found else [np.zeros(0, np.int64)] * 4
    return _codings(*rows, unit, coder, codebook, passages)


def _warn_of_quoted(codebook: Codebook) -> None:
    deaf = [indicator.id for indicator in codebook.indicators if indicator.role == ("quoted",)]
    if deaf:
        remedy = "pass quotations=corpus.quotations, or passages=corpus.all_passages"
        warnings.warn(f"{', '.join(deaf)}: for direct quotations, and none are given: {remedy}", stacklevel=4)


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


def _blocks(lengths: np.ndarray, rows: np.ndarray, turns: np.ndarray) -> Iterator[np.ndarray]:
    """Rows of these lengths cut into blocks of about :data:`BLOCK` characters, never inside a turn."""
    reached = np.cumsum(lengths) // BLOCK
    begin = 0
    for n in np.flatnonzero(np.diff(reached)) + 1:
        n = int(np.searchsorted(turns[rows], turns[rows[n]]))
        if n > begin:
            yield rows[begin:n]
            begin = n
    yield rows[begin:]


def _spans(
    automaton: Automaton, texts: np.ndarray, rows: np.ndarray, voices: Voices, turns: np.ndarray, unit: str
) -> tuple[np.ndarray, ...]:
    """(row of the passage, start, end, indicator) of what fires in a block; offsets inside the passage."""
    found = automaton.search(Block(texts.tolist(), turns))
    fires = found.fires & _role_fits(automaton.indicators, found, rows, voices)
    passage = found.passage[fires]
    if unit == "match":
        start, end = found.start[fires], found.end[fires]
    elif unit == "sentence":
        start, end = found.sentence_start[fires], found.sentence_end[fires]
    else:
        start, end = np.zeros(len(passage), np.int64), np.fromiter(map(len, texts), np.int64, len(texts))[passage]
    return rows[passage], start, end, found.indicator[fires]


def _role_fits(indicators: list[Indicator], found: Found, rows: np.ndarray, voices: Voices) -> np.ndarray:
    fits = np.ones(len(found.indicator), bool)
    asking = [n for n, indicator in enumerate(indicators) if indicator.role]
    for hit in np.flatnonzero(np.isin(found.indicator, asking)).tolist():
        row, start, end = rows[found.passage[hit]], found.start[hit], found.end[hit]
        fits[hit] = voices.fit(indicators[found.indicator[hit]].role, row, start, end)
    return fits


class Voices:
    """Who speaks where: the role of each passage, and the direct quotations inside them.

    Parameters
    ----------
    roles : sequence of str, one a passage
    passages : DataFrame
        The same passages: doc_id, start.
    quotations : DataFrame or None
        doc_id, start, end.
    """

    def __init__(self, roles: Sequence[str], passages: pd.DataFrame, quotations: pd.DataFrame | None):
        self._roles = roles
        self._doc_ids, self._starts = passages["doc_id"].to_numpy(dtype=object), passages["start"].to_numpy()
        self._spans: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        if quotations is not None and len(quotations):
            here = quotations[quotations["doc_id"].isin(set(self._doc_ids))].sort_values("start")
            for doc_id, own in here.groupby("doc_id", sort=False):
                self._spans[doc_id] = own["start"].to_numpy(), np.maximum.accumulate(own["end"].to_numpy())

    def fit(self, wanted: tuple[str, ...], row: int, start: int, end: int) -> bool:
        """Whether a stretch of a passage is said by one of these roles (``quoted``: inside a quotation)."""
        return self._roles[row] in wanted or "quoted" in wanted and self._quoted(row, start, end)

    def _quoted(self, row: int, start: int, end: int) -> bool:
        starts, ends = self._spans.get(self._doc_ids[row], ((), ()))
        begun = np.searchsorted(starts, self._starts[row] + start, "right")  # quotations that begin before it
        return bool(begun) and bool(ends[begun - 1] >= self._starts[row] + end)


def _codings(
    row: np.ndarray, start: np.ndarray, end: np.ndarray, which: np.ndarray, unit: str, coder: str, codebook: Codebook,
    passages: pd.DataFrame,
) -> pd.DataFrame:
    """The codings of spans (row of the passage, start, end, indicator): one a span and code, or span and indicator."""
    if not len(row):
        return empty_table(CODINGS).assign(indicator=pd.Series(dtype="str"))
    ids = np.array([indicator.id for indicator in codebook.indicators], object)
    codes = np.array([indicator.code for indicator in codebook.indicators], object)
    code_rank = np.unique(codes.astype(str), return_inverse=True)[1][which]
    rank = np.unique(ids.astype(str), return_inverse=True)[1][which] if unit == "match" else which
    order = np.lexsort((rank, code_rank, end, start, row))
    row, start, end, which = row[order], start[order], end[order], which[order]
    same = (row[1:] == row[:-1]) & (start[1:] == start[:-1]) & (end[1:] == end[:-1])
    twice = same & (which[1:] == which[:-1])
    same = twice if unit == "match" else same & (codes[which[1:]] == codes[which[:-1]])
    first = np.flatnonzero(np.concatenate([[True], ~same]))
    names = ids[which].tolist()
    repeated = np.concatenate([[False], twice]).tolist()
    last = [*first[1:].tolist(), len(which)]
    indicator = [
        names[a] if a + 1 == b else "; ".join(name for name, again in zip(names[a:b], repeated[a:b], strict=True) if not again)
        for a, b in zip(first.tolist(), last, strict=True)
    ]
    row, start, end = row[first], start[first], end[first]
    texts, begin = passages["text"].to_numpy(dtype=object), passages["start"].to_numpy(dtype=np.int64)[row]
    spans = list(zip(texts[row].tolist(), start.tolist(), end.tolist(), strict=True))
    return pd.DataFrame(
        dict(
            doc_id=passages["doc_id"].to_numpy(dtype=object)[row], start=begin + start, end=begin + end,
            code=codes[which[first]], coder=coder, origin="indicator", score=np.nan,
            exact=[text[s:e] for text, s, e in spans], prefix=[text[max(0, s - ANCHOR) : s] for text, s, _ in spans],
            suffix=[text[e : e + ANCHOR] for text, _, e in spans], memo=f"codebook {codebook.sha256[:12]}", indicator=indicator,
        )
    ).astype({"doc_id": "str", "code": "str"})


def anchor(text: str, start: int, end: int) -> tuple[str, str, str]:
    """The quote that anchors a span: (exact, prefix, suffix), up to 32 characters before and after it."""
    return text[start:end], text[max(0, start - ANCHOR) : start], text[end : end + ANCHOR]


def __getattr__(name: str):
    # Suggestions by meaning need the embeddings: their module is loaded when they are asked for.
    if name == "suggest_codes":
        from qda.suggest import suggest_codes

        return suggest_codes
    if name == "explain":
        from qda.explaining import explain

        return explain
    raise AttributeError(f"module 'qda.coding' has no attribute {name!r}")


# -- codings on disk ------------------------------------------------------------------------------------------------

_ORDER = ["doc_id", "start", "end", "code", "coder", "origin"]


def write_codings(codings: pd.DataFrame, path: str | os.PathLike) -> Path:
    """Write codings as csv, one line a coding, sorted by document, place and code; quotes are written as they are.

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


# -- codings without text -----------------------------------------------------------------------------------------------

#: The column that stands for a quote that is not there: see :func:`withhold_quotes`.
QUOTE_HASH = "quote_sha256"


def withhold_quotes(codings: pd.DataFrame, corpus: Corpus, every: bool = False) -> pd.DataFrame:
    """Codings without the words of restricted and confidential texts (``every``: of any text), to keep or to send.

    Their ``exact``, ``prefix`` and ``suffix`` are empty. Place, and in column ``quote_sha256`` the first sixteen
    digits of the sha256 of the quote's UTF-8 bytes, still anchor them: :func:`check_codings` holds the text against
    it, and :func:`reanchor` finds an unchanged quote that has moved.

    Parameters
    ----------
    codings : DataFrame
        :data:`qda.tables.CODINGS`.
    corpus : Corpus
        What they code; a document it has not is not held to be open.
    every : bool
    """
    documents = corpus.documents
    is_open = set(documents.loc[documents["rights"] == "open", "doc_id"])
    hidden = (codings["exact"] != "") & (every | ~codings["doc_id"].isin(is_open))
    codings = codings.copy()
    if QUOTE_HASH in codings or hidden.any():
        hashes = codings[QUOTE_HASH] if QUOTE_HASH in codings else pd.Series("", codings.index, dtype="str")
        codings[QUOTE_HASH] = hashes.where(~hidden, codings["exact"].map(_quote_hash))
    codings.loc[hidden, ["exact", "prefix", "suffix"]] = ""
    return codings


def _quote_hash(quote: str) -> str:
    return hashlib.sha256(quote.encode("utf-8", "surrogatepass")).hexdigest()[:16]


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
    elif (row.exact and text[row.start : row.end] != row.exact) or (
        (known_hash := _hash_of(row)) and _quote_hash(text[row.start : row.end]) != known_hash
    ):
        yield f"{row.doc_id} {row.start}–{row.end} is not the quoted text", "The text has changed: re-anchor the coding"


def _hash_of(row) -> str:
    """The hash of a quote that is withheld; empty where the quote is there."""
    known = "" if row.exact else getattr(row, QUOTE_HASH, "")
    return known if isinstance(known, str) else ""


# -- codings of a text that changed -----------------------------------------------------------------------------------

#: How alike a quote and what stands in its place must be (difflib's ratio) to be called the same passage, changed.
ALIKE = 0.6


def reanchor(codings: pd.DataFrame, new_texts, old_texts=None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put codings back on texts that were edited.

    Each coding is looked for by its quote; where the quote stands more than once, by what stands before and after
    it, then by where the edit moved its old place. A quote that is nowhere is looked for where the edit left its
    neighbours. A withheld quote (:func:`withhold_quotes`) is known by its hash, and stays withheld.

    Parameters
    ----------
    codings : DataFrame
        :data:`qda.tables.CODINGS`, with quotes.
    new_texts, old_texts : mapping of doc_id to str, or Corpus
        The texts after and, if still there, before the edit. Without the old texts a quote that changed is found
        only if prefix or suffix did not.

    Returns
    -------
    codings : DataFrame
        The codings found, at their new places with new quotes. Lost ones are not in it.
    report : DataFrame
        One row a coding, in their order: doc_id, code, coder, status (``kept``, ``moved``, ``changed``, ``lost``),
        old_start, old_end, start, end (missing where lost), exact (old), found (new), why.
    """
    rows, kept = [], []
    for n, row in enumerate(codings.itertuples()):
        new = _text_of(new_texts, row.doc_id)
        old = _text_of(old_texts, row.doc_id) if old_texts is not None else None
        status, span, why = ("lost", None, "the document is gone") if new is None else _find(row, new, old)
        kept.append((n, *span) if span else None)
        rows.append(
            dict(
                doc_id=row.doc_id, code=row.code, coder=row.coder, status=status, old_start=row.start, old_end=row.end,
                start=span[0] if span else pd.NA, end=span[1] if span else pd.NA, exact=row.exact,
                found=new[span[0] : span[1]] if span else "", why=why,
            )
        )
    report = pd.DataFrame(
        rows, columns=["doc_id", "code", "coder", "status", "old_start", "old_end", "start", "end", "exact", "found", "why"]
    ).astype({"start": "Int64", "end": "Int64"})
    kept = [entry for entry in kept if entry]
    found = codings.iloc[[n for n, _, _ in kept]].copy()
    found["start"], found["end"] = [s for _, s, _ in kept], [e for _, _, e in kept]
    quotes = [anchor(_text_of(new_texts, d), s, e) for d, (_, s, e) in zip(found["doc_id"], kept, strict=True)]
    withheld = np.array([bool(_hash_of(row)) for row in found.itertuples()], bool)
    for column, values in zip(("exact", "prefix", "suffix"), zip(*quotes, strict=True), strict=False):
        found[column] = np.where(withheld, "", np.array(values, object))
    if withheld.any():
        hashes = [_quote_hash(quote) for quote, _, _ in quotes]
        found[QUOTE_HASH] = np.where(withheld, hashes, "")
    return found.reset_index(drop=True), report


def _text_of(texts, doc_id: str) -> str | None:
    try:
        return texts.text(doc_id) if isinstance(texts, Corpus) else texts[doc_id]
    except KeyError:
        return None


def _find(row, new: str, old: str | None) -> tuple[str, tuple[int, int] | None, str]:
    """(status, new span or None, why) of one coding."""
    quote = row.exact or (old[row.start : row.end] if old is not None else _by_hash(row, new))
    if not quote:
        return "lost", None, "no quote to look for"
    if new == old:
        return ("kept", (row.start, row.end), "") if new[row.start : row.end] == quote else ("lost", None, "its quote is not the text")
    places = [m.start() for m in re.finditer(f"(?={re.escape(quote)})", new)]
    expected = _moved(old, new, row.start, row.end) if old is not None else None
    if places:
        score = {p: _common_end(new[:p], row.prefix) + _common_start(new[p + len(quote) :], row.suffix) for p in places}
        best = [p for p in places if score[p] == max(score.values())]
        if len(best) > 1 and expected and expected[0] in best:
            best = [expected[0]]
        if len(best) > 1 and _hash_of(row) and row.start in best:
            best = [row.start]  # nothing is known of what stood around it, but it stands where it stood
        if len(best) > 1:
            return "lost", None, f"its quote stands {len(best)} times, with the same words around it"
        status = "kept" if best[0] == row.start else "moved"
        return status, (best[0], best[0] + len(quote)), ""
    span = expected or _between(new, row.prefix, row.suffix, len(quote))
    if span and span[0] < span[1]:
        alike = difflib.SequenceMatcher(None, quote, new[span[0] : span[1]], autojunk=False).ratio()
        if alike >= ALIKE:
            return "changed", span, f"alike {alike:.2f}"
    return "lost", None, "its quote is gone"


def _by_hash(row, new: str) -> str:
    """The withheld quote of a coding, if it stands anywhere in the new text."""
    length, known = row.end - row.start, _hash_of(row)
    if known:
        for place in (row.start, *range(len(new) - length + 1)):
            if _quote_hash(new[place : place + length]) == known:
                return new[place : place + length]
    return ""


def _common_end(text: str, prefix: str) -> int:
    return len(os.path.commonprefix([text[::-1][: len(prefix)], prefix[::-1]]))


def _common_start(text: str, suffix: str) -> int:
    return len(os.path.commonprefix([text[: len(suffix)], suffix]))


def _moved(old: str, new: str, start: int, end: int) -> tuple[int, int]:
    """Where an edit, word by word, put a span of the old text."""
    words_old, words_new = re.findall(r"\w+|\s+|[^\w\s]", old), re.findall(r"\w+|\s+|[^\w\s]", new)
    at_old = np.concatenate([[0], np.cumsum([len(w) for w in words_old])]).astype(int)
    at_new = np.concatenate([[0], np.cumsum([len(w) for w in words_new])]).astype(int)
    begin, finish = None, 0
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, words_old, words_new, autojunk=False).get_opcodes():
        low, high = at_old[i1], at_old[i2]
        if kind == "insert" or high <= start or low >= end:
            continue
        inside = kind == "equal"
        here = at_new[j1] + (max(start, low) - low if inside else 0)
        there = at_new[j1] + min(end, high) - low if inside else at_new[j2]
        begin, finish = here if begin is None else begin, there
    return (int(begin), int(finish)) if begin is not None else (0, 0)


def _between(new: str, prefix: str, suffix: str, length: int) -> tuple[int, int] | None:
    """What stands between the words that stood around a quote; None where neither is there once."""
    before = new.find(prefix) if prefix and new.count(prefix) == 1 else -1
    after = new.find(suffix) if suffix and new.count(suffix) == 1 else -1
    if before >= 0:
        begin = before + len(prefix)
        return (begin, after) if after >= begin else (begin, min(len(new), begin + length))
    return (max(0, after - length), after) if after >= 0 else None


# -- what the indicators do on a corpus -----------------------------------------------------------------------------


def indicator_report(
    codebook: Codebook, passages: pd.DataFrame, quotations: pd.DataFrame | None = None
) -> pd.DataFrame:
    """How each indicator does on a corpus (see :func:`apply_codebook`), and what deserves a second look.

    Returns
    -------
    DataFrame
        One row an indicator: code, indicator, lang, hits (matches), documents, and ``note``: ``never fires`` (though
        there are passages in its language), ``same words as CODE`` (more than half of its matches lie on a match of
        an indicator of that code), ``only language of its code`` (no other language's indicators of the code fire),
        ``no inflection known of =WORD`` (simplemma's table has not the lemma: write ``WORD*``).
    """
    matches = apply_codebook(passages, codebook, unit="match", quotations=quotations)
    spoken = set(passages["lang"])
    hits = matches.groupby("indicator").agg(hits=("code", "size"), documents=("doc_id", "nunique"))
    codes_at: dict[tuple, set[str]] = {}
    for row in matches.itertuples():
        codes_at.setdefault((row.doc_id, row.start), set()).add(row.code)
    shared: dict[str, Counter] = {}
    for row in matches.itertuples():
        shared.setdefault(row.indicator, Counter()).update(codes_at[row.doc_id, row.start] - {row.code})
    langs_of: dict[str, set[str]] = {}
    for indicator in codebook.indicators:
        if indicator.id in hits.index:
            langs_of.setdefault(indicator.code, set()).add(indicator.lang)
    rows = []
    for indicator in codebook.indicators:
        count, documents = hits.loc[indicator.id] if indicator.id in hits.index else (0, 0)
        notes = [f"same words as {code}" for code, n in sorted(shared.get(indicator.id, {}).items()) if n > count / 2]
        if not count and indicator.lang in spoken:
            notes.append("never fires")
        if count and langs_of[indicator.code] == {indicator.lang} and len(spoken) > 1:
            notes.append("only language of its code")
        notes += [f"no inflection known of ={word}" for word in without_inflection(indicator)]
        rows.append((indicator.code, indicator.id, indicator.lang, count, documents, "; ".join(notes)))
    return pd.DataFrame(rows, columns=["code", "indicator", "lang", "hits", "documents", "note"])
