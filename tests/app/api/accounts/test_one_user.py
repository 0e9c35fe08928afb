"""A coach of one user, as on a laptop: nobody signs in, and no other machine is answered."""

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings


def at(client: TestClient, peer: str) -> TestClient:
    return TestClient(client.app, base_url="http://localhost", client=(peer, 1))


def test_nobody_signs_in(client: TestClient) -> None:
    me = client.get("/api/account/me").json()
    assert me == {"name": "local", "role": "candidate", "signs_in": False, "has_account": False}
    for method, path, body in (
        ("POST", "/api/account/login", {"name": "a", "password": "b"}),
        ("POST", "/api/account/invitation", {"token": "t", "password": "p"}),
        ("GET", "/api/account/keys", None),
        ("POST", "/api/account/logout", None),
        ("GET", "/api/shared", None),
        ("GET", "/api/operator/usage", None),
    ):
        assert client.request(method, path, json=body).status_code == 404


def test_a_key_that_a_program_has_to_send_is_any(client: TestClient) -> None:
    assert client.get("/api/options", headers={"Authorization": "Bearer any"}).status_code == 200


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_answered(client: TestClient, peer: str) -> None:
    assert at(client, peer).get("/api/options").status_code == 200


@pytest.mark.parametrize("peer", ["192.0.2.7", "2001:db8::1", "::ffff:192.0.2.7"])
def test_another_machine_is_not_though_it_names_this_one(client: TestClient, peer: str) -> None:
    refused = at(client, peer).get("/api/options")
    assert refused.status_code == 403
    assert "coach user add" in refused.json()["error"]["message"]
    assert at(client, peer).get("/healthz").status_code == 200


ELSEWHERE = [
    ("X-Forwarded-For", "192.0.2.7"),
    ("X-Forwarded-For", "192.0.2.7:4711"),
    ("X-Forwarded-For", "unknown"),
    ("X-Forwarded-For", "_hidden"),
    ("X-Forwarded-For", "127.0.0.1, unknown"),
    ("X-Forwarded-For", "192.0.2.7, 127.0.0.1"),
    ("X-Real-IP", "192.0.2.7"),
    ("Forwarded", "for=192.0.2.7;proto=http"),
    ("Forwarded", 'for=127.0.0.1, proto=http;For="[2001:db8::1]:4711"'),
    ("Forwarded", "proto=https"),
]


@pytest.mark.parametrize(("header", "told"), ELSEWHERE)
def test_nor_is_one_for_which_a_proxy_on_this_machine_asks(client: TestClient, header: str, told: str) -> None:
    proxied = at(client, "127.0.0.1").get("/api/options", headers={header: told})
    assert proxied.status_code == 403


@pytest.mark.parametrize(("header", "told"), ELSEWHERE)
def test_nor_where_that_proxy_is_none_that_is_trusted(settings: Settings, header: str, told: str) -> None:
    further = TestClient(create_app(settings.model_copy(update={"trusted_proxies": "10.0.0.0/8"})))
    proxied = at(further, "127.0.0.1").get("/api/options", headers={header: told})
    assert proxied.status_code == 403


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("X-Forwarded-For", "::1"),
        ("X-Forwarded-For", "127.0.0.1:4711"),
        ("X-Real-IP", "127.0.0.1"),
        ("Forwarded", 'proto=http; for="[::1]:4711", for=127.0.0.1'),
    ],
)
def test_one_that_comes_through_a_proxy_from_this_machine_is_answered(
    client: TestClient, header: str, told: str
) -> None:
    proxied = at(client, "127.0.0.1").get("/api/options", headers={header: told})
    assert proxied.status_code == 200


@pytest.mark.parametrize(
    ("further", "is_single"),
    [
        ({}, True),
        ({"host": "localhost"}, True),
        ({"host": "0.0.0.0"}, False),  # noqa: S104
        ({"allowed_hosts": "coach.example"}, False),
        ({"accounts": "on"}, False),
        ({"trusted_user_header": "X-User"}, False),
    ],
)
def test_there_are_accounts_where_others_can_reach_the_coach(further: dict[str, str], is_single: bool) -> None:
    assert Settings(_env_file=None, **further).is_single_user is is_single


@pytest.mark.parametrize(
    "wrong",
    [{"trusted_user_header": "X User"}, {"trusted_proxies": "nowhere"}, {"accounts": "off"}, {"daily_answers": -1}],
)
def test_a_setting_that_cannot_be_meant_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Settings(_env_file=None, **wrong)
