"""What changed between two codebooks, and which codings it touches."""

from __future__ import annotations

import pandas as pd

from qda.codebook import Codebook
from qda.languages import LANGUAGES

#: A code's share of another's forms from which one is said to come from the other.
SHARE = 0.25
_RULES = ("definition", "include", "exclude", "neighbours", "parent", "labels")


def codebook_diff(a: Codebook, b: Codebook, codings: pd.DataFrame | None = None) -> pd.DataFrame:
    """What changed from codebook ``a`` to codebook ``b``.

    A code is *split* where forms it had carry new codes now, *merged* where a code that is gone has its forms
    in another, *renamed* where it has them in one new code that took nothing from others. Forms are compared
    per language, at least a quarter of them must have gone over.

    Parameters
    ----------
    a, b : Codebook
        Before and after.
    codings : DataFrame, optional
        Codings made under ``a``.

    Returns
    -------
    DataFrame
        change (added, removed, split, merged, renamed, redefined, indicators), code, detail, and ``codings``:
        how many of the codings carry the code (missing where none were given). Empty if the codebooks say the
        same.
    """
    before, after = set(a.entries), set(b.entries)
    forms_a, forms_b = _forms(a), _forms(b)
    came_from: dict[str, list[str]] = {}
    went_to: dict[str, list[str]] = {}
    for old in sorted(before):
        gone = forms_a[old] - forms_b.get(old, set())
        for new in sorted(after - {old}):
            taken = gone & (forms_b[new] - forms_a.get(new, set()))
            if len(taken) >= SHARE * len(forms_a[old]) > 0:
                went_to.setdefault(old, []).append(new)
                came_from.setdefault(new, []).append(old)
    rows = []
    for code in sorted(before | after):
        goals, sources = went_to.get(code, []), came_from.get(code, [])
        if code not in after:
            if len(goals) > 1:
                rows.append(("split", code, f"into {', '.join(goals)}"))
            elif goals and (goals[0] in before or len(came_from[goals[0]]) > 1):
                rows.append(("merged", code, f"into {goals[0]}"))
            elif goals:
                rows.append(("renamed", code, f"to {goals[0]}"))
            else:
                rows.append(("removed", code, ""))
            continue
        if code not in before:
            rows.append(("added", code, f"with forms of {', '.join(sources)}" if sources else ""))
            continue
        new_goals = [goal for goal in goals if goal not in before]
        if new_goals:
            rows.append(("split", code, f"part of it into {', '.join(new_goals)}"))
        changed = [
            key for key in _RULES if _plain(a.entries[code].get(key)) != _plain(b.entries[code].get(key))
        ]
        if changed:
            rows.append(("redefined", code, ", ".join(changed)))
        detail = _indicator_changes(a, b, code)
        if detail:
            rows.append(("indicators", code, detail))
    table = pd.DataFrame(rows, columns=["change", "code", "detail"]).astype("str")
    counts = codings["code"].value_counts() if codings is not None else None
    touched = [pd.NA if counts is None else int(counts.get(code, 0)) for code in table["code"]]
    return table.assign(codings=pd.array(touched, dtype="Int64"))


def _forms(codebook: Codebook) -> dict[str, set[tuple[str, str]]]:
    forms: dict[str, set[tuple[str, str]]] = {code: set() for code in codebook.entries}
    for indicator in codebook.indicators:
        forms[indicator.code] |= {(indicator.lang, form) for form in indicator.any}
    return forms


def _plain(value) -> object:
    """Text without differences in line ends and spaces: a re-wrapped definition is the same definition."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return " ".join(value.split()) if isinstance(value, str) else value


def _indicator_changes(a: Codebook, b: Codebook, code: str) -> str:
    before = {i.id: i for i in a.indicators if i.code == code}
    after = {i.id: i for i in b.indicators if i.code == code}
    changes = []
    for lang in LANGUAGES:
        old = {name for name, i in before.items() if i.lang == lang}
        new = {name for name, i in after.items() if i.lang == lang}
        numbers = (len(new - old), len(old - new), sum(before[n] != after[n] for n in old & new))
        if any(numbers):
            changes.append(f"{lang} +{numbers[0]} −{numbers[1]} changed {numbers[2]}")
    return "; ".join(changes)
