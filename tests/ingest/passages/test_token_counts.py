"""Token counts are those of cl100k_base, without a network."""

import pytest

from ingest.passages.token_counts import count_tokens, encoding


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("hello world", 2),
        ("tiktoken is great!", 6),
        ("antidisestablishmentarianism", 6),
        ("お誕生日おめでとう", 9),
    ],
)
def test_counts_are_the_published_ones_of_cl100k(text: str, tokens: int) -> None:
    # Source: the OpenAI cookbook, "How to count tokens with tiktoken".
    assert count_tokens(text) == tokens


def test_words_that_look_like_special_tokens_count_as_plain_text() -> None:
    assert count_tokens("<|endoftext|>") > 1


def test_no_token_is_longer_than_the_bound_that_the_splitter_relies_on() -> None:
    longest = max(len(encoding().decode_single_token_bytes(token)) for token in range(100_256))
    assert longest == 128
