import shutil
from pathlib import Path

import numpy as np
import pytest

from app.reading.outcome import Excerpt
from app.reading.reader import MODEL, WEIGHTS, load_reader, read_card
from eval.reading.report import read_model, reads_of
from eval.reading.restore import restore
from eval.training_examples.epoch import Example

pytestmark = pytest.mark.slow  # it imports PyTorch

POINT = "L1 regularisation drives some weights to exactly zero."
SAID = ("L1 sets many of the weights to zero.", "L2 only shrinks them.")
EXCERPTS = [Excerpt(POINT, SAID), Excerpt("A cache keeps keys and values.", SAID), Excerpt(POINT, SAID[1:])]


def test_a_reader_that_is_read_back_tells_what_the_exported_one_does(tmp_path: Path) -> None:
    restore(WEIGHTS, tmp_path / "run")
    examples = [Example(one, (None,) * len(one.sentences), ()) for one in EXCERPTS]
    logits = reads_of(read_model(tmp_path / "run"), tmp_path / "run")(examples)[0] / read_card(WEIGHTS).temperature
    told = np.array([one.states for one in load_reader().read(EXCERPTS)])
    exact = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    assert np.abs(np.exp(told) - np.exp(exact)).max() < 0.05


def test_a_graph_that_is_no_reader_is_refused(tmp_path: Path) -> None:
    for name in (MODEL, str(Path(MODEL).with_suffix(".bin")), "tokenizer.json"):
        shutil.copy(WEIGHTS / name, tmp_path / name)
    graph = (tmp_path / MODEL).read_text(encoding="utf-8")
    (tmp_path / MODEL).write_text(graph.replace("self.state.bias", "self.other.bias"), encoding="utf-8")
    with pytest.raises(ValueError, match=r"has no state\.bias"):
        restore(tmp_path, tmp_path / "run")
