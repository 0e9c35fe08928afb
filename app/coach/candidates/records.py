"""What is remembered of a candidate, as they see it: history, progress, reports, files of it all, and its end.

Decides nothing of its own; the figures are in app/candidate and app/interview, the files in exchange.py and
report_files.py.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.candidate.candidate import LOCAL, Change, Memory
from app.candidate.progress import Progress, progress
from app.coach.candidates.exchange import as_json, imported, read_json
from app.interview.interview import Interview
from app.interview.results.report import Report, report
from app.store.interviews import Store
from ingest.bank.taxonomy import Topic
from ingest.errors import Conflict


@dataclass(frozen=True)
class Records:
    """Reads and keeps what is remembered of one candidate, its owner.

    `sweep` deletes the files of projects that are in the store no more.
    """

    store: Store
    now: Callable[[], datetime]
    owner: str = LOCAL
    sweep: Callable[[], None] = lambda: None

    def memory(self) -> Memory:
        """All that is remembered."""
        return self.store.candidates.get(self.owner)

    def history(self, skip: int = 0) -> list[Interview]:
        """A hundred interviews behind the latest `skip`, latest first."""
        return self.store.of_owner(self.owner, skip)

    def held(self) -> int:
        """How many interviews there are."""
        return self.store.count(self.owner)

    def progress(self) -> Progress:
        """How far the candidate has come."""
        return progress(self.memory(), self.store.candidates.events(self.owner), self.now())

    def report(self, interview_id: str) -> Report:
        """The report of an interview that has ended.

        Raises:
            NotFound: there is none.
            Conflict: it goes on, and its report would give away what is asked about now.
        """
        interview = self.store.get(self.owner, interview_id)
        if interview.ask is not None:
            raise Conflict("this interview goes on; its report comes with its end")
        return report(interview)

    def aim(self, topics: Sequence[Topic]) -> None:
        """Keep the topics that a job asks for; interviews ask them first."""
        self.store.candidates.learn(self.owner, lambda memory: Change(memory.candidate.aiming(topics)))

    def exported(self) -> str:
        """All of it as a JSON document."""
        return as_json(self.memory(), self.store.candidates.events(self.owner))

    def take_in(self, text: str) -> Change:
        """Add what an export holds to what is there; returns what was added.

        Raises:
            BadRequest: it is no export.
        """
        held = read_json(text)
        return self.store.candidates.learn(self.owner, imported(held, self.store.candidates.events(self.owner)))

    def forget(self) -> dict[str, int]:
        """Delete everything of this candidate, interviews too; how many rows there were, by the table's name."""
        gone = self.store.candidates.forget(self.owner)
        self.sweep()
        self.store.empty_log()
        return gone
