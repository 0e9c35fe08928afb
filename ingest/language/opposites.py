"""Pairs of words that must not be taken for each other: stems, each pair in one direction.

Decides which words are opposites in this field. An embedding hardly tells them apart: "high bias
underfits" and "high variance underfits" have a cosine above 0.9.
"""

from collections.abc import Iterable

from ingest.language.tokens import stem

_PAIRS = """
high low, higher lower, increase decrease, increases reduces, increase reduce, raise lower, grow shrink, grows falls,
rise fall, more less, more fewer, most least, large small, large tiny, big small, fast slow, faster slower, many few,
overfit underfit, overfitting underfitting, bias variance, precision recall, positive negative, positives negatives,
train test, training test, training inference, before after, above below, over under, first last, early late, upper
lower, maximum minimum, maximize minimize, max min, encoder decoder, bagging boosting, generative discriminative,
sparse dense, supervised unsupervised, parametric nonparametric, parallel sequential, parallel sequentially, linear
nonlinear, convex concave, discrete continuous, static dynamic, online offline, batch stream, lossy lossless, stable
unstable, left right, forward backward, row column, rows columns, mean median, symmetric asymmetric, deterministic
random, deterministic stochastic, exact approximate, local global, shallow deep, short long, narrow wide, weak strong,
easy hard, simple complex, cheap expensive, latency throughput, horizontal vertical, independent dependent, correlated
uncorrelated, query key, input output, prefill decode, true false, same different, always never, better worse, good
bad, add remove, adds removes, include exclude, stronger weaker, deeper shallower, sharper flatter, l1 l2, ridge
lasso, sigmoid softmax, numerator denominator, type-one type-two, synchronous asynchronous, push pull, read write,
memory compute, uniform skewed, balanced imbalanced, known unknown, bounded unbounded, possible impossible, open
closed, wider narrower, longer shorter, bi cross, macro micro, prior posterior, inner outer, inside outside, internal
external, majority minority, accept reject, explicit implicit, absolute relative, old new, older newer, start end,
additive multiplicative, generator discriminator, parent child, source target, forward reverse, finite infinite,
mae rmse, plus minus, multiplied divided, times divided, nearest farthest, frequent rare,
ascending descending, overestimate underestimate, covering seeking
"""


# Each pair as it is written above.
WORD_PAIRS = tuple((left, right) for left, right in (pair.split() for pair in _PAIRS.replace("\n", " ").split(",")))


def _pairs() -> tuple[tuple[str, str], ...]:
    pairs = ((stem(left), stem(right)) for left, right in WORD_PAIRS)
    return tuple(dict.fromkeys((left, right) for left, right in pairs if left and right and left != right))


OPPOSITES = _pairs()

# Words that say which way something is to go. "Raise" is the opposite of each word of the other line, of which a pair
# names one.
_UPWARD = "raise increase strengthen tighten add enlarge extend stronger"
_DOWNWARD = "remove drop lower reduce decrease weaken loosen relax delete disable omit shrink weaker"
UPWARD = frozenset(map(stem, _UPWARD.split()))
DOWNWARD = frozenset(map(stem, _DOWNWARD.split()))


def direction(stems: Iterable[str]) -> int:
    """1 where words say that something is to grow, -1 to shrink or go, 0 where they say neither or both."""
    there = set(stems)
    return bool(there & UPWARD) - bool(there & DOWNWARD)
