"""`coach eval settings`, `faq` and `follow-ups`: weights chosen on sets, sets made of documents, short answers.

A few lines that hand over to held_out.py, faq.py and follow_ups.py.
"""

from pathlib import Path
from typing import Annotated

import typer

from app.errors import CoachError

SHARED = Path("../shared/data")
Also = Annotated[list[Path] | None, typer.Option(help="A folder of further retrieval sets; may be given again.")]


def settings(
    data: Annotated[Path, typer.Option(help="Folder with retrieval/ and spans/.")] = SHARED,
    also: Also = None,
    save: Annotated[bool, typer.Option("--save", help="Write eval/results/settings-held-out.*")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Choose the weights of the search for each set on the others. Example: `coach eval settings --save`."""
    from app.retrieval.opening import open_embedder, open_retriever
    from app.settings import Settings
    from eval.everything import SETTINGS, Bench, measure_settings, write
    from eval.grading_rows import DatasetError

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
    documents: Annotated[list[Path], typer.Argument(help="Files and folders with questions as headings.")],
    out: Annotated[Path, typer.Option(help="The folder of the set, in BEIR layout.")],
) -> None:
    """Make a retrieval set of questions and their answers. Example: `coach eval faq FAQ.html --out sets/faq`."""
    from eval.faq import write_set
    from eval.grading_rows import DatasetError

    try:
        count = write_set(documents, out)
    except DatasetError as error:
        raise CoachError(str(error)) from error
    typer.echo(f"{count} questions with their answers: {out}")


def follow_ups(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Grade short answers to the bank's follow-ups, right ones and wrong ones. Example: `coach eval follow-ups`."""
    from app.grading.offline import OfflineGrader
    from app.main import open_bank
    from app.retrieval.opening import open_embedder
    from app.settings import Settings
    from eval.everything import CASES
    from eval.follow_ups import evaluate, read_follow_ups
    from eval.grading_rows import DatasetError

    try:
        report = evaluate(read_follow_ups(CASES), open_bank(Settings()), OfflineGrader(open_embedder(Settings())))
    except DatasetError as error:
        raise CoachError(str(error)) from error
    typer.echo(report.as_json() if as_json else report.render())
