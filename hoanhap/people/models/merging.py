"""Which records may be, or turned out to be, one human?"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hoanhap.people.models.person import Person
from hoanhap.people.rules import PairState


class DuplicatePair(models.Model):
    """Two records that may be one human, found by the nightly comparison or an import; and what an officer made of it."""

    one = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    score = models.FloatField()
    """Weight of evidence in bits: the logarithm to base 2 of how many times likelier the agreement is for one human than for two."""
    reasons = models.JSONField(default=list)
    """Field, likeness and weight of each comparison; no names, no numbers."""
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=PairState.choices(), default=PairState.OPEN.value)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=300, blank=True)
    """Why they are two people."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["one", "other"], name="pair_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="pair_in_order"),
            models.CheckConstraint(condition=Q(state="open", decided_at__isnull=True) | ~Q(state="open"), name="open_pair_is_undecided"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-score"], name="pair_by_score")]

    class Privacy:
        personal: ClassVar = {"score", "reasons", "why"}
        plain: ClassVar = {"id", "one", "other", "found_at", "state", "decided_at", "decided_by"}

    def __str__(self) -> str:
        return f"pair {self.pk}"


class Merge(models.Model):
    """One record was put into another: everything that moved, so that it can be undone exactly."""

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    lost = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    moved = models.JSONField()
    """Relation → keys of the rows that pointed to the lost record, and the values that were filled in on the kept one."""
    request_key = models.UUIDField(unique=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lost"], condition=Q(undone_at__isnull=True), name="merged_once"),
            models.CheckConstraint(condition=~Q(kept=F("lost")), name="merge_of_two"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_reason="") | (Q(undone_at__isnull=False) & ~Q(undone_reason="")),
                name="undone_merge_has_a_reason",
            ),
        ]

    class Privacy:
        personal: ClassVar = {"reason", "moved", "undone_reason"}
        plain: ClassVar = {"id", "kept", "lost", "at", "by", "request_key", "undone_at", "undone_by"}

    def __str__(self) -> str:
        return f"merge {self.pk}"
