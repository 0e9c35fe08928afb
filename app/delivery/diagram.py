"""A diagram in a text -> its components and edges: Mermaid, boxes and arrows on a line or below one another.

Decides what counts as a diagram, and how its labels can be read as words: with every sign of the drawing blanked, so
that what is found in them stands where it stands in the text. Of Mermaid the flowchart and the sequence are read; of
drawn boxes the arrows to the right and down.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

MOST_PARTS = 60
# A line of prose with an arrow ("less memory -> more errors") is no diagram; two arrows or boxes make one.
FEWEST_ARROWS = 2
FENCE = re.compile(r"^\s*(?:```|~~~)\s*(\w*)")
HEADER = re.compile(r"^\s*(?:(?:graph|flowchart)(?:\s+(?:TB|TD|BT|RL|LR))?|sequenceDiagram)\s*;?\s*$", re.IGNORECASE)
# Of a sequence: "participant U as User", and "U->>API: query".
PARTICIPANT = re.compile(r"^\s*(?:participant|actor)\s+(?P<id>[\w.-]{1,40})(?:\s+as\s+(?P<label>\S.{0,79}?))?\s*$")
MESSAGE = re.compile(
    r"^\s*(?P<source>\w[\w .-]{0,40}?)\s*(?P<arrow>--?(?:>>|x|\))\s*[-+]?)\s*(?P<target>\w[\w .-]{0,40}?)\s*:"
    r"\s*(?P<label>.{0,80}?)\s*$"
)
STATEMENT = re.compile(
    r"^\s*(?:subgraph\b.*|end|direction\b.*|classDef\b.*|class\b.*|style\b.*|linkStyle\b.*|%%.*"
    r"|(?:loop|alt|opt|par|critical|break|rect|(?:de)?activate|autonumber)\b(?!.*(?:>|\u2192)).*|else|and)\s*$"
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
# "A & B --> C": an arrow from each.
AND = re.compile(r"\s*&\s*")
BEFORE_AND = re.compile(r"\s*([\w.-]{1,40})\s*(?=&)")
# A node that was given its label on another line.
ALONE = re.compile(r"(?<![\w.-])(?P<id>[\w.-]{1,40}?)(?=\s*(?:[-=.~]{2}|\u2192|\u27f6|\u21d2|;|$))")
DRAWN = re.compile(r"\|\s*([^|\n+]{1,60}?)\s*\|")
BORDER = re.compile(r"^[\s+|]*\+[-=]{2,}\+[\s+\-=|>]*$")
BETWEEN_BOXES = re.compile(r"^\s*[-=.]+>\s*$")
# Signs that draw boxes, as those on a keyboard.
PLAIN = str.maketrans(
    "\u2502\u2500\u250c\u2510\u2514\u2518\u251c\u2524\u252c\u2534\u253c\u25bc\u2193\u25ba\u25b6", "|-+++++++++vv>>"
)
BOXED = re.compile(r"\[\s*([^\[\]\n]{1,80}?)\s*\]")
DOWN = re.compile(r"^[\s|]*v[\s|v]*$", re.IGNORECASE)
# What may stand between a box and the head of its arrow, in so many lines.
STEM = re.compile(r"^[\s|]*$")
MOST_STEM = 4


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


class _Box(NamedTuple):
    label: str
    start: int
    end: int


def read_diagram(text: str) -> Diagram | None:
    """The diagram of a text; None where there is none."""
    names: dict[str, str] = {}
    components: dict[str, None] = {}
    edges: dict[Edge, None] = {}
    above: list[_Box] = []
    heads: list[int] = []
    for line in _drawn_lines(text):
        if DOWN.match(line):
            heads = [at for at, sign in enumerate(line) if sign in "vV"]
            continue
        groups, arrows = _sequence(line, names) or _chain(line, names) or _boxes(line)
        components |= dict.fromkeys(label for group in groups for label in group)
        for at, on in arrows:
            edges |= {Edge(one, other, on): None for one, other in product(groups[at], groups[at + 1])}
        if row := _row(line):
            below = {Edge(_over(above, at), _over(row, at)): None for at in heads if above}
            edges, above, heads = edges | below, row, []
    shown = tuple(components)[:MOST_PARTS]
    kept = tuple(edge for edge in edges if edge.source in shown and edge.target in shown)[:MOST_PARTS]
    return Diagram(shown, kept) if len(shown) > 1 and kept else None


def readable(text: str) -> str:
    """The text with every sign of its diagrams blanked, fences too: as long as it was, each label at its place."""
    drawn = set(_drawn_lines(text))
    ids = {node.group("id") for line in drawn for node in NODE.finditer(line) if node.group("id")}
    ids |= {one["id"] for line in drawn if (one := PARTICIPANT.match(line)) and one["label"]}
    told, is_mermaid = [], False
    for line in text.splitlines(keepends=True):
        fence = FENCE.match(line)
        opens = fence is not None and fence.group(1).lower() == "mermaid"
        if opens or (fence is not None and is_mermaid):
            told.append(_empty(line))
        else:
            plain = line.translate(PLAIN)
            told.append(_blanked(plain, ids) if plain.rstrip("\n") in drawn else line)
        is_mermaid = opens or (is_mermaid and fence is None)
    return "".join(told)


def _drawn_lines(text: str) -> Iterator[str]:
    """The lines that draw: of a Mermaid block, and those with boxes or arrows where there are enough of them."""
    found, arrows = [], 0
    is_mermaid = False
    lines = [line for line in text.translate(PLAIN).splitlines() if len(line) <= 400]
    for at, line in enumerate(lines):
        fence = FENCE.match(line)
        if fence:
            is_mermaid = fence.group(1).lower() == "mermaid"
            continue
        if HEADER.match(line):
            is_mermaid = True
            found.append(line)
            continue
        if is_mermaid and (STATEMENT.match(line) or PARTICIPANT.match(line)):
            found.append(line)
            continue
        chain = _sequence(line, {}) or _chain(line, {})
        boxes = None if chain else _boxes(line)
        if chain and (is_mermaid or chain[1]):
            arrows += len(chain[1]) + is_mermaid + ("[" in line)
            found.append(line)
        elif (boxes and boxes[1]) or BORDER.match(line) or _is_in_column(lines, at):
            arrows += 1
            found.append(line)
    if arrows >= FEWEST_ARROWS:
        yield from found


def _is_in_column(lines: list[str], at: int) -> bool:
    """Whether a line is of boxes below one another: the head of an arrow down, or a box over or under one."""
    if STEM.match(lines[at]):
        return "|" in lines[at] and any(DOWN.match(line) for line in _around(lines, at))
    if DOWN.match(lines[at]):
        return any(_row(line) for line in _around(lines, at))
    is_box = BOXED.fullmatch(lines[at].strip()) or DRAWN.fullmatch(lines[at].strip()) or len(_row(lines[at])) > 1
    return bool(is_box) and any(DOWN.match(line) for line in _around(lines, at))


def _around(lines: list[str], at: int) -> Iterator[str]:
    """The line before and the line behind that are more than borders and stems of arrows."""
    for step in (-1, 1):
        near = at + step
        while (
            0 <= near < len(lines)
            and abs(near - at) < MOST_STEM
            and (STEM.match(lines[near]) or BORDER.match(lines[near]))
        ):
            near += step
        if 0 <= near < len(lines):
            yield lines[near]


def _row(line: str) -> list[_Box]:
    """The boxes of a line with the columns in which they stand."""
    found = [*(BOXED.finditer(line) if "[" in line else DRAWN.finditer(line))]
    return [_Box(" ".join(one.group(1).split()), *one.span()) for one in found if re.search(r"\w", one.group(1))]


def _over(row: list[_Box], column: int) -> str:
    """The box of a row that stands nearest to a column."""
    return min(row, key=lambda box: max(box.start - column, column - box.end, 0)).label


def _sequence(line: str, names: dict[str, str]) -> tuple[list[tuple[str, ...]], list[tuple[int, str]]] | None:
    """What a line of a sequence tells: one that takes part, or two and a message; None where it is of none."""
    if taking_part := PARTICIPANT.match(line):
        label = taking_part["label"] or taking_part["id"]
        names[taking_part["id"]] = label
        return [(label,)], []
    message = MESSAGE.match(line)
    if message is None:
        return None
    source, target = (names.get(message[one], message[one]) for one in ("source", "target"))
    return [(source,), (target,)], [(0, message["label"])]


def _chain(line: str, names: dict[str, str]) -> tuple[list[tuple[str, ...]], list[tuple[int, str]]] | None:
    """The nodes of a line and its arrows, as the place before and what is on it; None where it is prose."""
    is_prose = line.rstrip().endswith((".", "?", "!")) and "[" not in line
    if is_prose or HEADER.match(line) or STATEMENT.match(line) or BORDER.match(line):
        return None
    groups: list[tuple[str, ...]] = [()]
    arrows: list[tuple[int, str]] = []
    at = 0
    while at < len(line):
        node = _node(line, at, names)
        if node is None:
            return None
        groups[-1] += node[:1]
        at = node[1]
        if at >= len(line):
            break
        if joined := AND.match(line, at):
            at = joined.end()
            continue
        arrow = ARROW.match(line, at)
        if arrow is None:
            return None
        arrows.append((len(groups) - 1, " ".join((arrow.group(1) or arrow.group(2) or "").split())))
        groups.append(())
        at = arrow.end()
    if not groups[-1]:
        return None
    return (groups, arrows) if arrows or NODE.fullmatch(line) else None


def _node(line: str, at: int, names: dict[str, str]) -> tuple[str, int] | None:
    """The node at a place, by its label, and its end; None where there is none."""
    node = NODE.match(line, at)
    if node is not None:
        label = " ".join(node.group("label").split())
        if node.group("id"):
            names[node.group("id")] = label
        return label, node.end()
    if one := BEFORE_AND.match(line, at):
        return names.get(one.group(1), one.group(1)), one.end()
    arrow = ARROW.search(line, at)
    end = arrow.start() if arrow else len(line)
    bare = BARE.fullmatch(line, at, end)
    if bare is None or len(bare.group(1).split()) > MOST_BARE_WORDS:
        return None
    return names.get(bare.group(1), bare.group(1)), end


def _boxes(line: str) -> tuple[list[tuple[str, ...]], list[tuple[int, str]]]:
    """The boxes that are drawn on a line, | so |--->| and so |, with the arrows between them."""
    nodes: list[tuple[str, ...]] = []
    arrows: list[tuple[int, str]] = []
    last_end = None
    for match in DRAWN.finditer(line):
        label = " ".join(match.group(1).split())
        if not re.search(r"\w", label):
            continue
        if last_end is not None and BETWEEN_BOXES.match(line[last_end : match.start()]):
            arrows.append((len(nodes) - 1, ""))
        nodes.append((label,))
        last_end = match.end()
    return nodes, arrows


def _blanked(line: str, ids: Collection[str]) -> str:
    """Signs as blanks, each arrow as "to" where there is room and else as a comma; and the ids of labelled nodes.

    With commas alone a sentence and a diagram were no language: a list of names.
    """
    if HEADER.match(line) or STATEMENT.match(line.rstrip("\n")) or DOWN.match(line):
        return _empty(line)
    if taking_part := PARTICIPANT.match(line):
        start, end = taking_part.span("label" if taking_part["label"] else "id")
        return " " * start + line[start:end] + _empty(line[end:])
    if message := MESSAGE.match(line):
        start, end = message.span("arrow")
        told = f"{line[:start]}{_spoken(message, 'arrow')}{line[end:]}".replace(":", " ", 1)
        for one in ("source", "target"):
            start, end = message.span(one) if message[one] in ids else (0, 0)
            told = told[:start] + " " * (end - start) + told[end:]
        return told
    spans = [node.span("id") for node in NODE.finditer(line) if node.group("id")]
    spans += [bare.span("id") for bare in ALONE.finditer(line) if bare.group("id") in ids]
    for start, end in spans:
        line = line[:start] + " " * (end - start) + line[end:]
    line = re.sub(r"[\[\](){}|<+\"]", " ", re.sub(r"[-=.~]+>|\u2192|\u27f6|\u21d2|={3,}|-{3,}", _spoken, line))
    line = re.sub(r">|--+", lambda sign: " " * len(sign.group()), line)
    # Of an arrow between two ids nothing is left to be read, or quoted.
    return line if set(line.split()) - {"to", ","} else _empty(line)


def _spoken(match: re.Match[str], arrow: str | int = 0) -> str:
    """An arrow as it is read aloud, as long as it was."""
    start, end = match.span(arrow)
    said = " " * match.string[start - 1 : start].isalnum() + "to" + " " * match.string[end : end + 1].isalnum()
    return said.ljust(end - start) if len(said) <= end - start else ",".ljust(end - start)


def _empty(line: str) -> str:
    return "".join("\n" if character == "\n" else " " for character in line)
