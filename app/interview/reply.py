"""What the coach says to a graded answer. Pure.

Decides the words and their order: what was met with the candidate's own words, what was wrong, what
is missing with the passage that teaches it. The point that is asked about next is held back.
"""

from collections.abc import Mapping

from app.interview.grade import Grade, Verdict, VerdictState


def reply(grade: Grade, point_citations: Mapping[str, int], held_back: str = "") -> str:
    """The spoken reply, in paragraphs; `[n]` marks a citation.

    Args:
        grade: what was graded.
        point_citations: the [n] of the passage that teaches a missed point, by point id.
        held_back: id of the point that the next question probes; its text is not told yet.
    """
    if not grade.is_graded:
        return f"This answer was not graded: {grade.not_graded}. It is kept; nothing was scored."
    parts = [_opening(grade)]
    met = [verdict for verdict in grade.verdicts if verdict.state is VerdictState.MET]
    if met:
        parts.append("What you said that counts:\n" + "\n".join(_met_line(verdict) for verdict in met))
    parts += [f"Careful: you said “{_short(item.evidence.quote)}”. {item.why}" for item in grade.mistakes]
    missed = [
        verdict for verdict in grade.verdicts if verdict.state is not VerdictState.MET and verdict.point_id != held_back
    ]
    if missed:
        title = "What is missing:" if met else "What a good answer says:"
        lines = [_missed_line(verdict, point_citations.get(verdict.point_id)) for verdict in missed]
        parts.append(title + "\n" + "\n".join(lines))
    if held_back:
        parts.append("One point is still open. Let me ask you about it.")
    if grade.graded_by.fallback:
        parts.append(f"This answer was graded without the language model: {grade.graded_by.fallback}.")
    return "\n\n".join(parts)


def _opening(grade: Grade) -> str:
    if grade.gate is not None:
        return f"{grade.gate.explanation} No points."
    word = grade.hiring.word if grade.hiring is not None else ""
    return f"{format_points(grade.earned)} of {grade.possible} points ({word})."


def format_points(points: float) -> str:
    """Points as people write them: 3, 2.5."""
    return f"{points:g}"


def _met_line(verdict: Verdict) -> str:
    quote = verdict.evidence.quote if verdict.evidence is not None else ""
    return f"- {verdict.point} You said: “{_short(quote)}”"


def _missed_line(verdict: Verdict, n: int | None) -> str:
    mark = f" [{n}]" if n is not None else ""
    if verdict.state is VerdictState.PARTLY_MET and verdict.evidence is not None:
        return f"- Half there: {verdict.point}{mark} You said: “{_short(verdict.evidence.quote)}”"
    if verdict.state is VerdictState.CONTRADICTED and verdict.evidence is not None:
        return f"- This seems to say otherwise: {verdict.point}{mark} You said: “{_short(verdict.evidence.quote)}”"
    return f"- {verdict.point}{mark}"


def _short(quote: str, most: int = 220) -> str:
    """A quote for reading; a long one is cut between words with an ellipsis, the grade keeps all of it."""
    flat = " ".join(quote.split())
    return flat if len(flat) <= most else flat[:most].rsplit(" ", 1)[0] + " …"
