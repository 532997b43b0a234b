"""Until when do people stand on a list of the commune, and by which event did they leave it?"""

from collections.abc import Iterable
from datetime import date

from hoanhap.cases.models import Case, CaseEvent
from hoanhap.cases.rules.removal import Closing, Removal, addicted_removal, is_found_addicted, managed_removal
from hoanhap.rulebook.queries import current_book

CLOSING = ("end", "stop", "determination_result")
"""Kinds of events that can close a management."""


def removals(cases: Iterable[Case], today: date) -> dict[int, tuple[Removal, ...]]:
    """For each case, by key: its place on the list of managed users and, for who was found addicted, on that of addicted persons.

    One query for all closed cases, none for open ones. The caller has the cases through its scope. A case opened by mistake has none.
    """
    found = list(cases)
    closings = _closings([case.pk for case in found if not case.is_open])
    law = current_book()
    result: dict[int, tuple[Removal, ...]] = {}
    for case in found:
        closing = closings.get(case.pk)
        rows = (managed_removal(case.state, case.term_end, closing, law, today),) if case.state else ()
        if not case.is_open and is_found_addicted(case.state, closing):
            rows = (*rows, addicted_removal(law, today))
        result[case.pk] = rows
    return result


def _closings(case_ids: list[int]) -> dict[int, Closing]:
    """The event that closed each case, by case."""
    if not case_ids:
        return {}
    rows = CaseEvent.objects.filter(case__in=case_ids, kind__in=CLOSING, voids__isnull=True, voided_by__isnull=True)
    return {
        case: Closing(kind, on, data.get("ground", ""))
        for case, kind, on, data in rows.order_by("on", "pk").values_list("case_id", "kind", "on", "data")
    }
