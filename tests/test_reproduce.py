"""Notebooks are executed where they lie, and the interpreter's traces are taken out."""

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

from qda import reproduce
from qda.ingest import ingest


def write(folder, *sources):
    path = folder / "99_test.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(s) for s in sources]), path)
    return path


def test_executes_in_its_folder_and_leaves_no_trace_of_the_machine(tmp_path):
    path = write(tmp_path, "from pathlib import Path", "print(sorted(f.name for f in Path.cwd().iterdir()))")
    reproduce.execute(path)
    notebook = nbformat.read(path, as_version=4)
    assert [cell.execution_count for cell in notebook.cells] == [1, 2]
    assert "99_test.ipynb" in notebook.cells[1].outputs[0].text
    assert notebook.metadata.language_info == {"name": "python"}
    assert all("execution" not in cell.metadata for cell in notebook.cells)


def test_figures_stand_in_the_notebook_whatever_the_backend_of_scripts(tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "Agg")
    path = write(tmp_path, "from qda import figures; figure, axes = figures.new_figure()")
    reproduce.execute(path)
    assert "image/png" in nbformat.read(path, as_version=4).cells[0].outputs[0].data


def test_a_failing_cell_is_said_and_the_notebook_left_as_it_was(tmp_path, monkeypatch, capsys):
    path = write(tmp_path, "1 / 0")
    before = path.read_bytes()
    with pytest.raises(CellExecutionError):
        reproduce.execute(path)
    assert path.read_bytes() == before
    monkeypatch.setattr(reproduce, "NOTEBOOKS", tmp_path)
    assert reproduce.reproduce() == 1
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_on_another_corpus_the_project_is_left_alone(tmp_path, monkeypatch):
    project, corpus = tmp_path / "project", tmp_path / "corpus"
    project.mkdir()
    (project / "source.txt").write_text("Un texte\n\nIl parle du travail du clic.\n", encoding="utf-8")
    ingest([project / "source.txt"], corpus)
    path = write(project, "import os; print(os.environ['QDA_CORPUS'])")
    before = path.read_bytes()
    monkeypatch.setattr(reproduce, "NOTEBOOKS", project)
    monkeypatch.setenv("QDA_CORPUS", "")
    assert reproduce.reproduce(corpus) == 0
    assert path.read_bytes() == before
    assert str(corpus) in nbformat.read(corpus / "notebooks" / "99_test.ipynb", as_version=4).cells[0].outputs[0].text
