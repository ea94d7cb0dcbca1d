"""Repairs are proved and logged; every passage leads back to its source."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from qda.ingest.cleaning import clean
from qda.ingest.documents import documents_of
from qda.ingest.source import Source


def replay(source: str, start: int, end: int, repairs) -> str:
    """The source span with the logged repairs made: what the passage must read."""
    pieces, at = [], start
    for repair in sorted(repairs, key=lambda r: r.position):
        if repair.why.startswith("line ends"):
            continue
        stop = repair.position + len(repair.before)
        if at <= repair.position and stop <= end and source[repair.position : stop] == repair.before:
            if not repair.before and repair.position in (start, end):
                continue
            pieces += [source[at : repair.position], repair.after]
            at = stop
    return "".join([*pieces, source[at:end]]).replace("\r\n", "\n").replace("\r", "\n")


lines = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40),
        st.sampled_from(
            [
                "",
                "",
                "« Bonjour », dit Rosa Diaz.",
                "Qui paie ?",
                "Rosa Diaz : Moi.",
                "demi- journées et demi-journées",
                "e\u0301te\u0301",
                "\u00ad\u200b",
                "Entretien (Le Port, 3 mars 2021)",
                "Lire la suite",
                "https://example.org",
                "»«",
                "The Port TheP ThePort",
                "mot,",
            ]
        ),
    ),
    max_size=14,
)


@settings(max_examples=200, deadline=None)
@given(lines, st.sampled_from(["\n", "\r\n", "\n\n", "\r"]))
def test_passages_slice_to_their_text_and_lead_back_to_the_source(parts, end):
    source = end.join(parts)
    for document in documents_of(Source("x.txt", source, split=True)):
        assert unicodedata.is_normalized("NFC", document.text) and "\r" not in document.text
        last, covered = 0, set()
        for p in document.passages:
            text = document.text[p["start"] : p["end"]]
            assert text and text == text.strip()
            if p["kind"] != "quotation":
                assert p["start"] >= last
                last = p["end"]
                covered.update(range(p["start"], p["end"]))
                assert replay_matches(source, p, text)
        assert all(c.isspace() for i, c in enumerate(document.text) if i not in covered)


def replay_matches(source: str, passage: dict, text: str) -> bool:
    """Cleaning the source span again, as a text of its own, gives the passage up to repairs that need the
    rest of the text.
    """
    again, _ = clean(source[passage["source_start"] : passage["source_end"]])
    bare = str.maketrans("", "", " -·\n\t")
    return unicodedata.normalize("NFC", again.text.translate(bare)) == unicodedata.normalize(
        "NFC", text.translate(bare)
    )


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "ex- mineur",
                "ex-mineur",
                "annotateur · rice",
                "annotateur·rice",
                "»«",
                "TheTimes",
                "The Times",
                "mot",
                "fin.",
                "\n",
                "\n\n",
                "a  b",
                "e\u0301",
                "\u00ad",
            ]
        ),
        max_size=12,
    )
)
def test_the_log_replayed_on_the_source_gives_the_text(parts):
    source = " ".join(parts)
    traced, repairs = clean(source)
    if traced.text == source:
        assert repairs == []
    single = all(
        sum(r.position <= s.position < r.position + max(1, len(r.before)) for s in repairs) == 1
        for r in repairs
    )
    if single and all(r.before for r in repairs):
        assert replay(source, 0, len(source), repairs) == traced.text


def test_words_are_joined_only_where_the_text_or_a_lexicon_proves_it():
    traced, repairs = clean("Les demi- journées et les demi-journées ; micro- et macro-tâches ; blip- blop.")
    assert traced.text == "Les demi-journées et les demi-journées ; micro- et macro-tâches ; blip- blop."
    assert [(r.before, r.after) for r in repairs] == [("demi- journées", "demi-journées")]
    assert clean("La ma-\nchine corrige.", lang="fr")[0].text == "La machine corrige."


def test_a_page_break_inside_a_quotation_is_closed_and_logged():
    source = "Elle a dit : « Ils ont tout gardé,\n\nles photos et le reste. »\n\nPuis elle est partie."
    traced, repairs = clean(source)
    assert (
        traced.text == "Elle a dit : « Ils ont tout gardé, les photos et le reste. »\n\nPuis elle est partie."
    )
    assert (repairs[0].position, repairs[0].before) == (source.index("\n"), "\n\n")


def test_wrapped_lines_become_paragraphs_and_verses_stay():
    wrapped = (
        "Les travailleuses du clic attendent leur paie depuis le\nmois de mars et personne ne leur a "
        "répondu, ni au siège\n" * 5
    ).strip()
    assert "\n" not in clean(wrapped)[0].text
    verses = "Clic\nclac\ndit la machine\nau petit matin\nqui paie\nne dit rien\nde plus"
    assert clean(verses)[0].text == verses


def test_repairs_keep_the_way_back():
    source = "TheTimes et The Times,  puis\u00ad fin »« debut"
    traced, _ = clean(source)
    for word in ("Times,", "puis", "fin", "debut"):
        at = traced.text.index(word)
        start, end = traced.source_span(at, at + len(word))
        assert source[start:end] == word
