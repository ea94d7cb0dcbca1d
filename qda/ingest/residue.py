"""What in a post is text and what is residue of the page it comes from.

:func:`pieces_of` cuts a post into :class:`Piece` s, one a line (or part of a line, where residue is glued to text), each
with a kind: ``body``, ``heading``, or the name of the residue. Nothing is dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from qda.ingest import lines as ln

from qda.ingest.posts import Post


@dataclass(frozen=True)
class Piece:
    """A passage in the making. ``gap``: empty lines before it (``-1``: it goes on in the line of the piece
    before).
    """

    start: int
    end: int
    kind: str
    gap: int = 1
    speaker: str = ""
    role: str = ""


NAME_KINDS = ("byline", "signature")
_TOO_MANY = 500  # lines of a post from which it is no article: no pull quotes are sought
_LONG = 180  # characters from which a line is a paragraph, whatever it ends with


def pieces_of(text: str, post: Post) -> list[Piece]:
    """The pieces of a post, in order, not overlapping; together they hold every character that is not white
    space.
    """
    lines = ln.lines_of(text, post.start, post.end)
    pieces = [Piece(line.start, line.end, "", line.gap) for line in lines]
    return label(text, _cut_stamp(text, pieces) if pieces else [], post)


def label(text: str, pieces: list[Piece], post: Post) -> list[Piece]:
    """Give a kind to the pieces that have none yet (a format may already say what some are)."""
    pieces = [replace(p, kind=_kind_alone(text[p.start : p.end])) if not p.kind else p for p in pieces]
    for step in (_titles, _repeats, _lists, _captions, _names, _pull_quotes, _glued, _headings):
        pieces = step(text, pieces, post)
    return [p if p.kind else replace(p, kind="body") for p in pieces]


def _text(text: str, piece: Piece) -> str:
    return text[piece.start : piece.end]


def _split(text: str, piece: Piece, at: int, before: str, after: str) -> list[Piece]:
    """Cut a piece at offset ``at`` into two of the given kinds, trimmed."""
    head, tail = text[piece.start : at].rstrip(), text[at : piece.end].lstrip()
    first = replace(piece, end=piece.start + len(head), kind=before)
    second = replace(piece, start=piece.end - len(tail), kind=after, gap=-1)
    return [p for p in (first, second) if p.start < p.end]


def _cut_stamp(text: str, pieces: list[Piece]) -> list[Piece]:
    stamp = ln.STAMP.match(_text(text, pieces[0]))
    if not stamp:
        return pieces
    return _split(text, pieces[0], pieces[0].start + stamp.end(), "date_line", "") + pieces[1:]


def _kind_alone(line: str) -> str:
    """The kind a line shows by itself; ``""`` if it may be text."""
    if ln.is_url(line):
        return "url"
    if ln.ELISION.fullmatch(line):
        return "elision"
    if ln.HANDLE.fullmatch(line) or ln.INITIALS.fullmatch(line):
        return "signature"
    if ln.is_read_more(line):
        return "link"
    if ln.RELATED.fullmatch(line):
        return "related"
    if ln.SITE_LINE.fullmatch(line) and ln.words_in(line) <= 8 and not line.endswith((".", "?", "!")):
        return "label"
    if len(line) <= 160 and ln.APPEAL.match(line):
        return "label"
    if ln.is_date_line(line):
        return "date_line"
    if ln.is_source_line(line):
        return "source"
    made = ln.mention(line)
    if made:
        return "byline" if made.by else "source" if made.outlet else "date_line"
    if ln.RECORDING_LINE.fullmatch(line):
        return "label"
    if ln.ATTACHMENT.fullmatch(line):
        return "attachment"
    if ln.PAGE_NUMBER.fullmatch(line):
        return "running_header"
    if ln.BYLINE.fullmatch(line) and len(line) <= 90:
        return "byline"
    if ln.is_reference(line):
        return "reference"
    if ln.FOOTNOTE.fullmatch(line) and ln.URL.search(line) and ln.words_in(ln.URL.sub("", line)) <= 25:
        return "footnote"
    if len(line) <= 320 and ln.CREDIT.search(line):
        return "credit" if ln.CREDIT.match(line) or ln.words_in(line) <= 4 else "caption"
    if len(line) <= 320 and ln.CREDITED.fullmatch(line):
        return "caption"
    if (
        len(line) <= 320
        and ln.CAPTION_START.fullmatch(line)
        and (
            re.match(r"[^:]{0,40}[ \u00a0]?:", line)
            or not line.endswith((".", "!", "?"))
            or ln.SOURCE_LINE.search(line)
        )
    ):
        return "caption"
    return ""


def _titles(text: str, pieces: list[Piece], post: Post) -> list[Piece]:
    titles = {span for span in (post.title, post.headline) if span}
    if post.title:  # above the title stand a masthead and a date only
        pieces = [
            replace(p, kind="running_header") if p.end <= post.title[0] and not p.kind else p for p in pieces
        ]
    return [replace(p, kind="heading") if (p.start, p.end) in titles else p for p in pieces]


def _repeats(text: str, pieces: list[Piece], post: Post) -> list[Piece]:
    """A short line that stands in the post already is a running header; a longer one with more after it a
    doubled caption.
    """
    seen: set[str] = set()
    done: list[Piece] = []
    for piece in pieces:
        line = _text(text, piece)
        key = ln.fold(line)
        if key in seen and piece.kind in ("", "heading") and ln.is_headlike(line) and not line.endswith("?"):
            piece = replace(piece, kind="running_header")
        elif len(key) > 12:
            seen.add(key)
        if done and piece.kind in ("", "caption") and done[-1].kind in ("", "caption") and piece.gap <= 1:
            before = ln.fold(_text(text, done[-1]))
            doubled = (
                key.startswith(before)
                and len(before) > 20
                and len(key) < 3 * len(before)
                and ln.words_in(before) <= 40
            )
            if doubled:
                done[-1], piece = replace(done[-1], kind="caption"), replace(piece, kind="caption")
        done.append(piece)
    return done


def _lists(text: str, pieces: list[Piece], post: Post) -> list[Piece]:
    """Lists of speakers, labels of recordings, and the list that follows ``Articles liés``."""
    done = list(pieces)
    for n, piece in enumerate(done):
        line = _text(text, piece)
        before = done[n - 1] if n else None
        if (
            piece.kind == ""
            and ln.PEOPLE_LIST.fullmatch(line)
            and (line.endswith(":") or re.search(rf":\s*{ln.NAME}", line))
        ):
            done[n] = replace(piece, kind="speaker_list")
        elif (
            before
            and before.kind == "speaker_list"
            and _text(text, before).endswith(":")
            and line.count(",") >= 1
        ):
            done[n] = replace(piece, kind="speaker_list")
        elif before and before.kind == "related" and piece.gap == 0 and len(line) < _LONG:
            done[n] = replace(piece, kind="related")
        elif (
            piece.kind == ""
            and len(line) <= 140
            and ln.MEDIA_LABEL.fullmatch(line)
            and not line.endswith("?")
        ):
            lone = ln.words_in(line) <= 14 and not re.search(r"[.!?]\s", line.rstrip("."))
            if lone and (
                piece.gap == 0
                or n == len(done) - 1
                or (before and before.kind in ("label", "speaker_list"))
                or (
                    len(_text(text, done[n + 1])) <= 140
                    and ln.MEDIA_LABEL.fullmatch(_text(text, done[n + 1]))
                )
            ):
                done[n] = replace(piece, kind="label")
    return done


def _names(text: str, pieces: list[Piece], post: Post) -> list[Piece]:
    """A line of names is a byline before the text begins and a signature after it ends."""
    long = [n for n, p in enumerate(pieces) if p.kind == "" and p.end - p.start >= _LONG]
    first, last = (long[0], long[-1]) if long else (len(pieces), -1)
    heads = [n for n, p in enumerate(pieces) if p.kind == "heading"]
    done = []
    for n, piece in enumerate(pieces):
        line = _text(text, piece)
        near_head = any(0 < n - h <= 3 for h in heads)
        if piece.kind == "" and n < first and near_head and len(line) <= 100 and ln.is_signed_line(line):
            piece = replace(piece, kind="byline")
        if piece.kind in ("", "byline") and n and (ln.is_names_only(line) or piece.kind == "byline"):
            kind = (
                "signature"
                if n > last and not (near_head and n < first)
                else "byline"
                if near_head or n < first
                else piece.kind
            )
            piece = replace(piece, kind=kind)
        done.append(piece)
    return done


_PLACE_DATE = re.compile(r"\([^()]*\b(?:19|20)\d\d\)\.?\Z")


def _captions(text: str, pieces: list[Piece], post: Post) -> list[Piece]:
    """Lines that end in ``(place, date)`` and are no title, and lines after the end that repeat the text in
    other words.
    """
    done = list(pieces)
    for n, piece in enumerate(done):
        line = _text(text, piece)
        verbless = not re.search(r"[.!?…]\s+\S", line.rstrip("."))
        if piece.kind == "" and n and len(line) <= 260 and verbless and _PLACE_DATE.search(line):
            done[n] = replace(piece, kind="caption")
    bodies = [_text(text, p) for p in done if p.kind == "" and p.end - p.start >= _LONG]
    ended = next(
        (n for n, p in enumerate(done) if p.kind in ("signature", "footnote") and n > len(done) // 2),
        len(done),
    )
    for n in range(ended + 1, len(done)):
        line = _text(text, done[n])
        if (
            done[n].kind == ""
            and len(line) < 600
            and not line.endswith((".", "!", "?", "»", "”"))
            and _echoes(line, bodies)
        ):
            done[n] = replace(done[n], kind="caption")
    return done


def _echoes(line: str, bodies: list[str]) -> bool:
    """True if most of the words of ``line`` stand, in order, in one of ``bodies``."""
    words = ln.fold(line).split()
    for body in bodies:
        blocks = SequenceMatcher(None, words, ln.fold(body).split(), autojunk=False).get_matching_blocks()
        if sum(b.size for b in blocks if b.size >= 3) >= 0.5 * len(words):
            return True
    return False


# A sub-heading may echo a quotation too, but does not end like a sentence.
_ENDED = re.compile(r"[.!?…][»”\"’)\u00a0\u202f ]*\Z")
_QUOTE_TAIL = re.compile(r"(?<=[.!?…»”\"])[ \u00a0]*(?P<quote>[“\"«][^“”«»\"]{60,}[”\"»])\.?\Z")


_WHOLLY_QUOTED = re.compile(r"[“\"«][^“”«»\"]{30,}[”\"»]\.?")


def _holds_sentences(other: str, line: str) -> bool:
    """True if a longer text holds every sentence of a quotation, with ``she says`` between them or not."""
    if len(other) < 1.2 * len(line):
        return False
    sentences = [ln.fold(s) for s in re.split(r"(?<=[.!?…])\s+", line)]
    return len(sentences) > 1 and all(ln.words_in(s) > 2 and s in other for s in sentences)


def _pull_quotes(text: str, pieces: list[Piece], post: Post) -> list[Piece]:
    """Sentences set apart (a paragraph, or the quoted end of one) that another paragraph holds word for word."""
    if len(pieces) > _TOO_MANY:
        return pieces
    folded = [ln.fold(_text(text, p)) for p in pieces]
    done: list[Piece] = []
    for n, piece in enumerate(pieces):
        line = _text(text, piece)
        others = (f for m, f in enumerate(folded) if m != n and pieces[m].kind == "")
        if piece.kind == "" and _WHOLLY_QUOTED.fullmatch(line) and ln.words_in(line) >= 5:
            # a sub-heading may quote what follows it, not what stands above it
            before = any(folded[n] in f for f in folded[:n])
            if before and not any(folded[n] in f for f in folded[n + 1 :]):
                done.append(replace(piece, kind="pull_quote"))
                continue
        if piece.kind == "" and len(line) >= 40 and (_ENDED.search(line) or len(line) > 120):
            others = list(others)
            if any(folded[n] in other and len(other) > 1.2 * len(folded[n]) for other in others) or (
                _WHOLLY_QUOTED.fullmatch(line) and any(_holds_sentences(o, folded[n]) for o in others)
            ):
                done.append(replace(piece, kind="pull_quote"))
                continue
            tail = _QUOTE_TAIL.search(line)
            quoted = ln.fold(tail["quote"]) if tail and tail.start() else ""
            # the shorter of the two is the pull quote: a line that is all the quotation repeats this one
            if quoted and any(quoted in other and len(other) > 1.2 * len(quoted) for other in others):
                done += _split(text, piece, piece.start + tail.start("quote"), "", "pull_quote")
                continue
        done.append(piece)
    return done


_GLUED = [
    # a caption after the end of the paragraph: Name — Vidéo X/Y.
    (
        "caption",
        re.compile(
            rf"(?<=[.!?…»”])\s+(?P<x>{ln.NAME}\s+[—–-]\s+(?i:photos?|vid[ée]o|foto|bild|"
            rf"image)\b[^.!?\n]{{2,80}}\.?)\Z"
        ),
    ),
    (
        "credit",
        re.compile(r"(?<=[.!?…»”])\s+(?P<x>(?:©|(?i:crédits?|photos?|foto|bild)\s?:)[^.!?\n]{2,80}\.?)\Z"),
    ),
    (
        "link",
        re.compile(
            r"(?<=[.!?…»”])\s+(?P<x>\(?(?i:lire (?:plus|aussi|la suite)|en savoir plus|read more|continue "
            r"reading|leggi (?:tutto|anche|di più)|continua a leggere|leer más|seguir leyendo|leia mais|ler "
            r"mais|continuar lendo|weiterlesen|mehr lesen)(?:\s?:[^.!?\n]{0,100}|[.…]*)\)?)\Z"
        ),
    ),
    (
        "link",
        re.compile(
            r"(?P<x>\((?i:lire (?:par ailleurs|ci-(?:contre|dessous|dessus)|aussi|page)|voir (?:ci-|aussi|"
            r"page|encadré)|see (?:below|page|box)|vedi (?:sotto|pagina|box)|véase|ver (?:página|abaixo)|"
            r"siehe)[^()\n]{0,60}\)\.?)\Z"
        ),
    ),
    ("fragment", re.compile(r"(?<=[.!?…»”])(?P<x>[A-ZÀ-ÖØ-Þ]\w{0,2})\Z")),
    ("fragment", re.compile(r"(?<=[.!?…»”])\s+(?P<x>[A-ZÀ-ÖØ-Þ][^\W\d_A-ZÀ-ÖØ-Þ]{1,3})\Z")),
]
_NAME_TAIL = re.compile(rf"(?<=[.!?…»”])\s+(?P<x>{ln.NAME})\Z")


def _glued(text: str, pieces: list[Piece], post: Post) -> list[Piece]:
    """Residue glued to the end of a paragraph: a caption, a link, a fragment; at the post's end, the
    signature.
    """
    last = max((n for n, p in enumerate(pieces) if p.kind == "" and p.end - p.start >= _LONG), default=-1)
    done: list[Piece] = []
    for n, piece in enumerate(pieces):
        line = _text(text, piece)
        cut = None
        if piece.kind == "" and len(line) >= 40:
            cut = next(((kind, m) for kind, pattern in _GLUED for m in [pattern.search(line)] if m), None)
            signed = _NAME_TAIL.search(line) if n == last and not cut else None
            if signed and not ln.known_outlet(signed["x"]):
                cut = ("signature", signed)
        if cut and cut[1].start("x"):
            done += _split(text, piece, piece.start + cut[1].start("x"), "", cut[0])
        else:
            done.append(piece)
    return done


_BULLET = re.compile(r"[-–—•*·▪►>]\s")


def _headings(text: str, pieces: list[Piece], post: Post) -> list[Piece]:
    """Sub-headings: short lines that do not end like a sentence and stand apart, or open a list."""
    done = list(pieces)
    for n, piece in enumerate(done):
        stamped = n == 1 and done[0].kind == "date_line"
        if piece.kind or (piece.gap < 0 and not stamped) or piece.end - piece.start > 130:
            continue
        line = _text(text, piece)
        following = done[n + 1] if n + 1 < len(done) else None
        if (
            not following
            or not ln.is_headlike(line)
            or _BULLET.match(line)
            or not line[0].isupper()
            and line[0] not in "«“\"0123456789¿¡„'‘(["
        ):
            continue
        before = done[n - 1] if n else None
        apart = piece.gap > 0 or before is None or before.kind not in ("",)
        if apart and (
            following.gap > 0
            or following.kind not in ("", "heading")
            or following.end - following.start > 60
            or ln.words_in(line) <= 6
        ):
            done[n] = replace(piece, kind="heading")
    return done
