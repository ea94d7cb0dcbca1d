"""Lines of a plain or web text, and what a single line can be: a byline, a link, a caption, a date …

What each language writes there is data (:data:`WORDS`); the patterns are the same for all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

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


def words_in(text: str) -> int:
    """How many words ``text`` has."""
    return len(re.findall(r"[^\W_]+(?:[’'-][^\W_]+)*", text))


# -- what languages write there (fr, en, it, es, pt, de together: none of these words misleads in another)
# -----------

_READ_MORE = (
    r"lire (?:la suite|plus|aussi|également|l’article|l'article|l’interview|l’entretien|le texte|ici)|à lire|"
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
    r"l[’']intégralité|(?:la )?version intégrale|(?:la )?versione integrale|(?:la )?versión íntegra|the full version"
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
    r"catégories? ?:|étiquettes? ?:|publié dans|laisser un commentaire|commentaires?(?: fermés)?|leave a "
    r"(?:comment|reply)|comments?(?: off)?|"
    r"condividi|mi piace|categorie|lascia un commento|compartir|comparte|me gusta|categorías|deja un "
    r"comentario|"
    r"partilhar|compartilhar|deixe um comentário|teilen|kommentare?|schlagwörter|kategorien|"
    r"newsletter|abonnez-vous|subscribe|iscriviti|suscríbete|assine|abonnieren|cookies|advertisement|"
    r"publicité|pubblicità|publicidad|publicidade|anzeige|werbung"
)
_RELATED = (
    r"(?:articles?|posts?|sujets?|dossiers?|contenus?) (?:liés?|connexes?|similaires?|associés?)|sur le même "
    r"(?:sujet|thème)|à lire aussi|"
    r"related (?:posts?|articles?|content|stories)|more from|you may also like|"
    r"articoli correlati|potrebbe interessarti|artículos relacionados|artigos relacionados|leia também|"
    r"ähnliche (?:artikel|beiträge)|mehr zum thema"
)
_URL = r"(?:https?://|www\.)\S+"


def _whole(words: str, tail: str) -> re.Pattern:
    return re.compile(rf"(?:{words}){tail}", re.IGNORECASE)


READ_MORE = _whole(_READ_MORE, r"\b[^\n]{0,140}")
CAPTION_START = _whole(_CAPTION, r"[^\n]*")
CREDIT = re.compile(_CREDIT, re.IGNORECASE)
SOURCE_LINE = re.compile(rf"(?:{_SOURCE})[ \u00a0]?:[ \u00a0]*(?P<name>[^\n]{{2,120}})", re.IGNORECASE)
URL_LINE = re.compile(rf"[*†‡\d\[\]().:>→\s–-]*{_URL}[)\].\s]*")
URL = re.compile(_URL)
HANDLE = re.compile(r"@\w+|\S+@\S+\.\w+")
#: A caption that ends in its credit: … Photograph: A. Name · … / Foto: A. Name
CREDITED = re.compile(
    rf"[^\n]{{8,260}}(?:[.)/|–—-][ \u00a0]*\(?|\()(?i:photo(?:graph)?(?:e|ie)?s?|picture|foto|imagen?|bild|crédits?|credits?)"
    rf"(?: (?i:by|di|de|par|von))?[ \u00a0]?:?[ \u00a0]+(?:{NAME}|[{_UP}]\S*)(?:[ \u00a0]?[/,][ \u00a0]?[^.!?\n]{{2,40}})?\)?\.?"
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
SITE_LINE = re.compile(rf"(?:{_SITE})(?![^\W\d_])[^\n]{{0,60}}", re.IGNORECASE)
RELATED = re.compile(rf"(?:{_RELATED})[ \u00a0]?:?", re.IGNORECASE)
BYLINE = re.compile(
    rf"(?i:{BY})[ \u00a0]+(?P<name>(?:{NAME})(?:(?:, | et | and | e | y | und )(?:{NAME}))*)\.?"
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


def is_url(text: str) -> bool:
    """A line that is a web address and nothing else."""
    return bool(URL_LINE.fullmatch(text))


def is_read_more(text: str) -> bool:
    """``Lire la suite …``, ``(Continue reading)``, ``Leggi anche: …``: an invitation to read elsewhere."""
    return len(text) <= 160 and bool(READ_MORE.fullmatch(text.strip(" →»>[]()“”").rstrip(".…")))


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


def is_source_line(text: str) -> bool:
    """``Source: X``, or an outlet with its date and nothing else (``X/Y, 4 mai 2021``)."""
    if SOURCE_LINE.fullmatch(text) and not text.endswith((" ", "?")):
        return words_in(text) <= 16
    found = find_dates(text) if len(text) <= 80 and not is_date_line(text) else []
    if not found or found[-1].end < len(text.rstrip(" .)")):
        return False
    name = without_weekday(text[: found[0].start]).strip(" ,–—-|(")
    return bool(name) and not name.endswith(":") and looks_like_outlet(name)


def without_weekday(text: str) -> str:
    """What stands before a date, without the day of the week, ``le``, ``on`` … that belong to the date."""
    rest = re.sub(rf"(?i)(?:[\s,]*\b(?:le|il|el|am|on|du|del))?[\s,]*\b(?:{_WEEKDAY}|le|il|el|am|on|du|del)[\s,]*\Z", "", text)
    # Il Giornale del Lunedì, 4 marzo: there the day is part of a name
    return text if re.search(rf"(?i)[^\W\d_] (?:del?|du|of)[\s,]+{_WEEKDAY},\s*\Z", text) else rest


_BEFORE_OUTLET = frozenset(
    "dans sur chez à au in on at for from su sul sulla nel nella en em no na auf im bei pour por per para avec with con com mit".split()
)


_ELIDED = re.compile(rf"(?:d|l|dell|nell|sull|dall|all)[’'](?=[{_UP}])")


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
        and all(w[0].isupper() or w.lower() in small or _ELIDED.match(w) for w in words)
    )


def is_reference(text: str) -> bool:
    """A book's imprint: a title in quotation marks, a publisher, a price or a number of pages."""
    return (
        len(text) <= 250
        and bool(_PRICE.search(text))
        and bool(_PUBLISHER.search(text))
        and bool(_QUOTED.search(text) or "," in text)
    )


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
