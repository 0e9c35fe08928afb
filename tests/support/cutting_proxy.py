"""A proxy between browser and coach that holds a reply in its middle and cuts it off there, as a network does."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CHUNK_BYTES = 65_536


class CuttingProxy:
    """Passes bytes on to `port`; what is asked of it holds for the replies that come after."""

    def __init__(self, port: int) -> None:
        """`port` is that of the coach on this machine, and may be changed."""
        self.port = port
        self.held = threading.Event()
        # What was replied so far, by whatever connection.
        self.replied = bytearray()
        self._marker = b""
        self._times = 0
        self._free = threading.Event()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def hold(self, marker: bytes, times: int = 2) -> None:
        """Hold the next reply before the n-th time that these bytes stand in it."""
        self.held.clear()
        self._free.clear()
        self._marker, self._times = marker, times

    def cut(self) -> None:
        """End all connections where they are."""
        with self._lock:
            ended, self._open = self._open, set()
        for end in ended:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self.release()

    def release(self) -> None:
        """Hold nothing any more."""
        self._marker = b""
        self._free.set()

    def close(self) -> None:
        """Take nothing any more."""
        self._listening.close()
        self.cut()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self.port))
        except OSError:
            near.close()
            return
        with self._lock:
            self._open |= {near, far}
        threading.Thread(target=self._pass_on, args=(near, far), daemon=True).start()
        self._pass_on(far, near, is_reply=True)
        with self._lock:
            self._open -= {near, far}
        near.close()
        far.close()

    def _pass_on(self, source: socket.socket, target: socket.socket, *, is_reply: bool = False) -> None:
        with suppress(OSError):
            while chunk := source.recv(CHUNK_BYTES):
                if is_reply:
                    self.replied += chunk
                target.sendall(self._kept_back(chunk, target) if is_reply and self._marker else chunk)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def _kept_back(self, chunk: bytes, target: socket.socket) -> bytes:
        """The bytes that are still to be passed on, after those before the marker were, and the time of holding."""
        at = -1
        while self._times > 0 and (at := chunk.find(self._marker, at + 1)) >= 0:
            self._times -= 1
        if self._times > 0:
            return chunk
        at = max(at, 0)
        target.sendall(chunk[:at])
        self.held.set()
        self._free.wait(600)
        return chunk[at:]


@contextmanager
def cutting_proxy(port: int) -> Iterator[CuttingProxy]:
    """A proxy to this port."""
    proxy = CuttingProxy(port)
    try:
        yield proxy
    finally:
        proxy.close()
