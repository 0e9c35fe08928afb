"""`coach eval all`: every measurement of quality in one run, written to eval/results/ and into the pages.

Decides which sets are measured and what stands in which result file. Sets that are not there are
left out and named; speed is measured by `coach bench`, since it needs a quiet machine: `make eval` runs both.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.answering.retriever import Retriever
from app.coach.coach import Coach
from app.coach.questions import Questions
from app.grading.offline import OfflineGrader
from app.opening import open_tutor
from app.settings import Settings
from eval.answers import citations
from eval.answers.grade_citations import Both, evaluate_grades, on_labelled
from eval.corpus.stats import run_stats
from eval.figures.agreement import Figure
from eval.figures.folders import CASES, RESULTS, writable
from eval.figures.intervals import shown, table
from eval.grading import follow_ups
from eval.grading.dataset import DatasetError
from eval.grading.gold import evaluate_gold, gold_as_json, render_gold
from eval.grading.gold_cases import labelled_bank, read_gold
from eval.grading.public_sets import Report as Grading
from eval.grading.public_sets import as_json, evaluate_offline, render
from eval.retrieval import ablation, chunking, held_out, ladder, refusal, search, spans
from eval.retrieval.score_table import Scored, score_beir, score_spans
from ingest.embedding.embedder import Embedder
from ingest.index.rerank import PairScorer
from ingest.index.search import Index
from ingest.pipeline.build import build

SETTINGS = "settings-held-out"
Say = Callable[[str], None]


@dataclass(frozen=True)
class Bench:
    """What every measurement takes: the embedder, the settings, the shared sets, the reranker, a place for indexes.

    `also`: folders of further retrieval sets.
    """

    embedder: Embedder
    settings: Settings
    data: Path
    also: tuple[Path, ...] = ()
    scorer: PairScorer | None = None

    @property
    def retrieval_sets(self) -> list[Path]:
        """The folders of all retrieval sets; a stray file beside them, such as .DS_Store, is none.

        Raises:
            DatasetError: a further folder holds no set.
        """
        sets = _folders(self.data / "retrieval")
        for above in self.also:
            found = _folders(above)
            if not found:
                raise DatasetError(f"{above} holds no folder of a retrieval set; `coach eval faq` makes one")
            sets += found
        return sets

    def work(self, name: str) -> Path:
        """The folder of the index that a measurement builds; kept, so that a second run embeds nothing."""
        return self.settings.home / "eval" / name


def _folders(above: Path) -> list[Path]:
    return sorted(path for path in above.iterdir() if path.is_dir()) if above.is_dir() else []


def own_labels(settings: Settings, index: Index | None = None) -> spans.Labelled:
    """The labels over our own corpus, with its documents.

    Raises:
        DatasetError: they cannot be read, or `index` does not hold the labelled documents.
    """
    labelled = spans.read_labelled("our own corpus", settings.corpus_paths, CASES / "own" / "queries.jsonl")
    if index is not None:
        spans.check_holds(index, labelled)
    return labelled


def shared_spans(data: Path) -> spans.Labelled:
    """The shared documents with their labels."""
    folder = data / "spans"
    return spans.read_labelled("shared spans", [folder / "documents"], folder / "queries.jsonl")


def labelled_set(settings: Settings, folder: Path | None) -> spans.Labelled:
    """A labelled set in a folder with documents/ and queries.jsonl; our own labels where none is named."""
    if folder is None:
        return own_labels(settings)
    return spans.read_labelled(folder.resolve().name, [folder / "documents"], folder / "queries.jsonl")


def measure_all(bench: Bench, coach: Coach, say: Say) -> list[str]:
    """Measure everything and write it; returns the names of the sets that were not there.

    Raises:
        DatasetError: a set cannot be read, or the coach's index is not the corpus' own.
    """
    own_labels(bench.settings, coach.questions.retriever.index)
    missing = [name for name in ("retrieval", "spans", "grading") if not (bench.data / name).is_dir()]
    write("coverage", run_stats(bench.settings.corpus).render(), "", fenced=False)
    if bench.retrieval_sets:
        measure_retrieval(bench, say)
    measure_spans(bench, coach.questions.retriever, say)
    if bench.retrieval_sets or "spans" not in missing:
        settings = measure_settings(bench, coach.questions.retriever.index, say)
        write(SETTINGS, settings.render(), settings.as_json())
    if "grading" not in missing:
        measure_grading(bench, say)
    measure_gold(coach, OfflineGrader(bench.embedder), say)
    measure_citations(bench, coach, say)
    measure_refusal(bench, coach.questions, say)
    measure_ways(bench, say)
    return missing


def measure_retrieval(bench: Bench, say: Say) -> None:
    """Every set in BEIR layout: the product beside plain vectors, its windows alone, BM25 and rank fusion."""
    reports = []
    for folder in bench.retrieval_sets:
        say(f"retrieval: {folder.name}")
        reports.append(search.evaluate(folder, bench.embedder, bench.work(folder.name), scorer=bench.scorer))
    write("retrieval", retrieval_table(reports), json.dumps([json.loads(one.as_json()) for one in reports]))
    write("retrieval-all", every_retrieval_table(reports), "")


def retrieval_table(reports: Sequence[search.Report]) -> str:
    """nDCG@10 of every set, a way a column."""
    ways = list(reports[0].ways)
    rows = [[f"{one.dataset} ({one.queries} queries)", *(shown(one.ways[way][0]) for way in ways)] for one in reports]
    return table(["nDCG@10, %", *ways], rows)


def every_retrieval_table(reports: Sequence[search.Report]) -> str:
    """The table of nDCG@10, and below it every measure of every set."""
    return "\n\n".join((retrieval_table(reports), *(one.render() for one in reports)))


def measure_settings(bench: Bench, own_index: Index, say: Say) -> held_out.Report:
    """The weights of the search, chosen for each set on the others."""
    return held_out.evaluate(_scored(bench, own_index, say), say)


def measure_ladder(bench: Bench, own_index: Index, say: Say) -> ladder.Report:
    """What might find more without another model, on the same sets."""
    return ladder.evaluate([ladder.windows_of(one, bench.embedder) for one in _scored(bench, own_index, say)], say)


def _scored(bench: Bench, own_index: Index, say: Say) -> list[Scored]:
    sets = []
    for folder in bench.retrieval_sets:
        say(f"settings: {folder.name}")
        sets.append(score_beir(folder, bench.embedder, bench.work(folder.name)))
    if (bench.data / "spans").is_dir():
        say("settings: shared spans")
        shared = shared_spans(bench.data)
        build([bench.data / "spans" / "documents"], bench.work("spans"), bench.embedder)
        sets.append(score_spans(shared, bench.work("spans"), bench.work("spans-plain"), bench.embedder))
    say("settings: our own corpus")
    own = own_labels(bench.settings)
    sets.append(score_spans(own, own_index.folder, bench.work("own-plain"), bench.embedder))
    return sets


def measure_spans(bench: Bench, own: Retriever, say: Say) -> None:
    """Labels by character spans: the shared documents, and our own corpus in its own index."""
    reports = []
    if (bench.data / "spans").is_dir():
        say("spans: shared documents")
        reports.append(spans.evaluate(bench.data / "spans", bench.embedder, bench.work("spans"), scorer=bench.scorer))
    say("spans: our own corpus")
    reports.append(own_spans(bench.settings, own))
    write(
        "spans",
        "\n\n".join(one.render() for one in reports),
        json.dumps([json.loads(one.as_json()) for one in reports]),
    )


def own_spans(settings: Settings, own: Retriever) -> spans.Report:
    """The labels over our own corpus, as the retriever of the settings ranks it."""
    labelled = own_labels(settings, own.index)
    search = spans.searching(own)
    return spans.report(labelled.name, own.index.passages, labelled.queries, search, settings.reranker)


def measure_grading(bench: Bench, say: Say) -> None:
    """The offline grader against people, each set left out of its own fit."""
    reports = []
    for path in sorted((bench.data / "grading").glob("*.jsonl")):
        say(f"grading: {path.stem}")
        reports.append(evaluate_offline(path, bench.embedder))
    write("grading", grading_table(reports), json.dumps([json.loads(as_json(one)) for one in reports]))
    write("grading-all", "\n\n".join(render(one) for one in reports), "")


def grading_table(reports: Sequence[Grading]) -> str:
    """Pearson's r of every set, the grader beside its baselines."""
    head = ["Pearson r", "grader", "within questions", "word recall", "cosine", "length only"]
    rows = []
    for one in reports:
        found = {figure.name: figure for figure in (*one.figures, *one.baselines)}
        names = ("pearson r", "r within questions", "word recall", "cosine", "length only")
        rows.append([f"{one.dataset} ({one.rows:,} answers)", *(plain(found, name) for name in names)])
    return table(head, rows)


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
    report = evaluate_gold(CASES, labelled_bank(CASES, coach.bank.questions), grader)
    write("gold", render_gold(report), gold_as_json(report))
    say("follow-ups")
    short = follow_ups.evaluate(follow_ups.read_follow_ups(CASES), labelled_bank(CASES, coach.bank.questions), grader)
    write("follow-ups", short.render(), short.as_json())


def measure_citations(bench: Bench, coach: Coach, say: Say) -> None:
    """Every own query asked and every gold answer graded, both offline; what they cite held against the labels."""
    say("citations")
    # The coach may have a language model, which is measured by `coach eval citations --tutor llm` alone.
    tutor = open_tutor(bench.settings, coach.questions.retriever, bench.embedder, coach.bank)
    questions = replace(coach.questions, tutor=tutor)
    interviews = replace(on_labelled(coach.interviews, CASES), grader=OfflineGrader(bench.embedder))
    labelled = own_labels(bench.settings)
    shelf = citations.Shelf(coach.questions.retriever.index.texts, labelled.documents)
    answers = citations.evaluate(labelled.queries, questions.ask, shelf)
    grades = evaluate_grades(read_gold(CASES, interviews.bank.questions), interviews, shelf)
    report = Both(answers, grades)
    write("citations", report.render(), report.as_json())


def measure_refusal(bench: Bench, questions: Questions, say: Say) -> None:
    """What the coach refuses of our own queries, and what a minimum score alone would."""
    say("refusal")
    report = own_refusal(bench.settings, questions)
    write("refusal", report.render(), report.as_json())


def own_refusal(settings: Settings, questions: Questions) -> refusal.Report:
    """What is refused of our own queries in an index that holds what they are labelled in."""
    retriever = questions.retriever
    return refusal.evaluate(own_labels(settings, retriever.index).queries, retriever.find, questions.answers)


def measure_ways(bench: Bench, say: Say) -> None:
    """The ablation of each stage of retrieval and the comparison of ways to cut, on both labelled sets."""
    sets = [own_labels(bench.settings)]
    if (bench.data / "spans").is_dir():
        sets.insert(0, shared_spans(bench.data))
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
    writable(RESULTS).mkdir(exist_ok=True)
    body = f"```\n{text.rstrip()}\n```\n" if fenced else text.rstrip() + "\n"
    (RESULTS / f"{name}.md").write_text(body, encoding="utf-8")
    if document:
        (RESULTS / f"{name}.json").write_text(json.dumps(json.loads(document), indent=1) + "\n", encoding="utf-8")
