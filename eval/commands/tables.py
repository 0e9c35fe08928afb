"""`coach eval tables`: the passages of many owners in PostgreSQL, measured against index folders."""

import json
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import create_engine

from app.answering.index_opening import open_retriever
from app.settings import Settings
from app.store.interviews import Store
from eval.commands.opened import default_embedder, say, work_folder
from eval.commands.options import SHARED, AsJson
from eval.figures.progress_bar import Bar
from eval.retrieval.beir import documents_of, read_beir
from eval.retrieval.search import open_documents
from eval.retrieval.table_ranking import as_json as reports_as_json
from eval.retrieval.table_ranking import evaluate
from eval.speed.table_cost import measure
from ingest.errors import BadRequest
from ingest.index.table import NoTables, PassageTables

Database = Annotated[str, typer.Option(help="URL of a PostgreSQL database with nothing in it that is worth keeping.")]


def tables(
    database: Database,
    data: Annotated[Path, typer.Option(help="A folder with retrieval/.")] = SHARED,
    dataset: Annotated[list[str] | None, typer.Option(help="Only the set of this name. Repeatable.")] = None,
    windows: Annotated[int, typer.Option(min=0, help="Measure what a query takes among so many windows instead.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Measure passages in PostgreSQL: their ranking, or their cost. Example: `coach eval tables --database URL`.

    The ranking is that of an index folder on the sets of the data folder; exit code 1 where nDCG@10 differs by more
    than 0.5 points.
    """
    store = Store(database)
    try:
        opened = PassageTables(store.transaction)
    except NoTables as error:
        raise BadRequest(f"this database cannot hold passages: {error}") from error
    embedder = default_embedder()
    if windows:
        index = open_retriever(Settings(), embedder).index
        cost = measure(create_engine(database, pool_size=1), opened, index, embedder, windows)
        typer.echo(cost.as_json() if as_json else cost.render())
        return
    reports = []
    for folder in sorted(path.parent for path in (data / "retrieval").glob("*/corpus.jsonl")):
        if dataset and folder.name not in dataset:
            continue
        say(f"measuring {folder.name}")
        chosen = read_beir(folder)
        with Bar("windows embedded") as progress:
            index = open_documents(documents_of(chosen), work_folder(folder.name), embedder, progress=progress)
        reports.append(evaluate(chosen, index, embedder, opened))
        if not as_json:
            typer.echo(reports[-1].render())
    if as_json:
        typer.echo(reports_as_json(reports))
    if not reports:
        raise BadRequest(f"there is no such set in {json.dumps(str(data / 'retrieval'))}")
    if not all(report.is_met for report in reports):
        raise typer.Exit(1)
