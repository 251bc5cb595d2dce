"""Background work of the API: answers whose day is over are forgotten also when nobody sends requests."""

from django.db import transaction
from procrastinate.contrib.django import app

from harambee.access.actors import acting_as, service_actor
from harambee.api.idempotency import forget_old


@app.periodic(cron="17 * * * *", periodic_id="api")
@app.task(name="api.forget_answers", queueing_lock="api.forget_answers")
def forget_answers(timestamp: int) -> None:
    """Every hour: delete kept answers that are older than 24 hours."""
    forget_all_old()


def forget_all_old() -> int:
    """Forget all of them as the service `clock`, a few at a time; returns how many."""
    forgotten = 0
    with acting_as(service_actor("clock")):
        while True:
            with transaction.atomic():
                few = forget_old()
            forgotten += few
            if not few:
                return forgotten
