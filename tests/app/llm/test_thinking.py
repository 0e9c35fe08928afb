"""What of a reply is meant to be read, in every form that thoughts come in."""

import pytest

from app.llm.thinking import Thinking

ANSWER = "It is 42 [1]."
THOUGHTS = {
    "tag": f"<think>hm, what?</think>\n\n{ANSWER}",
    "tag in blanks": f"\n <think> hm </think> {ANSWER}",
    "capitals": f"<THINK>hm</THINK>{ANSWER}",
    "thinking": f"<thinking>hm</thinking>{ANSWER}",
    "thought": f"<thought>\nhm\n</thought>\n{ANSWER}",
    "reasoning": f"<reasoning>hm</reasoning>{ANSWER}",
    "Mistral": f"[THINK]hm[/THINK]{ANSWER}",
    "Kimi": f"\u25c1think\u25b7hm\u25c1/think\u25b7{ANSWER}",
    "seed": f"<seed:think>hm</seed:think>{ANSWER}",
    "no opening tag": f"hm, the user asks.\n</think>\n\n{ANSWER}",
    "no opening tag, thinking": f"hm </thinking>{ANSWER}",
    "harmony": (
        f"<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>{ANSWER}<|return|>"
    ),
    "harmony from its first token": (
        f"<|start|>assistant<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>{ANSWER}"
    ),
    "harmony that began in the prompt": f"hm hm<|end|><|start|>assistant<|channel|>final<|message|>{ANSWER}<|return|>",
    "harmony with commentary": (
        f"<|channel|>commentary<|message|>hm<|end|><|channel|>final <|constrain|>json<|message|>{ANSWER}<|end|>"
    ),
    "harmony without its tokens": f"analysisWe need to say it.assistantfinal{ANSWER}",
    "a space of names": f"<mm:think>hm</mm:think>{ANSWER}",
    "attributes": f'<think time="3 s">hm</think>{ANSWER}',
    "analysis": f"<analysis>\nhm\n</analysis>\n\n{ANSWER}",
    "Cohere": f"<|START_THINKING|>hm<|END_THINKING|><|START_RESPONSE|>{ANSWER}<|END_RESPONSE|>",
    "DeepSeek's own tokens": (
        f"<\uff5cbegin\u2581of\u2581thinking\uff5c>hm<\uff5cend\u2581of\u2581thinking\uff5c>{ANSWER}"
    ),
    "Gemma": f"<|channel>thought\nhm<channel|>{ANSWER}",
    "harmony with blanks": (
        f"<|channel|> analysis <|message|>hm<|end|><|start|>assistant<|channel|> final <|message|>{ANSWER}<|return|>"
    ),
    "harmony to a tool": (
        "<|channel|>analysis to=python code<|message|>hm<|call|><|start|>assistant<|channel|>final<|message|>"
        f"{ANSWER}<|return|>"
    ),
    "twice": f"<think>hm</think>\n<think>hm hm</think>\n{ANSWER}",
    "none": ANSWER,
}


def shown(text: str, size: int) -> str:
    """What a reader has before them at the end, of a reply that comes in pieces of `size` characters."""
    thinking = Thinking()
    seen = ""
    for at in range(0, len(text), size):
        piece = thinking.feed(text[at : at + size])
        seen = piece if thinking.took_back else seen + piece
    piece = thinking.end()
    return piece if thinking.took_back else seen + piece


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("name", THOUGHTS)
def test_thoughts_are_told_in_no_form(name: str, size: int) -> None:
    if name == "harmony without its tokens":
        size = max(size, len("analysis"))
    assert shown(THOUGHTS[name], size).strip() == ANSWER


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


def test_a_megabyte_of_thoughts_is_not_held() -> None:
    thinking = Thinking()
    thinking.feed("<think>")
    for _ in range(1000):
        assert thinking.feed("word " * 200) == ""
    assert len(thinking._held) < 100
