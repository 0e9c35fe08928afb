"""Text of a project -> the same text without keys, tokens and passwords, and where they stood.

Decides that a secret is left out of what is kept, searched and cited, and told by its line and kind, never by its
value. Found by the detectors of detect-secrets alone: its own scan asks the network whether a key still works.
"""

import re
from collections.abc import Iterator

from detect_secrets.filters import heuristic
from detect_secrets.plugins.artifactory import ArtifactoryDetector
from detect_secrets.plugins.aws import AWSKeyDetector
from detect_secrets.plugins.azure_storage_key import AzureStorageKeyDetector
from detect_secrets.plugins.base import BasePlugin
from detect_secrets.plugins.basic_auth import BasicAuthDetector
from detect_secrets.plugins.discord import DiscordBotTokenDetector
from detect_secrets.plugins.github_token import GitHubTokenDetector
from detect_secrets.plugins.gitlab_token import GitLabTokenDetector
from detect_secrets.plugins.high_entropy_strings import Base64HighEntropyString, HexHighEntropyString
from detect_secrets.plugins.jwt import JwtTokenDetector
from detect_secrets.plugins.keyword import KeywordDetector
from detect_secrets.plugins.npm import NpmDetector
from detect_secrets.plugins.openai import OpenAIDetector
from detect_secrets.plugins.pypi_token import PypiTokenDetector
from detect_secrets.plugins.sendgrid import SendGridDetector
from detect_secrets.plugins.slack import SlackDetector
from detect_secrets.plugins.stripe import StripeDetector
from detect_secrets.plugins.telegram_token import TelegramBotTokenDetector
from detect_secrets.plugins.twilio import TwilioKeyDetector

from app.store.projects import LeftOut

LEFT_OUT = "[secret left out]"
DETECTORS: tuple[BasePlugin, ...] = (
    AWSKeyDetector(),
    ArtifactoryDetector(),
    AzureStorageKeyDetector(),
    BasicAuthDetector(),
    DiscordBotTokenDetector(),
    GitHubTokenDetector(),
    GitLabTokenDetector(),
    JwtTokenDetector(),
    NpmDetector(),
    OpenAIDetector(),
    PypiTokenDetector(),
    SendGridDetector(),
    SlackDetector(),
    StripeDetector(),
    TelegramBotTokenDetector(),
    TwilioKeyDetector(),
    KeywordDetector(),
    Base64HighEntropyString(limit=4.5),
    HexHighEntropyString(limit=3.0),
)
# Those that go by the look of a value and by the name before it, not by a format of their own.
BY_LOOK = (KeywordDetector, Base64HighEntropyString, HexHighEntropyString)
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
        for detector in DETECTORS:
            for secret in detector.analyze_line(filename=name, line=piece):
                value = secret.secret_value or ""
                if value and not (isinstance(detector, BY_LOOK) and _is_harmless(value, piece)):
                    yield secret.type, value


def _is_harmless(value: str, line: str) -> bool:
    """True for what only looks like a secret: a placeholder, a number of a series, the name of a variable."""
    return (
        len(value) < 6
        or heuristic.is_sequential_string(value)
        or heuristic.is_potential_uuid(value)
        or heuristic.is_templated_secret(value)
        or heuristic.is_prefixed_with_dollar_sign(value)
        or heuristic.is_not_alphanumeric_string(value)
        or heuristic.is_indirect_reference(line)
    )
