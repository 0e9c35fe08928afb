import numpy as np
import pytest

from eval.reading.rounding import fit_roundings
from ingest.embedding.eight_bit import opset13, products
from ingest.embedding.openvino import import_openvino

CHANNELS = 32


def model_of(weights: np.ndarray) -> object:
    given = opset13.parameter([1, -1, CHANNELS], np.float32)
    mask = opset13.parameter([1, -1], np.int64)
    given.output(0).set_names({"given"})
    mask.output(0).set_names({"attention_mask"})
    product = opset13.matmul(given, opset13.constant(weights), False, True)
    return import_openvino().Model([product, opset13.convert(mask, "f32")], [given, mask])


def test_a_rounding_is_fitted_on_what_is_read_and_not_on_padding() -> None:
    random = np.random.default_rng(4)
    weights = random.normal(size=(CHANNELS, CHANNELS)).astype(np.float32)
    given = random.normal(size=(1, 40, CHANNELS)).astype(np.float32)
    given[0, 30:] = 1000
    mask = (np.arange(40) < 30).astype(np.int64)[None]
    model = model_of(weights)
    ((off, rounding),) = fit_roundings(model, list(products(model)), [{"given": given, "attention_mask": mask}])
    assert off < 0.001
    assert (rounding.high * rounding.channels).max() < 10


@pytest.mark.slow
def test_a_channel_that_is_larger_than_the_others_does_not_make_them_coarse() -> None:
    random = np.random.default_rng(4)
    weights = random.normal(size=(CHANNELS, CHANNELS)).astype(np.float32)
    given = random.normal(size=(1, 40, CHANNELS)).astype(np.float32)
    given[:, :, 5] *= 50
    mask = np.ones((1, 40), dtype=np.int64)
    model = model_of(weights)
    ((off, rounding),) = fit_roundings(model, list(products(model)), [{"given": given, "attention_mask": mask}])
    assert off < 0.001
    assert rounding.channels[5] > 3 * np.median(rounding.channels)
