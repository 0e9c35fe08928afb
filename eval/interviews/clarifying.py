"""`coach eval clarifying`: is what a candidate asks back answered by the right fact of the case?

Decides what counts: a question is answered right where a fact that its label names is told for sure, and wrong where
another one is; what is told as a fact that may answer is counted apart. `coach fit facts` fits how likely a fact
answers on the wordings of the bank, each asked as if it were not there.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict
from sklearn.linear_model import LogisticRegression

from app.asking.case_facts import Facts
from app.asking.fact_matching import WEIGHTS, FactWeights, Nearness, groups, nearness
from eval.figures.intervals import table
from eval.figures.json_lines import read_lines
from ingest.bank.questions import Question
from ingest.embedding.embedder import Embedder
from ingest.errors import BadRequest

RIGHT, WRONG, NOTHING = "right", "wrong", "nothing is given"
MAY_BE_RIGHT, MAY_BE_WRONG = "may be, right", "may be, wrong"
KINDS = (RIGHT, WRONG, MAY_BE_RIGHT, MAY_BE_WRONG, NOTHING)


class AskedBack(BaseModel):
    """A question asked back; `facts` are the places of the pairs of `question` that answer it, none where none does."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    asked: str
    facts: tuple[int, ...]


@dataclass(frozen=True)
class Told:
    """What was told to questions that a fact answers, and to those that none does: how many of each kind."""

    answered: dict[str, int]
    not_given: dict[str, int]

    def render(self) -> str:
        """One text table."""
        head = ["asked back, and told", *KINDS]
        rows = [("a fact answers", self.answered), ("none does", self.not_given)]
        counts = [
            [f"{name} ({sum(told.values())})", *(str(told.get(kind, 0)) for kind in KINDS)] for name, told in rows
        ]
        return table(head, counts)

    def as_json(self) -> str:
        """The same for a program."""
        return json.dumps(asdict(self))


def read_asked_back(path: Path) -> list[AskedBack]:
    """The questions of a file.

    Raises:
        BadRequest: a line is none.
    """
    return [one for _, one in read_lines(path, AskedBack, BadRequest)]


def evaluate_clarifying(cases: Iterable[AskedBack], bank: Sequence[Question], facts: Facts) -> Told:
    """Ask each of its case.

    Raises:
        BadRequest: the bank has no such question.
    """
    known = {question.id: question for question in bank}
    answered, not_given = Counter[str](), Counter[str]()
    for case in cases:
        if case.question not in known:
            raise BadRequest(f"the bank has no question {case.question!r}; leave the line out, or name one that it has")
        told = _told(case, known[case.question], facts)
        (answered if case.facts else not_given)[told] += 1
    return Told(dict(answered), dict(not_given))


def _told(case: AskedBack, question: Question, facts: Facts) -> str:
    right = {question.clarifying[place].fact for place in case.facts}
    told = [one for one in facts.answer(question, case.asked) if one.fact]
    sure = [one for one in told if not one.is_unsure]
    if sure:
        return RIGHT if any(one.fact in right for one in sure) else WRONG
    if told:
        return MAY_BE_RIGHT if any(one.fact in right for one in told) else MAY_BE_WRONG
    return NOTHING


def fit_facts(bank: Sequence[Question], embedder: Embedder) -> str:
    """Fit and write app/asking/fact_weights.json; returns what it was fitted on."""
    rows: list[Nearness] = []
    right: list[bool] = []
    for question in bank:
        for near, is_right in _left_out(question, embedder):
            rows.append(near)
            right.append(is_right)
    model = LogisticRegression(C=10, max_iter=3000).fit(np.array([one.features for one in rows]), np.array(right))
    likeness, wordings, fact, kind, others, not_given = model.coef_[0].round(3)
    weights = FactWeights(
        constant=model.intercept_[0].round(3),
        likeness=likeness,
        wordings=wordings,
        fact=fact,
        kind=kind,
        others=others,
        not_given=not_given,
    )
    WEIGHTS.write_text(weights.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return f"{len(rows):,} wordings, of {np.mean(right):.3f} the nearest fact is the right one"


def _left_out(question: Question, embedder: Embedder) -> Iterable[tuple[Nearness, bool]]:
    """Each wording of a case with what is nearest to it but itself, and whether that is its fact."""
    texts = [(place, text) for place, group in enumerate(groups(question)) for text in group]
    if not question.not_given:
        return
    vectors = embedder.encode([text for _, text in texts])
    facts = {pair.fact for pair in question.clarifying}
    for row, (place, text) in enumerate(texts):
        if text in facts:
            continue
        likeness = vectors @ vectors[row]
        likeness[row] = -1.0
        near = nearness(question, text, likeness)
        yield near, near.row == place
