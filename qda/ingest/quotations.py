"""Direct quotations, and who says them where the text names someone.

Quotation marks of every kind are paired (nested ones too, across paragraphs where a quotation runs on); a quotation has a
speaker if a verb of speech stands inside it, after it or before it with a subject, or if it is spoken by the person the
paragraph is about. Pronouns and descriptions (``le sociologue``, ``she``) go to the person named last.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from qda.ingest import lines as ln


class Quotation(NamedTuple):
    """A direct quotation, marks included, at ``start``–``end``; ``speaker`` as the text names them, ``""`` if
    it does not.
    """

    start: int
    end: int
    speaker: str
    nested: bool


_OPEN = {"«": "»", "“": "”", "„": "“”", "‹": "›", "‟": "”"}
_TOO_LONG = 500_000  # characters of a text from which it is no article: its quotations are not sought
_MAX = 3000  # a quotation that does not close within so many characters was never opened


def pair_marks(text: str) -> list[tuple[int, int, bool]]:
    """Spans (start, end, nested) of what quotation marks enclose; unbalanced marks are left alone.

    Straight quotes pair by what stands beside them. A quotation may run over a paragraph's end only if its opening mark
    has no partner before it and the next mark of its kind closes.
    """
    stack: list[tuple[str, int, int]] = []
    found: list[tuple[int, int, int]] = []
    blanks = [m.start() for m in re.finditer(r"\n\s*\n|\n", text)]
    for match in re.finditer(r"[«»“”„‟‹›\"]", text):
        mark, at = match[0], match.start()
        stack = [s for s in stack if at - s[1] <= _MAX]
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        closes = next(
            (k for k in range(len(stack) - 1, -1, -1) if mark in _OPEN.get(stack[k][0], stack[k][0])), None
        )
        if mark == '"':
            opening = (
                (not before or before.isspace() or before in "(['’«“-–—") and after and not after.isspace()
            )
            closes = None if opening and not (closes is not None and not before.isspace()) else closes
        elif mark == "“" and closes is not None and stack[closes][0] != "„":
            closes = None
        if (
            mark == "“"
            and closes is None
            and before
            and not before.isspace()
            and (not after or after.isspace() or after in ",.;:)»")
        ):
            # “ used as a closing mark: “… “
            closes = next((k for k in range(len(stack) - 1, -1, -1) if stack[k][0] == "“"), None)
        if closes is not None:
            kind, start, depth = stack[closes]
            found.append((start, at + 1, depth))
            stack = stack[:closes]
        elif mark in _OPEN or mark == '"':
            stack.append((mark, at, len(stack)))
    spans = sorted((s, e) for s, e, _ in found if e - s > 2 and not _too_long(s, e, blanks))
    result: list[tuple[int, int, bool]] = []
    outer = -1
    for start, end in spans:
        result.append((start, end, start < outer))
        outer = max(outer, end)
    return result


def _too_long(start: int, end: int, blanks: list[int]) -> bool:
    return bisect_left(blanks, end) - bisect_left(blanks, start) > 4


# -- verbs of speech
# ------------------------------------------------------------------------------------------------

_VERBS = {
    "fr": "dit disait dira expliqu confi racont affirm déclar soulign rappel estim ajout précis not observ constat poursui conclu regrett déplor "
    "s[’']indign s[’']insurg s[’']agac s[’']étonn s[’']inquièt s[’']amus s[’']interrog se_souv se_rappel "
    "se_rémémor se_remémor se_désol se_plain se_félicit "
    "se_réjoui témoign résum analys commen insist assur avanc plaid illustr décri détaill répond lanc lâch "
    "glis confirm reconnaî reconna admet concèd "
    "acquiesc prédi prévien préven martel ironis soupir sourit tempèr nuanc pointe dénonc critiqu argument "
    "rapport indiq écri rétorqu renchéri abond "
    "appui complèt revendiqu demand juge jug pense croit considèr interrog révèl souffl tranch retrac évoqu "
    "prône qualifi promet exhort alert annonc énonc "
    "se_défend s[’']exclam s[’']emport s[’']énerv s[’']excus enchaîn repren résume répèt répét",
    "en": "say said says tell told tells explain add recall note argue warn claim state declare write wrote remark admit concede insist stress "
    "describe observe comment reply replied respond ask recount conclude continue confirm confess complain "
    "suggest point think thought believe sigh joke "
    "predict put acknowledge assert maintain reflect sum",
    "it": "dice disse detto spieg raccont affirm afferm dichiar sottoline ricord aggiung aggiunge precis osserv conclud continu prosegu scriv conferm ammett "
    "ammette lament denunci sostien sostenut risponde rispond chied comment not rivel confid insist avvert "
    "riassum",
    "es": "dice dijo dicho explic cuent contó afirm declar subray recuerd recordó añad añade precis observ conclu continú prosigu escrib escribió confirm "
    "admit lament denunci sostien respond respond pregunt coment señal asegur insist advert reconoc relat "
    "resum apunt",
    "pt": "diz disse explic cont afirm declar sublinh record lembr acrescent precis observ conclu continu prossegu escrev confirm admit lament denunci "
    "sustent respond pergunt coment assegur insist advert reconhec relat resum garant",
    "de": "sagt sagte erklärt erklärte erzählt erzählte berichtet betont betonte ergänzt erinnert meint meinte schreibt schrieb fügt warnt behauptet "
    "antwortet fragt bestätigt klagt kritisiert beschreibt so räumt gibt stellt fasst",
}


def _one_of(forms: list[str]) -> str:
    """A pattern for any of ``forms``, shared beginnings written once: Python's ``re`` tries alternatives one by one."""
    branches: dict[str, list[str]] = {}
    ended = False
    for pieces in (re.findall(r"\[[^\]]*\]|.", form) for form in forms):
        if pieces:
            branches.setdefault(pieces[0], []).append("".join(pieces[1:]))
        else:
            ended = True
    whole = "|".join(first + _one_of(rest) for first, rest in sorted(branches.items()))
    return f"(?:{whole}){'?' if ended else ''}" if branches else ""


_FORMS = sorted({v.replace("_", "[ \u00a0]") for verbs in _VERBS.values() for v in verbs.split()})
_VERB = (
    r"(?:(?:ne |n[’'])?(?:a |ha |had |has |hat |avait |aveva |había |tem |m[’'])?(?P<verb>(?:se |s[’']|si "
    r")?" + _one_of(_FORMS) + r"[^\W\d_]{0,7}))"
)
_NAME = rf"(?:M\.|Mme|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Prof\.?)?[ \u00a0]?(?:{ln.NAME}|[A-ZÀ-ÖØ-Þ][\w’'-]+)\*?"
_PRONOUNS = "il elle on ils elles he she they lui lei él ella ele ela er sie".split()
_PRONOUN = "(?:" + "|".join(_PRONOUNS) + ")"
_ARTICLE = (
    r"(?:le |la |l[’']|un |une |cet |cette |ce |son |sa |celui |celle |ce(?:lui|lle)-ci|the |a |an |her |his "
    r"|il |lo |una |uno |uno |el |este |esta |o |a |um |uma |der |die |ein |eine |dieser |diese )"
)
_DESCRIPTION = rf"(?:{_ARTICLE}[^\W\d_][^,.;:«»“”\"\n]{{2,60}})"
_SUBJECT = rf"(?P<subject>{_NAME}|{_DESCRIPTION}|{_PRONOUN}\b)"

_INVERTED = r"(?:(?:se|lui|leur|y|en|me|nous) |[sm][’'])?[^\W\d_]+(?:-t)?-(?P<pronoun>ils?|elles?|on)\b"
_INCISE = re.compile(
    rf"(?:[,.!?…][»”\"]?|[»”\"],?|(?<=[»”\"])\s?[,–—]?)\s{{0,3}}[–—]?\s{{0,3}}(?:{_INVERTED}|{_VERB}[ \u00a0]+{_SUBJECT}|"
    rf"(?P<en_subject>{_NAME}|he|she|they)[ \u00a0](?P<en_verb>says|said|explains|explained|told|tells|adds|"
    rf"added|recalls|recalled|notes|noted|argues|argued|writes|wrote|warns|warned|insists|insisted|remembers|"
    rf"remembered|continues|continued))"
)
_ACCORDING = re.compile(
    rf"\b(?i:selon|d[’']après|according to|secondo|según|segundo|"
    rf"laut)[ \u00a0]+(?P<subject>{_NAME})[^.;:«»“”]{{0,80}}\Z"
)
_SPEAKS_BEFORE = re.compile(rf"\b(?:{_INVERTED}|{_VERB})\b[^.!?«»“”]{{0,120}}\Z")
_NOT_PEOPLE = frozenset(
    "le la les un une des du en et mais or car si pour par il elle on ils elles ce cette ces c à au aux avec "
    "sans sur sous dans chez depuis selon après avant comme "
    "lorsque quand parce même tous toutes leur leurs son sa ses mon ma mes nos notre vous nous je tu qui que "
    "quoi dont où comment pourquoi plus moins certains "
    "certaines parfois enfin ensuite puis ainsi dis moi là voire beaucoup the a an and but or if in on at by "
    "for with from to it he she they we you i this that these "
    "those his her their our my what when where why how there here then as il lo gli i uno una e ma se per "
    "con su da di che chi dove quando come el los las y pero "
    "si por con de del o os as um uma mas se der die das ein eine und aber wenn mit von zu im am auf bei".split()
)


# -- speakers
# -------------------------------------------------------------------------------------------------------

# Words that make a name that of an organisation, a product, a title.
_ORGANISATION = re.compile(
    r"\b(?:(?:Univers|Institu|Fondation|Foundation|Fondazione|Fundaci|Funda[cç]|Stiftung|Parlement|"
    r"Parliament|Parlamento|Commission|Comisi|Comissão|"
    r"Minist|Associa|Asocia|Organi[sz]a|Organización|Conf[eé]d|Federa|Fédé|Syndica|Sindica|Gewerkschaft|"
    r"Academ|Acad[ée]m|Technolog|Corporation)\w*|"
    r"Union|Unión|União|Research|Centre|Center|Centro|Zentrum|Lab|Labs|Inquiry|Project|Projet|Amazon|Google|"
    r"Facebook|Microsoft|Apple|Uber|Meta|"
    r"Mechanical|Turk|Intelligence|Data|Telecom|Télécom|School|College|École|Ecole|Group|Groupe|Gruppo|Grupo|"
    r"Inc|Ltd|GmbH|Network|Conference|"
    r"Platform|Plateforme|Street|Journal|News|Times|Press|Web|Internet|Homme|Femme|State|States|Unis|Unidos|"
    r"Uniti|House|Valley|Court|Tribunal)\b"
)
_FEMALE = re.compile(
    r"-t?-?elles?\b|^(?:elle|elles|she|lei|ella|ela|sie)\b|^(?:la|une|cette|sa|una|esta|uma|a|die|eine|diese|"
    r"her)\s|^celle\b",
    re.IGNORECASE,
)
_MALE = re.compile(
    r"-t?-?ils?\b|^(?:il|ils|he|lui|él|ele|er)\b|^(?:le|un|ce|cet|son|lo|el|este|um|o|der|ein|dieser|his)\s|"
    r"^celui\b",
    re.IGNORECASE,
)
_SHE = re.compile(r"\b(?:elle|she|her|ella|ela|lei)\b", re.IGNORECASE)
_HE = re.compile(r"\b(?:il|he|his|him|él|ele)\b", re.IGNORECASE)


class _People:
    """The persons a post names: every mention in order, what they are, and the gender the text gives them."""

    def __init__(self, text: str, quoted: list[tuple[int, int]], outlet: str = ""):
        self.text = text
        self.outlet = ln.fold(outlet)
        self.full: dict[str, int] = {}
        for match in re.finditer(rf"(?<![\w’'-]){ln.NAME}\*?", text):
            name = _without_small_words(_strip(match[0]))
            if 2 <= ln.words_in(name) <= 4 and self._can_be(name) and ln.fold(name) not in self.outlet:
                self.full[name] = self.full.get(name, 0) + 1
        # A party or a title before a name that is known without it is no part of the name.
        for name in sorted(self.full, key=len, reverse=True):
            shorter = next((n for n in self.full if n != name and name.endswith(" " + n)), None)
            if shorter:
                self.full[shorter] += self.full.pop(name)
        self.people = set(self.full)
        for match in _INCISE.finditer(text):
            self._add(match["subject"] or match["en_subject"] or "")
        for match in re.finditer(r"(?<![\w’'-])(?P<who>[A-ZÀ-ÖØ-Þ][\w’'-]+\*)", text):
            self._add(match["who"])
        for match in _FIRST_NAME.finditer(text):
            self._add(match["who"] or match["aged"])
        self.mentions = self._mentions()
        ends = [b for _, b in quoted]
        inside = [
            n < len(quoted) and quoted[n][0] <= start
            for start, _, _ in self.mentions
            for n in [bisect_right(ends, start)]
        ]
        self.free = [m for m, hidden in zip(self.mentions, inside, strict=True) if not hidden]
        self.starts = [start for start, _, _ in self.free]
        self.trades = self._trades()
        self.genders = self._genders()

    @staticmethod
    def _can_be(name: str) -> bool:
        return not (
            ln.known_outlet(name)
            or ln.is_place(name)
            or _ORGANISATION.search(name)
            or any(len(w) > 1 and w.isupper() for w in name.split()[:1])
        )

    def _add(self, who: str) -> None:
        name = _strip(who)
        if name and name[0].isupper() and ln.fold(name.split()[0]) not in _NOT_PEOPLE and self._can_be(name):
            self.people.add(self.whole(name))

    def whole(self, name: str) -> str:
        """The full name that a first or last name stands for in this text, or the name itself."""
        bare = re.sub(r"^(?:M\.|Mme|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Prof\.?)[ \u00a0]", "", _strip(name))
        if bare in self.full:
            return bare
        longer = [f for f in self.full if bare.rstrip("*") in re.split(r"[ \u00a0]", f.rstrip("*"))]
        return max(longer, key=lambda f: self.full[f]) if longer else bare

    def _mentions(self) -> list[tuple[int, int, str]]:
        forms: dict[str, str] = {}
        for person in sorted(self.people, key=lambda p: -self.full.get(p, 0)):
            forms[person.rstrip("*")] = person
            parts = re.split(r"[ \u00a0]", person.rstrip("*"))
            for part in (parts[0], parts[-1]):
                if len(part) > 2 and part[0].isupper() and ln.fold(part) not in _NOT_PEOPLE:
                    forms.setdefault(part, person)
        if not forms:
            return []
        pattern = "|".join(re.escape(f) for f in sorted(forms, key=len, reverse=True))
        found = re.finditer(rf"(?<![\w-])(?:{pattern})(?![\w-])", self.text)
        return [(m.start(), m.end(), forms[m[0]]) for m in found]

    def _trades(self) -> dict[str, str]:
        """``sociologue`` → the person it is said of, beside the name: before it or in apposition."""
        found: dict[str, str] = {}
        for start, end, person in self.mentions:
            before = re.search(
                r"(?P<trade>[^\W\d_A-Z]{5,})(?:[ \u00a0][A-Z]{2,6})?[ \u00a0]\Z",
                self.text[max(0, start - 40) : start],
            )
            after = re.match(
                r"\*?, (?:(?:un|une|le|la|l[’']|an?|the|il|el|o|der|die|ein|"
                r"eine)[ ]?)?(?:[^\W\d_]+-)?(?P<trade>[^\W\d_A-Z]{5,})",
                self.text[end : end + 50],
            )
            for match in (before, after):
                if match and match["trade"] not in _NOT_PEOPLE:
                    found.setdefault(match["trade"], person)
        return found

    def _genders(self) -> dict[str, str]:
        votes: dict[str, list[int]] = {}
        nexts = [start for start, _, _ in self.mentions[1:]] + [len(self.text)]
        for (_, end, person), following in zip(self.mentions, nexts, strict=False):
            near = self.text[end : min(following, end + 150)].split("\n")[0]
            tally = votes.setdefault(person, [0, 0])
            tally[0] += len(_SHE.findall(near))
            tally[1] += len(_HE.findall(near))
        return {p: "f" if f > 2 * m else "m" if m > 2 * f else "" for p, (f, m) in votes.items()}

    def last_before(self, at: int, since: int, gender: str = "") -> str:
        """The person named last in ``since``–``at``, outside what is quoted, of that gender where the text gives one.

        A name that cannot be a subject (``comme X``, ``avec X``) counts only where there is no other.
        """
        other = ""
        for n in range(bisect_left(self.starts, at) - 1, -1, -1):
            start, _, person = self.free[n]
            if start < since:
                break
            if self.genders.get(person, "") not in ("", gender or self.genders.get(person, "")):
                continue
            if not _GOVERNED.search(self.text, max(0, start - 20), start):
                return person
            other = other or person
        return other


# A first name alone: after a clause and before a verb, or with an age. Products (Siri) stand as subjects elsewhere.
_FIRST_NAME = re.compile(
    r"(?:(?<=[^\W\d_], )(?P<who>[A-ZÀ-ÖØ-Þ][^\W\d_A-ZÀ-ÖØ-Þ]{2,})(?=[ \u00a0](?:a|est|était|avait|has|had|is|was|ha|è|era|aveva|"
    r"es|está|había|tem|hat|ist|war)[ \u00a0])"
    r"|(?<![\w’'-])(?P<aged>[A-ZÀ-ÖØ-Þ][^\W\d_A-ZÀ-ÖØ-Þ]{2,})(?=, (?:\d\d(?:,|[ \u00a0](?:ans|anni|años|anos|Jahre))|"
    r"[^\W\d_A-Z]+[ \u00a0](?:ans|anni|años|anos|Jahre)\b)))"
)
_GOVERNED = re.compile(
    r"\b(?:comme|avec|de|d[’']|du|à|par|pour|chez|contre|sans|like|with|of|to|from|against|come|con|di|da|"
    r"per|como|com|por|para|wie|mit|von|bei|gegen)[ \u00a0]?\Z"
)


def _strip(name: str) -> str:
    return name.strip(" \u00a0.,’'")


def _without_small_words(name: str) -> str:
    words = re.split(r"[ \u00a0]", name)
    while words and (
        ln.fold(words[0]) in _NOT_PEOPLE or (len(words) > 2 and len(words[0]) > 1 and words[0].isupper())
    ):
        words.pop(0)
    return " ".join(words)


def find_quotations(text: str, outlet: str = "") -> list[Quotation]:
    """The quotations of a post's text, each with its speaker where the text names one; none in a text as long
    as a book. The ``outlet`` of the post is nobody who speaks.
    """
    spans = pair_marks(text) if len(text) <= _TOO_LONG else []
    if not spans:
        return []
    people = _People(text, [(s, e) for s, e, nested in spans if not nested], outlet)
    found: list[Quotation] = []
    current = ("", 0)
    for start, end, nested in spans:
        speaker = "" if nested else _speaker(text, start, end, people, current)
        if speaker:
            current = (speaker, end)
        found.append(Quotation(start, end, speaker, nested))
    return found


_AFTER = re.compile(
    rf"[ \u00a0]?[,.]?[ \u00a0]{{0,3}}[–—]?[ \u00a0]{{0,3}}(?:,? ?[^,«»“”\".!?]{{3,60}}, )?(?:{_INVERTED}|"
    rf"{_VERB}[ \u00a0]+{_SUBJECT}|(?P<en_subject>{_NAME}|he|she|"
    rf"they)[ \u00a0]{_VERB.replace('?P<verb>', '?:')})"
)
# aggiunge. · añade. · acrescenta.: a verb without a subject, in languages that need none
_BARE_VERB = re.compile(
    rf"[ \u00a0]?,?[ \u00a0]{{0,3}}[–—]?[ \u00a0]{{0,3}}{_VERB}(?: [^\W\d_A-ZÀ-ÖØ-Þ]+(?:ndo|mente))?(?=[ \u00a0]?[.,;:!?\n]|\Z)"
)
# A former annotator, who …: someone without a name, whom a pronoun then stands for
_SOMEONE = re.compile(
    r"(?:\A|(?<=[.!?…»”] ))(?P<who>(?:Une?|Uno|Una|Un[’']|An?|Eine?|Uma?) ?[^\W\d_][^,.;:!?«»“”\n]{2,50}?)"
    r"(?=,| (?:qui|who|che|que|die|der)\b)"
)
_GOES_ON = re.compile(
    r"poursui|ajout|enchaîn|conclu|insist|précis|reprend|continu|adds|added|went on|prosegu|aggiung|añad|"
    r"prossegu|acrescent|ergänzt|fügt",
    re.IGNORECASE,
)


# a clause with a subject of its own: The publisher, reached by mail, “does not wish …”
_OTHER_SUBJECT = re.compile(
    r"(?:les? |la |l[’']|une? |des |ces? |cette |leurs? |son |sa |the |an? |il |lo |gli |i |uno |una |el |los |las |os |as |der |"
    r"die |das )",
    re.IGNORECASE,
)
_IT_SAID = re.compile(r"\b(?:it|which) (?:said|says|wrote|writes|added|adds|claims|claimed|insisted|insists)\b[^.!?]*\Z")


def _speaker(text: str, start: int, end: int, people: _People, current: tuple[str, int]) -> str:
    """Who says the quotation at ``start``–``end``; ``""`` if the text does not say."""
    inner = text[start + 1 : end - 1]
    words = ln.words_in(inner)
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    near = current[0] if start - current[1] <= 1500 else ""

    def subject_of(match: re.Match) -> str:
        said = _strip(match["subject"] or match["en_subject"] or "")
        if said and said[0].isupper() and ln.fold(said.split()[0]) not in _NOT_PEOPLE:
            return people.whole(said)
        # a description that ends in the name: il sociologo Aldo Greco
        inside = re.search(rf"(?<=[^\W\d_A-Z][ \u00a0])(?P<name>{ln.NAME})", said.split(",")[0])
        if inside and people.whole(inside["name"]) in people.people:
            return people.whole(inside["name"])
        trade = next(
            (people.trades[w] for w in re.findall(r"[^\W\d_]{5,}", said.split(",")[0]) if w in people.trades),
            "",
        )
        if trade:
            return trade
        mark = match["pronoun"] and "-" + match["pronoun"] or said
        gender = "f" if _FEMALE.search(mark) else "m" if _MALE.search(mark) else ""
        if near and _GOES_ON.search(match[0]) and people.genders.get(near, "") in ("", gender):
            return near
        named = people.last_before(start, begin, gender)
        someone = [m["who"] for m in _SOMEONE.finditer(text, begin, start)] if not named and gender else []
        if someone and said.lower() in _PRONOUNS:
            return someone[-1]
        if (
            not named
            and near
            and people.genders.get(near, "") in ("", gender)
            and not said.startswith(("un ", "une "))
        ):
            before = text.rfind("\n", 0, max(0, begin - 2)) + 1
            named = people.last_before(start, before, gender) or near
        named = named or people.last_before(start, max(0, begin - 3000), gender)
        return named or (re.split(r"[,;]", said)[0] if len(said) > 4 else "")

    if words >= 5:
        nested = [(a, b) for a, b, _ in pair_marks(inner)]
        for match in _INCISE.finditer(inner):
            if not any(a <= match.start() < b - 1 for a, b in nested):
                named = subject_of(match)
                if named:
                    return named
    after = text[end : min(len(text) if stop < 0 else stop, end + 200)]
    following = _AFTER.match(after)
    if following and not after.lstrip(" \u00a0").startswith(".") and words >= 2:
        return subject_of(following)

    if words >= 3 and _BARE_VERB.match(after):
        before = text.rfind("\n", 0, max(0, begin - 2)) + 1
        named = near or people.last_before(start, begin) or people.last_before(start, before)
        if named:
            return named
    clause = re.split(
        r"(?<=[.!?…])[ \u00a0»”\"]+(?=[A-ZÀ-ÖØ-Þ«“])", text[max(begin, start - 300) : start + 1]
    )[-1][:-1]
    bare = re.sub(r"[«“\"][^«»“”\"]*[»”\"]", " ", clause)
    according = _ACCORDING.search(bare)
    if according and words >= 3:
        return people.whole(_without_small_words(according["subject"]))
    if _title_like(inner) or words < 3:
        return ""
    if _IT_SAID.search(bare):
        return ""  # a firm, a report: nobody who is named
    announced = clause.rstrip(" \u00a0\u202f").endswith(":")
    speaks = _SPEAKS_BEFORE.search(bare)
    sentence = not bare.strip() and inner.rstrip(" \u00a0\u202f").endswith((".", "!", "?", "…"))
    fragment = words >= 5 and inner.lstrip(" \u00a0\u202f")[:1].islower()
    if fragment and not (announced or speaks or sentence) and _OTHER_SUBJECT.match(bare.lstrip(" \u00a0\n")):
        return people.last_before(start, start - len(clause))
    if announced or speaks or sentence or fragment:
        pronoun = re.search(rf"\b{_PRONOUN}\b", bare, re.IGNORECASE)
        gender = (
            ""
            if not pronoun
            else "f"
            if _FEMALE.search(pronoun[0])
            else "m"
            if _MALE.search(pronoun[0])
            else ""
        )
        return (
            people.last_before(start, start - len(clause), gender)
            or (people.last_before(start, begin, gender) if not sentence or not near else "")
            or near
            or (people.last_before(start, max(0, begin - 1500), gender) if announced or speaks else "")
        )
    return ""


def _title_like(inner: str) -> bool:
    """Capitals inside: the title of a book, a project, an institution."""
    words = re.findall(r"[^\W\d_]+", inner)
    return sum(w[0].isupper() for w in words[1:]) >= 0.4 * max(1, len(words) - 1)
