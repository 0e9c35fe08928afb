"""`coach llm exam`: whether a language model may grade.

Decides that nothing is sent before the user knows what it takes, and that a result is kept only where it says
something of the model.
"""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from app.grading.exam.examine import Estimate, estimate, examine, host_of
from app.grading.exam.exams import Exams
from app.grading.exam.result import ExamResult, Level
from app.grading.llm_claims import ModelJudge
from app.llm.client import Client
from app.llm.connection import open_llm
from app.terminal.lazy import group
from app.terminal.options import AsJson, print_json, settings_of
from app.terminal.output.console import err, out
from app.terminal.output.printing import Status
from app.untrusted.terminal_text import harmless
from ingest.errors import BadRequest, CoachError, LLMFailed

llm = group({"exam": "app.terminal.llm.exam:exam"}, "The language model that is set.")


def exam(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Examine the language model as a grader, on 48 labelled answers. Example: `coach llm exam`.

    What it earns decides how far its verdicts count. It tells what it takes, and asks, before it sends anything. Exit
    code 1 where the model failed.
    """
    settings = settings_of(None)
    opened = open_llm(settings)
    if opened is None:
        raise BadRequest("no language model is set; set OPENAI_API_KEY, COACH_LLM_BASE_URL or COACH_LLM_GGUF")
    client = opened.client
    try:
        if opened.notice:
            raise LLMFailed(opened.notice)
        result = _examined(client, yes=yes)
        if not result.is_of_the_model:
            raise CoachError(
                f"the exam says nothing of the model: the endpoint failed on {result.endpoint_failed} of "
                f"{result.asked} answers, mostly because {result.failure}; nothing is kept, take it again"
            )
        Exams(settings.exams_folder).keep(client.endpoint, result)
    finally:
        client.close()
    if as_json:
        print_json(result.model_dump(mode="json"))
    else:
        print_result(result)
    if result.level is Level.FAILED:
        raise typer.Exit(1)


def _examined(client: Client, *, yes: bool) -> ExamResult:
    judge = ModelJudge(client)
    told = f"{client.endpoint.model} at {host_of(client.endpoint)}: {_told(estimate(judge))}"
    err.print(Text(told))
    if not yes:
        typer.confirm("Begin?", abort=True, err=True)
    with Status() as status:
        return examine(
            judge,
            datetime.now(UTC),
            progress=lambda done, total: status.say(f"examining: {done} of {total} answers"),
        )


def _told(needed: Estimate) -> str:
    cost = "" if needed.cost_usd is None else f", about {needed.cost_usd:.2f} USD"
    return (
        f"{needed.requests} requests, about {needed.input_tokens:,} tokens to read and up to "
        f"{needed.output_tokens:,} to write{cost}."
    )


def print_result(result: ExamResult) -> None:
    """The result as a table, and what it means."""
    table = Table(box=box.SIMPLE, pad_edge=False, show_edge=False, show_header=False)
    failed = f"{result.failed} of {result.asked}" + (f", mostly: {result.failure}" if result.failure else "")
    cost = "no price is set" if result.cost_usd is None else f"{result.cost_usd:.4f} USD"
    for name, value in (
        ("agrees on credit", f"{result.agreement:.2f} of {result.points} points"),
        ("false credit", f"{result.false_credit:.2f} of {result.undeserved} points"),
        ("quotes found", f"{result.quotes_found:.2f} of {result.quotes}"),
        ("injections obeyed", f"{result.obeyed} of {result.injections}"),
        ("answers that failed", failed),
        ("tokens read, written", f"{result.input_tokens:,}, {result.output_tokens:,}"),
        ("cost", cost),
        ("seconds an answer", f"{result.median_s:.1f}"),
    ):
        table.add_row(name, Text(value))
    out.print(table)
    out.print(Text(harmless(f"{result.model}, {result.prompt_version}: {result.told}.")))
