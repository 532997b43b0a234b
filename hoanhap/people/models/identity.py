"""By which papers, relatives, picture and past is a person known (forms 17 and 33 of annex V, decree 163/2026; RULES §17.1)?"""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hoanhap.kit.dates import FOREVER
from hoanhap.people.models.person import Person
from hoanhap.people.rules import BirthPrecision, IdentityPaperKind, PastMeasureKind, Relation, Route


class IdentityPaper(models.Model):
    """An identity paper that was seen, with its issue and validity. The number that the register searches is Person.id_number."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identity_papers")
    kind = models.CharField("loại giấy tờ", max_length=20, choices=IdentityPaperKind.choices())
    number = models.CharField("số", max_length=30)
    issued_on = models.DateField("ngày cấp", null=True, blank=True)
    issued_by = models.CharField("nơi cấp", max_length=120, blank=True)
    expires_on = models.DateField("có giá trị đến", null=True, blank=True)
    """The last day it is valid; null: without end, or not known."""
    doubt_reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    """Why a number that disagrees with the file is right all the same, as the officer wrote on comparing it with the paper."""
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    """When it was taken out of the file: entered by mistake, or lost."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "kind", "number"], condition=Q(withdrawn_at__isnull=True), name="identity_paper_once_per_person"
            ),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True) | Q(expires_on__isnull=True) | Q(issued_on__lte=F("expires_on")),
                name="identity_paper_time_in_order",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["number"], name="identity_paper_by_number")]

    class Privacy:
        personal: ClassVar = {"kind", "number", "issued_on", "issued_by", "expires_on", "doubt_reason"}
        plain: ClassVar = {"id", "person", "added_at", "added_by", "withdrawn_at"}

    def __str__(self) -> str:
        return f"identity paper {self.pk}"


class Relative(models.Model):
    """A member of the family or a guardian. Who is 12 to under 18 needs one who stands for them."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relatives")
    relation = models.CharField("quan hệ", max_length=16, choices=Relation.choices())
    full_name = models.CharField("họ và tên", max_length=120)
    birth_year = models.SmallIntegerField("năm sinh", null=True, blank=True)
    occupation = models.CharField("nghề nghiệp", max_length=120, blank=True)
    address_line = models.CharField("nơi ở", max_length=200, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    stands_for = models.BooleanField("là người đại diện", default=False)
    """Parent, guardian or other lawful representative of a person under 18 or without full capacity."""
    since = models.DateField(null=True, blank=True)
    until = models.DateField(default=FOREVER)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(since__isnull=True) | Q(since__lte=F("until")), name="relative_time_in_order"),
        ]

    class Privacy:
        personal: ClassVar = {"relation", "full_name", "birth_year", "occupation", "address_line", "phone", "stands_for", "since", "until"}
        plain: ClassVar = {"id", "person", "added_at", "added_by"}

    def __str__(self) -> str:
        return f"relative {self.pk}"


class Photo(models.Model):
    """The picture of a person, made small, without what the camera wrote into it. Optional."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="photo")
    image = models.BinaryField()
    """JPEG, at most 480 by 640 pixels."""
    taken_on = models.DateField("ngày chụp", null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Privacy:
        personal: ClassVar = {"image", "taken_on"}
        plain: ClassVar = {"person", "added_at", "added_by"}

    def __str__(self) -> str:
        return f"photo {self.pk}"


class Background(models.Model):
    """Items 12 to 16 of form 33 and what form 05 of decree 105/2021 adds: records, substances, way and first time of use."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="background")
    criminal_record = models.CharField("tiền án", max_length=400, blank=True)
    administrative_record = models.CharField("tiền sự", max_length=400, blank=True)
    substances = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    """Codes of people.rules.Substance."""
    other_substance = models.CharField("chất khác", max_length=120, blank=True)
    routes = ArrayField(models.CharField(max_length=12, choices=Route.choices()), default=list, blank=True)
    first_use = models.DateField("sử dụng lần đầu", null=True, blank=True)
    """With precision month or year the first day of it."""
    first_use_precision = models.CharField(max_length=10, choices=BirthPrecision.choices(), default=BirthPrecision.UNKNOWN.value)
    first_detected_on = models.DateField("bị phát hiện lần đầu", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(first_use__isnull=True, first_use_precision="unknown")
                | (Q(first_use__isnull=False) & ~Q(first_use_precision="unknown")),
                name="first_use_has_precision",
            ),
        ]

    class Privacy:
        personal: ClassVar = {
            "criminal_record", "administrative_record", "substances", "other_substance", "routes", "first_use", "first_use_precision",
            "first_detected_on",
        }  # fmt: skip
        plain: ClassVar = {"person"}

    def __str__(self) -> str:
        return f"background {self.pk}"


class PastMeasure(models.Model):
    """Items 17 to 20 of form 33: a measure or treatment from before the register knew the person."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="past_measures")
    kind = models.CharField("biện pháp", max_length=20, choices=PastMeasureKind.choices())
    place = models.CharField("nơi thực hiện", max_length=200, blank=True)
    since = models.DateField("từ ngày", null=True, blank=True)
    until = models.DateField("đến ngày", null=True, blank=True)
    completed = models.BooleanField("đã hoàn thành", null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(since__lte=F("until")), name="past_measure_time_in_order"
            ),
        ]

    class Privacy:
        personal: ClassVar = {"kind", "place", "since", "until", "completed"}
        plain: ClassVar = {"id", "person", "added_at", "added_by"}

    def __str__(self) -> str:
        return f"past measure {self.pk}"


class HealthSheet(models.Model):
    """Part III of form 17, sealed: who may act on the person's health reads it, nobody else (law 64/2006 Điều 30; HIV-001, HIV-005)."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="health_sheet")
    sealed = models.BinaryField()
    """The answers as encrypted JSON (kit.seal)."""
    needs_support = models.BooleanField(default=False)
    """All that other roles may know: needs medical support."""
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Privacy:
        personal: ClassVar = {"sealed", "needs_support"}
        plain: ClassVar = {"person", "recorded_at", "recorded_by"}

    def __str__(self) -> str:
        return f"health sheet {self.pk}"
