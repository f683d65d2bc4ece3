"""`python -m tests.doubles.oidc_provider`: an OpenID Connect provider that signs in whom it is told to, on loopback.

It prints its port. It keeps to the rules (one-time codes, PKCE, the client's password, RS256) unless `POST /scenario`
names one to break: then it gives what an attacker or a badly made provider would.
"""

import base64
import hashlib
import secrets
import socket
import sys
import time
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jws, jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, PASSWORD = "trials", "the-clients-own-password-for-tests"
RSA_BITS = 2048


class Provider:
    """What it knows between requests."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.codes: dict[str, dict[str, str]] = {}
        self.claims: dict[str, Any] = {}
        self.broken = ""
        self.new_key()

    def new_key(self) -> None:
        """From now on it signs with another."""
        self.key = RSAKey.generate_key(RSA_BITS, parameters={"kid": secrets.token_hex(4), "use": "sig"})

    def id_token(self, asked: dict[str, str], access_token: str) -> str:
        """Who somebody is, signed."""
        now = int(time.time())
        half = hashlib.sha256(access_token.encode()).digest()[:16]
        claims: dict[str, Any] = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked.get("nonce"),
            "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
        }  # fmt: skip
        claims |= {name: value for name, value in self.claims.items() if self._in_token(name)}
        wrongs: dict[str, dict[str, Any]] = {
            "issuer": {"iss": "https://evil.example"},
            "audience": {"aud": "somebody-else"},
            "audiences": {"aud": [CLIENT, "somebody-else"]},
            "nonce": {"nonce": "of another time"},
            "no nonce": {"nonce": None},
            "expired": {"iat": now - 9_000, "exp": now - 8_000},
            "at_hash": {"at_hash": "AAAA"},
            "no subject": {"sub": None},
        }
        claims |= wrongs.get(self.broken, {})
        return self._signed({name: value for name, value in claims.items() if value is not None})

    def _in_token(self, name: str) -> bool:
        return self.broken not in {"userinfo", "userinfo of another"} or not name.startswith("email")

    def _signed(self, claims: dict[str, Any]) -> str:
        header = {"alg": "RS256", "kid": self.key.kid}
        if self.broken == "signature":
            stranger = RSAKey.generate_key(RSA_BITS, parameters={"kid": str(self.key.kid)})
            return jwt.encode(header, claims, stranger)
        if self.broken == "our password signs":
            weak = OctKey.import_key(PASSWORD)
            return jwt.encode({"alg": "HS256"}, claims, weak)
        if self.broken == "nobody signs":
            registry = jws.JWSRegistry(algorithms=["none"])
            return jwt.encode({"alg": "none"}, claims, OctKey.import_key(PASSWORD), registry=registry)
        return jwt.encode(header, claims, self.key)


class Endpoints:
    """Its addresses."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    def describe(self, _: Request) -> Response:
        """What it says of itself."""
        name = "https://evil.example" if self._provider.broken == "name" else self._provider.issuer
        ways = ["client_secret_post"] if self._provider.broken == "post" else ["client_secret_basic"]
        places = {
            "authorization_endpoint": "authorize",
            "token_endpoint": "token",
            "jwks_uri": "keys",
            "userinfo_endpoint": "userinfo",
        }
        return JSONResponse(
            {"issuer": name, "token_endpoint_auth_methods_supported": ways}
            | {key: f"{self._provider.issuer}/{path}" for key, path in places.items()}
        )

    def authorize(self, request: Request) -> Response:
        """Sign in whoever was told, and send them back."""
        asked = dict(request.query_params)
        if self._provider.broken == "refused":
            back = {"error": "access_denied", "state": asked["state"]}
        else:
            code = secrets.token_urlsafe()
            self._provider.codes[code] = asked
            state = "of somebody else" if self._provider.broken == "state" else asked["state"]
            back = {"code": code, "state": state, "iss": self._provider.issuer}
        if self._provider.broken == "mixed up":
            back["iss"] = "https://evil.example"
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}")

    async def token(self, request: Request) -> Response:
        """A code becomes a signed token, once."""
        form = dict(item.split("=", 1) for item in (await request.body()).decode().split("&"))
        asked = self._provider.codes.pop(form.get("code", ""), None)
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        expected = base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
        if self._provider.broken == "down":
            return Response("busy", status_code=503)
        if not asked or asked["code_challenge"] != expected or asked["code_challenge_method"] != "S256":
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{PASSWORD}".encode()).decode()
        posted = (form.get("client_id"), form.get("client_secret")) == (CLIENT, PASSWORD)
        if not (posted if self._provider.broken == "post" else request.headers.get("authorization") == basic):
            return JSONResponse({"error": "invalid_client"}, status_code=401)
        access = secrets.token_urlsafe()
        answer = {
            "access_token": access,
            "token_type": "Bearer",
            "id_token": self._provider.id_token(asked, access),
        }
        return JSONResponse([answer] if self._provider.broken == "shape" else answer)

    def keys(self, _: Request) -> Response:
        """Its public keys."""
        return JSONResponse(KeySet([self._provider.key]).as_dict(private=False))

    def userinfo(self, _: Request) -> Response:
        """Who somebody is, apart."""
        other = {"sub": "somebody else"} if self._provider.broken == "userinfo of another" else {}
        return JSONResponse(self._provider.claims | other)

    async def scenario(self, request: Request) -> Response:
        """Whom to sign in, and which rule to break."""
        told = await request.json()
        self._provider.broken, self._provider.claims = told["broken"], told["claims"]
        if told["broken"] == "new key":
            self._provider.new_key()
        return Response(status_code=204)


def app_of(provider: Provider) -> Starlette:
    """The provider as a website."""
    at = Endpoints(provider)
    return Starlette(
        routes=[
            Route("/.well-known/openid-configuration", at.describe),
            Route("/authorize", at.authorize),
            Route("/token", at.token, methods=["POST"]),
            Route("/keys", at.keys),
            Route("/userinfo", at.userinfo),
            Route("/scenario", at.scenario, methods=["POST"]),
        ]
    )


def main() -> None:
    """Answer until the process is ended."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        config = uvicorn.Config(app_of(Provider(f"http://127.0.0.1:{port}")), log_level="error")
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
