"""Posts of a plain or web text: where each begins and ends, its headline, and the date and outlet that are printed.

A tag page of a blog is one line (the tag) and then posts, one after another, each opened by a title line with the same
empty lines around it as any sub-heading. A line is taken for a title by evidence that is added up (:func:`title_score`): a
date in brackets at its end, an outlet, how it begins, whether the line before it ends a post (a link, a signature, a source), whether the
text after it begins like one. A text without such lines is one post.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

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
    r"gespräch)\b|(?:mon|ma|mes|my|mio|mia|mi|meu|minha|mein|meine)\s|"
    r"(?:une? |the |un[ao]? |ein )?(?:tribune|article|recension|compte[- ]rendu|chronique|débat|émission|"
    r"podcast|vid[ée]o|s[ée]minaire|conf[ée]rence|colloque|"
    r"op-?ed|review|keynote|talk|lecture|seminar|workshop|"
    r"recensione|articolo|conferenza|seminario|dibattito|lezione|intervento|reseña|tribuna|artículo|"
    r"conferencia|charla|"
    r"resenha|artigo|palestra|debate|rezension|vortrag|beitrag)\b|"
    r"(?:notes? de lecture|note di lettura|notas? de lectura|appel à|call for|appello|llamamiento|a (?:note|correction|"
    r"reply)|erratum|errata|update|mise à jour|new (?:paper|article|chapter|book|report)|nouve(?:l|lle|au) |nuov[oa] |"
    r"nuev[oa] |novo |nova |parution|vient de paraître|out now|in uscita|save the date|rassegna stampa|revue de presse|"
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
_FIRST_PERSON = re.compile(
    r"\b(?:j[’'](?:ai|étais|avais|interviens)|je |mon |ma |mes |"
    r"I |I[’'](?:ve|m|d) |my |yours truly|"
    r"ho |sono stat[oa]|mio |mia |il sottoscritto|"
    r"he |mi |fui |meu |minha |ich |mein)",
    re.IGNORECASE,
)


def split_posts(text: str, lang: str = "") -> tuple[list[Post], tuple[int, int] | None]:
    """The posts of ``text``, in order, and the span of the tag line of a tag page (``None`` for a single text).

    Every line but the tag line belongs to one post.
    """
    lines = ln.lines_of(text)
    if not lines:
        return [], None
    strong = [
        n for n in range(len(lines)) if title_score(lines, n)[0] >= TITLE and _title_date(lines[n].text)
    ]
    tag = len(lines) > 2 and _is_tag(lines, strong)
    first = 1 if tag else 0
    if not tag and not (0 in strong and len(strong) > 1):
        return [_describe(text, lines, 0, len(lines), has_title=_opens_with_title(lines), lang=lang)], None
    starts = [first]
    opened = _title_date(lines[first].text)  # the date of the post that is open: a caption may repeat it
    turning = _language_turns(lines)
    for n in range(first + 1, len(lines)):
        if not _has_begun(lines[starts[-1] + 1 : n]):
            continue
        score, _ = title_score(lines, n, opened)
        if score > 0:
            score += 1.5 if n in turning else 0.0
            score += 0.0 if _title_date(lines[n].text) else _without_date(lines, starts[-1], n, n in turning)
        if score >= TITLE and n + 1 < len(lines):
            starts.append(n)
            opened = _title_date(lines[n].text)
    bounds = zip(starts, [*starts[1:], len(lines)], strict=True)
    posts = [_describe(text, lines, a, b, has_title=True, lang=lang) for a, b in bounds]
    return posts, (lines[0].start, lines[0].end) if tag else None


def title_score(lines: list[Line], n: int, opened: str = "") -> tuple[float, list[str]]:
    """How much speaks for line ``n`` being the title of a post, and what.

    Parameters
    ----------
    lines : list of Line
        All lines of the text.
    n : int
        The line asked about.
    opened : str
        The ISO date in the title of the post that is open there: a line that only repeats it is a caption.
    """
    line, text = lines[n], lines[n].text
    before = lines[n - 1] if n else None
    after = lines[n + 1] if n + 1 < len(lines) else None
    if (before and not line.gap) or (after and not after.gap) or not ln.is_headlike(text):
        return 0.0, []
    if (
        ln.is_date_line(text)
        or (ln.is_source_line(text) and not _names_post(lines, n))
        or ln.is_read_more(text)
        or ln.is_url(text)
        or ln.is_reference(text)
        or re.fullmatch(r"\([^()]*\)", text)
    ):
        return 0.0, []
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
    elif after and _FIRST_PERSON.search(after.text[:200]):
        why.append((1.0, "the author speaks after it"))
    if ln.CAPTION_START.match(text) or ln.CREDIT.search(text):
        why.append((-4.0, "a caption or a credit"))
    if (
        date
        and opened
        and _repeats(date, opened)
        and not _OPENINGS.match(text)
        and not _BRACKET_TAG.match(text)
    ):
        why.append((-3.0, "it repeats the date of the post that is open"))
    if text.endswith(("?", ":")):
        why.append((-2.0, "a question or an announcement"))
    if _looks_like_caption(text):
        why.append((-1.5, "it describes a picture"))
    return sum(w for w, _ in why), [reason for _, reason in why]


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


def _title_date(text: str) -> str:
    """The ISO date a line ends in, opens with (alone or after an outlet), or holds in brackets; ``""`` if none."""
    found = find_dates(text)
    if not found:
        return ""
    if len(text) - found[-1].end <= 30 and not re.search(r"\w{4}", text[found[-1].end :]):
        return found[-1].iso
    if ln.looks_like_outlet(ln.without_weekday(text[: found[0].start]).strip(" ,–—-|(")):
        return found[0].iso  # X, 27 febbraio 2019: “…”
    bracketed = (d.iso for m in _BRACKETS.finditer(text) for d in find_dates(m[0])[-1:])
    return _opening_date(text) or next(bracketed, "")


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
    return not under_headline and not (ln.is_headlike(after) and (_title_date(after) or _OPENINGS.match(after)))


_RECORDING = re.compile(r"(?:podcast|audio|vid[ée]o|slides|replay|recording|registrazione|grabación)s?\b", re.IGNORECASE)


def _has_begun(own: list[Line]) -> bool:
    """True if a post has a paragraph, or ends in a link or a recording, since its title: before that comes its headline."""
    return any(len(line.text) >= _PARAGRAPH and not ln.is_headlike(line.text) for line in own) or bool(
        own
        and (ln.is_url(own[-1].text) or ln.is_read_more(own[-1].text) or _RECORDING.match(own[-1].text))
    )


def _without_date(lines: list[Line], start: int, n: int, turns: bool) -> float:
    """What a line without a date gains or loses as a title by the post that is open since line ``start``.

    The headline of a text that a post embeds looks like a title too, and follows a short introduction, maybe in another
    language: a title is believed only after a post of some length that has visibly ended.
    """
    own = lines[start + 1 : n]
    long = sum(len(line.text) >= _PARAGRAPH for line in own)
    titled = n + 1 < len(lines) and ln.is_headlike(lines[n + 1].text) and _title_date(lines[n + 1].text)
    if long < 2 or titled or not _ended_before(lines, n):
        return -1.5
    closed = _closes(own[-1].text)
    if turns:
        return 2.0 if closed and lines[n].text.endswith("?") else 1.0
    asked = sum(line.text.endswith("?") for line in own)
    speaks = bool(_FIRST_PERSON.search(lines[n + 1].text[:200])) if n + 1 < len(lines) else False
    opens = bool(_OPENINGS.match(lines[n].text))
    return 1.0 if closed and (opens or speaks and asked < 2) else 0.0


_PARAGRAPH = 80  # characters from which a line is a paragraph
_ALSO = re.compile(r"\b(?:aussi|également|also|anche|también|também|auch)\b", re.IGNORECASE)


def _closes(text: str) -> bool:
    """True for what stands at the end of a republished text and hardly ever inside it."""
    return (
        (ln.is_read_more(text) and not _ALSO.search(text))
        or ln.is_names_only(text)
        or ln.is_source_line(text)
        or ln.is_reference(text)
        or bool(ln.BYLINE.fullmatch(text))
    )


def _repeats(date: str, opened: str) -> bool:
    """True if ``date`` is, or lies within, the date or interval of the post that is open."""
    start, _, end = opened.partition("/")
    return date == opened or start <= date.partition("/")[0] <= (end or start)


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
    if 0 in strong or not ln.is_headlike(lines[1].text):
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


def _describe(text: str, lines: list[Line], a: int, b: int, has_title: bool, lang: str) -> Post:
    own = lines[a:b]
    post = Post(own[0].start, own[-1].end)
    title = own[0] if has_title else None
    post.title = (title.start, title.end) if title else None
    dates = find_dates(title.text, lang) if title else []
    place = _event_place(title.text) if title else False
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
        post.date = _date_elsewhere(own, lang)
    if title:
        post.outlet = outlet_of_title(title.text)
    if not post.outlet and not place:
        post.outlet = _outlet_elsewhere(own, bool(title and dates))
    elif post.outlet:
        post.outlet = _as_printed(post.outlet, own)
    return post


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
        or bool(_PLACE_AND_DATE.search(text))
    )


# The end of a caption: (Turin, 3 May 2019)
_PLACE_AND_DATE = re.compile(r"\([^()]*\b(?:19|20)\d\d\)\Z")


def outlet_of_title(title: str) -> str:
    """The outlet a title names: in its brackets beside the date, after ``dans``, ``in``, ``su`` …, or one
    that is listed.
    """
    group = _dated_group(title)
    beside = ""
    if group:
        inside = group["inside"]
        dates: list[PrintedDate] = find_dates(inside) or find_years(inside)
        name = (inside[: dates[0].start] or inside[dates[-1].end :]).strip(" ,;–—-|:")
        named = [p.strip() for p in name.split(",")]
        named = [
            p for p in named if p and not ln.is_place(p) and not re.fullmatch(r"(?i)le|il|el|the|am|du", p)
        ]
        beside = next(
            (p for p in named if ln.known_outlet(p)),
            named[0] if named and ln.looks_like_outlet(named[0]) and not _may_be_place(named[0], title) else "",
        )
        if ln.known_outlet(beside):
            return _tidy(beside)
    head = title if not group else title[: group.start()] or title[group.end() :].strip()
    dates = find_dates(head)
    opens = _opening_date(head)
    before = ln.without_weekday(head[: dates[0].start]).strip(" ,–—-|(") if dates and not opens else ""
    if before and ln.looks_like_outlet(before) and not _OPENINGS.match(before):
        return _tidy(before)  # X, 27 febbraio 2019 · X, 27 febbraio 2019: “…”
    listed = _listed_in(head)
    if listed:
        return listed
    if opens:
        head = _after_date(head).split(":")[0].strip()
        if ln.looks_like_outlet(head) and not _OPENINGS.match(head) and not _may_be_place(head, title):
            return _tidy(head)
    elif dates:
        head = before
    elif group is None:
        return ""
    after = _after_preposition(head)
    if after and not beside and _may_be_place(after, title):
        return ""  # a talk at X
    if beside and not (after and _OPENINGS.match(title)):
        return _tidy(beside)
    return _tidy(after)


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
    r"\b(?:colloque|journées?|s[ée]minaire|conf[ée]ren\w+|table ronde|atelier|école d[’']été|keynote|talk|lecture|"
    r"seminar\w*|workshop|symposium|summer school|winter school|panel|convegno|lezione|incontro|presentazione|"
    r"coloquio|jornadas?|charla|congreso|congresso|colóquio|palestra|encontro|tagung|vortrag)\b",
    re.IGNORECASE,
)
_PERIODICAL = r"revue|revista|rivista|review|radio|magazine|podcast|blog"
_SOUNDS_LIKE_OUTLET = re.compile(
    r"(?i:radio|revue|revista|rivista|review|journal|giornale|jornal|gazett\w+|courrier|corriere|correo|correio|times|"
    r"post|news|tv|magazine|hebdo|diari\w+|quotidien|quotidiano|tribune|tribuna|zeitung|blog|podcast)\b"
)


def _may_be_place(name: str, title: str) -> bool:
    return bool(_EVENT.search(title)) and not ln.known_outlet(name) and not _SOUNDS_LIKE_OUTLET.search(name)


_SMALL = r"(?:de|du|des|la|le|les|of|the|di|del|della|delle|il|lo|el|los|do|da|e|y|et|&|and|der|die|das)"
_CAPITAL = r"(?:(?:d|l|dell|nell|sull|dall|all)[’'])?(?:[A-ZÀ-ÖØ-Þ\d][\w’'.&/-]*)"
_AFTER_PREPOSITION = re.compile(
    r"\b(?i:dans|sur|chez|in|on|su|sul|sulla|sui|nel|nella|en|em|no|na|auf|im|bei|pour|for|per|by|at)\s+"
    rf"(?P<name>(?:l[’']|le |la |les |il |the |el |o |a |der |die |das "
    rf")?{_CAPITAL}(?:\s+(?:{_SMALL}\s+){{0,2}}{_CAPITAL})*)(?:\Z|(?=[’']s\b))"
)
# dans Le Bocage libre: the capital of its article says that a name begins there
_CAPITAL_ARTICLE = re.compile(
    r"\b(?i:dans|sur|à|in|on|for|su|con|per|en|em|con|para|im)\s+(?P<name>(?:L[’']|(?:Le|La|Les|The|Il|Lo|El|Los|Las|Der|Die|"
    r"Das)\s)[A-ZÀ-ÖØ-Þ][^\s,;:]*(?:\s[^\s,;:]+){0,3})\Z"
)
# X m’interroge · X quotes me
_ABOUT_ME = re.compile(
    rf"(?P<name>{_CAPITAL}(?:\s+(?:{_SMALL}\s+){{0,2}}{_CAPITAL})*)\s+(?:m[’'](?:interroge|interviewe|a interrogé)|me (?:cite|"
    r"cita|entrevista)|mi (?:cita|intervista)|(?:quotes|interviews|asks) me)\b"
)
# Intervista al Corriere: the preposition holds the article
_INTERVIEW_AT = re.compile(
    rf"(?i:intervista|entrevista)\s+(?i:al|alla|all[’']|allo|do|da|ao|à)\s?(?P<name>{_CAPITAL}(?:\s+(?:{_SMALL}\s+){{0,2}}{_CAPITAL})*)\Z"
)


# "With" may be with a person: an outlet shows there by its article.
_WITH_OUTLET = re.compile(
    r"\b(?i:with|to|avec|à|con|a|al|alla|allo|com|mit|du|della|del|do|da|di)\s+"
    rf"(?P<name>(?:L[’']|Le |La |Les |Il |The |El |O |Die |Der |Das "
    rf"){_CAPITAL}(?:\s+(?:{_SMALL}\s+){{0,2}}{_CAPITAL})*)\Z"
)


# the newspaper X · le quotidien X · della rivista X: what it is, then its name
_CALLED = re.compile(
    r"\b(?i:newspaper|daily|weekly|magazine|journal|revue|quotidien|hebdomadaire|mensuel|site|podcast|radio|quotidiano|"
    r"settimanale|mensile|rivista|giornale|sito|diario|periódico|semanario|revista|jornal|zeitung|magazin)[ \u00a0]+"
    rf"(?:[«“\"][ \u00a0]?)?(?P<name>{_CAPITAL}(?:\s+(?:{_SMALL}\s+){{0,2}}{_CAPITAL})*)(?=[ \u00a0]?[»”\"]|\W|\Z)"
)


def _after_preposition(head: str) -> str:
    head = re.sub(r"[«“\"][ \u00a0]?(?=[^«“»”\"]*\Z)", "", head.rstrip(' \u00a0”»"'))
    match = _AFTER_PREPOSITION.search(head) or _CALLED.search(head) or _WITH_OUTLET.search(head)
    match = match or _CAPITAL_ARTICLE.search(head) or _INTERVIEW_AT.search(head) or _ABOUT_ME.match(head)
    if match and match.re is _CALLED and match[0][0].isupper():
        return match[0]  # Radio X: what it is belongs to its name
    return match["name"] if match and not ln.is_place(match["name"]) else ""


# Names of outlets that are words of the language as well: they are outlets only after a preposition (in Time,
# dans Le Point).
_ALSO_WORDS = frozenset(
    "time salon quartz fortune medium regards vox vice basta marianne challenges expresso observador zeit "
    "arte bild golem wired nexo diagonal contexte "
    "slate valori forbes politico".split()
) | {
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


# BBC World Service, where BBC is listed: capitals up to the next comma, bracket or end
_GOES_ON = re.compile(rf"(?:[ \u00a0](?:(?:de|du|des|of|di|del|della|do|da)[ \u00a0])?{_CAPITAL}){{1,3}}(?=\s*(?:[,:;(\[–—|]|\Z)|[’']s\b)")


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
                listed.replace("’", "'")[1:] == name.replace("’", "'")[-len(listed) + 1 :] or name.isupper()
            )
            after_preposition = _PREPOSITION.search(text[: tokens[i].start()])
            if same_capitals and (ln.fold(listed) not in _ALSO_WORDS or after_preposition):
                best = name if len(name) == len(listed) else name[-len(listed) :]
                longer = _GOES_ON.match(text, tokens[j].end()) if after_preposition else None
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


def _event_place(title: str) -> bool:
    """True where the brackets of a title hold a date and a place, and no outlet: the title of an event."""
    group = _dated_group(title)
    dates = find_dates(group["inside"]) if group else []
    if not dates or outlet_of_title(title):
        return False
    name = group["inside"][: dates[0].start].strip(" ,;–—-")
    return bool(name) and any(ln.is_place(part.strip()) for part in name.split(","))


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
_DATELINE = re.compile(r"(?P<inside>[A-ZÀ-ÖØ-Þ][^.!?\n]{4,60}?\b(?:19|20)\d\d)[)]?[ \u00a0]?(?:[–—-]|\. [–—-])[ \u00a0]")


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
    for line in [*own[:6], *own[-6:]]:
        source = ln.SOURCE_LINE.fullmatch(line.text)
        if source and ln.is_source_line(line.text):
            name = source["name"].strip(" .")
            on = _ON_OUTLET.search(name)
            return on["name"] if on else _listed_in(name) or (name if ln.looks_like_outlet(name) else "")
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
    if ln.known_outlet(name) or "/" in name or _SOUNDS_LIKE_OUTLET.search(name):
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
