"""Each table of eval/results/ is what its JSON document renders to: neither can be changed without the other."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import TypeAdapter

from app.settings import Settings
from eval.answers import grade_citations, quality
from eval.corpus.stats import run_stats
from eval.grading import follow_ups, gold, public_sets, verdicts
from eval.report.docs import RESULTS
from eval.report.everything import every_retrieval_table, grading_table, retrieval_table
from eval.retrieval import ablation, chunking, held_out, refusal, search, spans
from eval.speed import bench
from eval.speed.material import Figure, Left
from eval.speed.search_growth import Point

Render = Callable[[Any], str]


def one(kind: Any) -> Render:
    """A document that is one report."""
    return lambda document: TypeAdapter(kind).validate_python(document).render()


def each(kind: Any) -> Render:
    """A document that is a list of reports, told one below the other."""
    return lambda document: "\n\n".join(map(one(kind), document))


def benched(document: Any) -> str:
    for item in document["figures"]:
        assert item.pop("is_met") == Figure(**item).is_met
    figures, left, points = (
        tuple(kind(**item) for item in document[key])
        for kind, key in ((Figure, "figures"), (Left, "left"), (Point, "growth"))
    )
    return bench.Report(document["machine"], figures, left, points).render()


def retrieved(document: Any) -> list[search.Report]:
    # The run itself is not kept: it is what `--out` writes.
    return TypeAdapter(list[search.Report]).validate_python([{"run": {}, **item} for item in document])


def graded(document: Any) -> list[public_sets.Report]:
    return TypeAdapter(list[public_sets.Report]).validate_python(document)


def golden(document: Any) -> str:
    # A run with a language model is not made again for a field that it would leave empty.
    return gold.render_gold(TypeAdapter(gold.GoldReport).validate_python({"left_out": {}, **document}))


TABLES: dict[str, tuple[str, Render]] = {
    "answers": ("answers", one(quality.Report)),
    "ablation-copies": ("ablation-copies", one(ablation.Report)),
    "ablation-own": ("ablation-own", one(ablation.Report)),
    "ablation-shared": ("ablation-shared", one(ablation.Report)),
    "bench": ("bench", benched),
    "chunking": ("chunking", each(chunking.Report)),
    "citations": ("citations", one(grade_citations.Both)),
    "citations-llm": ("citations-llm", one(grade_citations.Both)),
    "follow-ups": ("follow-ups", one(follow_ups.Report)),
    "gold": ("gold", golden),
    "gold-llm": ("gold-llm", golden),
    "grading": ("grading", lambda document: grading_table(graded(document))),
    "grading-all": ("grading", lambda document: "\n\n".join(map(public_sets.render, graded(document)))),
    "refusal": ("refusal", one(refusal.Report)),
    "retrieval": ("retrieval", lambda document: retrieval_table(retrieved(document))),
    "retrieval-all": ("retrieval", lambda document: every_retrieval_table(retrieved(document))),
    "settings-held-out": ("settings-held-out", one(held_out.Report)),
    "spans": ("spans", each(spans.Report)),
    "verdicts": ("verdicts", one(verdicts.VerdictsReport)),
}
# Written by coach eval coding, escapes, features, rules and docs; test_docs.py and test_rag_demo.py hold those of docs.
WITHOUT_DOCUMENT = {
    "coding",
    "coverage",
    "escapes",
    "grading-ablations",
    "grading-rules",
    "grading-trials",
    "headline",
    "rag-demo",
    "settings",
}


def told(name: str) -> str:
    """A table without the fence around it."""
    return (RESULTS / f"{name}.md").read_text(encoding="utf-8").removeprefix("```\n").removesuffix("```\n").strip("\n")


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_what_its_document_renders_to(name: str) -> None:
    source, render = TABLES[name]
    document = json.loads((RESULTS / f"{source}.json").read_text(encoding="utf-8"))
    assert told(name) == render(document).strip("\n"), f"measure {name} again, or write its table from {source}.json"


def test_every_result_is_held_to_its_document() -> None:
    assert {path.stem for path in RESULTS.glob("*.md")} - WITHOUT_DOCUMENT == set(TABLES)
    assert {path.stem for path in RESULTS.glob("*.json")} == {source for source, _ in TABLES.values()}


def test_the_coverage_is_that_of_the_corpus() -> None:
    assert told("coverage") == run_stats(Settings(_env_file=None).corpus).render().strip("\n")
