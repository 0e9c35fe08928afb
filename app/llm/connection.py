"""Settings -> a client, asked once whether it works.

Decides what a wrong setting means: one sentence, and the coach goes on offline. An endpoint that is only
down now is used again as soon as it answers, and the sentence goes with that.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from app.llm import local
from app.llm.client import Client
from app.llm.endpoint import DEFAULT_CONTEXT_TOKENS, OPENAI_MODEL, OPENAI_URL, Deadlines, Endpoint, Prices, split_azure
from app.llm.faults import Fault, Kind
from app.llm.request import Request, messages
from app.settings import Settings
from app.untrusted.fences import visible
from ingest.errors import LLMFailed, LLMUnusable

Report = Callable[[str], None]
# Where servers tell a model's context: llama.cpp, vLLM, LM Studio, OpenRouter.
CONTEXT_FIELDS = ("n_ctx", "max_model_len", "loaded_context_length", "max_context_length", "context_length")

LOCAL_WAITS = {"llm_first_token_s": 120.0, "llm_between_tokens_s": 30.0, "llm_overall_s": 300.0}


@dataclass(frozen=True)
class Opened:
    """A client of the settings' endpoint."""

    client: Client

    @property
    def notice(self) -> str:
        """A sentence for the user where the endpoint failed when it was last asked, empty else. It asks nobody."""
        why = self.client.trouble
        if not why:
            return ""
        return f"The language model failed when it was last asked: {why}. Until it answers, the coach works offline."


def open_llm(settings: Settings, report: Report = lambda _: None) -> Opened | None:
    """The client of the settings; None where no model is set.

    Raises:
        LLMUnusable: the settings cannot work: a missing model file, an address that is none.
    """
    if not settings.has_llm:
        return None
    if settings.llm_gguf is not None:
        patient = settings.model_copy(update=_patience(settings))
        model = local.load(settings.llm_gguf, settings.llm_context_tokens, report)
        endpoint = _endpoint(patient, model.base_url, model.name, model.api_key, model.context_tokens)
        return Opened(Client(replace(endpoint, is_own=True), server=model.server))
    report("asking the language model")
    endpoint = _from_address(settings)
    if endpoint.is_loopback:
        endpoint = _from_address(settings.model_copy(update=_patience(settings)))
    client = Client(endpoint)
    try:
        _fill_in(client, settings)
        _try_out(client)
    except LLMFailed as error:
        client.trouble = str(error)
        if not (client.endpoint.model and settings.llm_context_tokens):
            client.settle = lambda: _fill_in_later(client, settings)
    return Opened(client)


def elsewhere(settings: Settings) -> Endpoint | None:
    """Where the model of the settings is, if that is not this machine; nobody is asked.

    Raises:
        LLMUnusable: the address is none.
    """
    if not settings.has_llm or settings.llm_gguf is not None:
        return None
    endpoint = _from_address(settings)
    return None if endpoint.is_loopback else endpoint


def _patience(settings: Settings) -> dict[str, float]:
    """A processor reads 100 prompt tokens a second where a server reads thousands: longer waits, unless set.

    A model on a loopback address runs on this machine too, whichever program holds it.
    """
    return {name: wait for name, wait in LOCAL_WAITS.items() if name not in settings.model_fields_set}


def _from_address(settings: Settings) -> Endpoint:
    url = settings.llm_base_url.strip() or OPENAI_URL
    check_address(url)
    base, version, is_azure = split_azure(url, settings.llm_api_version)
    model = settings.llm_model or ("" if settings.llm_base_url else OPENAI_MODEL)
    endpoint = _endpoint(settings, base, model, settings.llm_api_key.get_secret_value(), settings.llm_context_tokens)
    return replace(endpoint, is_azure=True, api_version=version) if is_azure else endpoint


def check_address(url: str, setting: str = "COACH_LLM_BASE_URL") -> None:
    """Hold the address against all that reads it later: each had an error of its own for ":abc", "[::1" and 99999.

    Raises:
        LLMUnusable: nobody can be asked there.
    """
    import httpx2  # noqa: PLC0415 - with openai, only where a model is set

    shown = re.sub(r"(^|//)[^/@]*@", r"\1", url)
    if not url.startswith(("http://", "https://")):
        raise LLMUnusable(f"{setting} must begin with http:// or https://, it is {shown!r}")
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna")
        httpx2.URL(url)
        # urlsplit takes white space out, and a port is read only when asked for.
        why = "" if host and not re.search(r"\s", url) and parts.port != 0 else "it names no host and port"
    except (ValueError, httpx2.InvalidURL) as error:
        why = str(error)
    if why:
        raise LLMUnusable(
            f"{setting} is no address, it is {shown!r} ({why}); set it to where the model's endpoint listens, "
            "such as http://localhost:11434/v1"
        )


def _endpoint(settings: Settings, base_url: str, model: str, key: str, context_tokens: int) -> Endpoint:
    return Endpoint(
        base_url=base_url,
        model=model,
        api_key=key,
        deadlines=Deadlines(
            settings.llm_connect_s, settings.llm_first_token_s, settings.llm_between_tokens_s, settings.llm_overall_s
        ),
        prices=Prices(settings.llm_input_usd, settings.llm_output_usd),
        context_tokens=context_tokens or DEFAULT_CONTEXT_TOKENS,
        retries=settings.llm_retries,
    )


def _fill_in_later(client: Client, settings: Settings) -> bool:
    """Before a request, where the coach was started before the endpoint; False where it is to be done once more.

    Else a coach without a model's name stayed without one until a restart, and one with it kept the default context.

    Raises:
        LLMFailed: there is no model to ask, or nobody to ask.
    """
    try:
        _fill_in(client, settings)
    except LLMFailed as error:
        fault = error.fault if isinstance(error.fault, Fault) else Fault(str(error))
        if client.endpoint.model and fault.kind is not Kind.UNREACHABLE:
            # Only the list failed, as with a key that may not read it: the request says for itself how it fares.
            return not fault.is_passing
        client.trouble = str(error)
        client.breaker.failed(client.trouble)
        raise
    return True


def _fill_in(client: Client, settings: Settings) -> None:
    """Fill in the client's model and context, from what the endpoint lists.

    Raises:
        LLMFailed: the key is wrong, there is no one model to take, or the endpoint is down.
    """
    endpoint = client.endpoint
    listed = _listed(client)
    names = [visible(str(entry.get("id", ""))) for entry in listed]
    if not endpoint.model:
        if len(names) != 1:
            offered = ", ".join(sorted(names)[:8]) or "nothing"
            raise LLMFailed(f"COACH_LLM_MODEL is not set and {endpoint.place} offers {offered}")
        endpoint = replace(endpoint, model=names[0])
    entry = next((one for one in listed if one.get("id") == endpoint.model), {})
    if not settings.llm_context_tokens:
        endpoint = replace(endpoint, context_tokens=_context_tokens(entry) or endpoint.context_tokens)
    client.endpoint = endpoint


def _try_out(client: Client) -> None:
    """Ask for one word.

    Raises:
        LLMFailed: key, model or address are wrong, or the endpoint is down.
    """
    try:
        client.complete(Request("start", "", messages("Answer with one word.", "Say yes."), 16))
    except LLMFailed as error:
        if not _is_alive(error):
            raise


def _is_alive(error: LLMFailed) -> bool:
    """A reply that was cut off, empty or refused still says that key and model are right."""
    fault = error.fault
    return isinstance(fault, Fault) and not fault.is_endpoints and not fault.is_refused and not fault.is_settings


def _listed(client: Client) -> list[dict[str, Any]]:
    """What the endpoint offers; nothing where it has no list, as Azure's deployments.

    Raises:
        LLMFailed: the endpoint is not there, or refuses the key.
    """
    try:
        return client.models()
    except LLMFailed as error:
        fault = error.fault
        if isinstance(fault, Fault) and (fault.kind is Kind.KEY or fault.is_passing):
            raise
        return []


def _context_tokens(entry: dict[str, Any]) -> int:
    """The context that the endpoint names for a model; 0 where it names none."""
    places = [place for place in (entry, entry.get("meta")) if isinstance(place, dict)]
    found = [place[name] for place in places for name in CONTEXT_FIELDS if isinstance(place.get(name), int)]
    return max(0, int(found[0])) if found else 0
