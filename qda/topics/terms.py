"""What a topic model sees of a passage: what was said, its terms, and stretches long enough to say what they
are about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from qda import languages
from qda.lemmas import term_lemma

#: Columns that lead from a row of any result back to its passage.
ANCHORS = ("doc_id", "passage_id", "start", "end", "lang")
_STAGE_DIRECTION = re.compile(r"\[[^\]\n]{1,60}\]|\((?:\w+ ?){1,3}\)")


def said(passages: pd.DataFrame) -> list[str]:
    """The text of each passage; of a turn without its speaker's label and without stage directions:
    ``[rires]``.
    """
    speakers = passages["speaker"] if "speaker" in passages else [""] * len(passages)
    texts = []
    for text, speaker in zip(passages["text"], speakers, strict=True):
        if speaker:
            if text.startswith(speaker):
                text = re.sub(r"\A\s*:\s*", "", text[len(speaker) :])
            text = _STAGE_DIRECTION.sub(" ", text)
        texts.append(text)
    return texts


def terms_of(texts: Sequence[str], langs: Sequence[str]) -> list[list[str]]:
    """The terms of each text, in order.

    Words of three letters or more, lower case, as lemmas (simplemma, with the exceptions of
    ``qda/data/lemmas``), without stop words (``qda/data/stopwords``), elided articles and numbers.
    """
    return [
        [term for start, end in languages.tokens(text, lang) if (term := _term(text[start:end], lang))]
        for text, lang in zip(texts, langs, strict=True)
    ]


def _term(word: str, lang: str) -> str | None:
    word = word.replace("’", "'").replace("ʼ", "'")
    if word.endswith("'") or not any(map(str.isalpha, word)) or word.lower() in languages.stop_words(lang):
        return None
    term = term_lemma(word, lang)
    return term if len(term) > 2 and term not in languages.stop_words(lang) else None


def count_terms(
    terms: Sequence[Sequence[str]], doc_ids: Sequence[str], min_rows: int = 3, min_docs: int = 2
) -> tuple[sparse.csr_array, np.ndarray]:
    """Counts of terms (csr, rows × terms) and the terms in alphabetical order.

    Terms in fewer than ``min_rows`` rows or ``min_docs`` documents are left out: a name that one document
    alone says tells the document, not a topic. Where there are fewer documents than that, their number is the
    threshold.
    """
    vocabulary = {term: column for column, term in enumerate(sorted({term for row in terms for term in row}))}
    columns = np.array([vocabulary[term] for row in terms for term in row], dtype=np.int32)
    pointers = np.cumsum([0, *map(len, terms)])
    counts = sparse.csr_array((np.ones(len(columns)), columns, pointers), shape=(len(terms), len(vocabulary)))
    counts.sum_duplicates()
    documents = pd.factorize(np.asarray(doc_ids, dtype=object))[0]
    in_docs = sparse.csr_array(
        (np.ones(len(documents)), (documents, np.arange(len(documents))))
    )  # documents × rows
    keep = np.bincount(counts.indices, minlength=len(vocabulary)) >= min(min_rows, len(terms))
    keep &= np.asarray(((in_docs @ counts) > 0).sum(axis=0)).ravel() >= min(min_docs, in_docs.shape[0])
    return counts[:, np.flatnonzero(keep)], np.array(list(vocabulary), dtype=object)[keep]


def stretches(sizes: Sequence[int], doc_ids: Sequence[str], length: int) -> np.ndarray:
    """Number of the stretch of each row: consecutive rows of a document, joined until they hold ``length``
    terms.
    """
    numbers, number, held, last = np.zeros(len(sizes), dtype=int), -1, 0, None
    for row, (size, doc_id) in enumerate(zip(sizes, doc_ids, strict=True)):
        if doc_id != last or held >= length:
            number, held = number + 1, 0
        numbers[row], last = number, doc_id
        held += size
    return numbers


def sum_rows(counts: sparse.csr_array, groups: np.ndarray, n: int | None = None) -> sparse.csr_array:
    """Rows summed by group (0 … n − 1; −1 is left out): n × columns."""
    rows = np.flatnonzero(groups >= 0)
    n = n if n is not None else int(groups.max(initial=-1)) + 1
    into = sparse.csr_array((np.ones(len(rows)), (groups[rows], rows)), shape=(n, counts.shape[0]))
    return sparse.csr_array(into @ counts)
