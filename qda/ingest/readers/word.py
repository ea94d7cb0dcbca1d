"""Word processing: DOCX over python-docx, ODT; a Nexis Uni DOCX goes on to
:mod:`qda.ingest.readers.lexisnexis`."""

from __future__ import annotations

import io
import re

from qda.ingest.readers.archive import open_zip, read_member
from qda.ingest.readers.decoding import problem
from qda.ingest.readers.lexisnexis import is_nexis, nexis_articles
from qda.ingest.readers.markup import Article, Piece, all_bold, bold_label, parse_xml, split_runs, to_sources
from qda.ingest.source import Source

_HEADING = re.compile(
    r"(?:heading|titre|titolo|título|überschrift|überschr|kop)[ _]*\d|title\Z|titre\Z|subtitle|sous-titre",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"caption|légende|didascalia|beschriftung|leyenda|legenda", re.IGNORECASE)
_DAMAGED = "Open it in a word processor and save it anew"
_MAIL_MERGE_TITLE = re.compile(r"microsoft word|\.(?:docx?|odt)\b|^untitled|^sans titre", re.IGNORECASE)


def _checked(data: bytes, source_file: str, wanted: tuple[str, ...]) -> dict[str, bytes]:
    """The wanted members of a zipped document, after the archive's names and sizes and its markup have been
    checked."""
    parts = {}
    with open_zip(io.BytesIO(data), source_file) as archive:
        for info in archive.infolist():
            if info.filename.endswith((".xml", ".rels")):
                content = read_member(archive, info, source_file)
                if b"<!ENTITY" in content:
                    raise problem(
                        source_file,
                        info.filename,
                        "declares entities of its own, which no word processor does",
                        "Do not open it; ask for another copy",
                    )
                if info.filename in wanted:
                    parts[info.filename] = content
    return parts


def _article(
    paragraphs: list[tuple[list[tuple[str, bool]], str]], notes: list[str], known_title: str, author: str
) -> Article:
    """An article from paragraphs (runs of text with their boldness, style name) and footnotes.

    The title is a paragraph in a title style before any text, or a first heading; the file's own title
    property counts only where the text prints it.
    """
    article = Article()
    for runs, style in paragraphs:
        kind = "heading" if _HEADING.match(style) else "caption" if _CAPTION.search(style) else ""
        for part in split_runs([(text.replace("\n", "\v"), bold) for text, bold in runs]):
            text = "\n".join(
                line
                for line in (
                    " ".join(bit.split(" ")).strip(" \t") for bit in "".join(t for t, _ in part).split("\v")
                )
                if line
            )
            text = re.sub(r"[\t ]{2,}|\t", " ", text)
            if not text.strip("\u00a0\u200b\ufeff"):
                continue
            if kind == "heading" and not article.pieces and not article.title:
                article.title = text.replace("\n", " ")
                article.pieces.append(Piece(article.title, "heading"))
            else:
                article.pieces.append(
                    Piece(text, kind, "" if kind else bold_label(part), bold=all_bold(part))
                )
    if not article.title and known_title and known_title in [p.text for p in article.pieces[:5]]:
        article.title = known_title
    article.pieces += [Piece(note, "note") for note in notes]
    if known_title and known_title != article.title and not _MAIL_MERGE_TITLE.search(known_title):
        article.extra["document_title"] = known_title
    article.extra["document_author"] = author
    return article


# -- DOCX
# -----------------------------------------------------------------------------------------------------------

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read_docx(data: bytes, source_file: str, **_) -> list[Source]:
    """One source, or one an article for a Nexis Uni export. Tables, text boxes, insertions and footnotes are
    read; deletions and comments are not."""
    import docx

    parts = _checked(data, source_file, ("word/footnotes.xml", "word/endnotes.xml"))
    try:
        document = docx.Document(io.BytesIO(data))
        styles = _styles(document)
        paragraphs = [
            (p, *_runs(p, styles)) for p in document.element.body.iter(f"{_W}p") if not _in_fallback(p)
        ]
        core = document.core_properties
        known_title, author = (core.title or "").strip(), (core.author or "").strip()
    except Exception as error:  # python-docx raises whatever the damage makes it stumble on
        raise problem(
            source_file, "", f"a DOCX that cannot be read ({error or type(error).__name__})", _DAMAGED
        ) from None
    lines = ["".join(text for text, _ in runs) for _, runs, _ in paragraphs]
    if is_nexis([line for text in lines for line in text.split("\n")]):
        ends = [p.find(f"{_W}pPr/{_W}sectPr") is not None for p, _, _ in paragraphs]
        in_table = [any(a.tag == f"{_W}tbl" for a in p.iterancestors()) for p, _, _ in paragraphs]
        body = [
            (line, end) for line, end, table in zip(lines, ends, in_table, strict=True) if not table or end
        ]
        return to_sources(nexis_articles(body), source_file, "docx")
    notes = [note for name in parts for note in _notes(parts[name], source_file)]
    article = _article([(runs, style) for _, runs, style in paragraphs], notes, known_title, author)
    return to_sources([article], source_file, "docx")


def _in_fallback(paragraph) -> bool:
    return any(a.tag == _FALLBACK for a in paragraph.iterancestors())


def _styles(document) -> dict[str, tuple[str, bool]]:
    """Name of each style, and whether it is bold (its own setting or inherited)."""
    found = {}
    for style in document.styles:
        bold, base = None, style
        while base is not None and bold is None:
            bold = base.font.bold if hasattr(base, "font") else None
            base = getattr(base, "base_style", None)
        found[style.style_id] = (style.name or "", bool(bold))
    return found


def _runs(paragraph, styles: dict[str, tuple[str, bool]]) -> tuple[list[tuple[str, bool]], str]:
    """The runs of a paragraph, insertions and links included, and its style's name."""
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name, style_bold = styles.get(style.get(f"{_W}val"), ("", False)) if style is not None else ("", False)
    runs = []
    for run in paragraph.iter(f"{_W}r"):
        if (
            next(run.iterancestors(f"{_W}p")) is not paragraph
            or next(run.iterancestors(f"{_W}del"), None) is not None
        ):
            continue
        text = "".join(_mark(node) for node in run if isinstance(node.tag, str))
        if text:
            runs.append((text, _is_bold(run, style_bold, styles)))
    return runs, name


def _mark(node) -> str:
    name = node.tag.removeprefix(_W)
    if name == "t":
        return node.text or ""
    return {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}.get(name, "")


def _is_bold(run, style_bold: bool, styles: dict[str, tuple[str, bool]]) -> bool:
    bold = run.find(f"{_W}rPr/{_W}b")
    if bold is not None:
        return bold.get(f"{_W}val", "1") not in ("0", "false", "off")
    style = run.find(f"{_W}rPr/{_W}rStyle")
    return styles.get(style.get(f"{_W}val"), ("", False))[1] if style is not None else style_bold


def _notes(data: bytes, source_file: str) -> list[str]:
    root, _, _ = parse_xml(data, source_file)
    notes = []
    for note in [*root.iter(f"{_W}footnote"), *root.iter(f"{_W}endnote")]:
        if note.get(f"{_W}type") is None:
            notes.append(" ".join("".join(t.text or "" for t in note.iter(f"{_W}t")).split(" ")).strip())
    return [note for note in notes if note]


# -- ODT
# ------------------------------------------------------------------------------------------------------------

_OFFICE, _TEXT, _STYLE, _FO = (
    "{urn:oasis:names:tc:opendocument:xmlns:%s}" % name
    for name in ("office:1.0", "text:1.0", "style:1.0", "xsl-fo-compatible:1.0")
)
_META, _DC = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}", "{http://purl.org/dc/elements/1.1/}"
_NOT_BODY = {
    f"{_TEXT}tracked-changes",
    f"{_OFFICE}annotation",
    f"{_OFFICE}annotation-end",
    f"{_TEXT}note",
    f"{_TEXT}table-of-content",
    f"{_TEXT}sequence-decls",
    f"{_OFFICE}forms",
}


def read_odt(data: bytes, source_file: str, **_) -> list[Source]:
    """One source. Tables, lists and footnotes are read; deletions and comments are not."""
    parts = _checked(data, source_file, ("content.xml", "styles.xml", "meta.xml"))
    if "content.xml" not in parts:
        raise problem(source_file, "", "an ODT without content", _DAMAGED)
    root, _, _ = parse_xml(parts["content.xml"], source_file)
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise problem(
            source_file, "", "an OpenDocument file that is no text", "Save it as a text document, or as csv"
        )
    roots = [root, *(parse_xml(parts[n], source_file)[0] for n in ("styles.xml",) if n in parts)]
    styles = _odt_styles(roots)
    paragraphs = [(_odt_runs(p, styles), _odt_style(p, styles)) for p in _odt_paragraphs(body)]
    notes = [" ".join("".join(n.itertext()).split()) for n in body.iter(f"{_TEXT}note-body")]
    title = author = ""
    if "meta.xml" in parts:
        meta, _, _ = parse_xml(parts["meta.xml"], source_file)
        title = (meta.findtext(f".//{_DC}title") or "").strip()
        author = (
            meta.findtext(f".//{_META}initial-creator") or meta.findtext(f".//{_DC}creator") or ""
        ).strip()
    return to_sources([_article(paragraphs, notes, title, author)], source_file, "odt")


def _odt_paragraphs(node):
    for child in node:
        if child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
            yield child
        elif isinstance(child.tag, str) and child.tag not in _NOT_BODY:
            yield from _odt_paragraphs(child)


def _odt_styles(roots: list) -> dict[str, tuple[str, str, bool]]:
    """Display name, parent and boldness of each style."""
    found = {}
    for root in roots:
        for style in root.iter(f"{_STYLE}style"):
            weight = next(
                (p.get(f"{_FO}font-weight", "") for p in style.iter(f"{_STYLE}text-properties")), ""
            )
            name = style.get(f"{_STYLE}name", "")
            found[name] = (
                style.get(f"{_STYLE}display-name", name),
                style.get(f"{_STYLE}parent-style-name", ""),
                weight == "bold" or weight in ("600", "700", "800", "900"),
            )
    return found


def _odt_style(paragraph, styles: dict[str, tuple[str, str, bool]]) -> str:
    if paragraph.tag == f"{_TEXT}h":
        return f"Heading {paragraph.get(f'{_TEXT}outline-level', '1')}"
    name = paragraph.get(f"{_TEXT}style-name", "")
    display, parent, _ = styles.get(name, (name, "", False))
    # an automatic style (P1) says nothing: the style it derives from does
    return display if _HEADING.match(display) or not parent else styles.get(parent, (parent, "", False))[0]


def _odt_bold(name: str, styles: dict[str, tuple[str, str, bool]]) -> bool:
    for _ in range(10):
        _, parent, bold = styles.get(name, ("", "", False))
        if bold or not parent:
            return bold
        name = parent
    return False


def _odt_runs(paragraph, styles: dict[str, tuple[str, str, bool]]) -> list[tuple[str, bool]]:
    runs: list[tuple[str, bool]] = []

    def walk(node, bold: bool):
        runs.append((" ".join((node.text or "").replace("\n", " ").split(" ")), bold))
        for child in node:
            name = child.tag.removeprefix(_TEXT) if isinstance(child.tag, str) else ""
            if name == "s":
                runs.append((" " * int(child.get(f"{_TEXT}c", "1")), bold))
            elif name in ("tab", "line-break"):
                runs.append(("\t" if name == "tab" else "\n", bold))
            elif name and child.tag not in _NOT_BODY:
                walk(child, bold or _odt_bold(child.get(f"{_TEXT}style-name", ""), styles))
            runs.append(((child.tail or "").replace("\n", " "), bold))

    walk(paragraph, _odt_bold(paragraph.get(f"{_TEXT}style-name", ""), styles))
    return [(text, bold) for text, bold in runs if text]
