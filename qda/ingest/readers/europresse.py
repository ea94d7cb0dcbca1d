"""Europresse exports, in the three generations of HTML the service has saved.

1. until about 2012: a table cell an article, ``span.DocPublicationName``, several ``span.DocHeader``,
``span.TitreArticleVisu``, then text and line breaks;
2. until about 2017: ``<article>`` with header, section, aside, footer; ``p.titreArticleVisu``, the author in
a bare ``div``;
3. since: the same with ``rdp__`` classes, ``div.docAuthors`` or ``p.sm-margin-bottomNews``,
``div.publiC-lblNodoc``.
"""

from __future__ import annotations

import re
from collections import Counter

from qda.ingest.dates import find_dates
from qda.ingest.readers.headers import header_time, id_date, split_issue
from qda.ingest.readers.markup import Article, Piece, html_pieces, inner_text, read_html, squeeze, to_sources
from qda.ingest.source import Source

#: Stands for the title while the lines after it are sought; a private-use character, so no text holds it.
_MARK = "\ue0ff"
_ID = re.compile(
    r"\b(?:news|web|publi\w*|bio|tv|social|pdf)\s*[·•]\s*\d{8}\s*[·•]\s*[\w.-]+\s*[·•]\s*[\w.-]+"
)
_COPYRIGHT = re.compile(r"\s*(?:copyright\s*)?(?:©|\(c\))|\s*copyright\s", re.IGNORECASE)
_WORDS = re.compile(
    r"(?<![\d:])([1-9]\d{0,2}(?:[ \u00a0\u202f.,]\d{3})+|\d+)\s*"
    r"(?:mots|words|palabras|parole|Wörter|palavras)\b",
    re.IGNORECASE,
)
_PAGE = re.compile(r"(?:^|[\s,])(?:pp?\.(?!\s?m\b)|page)\s*([\w(),\s/+.-]+?)\s*\Z", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|lunes|martes|miércoles|jueves|viernes|sábado|"
    r"domingo|"
    r"(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?|montag|dienstag|mittwoch|donnerstag|freitag|samstag|"
    r"sonntag)\s*,?\s*\Z",
    re.IGNORECASE,
)


def read_europresse(data: bytes, source_file: str, **_) -> list[Source]:
    """One source an article. ``date`` is the header's, else the document identifier's; both are kept, as
    ``extra["date_header"]`` and ``extra["date_id"]``, for they may differ by a day (a paper dated
    tomorrow)."""
    root, encoding = read_html(data, source_file)
    articles = [_second(node) for node in root.iter("article") if _has_header(node)]
    if not articles:
        articles = [_first(cell) for cell in _cells(root)]
    return to_sources(articles, source_file, encoding)


def _has_header(node) -> bool:
    return bool(
        _by_class(node, "DocPublicationName")
        or _by_class(node, "titreArticle")
        or _by_class(node, "DocHeader")
    )


def _by_class(node, name: str) -> list:
    return node.xpath(".//*[contains(concat(' ', normalize-space(@class), ' '), $name)]", name=f" {name} ")


# -- generations 2 and 3
# --------------------------------------------------------------------------------------------


def _second(node) -> Article:
    header = next(iter(node.xpath("./header | .//header")), node)
    outlet, edition = _outlet(header)
    article = _from_header(" ".join(inner_text(e) for e in _by_class(header, "DocHeader")))
    article.outlet, article.extra["issue"] = split_issue(outlet)
    article.extra["outlet_note"] = edition
    article.title, article.extra["kicker"] = _title(header)
    article.extra["rubric"] = " ".join(
        inner_text(e) for e in header.xpath("./div[not(@class)][./p][not(.//span)]")
    )
    article.author = _author(header)
    article.pieces = [Piece(inner_text(e), "heading") for e in _by_class(header, "rdp__subtitle")]
    for section in node.xpath("./section") or _by_class(node, "DocText") or node.xpath(".//section"):
        article.pieces += html_pieces(section)
    for aside in node.xpath("./aside | .//section//aside"):
        article.pieces += _aside(aside)
    footer = " ".join(inner_text(e) for e in node.xpath(".//footer"))
    small = [inner_text(e) for e in node.xpath(".//footer//small")]
    article.extra["copyright"] = next((s for s in small if _COPYRIGHT.match(s)), "")
    _identify(article, " ".join(inner_text(e) for e in _by_class(node, "publiC-lblNodoc")) or footer)
    return article


def _outlet(header) -> tuple[str, str]:
    """The publication's name, and what stands on the lines below it (edition, section)."""
    names = _by_class(header, "DocPublicationName") or _by_class(header, "rdp__DocPublicationName")
    lines = [line for piece in (html_pieces(names[0]) if names else []) for line in piece.text.split("\n")]
    return (lines[0].strip(), " ".join(lines[1:]).strip(" ,")) if lines else ("", "")


def _title(header) -> tuple[str, str]:
    titles = [
        e
        for e in header.iter()
        if isinstance(e.tag, str)
        and (e.get("class") or "").split()[:1] == ["titreArticleVisu"]
        or "rdp__articletitle" in (e.get("class") or "")
    ]
    whole = _by_class(header, "titreArticle")
    if not titles:
        return (inner_text(whole[0]) if whole else ""), ""
    kickers = [inner_text(e) for box in whole for e in _by_class(box, "sm-margin-bottom")]
    return " ".join(inner_text(e) for e in titles), " ".join(k for k in kickers if k)


def _author(header) -> str:
    """The author's line: its own class (generation 3), else the bare ``div`` after the title (generation
    2)."""
    found = _by_class(header, "docAuthors") or _by_class(header, "sm-margin-bottomNews")[-1:]
    if not found:
        after = header.xpath("./div[contains(@class, 'titreArticle')]/following-sibling::div[not(@class)]")
        found = [e for e in after if not e.xpath("./*[self::p or self::div]")][:1]
    names = "; ".join(dict.fromkeys(filter(None, (inner_text(e) for e in found))))
    return re.sub(r"^(?:par|by|von|di|de|por)\s+(?=[A-ZÀ-Ý])", "", names, flags=re.IGNORECASE).strip(" ;,")


def _aside(aside) -> list[Piece]:
    """Illustrations as captions, notes as notes; their labels (``Note(s) :``) as labels."""
    pieces, kind = [], "note"
    for piece in html_pieces(aside):
        text = piece.text
        label = re.match(
            r"(illustration|photo|image|graphi|note|encadr|box)[^:\n]{0,20}:\s*", text, re.IGNORECASE
        )
        if label:
            kind = "caption" if label[1].lower() in ("illustration", "photo", "image", "graphi") else "note"
            if label.end() < len(text.rstrip()):
                pieces.append(Piece(text[label.end() :], kind))
        else:
            pieces.append(Piece(text, kind))
    return pieces


def _from_header(line: str) -> Article:
    """Section, date, time, length and page from a line such as
    ``Politique, jeudi 1er mars 2018 - 12:15 p.m. -0400 845 mots, p. 12``."""
    article = Article()
    line = squeeze(line)
    dates = [d for d in find_dates(line) if d.iso]
    if dates:
        date = dates[0]
        article.date = article.extra["date_header"] = date.iso
        before, after = line[: date.start], line[date.end :]
        article.extra["section"] = _WEEKDAY.sub("", before).strip(" ,-–")
        words = _WORDS.search(after)
        article.extra["words"] = re.sub(r"\D", "", words[1]) if words else ""
        rest = after.replace(words[0], " ") if words else after
        article.extra["time"] = header_time(after[: words.start()] if words else after)
        page = _PAGE.search(rest)
        article.extra["page"] = page[1] if page else ""
    else:
        article.extra["section"] = line.strip(" ,")
    return article


def _identify(article: Article, text: str) -> None:
    match = _ID.search(text)
    if match:
        article.extra["id"] = re.sub(r"\s+", "", match[0])
        article.extra["date_id"] = id_date(article.extra["id"])
        article.date = article.date or article.extra["date_id"]


# -- generation 1
# ---------------------------------------------------------------------------------------------------


def _cells(root) -> list:
    """For each publication name the outermost element that holds no other: the table cell of its article."""
    names = _by_class(root, "DocPublicationName")
    held = Counter(above for name in names for above in name.iterancestors())
    alone = [
        [a for a in name.iterancestors() if held[a] == 1 and a.tag not in ("body", "html")] for name in names
    ]
    return [above[-1] if above else name for name, above in zip(names, alone, strict=True)]


def _first(cell) -> Article:
    names, titles = _by_class(cell, "DocPublicationName"), _by_class(cell, "TitreArticleVisu")
    article = _from_header(", ".join(inner_text(e).strip(" ,") for e in _by_class(cell, "DocHeader")))
    article.outlet, article.extra["issue"] = split_issue(inner_text(names[0]))
    article.title = inner_text(titles[0]) if titles else ""
    lines = _after(cell, titles[0] if titles else names[0])
    if titles and lines and _is_byline(lines[0]):
        article.author = re.sub(r"^(?:par|by)\s+", "", lines.pop(0), flags=re.IGNORECASE)
    kept = []
    for line in lines:
        if _ID.search(line):
            _identify(article, line)
        elif _COPYRIGHT.match(line) and len(line) < 200 and line in lines[-6:]:
            article.extra["copyright"] = line
        elif not article.extra.get("id"):
            kept.append(line)
    if "id" not in article.extra:
        _identify(article, inner_text(cell))
    article.pieces = [Piece(line) for line in kept]
    return article


def _after(cell, mark) -> list[str]:
    """The lines of text in ``cell`` after the element ``mark``."""
    mark.text = _MARK
    for child in list(mark):
        mark.remove(child)
    lines = "\n".join(piece.text for piece in html_pieces(cell)).split("\n")
    at = next((n for n, line in enumerate(lines) if _MARK in line), -1)
    after = [lines[at].partition(_MARK)[2], *lines[at + 1 :]]
    return [line for line in (part.strip("\u00a0 ") for part in after) if line]


def _is_byline(line: str) -> bool:
    return (
        len(line.split()) <= 10
        and not line.endswith((".", "!", "?", "…", ":", "»"))
        and not line[0].islower()
    )
