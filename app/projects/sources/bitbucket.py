"""Pull requests, reviews and issues of one person from Bitbucket Cloud's REST API.

Source: https://developer.atlassian.com/cloud/bitbucket/rest/; pages by `next` in the body. A person is known by the
nickname or the account id. Issues are left out where a repository has no tracker.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from app.projects.sources.host import Host, Page, SourceFailed
from app.projects.sources.work_item import ItemKind, WorkItem, rows_of, text_at

BASE = "https://api.bitbucket.org/2.0"
FIELDS = "+values.participants"


def host(token: str, base: str = BASE) -> Host:
    """Bitbucket Cloud."""
    return Host(base, {"Authorization": f"Bearer {token}"} if token else {})


def items(bitbucket: Host, repository: str, login: str) -> Iterator[WorkItem]:
    """What `login` requested, reviewed and reported in `workspace/name`.

    Raises:
        SourceFailed: it cannot be had.
    """
    place = f"repositories/{quote(repository)}"
    for state in ("OPEN", "MERGED", "DECLINED"):
        query: dict[str, str | int] = {"state": state, "pagelen": 50, "fields": FIELDS}
        for page in bitbucket.pages(f"{place}/pullrequests", query, _following):
            for row in rows_of(page.body, "values"):
                yield from _of_request(row, login)
    try:
        for page in bitbucket.pages(f"{place}/issues", {"pagelen": 50}, _following):
            for row in rows_of(page.body, "values"):
                if _is(row.get("reporter"), login):
                    yield _item(ItemKind.ISSUE, row, text_at(row, "content", "raw"))
    except SourceFailed as error:
        if "(404)" not in str(error):
            raise


def _following(page: Page) -> str | None:
    return text_at(page.body, "next") or None


def _of_request(row: dict[str, Any], login: str) -> Iterator[WorkItem]:
    if _is(row.get("author"), login):
        yield _item(ItemKind.MERGE_REQUEST, row, text_at(row, "description"))
        return
    for participant in rows_of(row.get("participants")):
        if _is(participant.get("user"), login) and participant.get("participated_on"):
            state = text_at(participant, "state") or "commented"
            day = text_at(participant, "participated_on")[:10]
            yield WorkItem(ItemKind.REVIEW, f"#{text_at(row, 'id')}", text_at(row, "title"), state, day)


def _item(kind: ItemKind, row: dict[str, Any], words: str) -> WorkItem:
    key, title = f"#{text_at(row, 'id')}", text_at(row, "title")
    return WorkItem(kind, key, title, text_at(row, "state").lower(), text_at(row, "created_on")[:10], words)


def _is(person: Any, login: str) -> bool:
    names = (text_at(person, "nickname"), text_at(person, "account_id"), text_at(person, "uuid"))
    return login.lower() in {name.lower() for name in names if name}
