"""Who speaks: the turns and roles of the bundled interviews, and of constructed texts with other conventions."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qda import dialogue
from qda.corpus import split_passages
from qda.ingest.documents import documents_of
from qda.ingest.source import Block, Source
from qda.ingest.turns import with_roles
from qda.ingest.residue import Piece

# What stands at the beginning of the turns of each bundled interview, and who that is. I: interviewer, R: interviewee,
# -: someone who passes by. ``label=speaker`` where the document spells the name out.
EXPECTED = {
    "de-i01": {"I:": "I", "B:": "R"},
    "de-i02": {"F.:": "I", "W.:": "R"},
    "de-i03": {"Interviewerin:": "I", "Birgül:": "R"},
    "en-i01": {"INT:": "I", "DEB:": "R"},
    "en-i02": {"Researcher:": "I", "Achieng:": "R"},
    "en-i03": {"I:": "I", "M:": "R"},
    "en-i04": {"A. P.:": "I", "S. R.:": "R"},
    "en-i05": {"Q.": "I", "A.": "R"},
    "en-i06": {"I1:": "I", "I2:": "I", "R:": "R"},
    "es-i01": {"E:": "I", "Y:": "R"},
    "es-i02": {"Entrevistador:": "I", "Fermín:": "R"},
    "es-i03": {"N. B.:": "I", "Queralt:": "R"},
    "es-i04": {"P:": "I", "R:": "R"},
    "es-i05": {"I1:": "I", "I2:": "I", "NÓRIDA:": "R"},
    "fr-i01": {"Enquêtrice :": "I", "Mme F. :": "R"},
    "fr-i02": {"Q :": "I", "R :": "R"},
    "fr-i03": {"Mathilde :": "I", "Rafaela :": "R", "Mère de R. :": "-"},
    "fr-i04": {"Enq. :": "I", "Anthony :": "R", "Serveur :": "-"},
    "fr-i05": {"I1:": "I", "I2:": "I", "P:": "R"},
    "fr-i06": {"Chercheuse :": "I", "Hery :": "R", "Voix de la sœur :": "-"},
    "fr-i07": {"E1 —": "I", "E2 —": "I", "Vo. —": "R"},
    "fr-i08": {"LD.": "I", "B.": "R"},
    "fr-i09": {"Intervieweur :": "I", "SLIMANE :": "R"},
    "fr-i10": {"Chercheur :": "I", "DG :": "R", "Resp. com. :": "R"},
    "fr-i11": {"INT>": "I", "CLÉ>": "R"},
    "fr-i12": {"J.-M. L. —": "I", "Patxi —": "R", "Núria —": "R"},
    "fr-i13": {"AK :": "I", "IT :": "R"},
    "it-i01": {"I:": "I", "G:": "R"},
    "it-i02": {"Intervistatrice:": "I", "Moussa:": "R"},
    "it-i03": {"R:": "I", "D:": "R"},
    "it-i04": {"VALENTINA —": "I", "STEFANO —": "R"},
    "it-i05": {"D.": "I", "R.": "R"},
    "pt-i01": {"P:": "I", "R:": "R"},
    "pt-i02": {"E:": "I", "M:": "R"},
    "pt-i03": {"PESQUISADOR —": "I", "SERVIDORA —": "R"},
}
ROLE = {"I": "interviewer", "R": "interviewee", "-": ""}


def expected(text: str, labels: dict[str, str]) -> list[tuple[int, str, str]]:
    """Start, label and role of each turn, read off a text by the labels of the table; one label twice in a row is one."""
    printed = "|".join(re.escape(label).replace(r"\ ", "[ \u00a0\u202f]") for label in labels)
    pattern = re.compile(rf"^(?:\[[\d:]+\] |— )?({printed})\s", re.MULTILINE)
    found = [(m.start(), re.sub(r"\s", " ", m[1])) for m in pattern.finditer(text)]
    first = [n for n, (_, label) in enumerate(found) if not n or found[n - 1][1] != label]
    return [(found[n][0], found[n][1], ROLE[labels[found[n][1]]]) for n in first]


def turns(rows: list[dict]) -> list[tuple[int, int, str, str]]:
    """Start, end, speaker, role of each turn: rows of one speaker that follow one another are one."""
    found: list[list] = []
    last = None
    for row in rows:
        if row["kind"] == "quotation":
            continue
        now = (row["speaker"], row["role"]) if row["kind"] == "turn" else None
        if now and now == last:
            found[-1][1] = row["end"]
        elif now:
            found.append([row["start"], row["end"], *now])
        last = now
    return [tuple(t) for t in found]


def test_the_table_holds_every_bundled_interview(corpus):
    documents = corpus.documents
    assert set(EXPECTED) == set(documents.loc[documents["genre"] == "research_interview", "doc_id"])


@pytest.mark.parametrize("doc_id", sorted(EXPECTED))
@pytest.mark.parametrize("way", ["passages", "ingest"])
def test_turns_and_roles_of_the_bundled_interviews(corpus, doc_id, way):
    text, lang = corpus.text(doc_id), doc_id[:2]
    if way == "passages":
        rows = split_passages(text, doc_id, lang)
    else:
        (document,) = documents_of(Source("interview.txt", text, split=True))
        rows, text = document.passages, document.text
    wanted = expected(text, EXPECTED[doc_id])
    found = turns(rows)
    starts = {start: role for start, _, _, role in found}
    assert len(wanted) >= 20
    hits = sum(starts.get(start) == role for start, _, role in wanted)
    # A direction between two paragraphs of one speaker cuts a turn in two.
    assert 2 * hits / (len(wanted) + len(found)) >= 0.97
    assert hits == len(wanted)
    by_start = {start: (speaker, role) for start, _, speaker, role in found}
    for start, label, role in wanted:
        speaker = by_start[start][0]
        assert by_start[start][1] == role
        assert dialogue.key_of(speaker) == dialogue.key_of(label) or dialogue.initials(
            speaker
        ) == dialogue.initials(label.strip(" —:"))


def test_initials_are_spelt_out_where_the_head_does():
    head = "Entretien avec Ana R.\n\nEnquêteur : Jean-Paul Costa.\n\n"
    body = "".join(
        f"J.-P. C. — Et l’année {n}, ça s’est passé comment ?\n\nAna — Comme l’année d’avant, je crois.\n\n"
        for n in range(4)
    )
    rows = split_passages(head + body, "d", "fr")
    assert {(r["speaker"], r["role"]) for r in rows if r["kind"] == "turn"} == {
        ("Jean-Paul Costa", "interviewer"),
        ("Ana", "interviewee"),
    }


# -- other conventions: {a} asks, {b} answers
# ----------------------------------------------------------------------------------------------------------------------

TALK = {
    "fr": [
        (
            "Vous avez commencé quand ?",
            "J’ai commencé en mars, quand mon contrat à la cantine s’est arrêté. Je ne savais rien.",
        ),
        (
            "Et qui vous a expliqué ?",
            "Ma cousine, elle avait un compte depuis un an. Elle m’a montré les lots qui paient.",
        ),
        (
            "Combien de temps par jour ?",
            "Je dirais quatre heures, mais je ne compte pas l’attente. Attention : l’attente est longue.",
        ),
        (
            "Vous en parlez autour de vous ?",
            "Non, mes voisins pensent que je joue. Je les laisse croire, c’est plus simple.",
        ),
    ],
    "en": [
        (
            "How did you start?",
            "I started in March, when my contract at the canteen ended. I knew nothing about it.",
        ),
        ("Who showed you?", "My cousin, she had been on it for a year. She showed me which batches pay."),
        (
            "How long do you spend on it a day?",
            "I would say four hours, but I leave out the waiting. Note: the waiting is long.",
        ),
        ("Do you talk about it?", "No, my neighbours think I play games. I let them think so, it is easier."),
    ],
    "it": [
        (
            "Quando ha cominciato?",
            "Ho cominciato a marzo, quando è finito il contratto in mensa. Io non sapevo niente.",
        ),
        (
            "E chi le ha spiegato come si fa?",
            "Mia cugina, aveva il conto da un anno. Mi ha fatto vedere i lotti che pagano.",
        ),
        (
            "Quanto tempo al giorno?",
            "Direi quattro ore, ma non conto l’attesa. Insomma: l’attesa è lunga, e io aspetto.",
        ),
        (
            "Lei ne parla con qualcuno?",
            "No, i miei vicini pensano che gioco. Li lascio credere, per me è più facile.",
        ),
    ],
    "es": [
        (
            "¿Cuándo empezó usted?",
            "Empecé en marzo, cuando se acabó mi contrato del comedor. Yo no sabía nada.",
        ),
        (
            "¿Y quién le explicó?",
            "Mi prima, ella tenía cuenta desde hacía un año. Me enseñó los lotes que pagan.",
        ),
        (
            "¿Cuánto tiempo al día?",
            "Diría que cuatro horas, pero no cuento la espera. Resultado: yo espero mucho.",
        ),
        (
            "¿Lo habla con alguien?",
            "No, mis vecinos creen que juego. Yo los dejo creer, para mí es más fácil.",
        ),
    ],
    "pt": [
        (
            "Quando é que você começou?",
            "Comecei em março, quando acabou meu contrato na cantina. Eu não sabia nada.",
        ),
        (
            "E quem lhe explicou?",
            "Minha prima, ela tinha conta havia um ano. Ela me mostrou os lotes que pagam.",
        ),
        (
            "Quanto tempo por dia?",
            "Eu diria quatro horas, mas não conto a espera. Resultado: eu espero muito.",
        ),
        (
            "Você fala disso com alguém?",
            "Não, meus vizinhos acham que eu jogo. Eu deixo eles acharem, é mais fácil.",
        ),
    ],
    "de": [
        (
            "Wann haben Sie angefangen?",
            "Ich habe im März angefangen, als mein Vertrag in der Kantine endete. Ich wusste nichts.",
        ),
        (
            "Und wer hat Ihnen das erklärt?",
            "Meine Cousine, sie war schon ein Jahr dabei. Sie hat mir die Pakete gezeigt, die zahlen.",
        ),
        (
            "Wie lange am Tag?",
            "Ich würde sagen vier Stunden, aber ich zähle das Warten nicht. Fazit: Ich warte viel.",
        ),
        (
            "Sprechen Sie darüber?",
            "Nein, meine Nachbarn denken, ich spiele. Ich lasse sie das glauben, das ist einfacher.",
        ),
    ],
}
CONVENTIONS = [
    ("fr", "Enquêteur·rice : {a}", "Enquêté·e : {b}"),
    ("fr", "A. B. : {a}", "C. D. : {b}"),
    ("fr", "A. B. {a}", "C. D. {b}"),
    ("fr", "LIBÉRATION — {a}", "ROSE AMIEL — {b}"),
    ("fr", "[00:12:{n}] E1 : {a}", "[00:13:{n}] Nadia : {b}"),
    ("fr", "Rose Amiel (chercheuse) : {a}", "Nadia (micro-travailleuse) : {b}"),
    ("fr", "ENQ\t{a}", "NAD\t{b}"),
    ("fr", "#00:12:{n}-3# I: {a}", "#00:13:{n}-1# B: {b}"),
    ("en", "**Interviewer:** {a}", "**Rose:** {b}"),
    ("en", "**Q** {a}", "**A** {b}"),
    ("en", "[Interviewer] {a}", "[Participant 4] {b}"),
    ("en", "<INT> {a}", "<P04> {b}"),
    ("en", "Speaker 1: {a}", "Speaker 2: {b}"),
    ("en", "Speaker 1  00:{n}\n{a}", "Speaker 2  01:{n}\n{b}"),
    ("en", "00:12:{n} Speaker 1\n{a}", "00:13:{n} Speaker 2\n{b}"),
    ("en", "Tom Whitlock\n{a}", "Ngozi Adeyemi\n{b}"),
    ("en", "Tom: (12:{n}) {a}", "Ngozi: (13:{n}) {b}"),
    ("en", "1{n} I: {a}", "2{n} R: {b}"),
    ("en", "q: {a}", "a: {b}"),
    ("it", "D: {a}", "R: {b}"),
    ("it", "Intervistatore – {a}", "Intervistata – {b}"),
    ("it", "LUCIA. {a}", "MARTA. {b}"),
    ("es", "P.- {a}", "R.- {b}"),
    ("es", "PREGUNTA. {a}", "RESPUESTA. {b}"),
    ("es", "—Entrevistadora: {a}", "—Yolanda: {b}"),
    ("pt", "Pergunta: {a}", "Resposta: {b}"),
    ("pt", "E1\u202f: {a}", "Dona Lúcia\u202f: {b}"),
    ("de", "Frage: {a}", "Antwort: {b}"),
    ("de", "Frau Kern: {a}", "Herr Vogt: {b}"),
    ("de", "I: {a}", "B2: {b}"),
]


def transcript(lang: str, asks: str, answers: str, head: str = "Nr. 7\n\nMars 2021.\n\n") -> str:
    parts = []
    for n, (a, b) in enumerate(TALK[lang]):
        parts += [asks.format(a=a, n=10 + n), answers.format(b=b, n=20 + n)]
    return head + "\n\n".join(parts) + "\n"


@pytest.mark.parametrize(("lang", "asks", "answers"), CONVENTIONS)
@pytest.mark.parametrize("way", ["passages", "ingest"])
def test_conventions(lang, asks, answers, way):
    text = transcript(lang, asks, answers)
    if way == "passages":
        rows = split_passages(text, "d", lang)
    else:
        (document,) = documents_of(Source("interview.txt", text, lang=lang))
        rows, text = document.passages, document.text
    found = turns(rows)
    assert [role for *_, role in found] == ["interviewer", "interviewee"] * 4
    for (start, end, *_), said in zip(found, [s for pair in TALK[lang] for s in pair], strict=True):
        assert text[start:end].endswith(said)


@pytest.mark.parametrize("lang", sorted(TALK))
def test_roles_by_behaviour_alone(lang):
    talk = [pair for pair in TALK[lang]]
    assert dialogue.roles_of([t for a, b in talk for t in (("Kim", a), ("Lou", b))]) == {
        "Kim": "interviewer",
        "Lou": "interviewee",
    }
    # Whoever opens.
    assert dialogue.roles_of([t for a, b in talk for t in (("Lou", b), ("Kim", a))]) == {
        "Kim": "interviewer",
        "Lou": "interviewee",
    }


def test_a_conversation_in_which_nobody_asks_has_no_roles():
    said = [
        "I think the price is too low, and I said so.",
        "I think so too, and we wrote to them about it.",
    ] * 4
    speakers = ["Kim", "Lou"] * 4
    assert dialogue.roles_of(list(zip(speakers, said, strict=True))) == {"Kim": "", "Lou": ""}


def test_several_interviewers_several_interviewees_and_a_voice():
    talk = []
    for n, (a, b) in enumerate(TALK["en"] * 3):
        talk += [("I1" if n % 2 else "I2", a), ("Rose" if n % 3 else "Ada", b)]
    talk.insert(5, ("Waiter", "Coffee?"))
    assert dialogue.roles_of(talk) == {
        "I1": "interviewer",
        "I2": "interviewer",
        "Rose": "interviewee",
        "Ada": "interviewee",
        "Waiter": "",
    }


def test_continuations_directions_and_closing():
    text = (
        "Entretien 9\n\nLieu : un café. Durée : une heure.\n\nQ : Vous faites quoi ?\n\nR : Je trie des images.\n\n"
        "Attention : je ne sais pas pour qui.\n\n[On frappe.]\n\nBref : je trie.\n\nQ : Et avant ?\n\nR : Rien.\n\n"
        "Lille, 6 octobre 2021. Transcription intégrale, prénoms modifiés.\n"
    )
    rows = split_passages(text, "d", "fr")
    assert [(r["kind"], r["speaker"]) for r in rows] == [
        ("heading", ""),
        ("body", ""),
        ("turn", "Q"),
        ("turn", "R"),
        ("turn", "R"),
        ("body", ""),
        ("turn", "R"),
        ("turn", "Q"),
        ("turn", "R"),
        ("body", ""),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Bilan\n\nAttention : rien n’est fini.\n\nOn attend.\n\nAttention : la suite vient.\n\nBref : on attend.\n\nBref : on lit.\n",
        "Le test\n\nAvantages : rapide et bon marché.\n\nInconvénients : mal payé.\n\nAvantages : chez soi.\n\nInconvénients : seul.\n",
        "What we saw\n\nResult: nothing.\n\nMethod: none.\n\nResult: something.\n\nMethod: another.\n\nWe went home.\n",
        "Glossaire\n\nLot : un ensemble de tâches.\n\nClic : un geste.\n\nTâche : ce qui se paie.\n\nRejet : ce qui ne se paie pas.\n",
        "Carta\n\nSí. Lo dije.\n\nNo. No lo dije.\n\nSí. Lo repito.\n\nNo. Basta.\n\nSí. Otra vez.\n",
        "Journal\n\n12:30 : départ.\n\n13:15 : arrivée.\n\n14:00 : retour.\n\n15:00 : fin.\n",
    ],
)
def test_colons_and_short_words_are_no_labels(text):
    assert {row["kind"] for row in split_passages(text, "d", "fr")} <= {"heading", "body"}


def test_a_title_that_names_who_speaks_is_no_turn_and_the_first_turn_may_spell_the_name():
    text = "Ada Roux : « On ne nous dit rien »\n\nElle trie des images depuis deux ans.\n\nLe Petit Matin : Vous triez quoi ?\n\nAda Roux : Des images.\n\n"
    text += "LPM : Pour qui ?\n\nA. R. : On ne nous le dit pas, et je ne demande plus.\n\nLPM : Et demain ?\n\nA. R. : Pareil, je crois bien.\n"
    (document,) = documents_of(Source("p.txt", text, lang="fr"))
    found = turns(document.passages)
    assert [(s, r) for _, _, s, r in found] == [
        ("Le Petit Matin", "interviewer"),
        ("Ada Roux", "interviewee"),
    ] * 3


def test_sub_headings_that_ask_nobody_make_no_interview():
    said = "Der Bericht nennt Zahlen aus vielen Ländern und rechnet die Wartezeit mit ein. " * 4
    text = "Der Bericht\n\n" + "".join(
        f"{q}\n\n{said}\n\n" for q in ("Worum geht es?", "Was kommt heraus?", "Wer macht das?", "Und dann?")
    )
    (document,) = documents_of(Source("p.txt", text, lang="de"))
    assert "turn" not in {p["kind"] for p in document.passages}


def test_speakers_that_a_format_names_get_roles():
    text, blocks = "", []
    for a, b in TALK["en"]:
        for speaker, said in (("Tom", a), ("Ngozi", b)):
            blocks.append(Block(len(text), len(text) + len(said), "turn", speaker))
            text += said + "\n"
    (document,) = documents_of(Source("call.vtt", text, genre="transcript", blocks=blocks))
    assert [(p["speaker"], p["role"]) for p in document.passages if p["kind"] == "turn"] == [
        ("Tom", "interviewer"),
        ("Ngozi", "interviewee"),
    ] * 4
    given = [Piece(0, 4, "turn", 1, "Kim", "interviewee"), Piece(5, 9, "turn", 1, "Lou", "interviewer")]
    assert with_roles("oui. non.", given) == given


def test_labels_in_bold_and_paragraphs_after_them():
    text, blocks = "", []
    for n, (a, b) in enumerate(TALK["it"]):
        for speaker, said in (
            ("Lei", f"Lei: {a}"),
            ("Rosa", f"Rosa: {b}"),
            ("", f"E poi {n} volte continuo, sempre."),
        ):
            blocks.append(Block(len(text), len(text) + len(said), "turn" if speaker else "", speaker))
            text += said + "\n"
    (document,) = documents_of(Source("i.docx", text, blocks=blocks))
    found = turns(document.passages)
    assert [(s, r) for _, _, s, r in found] == [("Lei", "interviewer"), ("Rosa", "interviewee")] * 4
    assert document.text[slice(*found[1][:2])].endswith("0 volte continuo, sempre.")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Q: Why?",
                "R: So.",
                "Bref : rien",
                "[rit]",
                "**A** b",
                "E1 — x",
                "Ana\t",
                "12:30 Bob",
                "A. B. C",
                ":",
                "—",
                "> x",
                "Oui.",
            ]
        ),
        max_size=14,
    )
)
def test_any_lines_keep_their_characters(lines):
    text = "\n\n".join(lines)
    rows = split_passages(text, "d", "fr")
    assert "".join("".join(r["text"].split()) for r in rows) == "".join(text.split())
    for n, label in dialogue.find_labels(lines).items():
        assert 0 < label.said <= len(lines[n])


def _roles(text, lang="fr"):
    (document,) = documents_of(Source("p.txt", text, lang=lang))
    return [
        (p["role"], document.text[p["start"] : p["end"]]) for p in document.passages if p["kind"] == "turn"
    ]


@pytest.mark.parametrize(
    "layout",
    [
        "Q : {0} R : {1}\n\nQ : {2} R : {3}\n\nQ : {4} R : {5}",
        "– {0} – {1}\n\n– {2} – {3}\n\n– {4} – {5}",
        "{0}\n{1}\n\n{2}\n{3}\n\n{4}\n{5}",
        "Enquêteur : {0}\n\nMarie, 34 ans, modératrice : {1}\n\nEnquêteur : {2}\n\nMarie, 34 ans, modératrice : {3}\n\nEnquêteur : {4}\n\nMarie, 34 ans, modératrice : {5}",
        "**Lou Roy :** {0}\n\n**Ada Bel :** {1}\n\n**Lou Roy :** {2}\n\n**Ada Bel :** {3}\n\n**Lou Roy :** {4}\n\n**Ada Bel :** {5}",
    ],
)
def test_questions_and_answers_however_they_are_set(layout):
    said = [
        "Vous commencez à quelle heure ?",
        "À cinq heures, et je finis quand il n’y a plus de tâches, ce qui arrive tard.",
        "Et vous en parlez à vos proches ?",
        "Jamais. J’ai signé un papier qui me l’interdit, alors je raconte que je vends des cuisines.",
        "Que gardez-vous de ces années ?",
        "Des phrases. J’en connais des milliers que personne ne savait que j’écoutais, et je les entends la nuit.",
    ]
    found = _roles("Entretien avec Marie\n\n" + layout.format(*said))
    assert [role for role, _ in found] == ["interviewer", "interviewee"] * 3
    assert all(said[n] in text for n, (_, text) in enumerate(found))


def test_a_dash_opens_each_turn_even_of_those_who_do_not_ask():
    asks = ["¿Y quién paga?", "Suena a plantación.", "¿Qué opina de la ley?", "¿Y el sindicato?"]
    answers = [
        "La paga ella, que pone la luz y la silla.",
        "Suena a subcontrata, que es más exacto.",
        "Es un piso sin cimientos.",
        "Llega siempre tarde.",
    ]
    text = "Entrevista\n\n" + "\n\n".join(
        f"–{line}" for pair in zip(asks, answers, strict=True) for line in pair
    )
    assert [role for role, _ in _roles(text, "es")] == ["interviewer", "interviewee"] * 4


def test_who_asks_may_be_named_in_the_introduction_alone():
    text = (
        "Entrevista en El Faro, 3 de mayo de 2019\n\nComparto la conversación que me hizo Lucía Andrade para el suplemento.\n\n"
        "¿Por qué lo dice usted?\n\nPorque detrás de cada máquina hay personas a las que nadie ha contado, y las he contado yo.\n\n"
        "¿Y cuántas son?\n\nMuchas más de las que caben en los informes, y muchas menos de las que harían falta para que se note.\n"
    )
    (document,) = documents_of(Source("p.txt", text, lang="es"))
    found = [(p["speaker"], p["role"]) for p in document.passages if p["kind"] == "turn"]
    assert found == [("Lucía Andrade", "interviewer"), ("", "interviewee")] * 2
