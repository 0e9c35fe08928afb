"""Text that others wrote, on its way into a prompt: in a block with a random tag, never an instruction.

Decides what is taken out of it: the tag itself, characters that nobody sees, and the control tokens of
chat templates, which llama.cpp reads as the end of a message wherever they stand. A token is broken by one
blank behind its bracket, and nothing of it is lost: an honest answer speaks of <|im_end|> too.
"""

import re
import secrets
import unicodedata

# Each is broken behind its first character. DeepSeek's bars are U+FF5C: <｜end▁of▁sentence｜>.
CONTROL = re.compile(
    # <|im_end|>, <|eot_id|>, <|endoftext|>, <｜User｜>, [|assistant|]
    r"[<\uff1c](?=\s*[|\uff5c][^|\uff5c<>\n]{1,40}[|\uff5c]\s*[>\uff1e])|\[(?=\s*[|\uff5c][^|\uff5c\[\]\n]{1,40}[|\uff5c]\s*\])"
    # <start_of_turn>, </s>, </think>, <tool_call>, <<SYS>>
    r"|<(?=/?(?:(?:start|end)_of_\w{1,20}|s|bos|eos|eop|sop|pad|unk|think|thinking|tool_\w{1,20}|tools)>)|<(?=</?SYS>>)"
    # [INST], [/INST], [gMASK], [BOS]; and any [/SYSTEM_PROMPT] that is no link and no token of BERT's.
    r"|\[(?=/?(?:INST|gMASK|BOS|EOS)\])|\[(?=/?(?!(?-i:CLS|SEP|MASK|PAD|UNK)\])(?-i:[A-Z]{3,}(?:_[A-Z]+){0,3})\](?!\())",
    re.IGNORECASE,
)
# What block puts into a token; a model that copies it is taken at its word.
BROKEN = re.compile(r"(?<=[<\uff1c\[]) (?=[/<|\uff5c\w])")
SURROGATES = re.compile(r"[\ud800-\udfff]+")


def visible(text: str) -> str:
    """The text without characters that nobody sees: zero-width, direction marks, tag characters, control characters.

    Without lone surrogates too, which no file, database or reply can hold.
    """
    return "".join(
        character
        for character in text
        if character in "\n\t" or unicodedata.category(character) not in ("Cf", "Cc", "Co", "Cn", "Cs")
    )


def storable(text: str) -> str:
    """The text without lone surrogates, each of which makes a text one that cannot be written as UTF-8."""
    # Most texts are ASCII, which is known of a text without reading it.
    return text if text.isascii() else SURROGATES.sub("", text)


def clean(text: str) -> str:
    """`text` without what nobody sees, and with no control token of a chat template whole."""
    return CONTROL.sub(lambda match: match.group() + " ", visible(text))


def mended(quote: str) -> str:
    """A quote from a block as it was before it was cleaned."""
    return BROKEN.sub("", quote)


class Fence:
    """One random tag, for all the blocks of one prompt."""

    def __init__(self, tag: str = "") -> None:
        """A tag that the text cannot know; `tag` is for tests, and for what must be the same in many prompts."""
        self.tag = tag or f"data-{secrets.token_hex(6)}"

    def block(self, kind: str, text: str) -> str:
        """`text` as a block of `kind` (candidate, passage 1, ...), with nothing in it that could end the block."""
        inside = clean(text)
        key = self.tag.partition("-")[2]
        while key.lower() in inside.lower():
            inside = re.sub(re.escape(key), "", inside, flags=re.IGNORECASE)
        return f"<{self.tag} {kind}>\n{inside.strip()}\n</{self.tag}>"
