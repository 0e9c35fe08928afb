"""What is said to an answer: its grade in words, and what is remarked beside it.

Decides what of it the candidate was told before; the sentences are those of app/interview/results/reply.py and remarks.
"""

from app.coach.answers.beside_the_grade import remarks
from app.interview.interview import Interview
from app.interview.results.reply import reply
from app.interview.results.unanswered import answers_nothing
from app.interview.standing_verdicts import is_met, standing
from app.interview.turn import Turn
from ingest.bank.taxonomy import Stage


def reply_to_last(interview: Interview) -> str:
    """What is said to the last answer, as the interview stands after it."""
    turn = interview.turns[-1]
    held_back = interview.held_back(turn)
    explained = interview.explained(turn)
    words = reply(
        turn.grade,
        turn.point_citations,
        held_back,
        explained,
        turn.also,
        known=_told_before(interview, turn),
        goes_on=interview.is_judged_later(turn),
        asks_about_it=bool(interview.asks_about(turn)),
        answers_nothing=answers_nothing(interview, turn),
        level=interview.course.level,
    )
    return "\n\n".join([words, *remarks(interview, turn)])


def _told_before(interview: Interview, turn: Turn) -> frozenset[str]:
    """The ids of the points of a design that an earlier message of it was told to have made."""
    if (
        turn.ask.is_aside
        or turn.ask.point_id
        or interview.question(turn.ask.question_id).stage is not Stage.SYSTEM_DESIGN
    ):
        return frozenset()
    before = standing(one for one in interview.turns_of(turn.ask.question_id) if one.ask.number < turn.ask.number)
    return frozenset(point_id for point_id in before if is_met(before, point_id))
