"""Pseudonyms for interviews, and a look at what is about to leave: does it hold text that must stay?

Press under copyright may be quoted shortly, an interview given in confidence only without the names of
persons. The key that leads back from pseudonyms to names never lies in the repository.
"""

from __future__ import annotations

import html
import io
import json
import os
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from qda.coding import QUOTE_HASH
from qda.corpus import Corpus, read_corpus, text_sha256, write_corpus
from qda.duplicates import shingles, word_hashes
from qda.languages import LANGUAGES, SPACY_MODELS, function_words, pipeline, stop_words
from qda.tables import CODINGS, RIGHTS, Problem, TableError, make_table, read_table, write_table, write_text

#: Words of a restricted and of a confidential text that may be shown in a row.
MOST_WORDS = {"restricted": 25, "confidential": 8}
NAMES = ("name", "kind", "count", "documents", "found_by", "pseudonym")
KINDS = {
    "PER": "person",
    "PERSON": "person",
    "LOC": "place",
    "GPE": "place",
    "FAC": "place",
    "ORG": "organisation",
}
_NOT_TEXT = frozenset(
    "start end source_start source_end score sha256 lang kind role genre rights date family code "
    "origin".split()
)


# -- names ---------------------------------------------------------------------------------------------------

def find_names(
    corpus: Corpus,
    names: Iterable[str] | Mapping[str, str] | pd.DataFrame = (),
    keep: Iterable[str] = (),
    detect: bool = True,
) -> pd.DataFrame:
    """Names of persons, places and organisations in a corpus.

    spaCy's models look through French and English passages; in the other languages only names that are
    listed, that label a speaker, or that were found in a French or English passage are known. A model misses
    names: read the table, correct it, and give it back as ``names``.

    Parameters
    ----------
    corpus : Corpus
    names : list of names, mapping of names to pseudonyms, or a table like the one returned
        What the researcher knows; ``kind`` is ``person`` unless the table says otherwise.
    keep : list of str
        Names to leave as they are (a platform that is the subject of the study).
    detect : bool
        ``False``: take only ``names``.

    Returns
    -------
    DataFrame
        ``name``, ``kind`` (person, place, organisation), ``count`` and ``documents`` (how often, in how
        many), ``found_by`` (list, speaker, spacy), ``pseudonym``; most frequent first.
    """
    found: dict[str, dict] = {}
    for name, kind, pseudonym in _listed(names):
        found[_key(name)] = dict(name=name, kind=kind, found_by="list", pseudonym=pseudonym)
    kept = {_key(name) for name in keep}
    if detect:
        for name, kind, how in _detected(corpus):
            if _key(name) not in kept:
                found.setdefault(_key(name), dict(name=name, kind=kind, found_by=how, pseudonym=""))
    if not found:
        return make_table([], NAMES)
    matcher = _Matcher({row["name"]: form for form, row in found.items()})
    counts, holders = Counter(), {form: set() for form in found}
    for doc in corpus.documents.itertuples():
        for _, _, form in matcher.find(corpus.text(doc.doc_id)):
            counts[form] += 1
            holders[form].add(doc.doc_id)
    rows = [row | dict(count=counts[form], documents=len(holders[form])) for form, row in found.items()]
    rows.sort(key=lambda row: (-row["count"], row["name"]))
    return make_table(rows, NAMES)


def _listed(names) -> list[tuple[str, str, str]]:
    if isinstance(names, pd.DataFrame):
        rows = [
            (r["name"], r.get("kind") or "person", r.get("pseudonym") or "") for r in names.to_dict("records")
        ]
    else:
        pairs = names.items() if isinstance(names, Mapping) else ((name, "") for name in names)
        rows = [(name, "person", pseudonym) for name, pseudonym in pairs]
    rows = [(unicodedata.normalize("NFC", name).strip(), kind, pseudonym) for name, kind, pseudonym in rows]
    return [row for row in rows if _key(row[0])]


def _detected(corpus: Corpus) -> Iterable[tuple[str, str, str]]:
    passages = corpus.all_passages
    written = Counter(re.findall(r"[^\W\d_]+", "\n".join(passages["text"])))

    def is_name(text: str) -> bool:
        words = re.findall(r"[^\W\d_]+", text)
        if not words or not any(word[0].isupper() and len(word) > 1 for word in words):
            return False
        if _is_role(text) or all(
            any(word.lower() in stop_words(lang) for lang in LANGUAGES) for word in words
        ):
            return False
        return len(words) > 1 or written[words[0].lower()] <= written[words[0]]

    for speaker in sorted(set(passages["speaker"]) - {""}):
        if is_name(speaker):
            yield speaker, "person", "speaker"
    for lang in SPACY_MODELS:
        texts = passages.loc[passages["lang"] == lang, "text"].tolist()
        for doc in pipeline(lang).pipe(texts) if texts else ():
            for entity in doc.ents:
                name = _TITLE.sub("", re.sub(r"\A\W+|\W+\Z", "", entity.text))
                if entity.label_ in KINDS and len(name) > 1 and "\n" not in name and is_name(name):
                    yield name, KINDS[entity.label_], "spacy"


_TITLE = re.compile(
    r"(?:\b(?:M|MM|Mme|Mlle|Mr|Mrs|Ms|Dr|Pr|Prof|Sig|Sr|Sra|Monsieur|Madame|Miss|Signora?|Señora?|Senhora?"
    r"|Frau|Herr|Dona|Don)\.?\s+)+"
)
_ROLE = re.compile(
    r"(?:enqu|enq\b|int\b|interv|entrev|intw|cherch|research|quest|frage|antwort|réponse|resp|befrag|"
    r"mod[eé]r|journal|giornal|period|r[eé]dac)",
    re.IGNORECASE,
)


def _is_role(label: str) -> bool:
    """A label that says what a speaker does, not who (``Enquêtrice``), or only letters and numbers (``Q``,
    ``I1``)."""
    return _ROLE.match(label) is not None and len(label.split()) < 3 or not re.search(r"[^\W\d_]{2}", label)


@cache
def _is_word(word: str) -> bool:
    import simplemma

    return any(simplemma.is_known(word, lang=lang) for lang in LANGUAGES)


@cache
def _fold_char(char: str) -> str:
    return unicodedata.normalize("NFD", char)[0].lower()[:1] or char


def _fold(text: str) -> str:
    """Lower case without accents, one character for one, so that offsets hold."""
    return "".join(map(_fold_char, text)).replace("’", "'").replace("ʼ", "'")


def _key(text: str) -> str:
    """What of a name does not change with its spelling: its letters and digits, folded."""
    return "".join(_WORDS.findall(_fold(text)))


_WORDS = re.compile(r"[^\W\d_]+|\d+")
#: Between the parts of a name: white space (a line end, a no-break space), one joining mark, or nothing (file
#: names).
_JOINT = r"(?:\s+|['’ʼ`´_.\-‐‑–]?)"
_NO_LETTER = r"(?![^\W\d_])"
_GENITIVE = rf"(?=s?{_NO_LETTER})"


def _longest(item: tuple[str, object]) -> tuple[int, str]:
    return -len(item[0]), item[0]


class _Matcher:
    """Finds names as whole words, whatever their case, accents and the joints of their parts; longest first.

    The *s* of a genitive or plural (*Annas*) is no part of the name. A name that is also a word (Rose) is
    left alone where it stands in lower case, and so is a word that happens to be the parts of a name run
    together.
    """

    def __init__(self, targets: Mapping[str, str]):
        forms: dict[str, tuple[list[str], str]] = {}
        for name, target in targets.items():
            if words := _WORDS.findall(_fold(unicodedata.normalize("NFC", name))):
                forms["".join(words)] = (words, target)
        self.forms = forms
        self.long = [
            (form, target) for form, (_, target) in sorted(forms.items(), key=_longest) if len(form) > 3
        ]
        # By first letter, so that a word is held against the names it can begin, not against all of them.
        by_letter: dict[str, list[str]] = {}
        for form, (words, _) in sorted(forms.items(), key=_longest):
            end = _GENITIVE if len(form) > 3 and form[-1] != "s" else _NO_LETTER
            by_letter.setdefault(form[0], []).append(_JOINT.join(words)[1:] + end)
        parts = [f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items()]
        self.pattern = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(parts)})") if parts else None

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, target) of each name, in order, without overlap."""
        if self.pattern is None:
            return []
        found = [(m.start(), m.end()) for m in self.pattern.finditer(_fold(text))]
        return [
            (a, b, self.forms[_key(text[a:b])][1]) for a, b in found if not self._is_word_only(text, a, b)
        ]

    def _is_word_only(self, text: str, start: int, end: int) -> bool:
        run_together = len(_WORDS.findall(text[start:end])) < len(self.forms[_key(text[start:end])][0])
        written = text[start : end + (text[end : end + 1] in ("s", "S"))]
        return (written.islower() or run_together) and _is_word(written.lower())

    def replace(self, text: str) -> str:
        out, last = [], 0
        for start, end, target in self.find(text):
            out += [text[last:start], target]
            last = end
        return "".join([*out, text[last:]])


# -- pseudonyms ----------------------------------------------------------------------------------------------

def pseudonymise(
    corpus: Corpus | str | os.PathLike,
    into: str | os.PathLike,
    key_path: str | os.PathLike,
    names: Iterable[str] | Mapping[str, str] | pd.DataFrame = (),
    keep: Iterable[str] = (),
    detect: bool = True,
    codings: Sequence[str | os.PathLike] | None = None,
) -> pd.DataFrame:
    """Write a corpus whose names are replaced, and the key that leads back.

    One name has one pseudonym in the whole corpus; the parts of a person's name have the same
    (``Awa Ndiaye``, ``Mme Ndiaye``). Texts, metadata, ids, speakers and codings are rewritten, the offsets of
    passages and codings moved with the text; source files and offsets, which would lead back, are emptied.

    Parameters
    ----------
    corpus : Corpus or path
    into : path
        The folder to write; must not hold a corpus yet.
    key_path : path
        A JSON file, outside any git repository and outside ``into``.
    names, keep, detect
        See :func:`find_names`; a mapping or a table may name the pseudonyms.
    codings : list of paths, optional
        Codings to carry over, written to ``into/codings`` (default: ``codings/*.csv`` of the corpus).

    Returns
    -------
    DataFrame
        The names replaced, with their pseudonyms: as confidential as the key.

    Raises
    ------
    TableError
        Key in a repository or in ``into``; ``into`` in use; a pseudonym that is itself a name of the corpus;
        an original form that would remain. Nothing is written then.
    """
    corpus = corpus if isinstance(corpus, Corpus) else read_corpus(corpus)
    into, key_path = Path(into), Path(key_path).expanduser().resolve()
    _check_places(into, key_path)
    table = find_names(corpus, names, keep, detect)
    targets, table = _assign(table)
    matcher = _Matcher(targets)
    files = (
        [Path(f) for f in codings] if codings is not None else sorted((corpus.path / "codings").glob("*.csv"))
    )

    texts, replaced, moves, ids = {}, {}, {}, {}
    for doc in corpus.documents.itertuples():
        text, new_id = corpus.text(doc.doc_id), _new_id(doc.doc_id, matcher)
        ids[doc.doc_id] = new_id
        found = matcher.find(text)
        texts[new_id], moves[doc.doc_id] = _rewrite(text, found)
        replaced[new_id] = [
            [a, b, text[c:d]] for (a, b), (c, d, _) in zip(moves[doc.doc_id].new, found, strict=True)
        ]
    if len(set(ids.values())) < len(ids):
        raise TableError(
            [
                Problem(
                    str(corpus.path),
                    "",
                    "two ids become one without their names",
                    "Rename the documents first",
                )
            ]
        )

    documents = _rewrite_cells(corpus.documents, matcher)
    documents["doc_id"] = [ids[d] for d in corpus.documents["doc_id"]]
    documents["family"] = [ids.get(f) or _new_id(f, matcher) for f in corpus.documents["family"]]
    documents["source_file"] = ""
    documents[["source_start", "source_end"]] = pd.array([pd.NA], dtype="Int64")[0]
    passages = _move(corpus.all_passages.drop(columns="text"), moves)
    passages = _rewrite_cells(passages, matcher)
    passages["doc_id"] = [ids[old] for old in corpus.all_passages["doc_id"]]
    passages["passage_id"] = [_new_id(p, matcher) for p in passages["passage_id"]]
    passages[["source_start", "source_end"]] = passages[["start", "end"]]
    coded = {}
    for file in files:
        read = read_table(file, CODINGS)
        moved = _rewrite_cells(_move(read, moves), matcher)
        moved["doc_id"] = [
            ids.get(old, new) for old, new in zip(read["doc_id"], moved["doc_id"], strict=True)
        ]
        coded[_new_id(file.stem, matcher) + ".csv"] = _requote(moved, texts)
    problems = _remaining(matcher, texts, {"documents.csv": documents, "passages.csv": passages, **coded})
    if problems:
        raise TableError(problems)

    original = corpus.documents.to_dict("records")
    key = dict(
        version=1,
        names=table.to_dict("records"),
        ids={new: old for old, new in ids.items()},
        replaced=replaced,
        sha256={new: text_sha256(text) for new, text in texts.items()},
        documents=original,
        passages=corpus.all_passages.drop(columns="text").to_dict("records"),
    )
    write_text(key_path, json.dumps(key, ensure_ascii=False, indent=1, default=_plain))
    os.chmod(key_path, 0o600)
    write_corpus(into, documents, texts, passages)
    for name, moved in coded.items():
        write_table(moved, into / "codings" / name)
    return table


def restore(path: str | os.PathLike, key_path: str | os.PathLike, into: str | os.PathLike) -> None:
    """Write the corpus as it was, from a pseudonymised one and its key.

    Texts, metadata and passages come back exactly; codings, those made since included, have their offsets
    moved back and their quotes read from the restored text.

    Raises
    ------
    TableError
        If a text is not the one the key was made for, or ``into`` holds a corpus already.
    """
    path, into = Path(path), Path(into)
    key = json.loads(Path(key_path).read_text(encoding="utf-8"))
    corpus = read_corpus(path)
    if (into / "documents.csv").exists():
        raise TableError([Problem(str(into), "", "there is a corpus already", "Name an empty folder")])
    problems, texts, moves = [], {}, {}
    for doc_id in corpus.documents["doc_id"]:
        text = corpus.text(doc_id)
        if key["sha256"].get(doc_id) != text_sha256(text):
            what = "not the text this key was made for"
            problems.append(
                Problem(str(corpus.text_path(doc_id)), "", what, "Use the key written with this corpus")
            )
            continue
        restored, moves[doc_id] = _rewrite(text, [tuple(r) for r in key["replaced"][doc_id]])
        texts[key["ids"][doc_id]] = restored
    if problems:
        raise TableError(problems)
    write_corpus(into, _table(key["documents"]), texts, _table(key["passages"]) if key["passages"] else None)
    for file in sorted((path / "codings").glob("*.csv")):
        codings = _move(read_table(file, CODINGS), moves)
        codings["doc_id"] = [key["ids"].get(d, d) for d in codings["doc_id"]]
        write_table(_requote(codings, texts), into / "codings" / file.name)


def _table(records: list[dict]) -> pd.DataFrame:
    table = pd.DataFrame.from_records(records)
    offsets = [c for c in ("start", "end", "source_start", "source_end") if c in table]
    return table.astype(dict.fromkeys(offsets, "Int64"))


def _requote(codings: pd.DataFrame, texts: Mapping[str, str]) -> pd.DataFrame:
    """Codings whose quotes are read anew from the texts their offsets count in; a withheld one stays a hash."""
    codings = codings.copy()
    withheld = codings[QUOTE_HASH] != "" if QUOTE_HASH in codings else pd.Series(False, codings.index)
    for row in codings.index[codings["doc_id"].isin(set(texts))]:
        text = texts[codings.at[row, "doc_id"]]
        a, b = int(codings.at[row, "start"]), int(codings.at[row, "end"])
        if withheld[row]:
            codings.at[row, QUOTE_HASH] = text_sha256(text[a:b])[:16]
            continue
        prefix, suffix = len(codings.at[row, "prefix"]), len(codings.at[row, "suffix"])
        codings.loc[row, ["exact", "prefix", "suffix"]] = [
            text[a:b],
            text[max(0, a - prefix) : a],
            text[b : b + suffix],
        ]
    return codings


def _check_places(into: Path, key_path: Path) -> None:
    problems = []
    if any((folder / ".git").exists() for folder in key_path.parents):
        what = "the key would lie inside a git repository"
        problems.append(
            Problem(str(key_path), "", what, "Name a file outside of it, on a disk you alone can read")
        )
    if into.resolve() in key_path.parents:
        problems.append(
            Problem(str(key_path), "", "the key would lie beside what it opens", "Name another folder")
        )
    if key_path.exists():
        problems.append(
            Problem(
                str(key_path), "", "there is a key already", "It may be the only way back: name another file"
            )
        )
    if (into / "documents.csv").exists():
        problems.append(Problem(str(into), "", "there is a corpus already", "Name an empty folder"))
    if problems:
        raise TableError(problems)


def _assign(table: pd.DataFrame) -> tuple[dict[str, str], pd.DataFrame]:
    """Pseudonym of every form: of each name, and of the parts of a person's name.

    A part, or a shorter form (``Le Goff``), has the pseudonym of the one longer name it belongs to; where it
    belongs to two persons, one of its own.
    """
    table = table.copy()
    # Numbers follow a hash, not the alphabet: [person 1] must not be the one whose name begins with A.
    rows = sorted(
        table.to_dict("records"), key=lambda row: (-len(_parts(row["name"])), text_sha256(row["name"]))
    )
    persons = {
        _fold(row["name"]): {_fold(p) for p in _parts(row["name"])} for row in rows if row["kind"] == "person"
    }
    forms = [(_fold(row["name"]), row["kind"], row["pseudonym"]) for row in rows]
    forms += [
        (part, "person", "")
        for part in sorted(set().union(*persons.values()) - set(persons), key=text_sha256)
    ]
    targets: dict[str, str] = {}
    numbers: Counter = Counter()
    for form, kind, pseudonym in forms:
        if form in targets:
            continue
        parts = persons.get(form, {form})
        longer = {
            targets[name]
            for name, whole in persons.items()
            if kind == "person" and parts and parts < whole and name in targets
        }
        if pseudonym:
            targets[form] = pseudonym
        elif len(longer) == 1:
            targets[form] = longer.pop()
        else:
            numbers[kind] += 1
            targets[form] = f"[{kind} {numbers[kind]}]"
    matcher = _Matcher(targets)
    problems = [
        Problem(
            "names",
            name,
            f"the pseudonym {target!r} is itself a name of the corpus",
            "Choose another pseudonym",
        )
        for name, target in sorted(targets.items())
        if matcher.find(target)
    ]
    if problems:
        raise TableError(problems)
    table["pseudonym"] = [targets[_fold(name)] for name in table["name"]]
    return targets, table


def _parts(name: str) -> list[str]:
    words = re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", _TITLE.sub("", name))
    return [
        w
        for w in words
        if w[0].isupper() and len(w) > 2 and not any(w.lower() in function_words(lang) for lang in LANGUAGES)
    ]


class _Moves:
    """Where the characters of a text went when spans of it were replaced."""

    def __init__(self, old: list[tuple[int, int]], new: list[tuple[int, int]]):
        self.old, self.new = old, new
        self._starts = np.array([a for a, _ in old], dtype=np.int64)

    def __call__(self, offset: int, end: bool = False) -> int:
        """New offset of an old one; inside a replaced span, the span's start (``end``: its end)."""
        n = int(np.searchsorted(self._starts, offset, side="right")) - 1
        if n < 0:
            return offset
        (a, b), (c, d) = self.old[n], self.new[n]
        if a < offset < b:
            return d if end else c
        return c if offset == a else d + offset - b


def _rewrite(text: str, spans: list[tuple[int, int, str]]) -> tuple[str, _Moves]:
    out, new, last, length = [], [], 0, 0
    for start, end, target in spans:
        out += [text[last:start], target]
        length += start - last
        new.append((length, length + len(target)))
        length += len(target)
        last = end
    return "".join([*out, text[last:]]), _Moves([(a, b) for a, b, _ in spans], new)


def _move(table: pd.DataFrame, moves: Mapping[str, _Moves]) -> pd.DataFrame:
    table = table.copy()
    cells = list(zip(table["doc_id"], table["start"], table["end"], strict=True))
    table["start"] = [moves[d](int(a)) if d in moves else a for d, a, _ in cells]
    table["end"] = [moves[d](int(b), end=True) if d in moves else b for d, _, b in cells]
    return table


def _rewrite_cells(table: pd.DataFrame, matcher: _Matcher) -> pd.DataFrame:
    table = table.copy()
    for column in table.columns:
        if column not in _NOT_TEXT and pd.api.types.is_string_dtype(table[column]):
            table[column] = [
                matcher.replace(value) if isinstance(value, str) else value for value in table[column]
            ]
    return table


def _new_id(old: str, matcher: _Matcher) -> str:
    """An id without names, also where they are run together with other words (``entretienmaelle``)."""
    new = matcher.replace(old)
    folded = _fold(new)
    for form, target in matcher.long:
        while (at := folded.find(form)) >= 0 and form not in _fold(target):
            new = new[:at] + target + new[at + len(form) :]
            folded = _fold(new)
    return re.sub(r"[\[\]]", "", new).replace(" ", "-") if new != old else old


def _remaining(
    matcher: _Matcher, texts: Mapping[str, str], tables: Mapping[str, pd.DataFrame]
) -> list[Problem]:
    """Every place where a name still stands, read anew from what is about to be written."""
    remedy = "Add the longer form to the names, or report this as a fault"
    problems = [
        Problem(doc_id, f"character {start}", "an original name remains", remedy)
        for doc_id, text in texts.items() for start, _, _ in matcher.find(text)[:1]
    ]
    for name, table in tables.items():
        for column in table.columns:
            if column in _NOT_TEXT or not pd.api.types.is_string_dtype(table[column]):
                continue
            for n, value in enumerate(table[column]):
                if isinstance(value, str) and matcher.find(value):
                    problems.append(
                        Problem(name, f"line {n + 2}", f"an original name remains in {column}", remedy)
                    )
    return problems


def _plain(value):
    """JSON has no numpy numbers."""
    return None if pd.isna(value) else value.item()


# -- what may be shown ---------------------------------------------------------------------------------------

def quote_for_display(
    text: str, rights: str, max_words: int = MOST_WORDS["restricted"], names: Mapping[str, str] | None = None
) -> str:
    """A passage as it may be shown: open text whole, restricted text as a short quotation, confidential text
    withheld.

    Parameters
    ----------
    text : str
    rights : str
        ``open``, ``restricted`` or ``confidential``; anything else is a ``ValueError``.
    max_words : int
        Longest quotation of a restricted text; of a confidential one it is eight words at most.
    names : mapping, optional
        Names to pseudonyms: with it (empty for a corpus that is pseudonymised already) the first words of a
        confidential passage are shown, its names replaced.
    """
    if rights not in RIGHTS:
        raise ValueError(f"rights {rights!r} is unknown: use one of {', '.join(RIGHTS)}")
    if rights == "open":
        return text
    if rights == "confidential":
        if names is None:
            return "[withheld: confidential]"
        text, max_words = _Matcher(names).replace(text), min(max_words, MOST_WORDS["confidential"])
    words = list(re.finditer(r"[^\W_]+", text))
    return (
        text
        if len(words) <= max_words
        else text[: words[max_words - 1].end() if max_words > 0 else 0].rstrip() + " […]"
    )


# -- leaks ---------------------------------------------------------------------------------------------------

_PICTURES = frozenset(".png .jpg .jpeg .gif .webp .ico .woff .woff2 .ttf .pyc".split())
_PACKED = frozenset(".zip .qdpx .docx .xlsx .odt .ods .pptx".split())
_MARKUP = frozenset(".svg .xml .html .htm .qde .qdc .xhtml .tei .rels".split())
_SKIPPED_FOLDERS = frozenset(".git .venv node_modules __pycache__".split())
_MOST_BYTES = 500_000_000  # of what an archive unpacks to


def leaks(paths: Iterable[str | os.PathLike], corpus: Corpus | str | os.PathLike) -> list[Problem]:
    """Text of the corpus that must not leave, in notebooks (cells and outputs), figures and exports.

    A file leaks if it holds more words in a row of a text than :data:`MOST_WORDS` allows its rights: 25 of a
    restricted one, 8 of a confidential one. Case, punctuation and markup are no disguise.

    Parameters
    ----------
    paths : list of paths
        Files or folders: ipynb, svg, html, xml, csv, json, text, pdf, and what zip, qdpx, docx, xlsx, odt
        hold. Pictures are not read. The corpus's own texts and tables are passed over.
    corpus : Corpus or path

    Returns
    -------
    list of Problem
        File, place (cell, line, member of an archive) and document, never the words; and each file that
        cannot be read.
    """
    corpus = corpus if isinstance(corpus, Corpus) else read_corpus(corpus)
    watches = [watch for rights in MOST_WORDS if (watch := _Watch(corpus, rights)).owners]
    problems = []
    for file in _files(paths, corpus):
        try:
            pieces = list(_pieces(file.name, file.read_bytes()))
        except Exception as error:  # a damaged export is named, the others are still looked at
            reason = str(error).split("\n")[0] or type(error).__name__
            problems.append(
                Problem(str(file), "", f"cannot be read ({reason})", "Look at it by hand before it leaves")
            )
            continue
        for place, text in pieces:
            for watch in watches:
                problems += watch.look(str(file), place, text)
    return problems


class _Watch:
    """The runs of words of all documents with the same rights that are one word longer than allowed."""

    def __init__(self, corpus: Corpus, rights: str):
        self.rights, self.n = rights, MOST_WORDS[rights] + 1
        self.owners = corpus.documents.loc[corpus.documents["rights"] == rights, "doc_id"].tolist()
        self.spans, keys, owners, places = [], [], [], []
        for n, doc_id in enumerate(self.owners):
            start, end, hashes = word_hashes(corpus.text(doc_id))
            found = shingles(hashes, self.n)
            self.spans.append((start, end))
            keys.append(found)
            owners.append(np.full(len(found), n))
            places.append(np.arange(len(found)))
        if keys:
            order = np.argsort(np.concatenate(keys), kind="stable")
            self.keys = np.concatenate(keys)[order]
            self.owner, self.place = np.concatenate(owners)[order], np.concatenate(places)[order]

    def look(self, file: str, place: str, text: str) -> list[Problem]:
        start, _, hashes = word_hashes(unicodedata.normalize("NFC", text))
        found = shingles(hashes, self.n)
        if not len(found) or not len(self.keys):
            return []
        at = np.minimum(np.searchsorted(self.keys, found), len(self.keys) - 1)
        hits = np.flatnonzero(self.keys[at] == found)
        problems = []
        for run in np.split(hits, np.flatnonzero(np.diff(hits) > 1) + 1) if len(hits) else ():
            owner, first = int(self.owner[at[run[0]]]), int(self.place[at[run[0]]])
            words = len(run) + self.n - 1
            begin, end = self.spans[owner]
            last = min(first + words, len(end)) - 1
            line = text.count("\n", 0, int(start[run[0]])) + 1
            where = ", ".join(part for part in (place, f"line {line}") if part)
            what = (
                f"{words} words in a row of {self.owners[owner]} ({self.rights}: {self.n - 1} at most), "
                f"its characters {begin[first]}–{end[last]}"
            )
            problems.append(
                Problem(file, where, what, "Shorten it (qda.privacy.quote_for_display) or take it out")
            )
        return problems


def _files(paths: Iterable[str | os.PathLike], corpus: Corpus) -> list[Path]:
    own = corpus.path.resolve()
    inside = {own / "press", own / "interviews"}
    tables = {own / "documents.csv", own / "passages.csv"}
    files = []
    for path in map(Path, paths):
        if not path.exists():
            raise TableError([Problem(str(path), "", "no such file or folder", "Check its name")])
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            full = file.resolve()
            if (
                file.is_file()
                and full not in tables
                and not inside & set(full.parents)
                and not _SKIPPED_FOLDERS & set(file.parts)
            ):
                files.append(file)
    return files


def _pieces(name: str, raw: bytes, depth: int = 0) -> Iterable[tuple[str, str]]:
    """(place, text) of everything a file says."""
    suffix = Path(name).suffix.lower()
    if suffix in _PICTURES:
        return
    if suffix in _PACKED or raw[:4] == b"PK\x03\x04":
        if depth > 3:
            raise ValueError("archives within archives")
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(info.file_size for info in archive.infolist()) > _MOST_BYTES:
                raise ValueError("it unpacks to more than 500 MB")
            for info in archive.infolist():
                for place, text in _pieces(
                    info.filename, b"" if info.is_dir() else archive.read(info), depth + 1
                ):
                    yield f"{info.filename} {place}".strip(), text
        return
    if suffix == ".pdf":
        from pypdf import PdfReader

        for number, page in enumerate(PdfReader(io.BytesIO(raw)).pages, 1):
            yield f"page {number}", page.extract_text()
        return
    text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    if suffix == ".ipynb":
        yield from _notebook(json.loads(text))
    elif suffix in (".json", ".geojson"):
        yield "", "\n".join(_strings(json.loads(text)))
    elif suffix == ".jsonl":
        yield (
            "",
            "\n".join(" ".join(_strings(json.loads(line))) for line in text.splitlines() if line.strip()),
        )
    elif suffix in _MARKUP:
        yield "", _without_tags(text, words_across=name.startswith("word/"))
    else:
        yield "", text


def _notebook(notebook: dict) -> Iterable[tuple[str, str]]:
    for number, cell in enumerate(notebook.get("cells", ()), 1):
        yield f"cell {number}", _joined(cell.get("source", ""))
        for output in cell.get("outputs", ()):
            said = [_joined(output.get("text", "")), _joined(output.get("traceback", ""))]
            for kind, data in output.get("data", {}).items():
                if kind.startswith("image/") and "svg" not in kind:
                    continue
                value = _joined(data) if isinstance(data, (str, list)) else "\n".join(_strings(data))
                said.append(
                    _without_tags(value) if "html" in kind or "svg" in kind or "xml" in kind else value
                )
            for text in filter(None, said):
                yield f"output of cell {number}", text


def _joined(source: str | list) -> str:
    return source if isinstance(source, str) else "".join(map(str, source))


def _strings(value) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inside in value.items():
            yield str(key)
            yield from _strings(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _strings(inside)


def _without_tags(text: str, words_across: bool = False) -> str:
    """Markup to words. Comments stay (matplotlib writes a label's words there); a tag parts words, save in
    docx runs."""
    text = text.replace("<!--", " ").replace("-->", " ")
    if words_across:
        text = re.sub(r"<w:(?:tab|br|cr)\b[^<>]*>|</w:p>", "\n", text)
    return html.unescape(re.sub(r"<[^<>]*>", "" if words_across else " ", text))
