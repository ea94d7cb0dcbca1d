"""A corpus: a folder with ``documents.csv`` and one immutable UTF-8 text an id.

``documents.csv`` says what each text is; the text lies in ``press/<doc_id>.txt`` or
``interviews/<doc_id>.txt``. ``passages.csv``, if there, says where each paragraph and speaker's turn begins
and ends, what kind it is and where it came from (``qda ingest`` writes it); without it passages are cut at
line ends.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from functools import cached_property
from pathlib import Path

import pandas as pd

from qda import dialogue, languages
from qda.tables import (
    DOCUMENTS, GENRES, PASSAGES, RIGHTS, Problem, TableError, is_iso_date, make_table, read_table,
    write_table, write_text,
)

FOLDERS = ("press", "interviews")
STORED_PASSAGES = tuple(c for c in PASSAGES if c != "text")
#: Kinds of passage that are text of the document; every other kind is residue (caption, byline, link, …).
TEXT_KINDS = ("body", "turn", "heading")
#: Rows that lie inside another passage: they are listed apart and never counted twice.
INSIDE_KINDS = ("quotation",)


class Corpus:
    """A corpus read from a folder.

    Attributes
    ----------
    path : Path
        The folder.
    documents : DataFrame
        One row a document, see :data:`qda.tables.DOCUMENTS`.
    """

    def __init__(self, path: Path, documents: pd.DataFrame):
        self.path = path
        self.documents = documents
        self._texts: dict[str, str] = {}

    def __repr__(self) -> str:
        langs = ", ".join(f"{lang} {n}" for lang, n in self.documents["lang"].value_counts().items())
        return f"<Corpus {self.path.name}: {len(self.documents)} documents ({langs})>"

    def text_path(self, doc_id: str) -> Path:
        """The file that holds the text of ``doc_id``; ``KeyError`` if there is none."""
        if doc_id not in self._folder_of:
            raise KeyError(f"no text named {doc_id}.txt in {self.path} ({' or '.join(FOLDERS)})")
        return self.path / self._folder_of[doc_id] / f"{doc_id}.txt"

    @cached_property
    def _folder_of(self) -> dict[str, str]:
        return {entry.name[:-4]: folder for folder in FOLDERS for entry in _texts_in(self.path / folder)}

    def text(self, doc_id: str) -> str:
        """The text of a document: what every offset counts in (Unicode code points)."""
        if doc_id not in self._texts:
            self._texts[doc_id] = self.text_path(doc_id).read_bytes().decode("utf-8")
        return self._texts[doc_id]

    @cached_property
    def all_passages(self) -> pd.DataFrame:
        """Every passage, residue and quotations included (:data:`qda.tables.PASSAGES`).

        ``TableError`` where a text cannot be read, or a stored passage lies outside its text.
        """
        self._read_texts()
        stored = self.path / "passages.csv"
        if not stored.exists():
            rows = []
            for doc in self.documents.itertuples():
                rows += split_passages(self.text(doc.doc_id), doc.doc_id, doc.lang)
            return make_table(rows, PASSAGES)
        table = read_table(stored, STORED_PASSAGES)
        lines, table.attrs = (
            table.attrs["lines"],
            {},
        )  # pandas would copy them whole each time a column is taken
        known = table["doc_id"].isin(set(self.documents["doc_id"])).to_numpy(dtype=bool)
        ends = table["doc_id"].map({doc_id: len(self._texts[doc_id]) for doc_id in self.documents["doc_id"]})
        outside = known & ((table["end"] > ends) | (table["start"] >= table["end"])).to_numpy(dtype=bool)
        if outside.any():
            remedy = "Restore the file, or remove it and write it anew: qda passages DIR --write"
            places = [f"line {lines[row]}" for row in outside.nonzero()[0]]
            raise TableError(
                [Problem(str(stored), place, "lies outside its text", remedy) for place in places]
            )
        table = table[known].reset_index(drop=True)
        bounds = zip(table["doc_id"], table["start"], table["end"], strict=True)
        table["text"] = [self.text(doc_id)[start:end] for doc_id, start, end in bounds]
        return table[[*PASSAGES, *(c for c in table.columns if c not in PASSAGES)]]

    def _read_texts(self) -> None:
        """Read every text, or say of each that cannot be read what is the matter."""
        problems = []
        for doc_id in self.documents["doc_id"]:
            try:
                self.text(doc_id)
            except KeyError as error:
                problems.append(
                    Problem(str(self.path / "documents.csv"), "", error.args[0], "Add it, or remove its line")
                )
            except UnicodeDecodeError:
                problems.append(Problem(str(self.text_path(doc_id)), "", "not UTF-8", "Save it as UTF-8"))
        if problems:
            raise TableError(problems)

    @cached_property
    def passages(self) -> pd.DataFrame:
        """The passages that are text: paragraphs, turns, headings. They never overlap."""
        table = self.all_passages
        return table[table["kind"].isin(TEXT_KINDS)].reset_index(drop=True)

    @cached_property
    def quotations(self) -> pd.DataFrame:
        """Direct quotations inside the passages, with their speaker where the text names one."""
        table = self.all_passages
        return table[table["kind"].isin(INSIDE_KINDS)].reset_index(drop=True)

    @cached_property
    def languages(self) -> list[str]:
        """The languages of the documents, most frequent first."""
        return list(self.documents["lang"].value_counts().index)

    @cached_property
    def rights(self) -> dict[str, str]:
        """The rights of each document, by ``doc_id``: what :func:`qda.privacy.quote_for_display` asks for."""
        return dict(zip(self.documents["doc_id"], self.documents["rights"], strict=True))

    def with_metadata(self, table: pd.DataFrame, columns: list[str] | None = None) -> pd.DataFrame:
        """``table`` (anything with ``doc_id``) with columns of the documents joined to it, prefixed ``doc_``
        on clash."""
        columns = columns or ["title", "outlet", "date", "genre", "lang", "family"]
        extra = self.documents[["doc_id", *columns]]
        extra = extra.rename(columns={c: f"doc_{c}" for c in columns if c in table.columns})
        return table.merge(extra, on="doc_id", how="left", validate="many_to_one")


def _texts_in(folder: Path):
    if folder.is_dir():
        with os.scandir(folder) as entries:
            yield from sorted((e for e in entries if e.name.endswith(".txt")), key=lambda e: e.name)


def text_sha256(text: str) -> str:
    """The sha256 (hex) that names a text: of its UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def split_passages(text: str, doc_id: str, lang: str) -> list[dict]:
    """Cut a plain text at its line ends into passages (dicts with the columns of the passages table).

    The first line is the heading if it is short and ends without a full stop. In a dialogue a line that opens
    with a speaker's label (see :func:`qda.dialogue.find_labels`) is a turn, label and time included, and the
    unlabelled lines after it go on with the same speaker. Everything else is ``body``. The language is that
    of the line (see :func:`qda.languages.identify`).
    """
    spans = []
    for match in re.finditer(r"[^\n]*\S[^\n]*", text):
        raw = match[0]
        start = match.start() + len(raw) - len(raw.lstrip())
        spans.append((start, start + len(raw.strip())))
    spoken = dialogue.speak([text[a:b] for a, b in spans])
    tongues = languages.identify([text[a:b] for a, b in spans], default=lang)
    rows = []
    for n, ((start, end), (speaker, role), tongue) in enumerate(zip(spans, spoken, tongues, strict=True)):
        kind = "turn" if speaker else "body"
        if n == 0 and not speaker and end - start < 200 and not text[start:end].endswith((".", ":")):
            kind = "heading"
        rows.append(
            dict(
                doc_id=doc_id,
                passage_id=f"{doc_id}:{n + 1:04d}",
                start=start,
                end=end,
                source_start=start,
                source_end=end,
                lang=tongue,
                kind=kind,
                speaker=speaker,
                role=role,
                text=text[start:end],
            )
        )
    return rows


def read_corpus(path: str | os.PathLike | None = None) -> Corpus:
    """Read a corpus folder.

    Parameters
    ----------
    path : path, optional
        A folder with ``documents.csv`` and its texts; by default the one :func:`qda.paths.corpus_dir` names.

    Returns
    -------
    Corpus

    Raises
    ------
    TableError
        If the folder is not a corpus or ``documents.csv`` is not usable, with every problem named. Texts are
        read when first asked for; :func:`check_corpus` looks at all of them.
    """
    from qda.paths import corpus_dir

    folder = Path(path).expanduser() if path is not None else corpus_dir()
    documents = read_table(folder / "documents.csv", DOCUMENTS)
    problems = _check_documents(documents, folder / "documents.csv")
    if problems:
        raise TableError(problems)
    return Corpus(folder, documents)


def _check_documents(documents: pd.DataFrame, file: Path) -> list[Problem]:
    problems, seen = [], {}
    for line, doc in zip(documents.attrs["lines"], documents.itertuples(), strict=True):
        def problem(what: str, remedy: str, line: int = line) -> None:
            problems.append(Problem(str(file), f"line {line}", what, remedy))

        if not doc.doc_id or re.search(r"[/\\\x00-\x1f]|^\.", doc.doc_id):
            problem(
                f"{doc.doc_id!r} cannot be a doc_id", "Use letters, digits, - and _: it is also a file name"
            )
        elif doc.doc_id in seen:
            problem(
                f"doc_id {doc.doc_id} stands on line {seen[doc.doc_id]} already",
                "Give each document its own id",
            )
        seen.setdefault(doc.doc_id, line)
        if not is_iso_date(doc.date):
            problem(
                f"date {doc.date!r} is not ISO",
                "Write 2019, 2019-06, 2019-06-01, a/b for an interval, or nothing",
            )
        if doc.rights not in RIGHTS:
            problem(f"rights {doc.rights!r} is unknown", f"Use one of {', '.join(RIGHTS)}")
        if doc.genre and doc.genre not in GENRES:
            problem(f"genre {doc.genre!r} is unknown", f"Use one of {', '.join(GENRES)}")
        if not re.fullmatch(r"[a-z]{2,3}", doc.lang):
            problem(
                f"lang {doc.lang!r} is not a language code",
                "Use two or three letters as in ISO 639: fr, en, und",
            )
    return problems


def check_corpus(path: str | os.PathLike | None = None) -> list[Problem]:
    """Look at a whole corpus and say everything that is wrong with it.

    Missing and unlisted texts, wrong hashes, duplicate ids, bytes that are not UTF-8, text that is not NFC or
    has carriage returns, dates, rights, genres and languages that are not as the tables ask, passages that
    lie outside their text, overlap, or do not fit their document.

    Returns
    -------
    list of Problem
        Empty if the corpus is sound.
    """
    from qda.paths import corpus_dir

    folder = Path(path).expanduser() if path is not None else corpus_dir()
    try:
        documents = read_table(folder / "documents.csv", DOCUMENTS)
    except TableError as error:
        return error.problems
    listing = folder / "documents.csv"
    problems = _check_documents(documents, listing)
    corpus = Corpus(folder, documents)
    lengths: dict[str, int] = {}
    for line, doc in zip(documents.attrs["lines"], documents.itertuples(), strict=True):
        try:
            file = corpus.text_path(doc.doc_id)
            raw = file.read_bytes()
        except KeyError:
            where = " or ".join(f"{f}/{doc.doc_id}.txt" for f in FOLDERS)
            problems.append(
                Problem(
                    str(listing),
                    f"line {line}",
                    f"no text for {doc.doc_id}",
                    f"Add {where} or remove the line",
                )
            )
            continue
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            place = f"line {raw[: error.start].count(10) + 1}"
            problems.append(
                Problem(str(file), place, "not UTF-8", "Save it as UTF-8 and run qda check again")
            )
            continue
        lengths[doc.doc_id] = len(text)
        if text_sha256(text) != doc.sha256:
            found = text_sha256(text)[:12]
            what = f"the text of {doc.doc_id} is not the one documents.csv names (sha256 {found}…)"
            problems.append(
                Problem(str(file), "", what, "Restore the text, or re-anchor its codings and update sha256")
            )
        if "\r" in text:
            place = f"line {text[: text.index(chr(13))].count(chr(10)) + 1}"
            problems.append(Problem(str(file), place, "a carriage return", "Use \\n line ends"))
        if not unicodedata.is_normalized("NFC", text):
            place = f"line {_first_not_nfc(text)}"
            problems.append(
                Problem(str(file), place, "not in Unicode form NFC", "Normalise the text, then update sha256")
            )
        if not text.strip():
            problems.append(
                Problem(str(file), "", "an empty text", "Remove the document or restore its text")
            )
    listed = set(documents["doc_id"])
    for doc_id, sub in sorted(corpus._folder_of.items()):
        if doc_id not in listed:
            what = "a text that documents.csv does not list"
            problems.append(
                Problem(str(folder / sub / f"{doc_id}.txt"), "", what, "Add a line for it, or move it away")
            )
    return problems + _check_passages(folder, listed, lengths)


def _first_not_nfc(text: str) -> int:
    return next(n for n, line in enumerate(text.split("\n"), 1) if not unicodedata.is_normalized("NFC", line))


def _check_passages(folder: Path, listed: set[str], lengths: dict[str, int]) -> list[Problem]:
    file = folder / "passages.csv"
    if not file.exists():
        return []
    try:
        table = read_table(file, STORED_PASSAGES)
    except TableError as error:
        return error.problems
    problems, last, seen = [], {}, set()
    remedy = "Write it again with: qda passages DIR --write"
    for line, row in zip(table.attrs["lines"], table.itertuples(), strict=True):
        what = None
        if row.doc_id not in listed:
            what = f"a passage of {row.doc_id}, which documents.csv does not list"
        elif row.doc_id in lengths and not row.start < row.end <= lengths[row.doc_id]:
            what = (
                f"passage {row.start}–{row.end} lies outside {row.doc_id} ({lengths[row.doc_id]} characters)"
            )
        elif row.passage_id in seen:
            what = f"passage_id {row.passage_id} stands twice"
        elif row.kind not in INSIDE_KINDS:
            if row.start < last.get(row.doc_id, 0):
                what = f"passage {row.passage_id} overlaps the one before it"
            last[row.doc_id] = max(row.end, last.get(row.doc_id, 0))
        if what:
            problems.append(Problem(str(file), f"line {line}", what, remedy))
        seen.add(row.passage_id)
    return problems


def write_corpus(
    path: str | os.PathLike,
    documents: pd.DataFrame,
    texts: dict[str, str],
    passages: pd.DataFrame | None = None,
) -> None:
    """Write a corpus folder: texts first, then ``passages.csv``, then ``documents.csv``, each whole or not at
    all.

    ``documents`` needs every column of :data:`qda.tables.DOCUMENTS` but ``sha256``, which is computed here.
    Texts of genre ``research_interview`` or ``transcript`` go to ``interviews/``, the others to ``press/``.
    """
    folder = Path(path)
    documents = documents.copy()
    documents["sha256"] = [text_sha256(texts[d]) for d in documents["doc_id"]]
    for doc in documents.itertuples():
        sub = "interviews" if doc.genre in ("research_interview", "transcript") else "press"
        write_text(folder / sub / f"{doc.doc_id}.txt", texts[doc.doc_id])
    if passages is not None:
        write_table(passages[[c for c in passages.columns if c != "text"]], folder / "passages.csv")
    write_table(
        documents[[*DOCUMENTS, *(c for c in documents.columns if c not in DOCUMENTS)]],
        folder / "documents.csv",
    )
