"""What each rule of the offline grader brings: `coach eval rules`.

Decides eval/results/grading-rules.md: with each rule off in turn, agreement with the gold answers of the test half,
and what right answers and attacks earn. A rule is no feature of a fit: it is switched off where it is used.
"""

import gc
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from app.folders import PACKAGES
from app.grading import offline, prepared_question, verdicts
from app.grading.features import matching, point_features, swaps
from app.grading.gate import gate
from app.grading.offline import OfflineGrader
from app.interview.grade import CREDIT, Grade, VerdictState
from eval.attacks.changed_facts import swapped_terms, swaps_in, wrong_numbers
from eval.attacks.red_team import HARMLESS, ZERO_ATTACKS, other_strong, terse, with_slips
from eval.attacks.word_salads import shuffled_points
from eval.figures.agreement import figure_on, kappa_of, resamples
from eval.figures.folders import CASES
from eval.figures.intervals import shown
from eval.grading.gold import f1
from eval.grading.gold_cases import GoldCase, Half, labelled_bank, read_gold
from ingest.bank.questions import Question
from ingest.embedding.default_embedder import load_embedder
from ingest.language import numbers, tokens
from ingest.language.sentences import sentences

Rows = NDArray[np.int64]
NEVER = re.compile(r"(?!)")
OUTSIDE = Path("eval/cases/outside.jsonl")
RIGHT = PACKAGES / "eval" / "cases" / "right_answers.jsonl"
STATES = list(VerdictState)
# What moves less is not told: one key point of one of the sample's answers is about this.
LEAST_MOVED = 0.005
MOST_TOLD = 3


@dataclass(frozen=True)
class Rule:
    """A rule and what stands in the way of it: `off` are (module or class, name, value)."""

    name: str
    off: tuple[tuple[Any, str, Any], ...]


def _has_opposite_anywhere(window: int, row: int, match: point_features.Match) -> bool:
    return bool(match.found[window, row, point_features.OPPOSITE] >= point_features.CLASH)


def _undenied(written: str, read: Callable[[str], tuple[str, str, bool, bool]] = tokens._read) -> tuple[Any, ...]:
    word, root, turns, _ = read(written)
    return word, root, turns, False


RULES = (
    Rule("everything on", ()),
    Rule("gate: torn and listed words", ((gate, "is_torn", lambda *_: False),)),
    Rule("the question's echo is mute", ((offline, "is_echo", lambda *_: False),)),
    Rule("the question's words weigh less", ((prepared_question, "QUESTION_WORD_WEIGHT", 1.0),)),
    Rule("typing errors are mended", ((matching, "repair", lambda tokens, *_: list(tokens)),)),
    Rule("negation", ((tokens, "DENIAL", NEVER), (tokens, "_read", _undenied))),
    Rule("a denied point is contradicted", ((point_features, "_is_opposite", lambda *_: False),)),
    Rule("swapped terms", ((point_features.Match, "is_swapped", lambda *_: False),)),
    Rule("numbers", ((point_features, "numbers_allow", lambda *_: VerdictState.MET),)),
    Rule("a denial within one sentence", ((point_features, "DENIED_RECALL", 2.0),)),
    Rule("both words of a pair of opposites swapped", ((swaps, "_is_twofold", lambda _: False),)),
    Rule("opposites that no text has are read", ((prepared_question, "OPPOSITES", ()),)),
    Rule("the opposite in another sentence is none", ((point_features, "_has_opposite", _has_opposite_anywhere),)),
    Rule("numbers that the question gives prove nothing", ((prepared_question.PreparedQuestion, "given", ()),)),
    Rule("another number before the same words", ((numbers, "_named", lambda _: ()),)),
    Rule(
        "anchors in the strong answer",
        ((point_features, "_anchors", lambda _, prepared: [None] * len(prepared.rows)),),
    ),
    Rule("a mistake contradicts a point", ((offline, "contradicted_points", lambda *_: {}),)),
    Rule("what is taken back is no mistake", ((verdicts, "TAKEN_BACK", NEVER),)),
)


@contextmanager
def without(rule: Rule) -> Iterator[None]:
    """Run with a rule off. What was found with it on, or is found now, is forgotten."""
    with ExitStack() as stack:
        for owner, name, value in rule.off:
            stack.enter_context(patch.object(owner, name, value))
        _forget()
        yield
    _forget()


def _forget() -> None:
    for kept in (one for one in gc.get_objects() if type(one).__name__ == "_lru_cache_wrapper"):
        if kept.__module__.startswith("app.grading"):
            kept.cache_clear()


def kinds(bank: Sequence[Question]) -> dict[str, Callable[[Question], str | None]]:
    """Ways to answer a question, right ones and attacks; None where a question has no such answer."""
    made = {name: partial(_seeded, make) for name, make in {**HARMLESS, **ZERO_ATTACKS}.items()}
    return {
        "strong": lambda question: question.strong_answer,
        "terse": partial(_seeded, terse),
        **made,
        "another question's": partial(other_strong, bank=bank),
        "question, then another's": lambda question: f"{question.text} {other_strong(question, bank)}",
        "terse, with typing errors": _terse_with_slips,
        "half, then shuffled points": _half_and_shuffled,
        "wrong numbers": wrong_numbers,
        "swapped terms": _swapped,
    }


@cache
def outside() -> dict[str, Callable[[Question], str | None]]:
    """What a reviewer wrote to 26 questions who had seen the points alone: right, half right, points turned round."""
    rows = [json.loads(line) for line in OUTSIDE.read_text(encoding="utf-8").splitlines()]
    return {
        f"outside: {kind.replace('_', ' ')}": partial(_of_question, {row["question_id"]: row[kind] for row in rows})
        for kind in ("right", "half", "turned_round")
    }


def _of_question(answers: Mapping[str, str], question: Question) -> str | None:
    return answers.get(question.id)


def _seeded(make: Callable[[Question, random.Random], str], question: Question) -> str:
    return make(question, random.Random(11))  # noqa: S311  (no secret)


def _terse_with_slips(question: Question) -> str:
    return with_slips(_seeded(terse, question), random.Random(11))  # noqa: S311


def _half_and_shuffled(question: Question) -> str:
    """The first half of the strong answer, and of the last third of the points the words in no order."""
    text, found = question.strong_answer, sentences(question.strong_answer)
    end = found[len(found) // 2][0]
    count = len(question.key_points)
    last = question.model_copy(update={"key_points": question.key_points[count - count // 3 :]})
    return f"{text[:end]} {_seeded(shuffled_points, last)}."


def _swapped(question: Question) -> str | None:
    swaps = swaps_in(question)
    return swapped_terms(question.strong_answer, swaps) if swaps else None


@dataclass(frozen=True)
class Seen:
    """What a grader did: states int64 (points,) of the gold answers, and by kind of answer what it earns on average.

    `mistakes`: how many mistakes are told in a strong answer with a typical mistake taken back, on average; `wronged`:
    how many right answers are told that they are wrong.
    """

    states: Rows
    earned: dict[str, float]
    mistakes: float
    wronged: int


def is_wronged(grade: Grade, credited: Mapping[str, str]) -> bool:
    """True if a right answer is called wrong.

    By a mistake, a contradicted point, or one of the `credited` points without credit for the words that say it.
    """
    verdicts = {verdict.point_id: verdict for verdict in grade.verdicts}
    is_missed = any(
        CREDIT[verdicts[point].state] == 0 or words not in getattr(verdicts[point].evidence, "quote", "")
        for point, words in credited.items()
    )
    is_contradicted = any(verdict.state is VerdictState.CONTRADICTED for verdict in grade.verdicts)
    return bool(grade.mistakes) or is_missed or is_contradicted


def wronged(grader: OfflineGrader, questions: Mapping[str, Question]) -> int:
    """How many of the right answers of RIGHT are called wrong."""
    rows = [json.loads(line) for line in RIGHT.read_text(encoding="utf-8").splitlines()]
    grades = [grader.grade(questions[row["question_id"]], row["answer"]) for row in rows]
    return sum(is_wronged(grade, row["credited"]) for grade, row in zip(grades, rows, strict=True))


def look(grader: OfflineGrader, cases: Sequence[GoldCase], bank: Sequence[Question], every: int) -> Seen:
    """Grade the gold answers and each kind of answer to each `every`th question."""
    questions = {question.id: question for question in bank}
    states = [
        STATES.index(verdict.state)
        for case in cases
        for verdict in grader.grade(questions[case.question_id], case.answer).verdicts
    ]
    sample = bank[::every]
    earned = {}
    for name, make in (kinds(bank) | outside()).items():
        asked = bank if name in outside() else sample
        scores = [grader.grade(one, answer).score for one in asked if (answer := make(one)) is not None]
        earned[name] = float(np.mean([score for score in scores if score is not None]))
    taken = [
        f"{one.strong_answer} Some say: {wrong.text.rstrip('.')}. But that is not true."
        for one in sample
        for wrong in one.wrong_statements[:1]
    ]
    told = [len(grader.grade(one, answer).mistakes) for one, answer in zip(sample, taken, strict=False)]
    return Seen(np.array(states), earned, float(np.mean(told)), wronged(grader, questions))


def row(rule: Rule, seen: Seen, base: Seen, labels: Rows, draws: Sequence[Rows]) -> str:
    """A table row: agreement without the rule minus agreement with it, paired over questions, and what moves."""
    credit = np.array([CREDIT[state] for state in STATES])

    def hit(states: Rows, rows: Rows) -> float:
        return f1(credit[labels[rows]] > 0, credit[states[rows]] > 0) or 0.0

    def agreed(states: Rows, rows: Rows) -> float:
        return kappa_of(labels[rows], states[rows]) or 0.0

    changes = [
        shown(
            figure_on("", lambda rows, by=by: by(seen.states, rows) - by(base.states, rows), len(labels), draws),  # type: ignore[misc]
            signed=True,
        )
        for by in (hit, agreed)
    ]
    moved = {name: (base.earned[name], value) for name, value in seen.earned.items()}
    moved["mistakes told of a statement taken back"] = (base.mistakes, seen.mistakes)
    most = sorted(moved.items(), key=lambda one: -abs(one[1][1] - one[1][0]))[:MOST_TOLD]
    told = [
        f"{name} {before:.2f} > {after:.2f}" for name, (before, after) in most if abs(after - before) >= LEAST_MOVED
    ]
    return f"| {rule.name} | {' | '.join(changes)} | {seen.wronged} | {'; '.join(told) or '-'} |"


def rule_trials(out: Path, models: Path, every: int) -> None:
    """Make the table and write it to `out`; every `every`-th question of the bank is attacked."""
    bank = labelled_bank(CASES, [])
    known = {question.id: question for question in bank}
    cases = [case for case in read_gold(CASES, bank) if case.half is Half.TEST]
    asked = [(case, point.id) for case in cases for point in known[case.question_id].key_points]
    labels = np.array([STATES.index(case.labels[point]) for case, point in asked])
    draws = resamples(np.unique([case.question_id for case, _ in asked], return_inverse=True)[1])
    embedder = load_embedder(models)
    rows: list[str] = []
    base: Seen | None = None
    for rule in RULES:
        with without(rule):
            seen = look(OfflineGrader(embedder), cases, bank, every)
        base = seen if base is None else base
        rows.append(row(rule, seen, base, labels, draws))
    lines = [
        "# What each rule of the offline grader brings",
        "",
        f"Made by `coach eval rules`: gold answers of the test half ({len(labels)} key points), and",
        f"what each kind of answer to every {every}th question earns on average (0..1). Changes of F1",
        "of credit and of the kappa of states are in hundredths, paired over questions. *outside*: what a reviewer who",
        "had seen the points alone wrote to 26 questions; these rules were made after it. *Called wrong*: right",
        f"answers, or the evidence for them, of {len(RIGHT.read_text().splitlines())} that the grader once called",
        "wrong.",
        "",
        "| without | F1 | kappa of states | called wrong | what moves most |",
        "| --- | --- | --- | --- | --- |",
        *rows,
        "",
    ]
    out.write_text("\n".join(lines), encoding="utf-8")
