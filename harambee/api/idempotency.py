"""A write that a program sends again happens once: the `Idempotency-Key` header.

The first request puts a row under its key into the transaction that it works in. The same key again waits for
that transaction, then gets the same answer; where the first failed and was rolled back, it starts anew. Only
successes are kept, for 24 hours, encrypted with a key derived from the header's text and kept nowhere.
"""

import hashlib
import hmac
import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from harambee.access.actors import Actor
from harambee.api.models import KeptAnswer
from harambee.api.problems import Refused
from harambee.kernel import clock

HEADER = "Idempotency-Key"
PATTERN = r"^[A-Za-z0-9_.:\-]{16,200}$"
REPLAYED = "Idempotency-Replayed"
KEPT_FOR = timedelta(hours=24)
NONCE = bytes(12)  # each derived key encrypts one text, once: see `_cipher`


def once(
    request: HttpRequest, actor: Actor, token_id: UUID | None, answer: Callable[[], HttpResponse]
) -> HttpResponse:
    """The answer to a write, or the one kept for its key. Must run inside the request's transaction.

    Raises Refused (400) for a key that is none, (422) for a key that was used for another request.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return answer()
    if not re.fullmatch(PATTERN, key):
        raise Refused(
            400, "bad_idempotency_key", _("The Idempotency-Key must be 16 to 200 letters and digits.")
        )
    forget_old()
    kept, is_first = _claim(actor, token_id, key, _fingerprint(request))
    if not is_first:
        return _again(request, kept, key)
    response = answer()
    if response.status_code < 400:  # any other is rolled back, and this row with it
        kept.status = response.status_code
        kept.body = _cipher(kept.pk, key).encrypt(NONCE, response.content, None)
        kept.save(update_fields=["status", "body"])
    return response


def _claim(actor: Actor, token_id: UUID | None, key: str, fingerprint: str) -> tuple[KeptAnswer, bool]:
    digest = hmac.new(settings.SECRET_KEY.encode(), f"idempotency:{key}".encode(), "sha256").hexdigest()
    mine = {"user_id": actor.user_id, "post_id": actor.post_id, "token_id": token_id, "key_digest": digest}
    row = KeptAnswer(**mine, fingerprint=fingerprint, until=clock.now() + KEPT_FOR)
    # Waits while another request with this key is at work.
    KeptAnswer.objects.bulk_create([row], ignore_conflicts=True)
    kept = KeptAnswer.objects.get(**mine)
    return kept, kept.pk == row.pk


def _again(request: HttpRequest, kept: KeptAnswer, key: str) -> HttpResponse:
    if not hmac.compare_digest(kept.fingerprint, _fingerprint(request)):
        raise Refused(
            422,
            "idempotency_key_reused",
            _("This Idempotency-Key was used for another request. Take a new one."),
        )
    body = _cipher(kept.pk, key).decrypt(NONCE, bytes(kept.body), None)
    return HttpResponse(
        body, status=kept.status, content_type="application/json; charset=utf-8", headers={REPLAYED: "true"}
    )


def _fingerprint(request: HttpRequest) -> str:
    parts = (str(request.method).encode(), request.get_full_path().encode(), request.body)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _cipher(row_id: UUID, key: str) -> AESGCM:
    # The row's own id is in the derivation, so that no two texts are ever encrypted with one key.
    derived = HKDF(
        algorithm=SHA256(), length=32, salt=settings.SECRET_KEY.encode(), info=b"harambee.api:" + row_id.bytes
    ).derive(key.encode())
    return AESGCM(derived)


def forget_old() -> int:
    """Delete some answers whose day is over, whoever's they were; returns how many.

    What others delete at this moment is left alone, so that nobody waits.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from api_keptanswer where id in (select id from api_keptanswer where until < now()"
            " limit 100 for update skip locked)"
        )
        return int(cursor.rowcount)
