"""The ``qda`` command.

Exit code 0 only if all of it worked; 2 for a wrong call; 1 with one line per problem otherwise. What each
command needs is imported when it runs, so ``qda --help`` is quick.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    arguments = _parser().parse_args(argv)
    from qda.tables import TableError

    try:
        return arguments.run(arguments)
    except TableError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of our output (head, less) has gone: nothing is wrong with it
        sys.stdout = open(os.devnull, "w", encoding="utf-8")
        return 1
    except OSError as error:
        print(
            f"{error.filename or 'file'}: {error.strerror}. Check the path and its rights.", file=sys.stderr
        )
        return 1
    except KeyboardInterrupt:
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qda", description="Ingest, check, code and compare a corpus on click work (Carnets du clic)."
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    ingest = commands.add_parser("ingest", help="make or extend a corpus folder from source files")
    ingest.add_argument("sources", nargs="+", metavar="SOURCE", help="files, folders or zip archives")
    ingest.add_argument("--into", required=True, metavar="DIR", help="the corpus folder to write")
    ingest.add_argument(
        "--rights",
        choices=("open", "restricted", "confidential"),
        default="restricted",
        help="what may be done with what comes in (default: restricted, as press under copyright)",
    )
    ingest.add_argument("--columns", metavar="MAP", type=_column_map,
                        help="for csv and jsonl: text=COLUMN,title=COLUMN,date=COLUMN,…")
    ingest.set_defaults(run=_ingest)

    check = commands.add_parser(
        "check", help="say everything that is wrong with a corpus, its codebook and its codings"
    )
    check.add_argument("folder", metavar="DIR", help="a corpus folder")
    check.add_argument("--codebook", metavar="DIR",
                       help="also check this codebook (default for the bundled corpus: its own)")
    check.add_argument("--codings", nargs="*", metavar="CSV",
                       help="codings to hold against the texts (default: those beside the corpus)")
    check.add_argument("--leaks", nargs="+", metavar="PATH",
                       help="look in these notebooks, figures and exports for text that must not leave")
    check.set_defaults(run=_check)

    passages = commands.add_parser("passages", help="the passages of a corpus as csv")
    passages.add_argument("folder", metavar="DIR", help="a corpus folder")
    passages.add_argument("--out", metavar="CSV", help="where to write them (default: the screen)")
    passages.add_argument(
        "--write", action="store_true", help="cut the texts anew and store DIR/passages.csv"
    )
    passages.set_defaults(run=_passages)

    code = commands.add_parser("code", help="apply the codebook to a corpus")
    code.add_argument("folder", metavar="DIR", help="a corpus folder")
    code.add_argument("--codebook", metavar="DIR", help="default: the bundled codebook")
    code.add_argument(
        "--coder",
        choices=("lexicon", "suggest"),
        default="lexicon",
        help="lexicon: by the codebook's indicators (default); suggest: by meaning, with scores",
    )
    code.add_argument("--training", nargs="+", metavar="CSV",
                      help="for suggest: codings to learn from (default: the bundled ones)")
    code.add_argument("--out", required=True, metavar="CSV", help="where to write the codings")
    quotes = code.add_mutually_exclusive_group()
    quotes.add_argument(
        "--quotes",
        action="store_true",
        help="quote the coded text even where it is restricted or confidential",
    )
    quotes.add_argument("--no-quotes", action="store_true", help="quote no text (default: open text only)")
    code.set_defaults(run=_code)

    agree = commands.add_parser("agree", help="agreement between two or more files of codings")
    agree.add_argument(
        "codings",
        nargs="+",
        metavar="CSV",
        help="codings of two coders or more; <coder>.documents beside them says what each one read",
    )
    agree.add_argument(
        "--corpus",
        metavar="DIR",
        help="the corpus they code (default: the one in whose codings folder they lie, QDA_CORPUS, the bundled one)",
    )
    agree.add_argument("--level", choices=("sentence", "passage", "character"), default="sentence",
                       help="what is counted (default: sentence)")
    agree.add_argument("--out", metavar="CSV", help="also write the table here")
    agree.set_defaults(run=_agree)

    codebook = commands.add_parser("codebook", help="check a codebook, or compare two")
    actions = codebook.add_subparsers(dest="action", metavar="ACTION", required=True)
    check_book = actions.add_parser("check", help="say everything that is wrong with a codebook")
    check_book.add_argument("folder", metavar="DIR")
    check_book.add_argument(
        "--corpus",
        metavar="DIR",
        help="also say what its indicators do on this corpus: never fire, fire for two codes …",
    )
    check_book.set_defaults(run=_codebook_check)
    diff = actions.add_parser(
        "diff", help="what changed from codebook A to codebook B, and which codings it touches"
    )
    diff.add_argument("a", metavar="A")
    diff.add_argument("b", metavar="B")
    diff.add_argument("--codings", nargs="*", default=[], metavar="CSV")
    diff.set_defaults(run=_codebook_diff)

    reproduce = commands.add_parser("reproduce", help="execute every notebook and draw every figure")
    reproduce.add_argument(
        "--corpus", metavar="DIR", help="run them on this corpus (results go to DIR/figures)"
    )
    reproduce.set_defaults(run=_reproduce)
    return parser


def _report(problems: Sequence) -> int:
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _ingest(arguments) -> int:
    from qda.ingest import format_report, ingest

    report = ingest(arguments.sources, arguments.into, rights=arguments.rights, columns=arguments.columns)
    print(format_report(report))
    return 0 if (report["status"] != "left out").all() else 1


def _column_map(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.split(",")]
    if not all(name.strip() and column.strip() for name, _, column in pairs):
        raise argparse.ArgumentTypeError(f"{text!r} is not a column map: write text=COLUMN,title=COLUMN,…")
    return {name.strip(): column.strip() for name, _, column in pairs}


def _check(arguments) -> int:
    from qda.corpus import check_corpus, read_corpus
    from qda.paths import BUNDLED_CORPUS, CODEBOOK, CODINGS

    folder = Path(arguments.folder)
    bundled = folder.resolve() == BUNDLED_CORPUS
    problems = check_corpus(folder)
    book = Path(arguments.codebook) if arguments.codebook else CODEBOOK
    book_problems = []
    if arguments.codebook or bundled:
        from qda.codebook import check_codebook

        book_problems = check_codebook(book)
    coded = arguments.codings
    if coded is None:
        coded = sorted((CODINGS if bundled else folder / "codings").glob("*.csv"))
    if coded and not problems and not book_problems:
        from qda.codebook import read_codebook
        from qda.coding import check_codings

        corpus, codebook = read_corpus(folder), read_codebook(book)
        for file in coded:
            book_problems += check_codings(file, corpus, codebook)
    if arguments.leaks and not problems:
        from qda.privacy import leaks

        problems = problems + leaks(arguments.leaks, read_corpus(folder))
    if problems or book_problems:
        return _report([*problems, *book_problems])
    corpus = read_corpus(folder)
    print(f"{folder}: {len(corpus.documents)} documents, nothing wrong")
    return 0


def _passages(arguments) -> int:
    from qda.corpus import STORED_PASSAGES, read_corpus
    from qda.tables import as_csv, write_table

    corpus = read_corpus(arguments.folder)
    if arguments.write:
        from qda.ingest import passages_of_corpus

        table = passages_of_corpus(corpus)
        write_table(
            table[[*STORED_PASSAGES, *(c for c in table if c not in STORED_PASSAGES and c != "text")]],
            corpus.path / "passages.csv",
        )
        corpus = read_corpus(arguments.folder)
    table = corpus.all_passages
    if arguments.out:
        write_table(table, arguments.out)
        print(f"{arguments.out}: {len(table)} passages of {table['doc_id'].nunique()} documents")
    elif not arguments.write:
        sys.stdout.write(as_csv(table))
    else:
        print(
            f"{corpus.path / 'passages.csv'}: {len(table)} passages of {table['doc_id'].nunique()} documents"
        )
    return 0


def _code(arguments) -> int:
    from qda.codebook import read_codebook
    from qda.coding import apply_codebook, read_codings, withhold_quotes, write_codings
    from qda.corpus import read_corpus

    corpus = read_corpus(arguments.folder)
    codebook = read_codebook(arguments.codebook)
    if arguments.coder == "lexicon":
        codings = apply_codebook(corpus.all_passages, codebook)
    else:
        from qda.coding import suggest_codes

        training = read_codings(*arguments.training) if arguments.training else None
        codings = suggest_codes(corpus.passages, codebook, training=training)
    if not arguments.quotes:
        codings = withhold_quotes(codings, corpus, every=arguments.no_quotes)
    write_codings(codings, arguments.out)
    print(
        f"{arguments.out}: {len(codings)} codings by {arguments.coder} in {codings['doc_id'].nunique()} "
        f"documents"
    )
    if withheld := int((codings["exact"] == "").sum()):
        print(f"{withheld} without the words they code (--quotes writes those of any text)")
    return 0


def _agree(arguments) -> int:
    from qda.agreement import agreement_table, read_coder_documents
    from qda.coding import read_codings
    from qda.corpus import read_corpus
    from qda.tables import Problem, TableError, write_table

    codings = read_codings(*arguments.codings)
    corpus = read_corpus(arguments.corpus or _corpus_of(arguments.codings))
    passages = corpus.passages
    problems = [problem for file in dict.fromkeys(arguments.codings) for problem in _unplaced(file, corpus)]
    coders = codings["coder"].unique()
    if len(coders) < 2 and not problems:
        found = f"only one coder ({coders[0]})" if len(coders) else "no coding"
        what = f"{found} in {', '.join(arguments.codings)}"
        problems.append(
            Problem(arguments.codings[0], "column coder", what, "Give files of two coders or more")
        )
    if problems:
        raise TableError(problems)
    read = {}
    for folder in dict.fromkeys(Path(file).parent for file in arguments.codings):
        read |= read_coder_documents(folder)
    table = agreement_table(codings, passages, level=arguments.level, documents=read)
    if arguments.out:
        write_table(table, arguments.out)
    shown = table.astype(object).where(table.notna(), "—")
    print(shown.to_string(index=False, float_format=lambda v: f"{v:.3f}"))
    return 0


def _unplaced(file: str, corpus) -> list:
    """Codings of a file that say not who, or stand on no text of the corpus: agreement would pass over
    them."""
    from qda.tables import CODINGS, Problem, read_table

    table = read_table(file, CODINGS)
    elsewhere = ~table["doc_id"].isin(set(corpus.documents["doc_id"]))
    problems = []
    if elsewhere.any():
        unknown = sorted(set(table.loc[elsewhere, "doc_id"]))
        named = ", ".join(unknown[:3]) + (f" and {len(unknown) - 3} more" if len(unknown) > 3 else "")
        what = f"{int(elsewhere.sum())} codings stand on documents the corpus {corpus.path} has not ({named})"
        problems.append(Problem(file, "column doc_id", what, "Name the corpus they code with --corpus DIR"))
    for line, row in zip(table.attrs["lines"], table.itertuples(), strict=True):
        if not row.coder:
            what, remedy = "no coder", "Write who coded: a person's id, lexicon or suggest"
        elif not elsewhere[row.Index] and not row.start < row.end <= len(corpus.text(row.doc_id)):
            what, remedy = f"{row.start}–{row.end} lies outside {row.doc_id}", "Re-anchor the coding"
        else:
            continue
        problems.append(Problem(file, f"line {line}", what, remedy))
    return problems


def _corpus_of(codings: list[str]) -> Path | None:
    """The corpus in whose ``codings`` folder all files lie; None if there is none."""
    folders = {Path(file).resolve().parent for file in codings}
    home = next(iter(folders)).parent
    return home if len(folders) == 1 and (home / "documents.csv").exists() else None


def _codebook_check(arguments) -> int:
    from qda.codebook import check_codebook, read_codebook

    problems = check_codebook(arguments.folder)
    if problems:
        return _report(problems)
    print(f"{arguments.folder}: nothing wrong")
    if arguments.corpus:
        from qda.coding import indicator_report
        from qda.corpus import read_corpus

        report = indicator_report(read_codebook(arguments.folder), read_corpus(arguments.corpus).all_passages)
        noted = report.loc[report["note"] != "", ["indicator", "hits", "documents", "note"]]
        print(noted.to_string(index=False) if len(noted) else "every indicator fires, each for its own code")
    return 0


def _codebook_diff(arguments) -> int:
    from qda.codebook import codebook_diff, read_codebook
    from qda.coding import read_codings

    codings = read_codings(*arguments.codings) if arguments.codings else None
    table = codebook_diff(read_codebook(arguments.a), read_codebook(arguments.b), codings)
    print(table.to_string(index=False) if len(table) else "no difference")
    return 0


def _reproduce(arguments) -> int:
    from qda.corpus import read_corpus
    from qda.reproduce import reproduce

    if arguments.corpus:
        read_corpus(arguments.corpus)  # a folder that is no corpus is said once, not by every notebook
    return reproduce(corpus=arguments.corpus)


if __name__ == "__main__":
    sys.exit(main())
