"""Who was put forward for praise or criticism, on what evidence, and what was decided? Rows are added, never changed.

A proposal is frozen with its evidence; what happens to it is an event of its own: a decision, a refusal, a withdrawal.
"""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from hoanhap.progress.rules.praising import ProposalState, Side, SubjectKind


class Proposal(models.Model):
    """Somebody put forward, as it was on that day."""

    append_only = True

    side = models.CharField(max_length=10, choices=Side.choices())
    subject_kind = models.CharField(max_length=10, choices=SubjectKind.choices(), default=SubjectKind.UNIT.value)
    subject = models.CharField(max_length=200)
    """Who: the unit as the plan prints it, a collective, a person with the office held."""
    plan = models.ForeignKey("plans.Plan", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The unit of its time, where the subject is one or belongs to one."""
    scope_province = models.ForeignKey("units.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    scope_commune = models.ForeignKey("units.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The units of today that answer for it."""
    reason = models.CharField(max_length=1000)
    wish = models.CharField(max_length=200, blank=True)
    """The form asked for: «bằng khen», «giấy khen», «biểu dương kịp thời», «phê bình bằng văn bản»."""
    evidence = models.JSONField(default=list, blank=True)
    """Frozen: `[{"code", "text", "given", "done", "unit", "as_of", "standing"}]`; done null: nobody had told."""
    on = models.DateField()
    request_key = models.UUIDField()
    by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request_key", "subject", "side"], name="one_proposal_per_request"),
            models.CheckConstraint(condition=~Q(reason=""), name="proposal_has_a_reason"),
        ]
        indexes: ClassVar = [models.Index(fields=["scope_province", "-on"], name="proposal_by_province")]

    class Privacy:
        personal: ClassVar = {"subject", "reason"}
        plain: ClassVar = {
            "id", "side", "subject_kind", "plan", "unit", "scope_province", "scope_commune", "wish", "evidence", "on", "request_key", "by",
            "at", "is_demo",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"proposal {self.pk}"

    @property
    def state(self) -> ProposalState:
        """How far it has come (load `event`)."""
        event = getattr(self, "event", None)
        return ProposalState(event.state) if event is not None else ProposalState.PROPOSED

    @property
    def grounds(self) -> list[dict[str, object]]:
        """The evidence with its days as dates."""
        return [{**item, "as_of": date.fromisoformat(item["as_of"])} for item in self.evidence]


class ProposalEvent(models.Model):
    """What became of a proposal: decided (with the form and the decision), declined, withdrawn. One for each."""

    append_only = True

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="event")
    state = models.CharField(max_length=10, choices=ProposalState.choices())
    award = models.CharField(max_length=200, blank=True)
    """The form given: «Bằng khen của Chủ tịch UBND thành phố», «phê bình tại giao ban tháng»."""
    authority = models.CharField(max_length=300, blank=True)
    """Who decided."""
    number = models.CharField(max_length=60, blank=True)
    """Number and symbol of the decision, where there is one."""
    on = models.DateField()
    reason = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(state="proposed"), name="proposal_event_is_an_end"),
            models.CheckConstraint(
                condition=~Q(state="decided") | (~Q(award="") & ~Q(authority="")), name="decision_names_award_and_authority"
            ),
            models.CheckConstraint(condition=Q(state="decided") | ~Q(reason=""), name="refusal_has_a_reason"),
        ]

    class Privacy:
        personal: ClassVar = {"reason"}
        plain: ClassVar = {"id", "proposal", "state", "award", "authority", "number", "on", "by", "at"}

    def __str__(self) -> str:
        return f"{self.state} {self.on}"
