"""What happened in a case, what follows from it, and by when must who act?

Events are facts and append-only. Spans and deadlines are projections: only cases.services writes them, from rules.replay.
"""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import scope_q
from hoanhap.cases.rules import DeadlineState, ProcedureKey
from hoanhap.kit.dates import FOREVER, today


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases of the user's communes, and those sent to them."""

    def visible_to(self, user: User) -> "CaseQuerySet":
        """Own scope or asked to receive. An OR: for single cases and small lists."""
        waiting = scope_q(user, commune="receiving_commune", province="receiving_commune__province", right=P.CASE_VIEW)
        return self.filter(scope_q(user, right=P.CASE_VIEW) | (waiting & Q(receiving_commune__isnull=False)))


class CaseEventQuerySet(models.QuerySet["CaseEvent"]):
    """Events of cases in scope."""

    def visible_to(self, user: User) -> "CaseEventQuerySet":
        """Events of the cases that the user sees."""
        return self.filter(case__in=Case.objects.visible_to(user))


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    """Deadlines by the commune whose worklist shows them."""

    def visible_to(self, user: User) -> "DeadlineQuerySet":
        """Equality on the commune or the province of today."""
        return self.filter(scope_q(user, right=P.CASE_VIEW))


class Case(models.Model):
    """One procedure of one person. State, owner and dates are computed from its events."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="cases")
    procedure = models.CharField(max_length=30, choices=ProcedureKey.choices())
    commune = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    """The commune of today that runs the case (scope)."""
    province = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    receiving_commune = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The commune that was sent the file and has not answered yet."""
    state = models.CharField(max_length=30)
    is_open = models.BooleanField(default=True)
    governing_law = models.CharField(max_length=30)
    """The statute in force on the day of the anchor event, e.g. 120/2025/QH15."""
    since = models.DateField()
    """The legal day of the first event."""
    until = models.DateField(default=FOREVER)
    term_since = models.DateField(null=True, blank=True)
    term_end = models.DateField(null=True, blank=True)
    """The last day of the measure, by the shorter reading where readings differ."""
    version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "procedure"], condition=Q(is_open=True), name="one_open_case_per_procedure"),
            models.CheckConstraint(condition=Q(since__lte=F("until")), name="case_time_in_order"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["commune", "is_open", "state"], name="case_by_commune"),
            models.Index(fields=["receiving_commune"], condition=Q(receiving_commune__isnull=False), name="case_waiting_for_receipt"),
        ]

    class Privacy:
        personal: ClassVar = {"state", "since", "until", "term_since", "term_end"}
        plain: ClassVar = {
            "id", "person", "procedure", "commune", "province", "receiving_commune", "is_open", "governing_law", "version", "is_demo",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"case {self.pk}"


class CaseEvent(models.Model):
    """A fact: what happened, on which legal day, recorded when and by whom. Never changed; a mistake is voided by another row."""

    append_only = True

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=40)
    on = models.DateField()
    """The legal day."""
    time = models.TimeField(null=True, blank=True)
    """The legal time where known; null means unknown (clocks then run from the end of the day)."""
    at = models.DateTimeField()
    """When it was recorded."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    """The commune of that time for which it was recorded."""
    province = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    """The province of today (scope and figures)."""
    data = models.JSONField(default=dict)
    voids = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="voided_by")
    reason = models.CharField(max_length=300, blank=True)
    """Why an earlier event is void."""
    request_key = models.UUIDField(unique=True)
    """The form that recorded it; the same form sent twice is one event."""

    objects = CaseEventQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(voids__isnull=True, reason="") | (Q(voids__isnull=False) & ~Q(reason="")), name="void_has_a_reason"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["case", "on"], name="event_by_case"),
            models.Index(fields=["province", "kind", "on"], name="event_by_province_kind_day"),
        ]

    class Privacy:
        personal: ClassVar = {"kind", "on", "time", "data", "reason"}
        plain: ClassVar = {"id", "case", "at", "by", "unit", "province", "voids", "request_key"}

    def __str__(self) -> str:
        return f"{self.kind} of case {self.case_id}"


class CaseSpan(models.Model):
    """The case was in `state` during [since, until), in the commune of that time (projection)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="spans")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    procedure = models.CharField(max_length=30)
    state = models.CharField(max_length=30)
    sex = models.CharField(max_length=10)
    commune = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    """The unit of that time («as then»)."""
    commune_now = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    """The commune of today that it counts for («as now»)."""
    province = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(default=FOREVER)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(since__lt=F("until")), name="span_time_in_order"),
            ExclusionConstraint(
                name="one_state_at_a_time",
                expressions=[
                    (F("case"), RangeOperators.EQUAL),
                    (Func(F("since"), F("until"), function="daterange", output_field=DateRangeField()), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["province", "since", "until"],
                include=["commune_now", "procedure", "state", "sex", "person"],
                name="span_by_province_and_time",
            ),
        ]

    class Privacy:
        personal: ClassVar = {"state", "sex", "since", "until"}
        plain: ClassVar = {"id", "case", "person", "procedure", "commune", "commune_now", "province"}

    def __str__(self) -> str:
        return f"{self.state} of case {self.case_id}"


class Deadline(models.Model):
    """Who must do what by when under which entry of the law, and whether it was done (projection; the law entry is pinned)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deadlines")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="deadlines")
    commune = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    """The commune whose worklist shows it."""
    province = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    """Names the clock within the case, stable across recomputation: clock, starting event, sequence."""
    clock = models.CharField(max_length=40)
    """The clock of cases.rules (what must be done)."""
    rule = models.CharField(max_length=60)
    """The rule key of the law book."""
    owner = models.CharField(max_length=30)
    """Who must act (owner names of the law book)."""
    protects = models.BooleanField(default=False)
    """Whether the clock protects the person rather than driving the officer."""
    anchor_on = models.DateField()
    anchor_time = models.TimeField(null=True, blank=True)
    due_on = models.DateField()
    due_time = models.TimeField(null=True, blank=True)
    """Null means the end of the day."""
    due_at = models.DateTimeField()
    """The same as an instant, for sorting and for «overdue» (end of day is the next midnight)."""
    alternative_on = models.DateField(null=True, blank=True)
    """The other reading's day where the law's count is not confirmed."""
    state = models.CharField(max_length=10, choices=DeadlineState.choices(), default=DeadlineState.OPEN.value)
    met_on = models.DateField(null=True, blank=True)
    met_time = models.TimeField(null=True, blank=True)
    was_late = models.BooleanField(default=False)
    pin = models.JSONField()
    """The law entry it was computed from (law.clocks.pin)."""
    note = models.CharField(max_length=300, blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "key"], name="one_deadline_per_key")]
        indexes: ClassVar = [
            models.Index(fields=["commune", "due_at"], condition=Q(state="open"), name="deadline_open_by_commune"),
            models.Index(fields=["province", "due_at"], condition=Q(state="open"), name="deadline_open_by_province"),
            models.Index(fields=["person"], condition=Q(state="open"), name="deadline_open_by_person"),
            models.Index(fields=["commune", "met_on"], condition=Q(state="met"), name="deadline_met_by_commune"),
        ]

    class Privacy:
        personal: ClassVar = {
            "clock",
            "anchor_on",
            "anchor_time",
            "due_on",
            "due_time",
            "due_at",
            "alternative_on",
            "met_on",
            "met_time",
            "was_late",
            "note",
        }
        plain: ClassVar = {"id", "case", "person", "commune", "province", "key", "rule", "owner", "protects", "state", "pin"}

    def __str__(self) -> str:
        return f"{self.key} of case {self.case_id}"


class CasePaper(models.Model):
    """An official paper belongs to a case and to the event it carries out."""

    append_only = True

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    event = models.ForeignKey(CaseEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="papers")
    paper = models.OneToOneField("documents.Paper", on_delete=models.PROTECT, related_name="case_link")

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"id", "case", "event", "paper"}

    def __str__(self) -> str:
        return f"paper of case {self.case_id}"


class CaseAssignment(models.Model):
    """The officer who looks after a case in a commune during [since, until). It lapses when another commune carries the case on."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    commune = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    """The commune that ran the case when it was assigned."""
    since = models.DateField()
    until = models.DateField(default=FOREVER)
    """The same day as `since` when somebody else was assigned before it was over."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=Q(until=FOREVER), name="one_officer_per_case"),
            models.CheckConstraint(condition=Q(since__lte=F("until")), name="assignment_time_in_order"),
        ]
        indexes: ClassVar = [models.Index(fields=["officer"], condition=Q(until=FOREVER), name="assignment_open_by_officer")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"id", "case", "officer", "commune", "since", "until", "by", "at"}

    def __str__(self) -> str:
        return f"assignment of case {self.case_id}"


class SavedListQuerySet(models.QuerySet["SavedList"]):
    """Saved filters."""

    def visible_to(self, user: User) -> "SavedListQuerySet":
        """The user's own, and those shared with the units the user works for today."""
        units = [grant.unit_id for grant in user.grants_on(today()) if grant.unit_id is not None]
        return self.filter(Q(owner=user) | Q(unit__in=units))


class SavedList(models.Model):
    """A filter of the list of people under a name, with its columns and order. Codes only: no names, no numbers."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("tên bộ lọc", max_length=80)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The unit whose officers see it too; null: nobody else."""
    params = models.JSONField(default=dict)
    """Codes as they stand in the address of the list."""
    columns = ArrayField(models.CharField(max_length=20), default=list)
    """Codes of cases.rules.lists.Field in the order chosen."""
    order = models.CharField(max_length=12)
    saved_at = models.DateTimeField()

    objects = SavedListQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "name"], name="saved_list_named_once")]
        indexes: ClassVar = [models.Index(fields=["unit"], condition=Q(unit__isnull=False), name="saved_list_by_unit")]

    class Privacy:
        personal: ClassVar = {"name"}
        plain: ClassVar = {"id", "owner", "unit", "params", "columns", "order", "saved_at"}

    def __str__(self) -> str:
        return self.name
