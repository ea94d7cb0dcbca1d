"""The indicator engine: the codebook's forms of a language, compiled once, found in raw text.

Three steps, each over a block of many passages at once.

1. **Words.** One Aho–Corasick automaton holds every word of every form. It reads each distinct word of the text once:
   what it says of a word (which slots of which forms the word fills) is kept, so a text of a million words costs a
   look-up a word.
2. **Join.** Words make forms: a form of several words is looked for from its rarest word outwards, the next
   word being at most ``1 + gap`` words further. All forms are joined together.
3. **Contexts.** Only where a form stands, contexts are looked for and sentences cut: a context is a window of words
   (the sentence, the passage, the turn, some words on both sides) in which another form must, or must not, stand.

A *fit* is a stretch of words that a form fits, inside one sentence. An *occurrence* of an indicator is the shortest
fit of its forms from one first word on; of a context any fit counts.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, product

import numpy as np

from qda import languages
from qda.codebook import Context, Indicator, Word, parse_form
from qda.folding import MARK, NUMBER, SIGNS, Folded, fold, fold_words, inclusive_stems, openings
from qda.folding import spell_out, spellings
from qda.paths import cache_dir
from qda.tables import write_text


@lru_cache(maxsize=64)
def inflections(lemmas: frozenset[str], lang: str) -> dict[str, frozenset[str]]:
    """For each lemma (lower case) every form that simplemma's table of the language gives it, and itself.

    Opening the tables of six languages takes seconds, so what was asked is kept in :func:`qda.paths.cache_dir`.
    """
    import simplemma

    kept = cache_dir() / f"inflections-{lang}-simplemma-{simplemma.__version__}.json"
    try:
        forms = json.loads(kept.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        forms = {}
    missing = {lemma: {lemma} for lemma in lemmas - set(forms)}
    if missing:
        from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

        for form, lemma in DefaultDictionaryFactory().get_dictionary(lang).items():
            if lemma.lower() in missing:
                missing[lemma.lower()].add(form)
        forms |= {lemma: sorted(found) for lemma, found in missing.items()}
        with contextlib.suppress(OSError):  # a checkout that cannot be written to works, more slowly
            write_text(kept, json.dumps(forms, ensure_ascii=False))
    return {lemma: frozenset(forms[lemma]) for lemma in lemmas}


def without_inflection(indicator: Indicator) -> list[str]:
    """The lemmas in the forms of an indicator (``=lemma``) of which no other form is known."""
    groups = [indicator.any, *(context.forms for context in indicator.near + indicator.not_near)]
    slots = chain.from_iterable(parse_form(form).slots for forms in groups for form in forms)
    lemmas = frozenset(word.text for slot in slots for run in slot for word in run if word.lemma)
    return sorted(lemma for lemma, forms in inflections(lemmas, indicator.lang).items() if len(forms) < 2)


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

    def only(self, wanted: np.ndarray) -> _Lists:
        """These lists without the values that are not wanted (one truth value for each possible value)."""
        kept = wanted[self.values]
        key = np.repeat(np.arange(len(self.lengths)), self.lengths)[kept]
        return _Lists.of(key, self.values[kept], len(self.lengths))

    @classmethod
    def of(cls, key: np.ndarray, value: np.ndarray, n_keys: int) -> _Lists:
        """The lists of the values of each key; the keys ascend."""
        made = cls([])
        made.lengths = np.bincount(key, minlength=n_keys)
        made.begins, made.values = np.cumsum(made.lengths) - made.lengths, value
        return made


def _ranges(begins: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The places ``begin … begin + length - 1`` of every range, and the range each belongs to."""
    which = np.repeat(np.arange(len(lengths)), lengths)
    before = np.cumsum(lengths) - lengths
    return which, np.arange(len(which)) + np.repeat(begins - before, lengths)


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
    """Occurrences of the indicators in a block (N rows) and what their contexts say.

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


class _FormLists:
    """Lists of forms, compiled to sequences of slots; each list (an indicator's, a context's) has a number, its owner.

    Attributes
    ----------
    slots : dict of frozenset of Word to int
        Every slot, numbered.
    """

    def __init__(self, lists: Sequence[tuple[str, ...]]):
        sequences = {(owner, *sequence) for owner, forms in enumerate(lists) for f in forms for sequence in _sequences(f)}
        self.slots: dict[frozenset[Word], int] = {}
        for _, words, _ in sequences:
            for slot in words:
                self.slots.setdefault(slot, len(self.slots))
        single: list[list[int]] = [[] for _ in self.slots]
        longer = []
        for owner, words, gaps in sequences:
            if len(words) == 1:
                single[self.slots[words[0]]].append(owner)
            else:
                longer.append((owner, [self.slots[slot] for slot in words], gaps))
        self._owners = _Lists(single)
        self._owner = np.array([owner for owner, _, _ in longer], np.int64)
        self._length = np.array([len(row) for _, row, _ in longer], np.int64)
        longest = max(self._length, default=1)
        self._slot = np.array([row + [-1] * (longest - len(row)) for _, row, _ in longer], np.int64).reshape(-1, longest)
        self._gap = np.array([[*g, *[0] * (longest - len(g))] for _, _, g in longer], np.int64).reshape(-1, longest)

    def fits(self, classes: np.ndarray, slots_of: _Lists) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(owner, first word, last word) of every fit of every form, by owner; sentences are not asked.

        ``classes`` gives the class of each word, ``slots_of`` the slots that a class fills.
        """
        seen = np.bincount(classes, minlength=len(slots_of.lengths))
        filled = np.zeros(len(self.slots) + 1, np.int64)  # one more: what stands for no slot is never filled
        np.add.at(filled, slots_of.values, np.repeat(seen, slots_of.lengths))
        counts = np.where(self._slot >= 0, filled[self._slot], np.iinfo(np.int64).max)
        alive = np.flatnonzero(counts.min(axis=1) > 0)
        rarest = counts.argmin(axis=1)
        anchor = self._slot[alive, rarest[alive]]
        begins_fit = self._owners.lengths > 0
        begins_fit[anchor] = True

        anchors = slots_of.only(begins_fit)
        word = np.flatnonzero((anchors.lengths > 0).take(classes))
        row, slot = anchors.rows(classes[word])
        word = word[row]
        hit, owner = self._owners.rows(slot)
        first = last = word[hit]
        order = np.argsort(anchor, kind="stable")
        hit, sequence = _Lists.of(anchor[order], alive[order], len(self.slots)).rows(slot)
        sequence, left, right = self._join(sequence, rarest, word[hit], classes, slots_of)
        owner = np.concatenate([owner, self._owner[sequence]])
        first, last = np.concatenate([first, left]), np.concatenate([last, right])
        order = _stable_order(owner)
        return owner[order], first[order], last[order]

    def _join(
        self, sequence: np.ndarray, rarest: np.ndarray, word: np.ndarray, classes: np.ndarray,
        slots_of: _Lists,
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(sequence, first word, last word) of every way to fill sequences whose rarest slot a word fills."""
        fills = np.zeros((len(slots_of.lengths), len(self.slots)), bool)
        fills[np.repeat(np.arange(len(slots_of.lengths)), slots_of.lengths), slots_of.values] = True
        longest = self._slot.shape[1] * (1 + self._gap.max(initial=0))  # no form reaches further than so many words
        rows = np.zeros(len(classes) + 2 * longest, np.int64)  # where the row of each word begins in fills, in one line
        rows[longest : longest + len(classes)] = classes * fills.shape[1]
        fills = fills.ravel()
        edges = [word + longest, word + longest]  # how far to the left, to the right
        for side, direction in ((1, 1), (0, -1)):
            for step in range(1, self._slot.shape[1]):
                at = rarest[sequence] + direction * step
                more = (at >= 0) & (at < self._length[sequence])
                done, going = np.flatnonzero(~more), np.flatnonzero(more)
                slot = self._slot[sequence[going], at[going]]
                tries = self._gap[sequence[going], np.minimum(at, at - direction)[going]] + 1
                next_word = edges[side][going] + direction
                row, next_word = _ranges(next_word if direction > 0 else next_word - tries + 1, tries)
                fit = np.flatnonzero(fills.take(rows.take(next_word) + np.repeat(slot, tries)))
                kept = np.concatenate([done, going[row[fit]]])
                sequence, edges = sequence[kept], [edge[kept] for edge in edges]
                edges[side][len(done) :] = next_word[fit]
        return sequence, edges[0] - longest, edges[1] - longest


class _Vocabulary(dict):
    """Folded word → the number of its class; words of one class fill the same slots. A new word is read once.

    Attributes
    ----------
    classes : list of (tuple of int, tuple of int)
        For each class the slots of indicators and the slots of contexts that its words fill; class 0 fills none.
    """

    #: So many words are kept; then the next ones are read anew, and memory stays bounded.
    MOST = 1_000_000

    def __init__(self, read):
        super().__init__()
        self._read = read
        self.classes: list[tuple[tuple[int, ...], tuple[int, ...]]] = [((), ())]
        self._numbers = {self.classes[0]: 0}
        self._slots: tuple[_Lists, ...] = ()

    def slots(self) -> tuple[_Lists, ...]:
        """For each class the slots of indicators, and the slots of contexts, that its words fill."""
        if not self._slots or len(self._slots[0].lengths) < len(self.classes):
            self._slots = tuple(_Lists(filled) for filled in zip(*self.classes, strict=True))
        return self._slots

    def __missing__(self, word: bytes) -> int:
        filled = self._read(word)
        number = self._numbers.setdefault(filled, len(self.classes))
        if number == len(self.classes):
            self.classes.append(filled)
        if len(self) >= self.MOST:
            self.clear()
        self[word] = number
        return number


class _Lexicon:
    """The classes of all words of a text at once: what the vocabulary says word by word, three times faster.

    A word of up to 16 letters is two numbers of 64 bits, which also say where in a table it stands. The
    vocabulary is asked for longer words, for new ones, and for those whose place another word has taken.
    """

    PLACES = 1 << 18
    LONGEST = 16
    _FREE = np.uint64(2**64 - 1)  # no word: the byte 255 is no letter
    #: What is kept of the two numbers of a word of n letters; nothing of a longer one.
    _MASKS = np.array(
        [[(1 << 8 * min(n, 8)) - 1, (1 << 8 * max(n - 8, 0)) - 1] for n in range(17)] + [[0, 0]], np.uint64
    )

    def __init__(self, vocabulary: _Vocabulary):
        self._vocabulary = vocabulary
        self._front = np.full(self.PLACES, self._FREE)
        self._back = np.full(self.PLACES, self._FREE)
        self._class = np.zeros(self.PLACES, np.int64)

    def classes(self, data: bytes, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        padded = data + b" " * self.LONGEST
        sixteen = np.ndarray((len(data),), f"V{self.LONGEST}", padded, strides=(1,))  # from each byte on
        length = np.minimum(ends - starts, self.LONGEST + 1)
        letters = sixteen[starts].view("<u8").reshape(-1, 2) & self._MASKS.take(length, axis=0)
        front, back = letters[:, 0], letters[:, 1]
        mixed = front * np.uint64(0x9E3779B97F4A7C15) ^ back * np.uint64(0xC2B2AE3D27D4EB4F)
        place = (mixed >> np.uint64(46)).view(np.int64)
        classes = self._class.take(place)
        other = np.flatnonzero((self._front.take(place) != front) | (self._back.take(place) != back))
        for n, start, end in zip(other.tolist(), starts[other].tolist(), ends[other].tolist(), strict=True):
            classes[n] = self._vocabulary[data[start:end]]
        new = other[(self._front[place[other]] == self._FREE) & (length[other] <= self.LONGEST)]
        new = new[np.unique(place[new], return_index=True)[1]]
        free = place[new]
        self._front[free], self._back[free], self._class[free] = front[new], back[new], classes[new]
        return classes


class Automaton:
    """The indicators of one language, compiled.

    Attributes
    ----------
    indicators : list of Indicator
    contexts : list of (Context, bool)
        Every context of every indicator in turn, ``near`` (True) before ``not_near`` (False).
    patterns : list of bytes
        What the Aho–Corasick automaton looks for: words with a space before them and, unless any ending will do, a
        space or a mark of inclusive writing after them.
    """

    def __init__(self, indicators: Sequence[Indicator], lang: str):
        from ahocorasick_rs import BytesAhoCorasick

        self.lang = lang
        self.indicators = list(indicators)
        self.contexts: list[tuple[Context, bool]] = []
        contexts_of, groups, group_of = [], [], {}
        for indicator in self.indicators:
            own = [(c, True) for c in indicator.near] + [(c, False) for c in indicator.not_near]
            contexts_of.append(range(len(self.contexts), len(self.contexts) + len(own)))
            self.contexts += own
            groups += [group_of.setdefault(context.forms, len(group_of)) for context, _ in own]
        self._contexts_of = _Lists(contexts_of)
        self._group = np.array(groups, np.int64)  # contexts with the same forms share one list
        self._wanted = np.array([wanted for _, wanted in self.contexts], bool)
        self._scope = np.array([c.within if isinstance(c.within, str) else "words" for c, _ in self.contexts], "U8")
        self._asked_beyond = np.zeros(len(group_of), bool)  # beyond the sentence of the occurrence
        self._asked_beyond[self._group[self._scope != "sentence"]] = True
        self._reach = np.array([0 if isinstance(c.within, str) else c.within for c, _ in self.contexts], np.int64)

        self._forms = (_FormLists([i.any for i in self.indicators]), _FormLists(list(group_of)))
        slots_of: dict[bytes, tuple[set[int], set[int]]] = {}
        every = {word for lists in self._forms for slot in lists.slots for word in slot}
        forms_of = inflections(frozenset(word.text for word in every if word.lemma), lang)
        for which, lists in enumerate(self._forms):
            for slot, number in lists.slots.items():
                for word in slot:
                    for pattern in _patterns(word, forms_of):
                        slots_of.setdefault(pattern, (set(), set()))[which].add(number)
        self.patterns = sorted(slots_of)
        self._slots_of = [slots_of[pattern] for pattern in self.patterns]
        self._scanner = BytesAhoCorasick(self.patterns) if self.patterns else None
        self._vocabulary = _Vocabulary(self._read)
        self._lexicon = _Lexicon(self._vocabulary)

    # -- step 1 -----------------------------------------------------------------------------------------------------

    def _read(self, word: bytes) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The slots (of indicators, of contexts) that a folded word fills."""
        own, near = set(), set()
        text = b" " + word + b" "
        length = len(text)
        if word.replace(b" ", b"").isdigit():
            text += NUMBER.encode()  # a number is also what # stands for
        hits = self._scanner.find_matches_as_indexes(text, overlapping=True) if self._scanner else ()
        for pattern, start, end in hits:
            if end <= length and (start or end < length and text[end - 1 : end] == b" "):
                continue  # a piece of a number: the 50 of 50 000
            own |= self._slots_of[pattern][0]
            near |= self._slots_of[pattern][1]
        return tuple(sorted(own)), tuple(sorted(near))

    def classes(self, folded: Folded) -> np.ndarray:
        """The class of each word of a folded text: 0 where it fills no slot."""
        classes = self._lexicon.classes(folded.data, folded.starts, folded.ends)
        for sign in SIGNS.values():
            classes[folded.signs == ord(sign)] = self._vocabulary[sign.encode("latin-1")]
        return classes

    # -- steps 2 and 3 ----------------------------------------------------------------------------------------------

    def search(self, block: Block, stopped: bool = False) -> Found:
        """Every occurrence of every indicator in a block, with what its contexts say.

        Occurrences that lack a ``near`` context even in their whole passage are left out before sentences are cut,
        unless ``stopped`` asks for all of them.
        """
        folded = fold("\n".join(block.texts))
        lengths = np.fromiter(map(len, block.texts), np.int64, len(block.texts))
        begins = np.cumsum(lengths + 1) - lengths - 1
        word_start, word_end = folded.offsets()
        n_words = len(word_start)
        begin_word = np.searchsorted(word_start, begins)
        end_word = np.concatenate([begin_word[1:], [n_words]])
        passage_of = np.repeat(np.arange(len(begins)), end_word - begin_word)

        classes = self.classes(folded)
        own_slots, near_slots = self._vocabulary.slots()
        indicator, first, last = _shortest(*self._forms[0].fits(classes, own_slots))
        together = passage_of[first] == passage_of[last]
        indicator, first, last = indicator[together], first[together], last[together]
        passage = passage_of[first]

        wanted = _in_turns(block.turns, passage)
        words = np.flatnonzero(wanted[passage_of])  # contexts are looked for in these turns alone
        group, begin, end = self._forms[1].fits(classes[words], near_slots)
        near = group, words[begin], words[end]  # a fit across two passages lies in no sentence: it is left out below
        bounds = {"passage": (begin_word, end_word), "turn": _turn_bounds(block.turns, begin_word, end_word)}
        if not stopped:
            bounds["sentence"] = bounds["passage"]
            asked, context, held = self._ask(indicator, first, last, passage, passage, bounds, near, n_words)
            possible = np.ones(len(indicator), bool)
            possible[asked[~held & self._wanted[context]]] = False
            indicator, first, last, passage = indicator[possible], first[possible], last[possible], passage[possible]
            wanted = _in_turns(block.turns, passage)

        # Sentences are cut around occurrences, and around longer fits of contexts asked beyond the sentence.
        longer = near[1][(near[1] < near[2]) & self._asked_beyond[near[0]]]
        at_words = np.unique(np.concatenate([first, longer[wanted[passage_of[longer]]]]))
        starts, ends = self._sentences(block.texts, begins, passage_of[at_words], word_start[at_words])
        kept, sentence = _inside(starts, ends, word_start[first], word_end[last])
        indicator, first, last, passage = indicator[kept], first[kept], last[kept], passage[kept]
        kept = near[1] == near[2]  # one word: inside its sentence, if that was cut
        longer = np.flatnonzero(~kept)
        kept[longer], _ = _inside(starts, ends, word_start[near[1][longer]], word_end[near[2][longer]])
        near = tuple(column[kept] for column in near)
        bounds["sentence"] = (np.searchsorted(word_start, starts), np.searchsorted(word_start, ends))
        asked, context, held = self._ask(indicator, first, last, passage, sentence, bounds, near, n_words)
        fires = np.ones(len(indicator), bool)
        fires[asked[held != self._wanted[context]]] = False
        at = begins[passage]
        return Found(
            indicator, passage, word_start[first] - at, word_end[last] - at, starts[sentence] - at, ends[sentence] - at,
            asked, context, held, fires,
        )

    def _ask(self, indicator, first, last, passage, sentence, bounds, near, n_words):
        """(occurrence, context, whether it holds) for every context of every occurrence.

        ``bounds`` gives for each scope the first word of each sentence, passage … and the one after its last.
        """
        asked, context = self._contexts_of.rows(indicator)
        low, high = np.zeros(len(asked), np.int64), np.zeros(len(asked), np.int64)
        scope = self._scope[context]
        for name, units in (("sentence", sentence), ("passage", passage), ("turn", passage)):
            here = np.flatnonzero(scope == name)
            low[here], high[here] = bounds[name][0][units[asked[here]]], bounds[name][1][units[asked[here]]]
        here = np.flatnonzero(scope == "words")
        hit, reach = asked[here], self._reach[context[here]] + 1
        low[here] = np.maximum(first[hit] - reach, bounds["passage"][0][passage[hit]])
        high[here] = np.minimum(last[hit] + reach + 1, bounds["passage"][1][passage[hit]])
        # A context holds where one of its fits has a word in the window.
        group, begin, end = near
        stands = group * (n_words + 1) + begin
        longer = np.flatnonzero(end > begin)
        row, word = _ranges(begin[longer] + 1, end[longer] - begin[longer])
        stands = np.sort(np.concatenate([stands, group[longer][row] * (n_words + 1) + word]), kind="stable")
        key = self._group[context] * (n_words + 1)
        first_inside = np.append(stands, np.iinfo(np.int64).max)[np.searchsorted(stands, key + low)]
        return asked, context, first_inside < key + high

    def _sentences(
        self, texts: list[str], begins: np.ndarray, passage: np.ndarray, place: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Starts and ends, in the block, of the sentences that hold these places (ascending), each of a passage."""
        read, of = np.unique(passage, return_inverse=True)  # only these passages are read
        chosen = [texts[n] for n in read.tolist()]
        lengths = np.fromiter(map(len, chosen), np.int64, len(chosen))
        moved = begins[read] - (np.cumsum(lengths + 1) - lengths - 1)
        spans = languages.sentences_at("\n".join(chosen), place - moved[of], self.lang)
        starts, ends = np.array(spans, np.int64).reshape(-1, 2).T
        back = moved[np.searchsorted(begins[read] - moved, starts, "right") - 1]
        return starts + back, ends + back


def _inside(starts: np.ndarray, ends: np.ndarray, begin: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which spans lie inside one of the stretches (starts, ends), and for these, in which."""
    if not len(starts):
        return np.zeros(len(begin), bool), np.zeros(0, np.int64)
    stretch = np.searchsorted(starts, begin, "right") - 1
    kept = (stretch >= 0) & (end <= ends[stretch])
    return kept, stretch[kept]


def _patterns(word: Word, forms_of: dict[str, frozenset[str]]) -> list[bytes]:
    """The byte strings that find a word: after a space, up to a space unless any ending will do."""
    if word.is_sign:
        return [f" {word.text}".encode("latin-1")]
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


def _stable_order(values: np.ndarray) -> np.ndarray:
    """The stable order of small numbers: numpy sorts 16 bits by counting, ten times faster than 64 by comparing."""
    narrow = values.astype(np.uint16) if values.max(initial=0) < 1 << 16 else values
    return np.argsort(narrow, kind="stable")


def _shortest(owner: np.ndarray, first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of the fits of one owner that begin at one word, the shortest; sorted."""
    order = np.lexsort((last, first, owner))
    owner, first, last = owner[order], first[order], last[order]
    new = np.ones(len(owner), bool)
    new[1:] = (owner[1:] != owner[:-1]) | (first[1:] != first[:-1])
    return owner[new], first[new], last[new]


def _in_turns(turns: np.ndarray, passage: np.ndarray) -> np.ndarray:
    """For each passage, whether one of these passages is of its turn."""
    number = turns - turns[0]
    hit = np.zeros(number[-1] + 1, bool)
    hit[number[passage]] = True
    return hit[number]


def _turn_bounds(turns: np.ndarray, begin_word: np.ndarray, end_word: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each passage the first word of its turn and the one after its last."""
    first = np.searchsorted(turns, turns)
    last = np.searchsorted(turns, turns, "right") - 1
    return begin_word[first], end_word[last]
