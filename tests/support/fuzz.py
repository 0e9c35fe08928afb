"""A parser under atheris: `python fuzz.py NAME RUNS SEED FOLDER`; what it learnt and what broke it go to the folder.

A program of its own, since libFuzzer ends the process. It ends with 0 where everything held.
"""

import sys
from pathlib import Path

import atheris

# No input has more bytes: what a parser does with few of them is told by few.
MOST_BYTES = 4096
# One that takes longer by the clock hangs, on a busy machine too; ingest/documents/isolated_parsing.py has its own
# bounds.
MOST_S = 600

with atheris.instrument_imports(include=["app", "ingest"]):
    from fuzzed_parsers import PARSERS


def main(name: str, runs: str, seed: str, folder: str) -> None:
    parser, known = PARSERS[name], Path(folder) / "known"
    known.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(parser.seeds):
        (known / f"seed-{number}").write_bytes(content)
    bounds = [f"-runs={runs}", f"-seed={seed}", f"-max_len={MOST_BYTES}", f"-timeout={MOST_S}", "-rss_limit_mb=4096"]
    atheris.Setup([name, *bounds, f"-artifact_prefix={folder}/broke-", str(known)], parser.holds)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
