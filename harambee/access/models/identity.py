"""Who is who: areas, organizations, users, duties and the posts that join them."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from harambee.access.history import tracked
from harambee.access.states import OrganizationKind, Sector, UserKind
from harambee.kernel import clock
from harambee.kernel.ids import uuid7

CURRENT = Q(starts__lte=Now()) & (Q(until__isnull=True) | Q(until__gt=Now()))


class Area(models.Model):
    """An administrative unit in the p-coded tree of places."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=200)
    code = models.CharField(
        _("area code"), max_length=40, unique=True, help_text=_("The p-code, such as KE019.")
    )
    level = models.PositiveSmallIntegerField(_("level"), default=0)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    boundary = models.JSONField(_("boundary"), null=True, blank=True, help_text=_("GeoJSON geometry."))

    class Meta:
        ordering = ["level", "name"]
        constraints = [
            models.CheckConstraint(name="access_area_not_own_parent", condition=~Q(parent=F("id"))),
        ]

    def __str__(self) -> str:
        return self.name


@tracked
class Organization(models.Model):
    """An agency, community group or office that takes part in the system of care."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganizationKind, default=OrganizationKind.NGO)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector, default=Sector.OTHER)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="organizations"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="offices"
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="access_organization_not_own_parent", condition=~Q(parent=F("id"))),
            models.CheckConstraint(
                name="access_organization_kind", condition=Q(kind__in=OrganizationKind.values)
            ),
            models.CheckConstraint(name="access_organization_sector", condition=Q(sector__in=Sector.values)),
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Finds users by e-mail whatever its letters' case. Users are made by the `add_user` command."""

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """One login for one human being, or for one service of the system."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(max_length=10, choices=UserKind, default=UserKind.HUMAN)
    language = models.CharField(_("language"), max_length=10, default="en")
    is_active = models.BooleanField(_("active"), default=True)
    # Whatever else lets someone in as this user (a program's token) and is older than this counts no longer.
    password_since = models.DateTimeField(null=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(name="access_user_kind", condition=Q(kind__in=UserKind.values))]

    def __str__(self) -> str:
        return self.name

    def set_password(self, raw_password: str | None) -> None:
        """Take a new password, and note when."""
        super().set_password(raw_password)
        self.password_since = clock.now()

    def get_full_name(self) -> str:
        """The name shown to others (asked for by the sign-in library)."""
        return self.name


@tracked
class Duty(models.Model):
    """A named set of permissions, such as `case_worker`. Standard duties are shipped; each may be edited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.SlugField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=100)
    permissions = ArrayField(models.CharField(max_length=60), default=list)
    is_edited = models.BooleanField(
        default=False, help_text=_("Edited here: a new release leaves it as it is.")
    )

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "duties"

    def __str__(self) -> str:
        return self.name


class DutyConflict(models.Model):
    """Two duties that one person may not hold at one organization: who approves a cost may not book it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    one = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="access_dutyconflict_pair"),
            models.CheckConstraint(name="access_dutyconflict_two", condition=~Q(one=F("other"))),
        ]


class Desk(models.Model):
    """A duty at an organization, as something grants can be given to: who holds the duty there sits at it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="desks")
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="desks")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "duty"], name="access_desk_once")]


@tracked
class Post(models.Model):
    """A user's place at an organization for a time. Grants to a post end to count when the post does."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="posts")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(_("title"), max_length=120, blank=True)
    starts = models.DateTimeField(_("from"), default=clock.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["starts"]
        indexes = [models.Index(fields=["organization", "user"], name="access_post_org_user")]
        constraints = [
            models.CheckConstraint(
                name="access_post_period", condition=Q(until__isnull=True) | Q(until__gte=F("starts"))
            )
        ]


@tracked
class PostDuty(models.Model):
    """One duty held in one post, for a time within the post's."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="duties")
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="held")
    starts = models.DateTimeField(_("from"), default=clock.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "duty"], condition=Q(until__isnull=True), name="access_postduty_once"
            ),
            models.CheckConstraint(
                name="access_postduty_period", condition=Q(until__isnull=True) | Q(until__gte=F("starts"))
            ),
        ]
