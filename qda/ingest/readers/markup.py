"""XML and HTML parsed without reaching outside the file, and the text they hold as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.entities import html5
from typing import NamedTuple

from lxml import etree, html

from qda.ingest.readers.decoding import declared_encoding, decode, problem
from qda.ingest.source import Block, Source

_SPACES = re.compile(r"[ \t\r\n\f]+")
_XML_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[[^\]]*\]\s*)?>")
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_HEADINGS = {f"h{n}" for n in range(1, 7)}
_BLOCKS = _HEADINGS | set(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer "
    "header hr li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_SKIPPED = set(
    "script style head nav form button select iframe noscript template object svg math audio video "
    "canvas".split()
)
_BOLD = {"b", "strong"}
_CAPTION_CLASS = re.compile(r"(?:^|[\s_-])caption", re.IGNORECASE)


class Piece(NamedTuple):
    """A block of text before it has a place: its text, kind, speaker, role, and whether all of it is bold."""

    text: str
    kind: str = ""
    speaker: str = ""
    role: str = ""
    bold: bool = False


@dataclass
class Article:
    """What a reader found of one article: the fields of :class:`Source`, its pieces in order."""

    title: str = ""
    outlet: str = ""
    author: str = ""
    date: str = ""
    genre: str = ""
    lang: str = ""
    pieces: list[Piece] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)


def to_sources(articles: Iterable[Article], source_file: str, encoding: str = "utf-8") -> list[Source]:
    """Lay the articles of a file out as one extracted text and give each the blocks it has there.

    An article opens with its title, as a heading; blank lines stand between blocks.
    """
    parts: list[str] = []
    length = 0
    laid: list[tuple[Article, list[Block]]] = []
    for article in articles:
        blocks = []
        opens = any(piece.text == article.title for piece in article.pieces[:1])
        title = [Piece(article.title, "heading")] if article.title and not opens else []
        for piece in [*title, *_questions(article.pieces)]:
            text = piece.text.strip()
            if text:
                blocks.append(Block(length, length + len(text), piece.kind, piece.speaker, piece.role))
                parts += [text, "\n\n"]
                length += len(text) + 2
        laid.append((article, blocks))
    text = "".join(parts)
    return [
        Source(
            source_file,
            text,
            a.title,
            a.outlet,
            a.author,
            a.date,
            a.genre,
            a.lang,
            blocks,
            encoding=encoding,
            extra={k: v for k, v in a.extra.items() if v} | {"source_text": "extracted"},
        )
        for a, blocks in laid
        if blocks
    ]


def _questions(pieces: list[Piece]) -> list[Piece]:
    """Where whole paragraphs in bold are mostly questions, as the press sets interviews, they are the
    interviewer's."""
    bold = [p for p in pieces if p.bold and not p.kind and not p.speaker]
    asked = sum(p.text.rstrip('\u00a0 »”"').endswith("?") for p in bold)
    if len(bold) < 2 or asked < 0.5 * len(bold) or len(bold) > 0.6 * len(pieces):
        return pieces
    return [p._replace(role="interviewer") if p in bold else p for p in pieces]


def parse_xml(data: bytes, source_file: str):
    """Parse XML; entities and DTDs are neither fetched nor expanded, and a file that declares entities is
    refused.

    Returns
    -------
    root : lxml element
    encoding : str
        What the bytes were decoded with.
    removed : int
        Control characters that XML forbids and that were taken out first (WordPress exports hold some).

    Raises
    ------
    TableError
        Not well-formed (with the line), an entity declared, a text node above 10 MB or more than 256 levels.
    """
    text, encoding = decode(data, source_file, declared_encoding(data))
    text = _DECLARATION.sub("", text.lstrip("\ufeff"), count=1)
    text, removed = _XML_ILLEGAL.subn("", text)
    if "<!ENTITY" in text:
        line = text.count("\n", 0, text.index("<!ENTITY")) + 1
        raise problem(
            source_file,
            f"line {line}",
            "declares entities of its own, which can reach outside the file or swell",
            "Remove the <!DOCTYPE …> with its <!ENTITY …> lines, if you trust the rest",
        )
    # an outer DTD is not wanted, and lxml with collect_ids=False would fetch it
    text = _DOCTYPE.sub(lambda match: "\n" * match[0].count("\n"), text, count=1)
    try:
        return _xml_root(text), encoding, removed
    except UnicodeEncodeError as error:
        raise problem(
            source_file,
            f"character {error.start}",
            "half of a surrogate pair, which is no character",
            "Export it again",
        ) from None
    except etree.XMLSyntaxError as error:
        what = f"not well-formed XML ({error.msg})"
        raise problem(
            source_file, f"line {error.lineno}", what, "The file is cut or damaged: export it again"
        ) from None


class _Nothing(etree.Resolver):
    """Gives an empty file for whatever a parser would fetch."""

    def resolve(self, system_url, public_id, context):
        return self.resolve_empty(context)


def _xml_root(text: str):
    def parsed(content: str):
        # collect_ids=False: an xml:id that stands twice is no reason to refuse a text
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            huge_tree=False,
            load_dtd=False,
            dtd_validation=False,
            remove_pis=True,
            collect_ids=False,
        )
        parser.resolvers.add(_Nothing())
        return etree.fromstring(content.encode("utf-8"), parser)

    try:
        return parsed(text)
    except etree.XMLSyntaxError as error:
        named = _NAMED_ENTITY.sub(_character, text)
        if "ntity" not in str(error.msg) or named == text:
            raise
        return parsed(named)


def _character(match: re.Match) -> str:
    """The character a named entity of HTML stands for; the five of XML, and unknown ones, stay as they
    are."""
    name = match[1]
    return match[0] if name in ("amp", "lt", "gt", "quot", "apos") else html5.get(f"{name};", match[0])


def parse_html(text: str, source_file: str):
    """Parse decoded HTML, however broken or long its lines; the root element."""
    text = _DECLARATION.sub("", text.lstrip("\ufeff"), count=1).replace("\0", "\ufffd")
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except UnicodeEncodeError as error:
        raise problem(
            source_file,
            f"character {error.start}",
            "half of a surrogate pair, which is no character",
            "Save the page again",
        ) from None
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise problem(source_file, "", f"no HTML in it ({error})", "Save the page again") from None
    if any("xcessive depth" in entry.message for entry in parser.error_log):
        # the parser stops there, and what follows would be lost
        raise problem(source_file, "", "tags nested too deeply", "Save the page again, or give its text")
    return root


def read_html(data: bytes, source_file: str):
    """Decode and parse an HTML file: its root element and the encoding used."""
    text, encoding = decode(data, source_file, declared_encoding(data))
    return parse_html(text, source_file), encoding


def squeeze(text: str | None) -> str:
    """Text with each run of HTML white space as one space (no-break and thin spaces stay), none at the
    ends."""
    return _SPACES.sub(" ", text or "").strip(" ")


def inner_text(element) -> str:
    """All text of an HTML element on one line, ``""`` for ``None``."""
    return (
        " ".join(piece.text.replace("\n", " ") for piece in html_pieces(element))
        if element is not None
        else ""
    )


def html_pieces(element, skip: Iterable = ()) -> list[Piece]:
    """The blocks of an HTML element in order.

    A paragraph is what stands between block tags, or between two ``<br>``; one ``<br>`` is a line end inside
    it. Headings and captions keep their kind. Where a paragraph begins with a bold run that labels it
    (``<b>Lina :</b> …``), the run is the piece's speaker.

    Parameters
    ----------
    element : lxml element
    skip : iterable of elements
        Elements under ``element`` whose text is left out.
    """
    walker = _Walker()
    left_out = set(skip)
    events = etree.iterwalk(element, events=("start", "end", "comment"))
    for event, node in events:
        if event == "comment":
            walker.text(node.tail)
        elif event == "start":
            if node is not element and (node.tag in _SKIPPED or node in left_out):
                events.skip_subtree()
                continue
            walker.start(node)
        else:
            if not (node is not element and (node.tag in _SKIPPED or node in left_out)):
                walker.end(node)
            if node is not element:
                walker.text(node.tail)
    walker.flush()
    return walker.pieces


class _Walker:
    """Gathers text run by run, ``(text, is it bold)``, and makes a piece of it at each block's edge."""

    def __init__(self):
        self.pieces: list[Piece] = []
        self.runs: list[tuple[str, bool]] = []
        self.kinds: list[tuple[object, str]] = []
        self.bold = 0
        self.pre = 0

    def start(self, node):
        if node.tag == "br":
            self.runs.append(("\v", bool(self.bold)))
        elif node.tag in _BLOCKS:
            self.flush()
        self.bold += node.tag in _BOLD
        self.pre += node.tag == "pre"
        if kind := _kind_of(node):
            self.kinds.append((node, kind))
        self.text(node.text)

    def end(self, node):
        if node.tag in _BLOCKS:
            self.flush()
        self.bold -= node.tag in _BOLD
        self.pre -= node.tag == "pre"
        if self.kinds and self.kinds[-1][0] is node:
            self.kinds.pop()

    def text(self, text: str | None):
        if text:
            self.runs.append((text.replace("\n", "\v") if self.pre else text, bool(self.bold)))

    def flush(self):
        runs, self.runs = self.runs, []
        if not any(text.strip() for text, _ in runs):
            return
        kind = self.kinds[-1][1] if self.kinds else ""
        for part in (turn for whole in split_runs(runs) for turn in _at_labels(whole)):
            text = "".join(t for t, _ in part)
            lines = [squeeze(line) for line in text.split("\v")]
            text = "\n".join(line for line in lines if line)
            if text.strip("\u00a0\u200b\ufeff"):
                self.pieces.append(Piece(text, kind, "" if kind else bold_label(part), bold=all_bold(part)))


def split_runs(runs: list[tuple[str, bool]]) -> list[list[tuple[str, bool]]]:
    """Cut runs where two line breaks follow one another with nothing but space between."""
    if not any("\v" in text for text, _ in runs):
        return [runs]
    parts, current, blank = [], [], False
    for text, bold in runs:
        for bit in re.split("(\v)", text):
            if bit == "\v" and blank:
                parts.append(current)
                current, blank = [], False
            elif bit:
                blank = bit == "\v" or (blank and not bit.strip())
                current.append((bit, bold))
    return [*parts, current]


def _at_labels(runs: list[tuple[str, bool]]) -> list[list[tuple[str, bool]]]:
    """Cut a paragraph before each of its lines that a bold label opens: turns set off by ``<br>`` alone."""
    if not any(bold for _, bold in runs):
        return [runs]
    lines: list[list[tuple[str, bool]]] = [[]]
    for text, bold in runs:
        if text == "\v":
            lines.append([])
        lines[-1].append((text, bold))
    parts = [lines[0]]
    for line in lines[1:]:
        if bold_label(line):
            parts.append(line)
        else:
            parts[-1] = parts[-1] + line
    return parts


def bold_label(runs: list[tuple[str, bool]]) -> str:
    """The speaker a paragraph's leading bold run names, ``""`` if it names none.

    A label is bold, short, and set off by a colon or dash in or after it: ``**Lina** : oui``,
    ``**Q1.** Pourquoi``.
    """
    runs = [(text.replace("\v", " "), bold) for text, bold in runs]
    while runs and not runs[0][0].strip():
        runs = runs[1:]
    lead = ""
    while runs and (runs[0][1] or not runs[0][0].strip()):
        lead += runs[0][0]
        runs = runs[1:]
    rest = "".join(text for text, _ in runs)
    name = squeeze(lead).strip(" \u00a0\u202f")
    match = re.fullmatch(r"(.{1,40}?)[ \u00a0\u202f]*[:–—-]*", name)
    set_off = re.search(r"[:–—]\s*\Z|\w\.[ \u00a0]*\Z", name) or re.match(r"[ \u00a0\u202f\n]*[:–—]", rest)
    if (
        not match
        or not set_off
        or not rest.strip(" :–—\u00a0")
        or re.search(r"[!?;«“]", name)
        or len(name.split()) > 5
    ):
        return ""
    # the dot of an initial belongs to the name, that of "Q1." does not
    return match[1] if re.search(r"(?:^|[ .\u00a0-])\w\.\Z", match[1]) else match[1].rstrip(".")


def all_bold(runs: list[tuple[str, bool]]) -> bool:
    """True where every visible character is bold."""
    return all(bold for text, bold in runs if text.strip("\v\u00a0 \t\n"))


def _kind_of(node) -> str:
    if node.tag in _HEADINGS:
        return "heading"
    if node.tag == "figcaption" or (
        node.tag in _BLOCKS and _CAPTION_CLASS.search(node.get("class") or "") and node.tag != "figure"
    ):
        return "caption"
    return ""
