"""Adding and changing areas, organizations and their desks."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.gate import authorize, command, one, record, visible
from harambee.access.models import Area, Desk, Duty, Organization, User
from harambee.access.states import Category, OrganizationKind, Sector, SubjectKind
from harambee.kernel.errors import Invalid
from harambee.kernel.text import clean


def _area(code: str) -> Area | None:
    if not code:
        return None
    area = Area.objects.filter(code__iexact=clean(code)).first()
    if area is None:
        raise Invalid(
            _("There is no area with the code “%(code)s”. Choose one from the list of areas.")
            % {"code": code[:40]},
            fields={"area": [_("Unknown area code.")]},
        )
    return area


@command("area.add")
def add_area(actor: Actor, *, name: str, code: str, parent_code: str = "", boundary: object = None) -> Area:
    """Add one administrative unit under its parent. Raises Invalid for an unknown parent or a used code."""
    authorize(actor, "area.add")
    parent = _area(parent_code)
    if Area.objects.filter(code__iexact=clean(code)).exists():
        raise Invalid(_("This area code is in use already."), fields={"code": [_("In use already.")]})
    area = Area.objects.create(
        name=clean(name),
        code=clean(code),
        parent=parent,
        level=parent.level + 1 if parent else 0,
        boundary=boundary,
    )
    record(actor, "area.add", PlainSubject.of(area))
    return area


@command("organization.add")
def add_organization(
    actor: Actor,
    *,
    name: str,
    kind: str = OrganizationKind.NGO,
    sector: str = Sector.OTHER,
    area_code: str = "",
    parent_id: UUID | None = None,
    organization_id: UUID | None = None,
) -> Organization:
    """Add an organization. `organization_id` keeps the identifier of an imported one. Raises Invalid."""
    authorize(actor, "organization.add")
    _check_words(kind, sector)
    if not clean(name):
        raise Invalid(_("Give the organization's name."), fields={"name": [_("Give a name.")]})
    if parent_id is not None and not visible(actor, Organization).filter(pk=parent_id).exists():
        raise Invalid(
            _("There is no such parent organization."), fields={"parent_id": [_("Unknown organization.")]}
        )
    organization = Organization(
        name=clean(name), kind=kind, sector=sector, area=_area(area_code), parent_id=parent_id
    )
    if organization_id:
        organization.pk = organization_id
    organization.save(force_insert=True)
    record(actor, "organization.add", PlainSubject.of(organization))
    return organization


@command("organization.change")
def change_organization(actor: Actor, organization_id: UUID, **values: object) -> Organization:
    """Change an organization's name, kind, sector or whether it is active. Raises NotVisible, Invalid."""
    organization = one(actor, Organization, organization_id, lock=True)
    authorize(actor, "organization.change", organization)
    allowed = {"name", "kind", "sector", "is_active"}
    if set(values) - allowed:
        raise Invalid(_("Only name, kind, sector and whether it is active can be changed."))
    for field, value in values.items():
        setattr(organization, field, value)
    _check_words(organization.kind, organization.sector)
    organization.save(update_fields=list(values))
    record(actor, "organization.change", PlainSubject.of(organization), fields=sorted(values))
    return organization


def _check_words(kind: str, sector: str) -> None:
    if kind not in OrganizationKind.values or sector not in Sector.values:
        raise Invalid(_("Choose the kind and the sector from their lists."))


def desk_for(organization_id: UUID, duty_code: str) -> Desk:
    """The desk of a duty at an organization, made on first use."""
    duty = Duty.objects.get(code=duty_code)
    return Desk.objects.get_or_create(organization_id=organization_id, duty=duty)[0]


@dataclass(frozen=True)
class PlainSubject:
    """An identity row (area, organization, user) as an audit subject: nothing about a child, no root."""

    audit_kind: SubjectKind
    pk: UUID
    root_id: UUID | None = None
    audit_category: Category = Category(0)

    @classmethod
    def of(cls, row: Area | Organization | User) -> "PlainSubject":
        """The subject for an area, an organization or a user."""
        if isinstance(row, Area):
            return cls(SubjectKind.AREA, row.pk)
        return cls(SubjectKind.USER if isinstance(row, User) else SubjectKind.ORGANIZATION, row.pk)
