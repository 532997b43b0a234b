"""Which lists were uploaded, what do their rows say, and what became of them?"""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import Reader, scope_q
from hoanhap.imports.rules import Choice, Encoding, ImportState, ListKind, Verdict


class ImportQuerySet(models.QuerySet["Import"]):
    """Imports as a user may see them."""

    def visible_to(self, user: Reader) -> Self:
        """Imports of the communes for which the user may import."""
        return self.filter(scope_q(user, right=P.PERSON_IMPORT))


class Import(models.Model):
    """One list of one commune, from upload to the end."""

    commune = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    """The commune that imports; rows that name no place belong to it."""
    province = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=ListKind.choices())
    state = models.CharField(max_length=12, choices=ImportState.choices(), default=ImportState.UPLOADED.value)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    """Bytes."""
    sheet = models.CharField(max_length=120, blank=True)
    encoding = models.CharField(max_length=10, choices=Encoding.choices(), blank=True)
    """The officer's choice for the whole file; empty: recognised column by column."""
    columns = models.JSONField(default=dict)
    """Field of rules.Field → position of its column."""
    ground_on = models.DateField(null=True, blank=True)
    ground_number = models.CharField(max_length=60, blank=True)
    """The event of the law for rows that tell none of their own: decision or other paper of the whole list."""
    total = models.PositiveIntegerField(default=0)
    """Rows of people in the table."""
    outside = models.PositiveIntegerField(default=0)
    """Rows within the table that hold nobody: heads of groups, sums, signatures."""
    done = models.PositiveIntegerField(default=0)
    """Rows that the running job has worked off."""
    moved_at = models.DateTimeField(null=True, blank=True)
    """When the running job last said that it is alive."""
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    """When the uploaded bytes and the rows left behind were deleted."""
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undo_reason = models.CharField(max_length=300, blank=True)
    refusals = models.JSONField(default=list)
    """Rows that keep an import from being taken back, as the last attempt found them: [row number, reason code]."""

    objects = ImportQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["commune", "sha256"], condition=~Q(state__in=["undone", "cancelled"]), name="one_live_import_per_file"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["commune", "-uploaded_at"], name="import_by_commune")]

    class Privacy:
        personal: ClassVar = {"file_name", "ground_number", "undo_reason"}
        plain: ClassVar = {
            "id", "commune", "province", "kind", "state", "sha256", "size", "sheet", "encoding", "columns", "ground_on", "total", "outside",
            "done", "moved_at", "uploaded_at", "uploaded_by", "saved_at", "saved_by", "closed_at", "undone_at", "undone_by", "refusals",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"import {self.pk}"


class ImportFile(models.Model):
    """The uploaded bytes, as long as the import needs them: deleted at its end, at the latest after services.KEPT_DAYS."""

    source = models.OneToOneField(Import, on_delete=models.CASCADE, primary_key=True, related_name="file")
    content = models.BinaryField()

    class Privacy:
        personal: ClassVar = {"content"}
        plain: ClassVar = {"source"}

    def __str__(self) -> str:
        return f"file of {self.source_id}"


class ImportRow(models.Model):
    """One row of a list. After the end only the rows that became people stay, without their content."""

    source = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    """The row of the sheet, counted from 1."""
    data = models.JSONField(default=dict)
    """What the row says, as services.rows writes it."""
    verdict = models.CharField(max_length=10, choices=Verdict.choices())
    reasons = models.JSONField(default=list)
    matches = models.JSONField(default=list)
    """Ids of registered people of the officer's scope who may be the same."""
    choice = models.CharField(max_length=10, choices=Choice.choices(), blank=True, default="")
    why = models.CharField(max_length=300, blank=True)
    """Why it is another person."""
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="import_rows")
    """The person that the row became, or whose blanks it filled."""
    filled = models.JSONField(default=dict)
    """Blanks of a registered person that the row filled: field → value."""
    case_id = models.BigIntegerField(null=True, blank=True)
    """The management case that the row opened (cases.Case; a plain number, the log keeps the rest)."""
    became_at = models.DateTimeField(null=True, blank=True)
    """When it was saved; what happened to the person afterwards builds on it."""
    ground_on = models.DateField(null=True, blank=True)
    ground_number = models.CharField(max_length=60, blank=True)
    """The event of the law by which the person entered."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "number"], name="one_row_per_number")]
        indexes: ClassVar = [models.Index(fields=["source", "verdict", "number"], name="row_by_verdict")]

    class Privacy:
        personal: ClassVar = {"data", "reasons", "why", "filled", "ground_on", "ground_number"}
        plain: ClassVar = {"id", "source", "number", "verdict", "matches", "choice", "person", "case_id", "became_at"}

    def __str__(self) -> str:
        return f"row {self.number} of {self.source_id}"


class ColumnMemory(models.Model):
    """How a commune mapped the columns of a list with these headings."""

    commune = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    encoding = models.CharField(max_length=10, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    used_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["commune", "fingerprint"], name="one_memory_per_headings")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"id", "commune", "fingerprint", "columns", "encoding", "kind", "used_at"}

    def __str__(self) -> str:
        return f"columns {self.pk}"
