"""The id token of an OpenID provider: who signed it, for which client, sign-in and time."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("authlib")

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from openid_door import REFUSED, Door, doors, who
from openid_provider import CLIENT, SECRET, Claims, Provider
from sampled import one_in

from app.coach.coach import Coach


@pytest.fixture
def door(coach: Coach, tmp_path: Path) -> Iterator[Door]:
    """A door whose provider's users get an account."""
    with doors(coach, tmp_path) as opened:
        yield opened(oidc_create=True)


def unsigned(_: Provider, claims: Claims) -> str:
    head, body = (base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=") for one in ({"alg": "none"}, claims))
    return f"{head.decode()}.{body.decode()}."


def by_another_key(_: Provider, claims: Claims) -> str:
    return jwt.encode({"alg": "ES256", "kid": "one"}, claims, ECKey.generate_key("P-256", {"kid": "one"}))


def by_the_clients_secret(_: Provider, claims: Claims) -> str:
    return jwt.encode({"alg": "HS256", "kid": "one"}, claims, OctKey.import_key(SECRET))


def by_the_public_key(provider: Provider, claims: Claims) -> str:
    public = OctKey.import_key(provider.key.as_pem(private=False).replace(b"-----", b""))
    return jwt.encode({"alg": "HS256", "kid": "one"}, claims, public)


def changed_afterwards(provider: Provider, claims: Claims) -> str:
    head, _, signature = jwt.encode({"alg": "ES256", "kid": "one"}, claims, provider.key).split(".")
    body = base64.urlsafe_b64encode(json.dumps(claims | {"sub": "somebody-else"}).encode()).rstrip(b"=").decode()
    return f"{head}.{body}.{signature}"


@pytest.mark.parametrize(
    "sign", one_in(5, [unsigned, by_another_key, by_the_clients_secret, by_the_public_key, changed_afterwards])
)
def test_a_token_that_the_provider_has_not_signed_is_refused(door: Door, sign: Any) -> None:
    door.provider.sign = sign
    browser = door.house.browser()
    assert door.sign_in(browser) == REFUSED
    assert who(browser) is None
    assert door.house.store.users.count() == 0


@pytest.mark.parametrize(
    "wrong",
    one_in(
        4,
        [
            {"nonce": "another"},
            {"nonce": None},
            {"aud": "another-client"},
            {"aud": ["another-client"], "azp": CLIENT},
            {"aud": [CLIENT, "another-client"], "azp": "another-client"},
            {"aud": None},
            {"iss": "https://other.example"},
            {"iss": None},
            {"exp": 1_000_000_000},
            {"exp": None},
            {"nbf": 4_000_000_000},
            {"iat": 4_000_000_000},
            {"sub": None},
            {"sub": ""},
            {"sub": 7},
            {"sub": "s" * 256},
        ],
    ),
    ids=str,
)
def test_a_token_for_another_sign_in_client_time_or_issuer_is_refused(door: Door, wrong: Claims) -> None:
    def twist(claims: Claims) -> Claims:
        return {name: value for name, value in (claims | wrong).items() if value is not None}

    door.provider.twist = twist
    browser = door.house.browser()
    assert door.sign_in(browser) == REFUSED
    assert who(browser) is None
    assert door.house.store.users.count() == 0
