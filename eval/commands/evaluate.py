"""`coach eval`: one command per measurement; each is a few lines that call its module. More are in sets_cli.py."""

from pathlib import Path
from typing import Annotated, Any

import typer

from app.untrusted.terminal_text import harmless, harmless_json
from eval.commands.sets import SHARED, Also, AsJson, faq, follow_ups, readme, refusal, settings
from ingest.errors import BadRequest, CoachError

commands = typer.Typer(no_args_is_help=True, help="Measure retrieval, grading, citations and chunking.")
Grader = Annotated[str, typer.Option(help="The grader: offline or llm.")]
Labels = Annotated[Path | None, typer.Option(help="Folder of documents/ and queries.jsonl. Default: our own labels.")]


@commands.callback()
def options() -> None:
    """Measure retrieval, grading, citations and chunking."""


@commands.command()
def grading(
    dataset: Annotated[
        Path,
        typer.Option(
            help="A file of JSON lines: id, question, reference or references, answer, score from 0 to 1. "
            "null means empty."
        ),
    ],
    out: Annotated[Path | None, typer.Option(help="Write the grader's scores here, one JSON line per row.")] = None,
    grader: Grader = "offline",
    without: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Use the coefficients that were fitted without this set: beetle, saf_comnet, scientsbank or stita. "
            "Default: the name of the file.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare a grader's scores with people's. Example: `coach eval grading --dataset FILE.jsonl --out preds.jsonl`."""
    from eval.grading.dataset import read_dataset
    from eval.grading.public_sets import as_json as json_of
    from eval.grading.public_sets import evaluate, evaluate_offline, render

    if without is not None and grader != "offline":
        raise BadRequest("--without is for the offline grader, whose coefficients are fitted on sets; leave it out")
    with _bar("answers graded") as progress, _BadInput():
        if grader == "offline":
            report = evaluate_offline(dataset, _embedder(), out, progress, without)
        else:
            embedder = _embedder()
            report = evaluate(read_dataset(dataset), _grader(grader, embedder), out, progress, embedder)
    # The reason why a row failed may quote the data set.
    typer.echo(harmless_json(json_of(report)) if as_json else harmless(render(report)))


@commands.command()
def gold(
    grader: Grader = "offline",
    limit: Annotated[int | None, typer.Option(min=1, help="Grade only this many, drawn with a fixed seed.")] = None,
    cases: Annotated[
        Path | None,
        typer.Option(help="A folder with gold_answers*.jsonl, such as reviewed appeals. Default: our own."),
    ] = None,
    save: Annotated[bool, typer.Option("--save", help="Write eval/results/gold.md, or gold-llm.md.")] = False,
    as_json: AsJson = False,
) -> None:
    """Compare a grader's verdicts with our own labelled answers. Example: `coach eval gold --grader llm`."""
    from app.main import open_bank
    from app.settings import Settings
    from eval.grading.gold import evaluate_gold, gold_as_json, render_gold
    from eval.report.everything import CASES, write

    if save and cases is not None:
        raise BadRequest("the README shows the figures of our own cases; leave --cases out to save")
    with _bar("answers graded") as progress, _BadInput():
        report = evaluate_gold(cases or CASES, open_bank(Settings()), _grader(grader, _embedder()), limit, progress)
    if save:
        write("gold" if grader == "offline" else "gold-llm", render_gold(report), gold_as_json(report))
    typer.echo(gold_as_json(report) if as_json else render_gold(report))


@commands.command()
def retrieval(
    dataset: Annotated[Path, typer.Option(help="The folder of the set: corpus.jsonl, queries.jsonl, qrels.tsv.")],
    out: Annotated[Path | None, typer.Option(help="Write the documents found here, one JSON line per query.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure search on a set in BEIR layout. Example: `coach eval retrieval --dataset scifact --out run.jsonl`."""
    from eval.retrieval.beir import read_beir
    from eval.retrieval.search import check_place, evaluate, write_run

    with _bar("windows embedded") as progress, _BadInput():
        check_place(out)
        chosen = read_beir(dataset)
        if chosen.warning:
            _say(harmless(f"coach: {chosen.name}: {chosen.warning}"))
        report = evaluate(chosen, _embedder(), _work(dataset.resolve().name), progress, _scorer())
        write_run(report.run, out)
    typer.echo(report.as_json() if as_json else report.render())


@commands.command()
def spans(
    dataset: Labels = None,
    as_json: AsJson = False,
) -> None:
    """Measure how much of the labelled text the passages hold. Example: `coach eval spans --dataset FOLDER`.

    The ranking is measured with its copies; `coach eval ablation` shows what dropping them changes.
    """
    from app.answering.index_opening import open_retriever
    from app.settings import Settings
    from eval.report.everything import own_spans
    from eval.retrieval.spans import evaluate

    with _bar("windows embedded") as progress, _BadInput():
        if dataset is not None:
            found = evaluate(dataset, _embedder(), _work(dataset.resolve().name), progress, _scorer())
        else:
            found = own_spans(Settings(), open_retriever(Settings(), _embedder(), progress))
    typer.echo(found.as_json() if as_json else found.render())


@commands.command()
def citations(
    tutor: Annotated[str, typer.Option(help="offline or llm: what answers and grades.")] = "offline",
    limit: Annotated[
        int | None, typer.Option(min=1, help="Only this many queries and answers, drawn with a fixed seed.")
    ] = None,
    grades: Annotated[int | None, typer.Option(min=1, help="Grade only this many answers. Default: --limit.")] = None,
    save: Annotated[bool, typer.Option("--save", help="Write eval/results/citations.* or citations-llm.*.")] = False,
    as_json: AsJson = False,
) -> None:
    """Compare what answers and grades cite with our labels. Example: `coach eval citations --tutor llm --limit 40`."""
    from app.settings import Settings
    from eval.answers.citations import OFFLINE, Shelf, draw, evaluate
    from eval.grading.gold_cases import read_gold
    from eval.grading.teaching import Both, evaluate_grades
    from eval.report.everything import CASES, own_labels, write

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
    plot: Annotated[Path | None, typer.Option(help="Draw a chart here, as PNG.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare ways to cut documents, at equal numbers of tokens. Example: `coach eval chunking --plot cuts.png`."""
    from app.settings import Settings
    from eval.report.everything import labelled_set
    from eval.retrieval.chunking import evaluate
    from eval.retrieval.chunking import plot as draw

    with _BadInput():
        labelled = labelled_set(Settings(), dataset)
        report = evaluate(labelled, _embedder(), _work(f"chunking-{labelled.name.replace(' ', '-')}"), _say)
    if plot is not None:
        draw([report], plot)
    typer.echo(report.as_json() if as_json else report.render())


@commands.command()
def ablation(dataset: Labels = None, as_json: AsJson = False) -> None:
    """Turn off each stage of retrieval in turn and measure the loss. Example: `coach eval ablation`."""
    from app.settings import Settings
    from eval.report.everything import labelled_set
    from eval.retrieval.ablation import evaluate

    with _BadInput():
        labelled = labelled_set(Settings(), dataset)
        report = evaluate(labelled, _embedder(), _work(f"ablation-{labelled.name.replace(' ', '-')}"))
    typer.echo(report.as_json() if as_json else report.render())


for command in (settings, faq, follow_ups, refusal, readme):
    commands.command()(command)


@commands.command(name="all")
def everything(
    data: Annotated[Path, typer.Option(help="A folder with retrieval/, spans/ and grading/.")] = SHARED,
    also: Also = None,
) -> None:
    """Measure all; write eval/results/ and the README's figures. Example: `coach eval all --data ../shared/data`."""
    from app.main import assemble
    from app.settings import Settings
    from eval.report.docs import write
    from eval.report.everything import Bench, measure_all

    settings = Settings()
    coach = assemble(settings.model_copy(update={"database_url": "sqlite://"}))
    with _BadInput():
        missing = measure_all(Bench(_embedder(), settings, data, tuple(also or ()), _scorer()), coach, _say)
    for name in missing:
        typer.echo(f"coach: left out, not in {data}: {name}", err=True)
    typer.echo(f"README: figures changed in {', '.join(write()) or 'no block'}")


def _embedder() -> Any:
    from app.answering.index_opening import open_embedder
    from app.settings import Settings

    return open_embedder(Settings())


def _scorer() -> Any:
    from app.answering.index_opening import open_scorer
    from app.settings import Settings

    return open_scorer(Settings())


def _grader(name: str, embedder: Any) -> Any:
    from app.grading.offline import OfflineGrader
    from app.settings import Settings
    from eval.grading.llm_public_sets import open_llm_grader

    if name == "offline":
        return OfflineGrader(embedder)
    if name == "llm":
        return open_llm_grader(Settings(), embedder)
    raise BadRequest(f"there is no grader {name!r}; choose offline or llm")


def _coach(tutor: str) -> Any:
    """The coach whose tutor and grader are measured; it keeps no interviews."""
    from pydantic import SecretStr

    from app.main import assemble
    from app.settings import Settings

    settings = Settings().model_copy(update={"database_url": "sqlite://"})
    if tutor == "offline":
        # Otherwise a language model in the settings would be asked, and paid for.
        unset = {"llm_base_url": "", "llm_api_key": SecretStr(""), "llm_gguf": None}
        return assemble(settings.model_copy(update=unset))
    if tutor != "llm":
        raise BadRequest(f"there is no tutor {tutor!r}; choose offline or llm")
    if not settings.has_llm:
        raise BadRequest("no language model is set; set OPENAI_API_KEY, COACH_LLM_BASE_URL or COACH_LLM_GGUF")
    coach = assemble(settings, _say)
    if why := coach.notice():
        # Otherwise every answer would come from the offline tutor.
        coach.close()
        raise CoachError(why)
    return coach


def _work(name: str) -> Path:
    from app.settings import Settings

    return Settings().home / "eval" / name


def _bar(doing: str) -> Any:
    from eval.report.progress import Bar

    return Bar(doing)


def _say(doing: str) -> None:
    typer.echo(doing, err=True)


class _BadInput:
    """Turns the error of a data set that cannot be read into one sentence for the user."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        from eval.grading.dataset import DatasetError
        from eval.grading.gold_cases import GoldError

        if isinstance(error, DatasetError | GoldError):
            raise CoachError(str(error)) from error
