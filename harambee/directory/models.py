"""The directory, after HSDS 3.0: what pages and referrals use has columns, the rest is kept as given.

`external_id` is the identifier that a row came with. A `…_ref` is a reference exactly as it was given; the
foreign key beside it is empty while nothing with that identifier is known. `extra` holds every other field.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from harambee.access.history import tracked
from harambee.access.states import Category, SubjectKind
from harambee.directory.states import Need, ServiceStatus, Table
from harambee.kernel.ids import uuid7

LONGEST_NAME = 300


class OrganizationProfile(models.Model):
    """What the directory says about an organization beyond its identity."""

    organization = models.OneToOneField(
        "access.Organization", on_delete=models.PROTECT, primary_key=True, related_name="profile"
    )
    external_id = models.CharField(max_length=200, blank=True, db_index=True)
    alternate_name = models.TextField(_("other name"), blank=True)
    description = models.TextField(_("description"), blank=True)
    email = models.TextField(_("e-mail"), blank=True)
    website = models.TextField(_("website"), blank=True)
    extra = models.JSONField(default=dict, blank=True)


@tracked
class Service(models.Model):
    """Something an organization offers to children or families."""

    audit_kind = SubjectKind.SERVICE
    audit_category = Category(0)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    external_id = models.CharField(max_length=200, blank=True, db_index=True)
    organization = models.ForeignKey(
        "access.Organization",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="services",
        verbose_name=_("organization"),
    )
    organization_ref = models.CharField(max_length=200, blank=True)
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    alternate_name = models.TextField(_("other name"), blank=True)
    description = models.TextField(_("description"), blank=True)
    status = models.CharField(_("status"), max_length=20, choices=ServiceStatus, default=ServiceStatus.ACTIVE)
    needs = ArrayField(
        models.CharField(max_length=20, choices=Need), verbose_name=_("needs"), default=list, blank=True
    )
    areas = models.ManyToManyField(
        "access.Area",
        related_name="+",
        blank=True,
        verbose_name=_("areas served"),
        help_text=_("None: wherever people come from."),
    )
    min_age = models.PositiveSmallIntegerField(_("from age"), null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(_("up to age"), null=True, blank=True)
    eligibility = models.TextField(_("who it is for"), blank=True)
    application_process = models.TextField(_("how to apply"), blank=True)
    fees = models.TextField(_("fees"), blank=True)
    wait_time = models.TextField(_("waiting time"), blank=True)
    interpretation = models.TextField(_("interpretation"), blank=True)
    alert = models.TextField(_("notice"), blank=True)
    url = models.TextField(_("website"), blank=True)
    email = models.TextField(_("e-mail"), blank=True)
    assured = models.DateField(_("last checked"), null=True, blank=True)
    assurer = models.TextField(_("checked by"), blank=True)
    extra = models.JSONField(default=dict, blank=True)
    # Folded words of the name, the description and the organization, for search in any script.
    folded = models.TextField(editable=False, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                name="directory_service_status", condition=Q(status__in=ServiceStatus.values)
            ),
            models.CheckConstraint(
                name="directory_service_ages",
                condition=Q(min_age__isnull=True) | Q(max_age__isnull=True) | Q(max_age__gte=F("min_age")),
            ),
            models.CheckConstraint(
                name="directory_service_needs", condition=Q(needs__contained_by=Need.values)
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked
class Location(models.Model):
    """A place, a postal address or a way to be reached. A confidential one (a shelter) is never listed."""

    audit_kind = SubjectKind.SERVICE
    audit_category = Category(0)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    external_id = models.CharField(max_length=200, blank=True, db_index=True)
    organization = models.ForeignKey(
        "access.Organization", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    organization_ref = models.CharField(max_length=200, blank=True)
    name = models.TextField(_("name"), blank=True)
    location_type = models.TextField(_("kind"), blank=True)
    description = models.TextField(_("description"), blank=True)
    transportation = models.TextField(_("how to get there"), blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    is_confidential = models.BooleanField(_("confidential"), default=False)
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                name="directory_location_latitude",
                condition=Q(latitude__isnull=True) | Q(latitude__range=(-90, 90)),
            ),
            models.CheckConstraint(
                name="directory_location_longitude",
                condition=Q(longitude__isnull=True) | Q(longitude__range=(-180, 180)),
            ),
        ]


class ServiceAtLocation(models.Model):
    """A service as it is given at one location."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    external_id = models.CharField(max_length=200, blank=True, db_index=True)
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="places"
    )
    service_ref = models.CharField(max_length=200, blank=True)
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, null=True, blank=True, related_name="places"
    )
    location_ref = models.CharField(max_length=200, blank=True)
    description = models.TextField(_("description"), blank=True)
    extra = models.JSONField(default=dict, blank=True)


class Taxonomy(models.Model):
    """A system of terms that services are sorted by."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    external_id = models.CharField(max_length=200, blank=True, db_index=True)
    name = models.TextField(_("name"))
    description = models.TextField(_("description"), blank=True)
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name_plural = "taxonomies"


class Term(models.Model):
    """One term of a taxonomy."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    external_id = models.CharField(max_length=200, blank=True, db_index=True)
    taxonomy = models.ForeignKey(
        Taxonomy, on_delete=models.PROTECT, null=True, blank=True, related_name="terms"
    )
    taxonomy_ref = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    parent_ref = models.CharField(max_length=200, blank=True)
    code = models.TextField(_("code"), blank=True)
    name = models.TextField(_("name"))
    description = models.TextField(_("description"), blank=True)
    extra = models.JSONField(default=dict, blank=True)


class Entry(models.Model):
    """A row of any other HSDS table, as it was given: a telephone, opening hours, a cost, an address.

    The foreign keys say which known thing the row belongs to; `data` holds all fields, references included.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    table = models.CharField(max_length=30, choices=Table)
    external_id = models.CharField(max_length=200, blank=True)
    organization = models.ForeignKey(
        "access.Organization", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    place = models.ForeignKey(
        ServiceAtLocation, on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    term = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.CheckConstraint(name="directory_entry_table", condition=Q(table__in=Table.values)),
        ]
