"""Text that others wrote, on its way into a prompt: in a block with a random tag, never an instruction.

Decides what is taken out of it: the tag itself, characters that nobody sees, and the control tokens of
chat templates, which llama.cpp reads as the end of a message wherever they stand.
"""

import re
import secrets
import unicodedata

# <|im_end|>, <|eot_id|>, <|endoftext|>, <start_of_turn>, [INST], <<SYS>>, </s>
CONTROL = re.compile(
    r"<\s*\|\s*(?=[^|<>\n]{1,40}\|\s*>)|<(?=/?(?:start_of_turn|end_of_turn|s|bos|eos)>)|\[(?=/?INST\])|<(?=</?SYS>>)",
    re.IGNORECASE,
)


def visible(text: str) -> str:
    """The text without characters that nobody sees: zero-width, direction marks, tag characters, control characters."""
    return "".join(
        character
        for character in text
        if character in "\n\t" or unicodedata.category(character) not in ("Cf", "Cc", "Co", "Cn")
    )


class Fence:
    """One random tag, for all the blocks of one prompt."""

    def __init__(self, tag: str = "") -> None:
        """A tag that the text cannot know; `tag` is for tests."""
        self.tag = tag or f"data-{secrets.token_hex(6)}"

    def block(self, kind: str, text: str) -> str:
        """`text` as a block of `kind` (candidate, passage 1, ...), with nothing in it that could end the block."""
        clean = CONTROL.sub(lambda match: match.group()[0] + " ", visible(text))
        key = self.tag.partition("-")[2]
        while key.lower() in clean.lower():
            clean = re.sub(re.escape(key), "", clean, flags=re.IGNORECASE)
        return f"<{self.tag} {kind}>\n{clean.strip()}\n</{self.tag}>"
