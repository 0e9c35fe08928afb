"""The interviewer's chair beside the coach: who may take it, by which link, and what is said from there.

Decides that a link opens one interview and nothing else of its owner, that nobody takes the chair of their own
interview where the coach tells people apart, and that what comes from the chair is text of others: bounded, cleaned,
and no instruction to anything.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from app.accounts.audit import ANYBODY, Act, Entry
from app.accounts.credentials import CHAIR_HOURS, TOKEN_BYTES, Proof, digest, link_expiry
from app.candidate.candidate import LOCAL
from app.coach.accounts.entrance import Caller
from app.interview.chair import MOST_QUESTION_CHARS, MOST_REMARK_CHARS
from app.interview.interview import Interview
from app.interview.requests.chair_questions import asked_by_chair, taken_at_once
from app.interview.requests.marks import Marks, marked
from app.store.accounts.chairs import Seat
from app.store.interviews import Store
from app.untrusted.fences import clean
from ingest.errors import BadRequest, NotAllowed, NotFound

BAD_LINK = "this link to a chair is not good: it was cancelled, it is too old, or it never was one; ask for a new one"
OWN = "this is your own interview; the chair is for somebody else, who signs in as themselves"
KEY_BYTES = 9


@dataclass(frozen=True)
class Chairs:
    """Offers the chair of an interview, and keeps what is said from it."""

    store: Store
    now: Callable[[], datetime]

    def offer(self, owner: str, interview_id: str, hours: int = CHAIR_HOURS) -> tuple[Seat, str]:
        """A link to the chair of an interview: where it leads, and its token, which is told once.

        Raises:
            NotFound: this owner has no such interview.
            BadRequest: it would hold too long, or not at all.
        """
        seat = Seat(owner, interview_id, self.now(), link_expiry(self.now(), hours))
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self.store.chairs.offer(seat, digest(token))
        self._write(Act.CHAIR_OFFERED, owner, seat)
        return seat, token

    def offered(self, owner: str, interview_id: str) -> Seat | None:
        """The link of an interview that holds now; None where there is none."""
        return self.store.chairs.offered(owner, interview_id, self.now())

    def revoke(self, owner: str, interview_id: str) -> None:
        """End the link of an interview; what was noted stays.

        Raises:
            NotFound: this owner has none for it.
        """
        self.store.chairs.revoke(owner, interview_id)
        self.store.ledger.write(Entry(self.now(), Act.CHAIR_REVOKED, owner, owner, interview_id))

    def seat(self, token: str, caller: Caller | None) -> Seat:
        """Where a link leads; it is looked up at each request. `caller` is None for a guest.

        Raises:
            NotFound: it is not good, or its owner may not come in any more.
            NotAllowed: it is the caller's own interview.
        """
        seat = self.store.chairs.of_digest(digest(token), self.now()) if token else None
        if seat is None or not self._is_in(seat.owner):
            raise NotFound(BAD_LINK)
        if caller is not None and caller.proof is not Proof.MACHINE and caller.user.owner == seat.owner:
            raise NotAllowed(OWN)
        return seat

    def look(self, seat: Seat, caller: Caller | None) -> Interview:
        """The interview as it stands; the first look takes the chair, which is written down.

        Raises:
            NotFound: it is there no more.
        """
        interview = self.store.get(seat.owner, seat.interview_id)
        if interview.course.chair.taken_utc is not None:
            return interview
        now = self.now()

        def taken(one: Interview) -> Interview:
            return replace(one, course=replace(one.course, chair=one.course.chair.taken(now)))

        interview = self.store.change(seat.owner, seat.interview_id, taken)
        self._write(Act.CHAIR_TAKEN, ANYBODY if caller is None else caller.user.owner, seat)
        if seat.owner != LOCAL and self.store.users.of_owner(seat.owner) is None:
            # Deleted in between: nothing of theirs stays, this entry neither.
            self.store.users.delete(seat.owner)
        return interview

    def mark(self, seat: Seat, number: int, marks: Marks) -> Interview:
        """Keep what was heard in turn `number`, and a remark.

        Raises:
            NotFound: the interview or the turn is not there.
            BadRequest: a point is none of that turn.
            Conflict: the marks of this turn are settled.
        """
        cleaned = replace(marks, remark=clean(marks.remark).strip()[:MOST_REMARK_CHARS])
        return self.store.change(
            seat.owner, seat.interview_id, lambda interview: marked(interview, number, cleaned, self.now())
        )

    def ask(self, seat: Seat, text: str, point_id: str = "") -> Interview:
        """Keep a question, which is asked once the candidate has answered what is asked now, or takes it at once.

        Raises:
            NotFound: the interview is not there.
            BadRequest: it has no words, or names a point that there is not.
            Conflict: another question waits, or the interview has ended.
        """
        words, key, now = " ".join(clean(text).split()), secrets.token_hex(KEY_BYTES), self.now()
        if not words:
            raise BadRequest("write the question in words")
        return self.store.change(
            seat.owner,
            seat.interview_id,
            lambda interview: asked_by_chair(interview, key, words[:MOST_QUESTION_CHARS], point_id, now),
        )

    def take_question(self, owner: str, interview_id: str) -> Interview:
        """Ask the question that waits at once; what was asked comes after it.

        Raises:
            NotFound: this owner has no such interview.
            Conflict: no question waits, or the interview has ended or rests.
        """
        now = self.now()
        return self.store.change(owner, interview_id, lambda interview: taken_at_once(interview, now))

    def _is_in(self, owner: str) -> bool:
        """Whether an owner may come in: their links are good no longer than they are."""
        user = None if owner == LOCAL else self.store.users.of_owner(owner)
        return owner == LOCAL or (user is not None and user.is_enabled)

    def _write(self, act: Act, actor: str, seat: Seat) -> None:
        self.store.ledger.write(Entry(self.now(), act, actor, seat.owner, seat.interview_id))
