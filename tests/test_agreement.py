"""Agreement: what the coefficients promise on any data, and the tables made from codings."""

from __future__ import annotations

import math
import random
import time

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, precision_recall_fscore_support

from qda.agreement import (
    AGREEMENT, agreement_measures, agreement_table, agreement_weights, bootstrap_interval, brennan_prediger,
    code_confusion, coded_units, cohen_kappa, consensus, disagreement_table, fleiss_kappa, gwet_ac1,
    krippendorff_alpha, masi_distance, percent_agreement, rating_counts, read_coder_documents, scott_pi,
    unitizing_alpha,
)
from qda.tables import CODINGS, PASSAGES, TableError, make_table

nan = float("nan")
cell = st.one_of(st.none(), st.integers(1, 4))
ratings = st.tuples(st.integers(2, 4), st.integers(2, 12)).flatmap(
    lambda size: st.lists(
        st.lists(cell, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)
pairs_of = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=2, max_size=30)
LEVELS = ("nominal", "ordinal", "interval", "ratio")


# -- coefficients --------------------------------------------------------------------------------------------

def same(x: float, y: float) -> bool:
    return (math.isnan(x) and math.isnan(y)) or x == pytest.approx(y, abs=1e-9)


@given(ratings, st.sampled_from(LEVELS))
def test_alpha_equals_the_krippendorff_package(data, level):
    found = krippendorff_alpha(data, level)
    pairable = [[r[u] for r in data] for u in range(len(data[0])) if sum(r[u] is not None for r in data) > 1]
    used = {v for unit in pairable for v in unit if v is not None}
    if len(used) < 2:
        assert math.isnan(found) and found.reason
        return
    table = np.array([[nan if v is None else v for v in coder] for coder in data])
    assert found == pytest.approx(krippendorff.alpha(table, level_of_measurement=level), abs=1e-9)


@given(ratings, st.randoms(use_true_random=False), st.sampled_from(LEVELS))
def test_order_of_coders_and_units_does_not_matter(data, rng, level):
    shuffled = rng.sample(data, len(data))
    order = rng.sample(range(len(data[0])), len(data[0]))
    shuffled = [[coder[u] for u in order] for coder in shuffled]
    assert same(krippendorff_alpha(data, level), krippendorff_alpha(shuffled, level))
    for coefficient in (gwet_ac1, brennan_prediger, percent_agreement):
        assert same(coefficient(data), coefficient(shuffled))
    assert same(fleiss_kappa(rating_counts(data)), fleiss_kappa(rating_counts(shuffled)))


@given(st.lists(st.integers(1, 4), min_size=2, max_size=20), st.integers(2, 4))
def test_perfect_agreement_is_one(values, coders):
    assume(len(set(values)) > 1)
    data = [values] * coders
    for level in LEVELS:
        assert krippendorff_alpha(data, level) == pytest.approx(1)
    for found in (
        gwet_ac1(data),
        brennan_prediger(data),
        fleiss_kappa(rating_counts(data)),
        percent_agreement(data),
        cohen_kappa(values, values),
        scott_pi(values, values),
    ):
        assert found == pytest.approx(1)


@given(pairs_of)
def test_two_coders_alpha_is_pi_corrected_for_small_samples(pairs):
    """Krippendorff (2004): with two coders and no missing ratings α = 1 − (1 − π)(2N − 1)/(2N)."""
    a, b = zip(*pairs, strict=True)
    alpha, pi = krippendorff_alpha([a, b]), scott_pi(a, b)
    assert same(alpha, 1 - (1 - pi) * (2 * len(a) - 1) / (2 * len(a)))
    assert same(pi, fleiss_kappa(rating_counts([a, b])))


@given(pairs_of, st.sampled_from([None, "linear", "quadratic"]))
def test_kappa_equals_scikit_learn(pairs, weights):
    a, b = zip(*pairs, strict=True)
    found = cohen_kappa(a, b, weights=weights, categories=[1, 2, 3, 4])
    if math.isnan(found):
        assert len(set(a) | set(b)) == 1 and "no variation" in found.reason
    else:
        assert found == pytest.approx(cohen_kappa_score(a, b, weights=weights, labels=[1, 2, 3, 4]), abs=1e-9)


@given(ratings, st.integers(-50, 50), st.integers(1, 9))
def test_interval_alpha_ignores_origin_and_scale(data, shift, scale):
    moved = [[None if v is None else scale * v + shift for v in coder] for coder in data]
    assert same(krippendorff_alpha(data, "interval"), krippendorff_alpha(moved, "interval"))
    assert same(krippendorff_alpha(data, "ordinal"), krippendorff_alpha(moved, "ordinal"))


LAYOUTS = [[1, 2, None, 2, 1], [1, 2, 2, 1, 1], [None, None, 1, None, 1]]


@pytest.mark.parametrize(
    "layout",
    [
        np.array([[nan if v is None else v for v in r] for r in LAYOUTS]),
        pd.DataFrame(LAYOUTS),
        pd.DataFrame(LAYOUTS, dtype="Int64"),
        [["" if v is None else str(v) for v in r] for r in LAYOUTS],
        tuple(tuple(nan if v is None else v for v in r) for r in LAYOUTS),
        dict(zip("xyz", LAYOUTS, strict=True)),
        np.array([["nan" if v is None else str(v) for v in r] for r in LAYOUTS]),
        [pd.Series(r, dtype="float64") for r in LAYOUTS],
        np.ma.masked_equal([[v or 9 for v in r] for r in LAYOUTS], 9),
    ],
    ids=["array", "frame", "Int64", "strings", "tuples", "mapping", "string array", "series", "masked array"],
)
def test_every_layout_says_the_same(layout):
    for coefficient in (krippendorff_alpha, gwet_ac1, brennan_prediger, percent_agreement):
        assert same(coefficient(layout), coefficient(LAYOUTS))
    assert same(krippendorff_alpha(layout, "interval"), krippendorff_alpha(LAYOUTS, "interval"))


def test_what_is_undefined_says_why():
    alike = ["aaa", "aaa"]
    for found in (krippendorff_alpha(alike), cohen_kappa(*alike), scott_pi(*alike), fleiss_kappa([[3], [3]])):
        assert math.isnan(found) and "no variation" in found.reason
    apart = [[1, None], [None, 1]]
    for found in (krippendorff_alpha(apart), cohen_kappa(*apart), gwet_ac1(apart)):
        assert math.isnan(found) and ("both" in found.reason or "two coders" in found.reason)
    assert "categories" in gwet_ac1(["aaa", "aaa"]).reason
    assert gwet_ac1(["aaa", "aaa"], categories="ab") == 1 == brennan_prediger(["aaa", "aaa"], categories=2)


def test_wrong_calls_say_what_to_do():
    with pytest.raises(ValueError, match="differ in length"):
        krippendorff_alpha([[1, 2], [1]])
    with pytest.raises(ValueError, match="needs numbers"):
        krippendorff_alpha(["ab", "ab"], "interval")
    with pytest.raises(ValueError, match="categories="):
        krippendorff_alpha([["low", "high"], ["low", "low"]], "ordinal")
    with pytest.raises(ValueError, match="not one of the categories"):
        gwet_ac1(["ab", "ac"], categories="ab")
    for two in (cohen_kappa, scott_pi):
        with pytest.raises(ValueError, match="not one of the categories"):
            two("ab", "ac", categories="ab")
    for numbers in ([[-1, 1, 2], [1, 1, 2]], [[1, math.inf], [1, 2]]):
        with pytest.raises(ValueError, match="finite numbers"):
            krippendorff_alpha(numbers, "ratio")
    with pytest.raises(ValueError, match="rating_counts"):
        fleiss_kappa([[1, -1]])
    with pytest.raises(ValueError, match="unknown"):
        agreement_weights([1, 2], "cubic")


def test_ordinal_words_with_their_order():
    words, numbers = {1: "low", 2: "middle", 3: "high"}, [[1, 2, 3, 3], [1, 3, 3, 2]]
    named = [[words[v] for v in r] for r in numbers]
    found = krippendorff_alpha(named, "ordinal", categories=["low", "middle", "high"])
    assert found == krippendorff_alpha(numbers, "ordinal")


sets = st.frozensets(st.sampled_from("ABCD"))


@given(sets, sets)
def test_masi_is_a_symmetric_distance(a, b):
    assert masi_distance(a, b) == masi_distance(b, a) and 0 <= masi_distance(a, b) <= 1
    assert (masi_distance(a, b) == 0) == (a == b)


def test_masi_is_exact():
    assert masi_distance({1}, {1, 2}) == 2 / 3 and masi_distance({1, 2}, {1, 3}) == 8 / 9
    assert masi_distance([], []) == 0 and masi_distance([], ["A"]) == 1 and masi_distance("AB", ["AB"]) == 0


def test_alpha_of_sets_takes_lists_and_knows_the_empty_set_from_a_missing_one():
    filled = [[["A"], [], ["A", "B"]], [["A"], [], ["B", "A"]]]
    assert krippendorff_alpha(filled, "masi") == 1
    assert krippendorff_alpha([[["A"], [], ["B"]], [["A"], ["B"], ["B"]]], "masi") < 1
    assert krippendorff_alpha([[["A"], None, ["B"]], [["A"], ["B"], ["B"]]], "masi") == 1


# -- unitizing -----------------------------------------------------------------------------------------------

@st.composite
def unitization(draw, length=40):
    edges = sorted(draw(st.lists(st.integers(0, length), min_size=2, max_size=8, unique=True)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return [(start, end, draw(st.sampled_from("xy"))) for start, end in pairs]


@given(unitization(), st.integers(2, 4), st.sampled_from(["2016", "2004"]))
def test_equal_units_have_alpha_u_one(units, coders, variant):
    result = unitizing_alpha({n: units for n in range(coders)}, 41, variant)
    assert result == pytest.approx(1)
    assert result.variant == variant and variant in repr(result)


@given(unitization(), unitization(), unitization(), st.sampled_from(["2016", "2004"]))
def test_alpha_u_does_not_mind_the_order_of_coders(a, b, c, variant):
    found = [
        unitizing_alpha(dict(enumerate(order)), 41, variant) for order in ((a, b, c), (c, a, b), (b, a, c))
    ]
    assert same(found[0], found[1]) and same(found[0], found[2])


@given(unitization(), unitization(), st.sampled_from(["2016", "2004"]))
def test_alpha_u_reads_the_text_backwards_the_same(a, b, variant):
    mirrored = {
        n: [(41 - end, 41 - start, value) for start, end, value in own] for n, own in enumerate((a, b))
    }
    assert same(unitizing_alpha({0: a, 1: b}, 41, variant), unitizing_alpha(mirrored, 41, variant))


@pytest.mark.parametrize("variant", ["2016", "2004"])
def test_the_further_units_are_apart_the_lower_alpha_u(variant):
    shifted = [[("a", 40, 60, "x"), ("b", 40 + shift, 60 + shift, "x")] for shift in range(0, 20, 4)]
    found = [unitizing_alpha(spans, 200, variant) for spans in shifted]
    assert found[0] == 1 and found == sorted(found, reverse=True) and len(set(found)) == len(found)


def test_alpha_u_layouts_and_silent_coder():
    rows = [("a", 1, 5, "x"), ("a", 7, 9, "y"), ("b", 1, 6, "x")]
    table = pd.DataFrame(rows, columns=["coder", "start", "end", "code"])
    dicts = [dict(zip(("coder", "start", "end", "value"), row, strict=True)) for row in rows]
    by_coder = {"a": [(1, 5, "x"), (7, 9, "y")], "b": [(1, 6, "x")]}
    coded = [dict(zip(("coder", "start", "end", "code"), row, strict=True)) for row in rows]
    assert len({float(unitizing_alpha(spans, 20)) for spans in (rows, table, dicts, coded, by_coder)}) == 1
    with pytest.raises(ValueError, match="coders="):
        unitizing_alpha([("a", 1, 5, "x")], 20)
    assert unitizing_alpha([("a", 1, 5, "x")], 20, coders=["a", "b"]) < 0.1


def test_alpha_u_refuses_what_it_cannot_measure():
    with pytest.raises(ValueError, match="outside"):
        unitizing_alpha([("a", 1, 30, "x"), ("b", 1, 5, "x")], 20)
    with pytest.raises(ValueError, match="overlap"):
        unitizing_alpha([("a", 1, 8, "x"), ("a", 5, 9, "y"), ("b", 1, 5, "x")], 20)
    assert (
        unitizing_alpha([("a", 1, 8, "x"), ("a", 5, 9, "y"), ("b", 1, 5, "x")], 20, "2004").variant == "2004"
    )
    nothing = unitizing_alpha({"a": [], "b": []}, 20)
    assert math.isnan(nothing) and "nobody" in nothing.reason
    everything = unitizing_alpha({"a": [(0, 20, "x")], "b": [(0, 20, "x")]}, 20)
    assert math.isnan(everything) and "no variation" in everything.reason


# -- tables made from codings --------------------------------------------------------------------------------

def passages_of(*documents: list[str]) -> pd.DataFrame:
    """Documents d0, d1, … of passages; every sentence is ``Nn nn.``"""
    rows = []
    for d, paragraphs in enumerate(documents):
        at = 0
        for p, text in enumerate(paragraphs):
            rows.append(
                dict(
                    doc_id=f"d{d}",
                    passage_id=f"d{d}:{p + 1:04d}",
                    start=at,
                    end=at + len(text),
                    source_start=at,
                    source_end=at + len(text),
                    lang="en",
                    kind="body",
                    text=text,
                )
            )
            at += len(text) + 1
    return make_table(rows, PASSAGES)


def codings_of(*rows: tuple) -> pd.DataFrame:
    """(coder, doc, start, end, code[, memo])"""
    names = ("coder", "doc_id", "start", "end", "code", "memo")
    return make_table([dict(zip(names, row, strict=False)) | dict(origin="human") for row in rows], CODINGS)


TEXT = "Aa bb. Cc dd. Ee ff. Gg hh."  # sentences 0–6, 7–13, 14–20, 21–27
SMALL = passages_of([TEXT, TEXT], [TEXT])


def row_of(table: pd.DataFrame, code: str, **where) -> pd.Series:
    for column, value in where.items():
        table = table[table[column] == value]
    return table[table["code"] == code].iloc[0]


def test_counts_of_sentences_and_the_coefficients_on_them():
    codings = codings_of(
        ("a", "d0", 0, 6, "X"), ("a", "d0", 14, 27, "X"), ("b", "d0", 0, 13, "X"), ("a", "d1", 0, 6, "X"),
        ("b", "d1", 0, 6, "X"),
    )
    row = row_of(agreement_table(codings, SMALL, n_boot=50), "X")
    assert (row.documents, row.n, row.n_a, row.n_b, row.n_both) == (2, 12, 4, 3, 2)
    a = [1, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0]
    b = [1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]
    expected = dict(
        percent=percent_agreement(a, b),
        kappa=cohen_kappa(a, b),
        pi=scott_pi(a, b),
        alpha=krippendorff_alpha([a, b]),
        ac1=gwet_ac1([a, b]),
        bp=brennan_prediger([a, b]),
    )
    precision, recall, f1, _ = precision_recall_fscore_support(a, b, average="binary")
    for name, value in (expected | dict(precision=precision, recall=recall, f1=f1)).items():
        assert row[name] == pytest.approx(value), name
    assert list(agreement_table(codings, SMALL, n_boot=9).columns) == list(AGREEMENT)


@pytest.mark.parametrize(
    ("start", "end", "units"),
    [(0, 2, 1), (0, 3, 1), (4, 9, 0), (3, 10, 2), (5, 15, 1), (7, 20, 2), (6, 7, 0)],
)
def test_a_span_covers_a_unit_by_half_of_the_shorter(start, end, units):
    # 4–9 has two characters in each of two sentences and a space: 2 of 5 is less than half of it, twice
    codings = codings_of(("a", "d1", start, end, "X"), ("b", "d1", 21, 27, "X"))
    assert row_of(agreement_table(codings, SMALL, n_boot=9), "X").n_a == units


def test_passage_and_character_level():
    codings = codings_of(("a", "d0", 0, 20, "X"), ("b", "d0", 2, 20, "X"), ("b", "d0", 28, 30, "X"))
    passage = row_of(agreement_table(codings, SMALL, level="passage", n_boot=9), "X")
    assert (passage.n, passage.n_a, passage.n_b, passage.n_both) == (2, 1, 2, 1)
    character = row_of(agreement_table(codings, SMALL, level="character", n_boot=9), "X")
    assert (character.n, character.n_a, character.n_b, character.n_both) == (54, 20, 20, 18)
    a = [int(i < 20) for i in range(54)]
    b = [int(2 <= i < 20 or 27 <= i < 29) for i in range(54)]
    assert character.alpha == pytest.approx(krippendorff_alpha([a, b]))
    # the line end between passages is not text: offset 28 of the document is character 27 of the text
    whole = unitizing_alpha([("a", 0, 20, "X"), ("b", 2, 20, "X"), ("b", 27, 29, "X")], 54)
    assert character.alpha_u == passage.alpha_u == pytest.approx(whole) and passage.alpha_u_variant == "2016"


span = st.tuples(
    st.sampled_from("ab"), st.integers(0, 1), st.integers(0, 50), st.integers(1, 12), st.sampled_from("XY")
)


@settings(deadline=None, max_examples=40)
@given(st.lists(span, min_size=1, max_size=12))
def test_alpha_u_of_the_table_is_that_of_the_spans(spans):
    passages = passages_of(["x" * 60], ["y" * 60])
    codings = codings_of(*((c, f"d{d}", s, min(60, s + n), code) for c, d, s, n, code in spans))
    table = agreement_table(codings, passages, coders=["a", "b"], codes=["X", "Y"], level="passage", n_boot=5,
                            documents={"a": ["d0", "d1"], "b": ["d0", "d1"]})
    for code in "XY":
        joined = []
        for coder in "ab":
            own = sorted(
                (60 * d + s, 60 * d + min(60, s + n)) for c, d, s, n, k in spans if (c, k) == (coder, code)
            )
            for start, end in own:
                if (
                    joined
                    and joined[-1][0] == coder
                    and start < joined[-1][2]
                    and start // 60 == joined[-1][1] // 60
                ):
                    joined[-1] = (coder, joined[-1][1], max(end, joined[-1][2]), code)
                else:
                    joined.append((coder, start, end, code))
        assert same(row_of(table, code).alpha_u, unitizing_alpha(joined, 120, coders=["a", "b"]))


def test_only_documents_that_both_read_count(tmp_path):
    codings = codings_of(("a", "d0", 0, 6, "X"), ("a", "d1", 0, 6, "X"), ("b", "d0", 0, 6, "X"))
    assert row_of(agreement_table(codings, SMALL, n_boot=9), "X").documents == 1
    both = row_of(agreement_table(codings, SMALL, documents=["d0", "d1"], n_boot=9), "X")
    assert (both.documents, both.n, both.n_a, both.n_b) == (2, 12, 2, 1)
    (tmp_path / "b.documents").write_text(
        "d0\nd1\n", encoding="utf-8-sig"
    )  # as an editor under Windows saves it
    (tmp_path / "a.documents.csv").write_text("doc_id,read\nd1,2024\n", encoding="utf-8")
    assert read_coder_documents(tmp_path) == {"a": ["d1"], "b": ["d0", "d1"]}
    listed = row_of(agreement_table(codings, SMALL, documents=tmp_path, n_boot=9), "X")
    assert (listed.documents, listed.n_a, listed.n_b) == (1, 1, 0)
    (tmp_path / "silent.documents").write_text("d0\n", encoding="utf-8")
    silent = row_of(
        agreement_table(codings, SMALL, coders=["b", "silent"], documents=tmp_path, n_boot=9), "X"
    )
    assert (silent.documents, silent.n_a, silent.n_b) == (1, 1, 0)
    (tmp_path / "silent.documents").write_bytes("d\xe9".encode("latin-1"))
    with pytest.raises(TableError, match="silent.documents: not UTF-8"):
        read_coder_documents(tmp_path)
    apart = row_of(agreement_table(codings, SMALL, documents={"a": ["d0"], "b": ["d1"]}, n_boot=9), "X")
    assert apart.n == 0 and math.isnan(apart.alpha) and "read by both" in apart.reason


def test_a_machine_reads_every_document():
    codings = codings_of(("a", "d0", 0, 6, "X"), ("a", "d1", 0, 6, "X"), ("lexicon", "d0", 0, 6, "X"))
    codings.loc[codings["coder"] == "lexicon", "origin"] = "indicator"
    assert row_of(agreement_table(codings, SMALL, n_boot=9), "X").documents == 2


def test_undefined_values_are_missing_with_a_reason():
    codings = codings_of(("a", "d0", 0, 6, "X"), ("b", "d0", 0, 6, "X"), ("a", "d0", 0, 6, "Y"))
    table = agreement_table(codings, SMALL, codes=["X", "Y", "Z"], n_boot=9)
    absent, one_sided, shared = (row_of(table, code) for code in "ZYX")
    assert (
        absent[["kappa", "pi", "alpha", "alpha_u", "precision", "recall", "f1"]].isna().all()
        and "no variation" in absent.reason
    )
    assert absent.percent == absent.ac1 == absent.bp == 1
    assert one_sided.kappa == 0 and math.isnan(one_sided.precision) and "precision" in one_sided.reason
    assert shared.alpha == 1 and math.isnan(shared.alpha_low) and "one document" in shared.reason


def test_rows_of_code_sets_use_masi():
    codings = codings_of(
        ("a", "d0", 0, 6, "TACH"),
        ("b", "d0", 0, 6, "TACH"),
        ("b", "d0", 0, 6, "PLAT"),
        ("a", "d0", 7, 13, "PLAT"),
        ("b", "d0", 7, 13, "OTHER"),
        ("a", "d1", 7, 13, "OTHER"),
        ("b", "d1", 7, 13, "OTHER"),
    )
    table = agreement_table(codings, SMALL, n_boot=9)
    a = [{"TACH"}, {"PLAT"}, *[set()] * 7, {"OTHER"}, *[set()] * 2]
    b = [{"TACH", "PLAT"}, {"OTHER"}, *[set()] * 7, {"OTHER"}, *[set()] * 2]
    every = row_of(table, "all")
    assert (
        every.alpha == pytest.approx(krippendorff_alpha([a, b], "masi"))
        and math.isnan(every.kappa)
        and "MASI" in every.reason
    )
    assert (every.n_a, every.n_b, every.n_both, every.percent) == (3, 3, 3, pytest.approx(10 / 12))
    assert (every.precision, every.recall) == pytest.approx((2 / 4, 2 / 3))
    core = [[s - {"OTHER"} for s in sets] for sets in (a, b)]
    assert row_of(table, "core").alpha == pytest.approx(krippendorff_alpha(core, "masi"))


def many(
    n_documents: int, sentences_each: int, codes: list[str], seed: int = 0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two coders who agree on three codings in four."""
    rng = random.Random(seed)
    passages = passages_of(
        *[[" ".join(["Aa bb."] * 10)] * (sentences_each // 10) for _ in range(n_documents)]
    )
    rows = []
    for d in range(n_documents):
        for s in range(sentences_each):
            start = (s // 10) * 70 + (s % 10) * 7
            for code in codes:
                if rng.random() < 0.1:
                    rows += [(c, f"d{d}", start, start + 6, code) for c in "ab" if rng.random() < 0.85]
    return codings_of(*rows), passages


def test_intervals_are_seeded_and_hold_the_estimate():
    codings, passages = many(20, 20, ["X", "Y"])
    first, again = (agreement_table(codings, passages, seed=3, n_boot=400) for _ in range(2))
    pd.testing.assert_frame_equal(first, again)
    assert not first["alpha_low"].equals(agreement_table(codings, passages, seed=4, n_boot=400)["alpha_low"])
    for name in ("alpha", "kappa", "alpha_u"):
        rows = first.dropna(subset=[name])
        assert (rows[f"{name}_low"] < rows[name]).all() and (rows[name] < rows[f"{name}_high"]).all()


def test_the_fast_interval_is_that_of_the_plain_bootstrap():
    codings, passages = many(12, 10, ["X"])
    read = sorted({f"d{d}" for d in range(12)})
    row = row_of(agreement_table(codings, passages, documents=read, seed=5, n_boot=300), "X")
    units = coded_units(codings, passages, documents=read)
    sentence = {(r.doc_id, r.start): (bool(r.a), bool(r.b)) for r in units.itertuples()}
    pairs = [(d, sentence.get((d, 7 * s), (False, False))) for d in read for s in range(10)]
    data = [[p[n] for _, p in pairs] for n in (0, 1)]
    low, high = bootstrap_interval(krippendorff_alpha, data, [d for d, _ in pairs], n_boot=300, seed=5)
    assert (row.alpha_low, row.alpha_high) == pytest.approx((low, high))


def test_the_plain_bootstrap_wants_a_document_a_unit_and_two_documents():
    with pytest.raises(ValueError, match="one label a unit"):
        bootstrap_interval(krippendorff_alpha, [[1, 2, 1], [1, 1, 1]], ["d0", "d1"])
    assert all(map(math.isnan, bootstrap_interval(krippendorff_alpha, [[1, 2], [1, 1]], ["d0", "d0"])))


def test_the_order_of_codings_and_passages_does_not_matter():
    codings, passages = many(6, 20, ["X", "TACH", "PLAT"])
    table = agreement_table(codings, passages, coders=["a", "b"], n_boot=50)
    mixed = codings.sample(frac=1, random_state=1), passages.sample(frac=1, random_state=2)
    shuffled = agreement_table(*mixed, coders=["a", "b"], n_boot=50)
    pd.testing.assert_frame_equal(table, shuffled)
    swapped = agreement_table(codings, passages, coders=["b", "a"], n_boot=50)
    assert swapped["alpha"].to_numpy() == pytest.approx(table["alpha"].to_numpy())
    assert swapped["precision"].to_numpy() == pytest.approx(table["recall"].to_numpy())


@pytest.mark.slow
def test_four_thousand_sentences_fourteen_codes_a_thousand_replicates():
    codings, passages = many(100, 40, [f"C{n}" for n in range(14)])
    begin = time.perf_counter()
    table = agreement_table(codings, passages, n_boot=1000)
    assert time.perf_counter() - begin < 15 and len(table) == 15


def test_measures_in_long_form():
    codings, passages = many(4, 10, ["X", "Y"])
    table = agreement_table(codings, passages, n_boot=20)
    long = agreement_measures(table, ["alpha", "ac1"])
    assert len(long) == 2 * len(table) and set(long["measure"]) == {"alpha", "ac1"}
    assert (
        long[long["measure"] == "ac1"]["low"].isna().all()
        and long[long["measure"] == "alpha"]["low"].notna().any()
    )


def test_an_unknown_coder_or_level_is_an_error():
    codings = codings_of(("a", "d0", 0, 6, "X"), ("b", "d0", 0, 6, "X"))
    with pytest.raises(TableError, match="no coding by c"):
        agreement_table(codings, SMALL, coders=["a", "c"])
    with pytest.raises(ValueError, match="level"):
        agreement_table(codings, SMALL, level="word")
    with pytest.raises(TableError, match="counted once"):
        agreement_table(codings, pd.concat([SMALL, SMALL]))


# -- where they differ ---------------------------------------------------------------------------------------

DIFFER = codings_of(
    ("a", "d0", 0, 6, "X", "sure"), ("b", "d0", 0, 6, "X"),  # the same
    ("a", "d0", 7, 13, "X"), ("b", "d0", 7, 20, "X"),  # another boundary
    ("a", "d0", 28, 34, "X", "hm"), ("b", "d0", 28, 34, "Y", "no: Y"),  # another code
    ("a", "d1", 0, 6, "Y"),  # nothing on the other side
    ("b", "d1", 21, 27, "X"),
)


def test_disagreements_side_by_side():
    table = disagreement_table(DIFFER, SMALL)
    found = [(r.doc_id, r.kind, r.code_a, r.code_b, r.exact_a, r.exact_b) for r in table.itertuples()]
    assert found == [
        ("d0", "boundary", "X", "X", "Cc dd.", "Cc dd. Ee ff."),
        ("d0", "confusion", "X", "Y", "Aa bb.", "Aa bb."),
        ("d1", "omission", "Y", "", "Aa bb.", ""),
        ("d1", "omission", "", "X", "", "Gg hh."),
    ]
    confusion = table.iloc[1]
    assert (confusion.passage_id, confusion.passage, confusion.memo_a, confusion.memo_b) == (
        "d0:0002", TEXT, "hm", "no: Y",
    )
    assert table.iloc[0].overlap == pytest.approx(6 / 13) and pd.isna(table.iloc[2].start_b)


def test_no_confusion_with_a_code_the_other_gave_as_well():
    codings = codings_of(("a", "d0", 0, 6, "X"), ("b", "d0", 0, 6, "X"), ("b", "d0", 0, 6, "Y"))
    assert disagreement_table(codings, SMALL)["kind"].tolist() == ["omission"]


def test_equal_coders_have_no_disagreement():
    codings, passages = many(3, 10, ["X", "Y"])
    twin = pd.concat(
        [codings.query("coder == 'a'"), codings.query("coder == 'a'").assign(coder="b")], ignore_index=True
    )
    assert disagreement_table(twin, passages).empty


def test_code_confusion_counts_units():
    table = code_confusion(DIFFER, SMALL).set_index(["code_a", "code_b"])["n"]
    assert (
        table["X", "X"] == 2
        and table["X", "Y"] == 1
        and table["Y", ""] == 1
        and table["", "X"] == 2
        and table["", ""] == 6
    )
    assert table.sum() == 12
    square = code_confusion(DIFFER, SMALL).pivot(index="code_a", columns="code_b", values="n")
    assert square.shape == (3, 3)


def test_coded_units_lead_back_to_the_text():
    table = coded_units(DIFFER, SMALL)
    row = table[(table["doc_id"] == "d0") & (table["start"] == 14)].iloc[0]
    assert (row.passage_id, row.end, row.code, row.a, row.b) == ("d0:0001", 20, "X", False, True)
    assert coded_units(DIFFER.head(0), SMALL).empty
    alone = coded_units(DIFFER, SMALL, documents={"a": ["d0", "d1"], "b": ["d0"]})
    assert alone[alone["doc_id"] == "d1"]["b"].isna().all()


def decisions_of(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["doc_id", "start", "end", "code", "by", "why"])


DECIDED = decisions_of(
    ("d0", 7, 20, "X", "Ana", "the clause goes on"),
    ("d0", 28, 34, "", "Ana", "X is ruled out"),
    ("d0", 28, 34, "Y", "Ana", "it is about platforms"),
    ("d1", 0, 6, "", "Bo", "irony"),
    ("d1", 21, 27, "X", "Bo", "right"),
)


def test_consensus_says_who_decided_and_why():
    table = consensus(DIFFER, DECIDED)
    found = [(r.doc_id, r.start, r.end, r.code, r.memo) for r in table.itertuples()]
    assert found == [
        ("d0", 0, 6, "X", "agreed by a, b"),
        ("d0", 7, 20, "X", "decided by Ana: the clause goes on"),
        ("d0", 28, 34, "Y", "decided by Ana: it is about platforms"),
        ("d1", 21, 27, "X", "decided by Bo: right"),
    ]
    assert (
        set(table["coder"]) == {"consensus"}
        and set(table["origin"]) == {"human"}
        and list(table.columns) == list(CODINGS)
    )
    both = pd.concat([DIFFER, table], ignore_index=True)
    assert disagreement_table(both, SMALL, coders=["b", "consensus"])["kind"].tolist() == []


def test_consensus_wants_reasons_and_every_disagreement_settled():
    with pytest.raises(TableError, match="d1 21–27: X by b is not settled"):
        consensus(DIFFER, DECIDED.iloc[:-1])
    assert len(consensus(DIFFER, DECIDED.iloc[:-1], partial=True)) == 3
    with pytest.raises(TableError, match="no 'why'"):
        consensus(DIFFER, DECIDED.assign(why=""))
    with pytest.raises(TableError, match="already a coder"):
        consensus(DIFFER, DECIDED, coder="a")


def test_a_decision_may_overrule_what_was_agreed():
    codings = codings_of(("a", "d0", 0, 6, "X"), ("b", "d0", 0, 6, "X"))
    assert consensus(codings, decisions_of(("d0", 0, 6, "", "Ana", "both misread it"))).empty
    assert len(consensus(codings, decisions_of())) == 1
