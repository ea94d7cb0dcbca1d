"""How fast the indicator engine is, against what else could look for the codebook's words.

    python bench/engine.py [MB …]        (default: 1 10; for growth: 1 10 100)

Documents are drawn from the bundled corpus with a fixed seed until they hold so many MB (millions of characters).
Every rival looks for the words of the codebook's forms as the corpus spells them (families spelt out), document by
document, in lower case, and returns offsets; it checks no word boundary, gap, context or sentence unless its kind does
so by itself, so ``ahocorasick_rs`` also reports words inside words. In lower case alone it misses what is written with other accents
than the form; ``no accents`` takes them off first, as the engine does. ``between spaces`` it reports whole words, but not
those beside a comma: quicker, as it has a quarter of the hits to hand over, and of less use.
The engine goes from passages to codings, contexts checked, sentences cut. Slow rivals get fewer MB; cost per MB is
what is compared, all in one run, in processor seconds of one thread (other work on the machine counts less than on a
wall clock). Best of three runs up to 10 MB, one run beyond.
"""

from __future__ import annotations

import resource
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

import qda
from qda import languages
from qda.coding import apply_codebook
from qda.folding import fold
from qda.indicators import compile_indicators

SEED = 20261121
BATCH = 4_000_000
#: No rival gets more than so many MB: it would take hours and cost the same per MB.
AT_MOST = {"spaCy Matcher on lemmas": 0.05, "regex alternation": 0.2, "spaCy PhraseMatcher": 2.0, "pyahocorasick": 10.0}


def batches(passages: pd.DataFrame, megabytes: float) -> Iterator[pd.DataFrame]:
    """Tables of passages of whole documents, each document with an id of its own."""
    documents = [group for _, group in passages.groupby("doc_id", sort=False)]
    sizes = np.array([group["text"].str.len().sum() for group in documents])
    generator, left, number = np.random.default_rng(SEED), megabytes * 1e6, 0
    while left > 0:
        batch, size = [], 0
        while size < min(BATCH, left):
            drawn = int(generator.integers(len(documents)))
            batch.append(documents[drawn].assign(doc_id=f"{documents[drawn]['doc_id'].iloc[0]}-{number}"))
            size += sizes[drawn]
            number += 1
        left -= size
        yield pd.concat(batch, ignore_index=True)


def as_documents(table: pd.DataFrame) -> list[tuple[str, str]]:
    """(text, language) of the documents of a table: what a rival reads."""
    return [("\n".join(group["text"]), group["lang"].iloc[0]) for _, group in table.groupby("doc_id", sort=False)]


def spelt_out(passages: pd.DataFrame, codebook) -> dict[str, list[str]]:
    """For each language the words of the corpus, lower case, that a word of the codebook's forms fits."""
    words = {}
    for lang, texts in passages.groupby("lang")["text"]:
        if lang not in languages.LANGUAGES:
            continue
        automaton = compile_indicators(tuple(codebook.indicators), lang)
        seen = {text[s:e].lower() for text in texts for s, e in languages.tokens(text, lang)}
        words[lang] = sorted(w for w in seen if (classes := automaton.classes(fold(w))).size == 1 and classes[0])
    return words


def plain(text: str) -> str:
    """Lower case without accents, the quickest way in Python: what it takes to find *étiquetées* by *etiquetees*."""
    return unicodedata.normalize("NFD", text.lower()).encode("ascii", "ignore").decode()


def rivals(words: dict[str, list[str]]) -> dict[str, Callable[[str, str], int]]:
    """Name → function of (text, language) that returns how many hits it found."""
    import ahocorasick
    import ahocorasick_rs
    import regex
    import spacy
    from spacy.matcher import Matcher, PhraseMatcher

    rust = {lang: ahocorasick_rs.AhoCorasick(forms) for lang, forms in words.items()}
    spaced = {lang: ahocorasick_rs.AhoCorasick([f" {form} " for form in forms]) for lang, forms in words.items()}
    unaccented = {lang: ahocorasick_rs.AhoCorasick(sorted({plain(form) for form in forms})) for lang, forms in words.items()}
    tries = {}
    for lang, forms in words.items():
        tries[lang] = ahocorasick.Automaton()
        for form in forms:
            tries[lang].add_word(form, form)
        tries[lang].make_automaton()
    alternations = {
        lang: regex.compile(rf"\b(?:{'|'.join(map(regex.escape, sorted(forms, key=len, reverse=True)))})\b", regex.I)
        for lang, forms in words.items()
    }
    blank = {lang: spacy.blank(lang) for lang in words}
    phrases, lemmas = {}, {}
    for lang, forms in words.items():
        blank[lang].max_length = 10**9
        phrases[lang] = PhraseMatcher(blank[lang].vocab, attr="LOWER")
        phrases[lang].add("codebook", [blank[lang].make_doc(form) for form in forms])
        if lang in languages.SPACY_MODELS:
            nlp = languages.pipeline(lang)
            lemmas[lang] = Matcher(nlp.vocab)
            lemmas[lang].add("codebook", [[{"LEMMA": languages.lemma(form, lang)}] for form in forms])

    def lemma_matcher(text: str, lang: str) -> int:
        return len(lemmas[lang](languages.pipeline(lang)(text))) if lang in lemmas else 0

    return {
        "ahocorasick_rs": lambda text, lang: len(rust[lang].find_matches_as_indexes(text.lower())),
        "ahocorasick_rs, no accents": lambda text, lang: len(unaccented[lang].find_matches_as_indexes(plain(text))),
        "ahocorasick_rs, between spaces": lambda t, lang: len(spaced[lang].find_matches_as_indexes(t.lower())),
        "ahocorasick_rs, overlapping": lambda t, lang: len(rust[lang].find_matches_as_indexes(t.lower(), overlapping=True)),
        "pyahocorasick": lambda text, lang: sum(1 for _ in tries[lang].iter(text.lower())),
        "spaCy PhraseMatcher": lambda text, lang: len(phrases[lang](blank[lang].make_doc(text))),
        "regex alternation": lambda text, lang: sum(1 for _ in alternations[lang].finditer(text)),
        "spaCy Matcher on lemmas": lemma_matcher,
    }


def main(sizes: list[float]) -> None:
    passages, codebook = qda.read_corpus().passages, qda.read_codebook()
    begun = time.perf_counter()
    apply_codebook(passages, codebook)
    print(f"first use (compiling six languages): {time.perf_counter() - begun:.1f} s")
    words = spelt_out(passages, codebook)
    print(f"{len(codebook.indicators)} indicators; {sum(map(len, words.values()))} words of the corpus fit their forms\n")
    against = rivals(words)
    rows = []
    for size in sizes:
        spent, hits, read = {}, {}, {}
        runs = 3 if size <= 10 else 1
        for batch in batches(passages[passages["lang"].isin(list(words))], size):
            amount = batch["text"].str.len().sum() / 1e6
            for unit in ("sentence", "match"):
                name = f"qda.apply_codebook, {unit}"
                _add(name, amount, runs, lambda u=unit, b=batch: len(apply_codebook(b, codebook, unit=u)), spent, hits, read)
            documents = as_documents(batch)
            for name, look in against.items():
                some = _up_to(documents, name, size, read.get(name, 0.0))
                if some:
                    amount = sum(len(text) for text, _ in some) / 1e6
                    _add(name, amount, 1 if name in AT_MOST else runs, lambda f=look, d=some: sum(f(*x) for x in d), spent, hits, read)
            del batch, documents
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        for name, seconds in spent.items():
            rows.append((size, name, read[name], seconds / read[name], read[name] / seconds, hits[name] / read[name], memory))
    table = pd.DataFrame(rows, columns=["MB", "what", "MB read", "s per MB", "MB/s", "hits per MB", "peak MiB"])
    cost = table[table["what"] == "qda.apply_codebook, sentence"].set_index("MB")["s per MB"]
    table["times the engine's cost"] = table["s per MB"] / table["MB"].map(cost)
    print(table.to_string(index=False, float_format=lambda v: f"{v:,.3f}"))
    out = Path(__file__).parent / "out"
    out.mkdir(exist_ok=True)
    table.to_csv(out / "engine.csv", index=False)


def _up_to(documents: list[tuple[str, str]], name: str, size: float, read: float) -> list[tuple[str, str]]:
    """As many of the documents as this rival may still read."""
    if name == "spaCy Matcher on lemmas":
        documents = [document for document in documents if document[1] in languages.SPACY_MODELS]
    left, some = (min(size, AT_MOST.get(name, size)) - read) * 1e6, []
    for document in documents:
        if left <= 0:
            break
        some.append(document)
        left -= len(document[0])
    return some


def _add(name: str, amount: float, runs: int, work: Callable[[], int], spent: dict, hits: dict, read: dict) -> None:
    best = float("inf")
    for _ in range(runs):
        begun = time.process_time()
        count = work()
        best = min(best, time.process_time() - begun)
    spent[name], hits[name], read[name] = spent.get(name, 0) + best, hits.get(name, 0) + count, read.get(name, 0) + amount


if __name__ == "__main__":
    main([float(size) for size in sys.argv[1:]] or [1, 10])
