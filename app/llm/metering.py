"""Who is told what a request to a language model took, beside whoever reads the reply.

Decides that it goes with the context in which the request was made: whatever asks a model for a user, in whichever
thread, is counted for them without knowing them.
"""

from collections.abc import Callable
from contextvars import ContextVar

from app.interview.usage import Usage

Meter = Callable[[tuple[Usage, ...]], None]
# None: nobody counts, as in the terminal.
METER: ContextVar[Meter | None] = ContextVar("meter", default=None)
