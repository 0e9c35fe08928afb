"""Passwords: hashed by argon2id, and held against a hash in the same steps whether there is a user or not.

Decides what a hash costs (the second recommended choice of RFC 9106: 64 MiB, three passes), and how many are made at
the same time: each takes its memory.
"""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=1)
AT_ONCE = 2


class Passwords:
    """Makes and checks hashes; safe to use from several threads."""

    def __init__(self, hasher: PasswordHasher = HASHER) -> None:
        """Take the hasher; tests take one that costs less."""
        self._hasher = hasher
        self._places = threading.BoundedSemaphore(AT_ONCE)
        # What a password is held against where there is no user: of the same cost as every other hash.
        self._nobodys = hasher.hash("nobody has this password")

    def hashed(self, password: str) -> str:
        """The hash to keep."""
        with self._places:
            return self._hasher.hash(password)

    def is_right(self, password: str, kept: str | None) -> bool:
        """Whether a password is the one of a hash; where there is no hash it takes as long and is not."""
        with self._places:
            try:
                self._hasher.verify(self._nobodys if kept is None else kept, password)
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None

    def is_old(self, kept: str) -> bool:
        """Whether a hash was made at another cost than new ones are."""
        return self._hasher.check_needs_rehash(kept)
