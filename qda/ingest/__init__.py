"""Source files in, a corpus folder out: readers for each family of formats, then posts, cleaning, turns,
quotations.
"""

from __future__ import annotations


def __getattr__(name: str):
    if name in ("ingest", "format_report", "passages_of_corpus"):
        from qda.ingest import run

        return getattr(run, name)
    raise AttributeError(f"module 'qda.ingest' has no attribute {name!r}")
