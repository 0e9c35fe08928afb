"""Which missed point is explained."""

import pytest
from interviews_by_rule import points

from app.interview.grade import Verdict, VerdictState
from app.interview.requests.to_explain import to_explain
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage

NAMES = ("queue", "cache", "index")
QUESTION = Question(
    id="q", text="Explain the system.", stage=Stage.SCREENING, key_points=points(*NAMES), strong_answer="All of it."
)


def missed(**states: VerdictState) -> list[Verdict]:
    return [
        Verdict(one.id, one.text, one.weight, states.get(one.id, VerdictState.NOT_MET), None, 0.0, "")
        for one in QUESTION.key_points
    ]


@pytest.mark.parametrize(
    ("words", "explained", "told"),
    [
        ("", (), "queue"),
        ("", ("queue",), "cache"),
        ("explain another point please", ("queue", "cache"), "index"),
        ("explain the next one", ("queue", "cache", "index"), "queue"),
        ("Explain the second point", (), "cache"),
        ("and the 3rd one?", (), "index"),
        ("explain the last missing point", (), "index"),
        ("what about point 2?", (), "cache"),
        ("can you explain the point about the cache?", ("cache",), "cache"),
        ("once more please", ("queue", "cache"), "cache"),
        ("explain that again", ("earned-since",), "queue"),
        ("explain what a first-come order does to the index", (), "index"),
        ("explain the eighth point", ("queue",), "cache"),
    ],
)
def test_a_point_is_named_by_its_place_or_its_words_or_else_is_the_next(
    words: str, explained: tuple[str, ...], told: str
) -> None:
    chosen = to_explain(words, missed(), QUESTION, explained)
    assert chosen is not None
    assert chosen.point_id == told


def test_places_are_counted_as_a_reply_tells_the_points() -> None:
    half = missed(index=VerdictState.PARTLY_MET)
    chosen = to_explain("explain the first point", half, QUESTION)
    assert chosen is not None
    assert chosen.point_id == "index"
    assert to_explain("explain the first point", [], QUESTION) is None
