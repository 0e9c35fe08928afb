"""Document -> Passages of 200-500 tokens, along its structure. Pure.

Decides where a document is cut: of all ways to cut it, the one with the lowest cost. A cut costs more the closer the
parts that it separates belong together; a passage costs more the farther its size is from the middle of the range.
Windows of a passage, which are what is embedded, are cut in windows.py.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from ingest.documents.document import Document
from ingest.documents.structure import Block, BlockKind, heading_name
from ingest.language.sentences import sentence_spans

CountTokens = Callable[[str], int]


@dataclass(frozen=True)
class SplitSettings:
    """Sizes in tokens of cl100k_base. A document or section shorter than `least` may stay short."""

    least_tokens: int = 200
    most_tokens: int = 500


@dataclass(frozen=True)
class Passage:
    """A stretch of a document: `document.text[start:end] == text`, `headings` the path above it.

    The headings are searched with the text but are not part of it.
    """

    document: str
    title: str
    headings: tuple[str, ...]
    start: int
    end: int
    tokens: int
    text: str


@dataclass(frozen=True)
class _Atom:
    """What is never cut: its tokens alone and with the blank space before it, and the cost of a cut before it.

    `must_cut`: something between it and the atom before is dropped, so no passage may hold both.
    """

    start: int
    end: int
    tokens: int
    tokens_joined: int
    cut_cost: float
    heading_level: int = 0
    must_cut: bool = False


# What a cut costs, in units of one squared half-range of size. Chosen by looking at where the guide and the span
# documents were cut; `coach eval chunking` shows that values near these give the same quality.
CUT_BEFORE_HEADING = 0.0
CUT_BETWEEN_PARAGRAPHS = 0.4
CUT_BETWEEN_ITEMS = 0.8
CUT_BETWEEN_SENTENCES = 1.5
CUT_IN_CODE = 3.0
CUT_AFTER_LEAD_IN = 3.0
CUT_AFTER_HEADING = 20.0
SPAN_CHAPTER = 2.5
SPAN_SECTION = 1.2
SPAN_SUBSECTION = 0.5
SPAN_COSTS = {1: SPAN_CHAPTER, 2: SPAN_SECTION}
SHORT_SECTION = 0.8
SHORT_PIECE = 8.0

# The longest token of cl100k. A text with more characters than a limit of such tokens can have is cut without counting
# its tokens: 2 MB without a space took 3 s for each of 12 halvings.
LONGEST_TOKEN_CHARS = 128

FEW_BLANKS = 8

# Both characters of a Windows line end: with a cut between them, 15 % too many tokens were counted.
LINE_END = re.compile(r"[\r\n]+")
# A paragraph that only makes sense with what follows: 'Better metrics:', 'Question: "..."'.
LEAD_IN = re.compile(r":\s*$|^\W*(Question|Q)\b[^\n]{0,20}:", re.IGNORECASE)


def split(document: Document, count_tokens: CountTokens, settings: SplitSettings | None = None) -> list[Passage]:
    """Cut a document into passages, in order; they hold all of it except blank space and `document.dropped`."""
    limits = settings or SplitSettings()
    atoms = _atoms(document, count_tokens, limits.most_tokens)
    passages = _passages(document, atoms, count_tokens, limits)
    tighter = limits
    # Joined atoms may have a few more tokens than their sum: 503 were seen for a limit of 500.
    while (over := max((passage.tokens for passage in passages), default=0) - limits.most_tokens) > 0:
        tighter = replace(tighter, most_tokens=tighter.most_tokens - over)
        passages = _passages(document, atoms, count_tokens, tighter)
    return passages


def _passages(
    document: Document, atoms: list[_Atom], count_tokens: CountTokens, limits: SplitSettings
) -> list[Passage]:
    paths = _heading_paths(document)
    passages = []
    for first, last in _cheapest_cuts(atoms, limits):
        start, end = atoms[first].start, atoms[last - 1].end
        text = document.text[start:end]
        headings = _main_path(paths, start, end)
        passages.append(Passage(document.id, document.title, headings, start, end, count_tokens(text), text))
    return passages


def _atoms(document: Document, count_tokens: CountTokens, most_tokens: int) -> list[_Atom]:
    atoms: list[_Atom] = []
    previous: Block | None = None
    dropped_ends = sorted(end for _, end in document.dropped)
    for block in document.blocks:
        cut = _cut_cost(document.text, previous, block)
        for start, end in _uncuttable(document.text, block, count_tokens, most_tokens):
            before = atoms[-1].end if atoms else start
            must_cut = bool(atoms) and bisect_right(dropped_ends, before) < bisect_right(dropped_ends, start)
            joined = count_tokens(document.text[start if must_cut else before : end])
            # A line end or two make hardly a difference; only for longer blank space are tokens counted a second time.
            tokens = joined if start - before < FEW_BLANKS else count_tokens(document.text[start:end])
            atoms.append(_Atom(start, end, tokens, joined, cut, block.level, must_cut))
            cut = CUT_IN_CODE if block.kind is BlockKind.CODE else CUT_BETWEEN_SENTENCES
        previous = block
    return atoms


def _cut_cost(text: str, previous: Block | None, block: Block) -> float:
    if previous is None:
        return 0.0
    if previous.kind is BlockKind.HEADING:
        return CUT_AFTER_HEADING
    if block.kind is BlockKind.HEADING:
        return CUT_BEFORE_HEADING
    if LEAD_IN.search(text[previous.start : previous.end]) and previous.kind is BlockKind.PARAGRAPH:
        return CUT_AFTER_LEAD_IN
    if block.kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW):
        return CUT_BETWEEN_ITEMS
    return CUT_BETWEEN_PARAGRAPHS


def _uncuttable(text: str, block: Block, count_tokens: CountTokens, most: int) -> Iterable[tuple[int, int]]:
    """The stretches of a block that stay whole: itself, or its sentences or lines where it must be cut."""
    if block.kind is not BlockKind.PARAGRAPH and _fits(text[block.start : block.end], count_tokens, most):
        yield block.start, block.end
        return
    if block.kind is not BlockKind.CODE:
        for start, end in sentence_spans(text, block.start, block.end):
            yield from _within_limit(text, start, end, count_tokens, most)
        return
    here = block.start
    for match in [*LINE_END.finditer(text, block.start, block.end), None]:
        end = match.start() if match is not None else block.end
        yield from _within_limit(text, here, end, count_tokens, most)
        here = match.end() if match is not None else end


def _within_limit(text: str, start: int, end: int, count_tokens: CountTokens, most: int) -> Iterable[tuple[int, int]]:
    """Halve a stretch, at a space where there is one, until each part is within the limit; blank parts are left out."""
    if not text[start:end].strip():
        return
    if end - start < 2 or _fits(text[start:end], count_tokens, most):
        yield start, end
        return
    middle = (start + end) // 2
    space = text.rfind(" ", start + 1, middle)
    cut = space if space > start + (middle - start) // 2 else middle
    yield from _within_limit(text, start, cut, count_tokens, most)
    after = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
    yield from _within_limit(text, after, end, count_tokens, most)


def _fits(text: str, count_tokens: CountTokens, most: int) -> bool:
    return len(text) <= most * LONGEST_TOKEN_CHARS and count_tokens(text) <= most


def _cheapest_cuts(atoms: list[_Atom], limits: SplitSettings) -> list[tuple[int, int]]:
    """The ranges [first, last) of atoms with the least total cost, by dynamic programming.

    For each end all beginnings at once: one after another, 200,000 sentences of one token took 38 s.
    """
    tokens = np.array([atom.tokens for atom in atoms], dtype=np.int64)
    # What stands before each atom, and before the end.
    before = np.cumsum([0, *(atom.tokens_joined for atom in atoms)])
    cuts = np.array([atom.cut_cost for atom in atoms])
    opens = np.array([not at or atom.heading_level > 0 or atom.must_cut for at, atom in enumerate(atoms)] + [True])
    spans = np.array([_span_cost(previous, atom) for previous, atom in zip([None, *atoms], atoms, strict=False)])
    most = max([limits.most_tokens, *(atom.tokens for atom in atoms)])
    pieces, sections = (
        np.array([_size_cost(size, limits, is_section=one) for size in range(most + 1)]) for one in (False, True)
    )
    best, came_from, low = np.zeros(len(atoms) + 1), [0] * (len(atoms) + 1), 0
    for last in range(1, len(atoms) + 1):
        if atoms[last - 1].must_cut:
            low = last - 1
        while low < last - 1 and tokens[low] + before[last] - before[low + 1] > limits.most_tokens:
            low += 1
        sizes = tokens[low:last] + (before[last] - before[low + 1 : last + 1])
        costs = best[low:last] + cuts[low:last]
        # A beginning spans the headings behind it.
        costs[:-1] += np.cumsum(spans[low + 1 : last][::-1])[::-1]
        costs += np.where(opens[low:last], sections[sizes], pieces[sizes]) if opens[last] else pieces[sizes]
        # Of equals the shortest.
        first = last - 1 - int(costs[::-1].argmin())
        best[last], came_from[last] = costs[first - low], first
    ranges = []
    last = len(atoms)
    while last > 0:
        ranges.append((came_from[last], last))
        last = came_from[last]
    return ranges[::-1]


def _span_cost(previous: _Atom | None, atom: _Atom) -> float:
    """What it costs a passage to go on over an atom: nothing, but over the first of some headings."""
    if atom.heading_level == 0 or (previous is not None and previous.heading_level > 0):
        return 0.0
    return SPAN_COSTS.get(atom.heading_level, SPAN_SUBSECTION)


def _size_cost(tokens: int, limits: SplitSettings, *, is_section: bool) -> float:
    middle = (limits.least_tokens + limits.most_tokens) / 2
    half_range = (limits.most_tokens - limits.least_tokens) / 2 or 1.0
    cost = 0.3 * ((tokens - middle) / half_range) ** 2
    if tokens < limits.least_tokens:
        share = (limits.least_tokens - tokens) / limits.least_tokens
        cost += share * SHORT_SECTION if is_section else 1.0 + share * SHORT_PIECE
    return cost


def _heading_paths(document: Document) -> list[tuple[int, tuple[str, ...]]]:
    """For each heading its offset and the path from the highest heading to it, the title left out."""
    paths: list[tuple[int, tuple[str, ...]]] = []
    stack: list[tuple[int, str]] = []
    previous: Block | None = None
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            name = heading_name(document.text[block.start : block.end])
            # In plain text a heading is a parent only of the heading right below it.
            keep = document.has_levels or (previous is not None and previous.kind is BlockKind.HEADING)
            stack = [entry for entry in stack if entry[0] < block.level] if keep else []
            stack.append((block.level, name))
            paths.append((block.start, tuple(name for _, name in stack if name != document.title)))
        previous = block
    return paths


def _main_path(paths: list[tuple[int, tuple[str, ...]]], start: int, end: int) -> tuple[str, ...]:
    """The path of the section that holds most of [start, end), the first of equals."""
    first = bisect_right(paths, start, key=lambda entry: entry[0])
    last = bisect_left(paths, end, key=lambda entry: entry[0])
    bounds = [paths[first - 1] if first else (0, ()), *paths[first:last], (end, ())]
    held: dict[tuple[str, ...], int] = {}
    for (opens, path), (closes, _) in pairwise(bounds):
        held[path] = held.get(path, 0) + max(min(closes, end) - max(opens, start), 0)
    return max(held, key=lambda path: held[path])
