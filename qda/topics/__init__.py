"""Topic models that come with the evidence for or against them.

LDA per language (:func:`fit_lda`), BERTopic across languages (:func:`fit_bertopic`), the number of topics by
a rule (:func:`choose_k`), the trust card of a model (:func:`trust_card`), prevalence by outlet, year or genre
with intervals: each by itself (:func:`prevalence`), or all else equal (:func:`prevalence_regression`).
"""

from qda.topics.choosing import choose_k
from qda.topics.clusters import fit_bertopic, topics_over_time, topics_per_class
from qda.topics.comparing import align_topics, topic_map
from qda.topics.effects import PrevalenceRegression, prevalence_regression
from qda.topics.lda import fit_lda
from qda.topics.model import TopicModel, coherence, coherence_by_topic, representative_passages, top_terms
from qda.topics.prevalence import prevalence
from qda.topics.trust import language_mix, trust_card

__all__ = [
    "PrevalenceRegression",
    "TopicModel",
    "align_topics",
    "choose_k",
    "coherence",
    "coherence_by_topic",
    "fit_bertopic",
    "fit_lda",
    "language_mix",
    "prevalence",
    "prevalence_regression",
    "representative_passages",
    "top_terms",
    "topic_map",
    "topics_over_time",
    "topics_per_class",
    "trust_card",
]
