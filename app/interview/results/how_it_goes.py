"""How an interview goes so far, in words, where a candidate asks that in practice. Pure.

Decides what is told: the points of the questions that were answered, as the scorecard counts them.
"""

from app.interview.interview import Interview
from app.interview.results.reply import format_points
from app.interview.results.scorecard import scorecard

NOT_YET = "Nothing is graded yet; the question stands above."
SO_FAR = "So far {earned} of {possible} points, {asked} of {planned} questions asked{more}. The question stands above."
MORE = ", and {earned} with what follow-ups have brought"


def how_it_goes(interview: Interview) -> str:
    """The points so far."""
    card = scorecard(interview)
    if not card.possible:
        return NOT_YET
    with_follow_ups = format_points(card.earned_with_follow_ups)
    return SO_FAR.format(
        earned=format_points(card.earned),
        possible=card.possible,
        asked=len(card.questions),
        planned=card.planned,
        more="" if card.earned_with_follow_ups == card.earned else MORE.format(earned=with_follow_ups),
    )
