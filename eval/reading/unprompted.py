"""Answers to follow-ups by hands that saw question and follow-up, and no point.

Decides which of them are for fitting: those to questions that the reader was not taught, and of stories and projects
those that it has not seen though it was taught their questions. The others teach it (eval/training_examples/epoch.py).
"""

from app.interview.grade import VerdictState
from eval.grading.verdict_cases import InlinePoint, VerdictCase, read_cases
from eval.reading.texts import STATE_OF, TEXTS, Side, TrainingText, read_sides, read_texts

FOLLOW_UPS = "unprompted_follow_ups"
OPENED = TEXTS.parent / "independent" / f"{FOLLOW_UPS}_opened.jsonl"
STORIES = TEXTS.parent / "independent" / "story_follow_ups_taught.jsonl"


def follow_up_cases() -> list[VerdictCase]:
    """Those for fitting, each with its rubric inline."""
    sides = read_sides()
    texts = [one for one in read_texts(names=FOLLOW_UPS) if sides.side(one.question_id) is not Side.TRAIN]
    return [*read_cases(OPENED), *map(_case_of, texts)]


def story_follow_up_cases() -> list[VerdictCase]:
    """Those of stories and projects for fitting, each with its rubric inline."""
    return [*read_cases(STORIES), *map(_case_of, read_texts(TEXTS / "told", names="story_follow_ups"))]


def _case_of(text: TrainingText) -> VerdictCase:
    return VerdictCase(
        id=f"{text.question_id}/{text.point_id}",
        question_id=text.question_id,
        question=text.question,
        key_points=(InlinePoint(id=text.point_id, text=text.point),),
        answer=text.text,
        labels={text.point_id: VerdictState(STATE_OF[text.target])},
        follow_up=text.follow_up,
    )
