"""A reasoning model's thoughts, kept from the reader, in the forms that servers let through. Pure.

Decides what of a reply is meant to be read. Thoughts are: <think>...</think> and its sisters, at the beginning of a
reply or of a line; all before a closing tag whose opening one stood in the prompt, as DeepSeek's template has it; the
other channels of gpt-oss (harmony), with their tokens or with these dropped by the server. A tag in quotation marks is
one that the reply speaks of.
"""

import re

_NAMES = r"(?:think|thinking|thoughts?|reasoning|scratchpad|seed:think)"
OPENS = re.compile(rf"<{_NAMES}>|\[THINK\]|\u25c1think\u25b7|<\|begin_of_thought\|>", re.IGNORECASE)
CLOSES = re.compile(rf"</{_NAMES}>|\[/THINK\]|\u25c1/think\u25b7|<\|end_of_thought\|>", re.IGNORECASE)
HARMONY = re.compile(r"<\|(channel|message|start|end|return|call)\|>")
TOKEN = re.compile(rf"{OPENS.pattern}|{CLOSES.pattern}|{HARMONY.pattern}", re.IGNORECASE)
# gpt-oss behind a server that drops its tokens: "analysisWe need to ...assistantfinalIt is."; "analysis" is one piece.
UNMARKED = re.compile(r"(?:analysis|commentary)(?=[A-Z])")
UNMARKED_BEGINNINGS = re.compile(r"anal(?:y(?:s(?:is?)?)?)?|comm(?:e(?:n(?:t(?:a(?:ry?)?)?)?)?)?")
UNMARKED_END = "assistantfinal"
MOST_TOKEN_CHARS = 20
TOKEN_BEGINS = re.compile(r"(?:<[/|]?[\w:|]*|\[/?[a-z]*|\u25c1/?[a-z]*)\Z", re.IGNORECASE)
QUOTES = "`\"'\u201c\u2018"
SENTENCE_ENDS = ".!?"
# A reply of a fixed shape may quote a tag; nothing was thought before its first brace.
BRACE, FENCE = "{", "```"


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
        self._beginning = ""
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
            if not is_end and not self._held[match.end() :].strip():
                # What stands behind a tag tells whether it is one.
                break
            shown += self._text(self._held[at : match.start()])
            at = match.end()
            if self._is_spoken_of(match):
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
            self._beginning = ""
            self._state = "reply"
        self._is_gap = False
        self._beginning = (self._beginning + text)[: len(FENCE)]
        self._before = text[-1]
        self._last_sign = text.rstrip()[-1:] or self._last_sign
        return text

    def _unmarked(self, text: str) -> str:
        _, found, rest = (self._name + text).partition(UNMARKED_END)
        if not found:
            self._name = (self._name + text)[-len(UNMARKED_END) :]
            return ""
        self._state, self._is_gap = "reply", True
        return self._text(rest)

    def _is_spoken_of(self, match: re.Match[str]) -> bool:
        """Whether the reply only names the tag."""
        if self._state != "reply":
            return False
        behind = self._held[match.end() :]
        is_closing = CLOSES.fullmatch(match.group()) is not None
        if is_closing and self._ends_thoughts(behind):
            return False
        is_quoted = self._before in tuple(QUOTES) or behind[:1] in tuple(QUOTES)
        if self._is_shaped() or is_quoted:
            return True
        if OPENS.fullmatch(match.group()):
            return not self._is_gap and self._before != "\n"
        # "The </think> tag ends it": a reply does not begin in the middle of a sentence.
        return is_closing and (self._speaks_of_tags or re.match(r"\s*[a-z.,;:!?)]", behind) is not None)

    def _is_shaped(self) -> bool:
        return self._beginning.startswith(BRACE) or self._beginning == FENCE

    def _ends_thoughts(self, behind: str) -> bool:
        """Whether a closing tag stands alone on its line or behind a sentence, whatever the reply begins with.

        "k-means ..." and "`softmax` ..." were taken for the middle of a sentence, and the thoughts told. Thoughts may
        name a tag or begin with a brace; only between fences, or within a sentence, is such a tag spoken of.
        """
        is_at_line_end = re.match(r"[ \t]*\n", behind) is not None
        if self._before == "\n" and is_at_line_end and self._beginning != FENCE:
            return True
        if self._is_shaped() or self._before in tuple(QUOTES) or self._last_sign not in tuple(SENTENCE_ENDS):
            return False
        return is_at_line_end or not self._speaks_of_tags

    def _obey(self, match: re.Match[str]) -> bool:
        """Go where a token leads; whether what was shown before were thoughts."""
        harmony = HARMONY.fullmatch(match.group())
        if harmony is None:
            if OPENS.fullmatch(match.group()):
                if self._state in ("begin", "reply"):
                    self._state = "hidden"
                return False
            return self._speak()
        kind = harmony.group(1)
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
