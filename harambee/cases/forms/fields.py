"""What the forms of cases share: choices, checkboxes for kinds of information, answers for commands."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from harambee.access.models import Area, Post
from harambee.access.states import CATEGORY_LABELS, Category
from harambee.cases.models import Case
from harambee.web.forms import TOKEN, Form, VersionedForm

type Choices = Sequence[tuple[Any, Any]]
MOST_AREAS = 400
CHOOSE = ("", _("Choose…"))


def radios(label: Any, choices: Choices, **kwargs: Any) -> forms.ChoiceField:
    """One of a few choices, all seen at once."""
    kwargs.setdefault("error_messages", {"required": _("Choose one.")})
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **kwargs)


class Answers:
    """What a valid form was answered, as its command takes it: without the form's own token."""

    cleaned_data: dict[str, Any]

    def given(self) -> dict[str, Any]:
        """The answers by the names of the command's arguments; an empty choice is None."""
        return {
            name: None if name.endswith("_id") and not value else value
            for name, value in self.cleaned_data.items()
            if name != TOKEN
        }


class CaseForm(Answers, Form):
    """A form over a case."""


class CaseVersionedForm(Answers, VersionedForm):
    """A form over something that others may change meanwhile."""


class CategoriesField(forms.TypedMultipleChoiceField):
    """Kinds of information as checkboxes; the value is the one number that grants use."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("choices", [(int(one), CATEGORY_LABELS[one]) for one in Category])
        kwargs.setdefault("error_messages", {"required": _("Choose at least one kind of information.")})
        super().__init__(coerce=int, widget=forms.CheckboxSelectMultiple, **kwargs)

    def clean(self, value: Any) -> int:
        """The kinds chosen, as one number."""
        return sum(super().clean(value))


def chosen(categories: Category) -> list[int]:
    """The categories as the checkboxes take them."""
    return [int(one) for one in Category if one in categories]


def area_choices(areas: Iterable[Area]) -> Choices:
    """The areas with their codes, the larger ones first."""
    return [CHOOSE, *((area.code, f"{area.name} · {area.code}") for area in areas)]


def post_choices(posts: Iterable[Post]) -> Choices:
    """People by name, with what they are."""
    return [
        CHOOSE,
        *((post.pk, f"{post.user.name} · {post.title}" if post.title else post.user.name) for post in posts),
    ]


def version_of(case: Case) -> dict[str, int]:
    """What a versioned form over a case starts with."""
    return {"version": case.version}
