"""The real application with its doors, on a port of this machine."""

from collections.abc import Iterator

import pytest
from gateway_server import serving

from app.api.application import make_application
from app.api.inside.results import Results
from app.coach.coach import Coach
from app.gateways.openai_api.routes import open_door
from app.settings import Settings


@pytest.fixture(scope="session")
def address(settings: Settings, coach: Coach) -> Iterator[str]:
    application = make_application(settings, lambda _: coach, Results.installed())
    open_door(application)
    application.state.loading.load()
    with serving(application) as address:
        yield address
