"""The base of every form: nothing typed is lost, nothing is saved twice, nothing unreadable gets in."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from harambee.access import once
from harambee.kernel.errors import Invalid
from harambee.web import kept
from harambee.web.current import current_request
from harambee.web.fields import DayMonthYearField, NameField, TextField
from harambee.web.widgets import DayMonthYearWidget

__all__ = [
    "DayMonthYearField",
    "DayMonthYearWidget",
    "Form",
    "NameField",
    "TextField",
    "VersionedForm",
    "attempt",
]

TOKEN = "form_token"  # noqa: S105  the name of a field
PARTS = ("day", "month", "year")
MISSING = _("“{label}” needs an answer.")
UNREADABLE = _("We removed characters that cannot be read from this answer. Check it, then send again.")
TOO_OLD = _("This form was not complete. Check your answers, then send again.")


class Form(forms.Form):
    """A form of the house.

    - NUL bytes are taken out of what was typed, and the field says so.
    - The hidden `form_token` is spent when the form is valid, in the transaction of the write; the same form
      sent again raises `Replayed`, which `web.errors` answers.
    - What was typed before a sign-in ran out is filled in again (`web.kept`).
    """

    use_required_attribute = False
    # Two forms may stand on one page, so the hidden field has no id.
    form_token = forms.UUIDField(widget=forms.HiddenInput({"id": False}), required=False)
    # Set to False for forms that only read (search, filter) and may be sent as often as one likes.
    once_only = True

    def __init__(self, data: Any = None, files: Any = None, *args: Any, **kwargs: Any) -> None:
        self.unreadable: frozenset[str] = frozenset()
        if data is not None:
            data, self.unreadable = without_nul(data)
        super().__init__(data, files, *args, **kwargs)
        if self.once_only:
            self.initial[TOKEN] = uuid4()
        else:
            del self.fields[TOKEN]
        self._name_what_is_missing()
        if data is None:
            self._fill_in_again()

    def _name_what_is_missing(self) -> None:
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = format_lazy(MISSING, label=field.label or "")

    def _fill_in_again(self) -> None:
        typed = kept.typed_before()
        if typed is None:
            return
        for name, field in self.fields.items():
            key = self.add_prefix(name)
            if name != TOKEN and not field.widget.value_omitted_from_data(typed, MultiValueDict(), key):
                self.initial[name] = field.widget.value_from_datadict(typed, MultiValueDict(), key)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            written = {self.add_prefix(name), *(f"{self.add_prefix(name)}_{part}" for part in PARTS)}
            if written & self.unreadable and not field.widget.is_hidden:
                self.add_error(name, str(UNREADABLE))
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.once_only and not self.errors:
            self._spend_token()

    def _spend_token(self) -> None:
        request = current_request()
        if request is None:
            return
        token: UUID | None = self.cleaned_data.get(TOKEN)
        if token is None:
            self.add_error(None, str(TOO_OLD))
            return
        once.claim(getattr(request, "actor", None), token)
        # Should the page show this form once more, it needs a token that has not been spent.
        data = self.data.copy() if isinstance(self.data, QueryDict) else dict(self.data)
        data[self.add_prefix(TOKEN)] = str(uuid4())
        self.data = data


def attempt[T](form: forms.Form, act: Callable[[], T]) -> T | None:
    """Run a command for a valid form; what it finds Invalid stands at the fields, and None comes back.

    The page then shows the form again with everything that was typed. All other errors go on to `web.errors`.
    """
    try:
        return act()
    except Invalid as error:
        found = error.detail.get("fields") or {None: [error.message]}
        for name, texts in found.items():
            for text in texts:
                form.add_error(name if name in form.fields else None, str(text))
        return None


class VersionedForm(Form):
    """A form over a record that others may change: carries the version that was shown.

    Give `initial={"version": record.version}`; pass `cleaned_data["version"]` to the command, which raises
    `Stale` where the record has moved on.
    """

    version = forms.IntegerField(widget=forms.HiddenInput({"id": False}), min_value=0)


def without_nul(data: Any) -> tuple[Any, frozenset[str]]:
    """A copy of the posted data without NUL bytes, and the names of the fields that had some."""
    if not isinstance(data, MultiValueDict):
        bad = frozenset(name for name, value in data.items() if isinstance(value, str) and "\x00" in value)
        return {name: _bare(value) for name, value in data.items()} if bad else data, bad
    bad = frozenset(
        name
        for name, values in data.lists()
        if any(isinstance(value, str) and "\x00" in value for value in values)
    )
    if not bad:
        return data, bad
    clean = QueryDict(mutable=True)
    for name, values in data.lists():
        clean.setlist(name.replace("\x00", ""), [_bare(value) for value in values])
    return clean, bad


def _bare(value: Any) -> Any:
    return (
        value if isinstance(value, UploadedFile) or not isinstance(value, str) else value.replace("\x00", "")
    )
