"""An appeal against a verdict, and what came of it. Pure.

Decides which appeals are the same; keeps what was contested, with which words, and how the verdict changed.
"""

from dataclasses import dataclass
from datetime import datetime

from app.interview.grade import Verdict

# A turn has at most eight points; each appeal is kept, and read again with its interview.
MOST_APPEALS = 20


@dataclass(frozen=True)
class Appeal:
    """One verdict that was looked at again; `sentence` is the part of the answer that the candidate quoted for it."""

    point_id: str
    sentence: str
    before: Verdict
    after: Verdict
    contested_utc: datetime

    @property
    def changed(self) -> bool:
        """Whether the verdict has become another one."""
        return self.after.state is not self.before.state

    def is_about(self, point_id: str, sentence: str) -> bool:
        """Whether it contests this point with these words, white space aside."""
        return self.point_id == point_id and self.sentence.split() == sentence.split()
