"""Background work of access: sealing the audit trail."""

from procrastinate.contrib.django import app

from harambee.access import audit
from harambee.access.actors import acting_as, service_actor


@app.periodic(cron="*/5 * * * *", periodic_id="audit")
@app.task(name="access.seal_audit", queueing_lock="access.seal_audit")
def seal_audit(timestamp: int) -> None:
    """Every five minutes: seal what was recorded since, so that a later change can be named."""
    with acting_as(service_actor("clock")):
        audit.seal()
