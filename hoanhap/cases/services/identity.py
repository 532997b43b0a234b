"""How is a person corrected when procedures already rest on what was written down?"""

from collections.abc import Mapping

from django.db import transaction

from hoanhap.accounts.models import User
from hoanhap.cases.models import Case
from hoanhap.cases.rules import PROCEDURES, Timeline, new_problems, replay
from hoanhap.cases.services import loading
from hoanhap.cases.services.merging import follow_identity
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people import services as people
from hoanhap.people.models import Person
from hoanhap.rulebook.queries import current_book, current_calendar

JUDGED = frozenset({"sex", "birth_date", "birth_precision"})
"""What events are judged by."""


@transaction.atomic
def correct_person(
    person_id: int, changes: Mapping[str, object], *, by: User, number_confirmed: bool = False, seen_version: int | None = None
) -> Person:
    """Correct a person as people.services.update_person does; figures follow a corrected sex.

    Raises what that raises; Refused also when an event that stands would no longer be possible (before the birth, a witness of the other
    sex), and names it.
    """
    if not JUDGED & set(changes):
        return people.update_person(person_id, changes, by=by, number_confirmed=number_confirmed, seen_version=seen_version)
    cases = list(Case.objects.select_for_update(of=("self",)).filter(person=person_id).select_related("person").order_by("pk"))
    before = {case.pk: _computed(case, case.person) for case in cases}
    person = people.update_person(person_id, changes, by=by, number_confirmed=number_confirmed, seen_version=seen_version)
    problems = [problem for case in cases for problem in _contradictions(case, before[case.pk], _computed(case, person), changes)]
    if problems:
        raise Refused(problems)
    follow_identity(person.pk)
    return person


def _computed(case: Case, person: Person) -> Timeline:
    events = loading.events_of(case)
    facts = loading.facts_of(person, events, case)
    return replay(PROCEDURES[case.procedure], events, facts, current_book(), current_calendar(), pins=loading.pins_of(case))


def _contradictions(case: Case, before: Timeline, after: Timeline, changes: Mapping[str, object]) -> list[Problem]:
    table = PROCEDURES[case.procedure]
    known = {event.id: event for event in loading.events_of(case)}
    field = "birth_date" if "birth_date" in changes else "sex"
    return [
        Problem(
            "contradicts_event",
            N_("Không lưu được: “%(kind)s” ngày %(on)s sẽ không còn đúng."),
            N_("Sự kiện đó đã ghi dựa vào điều đang sửa."),
            N_("Đối chiếu với giấy tờ; nếu thông tin mới đúng thì đính chính sự kiện đó trước."),
            found.problem.article,
            field,
            {"kind": table.kind(known[found.event].kind).label, "on": f"{known[found.event].on:%d/%m/%Y}"},
        )
        for found in new_problems(before, after)
        if found.event in known
    ]
