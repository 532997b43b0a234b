"""What have units said to the figures given to them, and what has the issuer answered? Rows are added, never changed."""

from typing import ClassVar

from django.db import models

from hoanhap.plans.models.plan import Plan
from hoanhap.plans.rules import RowKind
from hoanhap.plans.rules.answers import Answer, Says


class AllocationAnswer(models.Model):
    """One answer of a unit to what a plan gives it in all its tables, or the issuer's answer to an objection.

    The row is told by its printed name and code, because rows of tables are written anew with every version of a plan.
    """

    append_only = True

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="answers")
    version = models.IntegerField()
    """The version of the plan that was answered; after ADJUST the one that changed the figures."""
    row_name = models.CharField(max_length=200)
    row_code = models.CharField(max_length=10, blank=True)
    row_kind = models.CharField(max_length=20, choices=RowKind.choices())
    scope_commune = models.ForeignKey("units.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The commune of today that stands for the row's unit; null for districts, provinces, teams, villages and groups."""
    given = models.JSONField(default=list, blank=True)
    """`[[code of the target, figure as printed]]`: what was answered."""
    says = models.CharField(max_length=20, choices=Says.choices())
    to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies")
    """The objection that the issuer answers."""
    reason = models.CharField(max_length=1000, blank=True)
    proposed = models.JSONField(default=list, blank=True)
    """`[[code of the target, figure]]`: what the unit proposes instead."""
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(says=Says.ACCEPT.value) | ~models.Q(reason=""), name="objection_and_reply_have_a_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(says__in=[Says.KEEP.value, Says.ADJUST.value], to__isnull=False)
                | models.Q(says__in=[Says.ACCEPT.value, Says.OBJECT.value], to__isnull=True),
                name="a_reply_answers_an_objection",
            ),
            models.UniqueConstraint(fields=["to"], name="one_reply_per_objection"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {
            "id", "plan", "version", "row_name", "row_code", "row_kind", "scope_commune", "given", "says", "to", "reason", "proposed",
            "by", "at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.row_name}: {self.says}"

    @property
    def answer(self) -> Answer:
        """As the rules read it."""
        return Answer(Says(self.says), tuple((code, text) for code, text in self.given))
