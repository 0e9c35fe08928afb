"""`coach eval chunking`: how documents are cut, side by side at equal retrieved tokens.

Decides the ways that are compared: one thing at a time away from the product's own cut. Passages of other
sizes are only comparable by the text they return, so recall is read at token budgets, not at passages.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from eval.figures.agreement import Figure
from eval.figures.intervals import shown, table
from eval.retrieval.spans import BUDGETS_TOKENS, Labelled, report, searching
from ingest.documents.document import Document
from ingest.embedding.embedder import Embedder
from ingest.index.fuse import SearchSettings
from ingest.index.search import Index
from ingest.passages.section import Section
from ingest.passages.split import Passage, SplitSettings
from ingest.passages.token_counts import count_tokens
from ingest.passages.windows import WindowSettings
from ingest.pipeline.build import build_documents
from ingest.pipeline.steps import BuildSettings, Loaded, sections

Cut = Callable[[Document], list[Passage]]


@dataclass(frozen=True)
class Way:
    """One way to cut: settings of ingestion and of the search for them, or a cut of its own."""

    name: str
    settings: BuildSettings = field(default_factory=BuildSettings)
    search: SearchSettings = field(default_factory=SearchSettings)
    cut: Cut | None = None


@dataclass(frozen=True)
class Outcome:
    """What a way returned: recall (0..1) at each of BUDGETS_TOKENS, and how many passages and windows it made."""

    name: str
    passages: int
    windows: int
    recall: tuple[Figure, ...]


@dataclass(frozen=True)
class Report:
    """The outcomes on one data set, the product's own cut first."""

    dataset: str
    outcomes: tuple[Outcome, ...]

    def render(self) -> str:
        """A text table: a way a row, recall at each budget in per cent with 95 % intervals."""
        head = [self.dataset, "passages", "windows", *(f"{budget:,} tokens" for budget in BUDGETS_TOKENS)]
        rows = [
            [one.name, f"{one.passages:,}", f"{one.windows:,}", *(shown(figure) for figure in one.recall)]
            for one in self.outcomes
        ]
        return table(head, rows)

    def as_json(self) -> str:
        """One JSON document with every figure and its interval."""
        return json.dumps(asdict(self), indent=1)


def fixed(document: Document, tokens: int) -> list[Passage]:
    """Pieces of about `tokens` tokens, cut at a space wherever that is: what a naive splitter does."""
    per_token = len(document.text) / max(count_tokens(document.text), 1)
    return _packed(document, _words_ends(document.text), int(tokens * per_token))


def sentences(document: Document, tokens: int) -> list[Passage]:
    """Whole sentences, packed up to about `tokens` tokens; headings and lists are not looked at."""
    per_token = len(document.text) / max(count_tokens(document.text), 1)
    ends = [at + 1 for at, mark in enumerate(document.text[:-1]) if mark in ".!?\n" and document.text[at + 1].isspace()]
    return _packed(document, ends, int(tokens * per_token))


def _words_ends(text: str) -> list[int]:
    return [at for at, mark in enumerate(text) if mark.isspace()]


def _packed(document: Document, ends: Sequence[int], chars: int) -> list[Passage]:
    """Stretches of at most `chars` characters between two of `ends`, where those are near enough.

    Each has the headings that hold where it begins: without them the splitting was blamed for the lost breadcrumbs.
    """
    found: list[Passage] = []
    above = list(sections([document]))
    start = 0
    bounds = [end for end in ends if end < len(document.text)] + [len(document.text)]
    for end, following in zip(bounds, [*bounds[1:], None], strict=True):
        if (following is None or following - start > chars) and document.text[start:end].strip():
            text = document.text[start:end]
            headings = _headings_at(start + len(text) - len(text.lstrip()), above, document.title)
            found.append(Passage(document.id, document.title, headings, start, end, count_tokens(text), text))
            start = end
    return found


def _headings_at(position: int, above: Sequence[Section], title: str) -> tuple[str, ...]:
    """The path of headings over a character, the title left out, as split.py has it for its passages."""
    return tuple(one.heading for one in above if one.start <= position < one.end and one.heading != title)


def ways() -> tuple[Way, ...]:
    """The product's cut, then one thing changed at a time."""
    own = BuildSettings()

    def sized(least: int, most: int) -> BuildSettings:
        return replace(own, split=SplitSettings(least, most))

    def windowed(**changed: int | bool) -> BuildSettings:
        return replace(own, window=replace(WindowSettings(), **changed))  # type: ignore[arg-type]

    return (
        Way("product: 200-500 tokens, windows of 64 and 254"),
        Way("passages of 100-250 tokens", sized(100, 250)),
        Way("passages of 400-800 tokens", sized(400, 800)),
        Way("windows of 32 pieces", windowed(pieces=32)),
        Way("windows of 128 pieces", windowed(pieces=128)),
        Way("no wide window", windowed(wide=0), SearchSettings(wide_weight=0.0)),
        Way("windows overlap by 16", windowed(overlap=16)),
        Way("no breadcrumbs", windowed(breadcrumbs=False)),
        Way("sentences packed to 350 tokens", cut=lambda document: sentences(document, 350)),
        Way("fixed size of 350 tokens", cut=lambda document: fixed(document, 350)),
    )


def evaluate(labelled: Labelled, embedder: Embedder, work: Path, told: Callable[[str], None] | None = None) -> Report:
    """Index the documents in each way in `work` and measure it; `told` hears of each way that is done."""
    outcomes = []
    for number, way in enumerate(ways()):
        passages = None if way.cut is None else [passage for one in labelled.documents for passage in way.cut(one)]
        folder = work / f"way-{number}"
        built = build_documents(
            Loaded(labelled.documents, passages=passages, phrasings=labelled.phrasings), folder, embedder, way.settings
        )
        search = searching(Index(folder, embedder, way.search))
        found = report(labelled.name, built.passages, labelled.queries, search)
        recall = tuple(found.returned[f"{budget:,} tokens"][0] for budget in BUDGETS_TOKENS)
        outcomes.append(Outcome(way.name, built.passages, built.windows, recall))
        if told is not None:
            told(way.name)
    return Report(labelled.name, tuple(outcomes))


def plot(reports: Sequence[Report], path: Path) -> None:
    """Draw recall at the middle budget, a panel a data set, as PNG."""
    import matplotlib as mpl  # noqa: PLC0415 - optional and slow

    mpl.use("Agg")
    from matplotlib import pyplot  # noqa: PLC0415 - optional and slow

    middle = len(BUDGETS_TOKENS) // 2
    drawing, panels = pyplot.subplots(1, len(reports), figsize=(6.2 * len(reports), 4.2), sharey=True, squeeze=False)
    for panel, one in zip(panels[0], reports, strict=True):
        names = [outcome.name for outcome in one.outcomes][::-1]
        figures = [outcome.recall[middle] for outcome in one.outcomes][::-1]
        values = [100 * (figure.value or 0.0) for figure in figures]
        below = [100 * max((figure.value or 0.0) - _or(figure.low, figure.value), 0.0) for figure in figures]
        above = [100 * max(_or(figure.high, figure.value) - (figure.value or 0.0), 0.0) for figure in figures]
        panel.errorbar(values, range(len(names)), xerr=[below, above], fmt="o", color="#1f4e79", capsize=3)
        panel.axvline(values[-1], color="#999999", linewidth=0.8)
        panel.set_yticks(range(len(names)), names)
        panel.set_xlabel(f"share of the labelled text in {BUDGETS_TOKENS[middle]:,} tokens, %")
        panel.set_title(one.dataset)
    drawing.tight_layout()
    drawing.savefig(path, dpi=120, metadata={"Software": None})
    pyplot.close(drawing)


def _or(bound: float | None, value: float | None) -> float:
    """A bound of an interval; the value itself where there is none."""
    return bound if bound is not None else value or 0.0
