"""The answers that how a point is judged is fitted on, none of them to a question that the reader was taught.

Decides which: of whole answers independent ones to the bank's questions and annotated ones by hands that saw no point,
each read a second time as an answer to somebody's own question, of which nothing is known but its points; annotated
ones to questions that are not the bank's, of which the reader was not taught an eighth and which count twice as much;
parts of annotated ones, which count as much as all of these; and answers to other questions. Brief ones stand in
brief_answers.py.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.reading.outcome import STATES, PointState
from app.reading.verdict import AnswerKind
from eval.grading.verdict_cases import VerdictCase, question_of, read_cases
from eval.reading.annotated import AnnotatedQuestion, Sentence, read_annotated, state_of
from eval.reading.texts import TEXTS, Side, read_sides
from ingest.bank.document_questions import stage_of
from ingest.bank.questions import KeyPoint, Question

CASES = TEXTS.parent
# Sets of answers by other hands that are for choices; the others of the folder are for figures alone.
INDEPENDENT = ("opened", "fresh", "loose_opened", "natural_opened", "spoken_opened")
# What annotated answers to questions that are not the bank's count in all beside them: fitted on the bank's questions
# alone, an answer to somebody's own question was given a third of its due too little.
INVENTED_COUNT = 2.0
# Of each annotated answer so many parts: who is right in what they say was believed to have said the rest too.
PARTS = 2
# What the parts of answers to the bank's questions, and of those to others, count in all beside all whole answers.
PARTS_COUNT = 1.0
# How the id of somebody's own question begins, and annotated answers to such questions.
OWN = "own-"
INVENTED = "ninth,tenth,eleventh,twelfth,thirteenth,fourteenth,fifteenth,seventeenth,eighteenth,twentieth"
# Annotated answers to the bank's questions by hands that saw the question alone.
UNPROMPTED = "sixteenth"
SEED = 20
# Of the bank's strong answers each second is held against other questions.
STRONG_STEP = 2


@dataclass(frozen=True)
class LabelledAnswer:
    """An answer with the place in STATES of each of its question's points that was labelled.

    `counts`: what each of its points counts beside those of other answers. `is_strange`: it answers another question.
    """

    question: Question
    answer: str
    labels: dict[str, int]
    counts: float = 1.0
    is_follow_up: bool = False
    is_independent: bool = False
    is_strange: bool = False


def whole_answers(bank: Sequence[Question]) -> list[LabelledAnswer]:
    """Whole answers to questions that the reader was not taught."""
    others = [*independent_answers(bank), *(one for one in unprompted_answers(bank) if not is_brief(one))]
    cases = [each for one in others for each in (one, bare(one))]
    invented = [one for one in invented_answers(bank) if not is_brief(one)]
    return [
        replace(one, is_independent=True) for one in (*cases, *counted(invented, INVENTED_COUNT * points_of(cases)))
    ]


def partial_answers(bank: Sequence[Question]) -> list[LabelledAnswer]:
    """Parts of annotated answers to questions that the reader was not taught: what they say, and no more, is met."""
    whole = PARTS_COUNT * sum(one.counts * len(one.labels) for one in whole_answers(bank))
    rng = random.Random(SEED)  # noqa: S311  (no secret)
    kinds = (_invented(bank), _of_tune(bank))
    return [part for kind in kinds for part in counted([one for pair in kind for one in _parts(*pair, rng)], whole)]


def independent_answers(bank: Sequence[Question]) -> list[LabelledAnswer]:
    """The answers by other hands that are for choices."""
    known = {question.id: question for question in bank}
    paths = [CASES / "independent" / f"{name}.jsonl" for name in INDEPENDENT]
    return [labelled_answer(case, known) for path in paths for case in read_cases(path)]


def unprompted_answers(bank: Sequence[Question]) -> list[LabelledAnswer]:
    """Annotated answers to questions of the bank that the reader was not taught, by hands that saw no point."""
    rng = random.Random(SEED)  # noqa: S311  (no secret)
    sides, known = read_sides(), {question.id: question for question in bank}
    return [
        answer
        for annotated in read_annotated(names=UNPROMPTED)
        if sides.side(annotated.question_id) is Side.HELD_OUT and annotated.question_id in known
        for answer in _annotated(annotated, known[annotated.question_id], rng)
    ]


def invented_answers(bank: Sequence[Question]) -> list[LabelledAnswer]:
    """The annotated answers to questions that are not the bank's and that the reader was not taught."""
    rng = random.Random(SEED)  # noqa: S311  (no secret)
    return [answer for annotated, question in _invented(bank) for answer in _annotated(annotated, question, rng)]


def _invented(bank: Sequence[Question]) -> list[tuple[AnnotatedQuestion, Question]]:
    sides, known = read_sides(), {question.id for question in bank}
    found = []
    for annotated in read_annotated(names=INVENTED):
        if sides.side(annotated.question_id) is Side.HELD_OUT and annotated.question_id not in known:
            points = tuple(KeyPoint(id=point.id, text=point.text) for point in annotated.points)
            said = " ".join(point.text for point in points)
            stage = stage_of(annotated.question)
            question = Question(
                id=f"{OWN}{annotated.question_id}", text=annotated.question, stage=stage, key_points=points,
                strong_answer=said,
            )  # fmt: skip
            found.append((annotated, question))
    return found


def bare(one: LabelledAnswer) -> LabelledAnswer:
    """The answer as one to somebody's own question: no wordings, wrong statements or strong answer are known of it."""
    points = tuple(
        KeyPoint(id=point.id, text=point.text, weight=point.weight, bonus=point.bonus)
        for point in one.question.key_points
    )
    question = Question(
        id=f"{OWN}{one.question.id}",
        text=one.question.text,
        stage=one.question.stage,
        key_points=points,
        strong_answer=" ".join(point.text for point in points),
    )
    return replace(one, question=question)


def strange_answers(bank: Sequence[Question]) -> list[LabelledAnswer]:
    """Independent answers, and strong ones of the bank, as if another question had been asked: no point is met.

    Two questions for each answer, one of them of its own stage.
    """
    rng = random.Random(SEED)  # noqa: S311  (no secret)
    independent = [(one.question, one.answer) for one in independent_answers(bank)]
    invented = [(one.question, one.answer) for one in invented_answers(bank) if not is_brief(one)]
    strong = [(question, question.strong_answer) for question in bank[::STRONG_STEP]]
    found = []
    kinds = ((independent, [one for one, _ in independent]), (invented, [one for one, _ in invented]), (strong, bank))
    for answers, asked in kinds:
        for own, text in answers:
            others = [question for question in asked if question.id != own.id]
            alike = [question for question in others if question.stage is own.stage] or others
            found += [unmet(question, text, is_strange=True) for question in (rng.choice(others), rng.choice(alike))]
    return [*found, *(bare(one) for one in found if not one.question.id.startswith(OWN))]


def labelled_answer(case: VerdictCase, known: Mapping[str, Question]) -> LabelledAnswer:
    """The answer of a case to the question that it was labelled for."""
    labels = {point: STATES.index(PointState(label)) for point, label in case.labels.items()}
    return LabelledAnswer(question_of(case, known), case.answer, labels, is_follow_up=bool(case.follow_up))


def unmet(
    question: Question, answer: str, counts: float = 1.0, *, is_follow_up: bool = False, is_strange: bool = False
) -> LabelledAnswer:
    """An answer none of whose question's points is met, such as one to another question."""
    labels = {point.id: STATES.index(PointState.NOT_MET) for point in question.key_points}
    return LabelledAnswer(question, answer, labels, counts=counts, is_follow_up=is_follow_up, is_strange=is_strange)


def is_brief(one: LabelledAnswer) -> bool:
    """Whether it is a sentence or two."""
    return AnswerKind.of(len(one.answer.split())) is AnswerKind.BRIEF


def counted(answers: Sequence[LabelledAnswer], weight: float) -> list[LabelledAnswer]:
    """The answers, each of whose points counts so much that all of them count `weight`."""
    return [replace(one, counts=weight / max(points_of(answers), 1)) for one in answers]


def points_of(answers: Sequence[LabelledAnswer]) -> int:
    """How many points of the answers are labelled."""
    return sum(len(one.labels) for one in answers)


def tune_answers(bank: Sequence[Question]) -> list[LabelledAnswer]:
    """All annotated answers to questions of the side `tune` that the bank still has."""
    rng = random.Random(SEED)  # noqa: S311  (no secret)
    return [answer for annotated, question in _of_tune(bank) for answer in _annotated(annotated, question, rng)]


def _of_tune(bank: Sequence[Question]) -> list[tuple[AnnotatedQuestion, Question]]:
    sides, now = read_sides(), {question.id: question for question in bank}
    return [
        (annotated, now[annotated.question_id])
        for annotated in read_annotated()
        if sides.side(annotated.question_id) is Side.TUNE and annotated.question_id in now
    ]


def _asked(annotated: AnnotatedQuestion, question: Question) -> Question:
    """The question as it stood when the answers were written."""
    drawn = tuple(KeyPoint(id=point.id, text=point.text) for point in annotated.points)
    same = {(point.id, point.text): point for point in question.key_points}
    points = tuple(same.get((point.id, point.text), point) for point in drawn)
    return question.model_copy(update={"text": annotated.question, "key_points": points, "wrong_statements": ()})


def _annotated(annotated: AnnotatedQuestion, question: Question, rng: random.Random) -> list[LabelledAnswer]:
    asked, found = _asked(annotated, question), []
    for answer in annotated.answers:
        start, length = rng.randrange(len(answer.sentences)), rng.randint(1, 2)
        for sentences in (answer.sentences, answer.sentences[start : start + length]):
            found.append(_said(annotated, asked, sentences))
    return found


def _parts(annotated: AnnotatedQuestion, question: Question, rng: random.Random) -> list[LabelledAnswer]:
    """A beginning, an end or some sentences of each answer, PARTS of these and longer than brief answers are."""
    asked, found = _asked(annotated, question), []
    for answer in annotated.answers:
        own, length = answer.sentences, len(answer.sentences)
        some = sorted(rng.sample(range(length), max(length // 2, 1)))
        shares = (length // 3, length // 2, 2 * length // 3)
        parts = [*(own[:end] for end in shares), own[length // 2 :], tuple(own[at] for at in some)]
        said = [_said(annotated, asked, part) for part in rng.sample(parts, PARTS) if 0 < len(part) < length]
        found += [one for one in said if not is_brief(one)]
    return found


def said_of(annotated: AnnotatedQuestion, question: Question, sentences: Sequence[Sentence]) -> LabelledAnswer:
    """Some sentences of an annotated answer: what they say, and no more, is met."""
    return _said(annotated, _asked(annotated, question), sentences)


def _said(annotated: AnnotatedQuestion, asked: Question, sentences: Sequence[Sentence]) -> LabelledAnswer:
    labels = {
        point.id: STATES.index(state_of(sentences, number)) for number, point in enumerate(annotated.points, start=1)
    }
    return LabelledAnswer(asked, " ".join(sentence.text for sentence in sentences), labels)
