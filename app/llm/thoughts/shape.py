"""Whether a reply, as far as it has come, stands in code, in an object or in a quotation. Pure.

Decides where a mark of thoughts is one that the reply quotes.
"""

FENCE = "```"
OPENING_QUOTES = ("\u201c", "\u2018")
QUOTES = ("`", '"', "'", *OPENING_QUOTES)
# What may stand before an opening quote.
BRACKETS = ("(", "[", "{")


def opens_quote(text: str) -> bool:
    """Whether the last sign of `text` opens a quotation, and so quotes what stands behind it.

    A sign that ends a word closes one; `text` are the last two.
    """
    before, last = text[:-1], text[-1:]
    return last in QUOTES and (last in OPENING_QUOTES or before in ("", *BRACKETS) or before.isspace())


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
