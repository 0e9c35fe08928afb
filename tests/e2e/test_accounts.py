"""Signing in on the page: by a link that sets a password, by name and password, and out again."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from page_checks import FAINT, NAMELESS, axe_finds
from playwright.sync_api import Browser, Page, expect

from app.accounts.users import Role
from app.coach.accounts.accounts import Accounts
from app.coach.accounts.passwords import Passwords
from app.store.interviews import Store

WORDS = "four small grey stones"


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Accounts]:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('accounts') / 'coach.sqlite'}")
    yield Accounts(store, Passwords(), lambda: datetime.now(UTC))
    store.close()


@pytest.fixture(scope="module")
def shared(serve: Callable[..., Any], accounts: Accounts) -> Iterator[str]:
    """A coach with accounts. Browsers take a cookie that is Secure from localhost without TLS."""
    with serve(COACH_ACCOUNTS="on", COACH_DATABASE_URL=str(accounts.store._engine.url)) as address:
        yield address.replace("127.0.0.1", "localhost")


@pytest.fixture
def stranger(browser: Browser, shared: str) -> Iterator[Page]:
    context = browser.new_context(base_url=shared)
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def test_a_link_sets_a_password_and_lets_in(
    stranger: Page, accounts: Accounts, picture: Callable[..., None], kept: Callable[..., None]
) -> None:
    _, token = accounts.invite("anna")
    stranger.goto(f"/#/invitation/{token}")
    stranger.get_by_label("Choose a password, anna").fill(WORDS)
    stranger.get_by_label("The same once more").fill("four small grey stone")
    assert token not in stranger.url
    assert axe_finds(stranger) == []
    stranger.get_by_role("button", name="Set it and sign in").click()
    expect(stranger.get_by_role("alert")).to_contain_text("not the same")
    kept(stranger, "sign-in-invited")
    stranger.get_by_label("The same once more").fill(WORDS)
    stranger.get_by_role("button", name="Set it and sign in").click()
    expect(stranger.get_by_role("button", name="Sign out anna")).to_be_visible()
    stranger.get_by_role("button", name="Sign out anna").click()
    expect(stranger.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
    assert stranger.evaluate(NAMELESS) == []
    assert stranger.evaluate(FAINT) == []
    assert axe_finds(stranger) == []
    picture(stranger, "sign-in-1280")
    kept(stranger, "sign-in")
    stranger.goto(f"/#/invitation/{token}")
    stranger.reload()
    expect(stranger.get_by_role("alert")).to_contain_text("This link is not good")


def test_name_and_password_let_in_and_nothing_is_shown_before(stranger: Page, accounts: Accounts) -> None:
    accounts.add("bert", Role.CANDIDATE, WORDS)
    stranger.goto("/#/progress")
    expect(stranger.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
    stranger.get_by_label("Name").fill("bert")
    stranger.get_by_label("Password").fill("wrong stones here")
    stranger.get_by_role("button", name="Sign in").click()
    expect(stranger.get_by_role("alert")).to_contain_text("The name or the password is wrong")
    stranger.get_by_label("Password").fill(WORDS)
    stranger.get_by_label("Password").press("Enter")
    expect(stranger.get_by_role("button", name="Sign out bert")).to_be_visible()
    assert stranger.url.endswith("/#/progress")
