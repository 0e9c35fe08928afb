"""Evidence -> a page that a candidate can bring along, as Markdown or HTML.

Decides that what a statement cannot show stands beside it, and that the page begins by saying what it is not.
"""

import html
import re
from collections.abc import Iterator

from markdown_it import MarkdownIt

from app.projects.history.commit_evidence import About, Evidence, Standing, Statement
from app.projects.history.commits import SHOWN_SHA_CHARS

ABOUT = (
    "Read from the history of a git repository. It is no score and compares nobody; every statement names the commits "
    "it stands on and what it cannot show. Whoever reads it should look at those commits."
)
# What markdown would take for marks of its own.
MARKS = re.compile(r"([\\`*_{}\[\]<>#|~])")
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}"
    "code{font-size:.9em}h2{margin-top:2rem}li{margin:.6rem 0}@media print{body{margin:0}}"
)


def as_markdown(evidence: Evidence) -> str:
    """The page in Markdown."""
    return "\n".join(_lines(evidence)) + "\n"


def as_html(evidence: Evidence) -> str:
    """The page as one HTML file that loads nothing and runs nothing."""
    body = MarkdownIt("commonmark", {"html": False}).render(as_markdown(evidence))
    title = html.escape(f"Evidence of work: {evidence.repository}")
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<style>{STYLE}</style></head><body><main>\n{body}</main></body></html>\n"
    )


def _lines(evidence: Evidence) -> Iterator[str]:
    yield f"# Evidence of work: {_plain(evidence.repository)}"
    yield ""
    yield ABOUT
    yield ""
    who = ", ".join(f"{_plain(person.name)} ({_plain(person.email)})" for person in evidence.author)
    yield f"- Author: {who or 'not chosen'}{', by the .mailmap of the repository' if evidence.has_mailmap else ''}"
    yield f"- Commits: {evidence.own_commits:,} of {evidence.commits_in_all:,}, without merges"
    if evidence.first_day:
        yield f"- From {evidence.first_day} to {evidence.last_day}"
    yield f"- Read up to commit `{evidence.head[:SHOWN_SHA_CHARS]}`"
    for about in About:
        found = [statement for statement in evidence.statements if statement.about is about]
        if found:
            yield ""
            yield f"## {about.value.capitalize()}"
            yield ""
            for statement in found:
                yield from _statement(statement)
    if evidence.questions:
        yield ""
        yield "## What may be asked"
        yield ""
        for question in evidence.questions:
            yield f"- {_plain(question.text)}"
    if evidence.limits:
        yield ""
        yield "## What was not looked at"
        yield ""
        for limit in evidence.limits:
            yield f"- {_plain(limit)}"


def _statement(statement: Statement) -> Iterator[str]:
    shas = ", ".join(f"`{sha[:SHOWN_SHA_CHARS]}`" for sha in statement.commits)
    more = statement.commit_count - len(statement.commits)
    rests = " and ".join(standing.value for standing in statement.rests_on)
    yield f"- {_plain(statement.text)}"
    yield f"  - Commits: {shas}{f' and {more:,} more' if more > 0 else ''}"
    yield f"  - Rests on {rests}{' and says no more than they do' if statement.rests_on == (Standing.PATHS,) else ''}."
    yield f"  - Cannot show: {_plain(statement.cannot_show)}"


def _plain(text: str) -> str:
    """Words of others as text that markdown shows as it is, in one line."""
    return MARKS.sub(r"\\\1", " ".join(text.split()))
