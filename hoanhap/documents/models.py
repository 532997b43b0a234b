"""Which official papers were issued, under which number, as which files, and what happened to them afterwards?"""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import Reader, scope_q
from hoanhap.documents.rules import Format, History, PaperEventKind, cite, history


class PaperQuerySet(models.QuerySet["Paper"]):
    """Papers as a user may see them."""

    def visible_to(self, user: Reader, right: P = P.PAPER_VIEW) -> Self:
        """The papers of the user's communes: for lists."""
        return self.filter(scope_q(user, right=right))

    def open_to(self, user: Reader, right: P = P.PAPER_VIEW) -> Self:
        """One paper by key: also papers lent to the user's communes with a hand-over. Not for lists."""
        lent = PaperAccess.objects.filter(scope_q(user, right=right))
        return self.filter(scope_q(user, right=right) | Q(pk__in=lent.values("paper")))


class NumberBook(models.Model):
    """The last number that an organisation gave in a year and series ("QĐ-CAP"). Locked while a paper takes the next one."""

    organisation = models.ForeignKey("units.Organisation", on_delete=models.PROTECT, related_name="number_books")
    year = models.PositiveSmallIntegerField()
    series = models.CharField(max_length=20)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "year", "series"], name="one_number_book_per_year_and_series")
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"id", "organisation", "year", "series", "last_number"}

    def __str__(self) -> str:
        return f"{self.series} {self.year}"


class Paper(models.Model):
    """An issued paper, as it was on the day of issue. Rows are added and never changed; what follows is in PaperEvent.

    `data` is the frozen document (rendering.blocks.Document.to_data) and `sha256` the hash of its canonical form: the same data gives
    the same sheet, .docx and .pdf at any time. `commune` and `province` are the units of today that may see it.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    form = models.CharField(max_length=20)
    """Key of the form: "c.04"."""
    decree = models.CharField(max_length=30)
    annex = models.CharField(max_length=30, blank=True)
    form_number = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    """What the paper is, without anyone's name."""
    unchecked = models.CharField(max_length=300, blank=True)
    """What of the form's wording had not been compared with the gazette when the paper was issued; empty when all had."""
    organisation = models.ForeignKey("units.Organisation", on_delete=models.PROTECT, related_name="papers")
    organisation_name = models.CharField(max_length=200)
    """As printed."""
    series = models.CharField(max_length=20, blank=True)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(null=True)
    """Null for forms without a number."""
    symbol = models.CharField(max_length=40, blank=True)
    """Number and series as printed: "118/QĐ-CAP"."""
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=150, blank=True)
    signer_title = models.CharField(max_length=300, blank=True)
    about = models.CharField(max_length=150, blank=True)
    """The person the paper speaks of, as printed, so that an officer finds it again."""
    person_id = models.BigIntegerField(null=True)
    """For the read log only; the case keeps the link (cases.CasePaper)."""
    data = models.JSONField()
    sha256 = models.CharField(max_length=64)
    token = models.CharField(max_length=32, unique=True)
    """Unguessable part of the public check address."""
    request_key = models.CharField(max_length=64, unique=True)
    """The same request issues one paper, however often it is sent."""
    commune = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    province = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    is_demo = models.BooleanField(default=False)

    objects = PaperQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "year", "series", "number"], name="one_paper_per_number"),
            models.CheckConstraint(
                condition=Q(number__isnull=True, symbol="", series="") | (Q(number__gte=1) & ~Q(symbol="") & ~Q(series="")),
                name="number_with_symbol",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["commune", "-issued_on"], name="paper_by_commune"),
            models.Index(fields=["province", "-issued_on"], name="paper_by_province"),
        ]

    class Privacy:
        personal: ClassVar = {"about", "data", "signer_name", "person_id", "token"}
        plain: ClassVar = {
            "id", "form", "decree", "annex", "form_number", "title", "unchecked", "organisation", "organisation_name", "series", "year",
            "number", "symbol", "issued_on", "issued_at", "issued_by", "signer_title", "sha256", "request_key", "commune", "province",
            "is_demo",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} {self.symbol}".strip()

    @property
    def history(self) -> History:
        """What its events say, in the order they were recorded. Load `events` with it (queries.py does)."""
        recipients: list[str] = self.__dict__["recipients"] if "recipients" in self.__dict__ else self.data["deliver_to"]
        events = sorted(self.events.all(), key=lambda event: event.pk)
        return history(recipients, [(event.kind, event.on, event.recipient) for event in events])

    @property
    def citation(self) -> str:
        """ "Mẫu 04 Phụ lục III NĐ 163/2026"."""
        return cite(self.decree, self.annex, self.form_number)


class PaperAccess(models.Model):
    """A commune that may read a paper of another one, because the case was handed over to it. The row goes when the file is taken back."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="accesses")
    commune = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    province = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["paper", "commune"], name="one_access_per_paper_and_commune")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"id", "paper", "commune", "province", "at"}

    def __str__(self) -> str:
        return f"{self.paper_id} → {self.commune_id}"


class PaperFile(models.Model):
    """One rendering of a paper, kept as it was handed out. `sha256` is the hash of the bytes, for the public check of a file."""

    append_only = True

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(max_length=10, choices=Format.choices())
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["paper", "format"], name="one_file_per_format")]

    class Privacy:
        personal: ClassVar = {"content"}
        plain: ClassVar = {"id", "paper", "format", "sha256"}

    def __str__(self) -> str:
        return f"{self.paper_id}.{self.format}"


class PaperEvent(models.Model):
    """Something that happened to an issued paper: signed, handed over to somebody, declared void, replaced."""

    append_only = True

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=PaperEventKind.choices())
    on = models.DateField()
    """The legal day."""
    at = models.DateTimeField()
    """When it was recorded."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recipient = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    replacement = models.ForeignKey(Paper, null=True, on_delete=models.PROTECT, related_name="replaces")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["paper"], condition=Q(kind="signed"), name="signed_once"),
            models.UniqueConstraint(fields=["paper", "recipient"], condition=Q(kind="delivered"), name="delivered_once_to_each"),
            models.UniqueConstraint(fields=["paper"], condition=Q(kind__in=("voided", "replaced")), name="ended_once"),
            models.CheckConstraint(
                condition=Q(kind="delivered", recipient__gt="") | (~Q(kind="delivered") & Q(recipient="")), name="delivery_has_recipient"
            ),
            models.CheckConstraint(condition=~Q(kind="voided") | Q(reason__gt=""), name="void_has_reason"),
            models.CheckConstraint(
                condition=Q(kind="replaced", replacement__isnull=False) | (~Q(kind="replaced") & Q(replacement__isnull=True)),
                name="replacement_is_named",
            ),
        ]

    class Privacy:
        personal: ClassVar = {"recipient", "reason"}
        plain: ClassVar = {"id", "paper", "kind", "on", "at", "by", "replacement"}

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"
