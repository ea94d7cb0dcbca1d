"""Turns of an interview: who asks, who answers, with labels and without.

Labels (``Enquêtrice :``, ``Q:``, ``R. D. :``, a full name: see :mod:`qda.dialogue`) decide where they stand. Without them a question is a paragraph that
asks (it ends with a question mark), or one that is short beside the answers, addresses the other and says nothing of
itself; what follows up to the next question is the answer, however many paragraphs it takes.
"""

from __future__ import annotations

import re
from dataclasses import replace

from qda import dialogue
from qda.ingest import lines as ln
from qda.ingest.posts import FIRST_PERSON
from qda.ingest.residue import Piece

_INTERVIEW = re.compile(
    r"\b(?:entretien|interview(?:é|ée|ed|s)?|propos recueillis|intervista(?:to|ta)?|entrevista(?:do|da)?|"
    r"gespräch|q\s?&\s?a|questions? (?:à|to)|im gespräch|conversation|colloquio|conversación|conversa)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\b(?:vous|votre|vos|toi|tu as|your|(?:do|did|are|were|have|had|would|could|can|will|should|don[’']t|"
    r"didn[’']t) you|"
    r"lei|suo libro|sua|sue|suoi|voi|vostr[oaei]|usted(?:es)?|su libro|su(?:s)? |tú|"
    r"tu|você|vocês|o senhor|a senhora|seu livro|sie|ihr(?:e|em|en)?)\b",
    re.IGNORECASE,
)
# "You" is anyone in English, unless the sentence opens with it.
_YOU = re.compile(r"(?:(?:and|but|so|yet) )?you\b", re.IGNORECASE)
_SELF = re.compile(
    r"\b(?:je|j[’']|mon|ma|mes|me|m[’']|nous avons|i|i[’']m|i[’']ve|my|we|io|mio|mia|miei|ho|sono|yo|mi|mis|"
    r"he|eu|meu|minha|meus|ich|mein(?:e|en|em)?|wir)\b",
    re.IGNORECASE,
)
_OPENS_QUESTION = re.compile(
    r"(?:et|mais|alors|donc|que|qu[’']|quel(?:le)?s?|qui|comment|pourquoi|où|quand|combien|est-ce|dans "
    r"quelle|en quoi|à quoi|parl(?:ez|ons)|racontez|"
    r"and|but|so|what|how|why|who|where|when|which|do|does|did|is|are|can|could|would|should|tell|"
    r"e|ma|dunque|quindi|che|cosa|come|perché|chi|dove|quando|quale|quali|qual|in che|"
    r"y|pero|entonces|¿|qué|cómo|por qué|quién|dónde|cuándo|cuál|mas|então|o que|como|por que|quem|onde|qual|"
    r"und|aber|was|wie|warum|wer|wo|wann|welche[rsn]?|woher|wozu)\b",
    re.IGNORECASE,
)
# What an introduction says of a meeting.
_MEETS = re.compile(
    r"\b(?:rencontr(?:e|é|ée|ons)|nous reçoit|nous répond|répond à nos|we (?:met|meet|spoke|talked|talk)|"
    r"spoke (?:to|with) us|"
    r"abbiamo (?:incontrat|intervistat|parlat)\w+|ci (?:riceve|risponde|accoglie)|l[’']abbiamo|conversamos|"
    r"hablamos|nos (?:recibe|atiende)|"
    r"conversámos|falamos|wir (?:treffen|trafen|sprachen|haben)|trafen wir)\b",
    re.IGNORECASE,
)
_MAX_QUESTION = 450
_MAX_PROMPT = 200


def turns_of(text: str, pieces: list[Piece], byline: str = "", outlet: str = "") -> list[Piece]:
    """Give the pieces of an interview the kind ``turn``, a speaker and a role; other posts come back as they are.

    Parameters
    ----------
    text : str
    pieces : list of Piece
        The pieces of one post, see :func:`qda.ingest.residue.pieces_of`.
    byline : str
        Who signs the post: the interviewer of an interview without labels.
    outlet : str
        Where the post was printed: nobody who speaks.

    Returns
    -------
    list of Piece
        Paragraphs of one turn that nothing separates are one piece.
    """
    byline = _person(byline)
    pieces = _cut_inside(text, pieces)
    labels = _labels(text, pieces)
    if labels:
        done = _labelled(text, pieces, labels, byline)
    else:
        questions = _questions(text, pieces)
        if not questions:
            return pieces
        byline = byline or _interviewer(text, pieces[: min(questions)])
        done = _unlabelled(text, pieces, questions, byline, outlet)
    return _merged(done)


def _said(piece: Piece) -> bool:
    return piece.kind in ("body", "heading")


# -- several turns in one line
# ----------------------------------------------------------------------------------------------------

_INSIDE = re.compile(
    rf"(?<=[.!?…»”\"\])*])[ \u00a0]+(?=(?:{dialogue.STAMP}[ \u00a0]*)?(?:\*\*)?(?P<label>[A-ZÀ-ÖØ-Þ][^\n.!?:;«»“”\"()*]{{0,40}}|(?:[A-ZÀ-ÖØ-Þ]\.[ \u00a0]?){{1,3}})"
    rf"(?:\*\*)?[ \u00a0\u202f]?:(?:\*\*)?[ \u00a0])"
)
_DASHES = re.compile(r"(?<=[?!.…])[ \u00a0]+(?=[–—-][ \u00a0]\S)")


def _cut_inside(text: str, pieces: list[Piece]) -> list[Piece]:
    """Cut lines that hold more than one turn (``Q: … A: …``, ``– … ? – …``); pieces that hold one come back as they are."""
    said = [n for n, p in enumerate(pieces) if _said(p) or p.kind in _MISTAKEN]
    lines = {n: text[pieces[n].start : pieces[n].end] for n in said}
    dashed = [n for n, line in lines.items() if re.match(r"[–—-][ \u00a0]", line)]
    both = [n for n in dashed if re.search(r"\?[ \u00a0]+[–—-][ \u00a0]\S", lines[n])]
    if len(both) >= 3 and len(both) >= 0.5 * len(dashed):
        return _cut(pieces, {n: [m.end() for m in _DASHES.finditer(lines[n])] for n in both})
    inside = {
        n: [m for m in _INSIDE.finditer(line) if _after_speech(line[: m.start()])]
        for n, line in lines.items()
    }
    inside = {n: found for n, found in inside.items() if found}
    if not inside:
        return pieces
    names = [m["label"].split(",")[0] for found in inside.values() for m in found]
    labels = {
        name
        for name in set(names)
        for opening in [sum(_opens_with(line, name) for line in lines.values())]
        if opening > 1
        or (
            names.count(name) > 1
            and (dialogue.role_word(name) or dialogue.is_initials(name) or names.count(name) + opening > 2)
        )
    }
    if not labels:
        return pieces
    cuts = {n: [m.end() for m in found if m["label"].split(",")[0] in labels] for n, found in inside.items()}
    done = _cut(pieces, cuts)
    return done if len({label.name for label in _labels(text, done).values()}) > 1 else pieces


def _opens_with(line: str, name: str) -> bool:
    """True if a line opens with a label, maybe after a time and in bold."""
    at = line.find(name, 0, 40)
    return (
        at >= 0
        and not re.search(r"[^\W\d_]", line[:at])
        and ":" in line[at + len(name) : at + len(name) + 70]
    )


def _after_speech(before: str) -> bool:
    """True if something is said before a label inside a line: more than a time, an initial or a label of its own."""
    before = re.sub(dialogue.STAMP, " ", before)
    return ln.words_in(before) > 1 and not re.search(r"(?<!\w)\w\.\Z", before)


def _cut(pieces: list[Piece], cuts: dict[int, list[int]]) -> list[Piece]:
    """The pieces, cut at offsets into them: each part but the first goes on in the line of the one before."""
    done: list[Piece] = []
    for n, piece in enumerate(pieces):
        at = piece.start
        for k, cut in enumerate([*cuts.get(n, []), piece.end - piece.start]):
            end = piece.start + cut
            kind = "body" if cuts.get(n) else piece.kind
            done.append(replace(piece, start=at, end=end, kind=kind, gap=piece.gap if not k else -1))
            at = end
    return [
        replace(p, end=q.start - 1) if p.end == q.start else p
        for p, q in zip(done, [*done[1:], Piece(-1, -1, "")], strict=True)
    ]


# -- with labels
# ----------------------------------------------------------------------------------------------------


# Residue that a short turn can be taken for.
_MISTAKEN = ("running_header", "label", "byline", "pull_quote", "date_line")


def _labels(text: str, pieces: list[Piece]) -> dict[int, dialogue.Label]:
    """The label of each piece that opens with one; empty unless labels make a dialogue of the post."""
    said = [n for n, p in enumerate(pieces) if _said(p) or p.kind in _MISTAKEN]
    lines = [text[pieces[n].start : pieces[n].end] for n in said]
    outlets = {
        dialogue.key_of(m[1]) for line in lines if (m := _BEFORE_COLON.match(line)) and ln.known_outlet(m[1])
    }
    found = {said[k]: label for k, label in dialogue.find_labels(lines, outlets).items()}
    sure = {label.name for n, label in found.items() if _said(pieces[n])}
    return {n: label for n, label in found.items() if label.name in sure}


_BEFORE_COLON = re.compile(r"([^\W\d_][^:\n]{1,40}?)[ \u00a0\u202f]?:")


def _labelled(text: str, pieces: list[Piece], labels: dict[int, dialogue.Label], byline: str) -> list[Piece]:
    first, last = min(labels), max(labels)
    head = "\n".join(text[p.start : p.end] for p in pieces[: first + 1])
    known = {*(label.name for label in labels.values()), *re.findall(ln.NAME, head)}
    for piece in pieces:
        made = (
            ln.mention(text[piece.start : piece.end])
            if piece.kind in ("byline", "signature", "source")
            else None
        )
        known |= {made.by} if made and made.by else set()
    speakers = {label.name: dialogue.full_name(label.name, known) for label in labels.values()}
    roles = _roles(text, pieces, labels, speakers)
    # Only the questions are labelled: what stands between them is the answer.
    only_asks = list(roles.values()) == ["interviewer"]
    only_answers = list(roles.values()) == ["interviewee"]
    guest = _guest(text, pieces[:first], byline) if only_asks else ""
    done, speaker, role, closed = [], "", "", False
    for n, piece in enumerate(pieces):
        said = text[piece.start : piece.end]
        over = n - 1 in labels and labels[n - 1].over
        closed = closed or (n > last and not over and dialogue.is_closing(said))
        if n in labels:
            speaker, role = speakers[labels[n].name], roles[speakers[labels[n].name]]
            piece = replace(piece, kind="turn", speaker=speaker, role=role)
        elif (
            _said(piece)
            and only_answers
            and _is_question(said)
            and len(said) <= _MAX_QUESTION
            and n + 1 < len(pieces)
            and n >= first - 1
        ):
            # Only the answers are labelled: what asks between them is the interviewer's.
            speaker, role = byline, "interviewer"
            piece = replace(piece, kind="turn", speaker=speaker, role=role)
        elif over and _said(piece):
            piece = replace(piece, kind="turn", speaker=speaker, role=role)
        elif n > first and piece.kind == "body" and not closed and not dialogue.is_direction(said):
            if only_asks:
                speaker, role = guest, "interviewee"
            piece = replace(piece, kind="turn", speaker=speaker, role=role)
        done.append(piece)
    return done


def _roles(
    text: str, pieces: list[Piece], labels: dict[int, dialogue.Label], speakers: dict[str, str]
) -> dict[str, str]:
    """interviewer, interviewee or nothing for each speaker (see :func:`qda.dialogue.roles_of`)."""
    turns: list[list[str]] = []
    certain = {}
    for n in range(min(labels), len(pieces)):
        said = text[pieces[n].start : pieces[n].end]
        if n in labels:
            turns.append([labels[n].name, said[labels[n].said :]])
            if ln.known_outlet(labels[n].name):
                certain[labels[n].name] = "interviewer"
        elif pieces[n].kind == "body" and not dialogue.is_direction(said):
            turns[-1][1] += f"\n{said}"
    if len(set(speakers.values())) == 1:
        (name,) = set(speakers.values())
        asked = sum(_is_question(said.split("\n")[0]) for _, said in turns) / len(turns)
        label = turns[0][0]
        role = certain.get(label) or dialogue.role_word(label)
        return {name: role or ("interviewer" if asked >= 0.6 else "interviewee")}
    head = "\n".join(text[p.start : p.end] for p in pieces[: min(labels)])
    roles = dialogue.roles_of([(who, said) for who, said in turns], head, certain)
    return {speakers[who]: role for who, role in roles.items()}


def with_roles(text: str, pieces: list[Piece], continued: bool = False) -> list[Piece]:
    """Give a role to the turns whose speaker a format names without saying who asks.

    ``continued``: a paragraph without a speaker goes on with the one before it (a text with labels in bold), and is
    not somebody whom the format leaves unnamed (a caption).
    """
    if continued:
        pieces = _continued(text, pieces)
    turns = [p for p in pieces if p.kind == "turn" and p.speaker]
    if not turns or all(p.role for p in turns):
        return pieces
    first = pieces.index(turns[0])
    head = "\n".join(text[p.start : p.end] for p in pieces[:first])
    certain = {p.speaker: p.role for p in turns if p.role}
    roles = dialogue.roles_of([(p.speaker, text[p.start : p.end]) for p in turns], head, certain)
    return [
        replace(p, role=roles[p.speaker]) if p.kind == "turn" and p.speaker and not p.role else p
        for p in pieces
    ]


def _continued(text: str, pieces: list[Piece]) -> list[Piece]:
    last = max((n for n, p in enumerate(pieces) if p.kind == "turn"), default=-1)
    done: list[Piece] = []
    speaker, role, closed = "", "", False
    for n, piece in enumerate(pieces):
        said = text[piece.start : piece.end]
        closed = closed or (n > last and dialogue.is_closing(said))
        if piece.kind == "turn":
            speaker, role = piece.speaker, piece.role
        elif piece.kind == "body" and speaker and not closed and not dialogue.is_direction(said):
            piece = replace(piece, kind="turn", speaker=speaker, role=role)
        done.append(piece)
    return _merged(done)


# -- without
# --------------------------------------------------------------------------------------------------------


def _is_question(said: str) -> bool:
    return said.rstrip('»”"’) ').endswith("?")


def _questions(text: str, pieces: list[Piece]) -> set[int]:
    """The pieces that ask, if the post is an interview; else none."""
    said = {n: text[p.start : p.end] for n, p in enumerate(pieces) if _said(p)}
    asks = [
        n for n, s in said.items() if n and _is_question(s) and len(s) <= _MAX_QUESTION and not _SELF_LONG(s)
    ]
    # A question is answered: what follows it is no question, and longer.
    answered = [
        n
        for n in asks
        if any(m in said and m not in asks and len(said[m]) > 0.5 * len(said[n]) for m in (n + 1, n + 2))
    ]
    head = " ".join(text[p.start : p.end] for p in pieces[:6])
    announced = bool(_INTERVIEW.search(head) or _MEETS.search(head))
    if announced and len(answered) == 1:
        # a short interview: one question, and invitations to speak without a question mark
        answered = sorted({*answered, *_prompts(text, pieces, said)})
        answered = answered if len(answered) > 2 else answered[:1]
        asks = sorted({*asks, *answered}) if len(answered) > 1 else asks
    between = [n for n in said if answered and n >= answered[0]]
    if len(answered) < (2 if announced else 3) or len(answered) < (0.1 if announced else 0.2) * max(
        1, len(between)
    ):
        return set()
    first = answered[0]
    shape = _shape(pieces, set(answered))
    for n, m in list(zip(said, list(said)[1:], strict=False))[::-1]:
        near = n < first and sum(n < k < first for k in said) <= 4 and n > min(said)
        if near and (
            _is_prompt_alone(said[n], said[m], pieces[n]) or _set_like(shape, pieces, n, said[n], said[m])
        ):
            first, asks = n, [n, *asks]
    if not announced and not _addressed(said, answered, first):
        return set()
    questions = {n for n in asks if n >= first}
    answers = [
        len(s) for n, s in said.items() if n > first and n not in questions and pieces[n].kind == "body"
    ]
    typical = sorted(answers)[int(0.75 * (len(answers) - 1))] if answers else 0
    order = [n for n in said if n >= first]
    by_turns = _by_turns(said, order, questions)
    if by_turns:
        return by_turns
    shape = _shape(pieces, questions)
    for k, n in enumerate(order[:-1]):
        s, before, after = said[n], order[k - 1] if k else None, order[k + 1]
        if n in questions or before is None or before in questions or after in questions:
            continue
        if _is_prompt(s, said[after], typical, pieces[n]) or _set_like(shape, pieces, n, s, said[after]):
            questions.add(n)
    return questions


def _set_like(shape: tuple[bool, bool] | None, pieces: list[Piece], n: int, said: str, after: str) -> bool:
    """True for a short paragraph that is set apart as the questions of the page are."""
    return (
        bool(shape) and _laid_out(pieces, n) == shape and len(said) <= _MAX_PROMPT and len(after) > len(said)
    )


_DASH = re.compile(r"[–—-][ \u00a0]?(?=[^\W\d]|[¿¡«“\"])")


def _by_turns(said: dict[int, str], order: list[int], questions: set[int]) -> set[int]:
    """Every other paragraph that a dash opens, where a dash opens each turn; empty if it does not."""
    opened = [n for n in order if _DASH.match(said[n])]
    asked = opened[::2]
    marked = questions & set(opened)
    regular = len(opened) >= 6 and order[0] == opened[0] and len(marked) >= 0.8 * len(questions)
    return set(asked) if regular and len(marked & set(asked)) >= 0.8 * len(marked) else set()


def _prompts(text: str, pieces: list[Piece], said: dict[int, str]) -> list[int]:
    """The pieces that invite to speak without a question mark, each with a longer paragraph after it."""
    order = list(said)
    return [
        n
        for n, m in zip(order, order[1:], strict=False)
        if n and _is_prompt_alone(said[n], said[m], pieces[n])
    ]


def _is_prompt_alone(said: str, after: str, piece: Piece) -> bool:
    """A prompt that shows by itself: it addresses the other or asks, says nothing of itself, and an answer follows it."""
    if (
        len(said) > _MAX_PROMPT
        or len(after) < 1.5 * len(said)
        or len(after) < 80
        or _SELF.search(said)
        or not piece.gap
    ):
        return False
    return bool(_ADDRESS.search(said) or _ASKING_WORD.match(said))


# Words that ask whatever follows them: with an accent in Spanish, before an inversion elsewhere.
_ASKING_WORD = re.compile(
    r"(?:y |e |et |and )?(?:racont(?:ez|e|aci)|parl(?:ez|e)[- ](?:nous|moi)|décri(?:vez|s)|expliquez|ci "
    r"racconti|mi racconti|"
    r"ci parli|cuént(?:ame|eme|enos)|descríb\w+|háble\w+|explíque\w+|tell (?:me|us)|describe|walk (?:me|us)|conte(?:-nos|-me)|erzählen sie|qué|cómo|cuándo|cuál(?:es)?|quién(?:es)?|dónde|cuánt[oa]s?|por qué|est-ce que|pourquoi|perché)\b",
    re.IGNORECASE,
)


def _laid_out(pieces: list[Piece], n: int) -> tuple[bool, bool]:
    """Whether an empty line stands before a piece, and whether one stands after it."""
    return pieces[n].gap > 0, n + 1 < len(pieces) and pieces[n + 1].gap > 0


def _shape(pieces: list[Piece], questions: set[int]) -> tuple[bool, bool] | None:
    """How questions are set apart, where the page sets all of them so and no other paragraph (their answers glued to them);
    ``None`` where they are laid out like the rest.
    """
    shapes = [_laid_out(pieces, n) for n in questions]
    usual = max(set(shapes), key=shapes.count) if shapes else (True, True)
    answers = [
        _laid_out(pieces, n)
        for n in range(min(questions, default=0) + 1, len(pieces) - 1)
        if n not in questions
    ]
    apart = (
        len(shapes) > 1
        and shapes.count(usual) >= 0.8 * len(shapes)
        and answers.count(usual) <= 0.34 * max(1, len(answers))
    )
    return usual if usual != (True, True) and apart else None


def _addressed(said: dict[int, str], asks: list[int], first: int) -> bool:
    """Whether the questions are put to someone: one says *you*, or answers say *I*; sub-headings that ask do neither."""
    answers = [s for n, s in said.items() if n > first and n not in asks]
    of_self = sum(bool(_SELF.search(s)) for s in answers)
    return any(_ADDRESS.search(said[n]) or _YOU.match(said[n]) for n in asks) or of_self > 0.3 * len(answers)


def _person(byline: str) -> str:
    """The byline if it can be a person's name; a rubric or a headline in its place names nobody."""
    rubric = (
        _INTERVIEW.search(byline)
        or "," in byline
        or re.match(r"(?:The|Le|La|Les|Il|El|Der|Die|Das|O|A) ", byline)
    )
    return "" if rubric else byline


def _SELF_LONG(said: str) -> bool:
    """A long paragraph that ends in a question but speaks of itself: an answer with a rhetorical question."""
    return len(said) > _MAX_PROMPT and bool(_SELF.search(said)) and not _ADDRESS.search(said)


def _is_prompt(said: str, after: str, typical: float, piece: Piece) -> bool:
    """A question without its mark: short beside the answers, and it trails off, addresses the other, or opens
    as one.
    """
    if len(said) > min(_MAX_PROMPT, 0.5 * max(typical, 1)) or len(after) < 1.5 * len(said):
        return False
    score = 0
    score += 2 if said.rstrip("»” ").endswith(("…", "...")) else 0
    score += 2 if _ADDRESS.search(said) or _YOU.match(said) else 0
    score += 1 if _OPENS_QUESTION.match(said) else 0
    score += 1 if len(said) < 120 and not re.search(r"[.!]\s+\S", said) else 0
    score -= 2 if _SELF.search(said) else 0
    score -= (
        3
        if piece.kind == "heading"
        and not (_ADDRESS.search(said) or _OPENS_QUESTION.match(said))
        and not said.endswith(("…", "...", "."))
        else 0
    )
    # a sub-heading of an interview stands before a question: what an answer follows asks, if it opens as questions do
    score += 1 if piece.kind == "heading" and _OPENS_QUESTION.match(said) and ln.words_in(said) > 2 else 0
    return score >= 3 or (score >= 2 and bool(_ADDRESS.search(said)))


def _unlabelled(text: str, pieces: list[Piece], questions: set[int], byline: str, outlet: str) -> list[Piece]:
    guest = _guest(text, pieces[: min(questions)], byline, outlet)
    done, first = [], min(questions)
    for n, piece in enumerate(pieces):
        if n in questions:
            piece = replace(piece, kind="turn", speaker=byline, role="interviewer")
        elif n > first and piece.kind == "body":
            piece = replace(piece, kind="turn", speaker=guest, role="interviewee")
        done.append(piece)
    return done


def _guest(text: str, before: list[Piece], byline: str, outlet: str = "") -> str:
    """The person an interview is with: the one its title, headline and introduction name most (not who signs
    it).
    """
    counts: dict[str, float] = {}
    for piece in before:
        if piece.kind not in ("heading", "body", "caption"):
            continue
        weight = 2.0 if piece.kind == "heading" else 1.0
        line = text[piece.start : piece.end]
        if piece.kind == "body" and FIRST_PERSON.search(line):
            continue  # who is asked introduces the interview: the names are others'
        for match in re.finditer(ln.NAME, line):
            name = match[0].strip(" .,’'")
            paper = (
                ln.fold(name) in ln.fold(outlet)
                or ln.sounds_like_outlet(name)
                or _INTERVIEW.search(line[match.start() : match.end() + 2])
                or ln.known_outlet(name)
                or re.match(r"(?:The|Le|La|Les|Il|El|Der|Die|Das) ", name)
            )
            if (
                paper
                or (len(name.split()[0]) > 2 and name.split()[0].isupper())
                or ln.is_place(name)
                or ln.fold(name) == ln.fold(byline)
            ):
                continue
            apposed = re.match(r"[ \u00a0]?[:,(]", line[match.end() :])
            aged = re.match(r"[ \u00a0]?[,(][ \u00a0]?\d\d\b", line[match.end() :])
            counts[name] = counts.get(name, 0) + weight + (1.0 if apposed else 0.0) + (1.0 if aged else 0.0)
    return max(counts, key=lambda name: counts[name]) if counts else ""


_INTERVIEWER = re.compile(
    rf"\b(?:(?i:journaliste|giornalista|periodista|jornalista|journalist|reporter)[ \u00a0]|"
    rf"(?i:interviewée?|interrogée?) par[ \u00a0]|(?i:interviewed by)[ \u00a0]|"
    rf"(?i:intervistat[oa] da)[ \u00a0]|(?i:entrevistad[oa] por)[ \u00a0]|(?i:questions (?:de|of|from)|"
    rf"domande di|preguntas de|perguntas de|Fragen von)[ \u00a0]|"
    rf"(?i:que m[’']a (?:faite|accordée|posées?)|que me hizo|che mi ha fatto|que me "
    rf"fez)[ \u00a0])(?P<a>{ln.NAME})|"
    rf"(?P<b>{ln.NAME})[ \u00a0](?:m[’'](?:a |avait )(?:interview|interrog|posé|reçu)|mi ha (?:intervistat|"
    rf"posto|fatto|rivolto)|me (?:hizo|entrevist|pregunt|fez)|"
    rf"interviewed me|asked me|hat mich)"
)


def _interviewer(text: str, before: list[Piece]) -> str:
    """Who asks, where nothing but the introduction says so; ``""`` if it does not."""
    for piece in before:
        found = _INTERVIEWER.search(text[piece.start : piece.end]) if piece.kind == "body" else None
        if found:
            return found["a"] or found["b"]
    return ""


def _merged(pieces: list[Piece]) -> list[Piece]:
    """Join what one person says in paragraphs that nothing separates: one turn, one piece."""
    done: list[Piece] = []
    for piece in pieces:
        last = done[-1] if done else None
        same = (
            last
            and piece.kind == "turn" == last.kind
            and (piece.speaker, piece.role) == (last.speaker, last.role)
        )
        if same:
            done[-1] = replace(last, end=piece.end)
        else:
            done.append(piece)
    return done
