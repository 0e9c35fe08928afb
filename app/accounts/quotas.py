"""How much a user may use a day, and all of them together.

Decides which quota a request is refused for, and when it may come again: a day ends at midnight UTC. 0 is no limit.
Requests, answers and uploads are counted before they begin and exactly; what a language model takes is known at its
end, so that requests under way may go beyond the limit, and the next one is refused.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum


class Quota(StrEnum):
    """What is counted, as it is called in a refusal."""

    REQUESTS = "requests"
    ANSWERS = "answers"
    UPLOADS = "uploads"
    TOKENS = "language-model tokens"
    COST = "language-model cost"


# What a language model takes.
OF_MODEL = frozenset({Quota.TOKENS, Quota.COST})


@dataclass(frozen=True)
class Amount:
    """So much of each, as a limit or as what was used; `cost_usd` counts what has a price."""

    requests: int = 0
    answers: int = 0
    uploads: int = 0
    tokens: int = 0
    cost_usd: float = 0.0

    def of(self, quota: Quota) -> float:
        """How much of one."""
        return {
            Quota.REQUESTS: self.requests,
            Quota.ANSWERS: self.answers,
            Quota.UPLOADS: self.uploads,
            Quota.TOKENS: self.tokens,
            Quota.COST: self.cost_usd,
        }[quota]


@dataclass(frozen=True)
class Limits:
    """What one user may use a day, and what all users may."""

    user: Amount
    everybody: Amount = Amount()


def day_of(now: datetime) -> str:
    """The day that a moment counts for, such as 2026-11-29."""
    return now.astimezone(UTC).strftime("%Y-%m-%d")


def until_next_day_s(now: datetime) -> int:
    """Seconds until the quotas are fresh, at least one."""
    moment = now.astimezone(UTC)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return max(1, int((midnight - moment).total_seconds()) + 1)


def used_up(limits: Amount, used: Amount, wanted: Collection[Quota]) -> Quota | None:
    """The first quota that refuses a request, which `used` holds already; None where all have room for it.

    What a model takes is not known yet: such a request has room as long as the limit is not reached.
    """
    for quota in Quota:
        most = limits.of(quota)
        if quota not in wanted or not most:
            continue
        is_over = used.of(quota) >= most if quota in OF_MODEL else used.of(quota) > most
        if is_over:
            return quota
    return None
