"""Whether a candidate's words may go to a language model that is not on this machine.

Decides that nothing of theirs is sent before they were told what goes where and said yes; that the answer holds for
that one place, and can be changed; and that a model on loopback, which sends nothing away, needs none. What is taken
instead is in gates.py.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from app.accounts.audit import Act, Entry
from app.candidate.candidate import LOCAL
from app.llm.endpoint import Endpoint
from app.store.interviews import Store
from ingest.errors import Conflict, StoreFailed

# As long as the column.
MOST_PLACE_CHARS = 300
# What a grade and an answer say of why no model was asked, until somebody has decided.
NOT_ASKED = (
    "you have not said yet whether your words may leave this machine; say it on the page's settings, or with "
    "`coach consent yes` or `coach consent no`"
)
GOES = (
    "what you answer in interviews, code too, with the question; a question about your project quotes lines of its "
    "documents and of its history",
    "what you ask the corpus, with the passages that were found for it",
)
STAYS = (
    "the files of your projects, your repositories, and the CV and the job that a plan is made from: no file is sent",
    "your name, your account, what is remembered of you",
)


@dataclass(frozen=True)
class Matter:
    """What is asked about: how the answer is kept apart from those of others, what goes, what stays, what there is."""

    kept_as: str
    goes: tuple[str, ...]
    stays: tuple[str, ...]
    name: str


WORDS = Matter("", GOES, STAYS, "the language model")


@dataclass(frozen=True)
class Told:
    """What a candidate is told, and what they have said.

    `is_needed` is false where no word leaves this machine; then `place` and `model` are empty. `is_given` is None
    until they decide.
    """

    is_needed: bool
    place: str = ""
    model: str = ""
    goes: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    is_given: bool | None = None

    @property
    def is_open(self) -> bool:
        """Whether they are still to be asked."""
        return self.is_needed and self.is_given is None


@dataclass(frozen=True)
class Consent:
    """The consent of one owner. `endpoint` is where the model is, as it is known by now; None where none is set.

    A yes to one `matter` is none to another at the same address.
    """

    store: Store
    now: Callable[[], datetime]
    endpoint: Callable[[], Endpoint | None] = lambda *_: None
    owner: str = LOCAL
    matter: Matter = WORDS

    def of(self, owner: str) -> "Consent":
        """The same of another owner."""
        return replace(self, owner=owner)

    @property
    def place(self) -> str:
        """Where words would go; empty where they stay on this machine."""
        endpoint = self.endpoint()
        return "" if endpoint is None or endpoint.is_loopback else endpoint.place[:MOST_PLACE_CHARS]

    def given(self) -> bool | None:
        """What the owner has said of the place; None where they have not.

        A database that fails is no yes.
        """
        try:
            return self.store.consents.of(self.owner, self._kept_as)
        except StoreFailed:
            return None

    def told(self) -> Told:
        """What the owner is told, and what they have said."""
        endpoint, place = self.endpoint(), self.place
        if endpoint is None or not place:
            return Told(is_needed=False)
        return Told(True, place, endpoint.model, self.matter.goes, self.matter.stays, self.given())

    def decide(self, place: str, *, is_given: bool) -> Told:
        """Keep what the owner says of a place, which has to be the one that the model is at.

        Raises:
            Conflict: it is another one by now, or none.
        """
        if not self.place or place != self.place:
            raise Conflict(f"{self.matter.name} is somewhere else by now, or there is none; reload, and decide again")
        now = self.now()
        self.store.consents.put(self.owner, self._kept_as, now, is_given=is_given)
        act = Act.CONSENTED if is_given else Act.DECLINED
        self.store.ledger.write(Entry(now, act, self.owner, self.owner, self._kept_as))
        return self.told()

    @property
    def _kept_as(self) -> str:
        return (self.matter.kept_as + self.place)[:MOST_PLACE_CHARS]
