"""Figures: what is kept is whole and described, and what the notebooks draw again is the same."""

import os
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from qda import figures
from qda.paths import ROOT

KEPT = ROOT / "figures"


def small(folder, value=0.25, slug="99-test"):
    figure, axes = figures.new_figure()
    axes.plot([0, 1], [0, value])
    table = pd.DataFrame({"x": [0, 1], "y": [0.0, value]})
    return figures.save_figure(figure, slug, table, title="T", caption="C.", notebook="none", folder=folder)


def test_saving_twice_gives_the_same_bytes(tmp_path):
    small(tmp_path / "a")
    small(tmp_path / "b")
    for ending in ("svg", "png", "csv"):
        assert (tmp_path / f"a/99-test.{ending}").read_bytes() == (
            tmp_path / f"b/99-test.{ending}"
        ).read_bytes()


def test_a_changed_number_is_found_and_a_rounding_is_not(tmp_path):
    small(tmp_path / "a")
    small(tmp_path / "b", value=0.2502)
    small(tmp_path / "c", value=0.35)
    assert figures.compare_figures(tmp_path / "a", tmp_path / "b") == []
    assert [
        "99-test, line 3, y" in line for line in figures.compare_figures(tmp_path / "c", tmp_path / "a")
    ] == [True]


def test_a_figure_that_appears_or_goes_is_found(tmp_path):
    small(tmp_path / "a")
    small(tmp_path / "b")
    small(tmp_path / "b", slug="98-other")
    assert len(figures.compare_figures(tmp_path / "a", tmp_path / "b")) == 1
    assert len(figures.compare_figures(tmp_path / "b", tmp_path / "a")) == 1


def test_kept_figures_are_whole_and_described():
    manifest = figures.read_manifest(KEPT)
    assert len(manifest) >= 10
    assert {e["slug"] for e in manifest} == {f.stem for f in KEPT.glob("*.csv")}
    for entry in manifest:
        for ending in ("svg", "png", "csv"):
            assert (KEPT / f"{entry['slug']}.{ending}").stat().st_size > 0
        assert len(pd.read_csv(KEPT / f"{entry['slug']}.csv")) == entry["rows"] > 0
        assert re.search(r"\bn = |in brackets|n in the labels", entry["caption"]), (
            f"{entry['slug']}: the caption gives n"
        )
        assert (ROOT / "notebooks" / entry["notebook"]).exists()
    assert (KEPT / "README.md").read_text(encoding="utf-8") == figures.gallery(manifest)


def test_drawn_again_is_the_same():
    drawn = os.environ.get("CARNETS_DRAWN")
    if not drawn:
        pytest.skip("CARNETS_DRAWN is not set: `make test` sets it after nbval has drawn the figures again")
    assert figures.compare_figures(Path(drawn), KEPT) == []


def test_labels_of_points_overlap_neither_each_other_nor_marks():
    generator = np.random.default_rng(4)
    x, y = generator.normal(size=(2, 40))
    figure, axes = figures.new_figure(height=5)
    axes.scatter(x, y, s=30)
    texts = figures.label_points(axes, x, y, [f"label {n}" for n in range(39)] + [""])
    assert len(texts) == 39
    boxes = np.array([text.get_window_extent().extents for text in texts])
    marks = axes.transData.transform(np.column_stack([x, y]))
    width = np.minimum(boxes[:, None, 2], boxes[None, :, 2]) - np.maximum(
        boxes[:, None, 0], boxes[None, :, 0]
    )
    height = np.minimum(boxes[:, None, 3], boxes[None, :, 3]) - np.maximum(
        boxes[:, None, 1], boxes[None, :, 1]
    )
    overlap = (width > 1) & (height > 1)
    assert overlap.sum() == len(texts)  # each with itself alone
    inside = (marks[:, None] > boxes[None, :, :2]).all(axis=2) & (marks[:, None] < boxes[None, :, 2:]).all(
        axis=2
    )
    assert not inside.any()


def test_a_dendrogram_names_every_class_and_its_terms():
    tree = pd.DataFrame(
        [
            (0, -1, 0, 30, 1.0, 5.0, 9.0, 1.5, []),
            (1, 0, 1, 20, 2 / 3, 0, 0.0, 1.0, ["tri"]),
            (2, 0, 2, 10, 1 / 3, 0, 0.0, 2.0, ["clic"]),
        ],
        columns=["node", "parent", "class", "rows", "share", "chi2", "height", "x", "terms"],
    )
    figure, axes = figures.new_figure()
    figures.dendrogram(axes, tree)
    assert [text.get_text() for text in axes.texts] == [
        "class 1 · 20 segments (67%)", "tri", "class 2 · 10 segments (33%)", "clic",
    ]
