"""`coach search`: the passages nearest to a query. A cold one loads neither PyTorch, FastAPI nor the database."""

from typing import Annotated, Any

import typer

from app.answering.index_opening import open_embedder, open_retriever
from app.terminal.options import AsJson, IndexFolder, print_json, settings_of
from app.terminal.output.printing import Status, print_hits
from app.terminal.preconditions import check_question


def search(
    query: str,
    k: Annotated[int, typer.Option(min=1, max=100, help="How many passages.")] = 5,
    as_json: AsJson = False,
    index: IndexFolder = None,
) -> None:
    """Find the passages nearest to a query. Example: `coach search "kv cache memory" --k 3`."""
    check_question(query)
    settings = settings_of(index)
    with Status() as status:
        retriever = open_retriever(settings, open_embedder(settings), status.progress)
    hits = retriever.search(query, k)
    if as_json:
        print_json({"hits": [_hit(hit) for hit in hits]})
    else:
        print_hits(hits)


def _hit(hit: Any) -> dict[str, Any]:
    passage = hit.passage
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "document": passage.document,
        "title": passage.title,
        "headings": list(passage.headings),
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
    }
