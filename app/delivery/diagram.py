"""A diagram in a text -> its components and edges: Mermaid, boxes and arrows on a line, boxes drawn with signs.

Decides what counts as a diagram, and how its labels can be read as words: with every sign of the drawing blanked, so
that what is found in them stands where it stands in the text. Arrows between lines of drawn boxes are not followed.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

MOST_PARTS = 60
# A line of prose with an arrow ("less memory -> more errors") is no diagram; two arrows or boxes make one.
FEWEST_ARROWS = 2
FENCE = re.compile(r"^\s*(?:```|~~~)\s*(\w*)")
HEADER = re.compile(r"^\s*(?:graph|flowchart)(?:\s+(?:TB|TD|BT|RL|LR))?\s*;?\s*$", re.IGNORECASE)
STATEMENT = re.compile(
    r"^\s*(?:subgraph\b.*|end|direction\b.*|classDef\b.*|class\b.*|style\b.*|linkStyle\b.*|%%.*)\s*$"
)
# An arrow with what stands on it: -->, ->, ==>, -.->, ---, →, --text-->, -- text -->, -->|text|.
ARROW = re.compile(
    r"\s*(?:--+\s*([^-<>|\n\[\](){}]{1,60}?)\s*--+>|[-=.~]{1,20}[-=.~]{0,20}>|={3,20}|-{3,20}|\u2192|\u27f6|\u21d2)"
    r"(?:\s*\|([^|\n]{1,60})\|)?\s*"
)
NODE = re.compile(
    r"\s*(?:(?P<id>[\w.-]{1,40})\s*)?(?P<open>\(\[|\[\(|\[\[|\(\(|\{\{|\[/|\[|\(|\{|>)\s*\"?(?P<label>[^\[\](){}\"\n]{1,80}?)\"?\s*"
    r"(?:\]\)|\)\]|\]\]|\)\)|\}\}|/\]|\]|\)|\})\s*;?\s*"
)
BARE = re.compile(r"\s*([\w][\w .,/&+'-]{0,60}?)\s*;?\s*")
MOST_BARE_WORDS = 6
# A node that was given its label on another line.
ALONE = re.compile(r"(?<![\w.-])(?P<id>[\w.-]{1,40}?)(?=\s*(?:[-=.~]{2}|\u2192|\u27f6|\u21d2|;|$))")
DRAWN = re.compile(r"\|\s*([^|\n+]{1,60}?)\s*\|")
BORDER = re.compile(r"^[\s+|]*\+[-=]{2,}\+[\s+\-=|>]*$")
BETWEEN_BOXES = re.compile(r"^\s*[-=.]+>\s*$")


@dataclass(frozen=True)
class Edge:
    """An arrow from one component to another, with what is written on it."""

    source: str
    target: str
    label: str = ""


@dataclass(frozen=True)
class Diagram:
    """The components by their labels, in the order in which they come, and the arrows between them."""

    components: tuple[str, ...]
    edges: tuple[Edge, ...]


def read_diagram(text: str) -> Diagram | None:
    """The diagram of a text; None where there is none."""
    lines = list(_drawn_lines(text))
    names: dict[str, str] = {}
    components: dict[str, None] = {}
    edges: dict[Edge, None] = {}
    for line in lines:
        nodes, arrows = _chain(line, names) or _boxes(line)
        for label in nodes:
            components.setdefault(label)
        for at, on in arrows:
            edges.setdefault(Edge(nodes[at], nodes[at + 1], on))
    shown = tuple(components)[:MOST_PARTS]
    kept = tuple(edge for edge in edges if edge.source in shown and edge.target in shown)[:MOST_PARTS]
    return Diagram(shown, kept) if len(shown) > 1 and kept else None


def readable(text: str) -> str:
    """The text with every sign of its diagrams blanked, fences too: as long as it was, each label at its place."""
    drawn = set(_drawn_lines(text))
    ids = {node.group("id") for line in drawn for node in NODE.finditer(line) if node.group("id")}
    told, is_mermaid = [], False
    for line in text.splitlines(keepends=True):
        fence = FENCE.match(line)
        opens = fence is not None and fence.group(1).lower() == "mermaid"
        if opens or (fence is not None and is_mermaid):
            told.append(_empty(line))
        else:
            told.append(_blanked(line, ids) if line.rstrip("\n") in drawn else line)
        is_mermaid = opens or (is_mermaid and fence is None)
    return "".join(told)


def _drawn_lines(text: str) -> Iterator[str]:
    """The lines that draw: of a Mermaid block, and those with boxes or arrows where there are enough of them."""
    found, arrows = [], 0
    is_mermaid = False
    for line in text.splitlines():
        if len(line) > 400:
            continue
        fence = FENCE.match(line)
        if fence:
            is_mermaid = fence.group(1).lower() == "mermaid"
            continue
        if HEADER.match(line):
            is_mermaid = True
            found.append(line)
            continue
        if is_mermaid and STATEMENT.match(line):
            found.append(line)
            continue
        chain = _chain(line, {})
        boxes = None if chain else _boxes(line)
        if chain and (is_mermaid or chain[1]):
            arrows += len(chain[1]) + is_mermaid + ("[" in line)
            found.append(line)
        elif (boxes and boxes[1]) or BORDER.match(line):
            arrows += 1
            found.append(line)
    if arrows >= FEWEST_ARROWS:
        yield from found


def _chain(line: str, names: dict[str, str]) -> tuple[list[str], list[tuple[int, str]]] | None:
    """The nodes of a line and its arrows, as the place of the node before and what is on it; None where it is prose."""
    is_prose = line.rstrip().endswith((".", "?", "!")) and "[" not in line
    if is_prose or HEADER.match(line) or STATEMENT.match(line) or BORDER.match(line):
        return None
    nodes: list[str] = []
    arrows: list[tuple[int, str]] = []
    at = 0
    while at < len(line):
        node = NODE.match(line, at)
        if node is not None:
            label = " ".join(node.group("label").split())
            if node.group("id"):
                names[node.group("id")] = label
            nodes.append(label)
            at = node.end()
        else:
            arrow = ARROW.search(line, at)
            end = arrow.start() if arrow else len(line)
            bare = BARE.fullmatch(line, at, end)
            if bare is None or len(bare.group(1).split()) > MOST_BARE_WORDS:
                return None
            nodes.append(names.get(bare.group(1), bare.group(1)))
            at = end
        if at >= len(line):
            break
        arrow = ARROW.match(line, at)
        if arrow is None:
            return None
        arrows.append((len(nodes) - 1, " ".join((arrow.group(1) or arrow.group(2) or "").split())))
        at = arrow.end()
    if len(nodes) != len(arrows) + 1:
        return None
    return (nodes, arrows) if arrows or NODE.fullmatch(line) else None


def _boxes(line: str) -> tuple[list[str], list[tuple[int, str]]]:
    """The boxes that are drawn on a line, | so |--->| and so |, with the arrows between them."""
    matches = list(DRAWN.finditer(line))
    nodes, arrows = [], []
    last_end = None
    for match in matches:
        label = " ".join(match.group(1).split())
        if not re.search(r"\w", label):
            continue
        if last_end is not None and BETWEEN_BOXES.match(line[last_end : match.start()]):
            arrows.append((len(nodes) - 1, ""))
        nodes.append(label)
        last_end = match.end()
    return nodes, arrows


def _blanked(line: str, ids: Collection[str]) -> str:
    """Signs as blanks, each arrow as "to" where there is room and else as a comma; and the ids of labelled nodes.

    With commas alone a sentence and a diagram were no language: a list of names.
    """
    if HEADER.match(line) or STATEMENT.match(line.rstrip("\n")):
        return _empty(line)
    spans = [node.span("id") for node in NODE.finditer(line) if node.group("id")]
    spans += [bare.span("id") for bare in ALONE.finditer(line) if bare.group("id") in ids]
    for start, end in spans:
        line = line[:start] + " " * (end - start) + line[end:]
    line = re.sub(r"[\[\](){}|<+\"]", " ", re.sub(r"[-=.~]+>|\u2192|\u27f6|\u21d2|={3,}|-{3,}", _spoken, line))
    line = re.sub(r">|--+", lambda sign: " " * len(sign.group()), line)
    # Of an arrow between two ids nothing is left to be read, or quoted.
    return line if set(line.split()) - {"to", ","} else _empty(line)


def _spoken(arrow: re.Match[str]) -> str:
    """An arrow as it is read aloud, as long as it was."""
    before, behind = arrow.string[arrow.start() - 1 : arrow.start()], arrow.string[arrow.end() : arrow.end() + 1]
    said = " " * before.isalnum() + "to" + " " * behind.isalnum()
    length = len(arrow.group())
    return said.ljust(length) if len(said) <= length else ",".ljust(length)


def _empty(line: str) -> str:
    return "".join("\n" if character == "\n" else " " for character in line)
