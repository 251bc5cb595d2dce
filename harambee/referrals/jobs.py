"""Background work of referrals: the clock that reminds, and escalates what nobody answered."""

import logging

from django.db import transaction
from procrastinate.contrib.django import app

from harambee.access.actors import acting_as, service_actor
from harambee.kernel import clock
from harambee.kernel.errors import HarambeeError
from harambee.referrals import commands, queries

log = logging.getLogger(__name__)


@app.periodic(cron="*/5 * * * *", periodic_id="referrals")
@app.task(name="referrals.watch_answers", queueing_lock="referrals.watch_answers")
def watch_answers(timestamp: int) -> None:
    """Every five minutes: speak about each waiting referral whose time has come."""
    call_out()


def call_out() -> int:
    """Remind and escalate as the service `clock`, each in a transaction of its own; returns how many.

    One that was answered in the meantime, or fails, does not keep the others waiting.
    """
    actor = service_actor("clock")
    with acting_as(actor), transaction.atomic():
        due = queries.calls(actor, clock.now())
    spoken = 0
    for referral_id, has_run_out in due:
        speak = commands.escalate_referral if has_run_out else commands.remind_referral
        try:
            speak(actor, referral_id)
            spoken += 1
        except HarambeeError as error:
            log.info("Referral %s needs no reminder now: %s", referral_id, error.code)
    return spoken
