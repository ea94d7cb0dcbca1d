"""The lemma a word counts for as a term: simplemma's, save for what its tables get wrong.

simplemma knows no context: it gives one lemma a form, and now and then a rare verb (*secondes* → *seconder*,
Italian *rider* → *ridere*). Forms that the rare reading would take from a common word stand in
``qda/data/lemmas/<lang>.csv`` (``form,lemma``), a file to read and to edit as the stop words are. The forms
were found by setting simplemma's lemma beside how often form and lemma are used, and decided one by one. The
indicators of a codebook do not use this file."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

from qda import languages

_ACRONYM = 4  # letters: longer words in capitals are shouted, or stand in a headline


@cache
def exceptions(lang: str) -> dict[str, str]:
    """Form → lemma, from ``qda/data/lemmas/<lang>.csv``; empty where there is no such file."""
    file = resources.files("qda") / "data" / "lemmas" / f"{lang}.csv"
    if not file.is_file():
        return {}
    return {
        row["form"]: row["lemma"] for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    }


@cache
def term_lemma(word: str, lang: str) -> str:
    """The lemma, lower case, of a word **as it is written**: German tells *Arbeit* from *arbeit* by its
    capital.

    The exceptions come first, as written and then in lower case; a short word in capitals (*AI*, *LAG*) is an
    acronym and stays as it is; the rest is :func:`qda.languages.lemma`.
    """
    known = exceptions(lang)
    lower = word.lower()
    if found := known.get(word) or known.get(lower):
        return found
    if word.isupper() and len(word) > 1:
        if len(word) <= _ACRONYM:
            return lower
        word = word.capitalize() if lang == "de" else lower
    lemma = languages.lemma(word, lang)
    # simplemma stops half-way at French participles: payée → payé, but payé → payer
    if lang == "fr" and lower in (f"{lemma}e", f"{lemma}s", f"{lemma}es"):
        return term_lemma(lemma, lang)
    return lemma
