"""Sign-in through an institution, by OpenID Connect: authorization code with PKCE, state and nonce.

Off unless a provider is named in the settings. The one door to authlib and the library of signed tokens it brings.
"""

import hmac
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from indexer.errors import SettingsError
from web.errors import WebError
from web.settings import WebSettings

try:
    from authlib.common.security import generate_token
    from authlib.common.urls import add_params_to_uri
    from authlib.oauth2.rfc7636 import create_s256_code_challenge
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.errors import InvalidKeyIdError, JoseError
    from joserfc.jwk import KeySet
    from joserfc.jws import JWSRegistry
except ModuleNotFoundError:  # the extra `oidc` is not installed
    INSTALLED = False
else:
    INSTALLED = True

PATIENCE = 10.0  # seconds for each answer of the provider
LEEWAY = 60  # seconds by which clocks may differ
RETURN = "/account/institution/return"
SCOPE = "openid email"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
# Signed with a key that only the provider has. Not "none", and not HS256, which our own password would sign.
SIGNATURES = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]


class InstitutionError(WebError):
    """Signing in there did not work; the reason is for the log, without anything of the person."""

    status = 502
    title = "That did not work"

    def __init__(self, reason: str) -> None:
        super().__init__(
            "Your institution could not sign you in here.", "Try again, or sign in with a password."
        )
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Leaving:
    """What we remember in the browser while somebody is at the provider."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Who the provider says somebody is."""

    issuer: str
    subject: str
    address: str  # "" unless the provider says that it is verified


class Institution:
    """The provider of the settings; what it says of itself is asked at the first sign-in and kept."""

    def __init__(self, settings: WebSettings) -> None:
        self.name = settings.oidc_name
        self._issuer = settings.oidc_issuer.rstrip("/")
        self._client_id = settings.oidc_client_id
        self._client_secret = settings.oidc_client_secret.get_secret_value()
        self._return_url = settings.public_address + RETURN
        self._http = httpx.Client(timeout=PATIENCE, follow_redirects=False)
        self._lock = threading.Lock()
        self._description: dict[str, Any] = {}
        self._keys: dict[str, Any] = {}

    @classmethod
    def of(cls, settings: WebSettings) -> "Institution | None":
        """The provider, None where none is named. Raises SettingsError where it cannot be used."""
        if not settings.oidc_issuer:
            return None
        if not INSTALLED:
            raise SettingsError("TRIALS_OIDC_ISSUER needs more: pip install find-a-trial[oidc].")
        if not settings.oidc_client_id:
            raise SettingsError("TRIALS_OIDC_CLIENT_ID is needed beside TRIALS_OIDC_ISSUER.")
        parts = urlsplit(settings.oidc_issuer)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise SettingsError("TRIALS_OIDC_ISSUER has to begin with https://.")
        return cls(settings)

    def close(self) -> None:
        """Let go of connections."""
        self._http.close()

    def leave(self) -> tuple[str, Leaving]:
        """Where to send somebody, and what to remember. Raises InstitutionError."""
        leaving = Leaving(generate_token(32), generate_token(32), generate_token(64))
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._return_url,
            "scope": SCOPE,
            "state": leaving.state,
            "nonce": leaving.nonce,
            "code_challenge": create_s256_code_challenge(leaving.verifier),
            "code_challenge_method": "S256",
        }
        return str(add_params_to_uri(self._endpoint("authorization_endpoint"), list(asked.items()))), leaving

    def come_back(self, given: Mapping[str, str], leaving: Leaving, now: datetime) -> Shown:
        """Who somebody is that came back with these parameters. Raises InstitutionError."""
        if not hmac.compare_digest(given.get("state", "").encode(), leaving.state.encode()):
            raise InstitutionError("the state is not the one we sent")
        if "error" in given or not given.get("code"):
            raise InstitutionError("the provider said no")
        if given.get("iss", self._issuer).rstrip("/") != self._issuer:  # RFC 9207
            raise InstitutionError("the answer is of another issuer")
        tokens = self._tokens(given["code"], leaving)
        claims = self._claims(tokens, leaving, now)
        if "email" not in claims and "userinfo_endpoint" in self._described():
            claims = self._told_apart(claims, tokens)
        verified = claims.get("email_verified") is True
        return Shown(self._issuer, str(claims["sub"]), str(claims.get("email", "")) if verified else "")

    def _tokens(self, code: str, leaving: Leaving) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._return_url,
            "code_verifier": leaving.verifier,
        }
        url = self._endpoint("token_endpoint")
        basic: httpx.BasicAuth | None = None
        ways = self._described().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if self._client_secret and "client_secret_basic" in ways:
            basic = httpx.BasicAuth(self._client_id, self._client_secret)
        else:
            form |= {"client_id": self._client_id}
            form |= {"client_secret": self._client_secret} if self._client_secret else {}
        with _plain_words():
            return _json(self._http.post(url, data=form, auth=basic or httpx.USE_CLIENT_DEFAULT))

    def _claims(self, tokens: Mapping[str, Any], leaving: Leaving, now: datetime) -> dict[str, Any]:
        """What the signed token says, once all of it is checked."""
        with _plain_words():
            token = str(tokens["id_token"])
            try:
                decoded = self._decode(token, self._key_set())
            except InvalidKeyIdError:  # the provider has changed its keys
                decoded = self._decode(token, self._key_set(again=True))
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                options={
                    "iss": {"essential": True, "value": self._described()["issuer"]},
                    "aud": {"essential": True, "value": self._client_id},
                },
                params={
                    "nonce": leaving.nonce,
                    "client_id": self._client_id,
                    "access_token": tokens.get("access_token"),
                },
            )
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
            return dict(claims)

    def _told_apart(self, claims: dict[str, Any], tokens: Mapping[str, Any]) -> dict[str, Any]:
        """Some providers tell the address only at an endpoint of its own."""
        with _plain_words():
            bearer = {"authorization": f"Bearer {tokens['access_token']}"}
            told = _json(self._http.get(self._endpoint("userinfo_endpoint"), headers=bearer))
            if told["sub"] != claims["sub"]:
                raise InstitutionError("the user info is of somebody else")
            return claims | told

    @staticmethod
    def _decode(token: str, keys: Any) -> Any:
        return jwt.decode(token, keys, registry=JWSRegistry(algorithms=SIGNATURES, strict_check_header=False))

    def _key_set(self, *, again: bool = False) -> Any:
        with self._lock:
            if again or not self._keys:
                self._keys = _json(self._http.get(self._endpoint("jwks_uri")))
            return KeySet.import_key_set(self._keys)  # type: ignore[arg-type]

    def _endpoint(self, name: str) -> str:
        with _plain_words():
            return str(self._described()[name])

    def _described(self) -> dict[str, Any]:
        """What the provider says of itself."""
        if not self._description:
            with _plain_words():
                found = _json(self._http.get(f"{self._issuer}/.well-known/openid-configuration"))
                if str(found["issuer"]).rstrip("/") != self._issuer:
                    raise InstitutionError("the provider calls itself something else")
                self._description = found
        return self._description


def remembered(leaving: Leaving) -> dict[str, str]:
    """As a cookie holds it."""
    return asdict(leaving)


def _json(response: httpx.Response) -> dict[str, Any]:
    response.raise_for_status()
    found = response.json()
    if not isinstance(found, dict):
        raise TypeError("no object")
    return found


@contextmanager
def _plain_words() -> Iterator[None]:
    """Whatever a provider answers wrongly leaves as an InstitutionError."""
    try:
        yield
    except httpx.HTTPStatusError as error:
        raise InstitutionError(f"the provider answered {error.response.status_code}") from error
    except httpx.HTTPError as error:
        raise InstitutionError(f"the provider does not answer ({type(error).__name__})") from error
    except JoseError as error:
        raise InstitutionError(f"the signed token is not good ({error.error})") from error
    except (KeyError, TypeError, ValueError) as error:
        raise InstitutionError(f"the provider's answer lacks something ({type(error).__name__})") from error
