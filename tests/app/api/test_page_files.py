"""The page's files are sent by the loop itself, with what a browser needs to keep them."""

from pathlib import Path
from typing import Any

import anyio.to_thread
import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.routing import Mount

from app.api.page_files import PageFiles


@pytest.fixture
def browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """What asks for files of a folder, where no thread can be had once the folder is known."""
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "main.js").write_text("export {};\n", encoding="utf-8")
    (tmp_path / "secret").write_text("no", encoding="utf-8")
    client = TestClient(Starlette(routes=[Mount("/static", PageFiles(directory=tmp_path / "page"))]))
    client.get("/static/main.js")

    def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("a file waited for a thread")

    monkeypatch.setattr(anyio.to_thread, "run_sync", refuse)
    monkeypatch.setattr(anyio, "open_file", refuse)
    return client


def test_a_file_is_sent_whole_and_not_twice(browser: TestClient) -> None:
    reply = browser.get("/static/main.js", headers={"Accept-Encoding": "gzip;q=0"})
    assert (reply.status_code, reply.text) == (200, "export {};\n")
    assert "content-encoding" not in reply.headers
    assert reply.headers["content-type"].startswith("text/javascript")
    assert reply.headers["content-length"] == "11"
    again = browser.get("/static/main.js", headers={"If-None-Match": reply.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    plain = browser.head("/static/main.js", headers={"Accept-Encoding": "identity"})
    assert plain.headers["etag"] == reply.headers["etag"]


def test_a_file_is_packed_for_whoever_takes_it_and_anew_once_it_has_changed(
    browser: TestClient, tmp_path: Path
) -> None:
    script = tmp_path / "page" / "main.js"
    for text in ("export const one = 1;\n" * 200, "export const two = 2;\n" * 300):
        script.write_text(text, encoding="utf-8")
        reply = browser.get("/static/main.js", headers={"Accept-Encoding": "br, gzip"})
        assert (reply.text, reply.headers["content-encoding"]) == (text, "gzip")
        assert int(reply.headers["content-length"]) < len(text) / 10
        assert reply.headers["vary"] == "Accept-Encoding"
        again = browser.get("/static/main.js", headers={"If-None-Match": reply.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["", "nowhere.js", "%2e%2e/secret", "x%00y", "a" * 5000])
def test_what_is_no_file_of_the_folder_is_not_found(browser: TestClient, path: str) -> None:
    assert browser.get(f"/static/{path}").status_code == 404


def test_a_file_is_only_read(browser: TestClient) -> None:
    refused = browser.post("/static/main.js")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
