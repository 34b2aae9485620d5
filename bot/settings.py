"""Settings from the environment, prefix `BOT_`; a bad value stops the start and names itself.

With none at all the service runs in demo mode: this machine only, an SQLite file, letters in a mailbox in the browser.
"""

import hashlib
import ipaddress
from functools import cached_property
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

LOOPBACK_NAMES = frozenset({"localhost", "localhost.localdomain"})
SHORTEST_SECRET = 16
DEMO_SECRET = "known to everyone; demo mode only, on loopback only"  # noqa: S105 - it is public on purpose

Words = Annotated[tuple[str, ...], NoDecode]
"""Several values in one setting, divided by commas or blanks."""


class BadSetting(Exception):
    """A setting cannot be used; the text names it and says what would do."""


def shipped(folder: str) -> Path:
    """The folder of content that came with the program: inside the package once installed, beside it in a checkout."""
    package = Path(__file__).parent
    installed = package / "shipped" / folder
    return installed if installed.is_dir() else package.parent / folder


class Settings(BaseSettings):
    """What an operator may set. Periods are the defaults of the retention table; the visitor's notice prints them."""

    model_config = SettingsConfigDict(env_prefix="BOT_", frozen=True, extra="ignore", hide_input_in_errors=True)

    intents_dir: Path = Field(default_factory=lambda: shipped("intents"))
    policy_dir: Path = Field(default_factory=lambda: shipped("policy"))
    database_url: str = "sqlite:///privacy-assistant.sqlite3"
    smtp_url: SecretStr | None = None
    mail_from: str = "post@qsmanager.no"
    staff_mail: str = "post@qsmanager.no"
    public_url: str = ""
    allowed_origins: Words = ()
    secret_key: SecretStr | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    trusted_proxies: Words = ()
    cache_dir: Path | None = None

    transcript_days: int = Field(default=30, ge=1)
    idle_minutes: int = Field(default=30, ge=5)
    code_minutes: int = Field(default=10, ge=1, le=10)
    verified_minutes: int = Field(default=30, ge=5, le=30)
    unverified_days: int = Field(default=7, ge=1)
    unverified_kept_days: int = Field(default=30, ge=1)
    case_months: int = Field(default=12, ge=1)
    case_facts_years: int = Field(default=3, ge=1)
    audit_years: int = Field(default=3, ge=1)
    release_days: int = Field(default=7, ge=1, le=30)
    release_downloads: int = Field(default=3, ge=1, le=10)
    file_megabytes: int = Field(default=20, ge=1, le=100)

    target_days: int = Field(default=14, ge=1, le=28)
    breach_hours: int = Field(default=72, ge=1)
    officer_mail: str = ""
    escalation_mail: str = ""
    proof_dir: Path = Path("privacy-assistant-proof")
    proof_mail: str = ""
    one_person: bool = False
    one_person_hours: int = Field(default=24, ge=1)

    @field_validator("allowed_origins", "trusted_proxies", mode="before")
    @classmethod
    def split_words(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("allowed_origins")
    @classmethod
    def demand_plain_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            parts = urlsplit(origin)
            if parts.scheme not in {"http", "https"} or not parts.netloc or origin != f"{parts.scheme}://{parts.netloc}":
                raise ValueError(f"{origin!r} is no origin; write https://www.example.no, without a path or a final slash")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def demand_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            ipaddress.ip_network(network, strict=False)
        return value

    @field_validator("database_url")
    @classmethod
    def demand_known_database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql://")):
            raise ValueError("write sqlite:///file.sqlite3 or postgresql://user:password@host/name")
        return value

    @field_validator("smtp_url")
    @classmethod
    def demand_mail_scheme(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value():
            return None
        parts = urlsplit(value.get_secret_value())
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("write smtp://user:password@host:port or smtps://...")
        return value

    @model_validator(mode="after")
    def keep_the_demo_at_home(self) -> Self:
        if self.is_demo:
            if not is_loopback(self.host):
                raise ValueError(
                    f"BOT_HOST is {self.host}, but without BOT_SMTP_URL this is demo mode: its staff password is on the terminal and "
                    "anyone who reaches it reads every letter. Set BOT_SMTP_URL and BOT_SECRET_KEY, or keep BOT_HOST at 127.0.0.1."
                )
            return self
        if self.secret_key is None or len(self.secret_key.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(
                f"BOT_SECRET_KEY is missing or shorter than {SHORTEST_SECRET} characters, and BOT_SMTP_URL makes this a real service. "
                "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        return self

    @property
    def is_demo(self) -> bool:
        """No mail server: letters go to the mailbox in the browser, and the service stays on this machine."""
        return self.smtp_url is None

    @property
    def officer_address(self) -> str:
        """Where the privacy officer is written to."""
        return self.officer_mail or self.staff_mail

    @property
    def escalation_address(self) -> str:
        """Who is told when the privacy officer does not act either (D15)."""
        return self.escalation_mail or self.officer_address

    @cached_property
    def base_url(self) -> str:
        """Where people reach this service, without a final slash; for links in letters."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    def key(self, purpose: str) -> bytes:
        """32 bytes for one purpose alone, derived from the secret key, which is never in the database (E6)."""
        secret = self.secret_key.get_secret_value() if self.secret_key is not None else DEMO_SECRET
        return hashlib.blake2b(purpose.encode(), key=hashlib.sha256(secret.encode()).digest(), digest_size=32).digest()


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server that listens there."""
    if host.lower() in LOOPBACK_NAMES:
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def read_settings() -> Settings:
    """The settings of this environment.

    Raises BadSetting with one line a fault.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise BadSetting("\n".join(_line(fault["loc"], fault["msg"]) for fault in error.errors())) from None


def _line(place: tuple[int | str, ...], message: str) -> str:
    text = message.removeprefix("Value error, ")
    return f"BOT_{str(place[0]).upper()}: {text}" if place else text
