"""The guard: committed notebooks are executed, in order, without stderr, and each checked cell has something to check."""

import json
import re

import pytest

from qda.paths import ROOT
from qda.reproduce import notebooks

FILES = notebooks()
NBVAL_TAGS = {"NBVAL_CHECK_OUTPUT", "NBVAL_IGNORE_OUTPUT", "NBVAL_RAISES_EXCEPTION", "NBVAL_SKIP"}


def code_cells(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [c for c in cells if c["cell_type"] == "code" and "".join(c["source"]).strip()]


def test_there_are_notebooks_00_to_08():
    assert [f.name[:2] for f in FILES][:9] == [f"{n:02d}" for n in range(9)]


@pytest.mark.parametrize("path", FILES, ids=lambda f: f.name)
def test_executed_in_order(path):
    counts = [c["execution_count"] for c in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.parametrize("path", FILES, ids=lambda f: f.name)
def test_no_error_and_no_stderr(path):
    for cell in code_cells(path):
        for output in cell["outputs"]:
            assert output["output_type"] != "error", cell["source"]
            assert output.get("name") != "stderr", output["text"]


@pytest.mark.parametrize("path", FILES, ids=lambda f: f.name)
def test_tags_are_known_and_checked_cells_have_output(path):
    checked = 0
    for cell in code_cells(path):
        source = "".join(cell["source"])
        tags = set(re.findall(r"NBVAL_\w+", source)) | {
            t.upper().replace("-", "_") for t in cell["metadata"].get("tags", []) if t.lower().startswith("nbval")
        }
        assert tags <= NBVAL_TAGS, tags - NBVAL_TAGS
        if "NBVAL_CHECK_OUTPUT" in tags:
            checked += 1
            assert cell["outputs"], source
            assert any("text" in o or "text/plain" in o.get("data", {}) for o in cell["outputs"]), source
    assert checked >= 2, "a notebook checks at least two tables"


@pytest.mark.parametrize("path", FILES, ids=lambda f: f.name)
def test_says_what_a_reader_needs_and_defines_nothing(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    first = "".join(cells[0]["source"])
    for word in ("minutes", "Reads", "Writes"):
        assert word in first, f"the first cell says {word}"
    prose = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    assert "## Limitations" in prose
    source = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    assert not re.search(r"^\s*(def|class) ", source, re.M), "a function belongs in qda/"
    assert not re.search(r"['\"]/(?:home|work|tmp|root|Users)/", source)


def test_map_names_every_notebook():
    prose = FILES[0].read_text(encoding="utf-8") + (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(prose.count(f.stem) >= 2 for f in FILES)
