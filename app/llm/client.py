"""One client for every OpenAI-compatible endpoint; the only importer of openai.

Decides how long to wait, what is tried again and when the endpoint is left alone. Portable calls alone:
chat.completions, streaming, response_format. Requests run on an event loop in a thread of their own, so
that a caller in any thread can stop one at any moment, also before its first token.
"""

import asyncio
import random
import threading
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import aclosing
from typing import Any, TypeVar

from app.interview.usage import Usage
from app.llm.attempt import Seen, check, context_note, failure, let_go, next_chunk, read, take, usage_of, within
from app.llm.breaker import Breaker
from app.llm.endpoint import Dialect, Endpoint, spelt
from app.llm.faults import Fault, fault_of, reading, unstreamed
from app.llm.request import METER, Anew, Generation, Meter, Reply, Request
from app.llm.thoughts.thinking import Thinking
from ingest.errors import LLMFailed

T = TypeVar("T")
BACKOFF_S = 0.5


class Client:
    """Speaks to one endpoint; safe to use from several threads."""

    def __init__(
        self, endpoint: Endpoint, *, clock: Callable[[], float] = time.monotonic, server: object = None
    ) -> None:
        """Nothing is sent before the first request; importing openai takes 0.4 s here and not in `coach --help`.

        `server` is what runs a local model: it lives as long as its client.
        """
        self.endpoint = endpoint
        self.dialect: Dialect = endpoint.dialect()
        self.breaker = Breaker(clock)
        self._server = server
        # What the user is told where the endpoint read less of the last prompt than was sent.
        self.context_note = ""
        # Why the endpoint did not serve when it was last asked; empty when it did.
        self.trouble = ""
        # Finds out before a request what nobody answered at the start, and says whether nothing is left to find out.
        self.settle: Callable[[], bool] | None = None
        # Is told each request as it ends.
        self.watch: Callable[[Usage], None] = lambda _: None
        self._jitter = random.Random()  # noqa: S311 - spreads retries, guards nothing
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="llm-requests", daemon=True)
        self._thread.start()
        self._meters = ThreadPoolExecutor(1, thread_name_prefix="llm-meters")
        self._openai = make_openai(endpoint)

    def close(self) -> None:
        """Stop all requests and the thread."""

        async def stop() -> None:
            others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            await self._openai.close()
            await self._loop.shutdown_asyncgens()
            # A transport that was told to close does so one turn of the loop later.
            await asyncio.sleep(0.01)

        if self._loop.is_running():
            self._submit(stop()).result(timeout=5)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(timeout=5)
            self._loop.close()
        self._meters.shutdown()

    def stream(self, request: Request, by: float | None = None) -> Generation:
        """Begin a reply; its pieces come as the endpoint sends them. `by`: when it must be there, as time.monotonic."""
        generation = Generation()
        generation.future = self._submit(self._metered(request, generation, by, METER.get()))
        generation.future.add_done_callback(generation.end)
        return generation

    def complete(self, request: Request, by: float | None = None) -> Reply:
        """The whole reply.

        Raises:
            LLMFailed: with the requests that were made as its `usage`.
        """
        generation = self.stream(request, by)
        text = generation.text()
        return Reply(text, generation.usage)

    def models(self) -> list[dict[str, Any]]:
        """What the endpoint offers, as it says it: `id`, and for some their context.

        Raises:
            LLMFailed: it has no list, or does not answer.
        """

        async def listed() -> list[dict[str, Any]]:
            with reading():
                page = await within(
                    self._openai.models.list(), self.endpoint.deadlines.first_token_s, "no list of models came"
                )
                return [model.model_dump() for model in page.data]

        async def translated() -> list[dict[str, Any]]:
            try:
                return await listed()
            except Exception as error:  # every failure of the library becomes one of ours
                raise failure(fault_of(error, self.endpoint)) from error

        return self._submit(translated()).result()

    def _submit(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _metered(self, request: Request, generation: Generation, by: float | None, meter: Meter | None) -> None:
        """All attempts of a request; however they end, what they took is told to the meter of who has asked."""
        try:
            await self._run(request, generation, by)
        finally:
            if meter is not None and generation.usage:
                # It may write to a database, which must not hold up the other requests.
                self._meters.submit(meter, generation.usage)

    async def _run(self, request: Request, generation: Generation, by: float | None) -> None:
        """All attempts of a request; what they bring goes into the generation."""
        overall_s = self.endpoint.deadlines.overall_s
        left_s = overall_s if by is None else min(overall_s, by - time.monotonic())
        try:
            self.breaker.check()
            async with asyncio.timeout(left_s):
                if self.settle is not None and await asyncio.to_thread(self.settle):
                    self.settle = None
                await self._attempts(request, generation)
            self.breaker.succeeded()
            self.trouble = ""
            generation.put(None)
        except TimeoutError:
            why = f"the model took longer than {overall_s:g} s"
            self.breaker.failed(why)
            self.trouble = why
            generation.put(failure(Fault(why), generation.usage))
        except LLMFailed as error:
            error.usage = generation.usage
            generation.put(error)

    async def _attempts(self, request: Request, generation: Generation) -> None:
        attempt = 0
        while True:
            seen = Seen(time.monotonic())
            spelt = self.dialect.spellings
            try:
                # Closed here: an attempt that is given up would hold its connection as long as its error is kept.
                async with aclosing(self._attempt(request, seen)) as pieces:
                    async for piece in pieces:
                        generation.put(piece)
                        take(piece, seen, request.most_tokens)
                check(seen)
            except asyncio.CancelledError:
                self._keep(generation, usage_of(self.endpoint, request, seen, "stopped or too slow"))
                raise
            except Exception as error:  # every failure of the library becomes one of ours
                fault = fault_of(error, self.endpoint)
                let_go(error)
                self._keep(generation, usage_of(self.endpoint, request, seen, fault.why))
                if not seen.pieces and self._learn(fault, spelt):
                    continue
                if seen.pieces or not fault.is_passing or attempt == self.endpoint.retries:
                    self._count(fault)
                    raise failure(fault) from error
                await self._wait(fault, attempt)
                attempt += 1
            else:
                self._keep(generation, usage_of(self.endpoint, request, seen, "ok"))
                # A reply of a given shape leaves no room for thoughts, and says nothing of the next one in words.
                if seen.thought_aloud or request.response_format is None:
                    self.dialect.hides_thoughts = self.dialect.hides_thoughts or seen.thought_aloud
                self.context_note = context_note(request, seen)
                return

    def _keep(self, generation: Generation, usage: Usage) -> None:
        generation.usage += (usage,)
        self.watch(usage)

    def _count(self, fault: Fault) -> None:
        """Faults of the endpoint open the breaker; a refusal or a reply that was cut off says it is alive."""
        if fault.is_endpoints:
            self.breaker.failed(fault.why)
            self.trouble = fault.why
        else:
            self.breaker.succeeded()
            # One request refused as it was is no trouble yet, and no sign that trouble is over.
            self.trouble = fault.why if fault.is_refused and self.trouble else ""

    async def _wait(self, fault: Fault, attempt: int) -> None:
        """Wait before the next attempt: as long as the endpoint asks, else doubling with jitter.

        Raises:
            LLMFailed: it asks for more than this request may take.
        """
        if fault.retry_after_s is not None:
            if fault.retry_after_s > self.endpoint.deadlines.overall_s / 3:
                self._count(fault)
                raise failure(Fault(f"{fault.why} and asks to wait {fault.retry_after_s:g} s"))
            await asyncio.sleep(fault.retry_after_s)
        else:
            await asyncio.sleep(BACKOFF_S * 2**attempt * self._jitter.uniform(0.5, 1.0))

    def _learn(self, fault: Fault, spelt: tuple[str, bool, bool]) -> bool:
        """True if the request was refused for a field that can be spelt otherwise or left out; it is from now on."""
        dialect = self.dialect
        if not fault.is_refused:
            return False
        if spelt != dialect.spellings:
            # Another request has learnt it while this one was under way.
            return True
        return dialect.learn(fault.detail)

    async def _attempt(self, request: Request, seen: Seen) -> AsyncGenerator[str | Anew]:
        """One HTTP request: the pieces of its reply, without a model's thoughts."""
        deadlines = self.endpoint.deadlines
        waiting = "no first token came"
        by = seen.began + deadlines.first_token_s
        stream = await within(
            self._openai.chat.completions.create(**spelt(request, self.endpoint, self.dialect)),
            deadlines.first_token_s,
            waiting,
        )
        try:
            thinking = Thinking()
            chunks = stream.__aiter__()
            while True:
                with reading():
                    chunk = await within(next_chunk(chunks), by - time.monotonic(), waiting)
                    if chunk is None:
                        break
                    content, is_alive = read(chunk, seen)
                if is_alive:
                    seen.first_token_at = seen.first_token_at or time.monotonic()
                    by, waiting = time.monotonic() + deadlines.between_tokens_s, "no next token came"
                for piece in _shown(thinking, thinking.feed(content), seen):
                    yield piece
            for piece in _shown(thinking, thinking.end(), seen):
                yield piece
            if not seen.chunks:
                raise failure(unstreamed(_head_of(stream), self.endpoint))
        finally:
            await stream.close()


def _shown(thinking: Thinking, piece: str, seen: Seen) -> list[str | Anew]:
    """What a reader is given after a chunk."""
    if thinking.took_back:
        seen.thought_aloud = True
        return [Anew(), piece] if piece else [Anew()]
    return [piece] if piece else []


def _head_of(stream: Any) -> bytes:
    """The first bytes of a reply, which app/llm/transport.py keeps."""
    head: bytes = getattr(stream.response.stream, "head", b"")
    return head


def make_openai(endpoint: Endpoint, most_bytes: int = 0, *, follows: bool = True) -> Any:
    """The openai package's client of an endpoint, which goes nowhere else.

    `most_bytes` of a reply are read, as many as a chat takes if 0; `follows`: redirects on the same host.
    """
    import httpx2  # noqa: PLC0415 - with openai, only where a model is set
    import openai  # noqa: PLC0415 - 0.4 s

    from app.llm.transport import MOST_BYTES, hooks  # noqa: PLC0415 - with openai

    timeout = httpx2.Timeout(None, connect=endpoint.deadlines.connect_s)
    # A key is never empty to the library; local servers take any.
    common: dict[str, Any] = {
        "api_key": endpoint.api_key or "none",
        "base_url": endpoint.base_url,
        "timeout": timeout,
        "max_retries": 0,
        # A proxy of the environment has no business between this process and its own machine.
        "http_client": openai.DefaultAsyncHttpxClient(
            trust_env=not endpoint.is_loopback,
            timeout=timeout,
            event_hooks=hooks(endpoint, most_bytes or MOST_BYTES),
            follow_redirects=follows,
            headers={"Accept-Encoding": "identity"},
        ),
    }
    if endpoint.is_azure:
        return openai.AsyncAzureOpenAI(api_version=endpoint.api_version, **common)
    return openai.AsyncOpenAI(**common)
