"""Codes, topics and classes on the same passages: where three ways of reading agree, and what to read next.

:func:`layers` puts the codings, a topic model and a classification (Reinert's, say) side by side, one row a
passage; the other functions take that table.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import numpy as np
import pandas as pd

from qda.resampling import document_jackknife

#: The layers :func:`layers` knows, in order; several codes of a passage are written with a space between
#: them.
LAYERS = ("codes", "topic", "class")
_ANCHORS = ("doc_id", "passage_id", "start", "end", "lang")


def layers(
    passages: pd.DataFrame,
    codings: pd.DataFrame | None = None,
    topics=None,
    classes: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row a passage: its codes, its topic, its class.

    Parameters
    ----------
    passages : DataFrame
        ``doc_id, passage_id, start, end, text``.
    codings : DataFrame, optional
        Of one or several coders: a passage has a code when a coding of it overlaps the passage.
    topics : TopicModel or DataFrame, optional
        A fitted model, or a table with ``passage_id, topic`` (and ``weight``).
    classes : DataFrame, optional
        ``passage_id, class``; or segments ``doc_id, start, end, class``: the class with most characters of
        the passage.

    Returns
    -------
    DataFrame
        The passage's columns, then ``codes`` (``"FAUT TACH"``, ``""`` for none), ``topic`` and ``weight``,
        ``class``. Missing: the layer does not say anything of the passage (left out of the model, an outlier,
        no class).
    """
    table = passages[[*(c for c in _ANCHORS if c in passages), "text"]].reset_index(drop=True)
    if codings is not None:
        table["codes"] = _codes(table, codings)
    if topics is not None:
        assigned = getattr(topics, "assignments", topics).set_index("passage_id")
        table["topic"] = (
            table["passage_id"].map(assigned["topic"].where(assigned["topic"] != -1)).astype("Int64")
        )
        if "weight" in assigned:
            table["weight"] = table["passage_id"].map(assigned["weight"]).where(table["topic"].notna())
    if classes is not None:
        if "passage_id" in classes:
            table["class"] = table["passage_id"].map(classes.set_index("passage_id")["class"])
        else:
            table["class"] = _classes(table, classes)
    return table


def _overlaps(passages: pd.DataFrame, spans: pd.DataFrame):
    """(passage's row, span's row, characters in common) for each overlap."""
    of_doc = {doc_id: rows for doc_id, rows in passages.groupby("doc_id", sort=False).indices.items()}
    starts, ends = passages["start"].to_numpy(dtype=np.int64), passages["end"].to_numpy(dtype=np.int64)
    columns = zip(spans["doc_id"], spans["start"], spans["end"], strict=True)
    for number, (doc_id, start, end) in enumerate(columns):
        rows = of_doc.get(doc_id, np.empty(0, int))
        common = np.minimum(ends[rows], end) - np.maximum(starts[rows], start)
        yield from (
            (row, number, chars) for row, chars in zip(rows[common > 0], common[common > 0], strict=True)
        )


def _codes(passages: pd.DataFrame, codings: pd.DataFrame) -> list[str]:
    found: list[set] = [set() for _ in range(len(passages))]
    names = codings["code"].to_numpy(dtype=object)
    for row, number, _ in _overlaps(passages, codings):
        found[row].add(names[number])
    return [" ".join(sorted(codes)) for codes in found]


def _classes(passages: pd.DataFrame, segments: pd.DataFrame) -> pd.Series:
    segments = segments[segments["class"].notna()]
    names = segments["class"].to_numpy(dtype=object)
    held: list[dict] = [{} for _ in range(len(passages))]
    for row, number, chars in _overlaps(passages, segments):
        held[row][names[number]] = held[row].get(names[number], 0) + chars
    # a tie goes to the class that comes first in the text
    return pd.Series(
        [max(h, key=h.get) if h else None for h in held], index=passages.index, dtype=object
    ).infer_objects()


def _members(units: pd.DataFrame, layer: str) -> pd.DataFrame:
    """Passages × names of a layer, True where the passage has it; rows of which the layer says nothing are
    all False."""
    if layer not in units:
        raise ValueError(
            f"no layer {layer!r}: give it to layers() (there is: "
            f"{', '.join(l for l in LAYERS if l in units)})"
        )
    if layer == "codes":
        return units["codes"].str.get_dummies(" ").astype(bool)
    names = sorted(units[layer].dropna().unique())
    return pd.DataFrame(
        {name: (units[layer] == name).fillna(False).astype(bool) for name in names}, index=units.index
    )


def associate(
    units: pd.DataFrame, first: str = "codes", second: str = "topic", n_boot: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """Association of every name of one layer with every name of another.

    Parameters
    ----------
    units : DataFrame
        From :func:`layers`. Passages of which one of the two layers says nothing are left out.
    first, second : {"codes", "topic", "class"}
    n_boot : int
        Bootstrap samples of documents: passages of a document are not independent.

    Returns
    -------
    DataFrame
        ``<first>, <second>, both`` (passages), ``n_first, n_second, n, expected`` (by independence),
        ``share`` (of the second's passages that have the first), ``elsewhere`` (of the others), ``phi`` (φ,
        −1 … 1) with ``low, high`` (95 %, percentiles), and ``says`` : ``"together"`` or ``"apart"`` when the
        interval leaves out 0, else ``""``.
    """
    units = units[_known(units, first) & _known(units, second)].reset_index(drop=True)
    a, b = _members(units, first), _members(units, second)
    codes, names = pd.factorize(units["doc_id"])
    n_docs, shape = len(names), (a.shape[1], b.shape[1])
    per_doc = np.zeros((n_docs, a.shape[1] * b.shape[1]))
    of_a, of_b = np.zeros((n_docs, shape[0])), np.zeros((n_docs, shape[1]))
    av, bv = a.to_numpy(float), b.to_numpy(float)
    np.add.at(per_doc, codes, np.einsum("ni,nj->nij", av, bv).reshape(len(units), -1))
    np.add.at(of_a, codes, av)
    np.add.at(of_b, codes, bv)
    sizes = np.bincount(codes, minlength=n_docs).astype(float)
    drawn = (
        np.random.default_rng(seed).multinomial(n_docs, np.full(n_docs, 1 / max(n_docs, 1)), size=n_boot)
        if n_docs
        else []
    )

    def phis(weights):
        both, n = (weights @ per_doc).reshape(-1, *shape), (weights @ sizes)[:, None, None]
        return _phi(both, (weights @ of_a)[:, :, None], (weights @ of_b)[:, None, :], n)

    phi = phis(np.ones((1, n_docs)))[0]
    bounds = np.full((2, *shape), np.nan)
    if n_docs > 1:
        samples = phis(drawn)
        held = np.isfinite(samples).any(axis=0)
        bounds[:, held] = np.nanquantile(samples[:, held], [0.025, 0.975], axis=0)
    both, n_a, n_b, n = (
        (av.T @ bv).astype(int),
        av.sum(axis=0).astype(int),
        bv.sum(axis=0).astype(int),
        len(units),
    )
    rows = []
    for i, j in np.ndindex(shape):
        low, high = bounds[:, i, j]
        others = n - n_b[j]
        rows.append(
            (
                a.columns[i],
                b.columns[j],
                both[i, j],
                n_a[i],
                n_b[j],
                n,
                n_a[i] * n_b[j] / n,
                both[i, j] / n_b[j],
                (n_a[i] - both[i, j]) / others if others else np.nan,
                phi[i, j],
                low,
                high,
                "together" if low > 0 else "apart" if high < 0 else "",
            )
        )
    columns = [
        "both", "n_first", "n_second", "n", "expected", "share", "elsewhere", "phi", "low", "high", "says",
    ]
    return pd.DataFrame(rows, columns=[first, second, *columns])


def _known(units: pd.DataFrame, layer: str) -> np.ndarray:
    if layer not in units:
        _members(units, layer)
    return units[layer].notna().to_numpy()


def _phi(both, n_a, n_b, n):
    """Pearson's φ of 2 × 2 tables given by their margins; NaN where a margin is empty or full."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return (n * both - n_a * n_b) / np.sqrt(n_a * (n - n_a) * n_b * (n - n_b))


def mutual_information(units: pd.DataFrame, permutations: int = 200, seed: int = 0) -> pd.DataFrame:
    """How far two layers cut the passages alike: adjusted mutual information (Vinh, Epps & Bailey 2010).

    1: the same cut; 0: what chance gives. A layer of codes is cut by the set of codes a passage has
    (``codes``), and by each code alone (``FAUT``: has it or not).

    Returns
    -------
    DataFrame
        ``first, second, n`` (passages both speak of), ``ami, low, high`` (95 %, by leaving documents out:
        :func:`qda.resampling.document_jackknife`), ``chance_high`` (what 95 % of permutations stay below).
    """
    from sklearn.metrics import adjusted_mutual_info_score

    parts = {layer: units[layer] for layer in LAYERS if layer in units}
    pairs = list(combinations(parts, 2))
    if "codes" in parts:
        singles = {code: has.map({True: code, False: ""}) for code, has in _members(units, "codes").items()}
        pairs += [(code, layer) for code in singles for layer in parts if layer != "codes"]
        parts |= singles
    rng, rows = np.random.default_rng(seed), []
    for first, second in pairs:
        known = (parts[first].notna() & parts[second].notna()).to_numpy()
        a, b = (pd.factorize(parts[name][known])[0] for name in (first, second))
        if len(a) < 2:
            rows.append((first, second, len(a), np.nan, np.nan, np.nan, np.nan))
            continue
        ami = adjusted_mutual_info_score(a, b)
        interval = document_jackknife(
            lambda r: adjusted_mutual_info_score(a[r], b[r]), units.loc[known, "doc_id"]
        )
        rows.append((first, second, len(a), ami, *interval, _chance(a, b, permutations, rng)))
    return pd.DataFrame(rows, columns=["first", "second", "n", "ami", "low", "high", "chance_high"])


def _chance(a: np.ndarray, b: np.ndarray, permutations: int, rng: np.random.Generator) -> float:
    """95th percentile of the AMI of ``a`` with ``b`` shuffled: what is expected, and the entropies, stay the
    same."""
    from scipy.stats import entropy
    from sklearn.metrics.cluster import contingency_matrix, expected_mutual_information, mutual_info_score

    expected = expected_mutual_information(contingency_matrix(a, b, sparse=True), len(a))
    span = (entropy(np.bincount(a)) + entropy(np.bincount(b))) / 2 - expected
    if not permutations or span <= 0:
        return float("nan")
    return float(
        np.quantile(
            [(mutual_info_score(a, rng.permutation(b)) - expected) / span for _ in range(permutations)], 0.95
        )
    )


# -- what to read next ---------------------------------------------------------------------------------------


def topic_without_code(
    units: pd.DataFrame, layer: str = "topic", topics: Iterable | None = None, n: int = 10, n_boot: int = 1000
) -> pd.DataFrame:
    """The next reading list: passages that a topic (or class) holds and no code does.

    Topics that go with codes come first: there a passage without a code is most likely one the coder, or the
    indicator, has missed.

    Parameters
    ----------
    units : DataFrame
        From :func:`layers`, with codes.
    layer : {"topic", "class"}
    topics : iterable, optional
        These only.
    n : int
        Passages a topic, those that stand best for it first (longest first where there is no weight).

    Returns
    -------
    DataFrame
        ``<layer>, expects`` (codes that go together with it), ``strength`` (the largest φ among them, 0 for
        none), ``uncoded`` (passages of the topic without a code, of ``held`` in all), then the passage's
        columns.
    """
    association = associate(units, "codes", layer, n_boot)
    together = association[association["says"] == "together"].sort_values(
        "phi", ascending=False, kind="stable"
    )
    parts = []
    for name in sorted(units[layer].dropna().unique()) if topics is None else topics:
        held = units[(units[layer] == name).fillna(False)]
        without = held[held["codes"] == ""]
        order = without["weight"] if layer == "topic" and "weight" in without else without["text"].str.len()
        without = without.loc[order.sort_values(ascending=False, kind="stable").index[:n]]
        expects = together[together[layer] == name]
        strength = float(expects["phi"].max()) if len(expects) else 0.0
        head = {layer: name, "expects": " ".join(expects["codes"]), "strength": strength}
        head |= {"uncoded": int((held["codes"] == "").sum()), "held": len(held)}
        parts.append(
            without.drop(columns=[layer, "codes"]).assign(**head)[
                [*head, *without.columns.drop([layer, "codes"])]
            ]
        )
    if not parts:
        raise ValueError(f"no passage has a {layer}")
    return pd.concat(parts).sort_values("strength", ascending=False, kind="stable", ignore_index=True)


def code_without_topic(
    units: pd.DataFrame, layer: str = "topic", codes: Iterable[str] | None = None, n_boot: int = 1000
) -> pd.DataFrame:
    """The reverse: passages a code holds though no topic (or class) that goes with the code does.

    Returns
    -------
    DataFrame
        ``code, why`` (the passage has no topic; or its topic goes apart from the code, or shows no link with
        it), then the passage's columns with its ``codes`` and ``topic``; the codes' strongest contradictions
        (smallest φ) first.
    """
    association = associate(units, "codes", layer, n_boot).set_index(["codes", layer])
    known = sorted({code for held in units["codes"] for code in held.split()})
    rows = []
    for code in known if codes is None else codes:
        for row, passage in units[
            units["codes"].str.split().map(lambda held, code=code: code in held)
        ].iterrows():
            name = passage[layer]
            if pd.isna(name):
                rows.append((code, f"no {layer}", np.nan, row))
                continue
            link = association.loc[(code, name)]
            if link["says"] != "together":
                rows.append(
                    (
                        code,
                        f"{layer} goes apart from the code" if link["says"] else "no link shown",
                        link["phi"],
                        row,
                    )
                )
    table = pd.DataFrame(rows, columns=["code", "why", "phi", "row"])
    table = table.join(units, on="row").drop(columns="row")
    return table.sort_values(["code", "phi"], kind="stable", na_position="first", ignore_index=True)
