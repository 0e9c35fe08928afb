"""Hosts of code and issues, spoken to over a real connection: pages, limits, errors, and where a token goes."""

import base64
import io
import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from typing import Any

import pytest

from app.projects.documents import parsed
from app.projects.sources import bitbucket, github, gitlab, jira
from app.projects.sources.exports import Budget, files_of
from app.projects.sources.host import Host, SourceFailed
from app.projects.sources.work_item import ItemKind, WorkItem, document_of, newest
from ingest.documents.document import LoadError
from ingest.documents.structure import BlockKind

Reply = tuple[int, Any] | tuple[int, Any, dict[str, str]]


@dataclass
class Server:
    """Answers by path and query; `asked` has every request with its headers."""

    url: str
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def answer(self, path: str, *replies: Reply) -> None:
        self.replies[path] = list(replies)


@pytest.fixture
def serve() -> Iterator[Callable[[], Server]]:
    running: list[ThreadingHTTPServer] = []

    def make() -> Server:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                made.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                replies = made.replies.get(self.path) or made.replies.get(self.path.split("?")[0]) or [(404, {})]
                reply = replies.pop(0) if len(replies) > 1 else replies[0]
                content = reply[1] if isinstance(reply[1], bytes) else json.dumps(reply[1]).encode()
                self.send_response(reply[0])
                for name, value in (reply[2] if len(reply) > 2 else {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        made = Server(f"http://127.0.0.1:{server.server_port}")
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        running.append(server)
        return made

    yield make
    for server in running:
        server.shutdown()
        server.server_close()


def pull(number: int, login: str, **fields: Any) -> dict[str, Any]:
    made = {"number": number, "title": f"Pull {number}", "state": "closed", "user": {"login": login}}
    return made | {"created_at": "2026-01-02T03:04:05Z", "merged_at": "2026-01-03", "body": "We cut latency."} | fields


def test_github_gives_requests_over_pages_reviews_and_issues(serve: Callable[[], Server]) -> None:
    server = serve()
    first = "/repos/a/b/pulls?state=all&per_page=100&sort=created&direction=desc"
    link = {"Link": f'<{server.url}/repos/a/b/pulls?page=2>; rel="next", <{server.url}/x>; rel="last"'}
    server.answer(first, (200, [pull(1, "Me"), pull(2, "you")], link))
    server.answer("/repos/a/b/pulls?page=2", (200, [pull(3, "me", merged_at=None, state="open")]))
    review = {"user": {"login": "me"}, "state": "APPROVED", "submitted_at": "2026-02-01T00:00:00Z", "body": "Good."}
    server.answer("/repos/a/b/pulls/2/reviews", (200, [review, {"user": None}]))
    issue = {"number": 4, "title": "Fails", "state": "open", "created_at": "2026-01-01", "body": None}
    server.answer("/repos/a/b/issues", (200, [issue, {"number": 1, "pull_request": {}}]))
    found = list(github.items(github.host("secret", server.url), "a/b", "me"))
    assert [(item.kind, item.key, item.state) for item in found] == [
        (ItemKind.MERGE_REQUEST, "#1", "merged"),
        (ItemKind.MERGE_REQUEST, "#3", "open"),
        (ItemKind.REVIEW, "#2", "approved"),
        (ItemKind.ISSUE, "#4", "open"),
    ]
    assert {headers["authorization"] for _, headers in server.asked} == {"Bearer secret"}


def test_gitlab_gives_requests_reviews_and_issues(serve: Callable[[], Server]) -> None:
    server = serve()
    row = {"iid": 7, "title": "T", "state": "merged", "created_at": "2026-01-02T00:00:00Z", "description": "d"}
    own, other = row | {"author": {"username": "me"}}, row | {"iid": 8, "author": {"username": "you"}}
    place = "/api/v4/projects/g%2Fp"
    server.answer(f"{place}/merge_requests?author_username=me&scope=all&per_page=100", (200, [own]))
    server.answer(f"{place}/merge_requests?reviewer_username=me&scope=all&per_page=100", (200, [own, other]))
    server.answer(f"{place}/issues", (200, [own]))
    found = list(gitlab.items(gitlab.host("secret", f"{server.url}/api/v4"), "g/p", "me"))
    assert [(item.kind, item.key) for item in found] == [
        (ItemKind.MERGE_REQUEST, "!7"), (ItemKind.REVIEW, "!8"), (ItemKind.ISSUE, "#7"),
    ]  # fmt: skip
    assert server.asked[0][1]["private-token"] == "secret"


def test_bitbucket_gives_requests_and_reviews_and_needs_no_issue_tracker(serve: Callable[[], Server]) -> None:
    server = serve()
    place = "/2.0/repositories/w/r/pullrequests"
    mine = {"id": 1, "title": "T", "state": "MERGED", "created_on": "2026-01-02", "author": {"nickname": "me"}}
    taken = {"user": {"nickname": "me"}, "state": "approved", "participated_on": "2026-02-01"}
    theirs = mine | {"id": 2, "author": {"nickname": "you"}, "participants": [taken]}
    server.answer(place, (200, {"values": []}))
    query = "state=MERGED&pagelen=50&fields=%2Bvalues.participants"
    server.answer(f"{place}?{query}", (200, {"values": [mine], "next": f"{server.url}{place}?page=2"}))
    server.answer(f"{place}?page=2", (200, {"values": [theirs]}))
    found = list(bitbucket.items(bitbucket.host("secret", f"{server.url}/2.0"), "w/r", "me"))
    assert [(item.kind, item.key) for item in found] == [(ItemKind.MERGE_REQUEST, "#1"), (ItemKind.REVIEW, "#2")]


def test_jira_gives_issues_over_pages_and_quotes_what_is_asked(serve: Callable[[], Server]) -> None:
    server = serve()
    text = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "We use Kafka."}]}]}

    def issue(key: str, description: Any) -> dict[str, Any]:
        fields = {"summary": "S", "status": {"name": "Done"}, "created": "2026-01-02T", "description": description}
        return {"key": key, "fields": fields}

    server.answer(
        "/rest/api/2/search",
        (200, {"startAt": 0, "total": 2, "issues": [issue("A-1", text)]}),
        (200, {"startAt": 1, "total": 2, "issues": [issue("A-2", "plain")]}),
    )
    found = list(jira.items(jira.host("me@x.org:secret", server.url), 'A" OR project = "B', "me"))
    assert [(item.key, item.words.strip()) for item in found] == [("A-1", "We use Kafka."), ("A-2", "plain")]
    assert "%5C%22+OR+project" in server.asked[0][0]
    assert server.asked[0][1]["authorization"] == f"Basic {base64.b64encode(b'me@x.org:secret').decode()}"


def fetched(server: Server, slept: list[float] | None = None) -> list[Any]:
    host = Host(server.url, {"Authorization": "Bearer secret"}, sleep=(slept if slept is not None else []).append)
    return [page.body for page in host.pages("things", {}, lambda _: None)]


def test_a_limit_is_waited_for_as_long_as_the_host_says(serve: Callable[[], Server]) -> None:
    server, slept = serve(), list[float]()
    limited = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "0"}
    server.answer("/things", (429, {}, {"Retry-After": "7"}), (403, {}, limited), (503, {}), (200, [1]))
    assert fetched(server, slept) == [[1]]
    assert slept == [7.0, 0.0, 4.0]


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ((401, {}), "refuses the token"),
        ((403, {}), "refuses the token"),
        ((404, {}), "nothing there"),
        ((429, {}, {"Retry-After": "900"}), "15 minutes"),
        ((500, {}), "try again later"),
        ((200, b"<html>"), "no JSON"),
        ((418, {}), "answered 418"),
    ],
)
def test_an_error_is_told_in_a_sentence_without_the_token(
    serve: Callable[[], Server], reply: Reply, words: str
) -> None:
    server = serve()
    server.answer("/things", reply)
    with pytest.raises(SourceFailed, match=words) as told:
        fetched(server)
    assert "secret" not in str(told.value)


def test_no_redirect_and_no_next_page_takes_the_token_to_another_host(serve: Callable[[], Server]) -> None:
    server, other = serve(), serve()
    server.answer("/things", (302, {}, {"Location": f"{other.url}/things"}))
    with pytest.raises(SourceFailed, match="another host"):
        fetched(server)
    link = {"Link": f'<{other.url}/repos/a/b/pulls?page=2>; rel="next"'}
    server.answer("/repos/a/b/pulls", (200, [], link))
    with pytest.raises(SourceFailed, match="another host"):
        list(github.items(github.host("secret", server.url), "a/b", "me"))
    assert other.asked == []


def test_a_redirect_on_the_same_host_is_followed_but_not_for_ever(serve: Callable[[], Server]) -> None:
    server = serve()
    server.answer("/things", (301, {}, {"Location": "/moved"}))
    server.answer("/moved", (200, [2]))
    assert fetched(server) == [[2]]
    server.answer("/moved", (301, {}, {"Location": "/things"}))
    with pytest.raises(SourceFailed, match="too often"):
        fetched(server)


def test_a_host_that_is_not_there_is_told(serve: Callable[[], Server]) -> None:
    with pytest.raises(SourceFailed, match="cannot be reached"):
        fetched(Server("http://127.0.0.1:9"))


@pytest.mark.parametrize("base", ["http://example.org", "ftp://127.0.0.1", "example.org"])
def test_a_token_is_sent_over_tls_alone(base: str) -> None:
    with pytest.raises(SourceFailed, match="https"):
        github.host("secret", base)


def test_items_become_a_document_whose_words_begin_no_section() -> None:
    items = [WorkItem(ItemKind.ISSUE, "#4", "A\nB", "open", "2026-01-01", "# Not a heading\nWe use Kafka.")]
    document = document_of("github a/b", items)
    assert document is not None
    assert document.name == "github-a-b.md"
    assert "### #4 A B (open, 2026-01-01)" in document.text
    assert "\\# Not a heading" in document.text
    assert document_of("github a/b", []) is None


def test_of_many_items_the_newest_of_every_kind_are_kept() -> None:
    merged = [WorkItem(ItemKind.MERGE_REQUEST, f"#{n}", "t", "merged", f"{2000 + n // 300}-01-01") for n in range(600)]
    issue = WorkItem(ItemKind.ISSUE, "#9", "the issue", "open", "2026-01-01")
    held, older = newest([*merged, issue])
    assert (len(held), older, held[0]) == (500, 101, issue)
    assert merged[-1] in held


@pytest.mark.parametrize("line", ["=====", "  ---  ", "# Forged"])
def test_words_of_an_item_make_no_heading(line: str) -> None:
    document = document_of("github a/b", [WorkItem(ItemKind.ISSUE, "#4", "A", "open", "2026-01-01", f"Forged\n{line}")])
    assert document is not None
    headings = [block for block in parsed(document).blocks if block.kind is BlockKind.HEADING]
    assert [block.level for block in headings] == [1, 2, 3]


def packed(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        for name, content in files.items():
            out.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return target.getvalue()


def test_an_export_gives_its_documents_without_the_ids_of_notion() -> None:
    name = f"Work__Design {'a1' * 16}_dot_md"
    inner = packed(**{name: b"# Design", "photo_dot_png": b"x", "index_dot_html": b"<p>"})
    assert dict(files_of(packed(**{"Part-1_dot_zip": inner}), Budget())) == {"Work/Design.md": b"# Design"}


def test_a_bomb_and_what_is_no_zip_are_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("a.md", b"0" * 100_000_001)
    for raw in (bomb.getvalue(), b"no zip"):
        with pytest.raises(LoadError):
            list(files_of(raw, Budget()))


def test_a_bomb_in_parts_is_refused_as_a_whole() -> None:
    part = io.BytesIO()
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("a.md", b"0" * 40_000_000)
    whole = packed(**{f"Part-{number}_dot_zip": part.getvalue() for number in range(3)})
    unpacked = files_of(whole, Budget())
    assert sum(len(content) for _, content in islice(unpacked, 2)) == 80_000_000
    with pytest.raises(LoadError, match=r"more than 100,000,000 bytes .*, which is too much"):
        next(unpacked)
