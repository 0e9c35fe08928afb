"""Remarks on style, from ruff where it is installed, and none of our own.

Decides which of its rules are worth an interview: errors, unused and undefined names, imports, simpler ways, names,
bugs that it knows. No configuration of this machine is read, and the code is never written to a file.
"""

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from app.coding.run_report import Remark

RULES = "E,F,W,B,C4,SIM,RET,PERF,UP,N"
# Names of mathematics (X, W1) are what the tasks ask for; lines may be as long as ours; a file needs no last newline.
LEFT_OUT = "N803,N806,W292,W391,E501"
MOST_REMARKS = 20
PATIENCE_S = 5.0


@cache
def ruff() -> str | None:
    """Where ruff lies; beside our interpreter first."""
    beside = Path(sys.executable).parent / "ruff"
    return str(beside) if beside.is_file() else shutil.which("ruff")


def remarks_on(source: str) -> tuple[Remark, ...]:
    """Remarks on a program, in the order of its lines; none where ruff is not installed or cannot read it."""
    program = ruff()
    if program is None:
        return ()
    command = [program, "check", "--isolated", "--no-cache", "--quiet", "--output-format", "json"]
    command += ["--select", RULES, "--ignore", LEFT_OUT, "--stdin-filename", "solution.py", "-"]
    try:
        done = subprocess.run(  # noqa: S603 - ruff, with the text on its stdin
            command, input=source.encode(), capture_output=True, timeout=PATIENCE_S, env={}, check=False
        )
        rows = json.loads(done.stdout or b"[]")
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return ()
    found = [
        Remark(int(row["location"]["row"]), str(row["code"]), str(row["message"]))
        for row in rows
        if row.get("code") and "location" in row
    ]
    return tuple(sorted(found, key=lambda remark: remark.line)[:MOST_REMARKS])
