"""The indicator engine again, slow and plain: what :mod:`qda.indicators` must agree with, word for word.

One passage, one sentence, one indicator, one form, one word at a time; no automaton, no arrays.
"""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

from qda import codebook, languages
from qda.codebook import Indicator, Word
from qda.folding import _fold_letter, fold_words, spell_out
from qda.indicators import inflections

parse_form = cache(codebook.parse_form)
SIGNS = {"%": "%", "$": "$", "€": "\x06", "£": "\x07"}
TAKEN_OUT = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff\u0300-\u036f]")
GENDERED = "(?:e|ne|te|le|se|ve|euse|ice|rice|trice|ere|iere|ive|elle)"
INCLUSIVE = [
    r"·[L·]*(?:[.-]s)?", r"\(L{1,6}\)L{0,4}", rf"(?<=LLL)\.{GENDERED}(?:\.?s)?",
    rf"(?<=LLL)-(?:{GENDERED}-s|(?:e|euse|ice|rice|trice|ere|iere)s?|[snv]es)",
    rf"(?<=LLL)/-?(?:{GENDERED}(?:/?s)?|as?|os?|i|in|innen|or[ae]s?)", r"[:_](?:innen|in|r|n|e|en|er|es|em)",
    r"\*(?:innen|in|r|n|e)?", r"@s?(?!\.)",
]
LETTER = "[a-zœæß\x05]"
INCLUSIVE = [re.compile(p.replace("[L·]", LETTER[:-1] + "·]").replace("L", LETTER) + rf"(?!{LETTER}|\d)") for p in INCLUSIVE]


def symbol(char: str) -> str:
    if char.isalnum():
        return spell_back(_fold_letter(char))
    if char in "'’ʼ‘′´`":
        return "'"
    if char in "-‐‑⁃−":
        return "-"
    if char in "·•‧∙⋅ꞏ":
        return "·"
    return char if char in "./:_*()@,\n%$€£" else " "


def spell_back(letter: str) -> str:
    return {"\x02": "œ", "\x03": "æ", "\x04": "ß"}.get(letter, letter)


@cache
def words(text: str) -> list[tuple[int, int, str]]:
    """(start, end, word) of the words of a text; inclusive words hold ``·``, numbers are ``#``, signs themselves."""
    kept = [(n, "·" if c in "əɜ⸱" else symbol(c)) for n, c in enumerate(text) if not TAKEN_OUT.match(c)]
    place = [n for n, _ in kept]
    line = list("".join(s for _, s in kept))

    def letter(n: int) -> bool:
        return 0 <= n < len(line) and bool(re.match(LETTER, line[n]))

    for n, s in enumerate(line):
        if s == "·" and not (n and re.match(LETTER, kept[n - 1][1])):
            line[n] = " "
    before = "".join(line)
    for n in range(1, len(line)):
        if letter(n - 1):
            for rule in INCLUSIVE:
                match = rule.match(before, n)
                if match:
                    for inside in range(n, match.end()):
                        if not re.match(LETTER, before[inside]):
                            line[inside] = "·"
                    break
    line = "".join(line)
    found = [m for m in re.finditer(rf"(?:{LETTER}|[0-9·])+|[%$€£]+", line)]
    kept_words = []
    for m in found:
        elided = len(m[0]) <= 2 and letter(m.start()) and re.match(rf"'(?:{LETTER}|[0-9·%$€£])", line[m.end() :])
        possessive = m[0] == "s" and line[: m.start()].endswith("'")
        if not (elided or possessive):
            kept_words.append((m.start(), m.end(), m[0]))
    merged: list[tuple[int, int, str]] = []
    for start, end, word in kept_words:
        if merged and word.isdigit() and merged[-1][2].replace(" ", "").isdigit() and start == merged[-1][1] + 1:
            last_part = merged[-1][2].split(" ")[-1]
            between = line[start - 1]
            if between in ".," or (between in " '" and len(word) == 3 and len(last_part) <= 3):
                merged[-1] = (merged[-1][0], end, merged[-1][2] + " " + word)
                continue
        merged.append((start, end, word))
    spelt = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
    return [(place[s], place[e - 1] + 1, w.translate(spelt)) for s, e, w in merged]


@cache
def fits(word: Word, token: str, lang: str) -> bool:
    if word.text == "#":
        return token.replace(" ", "").isdigit()
    if word.text in SIGNS.values():
        return SIGNS.get(token[0]) == word.text
    if word.ending:
        return token.startswith(word.text)
    wholes = [word.text]
    if word.lemma:
        forms = inflections(frozenset([word.text]), lang)[word.text]
        wholes = [spell_out(folded[0]) for folded in map(fold_words, forms) if len(folded) == 1]
    for whole in wholes:
        if token == whole:
            return True
        if "·" in token:
            stem = token[: token.index("·")]
            cut = [whole] + ([whole[:-1]] if len(whole) >= 5 else [])
            cut += [whole[:-2]] if len(whole) >= 5 and whole.endswith(("es", "os", "as")) else []
            if stem in cut:
                return True
    return False


def ends_of(form, tokens: list[str], at: int, lang: str) -> set[int]:
    """Where (one past its last word) the form can end if its first word is the word number ``at``."""
    reached = {at}
    for n, slot in enumerate(form.slots):
        if n > 0:
            reached = {place + more for place in reached for more in range(form.gaps[n - 1] + 1)}
        reached = {
            place + len(run)
            for place in reached
            for run in slot
            if place + len(run) <= len(tokens) and all(fits(w, tokens[place + k], lang) for k, w in enumerate(run))
        }
    return reached


@cache
def beginning(forms: tuple[str, ...], token: str, lang: str) -> list[str]:
    """The forms that can begin with this word."""
    return [form for form in forms if any(fits(run[0], token, lang) for run in parse_form(form).slots[0])]


@cache
def fits_of(forms: tuple[str, ...], text: str, lang: str) -> list[tuple[int, int]]:
    """(first word, last word), numbered in the passage, of every fit of one of the forms inside a sentence."""
    every = words(text)
    found = []
    for start, end in languages.sentences(text, lang):
        inside = [n for n, w in enumerate(every) if start <= w[0] and w[1] <= end]
        tokens = [every[n][2] for n in inside]
        for at in range(len(tokens)):
            ends = set().union(*(ends_of(parse_form(form), tokens, at, lang) for form in beginning(forms, tokens[at], lang)))
            found += [(inside[at], inside[end - 1]) for end in sorted(ends)]
    return found


def occurrences(forms: tuple[str, ...], text: str, lang: str) -> list[tuple[int, int]]:
    """Of the fits that begin at one word, the shortest."""
    shortest: dict[int, int] = {}
    for first, last in fits_of(forms, text, lang):
        shortest.setdefault(first, last)
    return list(shortest.items())


def context_holds(context, hit: tuple[int, int], texts: list[str], n: int, lang: str) -> bool:
    """Whether the forms of a context stand near a hit in passage ``n`` of the passages of a turn."""
    if context.within == "turn":
        return any(fits_of(context.forms, text, lang) for text in texts)
    here = fits_of(context.forms, texts[n], lang)
    if context.within == "passage":
        return bool(here)
    if context.within == "sentence":
        mine = sentence_of(hit, texts[n], lang)
        return any(sentence_of(other, texts[n], lang) == mine for other in here)
    return any(
        hit[0] - 1 - context.within <= word <= hit[1] + 1 + context.within
        for first, last in here
        for word in range(first, last + 1)
    )


def sentence_of(hit: tuple[int, int], text: str, lang: str) -> tuple[int, int]:
    start = words(text)[hit[0]][0]
    return next(span for span in languages.sentences(text, lang) if span[0] <= start < span[1])


def hits(indicator: Indicator, texts: list[str], n: int) -> list[tuple[int, int]]:
    """(start, end) in the text of passage ``n`` of a turn where an indicator fires; roles not asked."""
    lang, text = indicator.lang, texts[n]
    fired = []
    for hit in occurrences(indicator.any, text, lang):
        if all(context_holds(c, hit, texts, n, lang) for c in indicator.near) and not any(
            context_holds(c, hit, texts, n, lang) for c in indicator.not_near
        ):
            every = words(text)
            fired.append((every[hit[0]][0], every[hit[1]][1]))
    return fired


def apply(passages: pd.DataFrame, indicators: list[Indicator]) -> set[tuple]:
    """(doc_id, start, end, indicator) of every match, as ``apply_codebook(..., unit="match")`` gives them."""
    made = set()
    quotations = [(row.doc_id, row.start, row.end) for row in passages.itertuples() if row.kind == "quotation"]
    rows = [row for row in passages.itertuples() if row.kind in ("body", "turn", "heading")]
    turns: list[list] = []
    for row in rows:
        last = turns[-1][-1] if turns else None
        if last and row.kind == last.kind == "turn" and row.speaker and (row.doc_id, row.speaker) == (last.doc_id, last.speaker):
            turns[-1].append(row)
        else:
            turns.append([row])
    for turn in turns:
        for lang in {row.lang for row in turn}:
            spoken = [row for row in turn if row.lang == lang]
            for indicator in indicators:
                if indicator.lang != lang:
                    continue
                for n, row in enumerate(spoken):
                    for start, end in hits(indicator, [r.text for r in spoken], n):
                        start, end = row.start + start, row.start + end
                        quoted = any(d == row.doc_id and s <= start and end <= e for d, s, e in quotations)
                        voices = {row.role, "quoted"} if quoted else {row.role}
                        if not indicator.role or voices & set(indicator.role):
                            made.add((row.doc_id, start, end, indicator.id))
    return made
