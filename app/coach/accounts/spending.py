"""The quotas of a day: what a request wants is held against them, what a language model took is counted.

Decides what is told of a quota that is used up, and that a count which cannot be written stops no answer.
"""

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from app.accounts.quotas import OF_MODEL, Amount, Limits, Quota, day_of, until_next_day_s
from app.interview.usage import Usage
from app.store.accounts.ledger import UsedUp
from app.store.interviews import Store
from ingest.errors import StoreFailed, TooMany

log = logging.getLogger(__name__)
UNBOUNDED = Limits(Amount())


@dataclass(frozen=True)
class Spending:
    """Counts what users use."""

    store: Store
    now: Callable[[], datetime]
    limits: Limits = UNBOUNDED

    def ask(self, owner: str, wanted: Collection[Quota]) -> None:
        """Count a request that wants something of these quotas.

        Raises:
            TooMany: one of them is used up; it names the quota and when it is fresh again.
        """
        now = self.now()
        try:
            self.store.ledger.count(owner, day_of(now), wanted, self.limits)
        except UsedUp as full:
            raise TooMany(self._told(full), until_next_day_s(now)) from full

    def spent(self, owner: str, usage: Iterable[Usage]) -> None:
        """Count what requests to a language model took, the failed ones too."""
        made = list(usage)
        tokens = sum(one.input_tokens + one.output_tokens for one in made)
        cost = sum(one.cost_usd for one in made if one.cost_usd is not None)
        try:
            self.store.ledger.spend(owner, day_of(self.now()), tokens, cost)
        except StoreFailed as error:
            log.warning("%d tokens of a language model could not be counted: %s", tokens, error)

    def used(self, owner: str) -> Amount:
        """What a user has used today."""
        return self.store.ledger.used(owner, day_of(self.now()))

    def used_by_all(self) -> Amount:
        """What all users have used today."""
        return self.store.ledger.used_by_all(day_of(self.now()))

    def _told(self, full: UsedUp) -> str:
        limits = self.limits.everybody if full.is_everybodys else self.limits.user
        most = limits.of(full.quota)
        amount = f"{most:g} USD" if full.quota is Quota.COST else f"{most:,.0f}"
        whose = "of all users of this coach" if full.is_everybodys else "of your account"
        way_out = "searches still work" if full.quota in OF_MODEL else "the operator can raise it"
        return (
            f"the quota {whose} is used up for today: {full.quota.value}, {amount} a day; "
            f"it is fresh at midnight UTC; {way_out}"
        )
