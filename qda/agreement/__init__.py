"""How far coders agree: coefficients, intervals, and the passages where they do not.

Coefficients take plain values (``ratings`` are coders × units) and return a :class:`Coefficient`, a float
that also carries what it was made from. Tables take codings and passages. What has no value (no variation, no
shared document) is ``nan`` with a reason, never a silent 0 or 1.
"""

from qda.agreement.alpha import krippendorff_alpha, masi_distance
from qda.agreement.coefficients import (
    brennan_prediger, cohen_kappa, fleiss_kappa, gwet_ac1, percent_agreement, scott_pi,
)
from qda.agreement.differences import DISAGREEMENT, code_confusion, disagreement_table
from qda.agreement.intervals import bootstrap_interval
from qda.agreement.measures import AGREEMENT, CORE, LEVELS, agreement_measures, agreement_table
from qda.agreement.ratings import Coefficient, agreement_weights, rating_counts
from qda.agreement.reconciling import DECISIONS, consensus
from qda.agreement.units import coded_units, read_coder_documents
from qda.agreement.unitizing import UnitizingAlpha, unitizing_alpha

__all__ = [
    "AGREEMENT", "CORE", "Coefficient", "DECISIONS", "DISAGREEMENT", "LEVELS", "UnitizingAlpha",
    "agreement_measures", "agreement_table", "agreement_weights", "bootstrap_interval", "brennan_prediger",
    "code_confusion", "coded_units", "cohen_kappa", "consensus", "disagreement_table", "fleiss_kappa",
    "gwet_ac1", "krippendorff_alpha", "masi_distance", "percent_agreement", "rating_counts",
    "read_coder_documents", "scott_pi", "unitizing_alpha",
]
