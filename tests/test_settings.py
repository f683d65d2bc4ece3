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


def test_a_setting_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says which variable and why."""
    monkeypatch.setenv("TRIALS_PORT", "eighty")
    with pytest.raises(SettingsError, match="TRIALS_PORT"):
        read_web_settings()


def test_the_data_folder_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Registry and index lie in it."""
    monkeypatch.setenv("TRIALS_DATA", "/somewhere")
    settings = read_settings()
    assert settings.registry_address == "sqlite:////somewhere/registry.db"
    assert settings.index_folder == Path("/somewhere/index")
