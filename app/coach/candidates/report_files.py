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

from app.coach.candidates import report_words as words
from app.interview.citation import Citation
from app.interview.project_evidence import Beside
from app.interview.results.compared import Compared
from app.interview.results.report import Contested, Report, RoundReport, Told

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c;"
    "background:#fff}h1,h2{line-height:1.2}blockquote{margin:.3rem 0 .3rem 1rem;border-left:3px solid #999;"
    "padding-left:.7rem;white-space:pre-wrap}.faint{color:#595959}dt{font-weight:600;margin-top:1rem}"
    "dd{margin:0;white-space:pre-wrap}"
)


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


def as_markdown(report: Report) -> str:
    """The report in Markdown."""
    parts = [f"# {_escaped(words.title(report))}", "\n".join(f"- {line}" for line in words.head(report))]
    for name, told in words.headed(report):
        parts.append(f"## {name}")
        parts += [_told_markdown(report, one) for one in told]
    for one in report.rounds:
        parts += _round_markdown(report, one)
    for name, left in words.left(report):
        parts.append(f"## {name}")
        parts.append("\n".join(f"- {_escaped(one)}" for one in left))
    if report.contested:
        parts.append(f"## {words.CONTESTED}")
        parts += [_contested_markdown(report, one) for one in report.contested]
    if report.beside:
        parts.append(f"## {words.BESIDE}")
        parts += [_beside_markdown(report, one) for one in words.in_order(report.beside)]
    if report.read:
        parts += ["## To read", _read_markdown(report.read)]
    if report.chair is not None and report.chair.turns:
        parts.append(f"## {words.CHAIR}")
        parts.append("\n".join(f"- {line}" for line in words.counts(report.chair)))
        parts += [_compared_markdown(report, one) for one in report.chair.turns]
    parts.append("## Transcript")
    parts += [f"**{words.speaker(report, line)}**\n\n{_quote(words.said(line))}" for line in report.transcript]
    return "\n\n".join(parts) + "\n"


def _round_markdown(report: Report, held: RoundReport) -> list[str]:
    """A round of a loop, if anything of it is told."""
    parts = []
    for name, told in words.headed(held):
        parts += [f"### {name}", *(_told_markdown(report, one) for one in told)]
    parts += ["### To read", _read_markdown(held.read)] if held.read else []
    return [f"## Round: {words.round_name(held.score)}", *parts] if parts else []


def _read_markdown(read: Sequence[Citation]) -> str:
    return "\n".join(f"1. {words.place(one)}" for one in read)


def _round_html(report: Report, held: RoundReport) -> list[str]:
    parts = []
    for name, told in words.headed(held):
        parts += [f"<h3>{name}</h3>", _list("ul", [_told_html(report, one) for one in told])]
    parts += ["<h3>To read</h3>", _read_html(held.read)] if held.read else []
    return [f"<h2>Round: {words.round_name(held.score)}</h2>", *parts] if parts else []


def _read_html(read: Sequence[Citation]) -> str:
    return _list("ol", [escape(words.place(one)) for one in read])


def _compared_markdown(report: Report, one: Compared) -> str:
    lines = [f"**{report.places[one.turn].capitalize()}:** {_escaped(one.question)}"]
    if one.points:
        lines.append("\n".join(f"- {_escaped(point.point)} ({_escaped(words.by_both(point))})" for point in one.points))
    return "\n\n".join([*lines, *([_quote(one.remark)] if one.remark else [])])


def _compared_html(report: Report, one: Compared) -> str:
    points = [
        f'{escape(point.point)} <span class="faint">({escape(words.by_both(point))})</span>' for point in one.points
    ]
    remark = f"<blockquote>{escape(one.remark)}</blockquote>" if one.remark else ""
    name = report.places[one.turn].capitalize()
    return f"<h3>{name}: {escape(one.question)}</h3>{_list('ul', points) if points else ''}{remark}"


def _beside_markdown(report: Report, one: Beside) -> str:
    return f"{_quote(one.said)}\n\n{_escaped(one.told)} ({_escaped(words.about(report, one))})"


def _told_markdown(report: Report, told: Told) -> str:
    said = f"\n\n{_quote(told.quote)}" if told.quote else ""
    return f"{_escaped(words.point_of(told))} ({words.stands(report, told)}){said}"


def _contested_markdown(report: Report, one: Contested) -> str:
    outcome = f"{_escaped(one.point)} ({words.outcome(report, one)})"
    return f"{outcome}\n\n{_quote(one.sentence)}\n\n{_escaped(one.reason)}"


def _quote(text: str) -> str:
    """A quote, in which nothing begins a heading, a list or HTML."""
    return "\n".join(f"> {_escaped(line)}" for line in text.splitlines() or [""])


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|!" else sign for sign in text)


def as_html(report: Report) -> str:
    """The report as a page that needs nothing else."""
    parts = [f"<h1>{escape(words.title(report))}</h1>", _list("ul", [escape(line) for line in words.head(report)])]
    for name, told in words.headed(report):
        parts += [f"<h2>{name}</h2>", _list("ul", [_told_html(report, one) for one in told])]
    for one in report.rounds:
        parts += _round_html(report, one)
    for name, left in words.left(report):
        parts += [f"<h2>{name}</h2>", _list("ul", [escape(one) for one in left])]
    if report.contested:
        parts += [
            f"<h2>{words.CONTESTED}</h2>",
            _list("ul", [_contested_html(report, one) for one in report.contested]),
        ]
    if report.beside:
        beside = [_beside_html(report, one) for one in words.in_order(report.beside)]
        parts += [f"<h2>{words.BESIDE}</h2>", _list("ul", beside)]
    if report.read:
        parts += ["<h2>To read</h2>", _read_html(report.read)]
    if report.chair is not None and report.chair.turns:
        parts += [f"<h2>{escape(words.CHAIR)}</h2>", _list("ul", [escape(one) for one in words.counts(report.chair)])]
        parts += [_compared_html(report, one) for one in report.chair.turns]
    parts.append("<h2>Transcript</h2><dl>")
    parts += [
        f"<dt>{escape(words.speaker(report, line))}</dt><dd>{escape(words.said(line))}</dd>"
        for line in report.transcript
    ]
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(words.title(report))}</title>'
        f"<style>{STYLE}</style></head><body>{''.join(parts)}</dl></body></html>\n"
    )


def _list(tag: str, items: Sequence[str]) -> str:
    return f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"


def _beside_html(report: Report, one: Beside) -> str:
    return (
        f"<blockquote>{escape(one.said)}</blockquote>{escape(one.told)} "
        f'<span class="faint">({escape(words.about(report, one))})</span>'
    )


def _told_html(report: Report, told: Told) -> str:
    quote = f"<blockquote>{escape(told.quote)}</blockquote>" if told.quote else ""
    return f'{escape(words.point_of(told))} <span class="faint">({words.stands(report, told)})</span>{quote}'


def _contested_html(report: Report, one: Contested) -> str:
    return (
        f'{escape(one.point)} <span class="faint">({words.outcome(report, one)})</span>'
        f"<blockquote>{escape(one.sentence)}</blockquote>{escape(one.reason)}"
    )
