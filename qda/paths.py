"""Where things are, said once.

Every notebook and command asks this module, so a researcher who works on another corpus sets one variable:

``QDA_CORPUS``
    the corpus folder to read (default: the bundled ``corpus/``).
``QDA_FIGURES``
    where figures go (default: ``figures/`` for the bundled corpus, ``<corpus>/figures`` for any other).
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUNDLED_CORPUS = ROOT / "corpus"
CODEBOOK = ROOT / "codebook"
CODINGS = CODEBOOK / "codings"


def corpus_dir() -> Path:
    """The corpus folder in use: ``QDA_CORPUS`` if set, else the bundled corpus.

    A relative ``QDA_CORPUS`` is looked for from where one stands, then from the checkout: notebooks run in
    their own folder, and ``QDA_CORPUS=my-corpus make lab`` is typed one above.
    """
    folder = Path(os.environ.get("QDA_CORPUS") or BUNDLED_CORPUS).expanduser()
    return (folder if folder.exists() or not (ROOT / folder).exists() else ROOT / folder).resolve()


def codings_dir(corpus: str | os.PathLike | None = None) -> Path:
    """Codings of a corpus folder (default: of the corpus in use): those of the bundled corpus, or
    ``<corpus>/codings``."""
    folder = Path(corpus).expanduser().resolve() if corpus is not None else corpus_dir()
    return CODINGS if folder == BUNDLED_CORPUS else folder / "codings"


def figures_dir() -> Path:
    """Where figures are written: ``QDA_FIGURES`` if set, else beside the corpus in use."""
    if os.environ.get("QDA_FIGURES"):
        return Path(os.environ["QDA_FIGURES"]).expanduser().resolve()
    return ROOT / "figures" if corpus_dir() == BUNDLED_CORPUS else corpus_dir() / "figures"


def cache_dir() -> Path:
    """A folder for what can be computed again (embeddings): git-ignored, inside the checkout."""
    path = ROOT / ".cache"
    path.mkdir(exist_ok=True)
    return path
