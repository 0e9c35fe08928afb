"""The forms in which models write their thoughts, and the marks around what they say. Data.

Decides which marks open thoughts, close them, begin the reply, end it, and which lead from one channel to the next.
What a mark means where it stands is for thinking.py.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NAMES = (
    r"(?:[a-z]{1,10}[:_-])?(?:think|thinking|thoughts?|reasoning|analysis|reflection|monologue|scratchpad|rationale"
    r"|deliberation|understanding|cot|chain[_-]of[_-]thought|cot_budget_reflect)"
    r"(?:_fast|_faster|[ _-]process)?"
)
# In special tokens, where "<|analysis|>" would be a channel.
_NAMED = r"(?:think(?:ing)?|thoughts?|reasoning)"
_ANSWER = r"(?:final[_-]?answer|final[_-]?response|final|answer|response|output|solution|conclusion)"
# Angle brackets as they are, wide, and as a page writes them.
_LT, _GT = r"(?:<|&lt;|\uff1c)", r"(?:>|&gt;|\uff1e)"
_BAR = r"[|\uff5c]"
_OF = r"[_\u2581](?:of[_\u2581])?"
_ATTRIBUTES = r"(?:\s+[\w-]+=[^<>/]{0,40})?"

OPENS = (
    rf"{_LT}\s?{_NAMES}{_ATTRIBUTES}\s?{_GT}|\[THINK(?:ING)?\](?!\()|(?-i:\[(?:REASONING|THOUGHTS?)\])(?!\()"
    rf"|\u25c1think\u25b7|<\|channel>|<{_BAR}(?:start|begin){_OF}{_NAMED}{_BAR}>|<(?:start|begin)_of_{_NAMED}>"
    rf"|<\|{_NAMED}(?:_start|_begin)?\|>|<\|inner_prefix\|>|<\|content_thinking\|>|<\|open\|>think<\|sep\|>"
    r"|<\|im_start\|>(?:assistant/)?think\b|\[unused16\]"
)
CLOSES = (
    rf"{_LT}/\s?{_NAMES}\s?{_GT}|\[/(?:THINK(?:ING)?|REASONING|THOUGHTS?)\]|\u25c1/think\u25b7|<channel\|>"
    rf"|<{_BAR}end{_OF}{_NAMED}{_BAR}>|<end_of_{_NAMED}>|<\|(?:/{_NAMED}|{_NAMED}_end)\|>|<\|inner_suffix\|>"
    r"|<\|close\|>think<\|sep\|>|\[unused17\]"
)
# What begins the reply, whatever came before.
SPEAKS = (
    r"<\|start_response\|>|<\|begin_of_(?:solution|box)\|>|<\|content(?:_text)?\|>|<\|open\|>response<\|sep\|>"
    r"|<\|im_start\|>(?:assistant|answer)\b(?!/)|\[BEGIN FINAL RESPONSE\]"
)
# What stands behind a reply, and is no part of it.
ENDS = (
    r"<\|end_response\|>|<\|end_of_(?:solution|box)\|>|<\|close\|>response<\|sep\|>|\[END FINAL RESPONSE\]"
    rf"|<{_BAR}(?:im_end|endoftext|eot_id|end[_\u2581]of[_\u2581]sentence){_BAR}>"
)
# A tag around the reply.
WRAPS, UNWRAPS = rf"<{_ANSWER}>", rf"</{_ANSWER}>"
EMPTY = rf"<{_NAMES}\s?/>"
# The channels of gpt-oss (harmony), and the messages of those that write alike.
HARMONY = r"<\|(?:channel|message|start|begin|end|return|call|message_model|end_message)\|>"
TOKEN = re.compile(
    rf"(?P<opens>{OPENS})|(?P<closes>{CLOSES})|(?P<speaks>{SPEAKS})|(?P<ends>{ENDS})|(?P<wraps>{WRAPS})"
    rf"|(?P<unwraps>{UNWRAPS})|(?P<empty>{EMPTY})|(?P<harmony>{HARMONY})",
    re.IGNORECASE,
)
MOST_TOKEN_CHARS = 80
# What may become one of them.
TOKEN_BEGINS = re.compile(
    r"(?:[<\uff1c]\s?[/|\uff5c]?\s?[\w:|\uff5c\u2581/-]*"
    r"|<\|(?:open|close|im_start)\|>[a-z/]*(?:<(?:\|(?:s(?:e(?:p\|?)?)?)?)?)?"
    r"|&(?:l(?:t(?:;\s?/?\s?[\w:-]*(?:&(?:gt?)?)?)?)?)?"
    rf"|[<\uff1c]\s?/?\s?{_NAMES}\s[^<>/\n]*|\[(?:/?[a-z][\w ]*|/)?|\u25c1/?[a-z]*)\Z",
    re.IGNORECASE,
)
# The name of a channel whose opening token stood in the prompt.
CHANNEL_NAME = re.compile(r"\s*(?:assistant)?(?:analysis|commentary|final)\s*")


@dataclass(frozen=True)
class Worded:
    """Thoughts at the beginning of a reply that no token marks: how they begin, and where they end.

    `starts` are the first characters of `begins`, in lower case: while a reply may still go on so, it is held.
    """

    starts: Sequence[str]
    begins: re.Pattern[str]
    ends: re.Pattern[str]


def _worded(starts: Sequence[str], begins: str, ends: str) -> Worded:
    return Worded(starts, re.compile(begins, re.IGNORECASE), re.compile(ends, re.IGNORECASE))


_TITLE = r"(?:thinking|thoughts?|thought process|reasoning)\b"
WORDED = (
    # gpt-oss behind a server that drops its tokens: "analysisWe need to ...assistantfinalIt is."
    _worded(
        (),
        r"(?-i:(?:assistant)?(?:analysis|commentary)\s*(?=[A-Z]))",
        r"(?-i:assistant\s*final)",
    ),
    # Granite 3.2.
    _worded(
        ("here is my thought process:", "here's my thought process:", "here\u2019s my thought process:"),
        r"here(?: is|['\u2019]s) my thought process:",
        r"here(?: is|['\u2019]s) my response:",
    ),
    # Apriel, which says [BEGIN FINAL RESPONSE] behind them.
    _worded(("here are my reasoning steps:",), r"here are my reasoning steps:", r"(?!)"),
    # The terminal of Ollama, and servers that put it behind an API.
    _worded(("thinking...",), r"thinking\.\.\.\s*\n", r"\.\.\.\s?done thinking\."),
    # Poe: a title, and the thoughts as a quotation.
    _worded(("*thinking...*",), r"\*thinking\.\.\.\*\s*>", r"\n+(?=[^>\n])"),
    # Open WebUI behind an API.
    _worded(
        ("<details",), rf"<details(?: type=.reasoning|[^>]*>\s*<summary>\s*(?:{_TITLE}|thought for))", r"</details>"
    ),
    _worded(("<!--",), rf"<!--\s*{_TITLE}", r"-->"),
    _worded(("```",), rf"```+\s?{_TITLE}[ \t]*\n", r"\n[ \t]*```+(?=\s)"),
)
# The name of a channel, as gpt-oss alone begins: in lower case, and before another of its tokens or a word.
CHANNEL_STARTS = ("analysis", "commentary", "assistantanalysis", "assistantcommentary", "final<|message|>")
# So much behind the first characters of one tells whether it is one.
MOST_BEHIND_START = 60
# Thoughts in words end with fewer characters.
MOST_END_CHARS = 40


def worded(text: str) -> Worded | None:
    """The thoughts in words that a reply begins with."""
    return next((form for form in WORDED if form.begins.match(text)), None)


def may_be_worded(text: str) -> bool:
    """Whether a reply that has begun so may still begin with thoughts in words."""
    if worded(text) is not None:
        return False
    may_be_channel = any(_may_be(start, text) for start in CHANNEL_STARTS)
    return may_be_channel or any(_may_be(start, text.lower()) for form in WORDED for start in form.starts)


def _may_be(start: str, text: str) -> bool:
    return start.startswith(text) or (text.startswith(start) and len(text) < len(start) + MOST_BEHIND_START)
