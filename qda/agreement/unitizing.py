"""α_U: agreement on where units begin and end in a text, and on their values."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from qda.agreement.ratings import Coefficient, in_order, undefined


_VALUE = ("value", "code", "label")  # how a span may call its value


class UnitizingAlpha(Coefficient):
    """α_U with the name of its variant, which is always printed.

    Attributes
    ----------
    variant : str
        ``"2016"`` or ``"2004"``.
    by_value : dict
        2004: α_U of each value. 2016: (k)α_U of each value, over the parts of units that meet other units.
    binary, coding : Coefficient
        2016 only: \\|uα, units against gaps; cuα, the values of units that meet.
    coverage : dict
        2016 only: the share of each value's length on which (k)α_U rests.
    """

    variant = ""

    def __repr__(self) -> str:
        return f"alpha_U {self.variant} = {float(self):.4f}"

    __str__ = __repr__


def _unitizations(spans, coders: Sequence | None) -> dict[Hashable, list[tuple]]:
    """Each coder's units (start, end, value), in order."""
    if isinstance(spans, pd.DataFrame):
        value = next((c for c in _VALUE if c in spans), None)
        values = spans[value] if value else [""] * len(spans)
        rows = zip(spans["coder"], spans["start"], spans["end"], values, strict=True)
    elif isinstance(spans, Mapping):
        rows = ((coder, *unit) for coder, units in spans.items() for unit in units)
        coders = list(spans) if coders is None else coders
    else:
        rows = [_span(span) for span in spans]
    units: dict[Hashable, list[tuple]] = {coder: [] for coder in coders or ()}
    for coder, start, end, *value in rows:
        if coders is None or coder in units:
            units.setdefault(coder, []).append((start, end, value[0] if value else ""))
    return {coder: sorted(own, key=lambda unit: unit[:2]) for coder, own in units.items()}


def _span(span) -> Sequence:
    """A span written as a sequence, or as a mapping that calls the value ``value``, ``code`` or ``label``."""
    if not isinstance(span, Mapping):
        return span
    value = next((span[name] for name in _VALUE if name in span), "")
    return span["coder"], span["start"], span["end"], value


def unitizing_alpha(
    spans, length: int, variant: str = "2016", coders: Sequence | None = None
) -> UnitizingAlpha:
    """Krippendorff's α for units that coders cut themselves out of a continuum of text.

    Parameters
    ----------
    spans : DataFrame or sequence, one row a span
        ``coder, start, end, value``; offsets from 0, end-exclusive. A mapping coder → spans is taken as well.
    length : int
        Length of the continuum in the unit of the offsets.
    variant : {"2016", "2004"}
        ``"2016"``: Krippendorff, Mathet, Bouvry and Widlöcher (2016), with its erratum (Quality & Quantity
        50(6)), as in Krippendorff (2019, eqs. 32–38): coincidences of segments, gaps included; units of one
        coder must not overlap. ``"2004"``: Krippendorff (1995; 2004, p. 251–256): squared differences between
        units, value by value; units of one coder overlap only if their values differ. The two do not measure
        the same: say which.
    coders : sequence, optional
        The coders, where one who read the text marked nothing.

    Returns
    -------
    UnitizingAlpha
        A float that prints its variant; ``.by_value``, and for 2016 ``.binary`` (\\|uα), ``.coding`` (cuα),
        ``.coverage``. ``nan`` with a reason where nobody marked anything or all marked everything alike as
        one.

    Raises
    ------
    ValueError
        A span outside the continuum, overlapping units, fewer than two coders.

    Examples
    --------
    Krippendorff (2019), figure 12.11, three coders; published: 0.510, cuα 0.724:

    >>> alex = [(0, 7, 1), (7, 13, 2), (30, 32, 5), (32, 37, 6), (37, 44, 6), (44, 60, 7)]
    >>> paul = [(0, 7, 1), (7, 13, 3), (13, 21, 5), (32, 44, 6)]
    >>> suzan = [(0, 7, 1), (7, 13, 4), (13, 21, 5), (32, 37, 6), (37, 41, 6), (41, 44, 6)]
    >>> result = unitizing_alpha({"Alex": alex, "Paul": paul, "Suzan": suzan}, 60)
    >>> result
    alpha_U 2016 = 0.5100
    >>> round(result.coding, 3)
    0.724
    """
    variant = str(variant)
    if variant not in ("2016", "2004"):
        raise ValueError(f"variant: {variant!r} is unknown; use '2016' or '2004'")
    units = _unitizations(spans, coders)
    if len(units) < 2:
        raise ValueError("spans: two coders are needed; name them in coders= if one marked nothing")
    for coder, own in units.items():
        for start, end, _ in own:
            if not 0 <= start < end <= length:
                where = f"{coder}'s span {start}–{end} lies outside 0–{length}"
                raise ValueError(f"spans: {where}; offsets count from 0, the end is exclusive")
    values = in_order({unit[2] for own in units.values() for unit in own})
    if not values:
        return undefined("no variation: nobody marked a unit", UnitizingAlpha, variant=variant, by_value={})
    return (_unitizing_2016 if variant == "2016" else _unitizing_2004)(units, values, length)


def _refuse_overlaps(coder: Hashable, own: list[tuple], remedy: str) -> None:
    for before, after in zip(own, own[1:], strict=False):
        if after[0] < before[1]:
            raise ValueError(f"spans: {coder}'s units {before[:2]} and {after[:2]} overlap; {remedy}")


def _unitizing_2016(units: dict, values: list, length: int) -> UnitizingAlpha:
    cuts = np.unique([0, length, *(x for own in units.values() for unit in own for x in unit[:2])])
    pieces = np.diff(cuts)
    size = len(values) + 1  # 0 is the gap between units
    number = {v: n for n, v in enumerate(values, 1)}
    held = np.zeros((len(units), len(pieces)), dtype=int)
    for row, (coder, own) in zip(held, units.items(), strict=True):
        _refuse_overlaps(coder, own, "the 2016 variant takes one value a place: measure one value at a time")
        for start, end, value in own:
            row[np.searchsorted(cuts, start) : np.searchsorted(cuts, end)] = number[value]
    others = len(units) - 1
    coincidences = np.zeros((size, size))
    for i, j in combinations(range(len(units)), 2):
        np.add.at(coincidences, (held[i], held[j]), pieces / others)
    coincidences += coincidences.T

    # What a segment would share with itself: a unit its squared length, a gap (without inner structure) its
    # length.
    marked = held > 0
    own_pairs, met_pairs = np.zeros(size), np.zeros(size)
    own_pairs[0] = (~marked * pieces).sum()
    met_by = marked.sum(0) - marked  # how many other coders marked the piece, for each coder
    for row, own in enumerate(units.values()):
        for start, end, value in own:
            inside = slice(np.searchsorted(cuts, start), np.searchsorted(cuts, end))
            own_pairs[number[value]] += (end - start) ** 2
            met_pairs[number[value]] += ((met_by[row, inside] * pieces[inside]).sum() / others) ** 2

    whole = _expected_coincidences(coincidences, own_pairs)
    binary = np.add.reduceat(np.add.reduceat(coincidences, [0, 1], 0), [0, 1], 1)
    binary_expected = np.add.reduceat(np.add.reduceat(whole, [0, 1], 0), [0, 1], 1)
    met = coincidences[1:, 1:]
    met_expected = _expected_coincidences(met, met_pairs[1:])
    by_value, coverage = {}, {}
    for n, value in enumerate(values):
        share = met[n].sum()
        coverage[value] = float(share / coincidences[n + 1].sum())
        away = met_expected[n].sum() - met_expected[n, n]
        if share == 0:
            by_value[value] = undefined("no unit of this value meets another coder's unit")
        elif away == 0:
            by_value[value] = undefined("no variation: units that meet never differ in value")
        else:
            ratio = met_expected[n].sum() / share * (share - met[n, n]) / away
            by_value[value] = Coefficient(1 - ratio)
    total = _one_minus_ratio(coincidences, whole)
    return UnitizingAlpha(
        float(total), **total.__dict__, variant="2016", by_value=by_value, coverage=coverage,
        binary=_one_minus_ratio(binary, binary_expected), coding=_one_minus_ratio(met, met_expected),
    )


def _expected_coincidences(coincidences: np.ndarray, own_pairs: np.ndarray) -> np.ndarray:
    """Krippendorff (2019), eqs. 33 and 37: chance without pairing a segment with itself."""
    margins, total = coincidences.sum(1), coincidences.sum()
    pairs = total**2 - own_pairs.sum()
    if pairs <= 0:
        return np.zeros_like(coincidences)
    return total * (np.outer(margins, margins) - np.diag(own_pairs)) / pairs


def _one_minus_ratio(observed: np.ndarray, expected: np.ndarray) -> Coefficient:
    total = observed.sum()
    away, away_expected = total - np.trace(observed), expected.sum() - np.trace(expected)
    parts = dict(observed=float(away), expected=float(away_expected))
    if math.isclose(away_expected, 0, abs_tol=1e-12 * max(total, 1)):
        return undefined("no variation: every place has the same value", **parts)
    return Coefficient(1 - away / away_expected, **parts)


def _unitizing_2004(units: dict, values: list, length: int) -> UnitizingAlpha:
    observed, expected = {}, {}
    for value in values:
        own = {coder: [u[:2] for u in spans if u[2] == value] for coder, spans in units.items()}
        for coder, spans in own.items():
            _refuse_overlaps(coder, spans, "join units of one value")
        observed[value] = _observed_2004(list(own.values()), length)
        expected[value] = _expected_2004(list(own.values()), length)

    def alpha(do: float, de: float, kind=Coefficient, **parts) -> Coefficient:
        parts |= dict(observed=do, expected=de)
        if de == 0:
            return undefined("no variation: chance cannot place the units otherwise", kind, **parts)
        return kind(1 - do / de, **parts)

    by_value = {value: alpha(observed[value], expected[value]) for value in values}
    total = sum(observed.values()), sum(expected.values())
    return alpha(*total, UnitizingAlpha, variant="2004", by_value=by_value)


def _observed_2004(own: list[list[tuple]], length: int) -> float:
    """Krippendorff (2004), p. 252: squared differences of units that meet, squared length of those that meet
    none."""
    total = 0.0
    for a, b in combinations(own, 2):
        meeting = [(g, h) for g in a for h in b if g[0] < h[1] and h[0] < g[1]]
        total += sum((g[0] - h[0]) ** 2 + (g[1] - h[1]) ** 2 for g, h in meeting)
        alone = (set(a) - {g for g, _ in meeting}, set(b) - {h for _, h in meeting})
        total += sum((end - start) ** 2 for units in alone for start, end in units)
    return 2 * total / (len(own) * (len(own) - 1) * length**2)


def _expected_2004(own: list[list[tuple]], length: int) -> float:
    """Krippendorff (2004), p. 253: the same over every place chance could give the units."""
    lengths = [end - start for spans in own for start, end in spans]
    gaps = []
    for spans in own:
        edges = [0, *(x for span in spans for x in span), length]
        gaps += [edges[n + 1] - edges[n] for n in range(0, len(edges), 2)]
    total = 0.0
    for unit in lengths:
        meeting = (len(lengths) - 1) / 3 * (2 * unit**3 - 3 * unit**2 + unit)
        total += meeting + unit**2 * sum(gap - unit + 1 for gap in gaps if gap >= unit)
    places = len(own) * length * (len(own) * length - 1) - sum(unit * (unit - 1) for unit in lengths)
    return 2 / length * total / places
