"""Persons, the names they are known by, and the keyed hashes that find them."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from harambee.access.history import tracked
from harambee.access.rls import protected
from harambee.access.states import Category, SubjectKind
from harambee.kernel.ids import uuid7
from harambee.people.states import BirthPrecision, NameKind, Sex

LONGEST_NAME = 300


@tracked
@protected("id", category=Category.IDENTITY)
class Person(models.Model):
    """A child, a caregiver or anyone else whom a case is about; opened by grants on the person."""

    audit_kind = SubjectKind.PERSON
    audit_category = Category.IDENTITY
    # A person hangs under each case that knows them; a command says which one it acts in.
    root_id: UUID | None = None

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sex = models.CharField(_("sex"), max_length=10, choices=Sex, default=Sex.UNKNOWN)
    birth = models.DateField(_("birth"), null=True, blank=True)
    birth_precision = models.CharField(
        _("how well the birth is known"),
        max_length=10,
        choices=BirthPrecision,
        default=BirthPrecision.UNKNOWN,
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="people_person_sex", condition=Q(sex__in=Sex.values)),
            models.CheckConstraint(
                name="people_person_precision", condition=Q(birth_precision__in=BirthPrecision.values)
            ),
            models.CheckConstraint(
                name="people_person_birth_known",
                condition=Q(birth__isnull=True, birth_precision=BirthPrecision.UNKNOWN)
                | (Q(birth__isnull=False) & ~Q(birth_precision=BirthPrecision.UNKNOWN)),
            ),
        ]


@protected("person_id", category=Category.IDENTITY)
class PersonName(models.Model):
    """One name as it was typed, in whatever script. A name that is corrected stays as a former one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="names")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("name"), max_length=LONGEST_NAME)
    kind = models.CharField(_("kind"), max_length=10, choices=NameKind, default=NameKind.USUAL)
    script = models.CharField(max_length=4)
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(name="people_personname_kind", condition=Q(kind__in=NameKind.values)),
            models.CheckConstraint(name="people_personname_text", condition=~Q(text="")),
            models.CheckConstraint(
                name="people_personname_replaced_pair",
                condition=Q(replaced_at__isnull=True, replaced_by__isnull=True)
                | Q(replaced_at__isnull=False, replaced_by__isnull=False),
            ),
        ]


@protected("person_id", category=Category.IDENTITY, append_only=True)
class PersonKey(models.Model):
    """A keyed hash of one word of a name: equality works under row security, and the index holds no name."""

    pk = models.CompositePrimaryKey("person_id", "key")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["key", "person"], name="people_personkey_find")]
