"""Which lists does an officer work on, and what do their rows say?"""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.http import Http404

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import Reader, scope_of
from hoanhap.imports.models import Import, ImportFile, ImportRow
from hoanhap.imports.rules import RUNNING, Choice, ImportState, Verdict, Weight
from hoanhap.imports.services import READY
from hoanhap.kit.dates import now, today
from hoanhap.people.models import Person
from hoanhap.units.models import Unit

STALLED = timedelta(minutes=2)
"""A job that has not said a word for so long has died, or nobody runs jobs."""


def import_or_404(user: Reader, pk: int) -> Import:
    """One import; Http404 outside the communes for which the user may import."""
    try:
        return Import.objects.visible_to(user).select_related("commune", "uploaded_by", "saved_by", "undone_by").get(pk=pk)
    except Import.DoesNotExist:
        raise Http404 from None


def listed_imports(user: Reader) -> QuerySet[Import]:
    """The imports of the user's communes, the newest first."""
    return Import.objects.visible_to(user).select_related("commune", "uploaded_by").order_by("-uploaded_at")


def communes_to_import(user: Reader) -> list[tuple[int, str]]:
    """Id and name of the communes into which the user may import."""
    ids = scope_of(user, today(), P.PERSON_IMPORT).communes
    return [(unit.pk, str(unit)) for unit in Unit.objects.filter(pk__in=ids).order_by("name")]


@dataclass(frozen=True)
class Counts:
    """How many rows are how."""

    good: int = 0
    doubtful: int = 0
    bad: int = 0
    undecided: int = 0
    ready: int = 0
    """Not saved yet, would be saved now."""
    saved: int = 0
    filled: int = 0
    skipped: int = 0


def counts_of(source: Import) -> Counts:
    """One statement over the rows, and one for those ready."""
    found: Counter[str] = Counter()
    rows = source.rows.annotate(is_open=ExpressionWrapper(Q(person=None), BooleanField()))
    groups = rows.values_list("verdict", "choice", "is_open").annotate(number=Count("pk")).order_by()
    for verdict, choice, is_open, number in groups:
        if not is_open:
            found["saved"] += number
            found["filled"] += number if choice == Choice.FILL else 0
            continue
        found[verdict] += number
        if verdict == Verdict.DOUBTFUL:
            found["undecided"] += number if not choice else 0
            found["skipped"] += number if choice == Choice.SKIP else 0
    ready = source.rows.filter(READY, person=None).count()
    return Counts(ready=ready, **{name: found[name] for name in ("good", "doubtful", "bad", "undecided", "saved", "filled", "skipped")})


def rows_of(source: Import, shown: str) -> QuerySet[ImportRow]:
    """The rows under one filter: `good`, `doubtful`, `bad`, `saved`, else all that are not saved."""
    rows = source.rows.select_related("person").order_by("number")
    if shown == "saved":
        return rows.exclude(person=None)
    rows = rows.filter(person=None)
    return rows.filter(verdict=shown) if shown in list(Verdict) else rows


def registrations_of(person_id: int) -> list[ImportRow]:
    """The rows of lists, not taken back, that registered a person, the first first. The caller has the person through its scope."""
    rows = ImportRow.objects.filter(person=person_id, source__undone_at=None).exclude(choice=Choice.FILL.value)
    return list(rows.select_related("source__commune", "source__saved_by").order_by("became_at"))


def matched_people(user: Reader, rows: list[ImportRow]) -> dict[int, Person]:
    """The registered people whom rows may mean, within the user's scope."""
    ids = {person for row in rows for person in row.matches}
    return Person.objects.visible_to(user, P.PERSON_REGISTER).select_related("commune").in_bulk(ids)


def doubts_to_confirm(source: Import) -> list[tuple[str, dict[str, Any], int]]:
    """Kinds of doubt that can be confirmed for many rows at once: code, one such reason, number of rows."""
    found: dict[str, tuple[dict[str, Any], int]] = {}
    for reasons in source.rows.filter(verdict=Verdict.DOUBTFUL.value, choice="", person=None).values_list("reasons", flat=True):
        doubts = [reason for reason in reasons if reason["weight"] == Weight.DOUBT]
        codes = {reason["code"] for reason in doubts}
        if len(codes) == 1 and codes <= {"number_zero_restored", "number_sex", "number_year", "number_province", "number_lost"}:
            code = codes.pop()
            found[code] = (doubts[0], found.get(code, ({}, 0))[1] + 1)
    return [(code, reason, count) for code, (reason, count) in sorted(found.items()) if count > 1]


def is_stalled(source: Import) -> bool:
    """Whether the running job of an import seems dead."""
    return source.state in RUNNING and source.moved_at is not None and now() - source.moved_at > STALLED


def has_file(source: Import) -> bool:
    """Whether the uploaded bytes are still kept."""
    return ImportFile.objects.filter(source=source).exists()


def resumed(source: Import) -> str:
    """The task that carries an import on."""
    return {
        ImportState.CHECKING.value: "imports.check", ImportState.SAVING.value: "imports.save", ImportState.UNDOING.value: "imports.undo"
    }.get(source.state, "")  # fmt: skip
