"""The rules of accounts: names, passwords, how long a proof holds, how often one tries, what a day allows."""

from datetime import UTC, datetime, timedelta

import pytest

from app.accounts.attempts import ADDRESS, NAME, PAIR, network_of, of_name, subjects
from app.accounts.credentials import (
    SESSION_IDLE,
    SESSION_WHOLE,
    Key,
    Session,
    digest,
    is_same,
    key_expiry,
    key_name,
    link_expiry,
)
from app.accounts.quotas import Amount, Quota, day_of, until_next_day_s, used_up
from app.accounts.users import MAY, Act, Role, User, check_password, name_of
from ingest.errors import BadRequest

NOW = datetime(2026, 11, 29, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize(("told", "name"), [(" Anna ", "anna"), ("Anna@Example.org", "anna@example.org"), ("a", "a")])
def test_a_name_is_kept_in_lower_case(told: str, name: str) -> None:
    assert name_of(told) == name


@pytest.mark.parametrize("told", ["", "local", "Deleted", "-a", "a b", "a\0", "ä", "a" * 81, "../a", "a\n"[:1] + "\nb"])
def test_what_stands_for_somebody_else_or_could_lead_elsewhere_is_no_name(told: str) -> None:
    with pytest.raises(BadRequest, match="a name has 1 to 80"):
        name_of(told)


@pytest.mark.parametrize("password", ["river stone lamp", "kP3!kP3!zzQx", "x" * 8 + "yzwvu"])
def test_a_few_words_are_a_password(password: str) -> None:
    check_password(password, "anna")


@pytest.mark.parametrize(
    "password",
    ["", "elevenchars", "a" * 201, "password1234", "Password 1234", "aaaaaaaaaaaaaaa", "annaanna-anna", "abababababab"],
)
def test_what_is_guessed_first_is_none_and_is_not_told_again(password: str) -> None:
    with pytest.raises(BadRequest) as refused:
        check_password(password, "anna@example.org")
    assert not password or password not in str(refused.value)


def test_no_role_may_do_what_another_may_and_a_disabled_user_nothing() -> None:
    assert MAY[Role.CANDIDATE] == frozenset()
    assert not MAY[Role.COACH] & MAY[Role.OPERATOR]
    assert User("o", "n", Role.COACH, NOW).may(Act.SEE_SHARED)
    assert not User("o", "n", Role.COACH, NOW, NOW).may(Act.SEE_SHARED)


def test_a_session_ends_when_it_rests_and_at_the_latest_after_a_week() -> None:
    fresh = Session("d", "o", NOW, NOW)
    assert not fresh.is_over(NOW + SESSION_IDLE - timedelta(seconds=1))
    assert fresh.is_over(NOW + SESSION_IDLE)
    used = Session("d", "o", NOW, NOW + SESSION_WHOLE - timedelta(minutes=1))
    assert not used.is_over(NOW + SESSION_WHOLE - timedelta(seconds=1))
    assert used.is_over(NOW + SESSION_WHOLE)


def test_a_key_and_a_link_hold_for_a_bounded_time() -> None:
    key = Key("i", "o", "n", NOW, key_expiry(NOW, 1))
    assert (key.is_over(NOW + timedelta(hours=23)), key.is_over(NOW + timedelta(days=1))) == (False, True)
    assert link_expiry(NOW, 1) == NOW + timedelta(hours=1)
    for days in (0, 366):
        with pytest.raises(BadRequest, match="a key holds"):
            key_expiry(NOW, days)
    for hours in (0, 24 * 14 + 1):
        with pytest.raises(BadRequest, match="a link holds"):
            link_expiry(NOW, hours)
    for name in (" ", "x" * 61, "a\x1bb"):
        with pytest.raises(BadRequest, match="a key needs a name"):
            key_name(name)


def test_what_is_kept_of_a_token_is_its_digest() -> None:
    assert "secret" not in digest("secret")
    assert is_same(digest("secret"), digest("secret"))
    assert not is_same(digest("secret"), digest("other"))


def test_an_attempt_counts_for_the_pair_the_name_and_the_network() -> None:
    tried = subjects("anna", "192.0.2.1")
    # In this order: what the sender is refused does not count for the name.
    assert list(tried.values()) == [PAIR, ADDRESS, NAME]
    pair, address, name = tried
    assert "anna" not in str(tried)
    elsewhere = subjects("anna", "192.0.2.2")
    assert len(set(tried) & set(elsewhere)) == 1
    assert of_name("anna", "192.0.2.1") == (pair, name)
    assert list(subjects("", "192.0.2.1")) == [address]


def test_all_addresses_of_one_customer_are_one_network() -> None:
    assert network_of("2001:db8:1:2::3") == network_of("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1") == "192.0.2.1"
    assert network_of("fe80::1%eth0") == "fe80::/64"
    assert network_of("no address") == "no address"


def test_a_day_ends_at_midnight_utc() -> None:
    assert (day_of(NOW), until_next_day_s(NOW)) == ("2026-11-29", 2 * 3600 + 1)
    east = NOW.astimezone(tz=None)
    assert day_of(east) == "2026-11-29"


def test_a_request_is_refused_for_the_first_quota_that_it_goes_beyond() -> None:
    limits = Amount(requests=10, answers=2, tokens=100, cost_usd=1.0)
    assert used_up(limits, Amount(requests=10, answers=2), {Quota.REQUESTS, Quota.ANSWERS}) is None
    assert used_up(limits, Amount(requests=11, answers=3), {Quota.REQUESTS, Quota.ANSWERS}) is Quota.REQUESTS
    assert used_up(limits, Amount(answers=3), {Quota.REQUESTS}) is None
    assert used_up(limits, Amount(tokens=99, cost_usd=0.99), {Quota.TOKENS, Quota.COST}) is None
    assert used_up(limits, Amount(tokens=100), {Quota.TOKENS}) is Quota.TOKENS
    assert used_up(limits, Amount(cost_usd=1.0), {Quota.COST}) is Quota.COST
    assert used_up(Amount(), Amount(requests=10**9, uploads=5), {*Quota}) is None
