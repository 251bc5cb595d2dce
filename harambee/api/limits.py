"""How much one token, or one signed-in user, may ask in a minute."""

import time
from uuid import UUID

from django.conf import settings
from django.db import connection

MINUTE = 60
REQUESTS_A_MINUTE = 600

# One statement counts and answers, so that two processes never both take the last request.
_COUNT = """
    insert into api_use as u (who, minute, requests) values (%s, %s, 1)
    on conflict (who) do update set minute = excluded.minute,
      requests = case when u.minute = excluded.minute then least(u.requests, 1000000) + 1 else 1 end
    returning requests
"""


def seconds_to_wait(who: UUID) -> int:
    """Count a request of `who`; 0 where it is within the limit, else the seconds until the next minute."""
    now = int(time.time())
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [who, now // MINUTE])
        used = int(cursor.fetchone()[0])
    allowed = getattr(settings, "API_REQUESTS_A_MINUTE", REQUESTS_A_MINUTE)
    return 0 if used <= allowed else MINUTE - now % MINUTE
