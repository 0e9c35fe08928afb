"""What the coach says, as the Markdown of a chat message.

Decides the order: the reply of the page, how it was told, then what is asked now or the scorecard, then where each [n]
leads. A chat renders what it gets, and the words of a candidate or of a document are not trusted: no picture is loaded
and no address stands under [n] but ours.
"""

import re
from collections.abc import Sequence

from app.coach.candidates.report_words import left_open, share, state_of, verdict
from app.gateways.openai_api.links import Links
from app.gateways.openai_api.wishes import UNSAID
from app.interview.citation import Citation
from app.interview.interview import Interview
from app.interview.results.scorecard import Scorecard, scorecard
from app.interview.turn import Turn
from ingest.bank.taxonomy import Stage, Topic

HOW = (
    "Answer in your own words, as in a real interview; an empty line or “I don't know” goes on, “give me a hint” helps "
    "and costs part of what the point earns, `:end` ends it. "
    "The link above each question opens the interview on the coach's page, where a verdict can be contested."
)
# Who named none of them, or one that there is not, sees what was not understood.
KNOWN = f"The first message of a chat may name topics: {', '.join(sorted(set(Topic) - UNSAID))}."
OVER = "This interview is over; begin a new chat for another one."
MOST_TO_REVIEW = 8
RULE = "\n\n---\n\n"
PICTURE = re.compile(r"!(?=\[)")
ELEMENT = re.compile(r"<(?=/?[a-z!?])", re.IGNORECASE)
DEFINITION = re.compile(r"^(\s*\[[^\]\n]*\]):", re.MULTILINE)


def opening(interview: Interview, links: Links) -> str:
    """What is said before the first answer."""
    topics = ", ".join(topic.value for topic in interview.topics) or "all topics"
    count = len(interview.plan)
    length = f"{count} {'question' if count == 1 else 'questions'}"
    said = f"A mock interview: {interview.stage.value} on {topics}, {length}."
    told = said if interview.topics else f"{said} {KNOWN}"
    return f"{told} {HOW}{RULE}{question(interview, links)}"


def turn_told(interview: Interview, turn: Turn, links: Links) -> str:
    """The reply to an answer, and what comes next."""
    told = [inert(turn.reply), *(f"How you told it: {remark}" for remark in turn.grade.delivery.remarks)]
    following = question(interview, links) if interview.ask is not None else ended(interview, links)
    said = "\n\n".join(told) + RULE + following
    return "\n\n".join(filter(None, (said, definitions(interview.shown_citations(turn), links))))


def asked_again(told: str, interview: Interview, links: Links) -> str:
    """What is told to a message that takes no turn, and the question once more, but never twice."""
    once = question(interview, links)
    if interview.ask is not None and told == interview.ask.spoken:
        return once
    return f"{inert(told)}{RULE}{once}"


def question(interview: Interview, links: Links) -> str:
    """What is asked now, under the link by which the interview is found again."""
    ask = interview.ask
    if ask is None:
        return ended(interview, links)
    position = [one.id for one in interview.plan].index(ask.question_id) + 1
    label = "Follow-up" if ask.is_follow_up else f"Question {position} of {len(interview.plan)}"
    place = links.interview(interview.id, ask.number)
    code = interview.code_of(ask)
    below = f"\n\n```python\n{code}\n```" if code else ""
    return f"[{label}]({place}) · about {interview.minutes(ask)} min\n\n{inert(ask.spoken)}{below}"


def ended(interview: Interview, links: Links) -> str:
    """The scorecard, under the same link."""
    number = max((turn.ask.number for turn in interview.turns), default=0) + 1
    return f"[Scorecard]({links.interview(interview.id, number)})\n\n{_card(scorecard(interview))}"


def over(interview: Interview, links: Links) -> str:
    """What is said to a message after the end."""
    return f"{OVER}{RULE}{ended(interview, links)}"


def definitions(citations: Sequence[Citation], links: Links) -> str:
    """Where each [n] of a text leads, so that a chat makes links of them and a terminal shows the list."""
    return "\n".join(f'[{one.n}]: {links.passage(one)} "{_title(one)}"' for one in citations)


def inert(text: str) -> str:
    """Words that are not ours: their pictures become links, their elements text, their definitions nothing."""
    return DEFINITION.sub(r"\1 :", ELEMENT.sub("&lt;", PICTURE.sub("", text)))


def where(citation: Citation) -> str:
    """Where a passage stands: its document's title and the headings above it, but for one that is the title again."""
    return " > ".join((citation.title, *(one for one in citation.headings if one != citation.title)))


def _title(citation: Citation) -> str:
    return " ".join(where(citation).replace('"', "”").replace("\\", "/").split())


def _card(card: Scorecard) -> str:
    first, *parts = verdict(card)
    parts.insert(0, f"**{first}**")
    if card.skipped:
        parts.append(f"Questions skipped: {card.skipped} of {card.planned}.")
    lines = [f"- {share(item)}: {inert(item.text)}" for item in card.questions]
    lines += [f"- {state_of(item)}: {inert(left_open(item))}" for item in card.not_answered]
    parts.append("\n".join(lines))
    if card.review:
        points = "\n".join(f"- {inert(item.point)}{_taught(item.citation)}" for item in card.review[:MOST_TO_REVIEW])
        parts.append(f"To review, what matters most first:\n\n{points}")
    return "\n\n".join(parts)


def _taught(citation: Citation | None) -> str:
    return "" if citation is None else f" ({where(citation)})"


def title_of(stage: Stage | None) -> str:
    """What a chat with the coach may be called."""
    return "Questions to the coach" if stage is None else f"Mock interview: {stage.value}"
