"""What a label says of a message, in a sentence that the reader holds the message against.

Decides the sentences: the reader is taught with these very ones (eval/reading/examples/requests.py), so that one that is changed
here has to be taught anew.
"""

from types import MappingProxyType

from app.interview.requests.commands import Command

ANSWERS = "The candidate answers the question."
# To go on after a pause is labelled as a pause.
STATEMENTS = MappingProxyType(
    {
        Command.HINT: "The candidate asks for a hint.",
        Command.CLARIFY: "The candidate asks for a fact of the case, or what a word of the question means.",
        Command.REPEAT: "The candidate asks to hear the question again.",
        Command.REPHRASE: "The candidate asks for the question in other words.",
        Command.SKIP: "The candidate wants the next question without answering this one.",
        Command.EXPLAIN: "The candidate asks to have explained what was said after the answer.",
        Command.MODEL_ANSWER: "The candidate asks what a good answer would be.",
        Command.RETRY: "The candidate wants to answer the same question again.",
        Command.PAUSE: "The candidate wants to pause, or is back from a pause.",
        Command.APPEAL: "The candidate says that the grade is wrong.",
        Command.END: "The candidate wants to end the interview.",
        Command.TALK: "The candidate makes small talk, or asks about the interviewer or the interview.",
    }
)
