"""Tables of intake: the report, the children it names, who reported, how it was screened, and drafts.

They are apart because different people may see them: a reporter keeps sight of the report's state, a case's
team of what was said, only the intake desk and its supervisor of who said it and why it was decided so.
"""

import json
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID, uuid4

from cryptography.fernet import Fernet, InvalidToken
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from harambee.access.history import tracked
from harambee.access.rls import protected
from harambee.access.states import Category, SubjectKind
from harambee.intake.states import (
    DECIDED,
    LONGEST_NAME,
    OLDEST,
    TRANSITIONS,
    Capacity,
    Concern,
    Decision,
    Sex,
    State,
)
from harambee.kernel import clock
from harambee.kernel.errors import WrongState
from harambee.kernel.ids import reference, uuid7


def new_reference() -> str:
    """A reference that the reporter can read out on the telephone."""
    return reference("R")


@tracked
@protected("id", "case_id", category=Category.PROTECTION)
class Report(models.Model):
    """A report of concern: what was seen, said or heard, and where it stands.

    `organization` is the one whose intake desk received it. `due` says when the next step must be done.
    """

    audit_kind = SubjectKind.REPORT
    audit_category = Category.PROTECTION

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    state = models.PositiveSmallIntegerField(choices=State, default=State.DRAFT)
    area = models.ForeignKey("access.Area", on_delete=models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey("access.Organization", on_delete=models.PROTECT, related_name="+")
    concerns = ArrayField(models.CharField(max_length=30), default=list)
    what_happened = models.TextField()
    immediate_danger = models.BooleanField(default=False)
    whereabouts = models.TextField(blank=True)
    # The post in which a signed-in person reported; it is told what happens. Empty for the public door.
    reporter_post = models.ForeignKey("access.Post", on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(default=clock.now)
    received_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    due = models.DateTimeField(null=True)
    case_id = models.UUIDField(null=True)
    linked_at = models.DateTimeField(null=True)
    linked_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["case_id"], name="intake_report_case")]
        constraints = [
            models.CheckConstraint(
                name="intake_report_state", condition=Q(state__in=[State.RECEIVED, *DECIDED])
            ),
            models.CheckConstraint(
                name="intake_report_concerns", condition=Q(concerns__contained_by=list(Concern.values))
            ),
            models.CheckConstraint(
                name="intake_report_linked_pair",
                condition=Q(linked_at__isnull=True, linked_by__isnull=True, case_id__isnull=True)
                | Q(linked_at__isnull=False, linked_by__isnull=False, case_id__isnull=False),
            ),
            models.CheckConstraint(
                name="intake_report_linked_state",
                condition=Q(state=State.LINKED, case_id__isnull=False)
                | (~Q(state=State.LINKED) & Q(case_id__isnull=True)),
            ),
        ]

    @property
    def root_id(self) -> UUID:
        """The case it belongs to, or the report itself before there is one."""
        return self.case_id or self.pk

    @property
    def reporter_name(self) -> str:
        """Who reported, where the actor may know it; empty for anonymous reports."""
        return str(getattr(self._beside("reporter"), "name", ""))

    @property
    def reporter_capacity(self) -> str:
        """How the reporter knows the child, where the actor may know it."""
        return str(getattr(self._beside("reporter"), "capacity", ""))

    @property
    def reporter_contact(self) -> str:
        """How to reach the reporter, where the actor may know it."""
        return str(getattr(self._beside("reporter"), "contact", ""))

    @property
    def is_anonymous(self) -> bool:
        """Whether the reporter chose to give no name; also True where the actor may not know."""
        return bool(getattr(self._beside("reporter"), "is_anonymous", True))

    @property
    def decision(self) -> str:
        """What was decided, where the actor may know it; empty before."""
        return str(getattr(self._beside("screening"), "decision", ""))

    @property
    def decision_reason(self) -> str:
        """Why it was decided so, where the actor may know it."""
        return str(getattr(self._beside("screening"), "reason", ""))

    def _beside(self, name: str) -> Any:
        # Row security hides these rows from those who may see the report alone.
        try:
            return getattr(self, name)
        except ObjectDoesNotExist:
            return None

    def move(self, action: str) -> None:
        """Take the step `action` of the transition table. Raises WrongState with what stands in the way."""
        following = TRANSITIONS[State(self.state)].get(action)
        if following is None:
            raise WrongState(
                _("This report is “%(state)s” now, so this step is not possible. Open it again.")
                % {"state": State(self.state).label}
            )
        self.state = following


@tracked
@protected("report_id", "case_id", category=Category.IDENTITY)
class ReportChild(models.Model):
    """A child named in a report, as far as the reporter knew: any of it may be missing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="children")
    number = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    sex = models.CharField(max_length=10, choices=Sex, default=Sex.UNKNOWN)
    age_years = models.PositiveSmallIntegerField(null=True)
    birth = models.DateField(null=True)
    note = models.TextField(blank=True)
    case_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case_id"], name="intake_reportchild_case")]
        constraints = [
            models.CheckConstraint(name="intake_reportchild_sex", condition=Q(sex__in=Sex.values)),
            models.CheckConstraint(
                name="intake_reportchild_age", condition=Q(age_years__isnull=True) | Q(age_years__lte=OLDEST)
            ),
        ]


@tracked
@protected("report_id", category=Category.CONTACT)
class Reporter(models.Model):
    """Who reported. The case's team does not see it: nobody learns it who need not know."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="reporter")
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    capacity = models.CharField(max_length=20, choices=Capacity, blank=True)
    contact = models.CharField(max_length=LONGEST_NAME, blank=True)
    is_anonymous = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intake_reporter_capacity", condition=Q(capacity__in=["", *Capacity.values])
            ),
            models.CheckConstraint(
                name="intake_reporter_anonymous",
                condition=Q(is_anonymous=False) | Q(is_anonymous=True, name="", contact=""),
            ),
        ]


@protected("report_id", category=Category.PLAN, append_only=True)
class Screening(models.Model):
    """What was decided about a report, by whom and why. It is not changed afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="screening")
    decision = models.CharField(max_length=20, choices=Decision)
    reason = models.TextField()
    screened_at = models.DateTimeField(default=clock.now)
    screened_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intake_screening_decision", condition=Q(decision__in=Decision.values)
            ),
            models.CheckConstraint(name="intake_screening_reason", condition=~Q(reason="")),
        ]


@dataclass
class Answers:
    """What has been typed into the report form so far, as typed, and what has been sent from it.

    `token` marks the report being written; `sent` maps the tokens of sent ones to what the last page shows.
    """

    token: str = field(default_factory=lambda: str(uuid4()))
    steps: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)


class Draft(models.Model):
    """A report being written, encrypted. Row security opens it to its owner alone.

    The owner is the signed-in writer, or the public door; a draft from the public door can only be read with
    a key that the writer's browser holds. Drafts are no records: they are removed when they expire.
    """

    audit_kind = SubjectKind.REPORT
    audit_category = Category(0)
    root_id = None

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    content = models.TextField()
    expires = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["owner", "expires"], name="intake_draft_owner")]

    def seal(self, answers: Answers, key: str) -> None:
        """Put `answers` in, readable with `key` only."""
        self.content = Fernet(key).encrypt(json.dumps(asdict(answers)).encode()).decode()

    def open(self, key: str) -> Answers | None:
        """What the draft holds, or None where the key does not fit."""
        try:
            return Answers(**json.loads(Fernet(key).decrypt(self.content.encode())))
        except (InvalidToken, ValueError):
            return None
