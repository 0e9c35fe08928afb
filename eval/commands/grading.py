"""`coach eval` of graders: people's scores, our labels, and what each feature and rule brings."""

from pathlib import Path
from typing import Annotated

import typer

from app.grading.offline import OfflineGrader
from app.opening import open_bank
from app.settings import Settings
from app.untrusted.terminal_text import harmless, harmless_json
from eval.attacks.registers import rewritten
from eval.commands.opened import default_embedder, grader_of
from eval.commands.options import SHARED, AsJson, Grader
from eval.figures.folders import CASES, RESULTS, writable
from eval.figures.progress_bar import Bar
from eval.fitting.feature_trials import feature_trials
from eval.fitting.rule_trials import rule_trials
from eval.grading.bank_answers import evaluate as evaluate_bank_answers
from eval.grading.beside import evaluate_beside, read_beside
from eval.grading.dataset import read_dataset
from eval.grading.follow_ups import evaluate as evaluate_follow_ups
from eval.grading.follow_ups import read_follow_ups
from eval.grading.gold import evaluate_gold, gold_as_json, render_gold
from eval.grading.gold_cases import labelled_bank
from eval.grading.public_sets import as_json as json_of
from eval.grading.public_sets import evaluate, evaluate_offline, render
from eval.grading.verdict_cases import read_cases, read_files
from eval.grading.verdicts import judge_cases, report_on
from eval.interviews.careful import evaluate_careful, read_careful
from eval.interviews.probes import evaluate_probes
from eval.reading import appeals as of_appeals
from eval.report.everything import write
from ingest.bank.questions import load_bank
from ingest.errors import BadRequest

# The half of the independent answers that may be looked at; the other is for figures alone.
INDEPENDENT = CASES / "independent" / "opened.jsonl"
CAREFUL = CASES / "careful" / "opened.jsonl"


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
    if without is not None and grader != "offline":
        raise BadRequest("--without is for the offline grader, whose coefficients are fitted on sets; leave it out")
    with Bar("answers graded") as progress:
        if grader == "offline":
            report = evaluate_offline(dataset, default_embedder(), out, progress, without)
        else:
            opened = default_embedder()
            report = evaluate(read_dataset(dataset), grader_of(grader, opened), out, progress, opened)
    # The reason why a row failed may quote the data set.
    typer.echo(harmless_json(json_of(report)) if as_json else harmless(render(report)))


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
    if save and cases is not None:
        raise BadRequest("docs/evals.md shows the figures of our own cases; leave --cases out to save")
    with Bar("answers graded") as progress:
        report = evaluate_gold(
            cases or CASES,
            labelled_bank(cases or CASES, open_bank(Settings())),
            grader_of(grader, default_embedder()),
            limit,
            progress,
        )
    if save:
        write("gold" if grader == "offline" else "gold-llm", render_gold(report), gold_as_json(report))
    typer.echo(gold_as_json(report) if as_json else render_gold(report))


def verdicts(  # noqa: PLR0913, PLR0917
    cases: Annotated[
        list[Path] | None,
        typer.Option(
            help="A file of JSON lines: id, question_id, kind, answer, labels (key point to met, partly met, not met "
            "or contradicted); with question and key_points where the rubric is not the bank's. May be repeated: "
            "the figures are those of all files together. Default: eval/cases/independent/opened.jsonl.",
            show_default=False,
        ),
    ] = None,
    grader: Grader = "offline",
    register: Annotated[
        str,
        typer.Option(
            help="Take the marks from the answers first: plain (lower case, no punctuation), dictated (with fillers "
            "too), commas, lines or capitals."
        ),
    ] = "",
    out: Annotated[Path | None, typer.Option(help="Write a line per case here: id, states, sure.")] = None,
    save: Annotated[bool, typer.Option("--save", help="Write eval/results/verdicts.*; of the offline grader.")] = False,
    as_json: AsJson = False,
) -> None:
    """Compare a grader's state of each key point with labels. Example: `coach eval verdicts --cases FILE.jsonl`."""
    if save and grader != "offline":
        raise BadRequest("docs/evals.md shows the offline grader; leave --grader out to save")
    if save and register:
        raise BadRequest("docs/evals.md shows the answers as they were written; leave --register out to save")
    path = None if out is None else writable(out)
    files = cases or [INDEPENDENT]
    asked = read_files(files)
    if register:
        asked = [one.model_copy(update={"answer": rewritten(one.answer, register, one.id)}) for one in asked]
    with Bar("answers graded") as progress:
        judged, by, failed = judge_cases(asked, open_bank(Settings()), grader_of(grader, default_embedder()), progress)
    if path is not None:
        path.write_text("".join(f"{one.as_line()}\n" for one in judged), encoding="utf-8")
    report = report_on(judged, by, failed, tuple(file.stem for file in files))
    if save:
        write("verdicts", report.render(), report.as_json())
    typer.echo(report.as_json() if as_json else harmless(report.render()))


def follow_ups(
    save: Annotated[bool, typer.Option("--save", help="Write eval/results/follow-ups.*.")] = False,
    as_json: AsJson = False,
) -> None:
    """Grade right and wrong short answers to the bank's follow-ups. Example: `coach eval follow-ups`."""
    report = evaluate_follow_ups(
        read_follow_ups(CASES), labelled_bank(CASES, open_bank(Settings())), OfflineGrader(default_embedder())
    )
    if save:
        write("follow-ups", report.render(), report.as_json())
    typer.echo(report.as_json() if as_json else report.render())


def beside(
    cases: Annotated[Path, typer.Option(help="JSON lines: question_id, asked, answer, labels.")] = CASES
    / "beside"
    / "opened.jsonl",
    as_json: AsJson = False,
) -> None:
    """Grade answers to follow-ups beside what was asked. Example: `coach eval beside`."""
    report = evaluate_beside(read_beside(cases), open_bank(Settings()), OfflineGrader(default_embedder()))
    typer.echo(report.as_json() if as_json else report.render())


def features(
    sets: Annotated[Path, typer.Option(help="Folder of graded *.jsonl sets.")] = SHARED / "grading",
    out: Annotated[Path, typer.Option(help="Write the tables here.")] = RESULTS / "grading-ablations.md",
) -> None:
    """Measure what each feature of the offline grader brings. Example: `coach eval features`."""
    feature_trials(sets, writable(out), Settings().models_folder)


def rules(
    out: Annotated[Path, typer.Option(help="Write the table here.")] = RESULTS / "grading-rules.md",
    every: Annotated[int, typer.Option(min=1, help="Every how manieth question of the bank is attacked.")] = 9,
) -> None:
    """Measure what each rule of the offline grader brings. Example: `coach eval rules`."""
    rule_trials(writable(out), Settings().models_folder, every)


def bank_answers(as_json: AsJson = False) -> None:
    """Grade the bank's own strong answers and typical wrong statements. Example: `coach eval bank-answers`."""
    with Bar("questions graded") as progress:
        report = evaluate_bank_answers(
            load_bank(Settings().corpus / "questions"), OfflineGrader(default_embedder()), progress
        )
    typer.echo(report.as_json() if as_json else report.render())


def careful(
    cases: Annotated[
        Path,
        typer.Option(help="A file of JSON lines: question, wrong (one of its wrong statements), says, text, how."),
    ] = CAREFUL,
    as_json: AsJson = False,
) -> None:
    """Count where typical wrong statements are told, rightly or not. Example: `coach eval careful`."""
    with Bar("sentences graded") as progress:
        report = evaluate_careful(
            read_careful(cases), load_bank(Settings().corpus / "questions"), OfflineGrader(default_embedder()), progress
        )
    typer.echo(report.as_json() if as_json else report.render())


def probes(
    cases: Annotated[Path, typer.Option(help="A file of JSON lines, as for `coach eval verdicts`.")] = INDEPENDENT,
    as_json: AsJson = False,
) -> None:
    """Count first follow-ups that ask for what was said. Example: `coach eval probes`."""
    with Bar("answers graded") as progress:
        report = evaluate_probes(
            read_cases(cases), load_bank(Settings().corpus / "questions"), OfflineGrader(default_embedder()), progress
        )
    typer.echo(report.as_json() if as_json else report.render())


def appeals(
    fit: Annotated[bool, typer.Option("--fit", help="On the other half, and tell what grants one in twenty.")] = False,
    as_json: AsJson = False,
) -> None:
    """Contest each verdict that withholds points. Example: `coach eval appeals`."""
    embedder = default_embedder()
    grader = OfflineGrader(embedder)
    contests = list(of_appeals.contests(load_bank(Settings().corpus / "questions"), grader, embedder, fit=fit))
    if fit:
        typer.echo(of_appeals.fitted(contests, grader))
    with Bar("appeals looked at") as progress:
        outcomes = of_appeals.judged(contests, grader, progress)
    typer.echo(of_appeals.as_json(outcomes) if as_json else of_appeals.report(outcomes))
