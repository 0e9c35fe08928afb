"""A coach that several people share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from shared_coach import SharedCoach, shared_coach

from app.accounts.users import Role
from app.coach.coach import Coach


@pytest.fixture
def house(coach: Coach, tmp_path: Path) -> Iterator[SharedCoach]:
    """A coach with anna and bert, who are candidates, and carl, who is a coach."""
    made = shared_coach(coach, tmp_path)
    made.add("anna")
    made.add("bert")
    made.add("carl", Role.COACH)
    yield made
    made.store.close()
