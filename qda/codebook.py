"""The codebook: one yaml file a code, its indicators, and what can be wrong with them.

``codebook/codes/<CODE>.yaml`` holds labels, definition, rules, examples and, per language, indicators. The grammar of
their forms is read here (:func:`parse_form`); :mod:`qda.indicators` turns them into an automaton.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd
import yaml

from qda.folding import NUMBER, SIGNS, fold_words, spell_out
from qda.languages import LANGUAGES
from qda.paths import CODEBOOK
from qda.tables import Problem, TableError

ROLES = ("interviewer", "interviewee", "author", "quoted")
SCOPES = ("sentence", "passage", "turn")
#: What ``fields.yaml`` calls the fields that must meet (:func:`read_joins`); no name of a field.
JOINS = "joins"
#: The bundled lexical fields (:func:`read_fields`).
FIELDS = CODEBOOK / "fields.yaml"
_KEYS = ("code", "parent", "labels", "definition", "include", "exclude", "examples", "counter_examples", "indicators")
_INDICATOR_KEYS = {"id", "any", "near", "not_near", "role", "note"}

# -- forms ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Word:
    """One word of a form: its ``text``, folded and spelt out; with ``ending``, any ending; with ``lemma``, every form of the lemma ``text``.

    A number written in digits has the text ``#``, the signs ``% $ € £`` their byte in :data:`qda.folding.SIGNS`.
    """

    text: str
    ending: bool = False
    lemma: bool = False

    @property
    def is_sign(self) -> bool:
        return self.text == NUMBER or self.text in SIGNS.values()


@dataclass(frozen=True)
class Form:
    """A form: slots, each a choice between runs of words, and how many words may stand between two slots.

    Attributes
    ----------
    slots : tuple of tuple of tuple of Word
        ``(payé*|à la pièce) <2> tâche`` has two slots, the first a choice between a run of one and a run of three.
    gaps : tuple of int, one fewer than slots
    """

    slots: tuple[tuple[tuple[Word, ...], ...], ...]
    gaps: tuple[int, ...]


def parse_form(form: str) -> Form:
    """Read a form of the codebook.

    ``word*`` any ending; ``(a|b|c)`` alternatives, ``Uber-(style|like)`` inside a word; ``=lemma`` every inflected
    form; ``<n>`` up to ``n`` words in between; ``#`` a number written in digits. A hyphen is written where the word
    has it or may have it.

    Raises
    ------
    ValueError
        Says what is not in the grammar.
    """
    if not isinstance(form, str):
        raise ValueError(f"{form!r} is not text: quote it")
    slots, gaps, gap = [], [], None
    for piece in _pieces(form, " "):
        number = re.fullmatch(r"<(\d+)>", piece)
        if number and (not slots or gap is not None):
            raise ValueError(f"a gap must stand between two words in {form!r}")
        if number:
            gap = int(number[1])
            continue
        if slots:
            gaps.append(gap or 0)
        slots.append(tuple(run for choice in _spell_out(piece, form) for run in _runs(choice, form)))
        gap = None
    if not slots or gap is not None:
        raise ValueError(f"{form!r} must begin and end with a word")
    return Form(tuple(slots), tuple(gaps))


def _pieces(text: str, separator: str) -> list[str]:
    """``text`` cut at ``separator``, but not inside brackets; no empty pieces at a space."""
    pieces, depth = [""], 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            break
        if char == separator and depth == 0:
            pieces.append("")
        else:
            pieces[-1] += char
    if depth:
        raise ValueError(f"brackets do not close in {text!r}")
    return pieces if separator == "|" else [piece for piece in pieces if piece.strip()]


def _spell_out(piece: str, form: str) -> list[str]:
    """``Uber-(style|like)`` → ``Uber-style``, ``Uber-like``; choices may stand inside choices."""
    opening = piece.find("(")
    if opening < 0:
        return [piece]
    depth, closing = 0, opening
    for closing in range(opening, len(piece)):
        depth += (piece[closing] == "(") - (piece[closing] == ")")
        if depth == 0:
            break
    choices = _pieces(piece[opening + 1 : closing], "|")
    if not all(choice.strip() for choice in choices):
        raise ValueError(f"an empty choice in {form!r}")
    return [whole for choice in choices for whole in _spell_out(piece[:opening] + choice + piece[closing + 1 :], form)]


def _runs(choice: str, form: str) -> list[tuple[Word, ...]]:
    """The runs of words that a choice stands for: ``micro-tâche*`` is ``micro tache*`` or ``microtache*``."""
    runs: list[tuple[Word, ...]] = [()]
    for part in choice.split():
        runs = [run + more for run in runs for more in _spelt(part, form)]
    return runs


def _spelt(part: str, form: str) -> list[tuple[Word, ...]]:
    if part == NUMBER:
        return [(Word(NUMBER),)]
    lemma, ending = part.startswith("="), part.endswith("*")
    bare = part.removeprefix("=").removesuffix("*")
    if re.search(r"[*=#|<>()]", bare) or (lemma and ending) or not bare:
        raise ValueError(f"{part!r} in {form!r} is none of word, word*, =lemma, (a|b), <n>, #")
    if lemma:
        return [(Word(bare.lower(), lemma=True),)]
    words = [spell_out(word) for word in fold_words(bare)]
    if not words:
        raise ValueError(f"{part!r} in {form!r} holds no word")
    if "-" not in bare:
        return [(*map(Word, words[:-1]), Word(words[-1], ending))]
    joined = [[words[0]]]  # every way of writing the parts apart or in one
    for word in words[1:]:
        joined = [way + [word] for way in joined] + [way[:-1] + [way[-1] + word] for way in joined]
    return [(*map(Word, way[:-1]), Word(way[-1], ending)) for way in joined]


# -- indicators and codebook ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Context:
    """Forms that must, or must not, stand near: ``within`` is a scope or a number of words."""

    forms: tuple[str, ...]
    within: str | int = "sentence"


@dataclass(frozen=True)
class Indicator:
    """What on the surface of a text carries a code: any of these forms, with these contexts, in turns of these roles.

    Attributes
    ----------
    id : str
        ``CODE.lang.slug``
    code, lang : str
    any : tuple of str
        Forms (see :func:`parse_form`).
    near : tuple of Context
        All of them must be there.
    not_near : tuple of Context
        None of them may be there.
    role : tuple of str
        Roles of speaker it is for; empty: all.
    note : str
    """

    id: str
    code: str
    lang: str
    any: tuple[str, ...]
    near: tuple[Context, ...] = ()
    not_near: tuple[Context, ...] = ()
    role: tuple[str, ...] = ()
    note: str = ""

    def __hash__(self) -> int:  # of a codebook's thousands of forms, at each look-up of what was compiled from them
        return hash(self.id)


class Codebook:
    """A codebook that has been read.

    Attributes
    ----------
    path : Path
    codes : DataFrame
        One row a code: code, parent, ``label_<lang>`` …, definition.
    indicators : list of Indicator
        In the order of the files.
    entries : dict
        Code → everything its file says.
    """

    def __init__(self, path: Path, entries: dict[str, dict], indicators: list[Indicator]):
        self.path = path
        self.entries = entries
        self.indicators = indicators

    def __repr__(self) -> str:
        return f"<Codebook: {len(self.entries)} codes, {len(self.indicators)} indicators>"

    @cached_property
    def codes(self) -> pd.DataFrame:
        rows = [
            dict(code=code, parent=entry.get("parent") or "")
            | {f"label_{lang}": (entry.get("labels") or {}).get(lang, "") for lang in LANGUAGES}
            | dict(definition=" ".join(str(entry.get("definition") or "").split()))
            for code, entry in self.entries.items()
        ]
        return pd.DataFrame(rows, columns=["code", "parent", *(f"label_{lang}" for lang in LANGUAGES), "definition"])

    @cached_property
    def sha256(self) -> str:
        """The hash that names this codebook: of its files, each with its name, in order of name."""
        digest = hashlib.sha256()
        for file in _files(self.path):
            digest.update(f"{file.name}\n".encode() + file.read_bytes() + b"\0")
        return digest.hexdigest()


def _folder(path: str | os.PathLike | None) -> Path:
    return Path(path).expanduser() if path is not None else CODEBOOK


def _files(path: Path) -> list[Path]:
    return sorted((path / "codes" if (path / "codes").is_dir() else path).glob("*.yaml"))


def read_codebook(path: str | os.PathLike | None = None) -> Codebook:
    """Read a codebook folder.

    Parameters
    ----------
    path : path, optional
        A folder with ``codes/*.yaml`` (or with the yaml files themselves); by default the bundled codebook.

    Raises
    ------
    TableError
        With every problem of every file (see :func:`check_codebook`).
    """
    folder = _folder(path)
    entries, indicators, problems = _read(folder)
    if problems:
        raise TableError(problems)
    return Codebook(folder, entries, indicators)


def check_codebook(path: str | os.PathLike | None = None) -> list[Problem]:
    """Everything that is wrong with a codebook folder, each with its file and line; empty if it is sound.

    What depends on texts (indicators that never fire, or fire for two codes) is :func:`qda.coding.indicator_report`.
    """
    return _read(_folder(path))[2]


def _read(folder: Path) -> tuple[dict[str, dict], list[Indicator], list[Problem]]:
    files = _files(folder)
    if not files:
        remedy = "Give a folder with codes/<CODE>.yaml"
        return {}, [], [Problem(str(folder), "", "no codebook: no yaml file here", remedy)]
    entries: dict[str, dict] = {}
    indicators: list[Indicator] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    pages = [page for page in (_Page(file, problems) for file in files) if page.data]
    for page in pages:
        entries[str(page.data.get("code"))] = page.data
        indicators += page.indicators(seen)
    for page in pages:
        page.check_codes_named(entries)
    return entries, indicators, sorted(set(problems))


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Page:
    """One code's file: its data, and where each part of it stands."""

    def __init__(self, file: Path, problems: list[Problem]):
        self.file, self.problems, self.lines = file, problems, {}
        self.data: dict | None = None
        try:
            loader = _Loader(file.read_bytes().decode("utf-8-sig"))
            node = loader.get_single_node()
            data = loader.construct_document(node) if node else None
        except UnicodeDecodeError:
            problems.append(Problem(str(file), "", "not UTF-8", "Save it as UTF-8"))
            return
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            place = f"line {mark.line + 1}" if mark else ""
            what = f"not valid yaml ({getattr(error, 'problem', None) or str(error).splitlines()[0]})"
            problems.append(Problem(str(file), place, what, "Quote texts that hold : # ’ or begin with a sign"))
            return
        if not isinstance(data, dict):
            problems.append(Problem(str(file), "line 1", "not a code: no keys", "Write code:, labels:, definition:, …"))
            return
        self._walk(node, ())
        self.data = data
        self._check_head()

    def _walk(self, node, path: tuple) -> None:
        self.lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            keys = set()
            for key, value in node.value:
                if key.value in keys:
                    self.lines[path + (key.value,)] = key.start_mark.line + 1
                    self.problem(path + (key.value,), f"the key {key.value} stands twice", "Keep one")
                keys.add(key.value)
                self._walk(value, path + (key.value,))
                self.lines[path + (key.value,)] = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode):
            for n, value in enumerate(node.value):
                self._walk(value, path + (n,))

    def found(self, path: tuple, what: str, remedy: str) -> Problem:
        while path and path not in self.lines:
            path = path[:-1]
        return Problem(str(self.file), f"line {self.lines.get(path, 1)}", what, remedy)

    def problem(self, path: tuple, what: str, remedy: str) -> None:
        self.problems.append(self.found(path, what, remedy))

    def list_of(self, key: str) -> list:
        value = self.data.get(key) if self.data else None
        return value if isinstance(value, list) else []

    def _check_head(self) -> None:
        data = self.data
        missing = [key for key in _KEYS if key not in data]
        if missing:
            self.problem((), f"no {', '.join(missing)}", "Add the key, with [] or {} where there is nothing to say")
        if "code" in data and data["code"] != self.file.stem:
            self.problem(("code",), f"code {data['code']!r} in a file named {self.file.name}", "Give both the same name")
        labels = data.get("labels")
        if not isinstance(labels, dict):
            self.problem(("labels",), "labels are not a table by language", "Write labels: {fr: …, en: …}")
        else:
            lacking = [lang for lang in LANGUAGES if not labels.get(lang)]
            if lacking:
                self.problem(("labels",), f"no label in {', '.join(lacking)}", "A code has a name in every language")
            self._check_languages(("labels",), labels)
        for key in ("examples", "counter_examples"):
            if key in data and not isinstance(data[key], list):
                self.problem((key,), f"{key} is not a list", "Write - {lang: fr, text: …, why: …}")
            for n, example in enumerate(self.list_of(key)):
                if not isinstance(example, dict) or not {"lang", "text"} <= set(example):
                    self.problem((key, n), "an example needs lang and text", "Write - {lang: fr, text: …, why: …}")
                elif example["lang"] not in LANGUAGES:
                    self.problem((key, n), f"unknown language {example['lang']!r}", f"Use one of {', '.join(LANGUAGES)}")
        if not str(data.get("definition") or "").strip():
            self.problem(("definition",), "an empty definition", "A coder decides by it")

    def _check_languages(self, path: tuple, table: dict) -> None:
        for lang in table:
            if lang not in LANGUAGES:
                self.problem(path + (lang,), f"unknown language {lang!r}", f"Use one of {', '.join(LANGUAGES)}")

    def check_codes_named(self, codes) -> None:
        for n, example in enumerate(self.list_of("counter_examples")):
            instead = example.get("instead") if isinstance(example, dict) else None
            if instead and instead not in codes:
                self.problem(("counter_examples", n), f"{instead} is no code", "Name a code of this codebook, or null")
        neighbours = self.data.get("neighbours")
        for other in neighbours if isinstance(neighbours, dict) else ():
            if other not in codes:
                self.problem(("neighbours", other), f"{other} is no code", "Name a code of this codebook")

    def indicators(self, seen: dict[str, str]) -> list[Indicator]:
        """The indicators of this code that are sound; the others are reported."""
        table = self.data.get("indicators")
        if not isinstance(table, dict):
            if "indicators" in self.data:
                self.problem(("indicators",), "indicators are not a table by language", "Write indicators: {fr: [...]}")
            return []
        self._check_languages(("indicators",), table)
        lacking = [lang for lang in LANGUAGES if not table.get(lang)]
        if table and lacking and len(lacking) == len(LANGUAGES) - 1:
            carried = next(lang for lang in LANGUAGES if lang not in lacking)
            self.problem(("indicators",), f"indicators in {carried} only", "Add the other languages, or [] for each on purpose")
        made = []
        for lang, entries in table.items():
            if not isinstance(entries, list | None):
                self.problem(("indicators", lang), "not a list of indicators", "Write - {id: …, any: […]}")
                continue
            for n, entry in enumerate(entries or []):
                indicator = self._indicator(("indicators", lang, n), entry, lang, seen)
                if indicator and lang in LANGUAGES:
                    made.append(indicator)
        return made

    def _indicator(self, path: tuple, entry, lang: str, seen: dict[str, str]) -> Indicator | None:
        if not isinstance(entry, dict) or not {"id", "any"} <= set(entry):
            self.problem(path, "an indicator needs id and any", "Write - {id: CODE.lang.slug, any: [form, …]}")
            return None
        before = len(self.problems)
        unknown = sorted(set(map(str, entry)) - _INDICATOR_KEYS)
        if unknown:
            self.problem(path, f"unknown key {', '.join(unknown)}", f"Use {', '.join(sorted(_INDICATOR_KEYS))}")
        name, code = str(entry["id"]), str(self.data.get("code"))
        if not name.startswith(f"{code}.{lang}."):
            self.problem(path + ("id",), f"id {name} does not begin with {code}.{lang}.", "Name it CODE.lang.slug")
        place = str(self.found(path + ("id",), "", "").place)
        if name in seen:
            self.problem(path + ("id",), f"id {name} stands in {seen[name]} already", "Give each indicator its own id")
        seen.setdefault(name, f"{self.file.name}, {place}")
        roles = entry.get("role") or []
        if not isinstance(roles, list) or not set(roles) <= set(ROLES):
            self.problem(path + ("role",), f"role {roles!r}", f"Write a list of {', '.join(ROLES)}")
        forms = self._forms(path + ("any",), entry["any"])
        near = self._contexts(path + ("near",), entry.get("near"))
        not_near = self._contexts(path + ("not_near",), entry.get("not_near"))
        if len(self.problems) > before:
            return None
        return Indicator(name, code, lang, forms, near, not_near, tuple(roles), str(entry.get("note") or ""))

    def _forms(self, path: tuple, forms) -> tuple[str, ...]:
        if not isinstance(forms, list) or not forms:
            self.problem(path, "no list of forms", 'Write ["form", "form"]')
            return ()
        for n, form in enumerate(forms):
            try:
                parse_form(form)
            except ValueError as error:
                self.problem(path + (n,), f"not a form: {error}", "See the grammar in the codebook's README")
        return tuple(map(str, forms))

    def _contexts(self, path: tuple, value) -> tuple[Context, ...]:
        if value is None:
            return ()
        groups = value if isinstance(value, list) else [value]
        made = []
        for n, group in enumerate(groups):
            here = path + ((n,) if isinstance(value, list) else ())
            if not isinstance(group, dict) or "any" not in group or set(group) - {"any", "within"}:
                self.problem(here, "a context needs any, and may have within", "Write {any: [form, …], within: sentence}")
                continue
            within = group.get("within", "sentence")
            if within not in SCOPES and not (isinstance(within, int) and not isinstance(within, bool) and within >= 0):
                self.problem(here + ("within",), f"within {within!r}", f"Use {', '.join(SCOPES)} or a number of words")
                continue
            made.append(Context(self._forms(here + ("any",), group["any"]), within))
        return tuple(made)


# -- lexical fields -------------------------------------------------------------------------------------------------


def read_fields(path: str | os.PathLike | None = None) -> dict[str, dict[str, tuple[str, ...]]]:
    """Lexical fields: what a sentence names (machines, people, pay …), by language.

    Parameters
    ----------
    path : path, optional
        A yaml file as ``codebook/fields.yaml``, which is the default.

    Returns
    -------
    dict
        Field → language → forms (see :func:`parse_form`).

    Raises
    ------
    TableError
        With every problem: not yaml, a language that is not known, a form that is none.
    """
    file, data = _fields_file(path)
    problems, fields = [], {}
    for name, field in data.items() if isinstance(data, dict) else [("the file", None)]:
        if name == JOINS:
            continue
        langs = {lang: forms for lang, forms in field.items() if lang != "about"} if isinstance(field, dict) else {}
        if not langs:
            problems.append(Problem(str(file), str(name), "no forms", 'Write fr: ["word*", …] under it'))
        for lang, forms in langs.items():
            place = f"{name}, {lang}"
            if lang not in LANGUAGES:
                problems.append(Problem(str(file), place, "not a language of the suite", f"Use {', '.join(LANGUAGES)}"))
            for form in forms if isinstance(forms, list) else [forms]:
                try:
                    parse_form(form)
                except ValueError as error:
                    problems.append(Problem(str(file), place, f"not a form: {error}", "See the grammar in the codebook's README"))
        fields[str(name)] = {lang: tuple(forms) for lang, forms in langs.items() if isinstance(forms, list)}
    if problems:
        raise TableError(problems)
    return fields


def read_joins(path: str | os.PathLike | None = None) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Joins: which lexical fields must meet in a sentence for a concept to be likely there.

    Parameters
    ----------
    path : path, optional
        A yaml file as ``codebook/fields.yaml``, which is the default.

    Returns
    -------
    dict
        Concept → parts; a part is named by a word of any of its fields.

    Raises
    ------
    TableError
        With every problem: fewer than two parts, a part that is no list, a field that is not in the file.
    """
    file, data = _fields_file(path)
    fields = set(data) - {JOINS} if isinstance(data, dict) else set()
    written = data.get(JOINS) if isinstance(data, dict) else None
    problems, joins = [], {}
    if written is not None and not isinstance(written, dict):
        problems.append(Problem(str(file), JOINS, "not joins by concept", "Write FAUT: [[machine], [people, work]] under it"))
        written = None
    for name, parts in (written or {}).items():
        place = f"{JOINS}, {name}"
        if not isinstance(parts, list) or len(parts) < 2 or not all(isinstance(part, list) and part for part in parts):
            problems.append(Problem(str(file), place, "not a join", "Write two or more lists of fields: [[machine], [people, work]]"))
            continue
        for unknown in sorted({str(field) for part in parts for field in part} - fields):
            problems.append(Problem(str(file), place, f"{unknown!r} is no field of the file", f"Use {', '.join(sorted(fields))}"))
        joins[str(name)] = tuple(tuple(map(str, part)) for part in parts)
    if problems:
        raise TableError(problems)
    return joins


def _fields_file(path: str | os.PathLike | None) -> tuple[Path, object]:
    file = Path(path).expanduser() if path is not None else FIELDS
    try:
        return file, yaml.load(file.read_bytes().decode("utf-8-sig"), Loader=_Loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        what = f"cannot be read ({str(error).splitlines()[0]})"
        raise TableError([Problem(str(file), "", what, "Give a yaml file in UTF-8: field, language, list of forms")]) from None


def __getattr__(name: str):
    if name == "codebook_diff":
        from qda.codebook_diff import codebook_diff

        return codebook_diff
    raise AttributeError(f"module 'qda.codebook' has no attribute {name!r}")
