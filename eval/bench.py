"""`coach bench`: speed and cost of everything that has a target, each as a ratio in one run on one machine.

Decides which parts there are and how they are told; how each is measured is for bench_ingest.py,
bench_query.py, bench_grade.py and growth.py. `eval/results/` keeps bench.json, bench.md and growth.png.
"""

import json
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.errors import BadRequest
from app.retrieval.opening import open_embedder, open_retriever
from app.settings import PROJECT, Settings
from eval.bench_grade import measure_grade
from eval.bench_ingest import measure_again, measure_pipeline, measure_quality, measure_throughput
from eval.bench_material import Figure, Left, Measured
from eval.bench_query import measure_cold, measure_memory, measure_warm
from eval.growth import Point, measure_growth, plot, table
from ingest.embed import Embedder

RESULTS = PROJECT / "eval" / "results"
PARTS = ("ingest", "query", "grade", "cold", "memory", "again", "growth")


@dataclass(frozen=True)
class Sources:
    """What a bench takes from elsewhere: a retrieval set in BEIR layout, an interpreter that has LangChain."""

    dataset: Path | None = None
    langchain: Path | None = None


@dataclass(frozen=True)
class Report:
    """All that was measured, what could not be, and the machine."""

    machine: str
    figures: tuple[Figure, ...]
    left: tuple[Left, ...]
    points: tuple[Point, ...] = ()

    def render(self) -> str:
        """As markdown: a table of figures with their targets, what was left out, the table of growth."""
        rows = [
            f"| {item.part} | {item.name} | {_number(item.value)} {item.unit} | {_target(item)} |"
            for item in self.figures
        ]
        lines = [
            f"Machine: {self.machine}",
            "",
            "| part | what | measured | target |",
            "| --- | --- | --- | --- |",
            *rows,
        ]
        if self.left:
            lines += ["", *(f"- not measured: {item.part}, {item.name}: {item.reason}" for item in self.left)]
        if self.points:
            lines += ["", table(self.points)]
        return "\n".join(lines) + "\n"

    def as_json(self) -> dict[str, Any]:
        """As one JSON document."""
        figures = [{**asdict(item), "is_met": item.is_met} for item in self.figures]
        left, points = [asdict(item) for item in self.left], [asdict(point) for point in self.points]
        return {"machine": self.machine, "figures": figures, "left": left, "growth": points}

    def with_kept(self, folder: Path) -> "Report":
        """With the parts that were not measured now, as they were saved before on the same kind of machine."""
        try:
            saved = json.loads((folder / "bench.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return self
        if saved["machine"] != self.machine:
            return self
        now = {item.part for item in self.figures} | {item.part for item in self.left}
        figures = [Figure(**_without(item, "is_met")) for item in saved["figures"] if item["part"] not in now]
        left = [Left(**item) for item in saved["left"] if item["part"] not in now]
        points = self.points or tuple(Point(**point) for point in saved["growth"])
        in_order = sorted((*figures, *self.figures), key=lambda item: PARTS.index(item.part))
        return Report(self.machine, tuple(in_order), (*left, *self.left), points)

    def save(self, folder: Path = RESULTS) -> None:
        """Write bench.json, bench.md and, where growth was measured, growth.png."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "bench.json").write_text(json.dumps(self.as_json(), indent=1) + "\n", encoding="utf-8")
        (folder / "bench.md").write_text(self.render(), encoding="utf-8")
        if self.points:
            plot(self.points, folder / "growth.png")


def run(settings: Settings, parts: Sequence[str] = PARTS, sources: Sources | None = None) -> Report:
    """Measure the named parts, in their order in PARTS.

    Raises:
        BadRequest: a part that there is not.
        IndexUnusable: the model or the index cannot be opened.
    """
    unknown = sorted(set(parts) - set(PARTS))
    if unknown:
        raise BadRequest(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    given = sources or Sources()
    where = machine()
    embedder = open_embedder(settings)
    # Builds the corpus' index where it is missing: cold, memory and growth are measured on it.
    open_retriever(settings, embedder)
    found: Measured = []
    points: list[Point] = []
    measures: dict[str, Callable[[Settings, Embedder], Measured]] = {
        "ingest": lambda chosen, model: _ingest(chosen, model, given.dataset),
        "query": lambda chosen, model: measure_warm(chosen, model, given.langchain),
        "grade": measure_grade,
        "cold": measure_cold,
        "memory": measure_memory,
        "again": measure_again,
    }
    for part in [part for part in PARTS if part in parts]:
        if part == "growth":
            grown, points = measure_growth(settings, embedder)
            found += grown
        else:
            found += measures[part](settings, embedder)
    figures = tuple(item for item in found if isinstance(item, Figure))
    return Report(where, figures, tuple(item for item in found if isinstance(item, Left)), tuple(points))


def _ingest(settings: Settings, embedder: Embedder, dataset: Path | None) -> Measured:
    quality: Measured = (
        [Left("ingest", "nDCG@10 lost against PyTorch", "give a set in BEIR layout with --dataset")]
        if dataset is None
        else measure_quality(dataset, embedder)
    )
    return [*measure_throughput(settings, embedder), *quality, *measure_pipeline(settings, embedder)]


def machine() -> str:
    """The processor, its cores, and what of its arithmetic matters here."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    facts = dict(line.split(":", 1) for line in reversed(lines) if ":" in line)
    known = {key.strip(): value.strip() for key, value in facts.items()}
    flags = known.get("flags", "").split()
    fast = [name for name in ("avx512_bf16", "amx_bf16", "avx512_vnni", "avx_vnni") if name in flags]
    name = known.get("model name") or platform.processor() or platform.machine()
    arithmetic = " ".join(fast) or "neither bf16 nor VNNI"
    return f"{name}, {os.cpu_count()} cores, {arithmetic}, Python {platform.python_version()}"


def _without(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != name}


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"


def _target(figure: Figure) -> str:
    if figure.at_most is None and figure.at_least is None:
        return ""
    wanted = f"at most {figure.at_most:g}" if figure.at_most is not None else f"at least {figure.at_least:g}"
    return f"{wanted}: {'met' if figure.is_met else 'MISSED'}"
