"""What does a plan set as targets, and which results of them were published?"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hoanhap.plans.models.plan import Plan
from hoanhap.plans.rules import ChangeIn, Comparator, Kind, Level, OwnerSide, Span


class Target(models.Model):
    """One target of a plan, as rules.TargetDoc describes it. `code` binds it inside the plan, `indicator` to the measure."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="targets")
    position = models.IntegerField()
    code = models.CharField(max_length=20)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="parts")
    """The target it is part of («trong đó»)."""
    text = models.CharField(max_length=500)
    kind = models.CharField(max_length=20, choices=Kind.choices())
    level = models.CharField(max_length=20, choices=Level.choices(), default=Level.ASSIGNED.value)
    comparator = models.CharField(max_length=20, choices=Comparator.choices(), default=Comparator.UNSTATED.value)
    value = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    value_high = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    printed = models.CharField(max_length=100, blank=True)
    unit_of_measure = models.CharField(max_length=50, blank=True)
    counted = models.CharField(max_length=50, blank=True)
    population = models.CharField(max_length=500, blank=True)
    baseline_text = models.CharField(max_length=300, blank=True)
    baseline_value = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    baseline_since = models.DateField(null=True, blank=True)
    baseline_until = models.DateField(null=True, blank=True)
    """The period the base number is of: both or neither."""
    baseline_source = models.CharField(max_length=500, blank=True)
    change_in = models.CharField(max_length=20, choices=ChangeIn.choices(), default=ChangeIn.UNSTATED.value)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    """Its own period where it differs from the plan's: both or neither."""
    each_year = models.BooleanField(default=False)
    due_on = models.DateField(null=True, blank=True)
    due_exclusive = models.BooleanField(default=False)
    due_to = models.CharField(max_length=300, blank=True)
    owner = models.CharField(max_length=500, blank=True)
    indicator = models.CharField(max_length=4, blank=True)
    aspect = models.CharField(max_length=100, blank=True)
    group_name = models.CharField(max_length=200, blank=True)
    beyond = models.CharField(max_length=20, blank=True)
    """Code of the assigned target above which this one strives."""
    numerator = models.CharField(max_length=500, blank=True)
    groups = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    milestones = models.JSONField(default=list, blank=True)
    """Values by year, as in a plan file (rules.Milestone)."""
    owner_side = models.CharField(max_length=20, choices=OwnerSide.choices(), default=OwnerSide.UNSTATED.value)
    evidence = models.CharField(max_length=1000, blank=True)
    measure_name = models.CharField(max_length=200, blank=True)
    """Name of its own, new indicator; plans that use one name share it."""
    place = models.CharField(max_length=100)
    quote = models.TextField(blank=True)
    mentions = models.JSONField(default=list, blank=True)
    """Other places that speak of it: `[{"where", "quote", "value"}]`."""
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "code"], name="one_target_per_code"),
            models.CheckConstraint(
                condition=Q(since__isnull=True, until__isnull=True) | Q(since__lt=F("until")), name="target_period_in_order_or_none"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["indicator"], name="target_by_indicator"),
            models.Index(fields=["measure_name"], name="target_by_measure_name"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {
            "id", "plan", "position", "code", "parent", "text", "kind", "level", "comparator", "value", "value_high",
            "printed", "unit_of_measure", "counted", "population", "baseline_text", "baseline_value",
            "baseline_since", "baseline_until", "baseline_source", "change_in",
            "since", "until", "each_year", "due_on", "due_exclusive", "due_to", "owner", "indicator", "aspect",
            "group_name", "beyond", "numerator", "groups", "milestones", "owner_side", "evidence", "measure_name",
            "place", "quote", "mentions", "note",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def period(self) -> Span:
        """The period in which it is measured: its own, else the plan's (load `plan`)."""
        return Span(self.since, self.until) if self.since and self.until else self.plan.period


class ReportedFigure(models.Model):
    """A published result against a target, kept with the words around it."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="reported")
    position = models.IntegerField()
    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="reported")
    source = models.CharField(max_length=500)
    as_of = models.DateField()
    since = models.DateField()
    until = models.DateField()
    printed = models.CharField(max_length=200)
    value = models.DecimalField(max_digits=18, decimal_places=6)
    unit_of_measure = models.CharField(max_length=50, blank=True)
    percent_printed = models.CharField(max_length=200, blank=True)
    percent = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    percent_of = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    """Codes of the targets whose sum is the denominator; empty when the report does not name it."""
    denominator = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "position"], name="one_reported_figure_per_position"),
            models.CheckConstraint(condition=Q(since__lt=F("until")), name="reported_period_in_order"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {
            "id", "plan", "position", "target", "source", "as_of", "since", "until", "printed", "value",
            "unit_of_measure", "percent_printed", "percent", "percent_of", "denominator",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.printed
