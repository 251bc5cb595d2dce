"""A service's page in words: what HSDS keeps as codes, for people to read."""

from dataclasses import dataclass, field

from django.utils import formats
from django.utils.dateparse import parse_time
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harambee.directory.models import Entry, Location, Service, ServiceAtLocation
from harambee.directory.states import Need, Table
from harambee.kernel import clock
from harambee.web.components import Badge, Fact

STALE_AFTER = 365  # days since somebody last checked an entry
DAYS = {
    "MO": gettext_lazy("Monday"),
    "TU": gettext_lazy("Tuesday"),
    "WE": gettext_lazy("Wednesday"),
    "TH": gettext_lazy("Thursday"),
    "FR": gettext_lazy("Friday"),
    "SA": gettext_lazy("Saturday"),
    "SU": gettext_lazy("Sunday"),
}


@dataclass
class Place:
    """One place where a service is given."""

    name: str
    address: list[str]
    facts: list[Fact] = field(default_factory=list)


@dataclass
class Line:
    """One line of a list: what, and a remark."""

    text: str
    remark: str = ""


@dataclass
class Showing:
    """Everything that the page of a service shows beside its own columns."""

    facts: list[Fact]
    places: list[Place]
    hours: list[Line]
    phones: list[Line]
    costs: list[Line]
    people: list[Line]
    documents: list[Line]


def showing(service: Service, places: list[ServiceAtLocation], entries: dict[str, list[Entry]]) -> Showing:
    """The parts of one service's page."""

    def of(table: Table) -> list[Entry]:
        return entries.get(table.value, [])

    return Showing(
        facts=_facts(service, of(Table.LANGUAGE)),
        places=[_place(one, entries) for one in places if one.location is not None],
        hours=[one for entry in of(Table.SCHEDULE) if (one := _hours(entry)).text],
        phones=[_phone(entry) for entry in of(Table.PHONE)],
        costs=[_cost(entry) for entry in of(Table.COST_OPTION)],
        people=[_contact(entry) for entry in of(Table.CONTACT)],
        documents=[
            Line(_text(entry, "document"))
            for entry in of(Table.REQUIRED_DOCUMENT)
            if _text(entry, "document")
        ],
    )


def assurance(service: Service) -> Badge:
    """Whether the entry can be relied on: when somebody last checked it."""
    if service.assured is None:
        return Badge(_("Not checked yet"), "due")
    day = formats.date_format(service.assured, "DATE_FORMAT")
    if (clock.today() - service.assured).days > STALE_AFTER:
        return Badge(_("Last checked %(day)s: ring first") % {"day": day}, "due")
    return Badge(_("Checked %(day)s") % {"day": day}, "ok")


def ages(service: Service) -> str:
    """For which ages, in words."""
    least, most = service.min_age, service.max_age
    if least is None and most is None:
        return _("All ages")
    if most is None:
        return _("From %(age)d years") % {"age": least}
    if least is None:
        return _("Up to %(age)d years") % {"age": most}
    return _("%(least)d to %(most)d years") % {"least": least, "most": most}


def needs(service: Service) -> list[str]:
    """The needs that a service answers, in words."""
    return [str(Need(one).label) for one in service.needs if one in Need.values]


def _facts(service: Service, languages: list[Entry]) -> list[Fact]:
    spoken = list(dict.fromkeys(_text(entry, "name") or _text(entry, "code") for entry in languages))
    values: list[tuple[object, str]] = [
        (_("For"), ages(service)),
        (_("Who it is for"), service.eligibility),
        (_("How to apply"), service.application_process),
        (_("Fees"), service.fees),
        (_("Waiting time"), service.wait_time),
        (_("Languages"), ", ".join(one for one in spoken if one)),
        (_("Interpretation"), service.interpretation),
        (_("Areas served"), ", ".join(area.name for area in service.areas.all())),
        (_("E-mail"), service.email),
    ]
    facts = [Fact(str(label), value) for label, value in values if value]
    if service.url:
        facts.append(Fact(_("Website"), service.url, href=web_address(service.url)))
    if service.assurer:
        facts.append(Fact(_("Checked by"), service.assurer))
    return facts


def web_address(url: str) -> str:
    """The address where it leads to a website; a link may not run a script."""
    return url if url.lower().startswith(("http://", "https://")) else ""


def _place(place: ServiceAtLocation, entries: dict[str, list[Entry]]) -> Place:
    location: Location = place.location  # type: ignore[assignment]  # only places with one are shown
    here = [one for one in entries.get(Table.ADDRESS.value, []) if one.location_id == location.pk]
    ways = [one for one in entries.get(Table.ACCESSIBILITY.value, []) if one.location_id == location.pk]
    names = ("address_1", "address_2", "city", "region", "state_province", "postal_code", "country")
    facts = [Fact(_("How to get there"), location.transportation)] if location.transportation else []
    facts += [
        Fact(_("Accessibility"), " ".join(filter(None, (_text(one, "description"), _text(one, "details")))))
        for one in ways
    ]
    address = [text for name in names if here and (text := _text(here[0], name))]
    return Place(location.name or _("Place"), address, facts)


def _text(entry: Entry, name: str) -> str:
    value = entry.data.get(name)
    return "" if value is None else str(value)


def _hours(entry: Entry) -> Line:
    days = [str(DAYS[day]) for one in _text(entry, "byday").split(",") if (day := one.strip()[-2:]) in DAYS]
    opens, closes = _clock(_text(entry, "opens_at")), _clock(_text(entry, "closes_at"))
    times = _("%(opens)s to %(closes)s") % {"opens": opens, "closes": closes} if opens and closes else opens
    text = " · ".join(filter(None, (", ".join(days), times)))
    remark = _text(entry, "description")
    return Line(text or remark, remark if text else "")


def _clock(text: str) -> str:
    try:
        time = parse_time(text)
    except ValueError:
        return text
    return formats.time_format(time, "TIME_FORMAT") if time else text


def _phone(entry: Entry) -> Line:
    number = _text(entry, "number").strip('" ')
    if extension := _text(entry, "extension"):
        number = _("%(number)s, extension %(extension)s") % {"number": number, "extension": extension}
    return Line(number, _text(entry, "description"))


def _cost(entry: Entry) -> Line:
    amount = " ".join(filter(None, (_text(entry, "amount"), _text(entry, "currency").upper())))
    text = " ".join(filter(None, (amount, _text(entry, "amount_description"))))
    return Line(text or _text(entry, "option"), _text(entry, "option") if text else "")


def _contact(entry: Entry) -> Line:
    about = (_text(entry, name) for name in ("title", "department", "email"))
    return Line(capfirst(_text(entry, "name")), " · ".join(filter(None, about)))
