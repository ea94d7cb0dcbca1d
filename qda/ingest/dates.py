"""Printed dates, in six languages, as ISO: never more precise than what is printed."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from qda.tables import is_iso_date


class PrintedDate(NamedTuple):
    """A date as printed at ``start``–``end`` of the text it was sought in. ``iso``: a day, a month or
    ``a/b``.
    """

    start: int
    end: int
    iso: str


# Full names and the abbreviations the press prints; a dot may follow an abbreviation.
_MONTHS = {
    1: "janvier janv jan january gennaio gen enero ene janeiro januar jänner",
    2: "février fevrier févr fevr fév fev february feb febbraio febbr febrero fevereiro februar",
    3: "mars mar march marzo março marco märz mrz",
    4: "avril avr april apr aprile abril abr",
    5: "mai may maggio mag mayo maio",
    6: "juin june jun giugno giu junio junho juni",
    7: "juillet juil july jul luglio lug julio julho juli",
    8: "août aout august aug agosto ago",
    9: "septembre sept sep september settembre sett set septiembre setiembre setembro",
    10: "octobre oct october ottobre ott octubre outubro out oktober okt",
    11: "novembre nov november noviembre novembro",
    12: "décembre decembre déc dec december dicembre dic diciembre dezembro dez dezember",
}
_MONTH_OF = {name: number for number, names in _MONTHS.items() for name in names.split()}

_MONTH = "(?:" + "|".join(sorted(_MONTH_OF, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?:19|20)\d\d(?!\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?!\d)"
_NTH = r"(?:er|re|st|nd|rd|th|º|°|ª|\.)?"
_OF = r"(?:\s+(?:de|del|di|do|of)|\s+d[’'])?"
_SEASON = (
    "printemps|été|automne|hiver|spring|summer|autumn|fall|winter|primavera|estate|autunno|inverno|verano|otoño|invierno|verão|"
    "outono|frühling|frühjahr|sommer|herbst"
)
_TO = r"\s*(?:[-–—/]|et|au|à|and|to|e|al|y|a|und|bis|through)\s*"
_S = r"[\s,]*\s"

# From the most to the least precise; the first that matches at a place wins.
_FORMS = [
    # Dec. 30, 2018 – Jan. 4, 2019
    rf"(?P<m1>{_MONTH})\s+(?P<d1>{_DAY}){_NTH}{_S}(?P<y1>{_YEAR}){_TO}(?P<m2>{_MONTH})\s+(?P<d2>{_DAY}){_NTH}{_S}(?P<y2>{_YEAR})",
    # 28 février – 2 mars 2019
    rf"(?P<d1>{_DAY}){_NTH}{_OF}\s+(?P<m1>{_MONTH})(?:{_OF}\s+(?P<y1>{_YEAR}))?{_TO}(?P<d2>{_DAY}){_NTH}{_OF}\s+(?P<m2>{_MONTH}){_OF}{_S}(?P<y2>{_YEAR})",
    # 2-8 févr. 2021 · 3 et 4 juin 2021
    rf"(?P<d1>{_DAY}){_NTH}{_TO}(?P<d2>{_DAY}){_NTH}{_OF}\s+(?P<m2>{_MONTH}){_OF}{_S}(?P<y2>{_YEAR})",
    # February 26 – March 2, 2019 · Feb. 26-28, 2019
    rf"(?P<m1>{_MONTH})\s+(?P<d1>{_DAY}){_NTH}{_TO}(?:(?P<m2>{_MONTH})\s+)?(?P<d2>{_DAY}){_NTH}{_S}(?P<y2>{_YEAR})",
    # 27 febbraio 2019 · 1er mars 2019 · 3. März 2019 · 5 de abril de 2019
    rf"(?P<d1>{_DAY}){_NTH}{_OF}\s*(?P<m1>{_MONTH}){_OF}{_S}(?P<y1>{_YEAR})",
    # Feb. 28, 2019
    rf"(?P<m1>{_MONTH})\s+(?P<d1>{_DAY}){_NTH}{_S}(?P<y1>{_YEAR})",
    # 2019/02/28
    rf"(?P<y1>{_YEAR})/(?P<n1>0[1-9]|1[0-2])/(?P<d1>0[1-9]|[12]\d|3[01])",
    # 2019-02-28 · 2024-12
    rf"(?P<y1>{_YEAR})-(?P<n1>0[1-9]|1[0-2])(?:-(?P<d1>0[1-9]|[12]\d|3[01]))?(?![\d-])",
    # 28/02/2019 · 28.02.2019
    rf"(?P<d1>{_DAY})(?P<sep>[./-])(?P<n1>0?[1-9]|1[0-2])(?P=sep)(?P<y1>{_YEAR})",
    rf"(?P<n1>0?[1-9]|1[0-2])/(?P<d1>1[3-9]|2\d|3[01])/(?P<y1>{_YEAR})",
    # février-mars 2019 · juin 2019
    rf"(?P<m1>{_MONTH})\s*[-–/]\s*(?P<m2>{_MONTH}){_OF}{_S}(?P<y2>{_YEAR})",
    rf"(?P<m1>{_MONTH}){_OF}{_S}(?P<y1>{_YEAR})",
    # printemps 2019: only the year can be said in ISO
    rf"(?:{_SEASON}){_OF}\s+(?P<y1>{_YEAR})",
]
_DATES = [re.compile(rf"(?<![\w-])(?:{form})(?!\w)", re.IGNORECASE) for form in _FORMS]
_ANY_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)")
_BARE_YEAR = re.compile(rf"(?<![\w.,/-]){_YEAR}(?![\w/-])")


def find_dates(text: str, lang: str = "") -> list[PrintedDate]:
    """The dates printed in ``text``, in order, not overlapping.

    A day, a month or an interval of days or months of a named year; ``03/04/2019`` is a day and a month in every
    language but English, where it may be either and only the year is certain.
    """
    return list(_found(text, lang)) if _ANY_YEAR.search(text) else []


@lru_cache(maxsize=4096)
def _found(text: str, lang: str) -> tuple[PrintedDate, ...]:
    found: list[PrintedDate] = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if any(match.start() < d.end and d.start < match.end() for d in found):
                continue
            iso = _iso(match.groupdict(), slashes=lang == "en" and "sep" in match.groupdict())
            if iso:
                found.append(PrintedDate(*match.span(), iso))
    return tuple(sorted(found))


def find_years(text: str) -> list[PrintedDate]:
    """The bare years printed in ``text`` (for places where a year alone can only be a date)."""
    return [PrintedDate(*m.span(), m[0]) for m in _BARE_YEAR.finditer(text)]


def parse_date(text: str, lang: str = "") -> str:
    """The first date printed in ``text`` as ISO, a bare year included; ``""`` if there is none."""
    found = find_dates(text, lang) or find_years(text)
    return found[0].iso if found else ""


def _iso(parts: dict[str, str | None], slashes: bool) -> str:
    """ISO of the matched parts; ``""`` for a day that does not exist."""

    def month(key: str) -> int | None:
        if parts.get("n" + key):
            return int(parts["n" + key])
        name = parts.get("m" + key)
        return _MONTH_OF[name.lower().rstrip(".")] if name else None

    y1, y2 = parts.get("y1"), parts.get("y2")
    if slashes and int(parts["d1"]) <= 12 and parts["d1"].lstrip("0") != parts["n1"].lstrip("0"):
        return y1
    if y2:
        end = _point(y2, month("2") or month("1"), parts.get("d2"))
        begin = _point(y1 or y2, month("1") or month("2"), parts.get("d1"))
        if not begin or not end or begin > end:
            return ""
        return begin if begin == end else f"{begin}/{end}"
    return _point(y1, month("1"), parts.get("d1"))


def _point(year: str, month: int | None, day: str | None) -> str:
    iso = year + (f"-{month:02d}" if month else "") + (f"-{int(day):02d}" if day else "")
    return iso if is_iso_date(iso) else ""
