"""Text of a project -> the same text without keys, tokens and passwords, and where they stood.

Decides that a secret is left out of what is kept, searched and cited, and told by its line and kind, never by its
value. Found by the detectors of detect-secrets alone: its own scan asks the network whether a key still works.
"""

import importlib
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from app.store.projects import LeftOut

LEFT_OUT = "[secret left out]"
# The detectors of values that have a format of their own: module and class of each.
OF_A_FORMAT = (
    ("aws", "AWSKeyDetector"),
    ("artifactory", "ArtifactoryDetector"),
    ("azure_storage_key", "AzureStorageKeyDetector"),
    ("basic_auth", "BasicAuthDetector"),
    ("discord", "DiscordBotTokenDetector"),
    ("github_token", "GitHubTokenDetector"),
    ("gitlab_token", "GitLabTokenDetector"),
    ("jwt", "JwtTokenDetector"),
    ("npm", "NpmDetector"),
    ("openai", "OpenAIDetector"),
    ("pypi_token", "PypiTokenDetector"),
    ("sendgrid", "SendGridDetector"),
    ("slack", "SlackDetector"),
    ("stripe", "StripeDetector"),
    ("telegram_token", "TelegramBotTokenDetector"),
    ("twilio", "TwilioKeyDetector"),
)
# Those that go by the look of a value and by the name before it.
BY_LOOK: tuple[tuple[str, str, dict[str, float]], ...] = (
    ("keyword", "KeywordDetector", {}),
    ("high_entropy_strings", "Base64HighEntropyString", {"limit": 4.5}),
    ("high_entropy_strings", "HexHighEntropyString", {"limit": 3.0}),
)
# A line without any of these holds nothing that a detector knows.
WORTH_A_LOOK = re.compile(r"[A-Za-z0-9+/_=-]{16}|[\"'=:]")
KEY_BEGIN = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY")
KEY_END = re.compile(r"-----END [A-Z ]*PRIVATE KEY")
# The detectors are made for lines of code; a longer line is read in pieces.
PIECE_CHARS, OVERLAP_CHARS = 2000, 300


def without_secrets(text: str, name: str) -> tuple[str, tuple[LeftOut, ...]]:
    """The text of the file `name` without its secrets, line for line, and where they were."""
    lines: list[str] = []
    found: list[LeftOut] = []
    in_key = False
    for number, line in enumerate(text.split("\n"), start=1):
        if not in_key and KEY_BEGIN.search(line):
            in_key = True
            found.append(LeftOut(number, "Private Key"))
        if in_key:
            in_key = not KEY_END.search(line)
            lines.append(LEFT_OUT)
            continue
        kept = line
        if len(line) >= 8 and WORTH_A_LOOK.search(line):
            for kind, value in _secrets_in(line, name):
                if value in kept:
                    kept = kept.replace(value, LEFT_OUT)
                    found.append(LeftOut(number, kind))
        lines.append(kept)
    return ("\n".join(lines) if found else text), tuple(dict.fromkeys(found))


def _secrets_in(line: str, name: str) -> Iterator[tuple[str, str]]:
    for start in range(0, len(line), PIECE_CHARS):
        piece = line[start : start + PIECE_CHARS + OVERLAP_CHARS]
        for detector, goes_by_look in _detectors():
            for secret in detector.analyze_line(filename=name, line=piece):
                value = secret.secret_value or ""
                if value and not (goes_by_look and _is_harmless(value, piece)):
                    yield secret.type, value


@cache
def _detectors() -> tuple[tuple[Any, bool], ...]:
    """Each detector, and whether it goes by the look alone; loaded for the first text, since they bring 5 MB."""

    def made(module: str, name: str, **how: float) -> Any:
        return getattr(importlib.import_module(f"detect_secrets.plugins.{module}"), name)(**how)

    formats = [(made(module, name), False) for module, name in OF_A_FORMAT]
    return (*formats, *((made(module, name, **how), True) for module, name, how in BY_LOOK))


def _is_harmless(value: str, line: str) -> bool:
    """True for what only looks like a secret: a placeholder, a number of a series, the name of a variable."""
    from detect_secrets.filters import heuristic

    return (
        len(value) < 6
        or heuristic.is_sequential_string(value)
        or heuristic.is_potential_uuid(value)
        or heuristic.is_templated_secret(value)
        or heuristic.is_prefixed_with_dollar_sign(value)
        or heuristic.is_not_alphanumeric_string(value)
        or heuristic.is_indirect_reference(line)
    )
