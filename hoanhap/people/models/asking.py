"""Which units were asked about a person by officers who may not open the file?"""

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from hoanhap.people.models.person import Person
from hoanhap.people.rules import AskPurpose, AskState


class PersonAsk(models.Model):
    """A commune asks the unit that holds a person's file to open it, saying what for. Until it is opened the asker learns nothing more.

    The unit that answers is the one that answers for the person when it does, so a person who moved is asked about where they live.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="asks")
    commune = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    """The commune that asks, and that the file is opened to."""
    asked_for = models.CharField(max_length=200)
    """What the officer had typed into the search."""
    purpose = models.CharField(max_length=12, choices=AskPurpose.choices())
    explanation = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    request_key = models.UUIDField()
    """The form that asked; one form may ask about several people."""
    state = models.CharField(max_length=10, choices=AskState.choices(), default=AskState.WAITING.value)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    """Why the file was opened, or not."""
    until = models.DateField(null=True, blank=True)
    """The first day on which an opened file is closed again."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "commune"], condition=Q(state="waiting"), name="one_waiting_ask_per_commune"),
            models.UniqueConstraint(fields=["request_key", "person"], name="one_ask_per_form_and_person"),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(state="waiting") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="ask_is_answered_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person"], condition=Q(state="waiting"), name="ask_waiting"),
            models.Index(fields=["commune", "-asked_at"], name="ask_by_commune"),
            models.Index(fields=["asked_by", "asked_at"], name="ask_by_officer"),
        ]

    class Privacy:
        personal: ClassVar = {"asked_for", "explanation", "answer"}
        plain: ClassVar = {
            "id", "person", "commune", "purpose", "asked_at", "asked_by", "request_key", "state", "answered_at", "answered_by", "until",
        }  # fmt: skip

    @property
    def last_day(self) -> date | None:
        """The last day on which an opened file may be read."""
        return self.until - timedelta(days=1) if self.until else None

    def __str__(self) -> str:
        return f"ask {self.pk}"
