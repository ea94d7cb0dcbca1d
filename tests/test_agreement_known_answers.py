"""Agreement coefficients against published numbers (``known_answers.json``: each item names its source)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qda.agreement import (
    agreement_weights, brennan_prediger, cohen_kappa, fleiss_kappa, gwet_ac1, krippendorff_alpha,
    masi_distance, percent_agreement, rating_counts, scott_pi, unitizing_alpha,
)

ITEMS = json.loads((Path(__file__).parent / "known_answers.json").read_text(encoding="utf-8"))
LEXICOMETRIC = ("G2", "LL", "keyness", "specificity", "correspondence")
ITEMS = [item for item in ITEMS if not any(word in item["measure"] for word in LEXICOMETRIC)]
LEVELS = ("nominal", "ordinal", "interval", "ratio")


def _two_coders(data: dict) -> tuple[list, list]:
    """A table of counts, written as cells or as a square, as the two coders' values."""
    cells = data.get("cells") or [[i, j, n] for i, row in enumerate(data["table"]) for j, n in enumerate(row)]
    return [a for a, _, n in cells for _ in range(n)], [b for _, b, n in cells for _ in range(n)]


def _distance(x, y):
    """Artstein and Poesio (2008): half a disagreement where one of the two is Chck."""
    return 0 if x == y else 0.5 if "Chck" in (x, y) else 1


def _dkpro_masi(a, b):
    """dkpro multiplies the Jaccard distance by M's distance: not MASI, kept to show the difference."""
    if a == b:
        return 0.0
    jaccard = 1 - len(a & b) / len(a | b)
    return jaccard * (1 / 3 if a <= b or b <= a else 2 / 3 if a & b else 1)


def _two_coder_values(data: dict) -> dict:
    a, b = _two_coders(data)
    if "distance" in data:
        return {
            "kappa_w": cohen_kappa(a, b, weights=_distance),
            "alpha_w": krippendorff_alpha([a, b], _distance),
        }
    return {
        "po": percent_agreement(a, b),
        "kappa": cohen_kappa(a, b),
        "pi": scott_pi(a, b),
        "scott_pi": scott_pi(a, b),
        "pe_kappa": cohen_kappa(a, b).expected,
        "S": brennan_prediger([a, b]),
        "ac1": gwet_ac1([a, b]),
        "ac2_quadratic": gwet_ac1([a, b], weights="quadratic"),
    }


def _fleiss_values(data: dict) -> dict:
    ratings = list(zip(*data["units"], strict=True))
    kappa = fleiss_kappa(data.get("counts") or rating_counts(ratings))
    values = {"kappa": kappa, "fleiss": kappa, "po": kappa.observed, "pe": kappa.expected}
    values["randolph_free"] = brennan_prediger(ratings)
    return values | {f"k{n}": k for n, k in enumerate(kappa.by_category.values(), 1)}


def _alpha_u_2004(data: dict) -> dict:
    begin, length = data["continuum"]["begin"], data["continuum"]["length"]
    spans = [
        dict(coder=coder, start=start - begin, end=start - begin + size, value=value)
        for value, coders in data["units"].items() for coder, units in coders.items() for start, size in units
    ]
    result = unitizing_alpha(spans, length, variant="2004")
    c, k = result.by_value["c"], result.by_value["k"]
    return {"alpha_U": result, "alpha_c": c, "alpha_k": k, "Do_c": c.observed, "De_c": c.expected}


def _alpha_u_2016(data: dict) -> dict:
    spans = [(n, *span) for n, spans in enumerate(data["observers"]) for span in spans]
    result = unitizing_alpha(spans, data["L"], variant="2016")
    return {"u_alpha": result, "u_alpha_binary": result.binary}


def _values(item: dict) -> dict:
    data, name = item["data"], item["id"]
    if name.startswith("masi"):
        return {"masi_2006": masi_distance(data["a"], data["b"])}
    if name.startswith("set_alpha"):
        sets = [[frozenset(cell) for cell in row] for row in zip(*data["units"], strict=True)]
        return {
            "alpha_dkpro_masi": krippendorff_alpha(sets, _dkpro_masi),
            "masi": krippendorff_alpha(sets, "masi"),
        }
    if name.startswith("alphaU"):
        return _alpha_u_2004(data)
    if name.startswith("ualpha2016"):
        return _alpha_u_2016(data)
    if name.startswith("kripp1995"):
        a, b = data["obs1"], data["obs2"]
        return {"kappa": cohen_kappa(a, b), "pi": scott_pi(a, b), "alpha": krippendorff_alpha([a, b])}
    if name.startswith(("fleiss", "randolph")):
        return _fleiss_values(data)
    if "units" in data:
        ratings = list(zip(*data["units"], strict=True))
        return {level: krippendorff_alpha(ratings, level) for level in LEVELS if level in item["expected"]}
    return _two_coder_values(data)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["id"])
def test_published_value(item):
    values = _values(item)
    for name, expected in item["expected"].items():
        assert float(values[name]) == pytest.approx(expected, abs=item["tolerance"]), name


def test_all_agreement_items_are_covered():
    assert len(ITEMS) == 31


# Gwet (2014): four raters of twelve subjects with missing ratings; R and Python irrCAC print these values.
RATERS_4 = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, None],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
GWET = {
    "identity": (0.775, 0.761, 0.773), "linear": (0.859, 0.818, 0.848), "quadratic": (0.914, 0.865, 0.902),
    "ordinal": (0.899, 0.850, 0.886), "radical": (0.820, 0.790, 0.813), "ratio": (0.857, 0.821, 0.840),
    "circular": (0.830, 0.807, 0.824), "bipolar": (0.900, 0.853, 0.888),
}


@pytest.mark.parametrize("weights", GWET)
def test_gwet_2014_weights_with_missing_ratings(weights):
    ac, kappa, bp = GWET[weights]
    assert gwet_ac1(RATERS_4, weights=weights) == pytest.approx(ac, abs=0.0006)
    assert fleiss_kappa(rating_counts(RATERS_4), weights=weights) == pytest.approx(kappa, abs=0.0006)
    assert brennan_prediger(RATERS_4, weights=weights) == pytest.approx(bp, abs=0.0006)


# Gwet (2014): more data sets of irrCAC, letters and numbers, with AC1, Fleiss κ, Brennan–Prediger, α.
GENDER = ["aaaaabbbcaaaaab", "aaaababccaaaaba", "abbcaabbcabbcaa", "ccccaabbcccccaa"]
BEN_GERRY = [list("aabbdcccedda"), [*"babbbccce", None, *"dd"]]
OBSERVERS_5 = [
    [1, 1, 2, None, 0, 0, 1, 1, 2, 2, None, 0, 1, 3, 1], [1, 1, 3, 0, 0, 0, 0, None, 2, 1, 1, 0, 2, 3, 1],
    [2, 0, 3, 0, 0, 0, 2, 2, 2, 1, 0, 0, 2, 2, 1], [None, 1, 3, *[None] * 4, 0, None, 1, 0, 0, 2, 2, None],
    [2, None, None, 0, 0, 0, 1, None, 2, *[None] * 4, 3, 1],
]
G1G2 = [
    [*"abccbadab", None, None, None, *"bb"], [*"abccbbdabe", None, None, *"ba"],
    [None, *"ccc", *"bcdbbeaccc"], [*"abccbddabea", None, *"bb"],
]


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [(GENDER, (0.208, 0.129, 0.183, 0.143)), (BEN_GERRY, (0.661, 0.649, 0.659, 0.665)),
     (OBSERVERS_5, (0.497, 0.458, 0.487, 0.481)), (G1G2, (0.685, 0.657, 0.679, 0.632)),
     (RATERS_4, (0.775, 0.761, 0.773, 0.743))],
    ids=["gender", "ben_gerry", "observers_5", "g1g2", "raters_4"],
)
def test_irrcac_data_sets(ratings, expected):
    kappa = fleiss_kappa(rating_counts(ratings))
    found = gwet_ac1(ratings), kappa, brennan_prediger(ratings), krippendorff_alpha(ratings)
    assert found == pytest.approx(expected, abs=0.0006)


@pytest.mark.parametrize(
    ("weights", "kappa", "ac"),
    [
        (None, 0.432, 0.456),
        ("linear", 0.407, 0.377),
        ("quadratic", 0.383, 0.299),
        ("ordinal", 0.390, 0.324),
        ("radical", 0.419, 0.418),
        ("ratio", 0.413, 0.359),
        ("circular", 0.446, 0.488),
        ("bipolar", 0.387, 0.315),
    ],
)
def test_gwet_2014_four_diagnoses(weights, kappa, ac):
    a, b = _two_coders({"table": [[40, 4, 4, 17], [6, 25, 2, 13], [4, 1, 21, 12], [15, 5, 9, 45]]})
    a, b = (["abcd"[n] for n in coder] for coder in (a, b))
    assert cohen_kappa(a, b, weights=weights) == pytest.approx(kappa, abs=0.0006)
    assert gwet_ac1([a, b], weights=weights) == pytest.approx(ac, abs=0.0006)


def test_hayes_krippendorff_2007_ordinal():
    columns = (
        "112.2 1101. 2333. .00.0 000.0 000.0 102.1 1.20. 222.2 2111. .100. 0000. 1222. 33223 111.1 111.1 "
        "212.2 1233. "
        "1101. 000.0 0011. 00.00 2333. 0000. 12.22 0111. 00010 1212. 1122. 112.2 110.0 2121. 22.22 3222. "
        "222.2 "
        "223.2 222.2 22.12 2222. 111.1"
    ).split()
    ratings = [[None if c == "." else int(c) for c in coder] for coder in zip(*columns, strict=True)]
    assert krippendorff_alpha(ratings, "ordinal") == pytest.approx(0.7598, abs=0.0001)
    written = [["" if c is None else str(c) for c in coder] for coder in ratings]
    assert krippendorff_alpha(written, "ordinal") == pytest.approx(0.7598, abs=0.0001)


# Counts of two coders (rows: the first), with Cohen's κ as printed.
TWO_CODERS = {
    "Cohen 1968, unweighted": ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], None, 0.492),
    "Cohen 1968, weighted": (
        [[88, 14, 18], [10, 40, 10], [2, 6, 12]],
        [[0, 1, 3], [1, 0, 6], [3, 6, 0]],
        0.348,
    ),
    "Feinstein and Cicchetti 1990, balanced": ([[40, 9], [6, 45]], None, 0.70),
    "Feinstein and Cicchetti 1990, one prevails": ([[80, 10], [5, 5]], None, 0.32),
    "Wikipedia, grants": ([[20, 5], [10, 15]], None, 0.40),
    "Wikipedia, same percentages (a)": ([[45, 15], [25, 15]], None, 0.1304),
    "Wikipedia, same percentages (b)": ([[25, 35], [5, 35]], None, 0.2593),
}


@pytest.mark.parametrize("name", TWO_CODERS)
def test_kappa_of_printed_tables(name):
    table, weights, expected = TWO_CODERS[name]
    digits = len(str(expected)) - 2
    assert round(cohen_kappa(*_two_coders({"table": table}), weights=weights), digits) == expected


def test_fleiss_fourteen_coders_of_ten_subjects():
    """The worked example of Wikipedia's article: 0.378 observed, 0.213 expected, κ 0.210."""
    counts = [
        "0 0 0 0 14", "0 2 6 4 2", "0 0 3 5 6", "0 3 9 2 0", "2 2 8 1 1", "7 7 0 0 0", "3 2 6 3 0",
        "2 5 3 2 2", "6 5 2 1 0", "0 2 2 3 7",
    ]
    kappa = fleiss_kappa([[int(n) for n in row.split()] for row in counts])
    assert (kappa, kappa.observed, kappa.expected) == pytest.approx((0.210, 0.378, 0.213), abs=0.0005)


def test_alpha_of_three_coders_at_every_level():
    """Wikipedia's example (nominal 0.691, interval 0.811 printed there); ordinal and ratio as other programs
    give them."""
    rows = ["*****341211 33*3".replace(" ", ""), "1*213343*******", "**21344*21133*4"]
    ratings = [[None if c == "*" else int(c) for c in row] for row in rows]
    for level, expected in zip(LEVELS, (0.691, 0.807, 0.811, 0.809), strict=True):
        assert krippendorff_alpha(ratings, level) == pytest.approx(expected, abs=0.0005), level


def test_mieskes_2009_fleiss_by_category():
    rows = (
        "UH VB UH/INP INP INP/UH UH UH/INP INP INP/RB RB RB/JJ JJ JJ/INP INP INP/PRP PRP PRP/NN NN RB/VB "
        "VBP VB/PRP PRP PRP/"
        "INP INP INP/RB UH UH/INP INP INP/MD MD MD/PRP PRP PRP/INP INP INP"
    ).split("/")
    kappa = fleiss_kappa(rating_counts(list(zip(*(row.split() for row in rows), strict=True))))
    assert kappa == pytest.approx(0.80, abs=0.01)
    assert kappa.by_category["NN"] == pytest.approx(0.48, abs=0.01)
    assert kappa.by_category["VBP"] == pytest.approx(-0.02, abs=0.01)


def test_krippendorff_2019_figure_12_11():
    """Three coders; published: uα 0.510, |uα 0.413, cuα 0.724, (1)(5)(6)uα 1, (2)(3)(4)uα 0, 44 % of value
    5."""
    spans = {
        "Alex": [(0, 7, "1"), (7, 13, "2"), (30, 32, "5"), (32, 37, "6"), (37, 44, "6"), (44, 60, "7")],
        "Paul": [(0, 7, "1"), (7, 13, "3"), (13, 21, "5"), (32, 44, "6")],
        "Suzan": [(0, 7, "1"), (7, 13, "4"), (13, 21, "5"), (32, 37, "6"), (37, 41, "6"), (41, 44, "6")],
    }
    result = unitizing_alpha(spans, 60)
    assert result == pytest.approx(0.510, abs=0.0005)
    assert result.binary == pytest.approx(0.413, abs=0.001)
    assert result.coding == pytest.approx(0.724, abs=0.0005)
    found = {value: float(alpha) for value, alpha in result.by_value.items() if value != "7"}
    assert found == pytest.approx({"1": 1, "2": 0, "3": 0, "4": 0, "5": 1, "6": 1})
    assert result.by_value["7"].reason and result.coverage["5"] == pytest.approx(0.44, abs=0.005)


PAIRS_1995 = {  # Krippendorff (1995), p. 57: A Bertha and Bill, C Gerret and Gill
    "A": [[(2, 10), (14, 20)], [(4, 8), (15, 17)]],
    "C": [[(2, 8), (10, 12), (14, 18), (20, 22)], [(0, 2), (4, 8), (10, 14), (16, 18), (20, 22)]],
}


def test_krippendorff_1995_fine_grained_continuum():
    """On ever finer offsets α_U tends to 0.553 (A) and 0.679 (C), with the plus sign of 1995 read as in
    2004."""
    for value, expected, observed in (("A", 0.553, 0.03125), ("C", 0.679, 0.02777)):
        spans = [(n, s * 1000, e * 1000, value) for n, own in enumerate(PAIRS_1995[value]) for s, e in own]
        result = unitizing_alpha(spans, 24000, variant="2004")
        assert result == pytest.approx(expected, abs=0.02)
        assert result.observed == pytest.approx(observed, abs=0.00001)


def test_one_long_unit_against_three_short_ones_2004():
    spans = [("a", 1, 9, "A"), ("b", 2, 3, "A"), ("b", 4, 5, "A"), ("b", 6, 7, "A")]
    result = unitizing_alpha(spans, 10, variant="2004")
    assert (result.observed, result.expected) == pytest.approx((0.91, 0.5351), abs=0.0001)
    assert result == pytest.approx(-0.7003, abs=0.0005)


def test_masi_alpha_of_sets():
    units = [
        [[], []],
        [["A"], []],
        [["A"], ["A"]],
        [["A"], ["B"]],
        [["A", "B"], ["A"]],
        [["A", "B"], ["A", "C"]],
        [["A", "B", "C"], ["A", "B", "C"]],
        [["C"], ["A", "C"]],
        [["C"], ["A", "C"]],
    ]
    assert krippendorff_alpha(list(zip(*units, strict=True)), "masi") == pytest.approx(0.2731, abs=0.0001)


def test_weights_are_those_of_gwet():
    table = agreement_weights([1, 2, 3, 4, 5], "ordinal")
    assert table[0].tolist() == pytest.approx([1, 0.9, 0.7, 0.4, 0])
