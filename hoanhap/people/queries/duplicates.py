"""Which two records may be one human, among the people a user may merge?"""

from django.db.models import QuerySet
from django.http import Http404

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import Reader, has_right
from hoanhap.kit.dates import today
from hoanhap.people.models import DuplicatePair, Person
from hoanhap.people.rules import PairState


def pairs(user: Reader, state: PairState = PairState.OPEN) -> QuerySet[DuplicatePair]:
    """The pairs of a state of which the user may merge both, the likeliest first; decided ones by the day of the decision."""
    people = Person.objects.visible_to(user, P.PERSON_MERGE).values("pk")
    found = DuplicatePair.objects.filter(state=state.value, one__in=people, other__in=people)
    order = ("-score", "pk") if state is PairState.OPEN else ("-decided_at", "pk")
    return found.select_related("one__commune", "one__province", "other__commune", "other__province", "decided_by").order_by(*order)


def open_pair_count(user: Reader) -> int:
    """How many pairs wait for the user; 0 for who may not merge, without asking the database."""
    return pairs(user).order_by().count() if has_right(user, P.PERSON_MERGE, today()) else 0


def pair_or_404(user: Reader, pk: int) -> DuplicatePair:
    """A pair, decided or not, of which the user may merge both; Http404 otherwise."""
    people = Person.objects.visible_to(user, P.PERSON_MERGE).values("pk")
    found = DuplicatePair.objects.filter(one__in=people, other__in=people)
    try:
        return found.select_related("one__commune", "one__province", "other__commune", "other__province", "decided_by").get(pk=pk)
    except DuplicatePair.DoesNotExist:
        raise Http404 from None
