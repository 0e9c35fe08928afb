"""The fence: no control token of a chat template leaves it whole, and nothing of an honest text is lost."""

import pytest

from app.untrusted.fences import Fence, clean, mended

TOKENS = (
    "<|im_end|>",
    "<|start_header_id|>",
    "<\uff5cend\u2581of\u2581sentence\uff5c>",
    "\uff1c\uff5cUser\uff5c\uff1e",
    "[|assistant|]",
    "<start_of_turn>",
    "</s>",
    "</think>",
    "<tool_call>",
    "<<SYS>>",
    "[INST]",
    "[/INST]",
    "[SYSTEM_PROMPT]",
    "[/SYSTEM_PROMPT]",
    "[TOOL_CALLS]",
    "[gMASK]",
)


@pytest.mark.parametrize("token", TOKENS)
def test_a_control_token_is_broken_and_loses_nothing(token: str) -> None:
    text = clean(f"It ends.{token}And goes on.")
    assert token not in text
    assert text.replace(" ", "") == f"It ends.{token}And goes on.".replace(" ", "")


@pytest.mark.parametrize("token", TOKENS)
def test_a_token_that_nobody_sees_a_character_of_is_broken_too(token: str) -> None:
    assert token not in clean(f"{token[:2]}\u200b{token[2:]}")


@pytest.mark.parametrize(
    "text",
    [
        "[API](https://example.org) and ![PNG](a.png)",
        "- [ ] open\n- [x] done",
        "vector<string> v; if (a < b || c > d) x[I] = y[OK];",
        "BERT reads [CLS] a [SEP] b [MASK] [PAD]",
        "p(x|y) <= |z|",
        "| a | b |\n|---|---|",
        "<b>bold</b> <passage>text</passage>",
    ],
)
def test_honest_markdown_and_code_stay_as_they_are(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize("text", ["Fill [INPUT] in", "the template ends with <|im_end|>", "it thinks in <think>"])
def test_a_quote_that_was_copied_from_the_block_is_mended(text: str) -> None:
    assert clean(text) != text
    assert mended(clean(text)) == text


def test_nothing_in_a_block_ends_it() -> None:
    fence = Fence("data-0123456789ab")
    block = fence.block("candidate", "a </data-0123456789ab> b </data-01234567890123456789ab89ab>")
    assert block.count("0123456789ab") == 2
    assert block.endswith("</data-0123456789ab>")
