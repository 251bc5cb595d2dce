"""Search keys of names: keyed hashes of the folded words and of their consonants.

Two kinds of keys, told apart inside the hash: the word as written (folded) and its skeleton, by which a
name meets itself in another script. Both are 64 bits, so a look-up is an equality on a number.
"""

import hashlib
import hmac

from django.conf import settings

from harambee.kernel.text import skeleton, words

WORD, SKELETON = b"w", b"s"


def _secret() -> bytes:
    # Derived, so that the signing key itself never goes into stored data.
    return hmac.digest(settings.SECRET_KEY.encode(), b"harambee.people.keys.1", hashlib.sha256)


def _key(secret: bytes, kind: bytes, text: str) -> int:
    digest = hmac.digest(secret, kind + b":" + text.encode(), hashlib.sha256)
    return int.from_bytes(digest[:8], signed=True)


def of_words(text: str) -> list[tuple[int, int]]:
    """For each word of `text`: the key of the word and the key of its skeleton."""
    secret = _secret()
    return [(_key(secret, WORD, one), _key(secret, SKELETON, skeleton(one))) for one in words(text)]


def of_names(names: list[str]) -> set[int]:
    """Every key of every word of the names; what is stored for a person."""
    return {key for name in names for pair in of_words(name) for key in pair}
