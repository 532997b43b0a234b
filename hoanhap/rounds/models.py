"""Which rounds of review were opened, who stood on the lists then, and what was found of each?"""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import Reader, scope_of, scope_q
from hoanhap.kit.dates import today
from hoanhap.rounds.rules import Finding, StepKind, Whom
from hoanhap.units.models import Unit


class RoundQuerySet(models.QuerySet["Round"]):
    """Rounds as a user may see them."""

    def visible_to(self, user: Reader, right: P = P.CASE_VIEW) -> Self:
        """Rounds of the user's provinces and communes, and those that a province opened for all its communes."""
        scope = scope_of(user, today(), right)
        if scope.level == "nation":
            return self
        provinces = Unit.objects.filter(pk__in=scope.communes).values("province")
        whole = Q(commune__isnull=True, province__in=provinces)
        return self.filter(Q(province__in=scope.provinces) | Q(commune__in=scope.communes) | whole)


class RoundPersonQuerySet(models.QuerySet["RoundPerson"]):
    """People of rounds as a user may see them."""

    def visible_to(self, user: Reader, right: P = P.CASE_VIEW) -> Self:
        """Rows of the communes of the user."""
        return self.filter(scope_q(user, right=right))


class Round(models.Model):
    """One review of the lists, opened by a province for all its communes or by a commune for itself."""

    name = models.CharField(max_length=150)
    whom = models.CharField(max_length=12, choices=Whom.choices())
    basis = models.CharField(max_length=200)
    """The document that ordered it."""
    since = models.DateField()
    until = models.DateField()
    """The period reviewed, [since, until)."""
    due_on = models.DateField()
    """By the end of which day the communes finish."""
    commune = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    """Null: all communes of the province."""
    province = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_open = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    request_key = models.UUIDField(unique=True)
    is_demo = models.BooleanField(default=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(since__lt=F("until")), name="round_time_in_order")]
        indexes: ClassVar = [models.Index(fields=["province", "is_open"], name="round_by_province")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {
            "id", "name", "whom", "basis", "since", "until", "due_on", "commune", "province", "opened_at", "opened_by", "is_open",
            "version", "request_key", "is_demo",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def whom_label(self) -> str:
        """Who is reviewed, a message id."""
        return Whom(self.whom).label


class RoundPerson(models.Model):
    """A person on the list of a commune on the day the round was opened, as the list said it then, and what was found."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    commune = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    province = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    full_name = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=160)
    born = models.DateField(null=True)
    born_precision = models.CharField(max_length=10)
    address_line = models.CharField(max_length=200, blank=True)
    managed = models.BooleanField()
    """Whether a decision of management ran when the round was opened."""
    finding = models.CharField(max_length=12, choices=Finding.choices(), blank=True)
    moved_to = models.CharField(max_length=200, blank=True)
    """Where to, as the neighbours say it; the move itself is told on its own page."""
    note = models.CharField(max_length=300, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    check_event = models.ForeignKey("cases.CaseEvent", on_delete=models.PROTECT, null=True, related_name="+")
    """The residence check of the month that was recorded with the finding."""
    version = models.PositiveIntegerField(default=1)

    objects = RoundPersonQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "person"], name="once_in_a_round"),
            models.CheckConstraint(
                condition=Q(finding="", confirmed_at__isnull=True) | (~Q(finding="") & Q(confirmed_at__isnull=False)),
                name="finding_has_moment",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["round", "commune", "sort_key"], name="round_people_by_commune")]

    class Privacy:
        personal: ClassVar = {
            "full_name", "sort_key", "born", "born_precision", "address_line", "managed", "finding", "moved_to", "note", "confirmed_at",
        }  # fmt: skip
        plain: ClassVar = {"id", "round", "person", "commune", "province", "confirmed_by", "check_event", "version"}

    def __str__(self) -> str:
        return f"{self.person_id} in round {self.round_id}"

    @property
    def finding_label(self) -> str:
        """The finding, a message id; empty while there is none."""
        return Finding(self.finding).label if self.finding else ""


class RoundStep(models.Model):
    """A round was opened, closed with these figures, or opened again with this reason. Added, never changed."""

    append_only = True

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind.choices())
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    figures = models.JSONField(null=True)
    """The figures of each commune at the closing (rules.CommuneFigures), with the names of who confirmed."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(kind="reopened") | ~Q(reason=""), name="reopening_has_reason"),
            models.CheckConstraint(condition=~Q(kind="closed") | Q(figures__isnull=False), name="closing_has_figures"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"id", "round", "kind", "at", "by", "reason", "figures"}

    def __str__(self) -> str:
        return f"{self.kind} round {self.round_id}"

    @property
    def kind_label(self) -> str:
        """What happened, a message id."""
        return StepKind(self.kind).label
