"""A reviewer's questions as a round asks and grades them."""

from collections.abc import Callable

import pytest

from app.projects.claims import Claim, sayings_of
from app.projects.reviewer import Aspect, ProjectQuestion, Source, questions_about
from app.projects.round_questions import as_question
from ingest.bank.taxonomy import Stage
from ingest.documents.document import Document


def test_every_question_of_a_project_can_be_asked_in_its_round(
    read: Callable[..., Document], claims: tuple[Claim, ...]
) -> None:
    asked = questions_about(claims, sayings_of(read()))
    plan = [as_question(question) for question in asked]
    assert len({question.id for question in plan}) == len(asked)
    assert {question.stage for question in plan} == {Stage.PROJECT_REVIEW}
    assert [question.text for question in plan] == [question.text for question in asked]


@pytest.mark.parametrize("aspect", Aspect)
def test_every_aspect_has_key_points_of_its_own(aspect: Aspect) -> None:
    source = Source("README.md", 3, "words")
    question = as_question(ProjectQuestion("some-id", aspect, "What would you say of it?", (source,)))
    assert len(question.key_points) >= 3
    assert all(point.follow_up for point in question.key_points)
