"""How often one address may use the public door, so that a program cannot flood the people who read."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from harambee.kernel import clock

AN_HOUR = 3600
# A school or a clinic shares one address among many, so drafts are counted more generously than reports.
LIMITS = {"send": 10, "draft": 60}


def address_of(request: HttpRequest) -> str:
    """Where the request comes from; behind a trusted proxy, what the proxy says it saw."""
    if settings.SECURE_PROXY_SSL_HEADER:
        return request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def too_often(request: HttpRequest, what: str) -> bool:
    """Count one more use by this address within the hour; True where that was one too many.

    The address is kept only as a keyed hash that changes every hour.
    """
    hour = int(clock.now().timestamp()) // AN_HOUR
    mark = salted_hmac(
        "harambee.intake.limits", f"{address_of(request)} {hour}", algorithm="sha256"
    ).hexdigest()
    key = f"intake:{what}:{mark}"
    used = cache.get(key, 0) + 1
    cache.set(key, used, AN_HOUR)
    return bool(used > LIMITS[what])
