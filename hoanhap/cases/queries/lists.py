"""Which people of a user's scope does a list hold, and what stands in their rows?

Two steps (FEASIBILITY §2): one statement finds the ids of a page in order, then a fixed number of statements reads what its columns
show. Conditions on cases are subqueries that carry the scope themselves, so that they start from an index.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from datetime import time as Time
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from hoanhap.accounts.models import Grant, User
from hoanhap.accounts.rights import RIGHTS, P, Role
from hoanhap.accounts.scope import scope_of, scope_q
from hoanhap.cases.models import Case, CaseAssignment, CaseEvent, CaseSpan, Deadline, SavedList
from hoanhap.cases.queries.removal import removals
from hoanhap.cases.rules import DeadlineState
from hoanhap.cases.rules.lists import AgeBand, Due, Field, Known, Order, Status, Wanted, births_of, states_of
from hoanhap.cases.rules.removal import CommuneList
from hoanhap.cases.rules.states import TestResult
from hoanhap.kit.dates import FOREVER, VIETNAM, today
from hoanhap.people.models import Person
from hoanhap.people.rules import name_key
from hoanhap.units.models import Unit
from hoanhap.units.rules import Level

COUNT_CAP = 50_000
"""Beyond so many people a list is not counted to the end; nobody turns that many pages."""
BULK_LIMIT = 3_000
"""People of one act on a selection."""

_POSITIVE = Q(kind="positive_test") | Q(kind="test", data__result=TestResult.POSITIVE.value)
_TESTS = ("positive_test", "test")
_DECISIONS = ("decide", "continue_decision")
NOT_VOID = Q(voids__isnull=True, voided_by__isnull=True)


# --- who fits ----------------------------------------------------------------------------------------------------------------


def matching(user: User, wanted: Wanted, *, at: datetime, right: P = P.PERSON_VIEW) -> QuerySet[Person]:
    """The people of the scope of `right` who fit, unordered. `at` is the moment against which deadlines and ages are counted."""
    found: QuerySet[Person] = Person.objects.visible_to(user, right)
    plain = {"province": wanted.province, "commune": wanted.commune, "sex": wanted.sex}
    found = found.filter(_named(wanted.name), **{field: value for field, value in plain.items() if value})
    if wanted.ages:
        found = found.filter(_aged(AgeBand(wanted.ages), wanted.ages_on or at.date()))
    if wanted.status or wanted.procedure:
        found = found.filter(_status(user, wanted))
    if wanted.clock or wanted.due:
        found = found.filter(pk__in=_deadlines(user, wanted, at).values("person"))
    if wanted.substance:
        found = found.filter(_among(user, _newest(_tests_of_substance(wanted.substance), kinds=_TESTS, positive=True, of="case__person")))
    if wanted.residence:
        checked = CaseEvent.objects.filter(kind="residence_check", case__is_open=True)
        if wanted.residence == Known.NO:
            found = found.exclude(_among(user, checked.filter(NOT_VOID)))
        else:
            found = found.filter(_among(user, _newest(checked.filter(data__result=wanted.residence), kinds=("residence_check",))))
    if wanted.helper or wanted.helper_name:
        named = CaseEvent.objects.filter(kind__in=_DECISIONS, case__is_open=True, data__helper__gt="")
        if wanted.helper_name:
            named = named.filter(data__helper__icontains=wanted.helper_name)
        helped = _among(user, _newest(named, kinds=_DECISIONS))
        found = found.exclude(helped) if wanted.helper == Known.NO else found.filter(helped)
    if wanted.officer:
        found = _of_officer(user, found, wanted.officer)
    return found


def nobody() -> QuerySet[Person]:
    """The list of a question that cannot be read."""
    return Person.objects.none()


def _named(text: str) -> Q:
    """Every word typed begins a word of the name, without accents."""
    wanted = Q()
    for word in name_key(text).split():
        wanted &= Q(name_key__startswith=word) | Q(name_key__contains=f" {word}")
    return wanted


def _aged(band: AgeBand, on: date) -> Q:
    if band is AgeBand.UNKNOWN:
        return Q(birth_date__isnull=True)
    first, last = births_of(band, on)
    return (Q(birth_date__gte=first) if first else Q()) & (Q(birth_date__lte=last) if last else Q(birth_date__lte=on))


def _status(user: User, wanted: Wanted) -> Q:
    """The person's newest case, of the procedure if one is named, is in one of the states. A case opened by mistake is none."""
    cases = Case.objects.filter(**({"procedure": wanted.procedure} if wanted.procedure else {})).exclude(state="")
    if wanted.status == Status.NONE:
        return ~Q(Exists(cases.filter(person=OuterRef("pk"))))
    if not wanted.status:
        return Q(Exists(cases.filter(person=OuterRef("pk"))))
    states = sorted(states_of(wanted.status))
    newer = cases.filter(person=OuterRef("person")).filter(
        Q(is_open=True) | Q(since__gt=OuterRef("since")) | Q(since=OuterRef("since"), pk__gt=OuterRef("pk"))
    )
    here = cases.filter(state__in=states, person__in=Person.objects.visible_to(user).values("pk"))
    return Q(pk__in=here.filter(is_open=True).values("person")) | Q(pk__in=here.filter(~Exists(newer), is_open=False).values("person"))


def _deadlines(user: User, wanted: Wanted, at: datetime) -> QuerySet[Deadline]:
    running = Deadline.objects.visible_to(user).filter(state=DeadlineState.OPEN.value)
    if wanted.clock:
        running = running.filter(clock=wanted.clock)
    end = datetime.combine(at.date() + timedelta(days=7), Time.min, tzinfo=VIETNAM)
    return {
        Due.OVERDUE.value: running.filter(due_at__lte=at),
        Due.WEEK.value: running.filter(due_at__gt=at, due_at__lte=end),
    }.get(wanted.due, running)


def _tests_of_substance(code: str) -> QuerySet[CaseEvent]:
    return CaseEvent.objects.filter(_POSITIVE, data__substances__contains=code)


def _newest(events: QuerySet[CaseEvent], *, kinds: Sequence[str], positive: bool = False, of: str = "case") -> QuerySet[CaseEvent]:
    """Those of the events that stand, and that no later event of the kinds follows in the same case (or for the same person)."""
    later = CaseEvent.objects.filter(NOT_VOID, Q(on__gt=OuterRef("on")) | Q(on=OuterRef("on"), pk__gt=OuterRef("pk")), kind__in=kinds)
    if positive:
        later = later.filter(_POSITIVE)
    return events.filter(NOT_VOID).filter(~Exists(later.filter(**{of: OuterRef(of)})))


def _among(user: User, events: QuerySet[CaseEvent]) -> Q:
    """The people of the user's scope with one of the events."""
    cases = Case.objects.filter(person__in=Person.objects.visible_to(user).values("pk"))
    return Q(pk__in=events.filter(case__in=cases).values("case__person"))


def _of_officer(user: User, found: QuerySet[Person], officer: str) -> QuerySet[Person]:
    """People whose open case is somebody's, or nobody's («none»: an open case and no officer)."""
    running = CaseAssignment.objects.filter(until=FOREVER, commune=F("case__commune"), case__is_open=True)
    if officer == "none":
        return found.filter(
            Q(pk__in=Case.objects.visible_to(user).filter(is_open=True).exclude(pk__in=running.values("case")).values("person"))
        )
    return found.filter(pk__in=running.filter(officer=int(officer)).values("case__person"))


# --- in which order, how many ------------------------------------------------------------------------------------------------


def ordered(found: QuerySet[Person], order: Order) -> QuerySet[Person]:
    """The people in order; Vietnamese order of names where they are equal."""
    last = ("sort_key", "pk")
    match order:
        case Order.DUE:
            running = Deadline.objects.filter(person=OuterRef("pk"), state=DeadlineState.OPEN.value)
            first = running.order_by().values("person").annotate(first=Min("due_at")).values("first")
            return found.annotate(order=Subquery(first)).order_by(F("order").asc(nulls_last=True), *last)
        case Order.SINCE:
            spans = CaseSpan.objects.filter(person=OuterRef("pk"), case__is_open=True, until=FOREVER)
            since = spans.order_by().values("person").annotate(last=Max("since")).values("last")
            return found.annotate(order=Subquery(since)).order_by(F("order").desc(nulls_last=True), *last)
        case Order.OLDEST:
            return found.order_by(F("birth_date").asc(nulls_last=True), *last)
        case Order.YOUNGEST:
            return found.order_by(F("birth_date").desc(nulls_last=True), *last)
    return found.order_by(*last)


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of a list that is counted up to COUNT_CAP."""

    @cached_property
    def count(self) -> int:
        """Exact below the cap, else the cap."""
        counted: int = self.object_list.order_by().values("pk")[:COUNT_CAP].count()  # type: ignore[attr-defined]
        return counted

    @property
    def is_capped(self) -> bool:
        """There are at least that many."""
        return self.count >= COUNT_CAP


@dataclass(frozen=True)
class QuickCounts:
    """How many people of the scope each quick view holds."""

    under: int
    before: int
    overdue: int
    unassigned: int


def quick_counts(user: User, at: datetime) -> QuickCounts:
    """People by the state of their open case, with a deadline missed, and without an officer. A few statements, each on an index."""
    mine = Q(scope_q(user, commune="person__commune", province="person__province"), person__merged_into__isnull=True, is_open=True)
    states = dict(Case.objects.filter(mine).order_by().values_list("state").annotate(n=Count("person", distinct=True)))
    overdue = matching(user, Wanted(due=Due.OVERDUE.value), at=at).count()
    unassigned = matching(user, Wanted(officer="none"), at=at).count()
    groups = {status: sum(states.get(state, 0) for state in states_of(status)) for status in (Status.UNDER, Status.BEFORE)}
    return QuickCounts(groups[Status.UNDER], groups[Status.BEFORE], overdue, unassigned)


# --- what stands in a row ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A person as a list shows them; what no chosen column needs is left empty."""

    pk: int
    code: str
    name: str
    sex: str
    birth_date: date | None
    birth_precision: str
    id_number: str
    address: str
    commune: int
    province: int
    died_on: date | None
    phone: str
    contact_name: str
    contact_relation: str
    contact_phone: str
    commune_name: str = ""
    case: int | None = None
    procedure: str = ""
    state: str = ""
    is_open: bool = False
    case_since: date | None = None
    term_end: date | None = None
    state_since: date | None = None
    clock: str = ""
    due_on: date | None = None
    due_time: Time | None = None
    due_at: datetime | None = None
    substances: tuple[str, ...] = ()
    tested_on: date | None = None
    residence: str = ""
    helper: str = ""
    officer: str = ""
    removal_on: date | None = None
    """When the person leaves, should have left or left the commune's list of managed users."""
    removal: str = ""
    """A code of cases.rules.removal.Stage."""


_OF_PERSON = (
    "pk", "code", "full_name", "sex", "birth_date", "birth_precision", "id_number", "address_line", "commune", "province", "died_on",
    "phone", "contact_name", "contact_relation", "contact_phone",
)  # fmt: skip


def rows(ids: Sequence[int], fields: Collection[Field]) -> list[Row]:
    """The rows of people in the order of `ids`, with what the columns need. The ids come from `matching`: scope is asked there."""
    people = {row[0]: Row(*row) for row in Person.objects.filter(pk__in=ids).values_list(*_OF_PERSON)}
    more: dict[int, dict[str, Any]] = {pk: {} for pk in people}
    _read_cases(more)
    by_case = {facts["case"]: facts for facts in more.values() if "case" in facts}
    for needed, read in _READERS:
        if needed & set(fields):
            read(more, by_case)
    names = _commune_names(people.values()) if {Field.COMMUNE, Field.ADDRESS} & set(fields) else {}
    return [replace(people[pk], commune_name=names.get(people[pk].commune, ""), **more[pk]) for pk in ids if pk in people]


type _More = dict[int, dict[str, Any]]
"""Facts of rows by person or by case; the same dictionaries stand in both."""


def _read_cases(people: _More) -> None:
    """The open case of each person, else the newest."""
    names = ("pk", "procedure", "state", "is_open", "since", "term_end")
    cases = Case.objects.filter(person__in=people).exclude(state="").order_by("is_open", "since", "pk")
    for person, *values in cases.values_list("person", *names):
        people[person].update(zip(("case", "procedure", "state", "is_open", "case_since", "term_end"), values, strict=True))


def _read_since(_people: _More, cases: _More) -> None:
    since = CaseSpan.objects.filter(case__in=cases).order_by("case", "-since").distinct("case").values_list("case", "since")
    for case, day in since:
        cases[case]["state_since"] = day


def _read_deadlines(people: _More, _cases: _More) -> None:
    running = Deadline.objects.filter(person__in=people, state=DeadlineState.OPEN.value).order_by("person", "due_at", "pk")
    for person, *values in running.distinct("person").values_list("person", "clock", "due_on", "due_time", "due_at"):
        people[person].update(zip(("clock", "due_on", "due_time", "due_at"), values, strict=True))


def _read_tests(people: _More, _cases: _More) -> None:
    """The last positive test of any of the person's cases."""
    tests = CaseEvent.objects.filter(NOT_VOID, _POSITIVE, case__person__in=people).order_by("case__person", "-on", "-pk")
    for person, on, substances in tests.distinct("case__person").values_list("case__person", "on", "data__substances"):
        people[person].update(tested_on=on, substances=tuple(substances or ()))


def _read_said(people: _More, cases: _More) -> None:
    """The newest residence check, and the helper of the newest decision, of the case shown."""
    said = CaseEvent.objects.filter(NOT_VOID, case__in=cases, kind__in=("residence_check", *_DECISIONS)).order_by("on", "pk")
    for case, kind, result, helper in said.values_list("case", "kind", "data__result", "data__helper"):
        cases[case].update({"residence": result or ""} if kind == "residence_check" else {"helper": helper or ""})


def _read_officers(_people: _More, cases: _More) -> None:
    running = CaseAssignment.objects.filter(case__in=cases, case__is_open=True, until=FOREVER, commune=F("case__commune"))
    for case, name in running.values_list("case", "officer__full_name"):
        cases[case]["officer"] = name


def _read_removals(_people: _More, cases: _More) -> None:
    for case, places in removals(Case.objects.filter(pk__in=cases), today()).items():
        managed = next((place for place in places if place.list is CommuneList.MANAGED), None)
        if managed is not None:
            cases[case].update(removal_on=managed.on, removal=managed.stage.value)


_READERS = (
    ({Field.SINCE}, _read_since),
    ({Field.NEXT}, _read_deadlines),
    ({Field.SUBSTANCE, Field.TESTED}, _read_tests),
    ({Field.RESIDENCE, Field.HELPER}, _read_said),
    ({Field.OFFICER}, _read_officers),
    ({Field.REMOVAL}, _read_removals),
)
"""Which statement a column needs. A column that rests on another table gets a line here, a place in Row and a value in views.columns."""


def _commune_names(people: Iterable[Row]) -> dict[int, str]:
    return {unit.pk: str(unit) for unit in Unit.objects.filter(pk__in={row.commune for row in people})}


# --- what can be chosen ------------------------------------------------------------------------------------------------------


def places(user: User, province: int | None) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Provinces and communes to choose from: communes of the scope, or of the province chosen where the scope is the whole country."""
    scope = scope_of(user, today())
    if scope.level != "nation":
        here = Q(pk__in=scope.communes) | Q(province__in=scope.provinces)
        provinces = Unit.objects.filter(pk__in=scope.provinces) if len(scope.provinces) > 1 else Unit.objects.none()
    else:
        here = Q(province=province or 0)
        provinces = Unit.objects.filter(level=Level.PROVINCE.value, until=FOREVER)
    communes = Unit.objects.filter(here, level=Level.COMMUNE.value, until=FOREVER)
    return tuple([(unit.pk, str(unit)) for unit in units.order_by("name_key", "pk")] for units in (provinces, communes))  # type: ignore[return-value]


def officers(user: User) -> list[tuple[int, str]]:
    """Officers who record in a commune of the user's scope today, to filter by and to assign to; none for the whole country."""
    day = today()
    scope = scope_of(user, day)
    if not (scope.communes or scope.provinces):
        return []
    roles = [role.value for role in Role if P.CASE_RECORD in RIGHTS[role]]
    here = Q(unit__in=scope.communes) | Q(unit__province__in=scope.provinces)
    grants = Grant.objects.filter(here, role__in=roles, since__lte=day, until__gt=day, user__is_active=True)
    return list(grants.order_by("user__full_name", "user").values_list("user", "user__full_name").distinct())


def saved_lists(user: User) -> list[SavedList]:
    """The user's saved filters and those shared with the user's units, by name."""
    return list(SavedList.objects.visible_to(user).select_related("owner", "unit").order_by("name", "pk"))


def own_list_or_404(user: User, pk: int) -> SavedList:
    """A saved filter of the user's own; Http404 for those of others: they are read, not changed."""
    try:
        return SavedList.objects.visible_to(user).get(pk=pk, owner=user)
    except SavedList.DoesNotExist:
        raise Http404 from None


def officer_of(case: Case | None) -> str:
    """The name of the officer who looks after a case; empty when nobody does."""
    if case is None or not case.is_open:
        return ""
    found = CaseAssignment.objects.filter(case=case, until=FOREVER, commune=case.commune_id).values_list("officer__full_name", flat=True)
    return found.first() or ""


def officers_of(cases: Iterable[int]) -> dict[int, str]:
    """The names of the officers of open cases, by case."""
    running = CaseAssignment.objects.filter(case__in=set(cases), case__is_open=True, until=FOREVER, commune=F("case__commune"))
    return dict(running.values_list("case", "officer__full_name"))
