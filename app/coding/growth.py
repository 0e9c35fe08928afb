"""How a program's time grows with its input: seconds by size, and the exponent that fits.

Decides how it is measured: the processor's time of the process from outside, of the call and of fetching its result,
the better of two runs, sizes from small to large until one takes too long; a straight line through the logarithms.
"""

import math
from collections.abc import Callable, Sequence

from app.coding.child import Ended
from app.coding.remote import Raised
from app.coding.run_report import Grown
from app.coding.task import Growth

# Below this a time says more of the machine than of the program.
LEAST_S = 0.001
# A program that is done with the largest size so soon grows no faster than it may.
QUICK_S = 0.05
# A size that takes so long is the last one.
LONG_S = 0.8
RUNS = 2
FEWEST_SIZES = 3


def measure(wanted: Growth, timed: Callable[[int], float]) -> Grown:
    """Measure with `timed`, which runs a size and returns the processor's seconds."""
    sizes: list[int] = []
    seconds: list[float] = []
    for size in wanted.sizes:
        try:
            seconds.append(min(timed(size) for _ in range(RUNS if not seconds or seconds[-1] < LONG_S / 4 else 1)))
        except Ended as error:
            so_far = fitted(sizes, seconds, fewest=2)
            before = "" if so_far is None else f", after growing like n^{so_far:.2f}"
            words = f"At size {size} {error}{before}; expected is {wanted.told}."
            return Grown(tuple(sizes), tuple(seconds), so_far, wanted.told, False, words)
        except Raised as error:
            return Grown(
                tuple(sizes), tuple(seconds), None, wanted.told, None, f"At size {size} it raised {error.kind}."
            )
        sizes.append(size)
        if seconds[-1] > LONG_S and len(seconds) > 1:
            break
    return _judged(wanted, sizes, seconds)


def _judged(wanted: Growth, sizes: list[int], seconds: list[float]) -> Grown:
    # Two sizes are enough of a program that took so long at the second one.
    exponent = fitted(sizes, seconds, fewest=2 if seconds and seconds[-1] > LONG_S else FEWEST_SIZES)
    if exponent is None:
        quick = bool(seconds) and max(seconds) < QUICK_S
        sentence = (
            "It is too fast at these sizes to tell how it grows." if quick else "Too few sizes could be measured."
        )
        return Grown(tuple(sizes), tuple(seconds), None, wanted.told, True if quick else None, sentence)
    is_within = exponent <= wanted.most
    sentence = f"The time grows like n^{exponent:.2f}; expected is {wanted.told}"
    sentence += "." if is_within else f", which is at most n^{wanted.most:g} with noise."
    return Grown(tuple(sizes), tuple(seconds), exponent, wanted.told, is_within, sentence)


def fitted(sizes: Sequence[int], seconds: Sequence[float], fewest: int = FEWEST_SIZES) -> float | None:
    """The exponent b of seconds = a n^b, least squares of the logarithms; None of fewer than `fewest` good sizes."""
    good = [(math.log(n), math.log(s)) for n, s in zip(sizes, seconds, strict=False) if s >= LEAST_S]
    if len(good) < fewest:
        return None
    mean_x = sum(x for x, _ in good) / len(good)
    mean_y = sum(y for _, y in good) / len(good)
    spread = sum((x - mean_x) ** 2 for x, _ in good)
    return sum((x - mean_x) * (y - mean_y) for x, y in good) / spread
