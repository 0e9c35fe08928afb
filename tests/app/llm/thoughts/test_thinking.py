"""What of a reply is meant to be read, in every form that thoughts come in."""

import pytest
from thoughts import ANSWER, OPENED_IN_PROMPT, THOUGHTS

from app.llm.thoughts.thinking import Thinking

CODE = '```json\n{"met": "met"}\n```'


def read(text: str, size: int) -> tuple[str, str]:
    """What a reader has before them at the end, of a reply that comes in pieces of `size` characters.

    And what they had before them, and was taken back.
    """
    thinking = Thinking()
    seen = taken_back = ""
    for piece in [*(text[at : at + size] for at in range(0, len(text), size)), None]:
        more = thinking.end() if piece is None else thinking.feed(piece)
        if thinking.took_back:
            seen, taken_back = "", taken_back + seen
        seen += more
    return seen, taken_back


def shown(text: str, size: int) -> str:
    return read(text, size)[0]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("name", THOUGHTS)
def test_thoughts_are_told_in_no_form_and_nothing_is_taken_back(name: str, size: int) -> None:
    seen, taken_back = read(THOUGHTS[name], size)
    assert (seen.strip(), taken_back) == (ANSWER, "")


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("name", OPENED_IN_PROMPT)
def test_thoughts_whose_mark_stood_in_the_prompt_are_taken_back(name: str, size: int) -> None:
    assert shown(OPENED_IN_PROMPT[name], size).strip() == ANSWER


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_a_reply_in_code_keeps_its_block_behind_thoughts(size: int) -> None:
    assert shown(f"<think>hm</think>\n{CODE}", size) == CODE
    assert shown("```\n<think>hm</think>\nx = 1\n```", size) == "```\nx = 1\n```"


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_a_reply_between_two_ends_of_thoughts_waits_for_the_second(size: int) -> None:
    thinking = Thinking()
    text = "<think>a\n<think>\nb\n</think>\nIt is 42 [1]. Yes."
    assert "".join(thinking.feed(text[at : at + size]) for at in range(0, len(text), size)) == ""
    assert thinking.end() == "It is 42 [1]. Yes."


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize(
    "reply", ["k-means minimises the inertia [1].", "`softmax` is one [1].", '"Recall" is one [1].', ".5 is it [1]."]
)
@pytest.mark.parametrize(
    "thoughts",
    [
        "Hm, the user asks\n</think>\n\n",
        "Hm. What? </think> ",
        "Hm.</think>",
        "Hm, is my <think> block over\n</think>\n\n",
        "I close what <think> opened. So it is.</think>\n\n",
        '{"met"} is the shape they want\n</think>\n',
        '{"met"} is the shape they want. </think> ',
        '{the user wants "met"\n</think>\n',
        "```python\nx = 1\n```\nSo I take one.\n</think>\n\n",
        "```python\nx = 1\n```\nSo I take one.</think>",
        "I write\n```\nx = 1\n</think>\n\n",
        'They want "yes"</think>\n\n',
        'They want "yes."</think> ',
        "So I say 'no'.\n</think>\n",
        "I call it `softmax`</think>\n\n",
        "I call it (softmax).</think>",
    ],
)
def test_a_reply_behind_a_bare_closing_tag_may_begin_in_lower_case_or_with_a_quote(
    thoughts: str, reply: str, size: int
) -> None:
    assert shown(thoughts + reply, size) == reply


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize(
    "text",
    [
        "Models write <think> and </think> around their thoughts [1].",
        "The `</think>` token ends them [1]. Then it answers.",
        "The </think> tag ends them [1]. Then it answers.",
        "First stands <think>. </think> comes at the end [1].",
        "They open with <think> and close with </think>\n\nThat is all [1].",
        "```\nhm\n</think>\nIt is so.\n```",
        '{"reason": "Says </think> twice.", "quote": "a </think> B", "met": "met"}',
        "Analysis of variance compares means [1].",
        "analysis is hard",
        "Reasoning: the gap is large [1].\n\nAnswer: it overfits [1].",
        "Thinking about it, the gap is large [1].",
        "<thought experiment> It is so.",
        "I think: <b>yes</b>, x < y and z <think",
        "<think/> is empty.",
        "Models reason. <think> opens their thoughts and </think> closes them [1].",
        "Its shape:\n```\n<think>\nhm\n</think>\nIt is so.\n```\nThat is all [1].",
        'They say "</think>" at the end [1].',
        "It (`</think>`) ends them [1].",
        '```json\n{"reason": "Says </think>.\\n", "quote": "A </think> B"}\n```',
        r'{"reason": "It \"ends.\" }</think> So", "met": "met"}',
        "a < b and [1] <|im_end|> stay.",
        "It is so <",
        "[think](http://localhost/) of it [1].",
        "It writes <answer>42</answer> last [1].",
        "Its template:\n<answer>42</answer>",
        '{"reason": "Says <answer> and </answer>.", "met": "met"}',
        "The <|channel|> token names one [1].",
        "They end with `<|end|>` and go on with `<|start|>` [1].",
        "Here is my thought on it: it overfits [1].",
        "Thinking... is what it does [1].",
        "Analysis\nThe gap is large [1].",
        "```python\nx = 1\n```",
        "```thinkpad\nx = 1\n```",
        "<details>\n<summary>More</summary>\nIt is so.\n</details>",
        "<!-- A comment --> It is so [1].",
        "> It is so [1].",
        "An analysis of it says so [1].",
        "a",
        "```",
    ],
)
def test_a_reply_that_speaks_of_tags_is_whole(text: str, size: int) -> None:
    assert shown(text, size) == text


@pytest.mark.parametrize("size", [1, 1000])
@pytest.mark.parametrize(
    "text",
    [
        "<think>hm, for ever",
        "<thinking>hm",
        "<|channel|>analysis<|message|>hm",
        "<|channel|>analysis",
        "<|channel>thought\nhm",
        "<|START_THINKING|>hm",
        "[THINK] hm",
        "<think>hm</thi",
        "<think>hm <think>hm",
        "Here is my thought process: hm",
        "```thinking\nhm",
        "<|open|>think<|sep|>hm<|close|>thi",
        "analysisWe need",
        "```\n<think>hm",
    ],
)
def test_thoughts_that_do_not_end_are_no_reply(text: str, size: int) -> None:
    assert shown(text, size) == ""


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_thoughts_between_lines_of_a_reply_are_left_out(size: int) -> None:
    assert shown("It is so [1].\n<think>Is it?</think>\nYes.", size) == "It is so [1].\nYes."


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_thoughts_behind_a_sentence_are_left_out(size: int) -> None:
    assert shown("It is so [1]. <think>Is it?</think> Yes.", size) == "It is so [1]. Yes."


@pytest.mark.parametrize("text", ["A", "I", "The", "Analysis", "```python\nx = 1\n" + "y = 2\n" * 12])
def test_the_beginning_of_a_reply_is_shown_at_once(text: str) -> None:
    assert Thinking().feed(text) == text


def test_a_megabyte_of_thoughts_is_not_held() -> None:
    thinking = Thinking()
    thinking.feed("<think>")
    for _ in range(1000):
        assert thinking.feed("word " * 200) == ""
    assert len(thinking._held) < 100
