"""What is noted when somebody looks at people?"""

from collections.abc import Iterable

from django.db import transaction

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.audit import services as audit
from hoanhap.audit.queries import lately_seen
from hoanhap.audit.rules import Action, Purpose
from hoanhap.people.models import DuplicatePair, Person
from hoanhap.people.services.duplicates import Candidate


@transaction.atomic
def reveal_number(person_id: int, *, by: User) -> str:
    """The whole identity number, after noting who asked. Raises Person.DoesNotExist outside the scope of the right to see it."""
    person = Person.objects.open_to(by, P.IDENTITY_REVEAL).get(pk=person_id)
    audit.record(Action.REVEAL, by=by, subject_type="person", subject_id=person.code, person_id=person.pk)
    return person.id_number


def note_search(by: User, *, kind: str, shown: int) -> None:
    """Log that the user searched and saw `shown` people; never what was typed."""
    audit.record(Action.SEARCH, by=by, subject_type="person", detail={"kind": kind, "shown": shown})


@transaction.atomic
def note_compared(by: User, candidates: Iterable[Candidate]) -> None:
    """Log that the user saw these people's data beside a new registration; once in ten minutes for each person.

    That somebody outside the scope is registered is an answer too, and each is logged: nobody may try out names unseen.
    """
    candidates = tuple(candidates)
    elsewhere = sum(candidate.person is None for candidate in candidates)
    people = {candidate.person.pk: candidate.person for candidate in candidates if candidate.person is not None}
    seen = lately_seen(by.pk, people, purpose=Purpose.CHECKING_DUPLICATE, minutes=10)
    for pk, person in people.items():
        if pk not in seen:
            audit.record(
                Action.VIEW,
                by=by,
                subject_type="person",
                subject_id=person.code,
                person_id=pk,
                purpose=Purpose.CHECKING_DUPLICATE,
            )
    if elsewhere:
        audit.record(
            Action.SEARCH, by=by, subject_type="person", detail={"kind": "duplicate", "shown": len(people), "elsewhere": elsewhere}
        )


def note_pairs_seen(by: User, pairs: Iterable[DuplicatePair]) -> None:
    """Log that the user saw these people side by side, in one row that each of them finds."""
    people = {person for pair in pairs for person in (pair.one_id, pair.other_id)}
    if people:
        audit.record(
            Action.VIEW,
            by=by,
            subject_type="person_pair",
            people=people,
            purpose=Purpose.CHECKING_DUPLICATE,
            detail={"people": len(people)},
        )
