"""All settings, read from COACH_* environment variables once, where everything is put together.

Decides the defaults, and that a .env file is read from one folder alone (app/folders.py), after it the files of a
folder of secrets where one is named, such as `coach_database_url`. With the .env of the current folder, a foreign
folder's COACH_LLM_BASE_URL would be sent the OPENAI_API_KEY that the user has exported. A generated table lists them
all.
"""

import socket
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.accounts.quotas import Amount, Limits
from app.folders import CORPUS, default_home, env_file, secrets_folder

# As in ingest/embedding/packaged_model.py, which is not imported here: settings are read before anything heavy.
MODEL_NAME = "all-MiniLM-L6-v2"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")
# The API's schema says it too, whatever COACH_MAX_ANSWER_CHARS is.
MOST_ANSWER_CHARS = 100_000


class Settings(BaseSettings):
    """What an operator can set. Every field is COACH_<NAME> in the environment or in the .env file."""

    model_config = SettingsConfigDict(
        env_prefix="COACH_",
        env_file=env_file(),
        secrets_dir=secrets_folder(),
        extra="ignore",
        frozen=True,
        validate_by_name=True,
    )

    home: Path = Field(
        default_factory=default_home,
        description="where model, index and database lie; unset: the user's data folder, or .coach/ of a checkout",
    )
    corpus: Path = Field(
        default_factory=lambda: CORPUS,
        description="a folder of guide.md, notes/, phrasings/, answers/ and questions/; unset: the one that is shipped",
    )
    index: Path | None = Field(default=None, description="the index folder; unset: <home>/index, built from the corpus")
    database_url: str = Field(default="", description="SQLAlchemy URL; unset: SQLite in <home>/coach.sqlite")
    host: str = Field(default="127.0.0.1", description="address that `coach serve` listens on")
    port: int = Field(default=8000, ge=1, le=65535, description="port that `coach serve` listens on")
    workers: int = Field(
        default=1, ge=1, le=64, description="processes that `coach serve` answers with, behind the one port"
    )
    metrics: Literal["local", "all", "off"] = Field(
        default="local", description="who may read /metrics: this machine, whoever reaches the coach, nobody"
    )
    passages: int = Field(default=5, ge=3, le=5, description="how many passages an answer stands on")
    embedding_model: str = Field(
        default=MODEL_NAME,
        description="what searches: a sentence-transformers model by name or folder; grades keep the default one",
    )
    query_prompt: str = Field(
        default="", description="what that model reads before each query, such as `query: `; unset: its own, if any"
    )
    passage_prompt: str = Field(
        default="", description="what it reads before each passage, such as `passage: `; unset: its own, if any"
    )
    reranker: str = Field(
        default="", description="a CrossEncoder by name or folder that reorders the 50 best passages; unset: none"
    )
    keep_days: int = Field(
        default=0,
        ge=0,
        description="after so many days interviews, also those that were begun and left, and the records of who did "
        "what are deleted; 0: never",
    )
    embed_ahead: bool = Field(
        default=True,
        description="yes: what the questions are graded by is embedded once, soon after the first start, by a process "
        "of its own at low priority; no: each question when it is first answered, in every process",
    )
    max_answer_chars: int = Field(
        default=20_000, ge=100, le=MOST_ANSWER_CHARS, description="longest answer that is taken, at most 100000"
    )

    code_sandbox: Literal["auto", "bubblewrap", "landlock", "none", "off"] = Field(
        default="auto", description="what stands around candidates' code; auto: the strongest, off: none runs"
    )
    code_without_sandbox: bool = Field(
        default=False,
        description="yes: without any sandbox code runs with limits of time and memory alone, on loopback only",
    )

    accounts: Literal["auto", "on"] = Field(
        default="auto",
        description="on: users sign in on loopback too; auto: where the coach listens wider or answers to other names",
    )
    trusted_user_header: str = Field(
        default="",
        pattern=r"^([A-Za-z0-9-]+)?$",
        description="the header in which a proxy that signs people in names them, such as `X-Forwarded-User`; the "
        "proxy must take it away from what its clients send; unset: users sign in here",
    )
    trusted_proxies: str = Field(
        default="127.0.0.1, ::1",
        description="addresses or networks of proxies, comma-separated, whose `X-Forwarded-For`, `X-Forwarded-Proto` "
        "and user header are believed; from others they are ignored",
    )
    oidc_issuer: str = Field(
        default="",
        pattern=r"^(https://\S+|http://(127\.0\.0\.1|localhost)(:\d+)?(/\S*)?)?$",
        description="an OpenID provider that signs people in, such as https://login.example; needs the extra `oidc`; "
        "unset: none",
    )
    oidc_client_id: str = Field(default="", description="what this coach is called at that provider")
    oidc_client_secret: SecretStr = Field(
        default=SecretStr(""), description="its secret there; unset: a public client, by PKCE alone"
    )
    oidc_create: bool = Field(
        default=False,
        description="yes: whoever the provider knows gets an account, as a candidate; no: who was invited has one",
    )
    chair_guests: bool = Field(
        default=False,
        description="yes: who has a link to the interviewer's chair of an interview needs no account to take it",
    )
    daily_requests: int = Field(default=20_000, ge=0, description="requests of a user a day; 0, here and below: any")
    daily_answers: int = Field(default=1_000, ge=0, description="answers and questions of a user a day")
    daily_uploads: int = Field(default=100, ge=0, description="uploads of a user a day")
    daily_tokens: int = Field(default=2_000_000, ge=0, description="language-model tokens of a user a day")
    daily_cost_usd: float = Field(
        default=0, ge=0, description="language-model cost of a user a day, where prices are set"
    )
    total_daily_tokens: int = Field(default=0, ge=0, description="language-model tokens of all users a day")
    total_daily_cost_usd: float = Field(default=0, ge=0, description="language-model cost of all users a day")

    @property
    def is_single_user(self) -> bool:
        """Whether nobody but this machine's user can reach the coach: then there are no accounts."""
        is_shared = self.accounts == "on" or bool(self.trusted_user_header or self.oidc_issuer)
        return self.host in LOOPBACK and not self.allowed_names and not is_shared

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, told: str) -> str:
        for one in told.split(","):
            if one.strip():
                ip_network(one.strip(), strict=False)
        return told

    @property
    def proxy_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks of the proxies that are trusted."""
        return tuple(ip_network(one.strip(), strict=False) for one in self.trusted_proxies.split(",") if one.strip())

    @property
    def limits(self) -> Limits:
        """What users may use a day."""
        user = Amount(
            self.daily_requests, self.daily_answers, self.daily_uploads, self.daily_tokens, self.daily_cost_usd
        )
        return Limits(user, Amount(tokens=self.total_daily_tokens, cost_usd=self.total_daily_cost_usd))

    allowed_hosts: str = Field(
        default="",
        description="host names that are answered, comma-separated; unset: loopback names, and where it listens wider "
        "this machine's name and any IP address",
    )

    public_url: str = Field(
        default="",
        pattern=r"^(https?://\S+)?$",
        description="where people open this coach, such as https://coach.example; links in the chats of other programs "
        "lead there; unset: to the address that a request came to",
    )

    @property
    def allowed_names(self) -> list[str]:
        """The host names that were set; none where the defaults hold."""
        return [name.strip().lower() for name in self.allowed_hosts.split(",") if name.strip()]

    @property
    def host_names(self) -> list[str]:
        """The Host headers that are answered; a page of another site must not reach a coach under its own name."""
        if self.allowed_names or self.host in LOOPBACK:
            return self.allowed_names or list(LOOPBACK)
        machine = socket.gethostname().lower()
        return [*LOOPBACK, self.host.lower(), machine, f"{machine}.local"]

    @property
    def takes_addresses(self) -> bool:
        """Whether a Host header may be any IP address: no page of another site can send one that is not its own."""
        return not self.allowed_names and self.host not in LOOPBACK

    llm_base_url: str = Field(default="", description="an OpenAI-compatible endpoint; unset with a key: OpenAI's own")
    llm_model: str = Field(default="", description="the model's name; unset: the one that the endpoint offers")
    llm_api_key: SecretStr = Field(
        default=SecretStr(""),
        validation_alias=AliasChoices("COACH_LLM_API_KEY", "OPENAI_API_KEY"),
        description="the endpoint's key; OPENAI_API_KEY does too",
    )
    llm_api_version: str = Field(default="", description="Azure OpenAI's api-version, such as 2024-10-21")
    llm_gguf: Path | None = Field(default=None, description="a .gguf file: the model runs inside this process")
    llm_context_tokens: int = Field(default=0, ge=0, description="the model's context; 0: ask the endpoint, else 8192")
    llm_connect_s: float = Field(default=5.0, gt=0, description="longest wait for a connection")
    llm_first_token_s: float = Field(default=30.0, gt=0, description="longest wait for the first token")
    llm_between_tokens_s: float = Field(default=15.0, gt=0, description="longest wait between two tokens")
    llm_overall_s: float = Field(default=90.0, gt=0, description="longest time a request may take, retries included")
    llm_retries: int = Field(default=2, ge=0, le=5, description="how often a failed request is tried again")
    llm_input_usd: float | None = Field(default=None, ge=0, description="price of a million input tokens, for the cost")
    llm_output_usd: float | None = Field(default=None, ge=0, description="price of a million output tokens")

    voice_base_url: str = Field(
        default="",
        description="an OpenAI-compatible endpoint that writes down what is spoken (`/audio/transcriptions`) and reads "
        "questions aloud (`/audio/speech`), such as http://localhost:8000/v1; unset: the browser does both",
    )
    voice_api_key: SecretStr = Field(default=SecretStr(""), description="that endpoint's key")
    voice_transcription_model: str = Field(
        default="whisper-1", description="the model that writes down; empty: the endpoint only reads aloud"
    )
    voice_speech_model: str = Field(
        default="tts-1", description="the model that reads aloud; empty: the endpoint only writes down"
    )
    voice_name: str = Field(default="alloy", description="the voice that reads aloud")
    voice_max_seconds: int = Field(default=300, ge=10, le=900, description="longest recording that is taken")
    voice_overall_s: float = Field(
        default=90.0, gt=0, description="longest time that a transcript or a reading may take"
    )

    @property
    def has_llm(self) -> bool:
        """Whether a language model is set; without one everything works offline."""
        return bool(self.llm_base_url or self.llm_api_key.get_secret_value() or self.llm_gguf)

    @property
    def index_folder(self) -> Path:
        """Where the index lies."""
        return self.index or self.home / "index"

    @property
    def models_folder(self) -> Path:
        """Where exported models lie."""
        return self.home / "models"

    @property
    def known_folder(self) -> Path:
        """Where the vectors of the questions' texts lie; beside it, the lock of who makes them."""
        return self.home / "questions" / "known"

    @property
    def projects_folder(self) -> Path:
        """Where the indexes of candidates' projects lie, one folder each."""
        return self.home / "projects"

    @property
    def exams_folder(self) -> Path:
        """Where it is kept what language models have earned."""
        return self.home / "exams"

    @property
    def store_url(self) -> str:
        """The SQLAlchemy URL of the database."""
        # In a URL "%20" is a space and "?" begins the options: a home with such a name would be stored elsewhere.
        path = str(self.home / "coach.sqlite").replace("%", "%25").replace("?", "%3F")
        return self.database_url or f"sqlite:///{path}"

    @property
    def is_database_in_memory(self) -> bool:
        """Whether the database is lost when the process ends, and no other process sees it."""
        return self.store_url.partition("?")[0] in ("sqlite://", "sqlite:///", "sqlite:///:memory:")

    @property
    def corpus_paths(self) -> list[Path]:
        """What the default index is built from."""
        names = ("guide.md", "notes", "phrasings", "answers")
        return [path for path in (self.corpus / name for name in names) if path.exists()]
