"""Every bench in turn, each in a process of its own: ``make bench``. Ratios are measured side by side in one run."""

import subprocess
import sys
import time
from pathlib import Path

failed = []
for file in sorted(Path(__file__).parent.glob("[a-z]*.py")):
    print(f"\n== {file.stem} ==", flush=True)
    began = time.perf_counter()
    if subprocess.run([sys.executable, str(file)]).returncode:
        failed.append(file.stem)
    print(f"({file.stem}: {time.perf_counter() - began:.0f} s)", flush=True)
sys.exit(f"failed: {', '.join(failed)}" if failed else 0)
