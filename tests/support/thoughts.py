"""The forms in which models write their thoughts before an answer, as servers let them through: each is one reply."""

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
