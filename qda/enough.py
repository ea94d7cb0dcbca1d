"""Is there enough text for a method? One answer for all notebooks, each with its reason and its remedy.

A notebook opens the corpus by :func:`corpus_for` and the checks its method asks for. Where a corpus is too small, the
reason is printed, the bundled corpus is read in its place, and every figure drawn from there on says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from qda import figures
from qda.corpus import Corpus, read_corpus
from qda.duplicates import one_per_family
from qda.languages import LANGUAGES
from qda.paths import BUNDLED_CORPUS, codings_dir
from qda.tables import year_of

CORE = ("FAUT", "TACH", "PLAT")
#: A document counts for so many passages at most: a hundred passages of one document are still one document.
PER_DOCUMENT = 10
#: Passages that topics of one language ask for, and topics across languages (at most :data:`PER_DOCUMENT` a document).
TOPICS, TOPICS_ACROSS = 50, 100
#: Passages without which the mean of a language is the mean of a few texts.
LANGUAGE = 20
#: Segments and terms that a classification asks for.
SEGMENTS, TERMS = 150, 30
#: A part of the corpus that holds this share of the words draws an axis; a map asks for so many parts.
SHARE, PARTS = 0.03, 4
PLURAL = {"kind of text": "kinds of text", "outlet": "outlets", "year": "years"}
#: Passages and documents on each side of a comparison.
SIDE, SIDE_DOCUMENTS = 20, 3


class TooLittle(ValueError):
    """A corpus has too little text for a method: the message says what is missing and what to do."""


def corpus_for(*checks: Callable[[Corpus], object]) -> Corpus:
    """The corpus in use (``QDA_CORPUS``), or the bundled one where it has too little text.

    Parameters
    ----------
    *checks : callables
        What the notebook needs: functions of this module that take a corpus and raise :class:`TooLittle`.

    Returns
    -------
    Corpus
        Where it is the bundled one in place of another, the reason is printed and figures are marked
        (:func:`qda.figures.mark`).
    """
    corpus = read_corpus()
    if corpus.path == BUNDLED_CORPUS:
        return corpus
    try:
        for check in (some_text, *checks):
            check(corpus)
    except TooLittle as short:
        print(f"Not on this corpus: {short}.\nThe bundled corpus is read instead, and its figures say so.")
        figures.mark("bundled corpus")
        return read_corpus(BUNDLED_CORPUS)
    return corpus


def passes(check: Callable, *arguments) -> bool:
    """Whether a check holds; prints why where it does not."""
    try:
        check(*arguments)
    except TooLittle as short:
        print(f"Left out: {short}.")
        return False
    return True


def some_text(corpus: Corpus) -> None:
    """One passage at least."""
    if not len(corpus.passages):
        raise TooLittle("it holds no text; put some in with qda ingest SOURCE --into DIR")


# -- codings --------------------------------------------------------------------------------------------------------


def codings_of(corpus: Corpus) -> pd.DataFrame:
    """Codings by ``reader-a`` where there are any, else by the indicators of the codebook."""
    from qda.codebook import read_codebook
    from qda.coding import apply_codebook, read_codings

    by_hand = codings_dir(corpus.path) / "reader-a.csv"
    return read_codings(by_hand) if by_hand.exists() else apply_codebook(corpus.passages, read_codebook())


def core_codes(corpus: Corpus) -> None:
    """Five passages at least that carry a core code."""
    n = len(_coded(corpus)["passage_id"].unique())
    if n < 5:
        what = "1 passage carries" if n == 1 else f"{n} passages carry"
        raise TooLittle(f"{what} one of {', '.join(CORE)}, and shares need five; add texts, or code it by hand")


def _coded(corpus: Corpus) -> pd.DataFrame:
    from qda.retrieval import in_passages

    placed = in_passages(codings_of(corpus), corpus.passages)
    return placed[placed["code"].isin(CORE)]


def one_reader(corpus: Corpus) -> None:
    """Codings by ``reader-a``, with the list of the documents read, in which indicators find each core code too."""
    from qda.codebook import read_codebook
    from qda.coding import apply_codebook

    shared = _read_by(corpus, ["reader-a"])
    found = set(apply_codebook(corpus.passages[corpus.passages["doc_id"].isin(shared)], read_codebook())["code"])
    if missing := [code for code in CORE if code not in found]:
        raise TooLittle(f"indicators find no {' and no '.join(missing)} in the documents reader-a read; code more of them")


def two_readers(corpus: Corpus) -> None:
    """Codings by ``reader-a`` and ``reader-b`` of three documents at least that both have read."""
    _read_by(corpus, ["reader-a", "reader-b"])


def _read_by(corpus: Corpus, coders: Sequence[str]) -> set[str]:
    from qda.agreement import read_coder_documents
    from qda.coding import read_codings

    folder, read = codings_dir(corpus.path), {}
    if folder.is_dir():
        read = read_coder_documents(folder)
    missing = [coder for coder in coders if coder not in read or not (folder / f"{coder}.csv").exists()]
    if missing:
        raise TooLittle(
            f"no codings of {' and '.join(missing)} yet; keep them as codings/reader-a.csv in the corpus folder, and the "
            "documents read, one a line, as codings/reader-a.documents"
        )
    shared = set(corpus.documents["doc_id"]).intersection(*(read[coder] for coder in coders))
    for coder in coders:
        codings = read_codings(folder / f"{coder}.csv")
        codes = codings.loc[codings["doc_id"].isin(shared), "code"]
        if len(shared) < 3 or not set(CORE) <= set(codes):
            raise TooLittle(
                f"{coder} has put {len(codes)} codings on the {len(shared)} documents that {' and '.join(coders)} read; "
                f"code three documents at least, until each of {', '.join(CORE)} is used"
            )
    return shared


# -- topics ---------------------------------------------------------------------------------------------------------


def topic_passages(passages: pd.DataFrame) -> pd.DataFrame:
    """The passages a topic model would hold, by language, most first; languages of the suite alone.

    Returns
    -------
    DataFrame
        Index ``lang``; ``kept`` (passages with :data:`qda.topics.model.MIN_TERMS` terms or more) and ``counted`` (of
        these, :data:`PER_DOCUMENT` at most a document).
    """
    from qda.topics.model import MIN_TERMS
    from qda.topics.terms import said, terms_of

    known = passages[passages["lang"].isin(LANGUAGES)]
    sizes = np.array([len(terms) for terms in terms_of(said(known), known["lang"])], dtype=int)
    long = known[sizes >= MIN_TERMS]
    held = long.groupby(["lang", "doc_id"]).size()
    table = pd.DataFrame({"kept": held, "counted": held.clip(upper=PER_DOCUMENT)}).groupby("lang").sum()
    return table.sort_values("counted", ascending=False, kind="stable")


def _topic_languages(passages: pd.DataFrame, least: int) -> pd.DataFrame:
    table = topic_passages(passages)
    if not (table["counted"] >= least).any():
        most = f" ({figures.LANGUAGE_NAMES[table.index[0]]} has most, {table['counted'].iloc[0]})" if len(table) else ""
        raise TooLittle(
            f"topics need {least} passages of five terms or more in a language of the suite, {PER_DOCUMENT} a document at "
            f"most, and no language has them{most}; add documents"
        )
    return table[table["counted"] >= least]


def topic_languages(passages: pd.DataFrame, languages: Sequence[str], least: int = TOPICS) -> list[str]:
    """Those of ``languages`` with ``least`` passages for topics; a line is printed for the others.

    Raises
    ------
    TooLittle
        None has so many.
    """
    enough = _topic_languages(passages, least).index
    others = [figures.LANGUAGE_NAMES.get(lang, lang) for lang in languages if lang not in enough]
    if others:
        print(f"Fewer than {least} passages for topics ({PER_DOCUMENT} a document at most), left out: {', '.join(others)}.")
    return [lang for lang in languages if lang in enough]


def topics(corpus: Corpus) -> None:
    """:data:`TOPICS` passages for topics in one language."""
    _topic_languages(one_per_family(corpus.passages, corpus.documents), TOPICS)


def topics_across(corpus: Corpus) -> None:
    """:data:`TOPICS_ACROSS` passages for topics, in languages of :data:`LANGUAGE` passages or more."""
    n = int(_topic_languages(one_per_family(corpus.passages, corpus.documents), LANGUAGE)["counted"].sum())
    if n < TOPICS_ACROSS:
        raise TooLittle(
            f"topics across languages need {TOPICS_ACROSS} passages of five terms or more, {PER_DOCUMENT} a document at "
            f"most, and it has {n}; add documents"
        )


# -- words ----------------------------------------------------------------------------------------------------------


def by_words(passages: pd.DataFrame) -> list[str]:
    """The languages of the suite in the passages, the one with most words first."""
    words = passages["text"].str.split().str.len().groupby(passages["lang"]).sum()
    words = words[words.index.isin(LANGUAGES)]
    if not len(words):
        names = ", ".join(figures.LANGUAGE_NAMES.values())
        raise TooLittle(f"none of its passages is in a language of the suite ({names}); add texts in one of them")
    return list(words.sort_values(ascending=False, kind="stable").index)


def for_classes(segments: pd.DataFrame, lang: str) -> None:
    """:data:`SEGMENTS` segments, and :data:`TERMS` terms that ten segments of four documents hold.

    Raises
    ------
    TooLittle
    """
    from qda.lexicometry import term_matrix

    n_terms = 0
    if len(segments) >= SEGMENTS:
        matrix = term_matrix(segments, lang, lemmas=True, stop_words=True, numbers=False, min_length=2, min_rows=10)
        n_terms = matrix.in_documents(4).shape[1]
    if n_terms < TERMS:
        had = f"{len(segments)} segments" + (f" and {n_terms} such terms" if len(segments) >= SEGMENTS else "")
        raise TooLittle(
            f"a classification needs {SEGMENTS} segments of a language and {TERMS} terms that ten segments of four documents "
            f"hold, and {figures.LANGUAGE_NAMES.get(lang, lang)} has {had}; add documents"
        )


def classes(corpus: Corpus) -> None:
    """Enough segments in the language with most words (:func:`for_classes`)."""
    from qda.lexicometry import split_segments, without_labels

    passages = without_labels(one_per_family(corpus.passages, corpus.documents))
    lang = by_words(passages)[0]
    for_classes(split_segments(passages[passages["lang"] == lang]), lang)


def _with_parts(corpus: Corpus, republications: bool) -> pd.DataFrame:
    """Passages without labels, with what they can be divided by."""
    from qda.lexicometry import without_labels

    passages = corpus.passages if republications else one_per_family(corpus.passages, corpus.documents)
    columns = [c for c in ("setting", "genre", "outlet", "date", "family") if c in corpus.documents]
    return corpus.with_metadata(without_labels(passages), columns)


def parts_of(passages: pd.DataFrame) -> pd.Series:
    """What a map can set apart: kinds of text, else outlets, else years.

    The kind of text is ``setting`` where the corpus says it, else ``genre``.

    Parameters
    ----------
    passages : DataFrame
        Of one language, with ``text, genre, outlet, date`` (and ``setting``).

    Returns
    -------
    Series of str, named ``kind of text``, ``outlet`` or ``year``
        ``""`` where it is not known.

    Raises
    ------
    TooLittle
        None of them has :data:`PARTS` parts with :data:`SHARE` of the words each.
    """
    setting = passages["setting"].fillna("") if "setting" in passages else pd.Series("", index=passages.index)
    kinds = setting.where(setting != "", passages["genre"].fillna("")).str.replace("_", " ")
    years = year_of(passages["date"]).astype("string").fillna("").astype(object)
    words, found = passages["text"].str.split().str.len(), {}
    for name, parts in (("kind of text", kinds), ("outlet", passages["outlet"].fillna("")), ("year", years)):
        sizes = words[parts != ""].groupby(parts[parts != ""]).sum()
        found[name] = int((sizes >= SHARE * sizes.sum()).sum()) if len(sizes) else 0
        if found[name] >= PARTS:
            return parts.rename(name)
    had = ", ".join(f"{n} {name if n == 1 else PLURAL[name]}" for name, n in found.items())
    raise TooLittle(
        f"a map needs {PARTS} kinds of text, outlets or years with {SHARE:.0%} of the words each, and it has {had}; add "
        "documents, or fill in genre, outlet and date in documents.csv"
    )


def a_map(corpus: Corpus) -> None:
    """Parts to set apart (:func:`parts_of`) in the language with most words, and :data:`TERMS` frequent terms."""
    from qda.lexicometry import term_matrix

    passages = _with_parts(corpus, republications=False)
    lang = by_words(passages)[0]
    parts = parts_of(passages[passages["lang"] == lang])
    chain = {"lemmas": True, "stop_words": True, "numbers": False, "min_length": 2}
    n = term_matrix(passages.loc[parts.index[parts != ""]], lang, **chain, min_count=8).in_documents(4).shape[1]
    if n < 2 * TERMS:
        raise TooLittle(
            f"a map needs {2 * TERMS} terms that stand eight times and in four documents, and {figures.LANGUAGE_NAMES[lang]} "
            f"has {n}; add documents"
        )


def two_parts(passages: pd.DataFrame) -> pd.Series:
    """Two parts to compare: interviews and press; else the genre, else the outlet, with most words and all others.

    Parameters
    ----------
    passages : DataFrame
        With ``doc_id, lang, text, genre, outlet, family``.

    Returns
    -------
    Series of str
        The name of one of two parts; ``.attrs["names"]``: both, first the one that is looked at.

    Raises
    ------
    TooLittle
        None of the three gives two parts of :data:`SIDE` passages and :data:`SIDE_DOCUMENTS` documents (a family is one)
        each, in the language with most words.
    """
    main = passages["lang"] == by_words(passages)[0]
    spoken = passages["genre"].isin(["research_interview", "transcript"])
    divisions = [(pd.Series(np.where(spoken, "interviews", "press"), index=passages.index, dtype=object), "interviews", "press")]
    for column in ("genre", "outlet"):
        values = passages[column].fillna("").str.replace("_", " ")
        named = main & (values != "")
        if named.any():
            first = passages.loc[named, "text"].str.split().str.len().groupby(values[named]).sum().idxmax()
            divisions.append((values.where(values == first, f"other {column}s"), first, f"other {column}s"))
    texts = passages["family"].where(passages["family"] != "", passages["doc_id"])
    for parts, first, second in divisions:
        sides = texts[main].groupby(parts[main]).agg(["size", "nunique"])
        if len(sides) == 2 and sides["size"].min() >= SIDE and sides["nunique"].min() >= SIDE_DOCUMENTS:
            parts.attrs["names"] = (first, second)
            return parts
    raise TooLittle(
        f"a comparison needs two sides (interviews and press, one genre or outlet and the others) of {SIDE} passages and "
        f"{SIDE_DOCUMENTS} documents in the language with most words; add documents, or fill in genre and outlet"
    )


def a_comparison(corpus: Corpus) -> None:
    """Two parts to compare, and in the language with most words :data:`TERMS` terms and a core code on five passages."""
    from qda.lexicometry import term_matrix

    passages = _with_parts(corpus, republications=True)
    two_parts(passages)
    passages = one_per_family(passages, corpus.documents)
    lang = by_words(passages)[0]
    here = set(passages.loc[passages["lang"] == lang, "passage_id"])
    chain = {"lemmas": True, "stop_words": True, "numbers": False, "min_length": 2}
    n_terms = term_matrix(passages, lang, **chain, min_count=5).in_documents(3).shape[1]
    if n_terms < TERMS:
        raise TooLittle(
            f"a comparison needs {TERMS} terms that stand five times and in three documents, and {figures.LANGUAGE_NAMES[lang]} "
            f"has {n_terms}; add documents"
        )
    coded = _coded(corpus)
    sizes = coded[coded["passage_id"].isin(here)].groupby("code")["passage_id"].nunique()
    if not ((sizes >= 5) & (sizes < len(here))).any():
        raise TooLittle(
            f"no code of {', '.join(CORE)} stands on five passages in {figures.LANGUAGE_NAMES[lang]}; add texts, or code it by hand"
        )
