import json
import random
from pathlib import Path

import pytest

from eval.reading.synthetic_windows import bluff, corrected, taken_back
from eval.reading.texts import (
    OPPOSITE,
    SAYS,
    TARGETS,
    TOUCHES,
    Kind,
    Side,
    Sides,
    TextsError,
    TrainingText,
    of_side,
    read_sides,
    read_texts,
)
from eval.training_examples.pairs import Material, Recipe, epoch_pairs, own_pairs


def text(question: str, point: str, kind: Kind, words: str) -> TrainingText:
    return TrainingText(
        question_id=question, question=f"{question}?", point_id=point, point=f"{point} holds.", kind=kind, text=words
    )


TEXTS = [
    text(question, f"{question}-{point}", kind, f"{kind.value} {number} of {question}-{point}")
    for question in ("a", "b", "c")
    for point in ("one", "two")
    for kind in (Kind.SAME, Kind.TURNED, Kind.NEAR)
    for number in (1, 2)
]
MATERIAL = Material.of(TEXTS)
# Nothing that dresses a window: what a pair is can then be seen from its texts.
BARE = Recipe(neighbour=0, filler=0)


def test_every_kind_has_a_target_that_sums_to_one() -> None:
    assert set(TARGETS) == set(Kind)
    assert all(sum(target) == 1 for target in TARGETS.values())


def test_the_texts_of_the_repository_can_be_read_and_no_question_is_on_two_sides() -> None:
    texts, sides = read_texts(), read_sides()
    parts = [{one.question_id for one in of_side(texts, sides, side)} for side in Side]
    assert sum(map(len, parts)) == len({one.question_id for one in texts})
    assert all(parts)
    assert not sides.train & sides.held_out
    assert not sides.train & sides.tune
    assert not sides.tune & sides.held_out


def test_a_question_that_nobody_named_keeps_its_side() -> None:
    sides = Sides()
    assert [sides.side(f"question-{number}") for number in range(50)] == [
        sides.side(f"question-{number}") for number in range(50)
    ]
    held = sum(sides.side(f"question-{number}") is Side.HELD_OUT for number in range(2000))
    assert 150 < held < 350


def test_a_broken_line_is_told_with_file_and_line(tmp_path: Path) -> None:
    good = TEXTS[0].model_dump_json(by_alias=True)
    (tmp_path / "new.jsonl").write_text(f"{good}\n{json.dumps({'kind': 'odd'})}\n")
    with pytest.raises(TextsError, match=r"new\.jsonl:2"):
        read_texts(tmp_path)


def test_the_same_seed_gives_the_same_pairs_and_another_one_others() -> None:
    assert epoch_pairs(MATERIAL, Recipe(), "1") == epoch_pairs(MATERIAL, Recipe(), "1")
    assert epoch_pairs(MATERIAL, Recipe(), "1") != epoch_pairs(MATERIAL, Recipe(), "2")


def test_every_text_stands_against_its_own_point_once() -> None:
    pairs = epoch_pairs(MATERIAL, BARE, "1")
    for own in own_pairs(TEXTS):
        assert own in pairs


def test_against_another_point_every_text_only_touches() -> None:
    for pair in epoch_pairs(MATERIAL, BARE, "1"):
        windows = [one for one in TEXTS if one.text == pair.window]
        if windows and pair.statement in {one.point for one in TEXTS} - {windows[0].point}:
            assert pair.target == TOUCHES


def test_right_and_wrong_texts_both_stand_in_pairs_of_every_outcome() -> None:
    found: dict[str, set[tuple[float, ...]]] = {"same": set(), "turned": set()}
    for seed in range(5):
        for pair in epoch_pairs(MATERIAL, BARE, str(seed)):
            kind = pair.window.split()[0]
            if kind in found and pair.window in {one.text for one in TEXTS}:
                found[kind].add(pair.target)
    assert found == {"same": {SAYS, OPPOSITE, TOUCHES}, "turned": {SAYS, OPPOSITE, TOUCHES}}


def test_a_sentence_beside_the_window_is_never_about_the_statement() -> None:
    for pair in epoch_pairs(MATERIAL, Recipe(neighbour=1, filler=0, bluff=0, taken_back=0, corrected=0), "1"):
        about = [one for one in TEXTS if one.text in pair.window]
        own = [one for one in about if one.point == pair.statement]
        assert len(own) <= 1


def test_a_bluff_names_words_of_the_point_and_the_two_sided_windows_hold_both_sides() -> None:
    rng = random.Random(1)
    point = "Dropout regularizes by averaging many thinned networks."
    assert any(word in bluff(point, rng).lower() for word in ("dropout", "regularizes", "averaging", "thinned"))
    for made in (taken_back, corrected):
        said = made("It rises.", "It falls.", rng)
        assert "It rises." in said
        assert "It falls." in said
    assert taken_back("It rises.", "It falls.", rng).index("rises") < taken_back("It rises.", "It falls.", rng).index(
        "falls"
    )
