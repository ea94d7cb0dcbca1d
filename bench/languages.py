"""Language of passages and sentence ends: right and fast on the bundled corpus, and on held press if it is there.

Run: python bench/languages.py   (CARNETS_SHARED names the folder of the held texts)
"""

import json
import os
import time
from pathlib import Path

import qda
from qda.languages import LANGUAGES, foreign_spans, identify, sentences
from qda.paths import BUNDLED_CORPUS


def timed(what: str, amount: float, unit: str, call) -> None:
    begun = time.perf_counter()
    call()
    print(f"{what}: {amount / (time.perf_counter() - begun):,.0f} {unit} a second")


def main() -> None:
    corpus = qda.read_corpus(BUNDLED_CORPUS)
    lines, right, total = [], 0, 0
    for doc in corpus.documents.itertuples():
        own = [line for line in corpus.text(doc.doc_id).split("\n") if line.strip()]
        others = set(doc.other_langs.split())
        allowed = {doc.lang} | others & set(LANGUAGES) | ({"und"} if others - set(LANGUAGES) else set())
        right += sum(lang in allowed for lang in identify(own, default=doc.lang))
        total += len(own)
        lines += own
    print(f"bundled corpus: {right / total:.4f} of {total} paragraphs in a language their document declares")
    identify(lines[:50])  # the model is loaded here
    timed("identify", 5 * len(lines), "paragraphs", lambda: [identify(lines) for _ in range(5)])
    characters = sum(map(len, lines))
    timed("sentences", characters, "characters", lambda: [sentences(line, "fr") for line in lines])
    timed("foreign_spans", len(lines), "paragraphs", lambda: [foreign_spans(line, "fr") for line in lines])

    held = Path(os.environ.get("CARNETS_SHARED", "")) / "press"
    if not (held / "gold").is_dir():
        return
    gold = [json.loads(line) for line in (held / "gold/sentences.jsonl").read_text("utf-8").splitlines()]
    right = total = exact = 0
    for name in sorted({s["file"] for s in gold}):
        text = (held / name).read_bytes().decode("utf-8")
        mine = [s for s in gold if s["file"] == name]
        exact += len({(s["start"], s["end"]) for s in mine} & set(sentences(text, "fr")))
        shares: dict[int, dict[str, int]] = {}
        for s in mine:
            share = shares.setdefault(s["line"], {})
            share[s["language"]] = share.get(s["language"], 0) + s["end"] - s["start"]
        found = identify([text.split("\n")[n - 1] for n in sorted(shares)])
        right += sum(max(shares[n], key=shares[n].get) == lang for n, lang in zip(sorted(shares), found, strict=True))
        total += len(shares)
    print(f"held press: language {right / total:.4f} of {total} paragraphs; {exact / len(gold):.3f} of {len(gold)} sentences exact")


if __name__ == "__main__":
    main()
