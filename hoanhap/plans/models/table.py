"""How do the tables of a plan split its targets over units, as printed?"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hoanhap.plans.models.plan import Plan
from hoanhap.plans.models.target import Target
from hoanhap.plans.rules import RowKind


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
