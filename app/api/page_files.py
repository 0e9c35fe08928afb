"""The page's own files, sent by the event loop itself.

Decides that no thread is waited for: a file was sent by four hops into threads and back, each of which waited its turn
among those that grade. The files are the package's, few and small, so to read one takes less than such a hop. What is
looked up and when a browser has it already is for starlette's StaticFiles.
"""

import os
import stat
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import PathLike, StaticFiles
from starlette.types import Scope

# Made anew, or not true of a reply that is one piece.
NOT_KEPT = ("accept-ranges", "content-length")


class PageFiles(StaticFiles):
    """Serves the files of a folder."""

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
        return Response(Path(full_path).read_bytes(), status_code, headers)
