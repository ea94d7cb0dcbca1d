"""LexisNexis: HTML saved from LexisNexis Academic, and the DOCX of Nexis Uni with many articles in one file.

Both print, for each article: outlet, date, title, labelled fields (``LENGTH: 143 words``), the body, more
fields. The labels come in the language of the interface.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from qda.ingest.dates import find_dates, parse_date
from qda.ingest.readers.headers import header_time, language_code
from qda.ingest.readers.markup import Article, Piece, html_pieces, inner_text, read_html, squeeze, to_sources
from qda.ingest.source import Source

#: What each label (upper case, without colon) is, in the languages of the interface.
_FIELDS = {
    "title": "HEADLINE TITRE TITEL ÜBERSCHRIFT TITULAR TITOLO TITLE",
    "author": "BYLINE AUTEUR AUTOR AUTORE AUTHOR VERFASSER SIGNATURE",
    "section": "SECTION RUBRIQUE RUBRIK SECCIÓN SEZIONE SEÇÃO RESSORT",
    "words": "LENGTH LONGUEUR LÄNGE LONGITUD LUNGHEZZA COMPRIMENTO",
    "lead": "HIGHLIGHT ENCART CHAPEAU HERVORHEBUNG",
    "dateline": "DATELINE ORIGINE LOCALISATION ORTSMARKE",
    "language": "LANGUAGE LANGUE SPRACHE IDIOMA LINGUA",
    "load_date": "LOAD-DATE DATE-CHARGEMENT UPDATE LADEDATUM FECHA-CARGA DATE-MISE-A-JOUR",
    "subjects": "SUBJECT SUJET THEMA TEMA SOGGETTO",
    "companies": "COMPANY SOCIETE SOCIÉTÉ FIRMA EMPRESA",
    "regions": "GEOGRAPHIC LOCALISATION-GEO GEOGRAFIE",
    "persons": "PERSON PERSONNE",
    "organisations": "ORGANIZATION ORGANISATION",
    "publication_type": "PUBLICATION-TYPE TYPE-PUBLICATION PUBLIKATIONSTYP TYPE-DE-PUBLICATION",
    "caption": "GRAPHIC GRAPHIQUE ILLUSTRATION GRAFIK GRÁFICO PHOTO",
    "edition": "EDITION ÉDITION AUSGABE EDICIÓN",
    "series": "SERIES SÉRIE",
    "correction": "CORRECTION CORRECTION-DATE",
    "industries": "INDUSTRY SECTEUR-ACTIVITE BRANCHE",
    "stock_symbols": "TICKER SYMBOLE-BOURSIER",
    "journal_code": "JOURNAL-CODE CODE-JOURNAL ZEITUNGS-CODE",
    "url": "URL",
    "copyright": "COPYRIGHT",
}
_FIELD_OF = {label: field for field, labels in _FIELDS.items() for label in labels.split()}
_LABEL = re.compile(r"([A-ZÀ-Ý][\w'’-]*(?:[ /-][\w'’-]+){0,3})[ \u00a0]?:[ \u00a0]*(.*)", re.DOTALL)
_COUNT = re.compile(
    r"\d+\s+(?:of|de|von|di|sur)\s+\d+\s+(?:DOCUMENT|DOKUMENT)|(?:Document|Dokument)\s+\d+\s+(?:of|de|"
    r"von)\s+\d+",
    re.I,
)
_COPYRIGHT = re.compile(r"(?:copyright\b|©)", re.IGNORECASE)
_BODY = {"body", "corps", "texte", "text", "cuerpo", "corpo", "body text", "haupttext", "testo"}
_CLASSIFICATION = {
    "classification",
    "klassifizierung",
    "clasificación",
    "classificazione",
    "classificação",
    "notes",
    "graphic",
}
_END = {
    "end of document",
    "fin du document",
    "ende des dokuments",
    "fin del documento",
    "fine del documento",
    "fim do documento",
}


def _field(label: str) -> str:
    """The field a label names; ``""`` if it names none."""
    return _FIELD_OF.get(re.sub(r"[\s_]+", "-", label.strip().upper()), "")


def _take(article: Article, name: str, value: str) -> None:
    """Put the value of a labelled field where it belongs."""
    value = squeeze(value)
    if name == "title":
        article.title = article.title or value
    elif name == "author":
        article.author = re.sub(r"^(?:by|par|von|por|di)\s+(?=[A-ZÀ-Ý])", "", value, flags=re.IGNORECASE)
    elif name == "language":
        article.lang = language_code(value)
        article.extra["language"] = value
    elif name == "words":
        article.extra["words"] = re.sub(r"\D", "", value)
    elif name == "section":
        section, _, page = value.partition("; Pg.")
        article.extra |= {"section": section.strip(), "page": page.strip()}
    elif name == "load_date":
        article.extra["load_date"] = parse_date(value)
    elif name in ("lead", "caption"):
        article.pieces.append(Piece(value, "caption" if name == "caption" else ""))
    else:
        article.extra[name] = value


# -- LexisNexis Academic, HTML
# --------------------------------------------------------------------------------------


def read_lexisnexis_html(data: bytes, source_file: str, **_) -> list[Source]:
    """One source a document. Style classes are numbered anew in every file, so nothing rests on them: a
    field is a paragraph that opens with a known label in capitals, the title the largest type before the
    first field."""
    root, encoding = read_html(data, source_file)
    sizes = _type_sizes(root)
    articles = [_from_boxes(group, sizes) for group in _documents(root)]
    return to_sources([a for a in articles if a.title or a.pieces], source_file, encoding)


def _documents(root) -> list[list]:
    """The top ``div`` boxes of each document: a document begins at each anchor ``DOC_ID_…``."""
    groups: list[list] = []
    for node in root.iter("a", "div"):
        if node.tag == "a" and (node.get("name") or "").upper().startswith("DOC_ID_"):
            groups.append([])
        elif node.tag == "div" and groups and not any(a.tag == "div" for a in node.iterancestors()):
            groups[-1].append(node)
    return groups


def _type_sizes(root) -> dict[str, float]:
    """Point size of each style class."""
    css = " ".join(style.text_content() for style in root.iter("style"))
    return {
        name: float(size) for name, size in re.findall(r"\.(c\d+)\s*\{[^}]*?font-size:\s*([\d.]+)pt", css)
    }


def _size(box, sizes: dict[str, float]) -> float:
    found = [sizes.get(name, 0.0) for e in box.iter("span") for name in (e.get("class") or "").split()]
    return max(found, default=0.0)


def _from_boxes(boxes: list, sizes: dict[str, float]) -> Article:
    article = Article()
    plain: list[tuple[object, list[Piece]]] = []
    fields_seen = False
    for box in boxes:
        pieces = [Piece(p.text.replace("\n", " ")) for p in html_pieces(box)]
        if not pieces or _COUNT.match(pieces[0].text):
            continue
        label = _LABEL.match(pieces[0].text)
        alone = bool(label) and label[1].isupper() and (len(pieces) == 1 or _bold_label(box, label[1]))
        name = _field(label[1]) if alone else ""
        if name:
            fields_seen = True
            value = " ".join([label[2], *(p.text for p in pieces[1:])])
            if name == "lead":
                article.pieces += [
                    Piece(p) for p in [label[2], *(p.text for p in pieces[1:])] if p.strip("\u00a0 ")
                ]
            else:
                _take(article, name, value)
        elif alone and len(pieces) == 1 and _bold_label(box, label[1]):
            article.extra[label[1].strip().lower().replace(" ", "_").replace("-", "_")] = squeeze(label[2])
        elif _COPYRIGHT.match(pieces[0].text):
            article.extra["copyright"] = " ".join(p.text for p in pieces)
        elif fields_seen:
            article.pieces += pieces
        else:
            plain.append((box, pieces))
    _head(article, plain, sizes, fields_seen)
    return article


def _bold_label(box, label: str) -> bool:
    """True where the box opens with a run of its own that holds the label alone."""
    first = next((e for e in box.iter("span") if inner_text(e)), None)
    return first is not None and inner_text(first).rstrip(": \u00a0") == label


def _head(
    article: Article, plain: list[tuple[object, list[Piece]]], sizes: dict[str, float], fields: bool
) -> None:
    """Outlet, date and title from the boxes before the first field."""
    rest = []
    for box, pieces in plain:
        text = " ".join(p.text for p in pieces)
        if not article.outlet and not article.date:
            article.outlet = text
        elif not article.date and find_dates(text) and len(text) < 120:
            date = find_dates(text)[0]
            article.date = date.iso
            article.extra["time"] = header_time(text[date.end :])
        else:
            rest.append((box, pieces))
    if rest and not article.title:
        largest = max(rest, key=lambda item: _size(item[0], sizes))
        title = largest if _size(largest[0], sizes) > _size(plain[0][0], sizes) or fields else rest[0]
        article.title = " ".join(p.text for p in title[1])
        rest.remove(title)
    article.pieces = [p for _, pieces in rest for p in pieces] + article.pieces


# -- Nexis Uni, DOCX
# ------------------------------------------------------------------------------------------------


def is_nexis(lines: list[str]) -> bool:
    """True for the paragraphs of a Nexis Uni export: an end mark and a heading that opens the body."""
    low = [line.strip().lower() for line in lines]
    return any(line in _END for line in low) and any(line in _BODY for line in low)


def nexis_articles(
    paragraphs: list[tuple[str, bool]], clean: Callable[[str], str] = squeeze
) -> list[Article]:
    """The articles among a document's paragraphs.

    Parameters
    ----------
    paragraphs : list of (str, bool)
        Text of each paragraph, and whether a section ends with it.
    """
    articles, current = [], []
    for text, section_end in paragraphs:
        lines = [clean(line) for line in text.split("\n")]
        ended = any(line.lower() in _END for line in lines)
        current += [line for line in lines if line.lower() not in _END]
        if ended:
            articles.append(_nexis_article(current))
            current = []
        elif section_end and not any(line.lower() in _BODY for line in current):
            current = []
    return [a for a in articles if a.title or a.pieces]


def _nexis_article(lines: list[str]) -> Article:
    article = Article()
    lines = [line for line in lines if line.strip("\u00a0 ")]
    body = next((n for n, line in enumerate(lines) if line.lower() in _BODY), 0)
    head = lines[:body]
    for line in head:
        label = _LABEL.fullmatch(line)
        if label and _field(label[1]):
            _take(article, _field(label[1]), label[2])
        elif _COPYRIGHT.match(line):
            article.extra["copyright"] = line
        elif not article.title:
            article.title = line
        elif not article.outlet:
            article.outlet = line
        elif not article.date and parse_date(line):
            date = find_dates(line)
            article.date = parse_date(line)
            article.extra["time"] = header_time(line[date[0].end :]) if date else ""
        else:
            article.extra["head"] = f"{article.extra.get('head', '')} {line}".strip()
    in_body, heading = True, ""
    for line in lines[body + 1 if body or (lines and lines[0].lower() in _BODY) else 0 :]:
        label = _LABEL.fullmatch(line)
        name = _field(label[1]) if label else ""
        if line.lower() in _CLASSIFICATION:
            in_body, heading = False, line.lower()
        elif name and (
            not in_body or name in ("load_date", "language", "publication_type", "subjects", "journal_code")
        ):
            in_body = False
            _take(article, name, label[2])
        elif in_body:
            article.pieces.append(Piece(line))
        elif heading == "graphic":
            article.pieces.append(Piece(line, "caption"))
        elif label:
            article.extra[label[1].strip().lower().replace(" ", "_").replace("-", "_")] = label[2]
        else:
            article.pieces.append(Piece(line, "note"))
    return article
