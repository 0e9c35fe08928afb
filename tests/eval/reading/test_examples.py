"""Annotated answers, and what an epoch reads of them."""

import json
from pathlib import Path

import pytest

from app.reading.outcome import PointState
from eval.reading.annotated import AnnotatedQuestion, Sentence, Tag, read_annotated, state_of, state_target
from eval.reading.examples import HALF, Mixture, Sources, epoch_examples, of_sentences
from eval.reading.texts import OPPOSITE, SAYS, TOUCHES, Side, TextsError, read_sides
from eval.reading.train import Run, run_of
from ingest.errors import BadRequest

POINTS = [{"id": "one", "text": "Water is wet."}, {"id": "two", "text": "Fire is hot."}]


def question(name: str = "q") -> AnnotatedQuestion:
    answers = [
        {
            "kind": "mixed",
            "register": "spoken",
            "sentences": [{"text": "It wets you.", "tags": {1: "+"}}, {"text": "And it cools.", "tags": {2: "-"}}],
        }
    ]
    return AnnotatedQuestion.model_validate(
        {"question_id": name, "question": "What?", "points": POINTS, "answers": answers}
    )


@pytest.mark.parametrize(
    ("tags", "state"),
    [
        ("+", PointState.MET),
        ("-", PointState.CONTRADICTED),
        ("~", PointState.PARTLY_MET),
        ("", PointState.NOT_MET),
        ("~+", PointState.MET),
        ("+~", PointState.MET),
        # What stands last counts: somebody takes it back, or corrects it.
        ("+-", PointState.CONTRADICTED),
        ("-+", PointState.MET),
    ],
)
def test_what_an_answer_does_with_a_point_is_what_stands_last(tags: str, state: PointState) -> None:
    sentences = [Sentence(text="x", tags={1: Tag(tag)}) for tag in tags] or [Sentence(text="x")]
    assert state_of(sentences, 1) is state


def test_each_sentence_is_told_what_its_tag_says_and_nothing_of_another_point() -> None:
    sentences = (
        Sentence(text="a", tags={1: Tag.SAYS, 2: Tag.HALF}), Sentence(text="b", tags={1: Tag.DENIES}),
        Sentence(text="c"),
    )  # fmt: skip
    assert of_sentences("p", sentences, 1).outcomes == (SAYS, OPPOSITE, TOUCHES)
    assert of_sentences("p", sentences, 2).outcomes == (HALF, TOUCHES, TOUCHES)
    assert of_sentences("p", sentences, 0).states == state_target(PointState.NOT_MET)


def test_an_epoch_holds_every_answer_against_every_point_and_is_the_same_for_the_same_seed() -> None:
    sources = Sources([question("a"), question("b")], [], [], [], [])
    epoch = epoch_examples(sources, Mixture(whole=1, speaking=0, silent=0, strangers=0), "1")
    assert sorted((one.excerpt.statement, one.outcomes) for one in epoch) == sorted(
        [("Water is wet.", (SAYS, TOUCHES)), ("Fire is hot.", (TOUCHES, OPPOSITE))] * 2
    )
    assert epoch_examples(sources, Mixture(), "1") == epoch_examples(sources, Mixture(), "1")


def test_a_tag_of_a_point_that_there_is_not_is_refused_with_file_and_line(tmp_path: Path) -> None:
    row = json.loads(question().model_dump_json(by_alias=True))
    row["answers"][0]["sentences"][0]["tags"] = {"7": "+"}
    (tmp_path / "new.jsonl").write_text(json.dumps(row))
    with pytest.raises(TextsError, match=r"(?s)new\.jsonl:1.*there is no point 7"):
        read_annotated(tmp_path)


def test_the_repository_s_answers_are_of_no_held_out_question() -> None:
    sides = read_sides()
    questions = {one.question_id for one in read_annotated()}
    assert not questions & sides.held_out
    assert {Side.TRAIN, Side.TUNE} <= {sides.side(one) for one in questions}


def test_the_values_of_a_run_are_named() -> None:
    assert run_of(["epochs=2", "whole=0.1", "blank=yes"]) == Run(epochs=2, blank=True, mixture=Mixture(whole=0.1))
    with pytest.raises(BadRequest, match="no value 'speed'"):
        run_of(["speed=9"])
    with pytest.raises(BadRequest, match="epochs is not 'many'"):
        run_of(["epochs=many"])
