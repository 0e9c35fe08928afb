"""`coach bench`: measure speed and cost; a few lines that hand over to bench.py."""

import json
from pathlib import Path
from typing import Annotated

import typer

commands = typer.Typer(help="Measure speed and cost, each as a ratio in one run on this machine.")


@commands.callback(invoke_without_command=True)
def bench(
    parts: Annotated[
        list[str] | None,
        typer.Option("--part", help="ingest, query, grade, cold, memory, again, growth. Default: all."),
    ] = None,
    dataset: Annotated[Path | None, typer.Option(help="A retrieval set in BEIR layout, to compare quality.")] = None,
    langchain: Annotated[Path | None, typer.Option(help="A Python interpreter that has LangChain.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
    save: Annotated[
        bool, typer.Option("--save", help="Write eval/results/bench.*, keeping parts not measured now.")
    ] = False,
) -> None:
    """Measure speed and cost. Example: `coach bench --part query --part cold`."""
    from app.settings import Settings
    from eval.bench import PARTS, RESULTS, Sources, run

    report = run(Settings(), parts or PARTS, Sources(dataset, langchain))
    if save:
        report.with_kept(RESULTS).save()
    typer.echo(json.dumps(report.as_json(), indent=1) if as_json else report.render())
