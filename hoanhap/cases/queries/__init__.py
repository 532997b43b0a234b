"""Which cases, events, deadlines and papers may a user see?"""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import Http404

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import scope_of
from hoanhap.cases.models import Case, CaseEvent, CasePaper, Deadline
from hoanhap.cases.rules import DeadlineState
from hoanhap.kit.dates import today
from hoanhap.people.models import Person


def visible_cases(user: User) -> QuerySet[Case]:
    """The cases in the user's scope, and those sent to it."""
    return Case.objects.visible_to(user)


def case_or_404(user: User, pk: int) -> Case:
    """One case in scope, with its person; Http404 otherwise."""
    try:
        return Case.objects.visible_to(user).select_related("person__commune", "commune", "province", "receiving_commune").get(pk=pk)
    except Case.DoesNotExist:
        raise Http404 from None


def event_or_404(user: User, pk: int) -> CaseEvent:
    """One event of a case in scope; Http404 otherwise."""
    try:
        return CaseEvent.objects.visible_to(user).select_related("case__person", "by").get(pk=pk)
    except CaseEvent.DoesNotExist:
        raise Http404 from None


def cases_of_person(person: Person, user: User) -> list[Case]:
    """The person's cases in scope, newest first."""
    return list(
        Case.objects.visible_to(user).filter(person=person).select_related("commune", "receiving_commune").order_by("-since", "-pk")
    )


def open_deadlines(user: User) -> QuerySet[Deadline]:
    """Open deadlines in scope, soonest first (plain rows: persons are fetched in a second step, FEASIBILITY §2)."""
    return Deadline.objects.visible_to(user).filter(state=DeadlineState.OPEN.value).order_by("due_at", "pk")


def deadline_by_id(user: User, pk: int) -> QuerySet[Deadline]:
    """One deadline in scope, as a query of at most one row."""
    return Deadline.objects.visible_to(user).filter(pk=pk)


def open_deadlines_of_person(user: User, person: Person) -> list[Deadline]:
    """The person's running clocks in scope."""
    return list(Deadline.objects.visible_to(user).filter(person=person, state=DeadlineState.OPEN.value).order_by("due_at", "pk"))


def deadlines_of_rule(user: User, rule: str, limit: int = 8) -> tuple[list[Deadline], int, int]:
    """Open deadlines in scope that rest on a rule, soonest first, and how many were met in time and late."""
    mine = Deadline.objects.visible_to(user).filter(rule=rule)
    met = mine.filter(state=DeadlineState.MET.value)
    rows = mine.filter(state=DeadlineState.OPEN.value).select_related("person").order_by("due_at")[:limit]
    return list(rows), met.filter(was_late=False).count(), met.filter(was_late=True).count()


def history_of_person(person: Person, user: User) -> list[Case]:
    """The person's cases, newest first: all of them for who answers for the person today, for others those in their scope."""
    if not scope_of(user, today(), P.CASE_VIEW).covers(commune=person.commune_id, province=person.province_id):
        return cases_of_person(person, user)
    cases = Case.objects.filter(person=person).select_related("commune", "receiving_commune")
    return list(cases.order_by("-since", "-pk"))


def is_own(case: Case, user: User) -> bool:
    """Whether the case is run, or asked for, in the user's scope: else it came along with the person and is only read."""
    scope = scope_of(user, today(), P.CASE_VIEW)
    asked = case.receiving_commune
    return scope.covers(commune=case.commune_id, province=case.province_id) or (
        asked is not None and scope.covers(commune=asked.pk, province=asked.province_id or 0)
    )


def papers_of_cases(cases: Sequence[Case]) -> list[CasePaper]:
    """Papers of some cases, newest first."""
    return list(CasePaper.objects.filter(case__in=cases).select_related("paper", "event").order_by("-paper__issued_on", "-pk"))


def paper_of_event(event: CaseEvent) -> CasePaper | None:
    """The issued paper of an event, if there is one."""
    return CasePaper.objects.filter(event=event).select_related("paper").first()


def voiding_rows(case: Case) -> dict[int, CaseEvent]:
    """Rows that void an event of the case, by the id of the voided event."""
    return {row.voids_id: row for row in case.events.filter(voids__isnull=False).select_related("by") if row.voids_id is not None}
