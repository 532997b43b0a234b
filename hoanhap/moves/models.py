"""Which people were sent from one commune to another, with which number, and what did the other answer?

One row has exactly two sides, and both may read it for ever: it is their receipt. Asking a third commune is another row.
"""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import Reader, scope_q
from hoanhap.moves.rules import Contest, ListKind, TransferState


class TransferQuerySet(models.QuerySet["Transfer"]):
    """Sendings as the two sides and their provinces may see them."""

    def visible_to(self, user: Reader, right: P = P.CASE_VIEW) -> Self:
        """What the user's communes sent or were sent."""
        return self.filter(
            scope_q(user, commune="sender", province="sender_province", right=right)
            | scope_q(user, commune="receiver", province="receiver_province", right=right)
        )

    def received_by(self, user: Reader, right: P = P.CASE_VIEW) -> Self:
        """What was sent to the user's communes."""
        return self.filter(scope_q(user, commune="receiver", province="receiver_province", right=right))

    def sent_by(self, user: Reader, right: P = P.CASE_VIEW) -> Self:
        """What the user's communes sent."""
        return self.filter(scope_q(user, commune="sender", province="sender_province", right=right))


class Transfer(models.Model):
    """One sending of a person, with or without a case file, to another commune, and the answer: the receipt of both sides."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="transfers")
    about = models.CharField(max_length=150)
    """Name and birth as they were when it was sent: all that the sender may still read once the person is another commune's."""
    kind = models.CharField(max_length=20, choices=ListKind.choices())
    case_id = models.BigIntegerField(null=True)
    """The case whose file was sent (cases.Case); null for a notice without a case."""
    event_id = models.BigIntegerField(null=True)
    """The event that sent it (cases.CaseEvent)."""
    sender = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    sender_province = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    receiver_province = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    """Both communes as of today; scope."""
    left_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    asked_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    """The communes of the time of the move, e.g. a ward that ended on 2025-07-01."""
    address = models.CharField(max_length=200, blank=True)
    """Where the person said to live from then on."""
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    """The sender's running number in the year."""
    left_on = models.DateField()
    left_time = models.TimeField(null=True)
    notice_due_on = models.DateField(null=True)
    notice_due_time = models.TimeField(null=True)
    """By when the sending was due; null where the law of that day asked for none, or the case keeps the clock."""
    notice_pin = models.JSONField(null=True)
    was_late = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)
    due_time = models.TimeField(null=True)
    due_at = models.DateTimeField(null=True)
    """By when the answer is due: afterwards the province has to settle it."""
    due_pin = models.JSONField(null=True)
    state = models.CharField(max_length=10, choices=TransferState.choices(), default=TransferState.WAITING.value)
    by_order = models.BooleanField(default=False)
    """The province assigned the receiver, which may not contest it again."""
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="following")
    """The sending that this one follows."""
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    contest = models.CharField(max_length=20, choices=Contest.choices(), blank=True)
    note = models.CharField(max_length=300, blank=True)
    """What the receiver wrote to its answer."""
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    settled_note = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    request_key = models.UUIDField(null=True, unique=True)
    is_demo = models.BooleanField(default=False)

    objects = TransferQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sender", "year", "number"], name="one_transfer_per_number"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=("waiting", "contested")), name="one_open_transfer_per_person"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("accepted", "contested"), answered_at__isnull=False) | ~Q(state__in=("accepted", "contested")),
                name="answer_has_moment",
            ),
            models.CheckConstraint(condition=~Q(state="contested") | ~Q(contest=""), name="contest_has_reason"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["receiver", "state"], name="transfer_by_receiver"),
            models.Index(fields=["sender", "state"], name="transfer_by_sender"),
            models.Index(fields=["receiver_province", "state"], name="transfer_by_to_province"),
            models.Index(fields=["sender_province", "state"], name="transfer_by_from_province"),
            models.Index(fields=["case_id"], name="transfer_by_case"),
        ]

    class Privacy:
        personal: ClassVar = {"about", "kind", "address", "left_on", "left_time", "contest", "note", "settled_note"}
        plain: ClassVar = {
            "id", "person", "case_id", "event_id", "sender", "sender_province", "receiver", "receiver_province", "left_unit", "asked_unit",
            "year", "number", "notice_due_on", "notice_due_time", "notice_pin", "was_late", "sent_at", "sent_by", "due_on", "due_time",
            "due_at", "due_pin", "state", "by_order", "previous", "answered_at", "answered_by", "settled_at", "settled_by", "version",
            "request_key", "is_demo",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number:02}/{self.year}/BG"

    @property
    def kind_label(self) -> str:
        """The list in the words of the rule, a message id."""
        return ListKind(self.kind).label

    @property
    def state_label(self) -> str:
        """The state in the words of the rule, a message id."""
        return TransferState(self.state).label

    @property
    def contest_label(self) -> str:
        """The reason of a contest, a message id; empty when there is none."""
        return Contest(self.contest).label if self.contest else ""
