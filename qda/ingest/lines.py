"""Lines of a plain or web text, and what a single line can be: a byline, a link, a caption, a date …

What each language writes there is data (:data:`WORDS`); the patterns are the same for all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from qda.ingest.dates import find_dates

_UP = "A-ZÀ-ÖØ-Þ"
_NAME_WORD = rf"(?:[{_UP}]\.|[{_UP}](?:[\w’'])*(?:-[{_UP}][\w’']*)*)"
_PARTICLE = r"(?:de|du|des|d’|di|da|del|della|dos|das|van|von|der|den|le|la|al|el|y|e|bin|ben)"
#: A person's name: two to four words in capitals, with particles between them.
NAME = rf"{_NAME_WORD}(?:[ \u00a0](?:{_PARTICLE}[ \u00a0]){{0,2}}{_NAME_WORD}){{1,3}}"


@dataclass(frozen=True)
class Line:
    """A line that is not empty. ``start``/``end`` are its trimmed bounds; ``gap`` counts the empty lines
    before it.
    """

    start: int
    end: int
    text: str
    gap: int


def lines_of(text: str, start: int = 0, end: int | None = None) -> list[Line]:
    """The lines of ``text[start:end]`` that hold something, trimmed."""
    found, gap = [], 0
    for match in re.finditer(r"[^\n]*(?:\n|\Z)", text[start:end]):
        raw = match[0]
        body = raw.strip()
        if not body:
            gap += 1
            continue
        begin = start + match.start() + raw.index(body)
        found.append(Line(begin, begin + len(body), body, gap))
        gap = 0
    return found


@cache
def _listed(file: str) -> dict[str, str]:
    text = (resources.files("qda") / "data" / file).read_text(encoding="utf-8")
    names = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return {fold(name): name for name in names}


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case, one kind of apostrophe, one kind of space, no outer punctuation: to compare names and
    lines.
    """
    text = text.lower().replace("’", "'").replace("ʼ", "'")
    return re.sub(r"\s+", " ", text).strip(" \t\n.,;:!?…«»“”\"'()[]*–—-")


@lru_cache(maxsize=16384)
def known_outlet(name: str) -> str:
    """The outlet of that name as it is listed, with or without its article; ``""`` if none is listed."""
    return _listed("outlets.txt").get(fold(name), "")


@cache
def _first_words() -> frozenset[str]:
    return frozenset(re.split(r"[\s']", name)[0] for name in _listed("outlets.txt"))


@lru_cache(maxsize=4096)
def may_begin_outlet(word: str) -> bool:
    """True if a listed outlet begins with that word, or with what follows its elided preposition."""
    parts = [word.lower(), *re.split(r"[’']", fold(word))]
    return any(p in _first_words() or fold(p) in _first_words() for p in parts)


def is_place(name: str) -> bool:
    """True for a country or city on the list, or several of them."""
    parts = [p for p in re.split(r"\s*(?:,|/| et | and | e | y | und )\s*", name) if p]
    return bool(parts) and all(fold(p) in _listed("places.txt") for p in parts)


@lru_cache(maxsize=16384)
def words_in(text: str) -> int:
    """How many words ``text`` has."""
    return len(re.findall(r"[^\W_]+(?:[’'-][^\W_]+)*", text))


# -- what languages write there (fr, en, it, es, pt, de together: none of these words misleads in another)
# -----------

_RECORDED = (
    r"(?:(?:le|la|les|the|il|lo|el|o|a|cet|cette|this|questa|questo|este|esta) |l[’'])?(?:podcast|audio|"
    r"émission|vid[ée]o|replay|"
    r"programme|show|episode|épisode|recording|enregistrement|puntata|trasmissione|programa|episodio|"
    r"emisión|sendung|folge)"
)
_READ_MORE = (
    r"lire (?:l[’'](?:intégral\w*|enquête|ensemble)|notre|nos|la suite|plus|aussi|également|l’article|"
    r"l'article|l’interview|l’entretien|le texte|ici)|à lire|"
    r"poursuivre la lecture|"
    r"continuer (?:la lecture|à lire)|voir (?:aussi|la vidéo|l’émission)|(?:ré)?écouter|ecouter|la suite "
    r"(?:sur|dans|ici)|"
    r"en savoir plus|télécharger|retrouve[rz] (?:l’|le |la |cet)|cliquez ici|"
    r"read (?:more|the (?:rest|full|whole)|on\b|also|it |here)|continue reading|keep reading|watch (?:the "
    r")?(?:video|here)|"
    r"listen (?:to|here)|click here|find out more|download|more on this|see also|full (?:text|interview|"
    r"article)|"
    r"leggi (?:tutto|di più|anche|l[’']|il |la |su|qui)|continua (?:a leggere|la lettura|su|qui)|per saperne "
    r"di più|scarica|guarda (?:il video|anche)|"
    r"ascolta|vedi anche|prosegui|"
    r"leer (?:más|el|la|también|en)|sigue leyendo|seguir leyendo|lea (?:también|el|más)|ver (?:también|el "
    r"vídeo|o vídeo|mais)|descargar|"
    r"leia (?:mais|também|o|a)\b|ler (?:mais|o artigo|a entrevista)|continuar (?:a ler|lendo|leyendo)|"
    r"continue lendo|saiba mais|veja também|"
    r"weiterlesen|mehr lesen|lesen sie (?:auch|mehr|weiter)|zum (?:artikel|interview|video)|mehr dazu|"
    r"herunterladen|siehe auch|hier klicken|"
    r"(?:l[’']|le |el |the |o |il |la |den |das )?(?:full |complete )?(?:article|articolo|artículo|artigo|"
    r"texte|testo|texto|text|interview|entretien|"
    r"intervista|entrevista)(?: complete?| complet[oa]| integrale| intégrale?| íntegr[oa])(?= (?:est|se|à|è|"
    r"si|está|en|is|ist|sur|su|qui|ici|aquí|here))|"
    r"read next|up next|read our|leggi il nostro|lea nuestr[oa]|leia noss[oa]|à voir aussi|à découvrir|da "
    r"leggere|da non perdere|ne manquez pas|te puede interesar|"
    rf"(?:écouter|réécouter|regarder|revoir|voir|listen to|watch|view|ascolta|riascolta|guarda|rivedi|"
    rf"escuchar?|escucha|ver|mira|"
    rf"ouvir|ouça|assistir|assista|anhören|ansehen) {_RECORDED}|"
    r"l[’']intégralité|(?:la )?version intégrale|(?:la )?versione integrale|(?:la )?versión íntegra|the "
    r"full version"
)
_CAPTION = (
    r"capture d’écran|capture d'écran|photo(?:graphie)?s?\b(?! de (?:famille))|crédits?\b|légende|"
    r"illustration|image\b|infographie|dessin\b|"
    r"screenshot|picture\b|photograph\b|credits?\b|caption|courtesy\b|"
    r"foto(?:grafia)?s?\b|fotografía\b|immagine\b|didascalia|illustrazione|schermata|"
    r"captura de (?:pantalla|tela|ecrã)|imagen\b|imagem\b|ilustración|ilustração|legenda\b|"
    r"bildschirmfoto|bild(?:quelle|nachweis)?\b|abbildung|grafik\b"
)
_CREDIT = (
    r"©|\(c\)\s|\bcc[- ](?:by|0)|\bcc0\b|creative commons|getty images|shutterstock|unsplash|\bvia flickr"
)
_SOURCE = r"sources?|fonte|fuente|fontes|quelle"
_DATE_LINE = (
    r"(?:article |texte |post )?(?:publiée?|paru|mis[e]? (?:à jour|en ligne)|modifié)(?: le| en| dans)?|"
    r"posté le|"
    r"(?:first )?(?:published|posted|updated|last (?:updated|modified))(?: on| at| in)?|"
    r"pubblicato(?: il| su)?|aggiornato(?: il)?|"
    r"publicado(?: el| em| en)?|actualizado(?: el)?|atualizado(?: em)?|"
    r"veröffentlicht(?: am)?|aktualisiert(?: am)?|stand|erschienen(?: am)?|le|il|el|am|on|date|data|fecha|"
    r"datum"
)
_WEEKDAY = (
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"luned[iì]|marted[iì]|mercoled[iì]|gioved[iì]|venerd[iì]|sabato|domenica|lunes|martes|miércoles|jueves|"
    r"viernes|sábado|domingo|"
    r"(?:segunda|terça|quarta|quinta|sexta)-feira|montag|dienstag|mittwoch|donnerstag|freitag|samstag|"
    r"sonntag)"
)
BY = (
    r"par|propos recueillis par|by|di|a cura di|intervista di|por|de|von|interview:?|texto?:?|texte :|"
    r"testo:?|entrevista de|entrevista por|an interview by|interview by|entretien par"
)
_MEDIA = (
    r"podcasts?|vid[ée]os?|audios?|slides?|diaporama|enregistrement|replay|"
    r"entretien avec|interview (?:with|mit|de|avec)|intervista (?:a|con)|entrevista (?:a|con|com)|gespräch "
    r"mit|"
    r"registrazione|recording|grabación|gravação|aufzeichnung|ponencia|relazione"
)
_PEOPLE = (
    r"intervenante?s?|intervenant[·•.]es?(?:[·•.]s)?|participante?s?|participant[·•.]es|avec|"
    r"invité[·•.]?e?s?|modération|discutante?s?|"
    r"speakers?|panel(?:l?ists)?|participants|with|moderator|guests?|discussants?|chair|"
    r"relatori|relatrici|interventi|partecipanti|ospiti|modera|"
    r"ponentes|participan|intervienen|con|modera|oradores|palestrantes|com|"
    r"mit|teilnehmer(?::?innen)?|referent(?::?innen|en)?|moderation|gäste"
)
_SITE = (
    r"share (?:this|on)|like this|like loading|loading\.\.\.|tweet|partager(?: sur)?|j’aime|posted in|filed "
    r"under|tagged|tags?:|"
    r"catégories? ?:|étiquettes? ?:|etiquetas? ?:|etichette ?:|publié dans|laisser un commentaire|"
    r"commentaires?(?: fermés)?|leave a "
    r"(?:comment|reply)|comments?(?: off)?|"
    r"condividi|mi piace|categorie|lascia un commento|compartir|comparte|me gusta|categorías|deja un "
    r"comentario|"
    r"partilhar|compartilhar|deixe um comentário|teilen|kommentare?|schlagwörter|kategorien|"
    r"newsletter|abonnez-vous|subscribe|iscriviti|suscríbete|assine|abonnieren|cookies|advertisement|"
    r"publicité|pubblicità|publicidad|publicidade|anzeige|werbung|"
    r"follow us|suivez-nous|seguici|síguenos|siga-nos|folgen sie uns|réagir(?: à)?|commenter|sign up|"
    r"inscrivez-vous|"
    r"temps de lecture|tempo di lettura|tiempo de lectura|tempo de leitura|lesezeit|reading time|"
    r"lecture ?:? \d+|\d+ min(?:utes)? read|"
    r"article (?:réservé|payant)|réservé aux abonnés|contenuto riservato|(?:solo )?per (?:gli )?abbonati|"
    r"(?:solo )?para suscriptores|"
    r"subscribers? only|tous droits réservés|all rights reserved|tutti i diritti riservati|riproduzione "
    r"riservata|"
    r"todos los derechos reservados|todos os direitos reservados|alle rechte vorbehalten|"
    r"mots[- ]clés ?:|keywords ?:|parole chiave ?:|palabras clave ?:|palavras-chave ?:"
)
# Buttons: whole lines.
_BUTTON = (
    r"print|imprimer|stampa|imprimir|drucken|share|partager|envoyer|e-?mail|facebook|twitter|whatsapp|"
    r"linkedin|telegram|"
    r"copy link|copier le lien|copia link|copiar enlace|(?:\d+ )?comment(?:aire|i|o|ario)?s?|save|"
    r"enregistrer|salva|guardar"
)
_RELATED = (
    r"(?:articles?|posts?|sujets?|dossiers?|contenus?) (?:liés?|connexes?|similaires?|associés?)|sur le même "
    r"(?:sujet|thème)|à lire aussi|"
    r"related (?:posts?|articles?|content|stories)|more from|you may also like|"
    r"articoli correlati|potrebbe interessarti|artículos relacionados|artigos relacionados|leia também|"
    r"ähnliche (?:artikel|beiträge)|mehr zum thema|most (?:read|viewed|popular)|les plus lus|le più lette|i "
    r"più letti|lo más (?:leído|"
    r"visto)|mais lidas|meistgelesen|(?:nos )?recommand(?:ations|és)|recommended(?: for you)?|read next|à "
    r"ne pas manquer|da non perdere"
)
_URL = r"(?:https?://|www\.)\S+"


def _whole(words: str, tail: str) -> re.Pattern:
    return re.compile(rf"(?:{words}){tail}", re.IGNORECASE)


READ_MORE = _whole(_READ_MORE, r"\b[^\n]{0,140}")
CAPTION_START = _whole(_CAPTION, r"[^\n]*")
CREDIT = re.compile(_CREDIT, re.IGNORECASE)
SOURCE_LINE = re.compile(
    rf"[\[(]?(?:{_SOURCE}|via)[ \u00a0]?:[ \u00a0]*(?P<name>[^\n]{{2,120}})", re.IGNORECASE
)
URL_LINE = re.compile(rf"[*†‡\d\[\]().:>→\s–-]*{_URL}[)\].\s]*")
URL = re.compile(_URL)
HANDLE = re.compile(r"@\w+|\S+@\S+\.\w+")
#: A caption that ends in its credit: … Photograph: A. Name · … / Foto: A. Name
CREDITED = re.compile(
    rf"[^\n]{{8,260}}(?:[.)/|–—-][ \u00a0]*\(?|\()(?i:photo(?:graph)?(?:e|ie)?s?|picture|foto|imagen?|bild|"
    rf"crédits?|credits?)"
    rf"(?: (?i:by|di|de|par|von))?[ \u00a0]?:?[ \u00a0]+(?:{NAME}|[{_UP}]\S*|(?<=: "
    rf")[a-z]{{2,4}}\b)(?:[ \u00a0]?[/,][ \u00a0]?[^.!?\n]{{2,40}})?\)?\.?"
)
INITIALS = re.compile(r"\(?(?:[^\W\d_]\.[ \u00a0-]?){2,4}\)?")
FOOTNOTE = re.compile(r"(?:\*{1,4}|[†‡]|\[\d+\]|\(\d+\)|\d{1,2}\.)[ \u00a0]?\S[^\n]*")
ELISION = re.compile(r"[(\[]\s*(?:…|\.{3,})\s*[)\]]|…|\.{3}")
PAGE_NUMBER = re.compile(
    r"(?:page |p\. ?|seite |pagina |página )?\d{1,4}(?: ?(?:/|sur|of|di|de|von) ?\d{1,4})?", re.IGNORECASE
)
ATTACHMENT = re.compile(
    rf"(?=[{_UP}\d])[^\s/:]+(?:[-_][^\s/:]+){{2,}}|[^\s/]+\.(?:pdf|docx?|odt|pptx?|xlsx?|mp3|mp4|zip|jpe?g|"
    rf"png)",
    re.IGNORECASE,
)
MEDIA_LABEL = re.compile(rf"(?:{_MEDIA})\b[^\n]{{0,140}}", re.IGNORECASE)
PEOPLE_LIST = re.compile(rf"(?:{_PEOPLE})[ \u00a0]?:[ \u00a0]*[^\n]*", re.IGNORECASE)
SITE_LINE = re.compile(rf"(?:{_SITE})(?![^\W\d_])[^\n]{{0,60}}|(?:{_BUTTON})", re.IGNORECASE)
#: Follow us on … for more: what a site asks of its reader
APPEAL = re.compile(
    r"(?:follow (?:us|the \w+) on|suivez[- ](?:nous|l’actualité)|retrouvez-nous|seguici su|síguenos en|"
    r"siga-nos|folgen sie uns|sign up (?:for|to)|"
    r"inscrivez-vous à|abonnez-vous|iscriviti (?:alla|al)|suscríbete a|subscribe to|abonnieren sie|recevez "
    r"(?:notre|la)|"
    r"vous souhaitez (?:réagir|nous écrire)|do you have (?:a story|information)|got a (?:story|tip)|have "
    r"you been affected|"
    r"si cet article vous a|support (?:our|us)|soutenez|sostieni(?:ci)?|apóyanos|apoie)\b",
    re.IGNORECASE,
)
#: Épisode 2 (59 min.): a recording, by its length
RECORDING_LINE = re.compile(
    r"(?=[^\n]{4,90}\Z)[^\n.!?]+[(\[][ \u00a0]?(?:\d{1,3}[ \u00a0]?(?:min(?:utes?|uti|utos|uten)?\b\.?|"
    r"[’'′])(?:[ \u00a0]?\d\d)?|"
    r"\d{1,2}[ \u00a0]?h(?:[ \u00a0]?\d\d)?|(?:\d{1,2}:)?\d{1,2}:\d\d)[ \u00a0]?[)\]]\.?|"
    r"(?:épisode|episode|puntata|episodio|episódio|folge)[ \u00a0]\d{1,2}",
    re.IGNORECASE,
)
RELATED = re.compile(rf"(?:{_RELATED})[ \u00a0]?:?", re.IGNORECASE)
BYLINE = re.compile(
    rf"(?i:{BY})[ \u00a0]+(?P<name>(?:{NAME})(?:(?:, | et | and | e | y | und )(?:{NAME}))*)\.?"
)
_PAPER_NAME = rf"(?:L[’']|Le |La |Les |The |Il |El |O |A |Der |Die |Das )?[{_UP}][^.,;:!?\n]{{2,45}}"
#: A name with the place or the post it is written from: Ann Lee in Leeds · Ann Lee, envoyée spéciale à Lyon
CORRESPONDENT = re.compile(
    rf"(?:(?i:{BY})[ \u00a0]+)?(?P<name>(?:{NAME})(?:(?:, | et | and | e | y | und )(?:{NAME}))*)"
    rf"(?:(?<=[^\W\d_]), (?:{_PAPER_NAME})|[ \u00a0](?:in|à|a|da|en|aus|em|"
    rf"from)[ \u00a0](?:[{_UP}][\w’'-]*)(?:[ \u00a0][{_UP}][\w’'-]*)?|"
    rf"[ \u00a0]?[,(–—|-][ \u00a0]?(?i:(?:[\w’'-]+[ \u00a0]){{0,3}}?(?:correspond\w+|corrispond\w+|"
    rf"correspons\w+|envoyée?|inviat[oa]|enviad[oa]|"
    rf"journalist\w*|journaliste|giornalista|periodista|jornalista|reporter\w*|redaktion|rédaction|"
    rf"redazione|editor|writer|chef\w*|responsabile|redactor\w*))"
    rf"[^.!?\n]{{0,40}})"
)
NAMES_ONLY = re.compile(rf"(?P<name>(?:{NAME})(?:(?:, | et | and | e | y | und | – | - )(?:{NAME})){{0,3}})")
STAMP = re.compile(
    r"(?:date|data|fecha|datum)[ \u00a0]*[:=]?[ \u00a0]*(?P<date>\d{4}(?:-\d\d){0,2})(?=\s|$)", re.IGNORECASE
)
_PRICE = re.compile(
    r"\d[\d.,]*[ \u00a0\u202f]?(?:€|euros?\b|\$|£|CHF|R\$)|[€$£][ \u00a0]?\d|\b\d{2,4}[ \u00a0](?:p\.|pages|"
    r"pagine|páginas|pp\.|Seiten)",
    re.IGNORECASE,
)
_PUBLISHER = re.compile(
    r"\b(?:éditions?|éd\.|editions?|editore|edizioni|ediciones|editorial|editora|verlag|press|books)\b|"
    r",\s*(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[«“\"„]")


# -- who made a text, for whom, when: lines under a headline or at the end
# -------------------------------------------------------------------------

_MADE = (
    r"propos (?:recueillis|mis en forme)|entretien (?:téléphonique )?(?:réalisé|mené|conduit|recueilli|"
    r"enregistré|effectué|du|de|par)|"
    r"interview (?:réalisée?|menée?|du|de|par|by|conducted|recorded|held|vom|von|am)|réalisée?|"
    r"recueillie?s?|enregistrée?|"
    r"intervista (?:di|a cura di|realizzata|raccolta|rilasciata|del|dell[’'])|a cura di|raccolt[oa]|"
    r"realizzat[oa]|"
    r"entrevista (?:realizada|hecha|feita|concedida|de|por|del|do)|realizad[oa]|entrevistad[oa] por|"
    r"(?:récit|reportage|enquête|analyse) (?:de|par|di|von|by)|(?:reportaje|crónica|reportagem|inchiesta|"
    r"racconto) (?:de|di|por)|"
    r"(?:words|story|text|report|reporting|photos?) by|"
    r"interviewed|conducted|recorded|as told to|das (?:interview|gespräch) führten?|gespräch vom|"
    r"aufgezeichnet|interview ?:|"
    r"entretien ?:|intervista ?:|entrevista ?:|texto?s?(?: e fotos?| et photos?)? ?:|testo ?:|textes? ?:|"
    r"traduit|traduction|translat(?:ed|ion)|traduzione|tradotto|traducción|traducid[oa]|tradução|"
    r"übersetzung|übersetzt"
)
_STORY = re.compile(
    r"(?:récit|reportage|enquête|analyse|reportaje|crónica|reportagem|inchiesta|racconto|words|story|text|photos?)\b",
    re.IGNORECASE,
)
_PRINTED = (
    r"(?:(?:cet |cette |this |questo |questa |este |esta |dieser |dieses |l[’'])?(?:article|texte|tribune|"
    r"entretien|interview|piece|"
    r"text|articolo|intervista|artículo|entrevista|artigo|artikel|beitrag)[ \u00a0])?(?:(?:a été|est|was|è "
    r"stat[oa]|è|fue|foi|wurde|"
    r"ist)[ \u00a0])?(?:(?:d[’']abord|initialement|originally|first|originariamente|originalmente|zuerst|"
    r"ursprünglich)[ \u00a0])?"
    r"(?:parue?|publiée?|published|appeared|pubblicat[oa]|uscit[oa]|appars[oa]|publicad[oa]|aparecid[oa]|"
    r"erschienen|veröffentlicht|"
    r"extrait|extracted|tratto|tomado)"
)
_MENTION = re.compile(
    rf"[(\[–—-]?[ \u00a0]?(?P<what>(?P<made>{_MADE})|(?P<printed>{_PRINTED}))(?![^\W\d_])", re.IGNORECASE
)
_BY_WHOM = re.compile(
    rf"(?:\b(?i:par|by|di|da|por|von|de|durch|führten?|to|with|interview|text[eo]?s?|testo|entretien|"
    rf"intervista|entrevista)[ \u00a0]?:?[ \u00a0]+)"
    rf"(?P<name>{NAME}(?:(?:, | et | and | e | y | und )(?:{NAME}))*)"
)
_SITE_NAME = r"(?:[\w-]+\.)+(?:fr|com|org|net|it|es|de|eu|info|be|ch|uk|pt|br|io|cat|lu|ca|mx|ar)"
SITE = re.compile(_SITE_NAME, re.IGNORECASE)
_FOR_WHOM = r"pour|for|per|para|für|pro"
_WHERE_PRINTED = rf"{_FOR_WHOM}|dans|sur|in|on|by|su|sul|sulla|sull[’']|nel|nella|nell[’']|da|dal|dalla|en|em|no|na|auf|bei|de|du|of|from"
_PRINTED_NAME = (
    rf"(?P<name>(?:(?:[Ll]e|[Ll]a|[Ll]es|[Tt]he|[Ii]l|[Ll]o|[Ee]l|[Oo]|[Aa]|[Dd]er|[Dd]ie|[Dd]as) |[Ll][’'])?"
    rf"(?:[{_UP}\d][^,;:()\[\]|–—\n]{{1,60}}?|{_SITE_NAME}))"
    rf"(?=[ \u00a0]*(?:[,;:()\[\]|–—]|\.?\Z)|[ \u00a0]+(?:n[°ºo]\.?[ \u00a0]|nº|(?:par|by|da|por|"
    rf"von)[ \u00a0][{_UP}]))"
)
_FOR = re.compile(rf"\b(?:{_FOR_WHOM})[ \u00a0]{_PRINTED_NAME}")
_PRINTED_IN = re.compile(rf"(?:\b(?i:{_WHERE_PRINTED})[ \u00a0]|(?<=[’'])){_PRINTED_NAME}")


_TONGUE = re.compile(
    r"(?i)(?:spanish|french|english|italian|german|portuguese|français|anglais|italien|espagnol|allemand|"
    r"italiano|inglese|francese|"
    r"español|inglés|francés|deutsch|englisch|französisch|português|inglês)"
)


class Mention(NamedTuple):
    """What a line says of a text: who made it, in which outlet it was printed, when; ``""`` for what it does not say."""

    by: str
    outlet: str
    date: str


@lru_cache(maxsize=4096)
def mention(text: str, lang: str = "") -> Mention | None:
    """``Propos recueillis par X pour Y``, ``Published in Y, 3 May 2019``, ``Entrevista realizada el …``; ``None`` for a line that
    is no such mention: it must be short, one phrase, and name a person, an outlet or a date.
    """
    opening = _MENTION.match(text) if len(text) <= 170 and words_in(text) <= 24 else None
    bare = text.strip("()[] \u00a0").rstrip(".")
    if not opening or text.endswith(("?", "!", ":")) or re.search(r"[^\W\d_]{4,}[.!?…][ \u00a0]", bare):
        return None
    found = find_dates(text, lang)
    undated = text
    for date in reversed(found):
        undated = without_weekday(undated[: date.start]) + " ;" + undated[date.end :]
    by = _BY_WHOM.search(undated)
    printed = opening["printed"]
    outlets = (_PRINTED_IN if printed else _FOR).finditer(
        undated.rstrip(" ;)]"), opening.end() - len(printed or "")
    )
    name = next(
        (m["name"].strip(' .,«»“”"') for m in outlets if not _TONGUE.fullmatch(m["name"].strip())), ""
    )
    name = (
        re.sub(
            rf"\A(?:[^\W\d_]+ )?(?i:zeitung|zeitschrift|journal|quotidien|magazine|newspaper|quotidiano|"
            rf"rivista|diario|periódico|revista)"
            rf" (?=[{_UP}])(?!\Z)",
            "",
            name,
        )
        if name[:1].islower()
        else name
    )
    if is_place(name) or (printed and not found and words_in(text) > 8 and not known_outlet(name)):
        name = ""
    if (
        printed
        and not found
        and re.match(r"(?i)publi[ée]e? dans|publicado en|pubblicato in|published in", bare)
        and not (
            known_outlet(name)
            or _PAPER.search(name)
            or re.match(r"(?:L[’']|Le |La |Les |The |Il |El |O |Der |Die )", name)
        )
    ):
        name = ""  # the category under which a blog files a post
    if not (by or name or found) or (_STORY.match(opening["what"]) and not by):
        return None
    who = by["name"] if by else ""
    if (
        printed
        and who
        and (known_outlet(who) or re.match(r"(?:L[’']|Le |La |Les |The |Il |El |O |Der |Die )", who))
    ):
        who, name = "", name or who  # published by El Faro
    return Mention(who, name, found[-1].iso if found else "")


# Words that make a name that of an outlet.
_PAPER = re.compile(
    r"(?i)\b(?:radio\d?|revue|revista|rivista|review|journal|giornale|jornal|gazett\w+|gazeta|gaceta|"
    r"courrier|courier|corriere|correo|"
    r"correio|times|post|news|tv|télévision|television|televisione|magazine|hebdo|di[aá]rio|quotidien|"
    r"quotidiano|tribune|tribuna|"
    r"zeitung|nachrichten|anzeiger|rundschau|blog|podcast|herald|chronicle|tageblatt|mercury|"
    r"mensile|mensuel|settimanale|semanario|bulletin|bollettino|boletín|observer|observador|observatore|"
    r"guardian|telegraph|figaro|"
    r"mattino|notícias|noticias)\b"
)


def sounds_like_outlet(name: str) -> bool:
    """True for a name with a word of the trade in it (*gazette*, *corriere*, *Zeitung*), or a site's address."""
    return bool(_PAPER.search(name) or SITE.fullmatch(name))


def is_signed_line(text: str) -> bool:
    """A name with where it writes from or for: ``Ann Lee in Leeds``, ``Par Ann Lee, La Gazette``; two names are no such line."""
    match = CORRESPONDENT.fullmatch(text)
    tail = text[match.end("name") :].strip(" ,") if match else ""
    named = tail[:1].isupper() and not re.match(rf"(?i:{BY})[ \u00a0]", text)
    return bool(match) and not (named and not (known_outlet(tail) or sounds_like_outlet(tail)))


def is_url(text: str) -> bool:
    """A line that is a web address and nothing else."""
    return bool(URL_LINE.fullmatch(text))


@lru_cache(maxsize=8192)
def is_read_more(text: str) -> bool:
    """``Lire la suite …``, ``(Continue reading)``, ``Leggi anche: …``: an invitation to read elsewhere."""
    return len(text) <= 160 and bool(READ_MORE.fullmatch(text.strip(" →»>[]()“”").rstrip(".…")))


@lru_cache(maxsize=8192)
def is_date_line(text: str) -> bool:
    """A line that is a date, with or without ``publié le`` and the day of the week."""
    found = find_dates(text) if len(text) <= 100 else []
    if not found:
        return False
    rest = " ".join(
        [text[: found[0].start], *[text[a.end : b.start] for a, b in zip(found, found[1:], strict=False)]]
    )
    tail = text[found[-1].end :]
    rest = re.sub(rf"(?i)\b(?:{_WEEKDAY}|{_DATE_LINE})\b", " ", rest)
    tail = re.sub(
        r"(?i)[\s,–—|-]*(?:(?:à|at|alle|a las|às|"
        r"um)\s*)?(?:\d{1,2}\s?[:h.]\s?\d{2}(?:\s?[ap]\.?m\.?)?(?:\s?uhr)?)?",
        "",
        tail,
        count=1,
    )
    return not re.search(r"\w", rest) and not re.search(r"\w", tail)


@lru_cache(maxsize=8192)
def is_source_line(text: str) -> bool:
    """``Source: X``, or an outlet with its date and nothing else (``X/Y, 4 mai 2021``)."""
    if SOURCE_LINE.fullmatch(text) and not text.endswith((" ", "?")):
        return words_in(text) <= 16
    found = find_dates(text) if len(text) <= 80 and not is_date_line(text) else []
    if not found or found[-1].end < len(text.rstrip(" .)")):
        return False
    name = without_weekday(text[: found[0].start]).strip(" ,–—-|(")
    return bool(name) and not name.endswith(":") and looks_like_outlet(name)


@lru_cache(maxsize=8192)
def without_weekday(text: str) -> str:
    """What stands before a date, without the day of the week, ``le``, ``on`` … that belong to the date."""
    rest = re.sub(
        rf"(?i)(?:[\s,]*\b(?:le|il|el|am|on|du|del))?[\s,]*\b(?:{_WEEKDAY}|le|il|el|am|on|du|del)[\s,]*\Z",
        "",
        text,
    )
    # Il Giornale del Lunedì, 4 marzo: there the day is part of a name
    return text if re.search(rf"(?i)[^\W\d_] (?:del?|du|of)[\s,]+{_WEEKDAY},\s*\Z", text) else rest


_BEFORE_OUTLET = frozenset(
    "dans sur chez à au in on at for from su sul sulla nel nella en em no na auf im bei pour por per para avec with con com mit".split()
)


_ELIDED = re.compile(rf"(?:d|l|dell|nell|sull|dall|all)[’'](?=[{_UP}])")


@lru_cache(maxsize=8192)
def looks_like_outlet(name: str) -> bool:
    """A listed outlet, several joined by ``/``, or up to five words that all begin with a capital (and no
    place).
    """
    parts = [p for p in re.split(r"\s*[/–—|]\s*|\s-\s", name) if p]
    if parts and all(known_outlet(p) for p in parts):
        return True
    if any(known_outlet(p) for p in parts) and all(p[0].isupper() and words_in(p) <= 5 for p in parts):
        return True
    words = name.split()
    small = {
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "the",
        "of",
        "di",
        "del",
        "della",
        "il",
        "lo",
        "el",
        "los",
        "do",
        "da",
        "e",
        "y",
        "et",
        "&",
        "and",
        "der",
        "die",
        "das",
        "für",
    }
    return (
        0 < len(words) <= 5
        and words[0].lower() not in _BEFORE_OUTLET
        and not is_place(name)
        and any(w[0].isupper() for w in words)
        and all(
            w[0].isupper() or w.lower() in small or _ELIDED.match(w) or (n and w[0].isdigit())
            for n, w in enumerate(words)
        )
    ) or bool(SITE.fullmatch(name))


@lru_cache(maxsize=8192)
def is_reference(text: str) -> bool:
    """A book's imprint: a title in quotation marks, a publisher, a price or a number of pages."""
    return (
        len(text) <= 250
        and bool(_PRICE.search(text))
        and bool(_PUBLISHER.search(text))
        and bool(_QUOTED.search(text) or "," in text)
    )


@lru_cache(maxsize=8192)
def is_names_only(text: str) -> bool:
    """A line of one or more personal names and nothing else; no outlet, no place."""
    match = NAMES_ONLY.fullmatch(text)
    return (
        bool(match)
        and len(text) <= 90
        and not known_outlet(text)
        and not is_place(text)
        and not re.search(r"\d", text)
    )


@lru_cache(maxsize=8192)
def is_headlike(text: str) -> bool:
    """Short, and not ended like a sentence: what a title, a headline or a sub-heading looks like."""
    bare = text.rstrip('»”"’) ')
    return (
        len(text) <= 200
        and words_in(text) <= 30
        and bool(re.search(r"\w", text))
        and not bare.endswith((".", ",", ";", ":"))
        or (len(text) <= 200 and text.endswith((")", "]")) and not text.endswith((".)", ".]")))
    )
