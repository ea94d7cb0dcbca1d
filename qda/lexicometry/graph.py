"""Similarity analysis (Flament; IRaMuTeQ's *analyse de similitude*): terms that stand together, as a tree."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qda.lexicometry.terms import as_counts, presence_of

COEFFICIENTS = ("cooccurrence", "jaccard", "dice", "npmi")


def similarity_graph(
    matrix, n_terms: int = 60, *, coefficient: str = "cooccurrence", min_cooccurrence: int = 2, terms=None
):
    """The maximum spanning tree of the terms' co-occurrences, with communities.

    Parameters
    ----------
    matrix : TermMatrix, DataFrame or array, rows × terms
        Counts, read as present or absent in a row (a segment, a passage).
    n_terms : int
        The most frequent terms to show (by rows that hold them, then alphabetically).
    coefficient : {"cooccurrence", "jaccard", "dice", "npmi"}
        What makes an edge strong: rows with both; their share of the rows with either; twice it over the sum;
        or normalised pointwise mutual information (only positive values are edges).
    min_cooccurrence : int
        Terms must share this many rows to be joined.
    terms : sequence, optional
        Show these terms instead of the most frequent.

    Returns
    -------
    networkx.Graph
        The tree (a forest where terms share no row). Nodes have ``rows`` (that hold the term) and
        ``community`` (1: the largest); edges ``weight`` and ``cooccurrence``. ``graph["edges"]`` is the table
        of all the edges the tree was taken from; communities come from all of them (greedy modularity,
        Clauset, Newman & Moore 2004). No chance is involved, and the order of rows and columns does not
        matter.
    """
    import networkx as nx

    if coefficient not in COEFFICIENTS:
        raise ValueError(f"coefficient {coefficient!r} is unknown: use one of {', '.join(COEFFICIENTS)}")
    counts, names, _ = as_counts(matrix)
    names = np.asarray(names)
    present = presence_of(counts)
    in_rows = np.asarray(present.sum(axis=0)).ravel()
    if terms is None:
        chosen = sorted(np.flatnonzero(in_rows), key=lambda j: (-in_rows[j], names[j]))[:n_terms]
    else:
        place = {name: j for j, name in enumerate(names)}
        unknown = [term for term in terms if term not in place]
        if unknown:
            raise ValueError(f"{unknown[0]!r} is not a term of this matrix")
        chosen = [place[term] for term in dict.fromkeys(terms)]
    chosen = sorted(chosen, key=lambda j: names[j])
    names, in_rows = names[chosen], in_rows[chosen]
    part = present[:, chosen]
    both = np.asarray((part.T @ part).toarray())
    strength = _strength(both, in_rows, present.shape[0], coefficient)
    i, j = np.nonzero(np.triu((both >= max(min_cooccurrence, 1)) & (strength > 0), 1))
    edges = pd.DataFrame(
        {
            "term_1": names[i],
            "term_2": names[j],
            "weight": strength[i, j].astype(float),
            "cooccurrence": both[i, j],
        }
    )
    edges = edges.sort_values(
        ["weight", "cooccurrence", "term_1", "term_2"],
        ascending=[False, False, True, True],
        ignore_index=True,
    )

    whole, tree = nx.Graph(), nx.Graph()
    for graph in (whole, tree):
        graph.add_nodes_from((name, {"rows": int(n)}) for name, n in zip(names, in_rows, strict=True))
    root = nx.utils.UnionFind(names)
    for edge in edges.itertuples(index=False):
        whole.add_edge(edge.term_1, edge.term_2, weight=edge.weight)
        if root[edge.term_1] != root[edge.term_2]:  # Kruskal: the strongest edge that closes no circle
            root.union(edge.term_1, edge.term_2)
            tree.add_edge(edge.term_1, edge.term_2, weight=edge.weight, cooccurrence=int(edge.cooccurrence))
    if len(edges):
        found = nx.community.greedy_modularity_communities(whole, weight="weight")
    else:
        found = [{name} for name in names]
    for number, community in enumerate(sorted(map(sorted, found), key=lambda c: (-len(c), c)), 1):
        for name in community:
            tree.nodes[name]["community"] = number
    tree.graph.update(edges=edges, coefficient=coefficient, rows=int(present.shape[0]))
    return tree


def _strength(both: np.ndarray, in_rows: np.ndarray, n: int, coefficient: str) -> np.ndarray:
    if coefficient == "cooccurrence":
        return both.astype(float)
    one, two = in_rows[:, None], in_rows[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        if coefficient == "jaccard":
            value = both / (one + two - both)
        elif coefficient == "dice":
            value = 2 * both / (one + two)
        else:
            value = np.where(both < n, np.log(both * n / (one * two)) / -np.log(both / n), 1.0)
    return np.nan_to_num(value, nan=0.0, posinf=0.0, neginf=0.0)
