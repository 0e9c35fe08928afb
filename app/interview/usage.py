"""What a request to a language model cost in tokens, time and money. Pure; stored with the turn it was made for."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Usage:
    """One request. `outcome` is "ok" or why it failed.

    `cached_tokens` are those of `input_tokens` that the provider had in its prompt cache. `counted` is true where
    the endpoint reported no token counts and our code counted them. `first_token_ms` is None where no token came,
    `cost_usd` is None where no price is set: unknown is not free.
    """

    role: str
    model: str
    prompt_version: str
    input_tokens: int
    output_tokens: int
    ms: float
    first_token_ms: float | None = None
    cached_tokens: int = 0
    counted: bool = False
    cost_usd: float | None = None
    outcome: str = "ok"


@dataclass(frozen=True)
class Spent:
    """What several requests cost together; `cost_usd` is None where one of them has no price."""

    requests: int
    input_tokens: int
    output_tokens: int
    ms: float
    cost_usd: float | None


def spent(requests: Iterable[Usage]) -> Spent:
    """Add up requests."""
    made = list(requests)
    costs = [usage.cost_usd for usage in made if usage.cost_usd is not None]
    return Spent(
        requests=len(made),
        input_tokens=sum(usage.input_tokens for usage in made),
        output_tokens=sum(usage.output_tokens for usage in made),
        ms=round(sum(usage.ms for usage in made), 1),
        cost_usd=round(sum(costs), 6) if len(costs) == len(made) else None,
    )
