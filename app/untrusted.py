"""Text of others -> text that a terminal shows and does not obey: answers, documents, replies of a model, file names.

Decides which characters are left out: those that begin a command to the terminal, which can move the cursor or set the
clipboard, and those that show words in another order than they stand in.
"""

import re

# C0 but for tab and line feed, DEL, C1, and the marks that turn the direction of what follows.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """The text without control characters; line ends and tabs stay. What is left of a sequence is shown: "[31m"."""
    return CONTROL.sub("", text)


def harmless_json(document: str) -> str:
    """A JSON document with the control characters that its strings may hold as they are, such as C1, escaped."""
    return CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", document)
