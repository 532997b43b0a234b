"""Who may sign in, and which role do they hold in which unit, from when to when?"""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from hoanhap.accounts.rights import Role
from hoanhap.kit.dates import FOREVER


class User(AbstractUser):
    """An officer, clerk, leader or auditor. Names are one full name in display order."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField("họ và tên", max_length=150)
    position = models.CharField("chức vụ", max_length=150, blank=True)
    is_demo = models.BooleanField(default=False)

    REQUIRED_FIELDS: ClassVar = ["full_name"]

    class Privacy:
        personal: ClassVar = {"username", "full_name", "position", "email", "password"}
        plain: ClassVar = {"id", "is_demo", "is_active", "is_staff", "is_superuser", "last_login", "date_joined"}

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        """The name on screen and in papers."""
        return self.full_name


class Grant(models.Model):
    """A role of a user in a unit, worked from an organisation, during [since, until)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=Role.choices())
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """Null means the whole country (only roles that allow it)."""
    organisation = models.ForeignKey("units.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateField()
    until = models.DateField(default=FOREVER)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(since__lt=F("until")), name="grant_time_in_order")]
        indexes: ClassVar = [models.Index(fields=["user", "since"], name="grant_by_user")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"id", "user", "role", "unit", "organisation", "since", "until"}
