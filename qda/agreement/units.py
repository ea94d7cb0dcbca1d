"""Codings laid on the units of a text: who read what, and which sentence, passage or piece holds which
code."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from qda.agreement.ratings import in_order
from qda.corpus import INSIDE_KINDS
from qda.tables import Problem, TableError, read_table


@dataclass
class Text:
    """The running text of all passages, end to end: offsets in it have no holes and no two documents meet."""

    documents: list[str]
    passages: pd.DataFrame  # sorted, with doc (number), at (start in the running text)
    length: int

    def place(self, doc_ids: pd.Series, offsets: pd.Series) -> np.ndarray:
        """Where an offset of a document lies in the running text; outside passages, at the nearest edge."""
        keys = self.passages["doc"].to_numpy() * self._stride + self.passages["start"].to_numpy()
        number = pd.Categorical(doc_ids, categories=self.documents).codes.astype("int64")
        row = np.searchsorted(keys, number * self._stride + offsets.to_numpy(), side="right") - 1
        first = np.searchsorted(keys, number * self._stride)  # before the first passage of its own document
        row = np.maximum(row, first)
        inside = offsets.to_numpy() - self.passages["start"].to_numpy()[row]
        size = (self.passages["end"] - self.passages["start"]).to_numpy()[row]
        return self.passages["at"].to_numpy()[row] + np.clip(inside, 0, size)

    @property
    def _stride(self) -> int:
        return int(self.passages["end"].max()) + 1


def _running_text(passages: pd.DataFrame) -> Text:
    table = passages
    if "kind" in table:
        table = table[~table["kind"].isin(INSIDE_KINDS)]
    table = table.sort_values(["doc_id", "start"], kind="stable").reset_index(drop=True)
    overlap = (table["start"] < table["end"].shift()) & (table["doc_id"] == table["doc_id"].shift())
    if overlap.any():
        row = table[overlap].iloc[0]
        remedy = "Pass corpus.passages: a character is counted once"
        place = f"{row.doc_id} {row.start}–{row.end}"
        raise TableError([Problem("passages", place, "overlaps the one before it", remedy)])
    documents = list(dict.fromkeys(table["doc_id"]))
    sizes = (table["end"] - table["start"]).to_numpy()
    number = pd.Categorical(table["doc_id"], categories=documents).codes.astype("int64")
    table = table.assign(doc=number, at=sizes.cumsum() - sizes)
    return Text(documents, table, int(sizes.sum()))


def text_units(text: Text, level: str) -> pd.DataFrame:
    """Sentences or passages: doc_id, passage_id, start, end (document), doc, at, to (running text)."""
    from qda import languages

    rows = []
    for p in text.passages.itertuples():
        inner = languages.sentences(p.text, p.lang) if level == "sentence" else [(0, p.end - p.start)]
        for start, end in inner:
            rows.append(
                (p.doc_id, p.passage_id, p.start + start, p.start + end, p.doc, p.at + start, p.at + end)
            )
    return pd.DataFrame(rows, columns=["doc_id", "passage_id", "start", "end", "doc", "at", "to"])


def placed_on(codings: pd.DataFrame, text: Text, codes: Sequence[str]) -> pd.DataFrame:
    """The codings that lie on text: coder, code (number), doc, at, to."""
    table = codings[codings["doc_id"].isin(set(text.documents)) & codings["code"].isin(set(codes))]
    placed = pd.DataFrame({
        "coder": table["coder"].to_numpy(),
        "code": pd.Categorical(table["code"], categories=list(codes)).codes.astype("int64"),
        "doc": pd.Categorical(table["doc_id"], categories=text.documents).codes.astype("int64"),
        "at": text.place(table["doc_id"], table["start"]) if len(table) else np.zeros(0, int),
        "to": text.place(table["doc_id"], table["end"]) if len(table) else np.zeros(0, int),
    })
    return placed[placed["to"] > placed["at"]].reset_index(drop=True)


def joined_spans(placed: pd.DataFrame) -> pd.DataFrame:
    """Overlapping spans of one coder and code joined to one."""
    keys = ["coder", "code", "doc"]
    table = placed.sort_values([*keys, "at", "to"], kind="stable").reset_index(drop=True)
    reach = table.groupby(keys)["to"].cummax().groupby([table[k] for k in keys]).shift()
    opens = ~(table["at"] < reach)
    table["unit"] = opens.cumsum()
    return table.groupby("unit", as_index=False).agg({k: "first" for k in keys} | {"at": "min", "to": "max"})


def covered(units: pd.DataFrame, placed: pd.DataFrame, n_codes: int) -> np.ndarray:
    """Which unit holds which code (units × codes): the overlap is at least half of the shorter of span and
    unit."""
    at, to = units["at"].to_numpy(), units["to"].to_numpy()
    first = np.searchsorted(to, placed["at"].to_numpy(), side="right")
    count = np.maximum(np.searchsorted(at, placed["to"].to_numpy(), side="left") - first, 0)
    span = np.repeat(np.arange(len(placed)), count)
    unit = np.arange(count.sum()) - np.repeat(count.cumsum() - count, count) + np.repeat(first, count)
    begin, end = placed["at"].to_numpy()[span], placed["to"].to_numpy()[span]
    overlap = np.minimum(end, to[unit]) - np.maximum(begin, at[unit])
    enough = 2 * overlap >= np.minimum(end - begin, to[unit] - at[unit])
    held = np.zeros((len(units), n_codes), dtype=bool)
    held[unit[enough], placed["code"].to_numpy()[span[enough]]] = True
    return held


def pieces_of(text: Text, placed: pd.DataFrame) -> pd.DataFrame:
    """The running text cut at every edge of a span or document: within a piece nothing changes."""
    starts = text.passages.groupby("doc")["at"].min().to_numpy()
    cuts = np.unique(np.concatenate([starts, [text.length], placed["at"], placed["to"]]).astype("int64"))
    at = cuts[:-1]
    return pd.DataFrame({"doc": np.searchsorted(starts, at, side="right") - 1, "at": at, "to": cuts[1:]})


def read_coder_documents(folder: str | os.PathLike) -> dict[str, list[str]]:
    """Which documents each coder read, from ``<coder>.documents`` or ``<coder>.documents.csv`` files of a
    folder.

    One doc_id a line; of a csv the column ``doc_id``. A document read and left without a code stands here
    only.
    """
    found = {}
    for file in sorted(Path(folder).iterdir()):
        if file.name.endswith(".documents.csv"):
            found[file.name.removesuffix(".documents.csv")] = list(read_table(file, ["doc_id"])["doc_id"])
        elif file.name.endswith(".documents"):
            try:
                lines = file.read_text(encoding="utf-8-sig").splitlines()
            except UnicodeDecodeError:
                raise TableError([Problem(str(file), "", "not UTF-8", "Save it again as UTF-8")]) from None
            found[file.name.removesuffix(".documents")] = [line.strip() for line in lines if line.strip()]
    return found


def _documents_of(coder: str, codings: pd.DataFrame, documents, text: Text) -> set[str]:
    if documents is not None and not isinstance(documents, Mapping):
        return set(documents) & set(text.documents)
    if documents and coder in documents:
        return set(documents[coder]) & set(text.documents)
    own = codings[codings["coder"] == coder]
    if len(own) and not (own["origin"] == "human").any():
        return set(text.documents)
    return set(own["doc_id"]) & set(text.documents)


def prepare(codings, passages, coders, codes, documents) -> tuple[list, list, Text, dict[str, set[str]]]:
    """Coders, codes, the running text, and the documents of it that each coder read."""
    if isinstance(documents, (str, os.PathLike)):
        documents = read_coder_documents(documents)
    coders = list(dict.fromkeys(codings["coder"])) if coders is None else list(coders)
    codes = in_order(set(codings["code"])) if codes is None else list(codes)
    known = set(codings["coder"]) | set(documents if isinstance(documents, Mapping) else ())
    unknown = [c for c in coders if c not in known]
    if unknown:
        there = ", ".join(dict.fromkeys(codings["coder"])) or "nobody"
        raise TableError([Problem("codings", "", f"no coding by {unknown[0]}", f"Coders here: {there}")])
    text = _running_text(passages)
    read = {coder: _documents_of(coder, codings, documents, text) for coder in coders}
    return coders, codes, text, read


def codes_held(codings, passages, coders, codes, level: str, documents):
    """Coders, codes, who read what, the units, and for each coder which unit holds which code (units ×
    codes)."""
    if level not in ("sentence", "passage"):
        raise ValueError(f"level: {level!r} has no list of units; use sentence or passage")
    coders, codes, text, read = prepare(codings, passages, coders, codes, documents)
    placed = placed_on(codings, text, codes)
    units = text_units(text, level)
    held = {coder: covered(units, placed[placed["coder"] == coder], len(codes)) for coder in coders}
    return coders, codes, read, units, held


def coded_units(
    codings: pd.DataFrame, passages: pd.DataFrame, coders: Sequence[str] | None = None,
    codes: Sequence[str] | None = None, level: str = "sentence", documents=None,
) -> pd.DataFrame:
    """The units behind :func:`agreement_table`: one row a unit and code that at least one coder put there.

    Returns
    -------
    DataFrame
        doc_id, passage_id, start, end, code, and one boolean column a coder (missing where the coder did not
        read the document).
    """
    coders, codes, read, units, held = codes_held(codings, passages, coders, codes, level, documents)
    anyone = np.zeros((len(units), len(codes)), dtype=bool)
    unit, code = np.nonzero(np.any([anyone, *held.values()], axis=0))
    table = units.iloc[unit][["doc_id", "passage_id", "start", "end"]].reset_index(drop=True)
    table["code"] = [codes[n] for n in code]
    for coder in coders:
        table[coder] = pd.array(held[coder][unit, code], dtype="boolean")
        table.loc[~table["doc_id"].isin(read[coder]), coder] = pd.NA
    return table
