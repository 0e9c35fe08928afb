"""An appeal in plain words: "I did say that the baseline was a regression", without a button.

Decides which point it names and which sentence of the answer it stands on, by the words that they share; where either
is not clear, nothing is contested and the candidate is told how. Whether the verdict changes is for the second look.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.coach.answers.appeals import Appeals
from app.coach.answers.cumulative_grading import graded_with
from app.interview.grade import Verdict, VerdictState
from app.interview.interview import Interview
from app.interview.turn import Turn
from ingest.bank.questions import Question
from ingest.errors import BadRequest, Conflict
from ingest.language.content_words import content_stems
from ingest.language.text import Text

# Words of the appeal itself, which name no point.
APPEALING = content_stems(
    "say said saying mention mentioned mentioning write wrote written state stated cover covered name named explain"
    " explained point points verdict grade graded grading score scored mark marked miss missed missing count counted"
    " answer answered sentence word words line wrong unfair fair disagree appeal contest object challenge check look"
    " read again already clearly literally exactly please thing first second third last met unmet"
)
# Of an appeal at least so much stands in the point or in the sentence that it means: one word of seven names nothing.
LEAST_SHARED = 0.25
# So much of what an appeal says stands in the sentence that it means; less where it says nothing of the new question.
MOST_SHARED, LESS_SHARED = 0.6, 0.4
LOOKED_AT = "About “{point}”, by your words “{sentence}”: {reason}"
QUOTED = re.compile(r"[\"“”]([^\"“”]{3,})[\"“”]")


@dataclass(frozen=True)
class Contested:
    """What is contested: a point of a turn, and the sentence of its answer that is put forward."""

    turn: int
    verdict: Verdict
    sentence: str


@dataclass(frozen=True)
class AppealsInWords:
    """Takes appeals as they are typed."""

    appeals: Appeals

    def of(self, owner: str) -> "AppealsInWords":
        """The same for the interviews of an owner."""
        return AppealsInWords(replace(self.appeals, owner=owner))

    def appeal(self, interview: Interview, message: str) -> str | None:
        """What came of the appeal, in words; None where no point and no sentence are named clearly enough."""
        found = contested(interview, message)
        if found is None:
            return None
        try:
            outcome = self.appeals.appeal(interview.id, found.turn, found.verdict.point_id, found.sentence)
        except (BadRequest, Conflict) as refused:
            return f"{str(refused)[:1].upper()}{str(refused)[1:]}."
        return LOOKED_AT.format(point=found.verdict.point, sentence=found.sentence, reason=outcome.after.reason)


def takes_up(interview: Interview, message: str) -> bool:
    """Whether a message says again what stands in an answer that missed a point: most of it, in one sentence."""
    named = content_stems(message) - APPEALING
    found = contested(interview, message)
    if found is None:
        return False
    most = LESS_SHARED if _is_beside(interview, named) else MOST_SHARED
    return len(content_stems(found.sentence) & named) >= most * len(named) > 0


def _is_beside(interview: Interview, named: frozenset[str]) -> bool:
    """Whether a new question is asked and nothing that is named is spoken of in it or in a point of it."""
    ask = interview.ask
    if ask is None or ask.is_follow_up:
        return False
    question = interview.graded_against(ask)
    texts = (question.text, *(text for point in question.key_points for text in (point.text, *point.other_wordings)))
    return not any(content_stems(text) & named for text in texts)


def contested(interview: Interview, message: str) -> Contested | None:
    """The point that an appeal names in the latest answer that it can mean, and the sentence that it stands on."""
    named = content_stems(message) - APPEALING
    for turn in reversed(interview.turns):
        open_ = _contestable(interview, turn)
        if not open_:
            continue
        question = interview.graded_against(turn.ask)
        answer = graded_with(interview, turn).text
        verdict = _named(open_, question, answer, named)
        if verdict is None:
            continue
        of_point = _stems_of(question, verdict)
        sentence = _sentence(answer, message, named, of_point)
        if sentence and len((of_point | content_stems(sentence)) & named) >= LEAST_SHARED * len(named):
            return Contested(turn.ask.number, verdict, sentence)
    return None


def _contestable(interview: Interview, turn: Turn) -> list[Verdict]:
    grade = turn.standing
    if not grade.is_graded or grade.gate is not None:
        return []
    held_back = interview.held_back(turn)
    return [one for one in grade.verdicts if one.state is not VerdictState.MET and one.point_id not in held_back]


def _named(verdicts: list[Verdict], question: Question, answer: str, named: frozenset[str]) -> Verdict | None:
    """The verdict whose point shares most with the appeal, or with the sentence that it takes up; None at a tie."""
    if len(verdicts) == 1:
        return verdicts[0]
    said = frozenset().union(*(one for one in _sentences(answer).values() if one & named))
    shares = [(_shared(one, question, named), _shared(one, question, said)) for one in verdicts]
    best = max(shares)
    if best[0] + best[1] == 0 or shares.count(best) > 1:
        return None
    return verdicts[shares.index(best)]


def _shared(verdict: Verdict, question: Question, stems: Iterable[str]) -> int:
    return len(_stems_of(question, verdict) & frozenset(stems))


def _stems_of(question: Question, verdict: Verdict) -> frozenset[str]:
    """What a point speaks of, in all its wordings, without what the question says."""
    point = next((one for one in question.key_points if one.id == verdict.point_id), None)
    texts = (verdict.point,) if point is None else (point.text, *point.other_wordings)
    return frozenset().union(*map(content_stems, texts)) - content_stems(question.text)


def _sentences(answer: str) -> dict[str, frozenset[str]]:
    text = Text(answer)
    return {
        part: content_stems(part) for part in (answer[span[0] : span[1]].strip() for span in text.sentences) if part
    }


def _sentence(answer: str, message: str, named: frozenset[str], of_point: frozenset[str]) -> str:
    """The sentence that the appeal quotes, or else shares most with; "" where it shares nothing with any."""
    for one in QUOTED.findall(message):
        if one.strip() and (found := re.search(re.escape(one.strip()), answer, re.IGNORECASE)):
            return found.group()
    shares = {part: (len(stems & named), len(stems & of_point)) for part, stems in _sentences(answer).items()}
    best = max(shares, key=lambda part: shares[part], default="")
    return best if best and sum(shares[best]) else ""
