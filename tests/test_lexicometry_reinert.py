"""Reinert's classification, against planted classes and what rainette documents."""

from __future__ import annotations

import re
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse, stats
from sklearn.metrics import adjusted_rand_score

from qda.lexicometry import (
    cluster_profiles,
    keyness,
    project_classes,
    reinert,
    reinert_double,
    split_segments,
    term_matrix,
)
from qda.lexicometry.terms import sum_rows

inside = sys.modules["qda.lexicometry.reinert"]
crossing = sys.modules["qda.lexicometry.double"]

# the small table of rainette's own tests
SMALL = np.array(
    [
        [1, 1, 1, 0, 0],
        [0, 0, 1, 1, 0],
        [1, 0, 0, 0, 0],
        [1, 1, 1, 1, 0],
        [1, 1, 1, 1, 1],
        [1, 0, 0, 0, 0],
        [1, 1, 1, 0, 0],
    ]
)


def planted(n: int, k: int, noise: float, seed: int = 1, terms: int = 60, words: int = 20):
    """Segments of ``k`` classes with vocabularies of their own, and a share of words that belong to none."""
    generator = np.random.default_rng(seed)
    labels = generator.integers(0, k, n)
    own = labels[:, None] * terms + generator.integers(0, terms, (n, words))
    columns = np.where(
        generator.random((n, words)) < noise, k * terms + generator.integers(0, k * terms, (n, words)), own
    )
    rows = np.repeat(np.arange(n), words)
    return sparse.csr_array(
        (np.ones(n * words, int), (rows, columns.ravel())), shape=(n, 2 * k * terms)
    ), labels


# -- the simple classification -------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "k", "noise"), [(200, 3, 0.2), (600, 5, 0.2), (1000, 8, 0.2), (600, 4, 0.5)])
def test_planted_classes_are_found(n, k, noise):
    matrix, labels = planted(n, k, noise)
    result = reinert(matrix, k)
    assert adjusted_rand_score(labels, result.labels) >= 0.9
    assert result.unassigned == 0 and result.k == k


@given(st.integers(0, 10**6), st.sampled_from([0.2, 0.5, 0.8]))
@settings(max_examples=20, deadline=None)
def test_the_order_of_rows_does_not_matter(seed, noise):
    matrix, _ = planted(80, 3, noise, seed % 50, terms=8, words=6)
    order = np.random.default_rng(seed).permutation(80)
    plain, shuffled = reinert(matrix, 3), reinert(matrix[order], 3)
    assert (plain.labels[order] == shuffled.labels).all()
    assert plain.splits.equals(shuffled.splits)


def test_the_order_of_merged_segments_does_not_matter():
    matrix, _ = planted(120, 3, 0.3, terms=10, words=5)
    rows = pd.DataFrame(
        {"doc_id": np.repeat([f"d{n}" for n in range(12)], 10), "start": np.tile(np.arange(10) * 100, 12)}
    )
    order = np.random.default_rng(1).permutation(120)
    results = []
    for index in (np.arange(120), order):
        base = term_matrix([""] * 120)
        held = type(base)(
            matrix[index], np.arange(matrix.shape[1]), rows.iloc[index].reset_index(drop=True), base.sizes
        )
        results.append(reinert(held, 3, min_segment_size=8))
    assert (results[0].labels[order] == results[1].labels).all()
    assert (results[0].units[order] == results[1].units).all()


def naive_chi2(matrix, side) -> float:
    table = np.vstack([matrix[side].sum(axis=0), matrix[~side].sum(axis=0)])
    return stats.chi2_contingency(table[:, table.sum(axis=0) > 0], correction=False).statistic


@given(st.integers(0, 10**6), st.integers(6, 30), st.integers(4, 12), st.floats(0.15, 0.7))
@settings(max_examples=40, deadline=None)
def test_chi2_is_that_of_the_groups_and_no_single_move_raises_it(seed, n, terms, density):
    generator = np.random.default_rng(seed)
    table = (generator.random((n, terms)) < density).astype(int)
    table = np.unique(
        table[table.any(axis=1)][:, table.any(axis=0)], axis=0
    )  # rows alike move together: keep one
    try:
        result = reinert(table, 2)
    except ValueError:
        return
    side = result.labels == 1
    chi2 = result.splits["chi2"].iloc[0]
    assert chi2 == pytest.approx(naive_chi2(table, side))
    for row in range(len(table)):
        moved = side.copy()
        moved[row] = ~moved[row]
        if moved.any() and not moved.all():
            assert naive_chi2(table, moved) <= chi2 * (1 + 1e-9)


def test_small_table_of_rainette():
    """rainette's tests: segments 3 and 6 against the others, χ² of the best split of all."""
    result = reinert(SMALL, 2, min_split_members=3)
    assert list(result.labels) == [1, 1, 2, 1, 1, 2, 1]
    best = max(naive_chi2(SMALL, np.array([bool(n >> b & 1) for b in range(7)])) for n in range(1, 127))
    assert result.chi2 == pytest.approx(best)


def test_terms_each_side_goes_on_with():
    """rainette's tests of its selection of features, for two groupings."""
    matrix = sparse.csr_array(SMALL)
    for second, one, two in (([2, 5], [1, 2, 3], []), ([0, 6], [0, 2, 3], [])):
        side = ~np.isin(np.arange(7), second)
        kept = inside._terms_of_sides(matrix, np.ones(7), side, 0.3, 3)
        assert [list(kept[0]), list(kept[1])] == [one, two]


@pytest.mark.parametrize(
    ("smallest", "documents", "expected"),
    [
        (0, [1] * 7, [1, 2, 3, 4, 5, 6, 7]),
        (3, [1] * 7, [1, 2, 2, 4, 5, 6, 6]),
        (3, [1, 1, 1, 2, 2, 2, 3], [1, 2, 2, 4, 5, 5, 7]),
        (4, [1, 1, 1, 2, 3, 3, 3], [1, 1, 1, 4, 5, 6, 6]),
        (6, [1, 1, 1, 1, 3, 3, 3], [1, 1, 1, 1, 5, 5, 5]),
        (3, [1, 2, 3, 4, 4, 5, 5], [1, 2, 3, 4, 5, 6, 6]),
    ],
)
def test_short_segments_are_merged_as_in_rainette(smallest, documents, expected):
    """rainette's tests of its merging of segments."""
    units = inside._merge_short(sparse.csr_array(SMALL), None, documents, smallest)
    assert list(pd.factorize(units)[0]) == list(pd.factorize(np.array(expected))[0])


def test_merging_needs_documents():
    with pytest.raises(ValueError, match="documents="):
        reinert(SMALL, 2, min_segment_size=3)


def test_rows_without_a_term_are_in_no_class_and_are_reported():
    matrix, labels = planted(200, 2, 0.1)
    holes = sparse.csr_array(matrix.toarray() * (np.arange(200) >= 20)[:, None])
    result = reinert(holes, 2)
    assert result.unassigned == pytest.approx(0.1)
    assert result.classes[:20].isna().all() and (result.labels[:20] == 0).all()
    assert adjusted_rand_score(labels[20:], result.labels[20:]) == 1


def test_levels_are_nested_and_the_tree_says_so():
    matrix, _ = planted(500, 5, 0.2)
    result = reinert(matrix, 5)
    for k in (3, 4, 5):
        assert (pd.crosstab(result.cut(k - 1), result.cut(k)) > 0).sum().eq(1).all()
    tree = result.dendrogram(5)
    leaves = tree[tree["class"] > 0]
    assert (
        sorted(leaves["x"]) == [1, 2, 3, 4, 5] and list(leaves.sort_values("class")["rows"]) == result.sizes()
    )
    for node in tree[tree["class"] == 0].itertuples():
        children = tree[tree["parent"] == node.node]
        assert (
            len(children) == 2
            and children["rows"].sum() == node.rows
            and (children["height"] < node.height).all()
        )
    for leaf in leaves.itertuples():
        own = int(np.bincount(np.array(leaf.terms) // 60).argmax())
        assert all(term // 60 == own for term in leaf.terms)
    assert result.cut(1).eq(1).all()
    with pytest.raises(ValueError, match="2 to 5"):
        result.cut(9)


def test_classes_that_are_too_small_are_set_aside():
    matrix, labels = planted(300, 3, 0.2)
    rare = sparse.csr_array(np.ones((4, 10), int))  # four segments of rare words of their own
    odd = sparse.csr_array(sparse.block_diag([matrix, rare]))
    free, held = reinert(odd, 3), reinert(odd, 3, min_class_size=20)
    assert min(free.sizes()) == 4 and min(held.sizes()) >= 20
    assert adjusted_rand_score(labels, held.labels[:300]) >= 0.9
    assert list(held.labels[300:]) == [0, 0, 0, 0] and held.unassigned == pytest.approx(4 / 304)


def test_fewer_classes_than_asked_is_said():
    matrix, _ = planted(30, 2, 0.1, terms=6)
    with pytest.warns(UserWarning, match="classes of 20"):
        assert reinert(matrix, 20).k < 20
    with pytest.raises(ValueError, match="nothing to split"):
        reinert(np.eye(3, dtype=int)[:2], 2)
    with pytest.raises(ValueError, match="two at least"):
        reinert(SMALL, 1)


def test_profiles_and_projections():
    matrix, labels = planted(300, 3, 0.2)
    result = reinert(matrix, 3)
    profiles = result.profiles(n_terms=5)
    row = profiles.astype(object).iloc[0]
    holds = matrix.toarray()[:, row["term"]] > 0
    here = result.labels == row["class"]
    table = [[(holds & here).sum(), (~holds & here).sum()], [(holds & ~here).sum(), (~holds & ~here).sum()]]
    assert row["n"] == table[0][0] and row["total"] == holds.sum()
    assert row["chi2"] == pytest.approx(stats.chi2_contingency(table, correction=False).statistic)
    assert (profiles.groupby("class")["chi2"].max() > 0).all() and (
        profiles.groupby("class")["chi2"].min() < 0
    ).all()
    assert cluster_profiles(matrix, result.classes, max_p=0.001)["p"].max() <= 0.001
    # what rainette prints instead, quanteda's keyness of the counts, is one call too
    assert not keyness(matrix, result.labels, measure="chi2", yates=True).empty

    years = np.where(labels == 0, 2018, np.random.default_rng(1).choice([2019, 2020], 300))
    shares = project_classes(result.classes, years)
    assert shares.groupby("label")["share"].sum().to_numpy() == pytest.approx(np.ones(3))
    top = shares.loc[shares["chi2"].idxmax()]
    assert (
        top["label"] == 2018
        and top["share"] == 1
        and top["low"] < 1 <= top["high"]
        and top["n"] == (labels == 0).sum()
    )


# -- segments ------------------------------------------------------------------------------------------------

TEXTS = st.lists(
    st.lists(st.sampled_from(["mot", "clic,", "fin.", "«fin.»", "donc:", "?", "tâche;"]), max_size=60).map(
        " ".join
    ),
    min_size=1,
    max_size=4,
)


@given(TEXTS, st.integers(1, 20))
def test_segments_hold_every_word_once_and_lead_back(texts, size):
    segments = split_segments(texts, size)
    for number, text in enumerate(texts):
        mine = segments[segments["doc_id"] == f"text{number + 1}"]
        assert " ".join(mine["text"]).split() == text.split()
        assert [text[s:e] for s, e in zip(mine["start"], mine["end"], strict=True)] == list(mine["text"])
        assert (
            mine["text"].str.split().str.len().max() <= size + int(0.4 * size)
            if len(mine)
            else not text.split()
        )


def test_segments_end_at_punctuation():
    text = " ".join(["mot"] * 8 + ["fin."] + ["mot"] * 20)
    assert split_segments(text, 10)["text"].iloc[0].endswith("fin.")
    assert split_segments("mot " * 30, 10)["text"].iloc[0].split() == ["mot"] * 10


def test_segments_of_passages_keep_to_document_speaker_and_language():
    passages = pd.DataFrame(
        {
            "doc_id": ["d", "d", "d", "e"],
            "passage_id": list("1234"),
            "start": [0, 10, 30, 0],
            "end": [6, 26, 45, 9],
            "lang": "fr",
            "speaker": ["A", "A", "B", "B"],
            "text": ["un deux", "trois quatre cinq", "six sept", "huit neuf"],
        }
    )
    segments = split_segments(passages, 40)
    assert list(segments["text"]) == ["un deux\ntrois quatre cinq", "six sept", "huit neuf"]
    assert list(segments["start"]) == [0, 30, 0] and list(segments["end"]) == [27, 38, 9]
    assert list(segments["segment_id"]) == ["d_1", "d_2", "e_1"]


def test_a_table_of_segments_is_classified(corpus):
    segments = split_segments(corpus.passages[corpus.passages["lang"] == "fr"])
    result = reinert(segments, 4, min_segment_size=10)
    assert result.k == 4 and result.unassigned < 0.05
    shares = result.project("doc_id")
    assert shares["of"].groupby(shares["label"]).first().sum() == result.classes.notna().sum()


# -- the double classification -------------------------------------------------------------------------------


def test_double_classification_of_planted_classes():
    matrix, labels = planted(600, 4, 0.2)
    documents = np.repeat(np.arange(60), 10)
    order = np.argsort(labels, kind="stable")  # a document speaks of one thing, mostly
    result = reinert_double(
        matrix[order], max_k=4, min_segment_size_1=5, min_segment_size_2=25, documents=documents
    )
    found = result.labels > 0
    assert adjusted_rand_score(labels[order][found], result.labels[found]) >= 0.9
    assert result.unassigned == pytest.approx(1 - found.mean())
    assert (result.crossed["chi2"] > 3.84).all() and (result.crossed["n"] > 10).all()
    by_size = result.cut(2, "n")
    assert by_size.notna().sum() == result.partitions.query("k == 2")["n"].max()
    assert not result.profiles(n_terms=3).empty


def test_double_classification_says_that_it_knows_no_documents():
    matrix, labels = planted(300, 3, 0.2)
    with pytest.warns(UserWarning, match="documents="):
        result = reinert_double(matrix, max_k=3)
    assert adjusted_rand_score(labels, result.labels) >= 0.9


def test_association_of_crossed_classes():
    """rainette's tests: χ² with continuity correction, signed, as R's chisq.test gives it."""
    matrix, _ = planted(200, 3, 0.3)
    first, second = reinert(matrix, 3), reinert(matrix[:, :150], 3)
    crossed, members = crossing._crossed(first, second, 0, 0.0, True)
    row = int(crossed["chi2"].idxmax())
    (level1, c1), (level2, c2) = (
        map(int, name.split(".")) for name in crossed["name"].iloc[row].split(" × ")
    )
    table = pd.crosstab(first.cut(level1) == c1, second.cut(level2) == c2)
    assert crossed["chi2"].iloc[row] == pytest.approx(stats.chi2_contingency(table).statistic)
    assert members[row].sum() == crossed["n"].iloc[row]


@given(st.integers(0, 10**6), st.integers(2, 4))
@settings(max_examples=30, deadline=None)
def test_best_partition_is_the_best_of_all(seed, k):
    from itertools import combinations

    generator = np.random.default_rng(seed)
    members = [generator.random(12) < 0.3 for _ in range(9)]
    value, tie = generator.integers(1, 9, 9).astype(float), generator.integers(1, 9, 9).astype(float)
    apart = crossing._disjoint(members, 12)
    found = crossing._best_partition(value, tie, apart, k)
    fits = [
        c
        for c in combinations(range(9), k)
        if all(not (members[i] & members[j]).any() for i, j in combinations(c, 2))
    ]
    if not fits:
        assert found is None
    else:
        assert (value[found].sum(), tie[found].sum()) == max(
            (value[list(c)].sum(), tie[list(c)].sum()) for c in fits
        )


# -- the published example -----------------------------------------------------------------------------------

SNOWBALL_FR = """
au aux avec ce ces dans de des du elle en et eux il je la le leur lui ma mais me même mes moi mon ne nos notre
nous on ou par pas pour qu que qui sa se ses son sur ta te tes toi ton tu un une vos votre vous c d j l à m n
s t y été étée étées étés étant suis es est sommes êtes sont serai seras sera serons serez seront serais
serait serions seriez seraient étais était étions étiez étaient fus fut fûmes fûtes furent sois soit soyons
soyez soient fusse fusses fût fussions fussiez fussent ayant eu eue eues eus ai as avons avez ont aurai auras
aura aurons aurez auront aurais aurait aurions auriez auraient avais avait avions aviez avaient eut eûmes
eûtes eurent aie aies ait ayons ayez aient eusse eusses eût eussions eussiez eussent ceci cela celà cet cette
ici ils les leurs quel quels quelle quelles sans soi
""".split()


@pytest.fixture(scope="module")
def manifesto(shared):
    """Segments and terms of the text of rainette's French introduction, prepared as it says."""
    text = (shared / "fixtures" / "press" / "rainette_manifeste_pc.txt").read_text(encoding="utf-8")
    text = "\n".join(line for line in text.split("\n") if line)
    documents = [part.split("\n", 1)[1] for part in re.split(r"(?:^|\n)\*\*\*\* ", text) if part]
    segments = split_segments(documents, word="[^ ]+")
    word = r"[^\W_]+(?:[-'’][^\W_]+)*"
    options = {
        "folding": "lower",
        "token_pattern": word,
        "stop_words": SNOWBALL_FR,
        "numbers": False,
        "min_rows": 3,
    }
    return segments, term_matrix(segments.assign(lang="fr"), **options)


def _rainette_split(m: np.ndarray):
    """One split as rainette carries it out: units are moved by the rank they had before any move."""
    p = m / m.sum()
    expected = np.outer(p.sum(axis=1), p.sum(axis=0))
    axis = np.linalg.svd((p - expected) / np.sqrt(expected), full_matrices=False)[0][:, 0] / np.sqrt(
        p.sum(axis=1)
    )
    order = list(
        np.argsort(axis * -np.sign(axis[np.argmax(np.abs(axis))]))
    )  # its result depends on the sign of the axis
    whole = m.sum(axis=0)

    def chi2(one):
        return stats.chi2_contingency(np.vstack([one, whole - one])[:, whole > 0], correction=False).statistic

    cuts = [chi2(one) for one in m[order].cumsum(axis=0)[:-1]]
    best = int(np.argmax(cuts))
    one, two, reached = order[: best + 1], order[best + 1 :], cuts[best]
    while True:
        now = m[one].sum(axis=0)
        moves = [chi2(now - m[u]) for u in one] + [chi2(now + m[u]) for u in two]
        if max(moves) <= reached * (1 + 1e-12):
            return one, two, chi2(now)
        reached, unit = max(moves), order[int(np.argmax(moves))]
        source, target = (one, two) if unit in one else (two, one)
        source.remove(unit)
        target.append(unit)


@pytest.mark.held
def test_segments_of_the_published_example(manifesto):
    segments, _ = manifesto
    assert segments.groupby("doc_id").size().to_list() == [3, 103, 75, 97]


@pytest.mark.held
def test_classes_of_the_published_example(manifesto):
    """The table of the introduction (k = 5, units of 10 terms, splits of 10 units).

    Carried out as rainette does, our segments, terms, units and selection give its table to the last figure.
    rainette chooses each unit to move from a list that the moves before have put out of date; without that
    slip χ² ends higher, and that is where ours ends.
    """
    segments, matrix = manifesto
    published = [[0, 0, 0, 3, 0], [22, 35, 5, 26, 15], [44, 6, 7, 11, 7], [8, 5, 27, 35, 22]]
    units = inside._merge_short(matrix.counts, matrix.rows, None, 10)
    held = (sum_rows(matrix.counts, units, units.max() + 1).toarray() > 0).astype(int)
    parts, theirs = [(np.arange(len(held)), np.arange(held.shape[1]))], []
    while len(parts) < 5:
        largest = max(range(len(parts)), key=lambda n: len(parts[n][0]))
        rows, columns = parts[largest]
        rows = rows[held[np.ix_(rows, columns)].any(axis=1)]
        columns = columns[held[np.ix_(rows, columns)].any(axis=0)]
        m = held[np.ix_(rows, columns)]
        one, two, chi2 = _rainette_split(m)
        theirs.append(chi2)
        side = np.isin(np.arange(len(rows)), one)
        keep = inside._terms_of_sides(sparse.csr_array(m), np.ones(len(rows)), side, 0.3, 3)
        parts[largest : largest + 1] = [(rows[one], columns[keep[0]]), (rows[two], columns[keep[1]])]
    classes = np.zeros(len(held), dtype=int)
    for number, (rows, _) in enumerate(parts, 1):
        classes[rows] = number
    table = pd.crosstab(segments["doc_id"], classes[units]).to_numpy()
    assert sorted(table.T.tolist()) == sorted(np.array(published).T.tolist())

    ours = reinert(matrix, 5, min_segment_size=10, min_split_members=10)
    assert ours.splits["chi2"].iloc[0] > theirs[0]
    assert ours.unassigned == 0 and ours.k == 5
    assert len(set(ours.labels[:3])) == 1  # the introduction is in one class, as published


@pytest.mark.held
def test_double_classification_of_the_published_example(manifesto):
    _, matrix = manifesto
    result = reinert_double(matrix, max_k=7)
    assert result.first.k == result.second.k == 7 and 0 < result.unassigned < 0.5
