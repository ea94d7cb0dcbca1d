"""Damaged, hostile and oddly encoded files: each is read whole or refused with file, place and remedy;
nothing partial."""

from __future__ import annotations

import io
import stat
import struct
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qda.ingest.readers import archive, read_bytes, read_source, read_sources
from qda.tables import TableError


def refused(path_or_bytes, match: str, name: str = "x.xml"):
    """The one problem a file is refused with."""
    with pytest.raises(TableError, match=match) as caught:
        read_bytes(path_or_bytes, name) if isinstance(path_or_bytes, bytes) else read_source(path_or_bytes)
    problem = caught.value.problems[0]
    assert problem.file and problem.what and problem.remedy
    return problem


def zipped(path, members: dict[str, bytes], method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as out:
        for name, data in members.items():
            out.writestr(name, data)
    return path


# -- archives ------------------------------------------------------------------------------------------------


def test_truncated_zip(tmp_path):
    whole = zipped(tmp_path / "a.zip", {f"{n}.txt": b"Un texte.\n" * 500 for n in range(5)}).read_bytes()
    for share in (0.2, 0.6, 0.99):
        cut = tmp_path / "cut.zip"
        cut.write_bytes(whole[: int(len(whole) * share)])
        refused(cut, "not a whole zip")


def test_damaged_member_is_refused_and_the_others_read(tmp_path):
    path = zipped(
        tmp_path / "a.zip",
        {"a.txt": b"Premier texte.\n" * 50, "b.txt": b"Second texte.\n" * 50},
        zipfile.ZIP_STORED,
    )
    path.write_bytes(path.read_bytes().replace(b"Second texte.\nS", b"Second texte!\nS", 1))
    problem = refused(path, "damaged in the archive")
    assert problem.file == "a.zip/b.txt"


@pytest.mark.parametrize(
    "name",
    [
        "../dehors.txt", "a/../../dehors.txt", "/etc/dehors.txt", "..\\dehors.txt", "C:\\dehors.txt",
        "\\\\h\\d.txt",
    ],
)
def test_names_that_lead_out(tmp_path, name):
    info = zipfile.ZipInfo("x")
    info.filename = name
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as out:
        out.writestr("bon.txt", "Un texte.")
        out.writestr(info, "Un autre.")
    refused(tmp_path / "a.zip", "leads out of the archive")


def test_symbolic_link(tmp_path):
    link = zipfile.ZipInfo("lien.txt")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as out:
        out.writestr(link, "/etc/hostname")
    refused(tmp_path / "a.zip", "a link to another file")


def test_bomb_by_ratio_total_and_lying_size(tmp_path, monkeypatch):
    bomb = zipped(tmp_path / "bombe.zip", {"a.txt": b"\0" * 30_000_000})
    refused(bomb, "times its size")
    monkeypatch.setattr(archive, "ARCHIVE_LIMIT", 50_000)
    refused(
        zipped(tmp_path / "gros.zip", {f"{n}.txt": bytes(range(65, 91)) * 1000 for n in range(3)}),
        "unpacks to more than",
    )
    # the directory announces 10 bytes, the member holds 5000
    path = zipped(tmp_path / "ment.zip", {"a.txt": b"ab" * 2500})
    data = path.read_bytes().replace(struct.pack("<I", 5000), struct.pack("<I", 10))
    path.write_bytes(data)
    refused(path, "damaged in the archive|another size")


def test_encrypted_and_nested(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.txt": b"abc"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    refused(path, "encrypted")
    inner = zipped(tmp_path / "b.zip", {"a.txt": b"abc"}).read_bytes()
    refused(zipped(tmp_path / "c.zip", {"b.zip": inner}), "archive inside an archive")


def test_a_zip_directory_that_cannot_be_read_stops_no_other_file(tmp_path):
    """A version no program writes, a name that is not the UTF-8 it says it is."""
    whole = zipped(tmp_path / "a.docx", {"word/document.xml": b"<a/>", "\u00e9.xml": b"<a/>"}).read_bytes()
    directory = whole.index(b"PK\x01\x02")
    version, name = bytearray(whole), bytearray(whole)
    version[directory + 6] = 99
    at = whole.rindex("\u00e9".encode())
    name[at : at + 2] = b"\xff\xff"
    (tmp_path / "a.docx").write_bytes(version)
    (tmp_path / "b.docx").write_bytes(name)
    (tmp_path / "c.txt").write_text("Un texte.", encoding="utf-8")
    results = dict(read_sources(tmp_path))
    assert all("not a whole file" in str(results[n]) for n in ("a.docx", "b.docx"))
    assert results["c.txt"][0].text == "Un texte."


def test_a_fault_of_a_reader_is_named_and_the_other_files_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr("qda.ingest.readers.tabular._delimiter", lambda text: {}[text])
    (tmp_path / "a.csv").write_text("title,text\nA,Un texte.\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Un texte.", encoding="utf-8")
    results = dict(read_sources(tmp_path))
    assert "reading it failed (KeyError" in str(results["a.csv"]) and results["b.txt"]


def test_pdf_with_a_password_and_pdf_damaged():
    from matplotlib.figure import Figure
    from pypdf import PdfWriter

    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(72, 72)
    writer.encrypt("secret")
    writer.write(out)
    assert refused(out.getvalue(), "protected by a password", "a.pdf").what == "protected by a password"
    out, figure = io.BytesIO(), Figure()
    figure.text(0.1, 0.5, "Une phrase.")
    figure.savefig(out, format="pdf")
    refused(out.getvalue().replace(b"/FlateDecode", b"/NoSuchThing"), "cannot be read", "a.pdf")


def test_links_in_a_folder_are_not_followed(tmp_path):
    (tmp_path / "dehors.txt").write_text("Secret.", encoding="utf-8")
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "lien.txt").symlink_to(tmp_path / "dehors.txt")
    (folder / "bon.txt").write_text("Bon.", encoding="utf-8")
    assert [s.source_file for s in read_source(folder)] == ["bon.txt"]


def test_docx_bomb_and_entities():
    def docx_with(document: bytes) -> bytes:
        import docx

        buffer, out = io.BytesIO(), io.BytesIO()
        docx.Document().save(buffer)
        with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for info in old.infolist():
                new.writestr(
                    info.filename, document if info.filename == "word/document.xml" else old.read(info)
                )
        return out.getvalue()

    refused(docx_with(b"<a>" + b" " * 40_000_000 + b"</a>"), "times its size", "x.docx")
    refused(docx_with(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "declares entities", "x.docx")
    refused(docx_with(b"<a>"), "cannot be read", "x.docx")


# -- markup --------------------------------------------------------------------------------------------------

TEI = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text><body><p>%s</p></body></text></TEI>'


def test_external_entities_are_not_fetched(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", encoding="utf-8")
    declared = f'<?xml version="1.0"?><!DOCTYPE TEI [<!ENTITY x SYSTEM "file://{secret}">]>' + TEI % "&x;"
    refused(declared.encode(), "declares entities")
    outer = f'<?xml version="1.0"?><!DOCTYPE TEI SYSTEM "file://{secret}">' + TEI % "texte"
    (source,) = read_bytes(outer.encode(), "x.xml")
    assert "SECRET" not in source.text
    refused(
        ('<?xml version="1.0"?><!DOCTYPE TEI SYSTEM "http://192.0.2.1/a.dtd">' + TEI % "a &x; b").encode(),
        "not well-formed.*not defined",
    )


def test_entities_of_html_in_xml_are_the_characters_they_name():
    for doctype in ("", '<!DOCTYPE TEI SYSTEM "tei.dtd">'):
        (source,) = read_bytes(
            ('<?xml version="1.0"?>' + doctype + TEI % "l&rsquo;&eacute;t&eacute; &amp; &lt;b&gt;").encode(),
            "x.xml",
        )
        assert source.text.strip() == "l’été & <b>"


def test_an_identifier_that_stands_twice_is_no_reason_to_refuse():
    (source,) = read_bytes((TEI % "<seg xml:id='a'>Un.</seg> <seg xml:id='a'>Deux.</seg>").encode(), "x.xml")
    assert source.text.split() == ["Un.", "Deux."]


def test_billion_laughs():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    refused(
        f'<?xml version="1.0"?><!DOCTYPE TEI [<!ENTITY l0 "ha">{laughs}]>{TEI % "&l9;"}'.encode(),
        "declares entities",
    )


def test_cut_and_deep_xml():
    problem = refused(b"<?xml version='1.0'?>\n" + (TEI % "abc").encode()[:-20], "not well-formed")
    assert problem.place == "line 2"
    refused(
        ("<TEI><text>" + "<div>" * 5000 + "x" + "</div>" * 5000 + "</text></TEI>").encode(),
        "not well-formed|too deeply",
    )
    refused((TEI % ("x" * 11_000_000)).encode(), "not well-formed")


def test_deep_html_is_read_or_refused_never_cut():
    def nested(levels: int) -> bytes:
        return ("<html><body>" + "<div>" * levels + "Un texte." + "</div>" * levels).encode()

    assert read_bytes(nested(500), "x.html")[0].text.strip() == "Un texte."
    refused(nested(20_000), "nested too deeply", "x.html")


def test_ten_megabytes_on_one_line():
    words = "clic " * 2_000_000
    for page in (
        f"<html><body><p>{words}</p></body></html>",
        "<html><body>" + f"<p>{words[:500]}</p>" * 20_000 + "</body></html>",
    ):
        (source,) = read_bytes(page.encode(), "x.html")
        assert source.text.split().count("clic") == page.count("clic")


def test_html_with_unclosed_and_foreign_tags():
    (source,) = read_bytes(
        "<html><body><p>Un<p>Deux<table><tr><td>Trois<svg><text>non</text></svg></body>".encode(), "x.html"
    )
    assert [source.text[b.start : b.end] for b in source.blocks] == ["Un", "Deux", "Trois"]


# -- encodings -----------------------------------------------------------------------------------------------

FRENCH = "« L’été, à Besançon : œuvre, naïveté, 3 € »\nDeuxième ligne…\n"


@pytest.mark.parametrize(
    "encoding, name",
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("utf-32", "utf-32"),
        ("cp1252", "cp1252"),
        ("mac_roman", "mac_roman"),
    ],
)
def test_encodings_are_told_from_the_bytes(encoding, name):
    (source,) = read_bytes(FRENCH.encode(encoding), "x.txt")
    assert (source.text, source.encoding) == (FRENCH, name)


@pytest.mark.parametrize(
    "declared, written, name",
    [
        ("iso-8859-1", "utf-8", "utf-8"),
        ("utf-8", "cp1252", "cp1252"),
        ("iso-8859-1", "cp1252", "cp1252"),
        ("nonsense", "cp1252", "cp1252"),
        ("iso-8859-15", "iso-8859-15", "iso8859-15"),
        ("utf-16", "utf-8", "utf-8"),
    ],
)
def test_wrong_declared_encoding(declared, written, name):
    said = "L'été à Besançon, 3 €"
    (source,) = read_bytes(
        f'<html><head><meta charset="{declared}"></head><body><p>{said}</p></body></html>'.encode(written),
        "x.html",
    )
    assert source.encoding == name and said in source.text
    xml = f'<?xml version="1.0" encoding="{declared}"?>' + TEI % said
    (source,) = read_bytes(xml.encode(written), "x.xml")
    assert source.encoding == name and said in source.text


def test_line_ends_stay():
    assert read_bytes(b"un\r\ndeux\rtrois\n", "x.txt")[0].text == "un\r\ndeux\rtrois\n"


def test_damaged_utf8_is_refused_not_garbled():
    data = ("été, déjà, naïf\n" * 20).encode() + b"\xff\xfe ici\n" + "été\n".encode()
    assert refused(data, "not UTF-8, though the rest is", "x.txt").place == "line 21"


def test_nul_bytes_and_surrogates():
    refused(b"abc\0def", "NUL", "x.txt")
    refused(b"a" * 10_000 + b"\0", "NUL", "x.txt")
    refused(b'{"text": "a\\u0000b"}', "NUL", "x.json")
    refused(b'{"text": "a\\ud800b"}', "surrogate", "x.json")
    refused((TEI % "&#xD800;").encode(), "not well-formed")
    refused("x\ud800y".encode("utf-8", "surrogatepass"), "not UTF-8|encoding", "x.txt")
    refused((TEI % "a\0b").encode(), "NUL")
    assert "\ud83d" not in read_bytes(b"<html><body><p>a&#xD83D;b</p></body></html>", "x.html")[0].text


@pytest.mark.parametrize(
    "data, name, match",
    [
        (b"", "x.txt", "empty"),
        (b" \n\t", "x.html", "empty"),
        (b"\x89PNG\r\n", "x.png", "an image"),
        (b"{\\rtf1 abc}", "x.rtf", "RTF"),
        (b"<?xml version='1.0'?><recipe/>", "x.xml", "of a kind that is not read"),
        (b"%PDF-1.4\nrubbish", "x.pdf", "cannot be read"),
        (b"PK\x03\x04rubbish", "x.docx", "not a whole"),
        (b"WEBVTT\n\n", "x.vtt", "no caption|cannot be read"),
    ],
)
def test_what_is_not_read_says_so(data, name, match):
    refused(data, match, name)


def test_scanned_pdf():
    from matplotlib.figure import Figure
    from pypdf import PdfWriter

    writer, buffer = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(buffer)
    refused(buffer.getvalue(), "its pages are images", "x.pdf")


def test_missing_file(tmp_path):
    refused(tmp_path / "rien.txt", "no such file")


@pytest.mark.parametrize(
    "data", ["\ufeff\ufeff".encode("utf-16-le"), "\ufeff\ufeff\n".encode("utf-16-be"), b"\n ,\n,,,\n", b",,,"]
)
def test_table_without_a_header_line_is_refused(data):
    assert refused(data, "no line that names columns", "x.csv").place == "line 1"


def test_blank_lines_above_the_header():
    (source,) = read_bytes(b"\n\r\n ;\ntitle;text\n\nUn;Un texte, court.\n", "x.csv")
    assert [source.text[b.start : b.end] for b in source.blocks] == ["Un", "Un texte, court."]
    problem = refused(b"\n\ntitle;text\nUn\n", "1 cells where the header has 2", "x.csv")
    assert problem.place == "line 4"


@settings(max_examples=300, deadline=None)
@example("\ufeff\ufeff".encode("utf-16-le"), "x.csv", b"")
@given(
    st.binary(max_size=600),
    st.sampled_from(["x.txt", "x.html", "x.xml", "x.csv", "x.json", "x.vtt", "x.docx", "x.pdf"]),
    st.sampled_from(
        [
            b"",
            b"<html>",
            b"<?xml version='1.0'?><TEI>",
            b"WEBVTT\n\n",
            b"PK\x03\x04",
            b"%PDF-1.5\n",
            b"{",
            b"**** *a_1\n",
            b"<TEI><text>",
        ]
    ),
)
def test_any_bytes_are_read_or_refused(data, name, start):
    try:
        sources = read_bytes(start + data, name)
    except TableError as error:
        assert all(p.file == name and p.remedy for p in error.problems)
    else:
        for source in sources:
            source.text.encode("utf-8")
            assert all(0 <= b.start < b.end <= len(source.text) for b in source.blocks)
