"""Who did or read what, when and from where? Rows are added, never changed; they survive the rows they speak of (no foreign keys)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from hoanhap.audit.rules import SUBJECTS, Action, Purpose


class AuditEntry(models.Model):
    """One act of one user. `sha256` covers the row's own content."""

    append_only = True

    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    user_name = models.CharField(max_length=150, blank=True)
    action = models.CharField(max_length=40)
    """A verb of audit.rules.Action: view, create, update, record, void, export, issue, sign_in, …"""
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40, blank=True)
    person_id = models.BigIntegerField(null=True)
    """The person the act concerns, for «who looked at this file»."""
    person_ids = ArrayField(models.BigIntegerField(), null=True)
    """The people of an act on many (a list taken away, a wall of deadlines), in ascending order; null for all other acts."""
    unit_id = models.IntegerField(null=True)
    """The unit the user acted for."""
    purpose = models.CharField(max_length=60, blank=True)
    detail = models.JSONField(default=dict)
    """Plain facts without personal data: kinds, counts, field names."""
    sha256 = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person_id", "-at"], name="audit_by_person"),
            models.Index(fields=["user_id", "-at"], name="audit_by_user"),
            GinIndex(fields=["person_ids"], condition=Q(person_ids__isnull=False), name="audit_by_people"),
            BrinIndex(fields=["at"], name="audit_by_time"),
        ]

    class Privacy:
        personal: ClassVar = {"user_name"}
        plain: ClassVar = {
            "id",
            "at",
            "user_id",
            "action",
            "subject_type",
            "subject_id",
            "person_id",
            "person_ids",
            "unit_id",
            "purpose",
            "detail",
            "sha256",
        }

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"

    @property
    def action_words(self) -> str:
        """The act in words; the plain name of an act of a later version."""
        return gettext(Action(self.action).label) if self.action in Action else self.action

    @property
    def purpose_words(self) -> str:
        """The purpose in words, or nothing."""
        return gettext(Purpose(self.purpose).label) if self.purpose in Purpose else self.purpose

    @property
    def subject_words(self) -> str:
        """What the act was about: «hồ sơ HN-26-000001»."""
        kind = gettext(SUBJECTS[self.subject_type]) if self.subject_type in SUBJECTS else self.subject_type
        return f"{kind} {self.subject_id}".strip()
