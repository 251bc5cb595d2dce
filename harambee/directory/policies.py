"""Who sees the directory, and who may write it."""

from typing import Any

from django.db.models import Q

from harambee.access.actors import Actor
from harambee.access.gate import Verdict, rule, scope
from harambee.directory.models import (
    Entry,
    Location,
    OrganizationProfile,
    Service,
    ServiceAtLocation,
    Taxonomy,
    Term,
)


@scope(OrganizationProfile, Service, Taxonomy, Term)
def directory(actor: Actor) -> Q:
    """What organizations offer is public knowledge."""
    return Q()


@scope(Location)
def places(actor: Actor) -> Q:
    """Places that may be known; who keeps the directory sees the confidential ones as well."""
    return Q() if actor.may("location.conceal") else Q(is_confidential=False)


@scope(ServiceAtLocation)
def at_places(actor: Actor) -> Q:
    """That a service is given at a confidential place is hidden with the place."""
    if actor.may("location.conceal"):
        return Q()
    return Q(location__isnull=True) | Q(location__is_confidential=False)


@scope(Entry)
def of_places(actor: Actor) -> Q:
    """What belongs to a confidential place would give it away: its telephone leads there."""
    if actor.may("location.conceal"):
        return Q()
    own = Q(location__isnull=True) | Q(location__is_confidential=False)
    by_place = Q(place__location__isnull=True) | Q(place__location__is_confidential=False)
    return own & by_place


def always(actor: Actor, subject: Any) -> Verdict:
    """The permission alone decides."""
    return True


KEEPERS = {"administrator", "coordinator", "loader"}
rule("service.add", duties=KEEPERS)(always)
rule("directory.import", duties=KEEPERS)(always)
rule("location.conceal", duties={"administrator", "coordinator"})(always)
