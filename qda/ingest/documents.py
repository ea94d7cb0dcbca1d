"""From a :class:`~qda.ingest.source.Source` to documents: text, metadata, passages with the way back,
repairs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from qda import languages
from qda.corpus import TEXT_KINDS
from qda.ingest import lines as ln
from qda.ingest.cleaning import Repair, TracedText, clean, join
from qda.ingest.posts import Post, split_posts
from qda.ingest.quotations import find_quotations
from qda.ingest.residue import Piece, label, pieces_of
from qda.ingest.source import Source
from qda.ingest.turns import turns_of, with_roles
from qda.tables import CODINGS, DOCUMENTS, GENRES, PASSAGES, is_iso_date

# Residue that is an address or a code: in no language.
_CODES = ("url", "attachment")
_MIN_QUOTED_WORDS = 5


@dataclass
class Document:
    """A document in the making: its row (without ids), its text, its passages (dicts) and the repairs made in
    it.
    """

    text: str
    row: dict
    passages: list[dict]
    repairs: list[Repair] = field(default_factory=list)


def documents_of(source: Source) -> list[Document]:
    """The documents of a source: one a post of a plain text, one for an article a format marks. Empty if it
    holds no text.
    """
    lang = source.lang or _language([source.text[:20_000]])
    if source.split:
        traced, repairs = clean(source.text, lang=_lexicon(lang))
        posts, _ = split_posts(traced.text, lang)
        documents = []
        for post in posts:
            pieces = pieces_of(traced.text, post)
            documents.append(_document(source, traced, post, pieces, repairs))
        return documents
    return _whole(source, lang)


def tag_of(source: Source) -> str:
    """The tag line of a tag page, which belongs to no post; ``""`` for other texts."""
    if not source.split:
        return ""
    traced, _ = clean(source.text)
    _, tag = split_posts(traced.text)
    return traced.text[slice(*tag)] if tag else ""


def _lexicon(lang: str) -> str:
    return lang if lang in languages.LANGUAGES else ""


def _language(texts: list[str]) -> str:
    return languages.identify(["\n".join(texts)], default=None)[0]


def _whole(source: Source, lang: str) -> list[Document]:
    """One document of the blocks a format marks, or of the whole text where it marks none."""
    traced, repairs = clean(source.text, lang=_lexicon(lang), paragraphs_known=bool(source.blocks))
    if not source.blocks:
        if not traced.text.strip():
            return []
        post = Post(0, len(traced.text.rstrip()))
        post.start = len(traced.text) - len(traced.text.lstrip())
        return [_document(source, traced, post, pieces_of(traced.text, post), repairs)]
    parts, pieces, at = [], [], 0
    for block in source.blocks:
        a = int(np.searchsorted(traced.starts, block.start, side="left"))
        b = int(np.searchsorted(traced.ends, block.end, side="right"))
        part = traced[a:b]
        inner = part.text.strip()
        if not inner:
            continue
        lead = part.text.index(inner)
        part = part[lead : lead + len(inner)]
        at += 2 if parts else 0
        kind = block.kind or ("turn" if block.speaker else "")
        pieces.append(Piece(at, at + len(inner), kind, 1, block.speaker, block.role))
        parts.append(part)
        at += len(inner)
    if not parts:
        return []
    joined = join(parts)
    post = Post(0, len(joined.text))
    if pieces[0].kind == "heading":
        post.title = (pieces[0].start, pieces[0].end)
    return [_document(source, joined, post, label(joined.text, pieces, post), repairs)]


def _document(
    source: Source, traced: TracedText, post: Post, pieces: list[Piece], repairs: list[Repair]
) -> Document:
    whole = traced.text
    signed = [
        whole[p.start : p.end]
        for p in pieces
        if p.kind in ("byline", "signature") and not ln.HANDLE.fullmatch(whole[p.start : p.end])
    ]
    byline = _name_of(signed[0]) if signed else ""
    has_turns = any(p.kind == "turn" for p in pieces)
    if has_turns:
        # A format without times prints its labels: what follows one without a label goes on.
        printed = source.genre != "transcript" and all(
            whole.startswith(p.speaker, p.start) for p in pieces if p.kind == "turn"
        )
        pieces = with_roles(whole, pieces, continued=printed)
    else:
        pieces = turns_of(whole, pieces, byline, post.outlet)
    has_turns = any(p.kind == "turn" for p in pieces)
    text = whole[post.start : post.end]
    said = [whole[p.start : p.end] for p in pieces if p.kind in TEXT_KINDS]
    lang = source.lang or _language(said or [text])
    passages = _passages(traced, post, pieces, lang)
    start, end = traced.source_span(post.start, post.end)
    date = source.date or post.date
    title = source.title or (whole[slice(*post.title)] if post.title else "")
    row = {
        "title": re.sub(r"\s+", " ", title).strip(),
        "outlet": source.outlet or post.outlet,
        "author": source.author or byline,
        "date": date if is_iso_date(date) else "",
        "genre": _genre(source, post, pieces, has_turns),
        "lang": lang,
        "source_file": source.source_file,
        "source_start": start,
        "source_end": end,
        "headline": whole[slice(*post.headline)] if post.headline and post.headline != post.title else "",
        "event_date": post.event_date,
        "encoding": source.encoding,
        **{f"column_{key}" if key in _OWN else key: value for key, value in source.extra.items()},
    }
    mine = [r for r in repairs if start <= r.position < end]
    return Document(text, row, passages, mine)


# Columns of our own tables: one of that name in a reader's file is not ours, and is kept as column_NAME.
_OWN = frozenset([*DOCUMENTS, *PASSAGES, *CODINGS, "headline", "event_date", "encoding"])


def _name_of(line: str) -> str:
    """The name in a byline, without ``par`` and with a surname in capitals put as names are written."""
    match = ln.BYLINE.fullmatch(line) or (ln.is_signed_line(line) and ln.CORRESPONDENT.fullmatch(line))
    made = ln.mention(line)
    name = match["name"] if match else made.by if made else re.split(r"\s[–—|-]\s", line)[0]
    name = re.sub(rf"\A(?i:{ln.BY})[ \u00a0]+(?=[A-ZÀ-ÖØ-Þ])", "", name)
    return " ".join(w.title() if len(w) > 2 and w.isupper() else w for w in name.strip(" .").split())


def _genre(source: Source, post: Post, pieces: list[Piece], has_turns: bool) -> str:
    if source.genre in GENRES and source.genre:
        return source.genre
    if has_turns:
        speakers = {p.speaker for p in pieces if p.kind == "turn"}
        anonymous = any(
            re.fullmatch(
                r"(?i)(?:l[’'])?(?:enquêt|interviewe|intervistat|entrevistad|chercheu|researcher|"
                r"befragt)\w*.*|[QRIEAP]\d{0,2}",
                s,
            )
            for s in speakers
        )
        return "research_interview" if anonymous and not (source.outlet or post.outlet) else "press_interview"
    return "news" if source.outlet or post.outlet else "web_page"


def _passages(traced: TracedText, post: Post, pieces: list[Piece], lang: str) -> list[dict]:
    """Rows of the passages table (without ids), quotations after the passage they begin in."""
    whole = traced.text
    texts = [whole[p.start : p.end] for p in pieces]
    spoken = [n for n, p in enumerate(pieces) if p.kind not in _CODES and re.search(r"[^\W\d_]{4}", texts[n])]
    tongues = dict(zip(spoken, languages.identify([texts[n] for n in spoken], default=lang), strict=True))
    masked = list(whole[post.start : post.end])
    for piece in pieces:
        if piece.kind not in TEXT_KINDS:
            a, b = piece.start - post.start, piece.end - post.start
            masked[a:b] = ["\n" if c == "\n" else " " for c in masked[a:b]]
    turns = [(p.start - post.start, p.end - post.start) for p in pieces if p.kind == "turn"]
    found = [
        q
        for q in find_quotations("".join(masked), post.outlet, turns)
        if _worth(q, whole[post.start + q.start : post.start + q.end])
    ]
    rows, at = [], 0
    for n, piece in enumerate(pieces):
        # (…), a stray letter, a page number: in the language of what they stand in.
        tongue = tongues.get(n, languages.UNDETERMINED if piece.kind in _CODES else lang)
        role = piece.role or ("author" if piece.kind == "body" else "")
        rows.append(_row(traced, post, piece.start, piece.end, tongue, piece.kind, piece.speaker, role))
        following = pieces[n + 1].start if n + 1 < len(pieces) else post.end
        while at < len(found) and post.start + found[at].start < following:
            q = found[at]
            rows.append(
                _row(
                    traced,
                    post,
                    post.start + q.start,
                    post.start + q.end,
                    tongue,
                    "quotation",
                    q.speaker,
                    "quoted",
                )
            )
            at += 1
    return rows


def _worth(quotation, text: str) -> bool:
    """Quotations that are said by someone, or long enough to be more than a term in quotation marks."""
    return not quotation.nested and (bool(quotation.speaker) or ln.words_in(text) >= _MIN_QUOTED_WORDS)


def _row(
    traced: TracedText, post: Post, start: int, end: int, lang: str, kind: str, speaker: str, role: str
) -> dict:
    source_start, source_end = traced.source_span(start, end)
    return dict(
        start=start - post.start,
        end=end - post.start,
        source_start=source_start,
        source_end=source_end,
        lang=lang,
        kind=kind,
        speaker=speaker,
        role=role,
    )
