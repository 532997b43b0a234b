"""What does this installation add to the shipped law book: who confirmed an entry on which text, and what did a province or commune set?

Rows are added, never changed: what no longer holds is withdrawn by a row of its own.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Standing(models.QuerySet["Confirmation"]):
    """Confirmations that nobody withdrew."""

    def standing(self) -> "Standing":
        """Without the withdrawn ones."""
        return self.filter(withdrawal=None)


class Confirmation(models.Model):
    """A legal officer read the text and found an entry of the book right as it stands."""

    append_only = True

    entry = models.CharField(max_length=60)
    """The identifier of the entry in the rule catalogue, e.g. MGT-203."""
    fingerprint = models.CharField(max_length=64)
    """SHA-256 of what the entry said then: an entry whose content changed is not confirmed any more."""
    document = models.CharField(max_length=60)
    """Number of the document that was read, e.g. 163/2026/NĐ-CP."""
    article = models.CharField(max_length=60)
    """Where in it, e.g. Điều 58 khoản 1."""
    statement = models.CharField(max_length=500)
    """What the text says, in the officer's words."""
    link = models.URLField(max_length=500, blank=True)
    reading = models.CharField(max_length=60, blank=True)
    """Code of the reading that was found right, where the entry has several."""
    turn = models.PositiveSmallIntegerField()
    """How many confirmations of this content there were before (all withdrawn): two at once cannot both be stored."""
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    request_key = models.UUIDField(unique=True)
    """The form that recorded it; the same form sent twice is one confirmation."""

    objects = Standing.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "fingerprint", "turn"], name="one_confirmation_per_content"),
        ]

    class Privacy:
        personal: ClassVar = {"statement"}
        plain: ClassVar = {"id", "entry", "fingerprint", "document", "article", "link", "reading", "turn", "at", "by", "request_key"}

    def __str__(self) -> str:
        return f"{self.entry} {self.document}"

    @property
    def text(self) -> str:
        """«Điều 58 khoản 1 163/2026/NĐ-CP»: the text it was confirmed on."""
        return f"{self.article} {self.document}"


class LocalQuerySet(models.QuerySet["LocalValue"]):
    """Values of provinces and communes. They are public: what a council or committee decided."""

    def standing(self) -> "LocalQuerySet":
        """Without the withdrawn ones."""
        return self.filter(withdrawal=None)


class LocalValue(models.Model):
    """What a province or commune set for itself, from a day on, within what the nation allows."""

    append_only = True

    rule = models.CharField(max_length=120)
    """The rule of the book, e.g. support.vocational; or rules.REMOTE for the mark of a remote commune."""
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    """The first day of the value; it holds until the next value of this unit."""
    value = models.JSONField()
    """The typed value as law.plain writes it."""
    decision_number = models.CharField(max_length=60)
    decision_date = models.DateField()
    decision_issuer = models.CharField(max_length=150)
    note = models.CharField(max_length=300, blank=True)
    turn = models.PositiveSmallIntegerField()
    """How many values of this rule, unit and day there were before (all withdrawn)."""
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    request_key = models.UUIDField(unique=True)

    objects = LocalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "rule", "since", "turn"], name="one_local_value_per_day"),
        ]

    class Privacy:
        personal: ClassVar = {"note"}
        plain: ClassVar = {
            "id",
            "rule",
            "unit",
            "since",
            "value",
            "decision_number",
            "decision_date",
            "decision_issuer",
            "turn",
            "at",
            "by",
            "request_key",
        }

    def __str__(self) -> str:
        return f"{self.rule} {self.unit_id} {self.since}"


class Withdrawal(models.Model):
    """A confirmation or a local value no longer stands, from this moment on."""

    append_only = True

    confirmation = models.OneToOneField(Confirmation, on_delete=models.PROTECT, null=True, blank=True, related_name="withdrawal")
    value = models.OneToOneField(LocalValue, on_delete=models.PROTECT, null=True, blank=True, related_name="withdrawal")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    request_key = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(confirmation=None) ^ Q(value=None), name="withdraws_one_thing"),
            models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_has_a_reason"),
        ]

    class Privacy:
        personal: ClassVar = {"reason"}
        plain: ClassVar = {"id", "confirmation", "value", "at", "by", "request_key"}

    def __str__(self) -> str:
        return f"{self.confirmation_id or ''}{self.value_id or ''}"
