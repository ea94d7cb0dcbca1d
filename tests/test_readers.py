"""Each reader on small files made for the purpose (``tests/data/readers``, or built here): every article
once, its fields, its text."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qda.ingest.readers import read_bytes, read_source, read_sources
from qda.ingest.readers.headers import header_time, id_date, language_code, split_issue
from qda.tables import TableError

DATA = Path(__file__).parent / "data" / "readers"


def texts(source, *kinds: str) -> list[str]:
    """The texts of a source's blocks, of these kinds only if any are given."""
    return [source.text[b.start : b.end] for b in source.blocks if not kinds or b.kind in kinds]


def body(source) -> list[str]:
    return texts(source, "")


def facts(sources) -> list[tuple[str, str, str, str]]:
    return [(s.title, s.outlet, s.author, s.date) for s in sources]


# -- press databases -----------------------------------------------------------------------------------------


def test_europresse_first_generation():
    sources = read_source(DATA / "europresse_1.html")
    assert facts(sources) == [
        ("Les petites mains du classement", "La Gazette du Doubs", "Maude Ferrand", "2006-03-01"),
        ("Payés au clic", "Le Quotidien alpin", "", "2007-08-03"),
    ]
    first = sources[0]
    assert body(first) == [
        "Elles trient des photos à la chaîne, chez elles, le soir.",
        "« On ne voit jamais le client », dit l'une.",
        "Le tarif a baissé de moitié.",
    ]
    assert {k: first.extra[k] for k in ("date_header", "date_id", "section", "page", "issue")} == {
        "date_header": "2006-03-01",
        "date_id": "2006-03-02",
        "section": "Société",
        "page": "7",
        "issue": "812",
    }


def test_europresse_third_generation():
    sources = read_source(DATA / "europresse_3.html")
    assert facts(sources) == [
        ("Trois centimes la tâche", "La Gazette du Doubs", "Maude Ferrand et Luc Obrecht", "2018-03-01"),
        ("Clickers of the fens", "The Fenland Post (web site)", "Ada Marsh", "2022-12-22"),
        ("Sans date dans l'en-tête", "Radio Jura", "", "2019-07-04"),
    ]
    first = sources[0]
    expected = {
        "date_header": "2018-03-01",
        "date_id": "2018-03-02",
        "time": "12:15-04:00",
        "words": "1204",
        "page": "12",
        "section": "Économie",
        "kicker": "ENQUÊTE",
        "issue": "4312",
    }
    assert {k: first.extra[k] for k in expected} == expected
    assert texts(first) == [
        "Trois centimes la tâche", "Dans l'ombre des assistants vocaux",
        "Lina ouvre l'application à six heures.", "Elle écoute, elle tape,\nelle recommence.", "Le soir",
        "Rien n'est payé avant vingt euros.", "Un écran, une tasse. Photo S. Roux", "Lire aussi page 13.",
    ]
    assert [b.kind for b in first.blocks] == ["heading", "heading", "", "", "heading", "", "caption", "note"]
    assert body(sources[2]) == ["Texte sans paragraphe.", "Second bloc."]


@pytest.mark.parametrize(
    "line, date, time",
    [
        ("Monde, dimanche 1er mars 2020 - 12:15 p.m. -0400 850 mots, p. 4", "2020-03-01", "12:15-04:00"),
        ("Monde, dimanche 1er mars 2020 - 12:15 a.m. -0400", "2020-03-01", "00:15-04:00"),
        ("lundi 31 août 2020 - 09:05 UTC +02:00 1 850 mots", "2020-08-31", "09:05+02:00"),
        ("Tuesday, December 1, 2020 - 3:05 PM GMT 90 words", "2020-12-01", "15:05Z"),
        ("samedi 12 décembre 2020, p. 15-16", "2020-12-12", ""),
    ],
)
def test_europresse_header_lines(line, date, time):
    page = f"""<article><header><span class="DocPublicationName">X</span><span class="DocHeader">{line}</span>
    <div class="titreArticle"><p class="titreArticleVisu">T</p></div></header>
    <section><p>B.</p></section></article>"""
    (source,) = read_bytes(page.encode(), "x.html")
    assert (source.date, source.extra.get("time", "")) == (date, time)


def test_factiva_as_displayed():
    sources = read_source(DATA / "factiva_displayed.html")
    assert facts(sources) == [
        ("Seventeen seconds a picture", "The Fenland Post", "Ada Marsh", "2010-03-17"),
        ("Klicken im Akkord", "Der Moorbote", "", "2012-03-01"),
    ]
    assert [s.lang for s in sources] == ["en", "de"]
    assert body(sources[0]) == ["First she reads the rule.", "Then she clicks."]
    assert sources[0].extra["id"] == "FENP000020100317e63h0024y" and sources[0].extra["words"] == "1204"


def test_factiva_xml():
    sources = read_source(DATA / "factiva.xml")
    assert facts(sources) == [
        ("À l'école des robots", "Le Quotidien alpin", "Luc Obrecht", "2011-09-30"),
        ("Short", "The Fenland Post", "", "2011-10-01"),
    ]
    assert body(sources[0]) == ["Une salle, huit écrans.", "Chacun décrit & classe.", "Le soir, on recompte."]
    assert sources[0].extra["regions"] == "France | Suisse"


def test_lexisnexis_html_in_other_languages_and_style_numbers():
    sources = read_source(DATA / "lexisnexis_en.html")
    assert facts(sources) == [
        ("What the click is worth: a diary", "The Fenland Post", "ADA MARSH", "2013-06-09"),
        ("Akkord am Bildschirm", "Der Moorbote", "", "2014-03-01"),
    ]
    assert body(sources[0]) == [
        "Monday: nothing. The tasks come at night.",
        "Tuesday: forty clicks, two dollars.",
    ]
    assert texts(sources[0], "caption") == ["A desk in Ely. (PHOTOGRAPH BY T. REED)"]
    assert (sources[0].lang, sources[1].lang) == ("en", "de")
    assert sources[0].extra["words"] == "1204" and sources[0].extra["load_date"] == "2013-06-10"


def nexis_docx() -> bytes:
    import docx
    from docx.enum.section import WD_SECTION

    document = docx.Document()
    for line in ("Date and Time: Friday, 5. July 2019", "Documents (2)", "1. Two cents", "2. Zwei Cent"):
        document.add_paragraph(line)
    for title, outlet, date, fields, lines, close in (
        (
            "Two cents",
            "The Fenland Post",
            "July 3, 2019 Wednesday 12:02 AM GMT",
            ["Section:\u00a0NEWS; Pg. 4", "Length:\u00a0355 words", "Byline:\u00a0Ada Marsh"],
            ["She said: Length: is no label here.", "Note: a line that opens like a label."],
            ["Classification", "Language:\u00a0ENGLISH", "Load-Date:\u00a0July 4, 2019", "End of Document"],
        ),
        (
            "Zwei Cent",
            "Der Moorbote",
            "1. März 2012",
            ["Länge:\u00a012 Wörter"],
            ["Ein Satz."],
            ["End of Document"],
        ),
    ):
        document.add_section(WD_SECTION.NEW_PAGE)
        for line in (title, outlet, date, f"Copyright 2019 {outlet}", *fields, "Body", *lines, *close):
            document.add_paragraph(line)
    return saved(document)


def saved(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_nexis_docx_holds_many_articles():
    sources = read_bytes(nexis_docx(), "nexis.docx")
    assert facts(sources) == [
        ("Two cents", "The Fenland Post", "Ada Marsh", "2019-07-03"),
        ("Zwei Cent", "Der Moorbote", "", "2012-03-01"),
    ]
    assert body(sources[0]) == [
        "She said: Length: is no label here.",
        "Note: a line that opens like a label.",
    ]
    assert (
        sources[0].extra["section"] == "NEWS" and sources[0].extra["page"] == "4" and sources[0].lang == "en"
    )


def test_helpers_of_headers():
    assert (
        header_time("12:15 p.m. -0400") == "12:15-04:00"
        and header_time("7h05") == "07:05"
        and header_time("p. 12") == ""
    )
    assert [language_code(x) for x in ("fr-FR", "ENGLISH; ENGLISHS", "Français", "Klingon", "")] == [
        "fr", "en", "fr", "", "",
    ]
    assert split_issue("La Croix, no. 43018") == ("La Croix", "43018") and split_issue("Libération") == (
        "Libération",
        "",
    )
    assert id_date("news·20060315·LM·0q15") == "2006-03-15" and id_date("news·20061399·LM") == ""


# -- web and feeds -------------------------------------------------------------------------------------------


def test_wordpress_export():
    sources = read_source(DATA / "blog.xml")
    assert facts(sources) == [
        ("Six centimes & un écran", "Carnet du clic", "Maude Ferrand", "2019-03-02"),
        ("Vieux billet", "Carnet du clic", "inconnu", ""),
    ]
    assert texts(sources[0]) == [
        "Six centimes & un écran", "Premier paragraphe\u00a0: la règle.", "La suite", "Une table de cuisine",
        "Second paragraphe.",
    ]
    assert [b.kind for b in sources[0].blocks] == ["heading", "", "heading", "caption", ""]
    assert sources[0].extra["tags"] == "clic" and sources[1].extra["status"] == "draft"
    assert body(sources[1]) == ["Texte à l'ancienne,\navec une ligne.", "Dernier paragraphe."]
    assert texts(sources[1], "caption") == ["Une fenêtre"]


def test_html_page_of_one_article():
    (source,) = read_source(DATA / "page.html")
    assert facts([source]) == [("Le clic caché", "La Gazette du Doubs", "Maude Ferrand", "2018-03-01")]
    assert texts(source, "heading") == ["Le clic caché", "Une paie en miettes"]
    assert len(body(source)) == 4
    assert "newsletter" not in source.text and "Mentions légales" not in source.text


def test_html_page_of_posts():
    first, second = read_source(DATA / "posts.html")
    assert first.title.startswith("[Radio]") and (first.date, second.date) == ("2019-08-04", "2018-02-01")
    assert len(body(first)) == 3 and len(body(second)) == 3
    assert "Partager" not in first.text
    assert [b.speaker for b in second.blocks] == ["", "", "", "Lina"]


def test_questions_in_bold_are_the_interviewer_s():
    page = (
        "<html><body><h1>Entretien</h1>"
        + "".join(
            f"<p><strong>{q}</strong></p><p>{'Une réponse assez longue pour compter dans la page. ' * 3}</p>"
            "<p>Suite.</p>"
            for q in ("Combien par jour ?", "Et la nuit\u00a0?", "Racontez.")
        )
        + "</body></html>"
    )
    (source,) = read_bytes(page.encode(), "e.html")
    assert [source.text[b.start : b.end] for b in source.blocks if b.role == "interviewer"] == [
        "Combien par jour ?",
        "Et la nuit\u00a0?",
        "Racontez.",
    ]


SAID = "Elle dit qu'elle commence tôt et finit tard, sans savoir ce que devient ce qu'elle fait. " * 2


def test_turns_set_off_by_line_breaks_and_bold_names():
    page = f"""<html><head><title>Entretien</title></head><body><div><h1>Entretien</h1><p><b>Revue X :</b> Combien ?<br>
    <b>Lina M. :</b> {SAID}<br><br><b>Revue X</b> : Et après ?<br><b>Lina M. :</b> {SAID}</p></div></body></html>"""
    (source,) = read_bytes(page.encode(), "e.html")
    assert [b.speaker for b in source.blocks] == ["", "Revue X", "Lina M.", "Revue X", "Lina M."]


def test_page_that_lists_posts_and_page_that_points_to_some():
    teasers = "".join(
        f"<div class='post'><h2><a href='/{n}'>Billet {n}</a></h2><p class='date'>3 mars "
        f"201{n}</p><p>{SAID}</p></div>"
        for n in range(3)
    )
    sources = read_bytes(f"<html><body><h1>clic</h1>{teasers}</body></html>".encode(), "tag.html")
    assert [(s.title, s.date, len(body(s))) for s in sources] == [
        (f"Billet {n}", f"201{n}-03-03", 1) for n in range(3)
    ]
    one = (
        f"<article class='post'><h1>Un</h1><p>{SAID * 3}</p><p>{SAID * 4}</p></article>"
        f"<article><h3>Autre</h3><p>{SAID}</p></article>"
    )
    (source,) = read_bytes(f"<html><body>{one}</body></html>".encode(), "un.html")
    assert source.title == "Un" and source.date == ""


def test_page_saved_as_one_file():
    page = (DATA / "page.html").read_text(encoding="utf-8")
    import quopri

    saved_page = (
        b'From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; '
        b'boundary="b"\r\n\r\n--b\r\n'
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        + quopri.encodestring(page.encode())
        + b"\r\n--b--\r\n"
    )
    assert facts(read_bytes(saved_page, "p.mhtml")) == facts(read_source(DATA / "page.html"))


# -- transcripts ---------------------------------------------------------------------------------------------


def turns(source) -> list[tuple[str, str]]:
    return [(b.speaker, source.text[b.start : b.end]) for b in source.blocks if b.kind == "turn"]


def test_voices_and_true_repeats():
    (source,) = read_source(DATA / "voices.vtt")
    assert turns(source) == [
        ("Maude Ferrand", "Vous travaillez la nuit\u00a0?".replace("\u00a0", " ")),
        ("Lina", "Oui. Oui."),
        ("Maude Ferrand", "Et le jour ?"),
        ("Lina", "Je dors."),
    ]


def test_rolling_captions_are_kept_once():
    (source,) = read_source(DATA / "rolling.vtt")
    assert texts(source) == ["alors on commence par la paie oui"]
    assert source.lang == "fr"


def test_srt_with_mark_and_labels():
    (source,) = read_source(DATA / "labels.srt")
    assert turns(source) == [
        ("MAUDE", "MAUDE: Vous êtes payée comment ?"),
        ("LINA", "LINA : À la tâche. Trois règles: lire, cliquer, attendre."),
        ("MAUDE", "MAUDE: Merci."),
    ]
    assert source.encoding == "utf-8-sig" and source.extra["seconds"] == "1.0 3.5 7.0"


def test_a_blank_line_inside_a_caption_loses_nothing():
    cues = (
        "WEBVTT\n\nNOTE relu\n\n00:01.000 --> 00:02.000\nUn,\n\ndeux.\n\n7\n00:02.000 --> 00:03.000\nTrois.\n"
    )
    assert texts(read_bytes(cues.encode(), "x.vtt")[0]) == ["Un, deux. Trois."]


def test_captions_without_speakers_break_at_pauses():
    cues = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nUn.\n\n00:02.000 --> 00:03.000\nDeux.\n\n"
        "00:09.000 --> 00:10.000\nTrois.\n"
    )
    assert texts(read_bytes(cues.encode(), "x.vtt")[0]) == ["Un. Deux.", "Trois."]


def test_tei_interview():
    (source,) = read_source(DATA / "interview_tei.xml")
    assert turns(source) == [
        ("Enquêtrice", "Vous commencez quand ?"),
        ("Lina", "À six heures. Parfois avant."),
        ("X", "…"),
    ]
    assert [b.role for b in source.blocks if b.kind == "turn"] == ["interviewer", "interviewee", ""]
    assert texts(source, "note") == ["rire", "téléphone"]
    assert (source.date, source.genre, source.title) == ("2019-11-05", "transcript", "Entretien avec Lina")


def test_tei_press_corpus():
    first, second = read_source(DATA / "press_tei.xml")
    assert facts([first]) == [("Le tri invisible", "La Gazette du Doubs", "Luc Obrecht", "2018-03-01")]
    assert texts(first) == ["Le tri invisible", "Un premier paragraphe.", "une note", "un point"]
    assert (second.date, second.lang, body(second)) == ("2012-03-01", "de", ["Sie klickt."])


def test_srt_whose_cues_have_no_numbers():
    cues = "00:00:01,000 --> 00:00:02,000\nUn, deux.\n\n00:00:03,000 --> 00:00:04,500\nTrois.\n"
    (source,) = read_bytes(cues.encode(), "a.srt")
    assert "Un, deux." in source.text and "Trois." in source.text and "-->" not in source.text
    assert source.genre == "transcript" and source.extra["cues"] == "2"


def test_an_alceste_text_without_words_is_not_the_whole_file():
    text = "**** *a_1\n\n**** *a_2\nUn texte.\n"
    (source,) = read_bytes(text.encode(), "a.txt")
    assert [source.text[b.start : b.end] for b in source.blocks] == ["Un texte."]
    with pytest.raises(TableError, match="no article"):
        read_bytes(b"**** *a_1\n", "a.txt")


def test_alceste_variables_and_themes():
    first, second = read_source(DATA / "corpus.alceste.txt")
    assert (first.date, first.outlet, first.extra["age"], first.extra["themes"]) == (
        "2019-03-01", "La Gazette", "25_30", "paie nuit",
    )
    assert [(b.kind, first.text[b.start : b.end]) for b in first.blocks][:3] == [
        ("label", "-*paie"),
        ("", "Trois centimes la tâche, pas un de plus."),
        ("", "Elle compte."),
    ]
    assert body(first)[2].count("\n") == 1
    assert second.lang == "it" and body(second) == ["Testo breve."]
    raw = (DATA / "corpus.alceste.txt").read_bytes().decode()
    assert first.text == raw


# -- word processing -----------------------------------------------------------------------------------------


def interview_docx() -> bytes:
    import docx

    document = docx.Document()
    document.add_heading("Entretien 3", 0)
    for label, said in (
        ("Maude", " : Vous dormez quand ?"),
        ("Lina :", " Le matin."),
        ("", "Ou l'après-midi."),
    ):
        paragraph = document.add_paragraph()
        paragraph.add_run(label).bold = True
        paragraph.add_run(said)
    document.add_paragraph().add_run("Une phrase toute en gras, sans nom.").bold = True
    document.add_paragraph("ligne une\nligne deux")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "gauche", "droite"
    return saved(document)


def test_docx_headings_bold_names_tables():
    (source,) = read_bytes(interview_docx(), "e.docx")
    assert source.title == "Entretien 3"
    assert [(b.speaker, source.text[b.start : b.end]) for b in source.blocks] == [
        ("", "Entretien 3"),
        ("Maude", "Maude : Vous dormez quand ?"),
        ("Lina", "Lina : Le matin."),
        ("", "Ou l'après-midi."),
        ("", "Une phrase toute en gras, sans nom."),
        ("", "ligne une\nligne deux"),
        ("", "gauche"),
        ("", "droite"),
    ]


def odt() -> bytes:
    from odfdo import Document, Header, Paragraph, Style

    document = Document("text")
    document.body.clear()
    document.insert_style(Style("text", name="Gras", bold=True), automatic=True)
    document.body.append(Header(1, "Entretien 4"))
    paragraph = Paragraph("Lina : Deux   espaces\tune tabulation.")
    paragraph.set_span("Gras", regex="Lina :")
    document.body.append(paragraph)
    noted = Paragraph("Fin.")
    noted.insert_note(after="Fin", note_id="n1", citation="1", body="Une note.")
    document.body.append(noted)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_bold_labels():
    from qda.ingest.readers.markup import bold_label

    def of(lead: str, rest: str) -> str:
        return bold_label([(lead, True), (rest, False)])

    assert [
        of("Lina :", " oui"),
        of("Lina", "\u00a0: oui"),
        of("A. C. :", " non"),
        of("Q1.", " Pourquoi"),
        of("L. M.", " : si"),
    ] == ["Lina", "Lina", "A. C.", "Q1", "L. M."]
    assert [
        of("Attention", " au départ"),
        of("Que faire ?", " Rien."),
        of("Lina :", ""),
        of("", "Lina : oui"),
    ] == [""] * 4


def test_odt():
    (source,) = read_bytes(odt(), "e.odt")
    assert source.title == "Entretien 4"
    assert texts(source)[1:] == ["Lina : Deux espaces une tabulation.", "Fin.", "Une note."]
    assert source.blocks[1].speaker == "Lina" and source.blocks[3].kind == "note"


def pdf(pages: list[list[str]]) -> bytes:
    """A PDF of text lines, in the smallest form that is valid."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    kids = []
    for lines in pages:
        shown = " ".join(
            f"({line.replace(chr(92), chr(92) * 2).replace('(', chr(92) + '(').replace(')', chr(92) + ')')}) Tj T*"
            for line in lines
        )
        stream = f"BT /F1 10 Tf 12 TL 50 780 Td {shown} ET"
        objects.append(f"<</Length {len(stream.encode('cp1252'))}>>\nstream\n{stream}\nendstream")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {len(objects)} 0 "
            f"R/Resources<</Font<</F1 3 0 R>>>>>>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    xref = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(
        f"{p:010d} 00000 n \n" for p in places
    )
    return (
        out + f"{xref}trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF".encode()
    )


def test_pdf_paragraphs_running_headers_and_cut_words():
    pages = [
        [
            "Cahier du clic 1", "Le soir, elle reprend la liste des images à décrire et compte les cen-",
            "times qui montent dans le coin de la page, puis elle s'arrête.", "Le matin, rien n'a bougé.",
            "Le compteur reste à zéro parce que la plateforme attend une",
        ],
        ["Cahier du clic 2", "validation qui ne viendra pas avant lundi, dit-on.", "Elle attend."],
        ["Cahier du clic 3", "Fin du cahier et remerciements à toutes celles qui ont bien voulu parler."],
    ]
    (source,) = read_bytes(pdf(pages), "c.pdf")
    assert texts(source, "running_header") == ["Cahier du clic 1", "Cahier du clic 2", "Cahier du clic 3"]
    assert body(source) == [
        "Le soir, elle reprend la liste des images à décrire et compte les cen-\ntimes qui montent dans le "
        "coin de la page, puis elle s'arrête.",
        "Le matin, rien n'a bougé.",
        "Le compteur reste à zéro parce que la plateforme attend une validation qui ne viendra pas avant "
        "lundi, dit-on.",
        "Elle attend.", "Fin du cahier et remerciements à toutes celles qui ont bien voulu parler.",
    ]


# -- tables of texts -----------------------------------------------------------------------------------------


def test_csv_with_and_without_a_map():
    table = 'Titre;Journal;Date;Contenu;Tirage\nUn clic;La Gazette;01/03/2019;"Premier.\nSecond; fin.";1200\n'
    (source,) = read_bytes(table.encode(), "a.csv")
    assert facts([source]) == [("Un clic", "La Gazette", "", "2019-03-01")]
    assert body(source) == ["Premier.", "Second; fin."] and source.extra["Tirage"] == "1200"
    (source,) = read_bytes(table.encode(), "a.csv", columns={"text": "Titre", "title": "Journal"})
    assert source.title == "La Gazette" and body(source) == ["Un clic"]


def test_csv_says_which_column_is_missing():
    with pytest.raises(TableError, match="no column 'corps'.*Correct text= in --columns"):
        read_bytes(b"a,b\n1,2\n", "a.csv", columns={"text": "corps"})
    with pytest.raises(TableError, match="'texte' is no field.*text, title"):
        read_bytes(b"text,b\n1,2\n", "a.csv", columns={"texte": "b"})
    with pytest.raises(TableError, match="no column of text"):
        read_bytes(b"a,b\n1,2\n", "a.csv")
    with pytest.raises(TableError, match="line 3: no text"):
        read_bytes(b"title,text\nA,B\nC,\n", "a.csv")
    with pytest.raises(TableError, match="line 2: 1 cells where the header has 2"):
        read_bytes(b"title,text\nA\n", "a.csv")


def test_json_lines_lists_and_envelopes():
    rows = [
        {"title": "A", "text": "x", "n": 3, "date": "2019-06"},
        {"title": "B", "text": "y", "tags": ["u", "v"]},
    ]
    for data in (
        "\n".join(map(json.dumps, rows)),
        json.dumps(rows),
        json.dumps({"total": 2, "articles": rows}),
    ):
        sources = read_bytes(data.encode(), "a.jsonl")
        assert [(s.title, body(s), s.date) for s in sources] == [("A", ["x"], "2019-06"), ("B", ["y"], "")]
        assert sources[0].extra["n"] == "3" and sources[1].extra["tags"] == "u; v"
    with pytest.raises(TableError, match="line 2: not valid JSON"):
        read_bytes(b'{"text": "a"}\n{"text": \n', "a.jsonl")


# -- what holds for all of them ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(DATA.iterdir()), ids=lambda p: p.name)
def test_blocks_lie_in_order_and_hold_trimmed_text(path):
    for source in read_source(path):
        assert source.blocks and source.source_file == path.name
        ends = [0, *(b.end for b in source.blocks)]
        assert all(end <= b.start < b.end for end, b in zip(ends, source.blocks, strict=False))
        assert all(text == text.strip() for text in texts(source))


def test_articles_of_a_file_share_one_text():
    sources = read_source(DATA / "europresse_3.html")
    assert len({id(s.text) for s in sources}) == 1
    assert len({b for s in sources for b in s.blocks}) == sum(len(s.blocks) for s in sources)


def test_folder_and_zip_give_the_same(tmp_path):
    archive = tmp_path / "tout.zip"
    with zipfile.ZipFile(archive, "w") as out:
        for path in DATA.iterdir():
            out.write(path, f"sous dossier/{path.name}")
        out.writestr("__MACOSX/._page.html", b"\0\0")
        out.writestr(".DS_Store", b"\0\0")
    from_folder, from_zip = read_source(DATA), read_source(archive)
    assert facts(from_folder) == facts(from_zip) and len(from_zip) > 20
    assert from_zip[0].source_file == f"tout.zip/sous dossier/{from_folder[0].source_file}"


def test_a_broken_file_does_not_stop_the_folder(tmp_path):
    for n in range(300):
        (tmp_path / f"{n:03d}.txt").write_text(f"Texte {n}.\n", encoding="utf-8")
    (tmp_path / "150.txt").write_bytes(b"abc\0def")
    results = dict(read_sources(tmp_path))
    assert len(results) == 300
    assert [name for name, r in results.items() if isinstance(r, TableError)] == ["150.txt"]
    with pytest.raises(TableError, match="150.txt"):
        read_source(tmp_path)


def test_content_goes_before_extension():
    assert read_bytes((DATA / "voices.vtt").read_bytes(), "entretien.txt")[0].genre == "transcript"
    assert len(read_bytes((DATA / "blog.xml").read_bytes(), "export.txt")) == 2
    assert read_bytes("a < b et <c> ne sont pas du HTML".encode(), "note.txt")[0].split


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=400
    )
)
def test_plain_text_comes_back_whole(text):
    data = text.encode("utf-8")
    try:
        sources = read_bytes(data, "x.txt")
    except TableError:
        return
    if sources[0].split:
        assert sources[0].text == text.removeprefix("\ufeff")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.text(
            alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<>&"),
            min_size=1,
            max_size=60,
        ),
        min_size=1,
        max_size=8,
    )
)
def test_html_paragraphs_keep_every_character_but_white_space(paragraphs):
    from qda.ingest.readers.markup import html_pieces, parse_html

    page = "<html><body>" + "".join(f"<p>{p}</p>" for p in paragraphs) + "</body></html>"
    got = "".join("".join(piece.text.split()) for piece in html_pieces(parse_html(page, "x")))
    assert got == "".join("".join(p.split()) for p in paragraphs if p.strip("\u200b\ufeff\u00a0 \t"))
