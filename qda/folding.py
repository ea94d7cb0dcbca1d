"""Folding: the one place that says which spellings are the same word.

``micro-travail``, ``Micro travail`` and ``micro‑travail`` fold to the same two words; ``l’IA`` folds to ``ia``,
``travailleur·euses`` to ``travailleur`` with a mark after it. Text and forms of the codebook go through the same
function. A text is folded to **one byte a character**, so an offset in the folded text is an offset in the text, and
a byte automaton can scan it without decoding anything:

- letters lose case and accents; digits stay; ``œ``, ``æ`` and ``ß`` keep a byte of their own, because they are one
  character (:func:`spellings` gives a form both spellings);
- soft hyphens, zero-width characters and loose accents are taken out (``positions`` leads back to the text);
- everything else separates words: spaces of any width, hyphens, punctuation;
- a word of one or two letters before an apostrophe (``l’``, ``qu’``, ``un’``) and an ``s`` after one (``worker’s``)
  are skipped: they are not words;
- a number written in digits is one word with its separators (``50 000``, ``1.5``); ``% $ € £`` are words;
- the marks of inclusive writing (``travailleur·euses``, ``chercheur(se)s``, ``Arbeiter*innen``, ``trabajadores/as``)
  do not cut the word in two: they fold to :data:`MARK`, a letter that stands for "another ending may follow".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np

#: The mark of inclusive writing inside a word.
MARK = "\x01"
#: Characters that have two spellings, and the byte that stands for each.
LIGATURES = {"œ": "\x02", "æ": "\x03", "ß": "\x04"}
_SPELT_OUT = {"oe": "\x02", "ae": "\x03", "ss": "\x04"}
#: Signs that are words of their own, and the byte that stands for each.
SIGNS = {"%": "%", "$": "$", "€": "\x06", "£": "\x07"}
#: Any number written in digits.
NUMBER = "#"
_FOREIGN = "\x05"  # a letter or digit of a script that is not Latin
_TAKEN_OUT = "\x00"

_PLAIN = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "þ": "t", "ĸ": "k", "ŧ": "t"}
_APOSTROPHES = "'’ʼ‘′´`"
_HYPHENS = "-‐‑⁃−"
_MARKS = "·•‧∙⋅ꞏ⸱əɜ"

_LETTER = r"a-z\x02-\x05"
_WORD_BYTES = re.compile(rf"[{_LETTER}0-9\x01]")


def _bytes_among(chars: str) -> np.ndarray:
    among = np.zeros(256, bool)
    among[list(chars.encode("latin-1"))] = True
    return among


_IS_DIGIT = _bytes_among("0123456789")
_OPENS_ENDING = "-./:_*(@" + MARK
_SEPARATES, _IN_WORD, _IS_SIGN, _MAY_JOIN = range(4)  # kinds of bytes
_ENDS_WORD = _bytes_among("(*@" + MARK)
# What may follow a letter where inclusive writing puts a second ending. Only endings that mark gender, so that
# site.org, et/ou and rendez-vous stay what they are.
_FRENCH = r"(?:e|ne|te|le|se|ve|euse|ice|rice|trice|ere|iere|ive|elle)"
_INCLUSIVE = re.compile(
    rf"(?:\x01[{_LETTER}\x01]*(?:[.\-]s)?"
    rf"|\([{_LETTER}]{{1,6}}\)[{_LETTER}]{{0,4}}"
    rf"|(?<=[{_LETTER}]{{3}})\.{_FRENCH}(?:\.?s)?"
    rf"|(?<=[{_LETTER}]{{3}})-(?:{_FRENCH}-s|(?:e|euse|ice|rice|trice|ere|iere)s?|[snv]es)"
    rf"|(?<=[{_LETTER}]{{3}})/-?(?:{_FRENCH}(?:/?s)?|as?|os?|i|in|innen|or[ae]s?)"
    r"|[:_](?:innen|in|r|n|e|en|er|es|em)"
    r"|\*(?:innen|in|r|n|e)?"
    r"|@s?(?!\.)"
    rf")(?![{_LETTER}0-9])".encode("latin-1")
)
_ENDINGS = "e ne te le se ve euse ice rice trice ere iere ive elle es a as o os i in innen ora ore r n en er em -".split()


def _first_two() -> np.ndarray:
    """Which two bytes may open an ending: most hyphens and full stops are told apart by them, without the pattern."""
    table = np.zeros((256, 256), bool)
    letters = _bytes_among("abcdefghijklmnopqrstuvwxyz0123456789\x02\x03\x04\x05")
    for ending in _ENDINGS:
        if len(ending) > 1:
            table[ord(ending[0]), ord(ending[1])] = True
        else:
            table[ord(ending), ~letters] = True
    table[ord("-")] = True
    return table


_ENDING_OPENS = _first_two()


@cache
def _tables() -> tuple[np.ndarray, bytes, bytes, np.ndarray]:
    """Code point → byte; byte → byte, separators as spaces; byte → its kind; which are letters."""
    table = np.full(0x110000, ord(" "), np.uint8)
    for code in range(0x20000):
        char = chr(code)
        if char.isalnum():
            table[code] = ord(_fold_letter(char))
        elif unicodedata.combining(char):
            table[code] = ord(_TAKEN_OUT)
    for char in "\u00ad\u200b\u200c\u200d\u2060\ufeff":
        table[ord(char)] = ord(_TAKEN_OUT)
    for chars, byte in ((_APOSTROPHES, "'"), (_HYPHENS, "-"), (_MARKS, MARK), *((c, c) for c in "./:_*()@,\n"), *SIGNS.items()):
        for char in chars:
            table[ord(char)] = ord(byte)
    letters = np.array([bool(re.match(f"[{_LETTER}]", chr(b))) for b in range(256)])
    words = bytes(b if _WORD_BYTES.match(chr(b)) else ord(" ") for b in range(256))
    kinds = bytearray(_IN_WORD if words[b] != ord(" ") else _SEPARATES for b in range(256))
    for chars, kind in ((SIGNS.values(), _IS_SIGN), (_OPENS_ENDING, _MAY_JOIN)):
        for char in chars:
            kinds[ord(char)] = kind
    return table, words, bytes(kinds), letters


@cache
def _fold_letter(char: str) -> str:
    low = char.lower()
    if low in LIGATURES:
        return LIGATURES[low]
    base = unicodedata.normalize("NFKD", _PLAIN.get(low, low))[:1].lower()
    base = _PLAIN.get(base, base)
    return base if base.isascii() and base.isalnum() else _FOREIGN


@dataclass(frozen=True)
class Folded:
    """A folded text.

    Attributes
    ----------
    data : bytes
        The text, one byte a kept character, with a space before and after; words are separated by single-byte spaces.
    starts, ends : ndarray of int, shape (N words,)
        Where each word begins and ends in ``data``.
    signs : ndarray of uint8, shape (N words,)
        For a number written in digits :data:`NUMBER`, for a sign (:data:`SIGNS`) its byte; 0 for other words. Signs
        are spaces in ``data``.
    positions : ndarray of int or None
        The place in the text of each byte of ``data`` (the outer spaces left out); None where nothing was taken out.
    """

    data: bytes
    starts: np.ndarray
    ends: np.ndarray
    signs: np.ndarray
    positions: np.ndarray | None

    def offsets(self) -> tuple[np.ndarray, np.ndarray]:
        """Where in the text each word begins and ends (code points)."""
        start, end = self.starts - 1, self.ends - 1
        if self.positions is not None:
            start, end = self.positions[start], self.positions[end - 1] + 1
        return start, end


def fold(text: str) -> Folded:
    """Fold a text (see the module's first lines)."""
    table, as_words, as_kinds, letters = _tables()
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
    if len(codes) != len(text):  # a character beyond 16 bits
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    kept = table.take(codes)
    positions = None
    if not kept.all():
        positions = np.flatnonzero(kept)
        kept = kept[positions]
    raw = np.empty(len(kept) + 2, np.uint8)
    raw[0] = raw[-1] = ord(" ")
    raw[1:-1] = kept
    kinds = np.frombuffer(bytearray(raw.tobytes()).translate(as_kinds), np.uint8)
    _keep_inclusive_words_whole(raw, kinds, letters)
    data = raw.tobytes().translate(as_words)
    return Folded(data, *_words(raw, kinds, letters), positions)


def _keep_inclusive_words_whole(raw: np.ndarray, kinds: np.ndarray, letters: np.ndarray) -> None:
    """Write MARK over the signs of inclusive writing, in place; a stray middle dot becomes a space."""
    places = np.flatnonzero(kinds == _MAY_JOIN)
    after_letter = letters[raw[places - 1]]
    is_mark = raw[places] == ord(MARK)
    raw[places[is_mark & ~after_letter]] = ord(" ")
    kinds[places] = np.where(is_mark & after_letter, _IN_WORD, _SEPARATES)
    places = places[after_letter]
    likely = _ENDING_OPENS[raw[places + 1], raw[np.minimum(places + 2, len(raw) - 1)]] | _ENDS_WORD[raw[places]]
    places = places[likely]
    if not len(places):
        return
    data = raw.tobytes()
    for place in places.tolist():
        match = _INCLUSIVE.match(data, place)
        if match:
            inside = raw[place : match.end()]
            inside[~letters[inside]] = ord(MARK)
            kinds[place : match.end()] = _IN_WORD


def _words(raw: np.ndarray, kinds: np.ndarray, letters: np.ndarray) -> tuple[np.ndarray, ...]:
    """Starts, ends and signs of the words: elided words skipped, numbers in one piece."""
    changes = np.flatnonzero(kinds[1:] != kinds[:-1]) + 1
    kind = kinds[changes]  # of each piece: it reaches to the next change
    words = np.flatnonzero(kind > 0)
    starts, ends = changes[words], changes[words + 1]
    signs = np.zeros(len(starts), np.uint8)
    is_sign = np.flatnonzero(kind[words] == _IS_SIGN)
    signs[is_sign] = raw[starts[is_sign]]

    is_digit = raw - np.uint8(ord("0")) < 10
    digits_end = np.flatnonzero(is_digit[:-1] > is_digit[1:]) + 1
    numbers = np.flatnonzero(is_digit[starts])
    numbers = numbers[digits_end[np.searchsorted(digits_end, starts[numbers], "right")] == ends[numbers]]
    signs[numbers] = ord(NUMBER)
    left = numbers[:-1][numbers[1:] == numbers[:-1] + 1]  # another number follows
    left = left[starts[left + 1] == ends[left] + 1]
    between = raw[ends[left]]
    point = (between == ord(".")) | (between == ord(","))
    space = (between == ord(" ")) | (between == ord("'"))
    thousands = space & (ends[left + 1] - starts[left + 1] == 3) & (ends[left] - starts[left] <= 3)
    goes_on = left[point | thousands]

    quoted = np.flatnonzero(raw == ord("'"))
    following = np.searchsorted(starts, quoted)  # the word after each apostrophe
    known = following < len(starts)
    quoted, following = quoted[known], following[known]
    at_once = starts[following] == quoted + 1
    before = following - 1
    elided = before[at_once & (following > 0) & (ends[before] == quoted) & (quoted - starts[before] <= 2)]
    elided = elided[letters[raw[starts[elided]]]]
    alone = ends[following] == starts[following] + 1
    possessive = following[at_once & alone & (following > 0) & (raw[starts[following]] == ord("s"))]
    begins, finishes = np.ones(len(starts), bool), np.ones(len(starts), bool)
    for skipped in (elided, possessive):
        begins[skipped] = finishes[skipped] = False
    begins[goes_on + 1] = finishes[goes_on] = False
    return starts[begins], ends[finishes], signs[begins]


def fold_words(text: str) -> list[str]:
    """The words of a short text, folded: ``"L’intelligence artificielle"`` → ``["intelligence", "artificielle"]``."""
    if text.isalpha() and not set(text) & set(_MARKS):
        return ["".join(map(_fold_letter, text))]
    folded = fold(text)
    data = folded.data.decode("latin-1")
    words = zip(folded.starts, folded.ends, folded.signs, strict=True)
    return [chr(sign) if sign and sign != ord(NUMBER) else data[start:end] for start, end, sign in words]


def spell_out(word: str) -> str:
    """A folded word with its ligatures as two letters: the same for ``œuvre`` and ``oeuvre``."""
    for two, one in _SPELT_OUT.items():
        word = word.replace(one, two)
    return word


def spellings(word: str) -> list[str]:
    """Every way to write a word that is spelt out: with ``oe`` or ``œ``, ``ss`` or ``ß`` …"""
    if not word:
        return [""]
    found = [word[0] + rest for rest in spellings(word[1:])]
    if word[:2] in _SPELT_OUT:
        found += [_SPELT_OUT[word[:2]] + rest for rest in spellings(word[2:])]
    return found


def openings(start: str) -> list[str]:
    """Every way to write the beginning of a word: also where its last letter opens a ligature (``gros`` in ``groß``)."""
    halves = [one for two, one in _SPELT_OUT.items() if start.endswith(two[0])]
    return spellings(start) + [opening + half for opening in spellings(start[:-1]) for half in halves]


def inclusive_stems(word: str) -> list[str]:
    """What may stand before :data:`MARK` where inclusive writing spells ``word`` (folded, spelt out).

    ``travailleurs`` → ``travailleurs`` (``travailleurs·euses``), ``travailleur`` (``travailleur·euses``); of words in
    ``-es`` and ``-os`` also the stem without these two letters (``trabajador@s``).
    """
    stems = [word]
    if len(word) >= 5:
        stems.append(word[:-1])
        if word.endswith(("es", "os", "as")):
            stems.append(word[:-2])
    return stems
