"""Which law holds here: the book with this installation's confirmations, values of provinces and communes, remote communes?"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from hoanhap.law import book as law
from hoanhap.law.book import Book, Entry, Item, RemoteUnknown, Topic, Value
from hoanhap.law.clocks import Calendar
from hoanhap.law.clocks import calendar as shipped_calendar
from hoanhap.law.plain import revive
from hoanhap.rulebook import rules
from hoanhap.rulebook.models import Confirmation, LocalValue, Withdrawal
from hoanhap.units.models import Unit

# --- the book of this installation ------------------------------------------------------------------------------------------

type Version = tuple[int, ...]
"""How many confirmations and withdrawals there are, and the highest identifier of each: rows are only added, so it changes with them."""


@dataclass(frozen=True)
class _Current:
    version: Version
    book: Book
    calendar: Calendar


_latest: _Current | None = None
"""What this process built last. Assigned whole, so that threads need no lock: at worst two build the same."""
_held: ContextVar[list[_Current] | None] = ContextVar("held_law", default=None)


def current_book() -> Book:
    """The shipped book with this installation's confirmations: what pages show and deadlines pin.

    Built once per process and again when a confirmation came or went; asking costs one small query, inside `held_law` only once.
    """
    return _current().book


def current_calendar() -> Calendar:
    """The calendar of `current_book()`: a year whose days off were confirmed counts as confirmed."""
    return _current().calendar


@contextmanager
def held_law() -> Iterator[None]:
    """Within, look at the table at the first question only (a request, a service, a bulk command). Also a decorator."""
    if _held.get() is not None:
        yield
        return
    token = _held.set([])
    try:
        yield
    finally:
        _held.reset(token)


def law_of_the_request(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: one request sees one book."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with held_law():
            return get_response(request)

    return middleware


def _current() -> _Current:
    global _latest
    held = _held.get()
    if held:
        return held[0]
    version = _version()
    current = _latest
    if current is None or current.version != version:
        _latest = current = _build(version)
    if held is not None:
        held.append(current)
    return current


def _version() -> Version:
    tables = [connection.ops.quote_name(model._meta.db_table) for model in (Confirmation, Withdrawal)]
    with connection.cursor() as cursor:
        cursor.execute("select " + ", ".join(f"(select count(*) from {table}), (select max(id) from {table})" for table in tables))
        return tuple(number or 0 for number in cursor.fetchone())


def _build(version: Version) -> _Current:
    shipped = law.book()
    known = {entry.id: entry.fingerprint for entry in shipped.entries} if any(version) else {}
    rows = [row for row in standing_confirmations() if row.fingerprint == known.get(row.entry)]
    chosen = {row.entry: row.reading for row in rows if row.reading}
    confirmed = {
        row.entry: law.Confirmation(by=row.by.get_full_name(), at=row.at, text=row.text, fingerprint=row.fingerprint) for row in rows
    }
    if not confirmed:
        return _Current(version, shipped, shipped_calendar())
    book = _with_readings(shipped.with_confirmations(confirmed), chosen)
    changed = any(entry.confirmation is not None for entry in book.rule("calendar.days_off").entries)
    return _Current(version, book, Calendar.from_book(book) if changed else shipped_calendar())


def _with_readings(book: Book, chosen: Mapping[str, str]) -> Book:
    """The book with these readings (by entry) as the working ones."""

    def read(entry: Entry) -> Entry:
        reading = next((item for item in entry.readings if item == chosen.get(entry.id)), None)
        if reading is None or reading == entry.working:
            return entry
        return replace(entry, working=str(reading), value=reading if isinstance(entry.value, Item) else entry.value)

    def touched(topic: Topic) -> Topic:
        return replace(topic, rules=tuple(replace(rule, entries=tuple(map(read, rule.entries))) for rule in topic.rules))

    topics = {book.rule(book.by_id(entry).rule).topic for entry in chosen}
    return replace(book, topics=tuple(touched(topic) if topic.key in topics else topic for topic in book.topics)) if chosen else book


# --- confirmations ----------------------------------------------------------------------------------------------------------


def standing_confirmations() -> QuerySet[Confirmation]:
    """Those that nobody withdrew, oldest first, with who gave them. One of a content that has changed since is among them."""
    return Confirmation.objects.standing().select_related("by").order_by("pk")


def confirmations_of(entries: Iterable[str]) -> list[Confirmation]:
    """All that was ever confirmed of these entries, newest first, with who confirmed and who withdrew."""
    rows = Confirmation.objects.filter(entry__in=list(entries)).select_related("by", "withdrawal__by")
    return list(rows.order_by("-pk"))


def confirmation_or_404(confirmation_id: int) -> Confirmation:
    """One confirmation, withdrawn or not."""
    try:
        return Confirmation.objects.select_related("by", "withdrawal__by").get(pk=confirmation_id)
    except Confirmation.DoesNotExist:
        raise Http404 from None


# --- local values -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Local:
    """What a unit set for itself, as it holds on the day asked about."""

    value: Value
    since: date
    row: LocalValue
    older: bool
    """The nation's entry changed after the unit decided: whether the decision still stands is for the officer to check."""


def value_of(row: LocalValue) -> Value:
    """The typed value of a row."""
    value: Value = revive(row.value)
    return value


def local_value(rule: str, unit: int, on: date) -> Local | None:
    """What the unit (a province, or a commune where communes decide) set for itself by that day; None when it set nothing.

    A value outside what the nation's entry of that day allows does not hold. Raises UnknownRule, NotInForce; LookupError when the nation
    leaves no room on that day.
    """
    question = rules.local_rule(current_book(), rule, on)
    row = LocalValue.objects.standing().filter(rule=rule, unit=unit, since__lte=on).order_by("-since").first()
    if row is None:
        return None
    value = value_of(row)
    if question.entry is not None and not rules.allowed(question.entry, value):
        return None
    return Local(value, row.since, row, question.entry is not None and row.since < question.entry.since)


def value_in(rule: str, unit: int, on: date) -> Value:
    """The value that holds in a unit on a day: its own, else the nation's. Raises as `local_value` does."""
    own = local_value(rule, unit, on)
    return own.value if own is not None else current_book().value(rule, on=on)


def is_remote(commune: int, on: date) -> bool:
    """Whether a commune (id of a unit of that day) was marked remote on a day.

    Raises RemoteUnknown when nobody marked it either way by then, NotInForce before the law asked.
    """
    own = local_value(rules.REMOTE, commune, on)
    if own is None:
        raise RemoteUnknown("management.residence_check_deadline", rules.REMOTE_RULE)
    return bool(own.value)


def remote_marks(communes: Iterable[int], on: date) -> dict[int, bool]:
    """The marks of communes on a day; those that nobody marked are left out."""
    rows = LocalValue.objects.standing().filter(rule=rules.REMOTE, unit__in=list(communes), since__lte=on)
    return {row.unit_id: bool(value_of(row)) for row in rows.order_by("since")}


def places_with_values() -> list[tuple[Unit, int]]:
    """The units that set something which stands, with how many lines, provinces first."""
    counted = dict(LocalValue.objects.standing().values_list("unit").annotate(number=Count("pk")).order_by())
    units = Unit.objects.filter(pk__in=counted).select_related("province").order_by("-level", "code")
    return [(unit, counted[unit.pk]) for unit in units]


def local_values_of(units: Iterable[int], rule: str = "") -> QuerySet[LocalValue]:
    """All values of units, withdrawn ones too, by rule, the newest day first."""
    rows = LocalValue.objects.filter(unit__in=units).select_related("unit", "by", "withdrawal__by")
    return (rows.filter(rule=rule) if rule else rows).order_by("rule", "-since", "-turn", "unit__code")


def local_value_or_404(value_id: int) -> LocalValue:
    """One value with its unit."""
    try:
        return LocalValue.objects.select_related("unit__province", "by", "withdrawal__by").get(pk=value_id)
    except LocalValue.DoesNotExist:
        raise Http404 from None
