"""`coach eval prompts` and `coach eval replies`: what a large model is asked once, and its replies to keep."""

import random
from pathlib import Path
from typing import Annotated

import typer

from app.grading.offline import OfflineGrader
from app.opening import open_bank
from app.settings import Settings
from eval.commands.opened import default_embedder
from eval.figures.folders import CASES, writable
from eval.grading.verdict_cases import read_cases
from eval.recorded.case_prompts import Prompt, answer_prompts, exam_prompts
from eval.recorded.prompt_files import gathered, read_key, write_sheets
from eval.recorded.recorded_grader import again_prompts
from eval.recorded.replies import RECORDED, all_replies, write_replies
from ingest.errors import BadRequest

SEED = 16
EXAM, AGAIN = "exam", "-again"
SetName = Annotated[
    str,
    typer.Argument(
        metavar="SET",
        help="exam, or a file of eval/cases/independent such as unseen; unseen-again: what is asked once more, "
        "about disputed points, after its recorded replies.",
    ),
]
KeyFile = Annotated[Path, typer.Option(help="Which prompt is of which case; not in the folder of the prompts.")]


def prompts(
    name: SetName,
    out: Annotated[Path, typer.Option(help="A folder for the prompts, a file each.")],
    key: KeyFile,
) -> None:
    """Write the LLM grader's prompts as text files. Example: `coach eval prompts exam --out FOLDER --key key.json`."""
    made = _prompts(name)
    write_sheets(name, made, writable(out), writable(key), random.Random(SEED))  # noqa: S311 - an order, no secret
    typer.echo(f"{len(made)} prompts in {out}")


def replies(
    name: SetName,
    folder: Annotated[Path, typer.Option("--from", help="The folder with a reply for each prompt, under its name.")],
    key: KeyFile,
) -> None:
    """Keep a large model's replies to these prompts. Example: `coach eval replies exam --from FOLDER --key FILE`."""
    found = gathered(name, read_key(key), folder)
    path = writable(RECORDED / f"{name}.jsonl")
    write_replies(path, found)
    typer.echo(f"{len(found)} replies in {path}")


def _prompts(name: str) -> list[Prompt]:
    if name == EXAM:
        return exam_prompts()
    path = CASES / "independent" / f"{name.removesuffix(AGAIN)}.jsonl"
    if not path.is_file():
        raise BadRequest(f"there is no set {name!r}; choose exam or a file of {path.parent}")
    cases, bank, offline = read_cases(path), open_bank(Settings()), OfflineGrader(default_embedder())
    if name.endswith(AGAIN):
        return again_prompts(cases, bank, offline, all_replies())
    return answer_prompts(cases, bank, offline)
