"""A report as a file: Markdown, HTML that stands alone, JSON.

Decides the look. Whatever was typed or quoted is text there and no markup: escaped in HTML, indented or as a quote in
Markdown.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from html import escape

from app.interview.citation import Citation
from app.interview.project_evidence import Beside, BesideKind
from app.interview.results.compared import DIFFER, NOT_GRADED, Compared, ComparedPoint, SecondChair
from app.interview.results.report import Line, Report, Told
from app.interview.results.scorecard import RoundScore

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c;"
    "background:#fff}h1,h2{line-height:1.2}blockquote{margin:.3rem 0 .3rem 1rem;border-left:3px solid #999;"
    "padding-left:.7rem;white-space:pre-wrap}.faint{color:#595959}dt{font-weight:600;margin-top:1rem}"
    "dd{margin:0;white-space:pre-wrap}"
)


BESIDE = "What was said, and what was done"
CHAIR = "Two who judge: the interviewer and the coach"
CONTEST = "not sure: contest it if you did say it"
NO_POINTS = "What the interviewer marks moves no points of the coach."
# What is told of each kind, differences first.
BESIDE_KINDS = {
    BesideKind.DIFFERS: "the documents say otherwise",
    BesideKind.NOT_NAMED: "the documents do not say it",
    BesideKind.AGREES: "the documents say the same",
    BesideKind.DONE: "what the history shows",
}


class Format(StrEnum):
    """How a report is written."""

    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"


SUFFIXES = {Format.MARKDOWN: "md", Format.HTML: "html", Format.JSON: "json"}
MEDIA_TYPES = {
    Format.MARKDOWN: "text/markdown; charset=utf-8",
    Format.HTML: "text/html; charset=utf-8",
    Format.JSON: "application/json",
}


def written(report: Report, form: Format) -> str:
    """The report as text of that form."""
    return {Format.MARKDOWN: as_markdown, Format.HTML: as_html, Format.JSON: as_json}[form](report)


def as_json(report: Report) -> str:
    """Everything that the report holds."""
    return json.dumps(asdict(report), indent=1, ensure_ascii=False, default=_plain) + "\n"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def head(report: Report) -> list[str]:
    """The lines that say what the word rests on."""
    card = report.card
    began = f"{report.started_utc:%Y-%m-%d %H:%M} UTC, {_lasted(report.minutes)}"
    if card.score is None or card.hiring is None:
        return [began, "Nothing was graded."]
    lines = [
        began,
        f"Hire? {card.hiring.word.capitalize()}: {card.hiring.anchor}.",
        f"Basis: {card.earned:g} of {card.possible} points ({100 * card.score:.0f} %), "
        f"{_counted(card.answered)} answered of {card.planned}.",
    ]
    if report.firm:
        lines.append(report.firm)
    if card.earned_with_follow_ups > card.earned:
        lines.append(f"With follow-ups: {card.earned_with_follow_ups:g} of {card.possible} points.")
    lines += [told_round(one) for one in card.rounds]
    return lines


def told_round(one: RoundScore) -> str:
    """A round of a loop in a line: its basis and its word."""
    name = one.stage.replace("-", " ").capitalize()
    if one.hiring is None:
        return f"{name}: nothing was graded."
    return f"{name}: {one.hiring.word}, {one.earned:g} of {one.possible} points."


def _lasted(minutes: float) -> str:
    if minutes < 1:
        return "less than a minute"
    return "1 minute" if round(minutes) == 1 else f"{minutes:.0f} minutes"


def _counted(count: int) -> str:
    return "1 question" if count == 1 else f"{count} questions"


def as_markdown(report: Report) -> str:
    """The report in Markdown."""
    parts = [f"# {_escaped(title(report))}", "\n".join(f"- {line}" for line in head(report))]
    for name, told in (("Strongest", report.strongest), ("Weakest", report.weakest)):
        if told:
            parts.append(f"## {name}")
            parts += [_told_markdown(one) for one in told]
    if report.beside:
        parts.append(f"## {BESIDE}")
        parts += [_beside_markdown(one) for one in in_order(report.beside)]
    if report.read:
        parts.append("## To read")
        parts.append("\n".join(f"1. {place(one)}" for one in report.read))
    if report.chair is not None:
        parts.append(f"## {CHAIR}")
        parts.append("\n".join(f"- {line}" for line in counts(report.chair)))
        parts += [_compared_markdown(one) for one in report.chair.turns]
    parts.append("## Transcript")
    parts += [f"**{clock(line)} {line.who}**{points(line)}\n\n{_quote(line.text)}" for line in report.transcript]
    return "\n\n".join(parts) + "\n"


def in_order(beside: Sequence[Beside]) -> list[Beside]:
    """Differences first, within a kind as they were said."""
    order = list(BESIDE_KINDS)
    return sorted(beside, key=lambda one: order.index(one.kind))


def about(one: Beside) -> str:
    """What is told of it, where it stands, and in which turn it was said."""
    return f"{BESIDE_KINDS[one.kind]}, {one.place}, turn {one.turn}"


def stands(told: Told) -> str:
    """How a point was judged and where, and whether that is worth an appeal."""
    return f"{told.state}, weight {told.weight}, turn {told.turn}" + (f"; {CONTEST}" if told.unsure else "")


def counts(chair: SecondChair) -> list[str]:
    """What the second chair came to in a few lines."""
    since = f"The interviewer's chair was taken at {chair.taken_utc:%H:%M} UTC."
    if not chair.turns:
        return [since, "No marks were handed in."]
    turns = "1 turn" if len(chair.turns) == 1 else f"{len(chair.turns)} turns"
    return [since, f"In {turns} the two agree on {chair.agree} key points and differ on {chair.differ}.", NO_POINTS]


def by_both(point: ComparedPoint) -> str:
    """What each of the two says of a point."""
    heard = "heard" if point.heard else "not heard"
    coach = NOT_GRADED if not point.state else point.state
    return f"interviewer: {heard}, coach: {coach}" + (", they differ" if point.outcome == DIFFER else "")


def _compared_markdown(one: Compared) -> str:
    lines = [f"**Turn {one.turn}** {_escaped(one.question)}"]
    if one.points:
        lines.append("\n".join(f"- {_escaped(point.point)} ({_escaped(by_both(point))})" for point in one.points))
    return "\n\n".join([*lines, *([_quote(one.remark)] if one.remark else [])])


def _compared_html(one: Compared) -> str:
    points = [f'{escape(point.point)} <span class="faint">({escape(by_both(point))})</span>' for point in one.points]
    remark = f"<blockquote>{escape(one.remark)}</blockquote>" if one.remark else ""
    return f"<h3>Turn {one.turn}: {escape(one.question)}</h3>{_list('ul', points) if points else ''}{remark}"


def _beside_markdown(one: Beside) -> str:
    return f"{_quote(one.said)}\n\n{_escaped(one.told)} ({_escaped(about(one))})"


def _told_markdown(told: Told) -> str:
    said = f"\n\n{_quote(told.quote)}" if told.quote else ""
    return f"{_escaped(told.point)} ({stands(told)}){said}"


def _quote(text: str) -> str:
    """A quote, in which nothing begins a heading, a list or HTML."""
    return "\n".join(f"> {_escaped(line)}" for line in text.splitlines() or [""])


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|!" else sign for sign in text)


def as_html(report: Report) -> str:
    """The report as a page that needs nothing else."""
    parts = [f"<h1>{escape(title(report))}</h1>", _list("ul", [escape(line) for line in head(report)])]
    for name, told in (("Strongest", report.strongest), ("Weakest", report.weakest)):
        if told:
            parts += [f"<h2>{name}</h2>", _list("ul", [_told_html(one) for one in told])]
    if report.beside:
        parts += [f"<h2>{BESIDE}</h2>", _list("ul", [_beside_html(one) for one in in_order(report.beside)])]
    if report.read:
        parts += ["<h2>To read</h2>", _list("ol", [escape(place(one)) for one in report.read])]
    if report.chair is not None:
        parts += [f"<h2>{escape(CHAIR)}</h2>", _list("ul", [escape(line) for line in counts(report.chair)])]
        parts += [_compared_html(one) for one in report.chair.turns]
    parts.append("<h2>Transcript</h2><dl>")
    parts += [
        f"<dt>{clock(line)} {line.who}{escape(points(line))}</dt><dd>{escape(line.text)}</dd>"
        for line in report.transcript
    ]
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title(report))}</title>'
        f"<style>{STYLE}</style></head><body>{''.join(parts)}</dl></body></html>\n"
    )


def _list(tag: str, items: Sequence[str]) -> str:
    return f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"


def _beside_html(one: Beside) -> str:
    return (
        f"<blockquote>{escape(one.said)}</blockquote>{escape(one.told)} "
        f'<span class="faint">({escape(about(one))})</span>'
    )


def _told_html(told: Told) -> str:
    quote = f"<blockquote>{escape(told.quote)}</blockquote>" if told.quote else ""
    return f'{escape(told.point)} <span class="faint">({stands(told)})</span>{quote}'


def title(report: Report) -> str:
    """What the report is called."""
    if report.loop:
        return f"Interview: the loop {report.loop}"
    on = ", ".join(report.topics)
    named = f" about {report.project}" if report.project else ""
    return f"Interview: {report.stage}" + (f" on {on}" if on else "") + named


def place(citation: Citation) -> str:
    """Where a passage stands."""
    return " > ".join(dict.fromkeys((citation.title, *citation.headings))) + f" ({citation.document})"


def clock(line: Line) -> str:
    """The time of day."""
    return f"{line.at_utc:%H:%M:%S}"


def points(line: Line) -> str:
    """What an answer earned, in brackets."""
    return "" if line.earned is None else f" ({line.earned:g} of {line.possible} points)"
