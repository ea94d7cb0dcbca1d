"""Vectors: what they mean, that they are the same twice, and that the cache does no harm."""

from __future__ import annotations

import numpy as np
import pytest

from qda import embeddings
from qda.embeddings import embed, remove_language_direction

SAME = [
    "Elle écoute des enregistrements et corrige ce que la machine a compris.",
    "She listens to recordings and corrects what the machine understood.",
    "Ascolta registrazioni e corregge quello che la macchina ha capito.",
    "Escucha grabaciones y corrige lo que la máquina entendió.",
    "Ela ouve gravações e corrige o que a máquina entendeu.",
    "Sie hört Aufnahmen ab und verbessert, was die Maschine verstanden hat.",
]
OTHER = "Le beurre doit ramollir une heure avant de préparer la pâte."


@pytest.fixture
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(embeddings, "cache_dir", lambda: tmp_path)
    return tmp_path


def test_translations_lie_closer_than_another_subject(own_cache):
    vectors = embed([*SAME, OTHER])
    assert vectors.shape == (7, 512) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    likeness = vectors @ vectors.T
    assert likeness[:6, :6].min() > likeness[6, :6].max()


def test_a_vector_does_not_depend_on_its_company_nor_on_the_cache(own_cache):
    alone = embed(SAME[:1], cache=False)
    together = embed([OTHER, *SAME, OTHER])
    again = embed([SAME[0], OTHER])
    assert np.allclose(alone[0], together[1], atol=1e-6)
    assert np.array_equal(together[0], together[-1])
    assert np.array_equal(again, together[[1, 0]])


def test_the_cache_is_used(own_cache, monkeypatch):
    first = embed(SAME)
    monkeypatch.setattr(embeddings, "_encode", lambda texts: pytest.fail("encoded again"))
    assert np.array_equal(embed(SAME[::-1]), first[::-1])


def test_a_damaged_cache_is_replaced(own_cache):
    embeddings.cache_file().write_bytes(b"not a database" * 100)
    first = embed(SAME[:2])
    assert np.array_equal(embed(SAME[:2]), first)
    assert embeddings.cache_file().read_bytes().startswith(b"SQLite")


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path, monkeypatch):
    monkeypatch.setattr(embeddings, "cache_dir", lambda: tmp_path / "missing")
    assert embed(SAME[:1]).shape == (1, 512)


def test_odd_texts(own_cache):
    vectors = embed(["", " …\n", "un mot \ud800 cassé", "travail " * 3000])
    assert not vectors[:2].any()
    assert np.allclose(np.linalg.norm(vectors[2:], axis=1), 1, atol=1e-5)
    assert embed([]).shape == (0, 512)
    with pytest.raises(TypeError, match="strings"):
        embed([None])


def test_two_processes_give_what_one_gives(own_cache, monkeypatch):
    texts = [f"{text} ({n})" for n in range(3) for text in SAME]
    one = embed(texts, cache=False)
    monkeypatch.setattr(embeddings, "MANY", 10)
    assert np.allclose(embed(texts, cache=False), one, atol=1e-6)


def test_without_the_language_direction_means_agree():
    rng = np.random.default_rng(3)
    langs = np.array(["fr"] * 50 + ["de"] * 30 + ["pt"] * 2)
    subject = rng.normal(size=(82, 16))
    vectors = subject + 5 * (langs == "de")[:, None] * np.eye(16)[0]
    cleaned = remove_language_direction(vectors, langs)
    assert np.allclose(np.linalg.norm(cleaned, axis=1), 1)
    apart = np.linalg.norm(cleaned[langs == "fr"].mean(axis=0) - cleaned[langs == "de"].mean(axis=0))
    assert apart < 0.2 < np.linalg.norm(vectors[:50].mean(axis=0) - vectors[50:80].mean(axis=0))
    with pytest.raises(ValueError, match="one language a row"):
        remove_language_direction(vectors, ["fr"])
