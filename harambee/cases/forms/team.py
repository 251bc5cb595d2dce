"""Forms about people: opening a case, the team, consents, who is barred."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from harambee.access.models import Area, Organization, Post
from harambee.access.states import Category, Level
from harambee.cases.forms.fields import (
    CHOOSE,
    CaseForm,
    CaseVersionedForm,
    CategoriesField,
    area_choices,
    chosen,
    post_choices,
    radios,
)
from harambee.cases.models import Consent
from harambee.cases.states import (
    FAMILY_ROLES,
    USUAL_CATEGORIES,
    ConsentForm,
    GivenAs,
    Role,
)
from harambee.people.states import BirthPrecision, Sex
from harambee.web.forms import DayMonthYearField, NameField, TextField


class OpenForm(CaseForm):
    """Who the child is, where, and who leads the case."""

    name = NameField(label=_("The child's name"), help_text=_("As the family says or writes it."))
    other_name = NameField(
        label=_("The same name in other letters, or another name"),
        help_text=_("It helps to find the child again."),
        required=False,
    )
    sex = radios(_("Sex"), Sex.choices, initial=Sex.UNKNOWN)
    birth = DayMonthYearField(
        label=_("Date of birth"), help_text=_("Leave it empty where only the age is known."),
        birth=True, required=False,
    )  # fmt: skip
    birth_precision = forms.ChoiceField(
        label=_("How well is the birth known?"),
        choices=[(one.value, one.label) for one in BirthPrecision if one is not BirthPrecision.AGE],
        initial=BirthPrecision.UNKNOWN,
    )
    age_years = forms.IntegerField(
        label=_("Age in years, if the date is not known"), min_value=0, max_value=25, required=False
    )
    area_code = forms.ChoiceField(label=_("Area where the child lives"))
    lead_post_id = forms.ChoiceField(
        label=_("Lead worker"), help_text=_("Sees everything about the child and leads the team.")
    )

    def __init__(self, *args: Any, areas: Iterable[Area], posts: Iterable[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area_code"].choices = area_choices(areas)  # type: ignore[attr-defined]
        self.fields["lead_post_id"].choices = post_choices(posts)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("birth") and given.get("age_years") is not None:
            self.add_error("age_years", _("Give the date of birth or the age, not both."))
        return given


class AssignLeadForm(CaseVersionedForm):
    """Who leads the case from now on."""

    post_id = forms.ChoiceField(label=_("New lead worker"))

    def __init__(self, *args: Any, posts: Iterable[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post_id"].choices = post_choices(posts)  # type: ignore[attr-defined]


class OrganizationForm(CaseForm):
    """Whose people may join: asked first, so that the next list is short."""

    once_only = False
    organization = forms.ChoiceField(label=_("Organization"))

    def __init__(self, *args: Any, organizations: Iterable[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].choices = [  # type: ignore[attr-defined]
            CHOOSE, *((one.pk, one.name) for one in organizations)
        ]  # fmt: skip


class JoinForm(CaseForm):
    """A worker joins: who, as what, what they may see, and on what ground."""

    post_id = forms.ChoiceField(label=_("Person"))
    role = forms.ChoiceField(
        label=_("What they are on the team"),
        choices=[CHOOSE, *((one.value, one.label) for one in Role if one not in {*FAMILY_ROLES, Role.LEAD})],
    )
    categories = CategoriesField(
        label=_("What they may see"), help_text=_("Only what they need. Without “Identity” they see no name.")
    )
    level = forms.TypedChoiceField(
        label=_("How far"),
        choices=[
            (int(Level.WRITE), _("Read, and write notes of the same kinds")),
            (int(Level.READ), _("Read only")),
        ],
        coerce=int,
        initial=int(Level.WRITE),
        widget=forms.RadioSelect,
    )
    basis = radios(_("On what ground"), [])
    law = forms.CharField(
        label=_("The law that requires it"),
        help_text=_("Only where a law requires it: its name and section."),
        required=False,
        max_length=300,
    )

    def __init__(
        self, *args: Any, posts: Iterable[Post], consents: Iterable[Consent], own: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post_id"].choices = post_choices(posts)  # type: ignore[attr-defined]
        grounds: list[tuple[str, Any]] = (
            [("team", _("They work at the organization that leads the case"))] if own else []
        )
        for consent in consents:
            words = _("Consent of %(name)s for: %(kinds)s")
            given = {"name": consent.given_by_name, "kinds": ", ".join(consent.covers.labels)}
            grounds.append((str(consent.pk), words % given))
        grounds.append(("legal_duty", _("A law requires it")))
        self.fields["basis"].choices = grounds  # type: ignore[attr-defined]
        self.fields["basis"].initial = grounds[0][0]
        usual = Category.everything() if own else USUAL_CATEGORIES[Role.HEALTH] & ~Category.HEALTH
        self.fields["categories"].initial = chosen(usual)

    def as_given(self) -> dict[str, Any]:
        """The cleaned answers as `join_team` takes them: a chosen consent is a basis with its id."""
        given = self.given()
        if given["basis"] not in {"team", "legal_duty"}:
            given["consent_id"], given["basis"] = given["basis"], "consent"
        return given


class FamilyForm(CaseForm):
    """Someone of the family joins; they need no login."""

    name = NameField(label=_("Name"))
    role = radios(
        _("Who they are"),
        [
            (one.value, one.label)
            for one in (Role.CAREGIVER, Role.CHILD, Role.FAMILY_SUPPORTER, Role.ADVOCATE)
        ],
    )


class LeaveForm(CaseForm):
    """Why someone leaves the team."""

    reason = forms.CharField(label=_("Why"), required=False, max_length=300)


class ConsentGivenForm(CaseForm):
    """What the family agreed to."""

    given_by_name = NameField(label=_("Who gave the consent"))
    given_as = radios(_("They are"), GivenAs.choices)
    organization_ids = forms.MultipleChoiceField(
        label=_("Which organizations may be told"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one organization.")},
    )
    categories = CategoriesField(label=_("What they may be told"))
    purpose = TextField(
        label=_("What for"), help_text=_("As you explained it to the family."), rows=2, max_length=1000
    )
    how = radios(_("How it was given"), ConsentForm.choices)
    witness = NameField(
        label=_("Witness"), help_text=_("Needed for a thumbprint or a spoken consent."), required=False
    )
    language = forms.CharField(label=_("Language in which it was explained"), required=False, max_length=35)
    expires = DayMonthYearField(
        label=_("Until"), help_text=_("Leave empty for as long as the case is open."),
        future=True, required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, organizations: Iterable[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization_ids"].choices = [(one.pk, one.name) for one in organizations]  # type: ignore[attr-defined]


class WithdrawForm(CaseVersionedForm):
    """Why a consent is taken back; the family owes nobody a reason."""

    reason = forms.CharField(label=_("What the family said"), required=False, max_length=500)


class ExcludeForm(CaseForm):
    """Who must never see this case, and why."""

    user_id = forms.ChoiceField(label=_("Who is barred"))
    reason = TextField(
        label=_("Why"), help_text=_("For example: named in the report."), rows=3, max_length=500
    )

    def __init__(self, *args: Any, posts: Iterable[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {post.user_id: f"{post.user.name} · {post.organization.name}" for post in posts}
        self.fields["user_id"].choices = [CHOOSE, *people.items()]  # type: ignore[attr-defined]
