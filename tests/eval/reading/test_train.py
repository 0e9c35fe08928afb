import pytest

from eval.reading.train import Run, run_of, schedule
from eval.training_examples.mixture import Mixture
from ingest.errors import BadRequest

pytestmark = pytest.mark.slow  # it imports PyTorch


def test_the_learning_rate_rises_to_the_full_one_and_falls_to_almost_nothing() -> None:
    shares = [schedule(step, 100, 0.1) for step in range(100)]
    assert max(shares) == shares[9] == 1
    assert shares == [*sorted(shares[:10]), *sorted(shares[10:], reverse=True)]
    assert 0 < shares[-1] < 0.02


def test_the_values_of_a_run_are_named() -> None:
    assert run_of(["epochs=2", "thinned=0.1", "blank=yes"]) == Run(epochs=2, blank=True, mixture=Mixture(thinned=0.1))
    with pytest.raises(BadRequest, match="no value 'speed'"):
        run_of(["speed=9"])
    with pytest.raises(BadRequest, match="epochs is not 'many'"):
        run_of(["epochs=many"])
