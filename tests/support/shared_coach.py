"""A coach that several people share, real in every part, with a clock that a test sets and hashes that cost little."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hurried import hurried
from migrated import migrated

from app.accounts.quotas import Amount, Limits
from app.accounts.users import Role, User
from app.api.application import make_application
from app.api.inside.results import Results
from app.coach.accounts.accounts import Accounts
from app.coach.accounts.entrance import Entrance
from app.coach.accounts.federation import Federation
from app.coach.accounts.passwords import Passwords
from app.coach.accounts.retention import Keeping
from app.coach.accounts.sharing import Sharing
from app.coach.accounts.spending import Spending
from app.coach.chair import Chairs
from app.coach.coach import Coach
from app.coach.own_work.project_rounds import ProjectRounds
from app.coach.own_work.projects import Projects
from app.gateways.openai_api.routes import open_door
from app.opening import open_provider
from app.projects.search import ProjectIndexes
from app.settings import Settings
from app.store.interviews import Store

CHEAP = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
PASSWORD = "river stone lamp"  # noqa: S105
ORIGIN = {"Origin": "https://localhost"}


@dataclass
class Clock:
    """The time, as a test sets it."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.at

    def go_on(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass(frozen=True)
class SharedCoach:
    """A coach with accounts and a database of its own, and the application that serves it."""

    coach: Coach
    application: FastAPI
    clock: Clock
    projects_folder: Path

    @property
    def store(self) -> Store:
        return self.coach.interviews.store

    def add(self, name: str, role: Role = Role.CANDIDATE) -> User:
        return self.coach.accounts.add(name, role, PASSWORD)

    def browser(self, peer: str = "192.0.2.7") -> TestClient:
        """A browser that is not signed in; it says which page its requests come from."""
        return TestClient(self.application, base_url="https://localhost", client=(peer, 50_000), headers=ORIGIN)

    def signed_in(self, name: str) -> TestClient:
        browser = self.browser()
        response = browser.post("/api/account/login", json={"name": name, "password": PASSWORD})
        assert response.status_code == 200, response.text
        return browser

    def program(self, name: str) -> TestClient:
        """A program of a user, with a key."""
        _, secret = self.coach.accounts.make_key(self.store.users.named(name).owner, "test")
        return TestClient(
            self.application,
            base_url="https://localhost",
            client=("192.0.2.8", 50_000),
            headers={"Authorization": f"Bearer {secret}"},
        )


def shared_coach(coach: Coach, folder: Path, limits: Limits | None = None, **further: Any) -> SharedCoach:
    """The same coach with a database in `folder`; `further` are settings."""
    settings = Settings(_env_file=None, home=folder, accounts="on", **further)
    if not (kept := folder / "coach.sqlite").exists():
        migrated(kept)
    clock, store, passwords = Clock(), hurried(Store(settings.store_url)), Passwords(PasswordHasher(**CHEAP))
    embedder: Callable[[], Any] = coach.projects.indexes._embedder
    projects = Projects(store.projects, ProjectIndexes(settings.projects_folder, embedder), clock)
    entrance = Entrance(store, passwords, clock)
    interviews = replace(coach.interviews, store=store, projects=ProjectRounds(projects))
    shared = replace(
        coach,
        interviews=interviews,
        appeals=replace(coach.appeals, store=store),
        reviews=replace(coach.reviews, store=store),
        records=replace(coach.records, store=store, sweep=projects.sweep),
        projects=projects,
        entrance=entrance,
        accounts=Accounts(store, passwords, clock, sweep=projects.sweep),
        spending=Spending(store, clock, limits or Limits(Amount())),
        sharing=Sharing(store, clock),
        chairs=Chairs(store, clock),
        keeping=Keeping(store),
        federation=Federation(store, entrance, clock, open_provider(settings), settings.oidc_create),
        consent=replace(coach.consent, store=store, now=clock),
        voice=replace(coach.voice, interviews=interviews, consent=replace(coach.voice.consent, store=store, now=clock)),
        check_store=store.check,
        close=store.close,
    )
    application = make_application(settings, lambda _: shared, Results.installed())
    open_door(application)
    application.state.loading.load()
    return SharedCoach(shared, application, clock, settings.projects_folder)
