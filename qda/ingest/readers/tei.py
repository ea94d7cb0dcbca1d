"""TEI: press articles, and transcripts whose turns are ``<u who>`` (ParlaMint, spoken corpora) or
``<sp>``."""

from __future__ import annotations

from lxml import etree

from qda.ingest.dates import parse_date
from qda.ingest.readers.headers import language_code
from qda.ingest.readers.markup import Article, Piece, parse_xml, squeeze, to_sources
from qda.ingest.source import Source
from qda.tables import is_iso_date

_XML = "{http://www.w3.org/XML/1998/namespace}"
#: Elements that hold a block of text, and the kind of passage each makes.
_KINDS = {
    "head": "heading",
    "p": "",
    "ab": "",
    "l": "",
    "item": "",
    "quote": "",
    "cell": "",
    "u": "turn",
    "byline": "byline",
    "dateline": "dateline",
    "figDesc": "caption",
    "docAuthor": "byline",
    "note": "note",
    "signed": "signature",
    "label": "label",
    "opener": "",
    "closer": "",
    "salute": "",
    "trailer": "",
    "stage": "note",
    "kinesic": "note",
    "vocal": "note",
    "incident": "note",
}
#: Editorial remarks that are no text of the source.
_NO_TEXT = {"gap", "fw", "teiHeader", "standOff", "linkGrp", "back", "facsimile", "index"}
_SPOKEN_REMARKS = {"note", "kinesic", "vocal", "incident", "stage", "desc", "gap"}
_ROLES = {
    "interviewer": "interviewer",
    "enquêteur": "interviewer",
    "enquêtrice": "interviewer",
    "interviewee": "interviewee",
    "respondent": "interviewee",
    "informant": "interviewee",
    "enquêté": "interviewee",
    "enquêtée": "interviewee",
}


def read_tei(data: bytes, source_file: str, **_) -> list[Source]:
    """One source a ``<TEI>``, several in a ``<teiCorpus>``.

    The date is that of the text itself (setting, source), never that of the electronic edition.
    A ``who`` is resolved to the person's name where the file lists its persons.
    """
    root, encoding, removed = parse_xml(data, source_file)
    texts = [n for n in root.iter() if _local(n) in ("TEI", "TEI.2")]
    people = _people(root)
    articles = [_article(node, people) for node in texts]
    if removed:
        for article in articles:
            article.extra["control_characters_removed"] = str(removed)
    return to_sources([a for a in articles if a.pieces], source_file, encoding)


def _article(tei, people: dict[str, tuple[str, str]]) -> Article:
    header = _first(tei, "teiHeader")
    text = next((c for c in tei if _local(c) == "text"), None)
    article = Article(
        title=_title(header), outlet=_outlet(header), author=_author(header), date=_date(header)
    )
    article.lang = _lang(text, tei, header)
    article.extra["id"] = tei.get(f"{_XML}id", "")
    subtitles = [_flat(n) for n in _all(_first(header, "titleStmt"), "title") if n.get("type") == "sub"]
    article.extra["subtitle"] = " ".join(subtitles)
    if text is not None:
        article.pieces = [piece for piece in _pieces(text, people) if piece.text]
    if any(p.kind == "turn" for p in article.pieces):
        article.genre = "transcript"
    first = next((p for p in article.pieces if p.kind not in ("byline", "dateline")), None)
    if first and first.kind == "heading" and first.text == article.title:
        article.pieces.remove(first)
    return article


def _title(header) -> str:
    """The main title of the text: of its source's analytic part where there is one, else of the file."""
    titles = [t for n in _all(header, "analytic") for t in _all(n, "title")] or _all(
        _first(header, "titleStmt"), "title"
    )
    main = [t for t in titles if t.get("type", "main") in ("main", "a")] or titles
    return _flat(main[0]) if main else ""


def _outlet(header) -> str:
    """The periodical or series the text appeared in, as the source description names it."""
    source = _first(header, "sourceDesc")
    titles = [t for n in _all(source, "monogr") for t in _all(n, "title")]
    titles = titles or [t for t in _all(source, "title") if t.get("level") in ("j", "s", "m")]
    titles = titles or [t for n in _all(source, "bibl") for t in _all(n, "title") if t.get("level") != "a"]
    titles = titles or _all(source, "publisher")
    return _flat(titles[0]) if titles else ""


def _author(header) -> str:
    for part in ("analytic", "sourceDesc", "titleStmt"):
        names = [_flat(n) for n in _all(_first(header, part), "author")]
        if any(names):
            return "; ".join(dict.fromkeys(filter(None, names)))
    return ""


def _date(header) -> str:
    for part in ("setting", "recording", "sourceDesc"):
        for node in _all(_first(header, part), "date"):
            for value in (
                node.get("when"),
                node.get("when-iso"),
                node.get("from"),
                node.get("notBefore"),
                _flat(node),
            ):
                value = (value or "")[:10]
                if value and is_iso_date(value):
                    end = (node.get("to") or node.get("notAfter") or "")[:10]
                    return (
                        f"{value}/{end}"
                        if end > value and is_iso_date(end) and not node.get("when")
                        else value
                    )
            if printed := parse_date(_flat(node)):
                return printed
    return ""


def _lang(text, tei, header) -> str:
    for node in (text, tei):
        if node is not None and (code := language_code(node.get(f"{_XML}lang", ""))):
            return code
    return next((code for n in _all(header, "language") if (code := language_code(n.get("ident", "")))), "")


def _people(root) -> dict[str, tuple[str, str]]:
    """Name and role of each person the file lists, by identifier."""
    people = {}
    for person in _all(root, "person"):
        name = _first(person, "persName")
        name = _first(person, "name") if name is None else name
        role = _ROLES.get((person.get("role") or "").lower(), "")
        people[person.get(f"{_XML}id", "")] = (_flat(name) if name is not None else "", role)
    return people


def _pieces(node, people: dict[str, tuple[str, str]]):
    """The blocks under ``node``, outermost first; loose text between them as blocks of their own."""
    loose = [node.text or ""]
    for child in node:
        name = _local(child)
        if name in _KINDS or name == "sp":
            yield Piece(squeeze("".join(loose)))
            yield from _speech(child, people) if name == "sp" else _block(child, name, people)
            loose = []
        elif name not in _NO_TEXT and name:
            if any(_local(n) in _KINDS or _local(n) == "sp" for n in child.iterdescendants()) or name in (
                "div",
                "body",
                "text",
            ):
                yield Piece(squeeze("".join(loose)))
                yield from _pieces(child, people)
                loose = []
            else:
                loose.append(_flat(child))
        loose.append(child.tail or "")
    yield Piece(squeeze("".join(loose)))


def _block(node, name: str, people: dict[str, tuple[str, str]]):
    inner = [n for n in node.iterdescendants() if _local(n) in ("p", "head", "ab")]
    if name != "u" and inner:
        yield from _pieces(node, people)
    elif name == "u":
        speaker, role = _who(node.get("who", ""), people)
        yield Piece(_flat(node), "turn", speaker, role)
        yield from _remarks(node)
    elif name in _SPOKEN_REMARKS:
        yield Piece(_flat(node, remarks=True), "note")
    else:
        yield Piece(_flat(node), _KINDS[name])
        yield from _remarks(node)


def _remarks(node):
    """Notes, laughter and the like inside a block, after it."""
    for remark in node.iterdescendants():
        if _local(remark) in ("note", "kinesic", "vocal", "incident"):
            yield Piece(_flat(remark, remarks=True), "note")


def _speech(node, people: dict[str, tuple[str, str]]):
    """A speech: its ``<speaker>`` (or ``who``) and its paragraphs as one turn."""
    label = _first(node, "speaker")
    speaker, role = _who(node.get("who", ""), people)
    speaker = _flat(label).rstrip(" .:\u00a0") if label is not None else speaker
    said = " ".join(_flat(c) for c in node if _local(c) not in ("speaker", "stage", "note", ""))
    yield Piece(said, "turn", speaker, role)


def _who(who: str, people: dict[str, tuple[str, str]]) -> tuple[str, str]:
    names = [(people.get(key) or ("", "")) for key in (w.rpartition("#")[2] for w in who.split())]
    keys = [w.rpartition("#")[2] for w in who.split()]
    return ", ".join(name or key for (name, _), key in zip(names, keys, strict=True)), names[0][
        1
    ] if names else ""


def _local(node) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _all(node, name: str) -> list:
    return [n for n in node.iter() if _local(n) == name] if node is not None else []


def _first(node, name: str):
    return next(iter(_all(node, name)), None)


def _flat(node, remarks: bool = False) -> str:
    """The text of an element on one line; remarks inside a turn left out; tokens (``w``, ``pc``) spaced by
    ``join``."""
    if node is None:
        return ""
    parts: list[str] = []
    _gather(node, parts, remarks, top=True)
    return squeeze("".join(parts))


def _gather(node, parts: list[str], remarks: bool, top: bool = False) -> None:
    name = _local(node)
    if not top and (not name or name in _NO_TEXT or (not remarks and name in _SPOKEN_REMARKS)):
        return
    parts.append(node.text or "")
    for child in node:
        _gather(child, parts, remarks)
        parts.append(" " if _local(child) in ("seg", "p", "lb", "s") else "")
        parts.append(
            (child.tail or "")
            if _local(child) not in ("w", "pc") or (child.tail or "").strip()
            else _gap(child)
        )


def _gap(token) -> str:
    """The space after a token: none where it, or the next one, is joined."""
    following = token.getnext()
    joined = token.get("join") in ("right", "both") or (
        following is not None and following.get("join") in ("left", "both")
    )
    return "" if joined else " "
