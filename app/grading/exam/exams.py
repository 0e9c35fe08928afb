"""The results of exams, kept in the user's home: a file for an endpoint, a model and a version of the prompt."""

import json
import os
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from app.grading.exam.result import ExamResult, Level
from app.llm.endpoint import Endpoint
from ingest.errors import CoachError


class Exams:
    """The results that are kept, a file each."""

    def __init__(self, folder: Path) -> None:
        """Take the folder, which is made when the first result is kept."""
        self._folder = folder

    def level(self, endpoint: Endpoint, prompt_version: str) -> Level | None:
        """What the model has earned; None where it was not examined with this prompt."""
        kept = self.kept(endpoint, prompt_version)
        return None if kept is None else kept.level

    def kept(self, endpoint: Endpoint, prompt_version: str) -> ExamResult | None:
        """The result; None where there is none that can be read."""
        try:
            return ExamResult.model_validate_json(self._path(endpoint, prompt_version).read_bytes())
        except (OSError, ValidationError):
            return None

    def keep(self, endpoint: Endpoint, result: ExamResult) -> None:
        """Keep a result, in place of an earlier one; a reader finds the one or the other, whole.

        Raises:
            CoachError: it cannot be written.
        """
        path = self._path(endpoint, result.prompt_version)
        text = json.dumps(result.model_dump(mode="json"), ensure_ascii=False, indent=1)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(text)
                Path(name).replace(path)
            except BaseException:
                with suppress(OSError):
                    Path(name).unlink()
                raise
        except OSError as error:
            raise CoachError(f"the result cannot be kept in {self._folder}: {error.strerror or error}") from error

    def _path(self, endpoint: Endpoint, prompt_version: str) -> Path:
        # The address of a model in this process is another one after each start.
        place = "" if endpoint.is_own else endpoint.base_url
        digest = sha256("\0".join((place, endpoint.model, prompt_version)).encode())
        return self._folder / f"{digest.hexdigest()[:24]}.json"
