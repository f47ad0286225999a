"""Encryption at rest and keyed hashes, with keys from one file and the key's id beside every value.

The key file is JSON: ``{"current": "k1", "keys": {"k1": "<32 bytes, base64>"}}``. A new key is added and made
current; older ones stay readable. Encryption is AES-256-GCM (NIST SP 800-38D); hashes are HMAC-SHA-256 under a
key derived by HKDF (RFC 5869) from the key that stands *first* in the file, so that look-ups survive a rotation.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class VaultError(Exception):
    """A value cannot be read: unknown key, or bytes changed."""


@dataclass(frozen=True)
class Vault:
    """The keys in memory."""

    current: str
    keys: dict[str, bytes]

    def encrypt(self, plain: bytes, context: str) -> tuple[str, bytes]:
        """Encrypt; returns the key id and nonce + ciphertext. ``context`` must be given again to decrypt."""
        nonce = secrets.token_bytes(12)
        return self.current, nonce + AESGCM(self.keys[self.current]).encrypt(nonce, plain, context.encode())

    def decrypt(self, key_id: str, sealed: bytes, context: str) -> bytes:
        """Decrypt what ``encrypt`` gave. Raises VaultError when the key is unknown or the bytes were changed."""
        try:
            return AESGCM(self.keys[key_id]).decrypt(sealed[:12], sealed[12:], context.encode())
        except (KeyError, InvalidTag, ValueError) as error:  # ValueError: cut shorter than a nonce
            raise VaultError(f"cannot read a value under key {key_id!r}") from error

    def encrypt_text(self, plain: str, context: str) -> str:
        """Encrypt text into one printable token, ``key id:base64``."""
        key_id, sealed = self.encrypt(plain.encode(), context)
        return f"{key_id}:{base64.b64encode(sealed).decode()}"

    def decrypt_text(self, token: str, context: str) -> str:
        """Read a token of ``encrypt_text``. Raises VaultError."""
        key_id, _, body = token.partition(":")
        try:
            sealed = base64.b64decode(body, validate=True)
        except ValueError as error:
            raise VaultError(f"cannot read a token under key {key_id!r}") from error
        return self.decrypt(key_id, sealed, context).decode()

    def digest(self, value: str, purpose: str) -> str:
        """A keyed hash (64 hexadecimal digits): equal values under one purpose, and nothing else, compare equal."""
        return hmac.new(self._hash_key(), f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()

    def _hash_key(self) -> bytes:
        return _derived(next(iter(self.keys.values())))


@lru_cache(maxsize=4)
def _derived(key: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"beffroi keyed hash").derive(key)


def create_key_file(path: Path) -> None:
    """Write a new key file. Raises FileExistsError."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    write_once(path, json.dumps({"current": "k1", "keys": {"k1": key}}))


def write_once(path: Path, body: str) -> None:
    """Write a file of secrets, readable by its owner only; never overwrites (FileExistsError).

    It appears whole and stays: what is encrypted from now on is lost without it, and several processes may be starting.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}.") as file:  # of its owner only
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
        os.link(file.name, path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


@lru_cache(maxsize=4)
def _open(path: Path) -> Vault:
    data = json.loads(path.read_text())
    return Vault(data["current"], {name: base64.b64decode(key) for name, key in data["keys"].items()})


def vault() -> Vault:
    """The vault of this installation (setting ``KEYS_FILE``)."""
    return _open(Path(settings.KEYS_FILE))
