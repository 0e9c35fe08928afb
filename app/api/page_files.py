"""The page's own files, sent by the event loop itself.

Decides that no thread is waited for: a file was sent by four hops into threads and back, each of which waited its turn
among those that grade. The files are the package's, few and small, so to read one takes less than such a hop. They are
packed once, for whoever takes gzip: they hold nothing secret, so that their packed lengths tell nothing. What is looked
up and when a browser has it already is for starlette's StaticFiles.
"""

import gzip
import os
import stat
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import PathLike, StaticFiles
from starlette.types import Scope

# Made anew, or not true of a reply that is one piece.
NOT_KEPT = ("accept-ranges", "content-length")


class PageFiles(StaticFiles):
    """Serves the files of a folder."""

    def __init__(self, *, directory: PathLike) -> None:
        """`directory`: the folder."""
        super().__init__(directory=directory)
        # By path: the ETag of what was packed, and the packed bytes.
        self._packed: dict[str, tuple[str, bytes]] = {}

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file at a path below the folder, or that the browser has it already.

        Raises:
            HTTPException: 404 where there is none, 405 where it is not asked for by GET or HEAD.
        """
        if scope["method"] not in {"GET", "HEAD"}:
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        try:
            full_path, found = self.lookup_path(path)
        except (OSError, ValueError) as error:
            # A name that is too long, or that no system takes.
            raise HTTPException(404) from error
        if found is None or not stat.S_ISREG(found.st_mode):
            raise HTTPException(404)
        return self.file_response(full_path, found, scope)

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file's bytes, with the headers that a FileResponse has."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        if not isinstance(response, FileResponse):
            return response
        headers = {name: value for name, value in response.headers.items() if name not in NOT_KEPT}
        headers["vary"] = "Accept-Encoding"
        content = Path(full_path).read_bytes()
        if takes_gzip(Headers(scope=scope).get("accept-encoding", "")):
            # Weak, since the same words are sent as other bytes; a browser that has them asks by either.
            headers |= {"content-encoding": "gzip", "etag": f"W/{headers['etag']}"}
            content = self._pack(str(full_path), headers["etag"], content)
        return Response(content, status_code, headers)

    def _pack(self, path: str, etag: str, content: bytes) -> bytes:
        packed = self._packed.get(path)
        if packed is None or packed[0] != etag:
            packed = self._packed[path] = (etag, gzip.compress(content, mtime=0))
        return packed[1]


def takes_gzip(accepted: str) -> bool:
    """Whether a browser takes gzip, by its Accept-Encoding."""
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() == "gzip":
            return weight.replace(" ", "").rstrip("0.") != "q="
    return False
