"""Field-level history of a model: what each row was before and after, by trigger, append-only."""

from collections.abc import Callable
from typing import Any, TypeVar

import pghistory
from django.db import models
from django.db.models.expressions import RawSQL

M = TypeVar("M", bound=type[models.Model])


def tracked(model: M) -> M:
    """Keep every version of the model's rows in a table of its own, with who made it.

    The trigger sees exactly what the command wrote, so nothing depends on a caller's good will. The table
    carries no foreign keys, and is locked like the table it follows.
    """
    track: Callable[[M], M] = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        append_only=False,  # rights on the table forbid change; a second trigger would only cost time
        context_field=None,  # type: ignore[arg-type]  # documented, not typed
        obj_field=pghistory.ObjForeignKey(
            related_name="history", on_delete=models.DO_NOTHING, db_constraint=False, db_index=True
        ),
        model_name=f"{model.__name__}Event",
        attrs={
            "pgh_actor": models.UUIDField(
                null=True,
                editable=False,
                db_default=RawSQL("nullif(current_setting('app.user_id', true), '')::uuid", ()),
            ),
        },
    )
    return track(model)


def versions(instance: models.Model) -> list[Any]:
    """All versions of one row, the newest first, as far as the actor may see them."""
    return list(instance.history.order_by("-pgh_id"))  # type: ignore[attr-defined]
