"""Which figures were told, by whom, on what evidence, and what was put right later? Rows are added, never changed.

A correction is a row that restates another: the old value stays. A withdrawal is a restatement without a value.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hoanhap.progress.rules import Counts


class Evidence(models.Model):
    """A file that shows that a figure is so; the same file sent twice is one."""

    append_only = True

    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the content."""
    name = models.CharField(max_length=200)
    form = models.CharField(max_length=4)
    """What its signature says: pdf, jpg, docx, xlsx (rules.evidence)."""
    size = models.IntegerField()
    content = models.BinaryField()
    by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Privacy:
        personal: ClassVar = {"name", "content"}
        plain: ClassVar = {"id", "digest", "form", "size", "by", "at"}

    def __str__(self) -> str:
        return f"evidence {self.digest[:12]}"


class EnteredFigure(models.Model):
    """One figure as it was told: of a target of a plan (its code lives through versions of the plan), or of an indicator of no plan."""

    append_only = True

    plan = models.ForeignKey("plans.Plan", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    target_code = models.CharField(max_length=20, blank=True)
    indicator = models.CharField(max_length=120, blank=True)
    """Code of the catalogue, or the name of a new indicator: what figures of no plan are of, and what plans share."""
    group = models.CharField(max_length=200, blank=True)
    """Which of the groups that the target joins («trường học»); empty for all of it."""
    unit_name = models.CharField(max_length=200, blank=True)
    """The unit or team as the plan prints it; empty for the plan as a whole."""
    unit = models.ForeignKey("units.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The unit of its time; null for a team or the whole country."""
    scope_province = models.ForeignKey("units.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    scope_commune = models.ForeignKey("units.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The units of today that answer for it."""
    since = models.DateField()
    until = models.DateField()
    as_of = models.DateField()
    """The last day it speaks of."""
    counts = models.CharField(max_length=10, choices=Counts.choices(), default=Counts.FLOW.value)
    value = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    """Null in a withdrawal only. A zero is a zero."""
    whole = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    """The denominator of a percentage."""
    unit_of_measure = models.CharField(max_length=50, blank=True)
    is_provisional = models.BooleanField(default=False)
    """Told of a day before the period was over."""
    words = models.CharField(max_length=500, blank=True)
    """What the source says: «gần 60% kế hoạch năm, theo báo cáo số …»."""
    evidence = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="figures")
    restates = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="restated_by")
    reason = models.CharField(max_length=500, blank=True)
    """Why an earlier figure is put right or withdrawn."""
    is_withdrawal = models.BooleanField(default=False)
    request_key = models.UUIDField()
    """The form that told it: sent twice, it is one."""
    by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "target_code", "indicator", "group", "unit_name", "unit", "since", "until", "as_of"],
                condition=Q(restates__isnull=True),
                nulls_distinct=False,
                name="one_first_figure_per_day",
            ),
            models.UniqueConstraint(
                fields=["request_key", "plan", "target_code", "indicator", "group", "unit_name", "unit"],
                nulls_distinct=False,
                name="one_figure_per_request",
            ),
            models.CheckConstraint(condition=Q(plan__isnull=False) | ~Q(indicator=""), name="figure_is_of_something"),
            models.CheckConstraint(condition=Q(plan__isnull=True) | ~Q(target_code=""), name="figure_of_a_plan_names_its_target"),
            models.CheckConstraint(
                condition=Q(value__isnull=True, is_withdrawal=True) | Q(value__isnull=False, is_withdrawal=False),
                name="withdrawal_has_no_value",
            ),
            models.CheckConstraint(condition=Q(restates__isnull=True) | ~Q(reason=""), name="restatement_has_a_reason"),
            models.CheckConstraint(condition=Q(is_withdrawal=False) | Q(restates__isnull=False), name="withdrawal_restates"),
            models.CheckConstraint(condition=Q(whole__isnull=True) | Q(whole__gte=0), name="whole_is_no_less_than_zero"),
            models.CheckConstraint(
                condition=Q(since__lt=F("until"), as_of__gte=F("since"), as_of__lt=F("until")), name="figure_day_in_its_period"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["plan", "target_code", "as_of"], name="figure_by_plan_and_target"),
            models.Index(fields=["indicator", "unit", "as_of"], condition=Q(plan__isnull=True), name="free_figure_by_indicator"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {
            "id", "plan", "target_code", "indicator", "group", "unit_name", "unit", "scope_province", "scope_commune", "since", "until",
            "as_of", "counts", "value", "whole", "unit_of_measure", "is_provisional", "words", "evidence", "restates", "reason",
            "is_withdrawal", "request_key", "by", "at", "is_demo",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.target_code or self.indicator} {self.as_of}"
