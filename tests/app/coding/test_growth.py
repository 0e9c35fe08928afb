"""The exponent that fits, and what is said where nothing can be told."""

import pytest

from app.coding.child import Ended
from app.coding.growth import fitted, measure
from app.coding.task import Growth

LINEAR = Growth(sizes=(1000, 4000, 16000, 64000), most=1.4, told="O(n)")


@pytest.mark.parametrize("exponent", [0.5, 1.0, 2.0, 3.0])
def test_a_power_is_found_again(exponent: float) -> None:
    sizes = (100, 200, 400, 800)
    assert fitted(sizes, [0.01 * (n / 100) ** exponent for n in sizes]) == pytest.approx(exponent)


def test_linear_is_within_linear_and_quadratic_is_not() -> None:
    assert measure(LINEAR, lambda n: 1e-6 * n).is_within is True
    grown = measure(LINEAR, lambda n: 1e-9 * n * n)
    assert grown.is_within is False
    assert "n^2.00" in grown.sentence


def test_a_size_that_takes_too_long_is_told() -> None:
    def slow(n: int) -> float:
        if n > 4000:
            raise Ended("it took longer than 2 s")
        return 1e-8 * n * n

    grown = measure(LINEAR, slow)
    assert grown.is_within is False
    assert "At size 16000 it took longer than 2 s" in grown.sentence


def test_too_fast_to_tell_is_within() -> None:
    assert measure(LINEAR, lambda _: 1e-5).is_within is True
