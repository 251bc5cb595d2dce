"""Identifiers: random enough that none can be guessed and a collision tells nothing about a hidden row."""

import os
import secrets
import time
import uuid

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32: no I, L, O, U to misread
_CHECK = _ALPHABET + "*~$=U"
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})


def uuid7() -> uuid.UUID:
    """A time-ordered random UUID (RFC 9562, section 5.7): 48 bits of milliseconds, 74 random bits."""
    value = int.from_bytes(os.urandom(10)) | ((time.time_ns() // 1_000_000) << 80)
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return uuid.UUID(int=value & ((1 << 128) - 1))


def reference(prefix: str) -> str:
    """A short code that people read out on the telephone: `C-7K3F9Q2-M`, 35 random bits and a check sign.

    The check sign is Crockford's (value modulo 37): one wrong or two swapped signs are noticed.
    """
    value = secrets.randbits(35)
    body = "".join(_ALPHABET[(value >> (5 * shift)) & 31] for shift in reversed(range(7)))
    return f"{prefix}-{body}-{_CHECK[value % 37]}"


def read_reference(text: str) -> str | None:
    """The reference that was meant by `text` as typed, or None where its check sign does not fit."""
    prefix, _, rest = text.strip().upper().replace(" ", "").partition("-")
    body, _, check = rest.partition("-")
    body = body.translate(_LOOKALIKES)
    if len(body) != 7 or any(sign not in _ALPHABET for sign in body):
        return None
    value = 0
    for sign in body:
        value = value * 32 + _ALPHABET.index(sign)
    return f"{prefix}-{body}-{check}" if check == _CHECK[value % 37] else None
