"""Covariates of topics: the regression against published formulas, planted effects and simulated draws."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from qda.topics import fit_lda, prevalence, prevalence_regression
from qda.topics.model import Fit


class Model:
    """A topic model of which only the weights matter: two passages a document."""

    def __init__(self, shares, concentrations=None, **columns):
        shares = np.asarray(shares, dtype=float)
        n = len(shares)
        self.passages = pd.DataFrame({"doc_id": np.repeat([f"d{i}" for i in range(n)], 2)})
        for name, values in columns.items():
            self.passages[name] = np.repeat(np.asarray(values, dtype=object), 2)
        weights = np.repeat(np.column_stack([shares, 1 - shares]), 2, axis=0)
        self.fit = Fit(weights, None, None if concentrations is None else np.repeat(concentrations, 2))
        self.weights, self.k = weights, 2

    def labels(self):
        return {0: "0 a", 1: "1 b"}


def row(table, **where):
    for name, value in where.items():
        table = table[table[name] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_two_groups_are_welchs_t_test():
    rng = np.random.default_rng(1)
    a, b = rng.uniform(0.1, 0.3, 30), rng.uniform(0.2, 0.9, 8)
    model = Model([*a, *b], genre=["press"] * 30 + ["interview"] * 8)
    found = row(prevalence_regression(model, "genre").coefficients, covariate="genre", topic=0)
    assert (found["level"], found["reference"], found["documents"]) == ("interview", "press", 8)
    assert found["estimate"] == pytest.approx(b.mean() - a.mean())
    welch = stats.ttest_ind(b, a, equal_var=False)
    assert found["estimate"] / found["se"] == pytest.approx(welch.statistic)
    # Bell & McCaffrey's degrees of freedom are Welch's with equal variances taken for granted
    n = np.array([8, 30])
    assert found["df"] == pytest.approx((1 / n).sum() ** 2 / (1 / (n**2 * (n - 1))).sum())
    assert found["p"] == pytest.approx(2 * stats.t.sf(abs(welch.statistic), found["df"]))


def test_a_line_is_least_squares_with_hc2():
    """HC2 by definition (MacKinnon & White 1985), Bell–McCaffrey's degrees of freedom from full matrices."""
    rng = np.random.default_rng(2)
    years = rng.integers(2014, 2026, 40)
    kinds = rng.choice(["a", "b", "c"], 40)
    shares = np.clip(0.2 + 0.03 * (years - 2014) + rng.normal(0, 0.05 + 0.02 * (kinds == "a"), 40), 0, 1)
    result = prevalence_regression(
        Model(shares, year=years, kind=kinds), "kind + year", reference={"kind": "a"}
    )
    X = np.column_stack([np.ones(40), kinds == "b", kinds == "c", years - years.mean()]).astype(float)
    order = [row(result.coefficients, level=level, topic=0) for level in ("b", "c", "+1")]
    bread = np.linalg.inv(X.T @ X)
    H = X @ bread @ X.T
    e, h, M = shares - H @ shares, np.diag(H), np.eye(40) - H
    V = bread @ X.T @ np.diag(e**2 / (1 - h)) @ X @ bread
    beta = bread @ X.T @ shares
    for n, found in enumerate(order, 1):
        assert found["estimate"] == pytest.approx(beta[n]) and found["se"] == pytest.approx(np.sqrt(V[n, n]))
        G = M * ((X @ bread)[:, n] / np.sqrt(1 - h))
        values = np.linalg.eigvalsh(G.T @ G)
        assert found["df"] == pytest.approx(values.sum() ** 2 / (values**2).sum())


def test_the_posterior_is_what_many_draws_give():
    """The method of composition by drawing, as stm does it, beside the closed form."""
    rng = np.random.default_rng(3)
    shares, sure = rng.uniform(0.1, 0.9, 24), rng.uniform(3, 20, 24)
    group = np.repeat(["x", "y"], 12)
    model = Model(shares, sure, group=group)
    found = row(
        prevalence_regression(model, "group", reference={"group": "x"}).coefficients,
        covariate="group",
        topic=0,
    )
    X = np.column_stack([np.ones(24), group == "y"]).astype(float)
    bread = np.linalg.inv(X.T @ X)
    H = X @ bread @ X.T
    drawn = []
    for _ in range(6000):
        y = rng.beta(shares * sure, (1 - shares) * sure, (2, 24)).mean(axis=0)  # two passages a document
        e = y - H @ y
        V = bread @ X.T @ np.diag(e**2 / (1 - np.diag(H))) @ X @ bread
        drawn.append(rng.normal((bread @ X.T @ y)[1], np.sqrt(V[1, 1])))
    assert found["se"] == pytest.approx(np.std(drawn), rel=0.03)
    assert found["estimate"] == pytest.approx(np.mean(drawn), abs=3 * found["se"] / np.sqrt(6000))
    without = prevalence_regression(model, "group", reference={"group": "x"}, posterior=False).coefficients
    assert row(without, covariate="group", topic=0)["se"] < found["se"]


@pytest.mark.parametrize("sizes", [(60, 40), (40, 6), (24, 4, 3)])
def test_intervals_hold_planted_effects(sizes):
    """About 95 % of the intervals hold the planted effects, in unequal and small groups of unequal spread."""
    rng, held, tried, runs = np.random.default_rng(4), 0, 0, 150
    genres = np.repeat([f"g{i}" for i in range(len(sizes))], sizes)
    for _ in range(runs):
        years = rng.integers(0, 10, len(genres))
        truth = 0.3 + 0.15 * (genres == "g1") - 0.1 * (genres == "g2") + 0.01 * years
        spread = np.where(genres == "g0", 12, 6)
        table = prevalence_regression(
            Model(rng.beta(truth * spread, (1 - truth) * spread), genre=genres, year=years), "genre + year"
        )
        table = table.coefficients
        for level, effect in (("g1", 0.15), ("g2", -0.1), ("+1", 0.01)):
            for found in table[(table["level"] == level) & (table["topic"] == 0)].itertuples():
                held, tried = held + (found.low <= effect <= found.high), tried + 1
    assert 0.92 <= held / tried <= 0.98


def test_estimated_shares_still_hold_the_effect():
    """Shares known from 40 words only: the posterior of a Dirichlet prior, as LDA has it."""
    rng, held = np.random.default_rng(5), 0
    group = np.repeat(["x", "y"], 30)
    for _ in range(120):
        truth = 0.4 + 0.2 * (group == "y")
        counts = rng.binomial(40, rng.beta(truth * 8, (1 - truth) * 8))
        model = Model((counts + 0.5) / 41, np.full(60, 41.0), group=group)
        found = row(
            prevalence_regression(model, "group", reference={"group": "x"}).coefficients,
            covariate="group",
            topic=0,
        )
        held += found["low"] <= 0.2 <= found["high"]
    assert 0.91 <= held / 120 <= 0.99


def test_a_covariate_is_held_constant():
    """Interviews came late: by itself genre seems to matter, beside the year it does not."""
    rng = np.random.default_rng(6)
    years = np.concatenate([rng.integers(2014, 2020, 60), rng.integers(2019, 2026, 60)])
    genre = np.repeat(["press", "interview"], 60)
    model = Model(
        np.clip(0.1 + 0.05 * (years - 2014) + rng.normal(0, 0.03, 120), 0, 1), genre=genre, year=years
    )
    alone = row(prevalence_regression(model, "genre").coefficients, covariate="genre", topic=0)
    beside = row(prevalence_regression(model, ["genre", "year"]).coefficients, covariate="genre", topic=0)
    assert abs(alone["estimate"]) > 0.15 and alone["p"] < 1e-6
    assert abs(beside["estimate"]) < 0.05 and beside["low"] < 0 < beside["high"]


def test_expected_shares():
    rng = np.random.default_rng(7)
    genre, years = np.array(["a"] * 20 + ["b"] * 10), np.tile(np.arange(2015, 2025), 3)
    shares = rng.uniform(0.2, 0.4, 30) + 0.3 * (genre == "b")
    result = prevalence_regression(Model(shares, genre=genre, year=years), "genre")
    table = result.expected("genre")
    assert row(table, genre="a", topic=0)["estimate"] == pytest.approx(shares[:20].mean())
    assert row(table, genre="b", topic=0)["documents"] == 10
    assert table.groupby("genre")["estimate"].sum().to_numpy() == pytest.approx(1)
    both = prevalence_regression(Model(shares, genre=genre, year=years), "genre + factor(year)")
    assert list(both.expected("year", [2016, 2020])["year"].unique()) == ["2016", "2020"]
    with pytest.raises(ValueError, match="no document has year '1999'"):
        both.expected("year", [1999])
    with pytest.raises(ValueError, match="no covariate 'outlet'"):
        both.expected("outlet")


def test_a_spline_follows_a_curve_that_a_line_misses():
    rng = np.random.default_rng(8)
    years = np.repeat(np.arange(2010, 2026), 8)
    truth = 0.2 + 0.5 * np.exp(-((years - 2018) ** 2) / 8)
    model = Model(np.clip(truth + rng.normal(0, 0.03, len(years)), 0, 1), year=years)
    curve = prevalence_regression(model, "s(year, 5)")
    near = curve.expected("year").query("topic == 0")["estimate"].to_numpy()
    line = prevalence_regression(model, "year").expected("year").query("topic == 0")["estimate"].to_numpy()
    assert np.abs(near - truth[::8]).max() < 0.15 < 0.3 < np.abs(line - truth[::8]).max()
    assert set(curve.coefficients["covariate"]) == {"intercept"}  # a spline has no coefficient to read
    beyond = curve.expected("year", [2030, 2031, 2032]).query("topic == 0")["estimate"].to_numpy()
    assert beyond[2] - beyond[1] == pytest.approx(beyond[1] - beyond[0])  # straight beyond the outer knots
    with pytest.raises(ValueError, match="too few distinct values"):
        prevalence_regression(Model(rng.random(12), year=[2019, 2020, 2021] * 4), "s(year)")


def test_what_is_missing_is_left_out_and_listed():
    years = [2019, 2020, 2021, 2022, None, 2019, float("nan"), 2021]
    outlets = ["a", "a", "a", "b", "b", "b", "b", ""]
    result = prevalence_regression(
        Model(np.linspace(0.1, 0.8, 8), year=years, outlet=outlets), "outlet + year"
    )
    assert list(result.left_out["doc_id"]) == ["d4", "d6", "d7"]
    assert list(result.left_out["reason"]) == ["no year", "no year", "no outlet"]
    assert (result.coefficients.query("covariate == 'year'")["documents"] == 5).all()


def test_levels_of_one_document_are_refused_or_merged():
    shares = np.linspace(0.1, 0.9, 9)
    outlets = ["a"] * 4 + ["b"] * 3 + ["c", "d"]
    with pytest.raises(ValueError, match="one document alone has outlet c, d"):
        prevalence_regression(Model(shares, outlet=outlets), "outlet")
    merged = prevalence_regression(Model(shares, outlet=outlets), "outlet", rare="merge")
    assert row(merged.coefficients, level="other", topic=0)["documents"] == 2
    lonely = prevalence_regression(Model(shares[:8], outlet=outlets[:8]), "outlet", rare="merge")
    assert list(lonely.left_out["reason"]) == ["alone in its outlet"]


def test_what_cannot_be_told_is_refused():
    shares = np.linspace(0.1, 0.9, 12)
    genre, twin = ["a", "b"] * 6, ["x", "y"] * 6
    model = Model(shares, genre=genre, twin=twin, same=["z"] * 12, year=list(range(12)))
    for covariates, message in (
        ("genre + twin", "say the same in part"), ("same", "single value"), ("nowhere", "no column 'nowh"),
        ("genre + genre", "each once"), ("s(genre)", "needs numbers"), ("factor(year)", "one document alone"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=message):
            prevalence_regression(model, covariates)
    with pytest.raises(ValueError, match="no document has genre 'q'"):
        prevalence_regression(model, "genre", reference={"genre": "q"})
    with pytest.raises(ValueError, match="no factor here"):
        prevalence_regression(model, "year", reference={"year": 3})
    with pytest.raises(ValueError, match="2 documents for 2 coefficients"):
        prevalence_regression(Model(shares[:2], year=[2019, 2020]), "year")
    with pytest.raises(ValueError, match="alone decides a coefficient"):
        prevalence_regression(
            Model(shares[:8], g=list("aaaabbbb"), flag=[0, 0, 0, 0, 0, 0, 0, 1]), "g + flag"
        )
    within = Model(shares, genre=genre)
    within.passages["role"] = ["asks", "answers"] * 12
    with pytest.raises(ValueError, match="differs within 12 documents"):
        prevalence_regression(within, "role")


def test_years_come_from_the_documents_table_and_lda_brings_its_posterior():
    rng = np.random.default_rng(9)
    words = np.array(
        "caméra micro capteur lentille écran zoom contrat salaire prime grève congé paie".split()
    )
    rows = []
    for d in range(16):
        for p in range(4):
            of = words[:6] if (d % 2) ^ (rng.random() < 0.2) else words[6:]
            rows.append((f"d{d}", f"d{d}:{p}", "fr", " ".join(rng.choice(of, 12))))
    passages = pd.DataFrame(rows, columns=["doc_id", "passage_id", "lang", "text"])
    documents = pd.DataFrame({"doc_id": [f"d{d}" for d in range(16)], "genre": ["a", "b"] * 8})
    documents["date"] = [str(2015 + d // 2) if d else "" for d in range(16)]
    model = fit_lda(passages, 2, stretch=0)
    assert np.allclose(
        model.fit.concentrations, np.asarray(model.counts.sum(axis=1)).ravel() + 1
    )  # prior: 1 in all
    result = prevalence_regression(model, "genre + year", documents)
    assert list(result.left_out["doc_id"]) == ["d0"]
    found = row(result.coefficients, covariate="genre", topic=0)
    assert abs(found["estimate"]) > 0.3 and np.sign(found["low"]) == np.sign(found["high"])
    with_dates = fit_lda(passages.merge(documents[["doc_id", "date"]]), 2, stretch=0)
    years = prevalence(with_dates, "year").groupby("year")["estimate"].sum()
    assert years.to_numpy() == pytest.approx(1) and list(years.index) == list(range(2015, 2023))
