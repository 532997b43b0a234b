"""Who owes which task of a plan, what did they report with what proof, who was urged, and what was found when somebody looked?

The tasks themselves are rows of the plan (plans.PlanTask). Reports, evidence, urgings and notes of checks are added and never changed.
"""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import scope_of
from hoanhap.kit.dates import today
from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.tasks.rules.agencies import Agency, Duty
from hoanhap.tasks.rules.files import FileKind
from hoanhap.tasks.rules.states import Outcome
from hoanhap.units.rules import OrganisationKind


class Origin(Labelled):
    """How somebody came to owe a task."""

    PLAN = "plan", N_("theo lời kế hoạch")
    OFFICER = "officer", N_("cán bộ gắn")


class Distribution(models.Model):
    """Up to which version of a plan its tasks have been given to agencies."""

    plan = models.OneToOneField("plans.Plan", on_delete=models.CASCADE, primary_key=True, related_name="distribution")
    version = models.IntegerField()
    at = models.DateTimeField()

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"plan", "version", "at"}

    def __str__(self) -> str:
        return f"{self.plan_id} v{self.version}"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Assignments as a user may see them."""

    def visible_to(self, user: User) -> Self:
        """Those of plans whose units the user may plan or read figures for, and those of the user's own unit."""
        ours = scope_of(user, today(), P.PLAN_VIEW)
        if ours.level == "nation":
            return self
        return self.filter(
            Q(plan__scope_province__in=ours.provinces)
            | Q(plan__scope_commune__in=ours.communes)
            | Q(now_province__in=ours.provinces)
            | Q(now_commune__in=ours.communes)
        )

    def owed_by(self, duties: tuple[Duty, ...]) -> Self:
        """Those that an officer of these agencies answers for."""
        mine = Q(pk__in=())
        for duty in duties:
            own = Q(now_commune=duty.unit) if duty.is_commune else Q(now_province=duty.unit, now_commune__isnull=True)
            if duty.organisation is not None:
                mine |= Q(holder=duty.organisation)
            if duty.by_unit:
                mine |= own & (Q(kind=duty.kind) | Q(organisation__isnull=True, unit__isnull=False))
        return self.filter(mine)

    def open_to(self, user: User, duties: tuple[Duty, ...]) -> Self:
        """Those the user may see or answers for."""
        return self.visible_to(user) | self.owed_by(duties)


class Assignment(models.Model):
    """One task of a plan owed by one agency: of the register, a unit as a whole, or only a name.

    `organisation` and `unit` are those of the plan's time; `holder` is the agency of today that answers, `now_*` the units of today.
    """

    plan = models.ForeignKey("plans.Plan", on_delete=models.CASCADE, related_name="assignments")
    task = models.ForeignKey("plans.PlanTask", on_delete=models.CASCADE, related_name="assignments")
    key = models.CharField(max_length=320)
    """Who, as one text: `o16610`, `u200157`, or the folded name. One agency owes a task once."""
    name = models.CharField(max_length=300)
    words = models.CharField(max_length=300)
    """How the plan names them: «UBND các phường»."""
    organisation = models.ForeignKey("units.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30, choices=OrganisationKind.choices(), blank=True)
    """The kind of agency of today that answers; empty for a unit as a whole and for a name."""
    holder = models.ForeignKey("units.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    now_commune = models.ForeignKey("units.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    now_province = models.ForeignKey("units.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=10, choices=Origin.choices(), default=Origin.PLAN.value)
    is_question = models.BooleanField(default=False)
    """Nobody in the register fits the name: the issuer says who is meant."""
    is_active = models.BooleanField(default=True)
    """False when the plan no longer names them, or an officer took them off."""
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    """Who answered the question, added or took them off; such a row is left alone when the plan is read again."""
    version = models.PositiveIntegerField(default=1)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["task", "key"], name="one_assignment_per_task_and_agency")]
        indexes: ClassVar = [
            models.Index(fields=["now_commune", "kind"], name="assignment_by_commune"),
            models.Index(fields=["now_province", "kind"], name="assignment_by_province"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {
            "id", "plan", "task", "key", "name", "words", "organisation", "unit", "kind", "holder", "now_commune", "now_province",
            "origin", "is_question", "is_active", "settled_by", "version",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.task_id} {self.name}"

    @property
    def agency(self) -> Agency:
        """What decides who may report."""
        is_unit = self.unit_id is not None and self.organisation_id is None
        return Agency(self.kind, self.holder_id, self.now_commune_id, self.now_province_id, is_unit)

    @property
    def ended_on(self) -> date | None:
        """The last day of an agency or unit of then that no longer exists; None while it exists. Load both with the row."""
        thing = self.organisation or self.unit
        return None if thing is None or thing.is_current else thing.last_day


class TaskReport(models.Model):
    """What an agency told of a task, or that an earlier report was withdrawn (`withdraws`). Added, never changed."""

    append_only = True

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="reports")
    deliverable = models.ForeignKey("plans.PlanDeliverable", null=True, on_delete=models.PROTECT, related_name="+")
    """Null: the task as a whole."""
    occurrence = models.DateField(null=True)
    """Of a recurring task: the first day of the week, month, … it is about (rules.days.Occurrence.key)."""
    outcome = models.CharField(max_length=10, choices=Outcome.choices())
    quantity = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    words = models.CharField(max_length=2000, blank=True)
    on = models.DateField()
    """The day it was done, as told."""
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    for_agency = models.BooleanField(default=False)
    """Entered by the issuer for an agency without an account."""
    withdraws = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="withdrawn_by")
    request_key = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(outcome__in=["declined", "objected"]) | ~Q(words=""), name="declining_and_objecting_have_a_reason"
            ),
            models.CheckConstraint(condition=Q(withdraws__isnull=True) | ~Q(words=""), name="report_withdrawal_has_a_reason"),
            models.CheckConstraint(condition=Q(quantity__isnull=True) | Q(quantity__gte=0), name="quantity_not_negative"),
        ]
        indexes: ClassVar = [models.Index(fields=["assignment", "at"], name="report_by_assignment")]

    class Privacy:
        personal: ClassVar[set[str]] = {"words"}
        plain: ClassVar = {
            "id", "assignment", "deliverable", "occurrence", "outcome", "quantity", "on", "at", "by", "for_agency", "withdraws",
            "request_key",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"báo cáo {self.on:%d/%m/%Y}"

    @property
    def outcome_label(self) -> str:
        """The outcome, a message id."""
        return Outcome(self.outcome).label


class Evidence(models.Model):
    """A picture or document that shows what was reported, kept as it may be shown again: pictures made anew without what the camera
    wrote into them. `sha256` is the hash of the stored bytes."""

    append_only = True

    report = models.ForeignKey(TaskReport, on_delete=models.PROTECT, related_name="evidence")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=FileKind.choices())
    name = models.CharField(max_length=120)
    """The name it had, cleaned; it may hold anybody's name."""
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    """Bytes."""
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["report", "position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "position"], name="one_evidence_per_position")]

    class Privacy:
        personal: ClassVar = {"name", "content"}
        plain: ClassVar = {"id", "report", "position", "kind", "size", "sha256"}

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Urging(models.Model):
    """A plan's agencies were urged, by a letter with a number. Added, never changed."""

    append_only = True

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="urgings")
    paper = models.OneToOneField("documents.Paper", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    reply_by = models.DateField()
    """The day the letter asks to be done by."""
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    request_key = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(reply_by__gte=F("on")), name="urging_leaves_a_day")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"id", "plan", "paper", "on", "reply_by", "at", "by", "request_key"}

    def __str__(self) -> str:
        return f"đôn đốc {self.on:%d/%m/%Y}"


class UrgedTask(models.Model):
    """One task of one agency that a letter urges, the how-manieth time, and since when it was late then."""

    append_only = True

    urging = models.ForeignKey(Urging, on_delete=models.PROTECT, related_name="tasks")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="urged")
    turn = models.PositiveSmallIntegerField()
    last = models.DateField(null=True)
    """The day it was due; null where the plan gives none."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["urging", "assignment"], name="one_urging_per_letter_and_task"),
            models.UniqueConstraint(fields=["assignment", "turn"], name="urgings_are_counted"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"id", "urging", "assignment", "turn", "last"}

    def __str__(self) -> str:
        return f"đôn đốc lần {self.turn}"


class CheckNote(models.Model):
    """Somebody of the issuing side looked how a task goes, and what was found. Added, never changed."""

    append_only = True

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="checks")
    on = models.DateField()
    words = models.CharField(max_length=2000)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    request_key = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(words=""), name="check_says_something")]

    class Privacy:
        personal: ClassVar[set[str]] = {"words"}
        plain: ClassVar = {"id", "assignment", "on", "at", "by", "request_key"}

    def __str__(self) -> str:
        return f"kiểm tra {self.on:%d/%m/%Y}"
