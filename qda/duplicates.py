"""Near-duplicates: families of documents across outlets and days, and passages that are said twice.

A dispatch is reprinted with another title, cut, reordered, half rewritten: such documents are a *family*, and
a count that takes each for a text of its own counts the agency's diligence. Candidates come from shared
fingerprints, then each pair is compared word for word. Quotations do not make a family: two reporters at one
press conference quote the same sentences.

Fingerprints are the minima of hashed word 5-grams in windows of eight (winnowing: Schleimer, Wilkerson &
Aiken 2003): two texts that share a run of twelve words share one, whatever their lengths. A MinHash signature
of the whole text has no such guarantee for a dispatch kept as three sentences of a long article
(``bench/duplicates.py`` compares).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import pandas as pd

from qda.tables import make_table

K = 5  # words a shingle
WINDOW = 8  # shingles a window
MIN_SHARED = 30  # unquoted words two texts must share to be of one family
COPY = 0.8  # share of its words from which a short text is a copy
#: Interviews share the questions of their guide: only a near copy makes them a family.
GUIDED = ("research_interview", "transcript")
COLUMNS = ("doc_id", "family", "head", "nearest", "similarity", "shared_chars")

_WORD = re.compile(r"[^\W_]+")
_MARKED = (
    r"“[^“”\n]{1,3000}[”“]|„[^“”„\n]{1,3000}[”“]|\"[^\"\n]{1,3000}\""
    r"|(?<!\w)‘(?:[^‘’\n]|’(?=\w)){1,3000}’(?!\w)"  # an apostrophe inside words ends no quotation
)
_QUOTED = re.compile(rf"«[^«»\n]{{1,3000}}»|{_MARKED}")
_QUOTED_INWARDS = re.compile(rf"»[^«»\n]{{1,3000}}«|{_MARKED}")  # as German prints them


class _Words:
    """A text as arrays: where its words are, which are quoted, and the hash of each shingle."""

    def __init__(self, text: str):
        self.start, self.end, self.hashes = word_hashes(text)
        self.shingles = shingles(self.hashes)
        self.free = np.ones(len(self.hashes), dtype=bool)
        for quote in (_QUOTED_INWARDS if 0 <= text.find("»") < text.find("«") else _QUOTED).finditer(text):
            self.free[
                np.searchsorted(self.start, quote.start()) : np.searchsorted(self.start, quote.end())
            ] = False

    def fingerprints(self) -> np.ndarray:
        """Winnowed shingles, without order or repeats."""
        if len(self.shingles) <= WINDOW:
            return np.unique(self.shingles)
        return np.unique(np.lib.stride_tricks.sliding_window_view(self.shingles, WINDOW).min(axis=1))

    def covered_by(self, other: _Words) -> np.ndarray:
        """Which words lie in a shingle that stands in ``other`` too."""
        return _spread(np.isin(self.shingles, other.shingles), len(self.hashes))


def word_hashes(text: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Start, end and hash (64 bits, the same on every machine) of each word of ``text``, case apart."""
    matches = list(_WORD.finditer(text))
    start = np.array([m.start() for m in matches], dtype=np.int64)
    end = np.array([m.end() for m in matches], dtype=np.int64)
    return start, end, np.array([_hash(m[0].lower()) for m in matches], dtype=np.uint64)


@lru_cache(maxsize=1_000_000)
def _hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def shingles(hashes: np.ndarray, k: int = K) -> np.ndarray:
    """Hash of each run of ``k`` words; empty where there are fewer."""
    if len(hashes) < k:
        return np.empty(0, dtype=np.uint64)
    mixed = np.zeros(len(hashes) - k + 1, dtype=np.uint64)
    for i in range(k):
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + hashes[i : len(hashes) - k + 1 + i]
    return mixed ^ (mixed >> np.uint64(31))


def _spread(hit: np.ndarray, length: int, k: int = K) -> np.ndarray:
    covered = np.zeros(length, dtype=bool)
    for i in range(k if len(hit) else 0):
        covered[i : i + len(hit)] |= hit
    return covered


def families(
    documents: pd.DataFrame, texts: Mapping[str, str] | Callable[[str], str], threshold: float = 0.08
) -> pd.DataFrame:
    """Families of near-duplicate documents.

    Two documents are of one family if at least ``threshold`` of the words of one of them, quotations left
    out, stand in the other in runs of five words or more, and these are :data:`MIN_SHARED` words at least.
    Below that length, and for interviews (:data:`GUIDED`), one must be a near copy of the other. A later text
    that holds several documents that share nothing (a press review) goes with the one it shares most with and
    does not join their families.

    Parameters
    ----------
    documents : DataFrame
        ``doc_id``, ``date`` and, if there, ``genre``.
    texts : Corpus, mapping or function
        The text of each ``doc_id`` (a :class:`qda.corpus.Corpus`, a dict, or a function).
    threshold : float
        In the bundled corpus the pair that shares least with its head has 0.11, the unrelated pair that
        shares most 0.02.

    Returns
    -------
    DataFrame
        One row a member, no row for other documents: ``doc_id``, ``family`` (the name of its head), ``head``
        (the earliest; of one day the dispatch, then the longest), ``nearest`` (the head, or where nothing is
        shared with it the member most is shared with), ``similarity`` (share of its words that stand in
        ``nearest``) and ``shared_chars`` (characters of it that do). Independent of the order of
        ``documents``.
    """
    text_of = getattr(texts, "text", None) or (texts if callable(texts) else texts.__getitem__)
    documents = documents.sort_values("doc_id", kind="stable").reset_index(drop=True)
    ids = documents["doc_id"].tolist()
    guided = (
        documents["genre"].isin(GUIDED).to_numpy() if "genre" in documents else np.zeros(len(ids), dtype=bool)
    )

    @lru_cache(maxsize=2_000)
    def words(n: int) -> _Words:
        return _Words(text_of(ids[n]))

    lengths, prints = [], []
    for n in range(len(ids)):
        prints.append(words(n).fingerprints())
        lengths.append(int(words(n).end[-1]) if len(words(n).end) else 0)
    order = _order(documents, lengths)
    edges = {}
    for a, b in _candidates(prints, threshold):
        share_a, share_b, shared = _compare(words(a), words(b))
        bound = COPY if guided[a] or guided[b] else threshold
        small = min(words(a).free.sum(), words(b).free.sum()) < MIN_SHARED
        if (
            (min(share_a, share_b) >= COPY)
            if small
            else (max(share_a, share_b) >= bound and shared >= MIN_SHARED)
        ):
            edges[a, b] = (share_a, share_b, shared)
    edges = _without_reviews(edges, documents["date"].tolist())
    rows = []
    for members in _components(edges):
        head = min(members, key=order.__getitem__)
        for n in sorted(members, key=order.__getitem__):
            row = dict(
                doc_id=ids[n],
                family=ids[head],
                head=ids[head],
                nearest=ids[head],
                similarity=1.0,
                shared_chars=lengths[n],
            )
            if n != head:
                mates = [m for m in members if (min(n, m), max(n, m)) in edges]
                mate = (
                    head
                    if head in mates
                    else max(mates, key=lambda m: (edges[min(n, m), max(n, m)][2], ids[m]))
                )
                row |= _likeness(words(n), words(mate)) | {"nearest": ids[mate]}
            rows.append(row)
    table = make_table(rows, COLUMNS)
    return table.astype({"similarity": "float64", "shared_chars": "int64"})


def _compare(a: _Words, b: _Words) -> tuple[float, float, int]:
    """Share of the unquoted words of each that stand in the other (all words where nearly all is quoted), and
    how many."""
    shares, shared = [], []
    for one, other in ((a, b), (b, a)):
        count = one.free if one.free.sum() >= MIN_SHARED else np.ones(len(one.free), dtype=bool)
        found = int((one.covered_by(other) & count).sum())
        shares.append(found / max(1, int(count.sum())))
        shared.append(found)
    return shares[0], shares[1], min(shared)


def _likeness(one: _Words, other: _Words) -> dict:
    covered = one.covered_by(other)
    gaps = one.start[1:] - one.end[:-1]
    chars = int((one.end - one.start)[covered].sum() + gaps[covered[1:] & covered[:-1]].sum())
    return dict(similarity=float(covered.mean()) if len(covered) else 0.0, shared_chars=chars)


def _candidates(prints: list[np.ndarray], threshold: float) -> list[tuple[int, int]]:
    """Pairs that share enough fingerprints to be worth comparing."""
    if not sum(map(len, prints)):
        return []
    keys = np.concatenate(prints)
    owners = np.repeat(np.arange(len(prints)), [len(p) for p in prints])
    by_key = np.argsort(keys, kind="stable")
    keys, owners = keys[by_key], owners[by_key]
    bounds = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1], True])
    shared: dict[tuple[int, int], int] = {}
    for start, end in zip(bounds[:-1], bounds[1:], strict=True):
        group = owners[start:end].tolist()
        if len(group) < 2:
            continue
        # A line that hundreds of texts share (a dispatch, a notice) links each to the first and to the next
        # one only: enough for one family, and the work stays proportional to the corpus.
        if len(group) <= 50:
            pairs = ((a, b) for i, a in enumerate(group) for b in group[i + 1 :])
        else:
            pairs = {(group[0], b) for b in group[1:]} | set(zip(group, group[1:], strict=False))
        for pair in pairs:
            shared[pair] = shared.get(pair, 0) + 1
    return [
        pair for pair, n in sorted(shared.items())
        if n >= max(1.0, threshold / 4 * min(len(prints[pair[0]]), len(prints[pair[1]])))
    ]


def _without_reviews(edges: dict, dates: list[str]) -> dict:
    """Drop the links by which a later compilation would join documents that share nothing with each other."""
    parts: dict[int, dict[int, int]] = {}
    for (a, b), (share_a, share_b, shared) in edges.items():
        for part, share, whole in ((a, share_a, b), (b, share_b, a)):
            if share >= 0.3 and _day(dates[part]) < _day(dates[whole]) < "9":
                parts.setdefault(whole, {})[part] = shared
    kept = dict(edges)
    for whole, shared in parts.items():
        inner = {pair: value for pair, value in edges.items() if whole not in pair}
        groups = {frozenset(group & set(shared)) for group in _components(inner) if group & set(shared)}
        groups |= {frozenset([part]) for part in shared if not any(part in group for group in groups)}
        if len(groups) > 1:
            best = max(groups, key=lambda group: (max(shared[p] for p in group), sorted(group)))
            for part in set(shared) - best:
                kept.pop((min(part, whole), max(part, whole)), None)
    return kept


def _components(edges: dict) -> list[set[int]]:
    parent: dict[int, int] = {}

    def root(n: int) -> int:
        parent.setdefault(n, n)
        while parent[n] != n:
            parent[n] = n = parent[parent[n]]
        return n

    for a, b in edges:
        parent[max(root(a), root(b))] = min(root(a), root(b))
    groups: dict[int, set[int]] = {}
    for n in list(parent):
        groups.setdefault(root(n), set()).add(n)
    return [groups[n] for n in sorted(groups)]


def _day(date: str) -> str:
    """The last day a printed date can mean, so that 2019-06-03 comes before 2019-06; undated comes last."""
    last = date.split("/")[-1]
    return f"{last}-12-31"[:10] if len(last) == 4 else f"{last}-31" if len(last) == 7 else last or "9999"


def _order(documents: pd.DataFrame, lengths: list[int]) -> list[tuple]:
    genres = documents["genre"] if "genre" in documents else [""] * len(documents)
    cells = zip(documents["date"], genres, lengths, documents["doc_id"], strict=True)
    return [(_day(date), genre != "wire", -length, doc_id) for date, genre, length, doc_id in cells]


def one_per_family(table: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``table`` without republications: of each family only its head is kept.

    Parameters
    ----------
    table : DataFrame
        Anything with ``doc_id``: documents, passages, codings.
    documents : DataFrame
        ``doc_id``, ``date``, ``family`` (``""`` for a document without one); the head is the earliest, of one
        day the dispatch, then the first ``doc_id``.
    """
    members = documents[documents["family"] != ""]
    ranked = members.assign(_rank=_order(members, [0] * len(members))).sort_values("_rank")
    later = set(ranked["doc_id"]) - set(ranked.drop_duplicates("family")["doc_id"])
    return table[~table["doc_id"].isin(later)].reset_index(drop=True)


# -- passages ------------------------------------------------------------------------------------------------

REPEATS = (
    "doc_id", "passage_id", "start", "end", "other_doc_id", "other_passage_id", "other_start", "other_end",
    "kind", "words", "similarity",
)
_MIN_RUN_WORDS, _MIN_RUN_CHARS = 7, 40
_COMMON = 20  # passages that share a run: beyond, each is paired with the next only


def repeated_passages(passages: pd.DataFrame) -> pd.DataFrame:
    """What is printed twice, within a document or across documents: headers, captions, pull quotes, formulas.

    Parameters
    ----------
    passages : DataFrame
        ``doc_id``, ``passage_id``, ``start``, ``text``.

    Returns
    -------
    DataFrame
        One row a pair of spans (offsets in their documents), earlier first. ``kind``: ``same`` (one passage
        is the other, case and punctuation apart), ``inside`` (half of one passage or more stands in the
        other, word for word), ``run`` (a stretch of seven words and forty characters or more is common to
        both). ``words`` that are shared; ``similarity``: their share of the words of the shorter span. One
        figure told in two ways, or one argument in other words, is no repetition.
    """
    rows = passages.reset_index(drop=True)
    words = [_Words(text) for text in rows["text"]]
    out = []
    for a, b in _passage_pairs(words):
        found = _repetition(words[a], words[b])
        if found is None:
            continue
        kind, (a0, a1), (b0, b1), n, similarity = found
        one, other = rows.loc[a], rows.loc[b]
        out.append(
            dict(
                doc_id=one["doc_id"],
                passage_id=one["passage_id"],
                start=one["start"] + a0,
                end=one["start"] + a1,
                other_doc_id=other["doc_id"],
                other_passage_id=other["passage_id"],
                other_start=int(other["start"] + b0),
                other_end=int(other["start"] + b1),
                kind=kind,
                words=n,
                similarity=similarity,
            )
        )
    return make_table(out, REPEATS)


def _passage_pairs(words: list[_Words]) -> list[tuple[int, int]]:
    holders: dict[int, list[int]] = {}
    for n, passage in enumerate(words):
        whole = {-1 - int(passage.hashes.sum(dtype=np.uint64))} if 2 <= len(passage.hashes) < K else set()
        for key in {*passage.shingles.tolist(), *whole}:
            holders.setdefault(key, []).append(n)
    pairs = set()
    for group in holders.values():
        if len(group) <= _COMMON:
            pairs.update((a, b) for i, a in enumerate(group) for b in group[i + 1 :])
        else:
            pairs.update(zip(group, group[1:], strict=False))
    return sorted(pairs)


def _repetition(a: _Words, b: _Words):
    if len(a.hashes) == len(b.hashes) and (a.hashes == b.hashes).all():
        return "same", _extent(a, 0, len(a.hashes)), _extent(b, 0, len(b.hashes)), len(a.hashes), 1.0
    in_a, in_b = a.covered_by(b), b.covered_by(a)
    if not in_a.any():
        return None
    share = max(in_a.mean(), in_b.mean())
    if share >= 0.5:
        span_a, span_b = np.flatnonzero(in_a)[[0, -1]], np.flatnonzero(in_b)[[0, -1]]
        n = int(min(in_a.sum(), in_b.sum()))
        return (
            "inside",
            _extent(a, span_a[0], span_a[1] + 1),
            _extent(b, span_b[0], span_b[1] + 1),
            n,
            float(share),
        )
    i, j, n = _longest_run(a.hashes, b.hashes, np.isin(a.shingles, b.shingles))
    start, end = _extent(a, i, i + n)
    if n < _MIN_RUN_WORDS or end - start < _MIN_RUN_CHARS:
        return None
    return "run", (start, end), _extent(b, j, j + n), n, 1.0


def _extent(words: _Words, first: int, last: int) -> tuple[int, int]:
    return int(words.start[first]), int(words.end[last - 1])


def _longest_run(a: np.ndarray, b: np.ndarray, starts: np.ndarray) -> tuple[int, int, int]:
    """Longest run of equal words (position in a, in b, length), begun only where a shingle of a stands in
    b."""
    places: dict[int, list[int]] = {}
    for j, value in enumerate(b.tolist()):
        places.setdefault(value, []).append(j)
    best, begun = (0, 0, 0), np.flatnonzero(starts)
    for i in begun.tolist():
        for j in places.get(int(a[i]), ()):
            limit = min(len(a) - i, len(b) - j)
            if limit <= best[2]:
                continue
            differ = np.flatnonzero(a[i : i + limit] != b[j : j + limit])
            n = int(differ[0]) if len(differ) else limit
            best = max(best, (i, j, n), key=lambda run: run[2])
    return best
