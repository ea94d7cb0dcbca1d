"""Turns of an interview: who asks, who answers, with labels and without.

Labels (``Enquêtrice :``, ``Q:``, ``R. D. :``, a full name) decide where they stand. Without them a question is a paragraph that
asks (it ends with a question mark), or one that is short beside the answers, addresses the other and says nothing of
itself; what follows up to the next question is the answer, however many paragraphs it takes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from statistics import median

from qda.ingest import lines as ln
from qda.ingest.residue import Piece

_STAMP = r"(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?[\])]?[ \u00a0]*[-–]?[ \u00a0]*)"
_LABEL = re.compile(
    rf"{_STAMP}?(?P<label>(?:[A-ZÀ-ÖØ-Þ]\.[ \u00a0]?){{1,3}}(?:-[A-ZÀ-ÖØ-Þ]\.)?|[A-ZÀ-ÖØ-Þ]{{1,4}}\d{{0,2}}|"
    rf"[A-ZÀ-ÖØ-Þ][^\W\d_]+(?:[ \u00a0·•’'-]\w+){{0,4}}[ \u00a0]?\d{{0,2}})"
    rf"{_STAMP}?[ \u00a0\u202f]?(?::|—|–(?=\s))[ \u00a0\u202f]*"
)
_ASKS = re.compile(
    r"(?:q|i|int|enq|e|d|f|m)\d{0,2}|q(?:uestion)?s?|frage|domanda|pregunta|pergunta|demande|"
    r"(?:l[’'])?(?:enquêt(?:eur|rice)|intervieweu(?:r|se)|interviewer(?:in)?|intervistat(?:ore|rice)|"
    r"entrevistador[ae]?|moderator(?:in)?|"
    r"journaliste?|giornalista|periodista|jornalista|journalist(?:in)?|chercheu(?:r|se)|researcher|"
    r"host)(?:[ \u00a0·•.]\w+)*",
    re.IGNORECASE,
)
_ANSWERS = re.compile(
    r"(?:r|a|p|s)\d{0,2}|réponse|answer|risposta|respuesta|resposta|antwort|"
    r"(?:enquêtée?|interviewée?|interviewee|intervistat[oa]|entrevistad[oa]|befragte[r]?|répondante?|"
    r"respondent|participant[e]?)(?:[ \u00a0]?\d+)?",
    re.IGNORECASE,
)
_INTERVIEW = re.compile(
    r"\b(?:entretien|interview(?:é|ée|ed|s)?|propos recueillis|intervista(?:to|ta)?|entrevista(?:do|da)?|"
    r"gespräch|q\s?&\s?a|questions? (?:à|to)|im gespräch|conversation|colloquio|conversación|conversa)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\b(?:vous|votre|vos|toi|tu as|your|lei|suo libro|sua|voi|vostr[oae]|usted(?:es)?|su libro|su(?:s)? |tú|"
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
_MAX_QUESTION = 450
_MAX_PROMPT = 200


def turns_of(text: str, pieces: list[Piece], byline: str = "") -> list[Piece]:
    """Give the pieces of an interview the kind ``turn``, a speaker and a role; other posts come back as they are.

    Parameters
    ----------
    text : str
    pieces : list of Piece
        The pieces of one post, see :func:`qda.ingest.residue.pieces_of`.
    byline : str
        Who signs the post: the interviewer of an interview without labels.

    Returns
    -------
    list of Piece
        Paragraphs of one turn that nothing separates are one piece.
    """
    labels = _labels(text, pieces)
    if labels:
        done = _labelled(text, pieces, labels, byline)
    else:
        questions = _questions(text, pieces)
        if not questions:
            return pieces
        done = _unlabelled(text, pieces, questions, byline)
    return _merged(done)


def _said(piece: Piece) -> bool:
    return piece.kind in ("body", "heading")


# -- with labels
# ----------------------------------------------------------------------------------------------------


def _labels(text: str, pieces: list[Piece]) -> dict[int, str]:
    """The label of each piece that opens with one; empty unless labels make a dialogue of the post."""
    found = {}
    for n, piece in enumerate(pieces):
        match = _LABEL.match(text, piece.start, piece.end) if _said(piece) else None
        if match and match.end() < piece.end:
            found[n] = match["label"].strip()
    counts: dict[str, int] = {}
    for label in found.values():
        counts[_key(label)] = counts.get(_key(label), 0) + 1
    names = {label for label in found.values() if ln.words_in(label) >= 2}
    keep = {
        n: label
        for n, label in found.items()
        if counts[_key(label)] > 1
        or _ASKS.fullmatch(label)
        or _ANSWERS.fullmatch(label)
        or any(
            _initials(label) == _initials(other) and counts[_key(other)] >= 1 and other != label
            for other in {*names, *found.values()}
        )
    }
    said = [n for n, p in enumerate(pieces) if p.kind == "body"]
    repeated = [n for n, label in keep.items() if counts[_key(label)] > 1]
    return keep if len(keep) >= 3 and len(repeated) >= 2 and len(keep) >= 0.12 * len(said) else {}


def _key(label: str) -> str:
    return ln.fold(label).replace(" ", "").replace(".", "")


def _initials(name: str) -> str:
    """``RD`` for ``Rosa Diaz`` and for ``R. D.``."""
    if re.fullmatch(r"(?:[A-ZÀ-ÖØ-Þ]\.?[ \u00a0-]?){1,3}", name):
        return re.sub(r"[^A-ZÀ-ÖØ-Þ]", "", name)
    return "".join(w[0] for w in re.findall(r"[^\W\d_]+", name) if w[0].isupper())


def _labelled(text: str, pieces: list[Piece], labels: dict[int, str], byline: str) -> list[Piece]:
    head = "\n".join(text[p.start : p.end] for p in pieces[: min(labels) + 1])
    known = {*labels.values(), *re.findall(ln.NAME, head)}
    speakers = {label: _full_name(label, known) for label in labels.values()}
    roles = _roles(text, pieces, labels, speakers)
    first, speaker, role = min(labels), "", ""
    # Only the questions are labelled: what stands between them is the answer.
    only_asks = list(roles.values()) == ["interviewer"]
    guest = _guest(text, pieces[:first], byline) if only_asks else ""
    done = []
    for n, piece in enumerate(pieces):
        said = text[piece.start : piece.end]
        if n in labels:
            speaker, role = speakers[labels[n]], roles[speakers[labels[n]]]
            piece = replace(piece, kind="turn", speaker=speaker, role=role)
        elif (
            _said(piece)
            and _is_question(said)
            and len(said) <= _MAX_QUESTION
            and "interviewer" not in roles.values()
            and n + 1 < len(pieces)
            and n >= first - 1
        ):
            # Only the answers are labelled: what asks between them is the interviewer's.
            speaker, role = byline, "interviewer"
            piece = replace(piece, kind="turn", speaker=speaker, role=role)
        elif n > first and piece.kind == "body" and role:
            if only_asks:
                speaker, role = guest, "interviewee"
            piece = replace(piece, kind="turn", speaker=speaker, role=role)
        done.append(piece)
    return done


def _full_name(label: str, known: set[str]) -> str:
    """The full name that a label of initials stands for, where exactly one person named before has them."""
    if not re.fullmatch(r"(?:[A-ZÀ-ÖØ-Þ]\.?[ \u00a0-]?){2,3}", label):
        return label
    named = {
        k
        for k in known
        if k != label and ln.words_in(k) >= 2 and "." not in k and _initials(k) == _initials(label)
    }
    return named.pop() if len(named) == 1 else label


def _roles(
    text: str, pieces: list[Piece], labels: dict[int, str], speakers: dict[str, str]
) -> dict[str, str]:
    """interviewer or interviewee for each speaker: by the label, else by who asks."""
    said: dict[str, list[str]] = {}
    for n, label in labels.items():
        said.setdefault(speakers[label], []).append(text[pieces[n].start : pieces[n].end])
    roles = {}
    marked = {_key(label) for label in labels.values()}
    for label, name in speakers.items():
        # A lone letter asks or answers only beside its counterpart: Q and R, I1 and A.
        asks, answers = _ASKS.fullmatch(label), _ANSWERS.fullmatch(label)
        if asks and (len(label) > 3 or label[0] in "QI" or any(_ANSWERS.fullmatch(m) for m in marked)):
            roles[name] = "interviewer"
        elif answers and (len(label) > 3 or any(_ASKS.fullmatch(m) for m in marked)):
            roles[name] = "interviewee"
        elif ln.known_outlet(label):
            roles[name] = "interviewer"
    share = {name: sum(map(_is_question, s)) / len(s) for name, s in said.items()}
    size = {name: median(map(len, s)) for name, s in said.items()}
    open_names = [name for name in said if name not in roles]
    if len(said) == 1 and open_names and share[open_names[0]] >= 0.6:
        roles[open_names[0]] = "interviewer"
    if len(said) > 1 and "interviewer" not in roles.values() and open_names:
        asking = max(open_names, key=lambda name: (share[name], -size[name]))
        others = [size[name] for name in open_names if name != asking]
        if share[asking] >= 0.4 or (others and share[asking] > 0.2 and size[asking] < 0.5 * median(others)):
            roles[asking] = "interviewer"
    return {name: roles.get(name, "interviewee") for name in said}


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
    announced = bool(_INTERVIEW.search(head))
    between = [n for n in said if answered and n >= answered[0]]
    if len(answered) < (2 if announced else 3) or len(answered) < (0.1 if announced else 0.2) * max(
        1, len(between)
    ):
        return set()
    first = answered[0]
    questions = {n for n in asks if n >= first}
    answers = [
        len(s) for n, s in said.items() if n > first and n not in questions and pieces[n].kind == "body"
    ]
    typical = sorted(answers)[int(0.75 * (len(answers) - 1))] if answers else 0
    order = [n for n in said if n >= first]
    for k, n in enumerate(order[:-1]):
        s, before, after = said[n], order[k - 1] if k else None, order[k + 1]
        if n in questions or before is None or before in questions or after in questions:
            continue
        if _is_prompt(s, said[after], typical, pieces[n]):
            questions.add(n)
    return questions


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
        if piece.kind == "heading" and not _ADDRESS.search(said) and not said.endswith(("…", "...", "."))
        else 0
    )
    return score >= 3 or (score >= 2 and bool(_ADDRESS.search(said)))


def _unlabelled(text: str, pieces: list[Piece], questions: set[int], byline: str) -> list[Piece]:
    guest = _guest(text, pieces[: min(questions)], byline)
    done, first = [], min(questions)
    for n, piece in enumerate(pieces):
        if n in questions:
            piece = replace(piece, kind="turn", speaker=byline, role="interviewer")
        elif n > first and piece.kind == "body":
            piece = replace(piece, kind="turn", speaker=guest, role="interviewee")
        done.append(piece)
    return done


def _guest(text: str, before: list[Piece], byline: str) -> str:
    """The person an interview is with: the one its title, headline and introduction name most (not who signs
    it).
    """
    counts: dict[str, float] = {}
    for piece in before:
        if piece.kind not in ("heading", "body", "caption"):
            continue
        weight = 2.0 if piece.kind == "heading" else 1.0
        line = text[piece.start : piece.end]
        for match in re.finditer(ln.NAME, line):
            name = match[0].strip(" .,’'")
            outlet = ln.known_outlet(name) or re.match(r"(?:The|Le|La|Les|Il|El|Der|Die|Das) ", name)
            if (
                outlet
                or (len(name.split()[0]) > 2 and name.split()[0].isupper())
                or ln.is_place(name)
                or ln.fold(name) == ln.fold(byline)
            ):
                continue
            apposed = re.match(r"[ \u00a0]?[:,(]", line[match.end() :])
            counts[name] = counts.get(name, 0) + weight + (1.0 if apposed else 0.0)
    return max(counts, key=lambda name: counts[name]) if counts else ""


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
