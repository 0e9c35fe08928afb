# ruff: noqa: E501 - a pattern that is broken into lines is not read
"""What a message of the candidate asks for: a command, by the fitted model and a few rules, or nothing: an answer.

Decides between the two: what the model is sure of, and what rules of an older day know by form (app/interview/
intent.py). Where a key point is to ask something, to ask it is the answer; and a message of a design that is nothing
but questions asks for the facts of the case, however long it is.
"""

import re

from app.hearing.recognition import shipped
from app.interview.requests.commands import Command
from app.interview.requests.intent import Intent, asks_what_is_to_be_asked, intent_of
from app.interview.turn import Ask
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage

OF_INTENT = {
    Intent.ASKS_BACK: Command.REPEAT,
    Intent.ASKS_HELP: Command.HINT,
    Intent.ASKS_FACT: Command.CLARIFY,
    Intent.TALK: Command.TALK,
}
GOES_ON = re.compile(
    r"\W*(?:(?:ok|okay|so|well|yes|right|hi|hello)\W+)*(?:i(?:'m| am) (?:back|ready)"
    r"|(?:let'?s |we can |can we |please )?"
    r"(?:go on|continue|resume|carry on|proceed)|back|ready)(?:\W+(?:now|again|please|to go on|then))*\W*",
    re.IGNORECASE,
)
# What is said so is a command, whatever the model makes of the rest; in few words, since an answer may tell of a hint.
_I_ASK = r"(?:can (?:i|we|you)|could (?:i|we|you)|may i|might i|would you|let me|i'?d like|i would like|i want|i need|give me|gimme|please|pls)"
SAID = (
    (Command.RETRY, rf"\b{_I_ASK}\b[^.?!]{{0,30}}\b(?:(?:a )?second|another|one more) (?:try|go|shot|attempt|chance)\b"
     rf"|\b{_I_ASK}\b[^.?!]{{0,15}}\b(?:redo (?:it|that|this)|try (?:it |that |this )?again|answer (?:it |that |this )?(?:again|once more))\b"),
    (Command.END, r"^\W*(?:ok(?:ay)?\W+|so\W+)?(?:i'?m|i am) (?:done|finished) ?(?:here|for today|with (?:this|the interview))?\W*(?:$|[,.;!])"
     r"|^\W*(?:ok(?:ay)?\W+|so\W+|sorry\W+)?(?:let'?s|let us|i want to|i'd like to|can we|could we) (?:stop|end|finish|quit|call it|wrap)\b"
     r"[^.?!\"]{0,25}\b(?:here|now|it|this|today|there|up|interview|session)\b[^\"]{0,20}$"),
    (Command.SKIP, r"^\W*(?:(?:ok|okay|sorry|no idea|dunno|i don'?t know)\b[^.;]{0,20}[,.]\s*)?(?:let'?s |can we |could we |please |i'?ll |i would |i'd )?"
     r"skip(?: (?:it|this|that|this one|that one|please))?\W*$|\bnext one(?: please| pls)?\s*\?\W*$"),
    (Command.REPHRASE, r"\b(?:can|could|would) (?:you|u)\b[^.?!]{0,20}\b(?:ask|say|put|phrase|word|explain)\b(?: me)?(?: it| that| this| the question)?"
     r" (?:differently|in (?:other|simpler|plain(?:er)?|easier) words|another way|in another way|more simply|like i'?m)\b"),
    (Command.HINT, rf"\b(?:{_I_ASK}|any|small|lil|little|tiny)\b[^.?!]{{0,12}}\b(?:hints?|clues?|nudge)\b|\bi need a (?:push|nudge|hint|clue)\b"
     r"|^\W*(?:hints?|clues?|nudge)\b[^.]{0,20}$"),
    (Command.PAUSE, r"^\W*(?:sorry\W+)?(?:afk|brb)\b|\bbe right back\b|^\W*(?:sorry\W+)?hold that thought\b"
     r"|\b(?:someone|somebody|courier|postman)(?:'s| is)? at the door\W*$"),
    (Command.CLARIFY, r"^\W*(?:sorry\W+|wait\W+)?(?:do|did) (?:you|u) mean\b[^.]*$"),
    (Command.TALK, r"^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening))\b[^.?!]{0,3}(?=[!.,])[^?]{0,90}$"),
)  # fmt: skip
_SAID = tuple((command, re.compile(pattern, re.IGNORECASE)) for command, pattern in SAID)
MOST_SAID_WORDS = 26
# Who thinks is not away.
THINKS = re.compile(
    r"\W*(?:(?:ok|okay|hm+|well|sure)\W+)*(?:let me think|give me (?:a|one) (?:moment|second|sec)|(?:one|a) (?:moment|second|sec))\b[^.?!]{0,30}\W*",
    re.IGNORECASE,
)
# Who gives a question up has answered it: the gate says so, and the coach goes on to teach.
GIVES_UP = re.compile(r"\b(?:do ?n[o']?t know|no (?:idea|clue)|not sure)\b|\bdo not know\b", re.IGNORECASE)
QUESTION = re.compile(r"[^.?!\n]+\?")
AROUND = re.compile(
    r"\b(?:ok|okay|so|well|first|(?:just |i have )?a (?:few|couple of) questions|before i (?:start|begin|design)|and"
    r"|thanks|please)\b",
    re.IGNORECASE,
)
MOST_WORDS, FEWEST_WORDS = 120, 3


def goes_on(message: str) -> bool:
    """Whether a message says that the candidate is back from a pause."""
    return GOES_ON.fullmatch(message.replace("\u2019", "'").strip()) is not None


def command_in(message: str, question: Question, ask: Ask) -> Command | None:
    """The command that a message is, where `ask` of `question` is asked; None for an answer."""
    if not message.strip():
        return None
    if question.stage is Stage.SYSTEM_DESIGN and not ask.point_id and only_asks(message):
        return Command.CLARIFY
    if THINKS.fullmatch(message.strip()):
        return Command.TALK
    told = said_plainly(message) or shipped().command(message, question.text) or _by_form(message, question)
    if told is Command.TALK and GIVES_UP.search(message):
        return None
    if told in (Command.CLARIFY, Command.EXPLAIN) and asks_what_is_to_be_asked(message, question):
        return None
    return told


def _by_form(message: str, question: Question) -> Command | None:
    """What the rules of form know; a guess that sounds as if it asked for a fact is an answer, but in a design."""
    intent = intent_of(message, question)
    if intent is Intent.ASKS_FACT and question.stage is not Stage.SYSTEM_DESIGN:
        return None
    return OF_INTENT.get(intent)


def said_plainly(message: str) -> Command | None:
    """The command that a short message says in so many words."""
    plain = " ".join(message.replace("\u2019", "'").split())
    if len(plain.split()) > MOST_SAID_WORDS:
        return None
    return next((command for command, pattern in _SAID if pattern.search(plain)), None)


def only_asks(message: str) -> bool:
    """Whether all of a message is questions."""
    words = len(message.split())
    if not FEWEST_WORDS <= words <= MOST_WORDS or "?" not in message:
        return False
    return not re.search(r"\w{2,}", AROUND.sub(" ", QUESTION.sub(" ", message)))
