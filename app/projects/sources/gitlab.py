"""Merge requests, reviews and issues of one person from GitLab's REST API.

Source: https://docs.gitlab.com/api/merge_requests/, /issues/; pages by the Link header. A review is a merge request of
somebody else for which this person is named as reviewer: GitLab lists nothing nearer to one without a request each.
"""

from collections.abc import Iterator
from urllib.parse import quote

from app.projects.sources.host import Host, next_link
from app.projects.sources.work_item import ItemKind, WorkItem, rows_of, text_at

BASE = "https://gitlab.com/api/v4"


def host(token: str, base: str = BASE) -> Host:
    """GitLab, or a server of one's own, whose base address ends in /api/v4."""
    return Host(base, {"PRIVATE-TOKEN": token} if token else {})


def items(gitlab: Host, repository: str, login: str) -> Iterator[WorkItem]:
    """What `login` requested, reviewed and reported in a project, `group/name` or its number.

    Raises:
        SourceFailed: it cannot be had.
    """
    place = f"projects/{quote(repository, safe='')}"
    for kind, path, who in (
        (ItemKind.MERGE_REQUEST, "merge_requests", "author_username"),
        (ItemKind.REVIEW, "merge_requests", "reviewer_username"),
        (ItemKind.ISSUE, "issues", "author_username"),
    ):
        query: dict[str, str | int] = {who: login, "scope": "all", "per_page": 100}
        for page in gitlab.pages(f"{place}/{path}", query, next_link):
            for row in rows_of(page.body):
                is_own = text_at(row, "author", "username").lower() == login.lower()
                if kind is ItemKind.REVIEW and is_own:
                    continue
                sign = "#" if kind is ItemKind.ISSUE else "!"
                words = "" if kind is ItemKind.REVIEW else text_at(row, "description")
                yield WorkItem(
                    kind,
                    f"{sign}{text_at(row, 'iid')}",
                    text_at(row, "title"),
                    text_at(row, "state"),
                    text_at(row, "created_at")[:10],
                    words,
                )
