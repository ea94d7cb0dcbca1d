"""Exercises made from their solutions: one source, so that a task and its answer never part.

``notebooks/solutions/NN_name.ipynb`` is written by hand and committed executed. ``python -m qda.exercises`` writes
``notebooks/exercises/NN_name.ipynb`` from it: the same cells without outputs, each cell whose first line begins with
``# SOLUTION`` replaced by ``# Your turn``; a ``# CHECK`` cell stays, so that a student can check the answer.
"""

from __future__ import annotations

import ast
from pathlib import Path

from qda.reproduce import NOTEBOOKS
from qda.tables import write_text

SOLUTIONS = NOTEBOOKS / "solutions"
EXERCISES = NOTEBOOKS / "exercises"
SOLUTION, CHECK = "# SOLUTION", "# CHECK"


def solutions() -> list[Path]:
    """The solution notebooks in their order."""
    return sorted(SOLUTIONS.glob("[0-9][0-9]_*.ipynb"))


def _names(source: str, context: type[ast.expr_context]) -> list[str]:
    """Names that code assigns (``ast.Store``) or reads (``ast.Load``), in order of appearance."""
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name) and isinstance(node.ctx, context)]
    found.sort(key=lambda node: (node.lineno, node.col_offset))
    return list(dict.fromkeys(node.id for node in found))


def task_of(solution: str, check: str) -> str:
    """The cell a student finds in place of a solution.

    Parameters
    ----------
    solution, check : str
        Source of the ``# SOLUTION`` cell and of the ``# CHECK`` cell after it.

    Returns
    -------
    str
        The solution's opening comment with ``Your turn`` for ``SOLUTION``, and a line ``name = ...`` for each name that
        the solution assigns and the check reads.
    """
    lines = solution.splitlines()
    comment = []
    for line in lines:
        if not line.startswith("#"):
            break
        comment.append(line)
    comment[0] = "# Your turn" + comment[0].removeprefix(SOLUTION)
    read = set(_names(check, ast.Load))
    return "\n".join([*comment, *(f"{name} = ..." for name in _names(solution, ast.Store) if name in read)])


def exercise_of(solution):
    """An exercise notebook from a solution notebook (nbformat nodes).

    Raises
    ------
    ValueError
        If a solution has no check after it.
    """
    import copy

    notebook = copy.deepcopy(solution)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    checks = {n: cell.source for n, cell in enumerate(code) if cell.source.startswith(CHECK)}
    for n, cell in enumerate(code):
        cell.outputs, cell.execution_count = [], None
        if cell.source.startswith(SOLUTION):
            after = [at for at in checks if at > n]
            if not after:
                raise ValueError(f"a solution has no {CHECK} cell after it: {cell.source.splitlines()[0]}")
            cell.source = task_of(cell.source, checks[after[0]])
    return notebook


def write_exercises(into: Path = EXERCISES) -> list[Path]:
    """Write the exercise of every solution; exercises without a solution are removed. Returns the files."""
    import nbformat

    written = []
    for file in solutions():
        target = into / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        write_text(target, nbformat.writes(exercise_of(nbformat.read(file, as_version=4))) + "\n")
        written.append(target)
    for file in into.glob("*.ipynb"):
        if file not in written:
            file.unlink()
    return written


if __name__ == "__main__":
    for written_file in write_exercises():
        print(written_file.name)
