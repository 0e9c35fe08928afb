"""An answer in the light of those before it: what it earns, alone or together with them, and what is still missing.

Decides what is graded together: the messages of a design as one design, an answer to a follow-up also against the
points of its question that are still open, and before something is asked all answers so far against it. Every verdict
keeps the words that it stands on, and the turn that they stand in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from app.delivery.arithmetic import sums
from app.delivery.diagram import read_diagram, readable
from app.delivery.given_numbers import Told, remarks_on_given
from app.delivery.phases import JUMPS, jumps, open_phases
from app.delivery.remarks import CODE_NOT_GRADED, delivery, structure
from app.delivery.story import blame, graded_as_told, lacking
from app.grading.gate.gate import gate
from app.interview.flows.asking import CLOSED_BY
from app.interview.grade import CREDIT, Evidence, Grade, GradedBy, Verdict, VerdictState, not_graded
from app.interview.interview import Interview
from app.interview.requests.finished import is_done
from app.interview.standing_verdicts import kept, open_points, risen, standing
from app.interview.turn import Ask, Turn
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage
from ingest.language.content_words import content_stems
from ingest.language.text import Text

# An answer of fewer words says what was asked, and no other point beside it.
SAYS_MORE_WORDS = 10
# What is passed over unasked was said for sure; where it is not, to ask costs less.
SURE = 0.85
MOST_SUMS = 3
BETWEEN = "\n\n"
ASKED_FIRST = "Before you design,"
OF_CHAIR = "it was asked by the interviewer beside the coach, on none of the key points that the coach knows"
NOBODY = GradedBy("nobody", "", "")


class Grader(Protocol):
    """Grades an answer: offline, or with an LLM under the same rules."""

    def grade(self, question: Question, answer: Text, *, is_follow_up: bool = False) -> Grade:
        """A verdict per key point of `question`; how an answer is told is judged by other rules in a follow-up."""
        ...


class Listener(Grader, Protocol):
    """Looks for points beside those that were asked; asks no language model."""

    def beside(self, question: Question, answer: Text) -> Grade:
        """What an answer to a follow-up says of the points of `question`, among them what the follow-up asks for."""
        ...


@dataclass(frozen=True)
class PlainListener:
    """A grader that listens too: what is said beside what was asked is graded as if it had been asked."""

    grader: Grader

    def grade(self, question: Question, answer: Text, *, is_follow_up: bool = False) -> Grade:
        """As the grader does."""
        return self.grader.grade(question, answer, is_follow_up=is_follow_up)

    def beside(self, question: Question, answer: Text) -> Grade:
        """As the grader grades a whole answer."""
        return self.grader.grade(question, answer)


@dataclass(frozen=True)
class Heard:
    """What an answer brought: its grade, what else it raised, and what is still missing, by name."""

    grade: Grade
    also: tuple[Verdict, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Together:
    """Several answers as one text; `places` are the turn and the stretch [start, end) of each, turn 0 for the last."""

    text: str
    places: tuple[tuple[int, int, int], ...]

    @classmethod
    def of(cls, turns: Sequence[Turn], last: str | None = None) -> "Together":
        """The answers of these turns and the one that is heard now; without one the last turn's is turn 0."""
        pieces = [(turn.ask.number, turn.answer) for turn in turns]
        if last is None and pieces:
            pieces[-1] = (0, pieces[-1][1])
        if last is not None:
            pieces.append((0, last))
        places, at = [], 0
        for number, answer in pieces:
            places.append((number, at, at + len(answer)))
            at += len(answer) + len(BETWEEN)
        return cls(BETWEEN.join(answer for _, answer in pieces), tuple(places))

    def placed(self, grade: Grade) -> Grade:
        """The grade with its evidence where it stands in its own answer."""
        verdicts = tuple(map(self.replaced, grade.verdicts))
        mistakes = tuple(replace(one, evidence=self._place(one.evidence)) for one in grade.mistakes)
        return replace(grade, verdicts=verdicts, mistakes=mistakes)

    def gathered(self, grade: Grade) -> Grade:
        """The same grade with its evidence where it stands in the whole text; `placed` puts it back."""
        verdicts = tuple(
            one if one.evidence is None else replace(one, evidence=self._gather(one.evidence)) for one in grade.verdicts
        )
        return replace(grade, verdicts=verdicts)

    def replaced(self, verdict: Verdict) -> Verdict:
        """A verdict on the whole text with its evidence where it stands in its own answer."""
        return verdict if verdict.evidence is None else replace(verdict, evidence=self._place(verdict.evidence))

    def _gather(self, evidence: Evidence) -> Evidence:
        start = next((place[1] for place in self.places if place[0] == evidence.turn), None)
        return evidence if start is None else Evidence(evidence.quote, start + evidence.start, start + evidence.end)

    def _place(self, evidence: Evidence) -> Evidence:
        number, start, end = next(
            place for place in reversed(self.places) if place[1] <= evidence.start or place is self.places[0]
        )
        last = min(evidence.end, end)
        return Evidence(self.text[evidence.start : last], evidence.start - start, last - start, number)


def graded_with(interview: Interview, turn: Turn) -> Together:
    """The answers that a turn was graded by: all messages of a design until then, or else its own alone."""
    ask = turn.ask
    is_of_whole = interview.question(ask.question_id).stage is Stage.SYSTEM_DESIGN and not (
        ask.point_id or ask.is_aside
    )
    turns = interview.turns_of(ask.question_id) if is_of_whole else ()
    return Together.of((*(one for one in turns if one.ask.number < ask.number), turn))


@dataclass(frozen=True)
class Hearing:
    """Hears answers, and with a listener what they say beside what was asked."""

    grader: Grader
    listener: Listener

    def hear(self, interview: Interview, ask: Ask, answer: str) -> Heard:
        """What an answer to `ask` brings."""
        planned, text = interview.question(ask.question_id), Text(answer)
        if ask.chair:
            return Heard(self._grade(interview, ask, text) if ask.point_id else _of_nobody(planned, text))
        before = () if ask.retry_of else interview.turns_of(planned.id)
        if planned.stage is Stage.SYSTEM_DESIGN:
            return self._design(interview, ask, before, text)
        if planned.stage is Stage.BEHAVIOURAL:
            return self._story(interview, ask, before, text)
        grade = self._grade(interview, ask, text)
        return Heard(grade, self._also(interview, ask, before, text))

    def earns(self, interview: Interview, ask: Ask, message: str) -> bool:
        """Whether a message alone says anything of what its question asks for; no language model is asked."""
        asked = interview.graded_against(replace(ask, point_id=""))
        return self.listener.grade(asked, Text(message), is_follow_up=ask.is_follow_up).earned > 0

    def already_said(self, so_far: Interview, ask: Ask | None) -> tuple[Verdict, ...]:
        """What was said already of the point that would be asked next, in the answers so far; empty where nothing was.

        What one answer says of the points of its question was seen when it was graded. A step down the thread is asked
        whatever was said: of 60 of its points that seemed surely said in a first answer two were, and six by half.
        """
        if ask is None or not ask.is_follow_up or not ask.point_id:
            return ()
        turns = so_far.turns_of(ask.question_id)
        if len(turns) < 2:
            return ()
        together = Together.of(turns)
        grade = self.listener.grade(so_far.graded_against(ask), Text(together.text))
        if not grade.is_graded or grade.gate is not None:
            return ()
        sure = [one for one in together.placed(grade).verdicts if one.state is VerdictState.MET and one.sure >= SURE]
        return risen(standing(turns), sure)

    def told(self, so_far: Interview, question: Question, subject: frozenset[str]) -> float:
        """The share of a question that the answers of its round have told in words of its subject, 0..1.

        Points of a project are vague ("I say what it was for"), and the grader finds most of them in any good story:
        such as are made in words that name what this question asks for were told.
        """
        turns = [one for one in so_far.turns if so_far.question(one.ask.question_id).stage is question.stage]
        grade = self.listener.grade(question, Text(Together.of(turns).text))
        needed = [one for one in grade.verdicts if not one.is_bonus]
        named = [one for one in needed if one.evidence is not None and content_stems(one.evidence.quote) & subject]
        made = sum(one.weight for one in named if one.state is VerdictState.MET)
        return made / sum(one.weight for one in needed) if grade.gate is None and needed else 0.0

    def _grade(self, interview: Interview, ask: Ask, answer: Text) -> Grade:
        question = interview.graded_against(ask)
        return _unadvised(self.grader.grade(question, answer, is_follow_up=ask.is_follow_up).without_missed_bonus())

    def _also(self, interview: Interview, ask: Ask, before: Sequence[Turn], answer: Text) -> tuple[Verdict, ...]:
        """The points of the question that an answer to a follow-up says beside the one that was asked."""
        return risen(standing(before), self.beside(interview, ask, before, answer))

    def beside(self, interview: Interview, ask: Ask, before: Sequence[Turn], answer: Text) -> list[Verdict]:
        """What an answer to a follow-up says of each point that is open and was not asked for, said or not."""
        if not ask.is_follow_up or len(answer.raw.split()) < SAYS_MORE_WORDS:
            return []
        planned = interview.question(ask.question_id)
        asked = interview.graded_against(ask).key_points if ask.point_id or ask.step else ()
        ids = {point.id for point in asked}
        left = tuple(point for point in open_points(planned, standing(before)) if point.id not in ids)
        if not left:
            return []
        grade = self.listener.beside(planned.model_copy(update={"key_points": (*asked, *left), "thread": ()}), answer)
        return [] if grade.gate is not None else [one for one in grade.verdicts if one.point_id not in ids]

    def _story(self, interview: Interview, ask: Ask, before: Sequence[Turn], answer: Text) -> Heard:
        planned = interview.question(ask.question_id)
        story = Text(Together.of(before, answer.raw).text)
        if ask.about:
            telling = delivery(planned, answer, is_follow_up=True)
            grade = graded_as_told(ask.about, answer.raw, story, telling)
        else:
            grade = self._grade(interview, ask, answer)
        if (remark := blame(answer)) and grade.is_graded:
            grade = _remarked(grade, [remark])
        return Heard(grade, self._also(interview, ask, before, answer), lacking(story))

    def _design(self, interview: Interview, ask: Ask, before: Sequence[Turn], answer: Text) -> Heard:
        planned = interview.question(ask.question_id)
        numbers = {turn.ask.number for turn in before} | {ask.number}
        has_asked = bool(interview.course.facts_asked(numbers))
        together = Together.of(before, answer.raw)
        of_numbers = _on_numbers(interview, planned, ask, answer.raw)
        if ask.point_id or ask.retry_of:
            grade = _remarked(self._grade(interview, ask, answer), of_numbers)
            also = self._also(interview, ask, before, answer)
            met = _met((*standing(before).values(), *grade.verdicts, *also))
            return Heard(grade, also, open_phases(planned.text, together.text, has_asked=has_asked, met=met))
        alone = gate(planned, answer)
        is_none = before and alone is not None and alone.reason in CLOSED_BY and read_diagram(answer.raw) is None
        heard = Together.of((), answer.raw) if is_none else together
        text = Text(readable(heard.text))
        stands = standing(before)
        grade = heard.placed(self.grader.grade(planned, text, is_follow_up=False))
        if grade.gate is None:
            grade = replace(grade, verdicts=tuple(kept(stands, one) for one in grade.verdicts))
        grade = grade.without_missed_bonus()
        met = _met((*stands.values(), *grade.verdicts))
        missing = open_phases(planned.text, together.text, has_asked=has_asked, met=met)
        if missing and not is_done(answer.raw) and grade.is_graded and grade.gate is None:
            # How long it is, and how it was told, is said of the whole of it.
            grade = replace(grade, delivery=delivery(planned, text, is_complete=True))
        grade = _unadvised(grade)
        remarks = _of_last(grade.delivery.remarks, text, Text(readable(answer.raw)))
        grade = _remarked(replace(grade, delivery=replace(grade.delivery, remarks=remarks)), of_numbers)
        return Heard(self._told(grade, planned, before, answer.raw, has_asked=has_asked), (), missing)

    def _told(self, grade: Grade, planned: Question, before: Sequence[Turn], answer: str, *, has_asked: bool) -> Grade:
        """The grade with how the design was begun: who asked first has clarified, who did not is told so."""
        told = grade.delivery
        remarks = [one for one in told.remarks if not (has_asked and one.startswith(ASKED_FIRST))]
        if not before and _has_credit(grade) and jumps(planned.text, answer, has_asked=has_asked):
            remarks = [one for one in remarks if not one.startswith(ASKED_FIRST)] + [JUMPS]
        clarified = True if has_asked else told.clarified
        return replace(grade, delivery=replace(told, remarks=tuple(remarks), clarified=clarified))


def _met(verdicts: Iterable[Verdict]) -> list[str]:
    return [one.point for one in verdicts if one.state is VerdictState.MET]


def _has_credit(grade: Grade) -> bool:
    return grade.is_graded and any(CREDIT[verdict.state] for verdict in grade.verdicts)


def _unadvised(grade: Grade) -> Grade:
    """A grade of which no point is made, without advice on the telling: nothing was told yet, well or badly.

    That a program is not graded stays, for it says why no point is made.
    """
    if not grade.is_graded or _has_credit(grade):
        return grade
    kept = tuple(one for one in grade.delivery.remarks if one == CODE_NOT_GRADED)
    return replace(grade, delivery=replace(grade.delivery, remarks=kept))


def _of_last(remarks: Sequence[str], whole: Text, last: Text) -> tuple[str, ...]:
    """The remarks on a design, with how the last message is built in place of how all of them are.

    What was said of an earlier message when it came is not said of it again.
    """
    of_whole = structure(whole)
    if not {*of_whole} & {*remarks}:
        return tuple(remarks)
    return (*(one for one in remarks if one not in of_whole), *structure(last))


def _of_nobody(planned: Question, answer: Text) -> Grade:
    """The grade of an answer to a question that only whoever asked it can judge."""
    return not_graded(OF_CHAIR, delivery(planned, answer, is_follow_up=True), NOBODY)


def _on_numbers(interview: Interview, planned: Question, ask: Ask, answer: str) -> list[str]:
    """Remarks on the sums of an answer that do not come out, and on numbers that are not those it was told."""
    numbers = {turn.ask.number for turn in interview.turns_of(planned.id)} | {ask.number}
    told = [Told(one.asked, one.fact) for one in interview.course.facts_asked(numbers) if one.fact]
    wrong = [one.remark for one in sums(answer) if not one.is_right]
    return [*wrong[:MOST_SUMS], *remarks_on_given(answer, (Told("", planned.text), *told))[:MOST_SUMS]]


def _remarked(grade: Grade, remarks: Sequence[str]) -> Grade:
    return replace(grade, delivery=replace(grade.delivery, remarks=(*grade.delivery.remarks, *remarks)))
