"""The indicator engine: the codebook's forms of a language, compiled once, found in raw text.

Three steps, each over a block of many passages at once.

1. **Scan.** One Aho–Corasick automaton over the folded bytes of the block finds every word of every form. A word is
   looked for with the space before it (and, unless any ending will do, after it), so each hit is a whole word.
2. **Join.** Words make forms: a form of several words is a join of the places of its words, from its rarest word
   outwards, ``next word`` being at most ``1 + gap`` words further. All forms are joined together.
3. **Contexts.** Only where a form stands, sentences are cut and contexts looked for: each is a window of words (the
   sentence, the passage, the turn, some words on both sides) in which another form must, or must not, stand.

An *occurrence* is the shortest stretch of words, from each first word on, that one of the forms of a list fits; it
lies inside one sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, product

import numpy as np

from qda import languages
from qda.codebook import Indicator, Word, parse_form
from qda.folding import MARK, fold, fold_words, inclusive_stems, openings, spell_out, spellings


_inflections: dict[tuple[str, str], frozenset[str]] = {}


def inflections(lemmas: frozenset[str], lang: str) -> dict[str, frozenset[str]]:
    """For each lemma (lower case) every form that simplemma's table of the language gives it, and itself."""
    missing = {lemma: {lemma} for lemma in lemmas if (lang, lemma) not in _inflections}
    if missing:
        from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

        for form, lemma in DefaultDictionaryFactory().get_dictionary(lang).items():
            if lemma.lower() in missing:
                missing[lemma.lower()].add(form)
        _inflections.update({(lang, lemma): frozenset(forms) for lemma, forms in missing.items()})
    return {lemma: _inflections[lang, lemma] for lemma in lemmas}


# -- one list of forms, as sequences of single words ----------------------------------------------------------------


def _sequences(form: str) -> list[tuple[tuple[frozenset[Word], ...], tuple[int, ...]]]:
    """A form as sequences of single-word slots with the gaps between them.

    A slot whose choices are all single words stays one slot; each longer choice makes a sequence of its own.
    """
    parsed = parse_form(form)
    options = []
    for runs in parsed.slots:
        single = frozenset(run[0] for run in runs if len(run) == 1)
        options.append([(single,)] * bool(single) + [tuple(frozenset([w]) for w in run) for run in runs if len(run) > 1])
    sequences = []
    for choice in product(*options):
        gaps: list[int] = []
        for run, gap in zip(choice, (*parsed.gaps, 0), strict=True):
            gaps += [0] * (len(run) - 1) + [gap]
        gaps.pop()
        sequences.append((tuple(chain.from_iterable(choice)), tuple(gaps)))
    return sequences


class _Lists:
    """Many short lists of integers, one after the other: ``rows(keys)`` looks many up at once."""

    def __init__(self, lists: Sequence[Sequence[int]]):
        self.lengths = np.array([len(entry) for entry in lists], np.int64)
        self.begins = np.concatenate([[0], np.cumsum(self.lengths)[:-1]]).astype(np.int64) if len(lists) else self.lengths
        self.values = np.fromiter(chain.from_iterable(lists), np.int64)

    def rows(self, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Each key with each of its values: (index into ``keys``, value)."""
        which, place = _ranges(self.begins[keys], self.lengths[keys])
        return which, self.values[place]


def _ranges(begins: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The places ``begin … begin + length - 1`` of every range, and the range each belongs to."""
    which = np.repeat(np.arange(len(lengths)), lengths)
    before = np.cumsum(lengths) - lengths
    return which, np.arange(len(which)) - before[which] + begins[which]


# -- what is read ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Block:
    """Passages of one language, scanned together.

    Attributes
    ----------
    texts : list of str
        The passages.
    turns : ndarray of int
        The turn each belongs to, ascending; passages of one turn stand together.
    """

    texts: list[str]
    turns: np.ndarray


@dataclass(frozen=True)
class Found:
    """Occurrences of the indicators in a block, before contexts are asked (N rows) and after.

    Attributes
    ----------
    indicator : ndarray of int
        Index into the automaton's indicators.
    passage : ndarray of int
        Index into the block's texts.
    start, end : ndarray of int
        The occurrence, in its passage.
    sentence_start, sentence_end : ndarray of int
        Its sentence, in its passage.
    asked, context, held : ndarray
        One row for each occurrence and each of its contexts: the occurrence, the context (index into
        ``automaton.contexts``), whether the forms of the context stand there.
    fires : ndarray of bool
        Every ``near`` holds and no ``not_near`` does. (Roles are for the caller: texts have none.)
    """

    indicator: np.ndarray
    passage: np.ndarray
    start: np.ndarray
    end: np.ndarray
    sentence_start: np.ndarray
    sentence_end: np.ndarray
    asked: np.ndarray
    context: np.ndarray
    held: np.ndarray
    fires: np.ndarray


@lru_cache(maxsize=16)
def compile_indicators(indicators: tuple[Indicator, ...], lang: str) -> Automaton:
    """The automaton of a language (kept: compiling the same indicators twice costs nothing)."""
    return Automaton([i for i in indicators if i.lang == lang], lang)


class Automaton:
    """The indicators of one language, compiled.

    Attributes
    ----------
    indicators : list of Indicator
    contexts : list of (Context, bool)
        Every context of every indicator in turn, ``near`` (True) before ``not_near`` (False).
    patterns : list of bytes
        What the Aho–Corasick automaton looks for.
    """

    def __init__(self, indicators: Sequence[Indicator], lang: str):
        from ahocorasick_rs import BytesAhoCorasick, Implementation

        self.lang = lang
        self.indicators = list(indicators)
        self.contexts, contexts_of, owners = [], [], [i.any for i in self.indicators]
        group_of: dict[tuple[str, ...], int] = {}
        groups = []
        for indicator in self.indicators:
            own = [(c, True) for c in indicator.near] + [(c, False) for c in indicator.not_near]
            contexts_of.append(range(len(self.contexts), len(self.contexts) + len(own)))
            self.contexts += own
            for context, _ in own:
                if context.forms not in group_of:
                    group_of[context.forms] = len(owners)
                    owners.append(context.forms)
                groups.append(group_of[context.forms])
        self._contexts_of = _Lists(contexts_of)
        self._group = np.array(groups, np.int64)
        self._wanted = np.array([wanted for _, wanted in self.contexts], bool)
        self._within = [context.within for context, _ in self.contexts]

        sequences = {(owner, *sequence) for owner, forms in enumerate(owners) for f in forms for sequence in _sequences(f)}
        sequences = sorted(sequences, key=lambda s: (s[0], len(s[1]), s[2], sorted(map(_word_key, chain(*s[1])))))
        slots: dict[frozenset[Word], int] = {}
        for _, words, _ in sequences:
            for slot in words:
                slots.setdefault(slot, len(slots))
        self._n_slots = len(slots)
        single: list[list[int]] = [[] for _ in slots]
        longer = []
        for owner, words, gaps in sequences:
            if len(words) == 1:
                single[slots[words[0]]].append(owner)
            else:
                longer.append((owner, [slots[slot] for slot in words], gaps))
        self._owners_of_slot = _Lists(single)
        self._owner = np.array([owner for owner, _, _ in longer], np.int64)
        self._length = np.array([len(row) for _, row, _ in longer], np.int64)
        longest = max(self._length, default=1)
        self._slot = np.array([row + [-1] * (longest - len(row)) for _, row, _ in longer], np.int64).reshape(-1, longest)
        self._gap = np.array([[*g, *[0] * (longest - len(g))] for _, _, g in longer], np.int64).reshape(-1, longest)

        slots_of: dict[bytes, set[int]] = {}
        signs: dict[bytes, set[int]] = {}
        lemmas = frozenset(word.text for slot in slots for word in slot if word.lemma)
        forms_of = inflections(lemmas, lang) if lemmas else {}
        for slot, number in slots.items():
            for word in slot:
                if word.is_sign:
                    signs.setdefault(word.text.encode("latin-1"), set()).add(number)
                    continue
                for pattern in _patterns(word, forms_of):
                    slots_of.setdefault(pattern, set()).add(number)
        self.patterns = sorted(slots_of)
        self._signs = sorted(signs)
        self._slots_of = _Lists([sorted(slots_of[p]) for p in self.patterns] + [sorted(signs[s]) for s in self._signs])
        self._scanner = BytesAhoCorasick(self.patterns, implementation=Implementation.DFA) if self.patterns else None

    # -- step 1 -----------------------------------------------------------------------------------------------------

    def _scan(self, folded) -> tuple[np.ndarray, np.ndarray]:
        """(pattern, number of the word) of every hit; signs are numbered after the patterns."""
        patterns, words = [], []
        if self._scanner is not None:
            hits = self._scanner.find_matches_as_indexes(folded.data, overlapping=True)
            table = np.fromiter(chain.from_iterable(hits), np.int64, 3 * len(hits)).reshape(-1, 3)
            word = np.searchsorted(folded.starts, table[:, 1] + 1)
            word[word == len(folded.starts)] = 0
            whole = folded.starts[word] == table[:, 1] + 1 if len(folded.starts) else np.zeros(len(word), bool)
            patterns.append(table[whole, 0])
            words.append(word[whole])
        for n, sign in enumerate(self._signs):
            places = np.flatnonzero(folded.signs == ord(sign))
            patterns.append(np.full(len(places), len(self.patterns) + n))
            words.append(places)
        if not patterns:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        return np.concatenate(patterns), np.concatenate(words)

    # -- step 2 -----------------------------------------------------------------------------------------------------

    def _occurrences(self, folded) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(owner, first word, last word) of every occurrence, sentences not yet asked; sorted."""
        width = len(folded.starts) + int(self._gap.max(initial=0)) + 2
        patterns, words = self._scan(folded)
        hit, slot = self._slots_of.rows(patterns)
        places = _sorted_unique(slot * width + words[hit])  # where each slot is filled, as one sorted number
        slot, word = np.divmod(places, width)
        hit, owner = self._owners_of_slot.rows(slot)
        first = last = word[hit]
        if len(self._owner):
            filled = np.bincount(slot, minlength=self._n_slots + 1)
            sequence, left, right = self._join(places, filled, width)
            owner = np.concatenate([owner, self._owner[sequence]])
            first, last = np.concatenate([first, left]), np.concatenate([last, right])
        key = owner * width + first
        order = np.lexsort((last, key))
        key, last = key[order], last[order]
        shortest = _differs_from_previous(key)
        owner, first = np.divmod(key[shortest], width)
        return owner, first, last[shortest]

    def _join(self, places: np.ndarray, filled: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(sequence, first word, last word) of every way to fill every sequence of several words."""
        counts = np.where(self._slot >= 0, filled[self._slot], np.iinfo(np.int64).max)
        rarest = counts.argmin(axis=1)
        alive = np.flatnonzero(counts.min(axis=1) > 0)
        begins = np.concatenate([[0], np.cumsum(filled)])
        anchor = self._slot[alive, rarest[alive]]
        which, place = _ranges(begins[anchor], filled[anchor])
        sequence = alive[which]
        left = right = places[place] - self._slot[sequence, rarest[sequence]] * width
        for step in range(1, self._slot.shape[1]):
            at = rarest[sequence] + step
            more = at < self._length[sequence]
            slot, gap = self._slot[sequence, at * more], self._gap[sequence, (at - 1) * more]
            low, high = slot * width + right + 1, slot * width + right + 1 + gap
            kept, word = _fill(places, low, high, more)
            right = np.where(more[kept], word - slot[kept] * width, right[kept])
            sequence, left = sequence[kept], left[kept]
        for step in range(1, self._slot.shape[1]):
            at = rarest[sequence] - step
            more = at >= 0
            slot, gap = self._slot[sequence, at * more], self._gap[sequence, at * more]
            low, high = slot * width + np.maximum(left - 1 - gap, 0), slot * width + left - 1
            kept, word = _fill(places, low, high, more)
            left = np.where(more[kept], word - slot[kept] * width, left[kept])
            sequence, right = sequence[kept], right[kept]
        return sequence, left, right

    # -- step 3 -----------------------------------------------------------------------------------------------------

    def search(self, block: Block) -> Found:
        """Every occurrence of every indicator in a block, with what its contexts say."""
        folded = fold("\n".join(block.texts))
        lengths = np.array([len(text) for text in block.texts], np.int64)
        begins = np.cumsum(lengths + 1) - lengths - 1
        owner, first, last = self._occurrences(folded)
        word_start, word_end = folded.offsets(np.arange(len(folded.starts)), np.arange(len(folded.starts)))
        passage_of = np.searchsorted(begins, word_start, "right") - 1

        wanted = np.isin(block.turns, block.turns[passage_of[first[owner < len(self.indicators)]]])
        starts, ends = self._sentences(block.texts, begins, wanted)
        sentence = np.searchsorted(starts, word_start[first], "right") - 1
        inside = (sentence >= 0) & (word_end[last] <= ends[sentence]) if len(starts) else np.zeros(len(first), bool)
        owner, first, last, sentence = owner[inside], first[inside], last[inside], sentence[inside]
        own = owner < len(self.indicators)
        indicator, hit_first, hit_last, hit_sentence = owner[own], first[own], last[own], sentence[own]
        passage = passage_of[hit_first]

        asked, context = self._contexts_of.rows(indicator)
        low, high = np.empty(len(asked), np.int64), np.empty(len(asked), np.int64)
        windows = {
            "sentence": (starts[hit_sentence], ends[hit_sentence]),
            "passage": (begins[passage], begins[passage] + lengths[passage]),
            "turn": _turn_bounds(block.turns, passage, begins, lengths),
        }
        bounds = {scope: tuple(np.searchsorted(word_start, edge) for edge in pair) for scope, pair in windows.items()}
        within = np.array([w if isinstance(w, str) else "words" for w in self._within], "U8")[context]
        reach = np.array([w if isinstance(w, int) else 0 for w in self._within], np.int64)[context]
        for scope, (from_word, to_word) in bounds.items():
            here = within == scope
            low[here], high[here] = from_word[asked[here]], to_word[asked[here]]
        here = within == "words"
        from_word, to_word = bounds["passage"]
        low[here] = np.maximum(hit_first[asked[here]] - 1 - reach[here], from_word[asked[here]])
        high[here] = np.minimum(hit_last[asked[here]] + 2 + reach[here], to_word[asked[here]])

        # A context holds where one of its occurrences has a word in the window.
        which, word = _ranges(first[~own], last[~own] - first[~own] + 1)
        width = len(folded.starts) + 1
        stands = np.sort(owner[~own][which] * width + word)
        key = self._group[context] * width
        held = np.searchsorted(stands, key + low) < np.searchsorted(stands, key + high)
        fires = np.ones(len(indicator), bool)
        fires[asked[held != self._wanted[context]]] = False
        at = begins[passage]
        return Found(
            indicator, passage, word_start[hit_first] - at, word_end[hit_last] - at,
            starts[hit_sentence] - at, ends[hit_sentence] - at, asked, context, held, fires,
        )

    def _sentences(self, texts: list[str], begins: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Starts and ends, in the block, of the sentences of the wanted passages."""
        spans = []
        for n in np.flatnonzero(wanted).tolist():
            begin = int(begins[n])
            spans += [(begin + start, begin + end) for start, end in languages.sentences(texts[n], self.lang)]
        table = np.fromiter(chain.from_iterable(spans), np.int64, 2 * len(spans)).reshape(-1, 2)
        return table[:, 0], table[:, 1]


def _word_key(word: Word) -> tuple:
    return (word.text, word.ending, word.lemma)


def _patterns(word: Word, forms_of: dict[str, frozenset[str]]) -> list[bytes]:
    """The byte strings that find a word: after a space, up to a space unless any ending will do."""
    if word.lemma:
        exact = {spell_out(folded[0]) for folded in map(fold_words, forms_of[word.text]) if len(folded) == 1}
    else:
        exact = {word.text}
    if word.ending:
        patterns = [f" {text}" for text in openings(word.text)]
    else:
        patterns = [f" {text} " for whole in exact for text in spellings(whole)]
        stems = {stem for whole in exact for stem in inclusive_stems(whole)}
        patterns += [f" {text}{MARK}" for stem in stems for text in spellings(stem)]
    return [pattern.encode("latin-1") for pattern in patterns]


def _fill(places: np.ndarray, low: np.ndarray, high: np.ndarray, more: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows joined to the places between ``low`` and ``high``; rows that need no ``more`` are kept once as they are."""
    begin = np.searchsorted(places, low)
    number = np.searchsorted(places, high, "right") - begin
    number[~more] = 1
    begin[~more] = 0
    row, place = _ranges(begin, number)
    return row, places[place]


def _sorted_unique(values: np.ndarray) -> np.ndarray:
    values = np.sort(values)
    return values[_differs_from_previous(values)]


def _differs_from_previous(values: np.ndarray) -> np.ndarray:
    differs = np.ones(len(values), bool)
    differs[1:] = values[1:] != values[:-1]
    return differs


def _turn_bounds(turns: np.ndarray, passage: np.ndarray, begins: np.ndarray, lengths: np.ndarray):
    """Where, in the block, the turn of each passage begins and ends."""
    first = np.searchsorted(turns, turns[passage])
    last = np.searchsorted(turns, turns[passage], "right") - 1
    return begins[first], begins[last] + lengths[last]
