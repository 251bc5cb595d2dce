"""The forms of intake: the steps of a report, its last page, the screening."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from harambee.access.models import Area
from harambee.intake.commands import ChildGiven
from harambee.intake.states import (
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_REASON,
    LONGEST_TEXT,
    MOST_CHILDREN,
    OLDEST,
    Capacity,
    Concern,
    Decision,
    Sex,
)
from harambee.kernel import clock
from harambee.web.forms import DayMonthYearField, Form, NameField, TextField, VersionedForm

MOST_AREAS = 400
FILLED_IN = _(
    "A box that must stay empty was filled in. Empty it and send again: then we know you are human."
)
type Typed = dict[str, list[str]]


def as_data(typed: Typed) -> QueryDict:
    """What was typed, as Django's forms take it."""
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    return data


class StepForm(Form):
    """One page of the report. It may be sent as often as one likes: only the last page makes a report."""

    once_only = False

    def show(self, typed: Typed) -> None:
        """Fill in what was typed before, right or wrong, without judging it."""
        data = as_data(typed)
        for name, field in self.fields.items():
            key = self.add_prefix(name)
            if name not in self.initial and not field.widget.value_omitted_from_data(
                data, MultiValueDict(), key
            ):
                self.initial[name] = field.widget.value_from_datadict(data, MultiValueDict(), key)


class WhereForm(StepForm):
    """How urgent it is, and where the child is."""

    immediate_danger = forms.ChoiceField(
        label=_("Is a child in danger right now?"),
        choices=[
            ("yes", _("Yes, now or in the next hours")),
            ("no", _("No")),
            ("unknown", _("I do not know")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Say whether a child is in danger now. “I do not know” is an answer too.")
        },
    )
    area_code = forms.ChoiceField(
        label=_("Which area is the child in?"),
        help_text=_("So that your report reaches the nearest office."),
        required=False,
        error_messages={
            "invalid_choice": _("There is no such area. Choose one from the list, or “I do not know”.")
        },
    )
    whereabouts = TextField(
        label=_("Where is the child now?"),
        help_text=_("For example: at home behind the market, at school, with an aunt."),
        required=False,
        rows=2,
        max_length=LONGEST_NOTE,
    )

    def __init__(self, *args: Any, areas: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area_code"].choices = [("", _("I do not know")), *area_options(areas)]  # type: ignore[attr-defined]


def area_options(areas: list[Area]) -> list[tuple[str, str]]:
    """The areas as an indented list; a large country shows its larger areas only."""
    deepest = max((area.level for area in areas), default=0)
    while deepest and sum(area.level <= deepest for area in areas) > MOST_AREAS:
        deepest -= 1
    return [
        (area.code, "\u2003" * area.level + area.name)  # an em space for each level
        for area in areas
        if area.level <= deepest
    ]


class ChildrenForm(StepForm):
    """The children, as far as they are known. `count` blocks of the same questions."""

    def __init__(self, *args: Any, count: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = range(min(max(count, 1), MOST_CHILDREN))
        for number in self.numbers:
            self.fields |= {f"{name}_{number}": field for name, field in _child_fields().items()}
        if not self.is_bound:
            self._fill_in_again()  # again, for the fields that were not there yet

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The questions of each child, by name, for the template."""
        return [
            {
                "number": number,
                # What was typed, or is wrong, must not hide behind a click.
                "birth_open": any(self[f"birth_{number}"].value() or [])
                or bool(self[f"birth_{number}"].errors),
                **{name: self[f"{name}_{number}"] for name in _child_fields()},
            }
            for number in self.numbers
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for number in self.numbers:
            birth: date | None = cleaned.get(f"birth_{number}")
            if birth is not None and birth.year < clock.today().year - OLDEST - 1:
                self.add_error(
                    f"birth_{number}",
                    _("This date of birth cannot be a child's. It must be in the last %(oldest)d years.")
                    % {"oldest": OLDEST},
                )
        return cleaned

    def given(self) -> list[ChildGiven]:
        """The children, from the cleaned answers."""
        return [
            ChildGiven(
                name=self.cleaned_data[f"name_{number}"],
                sex=self.cleaned_data[f"sex_{number}"] or Sex.UNKNOWN,
                age_years=self.cleaned_data[f"age_years_{number}"],
                birth=self.cleaned_data[f"birth_{number}"],
                note=self.cleaned_data[f"note_{number}"],
            )
            for number in self.numbers
        ]


def _child_fields() -> dict[str, forms.Field]:
    wrong_age = _("Give the age in whole years, from 0 to %(oldest)d.") % {"oldest": OLDEST}
    return {
        "name": NameField(
            label=_("Name"),
            help_text=_("As you know it, in any script. A first name is enough."),
            required=False,
        ),
        "age_years": forms.IntegerField(
            label=_("Age in years"),
            help_text=_("About is fine. Write 0 for a baby."),
            min_value=0,
            max_value=OLDEST,
            required=False,
            widget=forms.TextInput({"inputmode": "numeric", "class": "w-4", "dir": "ltr", "maxlength": 4}),
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong_age),
        ),
        "sex": forms.ChoiceField(
            label=_("Girl or boy"), choices=Sex.choices, widget=forms.RadioSelect, required=False
        ),
        "birth": DayMonthYearField(label=_("Date of birth"), birth=True, required=False),
        "note": TextField(
            label=_("How can we find this child?"),
            help_text=_("School, street, a parent's name, what the child looks like."),
            required=False,
            rows=2,
            max_length=LONGEST_NOTE,
        ),
    }


class WhatForm(StepForm):
    """What was seen, said or heard."""

    what_happened = TextField(
        label=_("What did you see, hear, or were you told?"),
        help_text=_("In your own words. Say when it was, and who was there, if you know."),
        rows=8,
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Write what you saw, were told or heard. A few words are enough.")},
    )
    concerns = forms.MultipleChoiceField(
        label=_("What is the worry about?"),
        help_text=_("Choose all that fit."),
        choices=Concern.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class YouForm(StepForm):
    """Who reports. Signed-in people say whether they report themselves or write down for somebody else."""

    who = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": _("Choose one of the answers.")}
    )
    reporter_name = NameField(label=_("Name"), required=False)
    reporter_contact = forms.CharField(
        label=_("Telephone or e-mail"),
        help_text=_("Only used to ask you something about this report."),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput({"dir": "auto"}),
    )
    reporter_capacity = forms.ChoiceField(
        label=_("How do you know the child?"),
        choices=[("", _("I would rather not say")), *Capacity.choices],
        required=False,
    )

    def __init__(self, *args: Any, own_name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_name = own_name
        who = self.fields["who"]
        if own_name:
            who.label = _("Who noticed this?")
            who.choices = [  # type: ignore[attr-defined]
                ("me", _("I did: %(name)s") % {"name": own_name}),
                ("named", _("Somebody else told me, and I write it down")),
                ("anonymous", _("Somebody who does not want to be named")),
            ]
        else:
            who.label = _("Do you want to give your name?")
            who.choices = [  # type: ignore[attr-defined]
                ("named", _("Yes, you may ask me if something is not clear")),
                ("anonymous", _("No, I want to stay anonymous")),
            ]
            who.choice_hints = {  # type: ignore[attr-defined]
                "named": _("Only the people who decide about reports see your name. The family does not."),
                "anonymous": _("We cannot ask you anything later. Your report counts all the same."),
            }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("who") == "named" and not (
            cleaned.get("reporter_name") or self.errors.get("reporter_name")
        ):
            self.add_error("reporter_name", _("Give a name, or choose to stay anonymous."))
        return cleaned

    def given(self) -> dict[str, Any]:
        """What the command takes: names only where they were meant to be given."""
        who, typed = self.cleaned_data["who"], self.cleaned_data
        named = {"me": self.own_name, "named": typed["reporter_name"]}.get(who, "")
        return {
            "is_anonymous": who == "anonymous",
            "reporter_name": named,
            "reporter_contact": typed["reporter_contact"] if named else "",
            "reporter_capacity": typed["reporter_capacity"],
        }


class CheckForm(StepForm):
    """The last page: one press sends. People do not see the box `website`; programs fill in everything."""

    website = forms.CharField(
        label=_("Leave this box empty"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )
    # The one-time token of this form is the draft's own, so that a second copy can be told the reference.
    once_only = True

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(FILLED_IN)
        return ""

    def _spend_token(self) -> None:
        """The draft's lock does it (`send_draft`)."""


class ScreenForm(VersionedForm):
    """What happens with a report, and why."""

    decision = forms.ChoiceField(
        label=_("What happens with this report?"),
        choices=Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happens with this report.")},
    )
    reason = TextField(
        label=_("Why?"),
        help_text=_("Whoever looks at this later must understand it. The reporter does not see it."),
        rows=4,
        max_length=LONGEST_REASON,
        error_messages={"required": _("Give the reason.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choice_hints = {  # type: ignore[attr-defined]
            Decision.ACCEPT: _("A case is opened, and a case worker sees the child."),
            Decision.REFER_ON: _("Say in the reason which office, and that you told them."),
            Decision.INFORMATION: _(
                "Nothing is to be done now, but it may matter together with something else."
            ),
            Decision.NO_ACTION: _("Nobody needs to act. It stays on record."),
        }
