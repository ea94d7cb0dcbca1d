"""WordPress exports (WXR) and RSS feeds: one source a post or page."""

from __future__ import annotations

import re

from lxml import etree

from qda.ingest.readers.markup import (
    Article,
    Piece,
    html_pieces,
    inner_text,
    parse_html,
    parse_xml,
    squeeze,
    to_sources,
)
from qda.ingest.source import Source
from qda.tables import is_iso_date

#: Kinds of WordPress item that hold no text of the author's.
_NOT_TEXT = {
    "attachment",
    "nav_menu_item",
    "revision",
    "custom_css",
    "customize_changeset",
    "oembed_cache",
    "user_request",
    "wp_block",
    "wp_template",
    "wp_template_part",
    "wp_global_styles",
    "wp_navigation",
}
_THROWN_AWAY = {"trash", "auto-draft", "inherit"}
_CAPTION = re.compile(r"\[caption\b[^\]]*\](.*?)\[/caption\]", re.DOTALL | re.IGNORECASE)
_SHORTCODE = re.compile(
    r"\[/?(?:gallery|embed|audio|video|playlist|contact-form|vc_\w+|et_pb_\w+)\b[^\]]*\]", re.IGNORECASE
)
_BLOCK_TAG = re.compile(r"<(?:p|div|h[1-6]|ul|ol|table|blockquote|figure|pre)\b", re.IGNORECASE)


def read_wordpress(data: bytes, source_file: str, **_) -> list[Source]:
    """Posts and pages in the order of the export; drafts and private posts too, their state in
    ``extra["status"]``.

    The date is the post's own (local), never that of the export; the outlet is the site. The site's language
    is kept in ``extra["site_lang"]``: a blog may change language from post to post.
    """
    root, encoding, removed = parse_xml(data, source_file)
    channel = next((n for n in root.iter() if _local(n) == "channel"), root)
    site = {"outlet": _text(channel, "title"), "lang": _text(channel, "language")}
    names = {
        _text(a, "author_login"): _text(a, "author_display_name") for a in channel if _local(a) == "author"
    }
    articles = []
    for item in root.iter():
        if _local(item) in ("item", "entry"):
            if _text(item, "post_type") in _NOT_TEXT or _text(item, "status") in _THROWN_AWAY:
                continue
            articles.append(_post(item, site, names, source_file))
    if removed:
        for article in articles:
            article.extra["control_characters_removed"] = str(removed)
    return to_sources(articles, source_file, encoding)


def _post(item, site: dict[str, str], names: dict[str, str], source_file: str) -> Article:
    creator = _text(item, "creator") or _text(item, "author")
    content = (
        _raw(item, "encoded", "content")
        or _raw(item, "content")
        or _raw(item, "description")
        or _raw(item, "summary")
    )
    categories = [n for n in item if _local(n) == "category"]
    article = Article(
        title=_plain(_text(item, "title"), source_file),
        outlet=site["outlet"],
        author=names.get(creator) or creator,
        date=_date(item),
        genre="web_page",
        pieces=_pieces(content, source_file),
    )
    article.extra = {
        "id": _text(item, "post_id"),
        "url": _text(item, "link"),
        "status": _text(item, "status"),
        "post_type": _text(item, "post_type"),
        "site_lang": site["lang"],
        "categories": "; ".join(
            inner for n in categories if n.get("domain") == "category" and (inner := squeeze(n.text))
        ),
        "tags": "; ".join(
            inner for n in categories if n.get("domain") in ("post_tag", "tag") and (inner := squeeze(n.text))
        ),
        "excerpt": _plain(_raw(item, "encoded", "excerpt"), source_file),
        "comments": str(sum(_local(n) == "comment" for n in item) or ""),
    }
    return article


def _date(item) -> str:
    """The day of the post: ``wp:post_date``, else the feed's ``pubDate`` or ``published``; a zero date is
    none."""
    for name in ("post_date", "published", "updated", "date"):
        day = _text(item, name)[:10]
        if day and is_iso_date(day) and not day.startswith("0000"):
            return day
    from email.utils import parsedate_to_datetime

    printed = _text(item, "pubDate")
    try:
        # WordPress prints "30 Nov -0001" for an unset date, which the parser takes for the year 2000
        return "" if " -0001" in printed else parsedate_to_datetime(printed).date().isoformat()
    except (ValueError, TypeError):
        return ""


def _pieces(content: str, source_file: str) -> list[Piece]:
    """A post's HTML as blocks. Where WordPress would make paragraphs of blank lines, so does this."""
    content = _CAPTION.sub(r'<div class="caption">\1</div>', content)
    content = _SHORTCODE.sub(" ", content)
    if not content.strip():
        return []
    if not re.search(r"<p\b", content, re.IGNORECASE):
        parts = [part for part in re.split(r"\r?\n[ \t]*\r?\n", content) if part.strip()]
        wrapped = (part if _BLOCK_TAG.match(part.lstrip()) else f"<p>{_breaks(part)}</p>" for part in parts)
        content = "\n".join(wrapped)
    return html_pieces(parse_html(f"<html><body>{content}</body></html>", source_file))


def _breaks(part: str) -> str:
    return re.sub(r"(?<!>)\r?\n", "<br>", part.strip())


def _plain(text: str, source_file: str) -> str:
    return (
        inner_text(parse_html(f"<html><body><p>{text}</p></body></html>", source_file))
        if re.search("[<&]", text)
        else text
    )


def _local(node) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _raw(item, name: str, space: str = "") -> str:
    """The text of the first child so named; ``space`` is a word of its namespace (``content:encoded``,
    ``excerpt:encoded``)."""
    for child in item:
        if _local(child) == name and space in (etree.QName(child).namespace or ""):
            return "".join(child.itertext())
    return ""


def _text(item, name: str) -> str:
    return squeeze(_raw(item, name))
