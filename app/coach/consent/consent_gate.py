"""A role with a language model elsewhere and the same role without one, and who may open the way to the first.

Decides nothing of a role; which there are is in gates.py.
"""

from dataclasses import dataclass, replace
from typing import Generic, Self, TypeVar

from app.coach.consent.consent import Consent

Role = TypeVar("Role")
AnyRole = TypeVar("AnyRole")


@dataclass(frozen=True)
class Gate(Generic[Role]):
    """Both ways of a role, and the consent that is asked at each call."""

    with_model: Role
    offline: Role
    consent: Consent

    def of(self, owner: str) -> Self:
        """The same for the words of an owner."""
        return replace(self, consent=self.consent.of(owner))


def of_owner(role: AnyRole, owner: str) -> AnyRole:
    """A role for the words of an owner: behind a gate their consent counts, else it is the same for all."""
    return role.of(owner) if isinstance(role, Gate) else role
