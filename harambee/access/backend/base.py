"""Django's PostgreSQL backend, which tells every transaction who acts.

Django calls `_set_autocommit(False)` exactly when the outermost `atomic()` begins, so no query of a
transaction can run before its identity is set, and no identity can outlive its transaction.
"""

from typing import Any

from django.db.backends.postgresql import base

from harambee.access.context import NOBODY, SET_IDENTITY, identity, parameters


class DatabaseWrapper(base.DatabaseWrapper):
    """`django.db.backends.postgresql` with the actor's identity in each transaction."""

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # Django's own hook, not typed
        if not autocommit and identity() != NOBODY:
            connection: Any = self.connection
            with self.wrap_database_errors:
                connection.execute(SET_IDENTITY, parameters(identity()))
