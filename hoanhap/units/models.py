"""Which administrative units exist, when, what became of them, and which organisations work in them?"""

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from hoanhap.kit.dates import FOREVER
from hoanhap.units.rules import Level, OrganisationKind, Share


class Unit(models.Model):
    """A province, district or commune during the time it had one code, one parent and one area.

    `id` is reproducible from the official code (gazetteer.py), so bulk loads and fixtures may name it: 166 is phường Cầu Giấy,
    200157 the former phường Nghĩa Đô, 300005 the former quận Cầu Giấy, 100001 Hà Nội.
    """

    id = models.IntegerField(primary_key=True)
    level = models.CharField(max_length=10, choices=Level.choices())
    code = models.CharField(max_length=10)
    kind = models.CharField(max_length=30)
    """Phường, Xã, Đặc khu, Quận, Tỉnh, Thành phố…: the word before the name, capitalised."""
    name = models.CharField(max_length=80)
    name_key = models.CharField(max_length=80)
    """The name as rules.fold makes it, for search."""
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

    @property
    def last_day(self) -> date:
        """The last day of an ended unit."""
        return self.until - timedelta(days=1)

    def exists_on(self, day: date) -> bool:
        """Whether the unit existed on a day; a start that no source gives counts as long ago."""
        return (self.since is None or self.since <= day) and day < self.until

    def named_on(self, day: date) -> tuple[str, str]:
        """The word before the name and the name on a day. Prefetch `former_titles`."""
        earlier = [title for title in self.former_titles.all() if day < title.until]
        named = min(earlier, key=lambda title: title.until) if earlier else self
        return named.kind, named.name

    def title_on(self, day: date) -> str:
        """What it was called on a day: «Tỉnh Bắc Ninh» until 2026-09-19, «Thành phố Bắc Ninh» since."""
        return " ".join(self.named_on(day))


class FormerTitle(models.Model):
    """What a unit was called until a day (exclusive), while its code, area and people stayed the same."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="former_titles")
    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    name_key = models.CharField(max_length=80)
    until = models.DateField()
    basis = models.CharField(max_length=100)
    """The resolution that changed it."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "until"], name="one_title_per_unit_and_time")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"id", "unit", "kind", "name", "name_key", "until", "basis"}

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """«Tỉnh Bắc Ninh»."""
        return f"{self.kind} {self.name}"

    @property
    def last_day(self) -> date:
        """The last day it was called so."""
        return self.until - timedelta(days=1)


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

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"

    @property
    def share_label(self) -> str:
        """«toàn bộ», «một phần» in the reader's language."""
        return gettext(next(share.label for share in Share if share.value == self.share))


class Organisation(models.Model):
    """An agency or facility seated in a unit, with its dates.

    Agencies that follow from the units (gazetteer.agencies) have ids below 1,000,000,000, made from the unit's; entered ones above.
    """

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

    @property
    def is_current(self) -> bool:
        """Whether it works today (its end is open)."""
        return self.until == FOREVER

    @property
    def last_day(self) -> date:
        """The last day of an ended organisation."""
        return self.until - timedelta(days=1)

    def exists_on(self, day: date) -> bool:
        """Whether it worked on a day; a start that nobody gave counts as long ago."""
        return (self.since is None or self.since <= day) and day < self.until

    @property
    def kind_label(self) -> str:
        """The kind in the reader's language."""
        return gettext(next(kind.label for kind in OrganisationKind if kind.value == self.kind))
