"""Who may sign in, and which role do they hold in which unit, from when to when?"""

from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from hoanhap.accounts.rights import Role
from hoanhap.kit.dates import FOREVER, today


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

    def get_short_name(self) -> str:
        """The same: Vietnamese names are not cut."""
        return self.full_name

    def grants_on(self, day: date) -> tuple["Grant", ...]:
        """The grants valid on a day, oldest first. All grants of a user are few: read once for the life of this object (one request)."""
        if "_grants" not in self.__dict__:
            self._grants = tuple(self.grants.select_related("unit", "organisation").order_by("since", "pk"))
        return tuple(grant for grant in self._grants if grant.since <= day < grant.until)

    def forget_grants(self) -> None:
        """Read the grants again at the next question (after one was given or ended)."""
        self.__dict__.pop("_grants", None)
        self.__dict__.pop("_scopes", None)

    @property
    def acting_unit_id(self) -> int | None:
        """The unit the user acts for today, as the log notes it; None for nobody's or the whole country's."""
        return next((grant.unit_id for grant in self.grants_on(today())), None)

    @property
    def grant_label(self) -> str:
        """The duty in words for the top bar: «Công an phường Cầu Giấy»."""
        return ", ".join(grant.label for grant in self.grants_on(today())[:2])


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

    def __str__(self) -> str:
        return f"{self.role} {self.unit_id or 'nation'}"

    @property
    def label(self) -> str:
        """Where the duty is worked: the organisation, else the unit, else the role in words."""
        return str(self.organisation or self.unit or gettext(Role(self.role).label))
