"""HTML pages saved from the web: trafilatura for one article a page; a page that lists whole posts gives one
source a post."""

from __future__ import annotations

import logging
import re
from urllib.parse import urlsplit

from qda.ingest.dates import find_dates, parse_date
from qda.ingest.readers.decoding import problem
from qda.ingest.readers.headers import language_code
from qda.ingest.readers.markup import (
    Article,
    Piece,
    all_bold,
    bold_label,
    html_pieces,
    inner_text,
    read_html,
    squeeze,
    to_sources,
)
from qda.ingest.source import Source
from qda.tables import is_iso_date

#: Markup above this many characters is read without trafilatura, whose time grows faster than the page.
_LARGE = 4 * 2**20
#: Characters from which a block found again in what trafilatura kept is no coincidence.
_LONG = 40
_POST_CLASSES = ("post", "hentry", "blog-post", "entry", "post-entry", "h-entry")
_TITLE_CLASSES = ("entry-title", "post-title", "p-name", "article-title", "title")
_RESIDUE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:sharedaddy|share|sharing|social|jp-relatedposts|related|comments?|comments-link|"
    r"navigation|nav-links|"
    r"breadcrumbs?|sidebar|widget|cookie|newsletter|post-navigation|wp-pagenavi|pagination)(?:$|[\s_-])",
    re.IGNORECASE,
)
_META_CLASS = re.compile(
    r"(?:^|[\s_-])(?:entry-meta|post-meta|post-date|date|published|meta|entry-footer|post-footer|entry-date|"
    r"posted-on|byline|cat-links|tags-links|entry-utility)(?:$|\s)",
    re.IGNORECASE,
)


def read_page(data: bytes, source_file: str, **_) -> list[Source]:
    """One source, or one a post for a page of posts (a blog's front or tag page)."""
    root, encoding = read_html(data, source_file)
    posts = _posts(root)
    site, lang = _site(root), language_code(root.get("lang") or "")
    if len(posts) > 1:
        articles = [_post(node) for node in posts]
        for article in articles:
            article.outlet, article.extra["page_lang"] = article.outlet or site, lang
    else:
        articles = [_page(root, data) if len(data) <= _LARGE else _plain_page(root)]
        articles[0].outlet = articles[0].outlet or site
        articles[0].lang = lang
    for article in articles:
        article.genre = "web_page"
    return to_sources([a for a in articles if a.pieces], source_file, encoding)


def read_mhtml(data: bytes, source_file: str, **_) -> list[Source]:
    """A page a browser saved as one file (MHTML): its first HTML part."""
    import email
    import email.policy

    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            return read_page(part.get_payload(decode=True) or b"", source_file)
    raise problem(source_file, "", "a saved page without HTML in it", "Save it as HTML")


def _classes(node) -> list[str]:
    return (node.get("class") or "").lower().split()


def _posts(root) -> list:
    """The elements that each hold a post, whole or its beginning: ``article`` or a post class, with a
    heading, not nested."""
    found: dict = {}
    for node in root.iter("article", "div", "section", "li"):
        is_post = node.tag == "article" or any(name in _POST_CLASSES for name in _classes(node))
        if not is_post or any(a in found for a in node.iterancestors()):
            continue
        if _heading(node) is not None and len(inner_text(node)) >= 100:
            found[node] = None
    lengths = sorted((len(inner_text(node)) for node in found), reverse=True)
    # one long article among short ones that it points to is a page of one article
    several = len(lengths) > 1 and (lengths[0] < 0.6 * sum(lengths) or lengths[1] > 1000)
    return list(found) if several else []


def _heading(node):
    titled = [h for h in node.iter("h1", "h2", "h3") if any(name in _TITLE_CLASSES for name in _classes(h))]
    return next(iter(titled or node.iter("h1", "h2", "h3")), None)


def _residue(node) -> list:
    return [
        e
        for e in node.iter()
        if isinstance(e.tag, str)
        and e is not node
        and _RESIDUE_CLASS.search(f"{e.get('class') or ''} {e.get('id') or ''}")
    ]


def _post(node) -> Article:
    heading = _heading(node)
    meta = [e for e in node.iter() if isinstance(e.tag, str) and _META_CLASS.search(e.get("class") or "")]
    article = Article(title=inner_text(heading), date=_time(node, meta), author=_author(node))
    link = next((a.get("href") for a in heading.iter("a")), "") or next(
        (a.get("href") for a in node.xpath(".//a[@rel='bookmark']")), ""
    )
    article.extra["url"] = link or ""
    article.pieces = html_pieces(node, skip=[heading, *meta, *_residue(node)])
    return article


def _time(node, meta: list) -> str:
    for time in [t for m in meta for t in m.iter("time")] or list(node.iter("time")):
        for value in ((time.get("datetime") or "")[:10], parse_date(inner_text(time))):
            if value and is_iso_date(value):
                return value
    return next((d[0].iso for e in meta if (d := find_dates(inner_text(e)))), "")


def _author(node) -> str:
    found = node.xpath(".//*[@rel='author'] | .//*[contains(concat(' ', @class, ' '), ' author ')]")
    return (
        re.sub(r"^(?:par|by|von|di|por)\s+", "", inner_text(found[-1]), flags=re.IGNORECASE) if found else ""
    )


def _site(root) -> str:
    for path in (
        "//meta[@property='og:site_name']/@content",
        "//meta[@name='application-name']/@content",
        "//meta[@name='citation_journal_title']/@content",
    ):
        if found := root.xpath(path):
            return squeeze(found[0])
    return ""


def _page(root, data: bytes) -> Article:
    """What trafilatura finds of the one article of a page."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it finds nothing in is looked at below
    url = next(iter(root.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")), None)
    found = trafilatura.bare_extraction(
        root,
        url=url if url and urlsplit(url).scheme else None,
        include_comments=False,
        include_formatting=True,
        include_tables=True,
        with_metadata=True,
        favor_recall=True,
        # only a date the page states, never one inferred from a year in the footer
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    plain = _plain_page(root)
    if found is None or found.body is None:
        return plain
    article = Article(
        title=squeeze(found.title),
        author=squeeze(found.author),
        date=found.date or "",
        outlet=squeeze(found.sitename),
    )
    article.date = article.date if is_iso_date(article.date) else ""
    article.extra["url"] = found.url or ""
    article.pieces = _chosen(root, found.body) or [p for p in _trafilatura_pieces(found.body) if p.text]
    kept, whole = (sum(len(p.text) for p in pieces) for pieces in (article.pieces, plain.pieces))
    if kept < 200 and whole > 2 * kept:
        # a page so short that nothing could be told from its furniture: all of it
        article.pieces = plain.pieces
        article.title = article.title or plain.title
    article.pieces = [
        p
        for n, p in enumerate(article.pieces)
        if not (n < 3 and p.kind == "heading" and p.text == article.title)
    ]
    return article


def _chosen(root, body) -> list[Piece]:
    """The page's own blocks whose text trafilatura kept: it says what the article is, the page how it is set.

    A short block (a name, a sub-heading) counts where trafilatura has it as a block, and between or next to
    long ones it kept; a caption between them counts too. Empty where too little is found again.
    """
    kept = ["".join(piece.text.split()) for piece in _trafilatura_pieces(body)]
    whole, blocks = "\n".join(kept), set(kept)
    pieces = html_pieces(next(root.iter("body"), root))
    bare = ["".join(piece.text.split()) for piece in pieces]
    long = [n for n, text in enumerate(bare) if len(text) >= _LONG and text in whole]
    if not long or sum(len(bare[n]) for n in long) < 0.5 * sum(map(len, kept)):
        return []
    first, last = long[0], long[-1]
    while first and bare[first - 1] + bare[first] in whole:
        first -= 1
    while last + 1 < len(bare) and bare[last] + bare[last + 1] in whole:
        last += 1
    inside = range(first, last + 1)
    return [
        piece
        for n, (piece, text) in enumerate(zip(pieces, bare, strict=True))
        if (len(text) >= _LONG and text in whole)
        or text in blocks
        or (n in inside and (text in whole or piece.kind == "caption"))
    ]


def _trafilatura_pieces(body) -> list[Piece]:
    """Pieces of trafilatura's tree: ``p``, ``head``, ``item``, ``quote``, ``cell``; bold runs are
    ``hi rend="#b"``."""
    pieces: list[Piece] = []
    for node in body.iter("p", "head", "item", "quote", "cell", "code", "ab"):
        if any(a.tag in ("p", "head", "item", "quote", "cell", "code", "ab") for a in node.iterancestors()):
            continue
        runs: list[tuple[str, bool]] = []
        _runs(node, False, runs)
        kind = "heading" if node.tag == "head" else ""
        text = "\n".join(
            line for line in (squeeze(bit) for bit in "".join(t for t, _ in runs).split("\v")) if line
        )
        for part in [text] if kind else text.split("\v\v"):
            pieces.append(Piece(part, kind, "" if kind else bold_label(runs), bold=all_bold(runs)))
    return pieces


def _runs(node, bold: bool, runs: list[tuple[str, bool]]) -> None:
    bold = bold or (node.tag == "hi" and "#b" in (node.get("rend") or ""))
    if node.tag in ("p", "item") and runs:
        runs.append(("\v", bold))
    if node.text:
        runs.append((node.text, bold))
    for child in node:
        if child.tag == "lb":
            runs.append(("\v", bold))
        elif isinstance(child.tag, str):
            _runs(child, bold, runs)
        if child.tail:
            runs.append((child.tail, bold))


def _plain_page(root) -> Article:
    """All text of a page outside its navigation, with the title its head states."""
    title = inner_text(next(root.iter("h1"), None)) or squeeze(
        next((t.text or "" for t in root.iter("title")), "")
    )
    body = next(root.iter("body"), root)
    pieces = html_pieces(body, skip=[*_residue(body), *body.iter("aside", "header", "footer")])
    pieces = pieces or html_pieces(body)
    article = Article(
        title=title,
        date=_meta_date(root),
        author=squeeze(next(iter(root.xpath("//meta[@name='author']/@content")), "")),
    )
    article.pieces = [p for p in pieces if not (p.kind == "heading" and p.text == title)]
    return article


def _meta_date(root) -> str:
    paths = (
        "//meta[@property='article:published_time']/@content",
        "//meta[@name='date' or @name='DC.date' or @name='dcterms.date']/@content",
        "//time/@datetime",
    )
    return next((v[:10] for path in paths for v in root.xpath(path) if is_iso_date(v[:10])), "")
