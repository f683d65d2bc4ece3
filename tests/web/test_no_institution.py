"""Without a provider in the settings there is no trace of sign-in through one."""

from starlette.testclient import TestClient


def test_no_provider_no_page(client: TestClient) -> None:
    """Neither the link nor the addresses."""
    assert "institution" not in client.get("/account/sign-in").text
    for url in ("/account/institution", "/account/institution/return?code=1&state=2"):
        assert client.get(url).status_code == 404
