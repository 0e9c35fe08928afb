"""Sandboxes that work here, found once."""

import pytest

from app.coding.sandbox import Sandbox
from eval.attacks.escapes import sandboxes


@pytest.fixture(scope="session")
def walls() -> Sandbox:
    """The strongest sandbox; tests that run a program are skipped where there is none."""
    found = sandboxes()
    if not found:
        pytest.skip("no sandbox works on this machine")
    return found[0]
