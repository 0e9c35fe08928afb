"""Annotated answers, and what an epoch reads of them."""

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.reading.outcome import PointState
from eval.fitting.verdict_answers import UNPROMPTED
from eval.reading.annotated import ANNOTATED, AnnotatedQuestion, Sentence, Tag, read_annotated, state_of, state_target
from eval.reading.texts import HALF, OPPOSITE, SAYS, TOUCHES, Kind, Side, TextsError, TrainingText, read_sides
from eval.reading.train import read_sources
from eval.training_examples.cuts import Cut, nearest
from eval.training_examples.epoch import (
    Sources,
    epoch_examples,
    follow_up_examples,
    joined_state,
    of_cut,
    of_sentences,
)
from eval.training_examples.mixture import Mixture

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


def sources(*questions: AnnotatedQuestion, near: Sequence[TrainingText] = ()) -> Sources:
    return Sources(list(questions), by_letters, [], list(near), [], [], [])


def by_letters(statement: str, sentences: Sequence[str]) -> NDArray[np.float32]:
    """Likeness by the letters two texts share."""
    return np.array([len(set(statement) & set(each)) for each in sentences], dtype=np.float32)


NOTHING = Mixture(
    nearest=0, thinned=0, stretch=0, silent=0, strangers=0, joined=0, planted=0, minimal=0, near=0, old=0,
    follow_ups=0, wordings=0, exchanged=0, loose=0,
)  # fmt: skip


def test_an_epoch_is_the_same_for_the_same_seed() -> None:
    one = sources(question("a"), question("b"))
    assert epoch_examples(one, Mixture(), "1") == epoch_examples(one, Mixture(), "1")


def test_without_the_sentences_that_speak_of_it_a_point_is_not_met() -> None:
    epoch = epoch_examples(sources(question("a")), replace(NOTHING, thinned=1), "1")
    assert sorted((one.excerpt.statement, one.excerpt.sentences, one.outcomes) for one in epoch) == [
        ("Fire is hot.", ("It wets you.",), (TOUCHES,)),
        ("Water is wet.", ("And it cools.",), (TOUCHES,)),
    ]
    assert all(one.states == state_target(PointState.NOT_MET) for one in epoch)


def test_of_a_long_answer_the_sentences_nearest_to_the_point_are_read() -> None:
    sentences = [Sentence(text=f"{word} " * 15) for word in ("Zzz", "Water", "Qqq")]
    read = [nearest(["Water is wet."], sentences, by_letters, random.Random(seed)) for seed in range(20)]
    assert all(sentences[1] in one for one in read)
    assert (sentences[1],) in read


def test_two_points_in_one_statement_are_half_said_by_one_of_them() -> None:
    both = (Sentence(text="a", tags={1: Tag.SAYS, 2: Tag.SAYS}), Sentence(text="b", tags={1: Tag.SAYS}))
    assert of_cut(Cut("p q", both, (1, 2))).outcomes == (SAYS, HALF)
    assert of_cut(Cut("p q", both, (1, 2))).states == state_target(PointState.MET)
    assert of_cut(Cut("p q", both[1:], (1, 2))).states == state_target(PointState.PARTLY_MET)
    assert joined_state([PointState.CONTRADICTED, PointState.NOT_MET]) is PointState.CONTRADICTED
    assert joined_state([PointState.CONTRADICTED, PointState.MET]) is PointState.PARTLY_MET


def test_a_text_is_planted_where_the_answer_spoke_of_its_point() -> None:
    text = TrainingText(
        question_id="a", question="What?", point_id="one", point="Water is wet.", kind=Kind.TURNED, text="It dries you."
    )
    epoch = epoch_examples(sources(question("a"), near=[text]), replace(NOTHING, planted=1), "1")
    assert [set(one.excerpt.sentences) for one in epoch] == [{"It dries you.", "And it cools."}]
    assert epoch[0].states == state_target(PointState.CONTRADICTED)


def twins() -> AnnotatedQuestion:
    said = [{"text": "So, it wets you.", "tags": {1: "+"}}, {"text": "And burns, too.", "tags": {2: "+"}}]
    loose = [{"text": "So, wetness matters."}, {"text": "And fire, too."}]
    answers = [
        {"kind": "loose", "register": "terse", "sentences": loose},
        {"kind": "said", "register": "terse", "sentences": said},
    ]
    return AnnotatedQuestion.model_validate(
        {"question_id": "a", "question": "What?", "points": POINTS, "answers": answers}
    )


def test_twins_exchange_the_one_sentence_that_decides_on_a_point() -> None:
    epoch = epoch_examples(sources(twins()), replace(NOTHING, exchanged=1), "1")
    read = {(one.excerpt.statement, frozenset(one.excerpt.sentences)): one.states for one in epoch}
    met, not_met = state_target(PointState.MET), state_target(PointState.NOT_MET)
    assert read == {
        ("Water is wet.", frozenset({"So, it wets you.", "And fire, too."})): met,
        ("Fire is hot.", frozenset({"So, wetness matters.", "And burns, too."})): met,
        ("Water is wet.", frozenset({"So, wetness matters.", "And burns, too."})): not_met,
        ("Fire is hot.", frozenset({"So, it wets you.", "And fire, too."})): not_met,
    }


def test_what_only_touches_a_point_is_read_where_other_silent_answers_are_not() -> None:
    epoch = epoch_examples(sources(twins()), replace(NOTHING, loose=1), "1")
    assert {one.excerpt.sentences for one in epoch} == {("So, wetness matters.", "And fire, too.")}
    assert len(epoch) == 2


def test_a_tag_of_a_point_that_there_is_not_is_refused_with_file_and_line(tmp_path: Path) -> None:
    row = json.loads(question().model_dump_json(by_alias=True))
    row["answers"][0]["sentences"][0]["tags"] = {"7": "+"}
    (tmp_path / "new.jsonl").write_text(json.dumps(row))
    with pytest.raises(TextsError, match=r"(?s)new\.jsonl:1.*there is no point 7"):
        read_annotated(tmp_path)


def test_the_repository_s_answers_are_of_no_held_out_question() -> None:
    sides = read_sides()
    # What sixteenth.jsonl has of these fits the verdict, and is left out by its side (`read_sources`).
    names = ",".join(path.stem for path in ANNOTATED.glob("*.jsonl") if path.stem != UNPROMPTED)
    questions = {one.question_id for one in read_annotated(names=names)}
    assert not questions & sides.held_out
    assert {Side.TRAIN, Side.TUNE} <= {sides.side(one) for one in questions}
    taught = read_sources(UNPROMPTED).annotated
    assert taught
    assert all(sides.side(one.question_id) is Side.TRAIN for one in taught)


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (Kind.SAME, PointState.MET),
        (Kind.TURNED, PointState.CONTRADICTED),
        (Kind.PARTIAL, PointState.PARTLY_MET),
        (Kind.NEAR, PointState.NOT_MET),
    ],
)
def test_a_text_that_tells_its_follow_up_is_read_behind_it(kind: Kind, state: PointState) -> None:
    text = TrainingText(
        question_id="a", question="What?", point_id="one", point="Water is wet.", kind=kind, text="It is.",
        follow_up="And if you touch it?",
    )  # fmt: skip
    (example,) = follow_up_examples([text])
    assert (example.excerpt.asked, example.states) == ("And if you touch it?", state_target(state))
