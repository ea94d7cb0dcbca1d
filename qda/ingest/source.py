"""What a reader hands over: a :class:`Source`, the decoded text of a file with what its format already
says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Block(NamedTuple):
    """A paragraph, heading or turn the format marks; ``start``/``end`` count code points in ``Source.text``.

    ``kind`` is a passage kind (``body``, ``heading``, ``turn``, ``caption``, ``byline`` …), ``""`` where the
    format does not say (then it is worked out from the text). ``speaker`` is the name a cue, tag or bold run
    gives, and ``role`` (``interviewer``, ``interviewee``) what the format says of it; both ``""`` where it
    says nothing.
    """

    start: int
    end: int
    kind: str = ""
    speaker: str = ""
    role: str = ""


@dataclass
class Source:
    """One article or transcript of a file, or the raw text of a file still to be split into posts.

    Attributes
    ----------
    source_file : str
        The file's name as the researcher knows it (``export.html``; ``export.zip/page.html`` for a member).
    text : str
        The decoded text that ``source_start``/``source_end`` count in. The text of a file that holds many
        articles is the same in each of their sources; of a binary format it is the extracted text.
    title, outlet, author, date, genre, lang : str
        What the format states; ``""`` where it does not. ``date`` is ISO as :func:`qda.tables.is_iso_date`
        has it.
    blocks : list of Block
        The article's paragraphs in order, not overlapping. Empty: the whole of ``text`` is the article.
    split : bool
        True for plain or web text: posts, titles, dates and outlets are still to be found in it.
    encoding : str
        How the bytes were decoded.
    extra : dict of str to str
        Further metadata (``id``, ``date_id``, ``section``, Alceste variables …): kept as columns of
        ``documents.csv``.
    """

    source_file: str
    text: str
    title: str = ""
    outlet: str = ""
    author: str = ""
    date: str = ""
    genre: str = ""
    lang: str = ""
    blocks: list[Block] = field(default_factory=list)
    split: bool = False
    encoding: str = "utf-8"
    extra: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        self.blocks = [Block(*block) for block in self.blocks]
