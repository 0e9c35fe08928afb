"""Single training texts -> the pairs that one epoch of training reads.

Decides which statement a text is held against: its point, another wording of that point, another point, the opposite
of the point. Each text stands in pairs of several outcomes, so that no text gives its outcome away by its style, and
some windows have a neighbour, as they do in an answer.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from eval.reading.synthetic_windows import bluff, corrected, taken_back
from eval.reading.texts import OPPOSITE, SAYS, TOUCHES, Kind, Target, TrainingText

Point = tuple[str, str]

SAYING = frozenset({Kind.SAME, Kind.INSTANCE})
DENYING = frozenset({Kind.TURNED, Kind.RESTRICTED})


@dataclass(frozen=True)
class Pair:
    """What the reader is shown, and the probabilities that it is to give: says it, the opposite, only touches it."""

    statement: str
    window: str
    target: Target
    question: str = ""


@dataclass(frozen=True)
class Recipe:
    """How often, 0..1, each further pair of a text is made; which of them pay is in docs/reader.md.

    `wording`: against another right text of the point instead of the point. `sibling`: against another point of the
    same question, and `stranger`: of another question; both are 'touches'. `mirrored`: a wrong text in the place of
    the point, which right texts contradict. `itself`: a wrong text against itself, 'says it'. `reverse`: the point held
    against a right text, 'says it'. `neighbour`: the window gets a sentence about another point before or after it.
    `filler`: spoken filler before it. Made by rule (synthetic_windows.py): `bluff`, `taken_back`, `corrected`.
    """

    wording: float = 1.0
    sibling: float = 1.0
    stranger: float = 0.6
    mirrored: float = 1.0
    itself: float = 0.25
    neighbour: float = 0.3
    filler: float = 0.1
    reverse: float = 0.5
    bluff: float = 0.15
    taken_back: float = 0.15
    corrected: float = 0.1


FILLERS = (
    "So,", "Well,", "Um,", "Okay so", "Yeah,", "I think", "I'd say", "Basically,", "You know,", "Honestly,", "I mean,",
    "As far as I remember,", "First of all,", "And then", "Also,", "Right,", "Like,", "The way I see it,",
)  # fmt: skip


@dataclass(frozen=True)
class Material:
    """The texts of one side by key point, and the points by question."""

    texts: Sequence[TrainingText]
    by_point: Mapping[Point, Sequence[TrainingText]]
    points: Mapping[str, Sequence[Point]]

    @classmethod
    def of(cls, texts: Sequence[TrainingText]) -> "Material":
        """Group `texts`."""
        by_point: dict[Point, list[TrainingText]] = defaultdict(list)
        for text in texts:
            by_point[text.question_id, text.point_id].append(text)
        points: dict[str, list[Point]] = defaultdict(list)
        for point in by_point:
            points[point[0]].append(point)
        return cls(texts, dict(by_point), dict(points))

    def statement(self, point: Point) -> str:
        """The key point's own text."""
        return self.by_point[point][0].point

    def right(self, point: Point) -> list[str]:
        """The texts that say the point."""
        return [text.text for text in self.by_point[point] if text.kind in SAYING]

    def another_question(self, question_id: str, rng: random.Random) -> str:
        """Any other question that has texts."""
        while True:
            found = rng.choice(self.texts).question_id
            if found != question_id:
                return found


def own_pairs(texts: Sequence[TrainingText]) -> list[Pair]:
    """Each text against its own key point: what the figures on unseen questions are taken from."""
    return [Pair(text.point, text.text, text.target, text.question) for text in texts]


def epoch_pairs(material: Material, recipe: Recipe, seed: str) -> list[Pair]:
    """The shuffled pairs of one epoch; the same `seed` gives the same pairs.

    At least two questions must have texts.
    """
    rng = random.Random(seed)  # noqa: S311  (no secret)
    pairs = [
        _dressed(pair, text, material, recipe, rng)
        for text in material.texts
        for pair in _pairs_of(text, material, recipe, rng)
    ]
    rng.shuffle(pairs)
    return pairs


def _pairs_of(text: TrainingText, material: Material, recipe: Recipe, rng: random.Random) -> Iterator[Pair]:
    own = Pair(text.point, text.text, text.target, text.question)
    yield own
    point = (text.question_id, text.point_id)
    wordings = [wording for wording in material.right(point) if wording != text.text]
    if wordings and rng.random() < recipe.wording:
        yield replace(own, statement=rng.choice(wordings))
    if text.kind in DENYING:
        yield from _mirrored(own, [text.point, *wordings], recipe, rng)
        yield from _two_sided(own, [text.point, *wordings], recipe, rng)
    elif rng.random() < recipe.sibling:
        siblings = [sibling for sibling in material.points[text.question_id] if sibling != point]
        if siblings:
            yield replace(own, statement=material.statement(rng.choice(siblings)), target=TOUCHES)
    if text.kind is Kind.SAME and rng.random() < recipe.reverse:
        yield replace(own, statement=text.text, window=text.point)
    if rng.random() < recipe.bluff:
        yield replace(own, window=bluff(text.point, rng), target=TOUCHES)
    if rng.random() < recipe.stranger:
        question_id = material.another_question(text.question_id, rng)
        stranger = material.by_point[rng.choice(material.points[question_id])][0]
        yield Pair(stranger.point, text.text, TOUCHES, stranger.question)


def _mirrored(own: Pair, right: Sequence[str], recipe: Recipe, rng: random.Random) -> Iterator[Pair]:
    """The wrong text in the place of the point."""
    if rng.random() < recipe.mirrored:
        yield replace(own, statement=own.window, window=rng.choice(right), target=OPPOSITE)
    if rng.random() < recipe.itself:
        yield replace(own, statement=own.window, target=SAYS)


def _two_sided(own: Pair, right: Sequence[str], recipe: Recipe, rng: random.Random) -> Iterator[Pair]:
    """The wrong text after a right one that it takes back, or before one that corrects it."""
    if rng.random() < recipe.taken_back:
        yield replace(own, window=taken_back(rng.choice(right), own.window, rng))
    if rng.random() < recipe.corrected:
        yield replace(own, window=corrected(rng.choice(right), own.window, rng), target=SAYS)


def _dressed(pair: Pair, text: TrainingText, material: Material, recipe: Recipe, rng: random.Random) -> Pair:
    """The pair as an answer would hold it: with filler, with a sentence about something else beside it."""
    window = pair.window
    if rng.random() < recipe.filler:
        window = f"{rng.choice(FILLERS)} {window}"
    if rng.random() < recipe.neighbour:
        beside = _neighbour(text, pair.statement, material, rng)
        window = f"{beside} {window}" if rng.random() < 0.5 else f"{window} {beside}"
    return replace(pair, window=window)


def _neighbour(text: TrainingText, statement: str, material: Material, rng: random.Random) -> str:
    """A sentence that does not decide: near or right and about another point of the question, or of any question."""
    if rng.random() < 0.7:
        siblings = [
            sibling
            for point in material.points[text.question_id]
            for sibling in material.by_point[point]
            if sibling.kind not in DENYING and point[1] != text.point_id and sibling.point != statement
        ]
        if siblings:
            return rng.choice(siblings).text
    question_id = material.another_question(text.question_id, rng)
    found = rng.choice(material.by_point[rng.choice(material.points[question_id])])
    return found.text if found.point != statement else rng.choice(FILLERS)
