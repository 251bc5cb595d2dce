"""Forms about the work: assessing, planning, noting, reviewing, closing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from harambee.access.states import CATEGORY_LABELS, Category
from harambee.cases.forms.fields import (
    CHOOSE,
    CaseForm,
    CaseVersionedForm,
    radios,
)
from harambee.cases.models import Goal, TeamMember
from harambee.cases.states import (
    CloseReason,
    NoteKind,
    ReviewDecision,
    Risk,
    Role,
    Sign,
    Whose,
)
from harambee.web.forms import DayMonthYearField, TextField


class AssessForm(CaseVersionedForm):
    """What was found, and the risk that a person decides on."""

    signs = forms.MultipleChoiceField(
        label=_("Signs of danger"),
        help_text=_("Leave all empty where you found none."),
        choices=Sign.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    strengths = TextField(
        label=_("What goes well"), help_text=_("People, skills and habits that protect the child."),
        required=False, rows=3,
    )  # fmt: skip
    needs = TextField(label=_("What the child needs"), required=False, rows=3)
    risk = forms.TypedChoiceField(
        label=_("How much danger is the child in?"),
        help_text=_("You decide. One of the first five signs usually means high risk, any other one medium."),
        choices=[(int(one), one.label) for one in (Risk.HIGH, Risk.MEDIUM, Risk.LOW)],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    reason = TextField(label=_("Why you decided so"), rows=3)


class PlanForm(CaseVersionedForm):
    """The first goals of a plan."""

    starts = DayMonthYearField(label=_("The plan starts on"))
    child_words = TextField(
        label=_("What the child wants"), help_text=_("In the child's own words. One goal in each line."),
        required=False, rows=3,
    )  # fmt: skip
    family_words = TextField(
        label=_("What the family wants"), help_text=_("In the family's words. One goal in each line."),
        required=False, rows=3,
    )  # fmt: skip

    def goals(self) -> list[tuple[str, str]]:
        """Each line as a goal, with whose words it is."""
        return [
            (line.strip(), whose)
            for name, whose in (("child_words", Whose.CHILD), ("family_words", Whose.FAMILY))
            for line in self.cleaned_data[name].splitlines()
            if line.strip()
        ]


class GoalForm(CaseForm):
    """One more goal."""

    words = TextField(label=_("Goal"), rows=2, max_length=1000)
    whose = radios(_("In whose words"), Whose.choices, initial=Whose.FAMILY)


class ActionForm(CaseForm):
    """One thing to be done, by whom and until when."""

    what = forms.CharField(label=_("What is to be done"), max_length=500)
    owner_id = forms.ChoiceField(label=_("Who does it"), help_text=_("Anyone on the team, the family too."))
    goal_id = forms.ChoiceField(label=_("For which goal"), required=False)
    due = DayMonthYearField(label=_("Until"))

    def __init__(self, *args: Any, team: Iterable[TeamMember], goals: Iterable[Goal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = [(one.pk, f"{one.name} · {Role(one.role).label}") for one in team]
        self.fields["owner_id"].choices = [CHOOSE, *owners]  # type: ignore[attr-defined]
        wanted = [(one.pk, one.words[:80]) for one in goals]
        self.fields["goal_id"].choices = [("", _("No goal in particular")), *wanted]  # type: ignore[attr-defined]


class ApproveForm(CaseVersionedForm):
    """Approving has no questions: the plan is read, then approved."""


class StartForm(CaseVersionedForm):
    """Starting has no questions."""


class CompleteForm(CaseVersionedForm):
    """An action is done."""

    remark = TextField(label=_("What happened"), required=False, rows=3, max_length=1000)


class DropForm(CaseVersionedForm):
    """An action is given up."""

    reason = TextField(label=_("Why it is not done"), rows=3, max_length=1000)


class NoteForm(CaseForm):
    """What was seen, said or agreed."""

    kind = forms.ChoiceField(label=_("What it is about"), choices=NoteKind.choices)
    category = forms.TypedChoiceField(
        label=_("Kind of information"), help_text=_("It decides who on the team can read this."), coerce=int
    )
    text = TextField(label=_("Note"), help_text=_("Notes are never changed; you can add to them."), rows=6)

    def __init__(self, *args: Any, writes: Category, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            (int(one), CATEGORY_LABELS[one]) for one in Category if one in writes
        ]
        if Category.NARRATIVE in writes:
            self.fields["category"].initial = int(Category.NARRATIVE)


class AddendumForm(CaseForm):
    """What is to be added to a note."""

    text = TextField(label=_("What is to be added or put right"), rows=5)


class ReviewForm(CaseVersionedForm):
    """What a review found and decided."""

    summary = TextField(label=_("What was found"), rows=5)
    decision = radios(_("What follows"), ReviewDecision.choices)


class CloseForm(CaseVersionedForm):
    """Why the case ends."""

    reason = radios(_("Why the case ends"), CloseReason.choices)


class ReopenForm(CaseVersionedForm):
    """Why the case is taken up again."""

    reason = TextField(label=_("Why the case is opened again"), rows=3, max_length=1000)
