"""What the headers of press exports print: times, languages, issue numbers."""

from __future__ import annotations

import re

from qda.languages import LANGUAGES

_TIME = re.compile(
    r"(?<![\d.,])(?P<hour>[01]?\d|2[0-3])\s?(?:[:h]|"
    r"\s?heures\s?)\s?(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?!\d)"
    r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?)?"
    r"(?:\s*,?\s*(?P<zone>UTC|GMT|Z)?\s*(?P<offset>[-+−–]\s?\d{1,2}(?::?\d\d)?)?(?!\d))?",
    re.IGNORECASE,
)
_LANGUAGE_NAMES = {
    "fr": "french français francais francese francés franzosisch französisch francês fra fre",
    "en": "english anglais inglese inglés ingles englisch inglês eng englishs",
    "it": "italian italien italiano italienisch ita",
    "es": "spanish espagnol spagnolo español espanol spanisch espanhol castellano spa",
    "pt": "portuguese portugais portoghese portugués português portugues portugiesisch por",
    "de": "german allemand tedesco alemán aleman deutsch alemão ger deu",
}
_CODE_OF = {name: code for code, names in _LANGUAGE_NAMES.items() for name in names.split()}
_ISSUE = re.compile(r"\s*,?\s+(?:n[o°º]s?\.?|num[ée]ro|issue|nr\.?)\s*(\d[\w./-]*)\s*\Z", re.IGNORECASE)


def header_time(text: str) -> str:
    """The time of day ``text`` prints, as ISO: ``12:15 p.m. -0400`` → ``12:15-04:00``; ``""`` if none is."""
    match = _TIME.search(text)
    if not match:
        return ""
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    time = f"{hour:02d}:{match['minute']}" + (f":{match['second']}" if match["second"] else "")
    if match["offset"]:
        digits = re.sub(r"\D", "", match["offset"])
        hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
        return f"{time}{'+' if match['offset'][0] == '+' else '-'}{int(hours):02d}:{minutes}"
    return time + ("Z" if match["zone"] else "")


def language_code(name: str) -> str:
    """The code of a language given as code or name (``en-GB``, ``Français``, ``ENGLISH; ENGLISHS``); ``""``
    if unknown."""
    first = re.split(r"[;,/|]", name.strip())[0].strip().lower()
    code = re.split(r"[-_]", first)[0]
    if code in LANGUAGES:
        return code
    return _CODE_OF.get(first, "")


def split_issue(outlet: str) -> tuple[str, str]:
    """An outlet's name without the issue number printed after it, and that number: ``Courrier, no 4312``."""
    match = _ISSUE.search(outlet)
    return (outlet[: match.start()].rstrip(" ,"), match[1]) if match else (outlet.strip(" ,"), "")


def id_date(identifier: str) -> str:
    """The day written as eight digits inside a document's identifier (``news·20060315·LM·…``), as ISO;
    ``""`` if none."""
    from qda.tables import is_iso_date

    for digits in re.findall(r"(?:19|20)\d{6}", identifier):
        iso = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
        if is_iso_date(iso):
            return iso
    return ""


def paragraphs(text: str) -> list[str]:
    """Text cut at line ends, blank ones left out, spaces inside kept."""
    return [line.strip() for line in re.split(r"[\r\n\u2028\u2029]+", text) if line.strip()]
