"""Form fields with the house's limits and its plain words for what is wrong."""

import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harambee.web.widgets import DayMonthYearWidget

LONGEST_NAME = 300
LONGEST_TEXT = 20_000
EARLIEST_YEAR = 1900


class NameField(forms.CharField):
    """A person's or an organization's name, in any script. One letter is a name; more than 300 are not."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_NAME)
        super().__init__(**kwargs)
        self.error_messages.setdefault("no_letters", _("Write a name with at least one letter."))
        self.error_messages["max_length"] = _(
            "This name is too long: %(show_value)d characters. Use %(limit_value)d or fewer."
        )
        self.widget.attrs.setdefault("dir", "auto")

    def clean(self, value: Any) -> str:
        name = " ".join(unicodedata.normalize("NFC", super().clean(value)).split())
        if name and not any(unicodedata.category(letter).startswith("L") for letter in name):
            raise ValidationError(self.error_messages["no_letters"], code="no_letters")
        return name


class TextField(forms.CharField):
    """Free text of several lines, up to 20,000 characters."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_TEXT)
        kwargs.setdefault("widget", forms.Textarea({"rows": rows, "dir": "auto"}))
        super().__init__(**kwargs)
        self.error_messages["max_length"] = _(
            "This is too long: %(show_value)d characters. Use %(limit_value)d or fewer."
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # The browser would cut a pasted text without a word; the server says how long it was.
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class DayMonthYearField(forms.Field):
    """A date as day, month, year. Digits of any script count.

    `past`: not after today (births, things that happened). `future`: not before today (things to be done).
    """

    default_error_messages = {
        "required": _("Enter the day, month and year."),
        "missing": _("The date must include a %(part)s."),
        "numbers": _("Write the day, month and year in numbers, like 27 3 2016."),
        "impossible": _("There is no such day. Check the day and the month."),
        "year": _("Write the year with four digits, %(earliest)s or later."),
        "in_future": _("This date is in the future. It must be today or in the past."),
        "in_past": _("This date is in the past. It must be today or later."),
    }
    parts = (_("day"), _("month"), _("year"))

    def __init__(
        self, *, past: bool = False, future: bool = False, birth: bool = False, **kwargs: Any
    ) -> None:
        self.past, self.future = past or birth, future
        kwargs.setdefault("widget", DayMonthYearWidget(birth=birth))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        typed = [str(part or "").strip() for part in value or ("", "", "")]
        if not any(typed):
            return None
        for part, name in zip(typed, self.parts, strict=True):
            if not part:
                raise ValidationError(self.error_messages["missing"], code="missing", params={"part": name})
        if not all(part.isdecimal() and len(part) <= 4 for part in typed):
            raise ValidationError(self.error_messages["numbers"], code="numbers")
        day, month, year = (int(part) for part in typed)
        if year < EARLIEST_YEAR:
            raise ValidationError(
                self.error_messages["year"], code="year", params={"earliest": str(EARLIEST_YEAR)}
            )
        try:
            return date(year, month, day)
        except ValueError:
            raise ValidationError(self.error_messages["impossible"], code="impossible") from None

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            return
        if self.past and value > timezone.localdate():
            raise ValidationError(self.error_messages["in_future"], code="in_future")
        if self.future and value < timezone.localdate():
            raise ValidationError(self.error_messages["in_past"], code="in_past")

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True
