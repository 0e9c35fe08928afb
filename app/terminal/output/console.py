"""Where the terminal's words go: stdout and stderr. Decides that nothing that is printed there is obeyed by it.

And how bytes of stdin that are not UTF-8 come in.
"""

import io
import sys
from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from app.untrusted.terminal_text import harmless


class HarmlessConsole(Console):
    """A console whose text holds no control characters, whoever wrote it; its own colours and spinner stay."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The segments of what is printed; those of `control` are the console's own."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=harmless(segment.text))


out = HarmlessConsole(highlight=False)
err = HarmlessConsole(stderr=True, highlight=False)


def take_any_bytes() -> None:
    """Read bytes of stdin that are not UTF-8 as lone surrogates; to be called before anything is read.

    By most locales they would end the program, and what was read with them would be lost.
    """
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")
