"""An authenticator in software, which also does what no honest one does."""

import hashlib
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

_PRESENT, _VERIFIED, _BACKED_UP, _ATTESTED = 0x01, 0x04, 0x18, 0x40


def encoded(value: bytes) -> str:
    """Return bytes as base64url."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Return the bytes of base64url."""
    return urlsafe_b64decode(text + "===")


@dataclass
class Authenticator:
    """A device with one passkey. Tests change its fields to forge ceremonies.

    :param counter: the number of uses; 0 stays 0, as with passkeys on several devices.
    """

    origin: str
    host: str = "localhost"
    counter: int = 0
    verifies: bool = True
    is_backed_up: bool = False
    handle: bytes = b""
    credential: bytes = field(default_factory=lambda: os.urandom(16))

    def __post_init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    def make(self, options: dict[str, Any], **changes: str) -> str:
        """Answer the options for a new passkey.

        :param changes: values of the client data to forge, such as `challenge`.
        """
        self.handle = decoded(options["user"]["id"])
        point = self._key.public_key().public_numbers()
        numbers = {-2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        key = cbor2.dumps({1: 2, 3: -7, -1: 1} | numbers)
        named = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + key
        data = self._data(_ATTESTED) + named
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options, changes)
        return self._answer(clientDataJSON=client, attestationObject=attestation)

    def use(self, options: dict[str, Any], **changes: str) -> str:
        """Answer the options for using the passkey; see `make`."""
        self.counter += bool(self.counter)
        client, data = self._client("webauthn.get", options, changes), self._data()
        signed = data + hashlib.sha256(client).digest()
        signature = self._key.sign(signed, ec.ECDSA(hashes.SHA256()))
        values = {"authenticatorData": data, "signature": signature, "userHandle": self.handle}
        return self._answer(clientDataJSON=client, **values)

    def _data(self, flags: int = 0) -> bytes:
        flags |= _PRESENT | (_VERIFIED if self.verifies else 0)
        flags |= _BACKED_UP if self.is_backed_up else 0
        host = hashlib.sha256(self.host.encode()).digest()
        return host + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _client(self, kind: str, options: dict[str, Any], changes: dict[str, str]) -> bytes:
        values = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(values | changes).encode()

    def _answer(self, **response: bytes) -> str:
        name = encoded(self.credential)
        parts = {part: encoded(value) for part, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": parts})
