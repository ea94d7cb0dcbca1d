"""Repairs that can be proved, each logged, none of which loses the way back to the source.

A :class:`TracedText` carries, for each of its characters, the span of the source it came from. Repairs are lists of
:class:`Edit`; :func:`clean` makes the ones this module knows:

- line ends and form NFC (what the corpus asks of any text), characters that print nothing,
- words hyphenated at a line's end or split after a hyphen, when the text itself or a lexicon has the whole word,
- a page break or a line wrap inside a sentence,
- words glued together that stand apart elsewhere in the text, quotation marks glued to the next quotation.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np


class Edit(NamedTuple):
    """Replace ``start``–``end`` of a text by ``after``; ``why`` goes into the log (``""``: not logged one by
    one).
    """

    start: int
    end: int
    after: str
    why: str


class Repair(NamedTuple):
    """One line of ``repairs.csv``: what stood at ``position`` of the source, what stands there now, and why."""

    position: int
    before: str
    after: str
    why: str


@dataclass
class TracedText:
    """A text and, for each of its characters, the source span it came from.

    ``starts`` and ``ends`` are integer arrays of ``len(text)``. A character that was inserted has an empty span.
    """

    text: str
    starts: np.ndarray
    ends: np.ndarray

    @classmethod
    def of(cls, text: str, start: int = 0) -> TracedText:
        """A text nothing was done to yet, which begins at ``start`` of its source."""
        starts = np.arange(start, start + len(text), dtype=np.int64)
        return cls(text, starts, starts + 1)

    def __getitem__(self, span: slice) -> TracedText:
        return TracedText(self.text[span], self.starts[span], self.ends[span])

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The source span of ``start``–``end`` (not empty) of the text."""
        return int(self.starts[start]), int(self.ends[end - 1])

    def edited(self, edits: list[Edit]) -> tuple[TracedText, list[Repair]]:
        """The text with ``edits`` made (of two that overlap the later is dropped), and the repairs to log."""
        if not edits:
            return self, []
        pieces, starts, ends, repairs, at = [], [], [], [], 0
        for edit in sorted(edits):
            if edit.start < at:
                continue
            pieces += [self.text[at : edit.start], edit.after]
            first, last = self._gap(edit.start, edit.end)
            starts += [self.starts[at : edit.start], np.full(len(edit.after), first, dtype=np.int64)]
            ends += [self.ends[at : edit.start], np.full(len(edit.after), last, dtype=np.int64)]
            if edit.why:
                repairs.append(Repair(first, self.text[edit.start : edit.end], edit.after, edit.why))
            at = edit.end
        text = "".join([*pieces, self.text[at:]])
        return TracedText(
            text, np.concatenate([*starts, self.starts[at:]]), np.concatenate([*ends, self.ends[at:]])
        ), repairs

    def _gap(self, start: int, end: int) -> tuple[int, int]:
        if start < end:
            return self.source_span(start, end)
        here = int(self.starts[start]) if start < len(self.text) else int(self.ends[-1])
        return here, here


def join(parts: list[TracedText], glue: str = "\n\n") -> TracedText:
    """Texts of one source, in order, with ``glue`` between them; the glue leads back to the gap it stands
    for.
    """
    text, starts, ends = [], [], []
    for n, part in enumerate(parts):
        if n:
            text.append(glue)
            starts.append(np.full(len(glue), parts[n - 1].ends[-1], dtype=np.int64))
            ends.append(np.full(len(glue), part.starts[0], dtype=np.int64))
        text.append(part.text)
        starts.append(part.starts)
        ends.append(part.ends)
    return TracedText("".join(text), np.concatenate(starts), np.concatenate(ends))


@lru_cache(maxsize=4)  # the articles of a file share its text: it is cleaned once, not once an article
def clean(
    text: str, start: int = 0, lang: str = "", paragraphs_known: bool = False
) -> tuple[TracedText, list[Repair]]:
    """Make every repair this module knows.

    Parameters
    ----------
    text : str
        Source text.
    start : int
        Where it begins in its source (positions of repairs and spans are counted from there).
    lang : str
        Its main language, for the lexicon that proves a split word; ``""`` leaves proof to the text itself.
    paragraphs_known : bool
        True where the format marks paragraphs: then line ends are left as they are.

    Returns
    -------
    TracedText, list of Repair
    """
    traced, repairs = TracedText.of(text, start), []
    if "\r" in text:
        count = len(re.findall(r"\r\n?", text))
        repairs.append(Repair(start + text.index("\r"), "\r", "\n", f"line ends, {count} of them"))
    for step in (
        _line_ends,
        _invisible,
        _composed,
        _hyphenated,
        _wrapped,
        _page_breaks,
        _split_words,
        _glued,
        _spaces,
    ):
        if paragraphs_known and step in (_wrapped, _page_breaks):
            continue
        traced, done = traced.edited(step(traced.text, lang))
        repairs += done
    return traced, repairs


# -- what every text of a corpus must be
# ----------------------------------------------------------------------------

_LINE_END = re.compile(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]")
# Soft hyphen, zero-width space and no-break space, word joiner, byte order mark, control characters.
_NOTHING_PRINTED = re.compile(r"[\u00ad\u200b\u2060\ufeff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]+")


def _line_ends(text: str, lang: str) -> list[Edit]:
    return [Edit(*m.span(), "\n", "" if "\r" in m[0] else "line end") for m in _LINE_END.finditer(text)]


def _invisible(text: str, lang: str) -> list[Edit]:
    return [Edit(*m.span(), "", "prints nothing") for m in _NOTHING_PRINTED.finditer(text)]


def _composed(text: str, lang: str) -> list[Edit]:
    """To form NFC, piece by piece: an ASCII character never joins what stands before it."""
    if unicodedata.is_normalized("NFC", text):
        return []
    edits = []
    for match in re.finditer(r"[\x00-\x7f]?[^\x00-\x7f]+", text):
        composed = unicodedata.normalize("NFC", match[0])
        if composed != match[0]:
            edits.append(Edit(*match.span(), composed, "Unicode form NFC"))
    return edits


def _spaces(text: str, lang: str) -> list[Edit]:
    return [
        Edit(*m.span(), " ", "spaces") for m in re.finditer(r"(?<=\S)[ \t]{2,}(?=\S)|(?<=\S)\t(?=\S)", text)
    ]


# -- words
# ----------------------------------------------------------------------------------------------------------

_BROKEN = re.compile(r"(?<![\w-])(?P<a>[^\W\d_]+)[-‐](?P<gap>[ \u00a0]?\n[ ]*|[ ])(?P<b>[^\W\d_]+)")
# micro- et macro-: the hyphen waits for a word to come.
_AND = frozenset("et ou and or e o y u und oder ed od bis à to".split())


def _hyphenated(text: str, lang: str) -> list[Edit]:
    found = [m for m in _BROKEN.finditer(text) if m["b"][0].islower() and m["b"] not in _AND]
    words = Counter(re.findall(r"[^\W_]+(?:-[^\W_]+)*", text.lower())) if found else Counter()
    edits = []
    for match in found:
        whole = _proved([f"{match['a']}-{match['b']}", match["a"] + match["b"]], words, lang)
        if whole:
            edits.append(Edit(*match.span(), whole, "a word split after its hyphen"))
    return edits


def _proved(candidates: list[str], words: Counter, lang: str) -> str:
    """The candidate the text has most often elsewhere, else the only one a lexicon of the language has, else
    ``""``.
    """
    best = max(candidates, key=lambda c: words[c.lower()])
    if words[best.lower()]:
        return best
    if not lang:
        return ""
    import simplemma

    known = [c for c in candidates if simplemma.is_known(c.lower(), lang=lang)]
    return known[0] if len(known) == 1 else ""


_INCLUSIVE = re.compile(r"(?<!\w)([^\W\d_]+)[ \u00a0\u202f]([·•‧])[ \u00a0\u202f]([^\W\d_]+)")


def _split_words(text: str, lang: str) -> list[Edit]:
    """``annotateur · rices``, where the text writes ``annotateur·rices`` elsewhere."""
    found = list(_INCLUSIVE.finditer(text))
    whole = (
        {re.sub("[•‧]", "·", w) for w in re.findall(r"(?<![^\W_])[^\W_]+[·•‧][^\W_]+", text.lower())}
        if found
        else set()
    )
    return [
        Edit(*m.span(), f"{m[1]}{m[2]}{m[3]}", "a word split around its dot")
        for m in found
        if f"{m[1]}·{m[3]}".lower() in whole
    ]


_CAMEL = re.compile(
    r"(?<![\w@#/.-])([A-ZÀ-ÖØ-Þ][^\W\d_A-ZÀ-ÖØ-Þ]+)([A-ZÀ-ÖØ-Þ][^\W\d_A-ZÀ-ÖØ-Þ]+)(?![\w@/]|\.\w)"
)
_APART = re.compile(r"(?<!\w)([A-ZÀ-ÖØ-Þ]\w+)[ \u00a0](?=([A-ZÀ-ÖØ-Þ]\w+))")
_GLUED_QUOTES = re.compile(r"(?<=»)(?=«)|(?<=”)(?=“)")


def _glued(text: str, lang: str) -> list[Edit]:
    """``ThePort``, where the text writes ``The Port`` at least as often as the glued form; ``»«``."""
    edits = [Edit(*m.span(), " ", "a quotation glued to the next") for m in _GLUED_QUOTES.finditer(text)]
    found = list(_CAMEL.finditer(text))
    glued = Counter(m[0] for m in found)
    apart = Counter(a + b for a, b in _APART.findall(text)) if found else Counter()
    edits += [Edit(m.end(1), m.start(2), " ", "two words glued") for m in found if apart[m[0]] >= glued[m[0]]]
    return edits


# -- lines and pages
# ------------------------------------------------------------------------------------------------

_ENDS = ".!?…:;»”\"')]}*"


def _wrapped(text: str, lang: str) -> list[Edit]:
    """Line ends inside a paragraph, in a text wrapped at a column: most of its lines are about as long as the
    longest.
    """
    pairs, at = [], 0  # (end of the line, the line) for each line that another follows without a gap
    lines = text.split("\n")
    for line, following in zip(lines, lines[1:], strict=False):
        at += len(line) + 1
        if line.strip() and following.strip():
            pairs.append((at - 1, line.rstrip()))
    if len(pairs) < 5:
        return []
    width = sorted(len(line) for _, line in pairs)[int(0.95 * (len(pairs) - 1))]
    full = [(end, line) for end, line in pairs if len(line) > 0.8 * width]
    inside = [line for _, line in full if line[-1] not in _ENDS]
    if not 40 <= width <= 100 or len(full) < 0.7 * len(pairs) or len(inside) < 0.6 * len(full):
        return []
    blank = re.compile(r"[ \t]*\n[ \t]*")
    edits = []
    for end, line in full:
        begin = text.rfind("\n", 0, end) + 1 + len(line)
        edits.append(Edit(begin, blank.match(text, begin).end(), " ", "a line wrap"))
    return edits


# A line that stops without a full stop, an empty line, a line that goes on in lower case.
_PAGE_BREAK = re.compile(
    r"(?:(?<=[^\W\d_A-ZÀ-ÖØ-Þ])|(?<=,))[ \u00a0]*\n(?:[ \u00a0]*\n){1,3}[ ]*(?=[^\W\d_A-ZÀ-ÖØ-Þ])"
)


def _page_breaks(text: str, lang: str) -> list[Edit]:
    edits = []
    for match in _PAGE_BREAK.finditer(text):
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        after = text[match.end() : match.end() + 400].split("\n", 1)[0]
        opened = before.count("«") > before.count("»") or before.count("“") > before.count("”")
        sentence = re.search(r"[.!?…][»”\"]?\s", before) is not None and (len(before) >= 80)
        if after[:1].islower() and (opened or sentence) and not re.match(r"https?:|www\.", after):
            edits.append(Edit(*match.span(), " ", "a page break inside a sentence"))
    return edits
