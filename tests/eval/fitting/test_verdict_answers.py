"""The answers that the verdict is fitted on stand beside themselves as answers to somebody's own question."""

from labelled import labelled_questions

from app.reading.outcome import STATES, PointState
from app.reading.verdict import BRIEF_WORDS
from app.settings import Settings
from eval.fitting.brief_answers import brief_answers, brief_story_answers
from eval.fitting.verdict_answers import (
    LabelledAnswer,
    bare,
    independent_answers,
    invented_answers,
    strange_answers,
    unprompted_answers,
    whole_answers,
)
from ingest.bank.questions import load_bank
from ingest.bank.taxonomy import Stage

BANK = labelled_questions()
NOT_MET = STATES.index(PointState.NOT_MET)


def test_of_somebodys_own_question_nothing_is_known_but_its_points() -> None:
    one = next(each for each in independent_answers(BANK) if each.question.key_points[0].other_wordings)
    own = bare(one)
    assert (own.answer, own.labels) == (one.answer, one.labels)
    assert [point.text for point in own.question.key_points] == [point.text for point in one.question.key_points]
    assert not any(point.other_wordings or point.instances for point in own.question.key_points)
    assert not own.question.wrong_statements
    assert own.question.id != one.question.id


def test_each_independent_answer_counts_in_both_forms_and_answers_to_other_questions_twice_as_much_in_all() -> None:
    found = whole_answers(BANK)
    invented, unprompted = (
        [one for one in some if not _is_brief(one)] for some in (invented_answers(BANK), unprompted_answers(BANK))
    )
    assert unprompted
    cases = 2 * (len(independent_answers(BANK)) + len(unprompted))
    assert invented
    assert len(found) == cases + len(invented)
    weight = sum(one.counts * len(one.labels) for one in found[cases:])
    assert abs(weight / sum(one.counts * len(one.labels) for one in found[:cases]) - 2) < 1e-6
    assert {one.question.id.startswith("own-") for one in strange_answers(BANK)} == {True, False}


def test_brief_answers_to_other_questions_count_as_much_as_those_to_the_banks() -> None:
    said = [one for one in brief_answers(BANK) if any(label != NOT_MET for label in one.labels.values())]
    own = [one for one in said if one.question.id.startswith("own-")]
    assert own
    assert len({one.counts for one in own}) == 1
    assert all(_is_brief(one) for one in own)


def test_short_answers_to_follow_ups_of_stories_are_to_the_one_point_that_was_asked_for() -> None:
    found = brief_story_answers(load_bank(Settings().corpus / "questions"))
    assert all(one.is_follow_up and len(one.question.key_points) == len(one.labels) == 1 for one in found)
    assert {one.question.stage for one in found} == {Stage.BEHAVIOURAL, Stage.PROJECT_REVIEW}
    assert {label for one in found for label in one.labels.values()} == set(range(len(STATES)))


def _is_brief(one: LabelledAnswer) -> bool:
    return len(one.answer.split()) <= BRIEF_WORDS
