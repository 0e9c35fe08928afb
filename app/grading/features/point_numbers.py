"""What the numbers of a window allow: the best state of a point whose wordings have numbers too."""

from app.grading.prepared_question import PreparedQuestion
from app.interview.grade import VerdictState
from ingest.language.numbers import Numbers, has_odd, missing, numbers, replaces


def numbers_allow(told: Numbers, point: int, prepared: PreparedQuestion) -> VerdictState:
    """The best state for a window that may give other numbers than the point has.

    Partly met if a number is replaced, not met if every wording of the point has one and none of them is told.
    """
    wordings = [numbers(prepared.wordings[row].text) for row in prepared.rows[point]]
    holding = [one for one in wordings if one]
    if not holding or not told or any(_tells(told, own) for own in holding):
        return VerdictState.MET
    anchored = [numbers(prepared.wordings[row].text) for row in prepared.anchor_rows[point : point + 1]]
    if not any(replaces(told, own, prepared.numbers) for own in (*holding, *anchored)):
        return VerdictState.MET
    is_the_point = all(has_odd(one) for one in wordings)
    # What the question gives proves nothing: "200 divided by 0.25 gives 800" shares two of "200 * 0.25 = 50".
    found = [own.without(prepared.given) or own for own in holding]
    is_missed = is_the_point and not any(_shares(told, own) for own in found)
    return VerdictState.NOT_MET if is_missed else VerdictState.PARTLY_MET


def _tells(told: Numbers, own: Numbers) -> bool:
    """True if all numbers of a wording and its first order of growth are told."""
    orders = [order for order, _ in own.orders[:1]]
    return not missing(told, own) and {order for order, _ in told.orders}.issuperset(orders)


def _shares(told: Numbers, own: Numbers) -> bool:
    orders = {order for order, _ in told.orders} & {order for order, _ in own.orders}
    return bool(orders) or len(missing(told, own)) < len(own.written)
