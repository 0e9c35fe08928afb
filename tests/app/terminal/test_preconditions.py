"""What a command refuses before it begins, and what it says of a build that failed."""

import errno
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from app.terminal.main import main
from app.terminal.preconditions import check_address
from ingest.errors import CoachError


@pytest.mark.parametrize(("fails_at", "reason"), [("open", errno.EAFNOSUPPORT), ("bind", errno.EADDRNOTAVAIL)])
def test_of_a_host_with_an_address_that_is_off_the_other_is_listened_on(
    monkeypatch: pytest.MonkeyPatch, fails_at: str, reason: int
) -> None:
    class Sockets(socket.socket):
        """Of a machine whose IPv6 is off, by the kernel or by its settings."""

        def __init__(self, family: int, *more: int) -> None:
            if family == socket.AF_INET6 and fails_at == "open":
                raise OSError(reason, "off")
            super().__init__(family, *more)

        def bind(self, address: Any) -> None:
            if self.family == socket.AF_INET6:
                raise OSError(reason, "off")
            super().bind(address)

    places = [
        (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", 0, 0, 0)),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0)),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: places)
    monkeypatch.setattr(socket, "socket", Sockets)
    assert check_address("localhost", 0) == "127.0.0.1"
    del places[1]
    with pytest.raises(CoachError, match=r"localhost with port 0 cannot be listened on: off; choose another"):
        check_address("localhost", 0)


def test_a_free_port_is_free_for_the_server_after_it_was_tried() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port = server.getsockname()[1]
    assert check_address("127.0.0.1", port) == "127.0.0.1"
    with socket.socket() as server:
        server.bind(("127.0.0.1", port))


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            PermissionError(errno.EACCES, "Permission denied", "/models/x.bin"),
            "the index {index} cannot be built: /models/x.bin: Permission denied\n",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            "the index {index} cannot be built: No space left on device; name another folder with --index or",
        ),
        (OSError("not a model"), "the index {index} cannot be built: not a model; name another folder"),
        (
            PermissionError(errno.EACCES, "Permission denied", "{home}/.index-ab12/words.npz"),
            "the index {index} cannot be written: Permission denied; name another folder with --index or",
        ),
    ],
)
def test_a_build_that_fails_names_the_file_that_it_failed_at(
    error: OSError, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if error.filename:
        error.filename = error.filename.format(home=tmp_path)

    def fails(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr("app.terminal.documents.open_embedder", lambda _: None)
    monkeypatch.setattr("app.terminal.documents.build", fails)
    monkeypatch.setattr(sys, "argv", ["coach", "ingest", "x", "--index", str(tmp_path / "index")])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    assert capsys.readouterr().err.startswith("coach: " + told.format(index=tmp_path / "index"))
