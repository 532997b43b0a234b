"""Which administrative units exist, when, what became of them, and which organisations work in them?"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hoanhap.kit.dates import FOREVER
from hoanhap.units.rules import Level, OrganisationKind, Share


class Unit(models.Model):
    """A province, district or commune during the time it existed under this code and name.

    `id` is reproducible from the official code (see services.load_units), so bulk loads and fixtures may name it.
    """

    id = models.IntegerField(primary_key=True)
    level = models.CharField(max_length=10, choices=Level.choices())
    code = models.CharField(max_length=10)
    kind = models.CharField(max_length=30)
    """Phường, Xã, Đặc khu, Quận, Tỉnh, Thành phố…: the word before the name, capitalised."""
    name = models.CharField(max_length=80)
    name_key = models.CharField(max_length=80)
    """The name without accents, lower case, for search."""
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    province = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The province it lay in during its time; null for provinces."""
    since = models.DateField(null=True, blank=True)
    """First day; null where the sources do not say."""
    until = models.DateField(default=FOREVER)
    """The day after its last day."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["level", "code", "until"], name="one_unit_per_code_and_time"),
            models.CheckConstraint(condition=Q(since__isnull=True) | Q(since__lt=F("until")), name="unit_time_in_order"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["name_key", "level"], name="unit_by_name"),
            models.Index(fields=["province", "level"], name="unit_by_province"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"id", "level", "code", "kind", "name", "name_key", "parent", "province", "since", "until"}

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """«Phường Cầu Giấy»."""
        return f"{self.kind} {self.name}"

    @property
    def is_current(self) -> bool:
        """Whether the unit exists today (its end is open)."""
        return self.until == FOREVER


class Succession(models.Model):
    """On a day, a unit became (part of) another."""

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="precessions")
    on = models.DateField()
    share = models.CharField(max_length=10, choices=Share.choices())
    is_main = models.BooleanField(default=True)
    """Whether records that name no finer place follow this successor."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="one_succession_per_pair"),
            models.UniqueConstraint(fields=["predecessor"], condition=Q(is_main=True), name="one_main_successor"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"id", "predecessor", "successor", "on", "share", "is_main"}


class Organisation(models.Model):
    """An agency or facility seated in a unit, with its dates."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="organisations")
    kind = models.CharField(max_length=30, choices=OrganisationKind.choices())
    name = models.CharField(max_length=200)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(default=FOREVER)
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "kind", "name", "until"], name="one_organisation_per_unit_and_name"),
            models.CheckConstraint(condition=Q(since__isnull=True) | Q(since__lt=F("until")), name="organisation_time_in_order"),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "unit"], name="organisation_by_kind")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"id", "unit", "kind", "name", "since", "until", "is_demo"}

    def __str__(self) -> str:
        return self.name
