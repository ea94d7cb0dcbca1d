"""What outlet, year or genre changes in the prevalence of topics, all else equal: a regression over
documents.

The regression is that of ``estimateEffect`` in the R package stm (Roberts, Stewart & Tingley 2019, *Journal
of Statistical Software* 91(2)): the share of a topic in each document on the documents' covariates, by
ordinary least squares, so that a coefficient is a difference of shares. Two sources of error enter its
interval:

- documents differ from each other: the heteroskedasticity-robust variance HC2 with the degrees of freedom of
  Bell and McCaffrey (2002; Imbens & Kolesár 2016, *Review of Economics and Statistics* 98(4)),
  which holds in small and unequal groups; of two groups it is Welch's t test;
- the shares of LDA are estimates: the method of composition (Treier & Jackman 2008, *American Journal of
  Political Science* 52(1)) draws them from their posterior and fits the regression to each draw. Least
  squares is linear in the shares, so what infinitely many draws would give is computed here in closed form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from numbers import Real

import numpy as np
import pandas as pd
from scipy import stats

from qda.topics.model import TopicModel
from qda.topics.prevalence import values_by

#: Quantiles at which the knots of a spline stand (Harrell 2015, *Regression Modeling Strategies*, ch. 2.4).
KNOTS = {3: (0.1, 0.5, 0.9), 4: (0.05, 0.35, 0.65, 0.95), 5: (0.05, 0.275, 0.5, 0.725, 0.95)}
OTHER = "other"
_TERM = re.compile(r"(s|factor)\(\s*(.+?)\s*(?:,\s*(\d+)\s*)?\)")


@dataclass(frozen=True, repr=False)
class PrevalenceRegression:
    """The result of :func:`prevalence_regression`.

    Attributes
    ----------
    terms : list of Factor, Line or Spline
        The covariates, as they entered.
    documents : DataFrame
        ``doc_id``, the covariates, and the share of each topic (columns ``0 … k − 1``): the data of the
        regression.
    left_out : DataFrame
        ``doc_id, reason``: documents without a value, or alone in their level.
    labels : dict
        Topic → label.
    level : float
        Of the intervals.
    variances : ndarray, documents × topics
        Posterior variance of each share (zeros where the model has no posterior).
    """

    terms: list
    documents: pd.DataFrame
    left_out: pd.DataFrame
    labels: dict
    level: float
    variances: np.ndarray

    def __repr__(self) -> str:
        formula = " + ".join(map(str, self.terms))
        return (
            f"<PrevalenceRegression: {len(self.labels)} topics ~ {formula}; {len(self.documents)} documents>"
        )

    @cached_property
    def _design(self) -> np.ndarray:
        return np.hstack(
            [np.ones((len(self.documents), 1)), *(t.columns(self.documents[t.name]) for t in self.terms)]
        )

    @cached_property
    def _bread(self) -> np.ndarray:
        return np.linalg.inv(self._design.T @ self._design)

    @property
    def coefficients(self) -> pd.DataFrame:
        """One row a coefficient and topic, differences of shares (0.1: ten points of a hundred).

        ``covariate, level, reference, topic, label, estimate, se, low, high, df, p, p_adjusted``
        (Benjamini–Hochberg over all rows but the intercepts), ``documents`` (with this level; all, of a
        number). Of a factor a coefficient is a level against the reference, of a number a change by one. A
        spline has no coefficient that could be read: see :meth:`expected`. The intercept is the expected
        share at the references and the mean of the numbers.
        """
        named = [("intercept", "", "", len(self.documents))]
        for term in self.terms:
            named += term.names(self.documents[term.name])
        tables = []
        for column, (covariate, level, reference, n) in enumerate(named):
            if level is None:
                continue
            table = self._estimates(np.eye(len(named))[column])
            table = table.assign(covariate=covariate, level=level, reference=reference, documents=n)
            tables.append(table)
        table = pd.concat(tables, ignore_index=True)
        table["p"] = 2 * stats.t.sf(
            np.abs(table["estimate"] / table["se"].where(table["se"] > 0)), table["df"]
        )
        real = ((table["covariate"] != "intercept") & table["p"].notna()).to_numpy()
        table["p_adjusted"] = np.nan
        if real.any():
            table.loc[real, "p_adjusted"] = stats.false_discovery_control(table.loc[real, "p"])
        first = [
            "covariate",
            "level",
            "reference",
            "topic",
            "label",
            "estimate",
            "se",
            "low",
            "high",
            "df",
            "p",
        ]
        return table[[*first, "p_adjusted", "documents"]]

    def expected(self, covariate: str, values: Sequence | None = None) -> pd.DataFrame:
        """Expected share of each topic at values of one covariate, the others as they are in the documents.

        Parameters
        ----------
        covariate : str
        values : sequence, optional
            Every level of a factor, or up to 25 numbers from the least to the greatest, without it.

        Returns
        -------
        DataFrame
            ``covariate`` (its name, the value), ``topic, label, estimate, se, low, high, df, documents``
            (that have the value). A straight line knows no bounds: an interval can leave 0 … 1 where
            documents are few.
        """
        found = [term for term in self.terms if term.name == covariate]
        if not found:
            raise ValueError(
                f"no covariate {covariate!r} in this regression: {', '.join(t.name for t in self.terms)}"
            )
        own = self.documents[covariate]
        tables = []
        for value in found[0].grid(own) if values is None else values:
            value = str(value) if isinstance(found[0], Factor) else float(value)
            at = self.documents.assign(
                **{covariate: pd.Series([value] * len(own), dtype=own.dtype, index=own.index)}
            )
            rows = np.hstack([np.ones((len(at), 1)), *(t.columns(at[t.name]) for t in self.terms)])
            table = self._estimates(rows.mean(axis=0))
            table.insert(0, covariate, value)
            tables.append(table.assign(documents=int((own == value).sum())))
        return pd.concat(tables, ignore_index=True)

    def _estimates(self, weights: np.ndarray) -> pd.DataFrame:
        """Estimates of one linear combination of the coefficients, one row a topic."""
        X, bread = self._design, self._bread
        shares = self.documents[list(self.labels)].to_numpy(dtype=float)
        each = X @ bread @ weights  # what each document counts for
        leverage = np.einsum("ij,jk,ik->i", X, bread, X)
        residuals = shares - X @ (bread @ (X.T @ shares))
        # of shares drawn from their posterior: the mean of each squared residual, Σⱼ Mᵢⱼ² vⱼ more than of the
        # mean shares
        moved = np.stack(
            [np.einsum("ij,jk,ik->i", X, bread @ ((X.T * v) @ X) @ bread, X) for v in self.variances.T],
            axis=1,
        )
        squares = residuals**2 + (1 - 2 * leverage[:, None]) * self.variances + moved
        weighed = each**2 / (1 - leverage)
        variance = weighed @ squares + each**2 @ self.variances
        # Bell–McCaffrey: (Σλ)² / Σλ² of Gᵀ G, its traces without any table of documents × documents
        inner = bread @ ((X.T * weighed) @ X)
        df = (weighed @ (1 - leverage)) ** 2 / (weighed**2 @ (1 - 2 * leverage) + np.trace(inner @ inner))
        estimate, se = each @ shares, np.sqrt(variance)
        half = stats.t.isf((1 - self.level) / 2, df) * se
        return pd.DataFrame(
            {
                "topic": list(self.labels),
                "label": list(self.labels.values()),
                "estimate": estimate,
                "se": se,
                "low": estimate - half,
                "high": estimate + half,
                "df": df,
            }
        )


def prevalence_regression(
    model: TopicModel,
    covariates: str | Sequence[str],
    documents: pd.DataFrame | None = None,
    *,
    reference: Mapping[str, object] | None = None,
    rare: str = "refuse",
    posterior: bool = True,
    level: float = 0.95,
) -> PrevalenceRegression:
    """Regress the share of each topic in the documents on covariates, as stm's ``estimateEffect`` does.

    The share of a topic in a document is the mean of its weights in the document's passages.

    Parameters
    ----------
    model : TopicModel
    covariates : str or sequence of str
        Columns of ``model.passages`` or of ``documents``, or ``"year"``: ``["genre", "year"]`` or ``"genre +
        year"``. Numbers enter as a line, everything else as a factor; ``"factor(year)"`` makes levels of
        numbers, ``"s(year)"`` a restricted cubic spline (Stone & Koo 1985) with 4 knots, ``"s(year, 3)"``
        with 3.
    documents : DataFrame, optional
        The documents' table (``Corpus.documents``).
    reference : mapping of covariate to level, optional
        What the other levels are compared with; the level of most documents without it.
    rare : {"refuse", "merge"}
        Levels of a single document have no variance: refuse them, or merge them into the level ``"other"``
        (left out where it would still hold a single document).
    posterior : bool
        Add the uncertainty of the shares themselves where the model has a posterior (LDA).
    level : float
        Of the intervals.

    Returns
    -------
    PrevalenceRegression
        ``.coefficients`` and ``.expected(covariate)`` are the tables to read, ``.left_out`` says which
        documents are not in them and why.

    Raises
    ------
    ValueError
        For a covariate that does not exist, has one value, differs within a document, or says the same as the
        others; for levels of one document; for too few documents.
    """
    asked = _asked(covariates, model, documents)
    table, variances = _document_shares(model, posterior)
    for name, _, _ in asked:
        table[name] = _of_documents(model, name, documents, table["doc_id"])
    reasons = pd.Series("", index=table.index)
    for name, _, _ in asked:
        reasons = reasons.mask((reasons == "") & table[name].isna(), f"no {name}")
    factors = [
        name for name, kind, _ in asked if kind == "factor" or kind == "" and not _is_number(table[name])
    ]
    for name in factors:
        table[name] = table[name].map(lambda v: v if v is None else str(v)).astype(object)
        table[name], reasons = _without_rare(name, table[name], reasons, rare)
    kept = (reasons == "").to_numpy()
    left_out = pd.DataFrame({"doc_id": table["doc_id"][~kept], "reason": reasons[~kept]}).reset_index(
        drop=True
    )
    table, variances = table[kept].reset_index(drop=True), variances[kept]
    unknown = set(reference or {}) - set(factors)
    if unknown:
        raise ValueError(
            f"reference names {min(unknown)!r}, which is no factor here: {', '.join(factors) or 'none'}"
        )
    terms = []
    for name, kind, knots in asked:
        if not len(table):
            raise ValueError(
                f"no document has {' and '.join(n for n, _, _ in asked)}: there is nothing to compare"
            )
        if table[name].nunique() < 2:
            raise ValueError(
                f"{name} has a single value in the {len(table)} documents left: there is nothing to compare"
            )
        if name in factors:
            terms.append(Factor.of(name, table[name], (reference or {}).get(name)))
            continue
        if not _is_number(table[name]):
            raise ValueError(f"s({name}) needs numbers: {name} has levels; write {name}")
        table[name] = table[name].astype(float)
        terms.append(
            Spline.of(name, table[name], knots) if kind == "s" else Line(name, float(table[name].mean()))
        )
    result = PrevalenceRegression(terms, table, left_out, model.labels(), level, variances)
    _refuse_the_undetermined(result)
    return result


# -- covariates ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Factor:
    """Levels, compared with a reference."""

    name: str
    reference: str
    levels: tuple[str, ...]  # without the reference

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, name: str, values: pd.Series, reference) -> Factor:
        sizes = values.value_counts()
        levels = sorted(sizes.index, key=lambda v: (-sizes[v], v))
        reference = levels[0] if reference is None else str(reference)
        if reference not in levels:
            raise ValueError(
                f"no document has {name} {reference!r}: the levels are {', '.join(sorted(levels))}"
            )
        return cls(name, reference, tuple(v for v in levels if v != reference))

    def columns(self, values: pd.Series) -> np.ndarray:
        unknown = set(values) - {self.reference, *self.levels}
        if unknown:
            raise ValueError(f"no document has {self.name} {min(map(str, unknown))!r}")
        return (values.to_numpy(dtype=object)[:, None] == np.array(self.levels, dtype=object)).astype(float)

    def names(self, values: pd.Series):
        return [(self.name, level, self.reference, int((values == level).sum())) for level in self.levels]

    def grid(self, values: pd.Series):
        return [self.reference, *self.levels]


@dataclass(frozen=True)
class Line:
    """A number that enters as a straight line, its mean taken away."""

    name: str
    mean: float

    def __str__(self) -> str:
        return self.name

    def columns(self, values: pd.Series) -> np.ndarray:
        return values.to_numpy(dtype=float)[:, None] - self.mean

    def names(self, values: pd.Series):
        return [(self.name, "+1", f"{self.mean:.4g}", len(values))]

    def grid(self, values: pd.Series):
        found = np.unique(values)
        return found if len(found) <= 25 else np.linspace(found[0], found[-1], 25)


@dataclass(frozen=True)
class Spline(Line):
    """A restricted cubic spline: a curve between the outer knots, straight lines beyond them."""

    knots: tuple[float, ...]
    spread: float

    def __str__(self) -> str:
        return f"s({self.name}, {len(self.knots)})"

    @classmethod
    def of(cls, name: str, values: pd.Series, knots: int) -> Spline:
        if knots not in KNOTS:
            raise ValueError(f"s({name}, {knots}): a spline has 3, 4 or 5 knots here")
        places = np.unique(np.quantile(values, KNOTS[knots]))
        if len(places) < knots or values.nunique() <= knots:
            raise ValueError(
                f"s({name}, {knots}): {name} has too few distinct values for {knots} knots; "
                f"take fewer knots, {name} as a line, or factor({name})"
            )
        return cls(name, float(values.mean()), tuple(map(float, places)), float(places[-1] - places[0]))

    def columns(self, values: pd.Series) -> np.ndarray:
        """The line, and one column a knot but two (Harrell 2015, ch. 2.4)."""
        x, t = values.to_numpy(dtype=float), self.knots

        def cubed(knot):
            return np.clip((x - knot) / self.spread, 0, None) ** 3

        gap = t[-1] - t[-2]
        bends = [
            cubed(k) - cubed(t[-2]) * (t[-1] - k) / gap + cubed(t[-1]) * (t[-2] - k) / gap for k in t[:-2]
        ]
        return np.column_stack([x - self.mean, *bends])

    def names(self, values: pd.Series):
        return [(self.name, None, "", len(values))] * (len(self.knots) - 1)


def _asked(covariates, model: TopicModel, documents) -> list[tuple[str, str, int]]:
    """(column, "", "factor" or "s", knots) of each covariate."""
    known = {*model.passages.columns, *(documents.columns if documents is not None else ())}
    if isinstance(covariates, str):
        covariates = [covariates] if covariates in known else covariates.lstrip(" ~").split("+")
    asked = []
    for text in map(str.strip, covariates):
        found = None if text in known else _TERM.fullmatch(text)
        asked.append((found[2], found[1], int(found[3] or 4)) if found else (text, "", 0))
    names = [name for name, _, _ in asked]
    if not names or len(set(names)) < len(names) or "" in names:
        raise ValueError("covariates: name one or more columns, each once")
    return asked


def _document_shares(model: TopicModel, posterior: bool) -> tuple[pd.DataFrame, np.ndarray]:
    """Documents with the share of each topic, and the posterior variance of these (of a Dirichlet)."""
    codes, names = pd.factorize(model.passages["doc_id"])
    sizes = np.bincount(codes)[:, None]
    shares, variances = np.zeros((2, len(names), model.k))
    np.add.at(shares, codes, model.weights)
    if posterior and model.fit.concentrations is not None:
        spread = model.weights * (1 - model.weights) / (model.fit.concentrations[:, None] + 1)
        np.add.at(variances, codes, spread)
    return pd.DataFrame(shares / sizes).assign(doc_id=names), variances / sizes**2


def _of_documents(model: TopicModel, name: str, documents, doc_ids: pd.Series) -> pd.Series:
    """The value of a covariate in each document; it must have one."""
    values = pd.Series(values_by(model.passages, name, documents), dtype=object)
    groups = values.groupby(model.passages["doc_id"].to_numpy(dtype=object), sort=False)
    several = groups.nunique()
    if (several > 1).any():
        raise ValueError(
            f"{name} differs within {int((several > 1).sum())} documents, and documents are the units of the "
            f"regression: see prevalence(model, {name!r})"
        )
    first = groups.first()
    return pd.Series(
        [None if pd.isna(v := first[d]) else v for d in doc_ids], dtype=object, index=doc_ids.index
    )


def _is_number(values: pd.Series) -> bool:
    return all(isinstance(v, Real) and not isinstance(v, (bool, np.bool_)) for v in values.dropna())


def _without_rare(name: str, values: pd.Series, reasons: pd.Series, rare: str):
    """Values with the levels of one document merged, and the reasons why documents are left out."""
    if rare not in ("refuse", "merge"):
        raise ValueError(f"rare {rare!r} is unknown: use 'refuse' or 'merge'")
    sizes = values[reasons == ""].value_counts()
    alone = sorted(sizes.index[sizes < 2])
    if not alone:
        return values, reasons
    if rare == "refuse":
        raise ValueError(
            f"one document alone has {name} {', '.join(alone[:5])}{' …' if len(alone) > 5 else ''}: "
            "no variance can be told from one; use rare='merge', or join levels beforehand"
        )
    together = len(alone) + int(sizes.get(OTHER, 0)) * (OTHER not in alone)
    if together < 2:
        return values, reasons.mask((reasons == "") & values.isin(alone), f"alone in its {name}")
    return values.mask(values.isin(alone), OTHER), reasons


def _refuse_the_undetermined(result: PrevalenceRegression) -> None:
    X = result._design
    if len(X) <= X.shape[1]:
        raise ValueError(
            f"{len(X)} documents for {X.shape[1]} coefficients: take fewer covariates, or merge levels"
        )
    scaled = X / np.linalg.norm(X, axis=0)
    if np.linalg.matrix_rank(scaled) < X.shape[1]:
        names = ", ".join(term.name for term in result.terms)
        raise ValueError(
            f"the covariates {names} say the same in part (one follows from the others): leave one out"
        )
    leverage = np.einsum("ij,jk,ik->i", X, result._bread, X)
    alone = result.documents["doc_id"][leverage > 1 - 1e-9]
    if len(alone):
        raise ValueError(
            f"document {alone.iloc[0]} alone decides a coefficient (no other has its combination): "
            "merge levels, or take fewer covariates"
        )
