"""Every bench in turn, each in a process of its own: ``make bench``. Ratios are measured side by side in one run."""

import subprocess
import sys
from pathlib import Path

for file in sorted(Path(__file__).parent.glob("[a-z]*.py")):
    print(f"\n== {file.stem} ==", flush=True)
    code = subprocess.run([sys.executable, str(file), *sys.argv[1:]]).returncode
    if code:
        sys.exit(code)
