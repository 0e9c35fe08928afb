"""`coach cluster ingest`: documents of one's own -> an index, by workers."""

from pathlib import Path
from typing import Annotated

import typer

from app.answering.index_opening import SearchEmbedder
from app.terminal.documents import named_index, show, translated
from app.terminal.options import AsJson, IndexFolder
from app.terminal.output.printing import Status
from ingest.pipeline.cluster import Cluster, build_on_cluster


def ingest(
    paths: list[Path],
    index: IndexFolder = None,
    workers: Annotated[int, typer.Option(min=1, help="How many work at a time, each on one core.")] = 2,
    address: Annotated[
        str, typer.Option(help="The Ray that works, such as `auto` or HOST:PORT. Default: one of its own, here.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Index files and folders as `coach ingest` does, by workers. Example: `coach cluster ingest notes/ --index x`.

    The index is the same. A job that was stopped goes on where it was when it is started again. On several machines
    the files and the folder of the index lie in a folder that all of them have under the same path.
    """
    settings = named_index(index)
    with translated(settings), Status() as status:
        report = build_on_cluster(
            paths,
            settings.index_folder,
            Cluster(workers, SearchEmbedder.of(settings).open, address),
            progress=lambda done, total: status.say(f"embedding: {done} of {total} parts"),
        )
    show(report, settings, as_json)
