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


_OPEN = {"«": "»", "“": "”", "„": "“”", "‹": "›", "‟": "”", "‘": "’", "‚": "‘’"}
_TURNED = str.maketrans("«»‹›", "»«›‹")
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
    turned = _points_inwards(text)
    for match in re.finditer(r"[«»“”„‟‹›\"‚‘’]", text):
        mark, at = match[0], match.start()
        mark = mark.translate(_TURNED) if turned else mark
        stack = [s for s in stack if at - s[1] <= _MAX]
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if mark in "‘’" and not _is_mark(text, at, any(s[0] in "‘‚" for s in stack)):
            continue  # an apostrophe
        if stack and mark in "«“»" and stack[-1][0] in "«“" and _opens_paragraph(text, stack[-1][1], at):
            continue  # a quotation of several paragraphs opens each of them with a mark
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


def _points_inwards(text: str) -> bool:
    """True if guillemets are set »so«, as German does: more of » stand before a word than after one."""
    return len(re.findall(r"(?:\A|[\s(„“])»(?=\w)", text)) > len(re.findall(r"(?:\A|[\s(“])«", text))


def _is_mark(text: str, at: int, opened: bool) -> bool:
    """Whether ‘ or ’ is a quotation mark there: an apostrophe stands inside or at the end of a word."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if text[at] == "‘":
        return opened or ((not before or before.isspace() or before in "([“«„—–") and not after.isspace())
    if not opened or after.isalnum():
        return False
    rest = text[at + 1 : at + 1 + _MAX].split("\n")[0].split("‘")[0]
    later = re.search(r"[,.!?…]’(?!\w)|’(?=[,.;:!?)”»]|\Z)", rest)
    return before in ",.!?…»”" or after in ",.;:!?)”»" or not later  # the workers’ own words


def _opens_paragraph(text: str, opened: int, at: int) -> bool:
    """True if the mark ``at`` opens the paragraph after the one in which the mark ``opened`` stands, not closed."""
    between = text[opened + 1 : at]
    return (
        "\n" in between
        and not between.rstrip(" \u00a0").strip("\n").count("\n\n")
        and bool(re.search(r"\n\s*\Z", between))
    )


def _too_long(start: int, end: int, blanks: list[int]) -> bool:
    return bisect_left(blanks, end) - bisect_left(blanks, start) > 4


# -- verbs of speech
# ------------------------------------------------------------------------------------------------

# A form that ends in a full stop is a whole word; others may go on (``affirm``: affirme, affirmait, affirma).
_VERBS = {
    "fr": "dit. disait. dira. disent. expliqu confi. confia. confie. confiait. confié. racont affirm déclar soulign rappel estim "
    "ajout précis not. note. notait. nota. observ constat poursui conclu. conclut. conclu regrett déplor "
    "s[’']indign s[’']insurg s[’']agac s[’']étonn s[’']inquièt s[’']amus s[’']interrog se_souv se_rappel "
    "se_rémémor se_remémor se_désol se_plain se_félicit s[’']alarm s[’']enthousiasm s[’']enorgueilli "
    "se_réjoui témoign résum analys commente. commentait. insist assure. assurait. assura. avance. "
    "avançait. plaid illustr "
    "décri détaill répond. répondit. répondait. répondent. lance. lança. lançait. lâche. lâcha. lâchait. "
    "énumèr "
    "glisse. glissa. glissait. confirm reconnaî reconna admet. admit. admettait. concèd grince. grommel "
    "murmur ricane. "
    "acquiesc prédi prévien préven martel ironis soupir sourit. souriait. rit. tempèr nuanc pointe. "
    "pointait. dénonc critiqu "
    "argument rapporte. rapportait. indiqu écri rétorqu renchéri abond ripost objecte. objectait. "
    "appuie. complèt revendiqu demande. demandait. demanda. juge. jugeait. jugea. pense. pensait. croit. "
    "considèr interroge. "
    "révèl souffle. souffla. tranche. trancha. retrac évoqu fait_savoir fait_valoir faisait_valoir "
    "prône. qualifi promet. promettait. exhort alert annonc énonc balai plaisant philosoph calcul "
    "s[’']émerveill "
    "se_défend s[’']exclam s[’']emport s[’']énerv s[’']excus enchaîn repren résume. répèt répét reprend. "
    "se_moqu tonne. lancé. noté. glissé. lâché. avancé. "
    "tranché. soufflé. jugé. demandé. assuré. commenté. pointé. objecté. rapporté. admis. répondu. pensé. "
    "souri. promis. interrogé. "
    "dit-on.",
    "en": "say. said. says. tell. told. tells. explain add. adds. added. recall. recalls. recalled. note. notes. noted. argue. argues. "
    "argued. warn. warns. warned. claim. claims. claimed. state. states. stated. declare. declares. "
    "declared. write. writes. "
    "wrote. remark. remarks. remarked. admit admits. admitted. concede insist. insists. insisted. stress. "
    "stresses. stressed. "
    "describe. describes. described. observe. observes. observed. comment. comments. commented. reply. "
    "replies. replied. "
    "respond. responds. responded. ask. asks. asked. recount conclude continue. continues. continued. "
    "confirm. confirms. "
    "confirmed. confess complain suggest. suggests. suggested. point. points. pointed. think. thinks. "
    "thought. believe. "
    "believes. believed. sigh. sighs. sighed. joke. jokes. joked. laugh. laughs. laughed. shrug. shrugs. "
    "shrugged. "
    "predict. predicts. predicted. put. puts. acknowledge assert. asserts. asserted. maintain. maintains. "
    "maintained. "
    "reflect. reflects. reflected. remember. remembers. remembered. sums. summed. agree. agrees. agreed. quip. quips. quipped.",
    "it": "dice. disse. dicono. diceva. detto. spieg racconta. raccontano. raccontò. raccontava. raccontato. afferma. affermò. "
    "affermato. dichiar sottoline ricorda. ricordò. ricordato. ricordava. aggiung aggiunge. aggiunto. "
    "precis osserva. osservò. "
    "osservato. conclude. concluso. continua. continuò. prosegue. scrive. scrisse. scritto. conferma. "
    "confermato. ammett "
    "ammette. ammesso. lament denunci sostien sostenut sostiene. risponde. rispose. risposto. chiede. "
    "chiese. chiesto. "
    "commenta. commentò. commentato. nota. rivel confida. confidò. insiste. avverte. avvertì. riassum "
    "ribatte. ribadisce. "
    "ribadì. replica. replicò. sospira. scherza. ride. sorride. assicura. garantisce. taglia_corto esclama. "
    "sbotta. "
    "notato. ribattuto. replicato. confidato. commentato. fa_notare fa_sapere domanda. domandò. allarga_le_braccia ammonisce. puntualizza. argomenta. riflette. protesta.",
    "es": "dice. dijo. dicho. decía. dicen. explic cuenta. cuentan. contaba. contó. afirma. afirmó. afirmaba. declar subray "
    "recuerda. recordó. recordaba. añad añade. precis observa. observó. conclu continúa. continuó. prosigu "
    "escribe. escribió. "
    "confirma. confirmó. admit lament denunci sostiene. sostuvo. sostien responde. respondió. pregunta. "
    "preguntó. comenta. comentó. "
    "señal asegur insiste. insistió. advert advierte. reconoc relat resume. resumió. apunt bromea. suspira. "
    "ironiz "
    "zanja. matiza. replica. replicó. sonríe. ríe. protesta. calcula. confiesa. confesó. agrega. agregó. opina. critica.",
    "pt": "diz. disse. dizia. dizem. explic conta. contou. contava. afirm declar sublinh record lembra. lembrou. acrescent "
    "precis observ conclu continua. continuou. prossegu escrev confirm admit lament denunci "
    "sustent respond pergunt coment assegur insist advert reconhec relat resum garant desabaf ironiz reclam critica. avalia. destac",
    "de": "sagt. sagte. sagen. erklärt. erklärte. erzählt. erzählte. berichtet. berichtete. betont. betonte. ergänzt. ergänzte. "
    "erinnert. meint. meinte. schreibt. schrieb. fügt. warnt. warnte. behauptet. behauptete. "
    "antwortet. antwortete. fragt. fragte. bestätigt. bestätigte. klagt. klagte. kritisiert. kritisierte. "
    "beschreibt. so. räumt. "
    "gibt. stellt. fasst. versichert. versicherte. lacht. lachte. seufzt. scherzt. findet. fand. sieht. "
    "fordert. forderte. "
    "entgegnet. entgegnete. resümiert. glaubt. vermutet. schätzt.",
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
_SPEAKS = (
    rf"(?:{_one_of([f[:-1] for f in _FORMS if f.endswith('.')])}(?![^\W\d_])|"
    rf"{_one_of([f for f in _FORMS if not f.endswith('.')])}[^\W\d_]{{0,7}})"
)
_VERB = (
    r"(?:(?:ne |n[’'])?(?:a |ha |had |has |hat |avait |aveva |había |tem |m[’'])?(?P<verb>(?:se |s[’']|si "
    r")?" + _SPEAKS + "))"
)
_NAME = rf"(?:M\.|Mme|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Prof\.?)?[ \u00a0]?(?:{ln.NAME}|[A-ZÀ-ÖØ-Þ][\w’'-]+)\*?"
_PRONOUNS = "il elle on ils elles he she they lui lei él ella ele ela er sie".split()
_PRONOUN = "(?:" + "|".join(_PRONOUNS) + ")"
_ARTICLE = (
    r"(?:le |la |l[’']|un |une |cet |cette |ce |son |sa |leur |notre |its |their |our |suo |sua |su |seu |"
    r"ihr |ihre |celui |celle |ce(?:lui|lle)-ci|the |a |an |her |his "
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
    "si por con de del o os as um uma mas se der die das ein eine und aber wenn mit von zu im am auf bei "
    "ni né nor neither both either even only also anche anzi però quindi dopo prima tra fra verso secondo "
    "según segundo nach "
    "laut für auch nur schon noch doch así aunque tras hacia hasta desde entre porém também após até nel "
    "nella al allo alla "
    "todo toda cada ogni chaque aucun aucune nessun ningún nenhum kein keine jeder every each some "
    "while although though since because despite malgré quant tandis sauf hormis outre".split()
)
# What stands before a name and is no part of it.
_TITLES = frozenset(
    "dr dre prof pr professor professeur professeure professore professoressa mr mrs ms miss sir mme mlle m "
    "dott dottor "
    "dottoressa ing avv don doña dom dona sr sra sig signor signora señor señora senhor senhora herr frau "
    "sprecher "
    "sprecherin geschäftsführer geschäftsführerin vorstand chef chefin soziologe soziologin forscher "
    "forscherin ministerin "
    "minister betriebsrat betriebsrätin gründer gründerin autor autorin maître me".split()
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
    r"Inc|Ltd|GmbH|Network|Conference|Services?|AI|Systems?|Solutions?|Software|Tech|Media|Info|Agency|"
    r"Agence|Agencia|"
    r"Agenzia|Bank|Banque|Banco|Banca|Factory|Deliveroo|Glovo|Siri|Alexa|Netflix|Tesla|OpenAI|ChatGPT|"
    r"Mutuelle|Fund|Fonds|Fondo|"
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
        self.slips: dict[str, str] = {}
        small = set(re.findall(r"\b[a-zà-öø-ÿœ]+", text))
        for match in re.finditer(rf"(?<![\w’'-]){ln.NAME}\*?", text):
            name = _without_small_words(_strip(match[0]))
            first, _, rest = name.partition(" ")
            if first.lower() in small and _SENTENCE_BEGINS.search(
                text, max(0, match.start() - 3), match.start()
            ):
                name = rest if match[0].startswith(first) else name  # Bonjour Colette, Alors Mechanical Turk
            if 2 <= ln.words_in(name) <= 4 and self._can_be(name) and ln.fold(name) not in self.outlet:
                self.full[name] = self.full.get(name, 0) + 1
        # One letter more or less: the form that is printed more often, or first.
        for name in sorted(reversed(self.full), key=lambda n: self.full[n]):
            other = next((n for n in self.full if n != name and _same_but_a_letter(n, name)), None)
            if other:
                self.slips[name] = other
                self.full[other] += self.full.pop(name)
        # A party or a title before a name that is known without it is no part of the name.
        for name in sorted(self.full, key=len, reverse=True):
            shorter = next((n for n in self.full if n != name and name.endswith(" " + n)), None)
            if shorter:
                self.full[shorter] += self.full.pop(name)
        self.full = {name: count for name, count in self.full.items() if not self._stands_for_a_place(name)}
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

    def _stands_for_a_place(self, name: str) -> bool:
        """True if every mention of the name follows ``au``, ``in`` … and it is never who does something."""
        first = self.text.find(name)
        if not _IN_A_PLACE.search(self.text, max(0, first - 8), first):
            return False
        where = [m.start() for m in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", self.text)]
        return bool(where) and all(_IN_A_PLACE.search(self.text, max(0, at - 8), at) for at in where)

    @staticmethod
    def _can_be(name: str) -> bool:
        return not (
            ln.known_outlet(name)
            or ln.is_place(name)
            or ln.is_place(name.split()[-1])
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
        bare = _without_small_words(bare) or bare
        bare = self.slips.get(bare, bare)
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

    def first_name_before(self, at: int, since: int) -> str:
        """The one first name that is a subject in ``since``–``at``, where the text prints it elsewhere too, never after an
        article nor in small letters; ``""`` if there is none or more than one.
        """
        found = set()
        for match in _SUBJECT_ALONE.finditer(self.text, since, at):
            name = match["who"]
            if (
                ln.fold(name) not in _NOT_PEOPLE
                and self._can_be(name)
                and len(re.findall(rf"(?<![\w’'-]){name}(?![\w-])", self.text)) > 1
                and not re.search(
                    rf"\b{name.lower()}\b|\b(?:[Ll]e|[Ll]a|[Tt]he|[Ii]l|[Ee]l|[Dd]er|[Dd]ie)[ \u00a0]{name}\b",
                    self.text,
                )
            ):
                found.add(name)
        return found.pop() if len(found) == 1 else ""


_SUBJECT_ALONE = re.compile(
    r"(?:(?<=[.!?…,] )|(?<=\n)|\A)(?P<who>[A-ZÀ-ÖØ-Þ][^\W\d_A-ZÀ-ÖØ-Þ]{2,})(?=[ \u00a0][^\W\d_A-ZÀ-ÖØ-Þ]{2,})"
)
# A first name alone: after a clause and before a verb, or with an age. Products (Siri) stand as subjects elsewhere.
_FIRST_NAME = re.compile(
    r"(?:(?<=[^\W\d_], )(?P<who>[A-ZÀ-ÖØ-Þ][^\W\d_A-ZÀ-ÖØ-Þ]{2,})(?=[ \u00a0](?:a|est|était|avait|has|had|"
    r"is|was|ha|è|era|aveva|"
    r"es|está|había|tem|hat|ist|war)[ \u00a0])"
    r"|(?<![\w’'-])(?P<aged>[A-ZÀ-ÖØ-Þ][^\W\d_A-ZÀ-ÖØ-Þ]{2,})(?=, (?:\d\d(?:,|[ \u00a0](?:ans|anni|años|"
    r"anos|Jahre))|"
    r"[^\W\d_A-Z]+[ \u00a0](?:ans|anni|años|anos|Jahre)\b)))"
)
_SENTENCE_BEGINS = re.compile(r"(?:\A|[.!?…:«“„\"\n—–-])[ \u00a0]?\Z")
_IN_A_PLACE = re.compile(r"\b(?:au|aux|en|à|in|ad|nel|nella|no|na|em|im|at)[ \u00a0]\Z")
_GOVERNED = re.compile(
    r"\b(?:comme|avec|de|d[’']|du|à|par|pour|chez|contre|sans|like|with|of|to|from|against|come|con|di|da|"
    r"per|como|com|por|para|wie|mit|von|bei|gegen)[ \u00a0]?\Z"
)


def _same_but_a_letter(a: str, b: str) -> bool:
    """The same first name, and surnames of six letters or more that differ by one letter too many."""
    (first, _, last), (other, _, second) = a.partition(" "), b.partition(" ")
    long, short = (last, second) if len(last) > len(second) else (second, last)
    return (
        first == other
        and len(short) >= 6
        and len(long) == len(short) + 1
        and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
    )


def _strip(name: str) -> str:
    return name.strip(" \u00a0.,’'")


def _without_small_words(name: str) -> str:
    words = re.split(r"[ \u00a0]", name)
    while words and (
        ln.fold(words[0]) in _NOT_PEOPLE
        or (len(words) > 1 and ln.fold(words[0]) in _TITLES)
        or (len(words) > 2 and len(words[0]) > 1 and words[0].isupper())
    ):
        words.pop(0)
    return " ".join(words)


def find_quotations(text: str, outlet: str = "", turns: list[tuple[int, int]] = ()) -> list[Quotation]:
    """The quotations of a post's text, each with its speaker where the text names one; none in a text as long
    as a book.

    The ``outlet`` of the post is nobody who speaks. In what is spoken itself (``turns``: spans of the text) a quotation is said
    by someone only if they are named beside it.
    """
    spans = pair_marks(text) if len(text) <= _TOO_LONG else []
    if not spans:
        return []
    people = _People(text, [(s, e) for s, e, nested in spans if not nested], outlet)
    found: list[Quotation] = []
    current = ("", 0)
    for start, end, nested in spans:
        speaker = "" if nested else _speaker(text, start, end, people, current)
        if speaker and any(a <= start < b for a, b in turns):
            beside = text[max(0, start - 120) : start] + text[end : end + 60]
            speaker = speaker if speaker.split()[-1].rstrip("*") in beside else ""
        if speaker and (speaker in people.people or _INDEFINITE.match(speaker)):
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
    rf"[ \u00a0]?,?[ \u00a0]{{0,3}}[–—]?[ \u00a0]{{0,3}}{_VERB}(?: [^\W\d_A-ZÀ-ÖØ-Þ]+(?:ndo|"
    rf"mente))?(?=[ \u00a0]?[.,;:!?\n]|\Z)"
)
# A former annotator, who …: someone without a name, whom a pronoun then stands for
_SOMEONE = re.compile(
    r"(?:\A|(?<=[.!?…»”] ))(?P<who>(?:Une?|Uno|Una|Un[’']|An?|Eine?|Uma?) ?[^\W\d_][^,.;:!?«»“”\n]{2,50}?)"
    r"(?=,| \(| (?:qui|who|che|que|die|der)\b)"
)
_THE_ONE = re.compile(r"(?:celui|celle|quello|quella|derjenige|diejenige)\b")
_GOES_ON = re.compile(
    r"poursui|ajout|enchaîn|conclu|insist|précis|reprend|continu|adds|added|went on|prosegu|aggiung|añad|"
    r"prossegu|acrescent|ergänzt|fügt",
    re.IGNORECASE,
)


# a clause with a subject of its own: The publisher, reached by mail, “does not wish …”
_OTHER_SUBJECT = re.compile(
    r"(?:les? |la |l[’']|une? |des |ces? |cette |leurs? |son |sa |the |an? |il |lo |gli |i |uno |una |el |"
    r"los |las |os |as |der |"
    r"die |das )",
    re.IGNORECASE,
)
_IT_SAID = re.compile(
    r"\b(?:it|which) (?:said|says|wrote|writes|added|adds|claims|claimed|insisted|insists)\b[^.!?]*\Z"
)


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
        # a description that ends in the name: il sociologo Aldo Greco · l’amministratore, Davide Ferro
        apposed = re.match(rf",[ \u00a0](?P<name>{ln.NAME})", match.string[match.end() :])
        if match["subject"] and apposed and people.whole(apposed["name"]) in people.people:
            return people.whole(apposed["name"])
        inside = re.search(rf"(?<=[^\W\d_A-Z][ \u00a0])(?P<name>{ln.NAME})", said.split(",")[0])
        if inside and people.whole(inside["name"]) in people.people:
            return people.whole(inside["name"])
        trade = next(
            (people.trades[w] for w in re.findall(r"[^\W\d_]{5,}", said.split(",")[0]) if w in people.trades),
            "",
        )
        if trade:
            return trade
        if _INDEFINITE.match(said) or _COLLECTIVE.search(said):
            return _described(said)
        mark = match["pronoun"] and "-" + match["pronoun"] or said
        gender = "f" if _FEMALE.search(mark) else "m" if _MALE.search(mark) else ""
        if near and _GOES_ON.search(match[0]) and people.genders.get(near, "") in ("", gender):
            return near
        named = people.last_before(start, begin, gender)
        someone = [m["who"] for m in _SOMEONE.finditer(text, begin, start)] if not named and gender else []
        if someone and (said.lower() in _PRONOUNS or _THE_ONE.match(said)):
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
        if not named and said.lower() in _PRONOUNS or match["pronoun"] and not named:
            named = people.first_name_before(start, begin)
        return named or (_described(said) if len(said) > 4 else "")

    if words >= 5:
        nested = [(a, b) for a, b, _ in pair_marks(inner)]
        for match in _INCISE.finditer(inner):
            if not any(a <= match.start() < b - 1 for a, b in nested):
                named = subject_of(match)
                if named:
                    return named
        for match in _NAMED_INSIDE.finditer(inner):
            if not any(a <= match.start() < b - 1 for a, b in nested) and _may_attribute(match, people):
                return people.whole(match["subject"])
    after = text[end : min(len(text) if stop < 0 else stop, end + 200)]
    following = _AFTER.match(after)
    if following and not after.lstrip(" \u00a0").startswith(".") and words >= 2:
        return subject_of(following)

    named = _NAMED_AFTER.match(after)
    if named and words >= 2 and _may_attribute(named, people) and not _title_like(inner):
        return people.whole(named["subject"])
    if inner.rstrip().endswith((",", "!", "?")) and words >= 2:
        named = _NAME_AND_VERB.match(after)
        if named and people.whole(named["subject"]) in people.people:
            return people.whole(named["subject"])
    # “…,” she says. “…”: the second part goes on
    between = text[current[1] : start]
    if (
        near
        and "\n" not in between
        and _GOES_ON_AFTER.fullmatch(between)
        and not _other_than(near, between, people)
    ):
        return near

    if words >= 3 and _BARE_VERB.match(after):
        before = text.rfind("\n", 0, max(0, begin - 2)) + 1
        named = people.last_before(start, begin) or near or people.last_before(start, before)
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
    speaks = _SPEAKS_BEFORE.search(bare) or _SAYING.search(bare)
    if speaks and words >= 3:
        subject = _NAME_SAYS.search(bare) if not _SAYING.search(bare) else None
        if subject and people.whole(subject["subject"]) in people.people:
            return people.whole(subject["subject"])
        who = _SOMEONE_SAYS.search(bare.lstrip(" \u00a0\n"))
        if who and (_INDEFINITE.match(who["who"]) or _COLLECTIVE.search(who["who"])):
            return _strip(who["called"] or "") or _described(who["who"])
    ended = inner.rstrip(" \u00a0\u202f").endswith((".", "!", "?", "…")) or after[:1] == "."
    sentence = not bare.strip() and ended
    fragment = words >= 5 and inner.lstrip(" \u00a0\u202f")[:1].islower()
    if fragment and not (announced or speaks or sentence) and _OTHER_SUBJECT.match(bare.lstrip(" \u00a0\n")):
        return people.last_before(start, start - len(clause))
    other = _OTHER_NAME.match(bare.lstrip(" \u00a0\n"))
    if (
        other
        and (announced or speaks)
        and re.search(rf"[^\W\d_A-Z,] {re.escape(other['who'])}\b", text)
        and not people.last_before(start, start - len(clause))
    ):
        return ""  # a firm, a service: it is named, and is no person
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
            or (
                people.last_before(start, begin, gender)
                if not sentence or not near or current[1] <= begin
                else ""
            )
            or near
            or (people.last_before(start, max(0, begin - 1500), gender) if announced or speaks else "")
        )
    return ""


# « …. », soupire Ann Lee: what stands between a quotation and a name and is no preposition says who speaks
_NAMED = rf"(?P<words>(?:[^\W\d_A-ZÀ-ÖØ-Þ]+(?:[’'-][^\W\d_A-Z]+)?[ \u00a0]){{1,3}})(?P<subject>{ln.NAME})"
_NAMED_AFTER = re.compile(rf"[ \u00a0]?,[ \u00a0]{{1,3}}(?:[–—][ \u00a0])?{_NAMED}")
_NAMED_INSIDE = re.compile(rf"[,!?…][ \u00a0]{{1,3}}(?:[–—][ \u00a0])?{_NAMED}(?=[,.]|[ \u00a0](?:[–—,]))")
_CAPITALS = r"(?-i:[A-ZÀ-ÖØ-Þ][\w’'&.-]*(?:[ \u00a0][A-ZÀ-ÖØ-Þ][\w’'&.-]*){0,3})"
# “…,” Lee shrugs
_NAME_AND_VERB = re.compile(rf"[ \u00a0]{{1,2}}(?P<subject>{_NAME})[ \u00a0][a-zà-ÿ]+(?:s|ed|t)\b")
# NAME, a title, said: NAME before the verb is who speaks, whoever the verb is said to
_NAME_SAYS = re.compile(
    rf"(?<![\w’'-])(?P<subject>{_NAME})(?:,[^,]{{2,80}},|,)?[ \u00a0](?:[a-zà-ÿ]+[ \u00a0])?{_VERB}"
)
_SAYING = re.compile(
    r"\b(?:demandant|disant|expliquant|affirmant|criant|répétant|saying|asking|telling|shouting|dicendo|"
    r"chiedendo|gridando|"
    r"diciendo|preguntando|gritando|dizendo|perguntando)\b[^.!?«»“”]{0,80}\Z"
)
_SOMEONE_SAYS = re.compile(
    rf"(?:\A|(?<=, )|(?<=\bd[’'])|(?<=\b(?:de|of|di) "
    rf"))(?P<who>{_ARTICLE}[^\W\d_][^,.;:«»“”\"\n]{{2,60}}?)(?:,[ \u00a0]"
    rf"(?:(?P<called>{_CAPITALS})|[^,]{{2,80}}),)?[ \u00a0](?:(?:les?|leur|lui|nous|vous|me|te|them|us|him|"
    rf"her|gli|ci|le|les|nos|lhes?)"
    rf"[ \u00a0])?(?:{_VERB}|{_SAYING.pattern})",
    re.IGNORECASE,
)
_OTHER_NAME = re.compile(rf"(?P<who>{_CAPITALS})[ \u00a0](?:s[’']|n[’'])?[a-zà-ÿ]{{1,}}")
_GOES_ON_AFTER = re.compile(r"[ \u00a0]?,?[ \u00a0]{1,3}[^.!?:;«»“”\"]{2,150}[.,:][ \u00a0]{1,3}")
# An indefinite article brings someone new; a firm, a report, an authority is nobody who is named.
_INDEFINITE = re.compile(r"(?:une?|uno|una|un[’']|an?|eine?|uma?)[ \u00a0’']?(?=[^\W\d_])", re.IGNORECASE)
_COLLECTIVE = re.compile(
    r"\b(?:direction|entreprise|société|compagnie|ministère|gouvernement|plate-?forme|syndicat|groupe|firme|"
    r"communiqué|rapport|"
    r"association|collectif|mairie|préfecture|"
    r"company|firm|ministry|government|platform|union|council|statement|report|spokes(?:man|woman|person)|"
    r"azienda|impresa|società|ministero|governo|piattaforma|sindacato|gruppo|comunicato|portavoce|direzione|"
    r"empresa|compañía|ministerio|gobierno|plataforma|sindicato|grupo|comunicado|dirección|portavoz|"
    r"ministério|governo|porta-voz|companhia|"
    r"unternehmen|firma|ministerium|regierung|plattform|gewerkschaft|konzern|sprecher(?:in)?|bericht)\b",
    re.IGNORECASE,
)
_GOVERNS = frozenset(
    "de d du des par pour avec sans chez contre et ou comme dans sur à au aux en vers of by for with "
    "without from and or as like in "
    "on at to di del della da con per senza e o come su y por para sin como em von mit für bei ohne und "
    "oder wie an auf que qui "
    "che who dont".split()
)


def _may_attribute(match: re.Match, people: _People) -> bool:
    """Whether the words between a quotation and a name can be a verb: none of them a preposition or a conjunction."""
    words = [ln.fold(w) for w in match["words"].split()]
    return not _GOVERNS.intersection(words) and people.whole(match["subject"]) in people.people


def _other_than(near: str, between: str, people: _People) -> bool:
    """True if ``between`` names a person who is not ``near``."""
    names = {people.whole(_without_small_words(m[0])) for m in re.finditer(ln.NAME, between)}
    return bool((names & people.people) - {near})


_TOLD_TO = re.compile(r"(?:a|à|to)[ \u00a0](?:est[ae]|cette|cet|ce|this|la|le|el)\b.*?[ \u00a0](?=(?:une?|una|uno|uma?)[ \u00a0])")
_ARTICLES = frozenset("la le les l el los las il lo gli i the a an un une una uno um uma o os as der die das ein eine".split())


def _described(who: str) -> str:
    """A description without what follows it, whom it is said to, or a small word cut off: ``un rapport du ministère``."""
    who = _TOLD_TO.sub("", re.split(r"[,;]|[ \u00a0](?:qui|who|che|que|dans|in|lors|during)[ \u00a0]", who)[0])
    words = who.split()[:6]
    while words and (len(words[-1]) == 1 or ln.fold(words[-1]) in _GOVERNS | _ARTICLES):
        words.pop()
    return " ".join(words)


def _title_like(inner: str) -> bool:
    """Capitals inside: the title of a book, a project, an institution."""
    words = re.findall(r"[^\W\d_]+", inner)
    return sum(w[0].isupper() for w in words[1:]) >= 0.4 * max(1, len(words) - 1)
