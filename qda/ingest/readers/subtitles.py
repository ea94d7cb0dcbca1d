"""Subtitles and automatic transcripts: WebVTT and SubRip, over webvtt-py."""

from __future__ import annotations

import html
import io
import re
from typing import NamedTuple

from qda.ingest.readers.decoding import decode, problem
from qda.ingest.readers.headers import language_code
from qda.ingest.readers.markup import Article, Piece, to_sources
from qda.ingest.source import Source

_VOICE = re.compile(r"<v(?:\.[\w.-]+)?[ \t]+([^>]+)>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:c|i|b|u|v|font|ruby|rt|lang)\b[^>]*>|<\d\d:\d\d[:\d.]*>|\{\\an?\d\}", re.IGNORECASE)
_STAMP = re.compile(r"<(?:\d\d:)?\d\d:\d\d\.\d{3}>")
_LABEL = re.compile(
    r"(?:[-–—]\s*|>>\s*)?\[?([^\W\d_][\w.'’ -]{0,38}?)\]?[ \u00a0\u202f]?:[ \u00a0\u202f]+(?=\S)"
)
_CHANGE = re.compile(r"(?:>>|[-–—])\s*(?=\S)")
_SENTENCE_END = (".", "!", "?", "…", "»", "”", '"')
#: Seconds of silence after a finished sentence that begin a new paragraph, and the length at which one
#: begins anyway.
_PAUSE, _LONG = 2.0, 600


class _Line(NamedTuple):
    start: float
    end: float
    speaker: str
    text: str
    change: bool


def read_subtitles(data: bytes, source_file: str, **_) -> list[Source]:
    """One source. Cues that follow one another by one speaker make a turn; without speakers, a paragraph
    ends at a pause.

    Speakers come from ``<v Name>`` and from ``NAME:`` at the head of a cue (in capitals, or twice in the
    file). The lines that captions made while one speaks carry over from cue to cue are kept once.
    ``extra["seconds"]`` has the time at which each block begins.
    """
    text, encoding = decode(data, source_file)
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    cues = _cues(text, source_file)
    lines = _once(cues)
    lines = _labelled([line for line in lines if line.text])
    blocks = _blocks(lines)
    if not blocks:
        raise problem(
            source_file, "", "no caption holds any text", "Check the file, or export the captions again"
        )
    pieces = [
        Piece(" ".join(line.text for line in block), "turn" if block[0].speaker else "", block[0].speaker)
        for block in blocks
    ]
    header = re.search(r"^Language:\s*(\S+)", text[:500], re.MULTILINE) if text.startswith("WEBVTT") else None
    article = Article(genre="transcript", lang=language_code(header[1]) if header else "", pieces=pieces)
    article.extra = {"seconds": " ".join(f"{block[0].start:.1f}" for block in blocks), "cues": str(len(cues))}
    return to_sources([article], source_file, encoding)


def _cues(text: str, source_file: str) -> list:
    import webvtt
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    if not text.startswith("WEBVTT") and "-->" in text.lstrip().split("\n", 1)[0]:
        # SubRip whose cues have no numbers is WebVTT but for the comma in its times.
        times = re.sub(r"^(.*\d),(\d{3} *--> *.*\d),(\d{3})", r"\1.\2.\3", text, flags=re.MULTILINE)
        text = f"WEBVTT\n\n{times}"
    try:
        if text.startswith("WEBVTT"):
            return list(webvtt.from_string(_mended(text)))
        return list(webvtt.from_buffer(io.StringIO(text), format="srt"))
    except (MalformedFileError, MalformedCaptionError, ValueError, IndexError) as error:
        raise problem(
            source_file, "", f"subtitles that cannot be read ({error})", "Export them again as WebVTT or SRT"
        ) from None


def _mended(text: str) -> str:
    """WebVTT whose captions hold blank lines: what follows one belongs to no cue and would be lost, so the
    line goes."""
    blocks = re.split(r"\n[ \t]*\n", text)
    kept = blocks[:1]
    for block in blocks[1:]:
        stray = "-->" not in block and not re.match(r"\s*(?:NOTE|STYLE|REGION)\b|\s*\d*\s*\Z", block)
        if stray and "-->" in kept[-1] and not kept[-1].lstrip().startswith("NOTE"):
            kept[-1] = f"{kept[-1].rstrip()}\n{block.strip()}"
        else:
            kept.append(block)
    return "\n\n".join(kept)


def _seconds(stamp: str) -> float:
    hours, minutes, seconds = (["0", *stamp.replace(",", ".").split(":")])[-3:]
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _shown(cue) -> list[tuple[str, str]]:
    """The lines of a cue without tags, each with the voice it is in."""
    voice, shown = "", []
    for line in cue.raw_text.split("\n"):
        bits = _VOICE.split(line)
        for n in range(0, len(bits), 2):
            if n:
                voice = html.unescape(bits[n - 1]).strip()
            said = " ".join(html.unescape(_TAG.sub("", bits[n])).split())
            if said:
                shown.append((voice, said))
    return shown


def _once(cues: list) -> list[_Line]:
    """Each line once, where captions roll: the lines a cue repeats from the one before are left out."""
    shown = [_shown(cue) for cue in cues]
    repeats = sum(
        bool(a and b and len(b) > 1 and a[-1] == b[0]) for a, b in zip(shown, shown[1:], strict=False)
    )
    rolling = any(_STAMP.search(cue.raw_text) for cue in cues) or (
        len(cues) > 3 and repeats > 0.25 * len(cues)
    )
    lines: list[_Line] = []
    last: list[tuple[str, str]] = []
    last_time = ""
    for cue, now in zip(cues, shown, strict=True):
        carried = 0
        if rolling or (now == last and cue.start == last_time):
            carried = next((n for n in range(min(len(last), len(now)), 0, -1) if last[-n:] == now[:n]), 0)
        times = _seconds(str(cue.start)), _seconds(str(cue.end))
        lines += [_Line(*times, voice, said, False) for voice, said in now[carried:]]
        last, last_time = now or last, cue.start
    return lines


def _labelled(lines: list[_Line]) -> list[_Line]:
    """Speakers from labels at the head of a line; a dash or ``>>`` alone says that the speaker changes."""
    names = [m[1] for line in lines if not line.speaker and (m := _LABEL.match(line.text))]
    trusted = {name for name in names if name.isupper() or (names.count(name) > 1 and len(name.split()) < 4)}
    done, speaker = [], ""
    for line in lines:
        match = _LABEL.match(line.text)
        if line.speaker:
            speaker = ""
            done.append(line)
        elif match and match[1] in trusted:
            speaker = match[1]
            done.append(line._replace(speaker=speaker, change=True))
        else:
            change = bool(_CHANGE.match(line.text))
            speaker = "" if change else speaker
            done.append(line._replace(speaker=speaker, change=change))
    return done


def _blocks(lines: list[_Line]) -> list[list[_Line]]:
    blocks: list[list[_Line]] = []
    for line in lines:
        last = blocks[-1][-1] if blocks else None
        new = last is None or line.change or line.speaker != last.speaker
        if not new and not line.speaker and last.text.endswith(_SENTENCE_END):
            new = line.start - last.end >= _PAUSE or sum(len(line.text) for line in blocks[-1]) > _LONG
        if new:
            blocks.append([line])
        else:
            blocks[-1].append(line)
    return blocks
