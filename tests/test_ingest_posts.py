"""Posts, dates, outlets, residue, turns and quotations of constructed texts in six languages."""

from __future__ import annotations

import pytest

from qda.ingest import lines as ln
from qda.ingest.dates import find_dates, parse_date
from qda.ingest.documents import documents_of
from qda.ingest.posts import outlet_of_title, split_posts
from qda.ingest.quotations import _described, find_quotations
from qda.ingest.source import Source

TAG_PAGE = """etichette

Intervista su Il Manifesto (27 febbraio 2019)

Il quotidiano ha pubblicato una mia intervista, raccolta da Lucia Bianchetti, sulle piattaforme e su chi ci lavora.

«Dietro ogni assistente c’è una stanza piena di persone»


Lucia Bianchetti

La sociologa Marta Ferrini studia da anni le piattaforme di annotazione. Il suo ultimo libro descrive la vita di chi corregge le macchine per pochi centesimi, senza contratto e senza un nome sulla busta paga.

Perché parla di lavoro invisibile?

Perché nessuno lo vede, neanche chi compra il prodotto finito. Le persone che etichettano le immagini non compaiono nei bilanci, non hanno un ufficio e spesso non sanno per quale azienda lavorano.

Anche quando vengono pagate, la paga arriva a pezzi, un centesimo alla volta. È un modo di contare che ricorda il cottimo delle fabbriche tessili.
E i sindacati?
I sindacati arrivano tardi, come sempre. Ma qualcosa si muove: in Germania esiste già un codice di condotta firmato da otto piattaforme, e in Italia i rider hanno aperto una strada.

Però lei non è pessimista…

No, non lo sono. Ho visto persone che si organizzano con poco, con un foglio condiviso e una chat, e che riescono a farsi pagare lavori rifiutati senza motivo dal committente.

(continua a leggere sul sito del quotidiano)

[Video] The ghost in the labelling room: keynote at the Platform Futures workshop [Feb. 28, 2019]

Last week I gave a keynote on annotation work. Here is the video, with a short summary for those who were not in the room.

The argument is simple. Machines that look clever are trained by people who are paid by the piece, and the piece gets smaller every year. “We never see the client,” says Thandi Mokoena, who has labelled street scenes for four years. “Sometimes the task is refused and nobody tells you why.”

“The pay went down twice in one summer,” she adds.

Slides-Platform-Futures-Keynote-pdf

https://example.org/video/platform-futures

Nota de prensa: nuevo informe sobre el trabajo de clic en América Latina

He participado en la redacción de este informe, que reúne dos años de encuestas en cuatro países y que puede leerse gratis.

Dos años de encuestas

El informe describe a miles de personas que corrigen textos y fotos desde casa. Según Paula Restrepo, coordinadora del equipo, «la mayoría no sabe para quién trabaja ni cuánto cobrará a fin de mes».

Una corrección: en la primera versión se hablaba de 12.000 personas; la cifra correcta es 1.200.

Leer más en la web del proyecto

Tribune dans Libération (12 janvier 2019)

Pour un salaire du clic

Par Jeanne Aubry et Karim Benali

Les grandes plateformes vendent de l’automatisme et achètent des gestes. Derrière chaque réponse instantanée, une file de personnes trie, note, corrige, et attend d’être payée à la pièce. Nous proposons une autre règle.

Vue de la salle pendant le débat (Lyon, 10 janvier 2019)

Le premier pas serait de compter ces personnes. Le deuxième serait de les payer au temps passé, et non au résultat accepté. Le troisième serait de leur donner le droit de refuser.
"""


def documents(text: str):
    return documents_of(Source("text.txt", text, split=True))


def said(document, *kinds: str) -> list[str]:
    return [document.text[p["start"] : p["end"]] for p in document.passages if p["kind"] in kinds]


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("22 juillet 2020", "2020-07-22"),
        ("Feb. 28, 2019", "2019-02-28"),
        ("2-8 févr. 2021", "2021-02-02/2021-02-08"),
        ("27 febbraio 2019", "2019-02-27"),
        ("1er mars 2019", "2019-03-01"),
        ("5 de abril de 2019", "2019-04-05"),
        ("3. März 2019", "2019-03-03"),
        ("du 28 février au 2 mars 2019", "2019-02-28/2019-03-02"),
        ("7 de maio de 2020", "2020-05-07"),
        ("MARDI 30 AOÛT 2022", "2022-08-30"),
        ("3 et 4 juin 2021", "2021-06-03/2021-06-04"),
        ("juin 2019", "2019-06"),
        ("2024-12", "2024-12"),
        ("28.02.2019", "2019-02-28"),
        ("in 2019", "2019"),
        ("32 mars", ""),
        ("à 12 h 30", ""),
    ],
)
def test_printed_dates_become_iso_and_no_more_precise(printed, iso):
    assert parse_date(printed) == iso


def test_a_date_that_may_be_read_two_ways_gives_the_year_alone():
    assert parse_date("03/04/2019", "en") == "2019"
    assert parse_date("03/04/2019", "fr") == "2019-04-03"
    assert find_dates("30 février 2019")[0].iso == "2019-02"


@pytest.mark.parametrize(
    ("title", "outlet"),
    [
        ("Longue enquête dans L’Echo (Luxembourg, 4 mai 2021)", "L’Echo"),
        ("Dans l’Humanité (7 mai 2021)", "L’Humanité"),
        ("[Podcast] Les petites mains (France Inter, 2 mars 2021)", "France Inter"),
        ("Sur France Culture (La Grande Émission, 10 janv. 2019)", "France Culture"),
        ("Interview in The Harbour Review (UK, 3 March 2019)", "The Harbour Review"),
        ("Intervista al Corriere della Sera (3 marzo 2019)", "Corriere della Sera"),
        ("Colloque sur les petites mains (Lyon, 3-4 mai 2021)", ""),
        ("Le monde du travail et ses machines (3 mars 2019)", ""),
        ("Entrevista en El Faro de la Costa (3 de mayo de 2021)", "El Faro de la Costa"),
    ],
)
def test_the_outlet_a_title_names(title, outlet):
    assert outlet_of_title(title) == outlet


def test_a_tag_page_falls_into_its_posts_and_nothing_else():
    posts, tag = split_posts(TAG_PAGE)
    assert TAG_PAGE[slice(*tag)] == "etichette"
    titles = [TAG_PAGE[slice(*p.title)] for p in posts]
    assert [t[:10] for t in titles] == ["Intervista", "[Video] Th", "Nota de pr", "Tribune da"]
    assert [p.date for p in posts] == ["2019-02-27", "2019-02-28", "", "2019-01-12"]
    assert [p.outlet for p in posts] == ["Il Manifesto", "", "", "Libération"]


def test_languages_change_from_post_to_post():
    assert [d.row["lang"] for d in documents(TAG_PAGE)] == ["it", "en", "es", "fr"]


def test_one_article_is_one_post_whatever_dates_it_prints():
    text = (
        "Le prix d’un clic\n\nPar Ana Lopes\n\n"
        + "Les travailleuses attendent leur paie depuis le mois de mars. " * 8
        + "\n\n"
        "Rassemblement devant le siège (Lille, 3 mars 2021)\n\n"
        + "La direction n’a pas répondu à nos questions cette semaine. "
        * 8
        + "\n\n"
        "Ce que dit la loi (2019)\n\n" + "Le texte voté il y a deux ans ne dit rien de ces contrats. " * 8
    )
    assert len(documents(text)) == 1


def test_turns_without_labels_prompts_without_a_question_mark_and_answers_in_paragraphs():
    turns = [p for p in documents(TAG_PAGE)[0].passages if p["kind"] == "turn"]
    assert [t["role"] for t in turns] == ["interviewer", "interviewee"] * 3
    assert {t["speaker"] for t in turns} == {"Lucia Bianchetti", "Marta Ferrini"}
    assert "\n\nAnche quando" in documents(TAG_PAGE)[0].text[turns[1]["start"] : turns[1]["end"]]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "Entretien n° 7\n\nEnquêtrice : Vous pouvez me raconter une journée ?\nEnquêté : Je me lève à "
            "six heures.\n"
            "Enquêtrice : Et après ?\nEnquêté : Je regarde s’il y a des lots, sinon je me recouche.\nLe midi "
            "je mange devant.",
            [
                ("Enquêtrice", "interviewer"),
                ("Enquêté", "interviewee"),
                ("Enquêtrice", "interviewer"),
                ("Enquêté", "interviewee"),
            ],
        ),
        (
            "Sorting the world: a conversation with Ngozi Adeyemi\n\nBy Tom Whitlock\n\nQ: When did you "
            "know?\n\nN. A.: Late. We drew boxes.\n\n"
            "Q: And then?\n\nN. A.: A colleague saw a logo.\n\nIt was a carmaker.",
            [
                ("Q", "interviewer"),
                ("Ngozi Adeyemi", "interviewee"),
                ("Q", "interviewer"),
                ("Ngozi Adeyemi", "interviewee"),
            ],
        ),
    ],
)
def test_turns_with_labels_and_initials(text, speakers):
    (document,) = documents(text)
    assert [(p["speaker"], p["role"]) for p in document.passages if p["kind"] == "turn"] == speakers


def test_rhetorical_questions_and_headings_make_no_interview():
    text = (
        "Qui corrige les machines ?\n\n"
        + "On croit que tout est automatique, et l’on se trompe souvent. " * 6
        + "\n\n"
        "Que faire alors ?\n\n" + "La réponse tient en peu de mots et elle déplaît aux directions. " * 6
    )
    assert not [p for p in documents(text)[0].passages if p["kind"] == "turn"]


def test_residue_has_its_name():
    text = (
        "Le prix d’un clic\n\nSource: Les machines on Medium\n\nLe prix d’un clic\n\nPar Ana Lopes\nPublié "
        "le 3 mars 2021\n\n"
        + "Les travailleuses attendent leur paie, et personne ne leur répond. "
        * 5
        + "Personne ne paie ces heures d’attente devant un écran vide. Lire plus\n\n"
        "Une salle vide à Lille.\nUne salle vide à Lille. © Agence / Paul Roux\n\n(…)\n\nPersonne ne paie "
        "ces heures d’attente devant un écran vide.\n\n"
        + "Le soir, elles comptent les lots refusés et recommencent le lendemain. " * 5
        + "\n\nPaul Roux — Vidéo\n\nhttps://example.org/prix\n\n« Le Clic », de Léa Roy, éditions du Port, 18 €.\n\nLire la suite sur le site du journal"
    )
    kinds = {}
    (document,) = documents(text)
    for passage in document.passages:
        kinds.setdefault(passage["kind"], []).append(document.text[passage["start"] : passage["end"]])
    assert kinds["source"] == ["Source: Les machines on Medium"]
    assert kinds["running_header"] == ["Le prix d’un clic"]
    assert kinds["byline"] == ["Par Ana Lopes"] and kinds["date_line"] == ["Publié le 3 mars 2021"]
    assert kinds["link"] == ["Lire plus", "Lire la suite sur le site du journal"]
    assert len(kinds["caption"]) == 2 and kinds["elision"] == ["(…)"]
    assert kinds["pull_quote"] == ["Personne ne paie ces heures d’attente devant un écran vide."]
    assert kinds["url"] == ["https://example.org/prix"] and len(kinds["reference"]) == 1


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "La salle est pleine. « On ne voit jamais le client, explique Rosa Diaz, annotatrice. Jamais. »",
            "Rosa Diaz",
        ),
        ("Rosa Diaz annote des images. « On ne voit jamais le client », soupire-t-elle.", "Rosa Diaz"),
        ("“We never see the client,” says Thandi Mokoena, who labels streets.", "Thandi Mokoena"),
        ("«Non vediamo mai il cliente», spiega Marta Ferrini, sociologa.", "Marta Ferrini"),
        ("Según Paula Restrepo, coordinadora, «la mayoría no sabe para quién trabaja».", "Paula Restrepo"),
        ("„Ich klicke, bis die Augen brennen“, sagt Petra Lohmann, die Bilder beschriftet.", "Petra Lohmann"),
        ("“Nós nunca vemos o cliente”, afirma Joana Prates, moradora do Recife.", "Joana Prates"),
    ],
)
def test_quotations_go_to_who_says_them(text, speaker):
    quoted = [p for p in documents(text)[0].passages if p["kind"] == "quotation"]
    assert [p["speaker"] for p in quoted] == [speaker]


def test_a_term_in_quotation_marks_is_said_by_nobody():
    quoted = [
        p
        for p in documents("Rosa Diaz parle de « petits lots » et de « passes » à longueur de jour.")[
            0
        ].passages
        if p["kind"] == "quotation"
    ]
    assert quoted == []


@pytest.mark.parametrize(
    ("line", "by", "outlet", "date"),
    [
        (
            "Propos recueillis par Jules Perrot pour Le Canal du Midi le 3 mai 2019",
            "Jules Perrot",
            "Le Canal du Midi",
            "2019-05-03",
        ),
        ("Réalisé au domicile de l’enquêtée le 15 mars 2016", "", "", "2016-03-15"),
        ("Interview by Gwen Tarrant for The Leeds Mercury", "Gwen Tarrant", "The Leeds Mercury", ""),
        (
            "Entrevista realizada por Laura Bianchi para La Voz del Litoral el 5 de noviembre de 2020",
            "Laura Bianchi",
            "La Voz del Litoral",
            "2020-11-05",
        ),
        ("Pubblicato su Mensile Lavoro & Rete, gennaio 2021", "", "Mensile Lavoro & Rete", "2021-01"),
        ("Aufgezeichnet von Peter Meier am 3. März 2020", "Peter Meier", "", "2020-03-03"),
        ("Published in Spanish by El Faro on 3 May 2019", "", "El Faro", "2019-05-03"),
        ("Recorded in Nairobi, 14 May 2021", "", "", "2021-05-14"),
    ],
)
def test_a_mention_says_who_made_a_text_for_whom_and_when(line, by, outlet, date):
    found = ln.mention(line)
    assert (found.by, found.outlet, found.date) == (by, outlet, date)


@pytest.mark.parametrize(
    "line",
    [
        "Publié dans Micro-travail",
        "Réalisée en 2019 par l’Insee, l’enquête montre que les ménages ne savent rien.",
        "Enquête de terrain et réalité du clic",
        "Entretien de recherche n° 3",
        "Intervista o interrogatorio?",
    ],
)
def test_a_sentence_or_a_category_is_no_mention(line):
    assert ln.mention(line) is None


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        (
            "Sie lacht. »Das war ich, nicht die Maschine«, sagt Jutta Kresse.",
            ["»Das war ich, nicht die Maschine«"],
        ),
        (
            "‘It’s the workers’ own button,’ says Ann Lee, ‘and it’s broken.’",
            ["‘It’s the workers’ own button,’", "‘and it’s broken.’"],
        ),
        (
            "„Er sagt »blöder Kasten« zu mir und lacht“, erzählt Jutta Kresse.",
            ["„Er sagt »blöder Kasten« zu mir und lacht“"],
        ),
        (
            "“The first part of it,” says Ann Lee. “Everybody guesses.”",
            ["“The first part of it,”", "“Everybody guesses.”"],
        ),
        (
            "“It never ends for us.\n\n“It only stops at night,” says Ann Lee.",
            ["“It never ends for us.\n\n“It only stops at night,”"],
        ),
        (
            "« Personne ne nous l’a dit », lâche, les yeux baissés, Ann Lee. Les gens partent.",
            ["« Personne ne nous l’a dit »"],
        ),
    ],
)
def test_marks_of_every_kind_pair(text, quoted):
    found = [q for q in find_quotations(text) if not q.nested]
    assert [text[q.start : q.end] for q in found] == quoted


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Le maire se tait. « Ce n’est pas un robot », bougonne Jeanne Petit, gardienne.", "Jeanne Petit"),
        (
            "L’azienda nega. «È durata quanto doveva durare», taglia corto l’amministratore delegato, Davide Ferro.",
            "Davide Ferro",
        ),
        (
            "Ann Lee left. A spokeswoman for the ministry said it was “confident in the quality of these data”.",
            "A spokeswoman for the ministry",
        ),
        (
            "Its founder, Piers Hallam, told the paper: “By Christmas it will know one fish from another.”",
            "Piers Hallam",
        ),
        (
            "Rosa Diaz annote. « Une intimité sans aucun visage », dit un rapport du ministère.",
            "un rapport du ministère",
        ),
        ("Dr Anil Kapur studies it. “We found three such houses,” he said.", "Anil Kapur"),
        (
            "Elle a travaillé au Costa Rica. « On corrigeait des phrases toute la nuit », lit-on sur une affiche.",
            "",
        ),
    ],
)
def test_speakers_are_those_the_text_gives(text, speaker):
    (quotation,) = find_quotations(text)
    assert quotation.speaker == speaker


def test_what_is_told_in_a_turn_is_said_by_someone_only_if_they_are_named_beside_it():
    text = (
        "Rosa Diaz est annotatrice"
        + " dans une ville du nord" * 8
        + ".\n\nIls m’ont dit : « Vous ne parlerez à personne de cela. » Je suis partie."
    )
    free = find_quotations(text)[0].speaker
    told = find_quotations(text, turns=[(text.index("Ils"), len(text))])[0].speaker
    assert (free, told) == ("Rosa Diaz", "")


@pytest.mark.parametrize(
    "said, who",
    [
        ("a esta agencia un portavoz de Andarín a la", "un portavoz de Andarín"),
        ("une enquêtée citée p", "une enquêtée citée"),
        ("un rapport du ministère qui", "un rapport du ministère"),
        ("a spokesman for the firm", "a spokesman for the firm"),
    ],
)
def test_a_description_ends_with_a_word_that_says_something(said, who):
    assert _described(said) == who
