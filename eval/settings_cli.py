"""`coach eval settings`: the weight of words in the search, held out; a few lines that hand over to held_out.py."""

from pathlib import Path
from typing import Annotated

import typer

from app.errors import CoachError

SHARED = Path("../shared/data")


def settings(
    data: Annotated[Path, typer.Option(help="Folder with retrieval/ and spans/.")] = SHARED,
    save: Annotated[bool, typer.Option("--save", help="Write eval/results/settings-held-out.*")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Choose the weight of words in the search for each set on the others. Example: `coach eval settings --save`."""
    from app.retrieval.opening import open_embedder, open_retriever
    from app.settings import Settings
    from eval.everything import SETTINGS, Bench, measure_settings, write
    from eval.grading_rows import DatasetError

    chosen = Settings()
    embedder = open_embedder(chosen)
    try:
        index = open_retriever(chosen, embedder).index
        report = measure_settings(Bench(embedder, chosen, data), index, lambda doing: typer.echo(doing, err=True))
    except DatasetError as error:
        raise CoachError(str(error)) from error
    if save:
        write(SETTINGS, report.render(), report.as_json())
    typer.echo(report.as_json() if as_json else report.render())
