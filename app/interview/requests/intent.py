"""What a short message asks for, known by its form: to be graded as an answer, or something else. Pure.

Decides which words only ask the interviewer to repeat or explain the question ("Could you repeat that, please?"), ask
for help, ask to have it made clearer ("How many users are there?") or are other talk. They use up no turn, as in a real
interview. app/hearing knows more of them, by a model. A guess in the words of a question ("Is it a stack?") is an
answer.
"""

import re
from enum import StrEnum

from ingest.bank.questions import Question
from ingest.language.text import Text

MOST_WORDS = 20
# "Hint please" says to whom it is said without more.
FEW_WORDS = 2
_COURTESY = r"(?:(?:sorry|pardon(?: me)?|excuse me|hm+|uh+m?|oh|okay|ok|well|hi|hello|please|thanks|thank you)\W+)*"
_YOU = r"(?:(?:can|could|would|will) you (?:please |maybe |perhaps )?)?"
_SAY = (
    r"(?:repeat|rephrase|restate|reword|reformulate|clarify|explain|read|say)(?: me)?"
    r" (?:the|that|this|your|it|your last)\s?(?:question|part|one|again)?(?: to me)?(?: again| once more| differently"
    r"| in other words| one more time)?"
)
_LOST = (
    r"(?:what do you mean(?: by (?:that|this|it|the question))?|come again|say again"
    r"|(?:what was|what is|what's) the question(?: again)?"
    r"|i (?:do ?n[o']?t|did ?n[o']?t|don't quite|didn't quite) (?:quite |really )?(?:understand|get|hear|catch|follow)"
    r" (?:the|your|that|this|you|it)\s?(?:question)?)"
)
ASKS_BACK = re.compile(
    rf"\W*{_COURTESY}(?:{_YOU}{_SAY}|{_LOST})(?:[\s,]+please)?\W*(?:{_YOU}{_SAY}(?:[\s,]+please)?\W*)?"
    r"(?:(?:thanks|thank you)\W*)?",
    re.IGNORECASE,
)
# To clarify the question is a good first step of a design: without one of these words, "clarify the question" may be
# such an answer.
POLITE = re.compile(
    r"\?|\b(?:you|please|sorry|pardon|excuse|thanks?|mean|was|is|what's|i|come|say again)\b", re.IGNORECASE
)


# Asked of the interviewer; "add hints to the prompt" is an answer.
_HELP = (
    r"(?:(?:can|could|would|will|may|might) (?:you|i|we) (?:please |maybe |perhaps |just )?"
    r"(?:give|get|have|help|tell|show|offer|provide)|(?:please )?(?:give|help|tell|show) me"
    r"|i (?:would like|want|need|could use)|i'd like|any|do you have|is there)"
)
ASKS_HELP = re.compile(
    rf"\W*{_COURTESY}(?:{_HELP}(?: me| us)?(?: with| out)?(?: a| an| any| some| the| another| one more| little| small"
    r"| bit of| more| this| that| it| question)*"
    r"\s*(?:hints?|clues?|tips?|help|pointers?|the answer|answer|solution|what to say|example"
    r"|where to (?:start|begin))?"
    r"|hints?|help|what (?:should|do|can) i (?:say|answer|write)(?: here| now)?|what is the answer|what's the answer"
    r"|where (?:should|do|can) i (?:start|begin))"
    r"(?: to me| for me| here| (?:on|with|to|for|about) (?:this|that|it|the)(?: one| question)?)?"
    r"(?:[\s,]+please)?\W*(?:(?:thanks|thank you)\W*)?",
    re.IGNORECASE,
)
HELP_WORD = re.compile(
    r"\b(?:hints?|clues?|tips?|help|pointers?|answer|solution|example|say|write|start|begin)\b", re.I
)
# A question that asks for a fact of the case, not one that guesses: "is it ...?", "does it overfit?", "a stack?".
_FACT = (
    r"(?:how (?:many|much|large|big|often|fast|long|fresh|old|strict|important)|wh(?:ich|o|en|ere)|what (?:is|are|kind"
    r"|kinds|sort|type|types|scale|size|about|exactly|does|do you|would you|counts)|what's|do (?:we|you|i|they)"
    r"|does (?:the|this|that)|can (?:we|i|you)|could (?:we|i|you)|may i|should (?:i|we)|are (?:we|there|you|the)"
    r"|is (?:there|this|that|the)|will (?:we|the|there)|would you|have (?:we|you)|am i|has the)"
)
FACT_ASKED = re.compile(
    rf"\W*(?:(?:sorry|okay|ok|well|so|and|first|just|one question|before i start|quick question|to clarify"
    rf"|a clarifying question)\W+)*{_FACT}\b",
    re.IGNORECASE,
)
# From the start of a sentence alone: tried from each character, a long message takes the square of its length.
QUESTION = re.compile(r"(?<![^.?!\n])[^.?!\n]++\?")
MOST_QUESTIONS = 3
# Where a key point is to ask something, to ask it is the answer: so much of one of its texts is said.
ASKED_SHARE = 0.5
# A text of a point that wants something to be asked is a question or says so.
TO_ASK = re.compile(r"\?|\b(?:ask(?:s|ed|ing)?|clarif\w+|questions?)\b", re.IGNORECASE)
COMMANDS = ("give", "help", "tell", "show")
TALK = re.compile(
    r"\W*(?:(?:hi|hello|hey|good (?:morning|afternoon|evening|question)|thanks|thank you|okay|ok|sure|great|nice|hm+"
    r"|uh+m?|well|let me think(?: about (?:it|that|this))?(?: for a (?:moment|second|minute))?|wait|please|again"
    r"|(?:(?:just|give me) )?(?:a|one) (?:moment|second|minute|sec)"
    r"|i need a (?:break|moment|minute)|(?:can|could) (?:we|i) (?:have|take) a (?:break|moment|minute)"
    r"|are you (?:there|an ai|a bot|a human|real|human|a person|a robot|ready)|who are you|what are you"
    r"|how are you|i'?m ready|ready|let'?s (?:start|begin|go)|is this (?:thing )?(?:on|working)"
    r"|nice to meet you|there|to be honest|how am i doing|how did i do|was that (?:right|correct|good)|is that (?:right"
    r"|correct))\b\W*)+",
    re.IGNORECASE,
)


class Intent(StrEnum):
    """What a message is."""

    ANSWER = "answer"
    ASKS_BACK = "asks back"
    ASKS_HELP = "asks for help"
    ASKS_FACT = "asks for a fact"
    TALK = "talk"


def intent_of(message: str, question: Question | None = None) -> Intent:
    """What a message asks for; whatever is nothing else is an answer to `question`, where one is asked."""
    plain = " ".join(message.replace("\u2019", "'").split())
    if not plain or len(plain.split()) > MOST_WORDS:
        return Intent.ANSWER
    if ASKS_BACK.fullmatch(plain) and POLITE.search(plain):
        return Intent.ASKS_BACK
    if ASKS_HELP.fullmatch(plain) and HELP_WORD.search(plain) and _is_to_interviewer(plain):
        return Intent.ASKS_HELP
    if TALK.fullmatch(plain):
        return Intent.TALK
    is_asked = _asks_facts(plain) and not (question is not None and asks_what_is_to_be_asked(plain, question))
    return Intent.ASKS_FACT if is_asked else Intent.ANSWER


def _is_to_interviewer(plain: str) -> bool:
    words = plain.lower().split()
    return POLITE.search(plain) is not None or len(words) <= FEW_WORDS or words[0] in COMMANDS


def asks_what_is_to_be_asked(plain: str, question: Question) -> bool:
    """Whether a message asks what a key point wants to be asked, or asks nothing and says half of one."""
    said = Text(plain).stems - Text(question.text).stems
    texts = (text for point in question.key_points for text in (point.text, *point.other_wordings))
    # Who asks nothing, and says half of any point, answers.
    wanted = (Text(text).stems for text in texts if "?" not in plain or TO_ASK.search(text))
    return any(stems and len(stems & said) >= ASKED_SHARE * len(stems) for stems in wanted)


def _asks_facts(plain: str) -> bool:
    """All of it is questions for facts of the case."""
    asked = QUESTION.findall(plain)
    left = QUESTION.sub(" ", plain)
    return 1 <= len(asked) <= MOST_QUESTIONS and not re.search(r"\w", left) and all(map(FACT_ASKED.match, asked))
