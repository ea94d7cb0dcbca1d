"""Readers: one a family of formats, each handing over :class:`qda.ingest.source.Source` records.

:func:`read_source` reads a file, a folder or a zip, or raises; :func:`read_sources` goes on past a broken
file and says of each what came of it. What a file is follows from its content first, from its extension only
where content does not tell.

The readers of plain text and of Alceste corpora count offsets in the decoded file. The others count in the
text extracted from markup or a binary format (``extra["source_text"] == "extracted"``): titles, paragraphs
and turns in order, blank lines between them, the same text for every article of the file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from qda.ingest.readers.archive import Member, members
from qda.ingest.readers.decoding import check_characters, problem
from qda.ingest.readers.sniff import format_of
from qda.ingest.source import Source
from qda.tables import TableError

__all__ = ["Member", "format_of", "members", "read_bytes", "read_source", "read_sources"]


def read_source(path: str | os.PathLike, **options) -> list[Source]:
    """Read a file, or every file of a folder or zip.

    Parameters
    ----------
    path : path
        A file, a folder or a zip archive.
    **options
        ``columns``: for csv and jsonl, which column is what, ``{"text": "Texte", "title": "Titre"}``.

    Returns
    -------
    list of Source
        One an article or transcript; for plain text one a file, with ``split`` true.

    Raises
    ------
    TableError
        A problem for each file that cannot be read whole; then nothing is returned.
    """
    sources, problems = [], []
    for _, result in read_sources(path, **options):
        if isinstance(result, TableError):
            problems += result.problems
        else:
            sources += result
    if problems:
        raise TableError(problems)
    return sources


def read_sources(
    path: str | os.PathLike, leave_out: Path | None = None, **options
) -> Iterator[tuple[str, list[Source] | TableError]]:
    """Read what ``path`` holds one file after another: each file's name with its sources, or with why it
    cannot be read.

    A broken file does not keep the others from being read. Hidden files and those a system leaves behind are
    passed over, and so is the folder ``leave_out`` where it lies inside ``path`` (the corpus being written).
    """
    try:
        for member in members(Path(path), leave_out):
            try:
                yield member.source_file, read_bytes(member.read(), member.source_file, **options)
            except TableError as error:
                yield member.source_file, error
            except Exception as error:  # a fault of ours or of a library: the other files are still read
                what = f"reading it failed ({type(error).__name__}: {error})"
                yield (
                    member.source_file,
                    problem(member.source_file, "", what, "Please report this with the file"),
                )
    except TableError as error:
        yield Path(path).name, error


def read_bytes(data: bytes, source_file: str, **options) -> list[Source]:
    """Read the bytes of one file; ``source_file`` is its name, for messages and for its extension."""
    reader = _reader(format_of(data, source_file))
    try:
        sources = reader(data, source_file, **options)
    except (RecursionError, MemoryError) as error:
        raise problem(
            source_file,
            "",
            f"too deeply nested or too large ({type(error).__name__})",
            "Split it into smaller files",
        ) from None
    check_characters(sources)
    if not sources:
        raise problem(
            source_file,
            "",
            "no article or transcript found in it",
            "Check that the file is the one you meant",
        )
    return sources


def _reader(name: str):
    from importlib import import_module

    module, function = _READERS[name]
    return getattr(import_module(f"qda.ingest.readers.{module}"), function)


#: Format (as :func:`format_of` names it) → module and function
#: ``(data, source_file, **options) -> list[Source]``.
_READERS = {
    "plain": ("plain", "read_plain"),
    "alceste": ("alceste", "read_alceste"),
    "subtitles": ("subtitles", "read_subtitles"),
    "csv": ("tabular", "read_csv"),
    "json": ("tabular", "read_json"),
    "tei": ("tei", "read_tei"),
    "wordpress": ("wordpress", "read_wordpress"),
    "factiva_xml": ("factiva", "read_factiva_xml"),
    "factiva_html": ("factiva", "read_factiva_html"),
    "europresse": ("europresse", "read_europresse"),
    "lexisnexis": ("lexisnexis", "read_lexisnexis_html"),
    "html": ("pages", "read_page"),
    "mhtml": ("pages", "read_mhtml"),
    "docx": ("word", "read_docx"),
    "odt": ("word", "read_odt"),
    "pdf": ("pdf", "read_pdf"),
}
