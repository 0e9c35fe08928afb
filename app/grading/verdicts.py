"""Views -> verdicts and mistakes: the thresholds, and the words in which they are told.

Decides the state of a key point from what was read of it and from the numbers it needs, and which typical wrong
statements an answer may make.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from app.delivery.remarks import code_lines
from app.grading.features.matching import Reading
from app.grading.features.point_features import COSINE, RECALL, VERBATIM_COSINE, Match, PointView
from app.grading.features.recited import ANCHOR_COSINE
from app.grading.point_states import PointRead
from app.grading.prepared_question import PreparedQuestion
from app.interview.grade import CREDIT, Evidence, Gate, Mistake, Verdict, VerdictState
from app.reading.outcome import PointState
from app.reading.verdict import AnswerKind
from ingest.bank.questions import KeyPoint, WrongStatement
from ingest.language.opposites import direction
from ingest.language.sentences import ANSWER_END
from ingest.language.text import Text
from ingest.language.tokens import Token, tokens

# From which belief a point is given credit. In whole answers, whose form is fitted on parts of answers too, less is
# enough: chosen so that much of what is met is found and little of what is not (docs/reader.md). Of longer ones about
# as likely as not.
CREDIT_FROM: Mapping[AnswerKind, float] = {
    AnswerKind.BRIEF: 0.39,
    AnswerKind.WHOLE: 0.33,
    AnswerKind.LONG: 0.5,
    AnswerKind.BESIDE: 0.35,
}
# From here on a point is told as contradicted, with the sentence: `coach eval verdicts` tells how often that is right.
CONTRADICTED_FROM = 0.8
# What is believed of a point that the strong answer's own words are given for, and of one that is denied word for word.
ANCHORED, OPPOSED = 0.95, 0.03
# Words that seem to turn a point round do not count against a reader that believes it so much (docs/grading.md, "What
# bounds were read off"), but for those of a sentence or two, where it may firmly believe the contrary.
OUTWEIGHS = 0.7
# Of a sentence or two whose words deny a point the reader believes by so much, nobody is accused.
DISPUTED = 0.95
# What swaps the terms of a point that it hardly speaks of, by this belief of words and meaning, is no word against it.
SPEAKS_OF = 0.3
# Cosine of a window to a wrong statement from which it says it, if no key point is nearer, and the share of its words.
WRONG_COSINE, WRONG_RECALL = 0.65, 0.25
# A wrong statement contradicts the key point that it is nearest to, from this cosine on, if the window has so many of
# that point's words: without this and without `_is_meant`, points that nobody had spoken of were called contradicted.
CONTRADICTS_COSINE, CONTRADICTS_COVERED = 0.7, 0.15
# What follows a statement takes it back; looked for in the window and in so many characters after it.
TAKEN_BACK_CHARS = 40
TAKEN_BACK = re.compile(
    r"[.!?,;]\W{0,5}(?:but |and )?(?:that|this|it|which)(?:(?:['\u2019]s| is| was)(?: just| simply)?"
    r" (?:not|wrong|false|untrue|incorrect|a myth)|(?: is| was)n['\u2019]t)\b",
    re.IGNORECASE,
)
# What comes before it disowns it: "it would be a mistake to remove it".
DISOWNED = re.compile(r"\b(?:mistake|wrong|unwise|(?:bad|poor) idea) to\b", re.IGNORECASE)
# A wrong statement is told from this cosine on, by the gold answers: of what is nearer and does not turn all is right.
TOLD_COSINE = 0.7
# What turns a statement that it names: conceded, told of others, narrowed, or done in another way.
TURNS = re.compile(
    r"\b(?:but|yet|however|(?:al)?though|while|whereas|still|rather|instead|before|until|unless|only|even"
    r"|would (?:help|need|have|like|make)"
    r"|(?:some|somebody|someone|people|many|others|they) (?:\w+ )?(?:say|think|claim|believe)s?)\b",
    re.IGNORECASE,
)
BEGINS = re.compile(r"^\W*(?:but|and|so|also)\b", re.IGNORECASE)
# Of the words that a sentence has beside a wrong statement's, so many may be those of what is right, or one.
RIGHT_WORDS, RIGHT_SHARE = 1, 1 / 3
LEADS_IN = re.compile(r"\W*(?:(?:then|and|finally|at the end) )+(?:i )?return [\w.]+(?:, ?[\w.]+)+\W*$", re.IGNORECASE)
# A point that is denied by at least so much is nearly always spoken of. Of a short answer to a card the reader says so
# of what is about something else altogether, so words and meaning have to show it too (SPEAKS_OF).
SPOKEN_OF = 0.4
SPOKEN_OF_REASON = "You speak of this, but you do not say what this point says."
OTHER_NUMBERS_REASON = "You come near it here, but your numbers are not those of this point."
STEPS = (VerdictState.CONTRADICTED, VerdictState.NOT_MET, VerdictState.PARTLY_MET, VerdictState.MET)
REASONS = {
    VerdictState.MET: "You said it.",
    VerdictState.PARTLY_MET: "You come near it here, but part of it is missing or not clear.",
    VerdictState.NOT_MET: "Your answer does not say this.",
    VerdictState.CONTRADICTED: "What you say here seems to speak against this point.",
}


class Against(NamedTuple):
    """The row of a window that says a wrong statement against a point; `is_verbatim`: nearly word for word."""

    row: int
    is_verbatim: bool


def verdict(point: KeyPoint, view: PointView, read: PointRead, reading: Reading, against: Against | None) -> Verdict:
    """The verdict on one point, of what its words show and of what was read.

    `against`: the window that says a wrong statement against this point, if there is one; where it is only near to it,
    it does not count against a reader that believes the point. What repeats a point, or a wrong statement, nearly word
    for word is seen by its words: the reader was taught on other wordings.
    """
    if view.is_anchored or view.is_elsewhere:
        said = _of(point, VerdictState.MET, max(read.expected, ANCHORED), _quote(reading, view.shown))
        return said if view.is_anchored else unspoken(point)
    is_denied = view.is_opposite and (read.credit < OUTWEIGHS or read.kind is AnswerKind.BRIEF)
    if is_denied and _is_disputed(read):
        return replace(_of(point, VerdictState.NOT_MET, CREDIT_FROM[AnswerKind.BRIEF], None), reason=SPOKEN_OF_REASON)
    if is_denied or (view.is_swapped and read.belief >= SPEAKS_OF):
        return _of(point, VerdictState.CONTRADICTED, min(read.expected, OPPOSED), _quote(reading, view.shown))
    credit_from = CREDIT_FROM[read.kind]
    is_repeated = against is not None and against.is_verbatim and against.row == read.says
    if against is not None and (read.credit < credit_from or is_repeated):
        return _of(point, VerdictState.CONTRADICTED, min(read.expected, OPPOSED), _quote(reading, against.row))
    state = _state(read, credit_from)
    if STEPS.index(state) > STEPS.index(view.at_most):
        state = view.at_most
        lowered = _of(point, state, min(read.expected, CREDIT[state]), _evidence(state, read, reading))
        return replace(lowered, reason=OTHER_NUMBERS_REASON, certainty=read.probability(PointState(state.value)))
    told = _of(point, state, read.expected, _evidence(state, read, reading))
    is_spoken_of = read.probability(PointState.CONTRADICTED) >= SPOKEN_OF and read.belief >= SPEAKS_OF
    if state is VerdictState.NOT_MET and is_spoken_of:
        told = replace(told, reason=SPOKEN_OF_REASON)
    return replace(told, certainty=read.probability(PointState(state.value)))


def unspoken(point: KeyPoint) -> Verdict:
    """The verdict on a point where nothing of the answer can speak for it."""
    return _of(point, VerdictState.NOT_MET, 0.0, None)


def _is_disputed(read: PointRead) -> bool:
    """Whether the reader rather finds a point said that words deny: it earns nothing, and nobody is accused."""
    is_found = read.probability(PointState.MET) > read.probability(PointState.CONTRADICTED)
    return read.credit >= DISPUTED if read.kind is AnswerKind.BRIEF else is_found


def _state(read: PointRead, credit_from: float) -> VerdictState:
    if read.credit >= credit_from:
        is_met = read.probability(PointState.MET) >= read.probability(PointState.PARTLY_MET)
        return VerdictState.MET if is_met else VerdictState.PARTLY_MET
    against = read.probability(PointState.CONTRADICTED)
    return VerdictState.CONTRADICTED if against >= CONTRADICTED_FROM else VerdictState.NOT_MET


def _evidence(state: VerdictState, read: PointRead, reading: Reading) -> Evidence | None:
    if state is VerdictState.NOT_MET:
        return None
    return _quote(reading, read.denies if state is VerdictState.CONTRADICTED else read.shows)


def stopped(point: KeyPoint, gate: Gate) -> Verdict:
    """The verdict on a point of an answer that the gate has decided."""
    return replace(_of(point, VerdictState.NOT_MET, 0.0, None), reason=gate.explanation)


def mistakes_made(match: Match, reading: Reading, prepared: PreparedQuestion) -> dict[int, int]:
    """Which wrong statements the answer may make: index of the wrong statement -> row of the window that says it."""
    made: dict[int, int] = {}
    cosines, recalls = match.found[:, :, COSINE], match.found[:, :, RECALL]
    right = np.concatenate([prepared.point_rows, prepared.anchor_rows])
    nearest, least = cosines[:, right].max(1), np.maximum(recalls[:, right].max(1), WRONG_RECALL)
    if prepared.strong is not None:
        # "A lower bid with a higher click rate can win", in the strong answer, is near to "the highest bid should win".
        strong = (reading.vectors @ prepared.strong.vectors.T).max(1)
        nearest = np.where(strong >= ANCHOR_COSINE, np.maximum(nearest, strong), nearest)
    for row in prepared.wrong_rows:
        says = (cosines[:, row] >= WRONG_COSINE) & (cosines[:, row] > nearest) & (recalls[:, row] >= least)
        near = [int(at) for at in np.flatnonzero(says) if _goes_its_way(row, int(at), match, prepared)]
        said = [at for at in near if _is_meant(reading, at, prepared.wordings[row].text)]
        if said:
            made[prepared.wordings[row].wrong] = max(said, key=lambda at: cosines[at, row])
    return made


def _goes_its_way(wrong: int, row: int, match: Match, prepared: PreparedQuestion) -> bool:
    """Whether a window near to a wrong statement goes where it goes, and is near to it beyond the question.

    "I would keep the penalty" is as near to "I would remove it" as "I would drop it" is. And where only words of the
    question are in common, "it returns precision and recall", the window may speak of anything that was asked about.
    """
    said = {stem for stem in _stems(match.reading.tokens[row]) if stem}
    meant = set(_stems(tokens(prepared.wordings[wrong].text)))
    if direction(meant) not in (0, direction(said)):
        return False
    return bool((said & meant) - prepared.lexicon.question_stems) or bool(match.beyond[row, wrong] >= WRONG_COSINE)


def _is_meant(reading: Reading, row: int, wrong: str) -> bool:
    """True if the window denies something where the wrong statement does, and does not where it does not.

    "L1 gives sparse weights and L2 doesn't" is near to "L2 gives sparse weights", and so is the start of a sentence
    that goes on with "but you can't"; the words in common do not show it. Nor do they of a formula, right or wrong:
    "f1 = 2 * precision * recall / (precision + recall)" is near to "F1 is the arithmetic mean of precision and recall".
    A line of code says nothing, and "raise the KL penalty" is near to "remove the KL penalty" and against it.
    """
    if direction(_stems(reading.tokens[row])) * direction(_stems(tokens(wrong))) < 0 or _is_code(reading, row):
        return False
    if "=" in reading.text(row) and all(token.stem for token in reading.tokens[row]):
        return False
    denies = any(token.denies for token in reading.tokens[row])
    if any(token.denies for token in tokens(wrong)):
        return denies
    written, start, end = reading.answer.raw, reading.windows[row].start, reading.windows[row].end
    if TAKEN_BACK.search(written, start, end + TAKEN_BACK_CHARS) or DISOWNED.search(written, start, end):
        return False
    return not denies and not any(token.denies for token in tokens(_rest_of_sentence(reading.answer, end)))


def _rest_of_sentence(answer: Text, end: int) -> str:
    """What stands between a place in an answer and the end of the sentence there."""
    if answer.raw[end - 1] in ".!?;" or end - 1 in answer.stops:
        return ""
    rest = answer.raw[end:]
    mark = ANSWER_END.search(rest)
    stops = (at + 1 - end for at in answer.stops if at >= end)
    return rest[: min((*stops, len(rest) if mark is None else mark.end()))]


def _is_code(reading: Reading, row: int) -> bool:
    window = reading.windows[row]
    # A sentence may run into code: "then return precision, recall, f1".
    return LEADS_IN.match(reading.text(row)) is not None or any(
        start < window.end and window.start < end for start, end in code_lines(reading.answer.raw)
    )


def _stems(found: Iterable[Token]) -> list[str]:
    return [token.stem for token in found]


def contradicted_points(made: dict[int, int], match: Match, prepared: PreparedQuestion) -> dict[int, Against]:
    """Which key points these mistakes speak against, by the index of the point, and where."""
    against: dict[int, Against] = {}
    for row in prepared.wrong_rows:
        window = made.get(prepared.wordings[row].wrong)
        if window is None or match.found[window, row, COSINE] < CONTRADICTS_COSINE:
            continue
        near = prepared.vectors[prepared.point_rows] @ prepared.vectors[row]
        point = prepared.wordings[prepared.point_rows[int(near.argmax())]].point
        if match.covered[window, prepared.rows[point]].max() >= CONTRADICTS_COVERED:
            against[point] = Against(window, bool(match.found[window, row, COSINE] >= VERBATIM_COSINE))
    return against


def told_mistakes(made: dict[int, int], match: Match, prepared: PreparedQuestion) -> tuple[Mistake, ...]:
    """The mistakes that are surely made, with why they are wrong and the candidate's words.

    What sounds like one may lower a point that nothing else is said for; it is told only where it is really said.
    """
    told = []
    for wording in prepared.wrong_rows:
        index = prepared.wordings[wording].wrong
        row, wrong = made.get(index), prepared.question.wrong_statements[index]
        if row is None or match.found[row, wording, COSINE] < TOLD_COSINE:
            continue
        if not (_turns(match.reading, row, wrong) or _adds_what_is_right(match.reading, row, wrong, prepared)):
            told.append(Mistake(wrong.text, wrong.why, _quote(match.reading, row)))
    return tuple(told)


def _turns(reading: Reading, row: int, wrong: WrongStatement) -> bool:
    """Whether a sentence names a wrong statement and turns: "Rare queries would help them, and still I show none"."""
    rest = _rest_of_sentence(reading.answer, reading.windows[row].end)
    said = BEGINS.sub("", reading.text(row) + rest)
    return not set(TURNS.findall(said.lower())) <= set(TURNS.findall(wrong.text.lower()))


def _adds_what_is_right(reading: Reading, row: int, wrong: WrongStatement, prepared: PreparedQuestion) -> bool:
    """Whether what a window has beyond a wrong statement is what the key points, or why it is wrong, say beyond it.

    "Lambda is the penalty on large values, gamma is charged for each leaf": the first half is the wrong statement's.
    """
    known = set(_stems(tokens(wrong.text))) | prepared.lexicon.question_stems | {""}
    added = set(_stems(reading.tokens[row])) - known
    why = set(_stems(tokens(wrong.why)))
    points = {stem for point in prepared.question.key_points for stem in _stems(tokens(point.text))}
    right = added & (why | points)
    return bool(added & why) or len(right) > max(RIGHT_WORDS, RIGHT_SHARE * len(added))


def _quote(reading: Reading, row: int) -> Evidence:
    window = reading.windows[row]
    return Evidence(reading.text(row), window.start, window.end)


def _of(point: KeyPoint, state: VerdictState, belief: float, evidence: Evidence | None) -> Verdict:
    return Verdict(
        point_id=point.id,
        point=point.text,
        weight=point.weight,
        state=state,
        evidence=evidence,
        probability=belief,
        reason=REASONS[state],
        section=point.section,
        follow_up=point.follow_up,
        is_bonus=point.bonus,
    )
