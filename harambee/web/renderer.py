"""Draws every Django form in the house's pattern: error summary, label, hint, error, field."""

from django.forms.renderers import DjangoTemplates


class HouseRenderer(DjangoTemplates):
    """For `FORM_RENDERER`; so forms of other packages (sign-in, passkeys) look the same."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"
