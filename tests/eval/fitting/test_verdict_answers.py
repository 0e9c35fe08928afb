"""The answers that the verdict is fitted on stand beside themselves as answers to somebody's own question."""

from labelled import labelled_questions

from app.reading.verdict import BRIEF_WORDS
from eval.fitting.verdict_answers import bare, independent_answers, invented_answers, strange_answers, whole_answers

BANK = labelled_questions()


def test_of_somebodys_own_question_nothing_is_known_but_its_points() -> None:
    one = next(each for each in independent_answers(BANK) if each.question.key_points[0].other_wordings)
    own = bare(one)
    assert (own.answer, own.labels) == (one.answer, one.labels)
    assert [point.text for point in own.question.key_points] == [point.text for point in one.question.key_points]
    assert not any(point.other_wordings or point.instances for point in own.question.key_points)
    assert not own.question.wrong_statements
    assert own.question.id != one.question.id


def test_each_independent_answer_counts_in_both_forms_and_all_of_them_twice_as_much_as_the_annotated() -> None:
    found = whole_answers(BANK)
    own = [one for one in found if one.is_independent]
    invented = [one for one in invented_answers(BANK) if len(one.answer.split()) > BRIEF_WORDS]
    assert invented
    assert len(own) == 2 * len(independent_answers(BANK)) + len(invented)
    weight = sum(one.counts * len(one.labels) for one in own)
    assert abs(weight / sum(one.counts * len(one.labels) for one in found if not one.is_independent) - 2) < 1e-6
    assert {one.question.id.startswith("own-") for one in strange_answers(BANK)} == {True, False}
