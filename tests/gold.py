"""Scores of an ingested corpus against the gold of ``press/``: one function a bar, each from the tables alone.

Spans are code points of the source files, so a passage is compared by its ``source_start``–``source_end``. Texts and gold
are not in this repository (``CARNETS_SHARED``).
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from qda.ingest.lines import fold

TEXT = ("body", "turn", "heading", "quotation")


def read_gold(press: Path) -> dict:
    """``posts``, ``interviews``, ``quotes``, ``duplicates`` (lists of dicts), ``sentences`` (DataFrame),
    ``texts`` (file → text).
    """
    folder = press / "gold"
    posts = json.loads((folder / "posts.json").read_text(encoding="utf-8"))
    turns = json.loads((folder / "turns.json").read_text(encoding="utf-8"))
    return dict(
        posts=posts,
        interviews=turns["interviews"],
        quotes=turns["quotes"],
        duplicates=json.loads((folder / "duplicates.json").read_text(encoding="utf-8")),
        sentences=pd.read_json(folder / "sentences.jsonl", lines=True, dtype={"post": str}),
        texts={p["file"]: (press / p["file"]).read_bytes().decode("utf-8") for p in posts},
    )


def post_of(documents: pd.DataFrame, gold_post: dict):
    """The document that shares most characters with a gold post; ``None`` if none does."""
    same = documents[documents["source_file"] == gold_post["file"]]
    shared = [
        _overlap(d.source_start, d.source_end, gold_post["start"], gold_post["end"])
        for d in same.itertuples()
    ]
    return same.iloc[shared.index(max(shared))] if shared and max(shared) > 0 else None


def _overlap(a: int, b: int, c: int, d: int) -> int:
    return max(0, min(b, d) - max(a, c))


def posts_score(documents: pd.DataFrame, gold: dict) -> dict:
    """Share of the characters of posts that lie in the right document, and documents that match no post."""
    right, total, matched = 0, 0, set()
    for post in gold["posts"]:
        document = post_of(documents, post)
        total += post["end"] - post["start"]
        if document is not None:
            inside = _overlap(document.source_start, document.source_end, post["start"], post["end"])
            beyond = (document.source_end - document.source_start) - inside
            right += max(0, inside - beyond)
            if inside > 0.5 * (post["end"] - post["start"]):
                matched.add(document.doc_id)
    files = {p["file"] for p in gold["posts"]}
    invented = sum(documents["source_file"].isin(files)) - len(matched)
    return dict(characters=right / total, invented=invented, found=len(matched), of=len(gold["posts"]))


def metadata_score(documents: pd.DataFrame, gold: dict) -> dict:
    """Share of posts whose printed date, and whose outlet, is right (nothing printed: nothing given)."""
    dates = outlets = 0
    for post in gold["posts"]:
        document = post_of(documents, post)
        dates += document is not None and document.date == (post["date"] or "")
        outlets += document is not None and fold(document.outlet) == fold(post["outlet"] or "")
    return dict(dates=dates / len(gold["posts"]), outlets=outlets / len(gold["posts"]))


def language_score(documents: pd.DataFrame, passages: pd.DataFrame, gold: dict) -> dict:
    """Share of passages (quotations aside) whose language is that of most characters of the gold sentences in
    them.
    """
    right, total, wrong = 0, 0, []
    for file, rows in _by_file(documents, passages):
        sentences = gold["sentences"][gold["sentences"]["file"] == file]
        for row in rows[~rows["kind"].isin(["quotation"])].itertuples():
            shares: dict[str, int] = {}
            for s in sentences.itertuples():
                chars = _overlap(row.source_start, row.source_end, s.start, s.end)
                if chars:
                    shares[s.language] = shares.get(s.language, 0) + chars
            if shares:
                total += 1
                expected = max(shares, key=lambda k: shares[k])
                right += row.lang == expected
                if row.lang != expected:
                    wrong.append((file, row.source_start, expected, row.lang))
    return dict(share=right / total, passages=total, wrong=wrong)


def _by_file(documents: pd.DataFrame, passages: pd.DataFrame):
    files = dict(zip(documents["doc_id"], documents["source_file"], strict=True))
    owner = passages["doc_id"].map(files)
    for file, rows in passages.groupby(owner, sort=True):
        yield file, rows


def boilerplate_score(documents: pd.DataFrame, passages: pd.DataFrame, gold: dict) -> dict:
    """Precision, recall and F1 of characters that are residue. A headline is not, though it heads a page."""
    expected, found = set(), set()
    for post in gold["posts"]:
        for span in post["boilerplate"]:
            if "first_occurrence" not in span["kind"]:
                expected |= {(post["file"], i) for i in range(span["start"], span["end"])}
    for file, rows in _by_file(documents, passages):
        for row in rows[~rows["kind"].isin(TEXT)].itertuples():
            found |= {(file, i) for i in range(row.source_start, row.source_end)}
    files = {p["file"] for p in gold["posts"]}
    return _f1(len(expected & found), len({f for f in found if f[0] in files}), len(expected))


def turns_score(documents: pd.DataFrame, passages: pd.DataFrame, gold: dict) -> dict:
    """F1 of turns: the same role, and at least half of the longer of the two spans shared; residue inside a
    turn does not cut it.
    """
    found = []
    for file, rows in _by_file(documents, passages):
        rows = rows[~rows["kind"].isin(["quotation"])]
        for _, own in rows.groupby("doc_id", sort=False):
            last = None
            for row in own.sort_values("start").itertuples():
                inline = row.kind in ("pull_quote", "link", "caption", "fragment", "running_header")
                if row.kind == "turn" and last and (row.role, row.speaker) == (last[3], last[4]):
                    last[2] = row.source_end
                elif row.kind == "turn":
                    last = [file, row.source_start, row.source_end, row.role, row.speaker]
                    found.append(last)
                elif not inline:
                    last = None
    files = {p["file"] for p in gold["posts"]}
    found = [f for f in found if f[0] in files]
    expected = [(i["file"], t["start"], t["end"], t["role"]) for i in gold["interviews"] for t in i["turns"]]
    hits, named, used = 0, 0, set()
    speakers = [t["speaker"] for i in gold["interviews"] for t in i["turns"]]
    for (file, start, end, role), speaker in zip(expected, speakers, strict=True):
        for n, (f, a, b, r, who) in enumerate(found):
            if (
                n not in used
                and f == file
                and r == role
                and _overlap(a, b, start, end) >= 0.5 * max(b - a, end - start)
            ):
                used.add(n)
                hits += 1
                named += fold(who) == fold(speaker)
                break
    return _f1(hits, len(found), len(expected)) | dict(speakers=named / max(1, len(expected)))


def quotations_score(documents: pd.DataFrame, passages: pd.DataFrame, gold: dict) -> dict:
    """F1 of attributed quotations, in the posts whose quotations the gold holds.

    ``spans``: at least half of the longer span shared. ``speakers``: the same speaker besides (a full name for a first
    name of the same person).
    """
    posts = {q["post"] for q in gold["quotes"]}
    ids = {post_of(documents, p).doc_id: p["file"] for p in gold["posts"] if p["id"] in posts}
    rows = passages[
        (passages["kind"] == "quotation") & (passages["speaker"] != "") & passages["doc_id"].isin(set(ids))
    ]
    found = [(ids[r.doc_id], r.source_start, r.source_end, r.speaker) for r in rows.itertuples()]
    expected = [
        (q["file"], q["start"], q["end"], q["speaker"]) for q in gold["quotes"] if q["speaker"] and q["core"]
    ]
    spans = speakers = 0
    used: set[int] = set()
    for file, start, end, speaker in expected:
        for n, (f, a, b, who) in enumerate(found):
            if n not in used and f == file and _overlap(a, b, start, end) >= 0.5 * max(b - a, end - start):
                used.add(n)
                spans += 1
                speakers += _same_person(who, speaker)
                break
    return dict(
        spans=_f1(spans, len(found), len(expected)), speakers=_f1(speakers, len(found), len(expected))
    )


def _same_person(a: str, b: str) -> bool:
    a, b = fold(a), fold(b)
    return a == b or bool(a and b and (a in b.split() or b in a.split()))


def _f1(hits: int, found: int, expected: int) -> dict:
    precision, recall = hits / max(1, found), hits / max(1, expected)
    f1 = 2 * hits / max(1, found + expected)
    return dict(precision=precision, recall=recall, f1=f1)


def only(gold: dict, file: str) -> dict:
    """The gold of one file."""
    return gold | dict(
        posts=[p for p in gold["posts"] if p["file"] == file],
        interviews=[i for i in gold["interviews"] if i["file"] == file],
        quotes=[q for q in gold["quotes"] if q["file"] == file],
        sentences=gold["sentences"][gold["sentences"]["file"] == file],
    )


def scores(documents: pd.DataFrame, passages: pd.DataFrame, gold: dict) -> dict:
    """Every bar."""
    return dict(
        posts=posts_score(documents, gold),
        metadata=metadata_score(documents, gold),
        languages=language_score(documents, passages, gold),
        turns=turns_score(documents, passages, gold),
        boilerplate=boilerplate_score(documents, passages, gold),
        quotations=quotations_score(documents, passages, gold) if gold["quotes"] else None,
    )
