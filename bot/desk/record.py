"""The record of what this service itself does with personal data, with the settings in force filled in (R27)."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.answers.recordbook import RecordBook, read_record
from bot.contents import periods_of
from bot.settings import Settings

DEMO = "demo"


def record_of(settings: Settings, facts: Mapping[str, str]) -> RecordBook:
    """`facts` are the policy's shared ones. Raises ContentError."""
    periods = periods_of(settings)
    names = ("breach_hours", "target_days", "release_downloads", "file_megabytes", "one_person_hours", "mail_from")
    figures = {name: str(getattr(settings, name)) for name in names}
    return read_record(settings.policy_dir, {**facts, **periods, **figures, "mail_server": mail_server_of(settings)}, periods)


def mail_server_of(settings: Settings) -> str:
    """Host and scheme, which says whether it is encrypted throughout; never the login."""
    if settings.smtp_url is None:
        return DEMO
    url = settings.smtp_url.get_secret_value()
    return f"{_host_of(url)} ({urlsplit(url).scheme})"


def database_of(settings: Settings) -> str:
    """Which kind and on which host, never the login."""
    if settings.database_url.startswith("sqlite"):
        return "SQLite"
    return f"PostgreSQL, {_host_of(settings.database_url)}"


def _host_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}"
