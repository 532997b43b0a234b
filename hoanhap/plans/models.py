"""Which plans are there, what do they set, and how do their tables split it over units?

A plan is stored as printed. Units are those of the plan's time; `scope_*` columns carry the unit of today that stands for them.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hoanhap.plans.rules import (
    ChangeIn,
    Comparator,
    DateNote,
    Deadline,
    Kind,
    Level,
    PlanKind,
    PlanStatus,
    RowKind,
    Span,
)


class Plan(models.Model):
    """The head of a plan. Issuer, number, symbol and day of issue are its identity."""

    issuer = models.CharField(max_length=300)
    issuer_key = models.CharField(max_length=300)
    """The issuer as units.rules.fold makes it: two spellings are one issuer."""
    organisation = models.ForeignKey("units.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The issuer in the register of organisations, where it is there."""
    number = models.CharField(max_length=30, blank=True)
    symbol = models.CharField(max_length=30, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    date_note = models.CharField(max_length=20, choices=DateNote.choices(), default=DateNote.PRINTED.value)
    title = models.CharField(max_length=1000)
    theme = models.CharField(max_length=500, blank=True)
    short_title = models.CharField(max_length=150, blank=True)
    kind = models.CharField(max_length=20, choices=PlanKind.choices())
    since = models.DateField()
    until = models.DateField()
    """The day after the last day."""
    area = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    """The unit as the plan names it, from the province down."""
    unit = models.ForeignKey("units.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The unit of its time; null for the whole country or a name nobody knows."""
    scope_province = models.ForeignKey("units.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The province of today."""
    scope_commune = models.ForeignKey("units.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The commune of today, for a commune's own plan."""
    parents = ArrayField(models.CharField(max_length=500), default=list, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    """The plan above it, where it is kept here."""
    report_on = models.DateField(null=True, blank=True)
    report_exclusive = models.BooleanField(default=False)
    report_to = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=20, choices=PlanStatus.choices(), default=PlanStatus.DRAFT.value)
    source = models.CharField(max_length=500, blank=True)
    content_hash = models.CharField(max_length=64)
    version = models.IntegerField(default=1)
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["issuer_key", "number", "symbol", "issued_on"],
                condition=~Q(number=""),
                nulls_distinct=False,
                name="one_plan_per_number",
            ),
            models.CheckConstraint(condition=Q(since__lt=F("until")), name="plan_period_in_order"),
        ]
        indexes: ClassVar = [models.Index(fields=["scope_province", "-since"], name="plan_by_province")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {
            "id", "issuer", "issuer_key", "organisation", "number", "symbol", "issued_on", "date_note", "title", "theme", "short_title",
            "kind", "since", "until", "area", "unit", "scope_province", "scope_commune", "parents", "parent",
            "report_on", "report_exclusive", "report_to", "status", "source", "content_hash", "version", "is_demo",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.reference} {self.issuer}".strip()

    @property
    def label(self) -> str:
        """What lists and headings call it."""
        return self.short_title or self.title

    @property
    def reference(self) -> str:
        """The number as cited: `152/KH-UBND`."""
        return "/".join(part for part in (self.number, self.symbol) if part)

    @property
    def period(self) -> Span:
        """The half-open period."""
        return Span(self.since, self.until)

    @property
    def report(self) -> Deadline | None:
        """When results are due, and to whom."""
        return Deadline(self.report_on, self.report_exclusive, self.report_to) if self.report_on else None

    @property
    def is_draft(self) -> bool:
        """Whether it may be changed without a reason."""
        return self.status == PlanStatus.DRAFT


class PlanSection(models.Model):
    """A part of a plan's text."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="sections")
    position = models.IntegerField()
    place = models.CharField(max_length=100)
    heading = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "position"], name="one_section_per_position")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"id", "plan", "position", "place", "heading", "text"}

    def __str__(self) -> str:
        return self.place


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
        indexes: ClassVar = [models.Index(fields=["indicator"], name="target_by_indicator")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {
            "id", "plan", "position", "code", "parent", "text", "kind", "level", "comparator", "value", "value_high",
            "printed", "unit_of_measure", "counted", "population", "baseline_text", "baseline_value", "change_in",
            "since", "until", "each_year", "due_on", "due_exclusive", "due_to", "owner", "indicator", "aspect",
            "group_name", "beyond", "place", "quote", "mentions", "note",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def period(self) -> Span:
        """The period in which it is measured: its own, else the plan's (load `plan`)."""
        return Span(self.since, self.until) if self.since and self.until else self.plan.period


class AllocationTable(models.Model):
    """A table that splits targets over units."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="tables")
    position = models.IntegerField()
    title = models.CharField(max_length=1000, blank=True)
    place = models.CharField(max_length=100)
    caption = models.CharField(max_length=500, blank=True)
    totals_label = models.CharField(max_length=100)
    has_totals = models.BooleanField(default=False)
    notes = models.JSONField(default=list, blank=True)
    """`[{"text", "targets"}]`: notes under the table."""

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "position"], name="one_table_per_position")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"id", "plan", "position", "title", "place", "caption", "totals_label", "has_totals", "notes"}

    def __str__(self) -> str:
        return self.title


class AllocationColumn(models.Model):
    """A column of a table: its header, the target it splits, and its printed total."""

    table = models.ForeignKey(AllocationTable, on_delete=models.CASCADE, related_name="columns")
    position = models.IntegerField()
    header = ArrayField(models.CharField(max_length=200), default=list)
    target = models.ForeignKey(Target, null=True, blank=True, on_delete=models.SET_NULL, related_name="columns")
    total_printed = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["table", "position"], name="one_column_per_position")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"id", "table", "position", "header", "target", "total_printed"}

    def __str__(self) -> str:
        return " – ".join(part for part in self.header if part)


class AllocationRow(models.Model):
    """A row of a table: the unit as printed, the unit of that time, and the one of today that stands for it."""

    table = models.ForeignKey(AllocationTable, on_delete=models.CASCADE, related_name="rows")
    position = models.IntegerField()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=RowKind.choices(), default=RowKind.UNIT.value)
    number = models.CharField(max_length=10, blank=True)
    code = models.CharField(max_length=10, blank=True)
    unit = models.ForeignKey("units.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    scope_commune = models.ForeignKey("units.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The commune of today that counts for the unit («as now»); null for provinces, districts and teams."""

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["table", "position"], name="one_row_per_position")]
        indexes: ClassVar = [models.Index(fields=["scope_commune"], name="row_by_commune_of_today")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"id", "table", "position", "name", "kind", "number", "code", "unit", "scope_commune"}

    def __str__(self) -> str:
        return self.name


class Allocation(models.Model):
    """One cell: the text as printed, and its value. A blank has no value; a zero has the value 0."""

    row = models.ForeignKey(AllocationRow, on_delete=models.CASCADE, related_name="cells")
    column = models.ForeignKey(AllocationColumn, on_delete=models.CASCADE, related_name="cells")
    printed = models.CharField(max_length=40, blank=True)
    value = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["row", "column"], name="one_cell_per_row_and_column")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"id", "row", "column", "printed", "value"}

    def __str__(self) -> str:
        return self.printed


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


class PlanVersion(models.Model):
    """What a plan said after one change: the whole content, who changed it, when and why. Rows are added, never changed."""

    append_only = True

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    content = models.JSONField()
    """The plan file of this version (docs/plan.schema.json)."""
    content_hash = models.CharField(max_length=64)
    status = models.CharField(max_length=20, choices=PlanStatus.choices())
    why = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "number"], name="one_plan_version_per_number")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"id", "plan", "number", "content", "content_hash", "status", "why", "by", "at"}

    def __str__(self) -> str:
        return f"{self.plan_id} v{self.number}"
