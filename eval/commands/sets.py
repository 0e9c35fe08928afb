"""`coach eval settings`, `faq`, `follow-ups`, `refusal` and `readme`, and the options that they share with cli.py.

Each command is a few lines that call held_out.py, faq.py, follow_ups.py, refusal.py or readme.py.
"""

from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import CoachError

SHARED = Path("../shared/data")
Also = Annotated[list[Path] | None, typer.Option(help="A folder of further retrieval sets. Repeatable.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def settings(
    data: Annotated[Path, typer.Option(help="A folder with retrieval/ and spans/.")] = SHARED,
    also: Also = None,
    save: Annotated[bool, typer.Option("--save", help="Write eval/results/settings-held-out.*.")] = False,
    as_json: AsJson = False,
) -> None:
    """Choose the search weights for each set on the other sets, and judge them. Example: `coach eval settings`."""
    from app.answering.index_opening import open_embedder, open_retriever
    from app.settings import Settings
    from eval.grading.dataset import DatasetError
    from eval.report.everything import SETTINGS, Bench, measure_settings, write

    chosen = Settings()
    embedder = open_embedder(chosen)
    try:
        index = open_retriever(chosen, embedder).index
        bench = Bench(embedder, chosen, data, tuple(also or ()))
        report = measure_settings(bench, index, lambda doing: typer.echo(doing, err=True))
    except DatasetError as error:
        raise CoachError(str(error)) from error
    if save:
        write(SETTINGS, report.render(), report.as_json())
    typer.echo(report.as_json() if as_json else report.render())


def faq(
    documents: Annotated[list[Path], typer.Argument(help="Files and folders whose headings are questions.")],
    out: Annotated[Path, typer.Option(help="The folder to write the set to, in BEIR layout.")],
) -> None:
    """Make a retrieval set from questions and their answers. Example: `coach eval faq FAQ.html --out sets/faq`."""
    from eval.grading.dataset import DatasetError
    from eval.retrieval.faq import write_set

    try:
        count = write_set(documents, out)
    except DatasetError as error:
        raise CoachError(str(error)) from error
    typer.echo(f"{count} questions with their answers: {out}")


def follow_ups(
    as_json: AsJson = False,
) -> None:
    """Grade right and wrong short answers to the bank's follow-ups. Example: `coach eval follow-ups`."""
    from app.answering.index_opening import open_embedder
    from app.grading.offline import OfflineGrader
    from app.main import open_bank
    from app.settings import Settings
    from eval.grading.dataset import DatasetError
    from eval.grading.follow_ups import evaluate, read_follow_ups
    from eval.report.everything import CASES

    try:
        report = evaluate(read_follow_ups(CASES), open_bank(Settings()), OfflineGrader(open_embedder(Settings())))
    except DatasetError as error:
        raise CoachError(str(error)) from error
    typer.echo(report.as_json() if as_json else report.render())


def refusal(as_json: AsJson = False) -> None:
    """Measure which of our own queries are refused, at which minimum score. Example: `coach eval refusal`."""
    from app.answering.index_opening import open_embedder, open_retriever
    from app.settings import Settings
    from eval.grading.dataset import DatasetError
    from eval.report.everything import own_refusal

    try:
        report = own_refusal(Settings(), open_retriever(Settings(), open_embedder(Settings())))
    except DatasetError as error:
        raise CoachError(str(error)) from error
    typer.echo(report.as_json() if as_json else report.render())


def readme() -> None:
    """Write the figures of eval/results/ into the README. Example: `coach eval readme`."""
    from eval.report.docs import write

    typer.echo(f"README: figures changed in {', '.join(write()) or 'no block'}")
