"""A model in our own process: a .gguf file through xllamacpp, spoken to over HTTP on the loopback.

Decides how it is loaded; that it is spoken to like any other endpoint keeps one client for all. The only
importer of xllamacpp.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.cores import cores
from ingest.errors import LLMUnusable

Report = Callable[[str], None]
CONTEXT_TOKENS = 8192
HOST = "127.0.0.1"


@dataclass(frozen=True)
class LocalModel:
    """A running model. `server` must be kept: the model goes with it."""

    base_url: str
    api_key: str
    name: str
    context_tokens: int
    server: Any


def load(path: Path, context_tokens: int = 0, report: Report = lambda _: None) -> LocalModel:
    """Load a model and serve it on a free loopback port, with a key that only this process knows.

    Raises:
        LLMUnusable: the file is missing or no model, or the extra `local` is not installed.
    """
    if not path.is_file():
        raise LLMUnusable(f"there is no model file at {path}; set COACH_LLM_GGUF to a .gguf file")
    try:
        import xllamacpp  # noqa: PLC0415 - optional, 100 MB
    except ImportError as error:
        raise LLMUnusable("COACH_LLM_GGUF needs the extra local: pip install 'interview-coach[local]'") from error
    key = secrets.token_urlsafe(24)
    size = context_tokens or CONTEXT_TOKENS
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.model_alias = {path.stem}
    params.hostnames = [HOST]
    params.port = 0
    params.api_keys = [key]
    params.n_ctx = size
    # One request at a time has the whole context; two at once wait for each other.
    params.n_parallel = 1
    # One core stays free: with all of them the model's threads wait for each other whenever anything else runs;
    # 1 of 2 cores made 40 tokens a second on a loaded machine where 2 of 2 made 4.
    threads = max(1, cores() - 1)
    params.cpuparams.n_threads = threads
    params.cpuparams_batch.n_threads = threads
    params.ui = False
    params.endpoint_slots = False
    params.warmup = False
    params.verbosity = -1
    # Said before, not while: the library keeps the interpreter to itself until the model is loaded.
    report(f"loading the language model {path.name} ({path.stat().st_size / 1e6:.0f} MB)")
    try:
        server = xllamacpp.Server(params)
    except (RuntimeError, ValueError) as error:
        raise LLMUnusable(f"{path} cannot be loaded as a model: {error}; set COACH_LLM_GGUF to a .gguf file") from error
    return LocalModel(f"{server.listening_address}/v1", key, path.stem, size, server)
