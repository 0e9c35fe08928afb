"""An interview in a chat: what a client sends -> what the coach says.

Decides nothing of a grade: the message goes to the same service as the page's. Which message is an answer and which
comes again is for app/coach/conversations.py.
"""

from dataclasses import dataclass
from functools import partial

from app.accounts.quotas import Quota
from app.api.interviews.routes import refuse_long_answer
from app.api.interviews.schemas import NOTED
from app.coach.coach import Coach
from app.coach.conversations import Conversations
from app.coach.interviews import TurnResult
from app.gateways.counted import count
from app.gateways.openai_api.chat_reply import Said
from app.gateways.openai_api.history import Place, is_first, last_told, place_of
from app.gateways.openai_api.links import Links
from app.gateways.openai_api.markdown import asked_again, opening, over, turn_told
from app.gateways.openai_api.schemas import Message
from app.gateways.openai_api.wishes import Wishes
from app.interview.interview import Interview
from app.interview.usage import Usage
from ingest.bank.taxonomy import Stage

END = {":end", "/end"}


@dataclass(frozen=True)
class Chat:
    """A chat of one client: what was sent of it, and what names it."""

    messages: tuple[Message, ...]
    words: str
    stage: Stage
    wishes: Wishes
    name: str = ""


def reply(coach: Coach, chat: Chat, links: Links, most_chars: int) -> Said:
    """Begin the interview, or take what was said last: an answer to what is asked, or a command in plain words.

    Raises:
        BadRequest: the answer is too long, or no question fits what is wanted.
        NotFound: the interview of the history is no longer there.
        TooMany: a quota is used up, and the message did not come before.
    """
    conversations = Conversations(coach.interviews, partial(count, coach, Quota.ANSWERS))
    place = place_of(chat.messages) or _place_in_chat(conversations, chat)
    if place is None:
        return _begin(coach, conversations, chat, links)
    refuse_long_answer(chat.words, most_chars)
    if conversations.is_over(place.interview_id, place.turn):
        interview = coach.interviews.get(place.interview_id)
        return Said(f"{interview.id}-{place.turn}", over(interview, links))
    if chat.words.strip().lower() in END:
        interview = coach.interviews.end(place.interview_id)
        return Said(f"{interview.id}-{place.turn}", over(interview, links))
    taken = conversations.say(place.interview_id, place.turn, chat.words, last_told(chat.messages))
    if isinstance(taken, TurnResult):
        return _told(taken, links)
    said = asked_again(taken.exchange.told, taken.interview, links)
    return Said(f"{taken.interview.id}-{place.turn}", said)


def _place_in_chat(conversations: Conversations, chat: Chat) -> Place | None:
    """Where the interview of a named chat stands whose client sends nothing of what the coach has said."""
    if not chat.name or (is_first(chat.messages) and conversations.begun_by(chat.name, chat.words) is not None):
        return None
    interview = conversations.of_chat(chat.name)
    return None if interview is None else Place(interview.id, _now(interview))


def _now(interview: Interview) -> int:
    ask = interview.ask
    return ask.number if ask is not None else max((turn.ask.number for turn in interview.turns), default=0) + 1


def _begin(coach: Coach, conversations: Conversations, chat: Chat, links: Links) -> Said:
    known = conversations.begun_by(chat.name, chat.words) if chat.name else None
    if known is not None:
        return _opened(conversations.asked(known.id, 1), links)
    wishes = chat.wishes

    def start() -> Interview:
        count(coach)
        return coach.interviews.start(chat.stage, wishes.topics, wishes.questions, wishes.seed)

    return _opened(conversations.begin(start, chat.name, chat.words), links)


def _opened(interview: Interview, links: Links) -> Said:
    usage: tuple[Usage, ...] = () if interview.ask is None else interview.ask.usage
    return Said(f"{interview.id}-0", opening(interview, links), usage=usage)


def _told(taken: TurnResult, links: Links) -> Said:
    interview, turn = taken.interview, taken.turn
    usage = () if taken.is_repeat else turn.grade.usage + (() if interview.ask is None else interview.ask.usage)
    identifier = f"{interview.id}-{turn.ask.number}"
    if interview.withholds:
        return Said(identifier, asked_again(NOTED, interview, links), usage=usage)
    return Said(identifier, turn_told(interview, turn, links), interview.shown_citations(turn), usage)
