"""Forms of the token page."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from harambee.kernel import clock
from harambee.web.forms import Form


class TokenForm(Form):
    """What a new token is for, what it may do, how long. `actions` maps what may be chosen to its hint."""

    name = forms.CharField(
        label=_("What is the token for?"),
        help_text=_("For example, “Monthly report of the clinic’s system”."),
        max_length=100,
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        help_text=_("Choose as little as you can. It never does more than you may do yourself."),
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(
        label=_("How long does it count?"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("One year"))],
        initial=90,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, actions: Mapping[str, Any]) -> None:
        super().__init__(data)
        field = self.fields["scopes"]
        field.choices = [(one, one) for one in actions]  # type: ignore[attr-defined]
        field.choice_hints = dict(actions)  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """Arguments for the command."""
        cleaned = self.cleaned_data
        expires = clock.now() + timedelta(days=cleaned["days"])
        return {"name": cleaned["name"], "scopes": cleaned["scopes"], "expires": expires}


class RevokeForm(Form):
    """Nothing to fill in: the question and the button."""
