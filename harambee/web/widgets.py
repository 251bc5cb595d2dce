"""Fields that ask for more than one thing, or ask it in the house's way."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DayMonthYearWidget(forms.MultiWidget):
    """A date typed as day, month and year in three boxes: no calendar to fight with for a birth date."""

    template_name = "web/forms/day_month_year.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, birth: bool = False) -> None:
        parts = ("bday-day", "bday-month", "bday-year") if birth else ("off", "off", "off")
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            name: forms.TextInput(
                {"inputmode": "numeric", "maxlength": length, "autocomplete": part, "dir": "ltr"}
            )
            for name, length, part in zip(("day", "month", "year"), (2, 2, 4), parts, strict=True)
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """The three boxes for a date; what was typed comes back as it was."""
        if isinstance(value, date):
            return [value.day, value.month, value.year]
        return [None, None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        labels = (_("Day"), _("Month"), _("Year"))
        for box, label in zip(context["widget"]["subwidgets"], labels, strict=True):
            box["label"] = label
        return context
