"""Term matrices, specificities, keyness, correspondence analysis, Reinert's classification, similarity."""

from qda.lexicometry.correspondence import Correspondence, correspondence
from qda.lexicometry.double import ReinertDouble, reinert_double
from qda.lexicometry.graph import similarity_graph
from qda.lexicometry.profiles import cluster_profiles, project_classes
from qda.lexicometry.reinert import Reinert, reinert
from qda.lexicometry.segments import split_segments, without_labels
from qda.lexicometry.statistics import (
    benjamini_hochberg,
    chi_squared,
    keyness,
    log_likelihood,
    log_ratio,
    specificities,
    specificity,
    specificity_mode,
)
from qda.lexicometry.terms import TermMatrix, term_matrix

__all__ = [
    "Correspondence",
    "Reinert",
    "ReinertDouble",
    "TermMatrix",
    "benjamini_hochberg",
    "chi_squared",
    "cluster_profiles",
    "correspondence",
    "keyness",
    "log_likelihood",
    "log_ratio",
    "project_classes",
    "reinert",
    "reinert_double",
    "similarity_graph",
    "specificities",
    "specificity",
    "specificity_mode",
    "split_segments",
    "term_matrix",
    "without_labels",
]
