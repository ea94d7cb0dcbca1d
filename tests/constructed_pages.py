"""Pages of the kind a scholar's blog makes, written for these tests, with stand-off gold.

A page is marked up line by line and built here, so that every offset is exact. Pages are here and, one a file, in
``data/pages``. A line is ``kind|text``; a ``+`` before the kind: no empty line before it, a ``=``: no new line. Kinds: ``tag``, ``T`` (title of a post), ``H`` (headline or sub-heading), ``P`` (paragraph), ``Q``
and ``A`` (question and answer of an interview), or the name of the residue. ``P.it|`` is in another language than its
post. ``{Ann Lee|“…”}`` is a quotation with its speaker, ``<<link|…>>`` residue inside a line, ``~`` a no-break space. A post
opens with ``@lang;date;outlet;interviewer;interviewee``. Persons, firms, places of events and all that is said are invented.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

_TEXT = ("T", "H", "P", "Q", "A")
_INLINE = re.compile(r"\{(?P<who>[^{}|]*)\||(?P<close>\})|<<(?P<kind>\w+)\||(?P<shut>>>)")


def build(name: str, markup: str) -> tuple[str, dict]:
    """The text of a page and its gold, in the form of ``gold.read_gold``."""
    out, at = [], 0
    posts, quotes, sentences = [], [], []
    post, open_marks = None, []  # a quotation may run over a page break
    for raw in markup.strip("\n").split("\n"):
        if not raw.strip():
            continue
        if raw.startswith("@"):
            lang, date, outlet, interviewer, interviewee = (raw[1:].split(";") + [""] * 5)[:5]
            post = dict(
                id=f"{name}.{len(posts)}", file=name, start=None, end=None, lang=lang, date=date, outlet=outlet
            )
            post |= dict(boilerplate=[], who=(interviewer, interviewee), turns=[])
            posts.append(post)
            continue
        kind, _, line = raw.partition("|")
        joint = {"+": "\n", "=": " "}.get(kind[0], "\n\n")
        kind = kind.lstrip("+=")
        kind, _, lang = kind.partition(".")
        out.append(joint if at else "")
        at += len(out[-1])
        text, spans = _inline(line.replace("~", "\u00a0"), at, open_marks)
        start, end = at, at + len(text)
        out.append(text)
        at = end
        if kind == "tag":
            continue
        post["start"] = start if post["start"] is None else post["start"]
        post["end"] = end
        tongue = "und" if kind in ("url", "attachment") else lang or post["lang"]
        sentences.append(dict(file=name, post=post["id"], start=start, end=end, language=tongue))
        if kind not in _TEXT:
            post["boilerplate"].append(dict(kind=kind, start=start, end=end))
        if kind in ("Q", "A"):
            last = post["turns"][-1] if post["turns"] else None
            role = "interviewer" if kind == "Q" else "interviewee"
            if last and last["role"] == role:
                last["end"] = end
            else:
                post["turns"].append(dict(start=start, end=end, role=role, speaker=post["who"][kind == "A"]))
        for a, b, what, value in spans:
            if what == "residue":
                post["boilerplate"].append(dict(kind=value, start=a, end=b))
            else:
                whole = "".join(out)[a:b]
                for c, d in _parts(whole):
                    quotes.append(
                        dict(post=post["id"], file=name, start=a + c, end=a + d, speaker=value, core=True)
                    )
    interviews = [dict(file=name, turns=p["turns"]) for p in posts if p["turns"]]
    gold = dict(posts=posts, interviews=interviews, quotes=quotes, duplicates=[])
    return "".join(out), gold | dict(sentences=pd.DataFrame(sentences))


def _inline(line: str, base: int, stack: list) -> tuple[str, list[tuple[int, int, str, str]]]:
    """A line that begins at ``base`` without its marks, and the spans they mark (``stack``: those still open)."""
    text, spans, at = "", [], 0
    for match in _INLINE.finditer(line):
        text += line[at : match.start()]
        at = match.end()
        here = base + len(text)
        if match["close"] or match["shut"]:
            start, what, value = stack.pop()
            spans.append((start, here, what, value))
        else:
            stack.append((here, "residue", match["kind"]) if match["kind"] else (here, "quote", match["who"]))
    return text + line[at:], spans


def _parts(quoted: str) -> list[tuple[int, int]]:
    """The quotations that ``“…,” she says, “…”`` is made of; the whole where its marks do not pair."""
    pair = {"“": "”", "«": "»", "„": "“", "»": "«", '"': '"', "‹": "›"}.get(quoted[0], "")
    found = [m.span() for m in re.finditer(rf"{quoted[0]}[^{pair}]*{pair}", quoted)] if pair else []
    return found or [(0, len(quoted))]


def write_pages(folder: Path, names: list[str]) -> tuple[list[Path], dict]:
    """Write the pages to a folder; their paths and their gold together."""
    gold = dict(posts=[], interviews=[], quotes=[], duplicates=[], texts={})
    tables, paths = [], []
    for name in names:
        text, own = build(name, PAGES[name])
        path = folder / name
        path.write_bytes(text.encode("utf-8"))
        paths.append(path)
        for key in ("posts", "interviews", "quotes"):
            gold[key] += own[key]
        gold["texts"][name] = text
        tables.append(own["sentences"])
    return paths, gold | dict(sentences=pd.concat(tables, ignore_index=True))


PAGES = {
    path.stem + ".txt": path.read_text(encoding="utf-8")
    for path in sorted((Path(__file__).parent / "data" / "pages").glob("*.page"))
}

PAGES["a1-tag-fr-it-en.txt"] = """
tag|travail invisible
@fr;2019-07-22;L'Echo
T|Mon interview sur les dresseurs de machines (L'Echo, 22 juillet 2019)
P|Le quotidien bruxellois m’a posé quelques questions sur l’enquête que nous menons depuis trois ans dans les centres de tri d’images. J’en reproduis ici de larges passages, avec l’aimable autorisation de la rédaction.
attachment|Echo_22-07-2019_dresseurs_machines.pdf
H|Les petites mains de la reconnaissance vocale sortent de l’ombre
byline|Par Maud Vercammen
P|On les croyait remplacées. Elles sont des milliers, de Mons à Antananarivo, à écouter des phrases coupées en morceaux et à taper ce qu’elles entendent. {Solène Hardouin|« Personne ne nous a dit à quoi cela servait »}, raconte Solène Hardouin, qui a travaillé quatorze mois pour un sous-traitant de Charleroi. Le contrat tenait en une page, la clause de secret en six.
caption|Un centre d’annotation à Charleroi.
+caption|Un centre d’annotation à Charleroi. © Belga / T. Roge
P|La direction de l’entreprise, elle, refuse de parler de chaîne. {Wim Peeters|« Nos collaborateurs choisissent leurs horaires, assure Wim Peeters, son directeur. Ils peuvent s’arrêter quand ils veulent. »} Sur les plannings que nous avons consultés, les pauses sont pourtant comptées à la seconde près, et le retard retenu sur la prime.
H|Une usine sans murs
P|Pour le syndicat local, la question n’est pas technique. {Wim Peeters|« Ce sont des gens libres »}, répète Wim Peeters ; ce à quoi {Fatou Ndiaye|« un salarié libre n’a pas de chronomètre au-dessus de la tête »}, rétorque Fatou Ndiaye, déléguée depuis 2016. Les négociations reprendront en septembre.
link|Lire la suite sur le site de L’Echo
@it;2019-02-27;L'Espresso
T|Il lavoro che non si vede: intervista su L’Espresso (27 febbraio 2019)
P|Il settimanale ha dedicato un lungo servizio alle persone che insegnano alle macchine a distinguere un pedone da un palo della luce. Ringrazio la redazione per avermi dato spazio.
H|Dietro l’algoritmo c’è una stanza piena di gente
byline|di Corrado Belfiore
P|Le immagini arrivano alle sei del mattino, in pacchetti da cinquecento. A Catania le guardano in quaranta, seduti uno accanto all’altro in un ex magazzino di scarpe. {Marta Scuderi|«All’inizio pensavo che fosse un lavoro provvisorio», dice Marta Scuderi, ventisei anni, una laurea in filosofia. «Adesso sono due anni che disegno rettangoli intorno alle automobili.»}
P|L’azienda paga a pezzo: tre centesimi per ogni rettangolo accettato, niente per quelli respinti. Secondo Ugo Farnesi, ricercatore a Bologna, {Ugo Farnesi|«il cottimo non era mai sparito, aveva solo cambiato indirizzo»}. I suoi colleghi hanno contato circa quattromila persone nella sola Sicilia.
pull_quote|«Adesso sono due anni che disegno rettangoli intorno alle automobili.»
P|Il contratto, quando esiste, è di collaborazione occasionale. Chi si ammala non viene pagato e chi protesta non viene più chiamato, senza che nessuno glielo comunichi mai per iscritto.
related|Leggi anche: La lunga notte dei moderatori
@en;2019-02-28;
T|[Feb. 28, 2019] Keynote on hidden labour at the Bergen Winter School
P|I was invited to open the winter school with a lecture on what we have learned from five years of surveys. The slides are below, and a recording should follow once the organisers have cut out the part where the projector failed.
attachment|bergen-keynote-slides-final.pdf
P|My argument was simple. Automation is a story that firms tell investors, and it needs a great many people who keep quiet about it. The lecture went through three settings, a call centre, a warehouse and a bedroom, and asked who checks the output of the machine in each of them.
H|What the students asked
P|Most questions were about method. How do you find respondents whom nobody has counted? How do you pay them without behaving like the platform? I had no complete answer, and said so.
url|https://www.example.org/bergen-winter-school
@fr;;
T|Un appel à témoignages
P|Vous avez déjà été payé pour écouter des enregistrements, classer des photos ou noter des résultats de recherche ? Notre équipe recueille des récits, de manière anonyme, auprès de personnes qui vivent en France, en Belgique ou en Suisse. Il n’est pas nécessaire d’avoir gardé ses contrats.
P|Je réponds à tous les messages, parfois avec un peu de retard. Les entretiens durent une heure et peuvent se faire par téléphone. Ils ne seront ni filmés ni transmis à qui que ce soit.
@fr;2019-02-12/2019-02-28;Les Éclaireurs
T|Dans Les Éclaireurs (12-28 févr. 2019)
P|Le magazine publie en trois épisodes une enquête sur les sous-traitants des moteurs de recherche, signée Noé Carpentier. J’apparais dans le deuxième, à propos des évaluateurs et des consignes qu’ils reçoivent.
H|« Deux cents pages de consignes, neuf centimes la réponse »
P|Le document n’aurait jamais dû sortir. Deux cents pages, mises à jour chaque trimestre, qui disent à des inconnus ce qu’est une bonne réponse. Noter un résultat prend trente secondes, la plateforme en paie vingt.
elision|(…)
P|Au bout d’un an, Inès a été désactivée. Un courriel, deux lignes, aucun nom. {Inès|« J’ai écrit sept fois, on ne m’a jamais répondu »}, dit-elle aujourd’hui. Elle a repris des études de comptabilité et ne clique plus que pour elle-même.
link|(Continuer la lecture)
"""

PAGES["b1-tag-it-en.txt"] = """
tag|digital labor
@en;2018-11-09;The Harbour Review
T|“Somebody Has to Look”: my conversation with The Harbour Review (Nov. 9, 2018)
P|The spring issue carries a long conversation about content moderation and what it does to the people who do it. I am grateful to Imogen Stack for her patience and for cutting my longest sentences in half.
H|Somebody Has to Look
byline|By Imogen Stack
P|The first thing you notice about the office is that it has no windows. The second is that nobody looks up. Thirty-one people sit in rows, each in front of two screens, and every nine seconds one of them decides whether a stranger may say what he has just said.
P|{Tobias Renner|“You stop hearing the words,” says Tobias Renner, who lasted eleven months. “You only hear the category.”} He left after a week in which he had seen the same video forty times. Nobody at the company asked why he was leaving.
caption|The office in Dundee before the lease ran out. Photograph: Alan Muir
P|Renner now drives a van. He still dreams in categories, he told me, and he still cannot watch television with his daughter. {Tobias Renner|“I signed a paper that says I may not speak about it,”} he said. {Tobias Renner|“So this is me not speaking about it.”}
pull_quote|“You stop hearing the words. You only hear the category.”
P|The firm would not comment on individual cases. In a written statement it said that well-being was {|“at the heart of everything we do”} and that counselling was available on request, during breaks.
link|Read more at harbourreview.example
@it;2019-05-03;
T|Venerdì 3 maggio 2019: lezione pubblica a Trento
P|Sarò a Trento, nell’aula grande del dipartimento di sociologia, per una lezione aperta a tutti sul lavoro di chi addestra gli assistenti vocali. L’ingresso è libero fino a esaurimento dei posti.
P|Racconterò tre storie: quella di una traduttrice che corregge le macchine che l’hanno sostituita, quella di un ragazzo che guida da lontano i robot delle consegne, e quella di una cooperativa che ha provato a fare a meno degli intermediari.
speaker_list|Interventi: Luisa Zanon (Università di Trento), Piero Dossi (Cgil), Katja Mair (Eurac)
@it;2019-03-14;Il Corriere dell’Adda
T|Una recensione del mio libro (Il Corriere dell’Adda, 14 marzo 2019)
H|Le mani dietro lo schermo
P|C’è un momento, nel terzo capitolo, in cui l’autore smette di parlare di tecnologia e si mette ad ascoltare. Una donna di Manila gli spiega quanto dura una giornata quando il lavoro arriva a pezzi, e il lettore capisce che di questo, in fondo, si trattava fin dall’inizio.
P|Il libro non è privo di difetti. Le statistiche sono poche e spesso vecchie, e l’ultima parte, quella delle proposte, procede con qualche fretta. Ma la tesi regge: l’automazione di cui si parla nei convegni è in gran parte una promessa, e nel frattempo qualcuno deve mantenerla a mano.
P|{Giulia Ferrante|«È un’opera che costringe a guardare dalla parte sbagliata del sipario»}, ha osservato Giulia Ferrante presentandola a Lodi, e non si può che darle ragione.
signature|Ettore Vailati
@en;;
T|A correction, and some data
P|In my last note I wrote that nine in ten respondents had a second job. The figure should have been six in ten: I had read the wrong column. I thank the reader who wrote to point it out, and I have replaced the table.
P|The anonymised answers are now available to anyone who wants to check the rest. They come with a codebook and with the questionnaire in four languages. If you find another mistake, please tell me before you tell the internet.
url|https://data.example.org/clickwork/v2
@it;2019-06;Radio Onda Libera
T|[Podcast] Ospite di Radio Onda Libera (giugno 2019)
P|Una chiacchierata di quaranta minuti sulle piattaforme, i sindacati e il tempo che passiamo a dimostrare di non essere robot. La puntata si può riascoltare sul sito della radio.
label|Podcast della puntata (44 min.)
"""

PAGES["a2-single-en.txt"] = """
@en;2021-11;
date_line|date 2021-11
+H|The women who teach the tractor to see
byline|By Harriet Onslow
P|GRANTHAM — On a good day Priya Nair can label nine hundred sugar beets. On a bad day the pictures are of mud, and the software that checks her work thinks that everything is mud. {Priya Nair|“Then I call my supervisor,” she says, “and my supervisor calls somebody who calls somebody.”}
P|Nair is one of about sixty people, nearly all of them women, who work from home in the villages around the town for a start-up that sells weeding robots. The robots are said to see. In fact, according to Nair, {Priya Nair|“they remember what we have seen”}. It is a distinction that the brochures do not make.
caption|A robot at work near Sleaford.
+caption|A robot at work near Sleaford. Credit: Joan Petty/Fenland Pictures
H|Paid by the beet
P|The rate is half a penny for an outline, and an outline takes eleven seconds when the leaf is whole. The company’s founder, Douglas Fairlie, does not like the word piecework. {Douglas Fairlie|“It is a flexible engagement,” he told me, “and the feedback we get is that people love it.”}
P|Not all of them do. A former annotator, who asked not to be named because she still hopes for a reference, remembers a week in which a change of the software sent back everything she had done. {A former annotator|“Eight hundred plants,”} she wrote at the time in a letter to a friend. She was not paid for them.
P|Ruth Alderman, who studies rural work at the University of Lincolnshire, is not surprised. {Ruth Alderman|“The machine is new, the arrangement is from 1830,”} she says. {Ruth Alderman|“My grandmother used to say ‘they weigh the potatoes twice, once for us and once for them’, and that is exactly what a quality score does,”} Alderman adds.
pull_quote|“The machine is new, the arrangement is from 1830.”
P|Fairlie says that a better model will arrive in the spring and that it will need far fewer corrections. Nair has heard this before. She has bought a second screen, on credit, so as to be ready for whatever comes after the beets.
footnote|* Names of private persons have been changed at their request. See https://www.example.com/names
related|Related articles
+related|The ghost shift
+related|Who owns the field?
"""

PAGES["b2-single-fr.txt"] = """
@fr;2020-09-04;La Gazette du Vercors
H|Dans l’arrière-boutique des caisses automatiques
source|Source : La Gazette du Vercors
P|Elles n’ont ni blouse ni badge, et pourtant ce sont elles qui rendent la monnaie. Depuis un pavillon de Saint-Marcellin, Odile Garnier surveille à distance les caisses sans caissière de onze supermarchés, dont le plus proche est à deux heures de route.
P|Quand un client pose une aubergine et que la machine hésite, une vignette s’ouvre sur son écran. {Odile Garnier|« J’ai quatre secondes, explique-t-elle. Au-delà, ça part chez quelqu’un d’autre et je perds la tâche. »} Quatre secondes pour dire « aubergine », six cents fois par jour.
H|« On m’a demandé de ne rien dire aux voisins »
P|Son contrat, qu’elle nous a laissé lire, interdit d’évoquer l’activité {|« auprès de tout tiers, y compris les membres du foyer »}. Elle en rit. {Odile Garnier|« Mon mari pense que je joue aux cartes sur Internet »}, glisse-t-elle.
P|L’enseigne, contactée, dit ne pas connaître ces prestataires. C’est inexact : une convention signée en 2018, que nous publions, porte bien sa signature. Le sociologue Bastien Lheureux y voit {Bastien Lheureux|« un cas d’école de la disparition organisée du travail »}. Il poursuit : {Bastien Lheureux|« On ne supprime pas la caissière, on la met derrière une vitre sans tain. »}
running_header|Dans l’arrière-boutique des caisses automatiques
P|En mai, Odile Garnier a demandé à être reconnue comme salariée. Le conseil de prud’hommes de Grenoble l’entendra en décembre. Son avocate, Claire Monnet, ne cache pas son optimisme : {Claire Monnet|« Tout est écrit, minuté, archivé. Jamais une entreprise n’a autant documenté la subordination de ses employés. »}
P|En attendant, les aubergines continuent d’arriver. {Odile Garnier|« Les gens croient qu’ils parlent à une machine, alors ils sont parfois très impolis,

P|et parfois très drôles »}, sourit-elle.
signature|Rémi Chastagnier
date_line|Vendredi 4 septembre 2020
footnote|* Le rapport est consultable sur https://www.example.fr/caisses
credit|Photo : DR
"""

PAGES["a3-tag-es-fr.txt"] = """
tag|plataformas
@es;2019-05-03;El Faro del Sur;Lucía Andrade;
T|Entrevista en El Faro del Sur, 3 de mayo de 2019
P|La periodista Lucía Andrade me hizo unas preguntas durante mi visita a Rosario. Copio aquí la conversación completa, que en el papel salió recortada por falta de espacio.
H|“Nos venden autonomía y nos entregan un cronómetro”
Q|¿Por qué dice usted que los robots son tímidos?
A|Porque se esconden detrás de la gente. Cada vez que una empresa anuncia que ha automatizado un trámite, hay que preguntar dónde están las personas que lo hacían antes. Muchas veces siguen allí, un poco más lejos y un poco peor pagadas.
Q|Usted ha pasado meses en oficinas de etiquetado. Cuénteme un día normal
A|Un día normal empieza sin saber si habrá trabajo. Las tareas llegan por lotes, a cualquier hora, y quien no está conectado las pierde. He visto a madres de familia poner el despertador a las tres de la mañana por dos dólares.
A|Lo más duro, sin embargo, no es el horario. Es no saber para quién se trabaja ni para qué sirve lo que se hace.
Q|¿Qué puede hacer un sindicato en esas condiciones?
A|Para empezar, contar. Nadie ha contado a estos trabajadores, y lo que no se cuenta no se defiende. Después, negociar con quien paga de verdad, que casi nunca es la plataforma.
credit|Foto: Gentileza de la editorial
@fr;2018-10;
T|Colloque « Compter les invisibles » (Lausanne, 12-13 octobre 2018)
P|Deux jours de discussions autour d’une question simple en apparence : combien sont-ils ? Statisticiennes, juristes et syndicalistes ont comparé leurs méthodes et constaté, sans trop de surprise, que les chiffres varient du simple au centuple selon que l’on compte les inscrits, les actifs ou les payés.
caption|Ouverture du colloque par la rectrice (Lausanne, 12 octobre 2018)
H|La table ronde
P|La discussion de clôture a réuni des représentants de trois plateformes, dont une seule avait accepté de montrer ses données. J’y ai défendu l’idée d’un registre public, tenu par l’inspection du travail.
speaker_list|Intervenantes : Anne Rochat (Université de Lausanne), Béatrice Keller (OFS), Nadia Belkacem (Unia)
attachment|Programme-colloque-invisibles-2018
@es;2018-09-21;Revista Pasajes
T|Reseña de mi último libro en la Revista Pasajes (21/09/2018)
H|El taller sin paredes
byline|Por Joaquín Herrero
P|Hay libros que llegan tarde y libros que llegan demasiado pronto; este llega cuando todavía se puede hacer algo. Su autor ha recorrido cuatro países para encontrar a quienes corrigen, en silencio, los errores de las máquinas. Lo cuenta sin énfasis, con una ironía que a veces esconde la rabia.
P|El capítulo sobre los hospitales es el mejor. Allí conocemos a Elvira, radióloga jubilada que revisa por las noches las imágenes que un programa ya ha diagnosticado. {Elvira|«La máquina siempre está segura; yo casi nunca», dice Elvira. «Por eso me necesitan.»}
P|Quedan preguntas sin responder, entre ellas la del dinero. Pero pocos ensayos recientes habían mirado tan de cerca las manos que sostienen el futuro.
book_reference|«El taller sin paredes», Ediciones del Muelle, 288 páginas, 19 euros.
@fr;2018-06-30;Le Courrier des Alpes
T|Le Courrier des Alpes – 30 juin 2018
P|Un portrait, le premier qu’on me consacre, avec une photo où je plisse les yeux. Le journaliste a été généreux et n’a pas parlé de mon italien. Voici le passage qui concerne notre recherche sur les livreurs.
P|{|« Il compte tout : les kilomètres, les refus, les minutes passées à attendre devant les restaurants. De ces carnets est sortie une étude que les plateformes n’aiment pas »}, écrit-il.
"""

PAGES["b3-tag-en-fr-es.txt"] = """
tag|ghost work
@fr;2017-03-01;Le Tympan
T|Un long papier dans Le Tympan (1er mars 2017)
P|La revue consacre son dossier aux voix de synthèse et à celles et ceux qui les corrigent. On y trouve un reportage à Tunis et un entretien avec moi, dont voici le début.
H|La voix de son maître d’œuvre
byline|Propos recueillis par Agathe Lombard
Q|Vous écrivez que la voix de synthèse est « la plus humaine des machines ». C’est une provocation ?
A|C’est une description. Il faut des centaines d’heures de parole, lues par des comédiennes, découpées par des techniciens, puis écoutées par des inconnus qui notent de un à cinq ce qui leur paraît naturel. À chaque étape il y a quelqu’un.
Q|Et ces inconnus, qui sont-ils ?
A|Des étudiantes surtout, des retraités parfois. À Tunis nous en avons rencontré une quarantaine. Aucune ne savait quelle voix elle avait contribué à polir.
H|Une oreille à deux centimes
A|Le paiement se fait à l’écoute, deux centimes environ, et l’écoute n’est comptée que si l’on va jusqu’au bout. Certaines apprennent à ne plus entendre.
link|L’intégralité est à lire dans le numéro 14.
@en;;
T|How many people does it take to run a self-driving shop?
P|More than you would think. Last month I visited a grocery store in which, according to the sign above the door, there is nobody. The cameras are real and so is the cheese. What the sign does not say is that every basket is replayed, within minutes, by a reviewer on another continent.
P|I counted the hand-overs with the help of a former engineer. Out of a thousand baskets some seven hundred were looked at by a person. {a former engineer|“We called it training for the first year and quality for the second,”} he explained. In the third year nobody called it anything.
P|None of this makes the shop a fraud. It makes it a shop with staff, and staff have rights, hours and names.
@es;2017-01-20;Cuadernos de Altamar
T|“La nube pesa”, en Cuadernos de Altamar [20 de enero de 2017]
P|La revista ha traducido un texto mío sobre los centros de datos y la gente que los limpia. Agradezco a Inmaculada Prieto una traducción que mejora el original.
P|Se suele decir que la nube no ocupa lugar. Quien la limpia sabe que pesa, que hace ruido y que huele a polvo caliente. En los pasillos del centro que visité trabajan de noche once personas, contratadas por una empresa que subcontrata otra empresa.
P|{Teodoro Rivas|—Aquí no entra nadie de la firma grande —me dijo Teodoro Rivas, el encargado—. Nos conocen por los correos.}
P|El ruido no cesa nunca. A las seis, cuando salen, siguen oyéndolo en el autobús, y algunos dicen que también en sueños.
@en;2016-12;Low Tide Magazine
T|In Low Tide Magazine, December 2016
P|A short essay on captchas, or on the work we all do for free in order to prove that we are not the ones who do it for money. It begins like this, and the rest is behind a wall.
P|The picture shows nine squares and in four of them there is a bus. I have never been paid for finding a bus. Yet I have found, by my own estimate, about six thousand of them, and somewhere a machine has learned from each.
link|Continue reading
"""

PAGES["a4-single-it.txt"] = """
@it;2019-05-03;La Voce del Lario
H|«L’intelligenza artificiale? Chiedete a mia madre»
source|La Voce del Lario, venerdì 3 maggio 2019
byline|di Agnese Colombo
P|A Bellano, sopra la farmacia, una stanza con quattro computer tiene in piedi un pezzo di futuro. È qui che Rosanna Pozzi, sessantuno anni, ex operaia tessile, controlla le parole che un assistente vocale non ha capito.
P|{Rosanna Pozzi|«Mi mandano le frasi sporche», racconta ridendo. «Quelle con il trapano, con il cane, con il bambino che piange.»} Le ascolta, le riscrive, le rimanda. In un’ora ne fa centoventi, se il dialetto non è troppo stretto.
caption|Rosanna Pozzi nella stanza sopra la farmacia.
+caption|Rosanna Pozzi nella stanza sopra la farmacia. (Foto Cattaneo)
P|La figlia, Elisa, insegna informatica a Lecco e ai suoi studenti ripete sempre la stessa cosa. {Elisa|«Quando mi chiedono come fa la macchina a capire, io rispondo: “Chiedete a mia madre”»}, spiega Elisa. I ragazzi pensano che scherzi.
H|Il prezzo di una parola
P|La cooperativa che distribuisce il lavoro riconosce un centesimo a parola, lordo. Il presidente, Sandro Galli, parla di un’occasione per le valli. {Sandro Galli|“Portiamo lavoro dove non c’era più niente, sostiene Galli, e nessuno è obbligato ad accettarlo.“} I sindacati chiedono un minimo orario e, per ora, non l’hanno ottenuto.
P|Secondo uno studio del Politecnico, nelle province di Lecco e Sondrio le persone che fanno questo mestiere sarebbero circa mille. Non compaiono in nessuna statistica: non sono disoccupate, non sono impiegate, non sono in pensione.
P|Errata corrige: in una prima versione di questo articolo si leggeva che le persone sarebbero diecimila. Ce ne scusiamo con i lettori.
copyright|© RIPRODUZIONE RISERVATA
"""

PAGES["b4-tag-fr.txt"] = """
tag|intelligence artificielle
@fr;2022-03-18;Médiacités
T|[Mise à jour 18 mars 2022] Ma tribune dans Médiacités
P|Le texte que j’ai publié avec deux collègues sur les caméras « augmentées » a suscité un droit de réponse, que je reproduis à la suite pour que chacun puisse juger.
H|La vidéosurveillance intelligente n’existe pas
P|Il y a dans chaque caméra dite intelligente un homme qui regarde. Il est à Oran ou à Dakar, il voit passer des rues qu’il ne connaît pas, et il clique lorsque quelqu’un s’assoit trop longtemps sur un banc. Les élus qui achètent ces caméras ne le savent pas toujours.
P|Nous demandons que les marchés publics mentionnent, au même titre que la puissance des serveurs, le nombre de personnes employées à les faire fonctionner, leur pays et leur salaire.
signature|Antonin Valadier, Sarah Zemmour et Hélène Astruc
H|Droit de réponse de la société Visiopole
P|Contrairement à ce qu’affirment les auteurs, notre société ne recourt à aucun prestataire hors de l’Union européenne. Les opérateurs, salariés, interviennent seulement pour la validation.
@fr;2022-02-07;Radio Cornouaille
T|[Radio] Invité de la matinale de Radio Cornouaille, 7 février 2022
P|Vingt minutes en direct sur les centres d’appels, avec une question d’auditrice à laquelle je pense encore. {|« Quand je raccroche, demandait-elle, est-ce que la machine a appris quelque chose de moi ? »} La réponse est oui, et c’est même à cela que l’appel servait.
url|https://www.example.bzh/emissions/matinale
@fr;2022-01;
T|Journées d’étude « Ce que cliquer veut dire » (Nantes, 20-21 janv. 2022)
P|Le programme est enfin complet. Les inscriptions sont gratuites mais obligatoires, la salle ne contenant que soixante places. Les interventions seront enregistrées.
H|Programme
P|La première journée portera sur les enquêtes, la seconde sur le droit. Chaque séance laissera une heure à la discussion, parce que nous avons gardé un mauvais souvenir de l’an dernier.
label|Podcast de la première journée
label|Podcast de la seconde journée
@fr;2021-12-05;Le Sillon
T|Grand entretien dans Le Sillon (dimanche 5 décembre 2021)
P|L’hebdomadaire agricole m’a demandé ce que les robots de traite changent au métier. J’ai surtout rapporté ce que m’ont dit les éleveuses.
H|« La vache, elle, sait très bien qu’il y a quelqu’un »
Q|On présente le robot de traite comme un libérateur. À tort ?
A|Il libère des horaires, c’est vrai. Mais il envoie des alertes jour et nuit, et quelqu’un doit les lire. Une éleveuse de Loudéac m’a montré son téléphone : quatre cents alertes en une semaine, dont trois utiles.
Q|Qui trie ces alertes
A|Elle, le plus souvent son conjoint, et de plus en plus un service à distance, en Pologne, où des techniciens regardent les pis à la chaîne. Le constructeur appelle cela l’assistance intelligente.
A|Personne ne leur a appris à connaître les bêtes. Ils ont un manuel de couleurs, du rose pâle au rouge.
Q|Que faudrait-il changer ?
A|Le droit de couper. Il n’est écrit nulle part.
signature|Propos recueillis par Yann Le Goff
@fr;;
T|Note de lecture : Les mains du réseau
P|Lu d’une traite, ce gros livre collectif rassemble seize enquêtes sur les gens qui posent, réparent et débranchent les câbles. On y apprend que le réseau est d’abord une affaire de genoux, parce que tout se passe à terre, dans des locaux bas.
P|Je retiens surtout le chapitre de Malika Ourabah sur les sous-traitants de rang cinq. {Malika Ourabah|« Le rang cinq ne sait pas que le rang deux existe »}, écrit-elle, et toute la sociologie de la filière tient dans cette ignorance.
"""

PAGES["a5-tag-en-it.txt"] = """
tag|Automation
@en;2019-03-04;Wired
T|Quoted in Wired – March 4, 2019
P|A piece by Dana Whitlock on parcel robots has a few lines by me. I said a good deal more about remote drivers, which is the interesting part, so let me add it here after the excerpt.
H|The Robot at Your Door Has a Driver in Bogotá
P|It rolls along the pavement at the speed of a tired child, and it says thank you. What it does not say is that it cannot cross a road. {Mateo Quintana|“At every kerb it raises its hand, so to speak, and one of us takes over,” says Mateo Quintana, who steers forty robots from a flat in Chapinero. “On rainy days

P|it raises its hand at every puddle.”}
P|The company calls him a supervisor. He is paid two dollars an hour and has never seen the city he drives in.
P|Quintana does not complain about the work. {Mateo Quintana|“It is better than the call centre,”} he says. {Mateo Quintana|“The robots do not shout.”}
link|Read the full article
@it;2019-02-20;Il Ponte di Vetro
T|20 febbraio 2019 – Intervista a Il Ponte di Vetro
P|Ho risposto alle domande di Ilaria Bosco per il mensile. Qui sotto la versione integrale, con una battuta che sulla carta è stata tagliata.
Q|Professore, lei dice spesso che siamo tutti un po’ operai. Non è un’esagerazione?
A|Lo è, e serve a farsi ascoltare. C’è una bella differenza tra chi mette un cuoricino sotto una fotografia e chi ne guarda duemila al giorno per vivere. Ma il meccanismo che li tiene insieme è lo stesso, e conviene nominarlo.
Q|Chi ci guadagna?
A|Chi possiede i dati e chi li rivende. Non è un segreto, sta scritto nei bilanci. Quello che nei bilanci non si trova è il numero delle persone.
Q|E la scuola, in tutto questo
A|La scuola dovrebbe smettere di insegnare a usare le macchine e cominciare a spiegare chi le fa funzionare. Un pomeriggio passato a etichettare immagini varrebbe più di dieci lezioni di informatica.
signature|Ilaria Bosco
@en;2019-01;
T|New working paper: Measuring what nobody records (January 2019)
P|With Petra Lindqvist and Omar Haddad I have written up two years of attempts to count platform workers in five countries. The short version is that every method misses somebody, and that each misses somebody else.
H|Abstract
P|Official surveys ask for a main job and platforms count accounts. We compare both with payment data from a bank and with a household survey of our own, and we show that the four numbers can be reconciled only if one admits that most people who do this work do not call it work.
attachment|Lindqvist_Haddad_2019_WP-14.pdf
@it;2018-12-02;La Stampa
T|Su La Stampa (Torino, 2 dicembre 2018)
P|Un articolo sulle consegne a domicilio che cita la nostra ricerca e, con mia grande soddisfazione, la riassume senza errori. Riporto la parte centrale.
P|Il rider non ha un capo, ha una mappa. La mappa gli dice dove andare, quanto tempo ha e, alla fine, quanto vale. {Davide Orsini|«La mattina guardo il punteggio prima di guardare mio figlio»}, confessa Davide Orsini, trentaquattro anni. Non se ne vanta.
elision|[...]
P|Dei trecento intervistati, due su tre non sanno da cosa dipenda il proprio punteggio. Uno su tre crede che dipenda dal meteo.
link|Continua a leggere su La Stampa
"""

PAGES["b5-single-es.txt"] = """
@es;2021-10-11;
H|La noche en que el chatbot se llamaba Marisa
byline|Por Xoán Castelo
date_line|Publicado el lunes 11 de octubre de 2021
P|Durante ocho meses, quien escribía de madrugada al banco hablaba con un asistente virtual llamado Leo. Leo era amable, cometía pocas faltas y a veces tardaba. Tardaba porque Leo era Marisa Otero, cuarenta y tres años, vecina de Monforte.
P|{Marisa Otero|«Yo tenía un guion de mil frases y la obligación de no salirme», recuerda Otero. «Si alguien preguntaba si yo era una persona, había que contestar: “Soy Leo, tu asistente”.»} Lo contestó, calcula, unas tres mil veces.
caption|Marisa Otero, en su casa de Monforte. / Foto: Brais Lorenzo
P|El banco no ha querido hacer declaraciones. La empresa intermediaria sostiene que el servicio era «híbrido y que así figuraba en las condiciones de uso, en la página diecisiete.
H|Una voz prestada
P|Los abogados discuten ahora a quién engañaba Leo. {Uxía Pardo|«A los clientes, desde luego, pero también a las trabajadoras, a las que se les negó hasta el nombre»}, afirma Uxía Pardo, que lleva el caso. La Inspección de Trabajo levantó acta en abril.
running_header|La noche en que el chatbot se llamaba Marisa
P|Según Pardo, {Uxía Pardo|«lo novedoso no es la mentira, es el precio»}: cuatro euros la hora, nocturnidad incluida. Otero ya no trabaja de noche. Ha abierto una mercería y atiende, dice, con su propia voz.
pull_quote|«Lo novedoso no es la mentira, es el precio»
related|Artículos relacionados
+related|Las manos que leen tu correo
+related|¿Quién contesta al otro lado?
url|www.example.gal/el-noroeste/leo
"""

PAGES["c1-tag-en-fr.txt"] = """
tag|machine learning
@en;2018-03-12;The Northern Beacon
T|Interview: “We are all trainers now” (The Northern Beacon, 12 March 2018)
P|The paper sent a reporter and, to my surprise, a cartoonist. What follows is most of the interview and none of the cartoons, for which you will have to find a printed copy.
H|“We are all trainers now”
P|He has spent ten years asking people what they do all day in front of a screen, and he has learned not to interrupt. {Karl Ostrow|“The answer is never what the contract says,”} explains Karl Ostrow, who funds the survey out of a small grant.
P|Interviewing is slow work. In some villages the team had to come back three times before anyone would admit to having an account, let alone to earning money with it.
@fr;2019-01-07;
T|[Séminaire #corpus] Jeanne Autran « Lire les conditions générales » (7 janv. 2019, 17h-20h)
P|Pour cette quatrième séance nous recevons Jeanne Autran, juriste, qui a eu la patience de lire, dans leur version intégrale, les conditions d’utilisation de trente-deux applications de livraison.
H|Résumé
P|Les contrats d’adhésion sont une littérature sans lecteurs. En les lisant comme des textes, avec leurs personnages et leurs ellipses, on voit apparaître un narrateur omniscient, la plateforme, et un héros sans droits, le partenaire.
url|https://seminaire.example.org/seance4
@fr;2019-05-18;Le Nouveau Messager
T|Mon portrait dans « Le Nouveau Messager » (supplément du 18 mai 2019)
P|Une page entière, et une photo devant une photocopieuse. Je ne me plains pas : l’article dit l’essentiel sur l’enquête, et cite celles et ceux qui l’ont faite avec moi.
P|{Claudine Reboul|« Nous avons frappé à six cents portes »}, raconte Claudine Reboul, ingénieure d’études. Au dos de chaque questionnaire elle notait la couleur des volets, pour retrouver les maisons.
signature|Armand Tissier
@en;2018-06-02;BBC World Service
T|On the BBC World Service, talking about content moderation (June 2, 2018)
P|Seven minutes, between a bulletin and a cricket score. I was asked whether the moderators could not be replaced by software, and answered that the software is what they are asked to train in their breaks.
label|Audio: the programme (26 min.)
@en;2018-01-19;De Avondpost
T|My interview with Dutch newspaper De Avondpost (19 Jan. 2018)
P|The interview is in Dutch, and the translation below is mine, with the help of a patient neighbour. Any mistake is therefore mine as well.
Q|You say that robots need babysitters. Is that a joke?
A|Half of one. A sorting robot in a parcel hall asks for help some two hundred times a day, and the person who helps is logged as idle.
Q|Who pays for that time?
A|She does. Her bonus depends on the minutes in which she is not idle.
@en;;
T|A note on method
P|Several readers asked how I find the people I talk to. The honest answer is that they find me, and that this is a bias. I keep a list of all those who wrote and did not want to talk, and I count them too.
P|In my next book I shall print the list, without names. It is longer than the list of interviews, and in some ways it says more about the trade.
"""

PAGES["c2-tag-it-es.txt"] = """
tag|piattaforme
@it;2018-01-12;Rai Radio 3
T|Ospite a Pane e Dati, su Rai Radio 3 (12 gen. 2018)
P|Sono stato invitato a commentare la notizia del giorno, un magazzino senza magazzinieri alle porte di Piacenza. Ho provato a spiegare che i magazzinieri ci sono, ma stanno in un altro posto e guardano attraverso una telecamera.
label|Podcast della trasmissione
@it;2019-02-27;Il Foglio del Lunedì
T|Il Foglio del Lunedì, 27 febbraio 2019: “Il cottimo non è mai morto”
P|Pagina intera, con una bella illustrazione. Riporto l’inizio dell’articolo di Serena Maltese, che ringrazio per la precisione con cui ha riportato le nostre cifre.
P|Ogni mattina Gianni apre il computer e aspetta. A volte le attività arrivano subito, a volte non arrivano affatto. {Gianni|«Il silenzio è la parte peggiore», dice Gianni.} Ha quarantanove anni e faceva il tipografo.
P|Quelli come lui sono stimati in trentamila. Lavorano dal tinello, dalla camera dei figli, dalla macchina parcheggiata sotto casa quando in casa c’è troppo rumore.
link|Continua a leggere
@es;2018-06-15;Página Norte
T|Reseñado en Página Norte (Argentina, 15 de junio de 2018)
P|El suplemento cultural dedica dos columnas a la traducción de mi libro. Transcribo el final, que me hizo reír, y agradezco al autor sus reparos.
P|El ensayo convence cuando describe y cansa cuando predica. Sus mejores páginas son las de los talleres de Rosario, donde el autor se calla y deja hablar a las costureras de datos.
signature|Esteban Molinari
@it;;
T|Il mio libro raccontato da un gruppo di lettura
P|A Forlì, in una biblioteca di quartiere, diciotto persone hanno letto il libro un capitolo alla settimana e mi hanno mandato i loro appunti. Li ho trovati più utili di molte recensioni, e con il loro permesso ne pubblico qualcuno.
P|Mi ha colpito soprattutto una signora, ex centralinista, che ha riconosciuto nel lavoro degli annotatori il suo di quarant’anni fa: le cuffie, il cronometro, il divieto di parlare con la vicina.
@it;2019-01/2019-02;
T|Rassegna stampa di due mesi (gennaio-febbraio 2019)
P|Raccolgo qui i collegamenti agli articoli usciti nelle ultime settimane, in ordine sparso. Qualcuno l’ho letto anch’io con piacere, qualcuno con pazienza.
url|https://rassegna.example.it/2019
@es;2019-05-06/2019-05-09;
T|Diapositivas de mi charla en el congreso Tecnología y Trabajo (6-9 de mayo de 2019)
P|Como prometí a los asistentes, dejo aquí las diapositivas. Hay un error en la número doce: donde dice millones debe decir miles, como me señaló con elegancia una estudiante en el turno de preguntas.
attachment|charla_tecnologia_trabajo_2019.pdf
"""

PAGES["d1-tag-it-en.txt"] = """
tag|lavoro digitale
@it;2019-04-11;Mattino di Foggia
T|“Gli algoritmi hanno fame”: la mia intervista al Mattino di Foggia (11 aprile 2019)
P|In occasione della presentazione del libro in Puglia, Nicola Santoro mi ha intervistato per le pagine culturali. Ripubblico il testo, con un paio di correzioni che sulla carta non si sono potute fare.
H|Il sociologo che fa i conti in tasca ai robot
byline|di Nicola Santoro
P|«Mi scusi per il ritardo, stavo dimostrando a un sito che non sono una macchina.» Comincia così, con una battuta, la nostra conversazione nel chiostro della biblioteca. Fuori piove, e lui non ha fretta.
Q|Da dove nasce l’idea di studiare i lavoratori del clic?
A|Da un errore. Cercavo persone che avessero perso il lavoro per colpa di un programma, e trovavo persone che lo avevano trovato. Peggiore, ma lo avevano trovato.
Q|Lei sostiene che l’automazione sia un miraggio. Eppure le fabbriche si svuotano.
A|Si svuotano qui e si riempiono altrove. Non dico che nulla cambi: dico che il lavoro si sposta, si spezza e smette di chiamarsi lavoro. È molto diverso dallo scomparire.
A|E poi c’è la parte che resta e che nessuno vede. In un solo condominio di Cerignola abbiamo trovato undici persone che correggevano scontrini.
Q|Undici in un condominio?
A|Undici, e non lo sapevano l’una dell’altra.
caption|Il chiostro della biblioteca di Foggia (foto di Lucia Pace)
@en;2019-03-29;The Atlantic Ledger
T|Featured in The Atlantic Ledger’s long read on “ghost automation” [March 29, 2019]
P|Naomi Feldt spent four months following the people behind an office assistant that schedules meetings. I helped her with the figures and she was kind enough to quote me on something else altogether.
H|The Assistant Will See You Now
P|Her name is Amber, and she does not exist. She answers within four minutes, at any hour, with a courtesy that has become rare in business correspondence. Clients send her flowers at Christmas.
P|{Luz Bautista|“The flowers went to the headquarters,” says Luz Bautista, one of the thirty-odd women who have been Amber.} {Luz Bautista|“We got a picture of them in the chat.”} Bautista worked nights from Cebu. She was not allowed to sign with her own name, to use the word “we”, or to be slower than the machine she was supposed to be.
caption|Luz Bautista at home in Cebu, in front of the desk where she was Amber.
+caption|Luz Bautista at home in Cebu, in front of the desk where she was Amber. Jun Reyes for The Atlantic Ledger
P|The company describes its product as “human-assisted”. In an earlier brochure it was “fully autonomous”, and in the contract that Bautista signed it is not described at all. {Frank Delaney|“Nobody has lied to anybody,”} insists Frank Delaney, the chief executive, when I reach him by telephone.
url|https://www.example.com/longread/amber
@it;2019-03-08;
T|8 marzo 2019: sciopero e piattaforme, un incontro a Pesaro
P|Con le compagne della Camera del lavoro parleremo di cosa significhi scioperare quando non si ha un cancello davanti al quale fermarsi. L’appuntamento è alle diciotto, nella sala grande, e ci sarà un servizio di baby-sitting.
speaker_list|Relatrici: Franca Bruni (Filcams), Ines Okafor (rider), Teresa Manni (Università di Urbino)
@en;2019-02;Feminist Technology Quarterly
T|New article: “The kitchen and the cloud” (Feminist Technology Quarterly, Feb. 2019)
P|Written with Asha Menon, this article compares two kinds of work that are done at home, by women, for nothing or next to nothing, and that are called by other names. It took us three years, two of which were spent in peer review.
H|Abstract
P|Drawing on eighty-two interviews in Kerala and Liguria, we argue that data work inherits from domestic service both its schedules and its invisibility, and that proposals for its regulation would gain from being read beside the history of household labour.
attachment|Menon-kitchen-cloud-preprint.pdf
@it;2019-01-22;L’Eco di Barletta
T|L’Eco di Barletta (22/01/2019)
P|Un trafiletto, ma scritto bene. Lo copio per intero perché sul sito del giornale è già scomparso, e perché la signora di cui parla mi ha chiesto di conservarlo.
P|Ha settantadue anni e addestra un’intelligenza artificiale. Accade a Trani, dove Addolorata Cafagna, sarta in pensione, descrive abiti per un negozio online. {Addolorata Cafagna|«Devo dire se è un plissé o un godet», spiega la signora Cafagna.} {Addolorata Cafagna|«I giovani non li distinguono più.»}
signature|m. d. l.
"""

PAGES["d2-tag-fr-es-en.txt"] = """
tag|micro-tâches
@fr;2020-11-14;Reporters du Nord
T|Reporters du Nord m’interroge sur le confinement des clics (samedi 14 novembre 2020)
P|Que deviennent les travailleurs des plateformes quand tout le monde travaille à la maison ? La question était bonne, et j’ai essayé d’y répondre sans faire de prophéties.
H|Confinés depuis toujours
P|Le télétravail, ils connaissent. Depuis sept ans, Mireille Vasseur retranscrit des consultations médicales dans sa cuisine de Roubaix. {Mireille Vasseur|« Ma vie n’a pas changé, sauf que maintenant tout le monde trouve ça normal »}, constate cette ancienne secrétaire.
P|Avec l’épidémie, le nombre d’inscrits a doublé et les tarifs ont baissé de moitié. {Mireille Vasseur|« On se battait pour dix centimes, on se bat pour cinq. Je me lève à quatre heures, ajoute-t-elle, parce qu’à cinq il n’y a plus rien. »}
H|Le médecin ne sait pas
P|Les praticiens dictent, la machine écrit, du moins le croient-ils. L’éditeur du logiciel, joint par courriel, {|« ne souhaite pas commenter l’organisation de ses partenaires »}. Selon le syndicat Solidaires Informatique, trois éditeurs sur quatre procèdent de même.
link|À lire aussi : Qui écoute votre médecin ?
P|Mireille Vasseur, elle, a posé une question à son propre docteur. Il a ri, et il a changé de logiciel.
signature|Pauline Descamps
@es;2020-10-02;Radio Tormenta
T|Charla con Radio Tormenta (Montevideo, 2 de octubre de 2020)
P|Una hora de radio sin prisas, con música y con preguntas de los oyentes. El programa está en línea; aquí solo transcribo el final, porque alguien me pidió la referencia de un libro.
P|Me preguntaron si había que apagar las plataformas. Contesté que habría que encenderlas, es decir, iluminar lo que ocurre adentro, y que para eso hacen falta inspectores y no ingenieros.
label|Audio completo
@en;2020-09;
T|Call for papers: Automation and its discontents (Ghent, 18-20 September 2020)
P|We invite contributions on the people who maintain, repair, correct, imitate or replace automated systems. Historians are as welcome as engineers, and workers more than either. Abstracts of three hundred words should reach us before the end of May.
P|Travel grants are available for those whose institutions have none, and for those who have no institution. My colleagues and I will answer within a month.
@fr;2020-07;La Revue des Ponts
T|Deux pages dans La Revue des Ponts (n° 41, juillet 2020)
P|Une lecture croisée de mon livre et de celui de Bérénice Aubert, par un ingénieur qui a visiblement lu les deux. Extrait.
P|On referme ces deux ouvrages avec la conviction que les machines ont des béquilles et que ces béquilles ont des mains. Aubert raconte les chantiers, son collègue les écrans, et c’est la même histoire de petites réparations.
elision|[…]
P|Reste une question que ni l’un ni l’autre ne posent : et si l’on payait simplement mieux ceux qui réparent ?
book_reference|« La Béquille », Bérénice Aubert, éditions du Môle, 212 p., 17 €
@es;;
T|Aviso a los suscriptores de este blog
P|El servidor que aloja estas páginas se muda la semana que viene, y durante dos o tres días es posible que nada funcione. Ningún robot lo arreglará: lo hará Rubén, que se encarga de estas cosas desde hace diez años.
P|Si al volver encuentran enlaces rotos, les ruego que me escriban. Prometo responder yo, y no mi asistente.
"""

SEEN = sorted(name for name in PAGES if name[0] in "ac")
HELD_BACK = sorted(name for name in PAGES if name.startswith("b"))
FRESH = sorted(name for name in PAGES if name.startswith("d"))
