"""The coding the coders agreed on after discussion."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from qda.agreement.ratings import is_missing
from qda.tables import CODINGS, Problem, TableError, make_table

DECISIONS = ("doc_id", "start", "end", "code", "by", "why")


def consensus(
    codings: pd.DataFrame, decisions: pd.DataFrame, coders: Sequence[str] | None = None,
    coder: str = "consensus", partial: bool = False,
) -> pd.DataFrame:
    """The coding the coders agreed on, as codings of a coder of its own, with who decided and why.

    Parameters
    ----------
    codings : DataFrame
        :data:`qda.tables.CODINGS` of the coders who are reconciled.
    decisions : DataFrame
        :data:`DECISIONS`: doc_id, start, end, code, by, why. A code that stands on start–end after
        discussion; an empty ``code`` says that none stands there. A decision settles every coding that
        overlaps its span and has its code, and where the code is empty every coding that overlaps it; give a
        confusion two rows, or one with the empty code and one with the code that stands.
    coders : sequence of str, optional
        Who is reconciled; every coder of ``codings`` if not given.
    coder : str
        The name of the consensus.
    partial : bool
        Take decisions that do not settle everything; else what is left is an error.

    Returns
    -------
    DataFrame
        Codings by ``coder``: spans on which all coders put the same code (``memo``: agreed by whom), unless a
        decision overrules them, and what was decided (``memo``: decided by whom: why).

    Raises
    ------
    TableError
        A decision without who or why; unless ``partial``, each coding no decision settles.
    """
    problems = []
    for n, row in enumerate(decisions.itertuples(), 1):
        for name, remedy in (("by", "Say who decided"), ("why", "Say why, in a few words")):
            if is_missing(getattr(row, name)) or not str(getattr(row, name)).strip():
                problems.append(Problem("decisions", f"row {n}", f"no {name!r}", remedy))
    coders = list(dict.fromkeys(codings["coder"])) if coders is None else list(coders)
    if coder in coders:
        remedy = "Name the consensus otherwise, or leave that coder out"
        problems.append(Problem("codings", "", f"{coder} is already a coder", remedy))
    table = codings[codings["coder"].isin(coders)].reset_index(drop=True)
    place = ["doc_id", "start", "end", "code"]
    agreed = table.groupby(place)["coder"].transform("nunique") == len(coders)
    settled = np.zeros(len(table), dtype=bool)
    for row in decisions.itertuples():
        meets = (table["doc_id"] == row.doc_id) & (table["start"] < row.end) & (table["end"] > row.start)
        settled |= (meets & ((table["code"] == row.code) | (not row.code))).to_numpy()
    if not partial:
        remedy = "Add a decision, or pass partial=True"
        for row in table[~agreed & ~settled].itertuples():
            what = f"{row.code} by {row.coder} is not settled"
            problems.append(Problem("codings", f"{row.doc_id} {row.start}–{row.end}", what, remedy))
    if problems:
        raise TableError(problems)

    rows = []
    for row in table[agreed & ~settled].drop_duplicates(place).to_dict("records"):
        rows.append(row | dict(memo=f"agreed by {', '.join(coders)}"))
    quotes = table.drop_duplicates(["doc_id", "start", "end"]).set_index(["doc_id", "start", "end"])
    for row in decisions.itertuples():
        if row.code:
            key = (row.doc_id, row.start, row.end)
            quote = (
                {c: quotes.at[key, c] for c in ("exact", "prefix", "suffix")} if key in quotes.index else {}
            )
            what = dict(zip(place, (*key, row.code), strict=True))
            rows.append(what | quote | dict(memo=f"decided by {row.by}: {row.why}"))
    same = dict(coder=coder, origin="human", score=np.nan)
    result = make_table([{c: row[c] for c in CODINGS if c in row} | same for row in rows], CODINGS)
    return result.sort_values(place, kind="stable").reset_index(drop=True)
