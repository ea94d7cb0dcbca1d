"""Plain and web text: handed over as it is; posts, titles, dates and turns are found in it afterwards."""

from __future__ import annotations

from qda.ingest.readers.decoding import decode
from qda.ingest.source import Source


def read_plain(data: bytes, source_file: str, **_) -> list[Source]:
    """One source, ``split`` true, its text the decoded file with line ends untouched."""
    text, encoding = decode(data, source_file)
    return [Source(source_file, text, split=True, encoding=encoding)]
