"""The indicator engine: equal to the slow reference, on the corpus and on texts made of the codebook's own forms."""

from __future__ import annotations

import warnings

import pandas as pd
import pytest
import reference_engine as reference
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from qda.codebook import Codebook, Context, Indicator, parse_form, read_codebook
from qda.coding import _turns, apply_codebook
from qda.indicators import inflections
from qda.languages import LANGUAGES


def book(*indicators: Indicator) -> Codebook:
    """A codebook of these indicators and nothing else."""
    made = Codebook.__new__(Codebook)
    made.__dict__.update(path=None, entries={i.code: {} for i in indicators}, indicators=list(indicators), sha256="0" * 64)
    return made


def indicator(*forms: str, lang: str = "fr", name: str = "one", **more) -> Indicator:
    return Indicator(f"TEST.{lang}.{name}", "TEST", lang, forms, **more)


def passages(*texts: str, lang: str = "fr", kind: str = "body", speaker: str = "", role: str = "") -> pd.DataFrame:
    rows, start = [], 0
    for n, text in enumerate(texts):
        rows.append(
            dict(doc_id="d", passage_id=f"d:{n}", start=start, end=start + len(text), lang=lang, kind=kind,
                 speaker=speaker, role=role, text=text)
        )
        start += len(text) + 1
    return pd.DataFrame(rows)


def found(text: str, *forms: str, lang: str = "fr", **more) -> list[str]:
    """What the indicator with these forms finds in a text."""
    return list(apply_codebook(passages(text, lang=lang), book(indicator(*forms, lang=lang, **more)), unit="match")["exact"])


# -- spellings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["micro-travail", "Micro‑Travail", "micro travail", "microtravail", "MICRO\u00a0TRAVAIL", "micro-tra\u00advail",
             "du micro\u202ftravail,", "«micro-travail»"],
)
def test_a_hyphenated_form_finds_every_way_to_write_it(text):
    assert len(found(text, "micro-travail")) == 1


@pytest.mark.parametrize("text", ["microtravailleur", "micro le travail", "macro-travail", "micro-travaille"])
def test_a_word_without_star_is_a_whole_word(text):
    assert found(text, "micro-travail") == []


@pytest.mark.parametrize(
    ("text", "form", "lang"),
    [
        ("les travailleur·euses", "travailleurs", "fr"), ("les chercheur•ses", "chercheurs", "fr"),
        ("les travailleur(se)s", "travailleurs", "fr"), ("un.e travailleur.euse", "travailleur", "fr"),
        ("les étudiant-e-s", "étudiants", "fr"), ("trabajadores/as", "trabajadores", "es"),
        ("l@s trabajador@s", "trabajadores", "es"), ("lavoratorə", "lavoratori", "it"), ("lavorator*", "lavoratori", "it"),
        ("Arbeiter*innen", "Arbeiter", "de"), ("Arbeiter:innen", "Arbeiter", "de"), ("Arbeiter_innen", "Arbeiter", "de"),
        ("Arbeiter/-innen", "Arbeiter", "de"), ("ArbeiterInnen", "Arbeiter*", "de"),
    ],
)
def test_inclusive_writing_is_the_word(text, form, lang):
    assert len(found(text, form, lang=lang)) == 1
    assert len(found(text + " du clic", f"{form} du clic", lang=lang)) == 1


_STEMS = [  # stem, the second ending written out, and written short
    ("travailleur", "euse", "se"), ("chercheur", "euse", "se"), ("annotateur", "rice", "ice"), ("employé", "e", "e"),
    ("lycéen", "ne", "ne"), ("créatif", "ive", "ve"), ("ouvrier", "ère", "ière"),
]
_PLURALS = [
    f"{{stem}}{before}{mark}{{end}}{after}s"
    for mark, ways in {"·": 3, "•": 3, "‧": 3, "⋅": 3, "⸱": 3, "/": 3, ".": 2, "-": 1}.items()
    for before, after in [("", mark), ("", ""), ("s", "")][:ways]
] + ["{stem}({end})s"]


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(_STEMS), st.sampled_from([1, 2]), st.sampled_from(_PLURALS),
    st.sampled_from(["les {}", "D’{}", "«\u00a0{}\u00a0»,", "({})", "{}.\nAutre ligne"]), st.booleans(), st.booleans(),
)
def test_every_way_of_inclusive_writing_is_the_word(word, ending, written, around, upper, soft):
    text = written.format(stem=word[0], end=word[ending])
    text = text.upper() if upper else text
    text = text[:3] + "\u00ad" + text[3:] if soft else text  # as a page break leaves it
    for form in (word[0] + "s", word[0] + "*"):
        assert found(around.format(text), form) == [text]


def test_inclusive_writing_does_not_join_other_words():
    assert found("fait-elle, dit-on, prends-les, dis-le", "elle", "on", "les", "le") == ["elle", "on", "les", "le"]
    assert found("et/ou", "et") == ["et"]
    assert found("• clic", "clic") == ["clic"]
    assert found("a:b, site.org", "org") == ["org"]


@pytest.mark.parametrize(
    ("text", "form", "lang"),
    [
        ("derrière l’IA", "derrière IA", "fr"), ("parce qu'on paie", "parce on paie", "fr"),
        ("un’intelligenza artificiale", "intelligenza artificiale", "it"), ("the worker’s rights", "worker rights", "en"),
        ("les prud’hommes", "prud’hommes", "fr"), ("une œuvre", "oeuvre*", "fr"), ("une oeuvre", "œuvre", "fr"),
        ("auf der Straße", "Strass*", "de"), ("ganz groß", "gross", "de"), ("ÉCOUTE", "écoute", "fr"),
        ("e\u0301coute", "écoute", "fr"),
    ],
)
def test_elision_ligatures_case_and_accents_fold(text, form, lang):
    assert len(found(text, form, lang=lang)) == 1


def test_a_number_is_one_word_with_its_separators():
    form = "# <1> travailleurs"
    assert found("50 000 travailleurs", form) == ["50 000 travailleurs"]
    assert found("1.000.000 de travailleurs", form) == ["1.000.000 de travailleurs"]
    assert found("des 3D travailleurs", form) == []
    assert found("50 000 travailleurs", "50 travailleurs", "000 travailleurs") == []
    assert found("un gain de 12 %, de 3€", "# (%|€)") == ["12 %", "3€"]
    assert found("24 heures sur 24, 24 000 clics", "24 (heures|clics)", "24.000 clics") == ["24 heures", "24 000 clics"]


def test_a_lemma_finds_its_inflections_and_no_other_word():
    assert found("ils découpaient, nous découpons, le découpage", "=découper") == ["découpaient", "découpons"]
    assert {"découper", "découpaient"} < inflections(frozenset(["découper"]), "fr")["découper"]


# -- gaps, scopes, contexts -----------------------------------------------------------------------------------------


def test_a_gap_counts_words_and_stays_in_the_sentence():
    assert found("payé a b c tâche", "payé <3> tâche") == ["payé a b c tâche"]
    assert found("payé a b c d tâche", "payé <3> tâche") == []
    assert found("Il est payé. Tâche finie.", "payé <3> tâche") == []


def test_the_shortest_fit_is_the_occurrence():
    assert found("payé tâche tâche", "payé <3> tâche") == ["payé tâche"]


@pytest.mark.parametrize(("within", "expected"), [("sentence", 0), ("passage", 1), ("turn", 1), (2, 0), (3, 1)])
def test_contexts_reach_as_far_as_they_say(within, expected):
    near = (Context(("plateforme",), within),)
    assert len(found("Un clic. Deux mots puis plateforme.", "clic", near=near)) == expected
    assert len(found("Un clic. Deux mots puis plateforme.", "clic", not_near=near)) == 1 - expected


def test_a_turn_goes_on_over_its_passages():
    near = (Context(("plateforme",), "turn"),)
    rows = passages("Un clic.", "La plateforme.", kind="turn", speaker="E")
    assert len(apply_codebook(rows, book(indicator("clic", near=near)))) == 1
    rows.loc[1, "speaker"] = "Q"
    assert len(apply_codebook(rows, book(indicator("clic", near=near)))) == 0


def test_every_near_must_hold_and_one_not_near_stops():
    both = (Context(("a",)), Context(("b",)))
    assert found("clic a", "clic", near=both) == []
    assert found("clic a b", "clic", near=both) == ["clic"]
    assert found("clic b", "clic", not_near=both) == []


def test_roles():
    rows = passages("Un clic.", kind="turn", speaker="Q", role="interviewer")
    assert len(apply_codebook(rows, book(indicator("clic", role=("interviewee",))))) == 0
    assert len(apply_codebook(rows, book(indicator("clic", role=("interviewer",))))) == 1


def test_languages_and_kinds_that_are_not_coded():
    assert len(apply_codebook(passages("Un clic.", lang="la"), book(indicator("clic")))) == 0
    assert len(apply_codebook(passages("Un clic.", lang="en"), book(indicator("clic")))) == 0
    assert len(apply_codebook(passages("Un clic.", kind="caption"), book(indicator("clic")))) == 0
    assert len(apply_codebook(passages("Un clic", kind="heading"), book(indicator("clic")))) == 1


def test_blocks_change_nothing(monkeypatch, corpus):
    codebook = read_codebook()
    whole = apply_codebook(corpus.passages, codebook, unit="match")
    monkeypatch.setattr("qda.coding.BLOCK", 3000)
    pd.testing.assert_frame_equal(whole, apply_codebook(corpus.passages, codebook, unit="match"))
    by_document = (group for _, group in corpus.passages.groupby("doc_id", sort=False))
    pd.testing.assert_frame_equal(whole, apply_codebook(by_document, codebook, unit="match"))


# -- the reference --------------------------------------------------------------------------------------------------


def matches(rows: pd.DataFrame, codebook: Codebook) -> set[tuple]:
    table = apply_codebook(rows, codebook, unit="match")
    return set(zip(table["doc_id"], table["start"], table["end"], table["indicator"], strict=True))


def test_as_the_reference_on_a_sample_of_the_corpus(corpus):
    codebook = read_codebook()
    shortest = corpus.documents.assign(size=[len(corpus.text(d)) for d in corpus.documents["doc_id"]]).sort_values("size")
    sample = shortest.groupby("lang").head(1)["doc_id"]
    rows = corpus.passages[corpus.passages["doc_id"].isin(sample)].reset_index(drop=True)
    expected = reference.apply(rows, codebook.indicators)
    assert expected and matches(rows, codebook) == expected


@pytest.mark.slow
def test_as_the_reference_on_every_passage_of_the_corpus(corpus):
    codebook = read_codebook()
    expected = reference.apply(corpus.passages, codebook.indicators)
    assert matches(corpus.passages, codebook) == expected


EVERYTHING = [
    indicator("micro-tâche*", "(payé*|à la pièce) <2> (tâche|clics|œuvre)", name="forms"),
    indicator("travailleurs", "=écouter", "# <2> personnes", "(12|50) personnes", "50.000", "Strass*", "gros*", name="spellings"),
    indicator("clics", "IA", near=(Context(("derrière", "petites mains"), "sentence"),), name="near"),
    indicator("clics", not_near=(Context(("(payé|gros) <1> clics", "mains"), 2),), name="not-near"),
    indicator("tâche*", near=(Context(("travailleurs",), "passage"), Context(("IA", "#"), "turn")), name="scopes"),
]
_PIECES = [
    "micro-tâche", "micro", "tâches", "microtâches", "payé", "payées", "à", "la", "pièce", "clics", "œuvre", "oeuvre",
    "l’IA", "IA", "derrière", "petites", "mains", "travailleur·euses", "travailleurs", "travailleur(se)s", "écoutait",
    "50 000", "1,5", "12", "personnes", "Straße", "groß", "gros", "et", "le", "s", "d'", "%", "€", "•", "*", "M.", "-", "/as",
]
_GLUE = [" ", " ", " ", " ", "-", "’", ". ", " ? ", ", ", "\u00a0", "\u00ad", "\n", "·", "", ".", "/", "@", ":"]


@st.composite
def texts(draw, pieces):
    return "".join(
        draw(st.sampled_from(pieces)) + draw(st.sampled_from(_GLUE)) for _ in range(draw(st.integers(1, 14)))
    )


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(texts(_PIECES), min_size=1, max_size=4), st.lists(st.sampled_from("QE"), min_size=4, max_size=4))
@example(["travailleurs micro-tâche clics.", "IA"], ["Q", "Q", "E", "E"])
@example(["50 000.50 000"], ["Q"])
def test_as_the_reference_on_any_text(made, speakers):
    rows = passages(*made, kind="turn")
    rows["speaker"] = speakers[: len(made)]
    assert matches(rows, book(*EVERYTHING)) == reference.apply(rows, EVERYTHING)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_as_the_reference_on_the_forms_of_the_codebook(lang):
    """Texts built from the codebook's forms: their words with endings, gaps filled or overfilled, cut by full stops."""
    indicators = [i for i in read_codebook().indicators if i.lang == lang]
    forms = [form for i in indicators for group in (i.any, *(c.forms for c in i.near + i.not_near)) for form in group]

    @st.composite
    def realised(draw):
        form = parse_form(draw(st.sampled_from(forms)))
        words = []
        for slot, gap in zip(form.slots, (*form.gaps, 0), strict=True):
            for word in draw(st.sampled_from(slot)):
                text = "12" if word.is_sign else word.text
                words.append(text + draw(st.sampled_from(["", "s", "es", "ß", "·es"] if word.ending else ["", "", "·es"])))
            words += ["mot"] * draw(st.integers(0, gap + 1) if gap else st.just(0))
        return draw(st.sampled_from([" ", " ", "-"])).join(words)

    sentences = st.lists(realised(), min_size=1, max_size=4).map(" ".join)
    passage = st.lists(sentences, min_size=1, max_size=3).map(lambda s: ". ".join(t.capitalize() for t in s))

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(passage, min_size=1, max_size=2))
    def agrees(made):
        rows = passages(*made, lang=lang, kind="turn", speaker="E", role="interviewee")
        assert matches(rows, book(*indicators)) == reference.apply(rows, indicators)

    agrees()


# -- voices ---------------------------------------------------------------------------------------------------------

VOICES = [
    indicator("clic*", role=("quoted",), name="quoted"), indicator("clic*", role=("author",), name="author"),
    indicator("clic*", role=("interviewee", "quoted"), name="either"), indicator("clic*", name="any"),
]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["clic", "un clic, deux clics", "rien"]), st.sampled_from(["author", "interviewee", ""])),
             min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), max_size=4),
)
def test_quoted_is_what_lies_inside_a_quotation(made, spans):
    rows = passages(*(text for text, _ in made))
    rows["role"] = [role for _, role in made]
    quotations = rows.iloc[[0] * len(spans)].assign(
        start=[start for start, _ in spans], end=[start + length for start, length in spans], kind="quotation", role="quoted"
    )
    every = pd.concat([rows, quotations], ignore_index=True)
    codebook = book(*VOICES)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = reference.apply(every, VOICES)
        assert matches(every, codebook) == expected
        given_apart = apply_codebook(rows, codebook, unit="match", quotations=quotations)
    assert set(zip(given_apart["doc_id"], given_apart["start"], given_apart["end"], given_apart["indicator"], strict=True)) == expected


def test_quotations_of_another_document_are_not_this_ones():
    rows = passages("un clic")
    other = pd.DataFrame(dict(doc_id=["x"], start=[0], end=[7]))
    assert apply_codebook(rows, book(VOICES[0]), quotations=other).empty
    assert len(apply_codebook(rows, book(VOICES[0]), quotations=other.assign(doc_id="d"))) == 1


def test_an_indicator_for_quotations_is_not_silent_without_them():
    with pytest.warns(UserWarning, match="quoted.*quotations=corpus.quotations"):
        assert apply_codebook(passages("un clic"), book(VOICES[0])).empty
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        apply_codebook(passages("un clic"), book(VOICES[2]))


def test_turns_are_numbered_upwards():
    rows = passages("a", "b", "c", kind="turn", speaker="E")
    assert list(_turns(rows)) == [1, 1, 1]
    rows["kind"] = "body"
    assert list(_turns(rows)) == [1, 2, 3]
