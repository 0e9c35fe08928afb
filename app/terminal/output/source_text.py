"""A source -> the words of it that the terminal shows, without the marks of its markdown.

Decides which: what was quoted of it, else the sentences that teach what was missed, else the first that it states.
"""

from markdown_it import MarkdownIt

from app.answering.cited_answer import Answer
from app.answering.statements import about, statements, supporting
from app.interview.citation import Citation
from app.interview.grade import VerdictState
from app.interview.interview import Interview
from app.interview.turn import Turn

EXCERPT_CHARS = 240
# After a skipped question a passage may teach eight points, which stand in the reply above it.
MOST_EXCERPTS = 3


def plain(text: str) -> str:
    """A sentence of a markdown document on one line without its marks; the text of code and links stays."""
    words: list[str] = []
    for token in MarkdownIt().parseInline(text)[0].children or []:
        words.append(" " if token.type in {"softbreak", "hardbreak"} else token.content)
    return " ".join("".join(words).split())


def excerpt(citation: Citation, quote: str = "") -> str:
    """The words of a source that are shown: what was quoted of it, else the first that it states."""
    line = plain(quote or next(iter(_stated(citation)), "") or _first_line(citation))
    return line if len(line) <= EXCERPT_CHARS else line[:EXCERPT_CHARS].rsplit(" ", 1)[0] + " …"


def quoted(answer: Answer) -> dict[int, list[str]]:
    """For each [n] the words of its passage that say the first sentence of the answer that they say at all."""
    passages = {citation.n: citation.text for citation in answer.citations}
    quotes: dict[int, list[str]] = {}
    for sentence in answer.sentences:
        for n in sentence.cites:
            for start, end in supporting([sentence.text], passages.get(n, "")):
                quotes.setdefault(n, [passages[n][start:end]])
    return quotes


def teaching(interview: Interview, turn: Turn) -> dict[int, list[str]]:
    """For each [n] of a turn the sentences of its passage that teach the heaviest points that were missed.

    What says the point that is asked about now is left out; a passage that says nothing else has an empty list.
    """
    held_back = interview.held_back(turn)
    points: dict[int, list[str]] = {}
    hidden: dict[int, list[str]] = {}
    for verdict in sorted(turn.standing.verdicts, key=lambda verdict: -verdict.weight):
        n = turn.point_citations.get(verdict.point_id, 0)
        if verdict.point_id in held_back:
            hidden.setdefault(n, []).append(verdict.point)
        elif verdict.state is not VerdictState.MET:
            points.setdefault(n, []).append(verdict.point)
    found: dict[int, list[str]] = {}
    for citation in turn.citations:
        stated = _stated(citation)
        kept_back = [about(point, stated) for point in hidden.get(citation.n, [])]
        told = [sentence for sentence in stated if not any(kept and kept in sentence for kept in kept_back)]
        if not stated and citation.n not in hidden:
            told = [_first_line(citation)]
        chosen = [about(point, told) for point in points.get(citation.n, [])[:MOST_EXCERPTS]]
        found[citation.n] = [sentence for sentence in dict.fromkeys(chosen) if sentence] or told[:1]
    return found


def _stated(citation: Citation) -> list[str]:
    """What a passage states, in its order; what stands above it is in the line before."""
    found = statements(citation.text, citation.headings)
    return [" ".join(part for part in one.sentences if part != one.heading) for one in found]


def _first_line(citation: Citation) -> str:
    """Of a passage of code or tables alone."""
    return next((line for line in citation.text.splitlines() if line.strip() and not line.startswith("#")), "")
