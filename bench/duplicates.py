"""How many edited reprints are found, and how fast: winnowed fingerprints against MinHash LSH (rensa).

Run: python bench/duplicates.py [N documents]. Texts are invented words (no text is shared but by design); every
fifth document has a reprint: cut to its first third, reordered, with one word in twelve changed, or kept as three
sentences in an article otherwise new.
"""

import random
import sys
import time

from rensa import RMinHash, RMinHashLSH

from qda.duplicates import families
from qda.tables import make_table

HOW = ("cut", "reordered", "small edits", "kept")


def article(rng: random.Random, words: list[str], sentences: int) -> list[str]:
    return [" ".join(rng.choices(words, k=rng.randint(8, 22))) for _ in range(sentences)]


def edited(text: list[str], how: str, rng: random.Random, words: list[str]) -> list[str]:
    if how == "cut":
        return text[: len(text) // 3]
    if how == "reordered":
        return rng.sample(text, len(text))
    if how == "kept":
        return article(rng, words, 12) + rng.sample(text, 3)
    return [" ".join(w if rng.random() > 1 / 12 else "other" for w in s.split()) for s in text]


def make(n: int, seed: int = 1) -> tuple[dict[str, str], dict[str, list[tuple[str, str]]]]:
    rng = random.Random(seed)
    words = ["".join(rng.choices("abcdefghilmnoprstu", k=rng.randint(3, 9))) for _ in range(20_000)]
    texts, pairs = {}, {how: [] for how in HOW}
    while len(texts) < n:
        name, text = f"d{len(texts):06d}", article(rng, words, 30)
        texts[name] = ". ".join(text)
        if len(texts) % 5 == 4 and len(texts) < n:
            how = HOW[len(texts) // 5 % 4]
            other = f"d{len(texts):06d}"
            texts[other] = ". ".join(edited(text, how, rng, words))
            pairs[how].append((name, other))
    return texts, pairs


def lsh(texts: dict[str, str], bands: int = 64, permutations: int = 128) -> set[tuple[str, str]]:
    index, names, prints = RMinHashLSH(0.2, permutations, bands), list(texts), []
    for n, text in enumerate(texts.values()):
        words = text.split()
        sketch = RMinHash(permutations, 1)
        sketch.update([" ".join(words[i : i + 5]) for i in range(len(words) - 4)])
        index.insert(n, sketch)
        prints.append(sketch)
    return {(names[a], names[n]) for n, sketch in enumerate(prints) for a in index.query(sketch) if a < n}


def main(n: int = 10_000) -> None:
    texts, pairs = make(n)
    megabytes = sum(map(len, texts.values())) / 1e6
    documents = make_table([dict(doc_id=d, date="", genre="news") for d in texts], ("doc_id", "date", "genre"))
    begun = time.perf_counter()
    table = families(documents, texts)
    seconds = time.perf_counter() - begun
    family = dict(zip(table["doc_id"], table["family"], strict=True))
    begun = time.perf_counter()
    candidates = lsh(texts)
    lsh_seconds = time.perf_counter() - begun
    print(f"{n} documents, {megabytes:.0f} MB: families {seconds:.1f} s; MinHash candidates alone {lsh_seconds:.1f} s, {len(candidates)} pairs")
    for how, expected in pairs.items():
        found = sum(family.get(a, a) == family.get(b, b) for a, b in expected)
        close = sum(pair in candidates for pair in expected)
        print(f"{how:12} {len(expected):5} pairs: families {found / len(expected):.3f}  MinHash LSH {close / len(expected):.3f}")
    wrong = len(table) - 2 * sum(map(len, pairs.values()))
    print(f"members found beyond the planted: {max(0, wrong)}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
