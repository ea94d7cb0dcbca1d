"""Exercises are what the generator makes of the solutions; solutions run; checks do not pass before they are solved."""

import contextlib
import io
import os
import shutil
import warnings

import nbformat
import pytest

from qda.exercises import CHECK, EXERCISES, SOLUTION, exercise_of, solutions, task_of, write_exercises
from qda.reproduce import execute, notebooks

FILES = solutions()


def code_of(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def test_each_notebook_has_two_exercises_at_least():
    assert [f.name for f in FILES] == [f.name for f in notebooks()]
    for file in FILES:
        code = code_of(nbformat.read(file, as_version=4))
        assert sum(s.startswith(SOLUTION) for s in code) >= 2, file.name
        assert sum(s.startswith(CHECK) and "assert" in s for s in code) >= 2, file.name


def test_exercises_are_what_the_generator_makes(tmp_path):
    made = write_exercises(tmp_path)
    assert sorted(f.name for f in made) == sorted(f.name for f in EXERCISES.glob("*.ipynb"))
    for file in made:
        assert file.read_bytes() == (EXERCISES / file.name).read_bytes(), "run `python -m qda.exercises`"


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_solution_is_committed_executed(file):
    cells = [c for c in nbformat.read(file, as_version=4).cells if c.cell_type == "code"]
    assert [c.execution_count for c in cells] == list(range(1, len(cells) + 1))
    assert not any(o.output_type == "error" or o.get("name") == "stderr" for c in cells for o in c.outputs)


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_solution_runs(file, tmp_path):
    execute(shutil.copy(file, tmp_path / file.name))


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_checks_fail_before_the_task_is_solved(file, monkeypatch):
    monkeypatch.chdir(file.parent)
    names = {"__name__": "__main__"}
    checks = 0
    for source in code_of(exercise_of(nbformat.read(file, as_version=4))):
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if source.startswith(CHECK):
                checks += 1
                with pytest.raises(Exception):  # noqa: B017, PT011 (whatever an unsolved answer leads to)
                    exec(source, names)  # noqa: S102
            else:
                with contextlib.suppress(TypeError, AttributeError):  # a cell that goes on from an unsolved answer
                    exec(source, names)  # noqa: S102
    assert checks >= 2
    assert os.getcwd() == str(file.parent)


def test_a_task_keeps_its_text_and_names_what_the_check_reads():
    solution = "# SOLUTION: count the words\n# (name it total)\nparts = [1, 2]\ntotal = sum(parts)"
    assert task_of(solution, "# CHECK\nassert total == 3") == "# Your turn: count the words\n# (name it total)\ntotal = ..."


def test_a_solution_without_check_is_refused():
    cell = nbformat.v4.new_code_cell("# SOLUTION: x\nx = 1")
    with pytest.raises(ValueError, match="no # CHECK"):
        exercise_of(nbformat.v4.new_notebook(cells=[cell]))
