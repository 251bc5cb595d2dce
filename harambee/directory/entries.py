"""What the directory adds to the navigation and to the search box."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.directory import queries
from harambee.web import navigation, search


def find(actor: Actor, text: str) -> Iterable[search.Hit]:
    """The first services whose words fit."""
    for service in queries.services(actor, text=text)[: search.PER_GROUP]:
        detail = service.organization.name if service.organization else ""
        yield search.Hit(service.name, reverse("service", args=[service.pk]), detail)


navigation.register(_("Services"), "services", order=40, icon="building")
search.register_provider("services", _("Services"), find, order=40)
