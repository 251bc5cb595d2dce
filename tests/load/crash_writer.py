"""One writer of the crash trial: adds notes through the command, and lists each acknowledged one."""

import os
import sys
import time
from pathlib import Path
from uuid import UUID


def main() -> None:
    """Arguments: the worker's e-mail, the case, the list. Runs until the file `stop` appears beside it."""
    email, case_id, acknowledged = sys.argv[1], UUID(sys.argv[2]), Path(sys.argv[3])
    os.environ["DJANGO_SETTINGS_MODULE"] = "harambee.config.settings"
    os.environ["HARAMBEE_DB_POOL"] = "0"
    import django

    django.setup()
    from django.db import connection

    from harambee.access.actors import actor_for
    from harambee.access.models import User
    from harambee.cases.commands import add_note

    stop, number = acknowledged.parent / "stop", 0
    actor = None
    with acknowledged.open("a", encoding="ascii") as log:
        while not stop.exists():
            number += 1
            try:
                if actor is None:
                    actor = actor_for(User.objects.get(email=email))
                note = add_note(actor, case_id, text=f"{acknowledged.name} {number}")
            except Exception:  # the server is gone: whatever was under way was not acknowledged
                connection.close()
                time.sleep(0.05)
                continue
            log.write(f"{note.pk}\n")
            log.flush()


if __name__ == "__main__":
    main()
