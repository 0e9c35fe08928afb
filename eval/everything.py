"""`coach eval all`: every measurement of quality in one run, written to eval/results/ and into the README.

Decides which sets are measured and what stands in which result file. Sets that are not there are
left out and named; speed is measured by `coach bench`, since it needs a quiet machine.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.coach import Coach
from app.grading.offline import OfflineGrader
from app.retrieval.tutor import OfflineTutor
from app.settings import PROJECT, Settings
from eval import ablation, chunking, citations, refusal, retrieval, spans
from eval.citations_grades import Both, evaluate_grades
from eval.corpus_stats import run_stats
from eval.gold import evaluate_gold, gold_as_json, render_gold
from eval.gold_cases import read_gold
from eval.grading import as_json, evaluate_offline, render
from eval.grading_metrics import Figure
from eval.intervals import shown, table
from eval.readme import RESULTS
from ingest.embed import Embedder
from ingest.index import Index

CASES = PROJECT / "eval" / "cases"
Say = Callable[[str], None]


@dataclass(frozen=True)
class Bench:
    """What every measurement takes: the embedder, the settings, the shared sets, and a place for indexes."""

    embedder: Embedder
    settings: Settings
    data: Path

    def work(self, name: str) -> Path:
        """The folder of the index that a measurement builds; kept, so that a second run embeds nothing."""
        return self.settings.home / "eval" / name


def own_labels(settings: Settings) -> spans.Labelled:
    """The labels over our own corpus, with its documents."""
    return spans.read_labelled("our own corpus", settings.corpus_paths, CASES / "own" / "queries.jsonl")


def measure_all(bench: Bench, coach: Coach, say: Say) -> list[str]:
    """Measure everything and write it; returns the names of the sets that were not there."""
    missing = [name for name in ("retrieval", "spans", "grading") if not (bench.data / name).is_dir()]
    write("coverage", run_stats(bench.settings.corpus).render(), "", fenced=False)
    if "retrieval" not in missing:
        measure_retrieval(bench, say)
    measure_spans(bench, coach.retriever.index, say)
    if "grading" not in missing:
        measure_grading(bench, say)
    measure_gold(coach, OfflineGrader(bench.embedder), say)
    measure_citations(bench, coach, say)
    measure_refusal(bench, coach.retriever.index, say)
    measure_ways(bench, say)
    return missing


def measure_retrieval(bench: Bench, say: Say) -> None:
    """Every set in BEIR layout: the product beside vectors alone, BM25 and rank fusion."""
    reports = []
    for folder in sorted((bench.data / "retrieval").iterdir()):
        say(f"retrieval: {folder.name}")
        reports.append(retrieval.evaluate(folder, bench.embedder, bench.work(folder.name)))
    ways = list(reports[0].ways)
    rows = [[f"{one.dataset} ({one.queries} queries)", *(shown(one.ways[way][0]) for way in ways)] for one in reports]
    text = table(["nDCG@10, %", *ways], rows) + "\n\n" + "\n\n".join(one.render() for one in reports)
    write("retrieval", table(["nDCG@10, %", *ways], rows), json.dumps([json.loads(one.as_json()) for one in reports]))
    write("retrieval-all", text, "")


def measure_spans(bench: Bench, own_index: Index, say: Say) -> None:
    """Labels by character spans: the shared documents, and our own corpus in its own index."""
    reports = []
    if (bench.data / "spans").is_dir():
        say("spans: shared documents")
        reports.append(spans.evaluate(bench.data / "spans", bench.embedder, bench.work("spans")))
    say("spans: our own corpus")
    labelled = own_labels(bench.settings)
    reports.append(spans.report("our own corpus", own_index.passages, labelled.queries, spans.searching(own_index)))
    write(
        "spans",
        "\n\n".join(one.render() for one in reports),
        json.dumps([json.loads(one.as_json()) for one in reports]),
    )


def measure_grading(bench: Bench, say: Say) -> None:
    """The offline grader against people, each set left out of its own fit."""
    reports = []
    for path in sorted((bench.data / "grading").glob("*.jsonl")):
        say(f"grading: {path.stem}")
        reports.append(evaluate_offline(path, bench.embedder))
    head = ["Pearson r", "grader", "within questions", "word recall", "cosine", "length only"]
    rows = []
    for one in reports:
        found = {figure.name: figure for figure in (*one.figures, *one.baselines)}
        names = ("pearson r", "r within questions", "word recall", "cosine", "length only")
        rows.append([f"{one.dataset} ({one.rows:,} answers)", *(plain(found, name) for name in names)])
    write("grading", table(head, rows), json.dumps([json.loads(as_json(one)) for one in reports]))
    write("grading-all", "\n\n".join(render(one) for one in reports), "")


def plain(found: Mapping[str, Figure], name: str) -> str:
    """A figure as '0.55 [0.43, 0.61]'; '-' where it is not defined."""
    figure = found.get(name)
    if figure is None or figure.value is None:
        return "-"
    if figure.low is None or figure.high is None:
        return f"{figure.value:.2f}"
    return f"{figure.value:.2f} [{figure.low:.2f}, {figure.high:.2f}]"


def measure_gold(coach: Coach, grader: OfflineGrader, say: Say) -> None:
    """The offline grader against our own gold answers, on the half that no fit has seen."""
    say("gold answers")
    report = evaluate_gold(CASES, coach.bank, grader)
    write("gold", render_gold(report), gold_as_json(report))


def measure_citations(bench: Bench, coach: Coach, say: Say) -> None:
    """Every own query asked and every gold answer graded, both offline; what they cite held against the labels."""
    say("citations")
    # The coach may have a language model, which is measured by `coach eval citations --tutor llm` alone.
    offline = replace(coach, tutor=OfflineTutor(bench.embedder), grader=OfflineGrader(bench.embedder))
    labelled = own_labels(bench.settings)
    shelf = citations.Shelf(coach.retriever.index.texts, labelled.documents)
    answers = citations.evaluate(labelled.queries, offline.ask, shelf)
    grades = evaluate_grades(read_gold(CASES, coach.bank), offline, shelf)
    report = Both(answers, grades)
    write("citations", report.render(), report.as_json())


def measure_refusal(bench: Bench, index: Index, say: Say) -> None:
    """What the bound on evidence refuses of our own queries, and what other bounds would."""
    say("refusal")
    report = refusal.evaluate(own_labels(bench.settings).queries, lambda query: index.search(query, 1)[0])
    write("refusal", report.render(), report.as_json())


def measure_ways(bench: Bench, say: Say) -> None:
    """The ablation of each stage of retrieval and the comparison of ways to cut, on both labelled sets."""
    sets = [own_labels(bench.settings)]
    if (bench.data / "spans").is_dir():
        folder = bench.data / "spans"
        sets.insert(0, spans.read_labelled("shared spans", [folder / "documents"], folder / "queries.jsonl"))
    for name, labelled in zip(("shared", "own")[-len(sets) :], sets, strict=True):
        say(f"ablation: {labelled.name}")
        one = ablation.evaluate(labelled, bench.embedder, bench.work(f"ablation-{name}"))
        write(f"ablation-{name}", one.render(), one.as_json())
    copies = ablation.with_copies(sets[-1])
    say(f"ablation: {copies.name}")
    two = (ablation.EVERYTHING, ablation.COPIES_STAY)
    one = ablation.evaluate(copies, bench.embedder, bench.work("ablation-copies"), two)
    write("ablation-copies", one.render(), one.as_json())
    cuts = []
    for labelled in sets:
        say(f"chunking: {labelled.name}")
        cuts.append(
            chunking.evaluate(labelled, bench.embedder, bench.work(f"chunking-{labelled.name.replace(' ', '-')}"))
        )
    write(
        "chunking", "\n\n".join(one.render() for one in cuts), json.dumps([json.loads(one.as_json()) for one in cuts])
    )
    chunking.plot(cuts, RESULTS / "chunking.png")


def write(name: str, text: str, document: str, *, fenced: bool = True) -> None:
    """Write <name>.md, and <name>.json where there is a document, into eval/results/."""
    RESULTS.mkdir(exist_ok=True)
    body = f"```\n{text.rstrip()}\n```\n" if fenced else text.rstrip() + "\n"
    (RESULTS / f"{name}.md").write_text(body, encoding="utf-8")
    if document:
        (RESULTS / f"{name}.json").write_text(json.dumps(json.loads(document), indent=1) + "\n", encoding="utf-8")
