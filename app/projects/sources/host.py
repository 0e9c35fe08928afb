"""Asks one host for pages of JSON, with a token that never leaves for another one.

Decides how long is waited where the host says "later", how much is read, and that a redirect or a next page elsewhere
is refused: the token would go along.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx2

from ingest.errors import CoachError

MOST_PAGES = 50
MOST_BYTES = 10_000_000
MOST_REDIRECTS = 3
MOST_TRIES = 4
# A longer wait is told, and whoever asked comes back later.
MOST_WAIT_S = 60.0
TIMEOUT_S = 30.0
PORTS = {"http": 80, "https": 443}
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SourceFailed(CoachError):
    """A host of code or issues gave nothing that can be used; the message says which and why."""

    status = 502
    code = "source_failed"
    retryable = True


@dataclass(frozen=True)
class Page:
    """One page: its JSON, the headers in lower case, and the address it came from."""

    body: Any
    headers: Mapping[str, str]
    address: str


@dataclass
class Host:
    """A host, by its base address, and what is sent with every request. `sleep` and `now` are the clock's."""

    base: str
    headers: Mapping[str, str]
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        """See that a token goes over TLS, or stays on this machine.

        Raises:
            SourceFailed: it would not.
        """
        parts = urlsplit(self.base)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise SourceFailed(f"{self.base} is no https address; a token is sent over nothing else")

    def pages(
        self, path: str, query: Mapping[str, str | int], following: Callable[[Page], str | None]
    ) -> Iterator[Page]:
        """The pages from a path on; `following` names the address of the next one, None after the last.

        Raises:
            SourceFailed: one of them cannot be had.
        """
        address: str | None = f"{self._address(path)}?{httpx2.QueryParams(dict(query))}"
        with httpx2.Client(timeout=TIMEOUT_S, follow_redirects=False, trust_env=False) as client:
            for _ in range(MOST_PAGES):
                if address is None:
                    return
                page = self._page(client, address)
                yield page
                address = following(page)

    def _address(self, path: str) -> str:
        return f"{self.base.rstrip('/')}/{path.lstrip('/')}"

    def _page(self, client: httpx2.Client, address: str) -> Page:
        for attempt in range(MOST_TRIES):
            response, content = self._answer(client, address)
            wait = self._wait_s(response, attempt)
            if wait is None:
                return Page(self._json(response, content), dict(response.headers), str(response.url))
            if attempt + 1 < MOST_TRIES:
                self.sleep(wait)
        raise SourceFailed(f"{self._name()} answered {response.status_code} {MOST_TRIES} times; try again later")

    def _answer(self, client: httpx2.Client, address: str) -> tuple[httpx2.Response, bytes]:
        """The answer to a request, redirects on the same host followed."""
        for _ in range(MOST_REDIRECTS + 1):
            self._check_home(address)
            try:
                with client.stream("GET", address, headers=dict(self.headers)) as response:
                    content = bytearray()
                    for piece in response.iter_bytes():
                        content += piece
                        if len(content) > MOST_BYTES:
                            raise SourceFailed(f"{self._name()} sent more than {MOST_BYTES / 1e6:g} MB for one page")
            except httpx2.HTTPError as error:
                raise SourceFailed(f"{self._name()} cannot be reached: {type(error).__name__}") from error
            target = response.headers.get("location")
            if not (response.is_redirect and target):
                return response, bytes(content)
            address = urljoin(address, target)
        raise SourceFailed(f"{self._name()} redirects too often")

    def _check_home(self, address: str) -> None:
        if _origin(address) != _origin(self.base):
            raise SourceFailed(
                f"{self._name()} names an address of another host ({urlsplit(address).hostname}), to which the token "
                "is not sent"
            )

    def _wait_s(self, response: httpx2.Response, attempt: int) -> float | None:
        """How long to wait before the same request is sent again; None where the answer is one.

        Raises:
            SourceFailed: it refuses, or asks for more patience than there is.
        """
        status, headers = response.status_code, response.headers
        is_limited = status == 429 or (status == 403 and headers.get("x-ratelimit-remaining") == "0")
        if is_limited:
            wait = self._told_wait_s(headers, attempt)
            if wait > MOST_WAIT_S:
                raise SourceFailed(f"{self._name()} takes no more requests for {wait / 60:.0f} minutes; try again then")
            return wait
        if status >= 500:
            return float(2**attempt)
        if status in (401, 403):
            raise SourceFailed(
                f"{self._name()} refuses the token ({status}); it is wrong, expired or allows too little"
            )
        if status == 404:
            raise SourceFailed(f"{self._name()} has nothing there, or hides it from this token (404)")
        if status >= 400:
            raise SourceFailed(f"{self._name()} answered {status}")
        return None

    def _told_wait_s(self, headers: Mapping[str, str], attempt: int) -> float:
        """As Retry-After says, in seconds or as a date, or the time at which the limit ends."""
        later = headers.get("retry-after", "")
        if later.isdecimal():
            return float(later)
        if later:
            try:
                return max(0.0, (parsedate_to_datetime(later) - self.now()).total_seconds())
            except (ValueError, TypeError):
                return float(2**attempt)
        ends = headers.get("x-ratelimit-reset") or headers.get("ratelimit-reset") or ""
        return max(0.0, float(ends) - self.now().timestamp()) if ends.isdecimal() else float(2**attempt)

    def _json(self, response: httpx2.Response, content: bytes) -> Any:
        try:
            return json.loads(content)
        except ValueError as error:
            raise SourceFailed(f"{self._name()} sent something that is no JSON ({response.status_code})") from error

    def _name(self) -> str:
        return urlsplit(self.base).hostname or self.base


def _origin(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port or PORTS.get(parts.scheme)


def next_link(page: Page) -> str | None:
    """The address that a Link header names as the next page; None where it names none."""
    for part in page.headers.get("link", "").split(","):
        target, _, rest = part.strip().partition(";")
        if 'rel="next"' in rest and target.startswith("<") and target.endswith(">"):
            return urljoin(page.address, target[1:-1])
    return None
