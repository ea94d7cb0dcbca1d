"""Codes × topics × classes: known tables, the reading lists, and what chance gives."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from qda.triangulation import associate, code_without_topic, layers, mutual_information, topic_without_code


def passages(n_docs: int = 30, each: int = 6) -> pd.DataFrame:
    rows = []
    for doc in range(n_docs):
        for n in range(each):
            rows.append((f"d{doc:02d}", f"d{doc:02d}:{n}", 100 * n, 100 * n + 90, "fr", f"passage {doc} {n}"))
    return pd.DataFrame(rows, columns=["doc_id", "passage_id", "start", "end", "lang", "text"])


def topics_of(table: pd.DataFrame) -> pd.DataFrame:
    """Even passages topic 0, odd ones topic 1, the last of each document an outlier."""
    n = table["passage_id"].str[-1].astype(int)
    topic = (n % 2).where(n < 5, -1)
    return pd.DataFrame({"passage_id": table["passage_id"], "topic": topic, "weight": 1 - n / 10})


def code(table: pd.DataFrame, rows, name: str) -> pd.DataFrame:
    return table.iloc[list(rows)][["doc_id", "start", "end"]].assign(code=name, end=lambda t: t["start"] + 20)


@pytest.fixture
def units():
    table = passages()
    n = table["passage_id"].str[-1].astype(int)
    tach = np.flatnonzero(n.isin([0, 2]))[:-1]  # topic 0, but for passage 4 and the last document's passage 2
    faut = np.flatnonzero(n.isin([1, 5]))  # topic 1, and the outliers
    return layers(table, pd.concat([code(table, tach, "TACH"), code(table, faut, "FAUT")]), topics_of(table))


def test_a_passage_has_the_codes_that_overlap_it():
    table = passages(1, 3)
    spans = pd.DataFrame(
        [
            ("d00", 80, 110, "A"),
            ("d00", 90, 100, "B"),
            ("d00", 205, 206, "C"),
            ("d00", 200, 210, "A"),
            ("d99", 0, 9, "A"),
        ],
        columns=["doc_id", "start", "end", "code"],
    )
    assert list(layers(table, spans)["codes"]) == ["A", "A", "A C"]


def test_a_class_is_that_of_most_characters():
    table = passages(1, 3)
    segments = pd.DataFrame(
        [("d00", 0, 100, 1), ("d00", 100, 130, 1), ("d00", 130, 190, 2), ("d00", 200, 290, None)],
        columns=["doc_id", "start", "end", "class"],
    )
    found = layers(table, classes=segments)["class"]
    assert list(found[:2]) == [1, 2] and pd.isna(found[2])


def test_outliers_and_left_out_passages_have_no_topic(units):
    assert units["topic"].isna().sum() == 30
    table = passages(2)
    assert layers(table, topics=topics_of(table).iloc[:3])["topic"].notna().sum() == 3


def test_association_counts_and_phi(units):
    table = associate(units).set_index(["codes", "topic"])
    tach = table.loc[("TACH", 0)]
    assert (tach["both"], tach["n_first"], tach["n_second"], tach["n"]) == (59, 59, 90, 150)
    assert tach["expected"] == pytest.approx(59 * 90 / 150)
    assert tach["share"] == pytest.approx(59 / 90) and tach["elsewhere"] == 0
    assert tach["phi"] == pytest.approx(np.corrcoef(_two_by_two(59, 0, 31, 60))[0, 1])
    assert tach["low"] < tach["phi"] < tach["high"] or tach["low"] == pytest.approx(tach["phi"], abs=0.02)
    assert tach["says"] == "together" and table.loc[("TACH", 1), "says"] == "apart"


def _two_by_two(both, only_a, only_b, neither):
    a = [1] * (both + only_a) + [0] * (only_b + neither)
    b = [1] * both + [0] * only_a + [1] * only_b + [0] * neither
    return a, b


def test_codes_put_at_random_show_no_association():
    table = passages(60)
    rng = np.random.default_rng(1)
    codings = pd.concat([code(table, rng.choice(len(table), 90, replace=False), f"C{n}") for n in range(8)])
    found = associate(layers(table, codings, topics_of(table)))
    assert (found["says"] != "").mean() <= 0.2
    information = mutual_information(
        layers(table, codings[codings["code"] < "C2"], topics_of(table)), permutations=20
    )
    assert information["ami"].abs().max() < 0.03
    assert (information["low"] <= information["ami"]).all() and (
        information["ami"] <= information["high"]
    ).all()


def test_what_chance_gives_is_what_shuffled_layers_give():
    from sklearn.metrics import adjusted_mutual_info_score

    from qda.triangulation import _chance

    rng = np.random.default_rng(4)
    a, b = rng.integers(0, 3, 200), rng.integers(0, 5, 200)
    again = np.random.default_rng(7)
    scores = [adjusted_mutual_info_score(a, again.permutation(b)) for _ in range(50)]
    assert _chance(a, b, 50, np.random.default_rng(7)) == pytest.approx(np.quantile(scores, 0.95))


def test_intervals_are_wider_when_documents_differ():
    """The same counts, but all of the code in a third of the documents: fewer independent observations."""
    table = passages(30)
    spread = layers(table, code(table, range(0, 180, 3), "A"), topics_of(table))
    lumped_rows = [r for r in range(180) if r % 6 in (0, 2, 4) and r < 108] + [1, 3, 7, 9, 13, 15]
    lumped = layers(table, code(table, lumped_rows, "A"), topics_of(table))
    width = [float((t["high"] - t["low"]).iloc[0]) for t in (associate(spread), associate(lumped))]
    assert width[0] < width[1]


def test_mutual_information_of_equal_and_unrelated_cuts():
    table = passages()
    same = layers(table, topics=topics_of(table), classes=topics_of(table).rename(columns={"topic": "class"}))
    row = mutual_information(same[same["class"] != -1]).iloc[0]
    assert (row["first"], row["second"]) == ("topic", "class")
    assert row["ami"] == pytest.approx(1) and row["chance_high"] < 0.1


def test_the_reading_list_names_passages_the_codes_missed(units):
    table = topic_without_code(units, n=100)
    first = table[table["topic"] == 0]
    assert set(first["passage_id"]) == {f"d{d:02d}:4" for d in range(30)} | {"d29:2"}
    assert (
        set(first["expects"]) == {"TACH"} and (first["uncoded"] == 31).all() and (first["held"] == 90).all()
    )
    assert first["passage_id"].iloc[0] == "d29:2"  # the heaviest first
    assert {"doc_id", "start", "end", "text"} <= set(table.columns)


def test_the_reverse_names_coded_passages_no_topic_accounts_for(units):
    table = code_without_topic(units)
    assert set(table["code"]) == {"FAUT"} and set(table["why"]) == {"no topic"}
    assert set(table["passage_id"]) == {f"d{d:02d}:5" for d in range(30)}


def test_a_missing_layer_is_named():
    with pytest.raises(ValueError, match="no layer 'topic'"):
        associate(layers(passages(2), code(passages(2), [0], "A")))
