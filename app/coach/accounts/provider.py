"""An OpenID provider: where a browser is sent to sign in, and a code that it comes back with -> whose it is.

Decides what of an id token is checked: that it is signed with a key of the provider by an asymmetric algorithm, and
that issuer, audience, time and nonce are those that were asked for. Needs the extra `oidc`; Authlib speaks the
protocol. What the provider publishes is read anew at each sign-in, so that its keys may change at any time.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from app.coach.accounts.federation import Asked, Identity
from app.settings import LOOPBACK
from ingest.errors import NotSignedIn, ProviderFailed

# No `none`, and none with the client's secret as key: whoever knows that, or a public key, could sign by it.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
DISCOVERY = "/.well-known/openid-configuration"
SCOPE = "openid profile email"
# How far the provider's clock may be from ours.
LEEWAY_S = 60
TIMEOUT_S = 10.0
MOST_SUBJECT_CHARS = 255
REFUSED = "the provider's answer is not good; sign in once more"
DOWN = "the provider that signs people in does not answer as it should; try again, or ask who runs this coach"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class OpenIdProvider:
    """The provider of the settings. `client_secret` is empty for a public client."""

    issuer: str
    client_id: str
    client_secret: str = ""

    @property
    def name(self) -> str:
        """What a person knows it by."""
        return urlsplit(self.issuer).netloc.rpartition("@")[2]

    def address(self, asked: Asked, state: str) -> str:
        """Where a browser is sent, with PKCE.

        Raises:
            ProviderFailed: it does not say where.
        """
        with self._client(asked) as client:
            endpoint = self._endpoint(self._published(client), "authorization_endpoint")
            address, _ = client.create_authorization_url(
                endpoint, state=state, nonce=asked.nonce, code_verifier=asked.verifier
            )
        return str(address)

    def identity(self, code: str, asked: Asked, now: datetime) -> Identity:
        """Whose a code is.

        Raises:
            NotSignedIn: the code or the id token is not good.
            ProviderFailed: the provider cannot be asked.
        """
        try:
            with self._client(asked) as client:
                published = self._published(client)
                token = client.fetch_token(
                    self._endpoint(published, "token_endpoint"), code=code, code_verifier=asked.verifier
                )
                keys = self._json(client, self._endpoint(published, "jwks_uri"))
            return self._checked(token, keys, asked, now)
        except httpx2.HTTPError as error:
            raise self._down(error) from error
        except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as error:
            # Its words may hold what was sent.
            log.warning("a sign-in by %s was refused: %s", self.name, type(error).__name__)
            raise NotSignedIn(REFUSED) from error

    def _checked(self, token: Mapping[str, Any], keys: Any, asked: Asked, now: datetime) -> Identity:
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        read = jwt.decode(token["id_token"], KeySet.import_key_set(keys), registry=registry)
        options = {
            "iss": {"essential": True, "value": self.issuer},
            # Authlib holds the audience against nothing unless it is told to.
            "aud": {"essential": True, "value": self.client_id},
        }
        given = {"nonce": asked.nonce, "client_id": self.client_id, "access_token": token.get("access_token")}
        claims = CodeIDToken(read.claims, read.header, options, given)
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY_S)
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= MOST_SUBJECT_CHARS:
            raise ValueError("sub")
        told = (claims.get("preferred_username"), claims.get("email"))
        return Identity(self.issuer, subject, tuple(name for name in told if isinstance(name, str)))

    def _client(self, asked: Asked) -> Any:
        return OAuth2Client(
            self.client_id,
            self.client_secret or None,
            scope=SCOPE,
            redirect_uri=asked.redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self.client_secret else "none",
            timeout=TIMEOUT_S,
        )

    def _published(self, client: Any) -> Mapping[str, Any]:
        """What the provider says of itself.

        Raises:
            ProviderFailed: nothing, or it says to be another one.
        """
        try:
            found = self._json(client, self.issuer.rstrip("/") + DISCOVERY)
        except (httpx2.HTTPError, ValueError) as error:
            raise self._down(error) from error
        if not isinstance(found, dict) or found.get("issuer") != self.issuer:
            log.warning("%s says to be another issuer than COACH_OIDC_ISSUER", self.name)
            raise ProviderFailed(DOWN)
        if self.client_secret and "client_secret_basic" not in found.get(
            "token_endpoint_auth_methods_supported", ["client_secret_basic"]
        ):
            client.token_endpoint_auth_method = "client_secret_post"  # noqa: S105 - the name of a method
        return found

    def _endpoint(self, published: Mapping[str, Any], name: str) -> str:
        """An address that the provider names; one that others on the way could read is not used.

        Raises:
            ProviderFailed: it names none.
        """
        address = published.get(name)
        if not isinstance(address, str) or not is_safe(address):
            log.warning("%s names no safe %s", self.name, name)
            raise ProviderFailed(DOWN)
        return address

    def _json(self, client: Any, address: str) -> Any:
        response = client.request("GET", address, withhold_token=True)
        response.raise_for_status()
        return response.json()

    def _down(self, error: Exception) -> ProviderFailed:
        log.warning("%s failed: %s", self.name, type(error).__name__)
        return ProviderFailed(DOWN)


def is_safe(address: str) -> bool:
    """Whether what goes there is read by nobody on the way: TLS, or this machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))
