"""Reading behind the counts: concordances, codes by group, codes together, and the walk back to the passages.

Every table keeps ``doc_id``, ``start``, ``end`` or the columns that :func:`trace` needs to find them again.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from qda.codebook import Indicator, parse_form
from qda.corpus import Corpus
from qda.duplicates import one_per_family
from qda.indicators import Block, compile_indicators
from qda.languages import LANGUAGES
from qda.tables import year_of

UNITS = ("passage", "document")


def kwic(passages: pd.DataFrame, term: str, width: int = 60) -> pd.DataFrame:
    """Key word in context.

    Parameters
    ----------
    passages : DataFrame
        Passages, with ``doc_id``, ``passage_id``, ``start``, ``lang``, ``text`` and, if there, ``speaker``.
    term : str
        A form in the grammar of the codebook: ``tâcheron*``, ``(payé*|rémunéré*) <3> tâche*``,
        ``=travailler`` (every form of the lemma). Case, accents, apostrophes, hyphens and inclusive writing
        are folded as in coding.
    width : int
        Characters of context on each side, cut at the passage's ends.

    Returns
    -------
    DataFrame
        ``doc_id``, ``passage_id``, ``start``, ``end`` (in the document), ``lang``, ``speaker``, ``left``,
        ``match``, ``right``; in the order of the passages.

    Raises
    ------
    ValueError
        A term that is not a form.
    """
    parse_form(term)
    rows = []
    for lang, part in passages.groupby(
        passages["lang"].where(passages["lang"].isin(LANGUAGES), LANGUAGES[0]), sort=False
    ):
        automaton = compile_indicators((Indicator(id="kwic", code="", lang=lang, any=(term,)),), lang)
        found = automaton.search(Block(part["text"].tolist(), np.arange(len(part))))
        part = part if "speaker" in part else part.assign(speaker="")
        names = ("doc_id", "passage_id", "start", "lang", "speaker", "text")
        columns = [part[name].to_numpy(dtype=object) for name in names]
        for n, a, b in zip(found.passage.tolist(), found.start.tolist(), found.end.tolist(), strict=True):
            doc_id, passage_id, start, tongue, speaker, text = (column[n] for column in columns)
            context = (text[max(0, a - width) : a], text[a:b], text[b : b + width])
            rows.append(
                (part.index[n], a, doc_id, passage_id, start + a, start + b, tongue, speaker, *context)
            )
    names = ["doc_id", "passage_id", "start", "end", "lang", "speaker", "left", "match", "right"]
    return pd.DataFrame([row[2:] for row in sorted(rows, key=lambda row: row[:2])], columns=names)


def in_passages(codings: pd.DataFrame, passages: pd.DataFrame) -> pd.DataFrame:
    """The codings with the ``passage_id`` each lies in: the passage that holds most of it.

    Codings that touch no passage are left out (they lie in residue). Passages must not overlap.
    """
    order = passages.sort_values(["doc_id", "start"], kind="stable")
    by_doc = {
        d: (g["start"].to_numpy(), g["end"].to_numpy(), g["passage_id"].to_numpy())
        for d, g in order.groupby("doc_id")
    }
    found = []
    for doc_id, start, end in zip(codings["doc_id"], codings["start"], codings["end"], strict=True):
        if doc_id not in by_doc:
            found.append("")
            continue
        starts, ends, ids = by_doc[doc_id]
        first = np.searchsorted(ends, start, side="right")
        last = np.searchsorted(starts, end, side="left")
        shared = np.minimum(ends[first:last], end) - np.maximum(starts[first:last], start)
        found.append(ids[first + int(shared.argmax())] if len(shared) else "")
    placed = codings.assign(passage_id=found)
    return placed[placed["passage_id"] != ""].reset_index(drop=True)


def groups_of(corpus: Corpus) -> pd.DataFrame:
    """The passages with what they can be grouped by: their own columns and those of their document, and
    ``year``."""
    columns = [
        c
        for c in corpus.documents.columns
        if c not in ("doc_id", "source_start", "source_end", "sha256", "author")
    ]
    table = corpus.with_metadata(corpus.passages, columns)
    table["year"] = year_of(table["date"])
    return table


def code_matrix(
    codings: pd.DataFrame,
    corpus: Corpus,
    by: str = "doc_lang",
    unit: str = "passage",
    republications: bool = True,
    n_boot: int = 1000,
    seed: int = 20261121,
) -> pd.DataFrame:
    """How many passages (or documents) of each group carry each code.

    Parameters
    ----------
    codings : DataFrame
        Codings of one coder (several coders are counted together: filter first).
    corpus : Corpus
    by : str
        A column of the passages (``lang``, ``role``, ``speaker``) or of the documents (``outlet``, ``genre``,
        ``year``, ``family``, ``doc_lang`` for the document's language).
    unit : str
        ``"passage"`` or ``"document"``.
    republications : bool
        False: count the head of each family only.
    n_boot, seed : int
        Bootstrap replicates (documents drawn with replacement inside each group) and their seed; 0: no
        interval.

    Returns
    -------
    DataFrame
        One row a group and code: ``by`` (its name), ``group``, ``code``, ``unit``, ``n`` (units with the
        code), ``of`` (units), ``estimate`` (n / of), ``low``, ``high`` (percentile 95 % interval of the
        share; missing where the group has fewer than two documents), ``documents``.
    """
    if unit not in UNITS:
        raise ValueError(f"unit is {unit!r}: use one of {', '.join(UNITS)}")
    units = groups_of(corpus)
    if by not in units.columns:
        raise ValueError(f"no column {by!r} to group by: use one of {', '.join(sorted(units.columns))}")
    if not republications:
        units = one_per_family(units, corpus.documents)
    units = units[units[by].notna() & (units[by].astype(str) != "")]
    placed = in_passages(codings, corpus.passages)
    codes = sorted(placed["code"].unique())
    has = pd.crosstab(placed["passage_id"], placed["code"]).clip(upper=1)
    marks = has.reindex(index=units["passage_id"], columns=codes, fill_value=0).to_numpy()
    frame = pd.DataFrame(marks, columns=codes)
    frame.insert(0, "group", units[by].to_numpy())
    frame.insert(1, "doc_id", units["doc_id"].to_numpy())
    per_doc = frame.groupby(["group", "doc_id"], sort=True)
    sizes = per_doc.size() if unit == "passage" else per_doc.size().clip(upper=1)
    counts = per_doc[codes].sum() if unit == "passage" else per_doc[codes].max()
    rng = np.random.default_rng(seed)
    rows = []
    for group in sizes.index.unique("group"):
        n, k = sizes.loc[group].to_numpy(), counts.loc[group].to_numpy()
        lows, highs = _share_interval(n, k, n_boot, rng)
        for j, code in enumerate(codes):
            rows.append(
                (
                    by,
                    group,
                    code,
                    unit,
                    int(k[:, j].sum()),
                    int(n.sum()),
                    k[:, j].sum() / n.sum(),
                    lows[j],
                    highs[j],
                    len(n),
                )
            )
    columns = ["by", "group", "code", "unit", "n", "of", "estimate", "low", "high", "documents"]
    return pd.DataFrame(rows, columns=columns)


def _share_interval(
    n: np.ndarray, k: np.ndarray, n_boot: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Percentile interval of sum(k) / sum(n) over documents drawn with replacement; n (docs,), k (docs ×
    codes)."""
    if n_boot == 0 or len(n) < 2:
        missing = np.full(k.shape[1], np.nan)
        return missing, missing
    drawn = rng.multinomial(len(n), np.full(len(n), 1 / len(n)), size=n_boot)
    shares = (drawn @ k) / (drawn @ n)[:, None]
    return tuple(np.percentile(shares, [2.5, 97.5], axis=0))


def cooccurrence(codings: pd.DataFrame, corpus: Corpus, republications: bool = True) -> pd.DataFrame:
    """Which codes stand in the same passages, against what chance would give.

    Returns
    -------
    DataFrame
        One row a pair of codes: ``code_a``, ``code_b``, ``n_a``, ``n_b``, ``n_both``, ``of`` (passages),
        ``expected`` (n_a n_b / of), ``jaccard``, ``log_odds`` (natural log odds ratio, 0.5 added to each
        cell: Haldane 1956, Anscombe 1956), ``low``, ``high`` (its 95 % interval by the normal approximation,
        Woolf 1955). Passages of one document are not independent: read the intervals as a lower bound of the
        uncertainty.
    """
    passages = corpus.passages if republications else one_per_family(corpus.passages, corpus.documents)
    placed = in_passages(codings, passages)
    has = pd.crosstab(placed["passage_id"], placed["code"]).clip(upper=1)
    values, codes, of = has.to_numpy(), list(has.columns), len(passages)
    both = values.T @ values
    rows = []
    for i, j in combinations(range(len(codes)), 2):
        n_a, n_b, n_both = int(both[i, i]), int(both[j, j]), int(both[i, j])
        cells = np.array([n_both, n_a - n_both, n_b - n_both, of - n_a - n_b + n_both]) + 0.5
        log_odds = np.log(cells[0] * cells[3] / (cells[1] * cells[2]))
        error = 1.959964 * np.sqrt((1 / cells).sum())
        union = n_a + n_b - n_both
        rows.append(
            (
                codes[i],
                codes[j],
                n_a,
                n_b,
                n_both,
                of,
                n_a * n_b / of,
                n_both / union,
                log_odds,
                log_odds - error,
                log_odds + error,
            )
        )
    columns = [
        "code_a", "code_b", "n_a", "n_b", "n_both", "of", "expected", "jaccard", "log_odds", "low", "high",
    ]
    return pd.DataFrame(rows, columns=columns)


def indicator_precision(lexicon: pd.DataFrame, reader: pd.DataFrame) -> pd.DataFrame:
    """How often a reader put the same code on the sentences an indicator coded.

    Parameters
    ----------
    lexicon : DataFrame
        Codings of :func:`qda.coding.apply_codebook`, with ``indicator`` (several joined by ``"; "``).
    reader : DataFrame
        Codings of one reader. Only documents with a coding of the reader count.

    Returns
    -------
    DataFrame
        One row an indicator: ``indicator``, ``code``, ``n`` (sentences it coded), ``right`` (of these,
        overlapped by a coding of the reader with the same code by at least half of the shorter span),
        ``estimate`` (right / n), ``low``, ``high`` (95 % score interval, Wilson 1927).
    """
    own = lexicon[lexicon["doc_id"].isin(set(reader["doc_id"]))].reset_index(drop=True)
    spans = {key: part[["start", "end"]].to_numpy() for key, part in reader.groupby(["doc_id", "code"])}
    right = []
    for doc_id, code, start, end in zip(own["doc_id"], own["code"], own["start"], own["end"], strict=True):
        other = spans.get((doc_id, code), np.empty((0, 2), int))
        shared = np.minimum(other[:, 1], end) - np.maximum(other[:, 0], start)
        right.append(bool((2 * shared >= np.minimum(other[:, 1] - other[:, 0], end - start)).any()))
    each = own.assign(right=right, indicator=own["indicator"].str.split("; ")).explode("indicator")
    table = each.groupby(["indicator", "code"], as_index=False).agg(
        n=("right", "size"), right=("right", "sum")
    )
    table["estimate"] = table["right"] / table["n"]
    n, p, z = table["n"], table["estimate"], 1.959964
    middle, half = p + z * z / (2 * n), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    table["low"], table["high"] = (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
    return table


def trace(codings: pd.DataFrame, corpus: Corpus, republications: bool = True, **where) -> pd.DataFrame:
    """Walk a number back to the passages it counts.

    Parameters
    ----------
    codings : DataFrame
    corpus : Corpus
    republications : bool
        As the number was counted: False keeps the head of each family only.
    **where
        Conditions on any column of the codings, passages or documents: a value, or a list of values.
        ``trace(codings, corpus, code="FAUT", genre="wire", year=2019)``. A row of :func:`code_matrix` works
        as it is: ``trace(codings, corpus, **row)``.

    Returns
    -------
    DataFrame
        One row a coding, in the order of the text: ``doc_id``, ``start``, ``end``, ``code``, ``coder``,
        ``exact``, ``passage_id``, ``speaker``, ``role``, ``title``, ``outlet``, ``date`` and ``text`` (of the
        passage).

    Raises
    ------
    ValueError
        A condition names no column.
    """
    if "by" in where and "group" in where:
        where = {where["by"]: where["group"], "code": where["code"]}
    placed = in_passages(codings, corpus.passages).rename(
        columns={"start": "coding_start", "end": "coding_end"}
    )
    table = placed.merge(
        groups_of(corpus).drop(columns=["doc_id"]), on="passage_id", how="left", suffixes=("", "_passage")
    )
    for column, value in where.items():
        if column not in table.columns:
            raise ValueError(
                f"no column {column!r} to trace by: use one of {', '.join(sorted(table.columns))}"
            )
        values = (
            list(value)
            if isinstance(value, (list, tuple, set, frozenset, np.ndarray, pd.Series))
            else [value]
        )
        table = table[table[column].isin(values)]
    if not republications:
        table = one_per_family(table, corpus.documents)
    table = table.drop(columns=["start", "end"]).rename(
        columns={"coding_start": "start", "coding_end": "end"}
    )
    first = [
        "doc_id", "start", "end", "code", "coder", "exact", "passage_id", "speaker", "role", "title",
        "outlet", "date", "text",
    ]
    return table.sort_values(["doc_id", "start", "code"])[first].reset_index(drop=True)
