"""What a candidate can ask for beside answering: the commands, by name. Pure.

Decides which there are and what an exam leaves of them; how typed words are recognised is for app/hearing, what a
command does for app/coach.
"""

from enum import StrEnum


class Command(StrEnum):
    """What a message is that is no answer."""

    HINT = "hint"
    CLARIFY = "clarify"
    REPEAT = "repeat"
    REPHRASE = "rephrase"
    SKIP = "skip"
    EXPLAIN = "explain"
    MODEL_ANSWER = "model_answer"
    RETRY = "retry"
    PAUSE = "pause"
    RESUME = "resume"
    APPEAL = "appeal"
    END = "end"
    TALK = "talk"


# What they tell is of a turn that is answered.
ABOUT_ANSWERED = frozenset((Command.EXPLAIN, Command.MODEL_ANSWER))
# An interviewer of an exam says the question again and gives the facts of the case; helping and telling come later.
IN_EXAM = frozenset(
    (Command.CLARIFY, Command.REPEAT, Command.REPHRASE, Command.SKIP, Command.END, Command.TALK, Command.RESUME)
)
