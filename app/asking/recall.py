"""Words of the candidate that come back in what is asked next: "You said: ...".

Decides which: words that stand verbatim in an earlier answer, short enough to be said, not used before, with a name or
a number and near to what is asked; and never a sentence that reads as an order, for the words go into a question.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.asking.llm_interviewer import MARKUP
from app.interview.grade import VerdictState
from app.interview.interview import Interview
from app.interview.standing_verdicts import standing_of
from app.interview.turn import Ask
from app.untrusted.fences import visible
from app.untrusted.injection import order_spans, soft_order_spans
from ingest.bank.taxonomy import Stage
from ingest.language.content_words import content_stems
from ingest.language.text import Text

FEWEST_WORDS, MOST_WORDS = 3, 20
# A name: a word in capitals or with one inside a sentence; "I" is none.
NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z][\w-]{2,}|[A-Z]{2,}\w*)\b")
# What a name or a number adds to the likeness of a sentence to the question, in words that both have.
CLAIM = 1.0
# So many words of the points of a question it has, where none of the question itself.
FEWEST_SHARED = 2


def with_lead(ask: Ask, interview: Interview) -> Ask:
    """`ask` with what the candidate said that leads to it; unchanged where nothing fits or a model has worded it.

    `interview` is as it was when the last answer was heard.
    """
    if ask.worded_by or ask.lead:
        return ask
    if ask.is_follow_up:
        quote = _half_said(ask, interview)
    elif interview.question(ask.question_id).stage is Stage.PROJECT_REVIEW:
        quote = _claim(ask, interview)
    else:
        return ask
    return replace(ask, lead=f"You said: “{quote}”.") if quote else ask


def quotable(answer: str) -> Iterator[str]:
    """The statements of an answer that may stand in a question, verbatim."""
    text = Text(answer)
    struck = (*order_spans(answer), *soft_order_spans(answer))
    for start, end in text.units:
        words = answer[start:end].strip(" \t\r\n-*•,;:.")
        if any(start < to and since < end for since, to in struck) or not _can_be_said(words):
            continue
        yield words


def _can_be_said(words: str) -> bool:
    if "\n" in words or "?" in words or "“" in words or "`" in words or visible(words) != words:
        return False
    return FEWEST_WORDS <= len(words.split()) <= MOST_WORDS and not MARKUP.search(words)


def _half_said(ask: Ask, interview: Interview) -> str:
    """The words that said a part of the point that is asked for."""
    verdict = standing_of(interview, ask.question_id).get(ask.point_id)
    if verdict is None or verdict.state is not VerdictState.PARTLY_MET or verdict.evidence is None:
        return ""
    wanted = verdict.evidence.quote
    return next((words for words in quotable(wanted) if words in wanted), "")


def _claim(ask: Ask, interview: Interview) -> str:
    """The claim of the round so far that is nearest to the question: it has a word of it, or several of its points.

    What the examples of the points are about is another project: "two years" came back where it was asked what would be
    done differently.
    """
    question = interview.question(ask.question_id)
    asked = content_stems(question.text)
    about = asked | content_stems(" ".join(point.text for point in question.key_points))
    used = " ".join(turn.ask.lead for turn in interview.turns)
    best, most = "", 0.0
    for turn in interview.turns:
        if interview.question(turn.ask.question_id).stage is not Stage.PROJECT_REVIEW:
            continue
        for words in quotable(turn.answer):
            claims = bool(NAME.search(words)) + bool(Text(words).numbers.written)
            shared = content_stems(words) & about
            is_near = len(shared) >= FEWEST_SHARED or bool(shared & asked)
            score = len(shared) + CLAIM * claims
            if claims and is_near and words not in used and score > most:
                best, most = words, score
    return best
