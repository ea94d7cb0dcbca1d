"""PDF, over pypdf: the text layer, its lines joined into paragraphs."""

from __future__ import annotations

import io
import logging
import re

from qda.ingest.readers.decoding import problem
from qda.ingest.readers.markup import Article, Piece, to_sources
from qda.ingest.source import Source
from qda.tables import TableError

_END = re.compile(r"[.!?…:][»”\"')\]]?[\d\u00b9\u00b2\u00b3]?\Z|[»”]\Z")
_LABEL = re.compile(r"[^\W\d_][\w.'’ -]{0,38}?[ \u00a0\u202f]?:[ \u00a0\u202f]|[-–—•]\s|\[?\d{1,2}:\d\d")
_SPLIT = re.compile(r"\w[-\u00ad\u2010]\Z")


def read_pdf(data: bytes, source_file: str, **_) -> list[Source]:
    """One source. A line that ends short after a finished sentence ends its paragraph; a word cut at a line
    end is left cut (``micro-`` line end ``travail``), for only the cleaning that logs its repairs may mend
    it. Lines repeated at the edge of most pages (running headers, page numbers) are kept as
    ``running_header``."""
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(
        logging.CRITICAL
    )  # it mends small faults and says so; what it cannot is raised
    remedy = "Open it in a PDF viewer and save it anew, or give its text"
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise problem(source_file, "", "protected by a password", "Save it without the password")
        pages = [page.extract_text() or "" for page in reader.pages]
        info = reader.metadata
    except TableError:
        raise
    except Exception as error:  # pypdf raises whatever the damage makes it stumble on
        raise problem(
            source_file, "", f"a PDF that cannot be read ({error or type(error).__name__})", remedy
        ) from None
    if not any(page.strip() for page in pages):
        raise problem(
            source_file,
            "",
            "no text in it: its pages are images",
            "Run it through character recognition first",
        )
    article = Article(pieces=_pieces(pages))
    if (
        info
        and info.title
        and not re.search(
            r"\.(?:docx?|odt|indd|qxd)\b|^(?:untitled|microsoft word)", info.title, re.IGNORECASE
        )
    ):
        article.extra["pdf_title"] = " ".join(info.title.split())
    if info and info.author:
        article.extra["pdf_author"] = " ".join(info.author.split())
    article.extra["pages"] = str(len(pages))
    return to_sources([article], source_file, "pdf")


def _pieces(pages: list[str]) -> list[Piece]:
    lines = [[" ".join(line.split()) for line in page.split("\n")] for page in pages]
    edges = _running(lines)
    width = _width([line for page in lines for line in page])
    pieces: list[Piece] = []
    paragraph: list[str] = []

    def close():
        if paragraph:
            pieces.append(Piece(_joined(paragraph)))
            paragraph.clear()

    for page in lines:
        for number, line in enumerate(page):
            if line and _edge(line) in edges and (number < 3 or number >= len(page) - 3):
                # inside a sentence that runs over the page it goes before the paragraph, which stays whole
                pieces.append(Piece(line, "running_header"))
            elif not line:
                if paragraph and _END.search(paragraph[-1]):
                    close()
            else:
                if paragraph and _begins(line, paragraph[-1], width):
                    close()
                paragraph.append(line)
    close()
    return pieces


def _joined(lines: list[str]) -> str:
    return lines[0] + "".join(
        ("\n" if _SPLIT.search(last) else " ") + line for last, line in zip(lines, lines[1:], strict=False)
    )


def _width(lines: list[str]) -> int:
    lengths = sorted(len(line) for line in lines if line)
    return lengths[int(0.9 * (len(lengths) - 1))]


def _begins(line: str, last: str, width: int) -> bool:
    """True where ``line`` begins a paragraph: the line before ends a sentence although its first word would
    have fitted
    there, or is far too short to go on."""
    ended = bool(_END.search(last))
    if ended and _LABEL.match(line):
        return True
    if line[0].islower() or _SPLIT.search(last):
        return False
    if ended:
        return len(last) + 1 + len(line.split()[0]) < 0.95 * width
    return len(last) < 0.5 * width


def _edge(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _running(pages: list[list[str]]) -> set[str]:
    """Lines, digits aside, that stand at the top or foot of at least three pages and of half of them."""
    counts: dict[str, int] = {}
    for page in pages:
        filled = [line for line in page if line]
        for line in {_edge(x) for x in (*filled[:2], *filled[-2:])}:
            counts[line] = counts.get(line, 0) + 1
    return {line for line, n in counts.items() if n >= 3 and n >= 0.5 * len(pages)}
