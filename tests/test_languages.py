"""Languages, sentences, words: offsets that hold for any text, and the shares measured on real press."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qda import languages
from qda.languages import LANGUAGES, foreign_spans, identify, lemma, sentences, sentences_at, tokens

ANY_TEXT = st.text(st.characters(), max_size=300) | st.text("Aa. !?…«»“”()[]1\n\t*-–'’@/\ud800", max_size=80)


@given(ANY_TEXT, st.sampled_from(["", "xx", *LANGUAGES]))
def test_sentences_are_sorted_disjoint_and_lose_nothing(text, lang):
    spans = sentences(text, lang)
    covered, last = set(), 0
    for start, end in spans:
        assert last <= start < end <= len(text)
        assert not text[start].isspace() and not text[end - 1].isspace()
        covered.update(range(start, end))
        last = end
    assert all(c.isspace() for i, c in enumerate(text) if i not in covered)


_PIECES = [
    *".!?…»«”“\"')] (\n\u00a0-–,;:*„", "(…)", "Dr", "M", "12", "[3]", "(12)", "mot", "Mot", " ", ". ", " «", "» ", "«Titre »",
]
_CUT = st.lists(st.sampled_from(_PIECES), max_size=25).map("".join)


@given(_CUT | st.text(), st.sampled_from([*LANGUAGES, ""]))
def test_the_sentence_at_a_place_is_the_sentence_of_the_text(text, lang):
    whole = sentences(text, lang)
    words = [match.start() for match in re.finditer(r"[^\W_]+", text)]
    expected = [span for span in whole if any(span[0] <= word < span[1] for word in words)]
    assert sentences_at(text, words, lang) == expected
    with pytest.MonkeyPatch.context() as patch:  # a long text is cut as a whole
        patch.setattr(languages, "_LONG", 0)
        assert sentences_at(text, words, lang) == expected
    for word in words:
        assert sentences_at(text, [word], lang) == [span for span in whole if span[0] <= word < span[1]]


@given(ANY_TEXT, st.sampled_from(LANGUAGES))
def test_tokens_are_sorted_and_hold_every_letter(text, lang):
    spans = tokens(text, lang)
    covered = {i for start, end in spans for i in range(start, end)}
    assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))
    assert all(i in covered for i, c in enumerate(text) if c.isalpha())


@settings(max_examples=50, deadline=None)
@given(st.lists(ANY_TEXT, max_size=5), st.sampled_from([None, *LANGUAGES]))
def test_identify_answers_for_any_text(texts, default):
    assert len(identify(texts, default)) == len(texts)
    assert set(identify(texts, default)) <= {"und", *LANGUAGES}


@settings(max_examples=50, deadline=None)
@given(ANY_TEXT)
def test_foreign_spans_lie_inside_and_apart(text):
    last = 0
    for start, end, lang in foreign_spans(text, "fr"):
        assert last <= start < end <= len(text) and lang != "fr"
        last = end


@pytest.mark.parametrize(
    ("lang", "parts"),
    [
        ("fr", ["Mme A. Bonnard gagne 12,5 €.", "Elle clique, trie, etc.", "Le soir, rien."]),
        ("fr", ["« On nous note. »", "Elle soupire."]),
        ("fr", ["Il cite « Attendre. Une enquête », paru hier.", "Puis il part."]),
        ("fr", ["C’est long… très long !", "Et après ?"]),
        ("fr", ["Voir l’art. 12 et la p. 4.", "Fin."]),
        ("en", ["Dr. Reyes paid $3.50 an hour, i.e. nothing.", "She went on.", "The answer is no.", "So what?"]),
        ("en", ["“Click here.”", "He did."]),
        ("it", ["L’avv. Bassi e il sig. Ferri tacciono.", "Poi basta, ecc.", "Nessuno parla."]),
        ("es", ["El Sr. Ruiz cobra 0,02 €.", "¿Y usted?", "¡Nada!"]),
        ("pt", ["A Dra. Lima paga R$ 0,05.", "E depois?"]),
        ("de", ["Am 3. Oktober, z. B. nachts, kam die Liste.", "Er zahlte ca. 5 Cent.", "Das war alles."]),
        ("de", ["Es war Platz 5.", "Die Liste endet."]),
    ],
)
def test_sentence_ends(lang, parts):
    text = " ".join(parts)
    assert [text[a:b] for a, b in sentences(text, lang)] == parts


def test_words():
    def words(text, lang):
        return [text[a:b] for a, b in tokens(text, lang)]

    assert words("L’homme d’aujourd’hui, quelqu'un", "fr") == ["L’", "homme", "d’", "aujourd’hui", "quelqu'un"]
    assert words("les travailleur·euses salarié.e.s et employé(e)s", "fr")[1:] == [
        "travailleur·euses", "salarié.e.s", "et", "employé(e)s",
    ]
    assert words("I don't, you’re", "en") == ["I", "don't", "you’re"]
    assert words("trabajadores/as, compañer@s", "es") == ["trabajadores/as", "compañer@s"]


def test_lemmas_keep_the_terms_of_the_codebook():
    assert lemma("tâcherons", "fr") == "tâcheron"  # a statistical model says tâcher
    assert lemma("plataformas", "pt") == "plataforma"
    assert lemma("Häuser", "de") == "haus"


MIXED = [
    "La plateforme paie les fouleurs à la pièce, et personne ne sait qui commande.",
    "Siri",
    "https://example.org/a-b",
    "They paid us two cents a picture and never told us what it was for.",
    "@compte",
    "Annexe_2019_v2.pdf",
    "(…)",
    "Le soir, elle recommence avec les tickets de caisse.",
]


def test_identify_with_neighbours_and_addresses():
    assert identify(MIXED, default="fr") == ["fr", "fr", "und", "en", "und", "und", "fr", "fr"]
    assert identify(["12", "…", "https://example.org"]) == ["und"] * 3


def test_a_language_outside_the_list_is_not_forced_into_it():
    turkish = "Telefonda bize hiçbir şey söylemediler, sadece sabah akşam görüntüleri etiketlememizi istediler."
    assert identify([turkish], default="de") == ["und"]
    assert identify([turkish], languages=("de", "tr")) == ["tr"]


def test_quotation_in_another_language_is_a_span():
    text = "Le message disait : « Your account has been closed for good, do not reply. » Elle a ri, puis elle est sortie."
    (start, end, lang), = foreign_spans(text, "fr")
    assert lang == "en" and text[start:end] == "Your account has been closed for good, do not reply."
    assert foreign_spans("Elle a lu Waiting for Robots dans le train, sans plaisir.", "fr") == []


def test_one_enormous_line():
    for text in ("a" * 10**7, "." * 10**6, "«" * 10**6, "! " * 10**6):
        assert sentences(text, "fr")[-1][1] >= len(text) - 1
        assert len(identify([text], default="fr")) == 1


def test_bundled_corpus(corpus):
    """Paragraphs are of the document's language, or of one its row declares."""
    wrong = total = 0
    for doc in corpus.documents.itertuples():
        lines = [line for line in corpus.text(doc.doc_id).split("\n") if line.strip()]
        others = set(doc.other_langs.split())
        allowed = {doc.lang} | others & set(LANGUAGES) | ({"und"} if others - set(LANGUAGES) else set())
        found = identify(lines, default=doc.lang)
        wrong += sum(lang not in allowed for lang in found)
        total += len(lines)
        assert doc.lang in found
    assert wrong / total <= 0.005


@pytest.mark.held
def test_real_press(shared):
    """Language of at least 99 % of paragraphs; every sentence found with half of the shorter span or more."""
    gold = [json.loads(line) for line in (shared / "press/gold/sentences.jsonl").read_text("utf-8").splitlines()]
    right = total = hit = 0
    for name in sorted({s["file"] for s in gold}):
        text = (shared / "press" / name).read_bytes().decode("utf-8")
        mine = [s for s in gold if s["file"] == name]
        spans = languages.sentences(text, "fr")
        for s in mine:
            overlap = max(min(b, s["end"]) - max(a, s["start"]) for a, b in spans)
            hit += any(
                min(b, s["end"]) - max(a, s["start"]) >= 0.5 * min(b - a, s["end"] - s["start"]) for a, b in spans
            ) and overlap > 0
        lines = text.split("\n")
        said: dict[int, dict[str, int]] = {}
        for s in mine:
            share = said.setdefault(s["line"], {})
            share[s["language"]] = share.get(s["language"], 0) + s["end"] - s["start"]
        numbers = sorted(said)
        found = identify([lines[n - 1] for n in numbers])
        right += sum(max(said[n], key=said[n].get) == lang for n, lang in zip(numbers, found, strict=True))
        total += len(numbers)
    assert right / total >= 0.99
    assert hit == len(gold)
