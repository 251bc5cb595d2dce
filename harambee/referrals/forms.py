"""The forms of referrals; each has the fields of one command."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from harambee.access.states import Category
from harambee.directory.states import Need
from harambee.referrals.grounds import LONGEST_DUTY
from harambee.referrals.models import LONGEST_REASON
from harambee.referrals.states import DeclineReason, Outcome, Urgency
from harambee.web.forms import DayMonthYearField, Form, TextField, VersionedForm

LAW = "law"
URGENCY_HINTS = {
    Urgency.EMERGENCY: _("An answer within 4 hours. Telephone as well."),
    Urgency.URGENT: _("An answer within 2 days."),
    Urgency.ROUTINE: _("An answer within 5 days."),
}


def _choice(label: Any, choices: Any, hints: dict[Any, Any] | None = None) -> forms.ChoiceField:
    field = forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one from the list.")},
    )
    field.choice_hints = {str(value): hint for value, hint in (hints or {}).items()}  # type: ignore[attr-defined]
    return field


class SendForm(Form):
    """What is asked of a service, and on what ground. `consents` are those that name its organization."""

    need = forms.ChoiceField(
        label=_("What does the child need?"), choices=[("", _("Choose…")), *Need.choices]
    )
    urgency = _choice(_("How urgent is it?"), Urgency.choices, URGENCY_HINTS)
    reason = TextField(
        label=_("Why does the child need this service?"),
        help_text=_("They read this before they accept. Leave out names and addresses: write “the child”."),
        max_length=LONGEST_REASON,
        rows=5,
    )
    ground = _choice(_("On what ground may they learn of the child?"), [])
    legal_duty = forms.CharField(
        label=_("Which law asks for it?"),
        help_text=_("Only where you chose a law above. Example: Children Act, section 38."),
        max_length=LONGEST_DUTY,
        required=False,
        widget=forms.TextInput({"dir": "auto"}),
    )

    def __init__(self, *args: Any, consents: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *(
                (str(one.pk), _("Consent given by %(name)s") % {"name": one.given_by_name})
                for one in consents
            ),
            (LAW, _("A law requires it")),
        ]
        field.choice_hints = {  # type: ignore[attr-defined]
            str(one.pk): ", ".join(Category(one.categories).labels) for one in consents
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("ground") == LAW and not cleaned.get("legal_duty"):
            self.add_error("legal_duty", str(_("Name the law.")))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """What the command takes."""
        given = self.cleaned_data
        law = given["ground"] == LAW
        return {
            "need": given["need"],
            "urgency": given["urgency"],
            "reason": given["reason"],
            "consent_id": None if law else UUID(given["ground"]),
            "legal_duty": given["legal_duty"] if law else "",
        }


class PreviewForm(SendForm):
    """The same before it is sent: looking at it spends nothing."""

    once_only = False


class AcceptForm(VersionedForm):
    """Who leads, and a word for the sender."""

    lead = forms.ChoiceField(label=_("Who leads the work?"))
    note = TextField(
        label=_("A word for the sender"),
        help_text=_("For example when the child can come."),
        max_length=LONGEST_REASON,
        required=False,
        rows=3,
    )

    def __init__(self, *args: Any, leads: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["lead"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = leads


class DeclineForm(VersionedForm):
    """Why the answer is no; also why something is given back."""

    reason = _choice(_("Why?"), DeclineReason.choices)
    note = TextField(
        label=_("In your words"),
        help_text=_("The sender reads this. Say what would help, or who could."),
        max_length=LONGEST_REASON,
        rows=4,
    )


class WaitlistForm(VersionedForm):
    """What the child waits for, and when the answer is looked at again."""

    note = TextField(label=_("What is the child waiting for?"), max_length=LONGEST_REASON, rows=3)
    until = DayMonthYearField(
        label=_("When will you look at it again?"),
        help_text=_("Leave it empty for two weeks from now."),
        future=True,
        required=False,
    )


class OutcomeForm(VersionedForm):
    """What came of it."""

    outcome = _choice(_("Was the need met?"), Outcome.choices)
    why = TextField(
        label=_("What was done, and what came of it?"),
        help_text=_("The team around the child reads this."),
        max_length=LONGEST_REASON,
        rows=5,
    )


class CancelForm(VersionedForm):
    """Why the sender takes it back."""

    why = TextField(
        label=_("Why?"), help_text=_("The receiver reads this."), max_length=LONGEST_REASON, rows=3
    )


class StartForm(VersionedForm):
    """Nothing to fill in: the work has begun."""
