"""`coach bench`: speed and cost of everything that has a target. What is compared is measured in one run.

Decides which parts exist, how their figures are reported and which saved figures are kept. How each part is measured
is decided in ingest_cost.py, query_cost.py, grade_cost.py, turn_cost.py and search_growth.py. The results are
bench.json, bench.md and growth.png in `eval/results/`.
"""

import json
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.answering.index_opening import open_embedder, open_retriever
from app.settings import Settings
from eval.figures.folders import RESULTS
from eval.speed.grade_cost import measure_grade
from eval.speed.ingest_cost import measure_again, measure_pipeline, measure_quality, measure_throughput
from eval.speed.material import Figure, Left, Measured
from eval.speed.query_cost import measure_cold, measure_memory, measure_warm
from eval.speed.search_growth import Point, measure_growth, plot, table
from eval.speed.turn_cost import measure_turn
from ingest.embedding.embedder import Embedder
from ingest.errors import BadRequest

PARTS = ("ingest", "query", "grade", "turn", "cold", "memory", "again", "growth")


@dataclass(frozen=True)
class Sources:
    """Optional inputs of a bench: a retrieval set in BEIR layout, and a Python interpreter that has LangChain."""

    dataset: Path | None = None
    langchain: Path | None = None


@dataclass(frozen=True)
class Report:
    """The machine, everything that was measured on it, and what could not be measured."""

    machine: str
    figures: tuple[Figure, ...]
    left: tuple[Left, ...]
    points: tuple[Point, ...] = ()

    def render(self) -> str:
        """As markdown: a table of figures with their targets, a list of what was left out, the table of growth."""
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

    def with_kept(self, parts: Sequence[str], folder: Path) -> "Report":
        """This report of `parts`, and the saved figures of all other parts.

        Raises:
            BadRequest: the saved figures cannot be kept (see `kept`).
        """
        saved = kept(parts, self.machine, folder)
        if saved is None:
            return self
        figures = [item for item in saved.figures if item.part not in parts]
        left = [item for item in saved.left if item.part not in parts]
        in_order = sorted((*figures, *self.figures), key=lambda item: PARTS.index(item.part))
        points = self.points if "growth" in parts else saved.points
        return Report(self.machine, tuple(in_order), (*left, *self.left), points)

    def save(self, folder: Path = RESULTS) -> None:
        """Write bench.json, bench.md and, where growth was measured, growth.png."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "bench.json").write_text(json.dumps(self.as_json(), indent=1) + "\n", encoding="utf-8")
        (folder / "bench.md").write_text(self.render(), encoding="utf-8")
        if self.points:
            plot(self.points, folder / "growth.png")


def kept(parts: Sequence[str], where: str, folder: Path = RESULTS) -> Report | None:
    """The saved report whose other parts stay when `parts` are saved; None where nothing has to be kept.

    Must be asked before anything is measured. `--part query --save` on another machine once wrote a file without the
    figures of ingest, again and growth, and nobody noticed.

    Raises:
        BadRequest: a part does not exist, or the saved report is of another machine than `where` or cannot be read.
    """
    _check_parts(parts)
    path = folder / "bench.json"
    others = [part for part in PARTS if part not in parts]
    if not others or not path.exists():
        return None
    way_out = f"measure all parts (no --part), or move {path} away, which drops what it holds of {', '.join(others)}"
    try:
        saved = _saved(path)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, BadRequest) as error:
        told = f"{type(error).__name__}: {error}"
        raise BadRequest(f"{path} cannot be read ({told}), and this machine is {where}; {way_out}") from error
    if saved.machine != where:
        raise BadRequest(
            f"{path} was measured on another machine ({saved.machine}) than this one ({where}), and figures of two "
            f"machines are not mixed; {way_out}"
        )
    return saved


def _saved(path: Path) -> Report:
    """The report in a bench.json."""
    row = json.loads(path.read_text(encoding="utf-8"))
    figures = tuple(Figure(**_without(item, "is_met")) for item in row["figures"])
    _check_parts([item.part for item in figures])
    left, points = (Left(**item) for item in row["left"]), (Point(**point) for point in row["growth"])
    return Report(str(row["machine"]), figures, tuple(left), tuple(points))


def _check_parts(parts: Sequence[str]) -> None:
    unknown = sorted(set(parts) - set(PARTS))
    if unknown:
        raise BadRequest(f"there is no part {', '.join(unknown)}; the parts are {', '.join(PARTS)}")


def run(settings: Settings, parts: Sequence[str] = PARTS, sources: Sources | None = None) -> Report:
    """Measure the named parts, in the order of PARTS.

    Raises:
        BadRequest: a part does not exist.
        IndexUnusable: the model or the index cannot be opened.
    """
    _check_parts(parts)
    given = sources or Sources()
    where = machine()
    embedder = open_embedder(settings)
    # Builds the index of the corpus if it is missing; cold, memory and growth are measured on it.
    open_retriever(settings, embedder)
    found: Measured = []
    points: list[Point] = []
    measures: dict[str, Callable[[Settings, Embedder], Measured]] = {
        "ingest": lambda chosen, model: _ingest(chosen, model, given.dataset),
        "query": lambda chosen, model: measure_warm(chosen, model, given.langchain),
        "grade": measure_grade,
        "turn": measure_turn,
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
    """The processor, its cores, the fast arithmetic it has that matters here, and the version of Python."""
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
