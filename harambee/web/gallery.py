"""Samples for `/gallery`: every component with its states, on made-up people."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harambee.web.components import Badge, Crumb, Event, Fact, Filter, Option, Step, Tab
from harambee.web.forms import DayMonthYearField, Form, NameField, TextField

COMPONENTS = (
    *("colours", "type", "button", "field", "error-summary", "card", "badge", "next-step", "banner", "tabs"),
    *(
        "table",
        "toolbar",
        "pagination",
        "timeline",
        "stepper",
        "person",
        "facts",
        "progress",
        "chart",
        "empty",
    ),
    *("dialog", "toast", "details", "why", "time", "breadcrumbs", "switches"),
)

BARS = ((2023, 40), (2024, 90), (2025, 140))


class SampleForm(Form):
    """One of each field."""

    once_only = False
    name = NameField(
        label=gettext_lazy("Name of the child"), help_text=gettext_lazy("As the family writes it.")
    )
    birth = DayMonthYearField(
        label=gettext_lazy("When was the child born?"),
        help_text=gettext_lazy("For example, 27 3 2016"),
        birth=True,
    )
    risk = forms.ChoiceField(
        label=gettext_lazy("How soon must someone see the child?"),
        widget=forms.RadioSelect,
        choices=[
            ("now", gettext_lazy("Today")),
            ("week", gettext_lazy("Within a week")),
            ("later", gettext_lazy("Later")),
        ],
    )
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("What does the family need?"),
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("school", gettext_lazy("School")),
            ("health", gettext_lazy("Health care")),
            ("legal", gettext_lazy("Legal help")),
        ],
        required=False,
    )
    area = forms.ChoiceField(
        label=gettext_lazy("Sub-county"),
        choices=[("", gettext_lazy("Choose")), ("k", "Kilele"), ("m", "Mto Mweupe")],
    )
    story = TextField(label=gettext_lazy("What did you see or hear?"), required=False)
    photo = forms.FileField(label=gettext_lazy("Photo or paper"), required=False)
    agreed = forms.BooleanField(label=gettext_lazy("The family knows that I am writing this"), required=False)


SampleForm.base_fields["risk"].choice_hints = {  # type: ignore[attr-defined]
    "now": gettext_lazy("The child may be hurt if nobody comes today.")
}


class Turned(SampleForm):
    """The same, with mistakes."""


def sample_chart() -> SafeString:
    """A bar chart of the kind the server draws."""
    bars = format_html_join(
        "",
        '<rect x="{}" y="{}" width="56" height="{}" rx="4" fill="currentColor"/>'
        '<text x="{}" y="176" text-anchor="middle" font-size="13">{}</text>',
        (
            (40 + 100 * at, 156 - height, height, 68 + 100 * at, year)
            for at, (year, height) in enumerate(BARS)
        ),
    )
    return format_html('<svg viewBox="0 0 340 186" width="340" height="186" class="drawn">{}</svg>', bars)


def context(*, rtl: bool) -> dict[str, Any]:
    """What the gallery shows."""
    now = timezone.now()
    today = timezone.localdate()
    return {
        "rtl": rtl,
        "sections": COMPONENTS,
        "form": SampleForm(prefix="blank"),
        "wrong": Turned(
            {
                "name": "",
                "birth_day": "31",
                "birth_month": "2",
                "birth_year": "2019",
                "story": "Amina said that …",
            },
            prefix=None,
        ),
        "badges": [
            Badge(_("High risk"), "high"),
            Badge(_("Due today"), "due"),
            Badge(_("Accepted"), "ok"),
            Badge(_("Waiting"), "info"),
            Badge(_("Lives with grandmother"), icon="home"),
            Badge(_("Closed")),
        ],
        "tabs": [
            Tab(_("Summary"), "#tabs", current=True),
            Tab(_("Plan"), "#tabs", count=4),
            Tab(_("Team and consent"), "#tabs"),
            Tab(_("Referrals"), "#tabs", count=2),
            Tab(_("Documents"), "#tabs"),
            Tab(_("Who can see this"), "#tabs"),
        ],
        "steps": [
            Step(_("Registered"), "done"),
            Step(_("Assessed"), "done"),
            Step(_("Planned"), "done"),
            Step(_("In progress"), "current"),
            Step(_("Review")),
            Step(_("Closed")),
        ],
        "events": [
            Event(
                _("Home visit is late"),
                now - timedelta(hours=2),
                _("High-risk cases are seen every 7 days."),
                "Joseph O.",
                tone="high",
            ),
            Event(
                _("Referral accepted"),
                now - timedelta(hours=5),
                _("Counselling, first appointment on Tuesday at 10:00."),
                "Grace A., Mto Mweupe Health Centre",
                "#timeline",
                tone="ok",
            ),
            Event(
                _("Family meeting held"),
                now - timedelta(days=4),
                _("Amina asked to stay with her grandmother. Agreed."),
                _("6 people, 4 organizations"),
                badges=[Badge(_("1 dissent recorded"), "info")],
            ),
            Event(_("Concern reported"), now - timedelta(days=13), by="Kilele Primary School"),
        ],
        "facts": [
            Fact(_("Case number"), "KT-2041-7", code=True),
            Fact(_("Lead worker"), "Rose Wanjiru", "#facts"),
            Fact(_("Languages"), "Kiswahili, العربية, አማርኛ, ភាសាខ្មែរ"),
            Fact(_("Lives with"), _("Her grandmother, since March")),
        ],
        "crumbs": [Crumb(_("Cases"), "#breadcrumbs"), Crumb("Amina J.", "#breadcrumbs"), Crumb(_("Plan"))],
        "rows": [
            (
                _("Counselling"),
                "Mto Mweupe Health Centre",
                Badge(_("Accepted"), "ok"),
                5,
                now - timedelta(days=1),
            ),
            (
                _("School bursary"),
                _("County bursary board"),
                Badge(_("Waiting"), "due"),
                41,
                today + timedelta(days=1),
            ),
            (
                _("Legal advice"),
                "Haki Legal Aid",
                Badge(_("Declined"), "high"),
                12,
                today + timedelta(days=6),
            ),
        ],
        "filters": [
            Filter("state", _("State"), [Option("open", _("Open")), Option("closed", _("Closed"))], "open"),
            Filter("area", _("Area"), [Option("k", "Kilele"), Option("m", "Mto Mweupe")]),
        ],
        "sorts": [Option("due", _("Due first")), Option("name", _("Name"))],
        "page": Paginator(range(1, 482), 50).page(4),
        "moments": [
            now - timedelta(seconds=20),
            now - timedelta(hours=3),
            now + timedelta(days=2, minutes=1),
            today,
            today + timedelta(days=1),
            today - timedelta(days=40),
        ],
        "bars": BARS,
        "chart_svg": sample_chart(),
        "swatches": [
            "paper",
            "surface",
            "sunken",
            "accent",
            "accent-soft",
            "warm-soft",
            "danger-soft",
            "warn-soft",
        ],
    }
