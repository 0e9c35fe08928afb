"""How an answer was told: structure, length, STAR, clarifying questions, complexity.

Decides remarks, never points: a right answer badly told is still right. All of it is read from the
words, without a model.
"""

import re

from app.grading.sentences import sentences
from app.interview.grade import Delivery
from ingest.bank import Question
from ingest.taxonomy import Stage

# The speech rate of a calm speaker; 140 to 160 is what presentation guides call conversational.
WORDS_PER_MINUTE = 150
LONG_ANSWER_WORDS = 120
TOO_LONG = 1.3
TOO_SHORT = 0.25
LONG_SENTENCE_WORDS = 45
SIGNPOSTS = re.compile(
    r"\b(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|finally|to (?:start|sum up|summari[sz]e)|in (?:short|summary)"
    r"|next|then|on the other hand|for example|the trade-?off|step (?:one|two|1|2)|there are (?:two|three|four))\b"
    r"|^\s*(?:[-*\u2022]|\d+[.)])\s",
    re.IGNORECASE | re.MULTILINE,
)
STAR = {
    "situation": r"\b(?:(?:at|in) my (?:last|previous|current)|when i (?:was|worked|joined)|we (?:had|were)|there was"
    r"|our (?:team|company|product)|last year|a (?:year|few (?:months|years)) ago|in 20\d\d|while working"
    r"|at the time)\b",
    "task": r"\b(?:my (?:task|job|role|goal|responsib\w+|part) |i (?:had to|needed to|owned|was (?:asked"
    r"|responsible|tasked|supposed|in charge|expected|leading))|the (?:goal|aim|task|challenge|objective) was"
    r"|we (?:needed|had) to|it was (?:up to me|my))",
    "action": r"\bi (?:then |first |also |finally |therefore |personally |immediately |quickly )?(?:built"
    r"|wrote|proposed|set up|asked|decided|suggested|created|designed|talked|spoke|ran|led|organi[sz]ed|measured"
    r"|implemented|started|changed|added|analy[sz]ed|scheduled|explained|fixed|took|called|listened|offered|showed|made|split|moved|reviewed"
    r"|trained|presented|agreed|prepared|collected|tested|told|worked with|sat down|rolled|introduced|documented|shared"
    r"|put|cut|dropped|raised|met)\b",
    "result": r"\b(?:as a result|in the end|the (?:result|outcome)|resulted in|(?:this|which) led to|improved|reduced"
    r"|increased|saved|went from|(?:dropped|fell|rose) (?:from|by|to)|we shipped|launched|delivered|succeeded"
    r"|learn(?:ed|t)|since then|today|now we|per ?cent|\d+ ?%|cut \w+ by)",
}
COMPLEXITY = re.compile(
    r"\bo\s*\([^)]{1,40}\)|\u0398|\btheta\s*\(|\b(?:linear|quadratic|logarithmic|constant|exponential|cubic|polynomial|amorti[sz]ed)"
    r"[\w -]{0,12}(?:time|space|memory|complexity|in the)\b|\bn log n\b|\bn squared\b|\border of n\b",
    re.IGNORECASE,
)
ASKS = re.compile(
    r"\?|\b(?:i(?:'d| would) (?:first |like to )?(?:ask|clarify|want to know|check)|let me (?:ask|clarify)"
    r"|clarifying questions?|(?:first|before) [\w ,]{0,40}(?:clarify|ask)|assum(?:e|ing|ptions?)\b)",
    re.IGNORECASE,
)
# The share of the answer within which a clarifying question still comes before the design.
OPENING = 0.4


def delivery(question: Question, answer: str, clarified: bool | None = None) -> Delivery:
    """Remarks on how `answer` was told; `clarified` overrides the reading where the interview knows better."""
    words = len(answer.split())
    minutes = words / WORDS_PER_MINUTE
    star = _star_missing(answer) if question.stage is Stage.BEHAVIOURAL or question.star is not None else None
    asked = None
    if question.stage is Stage.SYSTEM_DESIGN or question.clarifying:
        asked = clarified if clarified is not None else _clarifies(answer)
    named = COMPLEXITY.search(answer) is not None if question.coding is not None else None
    remarks = [*_length(minutes, question.minutes, words), *_structure(answer, words)]
    if star:
        remarks.append(f"STAR: say the {_listed(star)} too.")
    if asked is False:
        remarks.append("Ask what is unclear (users, scale, constraints) before you design.")
    if named is False:
        remarks.append("Name the time and space complexity of your solution.")
    return Delivery(words, minutes, tuple(remarks), star, asked, named)


def _length(minutes: float, wanted: int, words: int) -> list[str]:
    if words == 0:
        return []
    if minutes > TOO_LONG * wanted:
        return [f"This takes {minutes:.1f} minutes to say; about {wanted} are usual: lead with the heart of it."]
    if minutes < TOO_SHORT * wanted:
        room = "there is room for reasons and an example."
        return [f"This takes {minutes:.1f} minutes to say, of about {wanted} that you have: {room}"]
    return []


def _structure(answer: str, words: int) -> list[str]:
    remarks = []
    longest = max((len(answer[start:end].split()) for start, end in sentences(answer)), default=0)
    if words >= LONG_ANSWER_WORDS and not SIGNPOSTS.search(answer) and "\n\n" not in answer:
        remarks.append("Give a long answer signposts (first, second, the trade-off is) so that it can be followed.")
    if longest > LONG_SENTENCE_WORDS:
        remarks.append(f"The longest sentence has {longest} words; split it.")
    return remarks


def _star_missing(answer: str) -> tuple[str, ...]:
    return tuple(name for name, cue in STAR.items() if not re.search(cue, answer, re.IGNORECASE))


def _clarifies(answer: str) -> bool:
    found = ASKS.search(answer)
    return found is not None and found.start() <= max(200, OPENING * len(answer))


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
