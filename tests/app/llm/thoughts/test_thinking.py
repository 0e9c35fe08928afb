"""What of a reply is meant to be read, in every form that thoughts come in."""

import pytest

from app.llm.thoughts.thinking import Thinking

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
    "harmony": (
        f"<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>{ANSWER}<|return|>"
    ),
    "harmony from its first token": (
        f"<|start|>assistant<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>{ANSWER}"
    ),
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
    # Tags of other names, and other brackets.
    "a chain of thought": f"<chain_of_thought>hm</chain_of_thought>{ANSWER}",
    "a monologue": f"<internal_monologue>\nhm\n</internal_monologue>\n{ANSWER}",
    "a rationale": f"<rationale>hm</rationale>{ANSWER}",
    "a process": f"<thought-process>hm</thought-process>{ANSWER}",
    "LongCat": f"<longcat_think>\nhm\n</longcat_think>\n{ANSWER}",
    "blanks in the tags": f"<think >hm</ think >{ANSWER}",
    "as a page writes it": f"&lt;think&gt;hm&lt;/think&gt;{ANSWER}",
    "wide brackets": f"\uff1cthink\uff1ehm\uff1c/think\uff1e{ANSWER}",
    "square brackets": f"[REASONING]hm[/REASONING]{ANSWER}",
    "bars": f"<|thinking|>hm<|/thinking|>{ANSWER}",
    "bars, start and end": f"<|thinking_start|>hm<|thinking_end|>{ANSWER}",
    "an empty tag": f"<think/>{ANSWER}",
    "Apertus": f"<|inner_prefix|>hm<|inner_suffix|>{ANSWER}",
    "Pangu": f"[unused16]hm[unused17]{ANSWER}",
    "Seed's budget": (
        f"<seed:think>hm\n<seed:cot_budget_reflect>I used 129.</seed:cot_budget_reflect>\nhm.</seed:think>{ANSWER}"
    ),
    # Marks around the reply too.
    "an answer's tag": f"<think>\nhm\n</think>\n<answer>\n{ANSWER}\n</answer>",
    "an answer's tag that does not end": f"<think>hm</think><answer>{ANSWER}",
    "an answer in thoughts that do not end": f"<think>I put it in <answer> tags.\n<answer>\n{ANSWER}\n</answer>",
    "a response's tag": f"<thinking>hm</thinking>\n\n<response>{ANSWER}</response>",
    "an output's tag": f"<Thought>\nhm\n</Thought>\n<Output>\n{ANSWER}\n</Output>",
    "a solution's token": (
        f"<|begin_of_thought|>\n\nhm\n\n<|end_of_thought|>\n\n<|begin_of_solution|>\n\n{ANSWER}\n<|end_of_solution|>"
    ),
    "a box": f"<think>hm</think><|begin_of_box|>{ANSWER}<|end_of_box|>",
    "the end of a sequence": f"<think>hm</think>{ANSWER}<\uff5cend\u2581of\u2581sentence\uff5c>",
    "s1": f"<|im_start|>think\nhm<|im_start|>answer\n{ANSWER}",
    "HyperCLOVA": f"<|im_start|>assistant/think\nhm<|im_end|>\n<|im_start|>assistant\n{ANSWER}<|im_end|>",
    "Solar": f"<|think|>hm<|end|><|begin|>assistant<|content|>{ANSWER}<|end|>",
    "Inkling": (
        "<|message_model|><|content_thinking|>hm<|end_message|>"
        f"<|message_model|><|content_text|>{ANSWER}<|end_message|>"
    ),
    "Kimi K3": f"<|open|>think<|sep|>hm<|close|>think<|sep|><|open|>response<|sep|>{ANSWER}<|close|>response<|sep|>",
    "harmony whose first token stood in the prompt": (
        f"analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>{ANSWER}"
    ),
    "harmony whose channel stood in the prompt": (
        f"<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>{ANSWER}<|return|>"
    ),
    "harmony that does not think": f"final<|message|>{ANSWER}<|return|>",
    # Words alone.
    "harmony with its role, without its tokens": f"assistantanalysisWe say it.assistantfinal{ANSWER}",
    "harmony in lines, without its tokens": f"analysis\nWe say it.\nassistantfinal\n{ANSWER}",
    "Granite": f"Here is my thought process:\nhm\n\nHere is my response:\n{ANSWER}",
    "Granite, in short": f"Here's my thought process: hm. Here's my response: {ANSWER}",
    "Apriel": f"Here are my reasoning steps:\nhm\n[BEGIN FINAL RESPONSE]\n{ANSWER}\n[END FINAL RESPONSE]",
    "Ollama's terminal": f"Thinking...\nhm.\n...done thinking.\n\n{ANSWER}",
    "Poe": f"*Thinking...*\n\n> hm\n> hm hm\n\n{ANSWER}",
    "Open WebUI": (
        '<details type="reasoning" done="true" duration="3">\n<summary>Thought for 3 seconds</summary>\n> hm\n'
        f"</details>\n{ANSWER}"
    ),
    "details": f"<details>\n<summary>Thinking</summary>\n\nhm\n\n</details>\n\n{ANSWER}",
    "a comment": f"<!-- thinking: hm -->\n{ANSWER}",
    "a block of thoughts": f"```thinking\nhm\n```\n{ANSWER}",
    # One in another, in code, with code.
    "nested": f"<think>a\n<think>\nb\n</think>\nc\n</think>\n\n{ANSWER}",
    "nested in a line": f"<think>a. <think>B.</think> The rest.</think>{ANSWER}",
    "nested, of two names": f"<thinking>\na\n<reflection>\nb\n</reflection>\nc\n</thinking>\n{ANSWER}",
    "begun twice": f"<think>\n<think>\nhm\n</think>\n{ANSWER}",
    "ended twice": f"<think>hm</think></think>{ANSWER}",
    "a tag in thoughts": f"<think>They want a <think> tag, so.</think>{ANSWER}",
    "a closing tag quoted in thoughts": f"<think>\n```\nx = '</think>'\n```\nhm.\n</think>\n{ANSWER}",
    "in a block of code": f"```\n<think>\nhm\n</think>\n```\n\n{ANSWER}",
}
CODE = '```json\n{"met": "met"}\n```'
# The opening mark stood in the prompt: that these were thoughts is known at their end.
OPENED_IN_PROMPT = {
    "DeepSeek": f"hm, the user asks.\n</think>\n\n{ANSWER}",
    "thinking": f"hm </thinking>{ANSWER}",
    "Apertus": f"hm.<|inner_suffix|>{ANSWER}",
    "Pangu": f"hm.[unused17]{ANSWER}",
    "Kimi K3": f"hm<|close|>think<|sep|><|open|>response<|sep|>{ANSWER}<|close|>response<|sep|>",
    "Apriel": f"hm. So.\n[BEGIN FINAL RESPONSE]\n{ANSWER}\n[END FINAL RESPONSE]",
    "HyperCLOVA": f"hm.<|im_end|>\n<|im_start|>assistant\n{ANSWER}<|im_end|>",
    "Inkling": f"hm.<|end_message|><|message_model|><|content_text|>{ANSWER}<|end_message|>",
    "ERNIE": f"hm\n</think>\n\n<response>\n{ANSWER}\n</response>\n",
    "an answer's tag alone": f"Hm, the user asks.\n<answer>\n{ANSWER}\n</answer>",
    "Seed": f"hm\n<seed:cot_budget_reflect>I used 129.</seed:cot_budget_reflect>\nhm.</seed:think>{ANSWER}",
    "harmony": f"hm hm<|end|><|start|>assistant<|channel|>final<|message|>{ANSWER}<|return|>",
}


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


def test_a_megabyte_of_thoughts_is_not_held() -> None:
    thinking = Thinking()
    thinking.feed("<think>")
    for _ in range(1000):
        assert thinking.feed("word " * 200) == ""
    assert len(thinking._held) < 100
