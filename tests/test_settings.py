"""Settings from the environment: each bad value stops the start and names itself."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.settings import BadSetting, Settings, is_loopback, read_settings, shipped

REAL = {"BOT_SMTP_URL": "smtp://mail.example.no", "BOT_SECRET_KEY": "sixteen letters!"}


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"BOT_{name.upper()}", raising=False)


def settings_with(monkeypatch: pytest.MonkeyPatch, environment: Mapping[str, str]) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return read_settings()


def test_with_no_settings_it_is_a_demo_on_this_machine() -> None:
    settings = read_settings()

    assert settings.is_demo
    assert settings.host == "127.0.0.1"
    assert settings.database_url.startswith("sqlite:///")
    assert settings.staff_mail == "post@qsmanager.no"


def test_the_content_that_came_with_the_program_is_the_default() -> None:
    settings = read_settings()

    assert (settings.intents_dir / "replies.toml").is_file()
    assert (settings.policy_dir / "company.toml").is_file()
    assert shipped("intents") == settings.intents_dir


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_PORT", "eighty"),
        ("BOT_PORT", "70000"),
        ("BOT_PORT", "-1"),
        ("BOT_DATABASE_URL", "mysql://host/name"),
        ("BOT_SMTP_URL", "http://mail.example.no"),
        ("BOT_SMTP_URL", "smtp://"),
        ("BOT_ALLOWED_ORIGINS", "www.example.no"),
        ("BOT_ALLOWED_ORIGINS", "https://www.example.no/"),
        ("BOT_ALLOWED_ORIGINS", "https://www.example.no, *"),
        ("BOT_TRUSTED_PROXIES", "proxy.example.no"),
        ("BOT_TRUSTED_PROXIES", "10.0.0.0/33"),
        ("BOT_CODE_MINUTES", "11"),
        ("BOT_CODE_MINUTES", "0"),
        ("BOT_VERIFIED_MINUTES", "31"),
        ("BOT_TRANSCRIPT_DAYS", "0"),
        ("BOT_IDLE_MINUTES", "soon"),
        ("BOT_UNVERIFIED_DAYS", "0"),
        ("BOT_CASE_MONTHS", ""),
        ("BOT_CASE_FACTS_YEARS", "1.5"),
    ],
)
def test_a_bad_value_names_itself_in_one_line(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(BadSetting) as caught:
        settings_with(monkeypatch, {name: value})

    assert str(caught.value).startswith(f"{name}: ")
    assert "\n" not in str(caught.value)


def test_each_of_several_bad_values_has_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadSetting) as caught:
        settings_with(monkeypatch, {"BOT_PORT": "x", "BOT_CODE_MINUTES": "x"})

    assert [line.partition(":")[0] for line in str(caught.value).splitlines()] == ["BOT_PORT", "BOT_CODE_MINUTES"]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.no", ""])  # noqa: S104 - it must be refused
def test_the_demo_stays_on_this_machine_and_says_why(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    with pytest.raises(BadSetting) as caught:
        settings_with(monkeypatch, {"BOT_HOST": host})

    assert "BOT_HOST" in str(caught.value)
    assert "demo mode" in str(caught.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.7", "::1", "[::1]", "localhost", "LOCALHOST"])
def test_the_demo_starts_on_any_name_of_this_machine(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    assert settings_with(monkeypatch, {"BOT_HOST": host}).is_demo
    assert is_loopback(host)


@pytest.mark.parametrize("key", [None, "", "fifteen letters"])
def test_a_real_service_needs_a_long_enough_secret_key(monkeypatch: pytest.MonkeyPatch, key: str | None) -> None:
    monkeypatch.setenv("BOT_SMTP_URL", REAL["BOT_SMTP_URL"])

    with pytest.raises(BadSetting, match=r"^BOT_SECRET_KEY is missing or shorter than 16"):
        settings_with(monkeypatch, {} if key is None else {"BOT_SECRET_KEY": key})


def test_a_real_service_may_be_reached_from_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch, {**REAL, "BOT_HOST": "0.0.0.0"})  # noqa: S104 - allowed with a mail server

    assert not settings.is_demo


def test_an_empty_mail_server_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_with(monkeypatch, {"BOT_SMTP_URL": ""}).is_demo


def test_several_values_stand_in_one_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {"BOT_ALLOWED_ORIGINS": "https://a.no, https://b.no", "BOT_TRUSTED_PROXIES": "10.0.0.0/8 ::1"}

    settings = settings_with(monkeypatch, environment)

    assert settings.allowed_origins == ("https://a.no", "https://b.no")
    assert settings.trusted_proxies == ("10.0.0.0/8", "::1")


def test_links_in_letters_have_no_double_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().base_url == "http://127.0.0.1:8080"
    assert settings_with(monkeypatch, {"BOT_PUBLIC_URL": "https://chat.example.no/"}).base_url == "https://chat.example.no"


def test_no_secret_is_printed_with_a_fault_or_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch, {"BOT_SMTP_URL": "smtp://ola:hemmelig@mail.no", "BOT_SECRET_KEY": "a very long secret"})
    monkeypatch.setenv("BOT_SMTP_URL", "http://ola:hemmelig@mail.no")

    with pytest.raises(BadSetting) as caught:
        read_settings()

    assert "hemmelig" not in repr(settings) + str(caught.value)
    assert "a very long secret" not in repr(settings)


def test_each_purpose_has_a_key_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch, REAL)

    assert len(settings.key("codes")) == 32
    assert settings.key("codes") != settings.key("sessions")
    assert settings.key("codes") == Settings().key("codes")


def test_another_folder_of_content_is_a_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert settings_with(monkeypatch, {"BOT_INTENTS_DIR": str(tmp_path)}).intents_dir == tmp_path
