"""Corpora in the format of Alceste and IRaMuTeQ: texts that begin at ``**** *variable_value …``, themes at
``-*theme``."""

from __future__ import annotations

import re

from qda.ingest.dates import parse_date
from qda.ingest.readers.decoding import decode, problem
from qda.ingest.readers.headers import language_code
from qda.ingest.source import Block, Source
from qda.tables import DOCUMENTS, is_iso_date

_STARRED = re.compile(r"(?:\*{4}|\d{1,6}(?=[ \t]+\*))[ \t]*(.*)")
_THEME = re.compile(r"-\*(\S+)[ \t]*\Z")
_LINE = re.compile(r"[^\r\n]+")
#: Names that corpora give to what documents.csv has a column for.
_FIELDS = {
    "outlet": ("source", "journal", "outlet", "media", "média", "publication", "titre_presse"),
    "author": ("auteur", "author", "autor", "autore"),
    "lang": ("lang", "langue", "language", "lingua", "idioma", "sprache"),
    "genre": ("genre", "genere", "género"),
}
_DATES = ("date", "jour", "am", "mois", "annee", "année", "year", "an")
#: A line shorter than this that ends inside a sentence was wrapped by hand.
_WRAP = 110


def read_alceste(data: bytes, source_file: str, **_) -> list[Source]:
    """One source a starred line, those without text left out. Offsets count in the decoded file.

    Variables become ``extra`` (``*age_30`` → ``age: 30``; one without a value has its own name as value),
    the whole line ``extra["starred_line"]``; a theme is kept as a block of kind ``label`` where it stands
    and in ``extra["themes"]``.
    """
    text, encoding = decode(data, source_file)
    sources: list[Source] = []
    for match in _LINE.finditer(text):
        line = match[0].rstrip()
        if starred := _STARRED.fullmatch(line):
            sources.append(_opened(source_file, text, encoding, starred[1]))
        elif not line.strip(" \t\ufeff"):
            continue
        elif not sources:
            number = text.count("\n", 0, match.start()) + 1
            raise problem(
                source_file,
                f"line {number}",
                "text before the first line of four stars",
                "Begin each text with a line such as: **** *text_1",
            )
        else:
            _add(sources[-1], match.start(), line)
    for source in sources:
        source.blocks = _unwrapped(source.text, source.blocks)
    return [
        source for source in sources if source.blocks
    ]  # one without blocks would stand for the whole file


def _opened(source_file: str, text: str, encoding: str, line: str) -> Source:
    source = Source(source_file, text, encoding=encoding, extra={"starred_line": line.strip()})
    for variable in re.findall(r"\*(\S+)", line):
        name, _, value = variable.partition("_")
        value = value or name
        field = next((f for f, names in _FIELDS.items() if name.lower() in names), "")
        if field == "lang":
            source.lang = source.lang or language_code(value)
        elif field:
            setattr(source, field, getattr(source, field) or value.replace("_", " "))
        elif name.lower() in _DATES and not source.date:
            source.date = _date(value)
        key = name if name not in DOCUMENTS and name not in source.extra else f"var_{name}"
        source.extra[key] = value
    return source


def _date(value: str) -> str:
    plain = value.replace("_", "-")
    return plain if is_iso_date(plain) and len(plain) >= 4 else parse_date(value.replace("_", " "))


def _add(source: Source, start: int, line: str) -> None:
    if theme := _THEME.fullmatch(line.strip()):
        source.extra["themes"] = " ".join([*source.extra.get("themes", "").split(), theme[1]])
    lead = len(line) - len(line.lstrip())
    source.blocks.append(Block(start + lead, start + len(line), "label" if theme else ""))


def _unwrapped(text: str, blocks: list[Block]) -> list[Block]:
    """Join lines wrapped by hand: the next line follows at once, and the first is short and ends inside a
    sentence."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if last and not block.kind and not last.kind and _wrapped(text, last, block):
            joined[-1] = Block(last.start, block.end)
        else:
            joined.append(block)
    return joined


def _wrapped(text: str, last: Block, block: Block) -> bool:
    gap = text[last.end : block.start]
    line = text[last.start : last.end].rsplit("\n", 1)[-1]
    inside = not line.endswith((".", "!", "?", "…", "»", "”", '"', ":"))
    return (
        gap.replace("\r\n", "\n").count("\n") == 1
        and 40 < len(line) < _WRAP
        and inside
        and text[block.start].islower()
    )
