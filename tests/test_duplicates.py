"""Families and repeated passages, on edits made here and on real press."""

import json
import random
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qda.duplicates import families, one_per_family, repeated_passages
from qda.tables import make_table


def article(seed: int, sentences: int = 25) -> list[str]:
    """Sentences of invented words: two articles share no run of five words but by design."""
    rng = random.Random(seed)
    words = ["".join(rng.choices("abcdefghilmnoprstu", k=rng.randint(3, 9))) for _ in range(400)]
    return [" ".join(rng.choices(words, k=rng.randint(8, 22))).capitalize() + "." for _ in range(sentences)]


def corpus_of(texts: dict[str, str], **columns) -> pd.DataFrame:
    rows = [dict(doc_id=d, date="2019-07-01", genre="news") for d in texts]
    table = make_table(rows, ("doc_id", "date", "genre"))
    for name, values in columns.items():
        table[name] = [
            values.get(d, default) for d, default in zip(table["doc_id"], table[name], strict=True)
        ]
    return table


def groups(table: pd.DataFrame) -> set[frozenset[str]]:
    return {frozenset(group["doc_id"]) for _, group in table.groupby("family")}


def edited(sentences: list[str], how: str, rng: random.Random) -> str:
    if how == "cut":
        return " ".join(sentences[: len(sentences) // 3])
    if how == "reordered":
        return " ".join(rng.sample(sentences, len(sentences)))
    if how == "kept":  # three sentences in an article otherwise new
        return " ".join([*article(rng.randint(10**6, 10**7), 12), *rng.sample(sentences, 3)])
    words = " ".join(sentences).split()
    for place in rng.sample(range(len(words)), len(words) // 12):
        words[place] = f"x{place}x"
    return " ".join(words)


@pytest.mark.parametrize("how", ["cut", "reordered", "kept", "small edits"])
def test_every_edit_is_found_and_nothing_else(how):
    rng = random.Random(4)
    texts = {}
    for n in range(60):
        sentences = article(n)
        texts[f"a{n:02d}"] = " ".join(sentences)
        if n % 2:
            texts[f"b{n:02d}"] = edited(sentences, how, rng)
    expected = {frozenset({f"a{n:02d}", f"b{n:02d}"}) for n in range(1, 60, 2)}
    assert groups(families(corpus_of(texts), texts)) == expected


@settings(max_examples=20, deadline=None)
@given(st.permutations(list(range(12))))
def test_order_of_documents_changes_nothing(order):
    texts = {f"d{n:02d}": " ".join(article(n // 3)[n % 3 :]) for n in range(12)}
    documents = corpus_of(texts)
    shuffled = documents.iloc[list(order)].reset_index(drop=True)
    pd.testing.assert_frame_equal(families(documents, texts), families(shuffled, texts))


@pytest.mark.parametrize("marks", ["« %s »", "«%s»", "»%s«", "„%s“", "“%s”", '"%s"', "‘%s’"])
def test_quotations_alone_make_no_family_however_they_are_marked(marks):
    said = [marks % " ".join(article(99, 8)[n : n + 2]).replace("a", "a’a") for n in (0, 2, 4)]
    texts = {}
    for doc_id, seed in (("a", 1), ("b", 2)):
        own = article(seed, 14)
        texts[doc_id] = " ".join([*own[:5], said[0], *own[5:8], said[1], *own[8:], said[2]])
    assert families(corpus_of(texts), texts).empty
    told = article(5, 14)  # one story told with two persons' words is one story
    for doc_id, seed in (("a", 1), ("b", 2)):
        texts[doc_id] = " ".join([*told[:5], marks % article(seed, 1)[0], *told[5:]])
    assert len(families(corpus_of(texts), texts)) == 2


def test_the_earliest_is_the_head_and_each_member_has_its_share():
    body = article(1)
    texts = {
        "a": " ".join(body),
        "b": " ".join(body),
        "c": " ".join(body[:10] + article(2, 10)),
        "d": " ".join(article(3)),
    }
    dates = {"a": "2019-07", "b": "2019-07-03", "c": "2019-07-05", "d": ""}
    table = families(corpus_of(texts, date=dates), texts).set_index("doc_id")
    assert set(table["head"]) == {"b"} and set(table.index) == {"a", "b", "c"}
    assert table.loc["a", "similarity"] == 1.0
    assert 0.3 < table.loc["c", "similarity"] < 0.7
    assert abs(table.loc["c", "shared_chars"] - len(" ".join(body[:10]))) <= 12


def test_a_shared_quotation_makes_no_family():
    quote = " ".join(article(9, 12))
    for opening, closing in ("«»", "“”", "„“", '""'):
        texts = {n: " ".join(article(n, 8)) + f" {opening}{quote}{closing}" for n in (1, 2)}
        assert families(corpus_of(texts), texts).empty
    texts = {n: " ".join(article(n, 8)) + f" {quote}" for n in (1, 2)}
    assert len(families(corpus_of(texts), texts)) == 2


def test_interviews_may_share_their_guide():
    guide = article(5, 6)
    texts = {n: "\n".join(q + "\n" + a for q, a in zip(guide, article(n, 6), strict=True)) for n in (1, 2)}
    assert families(corpus_of(texts, genre=dict.fromkeys(texts, "research_interview")), texts).empty
    assert len(families(corpus_of(texts), texts)) == 2


def test_a_press_review_does_not_join_two_families():
    a, b = article(1), article(2)
    texts = {"a1": " ".join(a), "a2": " ".join(a[:20]), "b1": " ".join(b), "b2": " ".join(b[:20])}
    texts["review"] = " ".join(a[:18] + b[:15])
    dates = dict.fromkeys(texts, "2019-07-01") | {"review": "2019-07-08"}
    found = groups(families(corpus_of(texts, date=dates), texts))
    assert frozenset({"b1", "b2"}) in found and {"a1", "a2"} <= next(g for g in found if "a1" in g)


def test_short_and_empty_texts():
    short = "Les fouleurs de la plateforme attendent leur paie depuis trois semaines."
    texts = {
        "a": short,
        "b": short,
        "c": "",
        "d": "Photo",
        "e": "Photo",
        "f": short[:40] + " autre chose ici.",
    }
    assert groups(families(corpus_of(texts), texts)) == {frozenset("ab")}
    assert families(corpus_of({}), {}).empty


def test_many_reprints_are_one_family():
    text = " ".join(article(1))
    texts = {f"d{n:03d}": text for n in range(120)}
    assert groups(families(corpus_of(texts), texts)) == {frozenset(texts)}


def test_counts_without_republications():
    documents = corpus_of({"a": "", "b": "", "c": ""}, date={"a": "2019-07-02"})
    documents["family"] = ["w1", "w1", ""]
    codings = pd.DataFrame({"doc_id": ["a", "a", "b", "c"], "code": list("XYXX")})
    assert one_per_family(codings, documents)["doc_id"].tolist() == ["b", "c"]


def test_bundled_corpus_has_its_families_and_no_other(corpus):
    marked = corpus.documents[corpus.documents["family"] != ""]
    assert groups(families(corpus.documents, corpus)) == groups(marked)


def spans(texts: list[str]) -> pd.DataFrame:
    rows, start = [], 0
    for n, text in enumerate(texts):
        rows.append(dict(doc_id="d", passage_id=f"d:{n}", start=start, end=start + len(text), text=text))
        start += len(text) + 2
    return pd.DataFrame(rows)


def test_repeated_passages_and_their_look_alikes():
    said = "Le robot ne trie rien du tout, ce sont deux femmes de Brest qui trient"
    texts = [
        "La paie du dimanche",
        f"« {said} »",
        f"Elle insiste : {said}, et le soir aussi.",
        "LA PAIE DU DIMANCHE",
        "On compte 1 200 personnes en Bretagne.",
        "Elles seraient 1.200, selon le syndicat.",
        "Deux Brestoises font le tri à la place de la machine.",
    ]
    found = repeated_passages(spans(texts))
    assert found["kind"].tolist() == ["same", "inside"]
    whole = "\n\n".join(texts)
    pull = found.iloc[1]
    assert whole[pull["start"] : pull["end"]] == whole[pull["other_start"] : pull["other_end"]] == said


@pytest.mark.held
def test_real_press(shared):
    """Every repeated passage of the gold is found; look-alikes (one argument, one figure told twice) are
    not."""
    gold = json.loads((shared / "press/gold/duplicates.json").read_text("utf-8"))
    rows = []
    for path in sorted((shared / "press").glob("*.txt")):
        for m in re.finditer(r"[^\n]*\S[^\n]*", path.read_bytes().decode("utf-8")):
            rows.append(
                dict(
                    doc_id=path.name,
                    passage_id=f"{path.name}:{m.start()}",
                    start=m.start(),
                    end=m.end(),
                    text=m[0],
                )
            )
    found = repeated_passages(pd.DataFrame(rows))
    for pair in gold:
        a, b = pair["a"], pair["b"]
        hit = (
            (found["doc_id"] == a["file"]) & (found["other_doc_id"] == b["file"])
            & (found["start"] < a["end"]) & (found["end"] > a["start"])
            & (found["other_start"] < b["end"]) & (found["other_end"] > b["start"])
        ).any()
        merged = "not a duplicate" not in pair["note"].lower()
        assert hit == merged, pair["id"]
    posts = json.loads((shared / "press/gold/posts.json").read_text("utf-8"))
    files = {path.name: path.read_bytes().decode("utf-8") for path in (shared / "press").glob("*.txt")}
    texts = {p["id"]: files[p["file"]][p["start"] : p["end"]] for p in posts}
    documents = make_table(
        [dict(doc_id=p["id"], date=p["date"] or "", genre="") for p in posts], ("doc_id", "date", "genre")
    )
    assert families(documents, texts).empty
