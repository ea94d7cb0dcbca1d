"""Term matrices: passages in rows, terms in columns, by a chain of steps that the matrix states.

The chain is: words (:func:`qda.languages.tokens`), folding, multi-word terms, lemmas (simplemma, with the
exceptions of ``qda/data/lemmas``), stop words (``qda/data/stopwords``), thresholds. Each passage goes through
the chain of its own language.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from scipy import sparse

from qda import languages
from qda.lemmas import term_lemma
from qda.lexicometry.pieces import distinct_pieces

FOLDINGS = ("lower", "typography", "accents")
_PLAIN = str.maketrans({"’": "'", "ʼ": "'", "‐": "-", "‑": "-", "\u00ad": None})
_CLAUSE_END = re.compile(r"[.,;:!?…()\[\]«»“”]")
_BREAK = -1


@dataclass(frozen=True, repr=False)
class TermMatrix:
    """Counts of terms in rows of text (passages, segments, documents).

    Attributes
    ----------
    counts : csr_array, rows × terms
        How often each term stands in each row.
    terms : array of str
        The columns, in alphabetical order.
    rows : DataFrame
        What each row is: the columns of the passages (``doc_id``, ``start``, ``end``, …) without their text,
        so that any figure leads back to the passages it counts.
    sizes : array of int
        Words in each row before stop words and thresholds took any away.
    chain : dict
        The steps that made the terms, to print beside a result.
    """

    counts: sparse.csr_array
    terms: np.ndarray
    rows: pd.DataFrame
    sizes: np.ndarray
    chain: dict = field(default_factory=dict)

    def __repr__(self) -> str:
        return (
            f"<TermMatrix {self.shape[0]} rows × {self.shape[1]} terms, {int(self.counts.sum())} occurrences>"
        )

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, terms)."""
        return self.counts.shape

    @property
    def vocabulary(self) -> dict[str, int]:
        """Term → column."""
        return {term: column for column, term in enumerate(self.terms)}

    def frequencies(self) -> pd.DataFrame:
        """``count`` (occurrences) and ``rows`` (rows that hold it) of each term, most frequent first."""
        table = pd.DataFrame(
            {"term": self.terms, "count": _column_sums(self.counts), "rows": _row_counts(self.counts)}
        )
        return table.sort_values(["count", "term"], ascending=[False, True], ignore_index=True)

    def binary(self) -> TermMatrix:
        """Presence (1) or absence of each term in each row."""
        counts = self.counts.copy()
        counts.data = np.ones_like(counts.data)
        return replace(self, counts=counts)

    def trim(self, min_count: int = 1, min_rows: int = 1, max_share: float = 1.0) -> TermMatrix:
        """Keep terms seen ``min_count`` times, in ``min_rows`` rows, in ``max_share`` of the rows at most."""
        in_rows = _row_counts(self.counts)
        keep = (
            (_column_sums(self.counts) >= min_count)
            & (in_rows >= min_rows)
            & (in_rows <= max_share * self.shape[0])
        )
        chain = self.chain | {
            "thresholds": {"min_count": min_count, "min_rows": min_rows, "max_share": max_share}
        }
        if keep.all():
            return replace(self, chain=chain)
        return replace(self, counts=self.counts[:, np.flatnonzero(keep)], terms=self.terms[keep], chain=chain)

    def in_documents(self, least: int, by: str = "doc_id") -> TermMatrix:
        """Keep terms that stand in so many documents at least: names of one text's people say nothing of
        others.
        """
        documents = np.asarray((self.group(by).counts > 0).sum(axis=0)).ravel()
        keep = documents >= least
        chain = self.chain | {"documents": least}
        return replace(self, counts=self.counts[:, np.flatnonzero(keep)], terms=self.terms[keep], chain=chain)

    def shuffled(self, generator: np.random.Generator, sweeps: int = 10) -> TermMatrix:
        """Presence of terms in rows with nothing but the margins left, to see what a method finds in chance.

        Each row keeps how many terms it holds and each term how many rows hold it. Two rows trade the terms
        that only one of them holds, drawn at random, ``sweeps`` times the number of rows (the curveball of
        Strona et al. 2014, *Nature Communications* 5).
        """
        held = [set(row) for row in np.split(self.counts.indices, self.counts.indptr[1:-1])][: self.shape[0]]
        for one, two in generator.integers(0, max(len(held), 1), (sweeps * len(held), 2)):
            only_one, only_two = held[one] - held[two], held[two] - held[one]
            if one != two and only_one and only_two:
                pool = generator.permutation(sorted(only_one | only_two)).tolist()
                common = held[one] & held[two]
                held[one] = common.union(pool[: len(only_one)])
                held[two] = common.union(pool[len(only_one) :])
        pointers = np.cumsum([0, *map(len, held)])
        indices = np.fromiter(
            (term for row in held for term in sorted(row)), dtype=np.int32, count=pointers[-1]
        )
        ones = np.ones(len(indices), dtype=self.counts.dtype)
        return replace(self, counts=sparse.csr_array((ones, indices, pointers), shape=self.shape))

    def take(self, rows) -> TermMatrix:
        """The rows of a boolean mask or of positions, in that order."""
        rows = np.asarray(rows)
        rows = np.flatnonzero(rows) if rows.dtype == bool else rows
        return replace(
            self,
            counts=self.counts[rows],
            rows=self.rows.iloc[rows].reset_index(drop=True),
            sizes=self.sizes[rows],
        )

    def group(self, by) -> TermMatrix:
        """Sum the rows that share a label: a column of :attr:`rows` or one label a row (none: left out)."""
        codes, names = labels_of(self.rows, by, self.shape[0])
        rows = pd.DataFrame({by if isinstance(by, str) else "group": names})
        return replace(
            self,
            counts=sum_rows(self.counts, codes, len(names)),
            rows=rows,
            sizes=np.bincount(codes[codes >= 0], self.sizes[codes >= 0], len(names)).astype(int),
        )

    def rows_with(self, term: str) -> pd.DataFrame:
        """The rows that hold ``term``, with ``count``: the way back to the text."""
        if term not in self.vocabulary:
            raise KeyError(
                f"{term!r} is not a term of this matrix: see .terms, and .chain for what was left out"
            )
        column = self.counts[:, [self.vocabulary[term]]].toarray()[:, 0]
        return self.rows[column > 0].assign(count=column[column > 0])

    def to_frame(self) -> pd.DataFrame:
        """The counts as a dense table, one column a term."""
        return pd.DataFrame(self.counts.toarray(), columns=self.terms)


def term_matrix(
    passages: pd.DataFrame | Sequence[str],
    lang: str | None = None,
    *,
    folding: str = "typography",
    lemmas: bool = False,
    stop_words: bool | Iterable[str] = False,
    multiword: Iterable[str] = (),
    numbers: bool = True,
    min_length: int = 1,
    min_count: int = 1,
    min_rows: int = 1,
    max_share: float = 1.0,
    token_pattern: str | None = None,
) -> TermMatrix:
    """Count the terms of passages.

    Parameters
    ----------
    passages : DataFrame or sequence of str
        Passages or segments with a column ``text`` (and ``lang``), or plain strings.
    lang : str, optional
        Keep the passages of this language only; for plain strings, the language they are in. Without it each
        passage goes through the chain of its own language and the columns are shared.
    folding : {"typography", "lower", "accents"}
        ``lower``: lower case; ``typography``: and plain apostrophes and hyphens; ``accents``: and no accents.
    lemmas : bool
        Replace each word by its lemma (:func:`qda.lemmas.term_lemma`), looked up as the word is written:
        German nouns are known by their capital.
    stop_words : bool or iterable of str
        True leaves out the language's stop words; an iterable leaves out these instead.
    multiword : iterable of str
        Terms of several words ("travail du clic") to count as one; the longest wins, none crosses
        punctuation. With lemmas they are matched lemma by lemma (write German nouns with their capital).
    numbers : bool
        False leaves out terms without any letter.
    min_length : int
        Leave out shorter terms.
    min_count, min_rows, max_share
        Thresholds, see :meth:`TermMatrix.trim`.
    token_pattern : str, optional
        A regular expression for a word, instead of the language's; it must not match white space.

    Returns
    -------
    TermMatrix

    Raises
    ------
    ValueError
        For a folding or a column that does not exist, or a text that is missing.
    """
    if folding not in FOLDINGS:
        raise ValueError(f"folding {folding!r} is unknown: use one of {', '.join(FOLDINGS)}")
    passages = _as_passages(passages, lang)
    if lang is not None:
        passages = passages[passages["lang"] == lang]
    steps = _Steps(folding, lemmas, stop_words, tuple(multiword), numbers, min_length, token_pattern)
    blocks, found = [], {}
    tongue_of = passages["lang"].to_numpy(dtype=object)
    for tongue in pd.unique(tongue_of):
        here = np.flatnonzero(tongue_of == tongue)
        blocks.append((here, *_count(passages["text"].iloc[here], tongue, steps, found)))
    matrix = _assemble(passages, blocks, found)
    matrix.chain.update(
        languages=sorted(map(str, pd.unique(tongue_of))),
        words=token_pattern or "qda.languages.tokens",
        folding=folding,
        lemmas="simplemma, qda/data/lemmas" if lemmas else "none",
        stop_words="qda/data/stopwords" if stop_words is True else sorted(stop_words or ()),
        multiword=sorted(steps.multiword),
        numbers=numbers,
        min_length=min_length,
    )
    return matrix.trim(min_count, min_rows, max_share)


def _as_passages(passages, lang: str | None) -> pd.DataFrame:
    if isinstance(passages, pd.DataFrame):
        if "text" not in passages:
            raise ValueError("the table has no column 'text': give passages or segments")
        return said_in(
            passages if "lang" in passages else passages.assign(lang=lang or languages.UNDETERMINED)
        )
    if isinstance(passages, str):
        raise TypeError("give a table of passages or a list of texts, not one string")
    texts = list(passages)
    return said_in(
        pd.DataFrame({"text": pd.Series(texts, dtype=object), "lang": lang or languages.UNDETERMINED})
    )


def said_in(passages: pd.DataFrame) -> pd.DataFrame:
    """Passages with a text each; a language that is missing is undetermined.

    Raises
    ------
    ValueError
        If a text is missing: that is another thing than an empty one.
    """
    missing = passages["text"].isna().to_numpy()
    if missing.any():
        raise ValueError(
            f"{int(missing.sum())} rows have no text (the first: row {int(missing.argmax())}): "
            "drop them, or give them ''"
        )
    if "lang" not in passages or not passages["lang"].isna().any():
        return passages
    return passages.assign(
        lang=passages["lang"].astype(object).where(passages["lang"].notna(), languages.UNDETERMINED)
    )


@dataclass(frozen=True)
class _Steps:
    folding: str
    lemmas: bool
    stop_words: bool | Iterable[str]
    multiword: tuple[str, ...]
    numbers: bool
    min_length: int
    token_pattern: str | None

    def words(self, lang: str) -> Callable[[str], list[str]]:
        """Text → its words, folded; with lemmas in the case they have, :meth:`term` takes it away."""
        fold = fold_lower if self.folding == "lower" else fold_typography
        if self.token_pattern is not None:
            find = re.compile(self.token_pattern).findall
            return lambda text: find(fold(text))
        if self.lemmas:
            fold = str if self.folding == "lower" else plain_typography

        def find(text: str) -> list[str]:
            text = fold(text)
            return [text[start:end] for start, end in languages.tokens(text, lang)]

        return find

    def term(self, lang: str) -> Callable[[str], str]:
        """Word → the term it counts for, before stop words."""

        def term(word: str) -> str:
            word = term_lemma(word, lang) if self.lemmas else word
            return fold_accents(word) if self.folding == "accents" else word

        return term

    def is_left_out(self, lang: str) -> Callable[[str, str], bool]:
        """(word, term) → whether it is a stop word, a number or too short."""
        if self.stop_words is True:
            stops = frozenset(map(fold_typography, languages.stop_words(lang)))
        else:
            stops = frozenset(map(fold_typography, self.stop_words or ()))
        if self.folding == "accents":
            stops |= {fold_accents(word) for word in stops}

        if not stops and self.numbers and self.min_length <= 1:
            return lambda word, term: False

        def left_out(word: str, term: str) -> bool:
            plain = fold_typography(word)
            return (
                plain in stops
                or plain.rstrip("'") in stops
                or term in stops
                or len(term.rstrip("'")) < self.min_length
                or not self.numbers
                and not any(map(str.isalpha, term))
            )

        return left_out


def fold_lower(text: str) -> str:
    """Lower case."""
    return text.lower()


def plain_typography(text: str) -> str:
    """Plain apostrophes and hyphens, no soft hyphens."""
    return text.translate(_PLAIN)


def fold_typography(text: str) -> str:
    """Lower case and :func:`plain_typography`."""
    return plain_typography(text.lower())


def fold_accents(text: str) -> str:
    """The letters without their accents (``é`` → ``e``)."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


# A word is looked at once, however often it stands in the corpus: texts are cut at white space, each distinct
# piece goes through the chain, and a sparse product (rows × pieces) · (pieces × terms) gives the counts.


def _count(texts: Iterable[str], lang: str, steps: _Steps, found: dict[str, int]):
    """Counts (rows × terms so far) and words a row; ``found`` (term → column) grows."""
    pieces, codes, ends = distinct_pieces(texts)
    words, term_of, left_out = steps.words(lang), steps.term(lang), steps.is_left_out(lang)
    spoken = [words(piece) for piece in pieces]
    in_row = sparse.csr_array(
        (np.ones(len(codes), np.int32), codes, ends), shape=(len(ends) - 1, len(pieces))
    )
    sizes = in_row @ np.array([len(said) for said in spoken], dtype=np.int64)

    def column(word: str) -> int:
        term = term_of(word)
        return _BREAK if left_out(word, term) else found.setdefault(term, len(found))

    if steps.multiword:
        indices, pointers = _with_multiword(pieces, spoken, codes, ends, steps, lang, found, column)
        shape = (len(ends) - 1, len(found))
        return sparse.csr_array((np.ones(len(indices), np.int32), indices, pointers), shape=shape), sizes
    kept = [[c for c in map(column, piece) if c != _BREAK] for piece in spoken]
    return in_row @ _ragged(kept, len(found)), sizes


def _ragged(lists: list[list[int]], width: int) -> sparse.csr_array:
    pointers = np.cumsum([0, *map(len, lists)], dtype=np.int64)
    indices = np.fromiter((i for one in lists for i in one), dtype=np.int32, count=pointers[-1])
    return sparse.csr_array((np.ones(len(indices), np.int32), indices, pointers), shape=(len(lists), width))


def _with_multiword(pieces, spoken, codes, ends, steps: _Steps, lang: str, found: dict[str, int], column):
    """Column of each word of each row (csr indices and pointers), multi-word terms counted as one."""
    words, term_of = steps.words(lang), steps.term(lang)
    sought: dict[str, int] = {}
    single: dict[int, int] = {}
    sequences = []
    for piece, said in zip(pieces, spoken, strict=True):
        line = []
        for word in said:
            number = sought.setdefault(term_of(word), len(sought))
            line.append(number)
            single[number] = max(single.get(number, _BREAK), column(word))
        sequences.append([*line, _BREAK] if _CLAUSE_END.search(piece[-1:]) else line)
    longest: dict[int, list[tuple[tuple[int, ...], int]]] = {}
    for name in dict.fromkeys(" ".join(map(term_of, words(m))) for m in steps.multiword):
        numbers = tuple(sought.get(term, -2) for term in name.split(" "))
        if len(numbers) > 1 and -2 not in numbers:
            longest.setdefault(numbers[0], []).append((numbers, found.setdefault(name, len(found))))
    for candidates in longest.values():
        candidates.sort(key=lambda c: -len(c[0]))
    indices, pointers = [], [0]
    for start, end in itertools.pairwise(ends):
        line = [number for code in codes[start:end] for number in sequences[code]]
        at = 0
        while at < len(line):
            for numbers, term in longest.get(line[at], ()):
                if tuple(line[at : at + len(numbers)]) == numbers:
                    indices.append(term)
                    at += len(numbers)
                    break
            else:
                if line[at] != _BREAK and single[line[at]] != _BREAK:
                    indices.append(single[line[at]])
                at += 1
        pointers.append(len(indices))
    return np.array(indices, dtype=np.int32), np.array(pointers, dtype=np.int64)


def _assemble(passages: pd.DataFrame, blocks, found: dict[str, int]) -> TermMatrix:
    """One matrix from the languages' blocks: rows in the passages' order, terms in alphabetical order."""
    terms = np.array(list(found), dtype=object)
    order = np.argsort(terms, kind="stable")
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    sizes = np.zeros(len(passages), dtype=np.int64)
    parts, places = [], []
    for here, counts, words in blocks:
        parts.append(
            sparse.csr_array(
                (counts.data, rank[counts.indices], counts.indptr), shape=(len(here), len(terms))
            )
        )
        sizes[here] = words
        places.append(here)
    if not parts:
        counts = sparse.csr_array((0, 0), dtype=np.int32)
    else:
        counts = (
            parts[0]
            if len(parts) == 1
            else sparse.vstack(parts, format="csr")[np.argsort(np.concatenate(places))]
        )
    counts = sparse.csr_array(
        counts.tocsc().tocsr()
    )  # twice transposed: sorted in linear time, duplicates side by side
    counts.sum_duplicates()
    rows = passages.drop(columns="text").reset_index(drop=True)
    return TermMatrix(counts, terms[order], rows, sizes, {})


# -- rows by label -------------------------------------------------------------------------------------------


def labels_of(rows: pd.DataFrame | None, by, n: int) -> tuple[np.ndarray, list]:
    """Codes (−1: no label) and names, in sorted order, of ``by``: a column of ``rows``, or one label a row.

    Raises
    ------
    ValueError
        If there is no such column, or not one label a row.
    """
    if isinstance(by, str):
        if rows is None or by not in rows:
            known = "none" if rows is None else ", ".join(map(str, rows.columns))
            raise ValueError(
                f"no column {by!r} to group by (there is: {known}); join it with Corpus.with_metadata"
            )
        by = rows[by]
    labels = pd.Series(np.asarray(by, dtype=object), dtype=object)
    if len(labels) != n:
        raise ValueError(f"{len(labels)} labels for {n} rows: give one label a row")
    labels[labels.isna().to_numpy()] = None
    labels[(labels == "").to_numpy(dtype=bool)] = None
    try:
        codes, names = pd.factorize(labels, sort=True)
    except TypeError:  # labels of several types do not sort
        codes, names = pd.factorize(labels.map(lambda v: None if v is None else str(v)), sort=True)
    return codes, list(names)


def sum_rows(counts, codes: np.ndarray, n: int) -> sparse.csr_array:
    """Sum the rows of a matrix by code (−1: left out): ``n`` × columns."""
    kept = np.flatnonzero(codes >= 0)
    into = sparse.csr_array(
        (np.ones(len(kept), counts.dtype), (codes[kept], kept)), shape=(n, counts.shape[0])
    )
    return sparse.csr_array(into @ counts)


def as_counts(matrix) -> tuple[sparse.csr_array, np.ndarray, pd.DataFrame | None]:
    """Counts (csr, rows × terms), terms and rows of a TermMatrix, a DataFrame, or a dense or sparse array."""
    if isinstance(matrix, TermMatrix):
        return matrix.counts, matrix.terms, matrix.rows
    if isinstance(matrix, pd.DataFrame):
        counts = sparse.csr_array(matrix.to_numpy())
        return counts, matrix.columns.to_numpy(dtype=object), None
    counts = sparse.csr_array(matrix if sparse.issparse(matrix) else np.atleast_2d(np.asarray(matrix)))
    return counts, np.arange(counts.shape[1]), None


def presence_of(counts) -> sparse.csr_array:
    """1 where a term stands in a row, else 0."""
    presence = sparse.csr_array(counts, copy=True)
    presence.sum_duplicates()
    presence.data = np.ones(len(presence.data), dtype=np.int64) * (presence.data != 0)
    presence.eliminate_zeros()
    return presence


def _column_sums(counts: sparse.csr_array) -> np.ndarray:
    return np.bincount(counts.indices, counts.data, counts.shape[1]).astype(np.int64)


def _row_counts(counts: sparse.csr_array) -> np.ndarray:
    return np.bincount(counts.indices, minlength=counts.shape[1])
