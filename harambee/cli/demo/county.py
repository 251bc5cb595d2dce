"""Setting the county up: places, organizations, people, services; and finding them again by what they do."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from harambee.access import commands as access
from harambee.access.actors import Actor, actor_for, service_actor
from harambee.access.duties import appoint_first_administrator
from harambee.access.models import Organization, Post
from harambee.cli.demo import organizations, places, services, staff
from harambee.directory import commands as directory
from harambee.kernel import clock


@dataclass(frozen=True)
class Person:
    """Somebody who works in the county: where, as what, and as whom they act."""

    worker: staff.Worker
    actor: Actor

    @property
    def agency(self) -> str:
        """The key of their organization."""
        return self.worker.place.agency

    @property
    def post_id(self) -> UUID:
        """Their post."""
        assert self.actor.post_id is not None
        return self.actor.post_id

    def has(self, duty: str) -> bool:
        """Whether they hold this duty."""
        return duty in self.worker.place.duties


@dataclass(frozen=True)
class Given:
    """A service of the directory with what it offers."""

    id: UUID
    agency: str
    offer: services.Offer
    is_open: bool


@dataclass
class County:
    """What stories draw on. `founded` is when everything was set up, `today` when the demonstration ends."""

    seed: int
    founded: datetime
    today: datetime
    agencies: dict[str, UUID] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    services: list[Given] = field(default_factory=list)
    turns: Counter[str] = field(default_factory=Counter)
    _acting: dict[str, Actor] = field(default_factory=dict)

    def working_at(self, agency: str, duty: str) -> list[Person]:
        """Who holds a duty at an organization."""
        return [one for one in self.people if one.agency == agency and one.has(duty)]

    def service(self, name: str) -> Actor:
        """A service of the system, such as the public door."""
        if name not in self._acting:
            self._acting[name] = service_actor(name)
        return self._acting[name]

    def turn(self, purpose: str) -> int:
        """Count on: so that everything that can happen happens to somebody, however few there are."""
        self.turns[purpose] += 1
        return self.turns[purpose] - 1

    def answering(self, agency: str) -> Person | None:
        """Who answers referrals at an organization, where somebody does."""
        return next(iter(self.working_at(agency, "referral_intake")), None)

    def giving(self, key: str, near: int) -> list[Given]:
        """Who gives a service and answers referrals; those of the sub-county `near` first."""
        found = [
            one
            for one in self.services
            if one.offer.key == key
            and one.is_open
            and one.agency != staff.APART
            and self.answering(one.agency)
        ]
        return sorted(found, key=lambda one: (not one.agency.endswith(str(near)), one.agency))


def steps() -> int:
    """How many things `found` adds, for the progress bar."""
    return len(places.places(0)) + len(organizations.agencies()) + len(staff.workers(0)) + len(_offered())


def _offered() -> list[tuple[organizations.Agency, str]]:
    return [(agency, key) for agency in organizations.agencies() for key in agency.offers]


def found(county: County, founder: Actor | None, advance: Callable[[], None]) -> None:
    """Set everything up as of the founding; `founder` adds it where an administrator works here already."""
    with clock.at(county.founded):
        first, *others = staff.workers(county.seed)
        admin = founder or _administrator(first)
        advance()
        for _step in _places_and_organizations(county, admin):
            advance()
        if founder is not None:
            others.insert(0, first)
        else:
            county.people.append(Person(first, admin))
        for worker in others:
            county.people.append(_hire(county, admin, worker))
            advance()
    with clock.at(county.today):
        keeper = county.working_at("government", "coordinator")[0].actor
        for agency, key in _offered():
            county.services.append(_offer(county, keeper, agency, key))
            advance()


def _administrator(first: staff.Worker) -> Actor:
    return appoint_first_administrator(
        email=first.email, name=first.name, password=staff.PASSWORD, organization=organizations.GOVERNMENT
    )


def _places_and_organizations(county: County, admin: Actor) -> Iterator[None]:
    for place in places.places(county.seed):
        access.add_area(
            admin, name=place.name, code=place.code, parent_code=place.parent, boundary=place.boundary
        )
        county.areas[place.code] = place.name
        yield
    home = Organization.objects.filter(name=organizations.GOVERNMENT).first()
    if home is None:
        home = access.add_organization(admin, name=organizations.GOVERNMENT, kind="government")
    county.agencies["government"] = home.pk
    for agency in organizations.agencies():
        county.agencies[agency.key] = access.add_organization(
            admin, name=agency.name, kind=agency.kind, sector=agency.sector, area_code=agency.area
        ).pk
        yield


def _hire(county: County, admin: Actor, worker: staff.Worker) -> Person:
    place = worker.place
    user = access.add_user(
        admin, email=worker.email, name=worker.name, password=staff.PASSWORD if place.sign_in else ""
    )
    post: Post = access.give_post(
        admin, user.pk, organization_id=county.agencies[place.agency], duties=place.duties, title=place.title
    )
    return Person(worker, actor_for(user, post.pk))


def _offer(county: County, keeper: Actor, agency: organizations.Agency, key: str) -> Given:
    offer = services.offers()[key]
    least, most = offer.ages
    texts = services.texts_of(offer, agency.key, county.seed)
    service = directory.add_service(
        keeper,
        organization_id=county.agencies[agency.key],
        name=offer.name,
        description=offer.description,
        needs=offer.needs,
        min_age=least,
        max_age=most,
        eligibility=offer.who,
        area_codes=[agency.area],
        **texts,  # type: ignore[arg-type]
    )
    return Given(service.pk, agency.key, offer, texts["status"] == "active")
