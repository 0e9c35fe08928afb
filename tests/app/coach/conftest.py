"""The settings of a coach whose model is the scripted server."""

from pathlib import Path

import pytest
from migrated import migrated
from scripted import Scripted

from app.settings import Settings


@pytest.fixture
def llm_settings(settings: Settings, server: Scripted, tmp_path: Path, shared_parts: None) -> Settings:
    changes = {
        "llm_base_url": server.url,
        "llm_model": "scripted",
        "llm_retries": 0,
        "llm_first_token_s": 10.0,
        "llm_input_usd": 1.0,
        "llm_output_usd": 2.0,
        "database_url": migrated(tmp_path / "coach.sqlite"),
    }
    return settings.model_copy(update=changes)
