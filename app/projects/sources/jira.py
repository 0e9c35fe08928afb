"""Issues of one person from Jira's REST API.

Source: https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/ (pages by `nextPageToken`)
for the cloud, and version 2 of a server of one's own (pages by `startAt`).
"""

import base64
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

from app.projects.sources.host import Host, Page
from app.projects.sources.work_item import ItemKind, WorkItem, rows_of, text_at

FIELDS = "summary,status,created,description"
PAGE = 50


def host(token: str, base: str) -> Host:
    """A site of Jira. For the cloud the token is `address:token`, for a server of one's own a personal one."""
    kind = f"Basic {base64.b64encode(token.encode()).decode()}" if ":" in token else f"Bearer {token}"
    return Host(base, {"Authorization": kind, "Accept": "application/json"} if token else {})


def items(jira: Host, project: str, login: str) -> Iterator[WorkItem]:
    """The issues of a project that `login` was given or reported.

    Raises:
        SourceFailed: they cannot be had.
    """
    who = f"(assignee = {_quoted(login)} OR reporter = {_quoted(login)})"
    jql = f"project = {_quoted(project)} AND {who} ORDER BY created"
    is_cloud = (urlsplit(jira.base).hostname or "").endswith(".atlassian.net")
    path = "rest/api/3/search/jql" if is_cloud else "rest/api/2/search"
    query: dict[str, str | int] = {"jql": jql, "fields": FIELDS, "maxResults": PAGE}

    def following(page: Page) -> str | None:
        token = text_at(page.body, "nextPageToken")
        if token:
            return f"{jira.base.rstrip('/')}/{path}?{urlencode({**query, 'nextPageToken': token})}"
        start, total = (int(text_at(page.body, name) or 0) for name in ("startAt", "total"))
        past = start + len(rows_of(page.body, "issues"))
        if past > start and past < total:
            return f"{jira.base.rstrip('/')}/{path}?{urlencode({**query, 'startAt': past})}"
        return None

    for page in jira.pages(path, query, following):
        for row in rows_of(page.body, "issues"):
            fields = row.get("fields")
            yield WorkItem(
                ItemKind.ISSUE,
                text_at(row, "key"),
                text_at(fields, "summary"),
                text_at(fields, "status", "name"),
                text_at(fields, "created")[:10],
                _words(fields.get("description") if isinstance(fields, dict) else None),
            )


def _quoted(name: str) -> str:
    """A name as a string of JQL, whatever stands in it."""
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _words(node: Any, depth: int = 0) -> str:
    """The words of a description: text, or a document of Atlassian's format."""
    if isinstance(node, str):
        return node
    if not isinstance(node, dict) or depth > 30:
        return ""
    own = node.get("text")
    inside = [_words(child, depth + 1) for child in rows_of(node.get("content"))]
    end = "\n" if node.get("type") in ("paragraph", "heading", "listItem", "codeBlock") else ""
    return (own if isinstance(own, str) else "") + "".join(inside) + end
