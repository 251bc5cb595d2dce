"""The few errors a command may end in; `web` and `api` map each to one answer.

Every error carries a message for the person who acted (it says what to do) and a `detail` for the
page or the API. None of them ever carries a fact about a record the person may not see.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Text = str | Promise


class HarambeeError(Exception):
    """What every refusal by a rule of the house derives from."""

    code = "error"
    default: Text = _("This could not be done.")

    def __init__(self, message: Text | None = None, **detail: Any) -> None:
        self.message: Text = self.default if message is None else message
        self.detail: Mapping[str, Any] = detail
        super().__init__(str(self.message))


class NotVisible(HarambeeError):
    """The record does not exist for this actor: absent and hidden look the same (404)."""

    code = "not_visible"
    default = _("There is nothing here that you can see. Check the address, or ask who shared it with you.")


class NotAllowed(HarambeeError):
    """The actor sees the record but may not do this to it (403)."""

    code = "not_allowed"
    default = _("You are not allowed to do this. Ask your supervisor if you think you should be.")


class WrongState(HarambeeError):
    """The record's state has no such step (409)."""

    code = "wrong_state"
    default = _("This step is not possible now. Open the record again to see where it stands.")


class Stale(HarambeeError):
    """Somebody else changed the record since the form was opened (409).

    `detail` holds `yours` and `theirs` (label to value), so that both can be shown and nothing typed is lost.
    """

    code = "stale"
    default = _("Someone else changed this while you were writing. Compare both versions, then save again.")


class Replayed(HarambeeError):
    """The same form or request arrived twice; the first one was kept (409)."""

    code = "replayed"
    default = _("We already have this. It was saved the first time and was not saved twice.")


class Invalid(HarambeeError):
    """What was given cannot be right (400). `detail["fields"]` maps a field's name to its messages."""

    code = "invalid"
    default = _("Some of what was given cannot be right. Correct it and send it again.")

    def __str__(self) -> str:
        """The message, and what is wrong with each field, for a terminal or a test."""
        fields: Mapping[str, Any] = self.detail.get("fields", {})
        wrong = [f"{name}: {' '.join(map(str, messages))}" for name, messages in fields.items()]
        return " ".join([str(self.message), *wrong])


class HouseRuleBroken(RuntimeError):
    """A programming mistake: a command that neither asked nor recorded, a query without an actor."""
