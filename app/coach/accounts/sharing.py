"""Interviews that a candidate lets a coach read, and what the coach reads of them.

Decides that a coach reads the report of an interview that has ended, and nothing else of the candidate; that each
reading is written down; and that this ends when the candidate ends it, when the coach is a coach no more, and when the
interview is gone.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.accounts.audit import Act, Entry
from app.accounts.users import Act as Allowed
from app.accounts.users import User, name_of
from app.interview.results.report import Report, report
from app.store.accounts.shares import Share
from app.store.interviews import Store
from ingest.errors import BadRequest, Conflict, NotAllowed, NotFound


@dataclass(frozen=True)
class Sharing:
    """Shares interviews, and reads what is shared."""

    store: Store
    now: Callable[[], datetime]

    def share(self, owner: str, interview_id: str, coach: str) -> Share:
        """Let a coach read an interview.

        Raises:
            NotFound: this owner has no such interview, or there is no coach of that name.
            Conflict: this coach may read it already.
        """
        self.store.get(owner, interview_id)
        reader = self._coach(coach)
        share = Share(secrets.token_hex(12), owner, reader.owner, interview_id, self.now(), reader.name)
        self.store.shares.add(share)
        self.store.ledger.write(Entry(self.now(), Act.SHARED, owner, owner, interview_id))
        return share

    def unshare(self, owner: str, share_id: str) -> None:
        """Let a coach read an interview no more.

        Raises:
            NotFound: this owner shares nothing under that id.
        """
        self.store.shares.remove(owner, share_id)
        self.store.ledger.write(Entry(self.now(), Act.UNSHARED, owner, owner, share_id))

    def shared_by(self, owner: str) -> list[Share]:
        """What a candidate shares."""
        return self.store.shares.of_candidate(owner)

    def shared_with(self, user: User) -> list[Share]:
        """What is shared with a coach.

        Raises:
            NotAllowed: they are no coach.
        """
        self._check(user)
        return self.store.shares.of_coach(user.owner)

    def report(self, user: User, share_id: str) -> Report:
        """The report of an interview that is shared with a coach.

        Raises:
            NotAllowed: they are no coach.
            NotFound: nothing is shared with them under that id.
            Conflict: the interview goes on.
        """
        self._check(user)
        share = self.store.shares.one_of_coach(user.owner, share_id)
        interview = self.store.get(share.owner, share.interview_id)
        if interview.ask is not None:
            raise Conflict("this interview goes on; its report comes with its end")
        self.store.ledger.write(Entry(self.now(), Act.SHARED_READ, user.owner, share.owner, share.interview_id))
        return report(interview)

    def _coach(self, told: str) -> User:
        try:
            found = self.store.users.with_password(name_of(told))
        except BadRequest:
            found = None
        if found is None or not found[0].may(Allowed.SEE_SHARED):
            raise NotFound(f"there is no coach {told!r} here")
        return found[0]

    def _check(self, user: User) -> None:
        if not user.may(Allowed.SEE_SHARED):
            raise NotAllowed("only a coach reads what candidates share")
