"""Who speaks in a transcript: the labels that open its turns, and who of the speakers asks.

What labels look like differs from transcript to transcript (``Enquêtrice :``, ``A. C. :``, ``E1 —``, ``INT>``, ``Q.``,
``[00:12:31] M:``, ``**Rosa**``, a name and a time above the words), so the set of labels is learnt from the document:
labels recur at the beginning of lines, and take turns. A colon inside a sentence (``Attention : …``) does neither.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

# -- what can stand at the beginning of a turn
# ----------------------------------------------------------------------------------------------------------------------

_S = r"[ \u00a0\u202f\u2009]"
_TIME = r"(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3}|-\d{1,2})?"
_MINUTES = r"\d{1,3}[ \u00a0]?(?:['’′]|min\b)(?:[ \u00a0]?\d{1,2}(?:[\"”″]|''|’’|s\b)?)?"
#: A time, bare or in brackets: ``00:12``, ``[00:12:31.5]``, ``#00:12:31-4#``, ``(12'30")``, ``[00:12 - 00:31]``.
STAMP = (
    rf"(?:[\[({{#<]{_S}?(?:{_TIME}|{_MINUTES})(?:{_S}?(?:[-–—]|-->){_S}?(?:{_TIME}|{_MINUTES}))?{_S}?[\])}}#>]|"
    rf"{_TIME}(?:{_S}?(?:[-–—]|-->){_S}?{_TIME})?(?!\w))"
)
_BEFORE = (
    rf"(?P<stamp>(?:(?:[-–—•]|>>)\s*)?(?:\d{{1,4}}[.)]?[ \t]+(?=[\[(#\w])(?!\d))?(?:{STAMP}\s*(?:[-–—|:]\s*)?)?"
    rf"(?:(?:[-–—•]|>>)\s*)?)"
)
_AFTER = rf"(?P<later>{_S}*[,|]?{_S}*{STAMP})?"
_CORE = r"[^\W\d_][^\n\t:;,!?«»“”\"()\[\]<>|—–*]{0,39}?"
_NOTE = rf"(?:{_S}?\([^()\n\d]{{1,40}}\))?"
# Marie, 34 ans, modératrice: an age, or a few words in small letters, between the name and the colon
_COMMA = (
    rf"(?:,{_S}?(?:\d{{1,2}}{_S}(?:ans|anni|años|anos|years(?:{_S}old)?|Jahre)|(?:[^\W\d_A-ZÀ-ÖØ-Þ][\w’'-]*{_S}?){{1,4}})"
    rf"(?:,{_S}?(?:[^\W\d_][\w’'-]*{_S}?){{1,4}})?(?={_S}*(?:\*\*)?:))?"
)
#: The label, bare, in bold (markdown) or in brackets; a description may follow it in brackets.
_SPEAKER = rf"(?:\*\*|__)?(?P<open>[\[(<])?(?P<label>{_CORE})(?(open)[\])>]){_NOTE}(?P<inner>:?)(?:\*\*|__)?"
_INITIALS = r"(?:[^\W\d_a-zà-öø-ÿ]\.[ \u00a0-]{0,2}){1,3}"
_STYLES = {
    "colon": re.compile(rf"{_BEFORE}{_SPEAKER}{_COMMA}{_AFTER}{_S}*(?:(?<=:\*\*)|(?<=:__)|:(?!//)){_S}*"),
    "angle": re.compile(rf"{_BEFORE}(?P<label>{_CORE}){_AFTER}{_S}?>+{_S}*"),
    "dash": re.compile(rf"{_BEFORE}{_SPEAKER}{_AFTER}(?:{_S}+[-–—]|[–—]|(?<=\.)-){_S}+"),
    "dot": re.compile(rf"{_BEFORE}(?P<label>[^\W\d_][\w’'-]{{0,19}}(?:{_S}\d)?){_AFTER}\.{_S}+"),
    "initials": re.compile(rf"{_BEFORE}(?P<label>{_INITIALS}){_AFTER}{_S}+(?=[^\W_])"),
    "bracket": re.compile(rf"{_BEFORE}[\[<](?P<label>{_CORE})[\]>]{_AFTER}{_S}+"),
    "bold": re.compile(rf"{_BEFORE}(?:\*\*|__)(?P<label>{_CORE})(?:\*\*|__){_AFTER}{_S}+"),
    "tab": re.compile(rf"{_BEFORE}(?P<label>{_CORE}){_AFTER}(?:[ \u00a0]*\t\s*|[ \u00a0]{{3,}})"),
    "stamped": re.compile(rf"{STAMP}\s+(?:[-–—|]\s*)?(?P<label>{_CORE}){_S}*\Z"),
    "above": re.compile(rf"(?P<label>{_CORE}){_S}*[,|(–—-]?{_S}*{STAMP}{_S}*\)?\Z"),
    "alone": re.compile(rf"(?:\*\*|__)?(?P<label>{_CORE})(?:\*\*|__)?{_S}*:?\Z"),
}
# A colon after a short word at the beginning of a line is nearly always a label; a full stop nearly never is.
_SURE = ("colon", "angle", "bold", "bracket", "above", "stamped")
_OVER = ("stamped", "above", "alone")
_BRACKETED = re.compile(rf"(?:{STAMP}\s*)?(?:\([^()]*\)|\[[^\[\]]*\]|\*[^*]*\*)[.\s]*")

# Words that open a line before a colon and are nobody: what languages write there.
_NOBODY = frozenset(
    """
    attention bref résultat résultats exemple exemples conclusion remarque note notes nb ps précision rappel total bilan
    problème solution avantage avantages inconvénient inconvénients objectif objectifs lieu date durée contexte méthode
    source sources photo crédit légende titre sujet objet thème chapitre partie article prix tarif adresse contact tél
    preuve morale verdict moralité reste autrement disons voilà oui non enfin alors donc bon bien ensuite puis mais or
    plus moins avant après aujourd'hui hier demain annexe figure tableau encadré chiffres point points étape
    warning result results example examples conclusions remark total problem advantage advantages disadvantage
    disadvantages pros cons place duration context method title subject topic chapter part price address yes no well so
    then but first second third finally before after today yesterday update correction table box step caution summary
    attenzione insomma risultato risultati esempio esempi conclusione conclusioni nota luogo data durata contesto metodo
    problema soluzione vantaggi svantaggi fonte fonti foto titolo oggetto prezzo indirizzo sì poi prima dopo oggi ieri
    allora dunque ecco morale
    atención resultado resultados ejemplo ejemplos conclusión conclusiones fecha lugar duración contexto método ventajas
    desventajas solución fuente fuentes título asunto precio dirección sí luego antes después hoy ayer entonces bueno
    atenção exemplo exemplos conclusão local duração vantagens desvantagens solução fontes assunto preço endereço sim não
    depois hoje ontem então bom
    achtung ergebnis ergebnisse beispiel beispiele fazit hinweis anmerkung ort datum dauer zusammenfassung vorteil
    vorteile nachteil nachteile lösung quelle quellen bild titel betreff thema kapitel preis anschrift ja nein also dann
    erstens zweitens drittens heute gestern morgen kurz
    """.split()
)

# -- role words, in French, English, Italian, Spanish, Portuguese and German
# ----------------------------------------------------------------------------------------------------------------------

_END = r"(?:[·•.\-(/]?(?:e|s|es|x|in|innen|a|as|rice|trice|euse|se)\b\)?)*"
_ASKS = re.compile(
    rf"(?:l['’])?(?:enquêt(?:eur|rice|eure)|intervieweu(?:r|se)|interviewer(?:in)?|intervistat(?:ore|rice)|"
    rf"entrevistador[ae]?|fragesteller(?:in)?|interrogateur|questions?|frage|domanda|pregunta|pergunta|demande|"
    rf"int|intv|intvr|itw|interv|enq|q){_END}"
)
# Trades that ask more often than they are asked.
_MAY_ASK = re.compile(
    rf"(?:(?:le|la|l|der|die|el|o|a|the)['’ ])?(?:chercheu(?:r|se)|researcher|ricercat(?:ore|rice)|"
    rf"investigador[ae]?|pesquisador[a]?|forscher(?:in)?|journaliste?|journalist(?:in)?|giornalista|periodista|"
    rf"jornalista|reporter(?:in)?|repórter|redaktion|host|facilitator|animat(?:eur|rice)|conduttore|conduttrice|"
    rf"présentat(?:eur|rice)|iv|i){_END}"
)
_MODERATES = re.compile(r"moderator(?:in)?|modérat(?:eur|rice)|moderat(?:ore|rice)|moderador[a]?|mod")
_ANSWERS = re.compile(
    rf"(?:l['’])?(?:enquêtée?|interviewée?|interviewee|intervistat[oa]|entrevistad[oa]|encuestad[oa]|befragte[rn]?|"
    rf"interviewte[r]?|interviewpartner(?:in)?|erzählperson|proband(?:in)?|répondante?|respondent[ei]?|rispondente|"
    rf"respondente|participante?|participant|partecipante|teilnehmer(?:in)?|informante?|informant(?:in)?|témoin|"
    rf"réponse|answer|risposta|respuesta|resposta|antwort|invitée?|invitad[oa]|convidad[oa]|guest|ospite){_END}"
)
# A letter asks or answers beside its counterpart only; E, M, S can be anyone.
_LETTERS = {"i": 0.6, "q": 1.5, "f": 0.3, "d": 0.2, "p": 0.2, "e": 0.2, "r": -0.5, "a": -0.4, "b": -0.3}
_COUNTERPARTS = (
    {"p", "r"},
    {"q", "r"},
    {"q", "a"},
    {"d", "r"},
    {"f", "a"},
    {"i", "b"},
    {"i", "r"},
    {"i", "p"},
)

_CONDUCTED = re.compile(
    r"\b(?:(?:conduit|mené|réalisé|recueilli|conducted|carried out|led|done|condott|realizzat|raccolt|realizad|"
    r"conduzid|recogid|recolhid|geführt|durchgeführt)\w*[^.\n]{0,40}?\b(?:par|by|da|dalla|dal|por|von|durch)|"
    r"entrevistan?|intervistano|fragen?|enquêteurs?|enquêtrices?|intervieweu(?:rs?|ses?)|interviewers?|"
    r"interviewerin(?:nen)?|intervistatori|intervistat(?:ore|rice)|entrevistador[aes]*|pesquisador[aes]*|"
    r"researchers?|chercheu(?:rs?|ses?)|ricercator[ei]|investigador[aes]*|forscher(?:in|innen)?)"
    r"(?![ \u00a0]+(?:avec|with|con|com|mit|à|a)\b)[ \u00a0]*:?[ \u00a0]*(?P<who>[^.;\n]{1,60}(?:\.[^;\n]{0,20})?)",
    re.IGNORECASE,
)
_LEGEND = re.compile(r"(?<!\w)(?P<label>[^\W\d_]{1,4}\d{0,2})\.?\s*=\s*(?P<who>[^\W\d_][^;,.\n=]{1,40})")

ADDRESS = re.compile(
    r"\b(?:vous|votre|vos|toi|tu|t[’']|ton|tes|te|your?|yours|lei|voi|vostr[oae]|ti|tuo|tua|usted(?:es)?|tú|vos|"
    r"você|vocês|o senhor|a senhora|sie|ihr(?:e|em|en)?|du|dir|dich|dein(?:e|en)?)\b",
    re.IGNORECASE,
)
SELF = re.compile(
    r"\b(?:je|j[’']|mon|ma|mes|me|m[’']|moi|i|i[’'](?:m|ve|d|ll)|my|we|io|mio|mia|miei|ho|sono|yo|mi|mis|"
    r"eu|meu|minha|meus|ich|mein(?:e|en|em)?|wir|nous|on|noi|nosotros|nós)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Label:
    """A label at the beginning of a line.

    ``name`` is the speaker as printed, ``said`` the offset in the line at which the speech begins (the line's length
    where the label stands above it).
    """

    name: str
    said: int
    over: bool = False


@dataclass(frozen=True)
class _Candidate:
    key: str
    name: str
    said: int
    style: str
    stamped: bool
    upper: bool


def key_of(name: str) -> str:
    """What makes two labels one speaker's: ``M. L.`` and ``ML``, ``Q`` and ``q``."""
    return re.sub(r"[\W_]+", "", name.lower())


def is_initials(name: str) -> bool:
    """``A. C.``, ``AC``, ``J.-M. L.``: up to four capitals."""
    return bool(re.fullmatch(r"(?:[A-ZÀ-ÖØ-Þ]\.?[ \u00a0-]{0,2}){1,4}", name))


def initials(name: str) -> str:
    """``RD`` for ``Rosa Diaz`` and for ``R. D.``."""
    if is_initials(name):
        return re.sub(r"[^A-ZÀ-ÖØ-Þ]", "", name)
    return "".join(w[0] for w in re.findall(r"[^\W\d_]+", name) if w[0].isupper())


_FULL_NAME = re.compile(
    r"[A-ZÀ-ÖØ-Þ][^\W\d_]+(?:[-'’][^\W\d_]+)*(?:[ \u00a0](?:(?:de|du|da|di|van|von|del|della|dos)[ \u00a0])?"
    r"[A-ZÀ-ÖØ-Þ][^\W\d_]+(?:[-'’][^\W\d_]+)*){1,3}"
)


def full_name(label: str, known: set[str]) -> str:
    """The full name that a label of initials stands for, where exactly one of the names has them; else the label."""
    if not is_initials(label) or len(initials(label)) < 2:
        return label
    named = {k for k in known if k != label and " " in k.replace("\u00a0", " ") and "." not in k}
    named = {k for k in named if initials(k) == initials(label)}
    return named.pop() if len(named) == 1 else label


def names_in(text: str) -> set[str]:
    """The names of two or more words in a text."""
    return {match[0] for match in _FULL_NAME.finditer(text)}


def is_direction(line: str) -> bool:
    """True for a line all in brackets, such as ``[On frappe.]``: what happens, not what is said."""
    return bool(_BRACKETED.fullmatch(line))


# -- the labels of a document
# ----------------------------------------------------------------------------------------------------------------------


def find_labels(lines: list[str], known: frozenset[str] | set[str] = frozenset()) -> dict[int, Label]:
    """The lines that open a turn, with their labels; empty if the lines are no dialogue.

    Two or more labels that recur make a dialogue if together they open most lines between the first and the last of
    them, or, where answers run over many paragraphs, take turns; a full stop or a dash after a word proves less than
    a colon, and asks for more. One label alone does if it is a role, initials or a name.

    Parameters
    ----------
    lines : list of str
        The paragraphs or lines of one document, in order, trimmed.
    known : set of str
        Names that may be speakers (outlets).

    Returns
    -------
    dict of int to Label
        By the number of the line.
    """
    candidates = [_candidates(line) for line in lines]
    if len(lines) > 2 and not candidates[1] and _TITLE.search(lines[0]):
        candidates[0] = []
    best = _dialogue(candidates, lines, known) or _sparse(candidates, lines, known)
    found = {}
    for n, options in enumerate(candidates):
        mine = [c for c in options if (c.key, c.style) in best]
        if mine:
            chosen = max(mine, key=lambda c: (c.style in _SURE, len(c.key)))
            over = chosen.style in _OVER or chosen.said >= len(lines[n])
            if over and n + 1 >= len(lines):
                continue
            found[n] = Label(chosen.name, len(lines[n]) if over else chosen.said, over)
    return found


# A title that names who speaks: it ends without a full stop, or in a quotation, and an introduction follows.
_TITLE = re.compile(r"(?:[^.!?…:\s]|[»”\"])\s*\Z")


def _candidates(line: str) -> list[_Candidate]:
    if is_direction(line):
        return []
    found = []
    for style, pattern in _STYLES.items():
        if style == "alone" and len(line) > 40:
            continue
        match = pattern.match(line)
        if not match:
            continue
        name = match["label"].strip(" \u00a0\u202f\u2009-*_")
        if not _is_label(name, style):
            continue
        following = line[match.end() : match.end() + 40].lstrip("«“\"'‘„([*…. \u00a0\u202f¿¡-—–")
        upper = (
            not following
            or not following[0].islower()
            or line[match.end() : match.end() + 3].startswith(("…", "..."))
        )
        groups = match.groupdict()
        stamped = style in ("above", "stamped") or bool(
            re.search(STAMP, (groups.get("stamp") or "") + (groups.get("later") or ""))
        )
        found.append(_Candidate(key_of(name), name, match.end(), style, stamped, upper))
    return found


def _is_label(name: str, style: str) -> bool:
    """Whether ``name`` could name someone, by its form."""
    words = name.split()
    if not words or len(words) > 5 or not key_of(name) or key_of(name.split()[0]) in _NOBODY:
        return False
    # A full stop inside belongs to an abbreviation: M., Enq., Resp. com.
    if any(w.endswith(".") and len(w.strip(".")) > 5 for w in words[:-1]) or re.search(
        r"\w{3,}\.\w{2,}", name
    ):
        return False
    if not (name[0].isupper() or len(key_of(name)) <= 3 and len(words) == 1 or role_word(name)):
        return False
    if style in ("dot", "initials"):
        return is_initials(name) or name.isupper() or bool(role_word(name)) or len(words) == 1
    return style != "alone" or not name.endswith(".")


def _weight(name: str, head: str, known) -> int:
    """How much a label looks like a person: 3 a role, 2 initials, capitals or a name, 1 any other word."""
    if role_word(name) or key_of(name) in known:
        return 3
    if (
        name.isupper()
        or re.fullmatch(r"[^\W\d_]{1,2}\.?\d{0,2}", name)
        or re.fullmatch(r"\w+[ .]?\d{1,2}", name)
    ):
        return 2
    words = name.split()
    if len(words) > 1 and all(w[0].isupper() for w in words):
        return 2
    return 2 if re.search(rf"(?<!\w){re.escape(words[0].strip('.'))}(?!\w)", head) else 1


def _dialogue(candidates: list[list[_Candidate]], lines: list[str], known) -> set[tuple[str, str]]:
    """The labels (key, style) of a dialogue in which two or more recur."""
    best: set[tuple[str, str]] = set()
    most = 0.0
    for style in _STYLES:
        chosen = _recurring(candidates, style, lines, known)
        worth = _worth(candidates, chosen, len(lines), style in _SURE)
        if worth > most:
            best, most = chosen, worth
    if not best:
        return set()
    for style in _STYLES:
        more = best | _recurring(candidates, style, lines, known)
        worth = _worth(candidates, more, len(lines), False)
        if worth >= most + 0.1:
            best, most = more, worth
    return best | _rare(candidates, best, lines, known)


def _recurring(candidates, style: str, lines: list[str], known) -> set[tuple[str, str]]:
    mine = [(n, c) for n, options in enumerate(candidates) for c in options if c.style == style]
    counts = Counter(c.key for _, c in mine)
    upper = Counter(c.key for _, c in mine if c.upper)
    first = min((n for n, c in mine if counts[c.key] > 1), default=0)
    head = "\n".join(lines[:first])
    speech = sum(upper.values()) >= 0.7 * max(1, len(mine))
    chosen = set()
    for _, c in mine:
        weight = _weight(c.name, head, known)
        enough = 1 if weight == 3 and style in _SURE else 2 if style != "alone" or weight > 1 else 3
        if counts[c.key] < enough or (speech and weight < 3 and upper[c.key] < 0.5 * counts[c.key]):
            continue
        chosen.add((c.key, style))
    if style == "dot":  # A. C. Bonjour: the initials, not A alone
        longer = {key for options in candidates for c in options if c.style == "initials" for key in [c.key]}
        chosen = {
            (key, s)
            for key, s in chosen
            if not any(k != key and k.startswith(key) for k in longer if len(key) == 1)
        }
    return chosen


def _worth(candidates, chosen: set[tuple[str, str]], total: int, sure: bool) -> float:
    """How well ``chosen`` make a dialogue of the lines, 0 if they do not: the share of lines they open, times how
    regularly they take turns.
    """
    opened = {n: [c for c in options if (c.key, c.style) in chosen] for n, options in enumerate(candidates)}
    opened = {n: max(cs, key=lambda c: len(c.key)).key for n, cs in opened.items() if cs}
    over = any(style in _OVER for _, style in chosen)
    if len(opened) < 3 or len(set(opened.values())) < 2:
        return 0.0
    first, last = min(opened), max(opened)
    cover = min(1.0, len(opened) * (2 if over else 1) / (last - first + 1))
    keys = list(opened.values())
    turns = sum(a != b for a, b in pairwise(keys)) / (len(keys) - 1)
    recur = sum(count for count in Counter(keys).values() if count > 1) / len(keys)
    share = len(opened) / total
    if recur < 0.5 or turns < (0.6 if sure else 0.7):
        return 0.0
    if cover < (0.3 if sure else 0.6) or share < (0.12 if sure else 0.3) or (len(opened) < 4 and not sure):
        return 0.0
    return cover * turns


def _rare(candidates, best: set[tuple[str, str]], lines: list[str], known) -> set[tuple[str, str]]:
    """Speakers of a word or two (a waiter, a voice), slips, names in full: labels that look like the others."""
    opened = {n: c for n, options in enumerate(candidates) for c in options if (c.key, c.style) in best}
    first, last = min(opened), max(opened)
    styles = {style for _, style in best}
    stamped = sum(c.stamped for c in opened.values()) >= 0.9 * len(opened)
    capitals = all(c.name.isupper() and len(c.name) > 2 for c in opened.values() if not role_word(c.name))
    keys = {key for key, _ in best}
    spelt = {initials(c.name) for c in opened.values()}
    added = set()
    # The first turn may have the name in full that the others shorten.
    for options in candidates[max(0, first - 2) : last + 1]:
        for c in options:
            same = c.key in keys and c.style in ("colon", "angle", "dash") and len(c.key) < 30
            alike = c.style in styles and (
                (stamped and c.stamped)
                or (capitals and c.name.isupper() and len(c.key) > 2)
                or (c.style in _SURE and role_word(c.name))
                or (c.style in _SURE and any(_slip(c.key, key) for key in keys))
                or (c.style in _SURE and len(short := initials(c.name)) > 1 and short in spelt)
            )
            if same or (alike and c.style not in ("dot", "initials", "alone", "tab")):
                added.add((c.key, c.style))
    return added


def _slip(a: str, b: str) -> bool:
    """One letter wrong, missing or too many in a label of five letters or more."""
    if min(len(a), len(b)) < 5 or abs(len(a) - len(b)) > 1 or a == b:
        return False
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) == 1
    long, short = (a, b) if len(a) > len(b) else (b, a)
    return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


def _sparse(candidates, lines: list[str], known) -> set[tuple[str, str]]:
    """The labels of a printed interview in which only one person is labelled, or few turns are."""
    mine = {
        n: c
        for n, options in enumerate(candidates)
        for c in options[:1]
        if c.style in ("colon", "dash", "bold")
    }
    mine = {n: c for n, c in mine.items() if c.said < len(lines[n])}
    counts = Counter(c.key for c in mine.values())
    named = {n: c for n, c in mine.items() if _weight(c.name, "", known) > 1}
    kept = {
        n: c
        for n, c in named.items()
        if counts[c.key] > 1
        or _weight(c.name, "", known) == 3
        or any(
            o.key != c.key and initials(o.name) == initials(c.name)
            for o in named.values()
            if len(initials(c.name)) > 1
        )
    }
    repeated = [n for n, c in kept.items() if counts[c.key] > 1]
    if len(kept) < 3 or len(repeated) < 2 or len(kept) < 0.12 * len(lines):
        return set()
    return {(c.key, c.style) for c in kept.values()}


# -- roles
# ----------------------------------------------------------------------------------------------------------------------


def role_word(name: str) -> str:
    """``interviewer`` or ``interviewee`` where the label itself says so in one of six languages, else ``""``."""
    word = _plain(name)
    if not word or len(word) == 1 and word != "q":
        return ""
    if _ASKS.fullmatch(word) or _ASKS.fullmatch(word.split()[0]):
        return "interviewer"
    if _ANSWERS.fullmatch(word) or _ANSWERS.fullmatch(word.split()[0]):
        return "interviewee"
    return "interviewer" if len(word) > 1 and _MAY_ASK.fullmatch(word) else ""


def _plain(name: str) -> str:
    return re.sub(r"[\d.:°#]+", " ", name.lower().replace("’", "'")).strip(" -_")


def role_scores(
    turns: list[tuple[str, str]], head: str = "", known: dict[str, str] | None = None
) -> dict[str, float]:
    """How far each speaker is the one who asks: above 0 interviewer, below 0 interviewee.

    The sum of what the label says (±3 for a role word, ±1.5 for a trade that asks, less for a letter), what the lines
    before the first turn say (±2), and behaviour against the other speakers: 1.5 × the difference in the share of
    turns that end with a question mark, 0.8 × the logarithm of how many times shorter the turns are (at most ±1.2),
    0.5 × the difference in the share of turns that address the other and do not speak of oneself, and 0.3 for who
    opens. Speakers whose labels differ in their number only (I1, I2) are scored together.

    Parameters
    ----------
    turns : list of (str, str)
        Speaker and what they say, in order.
    head : str
        Title and conditions of the interview.
    known : dict of str to str
        Roles that are certain, by speaker.
    """
    speakers = list(dict.fromkeys(speaker for speaker, _ in turns))
    groups = _groups(speakers)
    said: dict[str, list[str]] = {}
    for speaker, text in turns:
        said.setdefault(groups[speaker], []).append(text)
    letters = {key_of(s) for s in speakers}
    scores = {}
    for group, mine in said.items():
        others = [text for g, texts in said.items() if g != group for text in texts]
        score = 0.0
        if others:
            score += 1.5 * (_share(_asks, mine) - _share(_asks, others))
            ratio = math.log(max(1.0, _words(others)) / max(1.0, _words(mine)))
            score += max(-1.2, min(1.2, 0.8 * ratio))
            score += 0.5 * (_share(_turns_to, mine) - _share(_turns_to, others))
            score += 0.3 if groups[turns[0][0]] == group else 0.0
        members = [s for s in speakers if groups[s] == group]
        score += max((_told(s, head, letters, known or {}) for s in members), key=abs)
        scores.update(dict.fromkeys(members, score))
    return scores


def roles_of(
    turns: list[tuple[str, str]], head: str = "", known: dict[str, str] | None = None
) -> dict[str, str]:
    """``interviewer``, ``interviewee`` or ``""`` (it cannot be said) for each speaker, by :func:`role_scores`.

    Who asks most is the interviewer if the score is 0.7 or more, and so is any other whose score is and who asks as
    well. Without an interviewer nobody is interviewed. Beside one, whoever has a tenth of the turns, or a label or
    title that says so, is interviewed; a voice that passes by has no role.
    """
    scores = role_scores(turns, head, known)
    if not scores:
        return {}
    counts = Counter(speaker for speaker, _ in turns)
    groups = _groups(list(counts))
    size = Counter(groups[speaker] for speaker, _ in turns)
    main = {s for s in counts if size[groups[s]] >= max(2, 0.1 * len(turns)) or len(turns) <= 10}
    stated = {s: (known or {}).get(s) or role_word(s) for s in counts}
    asking = [s for s in counts if (s in main or stated[s]) and scores[s] >= 0.7]
    roles = dict.fromkeys(counts, "")
    if not asking:
        return {s: stated[s] for s in counts}
    top = max(scores[s] for s in asking)
    for s in counts:
        if s in asking and (
            scores[s] == top or stated[s] == "interviewer" or scores[s] >= max(0.9, 0.5 * top)
        ):
            roles[s] = "interviewer"
        elif stated[s] == "interviewee" or s in main:
            roles[s] = "interviewee"
    return roles


def _groups(speakers: list[str]) -> dict[str, str]:
    """The speakers whose labels differ in a number only, together, unless all do (``Speaker 1``, ``Speaker 2``)."""
    stems = {s: re.sub(r"[\W\d_]+", "", s.lower()) if re.search(r"\d", s) else "=" + s for s in speakers}
    return stems if len(set(stems.values())) > 1 else {s: s for s in speakers}


def _told(speaker: str, head: str, letters: set[str], known: dict[str, str]) -> float:
    """What the label and the lines before the first turn say of a speaker's role."""
    certain = known.get(speaker)
    if certain:
        return 4.0 if certain == "interviewer" else -4.0
    word, key = _plain(speaker), key_of(speaker)
    for match in _LEGEND.finditer(head):
        if key_of(match["label"]) == key:
            role = role_word(match["who"].split()[0])
            return 3.0 if role == "interviewer" else -3.0 if role else -1.0
    if len(word) > 1 or word == "q":
        role = role_word(speaker)
        if role:
            return (1.5 if _MAY_ASK.fullmatch(word) else 3.0) * (1 if role == "interviewer" else -1)
        if _MODERATES.fullmatch(word):
            return 0.6
    score = 0.0
    first, _, rest = head.partition("\n")
    if any(_names(speaker, match["who"]) for match in _CONDUCTED.finditer(head)):
        score += 2.0
    elif _names(speaker, first):
        score -= 1.0 if len(key) > 1 else 0.5
    letter = re.sub(r"\d", "", key)
    if len(letter) == 1:
        beside = any(
            letter in pair and pair - {letter} <= {re.sub(r"\d", "", k) for k in letters}
            for pair in _COUNTERPARTS
        )
        score += _LETTERS.get(letter, 0.0) * (1.5 if beside else 1.0)
    return score


def _names(speaker: str, text: str) -> bool:
    """Whether ``text`` names the speaker: the label itself, or a name with its initials."""
    if re.search(
        rf"(?<!\w){re.escape(speaker.strip('. '))}(?!\w)", text, re.IGNORECASE if len(speaker) > 3 else 0
    ):
        return True
    if not is_initials(speaker):
        return False
    wanted = initials(speaker)
    capitals = [w[0] for w in re.findall(r"[^\W\d_]+", text) if w[0].isupper() and len(w) > 1]
    return wanted in "".join(capitals) if len(wanted) > 1 else wanted in capitals


def _share(test, texts: list[str]) -> float:
    return sum(map(test, texts)) / len(texts)


def _words(texts: list[str]) -> float:
    return sum(len(text.split()) for text in texts) / len(texts)


def _asks(said: str) -> bool:
    return bool(re.search(r"\?[»”\"’)\]\s\u00a0]*(?:[(\[][^()\[\]]*[)\]]\W*)?\Z", said))


def _turns_to(said: str) -> bool:
    return bool(ADDRESS.search(said)) and not SELF.search(said)


def speak(lines: list[str]) -> list[tuple[str, str]]:
    """Speaker and role of each line of a transcript; ``("", "")`` where nobody speaks (head, directions, closing)."""
    labels = find_labels(lines)
    if not labels:
        return [("", "")] * len(lines)
    first, last = min(labels), max(labels)
    head = "\n".join(lines[:first])
    names = names_in(head)
    speakers, turns = [""] * len(lines), []
    speaker, closed = "", False
    for n in range(first, len(lines)):
        line = lines[n]
        over = n - 1 in labels and labels[n - 1].over
        closed = closed or (n > last and not over and is_closing(line))
        if n in labels:
            speaker = full_name(labels[n].name, names)
            turns.append([speaker, line[labels[n].said :]])
        elif closed or (is_direction(line) and not over):
            continue
        else:
            turns[-1][1] = f"{turns[-1][1]}\n{line}".strip()
        speakers[n] = speaker
    roles = roles_of([(who, said) for who, said in turns], head)
    return [(who, roles.get(who, "")) for who in speakers]


# -- what is said after the last turn, but not by its speaker
# ----------------------------------------------------------------------------------------------------------------------

_CLOSING = re.compile(
    r"(?:transcription|transcript|transcrit|trascri(?:zione|tto)|transcrip(?:ción|to)|transcri(?:ção|to)|transkri|"
    r"verschriftlich|entretien (?:réalisé|conduit|mené)|propos recueillis|enregistrement|recording|registrazione|"
    r"grabación|gravação|aufnahme|durée|duration|durata|duración|duração|dauer|prénoms|pseudonym|anonymis|"
    r"names (?:have been )?changed|noms? (?:modifié|changé)|nomi (?:modificat|cambiat)|nombres cambiados|"
    r"fictifs|note (?:de|du|d['’])|field ?notes?)",
    re.IGNORECASE,
)


def is_closing(line: str) -> bool:
    """True for a line that, after the last turn, speaks of the interview: its transcription, place and length."""
    return (
        is_direction(line)
        or (len(line) <= 320 and bool(_CLOSING.search(line)))
        or bool(
            len(line) <= 160
            and re.match(
                r"[A-ZÀ-ÖØ-Þ][\w\s-]{2,40},[ \u00a0](?:le )?\d{1,2}(?:er|º|\.)? (?:de )?\w+ (?:de )?(?:19|20)\d\d\b",
                line,
            )
        )
    )
