"""`coach eval`: the measurements as commands; each is a few lines that hand over to its module."""

from pathlib import Path
from typing import Annotated, Any

import typer

from app.errors import CoachError

commands = typer.Typer(no_args_is_help=True, help="Measure retrieval, grading, citations and chunking.")
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Out = Annotated[Path | None, typer.Option(help="Write one JSON line a row here.")]


@commands.callback()
def options() -> None:
    """Measure retrieval, grading, citations and chunking."""


@commands.command()
def grading(
    dataset: Annotated[Path, typer.Option(help="JSON lines: id, question, reference, answer, score 0..1.")],
    out: Out = None,
    grader: Annotated[str, typer.Option(help="offline or llm.")] = "offline",
    as_json: AsJson = False,
) -> None:
    """Hold a grader's scores against people's. Example: `coach eval grading --dataset saf_comnet.jsonl --out preds.jsonl`."""
    from eval.grading import as_json as json_of
    from eval.grading import evaluate_offline, render
    from eval.grading_rows import DatasetError

    embedder = _embedder()
    try:
        with _bar("answers graded") as progress:
            if grader == "offline":
                report = evaluate_offline(dataset, embedder, out, progress)
            else:
                report = _grade_with_llm(grader, dataset, out, progress, embedder)
    except DatasetError as error:
        raise CoachError(str(error)) from error
    typer.echo(json_of(report) if as_json else render(report))


def _embedder() -> Any:
    from app.retrieval.opening import open_embedder
    from app.settings import Settings

    return open_embedder(Settings())


def _bar(doing: str) -> Any:
    from eval.progress import Bar

    return Bar(doing)


def _grade_with_llm(grader: str, dataset: Path, out: Path | None, progress: Any, embedder: Any) -> Any:
    raise CoachError(f"there is no grader {grader!r}; choose offline or llm")
