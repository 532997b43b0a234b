"""What did people ask of what is held about them; how long are files kept, by which decision; and which were destroyed?"""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import Reader, scope_q
from hoanhap.cases.rules import ProcedureKey
from hoanhap.requests.rules.asking import Asker, Channel, RequestState, Topic, Wish
from hoanhap.requests.rules.retention import DisposalState


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    """Requests by the commune that received them."""

    def visible_to(self, user: Reader, right: P = P.CASE_VIEW) -> Self:
        """Those of the user's communes and provinces."""
        return self.filter(scope_q(user, right=right))


class DataRequest(models.Model):
    """One request of a person about what is held about them, its two clocks and its answer. Each step is in the log."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="data_requests")
    commune = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    """The commune of today that received it and answers."""
    province = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    """The commune's running number in the year of recording."""
    wish = models.CharField(max_length=10, choices=Wish.choices())
    topic = models.CharField(max_length=10, choices=Topic.choices())
    channel = models.CharField(max_length=10, choices=Channel.choices())
    asker = models.CharField(max_length=10, choices=Asker.choices())
    asker_name = models.CharField(max_length=120, blank=True)
    """Who asks in the person's place; empty when it is the person."""
    received_on = models.DateField()
    what = models.CharField(max_length=1000)
    wanted = models.CharField(max_length=500, blank=True)
    evidence = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=RequestState.choices(), default=RequestState.OPEN.value)
    answer_due_on = models.DateField(null=True)
    """By when an answer is due; null where the law of the day of receipt has no period."""
    answer_due_at = models.DateTimeField(null=True)
    answer_pin = models.JSONField(null=True)
    due_on = models.DateField(null=True)
    """By when it is to be carried out; null likewise."""
    due_at = models.DateTimeField(null=True)
    due_pin = models.JSONField(null=True)
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reply = models.CharField(max_length=1000, blank=True)
    """What the person was told last."""
    article = models.CharField(max_length=150, blank=True)
    """On which a refusal rests."""
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    request_key = models.UUIDField(unique=True)
    is_demo = models.BooleanField(default=False)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commune", "year", "number"], name="one_request_per_number"),
            models.CheckConstraint(
                condition=Q(state="open", answered_on__isnull=True) | (~Q(state="open") & Q(answered_on__isnull=False)),
                name="answered_request_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "accepted"), closed_on__isnull=True)
                | (~Q(state__in=("open", "accepted")) & Q(closed_on__isnull=False)),
                name="closed_request_has_a_day",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(article=""), name="refusal_has_an_article"),
            models.CheckConstraint(condition=Q(asker="self") | ~Q(asker_name=""), name="representative_is_named"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["commune", "due_at"], condition=Q(state__in=("open", "accepted")), name="request_open_by_commune"),
            models.Index(fields=["province", "due_at"], condition=Q(state__in=("open", "accepted")), name="request_open_by_province"),
        ]

    class Privacy:
        personal: ClassVar = {"wish", "topic", "channel", "asker", "asker_name", "what", "wanted", "evidence", "reply", "article"}
        plain: ClassVar = {
            "id", "person", "commune", "province", "year", "number", "received_on", "state", "answer_due_on", "answer_due_at", "answer_pin",
            "due_on", "due_at", "due_pin", "answered_on", "answered_by", "closed_on", "closed_by", "recorded_at", "recorded_by", "version",
            "request_key", "is_demo",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number:02}/{self.year}/YC"

    @property
    def wish_label(self) -> str:
        """What is asked, a message id."""
        return Wish(self.wish).label

    @property
    def state_label(self) -> str:
        """Where it stands, a message id."""
        return RequestState(self.state).label

    @property
    def answer_was_late(self) -> bool:
        """Whether the first answer came after its day."""
        return bool(self.answered_on and self.answer_due_on and self.answered_on > self.answer_due_on)

    @property
    def was_late(self) -> bool:
        """Whether it was carried out, or refused, after its day."""
        return bool(self.closed_on and self.due_on and self.closed_on > self.due_on)


class RetentionRule(models.Model):
    """How long closed files of a category are kept in a province (or everywhere), by which decision; only withdrawn, with a reason."""

    category = models.CharField(max_length=30, choices=ProcedureKey.choices())
    province = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """Null: the whole country."""
    since = models.DateField()
    years = models.PositiveSmallIntegerField(null=True, blank=True)
    """Years from the closing of the file; null: for ever."""
    decision_number = models.CharField(max_length=60)
    decision_date = models.DateField()
    decision_issuer = models.CharField(max_length=150)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    request_key = models.UUIDField(unique=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["category", "province", "since"],
                condition=Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="one_period_per_category_place_and_day",
            ),
            models.CheckConstraint(condition=Q(years__isnull=True) | Q(years__gte=1), name="period_of_at_least_a_year"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="withdrawn_period_has_a_reason",
            ),
        ]

    class Privacy:
        personal: ClassVar = {"note", "withdrawn_reason"}
        plain: ClassVar = {
            "id", "category", "province", "since", "years", "decision_number", "decision_date", "decision_issuer", "at", "by",
            "request_key", "withdrawn_at", "withdrawn_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.category} {self.since} {self.decision_number}"


class DisposalQuerySet(models.QuerySet["Disposal"]):
    """Proposals by province."""

    def visible_to(self, user: Reader) -> Self:
        """Those of the user's provinces."""
        return self.filter(scope_q(user, commune="province", province="province", right=P.RETENTION))


class Disposal(models.Model):
    """Files that one officer proposes to destroy by a decision, and a second approves: then it happens, for ever."""

    province = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    decision_number = models.CharField(max_length=60)
    decision_date = models.DateField()
    decision_issuer = models.CharField(max_length=150)
    state = models.CharField(max_length=12, choices=DisposalState.choices(), default=DisposalState.PROPOSED.value)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    """Why it was not approved."""
    request_key = models.UUIDField(unique=True)

    objects = DisposalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="decided_disposal_has_a_decider",
            ),
            models.CheckConstraint(condition=~Q(state="carried_out") | ~Q(decided_by=F("proposed_by")), name="disposal_needs_two_people"),
            models.CheckConstraint(condition=~Q(state="rejected") | ~Q(reason=""), name="rejected_disposal_has_a_reason"),
        ]

    class Privacy:
        personal: ClassVar = {"reason"}
        plain: ClassVar = {
            "id", "province", "decision_number", "decision_date", "decision_issuer", "state", "proposed_at", "proposed_by", "decided_at",
            "decided_by", "request_key",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.decision_number

    @property
    def state_label(self) -> str:
        """Where it stands, a message id."""
        return DisposalState(self.state).label


class DisposalItem(models.Model):
    """One person whose files a disposal is about."""

    disposal = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="items")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="disposals")
    kept_until = models.DateField()
    """The last day of retention when it was proposed."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["disposal", "person"], name="person_once_per_disposal")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"id", "disposal", "person", "kept_until"}

    def __str__(self) -> str:
        return f"{self.disposal_id} {self.person_id}"
