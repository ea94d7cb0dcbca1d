"""Carnets du clic: the helper package of the notebooks.

The names a researcher types stand here; each is loaded from its module when first used, so ``import qda`` is
quick.
"""

from __future__ import annotations

import importlib

_WHERE = {
    "Corpus": "corpus", "read_corpus": "corpus", "check_corpus": "corpus",
    "read_codebook": "codebook", "check_codebook": "codebook",
    "apply_codebook": "coding", "suggest_codes": "coding", "explain": "coding", "read_codings": "coding",
    "kwic": "retrieval", "code_matrix": "retrieval", "cooccurrence": "retrieval", "trace": "retrieval",
}
_MODULES = ("agreement", "duplicates", "lexicometry", "privacy", "retrieval", "topics", "triangulation")
__all__ = sorted([*_WHERE, *_MODULES])


def __getattr__(name: str):
    if name in _WHERE:
        return getattr(importlib.import_module(f"qda.{_WHERE[name]}"), name)
    if name in _MODULES:
        return importlib.import_module(f"qda.{name}")
    raise AttributeError(f"module 'qda' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
