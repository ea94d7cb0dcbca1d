"""Execute the notebooks top to bottom and keep what they show: what ``make reproduce`` runs."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from qda.paths import ROOT
from qda.tables import write_text

NOTEBOOKS = ROOT / "notebooks"


def notebooks() -> list[Path]:
    """The numbered notebooks in their order (exercises are for hands, not for machines)."""
    return sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))


def execute(path: Path) -> float:
    """Run one notebook in its folder and write it back executed; returns seconds. Raises on the first failing cell."""
    import nbformat
    from nbclient import NotebookClient

    started = time.perf_counter()
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=1800, kernel_name="python3", record_timing=False, coalesce_streams=True,
        extra_arguments=["--log-level=40"], resources={"metadata": {"path": str(path.parent)}},
    )
    # A backend set for scripts (Agg) would keep the figures out of the notebook.
    client.execute(env={name: value for name, value in os.environ.items() if name != "MPLBACKEND"})
    # The interpreter's patch version and per-cell clocks differ between machines and say nothing about the analysis.
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    write_text(path, nbformat.writes(notebook) + "\n")
    return time.perf_counter() - started


def reproduce(corpus: str | os.PathLike | None = None) -> int:
    """Execute every notebook; returns 0, or 1 with a line for each that failed.

    With ``corpus`` the notebooks run on that folder and are left as they are in the project: executed copies and
    figures go to ``<corpus>/notebooks`` and ``<corpus>/figures``. What the folder is too small for is drawn on the
    bundled corpus, and says so (:mod:`qda.enough`); a folder without text is refused.
    """
    import shutil

    from nbclient.exceptions import CellExecutionError

    from qda.corpus import read_corpus
    from qda.enough import TooLittle, some_text

    files = notebooks()
    if corpus:
        try:
            some_text(read_corpus(corpus))
        except TooLittle as empty:
            print(f"{corpus}: {empty}", file=sys.stderr)
            return 1
        target = Path(corpus).expanduser().resolve() / "notebooks"
        target.mkdir(parents=True, exist_ok=True)
        files = [Path(shutil.copy(file, target / file.name)) for file in files]
        os.environ["QDA_CORPUS"] = str(target.parent)
    os.environ.setdefault("PYTHONHASHSEED", "0")
    failed = 0
    for file in files:
        try:
            print(f"{file.name}: {execute(file):.0f} s", flush=True)
        except CellExecutionError as error:
            failed += 1
            print(f"{file.name}: a cell failed. {str(error).strip().splitlines()[-1]}", file=sys.stderr, flush=True)
    return 1 if failed else 0
