"""Posts of a plain or web text: where each begins and ends, its headline, and the date and outlet that are printed.

A tag page of a blog is one line (the tag) and then posts, one after another, each opened by a title line with the same
empty lines around it as any sub-heading. A line is taken for a title by evidence that is added up (:func:`title_score`): a
date in brackets at its end, an outlet, how it begins, whether the line before it ends a post (a link, a signature, a source), whether the
text after it begins like one. A text without such lines is one post.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache

from qda import languages
from qda.ingest import lines as ln
from qda.ingest.dates import PrintedDate, find_dates, find_years
from qda.ingest.lines import Line

TITLE = 4.0
"""The score from which a line opens a post."""


@dataclass
class Post:
    """A post of a text: ``start``–``end`` from its title line to its last line; spans are offsets into the
    text.
    """

    start: int
    end: int
    title: tuple[int, int] | None = None
    headline: tuple[int, int] | None = None
    outlet: str = ""
    date: str = ""
    event_date: str = ""
    why: list[str] = field(default_factory=list)


# How a scholar's blog opens the title of a post on press: where it appeared, or what it is.
_WHERE = (
    r"dans|sur|chez|à|au|aux|pour|avec|in|on|at|for|with|to|by|su|sul|sulla|sull[’']|sui|nel|nella|nell[’']|"
    r"per|con|a|al|alla|en|em|no|na|n[oa]s|para|auf|bei|im|mit|für"
)
_OPENINGS = re.compile(
    rf"(?:(?:{_WHERE})\s+[A-ZÀ-ÖØ-Þl“«\"]|"
    r"(?:grand(?:e)? )?(?:entretien|interview(?:é|ed|ata|ato)?|intervista(?:to|ta)?|entrevista(?:do|da)?|"
    r"gespräch|conversation|conversazione|conversación|conversa|dialogo|colloquio|charla)\b|(?:mon|ma|mes|"
    r"my|mio|mia|mi|meu|minha|mein|meine)\s|"
    r"(?:une? |the |un[ao]? |ein )?(?:tribune|article|recension|compte[- ]rendu|chronique|débat|émission|"
    r"podcast|vid[ée]o|s[ée]minaire|conf[ée]rence|colloque|"
    r"op-?ed|review|keynote|talk|lecture|seminar|workshop|"
    r"recensione|articolo|conferenza|seminario|dibattito|lezione|intervento|reseña|tribuna|artículo|"
    r"conferencia|charla|"
    r"resenha|artigo|palestra|debate|rezension|vortrag|beitrag)\b|"
    r"(?:notes? de lecture|note di lettura|notas? de lectura|appel à|call for|appello|llamamiento|a (?:note|"
    r"correction|"
    r"reply)|erratum|errata|update|mise à jour|new (?:paper|article|chapter|book|report)|nouve(?:l|lle|au) |"
    r"nuov[oa] |"
    r"nuev[oa] |novo |nova |parution|vient de paraître|out now|in uscita|save the date|rassegna stampa|"
    r"revue de presse|"
    r"press review)\b)",
    re.IGNORECASE,
)
_BRACKET_TAG = re.compile(
    r"\[[^\[\]\n]{2,60}\]\s*\S|(?:podcast|vid[ée]o|audio|slides|update|mise à jour|aggiornamento)\s*[:|–—]",
    re.IGNORECASE,
)
_MEDIUM_TAG = re.compile(
    r"\[[^\[\]]*(?:podcast|vid[ée]o|audio|slides|radio|tv|compte[- ]rendu|interview|entretien|intervista|"
    r"entrevista|updat|mise à jour|aggiorna|s[ée]minaire|"
    r"seminar|publication|article|livre|book|libro|call|appel|press|ouvrage|conf[ée]r|keynote|talk)",
    re.IGNORECASE,
)
_DATE_GROUP = re.compile(r"[(\[](?P<inside>[^()\[\]\n]{3,120})[)\]]\s*\Z")
_NO_DATE = re.compile(
    r"[(\[,][ \u00a0]?(?:s\. ?d\.|n\. ?d\.|sans date|undated|senza data|sin fecha|sem data|o\. ?D\.)[ \u00a0]?[)\]]?\Z",
    re.IGNORECASE,
)
FIRST_PERSON = re.compile(
    r"\b(?:j[’'](?:ai|étais|avais|interviens)|je |mon |mes |"
    r"I |I[’'](?:ve|m|d) |my |yours truly|"
    r"ho |sono stat[oa]|mio |mia |il sottoscritto|"
    r"he \w+[aei]do\b|mi |fui |meu |minha |ich |mein)",
    re.IGNORECASE,
)
_WE = re.compile(
    r"\b(?:nous|notre|nos|we|our|us|noi|nostr[oae]|abbiamo|nosotr[oa]s|nuestr[oa]s?|hemos|nós|nosso|nossa|temos|wir|unser)\b",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"(?:ci-(?:dessous|après)|voici|reprodui\w+|transcri\w+|tradu\w+|trascri\w+|extraits?|intégralité|below|"
    r"excerpts?|reproduce\w*|"
    r"here (?:is|are)|translation|di seguito|ecco|riporto|ripubblico|estratt\w+|a continuación|aquí|copio|"
    r"comparto|fragmento|abaixo|"
    r"reproduzo|segue|unten|hier|auszug)\b|:\Z",
    re.IGNORECASE,
)


def split_posts(text: str, lang: str = "") -> tuple[list[Post], tuple[int, int] | None]:
    """The posts of ``text``, in order, and the span of the tag line of a tag page (``None`` for a single text).

    Every line but the tag line belongs to one post.
    """
    lines = ln.lines_of(text)
    if not lines:
        return [], None
    scores = [title_score(lines, n)[0] for n in range(len(lines))]
    strong = [n for n, score in enumerate(scores) if score >= TITLE and _title_date(lines[n].text)]
    tag = len(lines) > 2 and _is_tag(lines, strong)
    first = 1 if tag else 0
    if not tag and not (0 in strong and len(strong) > 1):
        return [_describe(text, lines, _title_line(lines) if _opens_with_title(lines) else None, lang)], None
    starts = [first]
    opened = _title_date(lines[first].text)  # the date of the post that is open: a caption may repeat it
    turning = _language_turns(lines)
    astray = _out_of_order(lines, strong)
    paragraph = False  # whether the post that is open has one
    for n in range(first + 1, len(lines)):
        last = lines[n - 1].text if n - 1 > starts[-1] else ""
        paragraph = paragraph or (len(last) >= _PARAGRAPH and not ln.is_headlike(last))
        score = scores[n]
        if score < 0 or not (paragraph or _ends_early(last)):
            continue
        score -= 3.0 if _repeats_date(lines[n].text, opened) else 2.0 if n in astray else 0.0
        if score >= 0:
            score += 1.5 if n in turning else 0.0
            text_n = lines[n].text
            if not (_title_date(text_n) or _NO_DATE.search(text_n) or _year_of_title(lines[n])):
                at = bisect_right(strong, n)
                until = strong[at] if at < len(strong) else len(lines)
                score += _without_date(lines, starts[-1], n, until, turning)
        if score >= TITLE and n + 1 < len(lines):
            starts.append(n)
            paragraph = False
            opened = _title_date(lines[n].text)
    bounds = zip(starts, [*starts[1:], len(lines)], strict=True)
    posts = [_describe(text, lines[a:b], lines[a], lang) for a, b in bounds]
    return posts, (lines[0].start, lines[0].end) if tag else None


def title_score(lines: list[Line], n: int) -> tuple[float, list[str]]:
    """How much speaks for line ``n`` being the title of a post, and what.

    Parameters
    ----------
    lines : list of Line
        All lines of the text.
    n : int
        The line asked about.
    """
    text = lines[n].text
    before = lines[n - 1] if n else None
    after = lines[n + 1] if n + 1 < len(lines) else None
    if not _may_be_title(lines, n):
        return float("-inf"), []
    why: list[tuple[float, str]] = []
    group, date = _DATE_GROUP.search(text), _title_date(text)
    inner = next((m for m in _BRACKETS.finditer(text) if find_dates(m[0])), None)
    if date and group and find_dates(group["inside"]):
        why.append((4.0, "a date in brackets at its end"))
    elif date and not inner:
        why.append((3.0, "a date at its end or its beginning"))
    elif inner:
        why.append((2.5, "a date in brackets"))
    elif group and find_years(group["inside"]) and outlet_of_title(text):
        why.append((2.5, "an outlet and a year in brackets"))
    elif _NO_DATE.search(text) and outlet_of_title(text):
        why.append((4.0, "an outlet, and that the date is not known"))
    if date and outlet_of_title(text):
        why.append((1.0, "an outlet"))
    elif date and _EVENT.search(text):
        why.append((1.0, "a meeting"))
    opening = text if not _opening_date(text) else _after_date(text)
    if _BRACKET_TAG.match(text):
        why.append((3.0 if _MEDIUM_TAG.match(text) else 2.0, "it opens with what the post is"))
    elif _OPENINGS.match(opening):
        why.append((1.0, "it opens like a title"))
    if before and _ended_before(lines, n):
        why.append((2.0, "the line before it ends a post"))
        if not date and _OPENINGS.match(text) and _listed_in(text):
            why.append((1.0, "an outlet"))
        if not date and after and ln.is_date_line(after.text):
            why.append((1.5, "a line with the date follows"))
    if (
        after
        and ln.is_headlike(after.text)
        and not after.text.endswith("?")
        and n + 2 < len(lines)
        and lines[n + 2].gap
    ):
        why.append((0.5, "a headline follows"))
    elif after and FIRST_PERSON.search(after.text[:200]):
        why.append((1.0, "the author speaks after it"))
    if ln.CAPTION_START.match(text) or ln.CREDIT.search(text):
        why.append((-4.0, "a caption or a credit"))
    if text.endswith(("?", ":")):
        why.append((-2.0, "a question or an announcement"))
    if _looks_like_caption(text):
        why.append((-1.5, "it describes a picture"))
    return sum(w for w, _ in why), [reason for _, reason in why]


def _repeats_date(text: str, opened: str) -> bool:
    """True for a line that only repeats ``opened``, the date in the title of the post that is open there: a caption."""
    date = _title_date(text)
    return (
        bool(date and opened)
        and _repeats(date, opened)
        and not _OPENINGS.match(text)
        and not _BRACKET_TAG.match(text)
        and not ln.known_outlet(outlet_of_title(text))
    )


_SLACK = 45  # days by which a post may precede or follow what it announces


def _out_of_order(lines: list[Line], strong: list[int]) -> set[int]:
    """Dated lines without an outlet whose date breaks the order of the page: a tag page has its newest post first.

    A sub-heading (a law, a session, a wave of a survey) bears a date as well. The order is that of the titles that name an
    outlet; nothing is out of order where these follow none.
    """
    sure = [(n, _days(lines[n].text)) for n in strong if outlet_of_title(lines[n].text)]
    dates = [days for _, days in sure]
    if (
        len(sure) < 2
        or any(b > a + _SLACK for a, b in zip(dates, dates[1:], strict=False))
        or dates[0] <= dates[-1]
    ):
        return set()
    astray, places = set(), [n for n, _ in sure]
    for n in range(len(lines)):
        if (
            n in places
            or not find_dates(lines[n].text)
            or len(lines[n].text) > 200
            or not _title_date(lines[n].text)
        ):
            continue
        at = bisect_right(places, n)
        days = _days(lines[n].text)
        if (at and days > dates[at - 1] + _SLACK) or (at < len(places) and days < dates[at] - _SLACK):
            astray.add(n)
    return astray


def _days(title: str) -> int:
    """The date of a title as a number that grows by one a day, or by as much a month or a year where it says no more."""
    year, month, day = (_title_date(title).partition("/")[0].split("-") + ["6", "15"])[:3]
    return int(year) * 372 + int(month) * 31 + int(day)


def _may_be_title(lines: list[Line], n: int) -> bool:
    """True for a line that stands alone and is not residue by its own form."""
    line, text = lines[n], lines[n].text
    after = lines[n + 1] if n + 1 < len(lines) else None
    made = ln.mention(text)
    titled = made and made.date and outlet_of_title(text) and _names_post(lines, n)
    return not (
        (n and not line.gap)
        or (after and not after.gap)
        or not (ln.is_headlike(text) or (len(text) <= 200 and _NO_DATE.search(text)))
        or ln.is_date_line(text)
        or (ln.is_source_line(text) and not _names_post(lines, n))
        or ln.is_read_more(text)
        or ln.is_url(text)
        or ln.is_reference(text)
        or ln.RECORDING_LINE.fullmatch(text)
        or re.fullmatch(r"\([^()]*\)", text)
        or (made and not titled and not _dated_group(text))
    )


def _language_turns(lines: list[Line]) -> set[int]:
    """The lines between paragraphs of one language and paragraphs of another."""
    long = [n for n, line in enumerate(lines) if len(line.text) >= _PARAGRAPH]
    tongues = dict(zip(long, languages.identify([lines[n].text for n in long]), strict=True))
    turning = set()
    for a, b in zip(long, long[1:], strict=False):
        if tongues[a] != tongues[b] and languages.UNDETERMINED not in (tongues[a], tongues[b]):
            turning.update(range(a + 1, b))
    return turning


_PICTURE = re.compile(
    r"(?:intervention|ouverture|vue|de gauche à droite|table ronde|manifestation|opening|view|from left|left "
    r"to right|"
    r"veduta|da sinistra|apertura|vista|de izquierda|da esquerda|blick auf|von links)\b",
    re.IGNORECASE,
)


def _looks_like_caption(text: str) -> bool:
    return bool(_PICTURE.match(text))


@lru_cache(maxsize=4096)
def _title_date(text: str) -> str:
    """The ISO date a line ends in, opens with (alone or after an outlet), or holds in brackets; ``""`` if none."""
    found = find_dates(text)
    if not found:
        return ""
    tail = text[found[-1].end :]
    if len(tail) <= 30 and not re.search(r"\w{4}", tail):
        return found[-1].iso
    if _AT_THE_END.fullmatch(tail) and outlet_of_title(text):
        return found[-1].iso  # ma chronique du 5 mai 2020 dans X
    if ln.looks_like_outlet(ln.without_weekday(text[: found[0].start]).strip(" ,–—-|(")):
        return found[0].iso  # X, 27 febbraio 2019: “…”
    bracketed = (d.iso for m in _BRACKETS.finditer(text) for d in find_dates(m[0])[-1:])
    return _opening_date(text) or next(bracketed, "")


_AT_THE_END = re.compile(r"[ \u00a0](?i:dans|sur|chez|in|on|su|sul|nel|en|em|na|no|auf)[ \u00a0][^.!?:,;]{2,40}")
_BRACKETS = re.compile(r"[(\[][^()\[\]\n]{3,120}[)\]]")


def _opening_date(text: str) -> str:
    """The ISO date a line opens with, a day of the week or an article before it; ``""`` if it opens otherwise."""
    found = find_dates(text)
    opens = found and not re.search(r"\w", ln.without_weekday(text[: found[0].start]))
    return found[0].iso if opens else ""


def _after_date(text: str) -> str:
    """What follows the date a line opens with."""
    return text[find_dates(text)[0].end :].lstrip(" \u00a0)]:,–—|.-")


def _names_post(lines: list[Line], n: int) -> bool:
    """True if a line that is an outlet and its date opens a post rather than says where a text was taken from.

    The source of a text stands under its headline or at its end, before the title of the next post.
    """
    if ln.SOURCE_LINE.fullmatch(lines[n].text) or not 0 < n < len(lines) - 1:
        return False
    before, after = lines[n - 1].text, lines[n + 1].text
    under_headline = ln.is_headlike(before) and not _ends_post(before)
    return not under_headline and not (
        ln.is_headlike(after) and (_title_date(after) or _OPENINGS.match(after))
    )


_RECORDING = re.compile(
    r"(?:podcast|audio|vid[ée]o|slides|replay|recording|registrazione|grabación)s?\b", re.IGNORECASE
)


def _ends_early(last: str) -> bool:
    """True if a post without a paragraph may end with that line: a link or a recording, not a headline."""
    return bool(last) and (ln.is_url(last) or ln.is_read_more(last) or bool(_RECORDING.match(last)))


def _without_date(lines: list[Line], start: int, n: int, until: int, turning: set[int]) -> float:
    """What a line without a date gains or loses as a title by the post that is open since line ``start``.

    The headline of a text that a post embeds looks like a title too, and follows a short introduction, maybe in another
    language: a title is believed only after a post of some length that has visibly ended, by what closes a text, by the
    last answer of an interview, or where the language of a text that has its headline already changes for good
    (``until``: the next title with a date).
    """
    own, text = lines[max(start + 1, n - _FAR) : n], lines[n].text
    long = [k for k, line in enumerate(own) if len(line.text) >= _PARAGRAPH]
    after = lines[n + 1].text if n + 1 < len(lines) else ""
    asked = sum(line.text.endswith("?") for line in own)
    speaks, opens = bool(FIRST_PERSON.search(after[:200])), bool(_OPENINGS.match(text))
    turns, over = n in turning, 0.0
    if (
        len(after) >= _PARAGRAPH
        and not text.endswith("?")
        and ln.words_in(text) > 2
        and not _VERSION.search(text)
    ):
        headed = any(
            k and len(own[k - 1].text) < _PARAGRAPH and ln.is_headlike(own[k - 1].text) for k in long
        )
        until = min(until, n + _FAR)
        settled = not any(m in turning for m in range(n + 2, until - 1))
        asks_on = any(line.text.endswith("?") for line in lines[n + 1 : until])
        told = _UNQUOTED.sub(" ", " ".join(line.text for line in lines[n + 1 : min(n + 3, until)]))
        introduces = any(_INTRODUCES.search(own[k].text) for k in long)
        if turns and settled and (headed or asked > 1):
            over = 3.0
        elif (
            turns
            and settled
            and len(long) > 1
            and not introduces
            and not asks_on
            and (FIRST_PERSON.search(told) or _WE.search(told))
        ):
            over = 2.0
        elif asked > 1 and not asks_on and (speaks or opens):
            over = 2.5
    titled = n + 1 < len(lines) and ln.is_headlike(after) and _title_date(after)
    if titled or (not over and (len(long) < 2 or not _ended_before(lines, n))):
        return -1.5
    closed = bool(own) and _closes(own[-1].text)
    if turns:
        return over + (2.0 if closed and text.endswith("?") else 1.0)
    return over + (1.0 if closed and (opens or speaks and asked < 2) else 0.0)


# The same text in another language is no other post.
_VERSION = re.compile(
    r"(?i)\b(?:version|translation|traduction|traduzione|traducción|tradução|übersetzung|versione|versión|"
    r"versão|fassung|english|"
    r"français|italiano|español|deutsch|abstract|résumé|riassunto|resumen|resumo|summary)\b"
)
_FAR = 400  # lines beyond which nothing speaks for or against a title
_PARAGRAPH = 80  # characters from which a line is a paragraph
_ALSO = re.compile(r"\b(?:aussi|également|also|anche|también|também|auch)\b", re.IGNORECASE)


def _closes(text: str) -> bool:
    """True for what stands at the end of a republished text and hardly ever inside it."""
    return (
        (ln.is_read_more(text) and not _ALSO.search(text))
        or ln.is_names_only(text)
        or ln.is_source_line(text)
        or ln.is_reference(text)
        or bool(ln.mention(text))
        or bool(ln.BYLINE.fullmatch(text))
    )


def _repeats(date: str, opened: str) -> bool:
    """True if ``date`` is, or lies within, the date or interval of the post that is open."""
    start, _, end = opened.partition("/")
    return date == opened or start <= date.partition("/")[0] <= (end or start)


@lru_cache(maxsize=4096)
def _ends_post(text: str) -> bool:
    tail = text[-160:]
    return (
        ln.is_read_more(text)
        or ln.is_url(text)
        or ln.is_source_line(text)
        or ln.is_names_only(text)
        or ln.is_date_line(text)
        or ln.is_reference(text)
        or bool(ln.SITE_LINE.fullmatch(text))
        or bool(ln.ATTACHMENT.fullmatch(text))
        or bool(ln.HANDLE.fullmatch(text))
        or bool(ln.RECORDING_LINE.fullmatch(text))
        or bool(ln.mention(text))
        or (ln.words_in(text) <= 8 and bool(_RECORDING.match(text)))
        or bool(re.search(rf"[.!?…»”]\s{ln.NAME}\Z", tail))
    )


def _ended_before(lines: list[Line], n: int) -> bool:
    """True if the line before ends a post; a byline does under a sentence, not under a headline."""
    before = lines[n - 1].text
    signed = n > 1 and ln.BYLINE.fullmatch(before) and not ln.is_headlike(lines[n - 2].text)
    return bool(signed) or _ends_post(before)


def _is_tag(lines: list[Line], strong: list[int]) -> bool:
    """The first line names the page (a tag): a few words, no sentence, then titles of posts."""
    tag = lines[0].text
    if (
        not strong
        or len(tag) > 60
        or ln.words_in(tag) > 6
        or not lines[1].gap
        or tag.endswith((".", "!", "?", ",", ":"))
    ):
        return False
    if 0 in strong or not (ln.is_headlike(lines[1].text) or _NO_DATE.search(lines[1].text)):
        return False
    return 1 in strong or len(strong) >= 2


def _opens_with_title(lines: list[Line]) -> bool:
    first = lines[0].text
    return (
        len(lines) > 1
        and ln.is_headlike(first)
        and (lines[1].gap > 0 or len(first) <= 120)
        and not ln.STAMP.match(first)
    )


# -- what a post prints about itself
# --------------------------------------------------------------------------------


def _describe(text: str, own: list[Line], title: Line | None, lang: str) -> Post:
    post = Post(own[0].start, own[-1].end)
    post.title = (title.start, title.end) if title else None
    dates = find_dates(title.text, lang) if title else []
    outlet = outlet_of_title(title.text) if title else ""
    place = bool(title) and _event_place(title.text)
    post.headline = _headline(own, title) if dates else post.title
    if dates:
        post.date = dates[-1].iso
        if place and "/" in post.date:
            # An event of several days: what was printed dates the event; the post itself is known by the
            # month.
            post.event_date = post.date
            begin, end = post.date.split("/")
            post.date = begin[:7] if begin[:7] == end[:7] else begin[:4]
    else:
        post.date = _date_elsewhere(own, lang) or _year_of_title(title)
    if title:
        post.outlet = outlet or _named_alone(title.text, own)
    if not post.outlet and not place:
        post.outlet = _outlet_elsewhere(own, bool(title and dates))
    elif post.outlet:
        post.outlet = _as_printed(post.outlet, own)
    return post


def _title_line(own: list[Line]) -> Line:
    """The line that is the title: the first, but for a masthead, a date or a mention of where a text was printed above it."""
    for n, line in enumerate(own[:5]):
        made = ln.mention(line.text) and not _dated_group(line.text)
        above = ln.is_date_line(line.text) or made or ln.SOURCE_LINE.fullmatch(line.text)
        if not above and not (n == 0 and _masthead(own)) and ln.is_headlike(line.text):
            return line
    return own[0]


def _masthead(own: list[Line]) -> str:
    """The outlet whose name stands above all the rest, a date or the headline under it; ``""`` if none does."""
    first = own[0].text
    if len(own) < 3 or _title_date(first) or not ln.is_headlike(first) or not ln.looks_like_outlet(first):
        return ""
    dated = ln.is_date_line(own[1].text)
    return (
        first
        if ln.known_outlet(first) or (dated and (ln.sounds_like_outlet(first) or own[1].gap == 0))
        else ""
    )


_PRESS_WORD = re.compile(
    r"\b(?:quotidien|hebdomadaire|mensuel|journal|revue|magazine|périodique|antenne|numéro|quotidiano|"
    r"settimanale|mensile|rivista|giornale|"
    r"testata|newspaper|daily|weekly|monthly|paper|issue|periódico|diario|semanario|revista|jornal|zeitung|"
    r"zeitschrift|wochenzeitung|"
    r"interview\w*|entretien|intervist\w+|entrevist\w+)\b",
    re.IGNORECASE,
)


def _named_alone(title: str, own: list[Line]) -> str:
    """The name that a title is made of beside its bracketed date, where the post opens by speaking of the press."""
    group = _dated_group(_ISSUE.sub("", title))
    head = _ISSUE.sub("", title)[: group.start()].strip(" ,–—-|") if group else ""
    named = (
        len(own) > 1
        and head
        and ln.looks_like_outlet(head)
        and not (_OPENINGS.match(head) or _EVENT.search(title))
    )
    return _tidy(head) if named and " " in head and _PRESS_WORD.search(own[1].text[:250]) else ""


def _year_of_title(title: Line | None) -> str:
    """The year in the brackets of a title that name an outlet; ``""`` for any other (the year of a book)."""
    group = _DATE_GROUP.search(title.text) if title else None
    years = find_years(group["inside"]) if group and not find_dates(group["inside"]) else []
    years = years if years and outlet_of_title(title.text) else []
    return years[0].iso if len(years) == 1 else ""


def _headline(own: list[Line], title: Line | None) -> tuple[int, int] | None:
    """The headline of the press text a post embeds: the first line like one after the title, before the text
    is long.
    """
    if title is None:
        return None
    for n, line in enumerate(own[1:14], 1):
        alone = line.gap and n + 1 < len(own) and own[n + 1].gap
        if alone and ln.is_headlike(line.text) and not _is_residue(line.text) and not line.text.endswith("?"):
            return line.start, line.end
    return title.start, title.end


def _is_residue(text: str) -> bool:
    return (
        ln.is_url(text)
        or ln.is_read_more(text)
        or ln.is_date_line(text)
        or ln.is_source_line(text)
        or ln.is_names_only(text)
        or bool(ln.BYLINE.fullmatch(text))
        or bool(ln.CAPTION_START.match(text))
        or bool(ln.ATTACHMENT.fullmatch(text))
        or bool(ln.ELISION.fullmatch(text))
        or bool(ln.mention(text))
        or bool(_PLACE_AND_DATE.search(text))
    )


# The end of a caption: (Turin, 3 May 2019)
_PLACE_AND_DATE = re.compile(r"\([^()]*\b(?:19|20)\d\d\)\Z")


@lru_cache(maxsize=4096)
def outlet_of_title(title: str) -> str:
    """The outlet a title names: in its brackets beside the date, after ``dans``, ``in``, ``su`` …, or one
    that is listed.
    """
    title = _NO_DATE.sub("", _ISSUE.sub("", title)).strip()
    group = _dated_group(title)
    beside = ""
    if group:
        inside = group["inside"]
        dates: list[PrintedDate] = find_dates(inside) or find_years(inside)
        name = (inside[: dates[0].start].strip(" ,;–—-|:") or inside[dates[-1].end :]).strip(" ,;–—-|:")
        named = [p.strip(' «»“”"') for p in re.split(r",|[ \u00a0][–—|][ \u00a0]", ln.without_weekday(name))]
        named = [
            p
            for p in named
            if p and not ln.is_place(p) and not re.fullmatch(r"(?i)le|il|el|the|am|du|dans|in|su|en", p)
        ]
        beside = next((p for p in named if ln.known_outlet(p)), "") or next(
            (p for p in named[:1] if _beside_a_date(p) and not _may_be_place(p, title)), ""
        )
        if ln.known_outlet(beside):
            return _tidy(beside)
        if named and not beside and _PUBLISHER.search(name):
            return ""  # a book, its publisher and its year
    head = title if not group else title[: group.start()].rstrip(" ,;–—-|") or title[group.end() :].strip()
    dates = find_dates(head)
    opens = _opening_date(head)
    before = ln.without_weekday(head[: dates[0].start]).strip(" ,–—-|(") if dates and not opens else ""
    joined = before and re.match(
        r"(?i)[ \u00a0](?:du|del|of|vom|di|de)\b", head[len(before) :]
    )  # the agreement of 5 June
    if (
        before
        and (ln.known_outlet(before) or ln.sounds_like_outlet(before) or not joined)
        and _names_outlet(before)
    ):
        return _tidy(before)  # X, 27 febbraio 2019 · X, 27 febbraio 2019: “…”
    at_the_end = _AT_THE_END.fullmatch(head[dates[-1].end :]) if dates else None
    if at_the_end:
        return _listed_in(at_the_end[0]) or _tidy(_after_preposition(at_the_end[0]))
    brand = _BRAND.search(head)
    if brand:
        return brand["name"]
    feature = _FEATURE_OF.match(head)
    if feature and ln.known_outlet(feature["name"]):
        return _tidy(feature["name"])
    whole = _OPENS_WITH_PREPOSITION.sub("", head)
    if whole != head and "/" in whole and ln.looks_like_outlet(whole):
        return _tidy(whole)
    listed = _listed_in(head)
    if listed:
        return listed
    alone = _UNQUOTED.sub(
        " ", ln.without_weekday(head[: dates[0].start]) if dates and not opens else head
    ).strip(" ,;:–—-|.")
    if dates and not joined and alone != head and _names_outlet(alone) and not _may_be_place(alone, title):
        return _tidy(alone)  # “…” – X – mai 2021
    if not dates and ln.sounds_like_outlet(whole) and _is_name(whole) and not _may_be_place(whole, title):
        return _tidy(whole)  # X (jeudi 3 octobre 2019) · Conversazione con X (3 ottobre 2019)
    if opens:
        head = _after_date(head).split(":")[0].strip()
        if _names_outlet(head) and not _may_be_place(head, title):
            return _tidy(head)
    elif dates:
        head = before
    elif group is None:
        return ""
    after = _after_preposition(head)
    if after and not beside and _may_be_place(after, title):
        return ""  # a talk at X
    if beside and not (
        after and _OPENINGS.match(title) and not re.search(r"[«“\"][ \u00a0]?\Z", head[: head.find(after)])
    ):
        return _tidy(beside)
    return _tidy(after)


_SMALL = r"(?:de|du|des|la|le|les|of|the|di|del|della|delle|il|lo|el|los|do|da|e|y|et|&|and|der|die|das)"
_CAPITAL = r"(?:(?:d|l|dell|nell|sull|dall|all)[’'])?(?:[A-ZÀ-ÖØ-Þ\d][\w’'.&/-]*)"

# n° 312, vol. 4, p. 12: which issue it was
_ISSUE = re.compile(
    r"[ \u00a0]*,?[ \u00a0]*\b(?:n\.?[°ºo]|nos?\.|num\.|nr\.|vol\.|numéro|numero|número|issue|ausgabe|heft|"
    r"hors-série|pp?\.|page)[ \u00a0]?"
    r"(?:n[°º][ \u00a0]?)?\d+(?:[-–/]\d+)?(?=[ \u00a0]?(?:[,;:)\]|–—-]|\(|\Z)|[ \u00a0](?:[(\[–—-]|du|de|del|of|vom|di)\b)",
    re.IGNORECASE,
)
# Who publishes books.
_PUBLISHER = re.compile(
    r"(?i)\b(?:éd(?:itions?|\.)|editions?|edizioni|ediciones|editorial|editora|editore|verlag|presses|university press|mit press|"
    r"books|seuil|gallimard|flammarion|fayard|la découverte|la fabrique|puf|feltrinelli|einaudi|laterza|mondadori|polity|verso|"
    r"routledge|suhrkamp|anagrama)\b"
)
# Where a meeting is held.
_VENUE = re.compile(
    r"\b(?:universit\w+|universid\w+|maison|centre|center|centro|zentrum|institut\w*|école|school|scuola|"
    r"escuela|escola|schule|"
    r"biblioth\w+|library|bibliotec\w+|auditorium|salle|sala|aula|musée|museum|museo|museu|théâtre|theatre|"
    r"teatro|campus|faculté|"
    r"facoltà|facultad|hall|librairie|libreria|librería|livraria|circolo|club|palais|palazzo|palacio|"
    r"palácio|sénat|senato|parlement\w*|"
    r"parlamento|mairie|hôtel|haus|amphi\w*|festival|salon|fondation|fondazione|fundación)\b",
    re.IGNORECASE,
)
# Wired Q&A on … · New York Times feature on …
_FEATURE_OF = re.compile(
    rf"(?P<name>{_CAPITAL}(?:[ \u00a0]{_CAPITAL}){{0,3}})[ \u00a0](?i:q[ \u00a0]?&[ \u00a0]?a|feature|"
    rf"interview|podcast|article|profile|story|"
    r"op-?ed|long read|essay|column|documentary)\b"
)
# Entrevista con infoLibre: a name with a capital inside is a brand
_BRAND = re.compile(
    r"\b(?i:entretien|interview|intervista|entrevista|gespräch|conversation|conversación|"
    r"conversazione)[ \u00a0](?i:avec|pour|dans|sur|with|for|in|con|per|su|a|"
    r"al|en|para|com|mit|bei)[ \u00a0](?P<name>[a-z]+[A-Z][\w.]*)"
)
_UNQUOTED = re.compile(r"[«“\"„][^«»“”\"„]*[»”\"“]|\[[^\[\]]*\]")
_OPENS_WITH_PREPOSITION = re.compile(
    rf"\A(?:[^\W\d_]+[ \u00a0]){{0,2}}(?i:{_WHERE})[ \u00a0]+(?=[A-ZÀ-ÖØ-Þ])"
)


_PART = re.compile(
    r"(?i)(?:jour|day|giorno|día|dia|tag|séance|session|sessione|sesión|sitzung|partie|part|parte|teil|"
    r"chapitre|chapter|capitolo|capítulo|"
    r"épisode|episode|acte|act|étape|semaine|week|atelier|table|figure|tableau|graphique|annexe)\b"
)


def _names_outlet(name: str) -> bool:
    """Whether a name beside the date of a title may be an outlet: no place stands in it, and it is no part of something."""
    if ln.known_outlet(name):
        return True
    placed = any(ln.is_place(p.strip()) for p in name.split(",")) if "," in name else False
    return ln.looks_like_outlet(name) and not (placed or _PART.match(name) or _OPENINGS.match(name))


def _is_name(text: str) -> bool:
    """Up to six words without a verb's punctuation, the first in a capital (or a site's address)."""
    return bool(ln.SITE.fullmatch(text)) or (
        text[:1].isupper()
        and ln.words_in(text) <= 6
        and not re.search(r"[.!?:;«»“”\"()\[\]]", text)
        and not _OPENINGS.match(text)
    )


def _beside_a_date(name: str) -> bool:
    """Whether a name beside the date of a title, in its brackets, may be an outlet: a meeting's place is not."""
    if (_VENUE.search(name) and not ln.sounds_like_outlet(name)) or _PUBLISHER.search(name):
        return False
    article = _ARTICLE_FIRST.match(name)
    return ln.looks_like_outlet(name) or (_is_name(name) and bool(article or ln.sounds_like_outlet(name)))


def _dated_group(title: str) -> re.Match | None:
    """The brackets of a title that hold a date: those at its end, else the last ones."""
    end = _DATE_GROUP.search(title)
    groups = [
        m for m in re.finditer(r"[(\[](?P<inside>[^()\[\]\n]{3,120})[)\]]", title) if find_dates(m["inside"])
    ]
    if end and (find_dates(end["inside"]) or find_years(end["inside"])):
        return end
    return groups[-1] if groups else None


# What a title calls a meeting: a name beside its date is then a place, unless it sounds like an outlet.
_EVENT = re.compile(
    r"\b(?:colloque|journées?|s[ée]minaire|conf[ée]ren\w+|table ronde|atelier|école d[’']été|keynote|talk|"
    r"lecture|"
    r"seminar\w*|workshop|symposium|summer school|winter school|panel|convegno|lezione|incontro|"
    r"presentazione|"
    r"coloquio|jornadas?|charla|congreso|congresso|colóquio|palestra|encontro|tagung|vortrag)\b",
    re.IGNORECASE,
)
_PERIODICAL = r"revue|revista|rivista|review|radio|magazine|podcast|blog"


def _may_be_place(name: str, title: str) -> bool:
    return bool(_EVENT.search(title)) and not ln.known_outlet(name) and not ln.sounds_like_outlet(name)


_AFTER_PREPOSITION = re.compile(
    r"\b(?i:dans|sur|chez|in|on|su|sul|sulla|sui|nel|nella|en|em|no|na|auf|im|bei|pour|for|per|para|by|"
    r"at)\s+(?:de[rm] |den )?"
    rf"(?P<name>(?:l[’']|le |la |les |il |the |el |o |a |die |das "
    rf")?{_CAPITAL}(?:\s+(?:{_SMALL}\s+){{0,2}}{_CAPITAL})*)(?:\Z|(?=[’']s\b)|(?= (?:magazine|newspaper|"
    rf"weekly|blog|podcast)\b))"
)
# Featured in X: “…” · Entretien dans X : …: where it was printed, before its title
_PRINTED_IN = re.compile(
    rf"\A(?:[^\W\d_]+[ \u00a0]){{0,2}}(?i:dans|chez|in|en|em|nel|nella|na|"
    rf"no)[ \u00a0]+(?P<name>{_CAPITAL}(?:[ \u00a0](?:{_SMALL}[ \u00a0]){{0,2}}"
    rf"{_CAPITAL})*)(?=[ \u00a0]?:[ \u00a0]?[«“\"„])"
)
# Entretien dans Sciences en revue · sur slate.fr · a Radio3 Scienza: names known for outlets by a word in them
_TRADE_NAME = re.compile(
    rf"\b(?i:dans|sur|chez|in|on|su|sul|sulla|nel|nella|en|em|no|na|pour|for|per|para|a|à|au|al|alla|"
    rf"ao)[ \u00a0]+(?:l[ae] |les |the |il |el |o )?"
    rf"(?P<name>(?:[A-ZÀ-ÖØ-Þ][^\s,;:]*(?:[ \u00a0][^\s,;:]+){{0,4}}|{ln.SITE.pattern}))\Z"
)
# dans Le Bocage libre: the capital of its article says that a name begins there
_CAPITAL_ARTICLE = re.compile(
    r"\b(?i:dans|sur|chez|avec|pour|à|in|on|for|with|su|con|per|en|em|con|para|"
    r"im)\s+(?P<name>(?:L[’'][^\s,;:]+|(?:Le|La|Les|The|Il|Lo|"
    r"El|Los|Las|Der|Die|Das)\s[^\s,;:]+)(?:\s[^\s,;:]+){0,5})\Z"
)
# X m’interroge · X quotes me
_ABOUT_ME = re.compile(
    rf"(?P<name>{_CAPITAL}(?:\s+(?:{_SMALL}\s+){{0,2}}{_CAPITAL})*)\s+(?:m[’'](?:interroge|interviewe|a "
    rf"interrogé)|me (?:cite|"
    r"cita|entrevista)|mi (?:cita|intervista)|(?:quotes|interviews|asks) me)\b"
)
# Intervista al Corriere: the preposition holds the article
_INTERVIEW_AT = re.compile(
    rf"(?i:intervista|entrevista)\s+(?i:al|alla|all[’']|allo|do|da|ao|"
    rf"à)\s?(?P<name>{_CAPITAL}(?:\s+(?:{_SMALL}\s+){{0,2}}{_CAPITAL})*)\Z"
)


# "With" may be with a person: an outlet shows there by its article.
_WITH_OUTLET = re.compile(
    r"\b(?i:with|to|avec|à|con|a|al|alla|allo|com|mit|du|della|del|do|da|di)\s+"
    rf"(?P<name>(?:L[’']|Le |La |Les |Il |The |El |O |Die |Der |Das "
    rf"){_CAPITAL}(?:\s+(?:{_SMALL}\s+){{0,2}}{_CAPITAL})*)\Z"
)


# the newspaper X · le quotidien X · della rivista X: what it is, then its name
_CALLED = re.compile(
    r"\b(?i:newspaper|daily|weekly|magazine|journal|revue|quotidien|hebdomadaire|mensuel|site|podcast|radio|"
    r"quotidiano|"
    r"settimanale|mensile|rivista|giornale|sito|diario|periódico|semanario|revista|jornal|zeitung|"
    r"magazin)[ \u00a0]+(?:[a-zà-ÿ]+[ \u00a0]+)?"
    rf"(?:[«“\"][ \u00a0]?)?(?P<name>{_CAPITAL}(?:\s+(?:{_SMALL}\s+){{0,2}}{_CAPITAL})*)(?=[ \u00a0]?[»”\"]|"
    rf"\W|\Z)"
)


def _after_preposition(head: str) -> str:
    quoted = head
    head = re.sub(r"[«“\"][ \u00a0]?(?=[^«“»”\"]*\Z)", "", head.rstrip(' \u00a0”»"'))
    match = _AFTER_PREPOSITION.search(head) or _CALLED.search(head) or _WITH_OUTLET.search(head)
    match = match or _PRINTED_IN.search(quoted)
    if not match:
        match = _TRADE_NAME.search(head)
        match = match if match and ln.sounds_like_outlet(match["name"]) else None
    match = match or _CAPITAL_ARTICLE.search(head) or _INTERVIEW_AT.search(head) or _ABOUT_ME.match(head)
    if match and match.re is _CALLED and match[0][0].isupper():
        return match[0]  # Radio X: what it is belongs to its name
    return match["name"] if match and not ln.is_place(match["name"]) else ""


# Names of outlets that are words of the language as well: they are outlets only after a preposition (in Time,
# dans Le Point).
_ALSO_WORDS = frozenset(
    "time salon quartz fortune medium regards vox vice basta marianne challenges expresso observador zeit "
    "arte bild golem wired nexo diagonal contexte "
    "slate valori forbes politico capital society domani blast multitudes frustration logic protocol nature science".split()
) | {
    "la recherche",
    "la provence",
    "il mattino",
    "la première",
    "24 heures",
    "cause commune",
    "la marea",
    "la croix",
    "la vie",
    "la presse",
    "le point",
    "le temps",
    "le soir",
    "le progrès",
    "the nation",
    "the times",
    "the information",
    "le courrier",
    "il post",
}
_PREPOSITION = re.compile(
    r"(?:\b(?:dans|sur|chez|pour|par|in|on|for|by|at|su|sul|sulla|nel|nella|per|di|da|en|em|no|na|de|auf|im|"
    r"bei|mit|von)(?:\s+(?:the|le|la|les|il|el|der|die|das))?|\b[dl][’'])\s?\Z",
    re.IGNORECASE,
)


_ARTICLE_FIRST = re.compile(r"(?:L[’']|Le |La |Les |The |Il |Lo |El |O |A |Der |Die |Das )")
# BBC World Service, where BBC is listed: capitals up to the next comma, bracket or end
_GOES_ON = re.compile(
    rf"(?:[ \u00a0](?:(?:de|du|des|of|di|del|della|do|da)[ \u00a0])?{_CAPITAL}){{1,3}}(?=\s*(?:[,:;(\[–—|]|"
    rf"\Z)|[’']s\b)"
)


def _listed_in(text: str) -> str:
    """The longest listed outlet that ``text`` holds as whole words, with its capitals as listed."""
    tokens = [m for m in re.finditer(r"[^\W_][^\s,;:!?()\[\]«»“”\"]*", text)]
    best = ""
    for i in range(len(tokens)):
        if not ln.may_begin_outlet(tokens[i][0]):
            continue
        for j in range(i, min(i + 6, len(tokens))):
            name = text[tokens[i].start() : tokens[j].end()].rstrip(".")
            listed = ln.known_outlet(name) or ln.known_outlet(
                re.sub(r"\A(?:d|dell|sull|nell|all)[’']", "", name)
            )
            if not listed or len(name) <= len(best):
                continue
            same_capitals = (
                listed.replace("’", "'")[1:] == name.replace("’", "'")[-len(listed) + 1 :]
                or name.isupper()
                or (
                    " " in listed and name[0].isupper() and not _ARTICLE_FIRST.match(name)
                )  # Alternatives économiques
            )
            ahead = text[: tokens[i].start()]
            after_preposition = _PREPOSITION.search(ahead)
            apart = not ahead.strip() or re.search(r"[–—|,:\])][ \u00a0]\Z", ahead)
            if same_capitals and (ln.fold(listed) not in _ALSO_WORDS or after_preposition):
                best = name if len(name) == len(listed) else name[-len(listed) :]
                longer = _GOES_ON.match(text, tokens[j].end()) if after_preposition or apart else None
                best += longer[0] if longer else ""
    return _tidy(best)


def _tidy(name: str) -> str:
    """The name with its own article in a capital, as outlets write it (``l’Humanité`` in a sentence is
    ``L’Humanité``).
    """
    name = name.strip(' ,.;:«»“”"')
    # en la Revista X, sulla Rivista X: the article is that of the word for a periodical, not of its name
    name = re.sub(r"\A(?:l[’']|le |la |les |il |the |el |o |a )(?=(?i:" + _PERIODICAL + r")\b)", "", name)
    if re.match(r"(?:l[’']|le |la |les |il |the |el |der |die )[A-ZÀ-ÖØ-Þ]", name) and not name.startswith(
        ("la Repubblica", "il manifesto")
    ):
        return name[0].upper() + name[1:]
    return name


_HELD_AT = re.compile(
    r"(?P<what>\S+)[ \u00a0](?:à|de|di|a|in|at|en|em|zu)[ \u00a0](?P<name>[A-ZÀ-ÖØ-Þ][^\s,]+(?: "
    r"[A-ZÀ-ÖØ-Þ]\S+)?)\s*\Z"
)


def _event_place(title: str) -> bool:
    """True where the brackets of a title hold a date and a place, and no outlet: the title of an event."""
    group = _dated_group(title)
    dates = find_dates(group["inside"]) if group else []
    if not dates or outlet_of_title(title):
        return False
    name = group["inside"][: dates[0].start].strip(" ,;–—-")
    held = _HELD_AT.search(title[: group.start()])
    if (
        not name
        and held
        and _EVENT.search(title)
        and (ln.is_place(held["name"]) or _EVENT.search(held["what"]))
    ):
        return True  # colloque de Cerisy (3-5 juin 2019)
    return bool(name) and any(ln.is_place(part.strip()) or _VENUE.search(part) for part in name.split(","))


def _date_elsewhere(own: list[Line], lang: str) -> str:
    """The date of a leading stamp, of a date or source line near the top, or of the signature; ``""`` if
    none.
    """
    stamp = ln.STAMP.match(own[0].text)
    if stamp:
        found = find_dates(stamp["date"]) or find_years(stamp["date"])
        return found[0].iso if found else ""
    for line in [*own[:8], *reversed(own[-8:])]:
        if (
            ln.is_date_line(line.text)
            or ln.is_source_line(line.text)
            or (len(line.text) < 120 and ln.BYLINE.match(line.text))
        ):
            found = find_dates(line.text, lang)
            if found:
                return found[0].iso
    for line in [*own[:10], *reversed(own[-8:])]:
        made = ln.mention(line.text, lang)
        if made and made.date:
            return made.date
    for line in own[:8]:
        dateline = _DATELINE.match(line.text)
        found = find_dates(dateline["inside"], lang) if dateline else []
        if found and words_before(dateline["inside"], found) <= 4:
            return found[0].iso
    for line in reversed(own[-6:]):
        found = find_dates(line.text, lang) if len(line.text) <= 80 else []
        if (
            found
            and words_before(line.text, found) <= 6
            and found[-1].end >= len(line.text) - 2
            and not ln.CAPTION_START.match(line.text)
        ):
            return found[-1].iso
    return ""


# ROMA, 3 maggio 2019 – … · Lyon (AFP), le 3 mai 2019 — …
_DATELINE = re.compile(
    r"(?P<inside>[A-ZÀ-ÖØ-Þ][^.!?\n]{4,60}?\b(?:19|20)\d\d)[)]?[ \u00a0]?(?:[–—-]|\. [–—-])[ \u00a0]"
)


def words_before(text: str, dates: list[PrintedDate]) -> int:
    """How many words stand before the first date."""
    return ln.words_in(text[: dates[0].start]) if dates else 0


_ON_OUTLET = re.compile(
    r"\b(?:on|sur|su|en|auf|in)\s+(?P<name>[A-ZÀ-ÖØ-Þ][\w’'.-]*(?: [A-ZÀ-ÖØ-Þ][\w’'.-]*){0,3})\s*\Z"
)


def _outlet_elsewhere(own: list[Line], dated: bool) -> str:
    """The outlet a source line names, or a link to the rest of the text, or the opening sentence of a dated
    post.
    """
    if _masthead(own):
        return _tidy(own[0].text)
    for line in [*own[:6], *own[-6:]]:
        source = ln.SOURCE_LINE.fullmatch(line.text)
        if source and ln.is_source_line(line.text):
            name = source["name"]
            for date in find_dates(name)[:1]:
                name = ln.without_weekday(name[: date.start])
            name = _ISSUE.sub("", name).strip(" .,;()[]–—-|")
            on = _ON_OUTLET.search(name)
            return on["name"] if on else _listed_in(name) or (name if _beside_a_date(name) else "")
    for line in [*own[:10], *reversed(own[-8:])]:
        made = ln.mention(line.text)
        if made and made.outlet:
            return _tidy(made.outlet)
        signed = (
            ln.CORRESPONDENT.fullmatch(line.text)
            if len(line.text) <= 100 and ln.is_signed_line(line.text)
            else None
        )
        tail = line.text[signed.end("name") :].strip(" ,") if signed else ""
        if tail[:1].isupper() and (ln.known_outlet(tail) or ln.sounds_like_outlet(tail)):
            return _tidy(tail)
    for line in [*own[1:6], *own[-4:]]:
        if ln.is_source_line(line.text):
            found = find_dates(line.text)
            if _may_be_dateline(line.text[: found[0].start]):
                continue
            return _tidy(ln.without_weekday(line.text[: found[0].start]).strip(" ,–—-|("))
    for line in reversed(own[-4:]):
        if ln.is_read_more(line.text):
            named = _listed_in(line.text)
            if named:
                return named
    if dated and len(own) > 1:
        opening = own[1].text[:200]
        called = _CALLED.search(opening)
        return _listed_in(opening) or (_tidy(called["name"]) if called else "")
    return ""


def _may_be_dateline(before: str) -> bool:
    """True if what stands before a date may be the place where a text was written: a short name nobody lists."""
    name = ln.without_weekday(before).strip(" ,–—-|(")
    parts = [p.strip() for p in name.split(",")]
    if ln.known_outlet(name) or "/" in name or ln.sounds_like_outlet(name):
        return False
    article = re.match(r"(?i:l[’']|le |la |les |il |the |el |der |die |das )", name)
    return any(ln.is_place(p) for p in parts) or (len(name.split()) <= 2 and not article)


def _as_printed(outlet: str, own: list[Line]) -> str:
    """The spelling with its article, where a line of the post that names the outlet prints it so."""
    for line in reversed(own[-4:]):
        if ln.is_read_more(line.text):
            named = _listed_in(line.text)
            if named and ln.fold(named).endswith(ln.fold(outlet)):
                return named
    return outlet
