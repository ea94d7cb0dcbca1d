"""What the tests share: the bundled corpus, and the held material where the reader has it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the texts and files that cannot be redistributed (``CARNETS_SHARED``); skips where it
    is not set."""
    folder = os.environ.get("CARNETS_SHARED")
    if not folder or not Path(folder).is_dir():
        pytest.skip(
            "CARNETS_SHARED is not set: this test needs press texts and files that cannot be redistributed"
        )
    return Path(folder)


@pytest.fixture(scope="session")
def corpus():
    import qda
    from qda.paths import BUNDLED_CORPUS

    return qda.read_corpus(BUNDLED_CORPUS)
