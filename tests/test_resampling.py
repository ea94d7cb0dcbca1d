"""Leaving documents out: the textbook's standard error, and intervals that hold the truth."""

from __future__ import annotations

import numpy as np
import pytest

from qda.resampling import document_jackknife


def test_of_a_mean_it_is_the_standard_error_of_the_mean():
    values = np.random.default_rng(1).normal(size=30)
    low, high = document_jackknife(lambda rows: values[rows].mean(), range(30))
    assert (high - low) / (2 * 1.96) == pytest.approx(values.std(ddof=1) / np.sqrt(30))
    assert (high + low) / 2 == pytest.approx(values.mean())


def test_it_counts_documents_not_passages():
    values = np.repeat(np.random.default_rng(1).normal(size=20), 10)
    one_each = document_jackknife(lambda rows: values[rows].mean(), range(200), blocks=200)
    by_document = document_jackknife(lambda rows: values[rows].mean(), np.repeat(np.arange(20), 10))
    assert by_document[1] - by_document[0] > 3 * (one_each[1] - one_each[0])


def test_one_document_has_no_interval():
    assert np.isnan(document_jackknife(lambda rows: 1.0, ["a", "a"])).all()
