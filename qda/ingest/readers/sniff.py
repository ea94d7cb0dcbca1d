"""What a file is, from its content first."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import PurePosixPath

from qda.ingest.readers.archive import NOT_WHOLE
from qda.ingest.readers.decoding import declared_encoding, decode, problem

_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|article|title|meta|div|p)\b", re.IGNORECASE)
_SRT = re.compile(r"\s*(?:\d+[ \t]*\r?\n\s*)?\d{1,2}:\d\d:\d\d[,.]\d{1,3}[ \t]*-->")
_ALCESTE = re.compile(r"\s*(?:\*{4}[ \t]+\*\S|\d{1,6}[ \t]+\*\w+_)")
_ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_NOT_READ = {
    b"{\\rtf": "an RTF document",
    b"\xd0\xcf\x11\xe0": "a document of an old word processor",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"ID3": "a sound recording",
    b"RIFF": "a recording",
    b"OggS": "a recording",
    b"MZ\x90": "a program",
    b"\x7fELF": "a program",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a rar archive",
}


def format_of(data: bytes, source_file: str) -> str:
    """Name the format of a file: a key of the readers.

    Raises
    ------
    TableError
        Empty, or of a kind that is not read, with what to convert it to.
    """
    extension = PurePosixPath(source_file.lower()).suffix
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise problem(source_file, "", "empty", "Leave it out, or export it again")
    for magic, kind in _NOT_READ.items():
        if data.startswith(magic):
            raise problem(source_file, "", f"{kind}: not a format that is read", _remedy(kind))
    if data.startswith(b"PK"):
        return _zipped(data, source_file)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    text, _ = decode(data, source_file, declared_encoding(data))
    return _of_text(text.lstrip("\ufeff \t\r\n"), extension, source_file)


def _of_text(text: str, extension: str, source_file: str) -> str:
    head = text[:4096]
    if head.startswith("WEBVTT") or _SRT.match(head):
        return "subtitles"
    if re.match(r"[A-Za-z-]+: ", head) and re.search(
        r"^Content-Type: multipart/related", head, re.MULTILINE | re.IGNORECASE
    ):
        return "mhtml"
    if head.startswith("<?xml") or (head.startswith("<") and not _HTML.match(head)):
        kind = _of_xml(text, source_file)
        if kind:
            return kind
    if (
        _HTML.match(head)
        or extension in (".html", ".htm", ".xhtml")
        or _HTML.search(head[:1000])
        and "</" in text
    ):
        return _of_html(text)
    if extension in (".csv", ".tsv"):
        return "csv"
    if head.startswith(("{", "[")) and (extension in (".json", ".jsonl", ".ndjson") or _is_json(text)):
        return "json"
    if _ALCESTE.match(head):
        return "alceste"
    return "plain"


def _of_xml(text: str, source_file: str) -> str:
    without_comments = re.sub(r"<!--.*?-->", "", text[:65536], flags=re.DOTALL)
    root = _ROOT.search(re.sub(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", "", without_comments, flags=re.DOTALL))
    name = root[1] if root else ""
    if name in ("TEI", "TEI.2", "teiCorpus"):
        return "tei"
    if name in ("rss", "RDF", "feed"):
        return "wordpress"
    if re.search(r"<(?:\w+:)?(?:leadParagraph|tailParagraphs|ppsArticleResponse)\b", text):
        return "factiva_xml"
    if name.lower() == "html":
        return ""
    if text.startswith("<?xml"):
        what = f"XML of a kind that is not read (<{name}>)"
        raise problem(source_file, "", what, "Export it as TEI, HTML, text or csv")
    return ""


def _of_html(text: str) -> str:
    if "DocPublicationName" in text and re.search(r"titreArticle", text, re.IGNORECASE):
        return "europresse"
    if re.search(r"""class=["']?article \w{2}Article""", text) or (
        "articleParagraph" in text and re.search(r"<title>\s*Factiva", text, re.IGNORECASE)
    ):
        return "factiva_html"
    if re.search(r"""name=["']?DOC_ID_\d|LXNComment""", text, re.IGNORECASE):
        return "lexisnexis"
    return "html"


def _is_json(text: str) -> bool:
    try:
        json.loads(text.split("\n", 1)[0] if text.startswith("{") else text)
    except ValueError:
        return False
    return True


def _zipped(data: bytes, source_file: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except NOT_WHOLE as error:
        raise problem(source_file, "", f"not a whole file ({error})", "Download or export it again") from None
    if "word/document.xml" in names:
        return "docx"
    if "mimetype" in names and "content.xml" in names:
        return "odt"
    if any(name.endswith(".qde") for name in names):
        raise problem(
            source_file, "", "a project of a coding program", "Export its documents as text or DOCX"
        )
    if "xl/workbook.xml" in names:
        raise problem(source_file, "", "a spreadsheet", "Save the sheet as csv")
    raise problem(
        source_file, "", "an archive inside an archive, or a kind that is not read", "Unpack it first"
    )


def _remedy(kind: str) -> str:
    if "document" in kind:
        return "Save it as DOCX or ODT"
    if "archive" in kind:
        return "Unpack it and give the folder"
    return "Leave it out, or give its transcript"
