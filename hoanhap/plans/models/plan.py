"""What does a plan say about itself, what did each version say, and who must issue a plan of its own?"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hoanhap.plans.rules import DateNote, Deadline, PlanKind, PlanStatus, Span


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
    above = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="below")
    """The plans of `parents` that are kept here."""
    co_issuers = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    signatory = models.JSONField(null=True, blank=True)
    """Who signs, as in a plan file (rules.Signatory)."""
    recipients = models.JSONField(default=list, blank=True)
    annexes = models.JSONField(default=list, blank=True)
    bases = models.JSONField(default=list, blank=True)
    """The laws it cites, as in a plan file (rules.LegalBasis)."""
    constraints = models.JSONField(default=list, blank=True)
    windows = models.JSONField(default=list, blank=True)
    """Its campaign windows, as in a plan file (rules.Window)."""
    terms = models.JSONField(default=list, blank=True)
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
            "kind", "since", "until", "area", "unit", "scope_province", "scope_commune", "parents", "above",
            "co_issuers", "signatory", "recipients", "annexes", "bases", "constraints", "windows", "terms",
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


class PlanSubordinate(models.Model):
    """Who must issue a plan of its own, as rules.Subordinate describes it. Rows keep their ids by name and place."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="subordinates")
    position = models.IntegerField()
    name = models.CharField(max_length=300)
    place = models.CharField(max_length=100)
    due_on = models.DateField(null=True, blank=True)
    due_exclusive = models.BooleanField(default=False)
    due_to = models.CharField(max_length=300, blank=True)
    quote = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "name", "place"], name="one_obligation_per_name_and_place")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"id", "plan", "position", "name", "place", "due_on", "due_exclusive", "due_to", "quote"}

    def __str__(self) -> str:
        return self.name


class ChildNotice(models.Model):
    """Somebody's note that a plan was issued below this one without being kept here: who, number, day. A plan kept here is found itself."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="notices")
    name = models.CharField(max_length=300)
    """Who issued it, as the list of obligations names them."""
    key = models.CharField(max_length=300)
    """The name as rules.party_key makes it."""
    reference = models.CharField(max_length=100)
    """Its number as on paper: `12/KH-UBND`."""
    issued_on = models.DateField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["issued_on", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "key"], name="one_notice_per_issuer")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"id", "plan", "name", "key", "reference", "issued_on", "by", "at"}

    def __str__(self) -> str:
        return f"{self.reference} {self.name}"


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
