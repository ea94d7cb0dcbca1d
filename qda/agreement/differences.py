"""The passages where coders differ, and which code stood where the other put which."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from qda.agreement.units import Text, codes_held, prepare

DISAGREEMENT = (
    "doc_id", "passage_id", "start", "end", "kind", "coder_a", "code_a", "exact_a", "coder_b", "code_b",
    "exact_b", "overlap", "start_a", "end_a", "start_b", "end_b", "memo_a", "memo_b", "passage",
)


def disagreement_table(
    codings: pd.DataFrame, passages: pd.DataFrame, coders: Sequence[str] | None = None,
    codes: Sequence[str] | None = None, documents=None,
) -> pd.DataFrame:
    """Every place where two coders differ, with what each marked and the passage it stands in.

    Parameters as for :func:`agreement_table`.

    Returns
    -------
    DataFrame
        :data:`DISAGREEMENT`, in order of the text. ``kind`` is

        - ``boundary``: the same code on spans that overlap and are not the same;
        - ``confusion``: ``code_a`` on one side, ``code_b`` on the other, on spans that overlap by at least
          half of the shorter and that the other coder did not give the same code; each span stands in one
          confusion at most;
        - ``omission``: a code with nothing of the kind on the other side (``code_a`` or ``code_b`` is
          ``""``).

        ``overlap`` is the shared share of the two spans together; offsets of a side that marked nothing are
        missing.
    """
    coders, codes, text, read = prepare(codings, passages, coders, codes, documents)
    rows = []
    for a, b in combinations(coders, 2):
        shared = read[a] & read[b]
        first, second = (_own_spans(codings, coder, codes, shared) for coder in (a, b))
        left, right = (
            {doc: part.to_dict("records") for doc, part in s.groupby("doc_id")} for s in (first, second)
        )
        for doc in sorted(shared):
            found = _differences(left.get(doc, []), right.get(doc, []))
            rows += [dict(doc_id=doc, coder_a=a, coder_b=b) | row for row in found]
    return _side_by_side(rows, text)


def _own_spans(codings: pd.DataFrame, coder: str, codes, shared: set[str]) -> pd.DataFrame:
    """A coder's spans in document offsets, overlapping ones of a code joined, with their memos."""
    table = codings[
        (codings["coder"] == coder) & codings["doc_id"].isin(shared) & codings["code"].isin(set(codes))
    ]
    table = table.sort_values(["doc_id", "code", "start", "end"], kind="stable").reset_index(drop=True)
    keys = [table["doc_id"], table["code"]]
    reach = table.groupby(["doc_id", "code"])["end"].cummax().groupby(keys).shift()
    table["unit"] = (~(table["start"] < reach)).cumsum()
    memo = {"memo": lambda memos: " / ".join(m for m in memos if m)} if "memo" in table else {}
    joined = table.groupby("unit", as_index=False).agg(
        {"doc_id": "first", "code": "first", "start": "min", "end": "max"} | memo)
    return joined if memo else joined.assign(memo="")


def _differences(left: list[dict], right: list[dict]) -> list[dict]:
    """boundary, confusion and omission between the spans of one document."""
    meeting = []
    for i, x in enumerate(left):
        for j, y in enumerate(right):
            shared = min(x["end"], y["end"]) - max(x["start"], y["start"])
            if shared > 0:
                meeting.append((shared, i, j))
    rows, met_a, met_b = [], set(), set()
    for _, i, j in meeting:
        if left[i]["code"] == right[j]["code"]:
            met_a.add(i)
            met_b.add(j)
            if (left[i]["start"], left[i]["end"]) != (right[j]["start"], right[j]["end"]):
                rows.append(_difference("boundary", left[i], right[j]))
    for shared, i, j in sorted(meeting, key=lambda m: (-m[0], m[1:])):
        shorter = min(s["end"] - s["start"] for s in (left[i], right[j]))
        if i not in met_a and j not in met_b and 2 * shared >= shorter:
            met_a.add(i)
            met_b.add(j)
            rows.append(_difference("confusion", left[i], right[j]))
    rows += [_difference("omission", x, None) for i, x in enumerate(left) if i not in met_a]
    rows += [_difference("omission", None, y) for j, y in enumerate(right) if j not in met_b]
    return rows


def _difference(kind: str, x: dict | None, y: dict | None) -> dict:
    sides = [s for s in (x, y) if s]
    start, end = min(s["start"] for s in sides), max(s["end"] for s in sides)
    shared = min(s["end"] for s in sides) - max(s["start"] for s in sides) if x and y else 0
    row = dict(kind=kind, start=start, end=end, overlap=shared / (end - start))
    for name, side in (("a", x), ("b", y)):
        row |= {
            f"code_{name}": side["code"] if side else "",
            f"memo_{name}": side["memo"] if side else "",
            f"start_{name}": side["start"] if side else pd.NA,
            f"end_{name}": side["end"] if side else pd.NA,
        }
    return row


def _side_by_side(rows: list[dict], text: Text) -> pd.DataFrame:
    """Add the passage and the words of each side."""
    by_doc = {doc: part.to_dict("records") for doc, part in text.passages.groupby("doc_id")}
    for row in rows:
        within = [p for p in by_doc[row["doc_id"]] if p["start"] < row["end"] and row["start"] < p["end"]]
        row["passage_id"] = within[0]["passage_id"] if within else ""
        row["passage"] = "\n".join(p["text"] for p in within)
        for side in "ab":
            start, end = row[f"start_{side}"], row[f"end_{side}"]
            row[f"exact_{side}"] = (
                ""
                if start is pd.NA
                else "\n".join(
                    words
                    for p in within
                    if (words := p["text"][max(0, start - p["start"]) : max(0, end - p["start"])])
                )
            )
    table = pd.DataFrame(rows, columns=list(DISAGREEMENT))
    for name in ("start_a", "end_a", "start_b", "end_b"):
        table[name] = table[name].astype("Int64")
    order = ["coder_a", "coder_b", "doc_id", "start", "end", "kind", "code_a", "code_b"]
    return table.sort_values(order, kind="stable").reset_index(drop=True)


def code_confusion(
    codings: pd.DataFrame, passages: pd.DataFrame, coders: Sequence[str] | None = None,
    codes: Sequence[str] | None = None, level: str = "sentence", documents=None,
) -> pd.DataFrame:
    """Which code stood where the other coder put which: a confusion matrix in long form.

    In each unit a code that both put counts once on the diagonal; each code only a put is paired with each
    code only b put; where the other coder has none left, it is paired with ``""`` (nothing).

    Parameters as for :func:`agreement_table`.

    Returns
    -------
    DataFrame
        coder_a, coder_b, code_a, code_b, n (units), every pair of codes; make it square with ``pivot``.
    """
    coders, codes, read, units, held = codes_held(codings, passages, coders, codes, level, documents)
    names = [*codes, ""]
    parts = []
    for a, b in combinations(coders, 2):
        mine = units["doc_id"].isin(read[a] & read[b]).to_numpy()
        x, y = held[a][mine], held[b][mine]
        only_x, only_y = (x & ~y).astype(int), (y & ~x).astype(int)
        square = np.zeros((len(names), len(names)), dtype=int)
        square[:-1, :-1] = only_x.T @ only_y + np.diag((x & y).sum(0))
        square[:-1, -1] = only_x[~only_y.any(1)].sum(0)
        square[-1, :-1] = only_y[~only_x.any(1)].sum(0)
        square[-1, -1] = (~(x | y).any(1)).sum()
        code_a, code_b = np.meshgrid(names, names, indexing="ij")
        cells = dict(code_a=code_a.ravel(), code_b=code_b.ravel(), n=square.ravel())
        parts.append(pd.DataFrame(dict(coder_a=a, coder_b=b) | cells))
    columns = ["coder_a", "coder_b", "code_a", "code_b", "n"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
