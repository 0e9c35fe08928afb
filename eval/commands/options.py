"""Options that several commands of `coach eval` share."""

from pathlib import Path
from typing import Annotated

import typer

SHARED = Path("../shared/data")
Also = Annotated[list[Path] | None, typer.Option(help="A folder of further retrieval sets. Repeatable.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Grader = Annotated[
    str, typer.Option(help="The grader: offline, llm, or recorded: replies of a large model that were kept.")
]
Labels = Annotated[Path | None, typer.Option(help="Folder of documents/ and queries.jsonl. Default: our own labels.")]
