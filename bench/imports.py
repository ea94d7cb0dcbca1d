"""What it costs to begin: ``import qda``, and the help of each command.

    python bench/imports.py

Seconds in a fresh process, the shortest of five, less what an empty Python takes; aims beside them.
"""

from __future__ import annotations

import subprocess
import sys
import time

IMPORT, HELP = 0.5, 0.3
COMMANDS = ("ingest", "check", "passages", "code", "agree", "export", "import", "reproduce")


def start(*arguments: str) -> tuple[float, bool]:
    """Shortest time of five of a Python process, and whether it ended well."""
    seconds, well = float("inf"), True
    for _ in range(5):
        began = time.perf_counter()
        ended = subprocess.run([sys.executable, *arguments], capture_output=True)
        seconds, well = min(seconds, time.perf_counter() - began), well and not ended.returncode
    return seconds, well


def main() -> None:
    empty, _ = start("-c", "pass")
    qda = start("-c", "import qda")[0] - empty
    print(f"import qda: {qda:.2f} s (aim < {IMPORT} s)")
    for command in COMMANDS:
        seconds, well = start("-m", "qda", command, "--help")
        if well:
            print(f"qda {command} --help: {seconds - empty - qda:+.2f} s more (aim < {HELP} s)")
    for name in ("qda.lexicometry", "qda.topics", "qda.triangulation"):
        print(f"import {name}: {start('-c', f'import {name}')[0] - empty - qda:+.2f} s more")


if __name__ == "__main__":
    main()
