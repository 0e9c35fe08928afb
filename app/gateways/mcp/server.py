"""The coach as an MCP server: its tools, its documents as resources, its prompts.

Decides how documents are named: coach://documents/ with the id that passages and citations give.
"""

from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import anyio.to_thread
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError
from mcp.types import Resource

from app.api.loading import LoadingCoach
from app.candidate.candidate import LOCAL
from app.gateways.mcp import prompts
from app.gateways.mcp.tools import Tools
from app.settings import Settings
from ingest.errors import CoachError, NotFound

NAME = "interview-coach"
ABOUT = (
    "Mock interviews for AI engineers. `start` asks the first question; give each answer of the candidate to `answer` "
    "word for word, and never answer yourself. Grades come from the coach, key point by key point, with the words of "
    "the candidate as evidence; `ask` and `search` answer from its notes with citations."
)
DOCUMENTS = "coach://documents/"
MARKDOWN = "text/markdown"


class CoachServer(MCPServer[Any]):
    """An MCP server whose resources are the documents of the index, listed once the coach is loaded."""

    def __init__(self, tools: Tools) -> None:
        """Take the tools; nothing is loaded here."""
        super().__init__(
            name=NAME,
            title="Interview coach",
            instructions=ABOUT,
            version=version("interview-coach"),
            log_level="WARNING",
        )
        self._coach_tools = tools
        tools.add_to(self)
        prompts.add_to(self)
        self.resource(
            f"{DOCUMENTS}{{+document_id}}",
            name="document",
            title="A document",
            description="A whole document; the offsets of citations and passages count its characters.",
            mime_type=MARKDOWN,
        )(self._document)

    async def list_resources(self) -> list[Resource]:
        """All documents by their titles; none while the coach still loads."""
        try:
            found = await anyio.to_thread.run_sync(self._coach_tools.documents)
        except CoachError:
            return []
        return [
            Resource(uri=f"{DOCUMENTS}{identifier}", name=identifier, title=title, mime_type=MARKDOWN)
            for identifier, title in found
        ]

    def _document(self, document_id: str) -> str:
        try:
            return self._coach_tools.coach.questions.document(document_id).text
        except NotFound as error:
            raise ResourceNotFoundError(str(error)) from error


def make_server(loading: LoadingCoach, settings: Settings, owner: Callable[[], str] = lambda: LOCAL) -> CoachServer:
    """The server of a coach that is loading; `owner` is whose rows the request of the moment may read and write."""
    return CoachServer(Tools(loading, settings.max_answer_chars, owner=owner))
