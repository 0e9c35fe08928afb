"""A reasoning model's thoughts, kept from the reader, in the forms that servers let through. Pure.

Decides what of a reply is meant to be read. Thoughts are: <think>...</think> and its sisters, at the beginning of a
reply, of a line or of a sentence; all before a closing tag whose opening one stood in the prompt, as DeepSeek's
template has it; the other channels of gpt-oss (harmony), with their tokens or with these dropped by the server. A tag
in quotation marks, in code or in a string of an object is one that the reply speaks of.
"""

import re

_NAMES = (
    r"(?:[a-z]{1,8}[:_])?(?:think|thinking|thoughts?|reasoning|analysis|reflection|inner_monologue|scratchpad)"
    r"(?:_fast|_faster|_process)?"
)
_NAMED = r"(?:think(?:ing)?|thoughts?|reasoning)"
OPENS = re.compile(
    rf"<{_NAMES}(?:\s+[\w-]+=[^<>/]{{0,40}})?>|\[THINK\]|\u25c1think\u25b7|<\|channel>"
    rf"|<[|\uff5c](?:start|begin)[_\u2581](?:of[_\u2581])?{_NAMED}[|\uff5c]>",
    re.IGNORECASE,
)
CLOSES = re.compile(
    rf"</{_NAMES}\s?>|\[/THINK\]|\u25c1/think\u25b7|<channel\|>|<\|start_response\|>"
    rf"|<[|\uff5c]end[_\u2581](?:of[_\u2581])?{_NAMED}[|\uff5c]>",
    re.IGNORECASE,
)
HARMONY = re.compile(r"<\|(channel|message|start|end|return|call|end_response)\|>", re.IGNORECASE)
TOKEN = re.compile(rf"{OPENS.pattern}|{CLOSES.pattern}|{HARMONY.pattern}", re.IGNORECASE)
# gpt-oss behind a server that drops its tokens: "analysisWe need to ...assistantfinalIt is."; "analysis" is one piece.
UNMARKED = re.compile(r"(?:analysis|commentary)(?=[A-Z])")
UNMARKED_BEGINNINGS = re.compile(r"anal(?:y(?:s(?:is?)?)?)?|comm(?:e(?:n(?:t(?:a(?:ry?)?)?)?)?)?")
UNMARKED_END = "assistantfinal"
MOST_TOKEN_CHARS = 80
TOKEN_BEGINS = re.compile(
    rf"(?:<[/|\uff5c]?[\w:|\uff5c\u2581]*|</?{_NAMES}\s[^<>/\n]*|\[/?[a-z]*|\u25c1/?[a-z]*)\Z", re.IGNORECASE
)
OPENING_QUOTES = "\u201c\u2018"
QUOTES = "`\"'" + OPENING_QUOTES
# What may stand behind the last sign of a sentence, and before an opening quote.
CLOSING = "`\"'\u201d\u2019)]*"
BRACKETS = "([{"
SENTENCE_ENDS = ".!?"
FENCE = "```"
LINE_END = re.compile(r"[ \t]*\n")
BLANK_LINE = re.compile(r"[ \t]*\n\s*\n")
# So many signs behind a tag are waited for, and so many characters looked at.
SIGNS_BEHIND, SEEN_BEHIND = 2, 200


class Shape:
    """Whether a reply, as far as it has come, is in the middle of a block of code or of the object that it begins with.

    What stands there may quote a tag; thoughts begin with neither, or close it before they end.
    """

    def __init__(self) -> None:
        """Before the first sign."""
        self.first = ""
        self.is_in_object = False
        self._fences = 0
        self._ticks = 0
        self._depth = 0
        self._is_in_string = False
        self._is_escaped = False

    @property
    def is_in_code(self) -> bool:
        """Whether a block of code has begun and not ended."""
        return self._fences % 2 == 1

    def feed(self, text: str) -> None:
        """Read on."""
        ticks = "`" * self._ticks + text
        self._fences += ticks.count(FENCE)
        self._ticks = (len(ticks) - len(ticks.rstrip("`"))) % len(FENCE)
        if not self.first:
            self.first = text.lstrip()[:1]
            self.is_in_object = self.first == "{"
        for sign in text if self.is_in_object else "":
            self._count(sign)

    def _count(self, sign: str) -> None:
        if self._is_escaped:
            self._is_escaped = False
        elif self._is_in_string:
            self._is_escaped = sign == "\\"
            self._is_in_string = sign != '"'
        elif sign == '"':
            self._is_in_string = True
        elif sign in "{}":
            self._depth += 1 if sign == "{" else -1
            self.is_in_object = self._depth > 0


class Thinking:
    """Feeds on pieces of a reply and gives back those that are meant to be read.

    `took_back` says that all that was given back before the last call were thoughts after all.
    """

    def __init__(self) -> None:
        """At the beginning of a reply."""
        self.took_back = False
        self._held = ""
        # begin, hidden (thoughts), unmarked (thoughts in words alone), name (of a channel), reply.
        self._state = "begin"
        self._name = ""
        self._before = ""
        self._last_sign = ""
        self._is_gap = True
        self._shape = Shape()
        self._speaks_of_tags = False

    def feed(self, piece: str) -> str:
        """What of the reply can be shown now; "" while it thinks."""
        return self._read(piece, is_end=False)

    def end(self) -> str:
        """What is left when the reply has ended."""
        return self._read("", is_end=True)

    def _read(self, piece: str, *, is_end: bool) -> str:
        self._held += piece
        self.took_back = False
        shown = ""
        at = 0
        while match := TOKEN.search(self._held, at):
            behind = self._held[match.end() : match.end() + SEEN_BEHIND]
            if not is_end and len(behind) < SEEN_BEHIND and len(behind.lstrip()) < SIGNS_BEHIND:
                # What stands behind a tag tells whether it is one.
                break
            shown += self._text(self._held[at : match.start()])
            at = match.end()
            if self._is_spoken_of(match, behind):
                self._speaks_of_tags = True
                shown += self._text(match.group())
            elif self._obey(match):
                shown = ""
                self.took_back = True
        end = len(self._held) if is_end else match.start() if match else self._safe(at)
        rest = self._held[at:end]
        if self._state == "begin" and not is_end and UNMARKED_BEGINNINGS.fullmatch(rest.strip()):
            end, rest = at, ""
        self._held = self._held[end:]
        return shown + self._text(rest)

    def _safe(self, at: int) -> int:
        """How far the text holds no beginning of a token."""
        match = TOKEN_BEGINS.search(self._held, max(at, len(self._held) - MOST_TOKEN_CHARS))
        return match.start() if match else len(self._held)

    def _text(self, text: str) -> str:
        """What is shown of a stretch without tokens."""
        if self._state == "name":
            self._name += text[:80]
        if self._state in ("name", "hidden"):
            return ""
        if self._state == "unmarked":
            return self._unmarked(text)
        text = text.lstrip() if self._is_gap else text
        if not text:
            return ""
        if self._state == "begin" and UNMARKED.match(text):
            self._state = "unmarked"
            return self._unmarked(text)
        if self._state == "begin" or self._is_gap:
            self._shape = Shape()
            self._state = "reply"
        self._is_gap = False
        self._shape.feed(text)
        self._before = (self._before + text)[-2:]
        self._last_sign = text.rstrip().rstrip(CLOSING)[-1:] or self._last_sign
        return text

    def _unmarked(self, text: str) -> str:
        _, found, rest = (self._name + text).partition(UNMARKED_END)
        if not found:
            self._name = (self._name + text)[-len(UNMARKED_END) :]
            return ""
        self._state, self._is_gap = "reply", True
        return self._text(rest)

    def _is_spoken_of(self, match: re.Match[str], behind: str) -> bool:
        """Whether the reply only names the tag."""
        if self._state != "reply":
            return False
        is_closing = CLOSES.fullmatch(match.group()) is not None
        is_alone = is_closing and self._before.endswith("\n") and LINE_END.match(behind) is not None
        if self._is_in_shape(is_alone=is_alone):
            return True
        if is_alone or (is_closing and self._ends_thoughts(behind)):
            return False
        if self._is_quote_open() or (behind[:1] in tuple(QUOTES) and not behind[1:2].isalnum()):
            return True
        if OPENS.fullmatch(match.group()):
            return not self._begins_thoughts(behind)
        # "The </think> tag ends it": a reply does not begin in the middle of a sentence.
        return is_closing and (self._speaks_of_tags or re.match(r"\s*[a-z.,;:!?)]", behind) is not None)

    def _is_in_shape(self, *, is_alone: bool) -> bool:
        """Whether a tag stands in code or in an object. A closing one alone on its line is in no object's string.

        It ends thoughts that lack the end of their code, but not where code began the reply or has shown other tags.
        """
        if self._shape.is_in_code:
            return not is_alone or self._speaks_of_tags or self._shape.first == FENCE[0]
        return self._shape.is_in_object and not is_alone

    def _is_quote_open(self) -> bool:
        """Whether the last sign opens a quotation, and so quotes the tag behind it: one that ends a word closes it."""
        before, last = self._before[:-1], self._before[-1:]
        return last in tuple(QUOTES) and (last in OPENING_QUOTES or before in ("", *BRACKETS) or before.isspace())

    def _begins_thoughts(self, behind: str) -> bool:
        """Whether an opening tag stands where thoughts begin: at the beginning of a line, or behind a sentence."""
        if self._is_gap or self._before.endswith("\n"):
            return True
        is_behind_sentence = self._last_sign in tuple(SENTENCE_ENDS) and not self._speaks_of_tags
        return is_behind_sentence and re.match(r"\s+[a-z]|[^\w\s]", behind) is None

    def _ends_thoughts(self, behind: str) -> bool:
        """Whether a closing tag stands behind a sentence or over a blank line, whatever the reply begins with.

        "k-means ..." and "`softmax` ..." were taken for the middle of a sentence, and the thoughts told. Thoughts may
        name a tag, begin with a block of code or end with a quotation mark; only between fences, or within a sentence,
        is such a tag spoken of.
        """
        if self._is_quote_open():
            return False
        if self._last_sign not in tuple(SENTENCE_ENDS):
            return not self._speaks_of_tags and BLANK_LINE.match(behind) is not None
        return not self._speaks_of_tags or LINE_END.match(behind) is not None

    def _obey(self, match: re.Match[str]) -> bool:
        """Go where a token leads; whether what was shown before were thoughts."""
        harmony = HARMONY.fullmatch(match.group())
        if harmony is None:
            if OPENS.fullmatch(match.group()):
                if self._state in ("begin", "reply"):
                    self._state = "hidden"
                return False
            return self._speak()
        kind = harmony.group(1).lower()
        if kind in ("channel", "start"):
            self._state, self._name = "name", ""
        elif kind == "message" and self._state == "name" and self._name.split()[:1] in (["final"], ["assistant"]):
            return self._speak()
        elif kind != "message" or self._state == "name":
            self._state = "hidden"
        return False

    def _speak(self) -> bool:
        """The reply begins here, whatever came before."""
        had_spoken = self._before != "" and self._state != "hidden"
        self._state, self._is_gap = "reply", True
        return had_spoken
