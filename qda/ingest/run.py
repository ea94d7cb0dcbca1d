"""``qda ingest``: source files in, a corpus folder out, and a table of what came in, what did not, and
why."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from qda.corpus import STORED_PASSAGES, Corpus, split_passages, text_sha256, write_corpus
from qda.ingest.documents import Document, documents_of
from qda.ingest.readers import read_sources
from qda.ingest.source import Source
from qda.tables import DOCUMENTS, PASSAGES, RIGHTS, Problem, TableError, make_table, read_table, write_table

REPORT = ("source_file", "status", "documents", "why")
REPAIRS = ("doc_id", "position", "before", "after", "why")
TAKEN, UNCHANGED, LEFT_OUT = "taken", "unchanged", "left out"


def ingest(
    sources: Iterable[str | os.PathLike] | str | os.PathLike,
    into: str | os.PathLike,
    rights: str = "restricted",
    columns: dict[str, str] | None = None,
    copy_sources: bool = False,
) -> pd.DataFrame:
    """Make or extend a corpus folder.

    Parameters
    ----------
    sources : path or iterable of path
        Files, folders or zip archives. Each file is taken whole, or reported and left out.
    into : path
        The corpus folder. What it holds already stays as it is; a document that is there already is not
        written again, so running twice changes nothing.
    rights : {"open", "restricted", "confidential"}
        The rights of what comes in.
    columns : dict, optional
        For csv and jsonl: which column is what, ``{"text": "Texte", "title": "Titre"}``.
    copy_sources : bool
        Copy the source files to ``into/sources``; by default they stay where they are.

    Returns
    -------
    DataFrame
        source_file, status (``taken``, ``unchanged``, ``left out``), documents (their number), why. Also
        written to ``ingest_report.csv``; repairs are logged in ``repairs.csv``.

    Raises
    ------
    TableError
        Unknown rights, or a folder that holds something else than a corpus or a corpus with problems.
    """
    folder = Path(into).expanduser()
    if rights not in RIGHTS:
        raise TableError(
            [Problem(str(folder), "", f"rights {rights!r} is unknown", f"Use one of {', '.join(RIGHTS)}")]
        )
    paths = [Path(sources)] if isinstance(sources, str | os.PathLike) else [Path(p) for p in sources]
    corpus = _Folder(folder)
    report = []
    for name, result in _progress(_all_sources(_once(paths), folder, columns)):
        report.append(_take(name, result, corpus, rights))
    corpus.write()
    if copy_sources:
        _copy(paths, folder / "sources")
    table = pd.DataFrame(report, columns=list(REPORT)).astype({"documents": "int64"})
    _write_report(table, folder / "ingest_report.csv")
    return table


def _write_report(report: pd.DataFrame, file: Path) -> None:
    """The report of all runs: a row a source; one that is unchanged keeps the row of the run that took it."""
    old = read_table(file, REPORT) if file.exists() else report.iloc[:0]
    told = report[~((report["status"] == UNCHANGED) & report["source_file"].isin(set(old["source_file"])))]
    kept = old[~old["source_file"].isin(set(told["source_file"]))]
    if len(told) or not file.exists():
        write_table(_together(kept, told), file)


def format_report(report: pd.DataFrame) -> str:
    """The report as lines to print: how much came in, then each source that was left out, and why."""
    taken = report[report["status"] == TAKEN]
    same = report[report["status"] == UNCHANGED]
    out = report[report["status"] == LEFT_OUT]
    lines = [
        f"{len(taken)} sources taken ({taken['documents'].sum()} documents), {len(same)} unchanged, "
        f"{len(out)} left out"
    ]
    noted = [
        f"{row.source_file}: {row.why}"
        for row in report[report["status"] != LEFT_OUT].itertuples()
        if row.why
    ]
    return "\n".join([*lines, *noted, *(f"left out: {row.why}" for row in out.itertuples())])


def passages_of_corpus(corpus: Corpus) -> pd.DataFrame:
    """The passages of a corpus: as stored where a document came from a source, else found in its text.

    A document written for the corpus is its own source; one that was ingested keeps the way back it has.
    """
    stored = corpus.path / "passages.csv"
    known = corpus.all_passages if stored.exists() else pd.DataFrame(columns=list(PASSAGES))
    kept = {doc_id: rows for doc_id, rows in known.groupby("doc_id", sort=False)}
    rows: list[dict] = []
    for doc in corpus.documents.itertuples():
        if doc.source_file and doc.doc_id in kept:
            rows += kept[doc.doc_id].to_dict("records")
            continue
        text = corpus.text(doc.doc_id)
        if doc.genre in ("research_interview", "transcript"):
            rows += split_passages(text, doc.doc_id, doc.lang)
            continue
        source = Source(doc.doc_id, text, title=doc.title, lang=doc.lang)
        found = documents_of(source)[0].passages
        rows += _numbered(doc.doc_id, found, text)
    return make_table(rows, PASSAGES)


# -- one source ----------------------------------------------------------------------------------------------


def _once(paths: list[Path]) -> list[Path]:
    """The paths without those given twice, or given beside a folder that holds them."""
    known = dict.fromkeys(path.resolve() for path in paths)
    first = {path.resolve(): path for path in reversed(paths)}
    return [first[path] for path in known if not set(path.parents) & set(known)]


def _all_sources(paths: list[Path], corpus: Path, columns: dict[str, str] | None):
    options = {"columns": columns} if columns else {}
    for path in paths:
        yield from read_sources(path, leave_out=corpus, **options)


def _progress(items):
    """A progress bar on a terminal, none elsewhere."""
    if not sys.stderr.isatty():
        return items
    from tqdm import tqdm

    return tqdm(items, unit="file", desc="ingest")


def _take(name: str, result: list[Source] | TableError, corpus: _Folder, rights: str) -> dict:
    if isinstance(result, TableError):
        return dict(source_file=name, status=LEFT_OUT, documents=0, why=" · ".join(map(str, result.problems)))
    found: list[Document] = []
    try:
        for source in result:
            found += documents_of(source)
    except Exception as error:  # one file of ten thousand must not end the run; nothing of it is taken
        problem = Problem(
            name,
            "",
            f"reading it failed ({type(error).__name__}: {error})",
            "Please report this with the file",
        )
        return dict(source_file=name, status=LEFT_OUT, documents=0, why=str(problem))
    if not found:
        problem = Problem(name, "", "no text in it", "Check that the file is the one you meant")
        return dict(source_file=name, status=LEFT_OUT, documents=0, why=str(problem))
    new = [corpus.add(document, rights) for document in found]
    undated = sum(not d.row["date"] for d in found)
    why = f"{undated} without a printed date" if undated and any(new) else ""
    return dict(source_file=name, status=TAKEN if any(new) else UNCHANGED, documents=len(found), why=why)


def _numbered(doc_id: str, passages: list[dict], text: str = "") -> list[dict]:
    return [
        {"doc_id": doc_id, "passage_id": f"{doc_id}:{n:04d}", **row, "text": text[row["start"] : row["end"]]}
        for n, row in enumerate(passages, 1)
    ]


def _slug(name: str) -> str:
    """A file's name as the beginning of a doc_id: ASCII letters, digits, hyphens."""
    stem = unicodedata.normalize("NFKD", Path(name).stem).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:32].rstrip("-") or "text"


class _Folder:
    """The corpus folder: what it holds, and what a run adds to it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.documents = self._read("documents.csv", DOCUMENTS)
        self.passages = self._read("passages.csv", STORED_PASSAGES)
        self.repairs = self._read("repairs.csv", REPAIRS)
        self.known = (
            dict(zip(self.documents["doc_id"], self.documents["sha256"], strict=True))
            if len(self.documents)
            else {}
        )
        self.given: set[str] = set()
        self.rows: list[dict] = []
        self.new_passages: list[dict] = []
        self.new_repairs: list[dict] = []
        self.texts: dict[str, str] = {}

    def _read(self, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
        file = self.folder / name
        return read_table(file, columns) if file.exists() else pd.DataFrame(columns=list(columns))

    def add(self, document: Document, rights: str) -> bool:
        """Take a document in; False if the corpus has it already."""
        doc_id = self._doc_id(document)
        self.given.add(doc_id)
        if doc_id in self.known:
            return False
        self.known[doc_id] = text_sha256(document.text)
        self.texts[doc_id] = document.text
        self.rows.append(
            {"doc_id": doc_id, "rights": rights, "constructed": False, "family": "", **document.row}
        )
        self.new_passages += _numbered(doc_id, document.passages)
        self.new_repairs += [{"doc_id": doc_id, **repair._asdict()} for repair in document.repairs]
        return True

    def _doc_id(self, document: Document) -> str:
        """From the file's name and the text: the same source gives the same id, whenever it is read."""
        row = document.row
        content = "\0".join([row["source_file"], row["title"], row["date"], document.text])
        base = f"{_slug(row['source_file'])}-{hashlib.sha256(content.encode()).hexdigest()[:8]}"
        doc_id, n = base, 1
        while doc_id in self.given:
            n += 1
            doc_id = f"{base}-{n}"
        return doc_id

    def write(self) -> None:
        """Texts first, ``documents.csv`` last: a run that is interrupted leaves a corpus that can be read."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.rows:
            if not (self.folder / "documents.csv").exists():
                write_table(make_table([], DOCUMENTS), self.folder / "documents.csv")
            return
        added = make_table(self.rows, DOCUMENTS)
        passages = make_table(self.new_passages, PASSAGES).drop(columns="text")
        repairs = make_table(self.new_repairs, REPAIRS)
        documents = _together(self.documents, added)
        for column in documents.columns.difference(list(DOCUMENTS)):
            documents[column] = documents[column].fillna("").astype(str)
        write_table(_together(self.repairs, repairs), self.folder / "repairs.csv")
        if len(self.documents) and not (self.folder / "passages.csv").exists():
            self.passages = _passages_before(self.folder)
        write_corpus(self.folder, added, self.texts, _together(self.passages, passages))
        added_hashes = documents["doc_id"].map(self.known)
        documents["sha256"] = documents["sha256"].where(documents["sha256"].astype(bool), added_hashes)
        write_table(
            documents[[*DOCUMENTS, *(c for c in documents.columns if c not in DOCUMENTS)]],
            self.folder / "documents.csv",
        )


def _passages_before(folder: Path) -> pd.DataFrame:
    """The passages of a corpus that had none stored, as reading it cuts them."""
    from qda.corpus import read_corpus

    return read_corpus(folder).all_passages.drop(columns="text")


def _together(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([old, new], ignore_index=True) if len(old) else new


def _copy(paths: list[Path], into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True)
    for path in paths:
        if path.is_dir():
            shutil.copytree(path, into / path.name, dirs_exist_ok=True)
        elif path.is_file():
            shutil.copy2(path, into / path.name)
