"""What a candidate asks for beside answering, and what they are told: hints, facts, the question again, what teaches.

Decides what each command tells and whether it may be given now; the course of the interview keeps each of them. What
a message asks for is recognised in app/hearing, and who may take which turn is for interviews.py.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from app.answering.retriever import Retriever
from app.asking.case_facts import Facts, told
from app.coach.answers.how_sure import close_calls, how_sure
from app.hearing.message import asks_how_it_goes, asks_how_sure, wish_in
from app.interview.course import MOST_EXCHANGES, Course, Exchange, Fact
from app.interview.grade import Verdict, VerdictState
from app.interview.interview import Interview
from app.interview.requests.commands import ABOUT_ANSWERED, IN_EXAM, Command
from app.interview.requests.hints import RUNGS, given_on, hint, point_to_hint
from app.interview.requests.model_answer import model_answer
from app.interview.requests.other_words import clarified, rephrased
from app.interview.requests.retry import left, taken_up, turn_named
from app.interview.requests.time_left import asks_for_time, time_left
from app.interview.requests.to_explain import speaks_of_missed, to_explain
from app.interview.requests.wishes import wish_told
from app.interview.results.how_it_goes import how_it_goes
from app.interview.standing_verdicts import standing, standing_of
from app.interview.turn import Ask, Turn
from ingest.bank.taxonomy import Stage
from ingest.errors import Conflict

NO_HELP = "In an exam there is no help, and nothing is told before the end; the question stays."
NOT_BEFORE_END = "In an exam nothing is told before the end; no turn is taken, and the question stays."
CLOCK_RUNS_ON = "In an exam the clock does not stop: the time runs on while you are away, and the question stays."
TALK = "This does not answer the question, and no turn is taken. It stands above; take the time that you need."
APPEAL = (
    "To contest a verdict, quote the words of your answer that make the point: press “I said that” beside it on the "
    "page. The point is then judged again by those words."
)
SURE_TO_END = "Shall the interview end here? What was answered is kept and scored. Say “yes” to end it, “no” to go on."
OF_EARLIER = "What is asked now is told once it is answered. To “{text}” a good answer is:\n\n{told}"
ENDED = "The interview has ended here."
PAUSED = "The interview is paused. “Go on” takes it up again when you are back."
RESUMED = "Welcome back. The question stands above."
NOT_PAUSED = "The interview goes on; the question stands above."
LEFT = "The second try is left, and your first answer stands. What was asked before is asked again."
OR_LEAVE = "“Skip” leaves the second try alone."
RETRIED = "Second try: the first grade is kept, and the difference is shown."


Found = tuple[Fact, ...]


@dataclass(frozen=True)
class Wanted:
    """A command as it was given: in which words or by which button, about which turn and point, under which key.

    `about` is the message that asked for it, where `said` only tells what that one was meant as.
    """

    command: Command
    said: str = ""
    turn: int | None = None
    point_id: str = ""
    key: str = ""
    about: str = ""

    @property
    def words(self) -> str:
        """The words that ask for it."""
        return self.about or self.said


@dataclass(frozen=True)
class Commands:
    """Tells what commands ask for."""

    retriever: Retriever
    facts: Facts
    now: Callable[[], datetime]

    def given(self, interview: Interview, wanted: Wanted) -> Interview:
        """The interview after a command, its exchange the last one of the course.

        Raises:
            Conflict: it cannot be given now; the sentence says why.
        """
        command = wanted.command
        if len(interview.course.exchanges) >= MOST_EXCHANGES:
            raise Conflict(f"this interview holds {MOST_EXCHANGES} commands, and no more are taken; answer, or end it")
        if interview.ask is None and command not in ABOUT_ANSWERED:
            raise Conflict("this interview has ended; start another one")
        if interview.withholds and command not in IN_EXAM:
            raise Conflict(CLOCK_RUNS_ON if command is Command.PAUSE else NO_HELP)
        if interview.course.is_paused and command not in (Command.RESUME, Command.END):
            raise Conflict("the interview is paused; go on first")
        ways = {
            Command.PAUSE: self._pause,
            Command.RESUME: self._resume,
            Command.RETRY: self._retry,
            Command.SKIP: self._leave,
            Command.END: self._end,
            Command.HINT: self._hint,
            Command.CLARIFY: self._clarify,
            Command.EXPLAIN: self._explain,
        }
        way = ways.get(command)
        return way(interview, wanted) if way else self._noted(interview, wanted, self._told(interview, wanted))

    def _pause(self, interview: Interview, wanted: Wanted) -> Interview:
        return self._noted(_changed(interview, interview.course.paused(self.now())), wanted, PAUSED)

    def _resume(self, interview: Interview, wanted: Wanted) -> Interview:
        words = RESUMED if interview.course.is_paused else NOT_PAUSED
        return self._noted(_changed(interview, interview.course.resumed(self.now())), wanted, words)

    def _retry(self, interview: Interview, wanted: Wanted) -> Interview:
        number = wanted.turn or turn_named(interview, wanted.words)
        return self._noted(taken_up(interview, number, self.now()), wanted, RETRIED)

    def _leave(self, interview: Interview, wanted: Wanted) -> Interview:
        """Back from a second try to what was asked; whatever else is left is left by an empty answer."""
        return self._noted(left(interview, self.now()), replace(wanted, command=Command.RESUME), LEFT)

    def _told(self, interview: Interview, wanted: Wanted) -> str:
        match wanted.command:
            case Command.REPEAT:
                return _ask(interview).spoken
            case Command.REPHRASE:
                return rephrased(interview)
            case Command.MODEL_ANSWER:
                return _named(interview, wanted, _model_answer(interview, wanted.turn))
            case Command.APPEAL if not asks_how_it_goes(wanted.words):
                return f"{APPEAL} {close_calls(interview)}".rstrip()
            case _:
                return self._talked(interview, wanted.words)

    def _talked(self, interview: Interview, said: str) -> str:
        if asks_for_time(said):
            return time_left(interview, self.now())
        if (wish := wish_in(said, _ask(interview).text)) is not None:
            return wish_told(wish, is_exam=interview.course.is_exam)
        if interview.course.is_exam:
            return NOT_BEFORE_END
        if asks_how_sure(said):
            return how_sure(interview)
        return how_it_goes(interview) if asks_how_it_goes(said) else TALK

    def _noted(
        self, interview: Interview, wanted: Wanted, words: str, point: tuple[str, int] = ("", 0), facts: Found = ()
    ) -> Interview:
        number = interview.ask.number if interview.ask is not None else interview.turns[-1].ask.number
        about = _answered(interview, wanted.turn).ask.number if wanted.command in ABOUT_ANSWERED else None
        said, at = wanted.said, self.now()
        of = interview.ask.question_id if interview.ask is not None and wanted.command is Command.HINT else ""
        exchange = Exchange(
            number, wanted.command, said, words, at, wanted.key, *point, facts, about=about, question_id=of
        )
        return _changed(interview, interview.course.with_exchange(exchange))

    def _end(self, interview: Interview, wanted: Wanted) -> Interview:
        """The end, if it was asked for just before; else the question whether it is meant."""
        if interview.course.asks_to_end(_ask(interview).number):
            return self._noted(interview, wanted, ENDED).ended(self.now())
        is_second = _ask(interview).retry_of
        return self._noted(interview, wanted, f"{SURE_TO_END} {OR_LEAVE}" if is_second else SURE_TO_END)

    def _hint(self, interview: Interview, wanted: Wanted) -> Interview:
        ask = _ask(interview)
        if ask.chair:
            raise Conflict("the interviewer beside the coach has asked this; ask them what they mean")
        rung = len(given_on(interview, ask)) + 1
        if rung > RUNGS:
            raise Conflict(f"all {RUNGS} hints on this question are given; answer with what you know of it")
        point = point_to_hint(interview, ask)
        if point is None:
            raise Conflict("every point of this question is made already; say what you would add, or skip it")
        passage = self.retriever.teaches(point.section, point.text) if point.section else None
        heading = "" if passage is None else (passage.headings or (passage.title,))[-1]
        told = self._noted(interview, wanted, hint(point, rung, ask.text, heading), (point.id, rung))
        *before, given = told.course.exchanges
        given = replace(given, question_id=ask.question_id)
        return _changed(told, replace(told.course, exchanges=(*before, given)))

    def _clarify(self, interview: Interview, wanted: Wanted) -> Interview:
        """The facts of a design that were asked for; of another question its words in another way."""
        ask = _ask(interview)
        question = interview.question(ask.question_id)
        facts = self.facts.answer(question, wanted.words) if question.stage is Stage.SYSTEM_DESIGN else ()
        if not facts:
            return self._noted(interview, wanted, clarified(interview))
        numbers = {turn.ask.number for turn in interview.turns_of(question.id)} | {ask.number}
        before = interview.course.facts_asked(numbers)
        return self._noted(interview, wanted, told(facts, before), facts=facts)

    def _explain(self, interview: Interview, wanted: Wanted) -> Interview:
        """The passage that teaches a point that was missed, and none of those that are still asked for.

        While a follow-up is open, who asks to have "it" explained means that; what was missed is named as such.
        """
        turn = _answered(interview, wanted.turn)
        ask = interview.ask
        is_of_it = ask is not None and ask.is_follow_up and ask.question_id == turn.ask.question_id
        is_named = wanted.point_id or wanted.turn is not None or speaks_of_missed(wanted.words)
        if is_of_it and not is_named:
            return self._noted(interview, wanted, clarified(interview))
        chosen = _point_to_explain(interview, turn, wanted)
        passage = self.retriever.teaches(chosen.section, chosen.point)
        if passage is None:
            raise Conflict("no passage of the corpus teaches this point")
        place = " > ".join((passage.title, *(one for one in passage.headings if one != passage.title)))
        words = f"{chosen.point}\n\n{passage.text}\n\n({place})"
        return self._noted(interview, wanted, words, (chosen.point_id, 0))


def _point_to_explain(interview: Interview, turn: Turn, wanted: Wanted) -> Verdict:
    """The point of the question of a turn that is explained.

    Raises:
        Conflict: it is still asked about, or no point was missed.
    """
    turns = (turn,) if turn.ask.is_aside else interview.turns_of(turn.ask.question_id)
    stands = standing(turns)
    held_back = frozenset[str]().union(*(interview.held_back(one) for one in turns))
    kept = {one.section for one in stands.values() if one.point_id in held_back}
    asked_for = stands.get(wanted.point_id)
    taught = [one for one in stands.values() if one.section and one.section not in kept]
    missed = [one for one in taught if one.state is not VerdictState.MET]
    numbers = {one.ask.number for one in turns}
    explained = [one.point_id for one in interview.course.exchanges if one.about in numbers and one.point_id]
    question = interview.question(turn.ask.question_id)
    shown = [one for one in stands.values() if one.state is not VerdictState.MET and one.point_id not in held_back]
    chosen = asked_for if wanted.point_id else to_explain(wanted.words, missed, question, explained, shown)
    if chosen is None or chosen not in taught:
        is_open = bool(held_back) if chosen is None else chosen.section in kept
        raise Conflict(
            "this is still being asked about; answer first" if is_open else "there is no missed point to explain"
        )
    return chosen


def _model_answer(interview: Interview, number: int | None) -> str:
    """What is told of a turn that is answered.

    Raises:
        Conflict: nothing is answered yet, or the question is still being asked about.
    """
    turn = _answered(interview, number)
    question = interview.question(turn.ask.question_id)
    if interview.is_open(question.id):
        raise Conflict("this question is still being asked about; answer or skip first")
    return model_answer(question, standing_of(interview, question.id), interview.course.level)


def _named(interview: Interview, wanted: Wanted, told: str) -> str:
    """What is told of an earlier question, with its name where the words could mean the one that is asked now."""
    if interview.ask is None or wanted.turn is not None:
        return told
    earlier = interview.question(_answered(interview, None).ask.question_id)
    return told if earlier.id == interview.ask.question_id else OF_EARLIER.format(text=earlier.text, told=told)


def _answered(interview: Interview, number: int | None) -> Turn:
    turns = [turn for turn in interview.turns if number is None or turn.ask.number == number]
    if not turns:
        raise Conflict("nothing is answered yet; answer first" if number is None else f"there is no turn {number}")
    return turns[-1]


def _ask(interview: Interview) -> Ask:
    if interview.ask is None:
        raise Conflict("this interview has ended; start another one")
    return interview.ask


def _changed(interview: Interview, course: Course) -> Interview:
    return replace(interview, course=course)
