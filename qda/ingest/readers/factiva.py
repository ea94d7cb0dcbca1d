"""Factiva exports: HTML with field codes (HD, PD, SN, LP, TD …), HTML as displayed, and XML."""

from __future__ import annotations

import re

from qda.ingest.dates import parse_date
from qda.ingest.readers.headers import header_time, language_code
from qda.ingest.readers.markup import (
    Article,
    Piece,
    html_pieces,
    inner_text,
    parse_xml,
    read_html,
    squeeze,
    to_sources,
)
from qda.ingest.source import Source

_CODE = re.compile(r"[A-Z]{2,3}")
_EXTRA = {
    "SE": "section",
    "PG": "page",
    "ET": "time",
    "ED": "edition",
    "CY": "copyright",
    "CR": "credit",
    "CLM": "column",
    "SC": "source_code",
    "NS": "subjects",
    "RE": "regions",
    "CO": "companies",
    "IN": "industries",
    "PUB": "publisher",
    "RF": "reference",
    "VOL": "volume",
}
_WORDS = re.compile(r"([\d\s.,\u00a0\u202f]+)(?:mots|words|palabras|parole|Wörter|palavras)\Z", re.IGNORECASE)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)", re.IGNORECASE)
_BY = re.compile(r"^(?:par|by|von|por|di)\s+(?=\S)", re.IGNORECASE)
_DOCUMENT = re.compile(r"(?:Document|Documento|Dokument)\s+([A-Z0-9]{8,}\w*)\s*\Z", re.IGNORECASE)


def read_factiva_html(data: bytes, source_file: str, **_) -> list[Source]:
    """One source an article; ``extra`` holds the accession number (``id``) and the other fields printed."""
    root, encoding = read_html(data, source_file)
    nodes = root.xpath("//div[contains(concat(' ', normalize-space(@class), ' '), ' article ')]")
    nodes = [
        n
        for n in nodes
        if not any("article" in (a.get("class") or "").split() for a in n.iterancestors("div"))
    ]
    return to_sources([_coded(n) or _displayed(n) for n in nodes], source_file, encoding)


def _coded(node) -> Article | None:
    """An article saved with its field codes: a table, code in the first cell, value in the second."""
    fields: dict[str, list[Piece]] = {}
    for row in node.iter("tr"):
        cells = row.xpath("./td | ./th")
        code = inner_text(cells[0]).strip("\u00a0 ") if len(cells) >= 2 else ""
        if _CODE.fullmatch(code):
            fields.setdefault(code, []).extend(html_pieces(cells[1]))
    if not {"HD", "LP", "TD", "AN"} & set(fields):
        return None
    line = {code: " ".join(p.text.replace("\n", " ") for p in pieces) for code, pieces in fields.items()}
    article = Article(
        title=line.get("HD", ""),
        outlet=line.get("SN", ""),
        author=_BY.sub("", line.get("BY", "")),
        date=parse_date(line.get("PD", "")),
        lang=language_code(line.get("LA", "")),
        pieces=[
            *fields.get("LP", []),
            *fields.get("TD", []),
            *(p._replace(kind="caption") for p in fields.get("ART", [])),
        ],
    )
    article.extra = {name: line[code] for code, name in _EXTRA.items() if line.get(code)}
    article.extra["time"] = header_time(line.get("ET", ""))
    article.extra["words"] = re.sub(r"\D", "", line.get("WC", ""))
    article.extra["id"] = re.sub(r"^Document\w*\s+", "", line.get("AN", ""), flags=re.IGNORECASE)
    return article


def _displayed(node) -> Article:
    """An article saved as displayed: lines of metadata in ``div``, then ``p.articleParagraph``."""
    body = node.xpath(".//p[contains(@class, 'articleParagraph')]") or node.xpath("./p")
    headline = node.xpath(".//*[contains(@class, 'Headline')]") or node.xpath(".//*[@id='hd']")
    author = node.xpath(".//div[@class='author']")
    article = Article(
        title=inner_text(headline[0]) if headline else "",
        author=_BY.sub("", inner_text(author[0])) if author else "",
    )
    lines = [
        inner_text(div)
        for div in node.xpath("./div[not(@id='hd') and not(@class='author')]")
        if not div.xpath(".//*[contains(@class, 'Headline') or contains(@class, 'articleParagraph')]")
    ]
    _take_lines(article, [line for line in lines if line])
    for paragraph in body:
        for piece in html_pieces(paragraph):
            if match := _DOCUMENT.fullmatch(piece.text):
                article.extra["id"] = match[1]
            else:
                article.pieces.append(piece)
    for paragraph in node.xpath("./p[not(contains(@class, 'articleParagraph'))]"):
        if match := _DOCUMENT.fullmatch(inner_text(paragraph)):
            article.extra["id"] = match[1]
    return article


def _take_lines(article: Article, lines: list[str]) -> None:
    """Metadata lines as displayed: section, words, date, time, outlet, code, page, language, copyright, in
    that order."""
    for line in lines:
        if match := _WORDS.match(line):
            article.extra["words"] = re.sub(r"\D", "", match[1])
        elif not article.date and parse_date(line) and len(line) < 40:
            article.date = parse_date(line)
        elif article.date and re.fullmatch(r"\d{1,2}:\d\d(?::\d\d)?", line):
            article.extra["time"] = header_time(line)
        elif _COPYRIGHT.match(line):
            article.extra["copyright"] = line
        elif not article.date:
            article.extra["section"] = line
        elif not article.outlet:
            article.outlet = line
        elif language_code(line) and len(line) > 2:
            article.lang = language_code(line)
        elif re.fullmatch(r"[A-Z0-9]{2,8}", line) and "source_code" not in article.extra:
            article.extra["source_code"] = line
        else:
            article.extra["edition"] = line


def read_factiva_xml(data: bytes, source_file: str, **_) -> list[Source]:
    """One source an ``<article>``, whatever envelope it came in."""
    root, encoding, removed = parse_xml(data, source_file)
    nodes = [
        n
        for n in root.iter()
        if isinstance(n.tag, str) and _local(n) == "article" and _children(n, "headline", "leadParagraph")
    ]
    articles = [_from_xml(n) for n in nodes]
    if removed:
        for article in articles:
            article.extra["control_characters_removed"] = str(removed)
    return to_sources(articles, source_file, encoding)


def _from_xml(node) -> Article:
    def text(name: str) -> str:
        return next((_flat(n) for n in _children(node, name) if _flat(n)), "")

    date = next(
        (_flat(n) for n in node.iter() if isinstance(n.tag, str) and _local(n) == "publicationDate"), ""
    )
    time = next(
        (_flat(n) for n in node.iter() if isinstance(n.tag, str) and _local(n) == "publicationTime"), ""
    )
    pieces = [
        Piece(line)
        for name in ("leadParagraph", "tailParagraphs")
        for n in _children(node, name)
        for line in _xml_paragraphs(n)
    ]
    article = Article(
        title=text("headline"),
        outlet=text("sourceName"),
        author=_BY.sub("", text("byline")),
        date=parse_date(date),
        lang=language_code(text("baseLanguage")),
        pieces=pieces,
    )
    names = {
        "section": "sectionName",
        "edition": "edition",
        "page": "page",
        "column": "columnName",
        "credit": "credit",
        "copyright": "copyright",
        "publisher": "publisherName",
        "words": "wordCount",
        "id": "accessionNo",
    }
    article.extra = {key: text(name) for key, name in names.items()}
    article.extra["id"] = article.extra["id"] or text("reference").rsplit("/", 1)[-1]
    article.extra["time"] = header_time(time)
    for key, name in {
        "subjects": "newsSubject",
        "regions": "region",
        "companies": "company",
        "industries": "industry",
    }.items():
        found = [_flat(n) for child in _children(node, name) for n in (_children(child, "name") or [child])]
        article.extra[key] = " | ".join(f for f in found if f)
    return article


def _local(node) -> str:
    return node.tag.rsplit("}", 1)[-1]


def _children(node, *names: str) -> list:
    return [c for c in node if isinstance(c.tag, str) and _local(c) in names]


def _flat(node) -> str:
    return squeeze("".join(node.itertext()))


def _xml_paragraphs(node) -> list[str]:
    """The text of each ``paragraph`` under ``node``, or of ``node`` itself where it has none."""
    found = [n for n in node.iter() if isinstance(n.tag, str) and _local(n) == "paragraph"]
    return [text for text in (_flat(n) for n in (found or [node])) if text]
