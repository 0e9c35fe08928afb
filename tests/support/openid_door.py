"""A coach whose users come by an OpenID provider, and a browser that is sent there and back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from fastapi.testclient import TestClient
from openid_provider import CLIENT, SECRET, Provider, openid_provider
from shared_coach import SharedCoach, shared_coach

from app.coach.coach import Coach

REFUSED = "/#/sign-in/not_signed_in"
FROM_ELSEWHERE = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}


@dataclass(frozen=True)
class Door:
    """A coach whose users come by the provider."""

    house: SharedCoach
    provider: Provider

    def begin(self, browser: TestClient, invitation: str = "") -> str:
        """Where the provider sends the browser back to."""
        begun = browser.post("/api/account/openid", json={"invitation": invitation})
        assert begun.status_code == 200, begun.text
        sent = httpx2.get(begun.json()["address"], follow_redirects=False, trust_env=False)
        assert sent.status_code == 302
        return sent.headers["location"]

    def come_back(self, browser: TestClient, address: str) -> str:
        """Where the coach sends the browser."""
        back = browser.get(address, headers=FROM_ELSEWHERE, follow_redirects=False)
        assert back.status_code == 303, back.text
        return back.headers["location"]

    def sign_in(self, browser: TestClient, invitation: str = "") -> str:
        return self.come_back(browser, self.begin(browser, invitation))


def who(browser: TestClient) -> str | None:
    response = browser.get("/api/account/me")
    return response.json()["name"] if response.status_code == 200 else None


@contextmanager
def doors(coach: Coach, folder: Path) -> Iterator[Callable[..., Door]]:
    """Opens doors to one provider; keywords change the settings of a coach."""
    made: list[SharedCoach] = []
    with openid_provider() as provider:

        def opened(**further: Any) -> Door:
            settings = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
            made.append(shared_coach(coach, folder, **(settings | further)))
            return Door(made[-1], provider)

        yield opened
        for house in made:
            house.store.close()
