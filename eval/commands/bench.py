"""`coach bench`: measure speed and cost; a few lines that hand over to bench.py."""

import json
from pathlib import Path
from typing import Annotated

import typer

from app.settings import Settings
from eval.figures.folders import RESULTS, writable
from eval.speed.bench import PARTS, Sources, kept, machine, run


def bench(
    parts: Annotated[
        list[str] | None,
        typer.Option(
            "--part",
            help="Measure this part: ingest, query, grade, turn, cold, memory, again or growth. Repeatable. "
            "Default: all.",
        ),
    ] = None,
    dataset: Annotated[
        Path | None, typer.Option(help="A retrieval set in BEIR layout; ingest compares its nDCG@10 with PyTorch's.")
    ] = None,
    langchain: Annotated[
        Path | None, typer.Option(help="A Python interpreter that has LangChain; query is compared with it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
    save: Annotated[
        bool,
        typer.Option(
            "--save",
            help="Write eval/results/bench.*. Saved figures of parts that are not measured now are kept; "
            "if they are from another machine, the command refuses before it measures.",
        ),
    ] = False,
) -> None:
    """Measure speed and cost on this machine. Example: `coach bench --part query --part cold`.

    What is compared is measured in one run.
    """
    chosen = parts or PARTS
    if save:
        # Asked before the run: a refusal after an hour would lose what was measured.
        kept(chosen, machine(), writable(RESULTS))
    report = run(Settings(), chosen, Sources(dataset, langchain))
    # Printed before it is saved: whatever goes wrong with the files, the figures have been shown.
    typer.echo(json.dumps(report.as_json(), indent=1) if as_json else report.render())
    if save:
        report.with_kept(chosen, RESULTS).save(RESULTS)
