"""Why a passage is coded as it is: what fired, what nearly fired, which context stopped it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from qda import languages
from qda.codebook import Codebook, Context, Indicator, read_codebook
from qda.coding import Voices
from qda.indicators import Block, compile_indicators

_COLUMNS = ("verdict", "code", "indicator", "start", "end", "exact", "because")
_STYLE = {
    "fires": "background:#cfe8cf",
    "stopped": "background:#f3d9c4;text-decoration:line-through dotted",
    "nearly": "border-bottom:2px dotted #888",
}


@dataclass(frozen=True)
class Explanation:
    """What the indicators make of one passage.

    Attributes
    ----------
    text : str
        The passage.
    lang : str
    table : DataFrame
        One row an indicator and place: verdict (``fires``, ``stopped``, ``nearly``), code, indicator, start, end (in
        the passage), exact, because.
    """

    text: str
    lang: str
    table: pd.DataFrame

    def __str__(self) -> str:
        if self.table.empty:
            return f"{self.text}\n\nno indicator of {self.lang} stands here"
        lines = [
            f"{row.verdict:8}{row.code:6} {row.start}–{row.end} “{row.exact}” {row.indicator}"
            + (f": {row.because}" if row.because else "")
            for row in self.table.itertuples()
        ]
        return "\n".join([self.text, "", *lines])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        edges = sorted({0, len(self.text), *self.table["start"], *self.table["end"]})
        pieces = []
        for start, end in zip(edges, edges[1:], strict=False):
            over = self.table[(self.table["start"] <= start) & (self.table["end"] >= end)]
            piece = html.escape(self.text[start:end])
            if len(over):
                verdict = next(v for v in _STYLE if (over["verdict"] == v).any())
                title = html.escape("; ".join(f"{r.code} {r.verdict}" for r in over.itertuples()), quote=True)
                piece = f'<span style="{_STYLE[verdict]}" title="{title}">{piece}</span>'
            pieces.append(piece)
        return f"<p>{''.join(pieces)}</p>{self.table.to_html(index=False, escape=True)}"


def explain(passage, codebook: Codebook | None = None, quotations: pd.DataFrame | None = None) -> Explanation:
    """Explain what the codebook's indicators make of a passage.

    Parameters
    ----------
    passage : str, Series, dict or row of ``passages.itertuples()``
        A text, or a passage with ``text`` and ``lang`` (and ``role``). The language of a text is identified.
    codebook : Codebook, optional
        By default the bundled one.
    quotations : DataFrame, optional
        Direct quotations of the corpus (:attr:`qda.corpus.Corpus.quotations`), for indicators with the role
        ``quoted``; of a text without doc_id and start, offsets count in the text.

    Returns
    -------
    Explanation
        ``fires``: the indicator codes this place. ``stopped``: its form stands here, and a context or the speaker's
        role stops it. ``nearly``: its words stand in one sentence, further apart than the form allows.
        A context ``within: turn`` is asked in this passage alone.
    """
    codebook = codebook if codebook is not None else read_codebook()
    text, lang, role, place = _passage(passage)
    if quotations is not None and not place["doc_id"]:
        quotations = quotations.assign(doc_id="")
    voices = Voices([role], pd.DataFrame([place]), quotations)
    indicators = [i for i in codebook.indicators if i.lang == lang]
    rows = []
    automaton = compile_indicators(tuple(codebook.indicators), lang)
    found = automaton.search(Block([text], np.zeros(1, np.int64)), stopped=True)
    for n, number in enumerate(found.indicator.tolist()):
        indicator = automaton.indicators[number]
        start, end = int(found.start[n]), int(found.end[n])
        sentence = int(found.sentence_start[n]), int(found.sentence_end[n])
        asked = np.flatnonzero(found.asked == n)
        why = []
        for context, held in zip(found.context[asked], found.held[asked], strict=True):
            condition, wanted = automaton.contexts[context]
            if held != wanted:
                why.append(_why(condition, wanted, text, lang, sentence))
        if indicator.role and not voices.fit(indicator.role, 0, start, end):
            unquoted = ", in no quotation" if quotations is not None and "quoted" in indicator.role else ""
            why.append(f"is for turns of {', '.join(indicator.role)}, this is {role or 'of no role'}{unquoted}")
        rows.append(("stopped" if why else "fires", indicator, start, end, "; ".join(why)))
    rows += _too_far(indicators, lang, text, {(row[1].id, row[2]) for row in rows})
    table = pd.DataFrame(
        [(v, i.code, i.id, s, e, text[s:e], why) for v, i, s, e, why in rows], columns=list(_COLUMNS)
    ).astype({"start": "int64", "end": "int64"})
    order = table["verdict"].map({"fires": 0, "stopped": 1, "nearly": 2})
    table = table.assign(order=order).sort_values(["order", "start", "code", "indicator"], ignore_index=True)
    return Explanation(text, lang, table.drop(columns="order"))


def _passage(passage) -> tuple[str, str, str, dict]:
    """(text, language, role, where it stands: doc_id and start) of what :func:`explain` is given."""
    if isinstance(passage, str):
        return passage, languages.identify([passage])[0], "", dict(doc_id="", start=0)
    if hasattr(passage, "_asdict"):
        passage = passage._asdict()
    role = passage.get("role")
    place = dict(doc_id=passage.get("doc_id", ""), start=passage.get("start", 0))
    return passage["text"], passage["lang"], role if isinstance(role, str) else "", place


def _why(context: Context, wanted: bool, text: str, lang: str, sentence: tuple[int, int]) -> str:
    scope = f"within {context.within} words" if isinstance(context.within, int) else f"in the {context.within}"
    if wanted:
        return f"needs one of {', '.join(context.forms)} {scope}"
    probe = Indicator("probe", "", lang, context.forms)
    found = compile_indicators((probe,), lang).search(Block([text], np.zeros(1, np.int64)))
    places = list(zip(found.start.tolist(), found.end.tolist(), strict=True))
    near = [p for p in places if sentence[0] <= p[0] < sentence[1]] or places
    return f"stopped by “{text[near[0][0] : near[0][1]]}” ({near[0][0]}–{near[0][1]}) {scope}"


def _too_far(indicators: list[Indicator], lang: str, text: str, known: set[tuple[str, int]]) -> list[tuple]:
    """Places that a form would fit if its gaps were wider."""
    wide = {i.id: replace(i, any=tuple(map(_widened, i.any)), near=(), not_near=()) for i in indicators}
    original = {i.id: i for i in indicators}
    changed = tuple(w for w in wide.values() if w.any != original[w.id].any)
    automaton = compile_indicators(changed, lang)
    found = automaton.search(Block([text], np.zeros(1, np.int64)))
    rows = []
    for number, start, end in zip(found.indicator.tolist(), found.start.tolist(), found.end.tolist(), strict=True):
        indicator = original[automaton.indicators[number].id]
        if (indicator.id, start) not in known:
            rows.append(("nearly", indicator, start, end, "its words stand further apart than its form allows"))
    return rows


def _widened(form: str) -> str:
    return re.sub(r"<(\d+)>", lambda gap: f"<{2 * int(gap[1]) + 4}>", form)
