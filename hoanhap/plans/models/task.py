"""What does a plan ask of whom? Rows keep their ids by code, so that what was done stays bound to them through every version."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hoanhap.plans.models.plan import Plan
from hoanhap.plans.rules import Deadline, Proof, Recurrence, Span, TaskKind


class PlanTask(models.Model):
    """One task of one lead agency, as rules.TaskDoc describes it. `code` binds it inside the plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="tasks")
    position = models.IntegerField()
    code = models.CharField(max_length=20)
    agency = models.CharField(max_length=300)
    agency_key = models.CharField(max_length=300)
    """The lead agency as rules.party_key makes it: two spellings are one agency."""
    organisation = models.ForeignKey("units.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The lead agency in the register of organisations of the plan's area, where it is there under that name."""
    kind = models.CharField(max_length=20, choices=TaskKind.choices(), default=TaskKind.ORDER.value)
    text = models.TextField()
    place = models.CharField(max_length=100)
    coordinating = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    due_on = models.DateField(null=True, blank=True)
    due_exclusive = models.BooleanField(default=False)
    due_to = models.CharField(max_length=300, blank=True)
    due_text = models.CharField(max_length=300, blank=True)
    """The words about time that give no day: «cuối năm»."""
    recurrence = models.CharField(max_length=20, choices=Recurrence.choices(), default=Recurrence.ONCE.value)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    """Its own period where it differs from the plan's: both or neither."""
    window = models.CharField(max_length=300, blank=True)
    """Name of the campaign window of the plan it belongs to."""
    target_codes = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    """Codes of the targets it serves."""
    quote = models.TextField(blank=True)
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "code"], name="one_task_per_code"),
            models.CheckConstraint(
                condition=Q(since__isnull=True, until__isnull=True) | Q(since__lt=F("until")), name="task_period_in_order_or_none"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency_key"], name="task_by_agency"),
            models.Index(fields=["due_on"], name="task_by_day"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {
            "id", "plan", "position", "code", "agency", "agency_key", "organisation", "kind", "text", "place", "coordinating", "due_on",
            "due_exclusive", "due_to", "due_text", "recurrence", "since", "until", "window", "target_codes", "quote", "note",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} {self.agency}"

    @property
    def due(self) -> Deadline | None:
        """The day by which it is due."""
        return Deadline(self.due_on, self.due_exclusive, self.due_to) if self.due_on else None

    @property
    def period(self) -> Span:
        """The period in which it is done: its own, else the plan's (load `plan`)."""
        return Span(self.since, self.until) if self.since and self.until else self.plan.period


class PlanDeliverable(models.Model):
    """One trackable thing that a task asks for, as rules.Deliverable describes it. `code` binds it inside the task."""

    task = models.ForeignKey(PlanTask, on_delete=models.CASCADE, related_name="deliverables")
    position = models.IntegerField()
    code = models.CharField(max_length=20)
    text = models.CharField(max_length=1000)
    quantity = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    unit_of_measure = models.CharField(max_length=50, blank=True)
    proof = models.CharField(max_length=20, choices=Proof.choices(), default=Proof.NONE.value)
    due_on = models.DateField(null=True, blank=True)
    due_exclusive = models.BooleanField(default=False)
    due_to = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["task", "code"], name="one_deliverable_per_code")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {
            "id", "task", "position", "code", "text", "quantity", "unit_of_measure", "proof", "due_on", "due_exclusive", "due_to",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def due(self) -> Deadline | None:
        """Its own day where it differs from its task's."""
        return Deadline(self.due_on, self.due_exclusive, self.due_to) if self.due_on else None
