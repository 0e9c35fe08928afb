"""How an answer was told: structure, length, STAR, clarifying questions, complexity.

Decides remarks, never points: a right answer badly told is still right. All of it is read from the
words, without a model; what a story and a design tell is seen in story.py and clarifying.py. Whether an answer is a
program is decided here too, since nobody grades one.
"""

import re

from app.delivery.clarifying import clarifies
from app.delivery.star import star_missing
from app.interview.grade import Delivery, hiring_word
from app.interview.turn import FOLLOW_UP_MINUTES, STEP_MINUTES
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage
from ingest.language.text import Text

CODE_NOT_GRADED = "The code itself is not graded: say in words why it is right and what it costs."
# The speech rate of a calm speaker; 140 to 160 is what presentation guides call conversational.
WORDS_PER_MINUTE = 150
LONG_ANSWER_WORDS = 120
TOO_LONG = 1.3
TOO_SHORT = 0.25
# A question's minutes hold the talk about it too: 171 of the bank's 228 strong answers fall below a quarter of them.
# Half as much as the strong answer says is not short, whatever the clock says.
SHORT_OF_STRONG = 0.5
LONG_SENTENCE_WORDS = 45
# Below this many words, ten seconds, how long it takes to say tells nobody anything.
TIMED_WORDS = 25
SIGNPOSTS = re.compile(
    r"\b(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|finally|to (?:start|sum up|summari[sz]e)|in (?:short|summary)"
    r"|next|then|on the other hand|for example|the trade-?off|step (?:one|two|1|2)|there are (?:two|three|four))\b"
    r"|^[^\S\n]*(?:[-*\u2022]|\d+[.)])\s",
    re.IGNORECASE | re.MULTILINE,
)
COMPLEXITY = re.compile(
    r"\bo\s*\([^)]{1,40}\)|\u0398|\btheta\s*\(|\b(?:linear|quadratic|logarithmic|constant|exponential|cubic|polynomial|amorti[sz]ed)"
    r"[\w -]{0,12}(?:time|space|memory|complexity|in the)\b|\bn log n\b|\bn squared\b|\border of n\b",
    re.IGNORECASE,
)
FENCE = re.compile(r"^\s*(?:```|~~~)")
# Lines that only a program has: a statement's first word with what must follow it.
STATEMENT = re.compile(
    r"^\s*(?:(?:async )?def \w+ ?\(|class \w+ ?[(:]|(?:if|elif|while|for|with|except)\b.*:\s*$"
    r"|(?:else|try|finally):\s*$|return\b(?! (?:to|the|an?|it)\b).*[^.\s]\s*$|import \w+(?: as \w+)?$"
    r"|from [\w.]+ import "
    r"|(?:function|const|let|var|public|static|void) \w+.*[;{=(]|SELECT\b.*|(?:FROM|WHERE|GROUP BY|ORDER BY) \w+)"
)
# Lines that a program has too, but a formula or a list may: an assignment, a call alone, a comment, a bracket.
LIKE_CODE = re.compile(
    r"^\s*(?:[\w.]+(?:\[[^\]]*\])?(?:, ?\w+)*(?: ?: ?[\w\[\], .]+)? ?(?:[-+*/]|//|\*\*)?= ?\S"
    r"|[\w.]+\(.*\)[,;]?\s*$|#|//|@\w+$|(?:break|continue|pass|yield|raise|assert)\b|[])}]|.*[;{]\s*$)"
)
# From this share of its lines on, and this many of them, an answer is code.
MOST_LINES = 0.6
FEWEST_LINES = 3


def delivery(
    question: Question, answer: Text, *, is_follow_up: bool = False, is_complete: bool = False, share: float = 0.0
) -> Delivery:
    """Remarks on how `answer` was told.

    Args:
        question: what was asked; its `minutes` are what the answer is held to.
        answer: the candidate's words.
        is_follow_up: one thing was asked about an answer that was told already; then no whole story, clarifying
            question or complexity is missed.
        is_complete: every point that is asked for is made; then nothing more is asked for.
        share: earned of the possible points, 0..1; whoever has most of them is not told that it is short.
    """
    words = len(answer.raw.split())
    minutes = words / WORDS_PER_MINUTE
    is_story = question.stage is Stage.BEHAVIOURAL or question.star is not None
    is_design = question.stage is Stage.SYSTEM_DESIGN or bool(question.clarifying)
    star = star_missing(answer) if is_story and not is_follow_up else None
    asked = clarifies(question.text, answer.raw) if is_design and not is_follow_up else None
    named = COMPLEXITY.search(answer.raw) is not None if question.coding is not None and not is_follow_up else None
    # A follow-up that asks for no point of its own is held against the whole question, and has no more time for it.
    is_of_whole = is_follow_up and question.minutes > STEP_MINUTES
    wanted = FOLLOW_UP_MINUTES if is_of_whole else question.minutes
    # Where most of what matters is said, the points that are missing are listed: "reasons and an example" adds nothing.
    has_most = hiring_word(share).word in {"yes", "strong yes"}
    more = [] if has_most else _too_short(question, words, wanted)
    if star:
        more.append(f"The story (STAR) still needs its {_listed(star)}.")
    if asked is False:
        more.append("Before you design, ask what is unclear (users, scale, constraints) or say what you assume.")
    if is_code(answer.raw):
        more.append(CODE_NOT_GRADED)
    elif named is False:
        more.append("Name the time and space complexity of your solution.")
    remarks = (*_too_long(question, words), *structure(answer), *(() if is_complete else more))
    return Delivery(words, minutes, remarks, star, asked, named)


def code_lines(answer: str) -> list[tuple[int, int]]:
    """Where an answer has a program's statements: [start, end) of each such line, also among sentences."""
    found, start, is_fenced = [], 0, False
    for line in answer.splitlines(keepends=True):
        if FENCE.match(line):
            is_fenced = not is_fenced
        elif STATEMENT.match(line.rstrip()) or (is_fenced and LIKE_CODE.match(line)):
            found.append((start, start + len(line)))
        start += len(line)
    return found


def is_code(answer: str) -> bool:
    """Whether most lines of an answer are a program's: inside fences, or with statements among them."""
    coded, written, is_fenced, is_program = 0, 0, False, False
    for line in answer.splitlines():
        if FENCE.match(line):
            is_fenced = not is_fenced
        elif line.strip():
            is_statement = is_fenced or STATEMENT.match(line) is not None
            written += 1
            coded += is_statement or LIKE_CODE.match(line) is not None
            is_program = is_program or is_statement
    return is_program and coded >= max(FEWEST_LINES, MOST_LINES * written)


def _too_long(question: Question, words: int) -> list[str]:
    minutes, wanted = words / WORDS_PER_MINUTE, question.minutes
    if minutes <= TOO_LONG * wanted:
        return []
    return [f"This takes {_spoken(minutes)} to say, where about {_spoken(wanted)} would do: lead with the heart of it."]


def _too_short(question: Question, words: int, wanted: float) -> list[str]:
    minutes = words / WORDS_PER_MINUTE
    says_enough = words >= SHORT_OF_STRONG * len(question.strong_answer.split())
    if words == 0 or minutes >= TOO_SHORT * wanted or says_enough:
        return []
    room = "there is room for reasons and an example."
    if words < TIMED_WORDS or question.coding is not None:
        return [f"This is short: {room}"]
    return [f"This takes {_spoken(minutes)} to say, and you have about {_spoken(wanted)}: {room}"]


def _spoken(minutes: float) -> str:
    """A time as people say it: 20 seconds, 1 minute, 2.5 minutes."""
    seconds = 5 * round(12 * minutes)
    if seconds < 60:
        return f"{seconds} seconds"
    told = f"{minutes:.1f}".removesuffix(".0")
    return f"{told} minute" if told == "1" else f"{told} minutes"


def structure(answer: Text) -> list[str]:
    """Remarks on how an answer is built: a long one without signposts, a sentence that is too long."""
    remarks, words = [], len(answer.raw.split())
    longest = max((len(answer.part(sentence).split()) for sentence in answer.sentences), default=0)
    if words >= LONG_ANSWER_WORDS and not SIGNPOSTS.search(answer.raw) and "\n\n" not in answer.raw:
        remarks.append("Put signposts into a long answer, such as: first, second, the trade-off is.")
    if longest > LONG_SENTENCE_WORDS:
        remarks.append(f"The longest sentence has {longest} words; split it.")
    return remarks


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
