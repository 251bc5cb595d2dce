"""Who calls, and what everyone refers to: areas, organizations and who works there."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import StringConstraints

from harambee.access import commands, queries
from harambee.access.models import Area, Organization
from harambee.web.api import (
    Code,
    Given,
    Line,
    Page,
    Router,
    Shown,
    SignedInRequest,
    paginate,
    reads,
    writes,
)

router = Router(tags=["organizations"])

type Kind = Literal["government", "ngo", "community", "faith", "private", "international"]
type Sector = Literal[
    "health",
    "education",
    "social_services",
    "police",
    "justice",
    "media",
    "economy",
    "family_services",
    "other",
]


class MeShown(Shown):
    """The caller, the post they act in, and which actions it permits within the token's scopes."""

    id: UUID
    name: str
    email: str
    post_id: UUID | None
    organization_id: UUID | None
    organization: str
    duties: list[str]
    permissions: list[str]


class AreaShown(Shown):
    """An administrative unit; `code` is its p-code, which other operations take as `area_code`."""

    id: UUID
    code: str
    name: str
    level: int
    parent_id: UUID | None


class OrganizationShown(Shown):
    """An agency, community group or office that takes part."""

    id: UUID
    name: str
    kind: str
    sector: str
    area_code: str | None
    parent_id: UUID | None
    is_active: bool

    @staticmethod
    def resolve_area_code(organization: Organization) -> str | None:
        """The p-code of its area."""
        return organization.area.code if organization.area else None


class PostShown(Shown):
    """One person's place at an organization; other operations take its id as `post_id`."""

    id: UUID
    name: str
    title: str
    organization_id: UUID

    @staticmethod
    def resolve_name(post: object) -> str:
        """The name of the person."""
        return str(post.user.name)  # type: ignore[attr-defined]


class AddAreaGiven(Given):
    """A new area."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    code: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    parent_code: Code = ""


class AddOrganizationGiven(Given):
    """A new organization."""

    name: Line
    kind: Kind = "ngo"
    sector: Sector = "other"
    area_code: Code = ""
    parent_id: UUID | None = None


class ChangeOrganizationGiven(Given):
    """What to change; what is left out stays."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=300)] | None = None
    kind: Kind | None = None
    sector: Sector | None = None
    is_active: bool | None = None


@router.get("/me", **reads("me.read", MeShown))
def read_me(request: SignedInRequest) -> MeShown:
    """Who you are here, and what you may do."""
    actor = request.actor
    return MeShown(
        id=actor.user_id,
        name=actor.name,
        email=actor.user.email,
        post_id=actor.post_id,
        organization_id=actor.organization_id,
        organization=actor.post.organization.name if actor.post else "",
        duties=sorted(actor.duties),
        permissions=sorted(actor.permissions),
    )


@router.get("/areas", **reads("area.read", list[AreaShown]))
@paginate(Page)
def list_areas(request: SignedInRequest) -> object:
    """All areas, larger ones first."""
    return queries.areas(request.actor)


@router.post("/areas", **writes("area.add", status=201))
def add_area(request: SignedInRequest, given: AddAreaGiven) -> Area:
    """Add an area under its parent."""
    return commands.add_area(request.actor, **given.model_dump())


@router.get("/organizations", **reads("organization.read", list[OrganizationShown]))
@paginate(Page)
def list_organizations(request: SignedInRequest) -> object:
    """The organizations that take part, by name."""
    return queries.organizations(request.actor)


@router.get("/organizations/{uuid:organization_id}", **reads("organization.read", OrganizationShown))
def read_organization(request: SignedInRequest, organization_id: UUID) -> Organization:
    """One organization, also one that takes part no longer."""
    return queries.organization(request.actor, organization_id)


@router.post("/organizations", **writes("organization.add", status=201))
def add_organization(request: SignedInRequest, given: AddOrganizationGiven) -> Organization:
    """Add an organization."""
    return commands.add_organization(request.actor, **given.model_dump())


@router.patch("/organizations/{uuid:organization_id}", **writes("organization.change"))
def change_organization(
    request: SignedInRequest, organization_id: UUID, given: ChangeOrganizationGiven
) -> Organization:
    """Change an organization's name, kind, sector or whether it takes part."""
    return commands.change_organization(request.actor, organization_id, **given.model_dump(exclude_none=True))


@router.get("/organizations/{uuid:organization_id}/posts", **reads("post.read", list[PostShown]))
@paginate(Page)
def list_posts(request: SignedInRequest, organization_id: UUID) -> object:
    """The people who work at an organization today, by name."""
    return queries.posts_at(request.actor, organization_id)
