"""A reasoning model's thoughts, <think>...</think> at the beginning of a reply, kept from the reader. Pure."""

OPEN, CLOSE = "<think>", "</think>"


class Thinking:
    """Feeds on pieces of a reply and gives back those that are meant to be read."""

    def __init__(self) -> None:
        """At the beginning of a reply."""
        self._held = ""
        self._state = "begin"

    def feed(self, piece: str) -> str:
        """What of the reply can be shown now; "" while it thinks."""
        if self._state == "reply" or not piece:
            return piece
        if self._state == "gap":
            piece = piece.lstrip()
            self._state = "reply" if piece else "gap"
            return piece
        self._held += piece
        if self._state == "begin":
            begun = self._held.lstrip()
            if begun.startswith(OPEN):
                self._state = "thinking"
            elif not OPEN.startswith(begun):
                return self._release(self._held)
        if self._state == "thinking" and CLOSE in self._held:
            rest = self._release(self._held.partition(CLOSE)[2].lstrip())
            self._state = "reply" if rest else "gap"
            return rest
        return ""

    def end(self) -> str:
        """What is left when the reply has ended: nothing, or a beginning that only looked like a thought."""
        return self._release(self._held) if self._state == "begin" else ""

    def _release(self, text: str) -> str:
        self._state, self._held = "reply", ""
        return text
