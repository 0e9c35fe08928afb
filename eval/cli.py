"""`coach eval`: the measurements as commands; each is a few lines that hand over to its module."""

from pathlib import Path
from typing import Annotated, Any

import typer

from app.errors import BadRequest, CoachError
from app.untrusted import harmless, harmless_json
from eval.sets_cli import SHARED, Also, faq, follow_ups, settings

commands = typer.Typer(no_args_is_help=True, help="Measure retrieval, grading, citations and chunking.")
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Out = Annotated[Path | None, typer.Option(help="Write one JSON line a row here.")]
Dataset = Annotated[Path, typer.Option(help="The data set's file or folder.")]
Labels = Annotated[Path | None, typer.Option(help="Folder with documents/, queries.jsonl. Default: our own labels.")]


@commands.callback()
def options() -> None:
    """Measure retrieval, grading, citations and chunking."""


@commands.command()
def grading(
    dataset: Annotated[
        Path,
        typer.Option(help="JSON lines: id, question, reference or references, answer, score 0..1; null is empty."),
    ],
    out: Out = None,
    grader: Annotated[str, typer.Option(help="offline or llm.")] = "offline",
    as_json: AsJson = False,
) -> None:
    """Hold a grader's scores against people's. Example: `coach eval grading --dataset FILE.jsonl --out preds.jsonl`."""
    from eval.grading import as_json as json_of
    from eval.grading import evaluate, evaluate_offline, render
    from eval.grading_rows import read_dataset

    with _bar("answers graded") as progress, _BadInput():
        if grader == "offline":
            report = evaluate_offline(dataset, _embedder(), out, progress, progress.of("texts embedded"))
        else:
            embedder = _embedder()
            report = evaluate(read_dataset(dataset), _grader(grader, embedder), out, progress, embedder)
    # The reason of a row that failed may hold words of the data set.
    typer.echo(harmless_json(json_of(report)) if as_json else harmless(render(report)))


@commands.command()
def gold(
    grader: Annotated[str, typer.Option(help="offline or llm.")] = "offline",
    limit: Annotated[int | None, typer.Option(min=1, help="Grade only so many answers, drawn with a seed.")] = None,
    cases: Annotated[
        Path | None, typer.Option(help="Folder with gold_answers*.jsonl, such as reviewed appeals. Default: our own.")
    ] = None,
    save: Annotated[bool, typer.Option("--save", help="Write eval/results/gold.md, or gold-llm.md.")] = False,
    as_json: AsJson = False,
) -> None:
    """Hold a grader's verdicts against our own labelled answers. Example: `coach eval gold --grader llm`."""
    from app.main import open_bank
    from app.settings import Settings
    from eval.everything import CASES, write
    from eval.gold import evaluate_gold, gold_as_json, render_gold

    if save and cases is not None:
        raise BadRequest("the README shows the figures of our own cases; leave --cases out to save")
    with _bar("answers graded") as progress, _BadInput():
        report = evaluate_gold(cases or CASES, open_bank(Settings()), _grader(grader, _embedder()), limit, progress)
    if save:
        write("gold" if grader == "offline" else "gold-llm", render_gold(report), gold_as_json(report))
    typer.echo(gold_as_json(report) if as_json else render_gold(report))


@commands.command()
def retrieval(dataset: Dataset, out: Out = None, as_json: AsJson = False) -> None:
    """Measure search on a set in BEIR layout. Example: `coach eval retrieval --dataset scifact --out run.jsonl`."""
    from eval.retrieval import check_place, evaluate, write_run

    with _bar("windows embedded") as progress, _BadInput():
        check_place(out)
        report = evaluate(dataset, _embedder(), _work(dataset.resolve().name), progress, _scorer())
        write_run(report.run, out)
    typer.echo(report.as_json() if as_json else report.render())


@commands.command()
def spans(
    dataset: Labels = None,
    as_json: AsJson = False,
) -> None:
    """Measure how much of the labelled text passages hold. Example: `coach eval spans --dataset FOLDER`.

    Of the ranking with its copies; what dropping them for an answer changes is told by `coach eval ablation`.
    """
    from app.retrieval.opening import open_retriever
    from app.settings import Settings
    from eval.everything import own_spans
    from eval.spans import evaluate

    with _bar("windows embedded") as progress, _BadInput():
        if dataset is not None:
            found = evaluate(dataset, _embedder(), _work(dataset.resolve().name), progress, _scorer())
        else:
            found = own_spans(Settings(), open_retriever(Settings(), _embedder(), progress))
    typer.echo(found.as_json() if as_json else found.render())


@commands.command()
def citations(
    tutor: Annotated[str, typer.Option(help="offline or llm: who answers, and who grades.")] = "offline",
    limit: Annotated[
        int | None, typer.Option(min=1, help="Only so many queries and answers, drawn with a seed.")
    ] = None,
    grades: Annotated[int | None, typer.Option(min=1, help="Only so many graded answers. Default: --limit.")] = None,
    save: Annotated[bool, typer.Option("--save", help="Write eval/results/citations.* or citations-llm.*.")] = False,
    as_json: AsJson = False,
) -> None:
    """Hold what answers and grades cite against our labels. Example: `coach eval citations --tutor llm --limit 40`."""
    from app.settings import Settings
    from eval.citations import OFFLINE, Shelf, draw, evaluate
    from eval.citations_grades import Both, evaluate_grades
    from eval.everything import CASES, own_labels, write
    from eval.gold_cases import read_gold

    if save and tutor == OFFLINE and (limit or grades):
        raise BadRequest("the README shows the offline figures over all labels; leave --limit and --grades out to save")
    coach = _coach(tutor)
    try:
        with _BadInput():
            labelled = own_labels(Settings(), coach.retriever.index)
            cases = read_gold(CASES, coach.bank)
        shelf = Shelf(coach.retriever.index.texts, labelled.documents)
        with _bar("queries asked") as progress:
            answers = evaluate(draw(labelled.queries, limit), coach.ask, shelf, tutor, progress)
        with _bar("answers graded") as progress:
            graded = evaluate_grades(draw(cases, grades or limit), coach, shelf, tutor, progress)
    finally:
        coach.close()
    report = Both(answers, graded)
    if save:
        write("citations" if tutor == OFFLINE else f"citations-{tutor}", report.render(), report.as_json())
    typer.echo(report.as_json() if as_json else report.render())


@commands.command()
def chunking(
    dataset: Labels = None,
    plot: Annotated[Path | None, typer.Option(help="Draw a PNG here.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare ways to cut documents at equal retrieved tokens. Example: `coach eval chunking --plot cuts.png`."""
    from app.settings import Settings
    from eval.chunking import evaluate
    from eval.chunking import plot as draw
    from eval.everything import labelled_set

    with _BadInput():
        labelled = labelled_set(Settings(), dataset)
        report = evaluate(labelled, _embedder(), _work(f"chunking-{labelled.name.replace(' ', '-')}"), _say)
    if plot is not None:
        draw([report], plot)
    typer.echo(report.as_json() if as_json else report.render())


@commands.command()
def ablation(dataset: Labels = None, as_json: AsJson = False) -> None:
    """Turn off each stage of retrieval and see what it costs. Example: `coach eval ablation`."""
    from app.settings import Settings
    from eval.ablation import evaluate
    from eval.everything import labelled_set

    with _BadInput():
        labelled = labelled_set(Settings(), dataset)
        report = evaluate(labelled, _embedder(), _work(f"ablation-{labelled.name.replace(' ', '-')}"))
    typer.echo(report.as_json() if as_json else report.render())


@commands.command()
def refusal(as_json: AsJson = False) -> None:
    """Measure what is refused of our own queries, by which evidence. Example: `coach eval refusal`."""
    from app.retrieval.opening import open_retriever
    from app.settings import Settings
    from eval.everything import own_refusal

    with _BadInput():
        report = own_refusal(Settings(), open_retriever(Settings(), _embedder()))
    typer.echo(report.as_json() if as_json else report.render())


for command in (settings, faq, follow_ups):
    commands.command()(command)


@commands.command(name="all")
def everything(
    data: Annotated[Path, typer.Option(help="Folder with retrieval/, spans/ and grading/.")] = SHARED,
    also: Also = None,
) -> None:
    """Measure all, write eval/results/ and the README's figures. Example: `coach eval all --data ../shared/data`."""
    from app.main import assemble
    from app.settings import Settings
    from eval.everything import Bench, measure_all
    from eval.readme import write

    settings = Settings()
    coach = assemble(settings.model_copy(update={"database_url": "sqlite://"}))
    with _BadInput():
        missing = measure_all(Bench(_embedder(), settings, data, tuple(also or ()), _scorer()), coach, _say)
    for name in missing:
        typer.echo(f"coach: left out, not in {data}: {name}", err=True)
    typer.echo(f"README: figures changed in {', '.join(write()) or 'no block'}")


@commands.command()
def readme() -> None:
    """Write the figures of eval/results/ into the README. Example: `coach eval readme`."""
    from eval.readme import write

    typer.echo(f"README: figures changed in {', '.join(write()) or 'no block'}")


def _embedder() -> Any:
    from app.retrieval.opening import open_embedder
    from app.settings import Settings

    return open_embedder(Settings())


def _scorer() -> Any:
    from app.retrieval.opening import open_scorer
    from app.settings import Settings

    return open_scorer(Settings())


def _grader(name: str, embedder: Any) -> Any:
    from app.grading.offline import OfflineGrader
    from app.settings import Settings
    from eval.grading_llm import open_llm_grader

    if name == "offline":
        return OfflineGrader(embedder)
    if name == "llm":
        return open_llm_grader(Settings(), embedder)
    raise BadRequest(f"there is no grader {name!r}; choose offline or llm")


def _coach(tutor: str) -> Any:
    """The coach whose tutor and grader are measured; its interviews are not kept."""
    from pydantic import SecretStr

    from app.main import assemble
    from app.settings import Settings

    settings = Settings().model_copy(update={"database_url": "sqlite://"})
    if tutor == "offline":
        # A model that is set would be asked, and paid.
        unset = {"llm_base_url": "", "llm_api_key": SecretStr(""), "llm_gguf": None}
        return assemble(settings.model_copy(update=unset))
    if tutor != "llm":
        raise BadRequest(f"there is no tutor {tutor!r}; choose offline or llm")
    if not settings.has_llm:
        raise BadRequest("no language model is set; set OPENAI_API_KEY, COACH_LLM_BASE_URL or COACH_LLM_GGUF")
    coach = assemble(settings, _say)
    if why := coach.notice():
        # Every answer would be the offline tutor's.
        coach.close()
        raise CoachError(why)
    return coach


def _work(name: str) -> Path:
    from app.settings import Settings

    return Settings().home / "eval" / name


def _bar(doing: str) -> Any:
    from eval.progress import Bar

    return Bar(doing)


def _say(doing: str) -> None:
    typer.echo(doing, err=True)


class _BadInput:
    """Turns a data set that cannot be read into one sentence for the user."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        from eval.gold_cases import GoldError
        from eval.grading_rows import DatasetError

        if isinstance(error, DatasetError | GoldError):
            raise CoachError(str(error)) from error
