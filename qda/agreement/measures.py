"""The agreement table: every pair of coders, every code, with intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from qda.agreement.intervals import document_draws, percentiles
from qda.agreement.ratings import divide
from qda.agreement.units import covered, joined_spans, pieces_of, placed_on, prepare, text_units

#: The three codes every other code of the codebook turns around; their joint agreement has a row of its own.
CORE = ("TACH", "PLAT", "FAUT")
LEVELS = ("sentence", "passage", "character")
AGREEMENT = (
    "code", "coder_a", "coder_b", "level", "documents", "n", "n_a", "n_b", "n_both", "percent",
    "kappa", "kappa_low", "kappa_high", "pi", "alpha", "alpha_low", "alpha_high", "ac1", "bp",
    "alpha_u", "alpha_u_low", "alpha_u_high", "alpha_u_variant", "precision", "recall", "f1", "reason",
)


def agreement_table(
    codings: pd.DataFrame, passages: pd.DataFrame, coders: Sequence[str] | None = None,
    codes: Sequence[str] | None = None, level: str = "sentence", documents=None,
    seed: int = 1, n_boot: int = 1000, core: Sequence[str] = CORE,
) -> pd.DataFrame:
    """Agreement of every two coders on every code, with intervals from a bootstrap over documents.

    Only documents that both coders read count. Text of such a document that neither coded counts as agreement
    that the code is absent: coders who read a text judge all of it, and this is the reading under which κ, π
    and α of a code are defined. It makes ``percent`` high for rare codes whatever the coders do; the
    coefficients correct for it.

    A span covers a unit if they overlap by at least half of the shorter of the two. At ``character`` level
    every character of the passages is a unit. α_U is always measured on characters, code by code, as
    :func:`unitizing_alpha` 2016, the shared documents laid end to end.

    Parameters
    ----------
    codings : DataFrame
        :data:`qda.tables.CODINGS`, of two coders or more.
    passages : DataFrame
        :data:`qda.tables.PASSAGES`: the text there was to code.
    coders : sequence of str, optional
        Whom to compare, the reference first; all coders, in order of appearance, if not given.
    codes : sequence of str, optional
        Which codes; all that stand in ``codings``, if not given.
    level : {"sentence", "passage", "character"}
        The unit that is counted.
    documents : sequence, mapping or path, optional
        What was read: doc_ids that all coders read; a mapping coder → doc_ids; or a folder with
        ``<coder>.documents`` files (:func:`read_coder_documents`). Where it says nothing of a coder: the
        documents in which a person put a code, all documents for a machine.
    seed, n_boot : int
        Random seed and replicates of the bootstrap (percentile, 95 %); the same documents are drawn for every
        code.
    core : sequence of str
        Codes whose joint agreement has the row ``core``.

    Returns
    -------
    DataFrame
        :data:`AGREEMENT`: one row a pair and code; then ``core`` and ``all``, where a unit's value is its set
        of codes, α is that of MASI and precision, recall and F1 (of b, with a as reference) sum over codes.
        ``n_a``, ``n_b``, ``n_both`` count units. What is undefined is missing; ``reason`` says why.
    """
    if level not in LEVELS:
        raise ValueError(f"level: {level!r} is unknown; use {', '.join(LEVELS)}")
    coders, codes, text, read = prepare(codings, passages, coders, codes, documents)
    placed = placed_on(codings[codings["coder"].isin(coders)], text, codes)
    joined = joined_spans(placed)
    pieces = pieces_of(text, placed)
    units = pieces if level == "character" else text_units(text, level)
    held, marked, squares = {}, {}, {}
    for coder in coders:
        own = joined[joined["coder"] == coder]
        marked[coder] = covered(pieces, own, len(codes))
        held[coder] = marked[coder] if level == "character" else covered(
            units, placed[placed["coder"] == coder], len(codes))
        squares[coder] = np.zeros((len(text.documents), len(codes)))
        np.add.at(squares[coder], (own["doc"], own["code"]), (own["to"] - own["at"]) ** 2)
    lengths = (units["to"] - units["at"]).to_numpy() if level == "character" else np.ones(len(units))

    rows = []
    for a, b in combinations(coders, 2):
        shared = np.array([doc in read[a] and doc in read[b] for doc in text.documents], dtype=bool)
        number = shared.cumsum() - 1
        n_documents = int(shared.sum())
        frame = dict(coder_a=a, coder_b=b, level=level, documents=n_documents)
        sets = {"core": [c for c in codes if c in set(core)], "all": list(codes)}
        sets = {name: members for name, members in sets.items() if len(members) > 1}
        if not n_documents:
            rows += [
                frame | dict(code=code, n=0, reason="no document was read by both")
                for code in [*codes, *sets]
            ]
            continue
        mine, here = shared[units["doc"]], shared[pieces["doc"]]
        doc = number[units["doc"].to_numpy()[mine]]
        weight = lengths[mine]
        held_a, held_b = held[a][mine], held[b][mine]
        counts = _cells_by_document(held_a, held_b, weight, doc, n_documents)
        characters = _cells_by_document(
            marked[a][here], marked[b][here], (pieces["to"] - pieces["at"]).to_numpy()[here],
            number[pieces["doc"].to_numpy()[here]], n_documents)
        square = (squares[a] + squares[b])[shared]
        draws = document_draws(n_documents, n_boot, seed)
        rows += _code_rows(codes, frame, counts, characters, square, draws)
        for name, members in sets.items():
            where = [codes.index(c) for c in members]
            own = held_a[:, where], held_b[:, where]
            rows.append(_set_row(name, frame, *own, weight, doc, counts[:, :, where], draws))
    return _agreement_frame(rows)


def _code_rows(codes, frame, counts, characters, square, draws) -> list[dict]:
    total = counts.sum(1)
    point = _binary_measures(*total) | {"alpha_u": _alpha_u(*characters.sum(1), square.sum(0))}
    replicates = _binary_measures(*np.einsum("rd,kdc->krc", draws, counts))
    replicates["alpha_u"] = _alpha_u(*np.einsum("rd,kdc->krc", draws, characters), draws @ square)
    rows = []
    for n, code in enumerate(codes):
        both, only_a, only_b, neither = total[:, n]
        row = frame | {name: float(values[n]) for name, values in point.items()}
        row |= dict(
            code=code, n=both + only_a + only_b + neither, n_a=both + only_a, n_b=both + only_b, n_both=both
        )
        reasons = _why_missing(row)
        for name in ("kappa", "alpha", "alpha_u"):
            row |= _interval(name, row[name], replicates[name][:, n], frame["documents"], reasons)
        rows.append(row | dict(alpha_u_variant="2016", reason="; ".join(dict.fromkeys(reasons))))
    return rows


def _binary_measures(both, only_a, only_b, neither) -> dict[str, np.ndarray]:
    """Two coders, a code present or absent; counts of any shape. Undefined is nan."""
    n = both + only_a + only_b + neither
    with np.errstate(invalid="ignore", divide="ignore"):
        a, b = (both + only_a) / n, (both + only_b) / n
        observed, pooled = (both + neither) / n, (a + b) / 2
        pooled_chance, own_chance = pooled**2 + (1 - pooled) ** 2, a * b + (1 - a) * (1 - b)

        def corrected(chance):
            room = 1 - chance
            return np.where(room > 1e-12, (observed - chance) / room, np.nan)

        without_itself = 2 * pooled * (1 - pooled) * 2 * n / (2 * n - 1)
        return {
            "percent": observed, "kappa": corrected(own_chance), "pi": corrected(pooled_chance),
            "alpha": np.where(without_itself > 1e-12, 1 - (1 - observed) / without_itself, np.nan),
            "ac1": corrected(1 - pooled_chance), "bp": 2 * observed - 1,
            "precision": both / (both + only_b), "recall": both / (both + only_a),
            "f1": 2 * both / (2 * both + only_a + only_b),
        }


def _alpha_u(both, only_a, only_b, neither, squares) -> np.ndarray:
    """α_U 2016 of two coders and one value from lengths: the closed form of :func:`unitizing_alpha`."""
    marked, gap = 2 * both + only_a + only_b, 2 * neither + only_a + only_b
    total = marked + gap
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = total * marked * gap / (total**2 - squares - gap)
        return np.where(expected > 0, 1 - (only_a + only_b) / expected, np.nan)


def _by_document(values: np.ndarray, doc: np.ndarray, n_documents: int) -> np.ndarray:
    out = np.zeros((n_documents, *values.shape[1:]))
    np.add.at(out, doc, values)
    return out


def _cells_by_document(a, b, weight, doc, n_documents) -> np.ndarray:
    """both, only a, only b, neither (4 × documents × codes)."""
    size = weight[:, None]
    return np.stack([
        _by_document(part * size, doc, n_documents) for part in (a & b, a & ~b, ~a & b, ~a & ~b)
    ])


def _why_missing(row: dict) -> list[str]:
    a, b, reasons = row["coder_a"], row["coder_b"], []
    if row["n_a"] == row["n_b"] == 0:
        reasons.append(f"kappa, pi, alpha: no variation, neither {a} nor {b} used the code")
    elif row["n_a"] == row["n_b"] == row["n"]:
        reasons.append("kappa, pi, alpha: no variation, both put the code on every unit")
    elif math.isnan(row["kappa"]):
        reasons.append("kappa: no variation")
    if math.isnan(row["alpha_u"]) and row["n_a"] + row["n_b"]:
        reasons.append("alpha_u: no variation")
    if row["n_b"] == 0:
        reasons.append(f"precision: {b} never used the code")
    if row["n_a"] == 0:
        reasons.append(f"recall: {a} never used the code")
    return reasons


def _interval(name: str, point: float, replicates: np.ndarray, n_documents: int, reasons: list[str]) -> dict:
    missing = {f"{name}_low": math.nan, f"{name}_high": math.nan}
    if math.isnan(point):
        return missing
    if n_documents < 2:
        reasons.append("no interval from one document")
        return missing
    defined = int((~np.isnan(replicates)).sum())
    if defined < len(replicates) / 2:
        reasons.append(f"no interval of {name}: most replicates draw no document with the code")
        return missing
    if defined < len(replicates):
        reasons.append(
            f"interval of {name} from {defined} of {len(replicates)} replicates, the others lack the code"
        )
    low, high = percentiles(replicates)
    return {f"{name}_low": low, f"{name}_high": high}


def _set_row(name, frame, held_a, held_b, weight, doc, counts, draws) -> dict:
    """A unit's value is its set of codes: α with MASI; κ, π, AC1, BP and α_U are defined code by code
    only."""
    n_documents = frame["documents"]
    sets, index = np.unique(np.vstack([held_a, held_b]), axis=0, return_inverse=True)
    index_a, index_b = index.reshape(2, -1)
    distance = _masi_table(sets)
    apart = _by_document((distance[index_a, index_b] * weight)[:, None], doc, n_documents)[:, 0]
    used = np.zeros((n_documents, len(sets)))
    np.add.at(used, (doc, index_a), weight)
    np.add.at(used, (doc, index_b), weight)

    def alpha(apart, used):
        n = used.sum(-1)
        with np.errstate(invalid="ignore", divide="ignore"):
            expected = ((used @ distance) * used).sum(-1) / (n * (n - 1))
            return np.where(expected > 0, 1 - 2 * apart / n / expected, np.nan)

    any_a, any_b = held_a.any(1), held_b.any(1)
    n = weight.sum()
    total = counts.sum((1, 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        both, only_a, only_b = total[:3]
        quality = dict(
            precision=both / (both + only_b),
            recall=both / (both + only_a),
            f1=2 * both / (2 * both + only_a + only_b),
            percent=weight[index_a == index_b].sum() / n,
            alpha=alpha(apart.sum(), used.sum(0)),
        )
    row = frame | {k: float(v) for k, v in quality.items()} | dict(
        code=name, n=n, n_a=weight[any_a].sum(), n_b=weight[any_b].sum(), n_both=weight[any_a & any_b].sum())
    reasons = ["sets of codes: alpha is that of MASI; kappa, pi, ac1, bp, alpha_u are measured code by code"]
    if math.isnan(row["alpha"]):
        reasons.append("alpha: no variation")
    row |= _interval("alpha", row["alpha"], alpha(draws @ apart, draws @ used), n_documents, reasons)
    return row | dict(reason="; ".join(reasons))


def _masi_table(sets: np.ndarray) -> np.ndarray:
    """MASI distances between rows of booleans (sets of codes)."""
    sets = sets.astype(float)
    shared, size = sets @ sets.T, sets.sum(1)
    either = size[:, None] + size[None, :] - shared
    within = shared == np.minimum.outer(size, size)
    distance = 1 - divide(shared * np.where(within, 2, 1), 3 * either)
    np.fill_diagonal(distance, 0)
    return distance


def _agreement_frame(rows: list[dict]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(AGREEMENT))
    for name in ("documents", "n", "n_a", "n_b", "n_both"):
        table[name] = table[name].astype("Float64").round().astype("Int64")
    for name in ("code", "coder_a", "coder_b", "level", "alpha_u_variant", "reason"):
        table[name] = table[name].fillna("").astype("str")
    measures = [c for c in AGREEMENT if c not in set(table.select_dtypes(["Int64", "str"]).columns)]
    return table.astype({c: "float64" for c in measures})


def agreement_measures(table: pd.DataFrame, measures: Sequence[str] = ("alpha", "kappa")) -> pd.DataFrame:
    """The agreement table in long form, ready to draw: one row a pair, code and measure.

    Returns
    -------
    DataFrame
        code, coder_a, coder_b, level, documents, n, measure, estimate, low, high (missing where there is no
        interval), reason.
    """
    frame = ["code", "coder_a", "coder_b", "level", "documents", "n"]
    parts = []
    for name in measures:
        part = table[frame].assign(measure=name, estimate=table[name])
        part["low"] = table[f"{name}_low"] if f"{name}_low" in table else np.nan
        part["high"] = table[f"{name}_high"] if f"{name}_high" in table else np.nan
        parts.append(part.assign(reason=table["reason"]))
    return pd.concat(parts, ignore_index=True)
