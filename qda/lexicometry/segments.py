"""Segments of about forty words, cut at punctuation: what Reinert's method classifies."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from qda.lexicometry.terms import said_in

_FULL_STOP, _NO_STOP = 6.0, 0.01
_WEIGHTS = {".": _FULL_STOP, "?": _FULL_STOP, "!": _FULL_STOP, "…": _FULL_STOP, ":": 5.0, ";": 4.0, ",": 1.0}
_OF_PASSAGE = ("text", "passage_id", "end", "source_start", "source_end")
_CLOSING = "»”’\"')]"
# "Enquêtrice : ", "— SLIMANE : ", "J.-M. L. — ", "INT> ", and initials before a full stop: "LD. "
_LABEL = re.compile(
    r"[—–-]?\s*(?=[^\W\d_a-zß-öø-ÿ])(?:[^\n:>—–]{1,40}?\s?(?::|>|\s[—–])|[^\W\d_a-zß-öø-ÿ]{1,3}\.)(?=\s)\s+"
)


def without_labels(passages: pd.DataFrame, least: int = 3) -> pd.DataFrame:
    """Passages without the label of who speaks ("Enquêtrice : ") where the text begins with one.

    A label is what ends in ``:``, ``>`` or a dash (or initials before a full stop), begins with a capital
    letter, and begins ``least`` passages of its document at least. Counted as words, labels would be the most
    typical words of interviews.

    Parameters
    ----------
    passages : DataFrame
        ``doc_id, start, text`` and what else there is.

    Returns
    -------
    DataFrame
        The passages, ``start`` moved behind the label; those that were nothing but a label are left out.
        ``source_start`` is not moved.
    """
    found = [_LABEL.match(text) for text in passages["text"]]
    labels = pd.Series(
        [match[0].strip() if match else None for match in found], index=passages.index, dtype=object
    )
    often = labels.groupby([passages["doc_id"], labels]).transform("size") >= least
    length = np.where(often, [match.end() if match else 0 for match in found], 0)
    texts = [text[n:] for text, n in zip(passages["text"], length, strict=True)]
    cut = passages.assign(
        start=passages["start"] + length, text=pd.Series(texts, index=passages.index, dtype=object)
    )
    return cut[cut["text"].str.len() > 0].reset_index(drop=True)


def split_segments(
    passages, size: int = 40, window: int | None = None, *, word: str = r"\S+"
) -> pd.DataFrame:
    """Cut texts into segments of about ``size`` words, at punctuation where there is some near.

    A segment ends at the word with the largest weight / (1 + its distance to ``size``) among the first ``size
    + window``: weight 6 for ``. ? ! …``, 5 for ``:``, 4 for ``;``, 1 for ``,``, 0.01 for none; the end of a
    passage weighs as a full stop. Passages that follow each other in one document, in one language and by one
    speaker, are cut as one text.

    Parameters
    ----------
    passages : DataFrame, sequence of str, or str
        Passages with ``doc_id``, ``start``, ``text`` (and ``lang``, ``speaker``); or plain texts, one a
        document.
    size : int
        Preferred number of words.
    window : int, optional
        How many words over ``size`` to look at; 0.4 × ``size`` without it.
    word : str
        A regular expression for a word. rainette counts what stands between spaces and takes no account of
        line ends: ``"[^ ]+"``.

    Returns
    -------
    DataFrame
        doc_id, segment_id, start, end (code points in the document), text, and the other columns of the
        passage the segment starts in. Where residue lies between two passages it is in ``start``–``end`` and
        not in ``text``.
    """
    if size < 1:
        raise ValueError("a segment needs one word at least")
    window = int(0.4 * size) if window is None else window
    pattern = re.compile(word)
    rows = []
    for doc_id, run in _runs(_as_passages(passages)):
        words, weights = [], []
        for n, passage in enumerate(run):
            text = passage["text"]
            spans = [match.span() for match in pattern.finditer(text)]
            if spans:
                words += [(n, start, end) for start, end in spans]
                weights += [_weight(text, start, end) for start, end in spans]
                weights[-1] = _FULL_STOP  # the end of a passage
        weights = np.array(weights)
        for first, stop in _cuts(weights, size, window):
            (p, start, _), (q, _, end) = words[first], words[stop - 1]
            texts = [run[n]["text"] for n in range(p, q + 1)]
            texts[-1] = texts[-1][:end]
            texts[0] = texts[0][start:]
            place = {"start": run[p]["start"] + start, "end": run[q]["start"] + end, "text": "\n".join(texts)}
            rows.append(
                {k: v for k, v in run[p].items() if k not in _OF_PASSAGE} | {"doc_id": doc_id} | place
            )
    table = pd.DataFrame(rows, columns=None if rows else ["doc_id", "start", "end", "text"])
    number = (table.groupby("doc_id", sort=False).cumcount() + 1).astype(str)
    table.insert(1, "segment_id", table["doc_id"].astype(str) + "_" + number)
    return table


def _as_passages(passages) -> pd.DataFrame:
    if isinstance(passages, pd.DataFrame):
        table = said_in(passages if "start" in passages else passages.assign(start=0))
        return (
            table if "doc_id" in table else table.assign(doc_id=[f"text{n + 1}" for n in range(len(table))])
        )
    texts = [passages] if isinstance(passages, str) else list(passages)
    return said_in(
        pd.DataFrame({"doc_id": [f"text{n + 1}" for n in range(len(texts))], "start": 0, "text": texts})
    )


def _runs(passages: pd.DataFrame):
    """Passages that are cut as one text: the same document, language and speaker, one after the other."""
    kept, run = None, []
    for row in passages.to_dict("records"):
        key = (row["doc_id"], row.get("lang", ""), row.get("speaker", ""))
        if run and key != kept:
            yield kept[0], run
            run = []
        kept = key
        run.append(row)
    if run:
        yield kept[0], run


def _weight(text: str, start: int, end: int) -> float:
    """Weight of a cut after the word ``text[start:end]``, by its last character that is no closing sign."""
    if text[end - 1] in _CLOSING:
        word = text[start:end].rstrip(_CLOSING)
        return _WEIGHTS.get(word[-1], _NO_STOP) if word else _NO_STOP
    return _WEIGHTS.get(text[end - 1], _NO_STOP)


def _cuts(weights: np.ndarray, size: int, window: int) -> list[tuple[int, int]]:
    n, start, cuts = len(weights), 0, []
    nearness = np.abs(np.arange(1, size + window + 1) - size) + 1
    while n > size and n - start >= size + window:
        length = int(np.argmax(weights[start : start + size + window] / nearness)) + 1
        cuts.append((start, start + length))
        start += length
    return [*cuts, (start, n)] if start < n else cuts
