"""An appeal against a verdict, and what came of it. Pure.

Decides nothing about answers; it keeps what was contested, with which words, and how the verdict changed.
"""

from dataclasses import dataclass
from datetime import datetime

from app.interview.grade import Verdict


@dataclass(frozen=True)
class Appeal:
    """One verdict that was looked at again: `sentence` are the candidate's words that were put in focus."""

    point_id: str
    sentence: str
    before: Verdict
    after: Verdict
    contested_utc: datetime

    @property
    def changed(self) -> bool:
        """Whether the verdict is another one now."""
        return self.after.state is not self.before.state
