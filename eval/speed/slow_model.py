"""A language model that takes its time, for a server under load: what it says, and after how long."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


@asynccontextmanager
async def slow_model(seconds: float) -> AsyncIterator[str]:
    """A language model that says a sentence after so many seconds: its address."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Cancelled: who asked is gone, and so is the measurement.
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            length = next((line.split(":")[1] for line in head.split("\r\n") if line.startswith("content-length")), "0")
            await reader.readexactly(int(length))
            top = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: "
            if head.startswith("get"):
                writer.write(f"{top}application/json\r\n\r\n".encode() + b'{"object":"list","data":[{"id":"slow"}]}')
            else:
                writer.write(f"{top}text/event-stream\r\n\r\n".encode())
                await writer.drain()
                await asyncio.sleep(seconds)
                for delta, finish in (({"role": "assistant", "content": "It keeps keys [1]."}, None), ({}, "stop")):
                    choice = {"index": 0, "delta": delta, "finish_reason": finish}
                    row = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "slow"}
                    writer.write(f"data: {json.dumps({**row, 'choices': [choice]})}\n\n".encode())
                writer.write(b"data: [DONE]\n\n")
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=1024)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
