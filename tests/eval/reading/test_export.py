import pytest

from app.reading.outcome import OUTCOMES, STATES
from app.reading.reader import MODEL, WEIGHTS
from eval.reading.annotated import read_annotated
from eval.reading.export import EXCERPTS, taught_excerpts
from eval.reading.texts import Side, read_sides
from ingest.embedding.eight_bit import products
from ingest.embedding.embedder import read_tokenizer
from ingest.embedding.openvino import import_openvino

pytestmark = pytest.mark.slow  # it imports PyTorch


def test_ranges_are_fitted_on_answers_that_the_reader_was_taught() -> None:
    tokenizer, sides = read_tokenizer(WEIGHTS), read_sides()
    taught = {
        tuple(tokenizer.encode(point.text, add_special_tokens=False).ids)
        for question in read_annotated()
        for point in question.points
        if sides.side(question.question_id) is Side.TRAIN
    }
    drawn = taught_excerpts(WEIGHTS)
    assert len(drawn) == EXCERPTS
    assert {tuple(one.ids[1 : one.types.index(1) - 1]) for one in drawn} <= taught


def test_what_ships_rounds_the_inputs_of_four_products_a_layer_and_not_what_tells_the_states() -> None:
    model = import_openvino().Core().read_model(str(WEIGHTS / MODEL))
    rounded = [node for node in model.get_ordered_ops() if node.get_type_name() == "FakeQuantize"]
    assert len(rounded) == 24
    told = [found[0].weights for _, found in products(model) if found[0].weights.shape[1] == 2 * 384]
    assert [len(weights) for weights in told] == [len(OUTCOMES), len(STATES)]
