"""The bars of the three press texts that cannot be redistributed (``CARNETS_SHARED``)."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import gold as score

import qda
from qda.ingest import ingest

pytestmark = pytest.mark.held


@pytest.fixture(scope="module")
def press(shared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("press")
    files = sorted((shared / "press").glob("[0-9]*.txt"))
    report = ingest(files, folder)
    assert (report["status"] == "taken").all()
    corpus = qda.read_corpus(folder)
    return corpus.documents, corpus.all_passages, score.read_gold(shared / "press")


def test_posts_are_found_and_none_invented(press):
    result = score.posts_score(press[0], press[2])
    assert result["characters"] >= 0.98 and result["invented"] == 0 and result["found"] == result["of"]


def test_printed_dates_and_outlets(press):
    result = score.metadata_score(press[0], press[2])
    assert result["dates"] >= 0.95 and result["outlets"] >= 0.95


def test_language_of_passages(press):
    result = score.language_score(*press)
    assert result["share"] >= 0.99, result["wrong"]


def test_interview_turns(press):
    assert score.turns_score(*press)["f1"] >= 0.90


def test_boilerplate(press):
    assert score.boilerplate_score(*press)["f1"] >= 0.80


def test_attributed_quotations(press):
    result = score.quotations_score(*press)
    assert result["spans"]["f1"] >= 0.70 and result["speakers"]["f1"] >= 0.70


def test_every_character_of_a_post_is_in_one_passage(press):
    documents, passages, gold = press
    for doc in documents.itertuples():
        text = gold["texts"][doc.source_file]
        rows = passages[(passages["doc_id"] == doc.doc_id) & (passages["kind"] != "quotation")]
        covered = {i for r in rows.itertuples() for i in range(r.source_start, r.source_end)}
        missing = [
            i for i in range(doc.source_start, doc.source_end) if i not in covered and not text[i].isspace()
        ]
        assert missing == []


if __name__ == "__main__":
    # python tests/test_ingest_held.py SHARED: the figures, all and file by file
    import tempfile

    shared = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        ingest(sorted((shared / "press").glob("[0-9]*.txt")), folder)
        corpus = qda.read_corpus(folder)
        truth = score.read_gold(shared / "press")
        for name in [None, *sorted(truth["texts"])]:
            part = score.only(truth, name) if name else truth
            docs = corpus.documents if not name else corpus.documents[corpus.documents["source_file"] == name]
            rows = corpus.all_passages[corpus.all_passages["doc_id"].isin(set(docs["doc_id"]))]
            print(name or "all", json.dumps(score.scores(docs, rows, part), indent=1, default=str))
