"""Which units ask about people of ours, and what became of our own asks?"""

from collections.abc import Sequence

from django.http import Http404

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import Reader, scope_of, scope_q
from hoanhap.kit.dates import today
from hoanhap.people.models import PersonAsk
from hoanhap.people.rules import AskState

LATEST = 30
"""So many own asks are listed, the newest first."""


def asks_to_answer(user: Reader, *, limit: int = 50) -> Sequence[PersonAsk]:
    """The waiting asks about people whom the user answers for, the oldest first; none without the right."""
    if not scope_of(user, today(), P.PERSON_REGISTER):
        return []
    mine = scope_q(user, commune="person__commune", province="person__province", right=P.PERSON_REGISTER)
    asks = PersonAsk.objects.filter(mine, state=AskState.WAITING.value).select_related("person", "commune", "asked_by")
    return list(asks.order_by("asked_at", "pk")[:limit])


def own_asks(user: Reader) -> Sequence[PersonAsk]:
    """What the user's communes asked, the newest first. Until an ask is opened its page may say the province and no more."""
    communes = scope_of(user, today(), P.PERSON_REGISTER).communes
    asks = PersonAsk.objects.filter(commune__in=communes).select_related("person__province", "asked_by", "answered_by")
    return list(asks.order_by("-asked_at", "-pk")[:LATEST])


def ask_to_answer_or_404(user: Reader, pk: int) -> PersonAsk:
    """An ask, answered or not, about somebody whom the user answers for; Http404 otherwise."""
    mine = scope_q(user, commune="person__commune", province="person__province", right=P.PERSON_REGISTER)
    try:
        return PersonAsk.objects.select_related("person", "commune", "asked_by", "answered_by").get(mine, pk=pk)
    except PersonAsk.DoesNotExist:
        raise Http404 from None
