"""The files of a folder or zip archive, walked without ever writing one out."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from qda.ingest.readers.decoding import problem

#: Bytes a source file may hold unpacked, and all files of an archive together.
FILE_LIMIT = 512 * 2**20
ARCHIVE_LIMIT = 4 * 2**30
#: A member may unpack to this many times its packed size; text packs to a tenth at best, a bomb to a
#: thousandth.
RATIO_LIMIT = 200
_SMALL = 2**20
#: What zipfile raises at a directory it cannot read (names that are not UTF-8 are a ValueError).
NOT_WHOLE = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError)
_LEFT_BEHIND = {"__MACOSX", "Thumbs.db", "desktop.ini"}


class Member(NamedTuple):
    """A file to read: its name as the researcher knows it, and a function that gives its bytes."""

    source_file: str
    read: Callable[[], bytes]


def members(path: Path, leave_out: Path | None = None) -> Iterator[Member]:
    """The file ``path``, or each file of the folder or zip ``path``, by name; not what lies in ``leave_out``.

    Raises
    ------
    TableError
        No such file; an archive that is damaged, encrypted, or unsafe: then none of its files is given.
    """
    if path.is_dir():
        own = leave_out.resolve() if leave_out else None
        for file in sorted(p for p in path.rglob("*") if not _passed_over(p.relative_to(path).parts)):
            if file.is_file() and not file.is_symlink() and own not in file.resolve().parents:
                yield from _file_members(file, file.relative_to(path).as_posix())
    elif path.exists():
        yield from _file_members(path, path.name)
    else:
        raise problem(str(path), "", "no such file or folder", "Check the name")


def _file_members(path: Path, source_file: str) -> Iterator[Member]:
    if is_archive(path):
        yield from _zip_members(path, source_file)
    else:
        yield Member(source_file, lambda: _read_file(path, source_file))


def _read_file(path: Path, source_file: str) -> bytes:
    try:
        if path.stat().st_size > FILE_LIMIT:
            raise problem(source_file, "", f"more than {FILE_LIMIT >> 20} MB", "Split it into smaller files")
        return path.read_bytes()
    except OSError as error:
        raise problem(
            source_file, "", f"cannot be read ({error.strerror})", "Check its permissions"
        ) from None


def is_archive(path: Path) -> bool:
    """True for a zip of files, false for a document that is a zip inside (DOCX, ODT) and for anything
    else."""
    try:
        with open(path, "rb") as file:
            if file.read(2) != b"PK":
                return False
    except OSError:
        return False
    if path.suffix.lower() == ".zip":
        return True
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except NOT_WHOLE:
        return False
    return not names & {"[Content_Types].xml", "mimetype"} and not any(n.endswith(".qde") for n in names)


def _zip_members(path: Path, source_file: str) -> Iterator[Member]:
    archive = open_zip(path, source_file)
    try:
        for info in sorted(archive.infolist(), key=lambda i: i.filename):
            if not info.is_dir() and not _passed_over(PurePosixPath(info.filename).parts):
                name = f"{source_file}/{info.filename}"
                yield Member(name, lambda info=info, name=name: read_member(archive, info, name))
    finally:
        archive.close()


def open_zip(file, source_file: str) -> zipfile.ZipFile:
    """Open a zip (path or file object) after checking every name and size in its directory; nothing is
    unpacked yet."""
    try:
        archive = zipfile.ZipFile(file)
    except NOT_WHOLE as error:
        raise problem(
            source_file, "", f"not a whole zip archive ({error})", "Download or export it again"
        ) from None
    total = 0
    for info in archive.infolist():
        name, what = info.filename, ""
        # zipfile turns back slashes into slashes only on Windows, and cuts names at a NUL
        parts = PurePosixPath(info.orig_filename.replace("\\", "/")).parts
        if info.orig_filename.startswith(("/", "\\")) or ".." in parts or (parts and ":" in parts[0][:2]):
            what = "a name that leads out of the archive"
        elif stat.S_ISLNK(info.external_attr >> 16):
            what = "a link to another file"
        elif info.flag_bits & 1:
            what = "encrypted"
        elif info.file_size > FILE_LIMIT:
            what = f"more than {FILE_LIMIT >> 20} MB unpacked"
        elif info.file_size > _SMALL and info.file_size > RATIO_LIMIT * max(1, info.compress_size):
            what = f"unpacks to more than {RATIO_LIMIT} times its size"
        total += info.file_size
        if not what and total > ARCHIVE_LIMIT:
            what = f"the archive unpacks to more than {ARCHIVE_LIMIT >> 30} GB"
        if what:
            archive.close()
            raise problem(
                source_file, f"member {name!r}", what, "Unpack it yourself, look at it, and give the folder"
            )
    return archive


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, source_file: str) -> bytes:
    """Unpack one member in memory, no further than its announced size, its checksum verified."""
    try:
        with archive.open(info) as file:
            data = file.read(info.file_size + 1)
    except (
        Exception
    ) as error:  # BadZipFile, zlib.error, LZMAError, …: it differs with the method of compression
        raise problem(
            source_file, "", f"damaged in the archive ({error})", "Download or export it again"
        ) from None
    if len(data) != info.file_size:
        raise problem(
            source_file, "", "unpacks to another size than announced", "Download or export it again"
        )
    return data


def _passed_over(parts: tuple[str, ...]) -> bool:
    return any(part.startswith((".", "~$")) or part in _LEFT_BEHIND for part in parts)
