"""What stands between white space in many texts: each distinct piece once, and which one stands where.

A corpus says the same few words again and again. Looking each piece up in a dictionary is most of what
counting words costs, so pieces of up to sixteen bytes (nearly all) are compared as two whole numbers, all
texts at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

_BLOCK = 16_000_000  # bytes looked at together
_IS_SPACE = np.isin(np.arange(256), list(b"\t\n\v\f\r "))
_FIRST_BYTES = np.array([2 ** (8 * n) - 1 for n in range(9)], dtype=np.uint64)
_SHORT = 16


def distinct_pieces(texts: Iterable[str]) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Cut texts at (ASCII) white space.

    Returns
    -------
    pieces : list of str
        The distinct pieces, in no order of meaning.
    codes : array of int32
        The piece (its place in ``pieces``) at each place of all the texts, one after the other.
    ends : array of int, texts + 1
        Text n is ``codes[ends[n] : ends[n + 1]]``.
    """
    number: dict[bytes, int] = {}
    blocks, lengths = [np.empty(0, dtype=np.int32)], [np.zeros(1, dtype=np.int64)]
    for block in _blocks(texts):
        raw = b"\n".join(block)
        codes, words, starts = _code(raw)
        numbers = np.fromiter((number.setdefault(w, len(number)) for w in words), np.int32, len(words))
        blocks.append(numbers[codes])
        borders = np.cumsum([len(text) + 1 for text in block])
        lengths.append(np.diff(np.searchsorted(starts, borders), prepend=0))
    codes, ends = np.concatenate(blocks), np.cumsum(np.concatenate(lengths))
    pieces = [piece.decode("utf-8", "surrogatepass") for piece in number]
    return pieces, codes, ends.astype(np.int32) if len(codes) < 2**31 else ends


def _blocks(texts: Iterable[str]) -> Iterator[list[bytes]]:
    block, size = [], 0
    for text in texts:
        block.append(text.encode("utf-8", "surrogatepass"))
        size += len(block[-1])
        if size > _BLOCK:
            yield block
            block, size = [], 0
    if block:
        yield block


def _code(raw: bytes) -> tuple[np.ndarray, list[bytes], np.ndarray]:
    """Codes of the pieces of ``raw``, the distinct pieces, and where each piece starts."""
    padded = raw + b"\n" + bytes(_SHORT)
    is_space = _IS_SPACE[np.frombuffer(padded, np.uint8, len(raw) + 1)]
    edges = np.flatnonzero(np.diff(is_space, prepend=True))
    starts, ends = edges[0::2], edges[1::2]
    lengths = ends - starts
    eight = np.ndarray(
        (len(padded) - 7,), dtype="<u8", buffer=padded, strides=(1,)
    )  # the eight bytes from each place
    first = eight[starts] & _FIRST_BYTES[np.minimum(lengths, 8)]
    second = eight[np.minimum(starts + 8, len(eight) - 1)] & _FIRST_BYTES[np.clip(lengths - 8, 0, 8)]
    mixed = (
        first * np.uint64(0x9E3779B97F4A7C15)
        + second * np.uint64(0xC2B2AE3D27D4EB4F)
        + lengths.astype(np.uint64)
    )
    codes, kinds = pd.factorize(mixed ^ (mixed >> np.uint64(29)))
    model = np.empty(len(kinds), dtype=np.int64)  # the first piece of each kind
    model[codes[::-1]] = np.arange(len(codes))[::-1]
    alike = model[codes]
    same = (
        (first == first[alike])
        & (second == second[alike])
        & (lengths == lengths[alike])
        & (lengths <= _SHORT)
    )
    words = [raw[s:e] for s, e in zip(starts[model].tolist(), ends[model].tolist(), strict=True)]
    other = np.flatnonzero(~same)  # long pieces, and the rare short one that only looks alike
    if len(other):
        number: dict[bytes, int] = {}
        found = [number.setdefault(raw[starts[n] : ends[n]], len(number)) for n in other.tolist()]
        codes[other] = len(words) + np.array(found)
        words += number
    return codes, words, starts
