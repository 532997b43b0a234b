"""May two records be one human, judged by their procedures, and what follows for the procedures when they are?"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.cases.models import Case, CaseEvent, CaseSpan
from hoanhap.cases.rules import PROCEDURES, new_problems, replay
from hoanhap.cases.services import loading
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.models import Merge, Person
from hoanhap.people.rules.merging import RELATIONS
from hoanhap.people.services import merging
from hoanhap.people.services.merging import Later, Outline
from hoanhap.rulebook.queries import current_book, current_calendar

CASES = "cases.Case.person"


def outline(kept: Person, lost: Person, take: frozenset[str] = frozenset()) -> tuple[Outline, tuple[Problem, ...]]:
    """What a merge would do, and everything against it: of the records and of their procedures. Reads only."""
    plan = merging.outline(kept, lost, take)
    return plan, (*plan.problems, *_conflicts(plan))


@transaction.atomic
def merge_people(kept_id: int, lost_id: int, *, take: frozenset[str], reason: str, by: User, request_key: UUID) -> Merge:
    """Put one record into the other, when no procedure speaks against it. Raises as people.services.merging does.

    Refused also when an event of either record could not have happened to the one human: before the birth, after the death.
    """
    if (done := Merge.objects.filter(request_key=request_key, by=by, kept=kept_id, lost=lost_id).first()) is not None:
        return done
    people = {person.pk: person for person in Person.objects.visible_to(by, P.PERSON_MERGE).filter(pk__in=(kept_id, lost_id))}
    if {kept_id, lost_id} != set(people):
        raise Person.DoesNotExist
    # The procedures stand still while they are judged.
    list(Case.objects.select_for_update().filter(person__in=people).order_by("pk").values_list("pk"))
    _plan, problems = outline(people[kept_id], people[lost_id], take)
    if problems:
        raise Refused(problems)
    merge = merging.merge_people(kept_id, lost_id, take=take, reason=reason, by=by, request_key=request_key)
    follow_identity(merge.kept_id)
    return merge


@transaction.atomic
def unmerge_people(merge_id: int, *, reason: str, by: User, give: Mapping[str, frozenset[int]] | None) -> Merge:
    """Take a merge back; the procedures count for their own record again. Raises as people.services.merging does."""
    merge = merging.unmerge_people(merge_id, reason=reason, by=by, give=give)
    for person in (merge.kept_id, merge.lost_id):
        follow_identity(person)
    return merge


def follow_identity(person_id: int) -> None:
    """Carry what spans copy of a person (the sex, for figures) after it was corrected or the cases came from another record."""
    sex = Person.objects.values_list("sex", flat=True).get(pk=person_id)
    CaseSpan.objects.filter(person=person_id).exclude(sex=sex).update(sex=sex)


def later_events(merge: Merge) -> list[tuple[Case, int]]:
    """The procedures that came with the other record and were carried on since, with the number of later events; they go with it."""
    moved = merge.moved["rows"].get(CASES, {"ids": []})["ids"]
    counted = [(case, CaseEvent.objects.filter(case=case, at__gt=merge.at).count()) for case in Case.objects.filter(pk__in=moved)]
    return [(case, count) for case, count in counted if count]


def later_rows(merge: Merge) -> list[Later]:
    """What was entered on the kept record since."""
    return merging.later_rows(merge)


def label_of(key: str) -> str:
    """What the rows of a relation are called; empty for those that no preview names."""
    return RELATIONS[key].label


def _conflicts(plan: Outline) -> list[Problem]:
    """Events that could not have happened to the one human that both records would be."""
    if any(problem.code in {"same_record", "merged_already"} for problem in plan.problems):
        return []
    found: list[Problem] = []
    for person in (plan.kept, plan.lost):
        for case in Case.objects.filter(person=person).select_related("person").order_by("pk"):
            found += _judged(case, plan)
    return found


def _judged(case: Case, plan: Outline) -> Iterable[Problem]:
    table = PROCEDURES[case.procedure]
    events = loading.events_of(case)
    own, pins = loading.facts_of(case.person, events, case), loading.pins_of(case)
    one = Person(**{name: getattr(plan.kept, name) for name in ("sex", "birth_date", "died_on", "commune_id")})
    for name, (_before, after) in plan.changes.items():
        setattr(one, name, after)
    both = loading.facts_of(one, events, case)
    before, after = (replay(table, events, facts, current_book(), current_calendar(), pins=pins) for facts in (own, both))
    on = {event.id: event for event in events}
    for trouble in new_problems(before, after):
        event = on.get(trouble.event)
        yield Problem(
            "event_contradicts",
            N_("“%(kind)s” ngày %(on)s trong hồ sơ %(code)s không thể là của người kia."),
            str(trouble.problem),
            N_("Đối chiếu lại hai hồ sơ; nếu vẫn là một người thì đính chính sự kiện hoặc ngày ghi sai trước."),
            trouble.problem.article,
            params={
                "kind": table.kind(event.kind).label if event else "",
                "on": f"{event.on:%d/%m/%Y}" if event else "",
                "code": case.person.code,
            },
        )
