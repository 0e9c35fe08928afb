"""What the coach says to a graded answer. Pure.

Decides the words and their order, the same as on the page: what was met, quoted in the candidate's own words; what
is half there; what was wrong; what is missing, with the passage that teaches it. While a follow-up is open, the point
it asks about is held back, and so is why a mistake is one.
"""

from collections.abc import Collection, Mapping, Sequence

from app.interview.grade import AGAIN, LOWERED, Grade, Mistake, Verdict, VerdictState
from app.interview.levels import word_at
from ingest.bank.taxonomy import Level

# Not "still open": beside a list of what is missing it sounded as if that were all.
KEPT = "One more point is kept for later."
ASKS_ABOUT_IT = "Let me ask you about one more point."
SEVERAL_KEPT = "Other points are kept for later. Let me ask on."
MISSING = "What is missing:"
NOTED = "Noted. The points are counted as the design goes on."
NOTHING = "Nothing in it answers the question yet."
WHY_LATER = "The reason why this is wrong comes after the next question."


def reply(  # noqa: PLR0913 - what a reply tells
    grade: Grade,
    point_citations: Mapping[str, int],
    held_back: Collection[str] = (),
    explained: Sequence[Mistake] = (),
    also: Sequence[Verdict] = (),
    *,
    known: Collection[str] = (),
    goes_on: bool = False,
    asks_about_it: bool = True,
    answers_nothing: bool = False,
    level: Level | None = None,
) -> str:
    """The spoken reply, in paragraphs; `[n]` marks a citation.

    Args:
        grade: what was graded.
        point_citations: the [n] of the passage that teaches a missed point, by point id.
        held_back: ids of the points that are or may be asked about; neither their text nor why a mistake is wrong is
            told.
        explained: mistakes of the answers before, whose reasons were held back until now.
        also: verdicts on other points that this answer has raised.
        known: ids of the points that were told as met before, as of a design in several messages.
        goes_on: whether a further part of a design is asked for: nothing is judged then but what was said so far.
        asks_about_it: whether what is asked next is about a point that is held back, and not about something else.
        answers_nothing: whether nothing in the answer speaks to what was asked.
        level: of the job, whose bar the hiring word is said by.
    """
    if not grade.is_graded:
        unscored = f"This answer was not graded. {_sentence(grade.not_graded)} Your answer is kept; nothing was scored."
        return "\n\n".join([unscored, *_also(also), *_explanations(explained)])
    so_far = NOTHING if answers_nothing else NOTED
    opening = _so_far(grade, so_far) if goes_on else _opening(grade, level, is_whole=not held_back)
    parts = [opening, *_paid(grade)]
    for title, state in (
        ("What you said that counts:", VerdictState.MET),
        ("Half there:", VerdictState.PARTLY_MET),
        ("This seems to say otherwise:", VerdictState.CONTRADICTED),
        (MISSING, VerdictState.NOT_MET),
    ):
        untold = {*held_back, *(known if state is VerdictState.MET else ())}
        shown = [verdict for verdict in grade.verdicts if verdict.state is state and verdict.point_id not in untold]
        if shown:
            parts.append("\n".join([title, *(_line(verdict, point_citations) for verdict in shown)]))
    parts += _also(also)
    parts += _mistakes(grade.mistakes, is_follow_up_next=bool(held_back))
    parts += _explanations(explained)
    parts += [*_lowered(grade), *_asked_again(grade)]
    if grade.graded_by.fallback:
        parts.append(f"This answer was graded without the language model: {_ended(grade.graded_by.fallback)}")
    if held_back and not goes_on:
        one = ASKS_ABOUT_IT if asks_about_it else KEPT
        parts.append(one if len(held_back) == 1 else SEVERAL_KEPT)
    return "\n\n".join(parts)


def missing_of(told: str) -> tuple[str, list[str]]:
    """A reply without the points that are missing, and these, a line each: who wants to try again is not told them."""
    paragraphs = told.split("\n\n")
    missing = [line for part in paragraphs if part.startswith(MISSING) for line in part.splitlines()[1:]]
    return "\n\n".join(part for part in paragraphs if not part.startswith(MISSING)), missing


def _also(also: Sequence[Verdict]) -> list[str]:
    """What else was said by now, beside what was asked: it counts for the question."""
    if not also:
        return []
    return ["\n".join(["You have also said by now:", *(_line(verdict, {}) for verdict in also)])]


def _lowered(grade: Grade) -> list[str]:
    """Who lost points to a language model is told so: the offline grader had given them."""
    count = sum(verdict.reason.startswith(LOWERED) for verdict in grade.verdicts)
    points = "1 point" if count == 1 else f"{count} points"
    return [f"The language model gave less for {points} of the answer than the offline grader."] if count else []


def _asked_again(grade: Grade) -> list[str]:
    """Where the two graders said the opposite, and one of them was asked once more."""
    count = sum(AGAIN in verdict.reason for verdict in grade.verdicts)
    points = "1 point" if count == 1 else f"{count} points"
    again = f"The language model was asked once more about {points}: the offline grader was sure of the opposite."
    return [again] if count else []


def _mistakes(mistakes: Sequence[Mistake], *, is_follow_up_next: bool) -> list[str]:
    # All 461 wrong statements of the bank that a follow-up comes after, given as the whole answer: the reason why the
    # statement is wrong, repeated as the answer to that follow-up, met its point 74 times and partly met it 51 times.
    return [
        f"Careful: you said {_quoted(item.evidence.quote)} {WHY_LATER if is_follow_up_next else _sentence(item.why)}"
        for item in mistakes
    ]


def _explanations(mistakes: Sequence[Mistake]) -> list[str]:
    return [
        f"In your answer before, you said {_quoted(item.evidence.quote)} {_sentence(item.why)}" for item in mistakes
    ]


def _paid(grade: Grade) -> list[str]:
    """What hints cost is said where it is paid."""
    if not grade.paid:
        return []
    return [f"Hints cost {format_points(grade.paid)} {'point' if grade.paid == 1 else 'points'} of it."]


def _opening(grade: Grade, level: Level | None, *, is_whole: bool) -> str:
    points = _points(grade)
    if grade.gate is not None:
        return f"{points}. {_sentence(grade.gate.explanation)}"
    # A single point is too little for a hiring recommendation, and so is an answer that is asked about further.
    if grade.score is None or len(grade.verdicts) == 1 or not is_whole:
        return f"{points}."
    hiring = word_at(grade.score, level)
    return f"{points} ({hiring.word}: {hiring.anchor})."


def _so_far(grade: Grade, without_points: str) -> str:
    if grade.gate is not None:
        return _sentence(grade.gate.explanation)
    return f"{_points(grade)} so far." if grade.earned else without_points


def _points(grade: Grade) -> str:
    return f"{format_points(grade.earned)} of {grade.possible} {'point' if grade.possible == 1 else 'points'}"


def format_points(points: float) -> str:
    """Points as people write them: 3, 2.5."""
    return f"{points:g}"


def _line(verdict: Verdict, point_citations: Mapping[str, int]) -> str:
    """A point, with the passage that teaches it and the candidate's words about it where there are any."""
    n = point_citations.get(verdict.point_id)
    mark = f" [{n}]" if n is not None else ""
    quoted = f" You said: {_quoted(verdict.evidence.quote)}" if verdict.evidence is not None else ""
    bonus = " (bonus)" if verdict.is_bonus else ""
    return f"- {verdict.point}{bonus}{mark}{quoted}"


def _quoted(quote: str, most: int = 220) -> str:
    """A quote to read: on one line, shortened at a space if long, ending in a full stop. The grade keeps all of it."""
    flat = " ".join(quote.split()).rstrip(" ,;:")
    if len(flat) > most:
        flat = flat[:most].rsplit(" ", 1)[0] + " …"
    return f"“{flat}”" if flat.endswith((".", "!", "?", "…")) else f"“{flat}”."


def _sentence(text: str) -> str:
    """`text` as a sentence of its own."""
    return _ended(text[:1].upper() + text[1:])


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
