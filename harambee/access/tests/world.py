"""A small world for tests: areas, agencies of several sectors, people with posts, made by commands."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.utils import timezone

from harambee.access.actors import Actor, acting_as, actor_for
from harambee.access.commands import add_area, add_organization, add_user, give_post
from harambee.access.duties import appoint_first_administrator
from harambee.access.models import Organization, User
from harambee.access.states import OrganizationKind, Sector
from harambee.kernel import clock

PASSWORD = "correct horse battery staple"

# Who works where, with which duties. `outsider` belongs to an agency that has no part in anything.
STAFF: dict[str, tuple[str, tuple[str, ...]]] = {
    "worker": ("children_office", ("case_worker",)),
    "colleague": ("children_office", ("case_worker",)),
    "supervisor": ("children_office", ("supervisor",)),
    "intake": ("children_office", ("intake",)),
    "nurse": ("clinic", ("team_member",)),
    "clinic_intake": ("clinic", ("referral_intake",)),
    "teacher": ("school", ("reporter", "team_member")),
    "officer": ("police", ("team_member",)),
    "outsider": ("other_ngo", ("case_worker", "supervisor", "intake", "referral_intake", "team_member")),
    "coordinator": ("children_office", ("coordinator",)),
    "auditor": ("children_office", ("auditor",)),
}
AGENCIES = {
    "children_office": ("Kilima Children's Office", OrganizationKind.GOVERNMENT, Sector.SOCIAL_SERVICES),
    "clinic": ("Mto Mweupe Health Centre", OrganizationKind.GOVERNMENT, Sector.HEALTH),
    "school": ("Kilele Primary School", OrganizationKind.GOVERNMENT, Sector.EDUCATION),
    "police": ("Kilima Police Post", OrganizationKind.GOVERNMENT, Sector.POLICE),
    "other_ngo": ("Bandari Trust", OrganizationKind.NGO, Sector.FAMILY_SERVICES),
}


@dataclass
class World:
    """The people as actors (`world.worker`), the agencies by key, and the administrator who made them all."""

    admin: Actor
    agencies: dict[str, Organization] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Actor:
        actors: dict[str, Actor] = self.__dict__["actors"]
        if name not in actors:
            raise AttributeError(name)
        return actors[name]

    def again(self, name: str) -> Actor:
        """The same person's actor, read anew (after a post or a duty changed)."""
        return actor_for(User.objects.get(pk=self.actors[name].user_id))


def first_administrator() -> Actor:
    """The administrator who is there before anyone can appoint one."""
    return appoint_first_administrator(
        email="admin@example.org", name="Ada Admin", password=PASSWORD, organization="County government"
    )


def make_world() -> World:
    """Build the world in the running transaction (or, outside one, for good), as of yesterday."""
    with clock.at(timezone.now() - timedelta(days=1)):
        return _made()


def _made() -> World:
    admin = first_administrator()
    world = World(admin)
    add_area(admin, name="Kilima", code="KL")
    add_area(admin, name="Kilima East", code="KL01", parent_code="KL")
    for key, (name, kind, sector) in AGENCIES.items():
        world.agencies[key] = add_organization(admin, name=name, kind=kind, sector=sector, area_code="KL01")
    for key, (agency, duties) in STAFF.items():
        user = add_user(
            admin, email=f"{key}@example.org", name=f"{key.title().replace('_', ' ')} W.", password=PASSWORD
        )
        give_post(admin, user.pk, organization_id=world.agencies[agency].pk, duties=duties)
        world.actors[key] = actor_for(user)
    return world


@pytest.fixture
def world(db: None) -> World:
    """The small world, undone after the test."""
    return make_world()


__all__ = ["PASSWORD", "World", "acting_as", "first_administrator", "make_world", "world"]
