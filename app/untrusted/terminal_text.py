"""Text of others -> text that a terminal shows and does not obey: answers, documents, replies of a model, file names.

Decides which characters are left out: those that begin a command to the terminal, which can move the cursor or set the
clipboard, and those that show words in another order than they stand in. Bytes that are not UTF-8, as a file's name may
hold, come as lone surrogates; no terminal can print them.
"""

import re

# C0 but for tab and line feed, DEL, C1, and the marks that turn the direction of what follows.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
SURROGATE = re.compile(r"[\ud800-\udfff]")


def harmless(text: str) -> str:
    """The text without control characters; line ends and tabs stay. What is left of a sequence is shown: "[31m".

    A lone surrogate becomes the sign of a character that could not be read.
    """
    return SURROGATE.sub("\ufffd", CONTROL.sub("", text))


def harmless_json(document: str) -> str:
    """A JSON document with what its strings may hold as it is, such as C1 and lone surrogates, escaped."""
    for kind in (CONTROL, SURROGATE):
        document = kind.sub(lambda found: f"\\u{ord(found[0]):04x}", document)
    return document
