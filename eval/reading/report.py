"""`coach reader report FOLDER`: what a trained reader is worth on questions that it has not seen.

Decides the figures, on the annotated answers of the side `tune`: the state of each point by kind of answer, the outcome
of each sentence that speaks of a point, whether it reads both texts (statement left out: chance; statement of another
question: not met), what the words of a sentence give away without the statement, and calibration.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from app.reading.encoding import batches_by_length, encode, model_inputs
from app.reading.outcome import STATES, PointState
from eval.grading.verdicts import calibration_error
from eval.reading.annotated import AnnotatedQuestion, read_annotated
from eval.reading.model import ReaderModel
from eval.reading.texts import OPPOSITE, SAYS, Kind, Side, Sides, TrainingText, read_sides, read_texts
from eval.reading.texts import of_side as of_texts
from eval.reading.train import WEIGHTS, read_run, shown
from eval.training_examples.epoch import Example, of_sentences
from ingest.embedding.embedder import read_tokenizer
from ingest.embedding.packaged_model import packaged_model

Floats = NDArray[np.float64]
# What is told of examples: float64 (examples, 4), and of each one's sentences float64 (sentences, 3).
Told = tuple[Floats, list[Floats]]
# A text, and whether it says its point or the opposite.
Spoken = tuple[str, bool]
Reads = Callable[[Sequence[Example]], Told]

BATCH_PIECES = 6144
SEED = 20


@dataclass(frozen=True)
class Report:
    """Figures of one reader on one side; shares are 0..1.

    `points`: pairs of an answer and a key point of its question; `by_kind`: right states by kind of answer; `confusion`
    maps "label > state" to a number. `credit_to_contradicted` and `recall_of_met`: called met or partly met.
    `sentences`: the outcomes of sentences that say or deny a point; `style`: what a linear model of their words alone
    tells of them, `most_frequent`: the likelier of the two. `statement_left_out`: right states without the statement,
    beside `most_frequent_state`. `other_question`: not met, of points of other questions.
    """

    questions: int
    points: int
    states: float
    by_kind: dict[str, float]
    confusion: dict[str, int]
    credit_to_contradicted: float
    recall_of_met: float
    sentences: float
    style: float
    most_frequent: float
    statement_left_out: float
    most_frequent_state: float
    other_question: float
    temperature: float
    calibration_error: float


def report_on(taught: Sequence[AnnotatedQuestion], asked: Sequence[AnnotatedQuestion], reads: Reads) -> Report:
    """Measure a reader on the questions of `asked`; `taught`: those whose style may be learnt."""
    named = [
        (answer.kind, of_sentences(point.text, answer.sentences, number))
        for question in asked
        for answer in question.answers
        for number, point in enumerate(question.points, start=1)
    ]
    kinds, examples = np.array([kind for kind, _ in named]), [example for _, example in named]
    logits, outcomes = reads(examples)
    labels = np.array([int(np.argmax(example.states)) for example in examples])
    chosen = logits.argmax(1)
    blank = reads([replace(one, excerpt=replace(one.excerpt, statement="")) for one in examples])[0].argmax(1)
    met, partly, _, against = (STATES.index(state) for state in PointState)
    credited = np.isin(chosen, (met, partly))
    temperature = temperature_of(logits, labels)
    scaled = softmax(logits / temperature)
    said = _sentences(examples, outcomes)
    style, most_frequent = told_by_style(_speaking(taught), _speaking(asked))
    return Report(
        questions=len({question.question_id for question in asked}),
        points=len(examples),
        states=float((chosen == labels).mean()),
        by_kind={kind: float((chosen == labels)[kinds == kind].mean()) for kind in sorted(set(kinds.tolist()))},
        confusion=dict(
            Counter(f"{STATES[a].value} > {STATES[b].value}" for a, b in sorted(zip(labels, chosen, strict=True)))
        ),
        credit_to_contradicted=float(credited[labels == against].mean()),
        recall_of_met=float(credited[labels == met].mean()),
        sentences=float(np.mean(said)),
        style=style,
        most_frequent=most_frequent,
        statement_left_out=float((blank == labels).mean()),
        most_frequent_state=float(np.bincount(labels).max() / len(labels)),
        other_question=float((reads(_of_others(asked))[0].argmax(1) == STATES.index(PointState.NOT_MET)).mean()),
        temperature=temperature,
        calibration_error=calibration_error(scaled.max(1), chosen == labels) or 0.0,
    )


def reads_of(model: ReaderModel, folder: Path) -> Reads:
    """The logits of a trained reader in f32, on examples as its run shows them."""
    tokenizer, run = read_tokenizer(folder), read_run(folder)

    def reads(examples: Sequence[Example]) -> Told:
        encoded = encode(tokenizer, [shown(example, run).excerpt for example in examples])
        states = np.empty((len(examples), len(STATES)))
        outcomes: dict[int, Floats] = {}
        with torch.inference_mode():
            for batch in batches_by_length(encoded, BATCH_PIECES):
                inputs = model_inputs([encoded[number] for number in batch])
                whole, each = model(**{name: torch.from_numpy(value) for name, value in inputs.items()})
                states[batch] = whole.numpy()
                for at, number in enumerate(batch):
                    outcomes[number] = each[at, : len(encoded[number].spans)].double().numpy()
        return states, [outcomes[number] for number in range(len(examples))]

    return reads


def read_model(folder: Path) -> ReaderModel:
    """The trained reader of `folder`, set to reading."""
    model = ReaderModel(packaged_model().folder)
    model.load_state_dict(torch.load(folder / WEIGHTS, weights_only=True))
    return model.eval()


def temperature_of(logits: Floats, labels: NDArray[np.int64]) -> float:
    """What the logits are divided by so that the labels are most likely.

    Source: Guo et al. (2017), On Calibration of Modern Neural Networks, https://arxiv.org/abs/1706.04599
    """

    def unlikely(temperature: float) -> float:
        return float(-np.log(softmax(logits / temperature)[np.arange(len(labels)), labels] + 1e-12).mean())

    return float(minimize_scalar(unlikely, bounds=(0.2, 5.0), method="bounded").x)


def softmax(logits: Floats) -> Floats:
    """Probabilities of logits, over the last axis."""
    raised = np.exp(logits - logits.max(-1, keepdims=True))
    shares: Floats = raised / raised.sum(-1, keepdims=True)
    return shares


def of_side(questions: Sequence[AnnotatedQuestion], sides: Sides, side: Side) -> list[AnnotatedQuestion]:
    """The questions that are on `side`."""
    return [question for question in questions if sides.side(question.question_id) is side]


def _sentences(examples: Sequence[Example], outcomes: Sequence[Floats]) -> list[bool]:
    """Of each sentence that says or denies its point, whether that is told."""
    return [
        int(row.argmax()) == int(np.argmax(target))
        for example, rows in zip(examples, outcomes, strict=True)
        for target, row in zip(example.outcomes, rows, strict=True)
        if target in (SAYS, OPPOSITE)
    ]


def _speaking(questions: Sequence[AnnotatedQuestion]) -> list[tuple[str, bool]]:
    """The sentences that say or deny some point, not both, and whether they say it."""
    found = []
    for question in questions:
        for answer in question.answers:
            for sentence in answer.sentences:
                signs = {tag.value for tag in sentence.tags.values()} & {"+", "-"}
                if len(signs) == 1:
                    found.append((sentence.text, signs == {"+"}))
    return found


def _of_others(questions: Sequence[AnnotatedQuestion]) -> list[Example]:
    """Each answer against a point of another question, drawn with a fixed seed."""
    rng = random.Random(SEED)  # noqa: S311  (no secret)
    examples = []
    for question in questions:
        others = [other for other in questions if other.question_id != question.question_id]
        for answer in question.answers:
            examples.append(of_sentences(rng.choice(rng.choice(others).points).text, answer.sentences, 0))
    return examples


def write_report(folder: Path) -> str:
    """The report of a trained reader as JSON, kept beside its weights."""
    torch.set_num_threads(1)
    questions, sides = read_annotated(), read_sides()
    taught, asked = of_side(questions, sides, Side.TRAIN), of_side(questions, sides, Side.TUNE)
    report = report_on(taught, asked, reads_of(read_model(folder), folder))
    written = json.dumps(asdict(report), indent=1)
    (folder / "report.json").write_text(written, encoding="utf-8")
    return written


def told_by_style(taught: Sequence[Spoken], asked: Sequence[Spoken]) -> tuple[float, float]:
    """Accuracy by the text alone, and of always naming the more frequent of the two."""
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        LogisticRegression(max_iter=300, class_weight="balanced"),
    )
    model.fit([text for text, _ in taught], [says for _, says in taught])
    labels = np.array([says for _, says in asked])
    right = model.predict([text for text, _ in asked]) == labels
    return float(right.mean()), float(max(labels.mean(), 1 - labels.mean()))


def spoken(texts: Sequence[TrainingText]) -> list[Spoken]:
    """The texts that say their point or the opposite, in one sentence."""
    return [(text.text, text.kind is Kind.SAME) for text in texts if text.kind in (Kind.SAME, Kind.TURNED)]


def report_style(names: str) -> str:
    """The baseline of single texts, in a line."""
    texts, sides = read_texts(names=names), read_sides()
    taught, asked = (spoken(of_texts(texts, sides, side)) for side in (Side.TRAIN, Side.HELD_OUT))
    accuracy, most_frequent = told_by_style(taught, asked)
    return f"says it or the opposite: {accuracy:.3f} of {len(asked)}, the more frequent of the two {most_frequent:.3f}"
