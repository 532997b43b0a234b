"""Who is registered, where do they live, and which communes may open the file?"""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import Reader, scope_of, scope_q
from hoanhap.kit.dates import FOREVER, today
from hoanhap.people.rules import (
    AddressKind,
    BirthPrecision,
    Employment,
    Marital,
    NoNumberReason,
    Sex,
    StableGround,
    birth_text,
)


class PersonQuerySet(models.QuerySet["Person"]):
    """People as a user may see them."""

    def visible_to(self, user: Reader, right: P = P.PERSON_VIEW) -> Self:
        """The people of the user's scope, each human once: for lists, search and figures."""
        return self.filter(scope_q(user, right=right), merged_into__isnull=True, withdrawn_at__isnull=True)

    def open_to(self, user: Reader, right: P = P.PERSON_VIEW) -> Self:
        """One person by key: also people whom a hand-over opens to the user's communes for a time. Not for lists (FEASIBILITY §2)."""
        day = today()
        lent = PersonAccess.objects.filter(commune__in=scope_of(user, day, right).communes, since__lte=day, until__gt=day)
        return self.filter(scope_q(user, right=right) | Q(pk__in=lent.values("person")))


class Person(models.Model):
    """One human, one row. A person enters the register only through an event that the law names."""

    code = models.CharField(max_length=20, unique=True)
    """Register code such as HN-26-004127; says nothing about the person."""
    full_name = models.CharField("họ và tên", max_length=120)
    """Display order: family, middle, given name."""
    other_name = models.CharField("tên gọi khác", max_length=400, blank=True)
    """Other names and aliases, several parted by «;», each as it is called; all are searched."""
    name_key = models.CharField(max_length=120)
    """Without accents, lower case, single spaces (people.rules.name_key)."""
    sort_key = models.CharField(max_length=160)
    """Given name first, in Vietnamese alphabetical order (people.rules.sort_key)."""
    sex = models.CharField("giới tính", max_length=10, choices=Sex.choices())
    birth_date = models.DateField("ngày sinh", null=True, blank=True)
    """The known day; with precision month or year the first day of it."""
    birth_precision = models.CharField(max_length=10, choices=BirthPrecision.choices(), default=BirthPrecision.UNKNOWN.value)
    id_number = models.CharField("số định danh", max_length=12, blank=True)
    number_reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    """Why the number is right although it disagrees with sex, birth or province, as the officer wrote on comparing it with the paper."""
    no_number_reason = models.CharField(max_length=20, choices=NoNumberReason.choices(), blank=True)
    nationality = models.CharField("quốc tịch", max_length=2, default="VN")
    ethnicity = models.CharField("dân tộc", max_length=2, blank=True)
    religion = models.CharField("tôn giáo", max_length=60, blank=True, default="", db_default="")
    birth_place = models.CharField("nơi sinh, quê quán", max_length=200, blank=True, default="", db_default="")
    education = models.CharField("trình độ học vấn", max_length=60, blank=True, default="", db_default="")
    occupation = models.CharField("nghề nghiệp", max_length=120, blank=True)
    employment = models.CharField("việc làm", max_length=12, choices=Employment.choices(), blank=True, default="", db_default="")
    workplace = models.CharField("nơi làm việc, học tập", max_length=200, blank=True, default="", db_default="")
    marital = models.CharField("tình trạng hôn nhân", max_length=10, choices=Marital.choices(), blank=True, default="", db_default="")
    policy_group = models.CharField("đối tượng chính sách", max_length=120, blank=True, default="", db_default="")
    phone = models.CharField("điện thoại", max_length=20, blank=True, default="", db_default="")
    contact_name = models.CharField("người thân", max_length=120, blank=True)
    contact_relation = models.CharField("quan hệ", max_length=40, blank=True)
    contact_phone = models.CharField("điện thoại người thân", max_length=20, blank=True)
    commune = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    """The commune that answers for the person today (scope)."""
    province = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    address_line = models.CharField("nơi ở hiện tại", max_length=200, blank=True)
    """House, street, hamlet of the actual address; the history is in Address."""
    died_on = models.DateField("ngày chết", null=True, blank=True)
    not_duplicate_reason = models.CharField(max_length=300, blank=True)
    """Why the officer registered the person although a likely duplicate was shown."""
    version = models.PositiveIntegerField(default=1, db_default=1)
    """Counts corrections of this row: who saves over what somebody else has changed meanwhile is told so."""
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from")
    """The record kept, when this one turned out to be the same human; such a row stays, out of every list and search."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    """When the entry was taken back because the list that brought it was wrong; the bare code stays, out of every list and search."""
    is_demo = models.BooleanField(default=False)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    request_key = models.UUIDField(null=True, unique=True)
    """The form that registered the person; the same form sent twice is one person."""

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["id_number"], condition=~Q(id_number="") & Q(merged_into__isnull=True), name="one_person_per_id_number"
            ),
            models.CheckConstraint(condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")), name="not_merged_into_itself"),
            models.CheckConstraint(
                condition=Q(id_number="") | Q(id_number__regex=r"^([0-9]{9}|[0-9]{12})$"), name="id_number_is_9_or_12_digits"
            ),
            models.CheckConstraint(
                condition=Q(birth_date__isnull=True, birth_precision="unknown")
                | (Q(birth_date__isnull=False) & ~Q(birth_precision="unknown")),
                name="birth_date_has_precision",
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True) | Q(birth_date__isnull=True) | Q(died_on__gte=F("birth_date")), name="death_after_birth"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["commune", "sort_key"], name="person_by_commune"),
            models.Index(fields=["province", "sort_key"], name="person_by_province"),
            models.Index(fields=["birth_date"], name="person_by_birth"),
            models.Index(fields=["id_number"], name="person_by_number"),
        ]

    class Privacy:
        personal: ClassVar = {
            "full_name", "other_name", "name_key", "sort_key", "sex", "birth_date", "birth_precision", "id_number", "number_reason",
            "no_number_reason", "nationality", "ethnicity", "religion", "birth_place", "education", "occupation", "employment",
            "workplace", "marital", "policy_group", "phone", "contact_name", "contact_relation", "contact_phone", "address_line",
            "died_on", "not_duplicate_reason",
        }  # fmt: skip
        plain: ClassVar = {
            "id", "code", "commune", "province", "version", "merged_into", "withdrawn_at", "is_demo", "registered_at", "registered_by",
            "request_key",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.code

    @property
    def birth_text(self) -> str:
        """The known part of the birth date: `12/06/1985`, `06/1985`, `1985` or nothing."""
        return birth_text(self.birth_date, self.birth_precision)


class Address(models.Model):
    """Where a person lived, or was registered, during [since, until); the unit is the unit of that time."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses")
    kind = models.CharField(max_length=12, choices=AddressKind.choices())
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    line = models.CharField(max_length=200, blank=True)
    is_stable = models.BooleanField(null=True)
    """Whether it is a stable residence in the law's sense (PAR-016, PAR-022); null while not verified."""
    ground = models.CharField(max_length=20, choices=StableGround.choices(), blank=True, default="", db_default="")
    """Why the residence is stable or not (PAR-016, PAR-022 to PAR-024)."""
    verified_on = models.DateField(null=True, blank=True)
    """The day of the residence check that said so."""
    since = models.DateField(null=True, blank=True)
    until = models.DateField(default=FOREVER)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(since__isnull=True) | Q(since__lt=F("until")), name="address_time_in_order"),
            models.UniqueConstraint(fields=["person", "kind"], condition=Q(until=FOREVER), name="one_open_address_per_kind"),
        ]

    class Privacy:
        personal: ClassVar = {"line", "is_stable", "ground", "verified_on"}
        plain: ClassVar = {"id", "person", "kind", "unit", "since", "until"}

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"


class PersonAccess(models.Model):
    """A commune other than the person's own that may open the page for a time, e.g. while it is asked to receive the file."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accesses")
    commune = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=30)
    since = models.DateField()
    until = models.DateField(default=FOREVER)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "commune", "reason"], condition=Q(until=FOREVER), name="one_open_access_per_reason"),
        ]
        indexes: ClassVar = [models.Index(fields=["commune", "until"], name="access_by_commune")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"id", "person", "commune", "reason", "since", "until"}

    def __str__(self) -> str:
        return f"{self.commune_id} {self.reason}"
