"""What a client sends of a chat -> what was said last, and where the interview stands.

Decides how an interview is found in a history: by the link to it in the coach's own last question, which says the
interview and the turn that is asked. What people read as "Question 2 of 4" opens the page of the interview, and needs
neither a hidden mark nor all of the history.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.gateways.openai_api.schemas import ChatRequest, Message
from ingest.errors import BadRequest

# As links.py writes it.
PLACE = re.compile(r"/\?turn=(\d{1,4})#/interview/([\w-]{8,40})")
# Under which chats are named.
CHAT_HEADERS = ("x-chat-id", "x-conversation-id")
# Open WebUI sends all of a chat, and names the temporary ones of a window alike: how it began belongs to its name.
OPEN_WEBUI = "x-openwebui-chat-id"
CHAT_METADATA = ("chat_id", "conversation_id")
MOST_CHAT_ID_CHARS = 200
# As the API takes the questions of a conversation.
MOST_BEFORE, MOST_QUESTION_CHARS = 6, 2000
# What Open WebUI sends to have a chat named: a request of its own, which is no word of the candidate.
CHORE = re.compile(r"\s*### Task:\s*\n")
# What it puts before a message that comes with files or search results; what was typed stands behind it, or in tags.
BESIDE = re.compile(r"\s*### Task:\s*\nRespond to the user query.*</context>\s*(?:<user_query>)?", re.DOTALL)


@dataclass(frozen=True)
class Place:
    """The turn of an interview that is asked."""

    interview_id: str
    turn: int


def last_words(messages: Sequence[Message]) -> str:
    """What the user said last, without what a client has put before it.

    Raises:
        BadRequest: the last message is not the user's.
    """
    spoken = [message for message in messages if message.role in {"user", "assistant"}]
    if not spoken or spoken[-1].role != "user":
        raise BadRequest("the last message has to be the user's; send what was said to the coach as the last one")
    return _typed(spoken[-1].content)


def words_before(messages: Sequence[Message]) -> tuple[str, ...]:
    """What the user said before that, the earliest first; as much as a question is read after."""
    said = [_typed(message.content).strip() for message in messages if message.role == "user"]
    return tuple(words[:MOST_QUESTION_CHARS] for words in said[:-1] if words)[-MOST_BEFORE:]


def _typed(content: str) -> str:
    before = BESIDE.match(content)
    return content if before is None else content[before.end() :].removesuffix("</user_query>").strip()


def last_told(messages: Sequence[Message]) -> str:
    """What the coach has said last; empty where the client sends nothing of it."""
    return next((message.content for message in reversed(messages) if message.role == "assistant"), "")


def place_of(messages: Sequence[Message]) -> Place | None:
    """Where the interview of a history stands; None where the coach has asked nothing in it yet.

    The candidate's own words are quoted in a reply before the question, so the last link of a message is the coach's.
    """
    for message in reversed(messages):
        if message.role == "assistant" and (found := PLACE.findall(message.content)):
            turn, interview_id = found[-1]
            return Place(interview_id, int(turn))
    return None


def is_first(messages: Sequence[Message]) -> bool:
    """Whether the user has said one thing and nobody else anything."""
    return sum(message.role in {"user", "assistant"} for message in messages) == 1


def chat_of(request: ChatRequest, headers: Mapping[str, str]) -> str:
    """What names the chat at its client, with the model it is held with; empty where nothing does."""
    metadata = request.metadata or {}
    named = [headers.get(name, "") for name in CHAT_HEADERS] + [metadata.get(name, "") for name in CHAT_METADATA]
    name = next((one.strip() for one in named if one.strip()), "")
    began = ""
    if not name and (name := headers.get(OPEN_WEBUI, "").strip()):
        began = "\0" + next((message.content for message in request.messages if message.role == "user"), "")
    return f"{request.model}\0{name[:MOST_CHAT_ID_CHARS]}{began}" if name else ""


def is_chore(words: str) -> bool:
    """Whether the client asks for a title, tags or the like."""
    return CHORE.match(words) is not None
