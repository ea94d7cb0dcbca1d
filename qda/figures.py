"""Figures that can be read in print: one style, one way to save, one gallery.

A figure is saved as ``<slug>.svg``, ``<slug>.png`` and ``<slug>.csv`` (the table behind it), with an entry in
``manifest.json``; ``README.md`` of the folder shows them all. The csv is what tests compare: pictures differ
by font and library version, numbers must not.
"""

from __future__ import annotations

import json
import os
import textwrap
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from qda.paths import BUNDLED_CORPUS, corpus_dir, figures_dir
from qda.tables import write_table, write_text

#: Okabe and Ito's colours (2008), ordered so that neighbours also differ in lightness when printed grey.
COLOURS = ("#0072B2", "#E69F00", "#000000", "#56B4E9", "#D55E00", "#009E73", "#CC79A7", "#7F7F7F")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
HATCHES = ("", "///", "...", "xx", "\\\\\\", "ooo", "++", "--")
LANGUAGE_NAMES = {
    "fr": "French",
    "en": "English",
    "it": "Italian",
    "es": "Spanish",
    "pt": "Portuguese",
    "de": "German",
}
#: Text width of an A4 page with 2 cm margins, in inches: figures are drawn at the size they are printed.
PAGE_WIDTH = 6.7

#: What the figures of this run are drawn on, where that is not the corpus in use (:func:`mark`).
_marked = ""

_STYLE = {
    "figure.dpi": 110,
    "savefig.dpi": 200,
    "figure.constrained_layout.use": True,
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 9,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "legend.fontsize": 8,
    "legend.frameon": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.6,
    "svg.hashsalt": "carnets-du-clic",
    "svg.fonttype": "path",
    "image.cmap": "Greys",
}


def use_style() -> None:
    """Set matplotlib to the style of the suite; :func:`new_figure` does it for you."""
    import matplotlib as mpl
    from cycler import cycler

    mpl.rcParams.update({**_STYLE, "axes.prop_cycle": cycler(color=list(COLOURS))})


def new_figure(height: float = 3.6, width: float = PAGE_WIDTH, **subplots):
    """A figure and its axes (``plt.subplots``) in the style of the suite; sizes in inches."""
    import matplotlib.pyplot as plt

    use_style()
    return plt.subplots(figsize=(width, height), **subplots)


def set_title(figure, text: str) -> None:
    """The figure's title, wrapped, at the left edge of the page."""
    width = int(figure.get_size_inches()[0] * 12.5)
    figure.suptitle("\n".join(textwrap.wrap(text, width)), x=0.01, ha="left", fontsize=10, fontweight="bold")


def mark(what: str) -> None:
    """Say on every figure saved from here on, and in its caption, what it is drawn on; ``""`` ends it."""
    global _marked
    _marked = what


def save_figure(
    figure, slug: str, table: pd.DataFrame, *, title: str, caption: str, notebook: str, decimals: int = 4,
    folder: str | os.PathLike | None = None,
) -> None:
    """Save a figure with the table behind it and its line in the manifest.

    Parameters
    ----------
    figure : matplotlib Figure
    slug : str
        File name without ending, ``05-codes-by-language``; its number is the notebook's.
    table : DataFrame
        The numbers drawn, tidy; floats are rounded to ``decimals``.
    title, caption : str
        What the gallery prints: the finding's subject; how to read it, units and n.
    notebook : str
        The notebook that draws it.
    folder : path, optional
        Default :func:`qda.paths.figures_dir`.
    """
    folder = Path(folder) if folder else figures_dir()
    folder.mkdir(parents=True, exist_ok=True)
    use_style()
    if _marked:
        set_title(figure, " · ".join(filter(None, [figure.get_suptitle().replace("\n", " "), _marked])))
        title, caption = f"{title} ({_marked})", f"Drawn on the {_marked}. {caption}"
    for ending, metadata in (("svg", {"Date": None, "Creator": None}), ("png", {"Software": None})):
        part = folder / f".{slug}.{ending}"
        figure.savefig(part, format=ending, metadata=metadata)
        os.replace(part, folder / f"{slug}.{ending}")
    write_table(rounded(table, decimals), folder / f"{slug}.csv")
    entry = {"slug": slug, "title": title, "caption": caption, "notebook": notebook, "rows": len(table)}
    manifest = [e for e in read_manifest(folder) if e["slug"] != slug] + [entry]
    manifest.sort(key=lambda e: e["slug"])
    write_text(folder / "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")
    write_text(folder / "README.md", gallery(manifest))


def rounded(table: pd.DataFrame, decimals: int) -> pd.DataFrame:
    """Float columns rounded, with ``-0.0`` written ``0.0``."""
    table = table.reset_index(drop=True).copy()
    for column in table.columns:
        if pd.api.types.is_float_dtype(table[column]):
            table[column] = table[column].astype(float).round(decimals) + 0.0
    return table


def read_manifest(folder: str | os.PathLike | None = None) -> list[dict]:
    """The figures of a folder: dicts with slug, title, caption, notebook, rows."""
    file = Path(folder or figures_dir()) / "manifest.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else []


def gallery(manifest: Sequence[dict]) -> str:
    """The README of a figures folder, from its manifest."""
    lines = [
        "# Figures", "",
        "Generated: run `make reproduce` to draw them again. Beside each picture lie an svg for print and "
        "the csv with the",
        "numbers drawn; tests compare the csv. The texts counted are constructed for this project (see",
        "[the data statement](../corpus/README.md)): the figures show what the tools do, not what the press "
        "says.",
        "",
    ]
    if corpus_dir() != BUNDLED_CORPUS:
        lines[2:] = [
            "Generated by `qda reproduce --corpus DIR`. Beside each picture lie an svg for print and the "
            "csv with the numbers drawn.",
            "",
        ]
    for entry in manifest:
        slug = entry["slug"]
        lines += [
            f"## {entry['title']}", "", f"![{entry['title']}]({slug}.png)", "",
            f"{entry['caption']} Drawn by `{entry['notebook']}` · [svg]({slug}.svg) · [csv]({slug}.csv)", "",
        ]
    return "\n".join(lines)


def compare_figures(drawn: str | os.PathLike, kept: str | os.PathLike, tolerance: float = 2e-3) -> list[str]:
    """What differs between two folders of figures: missing figures, columns, rows, values beyond
    ``tolerance``."""
    drawn, kept = Path(drawn), Path(kept)
    names = {f.stem for f in drawn.glob("*.csv")}, {f.stem for f in kept.glob("*.csv")}
    found = [f"{slug}: drawn, but not kept in {kept.name}/" for slug in sorted(names[0] - names[1])]
    found += [f"{slug}: kept, but no notebook draws it" for slug in sorted(names[1] - names[0])]
    for slug in sorted(names[0] & names[1]):
        new, old = (
            pd.read_csv(folder / f"{slug}.csv", keep_default_na=False, na_values=[""])
            for folder in (drawn, kept)
        )
        if list(new.columns) != list(old.columns) or len(new) != len(old):
            found.append(
                f"{slug}: {len(new)} rows of {list(new.columns)}; kept {len(old)} rows of {list(old.columns)}"
            )
            continue
        for column in new.columns:
            if pd.api.types.is_numeric_dtype(new[column]) and pd.api.types.is_numeric_dtype(old[column]):
                same = np.isclose(
                    new[column].astype(float),
                    old[column].astype(float),
                    rtol=1e-3,
                    atol=tolerance,
                    equal_nan=True,
                )
            else:
                same = (new[column].fillna("").astype(str) == old[column].fillna("").astype(str)).to_numpy()
            for row in np.flatnonzero(~same)[:3]:
                found.append(
                    f"{slug}, line {row + 2}, {column}: {new[column].iloc[row]!r}; kept "
                    f"{old[column].iloc[row]!r}"
                )
    return found


# -- drawing -------------------------------------------------------------------------------------------------


def dots_with_intervals(
    axes, table: pd.DataFrame, *, label: str, value: str, low: str, high: str, group: str | None = None
) -> None:
    """One line a ``label``, a dot for ``value`` with a bar from ``low`` to ``high``; groups side by side with
    markers."""
    labels = list(dict.fromkeys(table[label]))
    groups = list(dict.fromkeys(table[group])) if group else [None]
    spread = np.linspace(-0.26, 0.26, len(groups)) if len(groups) > 1 else [0.0]
    for n, (name, shift) in enumerate(zip(groups, spread, strict=True)):
        part = table if name is None else table[table[group] == name]
        y = np.array([labels.index(v) for v in part[label]]) + shift
        x = part[value].to_numpy(dtype=float)
        lows, highs = part[low].to_numpy(dtype=float), part[high].to_numpy(dtype=float)
        axes.hlines(y, lows, highs, color=COLOURS[n], linewidth=1.3)
        axes.plot(x, y, MARKERS[n], color=COLOURS[n], markersize=4.5, label=name, linestyle="none")
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.grid(axis="x")


def heatmap(axes, table: pd.DataFrame, *, formatter="{:.0f}", label: str, vmin=None, vmax=None):
    """A table (rows × columns) as grey squares with their values printed; returns the image."""
    values = table.to_numpy(dtype=float)
    image = axes.imshow(values, aspect="auto", cmap="Greys", vmin=vmin, vmax=vmax)
    axes.set_xticks(range(table.shape[1]), table.columns, rotation=40, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(table.shape[0]), table.index)
    axes.tick_params(length=0)
    top = np.nanmax(values) if vmax is None else vmax
    bottom = np.nanmin(values) if vmin is None else vmin
    middle = (top + bottom) / 2
    for (row, column), value in np.ndenumerate(values):
        if not np.isnan(value):
            colour = "white" if value > middle else "black"
            axes.text(
                column,
                row,
                formatter.format(value).replace("-0.0", "0.0"),
                ha="center",
                va="center",
                color=colour,
                fontsize=7,
            )
    axes.figure.colorbar(image, ax=axes, label=label, shrink=0.8)
    return image


def label_points(axes, x, y, labels, fontsize: float = 7.5, sizes=None, weights=None) -> list:
    """Write a label beside each point, where it covers neither another label, nor a mark, nor the legend.

    Call it last: it fixes the layout. ``sizes`` (points², as for ``scatter``) keeps labels off large marks,
    ``weights`` are the labels' font weights; a point whose label is ``""`` is only kept free. Each label
    takes the nearest free place around its point, crowded points first; three rounds. A line leads to a label
    that lies further off. Returns the texts.
    """
    from matplotlib.patheffects import withStroke

    figure = axes.figure
    figure.canvas.draw()
    figure.set_layout_engine("none")
    axes.autoscale(False)
    x, y, labels = np.asarray(x, dtype=float), np.asarray(y, dtype=float), list(labels)
    named = np.flatnonzero([str(label) != "" for label in labels])
    weights = np.array(["normal"] * len(x) if weights is None else list(weights), dtype=object)
    halo = [withStroke(linewidth=1.5, foreground="white")]
    texts = [
        axes.text(
            x[n],
            y[n],
            str(labels[n]),
            fontsize=fontsize,
            fontweight=weights[n],
            ha="center",
            va="center_baseline",
            path_effects=halo,
            zorder=4,
        )
        for n in named
    ]
    if not texts:
        return texts
    pixel = figure.dpi / 72
    points = axes.transData.transform(np.column_stack([x, y]))
    radius = (
        np.sqrt(np.broadcast_to(30.0 if sizes is None else np.asarray(sizes, dtype=float), len(x)))
        / 2
        * pixel
    )
    extents = [text.get_window_extent() for text in texts]
    halves = np.array([(box.width / 2, box.height / 2) for box in extents])
    marks = np.column_stack([points - radius[:, None], points + radius[:, None]])
    legend = axes.get_legend()
    fixed = marks if legend is None else np.vstack([marks, legend.get_window_extent().extents])
    frame = axes.get_window_extent().extents
    points, radius = points[named], radius[named]
    crowd = (np.abs(points[:, None] - points[None]) < 40 * pixel).all(axis=2).sum(axis=1)
    order = np.argsort(-crowd, kind="stable")
    angles = np.deg2rad(np.array([40, 0, 320, 140, 180, 220, 90, 270, 20, 340, 160, 200, 65, 115, 295, 245]))
    placed = np.full((len(texts), 4), np.nan)
    for _ in range(3):
        for n in order:
            away = np.repeat(np.array([2.0, 5, 9, 14, 19, 26, 34, 44, 58]) * pixel, len(angles))
            turn = np.tile(angles, 9)
            reach = radius[n] + away[:, None]
            centre = points[n] + np.column_stack([np.cos(turn), np.sin(turn)]) * (reach + halves[n])
            boxes = np.hstack([centre - halves[n], centre + halves[n]])
            others = np.delete(placed, n, axis=0)
            cost = 40 * (_common(boxes, others[~np.isnan(others[:, 0])]) + _common(boxes, fixed))
            outside = np.maximum(frame[:2] - boxes[:, :2], 0).sum(axis=1) + np.maximum(
                boxes[:, 2:] - frame[2:], 0
            ).sum(axis=1)
            placed[n] = boxes[np.argmin(cost + 50 * outside + 3 * away)]
    back = axes.transData.inverted()
    for n, text in enumerate(texts):
        text.set_position(back.transform((placed[n, :2] + placed[n, 2:]) / 2))
        end = np.clip(points[n], placed[n, :2], placed[n, 2:])
        if np.linalg.norm(end - points[n]) > radius[n] + 5 * pixel:
            axes.plot(*back.transform([points[n], end]).T, color="#888888", linewidth=0.5, zorder=1)
    return texts


def _common(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Area that each box (x0, y0, x1, y1) has in common with all the others."""
    width = np.minimum(boxes[:, None, 2], others[None, :, 2]) - np.maximum(
        boxes[:, None, 0], others[None, :, 0]
    )
    height = np.minimum(boxes[:, None, 3], others[None, :, 3]) - np.maximum(
        boxes[:, None, 1], others[None, :, 1]
    )
    return (np.maximum(width, 0) * np.maximum(height, 0)).sum(axis=1)


def dendrogram(axes, tree: pd.DataFrame, n_terms: int = 10, width: int = 62, fontsize: float = 8.5) -> None:
    """A descending classification from left (all) to right (classes), the terms of each class beside its
    leaf.

    ``tree`` is what ``Reinert.dendrogram`` returns; the horizontal place of a split is its height (χ²). The
    terms are written to the right of ``axes``, ``width`` characters a line: leave room there.
    """
    nodes = tree.set_index("node")
    top = nodes["height"].max()
    inner = nodes[nodes["class"] == 0]
    for node in inner.itertuples():
        children = nodes[nodes["parent"] == node.Index]
        axes.plot([node.height] * 2, [children["x"].min(), children["x"].max()], color="black", linewidth=1.1)
        for child in children.itertuples():
            axes.plot([node.height, child.height], [child.x] * 2, color="black", linewidth=1.1)
    axes.plot([1.06 * top, top], [nodes.loc[0, "x"]] * 2, color="black", linewidth=1.1)
    for leaf in nodes[nodes["class"] > 0].itertuples():
        number = nodes.loc[leaf.Index, "class"]
        terms = textwrap.fill(", ".join(map(str, leaf.terms[:n_terms])), width)
        axes.plot([0], [leaf.x], "s", color=COLOURS[(number - 1) % len(COLOURS)], markersize=7, clip_on=False)
        head = f"class {number} · {leaf.rows} segments ({leaf.share:.0%})"
        at = {"textcoords": "offset points", "annotation_clip": False, "fontsize": fontsize}
        for text, place in (
            (head, {"xytext": (9, 2), "va": "bottom", "fontweight": "bold"}),
            (terms, {"xytext": (9, 0), "va": "top"}),
        ):
            axes.annotate(text, (0, leaf.x), **at, **place).set_in_layout(False)
    axes.set_xlim(1.06 * top, 0)
    axes.set_ylim(nodes["x"].max() + 0.6, nodes["x"].min() - 0.5)
    axes.spines["left"].set_visible(False)
    axes.set_yticks([])


def factor_plane(
    axes,
    points: pd.DataFrame,
    shares: Sequence[float],
    plane: tuple[int, int] = (1, 2),
    fontsize: float = 7.5,
) -> None:
    """Points of a correspondence analysis on two axes, one colour and marker a ``kind``, labels kept apart.

    ``points`` has ``label``, ``kind`` and ``coord_1`` …; ``shares`` is the share of inertia of each axis in
    percent. Call it last: it fixes the layout.
    """
    one, two = (f"coord_{axis}" for axis in plane)
    axes.axhline(0, color="#AAAAAA", linewidth=0.6, zorder=0)
    axes.axvline(0, color="#AAAAAA", linewidth=0.6, zorder=0)
    for n, (kind, part) in enumerate(points.groupby("kind", sort=False)):
        axes.scatter(
            part[one],
            part[two],
            s=16 if n == 0 else 42,
            marker=MARKERS[n],
            color=COLOURS[n],
            label=kind,
            zorder=2,
        )
    for axis, which in zip(plane, (axes.set_xlabel, axes.set_ylabel), strict=True):
        which(f"axis {axis} ({shares[axis - 1]:.1f} % of inertia)")
    axes.margins(0.08)
    first = points["kind"] == points["kind"].iloc[0]
    weights, sizes = first.map({True: "normal", False: "bold"}), first.map({True: 30, False: 60})
    label_points(axes, points[one], points[two], points["label"], fontsize, sizes, weights)


def similarity_tree(axes, tree, fontsize: float = 8) -> None:
    """A similarity graph (``qda.lexicometry.similarity_graph``): marks by community, sizes by rows, wider
    where stronger.

    Terms are placed so that distances on paper follow the number of steps in the tree (Kamada & Kawai 1989).
    Call it last.
    """
    import networkx as nx

    place = nx.kamada_kawai_layout(tree, weight=None)
    strongest = max((data["weight"] for *_, data in tree.edges(data=True)), default=1)
    for one, two, data in tree.edges(data=True):
        ends = np.array([place[one], place[two]])
        axes.plot(*ends.T, color="#BBBBBB", linewidth=0.5 + 3.5 * data["weight"] / strongest, zorder=1)
    most = max(rows for _, rows in tree.nodes(data="rows"))
    names = list(tree.nodes)
    sizes = np.array([20 + 160 * tree.nodes[name]["rows"] / most for name in names])
    where = np.array([place[name] for name in names])
    communities = np.array([tree.nodes[name]["community"] for name in names])
    for community in np.unique(communities):
        here, n = communities == community, (community - 1) % len(COLOURS)
        axes.scatter(
            *where[here].T,
            s=sizes[here],
            marker=MARKERS[n],
            color=COLOURS[n],
            zorder=2,
            edgecolor="white",
            linewidth=0.5,
        )
    axes.set_axis_off()
    label_points(axes, *where.T, names, fontsize, sizes)
