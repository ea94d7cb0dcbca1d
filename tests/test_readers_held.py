"""The readers on files that cannot be redistributed: counts, dates and sizes, no words of theirs."""

from __future__ import annotations

import pytest

from qda.ingest.readers import read_source

pytestmark = pytest.mark.held


@pytest.fixture
def read(shared):
    return lambda name: read_source(shared / "fixtures" / "press" / name)


def sizes(sources) -> list[int]:
    """Body paragraphs or turns of each source."""
    return [sum(b.kind in ("", "turn") for b in s.blocks) for s in sources]


def test_europresse(read):
    sources = read("europresse_test2.html")
    assert [s.date for s in sources] == ["2006-03-14", "2006-03-14", "2006-03-13", "2006-03-13"]
    assert [s.extra["date_id"] for s in sources] == ["2006-03-15", "2006-03-14", "2006-03-14", "2006-03-14"]
    assert [s.extra["page"] for s in sources] == ["16", "12", "MDE6", "32"]
    assert [bool(s.author) for s in sources] == [True, True, False, True]
    assert len({s.outlet for s in sources}) == 1 and len({s.extra["id"] for s in sources}) == 4
    assert sizes(sources) == [1, 1, 1, 2]
    assert [[b.kind for b in s.blocks if b.kind not in ("", "heading")] for s in sources] == [
        ["caption"],
        [],
        ["note"],
        ["note"],
    ]


def test_factiva(read):
    sources = read("factiva_test.html")
    assert [(s.date, s.lang, s.extra["words"], s.extra["id"][-5:]) for s in sources] == [
        ("2011-12-29", "fr", "295", "0001r"),
        ("2011-12-29", "fr", "65", "0015j"),
    ]
    assert sizes(sources) == [4, 2]
    assert [len(s.title) for s in sources] == [6, 6] and [len(s.outlet) for s in sources] == [14, 12]
    assert sources[0].extra["time"] == "15:32" and sources[0].extra["page"] == "26"


def test_lexisnexis_html(read):
    sources = read("lexisnexis_test_fr.html")
    assert [s.date for s in sources] == ["2013-04-12", "2013-10-14", "2013-03-10"]
    assert [s.extra["words"] for s in sources] == ["143", "70", "359"]
    assert [s.extra["page"] for s in sources] == ["35", "6", "3"]
    assert [bool(s.author) for s in sources] == [False, True, False]
    assert [s.extra["load_date"] for s in sources] == ["2013-03-13", "2013-09-13", "2013-04-03"]
    assert sizes(sources) == [2, 3, 1] and [len(s.title) for s in sources] == [22, 31, 18]


def test_nexis_docx(read):
    sources = read("LNT_sample_nexisuni.DOCX")
    assert [s.date[-2:] for s in sources] == ["01", "02", "04", "03", "04", "02", "03", "03", "03", "02"]
    assert {s.date[:7] for s in sources} == {"2019-07"} and len({s.outlet for s in sources}) == 1
    assert all(s.author for s in sources) and len({s.author for s in sources}) == 10
    assert [s.extra["words"] for s in sources] == [
        "355",
        "571",
        "641",
        "663",
        "17366",
        "967",
        "412",
        "838",
        "446",
        "1163",
    ]
    assert sizes(sources) == [5, 7, 3, 9, 5, 14, 1, 16, 7, 4]


def test_wordpress(read):
    sources = read("small-export.xml")
    assert len(sources) == 11 and {s.date for s in sources} == {"2011-01-18"}
    assert sum(s.extra["status"] == "publish" for s in sources) == 9
    assert sizes(sources) == [1, 5] + [1] * 9
    assert len(sources[10].extra["categories"].split("; ")) == 27
    for name in ("wxr-simple.xml", "wxr-utf-8-challenges.xml"):
        (source,) = read(name)
        assert source.date == "2024-06-05" and sizes([source]) == [2] and source.title and source.author


def test_captions(read):
    for name, count in (("sample.vtt", 16), ("captions_with_bom.vtt", 4), ("sample.srt", 5)):
        (source,) = read(name)
        assert source.extra["cues"] == str(count) and [int(w[1:]) for w in source.text.split()[2::3]] == list(
            range(1, count + 1)
        )
    (source,) = read("youtube_dl.vtt")
    assert source.lang == "en" and len(source.text.split()) == 8


def test_tei(read):
    (source,) = read("ParlaMint-FR_2020-10-01-O1003.excerpt.xml")
    assert (source.date, source.lang, source.genre) == ("2020-10-01", "fr", "transcript")
    assert [b.speaker for b in source.blocks if b.kind == "turn"] == ["PA1592", "PA1592"]
    assert sum(b.kind == "heading" for b in source.blocks) == 3


def test_alceste(read, shared):
    sources = read("rainette_manifeste_pc.txt")
    raw = (shared / "fixtures" / "press" / "rainette_manifeste_pc.txt").read_bytes().decode()
    assert len(sources) == 4 and all(s.text == raw for s in sources)
    assert len({s.extra["partie"] for s in sources}) == 4
    covered = sum(len("".join(raw[b.start : b.end].split())) for s in sources for b in s.blocks)
    starred = sum(len("".join(line.split())) for line in raw.split("\n") if line.startswith("****"))
    assert covered + starred == len("".join(raw.split()))
