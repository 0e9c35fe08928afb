"""Pull requests, reviews and issues of one person from GitHub's REST API.

Source: https://docs.github.com/en/rest/pulls/pulls, /pulls/reviews, /issues/issues; pages by the Link header.
"""

from collections.abc import Iterator
from urllib.parse import quote

from app.projects.sources.host import Host, next_link
from app.projects.sources.work_item import ItemKind, WorkItem, rows_of, text_at

BASE = "https://api.github.com"
# Requests of others whose reviews are looked through, the newest first: each costs a request.
MOST_REVIEWED = 100


def host(token: str, base: str = BASE) -> Host:
    """GitHub, or a server of one's own."""
    headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
    return Host(base, headers | ({"Authorization": f"Bearer {token}"} if token else {}))


def items(github: Host, repository: str, login: str) -> Iterator[WorkItem]:
    """What `login` requested, reviewed and reported in `owner/name`.

    Raises:
        SourceFailed: it cannot be had.
    """
    place = f"repos/{quote(repository)}"
    others: list[str] = []
    query: dict[str, str | int] = {"state": "all", "per_page": 100, "sort": "created", "direction": "desc"}
    for page in github.pages(f"{place}/pulls", query, next_link):
        for row in rows_of(page.body):
            if text_at(row, "user", "login").lower() == login.lower():
                state = "merged" if text_at(row, "merged_at") else text_at(row, "state")
                yield _item(ItemKind.MERGE_REQUEST, row, state)
            else:
                others.append(text_at(row, "number"))
    for number in others[:MOST_REVIEWED]:
        for page in github.pages(f"{place}/pulls/{quote(number)}/reviews", {"per_page": 100}, next_link):
            for row in rows_of(page.body):
                if text_at(row, "user", "login").lower() == login.lower():
                    day = text_at(row, "submitted_at")[:10]
                    state, words = text_at(row, "state").lower(), text_at(row, "body")
                    yield WorkItem(ItemKind.REVIEW, f"#{number}", "review", state, day, words)
    for page in github.pages(f"{place}/issues", {"state": "all", "per_page": 100, "creator": login}, next_link):
        for row in rows_of(page.body):
            # For GitHub a pull request is an issue too.
            if "pull_request" not in row:
                yield _item(ItemKind.ISSUE, row, text_at(row, "state"))


def _item(kind: ItemKind, row: dict[str, object], state: str) -> WorkItem:
    key, title, day = f"#{text_at(row, 'number')}", text_at(row, "title"), text_at(row, "created_at")[:10]
    return WorkItem(kind, key, title, state, day, text_at(row, "body"))
