"""`coach eval` of the search: sets in BEIR layout, spans, cuts, stages, weights, refusals, sets of one's own."""

from pathlib import Path
from typing import Annotated

import typer

from app.answering.index_opening import open_embedder, open_retriever
from app.settings import Settings
from app.untrusted.terminal_text import harmless
from eval.commands.opened import coach_of, default_embedder, default_scorer, say, work_folder
from eval.commands.options import SHARED, Also, AsJson, Labels
from eval.figures.progress_bar import Bar
from eval.report.everything import (
    SETTINGS,
    Bench,
    labelled_set,
    measure_ladder,
    measure_settings,
    own_refusal,
    own_spans,
    write,
)
from eval.retrieval.ablation import evaluate as evaluate_ablation
from eval.retrieval.beir import read_beir
from eval.retrieval.chunking import evaluate as evaluate_chunking
from eval.retrieval.chunking import plot as draw
from eval.retrieval.faq import write_set
from eval.retrieval.relabel import reanchor_file
from eval.retrieval.search import check_place, write_run
from eval.retrieval.search import evaluate as evaluate_search
from eval.retrieval.spans import evaluate as evaluate_spans


def retrieval(
    dataset: Annotated[Path, typer.Option(help="The folder of the set: corpus.jsonl, queries.jsonl, qrels.tsv.")],
    out: Annotated[Path | None, typer.Option(help="Write the documents found here, one JSON line per query.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure search on a set in BEIR layout. Example: `coach eval retrieval --dataset scifact --out run.jsonl`."""
    with Bar("windows embedded") as progress:
        check_place(out)
        chosen = read_beir(dataset)
        if chosen.warning:
            say(harmless(f"coach: {chosen.name}: {chosen.warning}"))
        report = evaluate_search(
            chosen, default_embedder(), work_folder(dataset.resolve().name), progress, default_scorer()
        )
        write_run(report.run, out)
    typer.echo(report.as_json() if as_json else report.render())


def spans(
    dataset: Labels = None,
    as_json: AsJson = False,
) -> None:
    """Measure how much of the labelled text the passages hold. Example: `coach eval spans --dataset FOLDER`.

    The ranking is measured with its copies; `coach eval ablation` shows what dropping them changes.
    """
    with Bar("windows embedded") as progress:
        if dataset is not None:
            found = evaluate_spans(
                dataset, default_embedder(), work_folder(dataset.resolve().name), progress, default_scorer()
            )
        else:
            found = own_spans(Settings(), open_retriever(Settings(), default_embedder(), progress))
    typer.echo(found.as_json() if as_json else found.render())


def chunking(
    dataset: Labels = None,
    plot: Annotated[Path | None, typer.Option(help="Draw a chart here, as PNG.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare ways to cut documents, at equal numbers of tokens. Example: `coach eval chunking --plot cuts.png`."""
    labelled = labelled_set(Settings(), dataset)
    report = evaluate_chunking(
        labelled, default_embedder(), work_folder(f"chunking-{labelled.name.replace(' ', '-')}"), say
    )
    if plot is not None:
        draw([report], plot)
    typer.echo(report.as_json() if as_json else report.render())


def ablation(dataset: Labels = None, as_json: AsJson = False) -> None:
    """Turn off each stage of retrieval in turn and measure the loss. Example: `coach eval ablation`."""
    labelled = labelled_set(Settings(), dataset)
    report = evaluate_ablation(labelled, default_embedder(), work_folder(f"ablation-{labelled.name.replace(' ', '-')}"))
    typer.echo(report.as_json() if as_json else report.render())


def settings(
    data: Annotated[Path, typer.Option(help="A folder with retrieval/ and spans/.")] = SHARED,
    also: Also = None,
    save: Annotated[bool, typer.Option("--save", help="Write eval/results/settings-held-out.*.")] = False,
    as_json: AsJson = False,
) -> None:
    """Choose the search weights for each set on the other sets, and judge them. Example: `coach eval settings`."""
    chosen = Settings()
    embedder = open_embedder(chosen)
    index = open_retriever(chosen, embedder).index
    bench = Bench(embedder, chosen, data, tuple(also or ()))
    report = measure_settings(bench, index, lambda doing: typer.echo(doing, err=True))
    if save:
        write(SETTINGS, report.render(), report.as_json())
    typer.echo(report.as_json() if as_json else report.render())


def ladder(
    data: Annotated[Path, typer.Option(help="A folder with retrieval/ and spans/.")] = SHARED,
    also: Also = None,
    as_json: AsJson = False,
) -> None:
    """Try what might find more without another model, each way against the search. Example: `coach eval ladder`."""
    chosen = Settings()
    embedder = open_embedder(chosen)
    index = open_retriever(chosen, embedder).index
    report = measure_ladder(Bench(embedder, chosen, data, tuple(also or ())), index, say)
    typer.echo(report.as_json() if as_json else report.render())


def refusal(as_json: AsJson = False) -> None:
    """Measure which of our own queries are refused, and by a minimum score alone. Example: `coach eval refusal`."""
    report = own_refusal(Settings(), coach_of("offline").questions)
    typer.echo(report.as_json() if as_json else report.render())


def faq(
    documents: Annotated[list[Path], typer.Argument(help="Files and folders whose headings are questions.")],
    out: Annotated[Path, typer.Option(help="The folder to write the set to, in BEIR layout.")],
) -> None:
    """Make a retrieval set from questions and their answers. Example: `coach eval faq FAQ.html --out sets/faq`."""
    count = write_set(documents, out)
    typer.echo(f"{count} questions with their answers: {out}")


def relabel() -> None:
    """Re-anchor the spans of our own labels after the notes were edited; exit code 1 where a quote needs a person."""
    if reanchor_file():
        raise typer.Exit(1)
