"""Bytes to text by evidence: byte order mark, the bytes themselves, then what the file declares."""

from __future__ import annotations

import codecs
import re

from qda.ingest.source import Source
from qda.tables import Problem, TableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGACY = ("cp1252", "mac_roman", "cp850")
# What press and transcripts of Western Europe are written with, beside ASCII.
_EXPECTED = frozenset(
    "àâäæáãåçéèêëíîïìñóòôöõøœúùûüÿßÀÂÄÆÁÃÇÉÈÊËÍÎÏÑÓÔÖÕŒÚÙÛÜ’‘“”„«»–—…•€°·ºª\u00a0\u202f©®§½¼×¡¿"
)
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_DECLARED = re.compile(rb"""(?:encoding\s*=\s*|charset\s*=\s*)["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_SURROGATE = re.compile("[\ud800-\udfff]")


def problem(source_file: str, place: str, what: str, remedy: str) -> TableError:
    """A :class:`TableError` that holds one problem, to be raised."""
    return TableError([Problem(source_file, place, what, remedy)])


def declared_encoding(data: bytes) -> str:
    """The encoding an XML declaration or an HTML ``meta`` names, in lower case; ``""`` if none is or Python
    lacks it."""
    match = _DECLARED.search(data[:4096])
    if not match:
        return ""
    try:
        return codecs.lookup(match[1].decode("ascii")).name
    except LookupError:
        return ""


def decode(data: bytes, source_file: str, declared: str = "") -> tuple[str, str]:
    """Decode the bytes of a text file.

    In this order: a byte order mark; UTF-16 without one (every other byte is NUL); UTF-8, where all of it is
    valid; the encoding declared, where it decodes; of Windows-1252, Mac Roman and DOS 850 the one under
    which the most characters are letters and marks of Western European writing. ISO-8859-1 is read as
    Windows-1252, as browsers do.

    Returns
    -------
    text, encoding : str
        The text, line ends untouched, and the Python name of the encoding used.

    Raises
    ------
    TableError
        NUL bytes, or UTF-8 damaged in places: decoding it otherwise would garble what is sound.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise _damaged(data, source_file, error, encoding) from None
    if b"\0" in data[:4096]:
        return _decode_utf16(data, source_file), "utf-16"
    if b"\0" in data:
        place = f"byte {data.index(0)}"
        raise problem(
            source_file, place, "a NUL byte inside a text file", "The file is damaged: export it again"
        )
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        sound = sum(1 for _ in _UTF8_SEQUENCE.finditer(data))
        stray = len(_UTF8_SEQUENCE.sub(b"", data).translate(None, bytes(range(128))))
        if sound > 3 * stray:
            raise _damaged(data, source_file, error, "UTF-8") from None
    declared = "cp1252" if declared in ("iso8859-1", "ascii") else declared
    if declared and declared not in ("utf-8", "utf-16", "utf-32"):
        try:
            return data.decode(declared), declared
        except UnicodeDecodeError:
            pass
    return _decode_legacy(data, source_file)


def _decode_utf16(data: bytes, source_file: str) -> str:
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(data) % 2 == 0 and max(even, odd) > 0.3 * len(sample) and min(even, odd) < 0.02 * len(sample) + 1:
        try:
            return data.decode("utf-16-be" if even > odd else "utf-16-le")
        except UnicodeDecodeError as error:
            raise _damaged(data, source_file, error, "UTF-16") from None
    place = f"byte {data.index(0)}"
    remedy = "It is not a text, or is damaged: export it again as UTF-8"
    raise problem(source_file, place, "a NUL byte inside a text file", remedy)


def _decode_legacy(data: bytes, source_file: str) -> tuple[str, str]:
    beyond = bytes(b for b in data if b > 127)
    best, best_score = "", 0.5
    for encoding in _LEGACY:
        try:
            characters = beyond.decode(encoding)
        except UnicodeDecodeError:
            continue
        score = sum(c in _EXPECTED for c in characters) / len(characters)
        if score > best_score:
            best, best_score = encoding, score
    if not best:
        raise problem(source_file, "", "its encoding cannot be told", "Save it again as UTF-8")
    return data.decode(best), best


def _damaged(data: bytes, source_file: str, error: UnicodeDecodeError, encoding: str) -> TableError:
    line = data.count(b"\n", 0, error.start) + 1
    what = f"byte {error.start} is not {encoding}, though the rest is"
    return problem(
        source_file, f"line {line}", what, "The file is damaged there: export it again, or repair that line"
    )


def check_characters(sources: list[Source]) -> None:
    """Raise :class:`TableError` where a source holds a NUL or half of a surrogate pair: neither can be kept
    in UTF-8 text."""
    checked = None
    for source in sources:
        texts = {
            "its title": source.title,
            "its author": source.author,
            "its outlet": source.outlet,
        } | source.extra
        if source.text is not checked:  # the articles of a file share their text
            texts["its text"] = checked = source.text
        for where, text in texts.items():
            found = text.find("\0")
            what = "a NUL character"
            if found < 0 and (match := _SURROGATE.search(text)):
                found, what = match.start(), "half of a surrogate pair, which is no character"
            if found >= 0:
                raise problem(
                    source.source_file,
                    f"character {found} of {where}",
                    what,
                    "The file is damaged there: export it again, or remove that character",
                )
