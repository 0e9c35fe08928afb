"""A reasoning model's thoughts, kept from the reader, in the forms that servers let through. Pure.

Decides what of a reply is meant to be read; the forms are in forms.py. Thoughts stand at the beginning of a reply, of a
line or of a sentence, or before a closing mark whose opening one stood in the prompt, as DeepSeek's template has it. A
mark in quotation marks, in code or in a string of an object is one that the reply speaks of. What may turn out to be
thoughts although a mark has opened and closed before it, as where one block of them holds another, waits for the end.
"""

import re

from app.llm.thoughts import forms
from app.llm.thoughts.shape import FENCE, QUOTES, Shape, opens_quote

# What may stand behind the last sign of a sentence.
CLOSING = "`\"'\u201d\u2019)]*"
SENTENCE_ENDS = ".!?"
LINE_END = re.compile(r"[ \t]*\n")
BLANK_LINE = re.compile(r"[ \t]*\n\s*\n")
FENCE_OPENING = re.compile(r"\s*`{3,}[\w-]*\s*")
# The sentence goes on behind a mark.
GOES_ON = re.compile(r"[ \t]+[a-z(]|[.,;:!?)]")
# So many signs behind a tag are waited for, and so many characters looked at.
SIGNS_BEHIND, SEEN_BEHIND = 2, 200


class Thinking:
    """Feeds on pieces of a reply and gives back those that are meant to be read.

    `took_back` says that all that was given back before the last call were thoughts after all.
    """

    def __init__(self) -> None:
        """At the beginning of a reply."""
        self.took_back = False
        self._held = ""
        # begin, hidden (thoughts), worded (thoughts in words), name (of a channel), fenced (behind thoughts that stood
        # in a block of code), reply.
        self._state = "begin"
        self._name = ""
        # The opening of that block; the end of thoughts in words, and the last that was read of them.
        self._fence = ""
        self._ends: re.Pattern[str] = forms.TOKEN
        self._tail = ""
        # The blocks of thoughts that are open around what may be the reply, and what waits for their end.
        self._around = 0
        self._waiting = ""
        # Whether marks of its own stand around the reply.
        self._is_marked = False
        self._has_shown = False
        self._before = ""
        self._before_hidden = ""
        self._last_sign = ""
        self._is_gap = True
        self._shape = Shape()
        self._speaks_of_tags = False

    def feed(self, piece: str) -> str:
        """What of the reply can be shown now; "" while it thinks."""
        return self._read(piece, is_end=False)

    def end(self) -> str:
        """What is left when the reply has ended."""
        shown = self._read("", is_end=True)
        waiting, self._waiting = self._waiting, ""
        return shown + waiting

    def _read(self, piece: str, *, is_end: bool) -> str:
        self._held += piece
        self.took_back = False
        shown = ""
        at = 0
        while match := forms.TOKEN.search(self._held, at):
            behind = self._held[match.end() : match.end() + SEEN_BEHIND]
            if not is_end and len(behind) < SEEN_BEHIND and len(behind.lstrip()) < SIGNS_BEHIND:
                # What stands behind a tag tells whether it is one.
                break
            shown += self._text(self._without_beginning(self._held[at : match.start()], match))
            at = match.end()
            if not self._is_mark(match, behind):
                shown += self._text(match.group())
            elif self._obey(match):
                shown = ""
                self.took_back = True
        end = len(self._held) if is_end else match.start() if match else self._safe(at)
        if not is_end and self._is_undecided(self._held[at:end].lstrip()):
            end = at
        rest, self._held = self._held[at:end], self._held[end:]
        return shown + self._text(rest)

    def _safe(self, at: int) -> int:
        """How far the text holds no beginning of a token."""
        match = forms.TOKEN_BEGINS.search(self._held, max(at, len(self._held) - forms.MOST_TOKEN_CHARS))
        return match.start() if match else len(self._held)

    def _is_undecided(self, text: str) -> bool:
        """Whether more must come to tell how a reply begins."""
        if self._state == "fenced":
            return len(text) < len(FENCE)
        return self._state == "begin" and forms.may_be_worded(text)

    def _without_beginning(self, text: str, match: re.Match[str]) -> str:
        """A stretch before a token, without what belongs to the token at the beginning of a reply."""
        if self._state == "begin" and match.lastgroup == "harmony" and forms.CHANNEL_NAME.fullmatch(text):
            self._state, self._name = "name", text
            return ""
        if self._state == "begin" and match.lastgroup == "opens" and FENCE_OPENING.fullmatch(text):
            self._fence = text.lstrip()
            return ""
        return text

    def _text(self, text: str) -> str:
        """What is shown of a stretch without tokens."""
        if self._state == "name":
            self._name += text[:80]
        if self._state == "hidden":
            self._before_hidden = (self._before_hidden + text)[-2:]
        if self._state in ("name", "hidden"):
            return ""
        if self._state == "worded":
            return self._worded(text)
        text = text.lstrip() if self._is_gap else text
        if self._state == "fenced" and text:
            text = text.lstrip("`").lstrip() if text.startswith(FENCE) else self._fence + text
            self._state, self._fence = "reply", ""
        if not text:
            return ""
        form = forms.worded(text) if self._state == "begin" else None
        if form is not None:
            self._state, self._ends, self._tail = "worded", form.ends, ""
            return self._worded(form.begins.sub("", text, count=1))
        if self._state == "begin" or self._is_gap:
            self._shape = Shape()
            self._state = "reply"
        self._is_gap = False
        self._shape.feed(text)
        self._before = (self._before + text)[-2:]
        self._last_sign = text.rstrip().rstrip(CLOSING)[-1:] or self._last_sign
        return self._told(text)

    def _told(self, text: str) -> str:
        """Text of the reply: now, or when it is known that no thoughts end behind it."""
        if self._around:
            self._waiting += text
            return ""
        self._has_shown = True
        return text

    def _worded(self, text: str) -> str:
        self._tail += text
        match = self._ends.search(self._tail)
        if match is None:
            self._tail = self._tail[-forms.MOST_END_CHARS :]
            return ""
        rest, self._tail = self._tail[match.end() :], ""
        self._state, self._is_gap = "reply", True
        return self._text(rest)

    def _is_mark(self, match: re.Match[str], behind: str) -> bool:
        """Whether a token means what it says, and is not a word of the reply."""
        kind = match.lastgroup
        if kind == "ends":
            return self._is_marked or not behind.strip()
        if kind == "unwraps":
            return self._is_marked
        if kind == "empty":
            return self._is_gap and GOES_ON.match(behind) is None
        if self._state == "hidden":
            return not self._is_thought_of(kind, behind)
        if kind == "wraps":
            return self._is_gap or self._begins_anew(behind)
        return self._state != "reply" or not self._is_spoken_of(match, behind)

    def _is_thought_of(self, kind: str | None, behind: str) -> bool:
        """Whether thoughts only name a mark."""
        if kind == "closes":
            return opens_quote(self._before_hidden) and behind[:1] in QUOTES
        if kind == "wraps" and not self._before_hidden.endswith("\n"):
            return True
        return kind in ("opens", "wraps") and (behind[:1] in QUOTES or GOES_ON.match(behind) is not None)

    def _begins_anew(self, behind: str) -> bool:
        """Whether a tag around the reply stands on a line of its own, behind what must have been thoughts."""
        is_quoted = self._speaks_of_tags or self._last_sign == ":" or self._is_in_shape(is_alone=False)
        return not is_quoted and self._before.endswith("\n") and GOES_ON.match(behind) is None

    def _is_spoken_of(self, match: re.Match[str], behind: str) -> bool:
        """Whether the reply only names the tag."""
        is_closing, is_opening = match.lastgroup == "closes", match.lastgroup == "opens"
        is_alone = is_closing and self._before.endswith("\n") and LINE_END.match(behind) is not None
        if self._is_in_shape(is_alone=is_alone):
            return self._note()
        if is_alone or (is_closing and self._ends_thoughts(behind)):
            return False
        if not is_closing and not is_opening:
            return opens_quote(self._before) or (self._before.endswith(" ") and GOES_ON.match(behind) is not None)
        if opens_quote(self._before) or (behind[:1] in QUOTES and not behind[1:2].isalnum()):
            return self._note()
        if is_opening:
            return not self._begins_thoughts(behind) and self._note()
        # "The </think> tag ends it": a reply does not begin in the middle of a sentence.
        return (self._speaks_of_tags or re.match(r"\s*[a-z.,;:!?)]", behind) is not None) and self._note()

    def _note(self) -> bool:
        """Remember that the reply speaks of tags."""
        self._speaks_of_tags = True
        return True

    def _is_in_shape(self, *, is_alone: bool) -> bool:
        """Whether a tag stands in code or in an object. A closing one alone on its line is in no object's string.

        It ends thoughts that lack the end of their code, but not where code began the reply or has shown other tags.
        """
        if self._shape.is_in_code:
            return not is_alone or self._speaks_of_tags or self._shape.first == FENCE[0]
        return self._shape.is_in_object and not is_alone

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
        if opens_quote(self._before):
            return False
        if self._last_sign not in tuple(SENTENCE_ENDS):
            return not self._speaks_of_tags and BLANK_LINE.match(behind) is not None
        return not self._speaks_of_tags or LINE_END.match(behind) is not None

    def _obey(self, match: re.Match[str]) -> bool:
        """Go where a token leads; whether what was shown before were thoughts."""
        kind = match.lastgroup
        if kind == "opens":
            self._open()
        elif kind == "closes":
            return self._close()
        elif kind in ("speaks", "wraps"):
            self._is_marked = True
            if kind == "wraps" and self._state == "hidden":
                # Their end may still come.
                self._around = max(self._around, 1)
                self._state, self._is_gap = "reply", True
                return False
            return self._speak()
        elif kind == "harmony":
            return self._change_channel(match.group()[2:-2].lower())
        return False

    def _open(self) -> None:
        if self._state == "hidden":
            self._around += 1
        elif self._state != "worded":
            self._state, self._before_hidden = "hidden", ""

    def _close(self) -> bool:
        if self._around and self._state == "reply":
            self._around -= 1
            self._waiting, self._is_gap = "", True
            return False
        if self._around:
            self._state, self._is_gap = "reply", True
            return False
        had_spoken = self._speak()
        self._state = "fenced" if self._fence else "reply"
        return had_spoken

    def _change_channel(self, kind: str) -> bool:
        if kind in ("channel", "start", "begin", "message_model"):
            self._state, self._name = "name", ""
        elif kind == "message" and self._state == "name" and self._name.split()[:1] in (["final"], ["assistant"]):
            return self._speak()
        elif kind == "message" and self._state == "begin":
            # Which channel it is stood in the prompt.
            self._around = 1
        elif kind != "message" or self._state == "name":
            self._state = "hidden"
        return False

    def _speak(self) -> bool:
        """The reply begins here, whatever came before."""
        had_spoken = self._has_shown and self._state != "hidden"
        self._has_shown = self._has_shown and not had_spoken
        self._state, self._is_gap = "reply", True
        self._around, self._waiting = 0, ""
        return had_spoken
