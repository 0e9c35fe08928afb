"""Appeals against verdicts: "I said that: ...".

Decides which verdicts can be contested, and how often; whether one changes is for the second look.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from app.candidate.candidate import LOCAL, appealed
from app.coach.answers.cumulative_grading import graded_with
from app.grading.reconsider import Contested
from app.interview.appeal import MOST_APPEALS, Appeal
from app.interview.grade import Verdict
from app.store.interviews import Store
from ingest.bank.questions import Question
from ingest.errors import Conflict, NotFound

# Question, answer with its grade, a point's id, the contested sentence -> the verdict after a second look.
Reconsider = Callable[[Question, Contested, str, str], Verdict]


@dataclass(frozen=True)
class Appeals:
    """Takes appeals and keeps what came of them."""

    store: Store
    reconsider: Reconsider
    now: Callable[[], datetime]
    owner: str = LOCAL

    def appeal(self, identifier: str, number: int, point_id: str, sentence: str) -> Appeal:
        """Judge a point of turn `number` again by one sentence of its answer; the outcome is stored.

        A sentence of a design may stand in any message that was graded with it.

        The same appeal sent again gets the stored outcome.

        Raises:
            NotFound: there is no such interview or turn.
            Conflict: the point is the one that is asked about now, or the turn has been contested too often.
            BadRequest: the verdict cannot be contested with this sentence; the message says why.
        """
        interview = self.store.get(self.owner, identifier)
        turn = next((turn for turn in interview.turns if turn.ask.number == number), None)
        if turn is None:
            raise NotFound(f"the interview has no answered turn {number}")
        if interview.withholds:
            raise Conflict("the verdicts of an exam can be contested after its end")
        # The id alone does not say which point is open: ids such as `formula` occur in several questions.
        if point_id in interview.held_back(turn):
            raise Conflict("this point is being asked about now; answer first")
        earlier = turn.earlier_appeal(point_id, sentence)
        if earlier is not None:
            return earlier
        if len(turn.appeals) >= MOST_APPEALS:
            raise Conflict(f"the verdicts of this turn have been contested {MOST_APPEALS} times, and no more are taken")
        together = graded_with(interview, turn)
        contested = Contested(together.text, together.gathered(turn.standing))
        after = together.replaced(self.reconsider(interview.graded_against(turn.ask), contested, point_id, sentence))
        before = next(verdict for verdict in turn.standing.verdicts if verdict.point_id == point_id)
        appeal = Appeal(point_id, sentence, before, after, self.now())
        learned = appealed(identifier, replace(turn, appeals=(*turn.appeals, appeal)), self.now())
        self.store.add_appeal(self.owner, identifier, number, appeal, learned if appeal.changed else None)
        return appeal
