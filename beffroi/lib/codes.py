"""Codes that people type: 60 random bits in Crockford's base 32, stored only as a keyed hash.

Draft, tracking and verification codes are three different things (glossary); the purpose separates their hashes.
"""

from __future__ import annotations

import secrets

from .vault import vault

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def new_code() -> str:
    """A fresh code, ``XXXX-XXXX-XXXX``: twelve characters of five bits."""
    return _written(secrets.randbits(60))


def _written(value: int) -> str:
    letters = "".join(_ALPHABET[(value >> shift) & 31] for shift in range(55, -1, -5))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def normalise(typed: str) -> str:
    """What the person typed, without separators, with O read as 0 and I or L as 1; empty when it cannot be a code."""
    letters = "".join(c for c in typed.upper() if c.isalnum()).translate(_CONFUSED)
    return letters if len(letters) == 12 and set(letters) <= set(_ALPHABET) else ""


def hashed(code: str, purpose: str) -> str:
    """The keyed hash under which a code is stored, or empty for something that cannot be a code."""
    letters = normalise(code)
    return vault().digest(letters, f"code:{purpose}") if letters else ""


def derived(seed: str, purpose: str) -> str:
    """The code that belongs to a seed (a uuid4), under this installation's key: it can be said again and is not stored.

    Sixty bits of a keyed hash of 122 random bits: without the key as hard to guess as ``new_code()``.
    """
    return _written(int(vault().digest(seed, f"derived code:{purpose}")[:15], 16))
