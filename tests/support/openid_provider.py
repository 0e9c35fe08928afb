"""An OpenID provider over HTTP on loopback: discovery, keys, authorize, token; and what a bad one would send.

It holds the client to PKCE, to its redirect and to its secret, as a good provider does. A test changes what goes into
the next id token, or the token itself.
"""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

CLIENT, SECRET = "coach", "s" * 40
Claims = dict[str, Any]
Sign = Callable[["Provider", Claims], str]


def signed(provider: "Provider", claims: Claims) -> str:
    """As a good provider does it."""
    return jwt.encode({"alg": "ES256", "kid": "one"}, claims, provider.key)


@dataclass
class Provider:
    """The provider: who is at the browser, and what is wrong with it."""

    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "one"}))
    claims: Claims = field(default_factory=lambda: {"sub": "subject-of-anna", "preferred_username": "anna.b"})
    # What is changed of the claims, and how the token is made of them.
    twist: Callable[[Claims], Claims] = lambda claims: claims
    sign: Sign = signed
    published: dict[str, Any] = field(default_factory=dict)
    back: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    issuer: str = ""

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "id_token_signing_alg_values_supported": ["ES256", "none", "HS256"],
        } | self.published

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser goes back to; whoever is there has signed in."""
        assert (query["client_id"], query["response_type"]) == (CLIENT, "code")
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        code = secrets.token_urlsafe(8)
        self.codes[code] = query
        self.asked.append(query)
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']} | self.back)}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The tokens of a code, once."""
        query = self.codes.pop(form.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        is_good = (
            query is not None
            and authorization == f"Basic {basic}"
            and form.get("redirect_uri") == query["redirect_uri"]
            and challenge.rstrip(b"=").decode() == query["code_challenge"]
        )
        if query is None or not is_good:
            return 400, {"error": "invalid_grant"}
        now = int(time())
        usual = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": query["nonce"]}
        made = self.sign(self, self.twist(usual | self.claims))
        return 200, {"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": made}


@contextmanager
def openid_provider() -> Iterator[Provider]:
    """A running provider."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Quiet."""

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/.well-known/openid-configuration":
                self._send(200, provider.discovery())
            elif parts.path == "/jwks":
                self._send(200, {"keys": [provider.key.as_dict(private=False)]})
            elif parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(_first(parts.query)))
                self.end_headers()
            else:
                self._send(404, {})

        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._send(*provider.token(_first(form), self.headers.get("Authorization", "")))

        def _send(self, status: int, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return Handler


def _first(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
