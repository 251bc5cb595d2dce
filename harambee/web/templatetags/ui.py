"""Template tags for the kit's components: `{% load ui %}`. Each is shown with its states in `/gallery`."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxSelectMultiple, RadioSelect
from django.forms.boundfield import BoundWidget
from django.http import QueryDict
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _

from harambee.web.components import Badge, Crumb, Event, Fact, Filter, Option, Step, Tab

register = template.Library()

TONE_ICONS = {"": "dot", "high": "up", "due": "clock", "ok": "check", "info": "info"}
NOTE_ICONS = {"info": "info", "success": "check-circle", "warning": "alert", "error": "alert"}
# Arrows that mean "onward" or "back" turn round where one reads from right to left.
TURNING = {"forward", "backward", "exchange", "out"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite. Without a label it is decoration beside a word."""
    turning = " turns" if name in TURNING else ""
    sprite = static("web/icons.svg")
    if label:
        return format_html(
            '<svg class="icon{}" role="img" aria-label="{}"><use href="{}#{}"/></svg>',
            turning,
            label,
            sprite,
            name,
        )
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>', turning, sprite, name
    )


@register.inclusion_tag("web/ui/button.html")
def button(
    text: str, kind: str = "", icon: str = "", name: str = "", value: str = "", form: str = ""
) -> dict[str, Any]:
    """A submit button. `kind`: empty (main action), plain, danger, quietly; with `small` or `wide` added."""
    return {"text": text, "kind": kind, "icon": icon, "name": name, "value": value, "form": form}


@register.inclusion_tag("web/ui/button_link.html")
def button_link(text: str, href: str, kind: str = "", icon: str = "", dialog: str = "") -> dict[str, Any]:
    """A link that looks like a button. `dialog`: id of a dialog to open instead, where scripts run."""
    return {"text": text, "href": href, "kind": kind, "icon": icon, "dialog": dialog}


@register.inclusion_tag("web/ui/badge.html")
def badge(text: "str | Promise | Badge", tone: str = "", icon: str = "") -> dict[str, Any]:
    """A chip with icon and word. Tones: high, due, ok, info, or none. Takes a `Badge` as well."""
    if isinstance(text, Badge):
        return badge(str(text.text), text.tone, text.icon)
    return {"text": text, "tone": tone, "icon": icon or TONE_ICONS.get(tone, "dot")}


@register.inclusion_tag("web/ui/tabs.html")
def tabs(items: Sequence[Tab], label: str) -> dict[str, Any]:
    return {"items": items, "label": label}


@register.inclusion_tag("web/ui/steps.html")
def stepper(steps: Sequence[Step], label: str = "") -> dict[str, Any]:
    return {"steps": steps, "label": label or _("Progress")}


@register.inclusion_tag("web/ui/timeline.html")
def timeline(events: Iterable[Event]) -> dict[str, Any]:
    return {"events": events}


@register.inclusion_tag("web/ui/next_step.html")
def next_step(title: str, detail: str = "", action: str = "", href: str = "") -> dict[str, Any]:
    """The one next step of a record, with the way to do it."""
    return {"title": title, "detail": detail, "action": action, "href": href}


@register.inclusion_tag("web/ui/empty.html")
def empty(
    title: str, detail: str = "", action: str = "", href: str = "", icon: str = "inbox"
) -> dict[str, Any]:
    """An empty list: says why it is empty and what to do."""
    return {"title": title, "detail": detail, "action": action, "href": href, "icon": icon}


@register.inclusion_tag("web/ui/facts.html")
def facts(items: Iterable[Fact]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag("web/ui/breadcrumbs.html")
def breadcrumbs(items: Sequence[Crumb]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag("web/ui/back_link.html")
def back_link(href: str, text: str = "") -> dict[str, Any]:
    return {"href": href, "text": text or _("Back")}


@register.inclusion_tag("web/ui/person.html")
def person(name: str, detail: str = "", href: str = "") -> dict[str, Any]:
    """A person chip: initials, name, and what they are here."""
    return {"name": name, "detail": detail, "href": href, "initials": initials(name)}


@register.inclusion_tag("web/ui/progress.html")
def progress(value: int, maximum: int, label: str, text: str = "") -> dict[str, Any]:
    """A bar with its label and its count in words ("3 of 7")."""
    words = text or _("%(value)s of %(maximum)s") % {"value": value, "maximum": maximum}
    return {"value": value, "maximum": max(maximum, 1), "label": label, "text": words}


@register.filter
def initials(name: object) -> str:
    """One or two first letters of a name, in any script."""
    words = re.findall(r"\w+", str(name))
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


@register.simple_tag
def code(value: object) -> SafeString:
    """An identifier that keeps its own direction inside a sentence of another."""
    return format_html('<bdi class="code" translate="no">{}</bdi>', value)


@register.simple_tag
def ago(value: datetime | date | None) -> SafeString:
    """A relative time ("2 days ago", "in 3 hours"); the exact one shows on hover and to machines."""
    if value is None:
        return SafeString("")
    if not isinstance(value, datetime):
        return format_html(
            '<time datetime="{}" title="{}">{}</time>',
            value.isoformat(),
            formats.date_format(value),
            _day(value),
        )
    moment = value if timezone.is_aware(value) else timezone.make_aware(value)
    local = timezone.localtime(moment)
    exact = f"{formats.date_format(local)} {formats.time_format(local)}"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', moment.isoformat(), exact, _relative(moment)
    )


def _relative(moment: datetime) -> str:
    now = timezone.now()
    seconds = (moment - now).total_seconds()
    if abs(seconds) < 60:
        return _("just now")
    if seconds > 0:
        return _("in %(time)s") % {"time": timeuntil(moment, now, depth=1)}
    return _("%(time)s ago") % {"time": timesince(moment, now, depth=1)}


def _day(day: date) -> str:
    days = (day - timezone.localdate()).days
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if days in near:
        return near[days]
    noon, today = datetime.combine(day, time(12)), datetime.combine(timezone.localdate(), time(12))
    if days > 0:
        return _("in %(time)s") % {"time": timeuntil(noon, today, depth=1)}
    return _("%(time)s ago") % {"time": timesince(noon, today, depth=1)}


def _query(context: Context) -> QueryDict:
    request = context.get("request")
    return request.GET.copy() if request is not None else QueryDict(mutable=True)


@register.inclusion_tag("web/ui/sort_head.html", takes_context=True)
def sort_head(context: Context, label: str, name: str = "", number: bool = False) -> dict[str, Any]:
    """A `<th>`; with `name` it is a link that sorts by it (`?sort=name`, then `?sort=-name`)."""
    query = _query(context)
    current = query.get("sort", "")
    state = {name: "ascending", f"-{name}": "descending"}.get(current, "") if name else ""
    query["sort"] = f"-{name}" if state == "ascending" else name
    query.pop("page", None)
    return {"label": label, "name": name, "number": number, "state": state, "href": f"?{query.urlencode()}"}


@register.inclusion_tag("web/ui/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Which page of how many, and the links to the others (`?page=`), keeping filter and sorting."""
    query = _query(context)
    query.pop("page", None)
    prefix = f"?{query.urlencode()}&page=" if query else "?page="
    numbers = [
        number if isinstance(number, int) else None
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {"page": page, "prefix": prefix, "numbers": numbers}


@register.inclusion_tag("web/ui/toolbar.html", takes_context=True)
def toolbar(
    context: Context,
    filters: Sequence[Filter] = (),
    search: str = "",
    sorts: Sequence[Option] = (),
    export: str = "",
) -> dict[str, Any]:
    """Filter, search (`?q=`), sort and export of one list. `search` is the box's label; empty: no box."""
    query = _query(context)
    return {
        "filters": filters,
        "search": search,
        "q": query.get("q", ""),
        "sorts": sorts,
        "sort": query.get("sort", ""),
        "export": f"{export}?{query.urlencode()}" if export and query else export,
        "active": any(query.get(one.name) for one in filters) or bool(query.get("q")),
    }


@register.simple_block_tag
def card(content: SafeString, title: str = "", badge: str = "", tone: str = "", id: str = "") -> SafeString:
    """A section on its own ground. With a title it is a landmark named by it."""
    return _draw("web/ui/card.html", content, title=title, badge=badge, tone=tone, id=id)


@register.simple_block_tag
def note(content: SafeString, tone: str = "info", title: str = "") -> SafeString:
    """A boxed remark: info, success, warning or error."""
    return _draw("web/ui/note.html", content, tone=tone, title=title, icon=NOTE_ICONS.get(tone, "info"))


@register.simple_block_tag
def details(content: SafeString, summary: str, open: bool = False) -> SafeString:
    """Text behind a click, for what most people need not read."""
    return _draw("web/ui/details.html", content, summary=summary, open=open)


@register.simple_block_tag
def why(content: SafeString, label: str, id: str) -> SafeString:
    """A word that explains itself: its button opens the definition (a popover, no script needed)."""
    return _draw("web/ui/why.html", content, label=label, id=id)


@register.simple_block_tag
def dialog(content: SafeString, id: str, title: str) -> SafeString:
    """A modal dialog, opened by a `button_link` whose `href` is the same question as a page."""
    return _draw("web/ui/dialog.html", content, id=id, title=title)


@register.simple_block_tag
def chart(
    content: SafeString, title: str, id: str, summary: str = "", source: str = "", svg: str = ""
) -> SafeString:
    """A chart frame: title, what it says, the drawing; the block holds the same numbers as a table."""
    return _draw(
        "web/ui/chart.html", content, title=title, id=id, summary=summary, source=source, svg=SafeString(svg)
    )


def _draw(name: str, content: SafeString, **context: Any) -> SafeString:
    return render_to_string(name, {"content": content, **context})


@register.filter
def target_id(field: BoundField) -> str:
    """The id that an error of `field` links to: the first box or choice where it has several."""
    return f"{field.auto_id}_0" if field.use_fieldset else str(field.id_for_label or field.auto_id)


@register.filter
def first_field_id(form: BaseForm) -> str:
    """Where an error of the whole form leads: its first field."""
    visible = form.visible_fields()
    return target_id(visible[0]) if visible else "main"


@register.filter
def is_choices(field: BoundField) -> bool:
    """Whether the field is drawn as radios or checkboxes."""
    return isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple)


@register.simple_tag
def choice_hint(field: BoundField, choice: BoundWidget) -> SafeString:
    """A hint under one choice: `field.choice_hints = {value: text}` on the form field."""
    hints = getattr(field.field, "choice_hints", {})
    text = hints.get(str(choice.data["value"]), "")
    return format_html('<div class="hint">{}</div>', text) if text else SafeString("")


@register.filter
def field_words(name: object) -> str:
    """A field's name as words, where nothing but the name is known ("birth_date" becomes "Birth date")."""
    words = re.sub(r"[_\-]+", " ", str(name)).strip()
    return words[:1].upper() + words[1:]


@register.simple_tag
def new_token() -> str:
    """A fresh one-time token for a form that is written by hand: `<input name="form_token">`."""
    return str(uuid4())


@register.filter
def split_words(text: str) -> list[str]:
    """A list written as one text, for short loops in templates."""
    return text.split()


BROWSERS = (
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


@register.filter
def browser_words(agent: str) -> str:
    """What a browser calls itself, in words that its owner knows: "Firefox, Android"."""
    named = [next((word for mark, word in marks if mark in agent), "") for marks in (BROWSERS, SYSTEMS)]
    return ", ".join(word for word in named if word) or _("Unknown browser")
