"""Settings are documented, checked when read, and named when they cannot be used."""

from pathlib import Path

import pytest

from indexer.errors import SettingsError
from indexer.settings import Settings, read_settings
from web.settings import WebSettings, read_web_settings

TABLE = Path("docs/settings.md").read_text(encoding="utf-8")
SETTINGS = {**Settings.model_fields, **WebSettings.model_fields}


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_in_the_table(name: str) -> None:
    """With its variable and the same words as in the code."""
    assert f"`TRIALS_{name.upper()}`" in TABLE
    assert (SETTINGS[name].description or "missing") in TABLE


WRONG = {
    "TRIALS_PORT": "eighty",
    "TRIALS_PUBLIC_URL": "trials.example.org",
    "TRIALS_SMTP_FROM": "Find a Trial",
    "TRIALS_SMTP_PORT": "0",
    "TRIALS_READS_PER_MINUTE": "-1",
}


@pytest.mark.parametrize(("name", "value"), WRONG.items(), ids=WRONG)
def test_a_setting_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """The message says which variable and why."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        read_web_settings()


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in a log of the settings nor in an error about another one."""
    for name in ("SECRET_KEY", "SMTP_PASSWORD", "OIDC_CLIENT_SECRET"):
        monkeypatch.setenv(f"TRIALS_{name}", "very secret")
    assert "very secret" not in repr(read_web_settings())
    monkeypatch.setenv("TRIALS_PORT", "eighty")
    with pytest.raises(SettingsError) as caught:
        read_web_settings()
    assert "very secret" not in str(caught.value)


def test_the_data_folder_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Registry and index lie in it."""
    monkeypatch.setenv("TRIALS_DATA", "/somewhere")
    settings = read_settings()
    assert settings.registry_address == "sqlite:////somewhere/registry.db"
    assert settings.index_folder == Path("/somewhere/index")
