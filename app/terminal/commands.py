"""The `coach` command: each subcommand is a few lines that call another module.

Decides that results go to stdout, progress and errors to stderr. Slow imports stand in commands: `--help` is fast.
"""

import json
import sys
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import Annotated, Any

import typer

from app.terminal.preconditions import check_address, check_question, not_built
from app.untrusted.terminal_text import harmless, harmless_json
from ingest.errors import CoachError

commands = typer.Typer(
    name="coach",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Mock interviews for AI engineers: asked, graded point by point, cited. Works without a network or a key.",
)
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
IndexFolder = Annotated[Path | None, typer.Option("--index", help="The index folder. Default: the corpus' own index.")]


def main() -> None:
    """Run the command; an error a user can act on is one sentence on stderr and exit code 1."""
    for entry in entry_points(group="coach.commands"):
        commands.add_typer(entry.load(), name=entry.name)
    try:
        commands()
    except CoachError as error:
        fail(str(error))
    except RuntimeError as error:
        from ingest.embedding.embedder import EmbedError

        if not isinstance(error, EmbedError):
            raise
        fail(str(error))
    except KeyboardInterrupt:
        fail("stopped; what was answered is kept")


def fail(message: str, code: int = 1) -> None:
    """Print one sentence on stderr and exit."""
    typer.echo(harmless(f"coach: {message}"), err=True)
    sys.exit(code)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(version("interview-coach"))
        raise typer.Exit


@commands.callback()
def options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Mock interviews for AI engineers: asked, graded point by point, cited."""


@commands.command()
def search(
    query: str,
    k: Annotated[int, typer.Option(min=1, max=100, help="How many passages.")] = 5,
    as_json: AsJson = False,
    index: IndexFolder = None,
) -> None:
    """Find the passages nearest to a query. Example: `coach search "kv cache memory" --k 3`."""
    from app.answering.index_opening import open_embedder, open_retriever
    from app.terminal.printing import Status, print_hits

    check_question(query)
    settings = _settings(index)
    with Status() as status:
        retriever = open_retriever(settings, open_embedder(settings), status.progress)
    hits = retriever.search(query, k)
    if as_json:
        _print_json({"hits": [_hit(hit) for hit in hits]})
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


@commands.command()
def ingest(paths: list[Path], index: IndexFolder = None, as_json: AsJson = False) -> None:
    """Index files and folders: markdown, text, HTML, PDF, DOCX. Example: `coach ingest notes/ --index my-index`.

    Use the index with `coach search --index my-index`, or set COACH_INDEX=my-index for interviews on its questions.
    One of the two names it here too: the default index is the corpus' own, built from nothing else.
    """
    settings = _settings(index)
    if settings.index is None:
        raise CoachError(
            "name a folder with --index, such as --index my-index, or set COACH_INDEX; the default index is built from "
            "the corpus, and the next command would undo what was added to it"
        )
    report = _built(paths, settings)
    for refusal in report.refusals:
        typer.echo(harmless(f"coach: not read: {refusal.path}: {refusal.reason}"), err=True)
    for section in report.unknown_sections:
        typer.echo(harmless(f"coach: its phrasings name no section that is there: {section}"), err=True)
    counts = {
        "documents": report.documents,
        "passages": report.passages,
        "windows": report.windows,
        "embedded_windows": report.embedded_windows,
        "questions": report.questions,
        "not_read": len(report.refusals),
        "unknown_sections": len(report.unknown_sections),
    }
    if as_json:
        _print_json({"index": str(settings.index_folder), **counts})
    else:
        *told, asked = (_counted(counts[name], name) for name in ("documents", "passages", "windows", "questions"))
        done = f"{settings.index_folder}: {', '.join(told)} ({report.embedded_windows:,} embedded now), {asked}"
        typer.echo(harmless(done))
    if report.refusals:
        raise typer.Exit(1)


def _built(paths: list[Path], settings: Any) -> Any:
    from app.answering.index_opening import open_embedder
    from app.terminal.printing import Status
    from ingest.bank.phrasings import PhrasingError
    from ingest.embedding.embedder import EmbedError
    from ingest.pipeline.build import BuildError, build

    try:
        with Status() as status:
            return build(paths, settings.index_folder, open_embedder(settings), progress=status.progress)
    except (BuildError, PhrasingError) as error:
        raise CoachError(str(error)) from error
    except EmbedError as error:
        raise CoachError(f"{error}; shorten the longest headings, or set COACH_EMBEDDING_MODEL to another") from error
    except OSError as error:
        raise CoachError(not_built(settings.index_folder, error)) from error


@commands.command()
def ask(question: str, as_json: AsJson = False, index: IndexFolder = None) -> None:
    """Answer a question from the passages alone, cited. Example: `coach ask "When do I use PR-AUC?"`."""
    from app.main import assemble
    from app.terminal.printing import Status, print_answer

    check_question(question)
    with Status() as status:
        # No interview is held: the database of interviews is neither opened nor migrated.
        coach = assemble(_settings(index, database_url="sqlite://"), status.say)
    answer = coach.ask(question)
    if as_json:
        from app.api.corpus_schemas import AnswerView

        _print_json(AnswerView.of(answer).model_dump(mode="json"))
    else:
        print_answer(answer)


@commands.command()
def explain(query: str, as_json: AsJson = False, index: IndexFolder = None) -> None:
    """Answer a question and show every stage on the way. Example: `coach explain "Why is a KV cache so large?"`."""
    from app.main import assemble
    from app.terminal.explanation import print_explanation
    from app.terminal.printing import Status

    check_question(query)
    with Status() as status:
        coach = assemble(_settings(index, database_url="sqlite://"), status.say)
    explanation = coach.explain(query)
    if as_json:
        from app.api.inside_schemas import ExplainView

        _print_json(ExplainView.of(explanation).model_dump(mode="json"))
    else:
        print_explanation(explanation)


@commands.command()
def chat(
    stage: Annotated[
        str, typer.Option(help="screening, project-review, deep-dive, system-design or behavioural.")
    ] = "screening",
    topics: Annotated[list[str] | None, typer.Option("--topic", help="A topic; may be given several times.")] = None,
    # MOST_QUESTIONS of app/interview; to import it would double the time of `coach --help`.
    questions: Annotated[int, typer.Option(min=1, max=12, help="How many questions.")] = 3,
    seed: Annotated[int | None, typer.Option(help="The same seed asks the same questions.")] = None,
    index: IndexFolder = None,
) -> None:
    """Be interviewed in the terminal. Example: `coach chat --stage deep-dive --topic rag --questions 2`."""
    from app.main import assemble
    from app.terminal.printing import Status, chat_loop, read_stage, read_topics

    wanted_stage, wanted_topics = read_stage(stage), read_topics(topics or [])
    with Status() as status:
        coach = assemble(_settings(index), status.say)
    chat_loop(coach, coach.start(wanted_stage, wanted_topics, questions, seed))


@commands.command()
def appeals(
    out: Annotated[Path, typer.Option(help="File to write, one JSON line an appeal.")],
) -> None:
    """Export contested verdicts as gold cases for a person. Example: `coach appeals --out appeals.jsonl`.

    Each line holds an answer, the contested point and the words that were put forward for it. Its label is only the
    grader's second verdict: put it right (met, partly met, not met or contradicted), set "reviewed" to true, and lay
    the file into a folder as gold_answers_NAME.jsonl. `coach eval gold --cases FOLDER` measures a grader on the
    reviewed ones; in eval/cases they count with the other gold answers.
    """
    from app.coach.appeal_cases import gold_cases
    from app.store.interviews import Store

    store = Store(_settings(None).store_url)
    rows = [row for interview in store.contested() for row in gold_cases(interview)]
    try:
        out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    except OSError as error:
        raise CoachError(f"{out} cannot be written: {error.strerror}; name a file in a folder that is there") from error
    typer.echo(harmless(f"{out}: {len(rows)} appeals"))


@commands.command()
def demo() -> None:
    """Watch an interview with prepared answers: strong, half, empty, hostile. Example: `coach demo`."""
    from app.main import assemble
    from app.terminal.demo import run_demo
    from app.terminal.printing import Status

    with Status() as status:
        coach = assemble(_settings(None, database_url="sqlite://"), status.say)
    run_demo(coach)


@commands.command()
def doctor(as_json: AsJson = False) -> None:
    """Check Python, model, index, bank, store and LLM; exit code 1 where one fails. Example: `coach doctor`."""
    from app.terminal.command_settings import read_settings
    from app.terminal.doctor import run
    from app.terminal.printing import print_check

    checks = run(read_settings())
    if as_json:
        _print_json({"checks": [{"name": one.name, "ok": one.ok, "sentence": one.sentence} for one in checks]})
    else:
        for one in checks:
            print_check(one.name, one.ok, one.sentence)
    if any(one.ok is False for one in checks):
        raise typer.Exit(1)


@commands.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on. Default 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on. Default 8000.")] = None,
) -> None:
    """Serve the page and the API. Example: `coach serve --port 8080`."""
    import uvicorn

    from app.main import create_app

    given = {name: value for name, value in {"host": host, "port": port}.items() if value is not None}
    settings = _settings(None, **given)
    listening = check_address(settings.host, settings.port)
    typer.echo(f"Interview coach: http://{settings.host}:{settings.port}  (stop with Ctrl-C)", err=True)
    uvicorn.run(create_app(settings), host=listening, port=settings.port, log_level="warning")


def _settings(index: Path | None, **changes: Any) -> Any:
    from app.terminal.command_settings import settings_of

    return settings_of(index, **changes)


def _print_json(value: Any) -> None:
    typer.echo(harmless_json(json.dumps(value, ensure_ascii=False, indent=1)))


def _counted(count: int, things: str) -> str:
    return f"{count:,} {things.removesuffix('s') if count == 1 else things}"
