"""Which duties does a user have, and which part of the log may an auditor read?"""

from django.db.models import Q, QuerySet

from hoanhap.accounts.models import Grant, User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import scope_of
from hoanhap.audit.models import AuditEntry
from hoanhap.audit.queries import entries
from hoanhap.kit.dates import today
from hoanhap.units.models import Unit


def duties(user: User) -> QuerySet[Grant]:
    """All grants of a user, open ones first."""
    return Grant.objects.filter(user=user).select_related("unit", "organisation").order_by("-until", "-since", "pk")


def readable_log(user: User) -> QuerySet[AuditEntry]:
    """The log of the units in the auditor's scope, newest first; acts for no unit (signing in and out) are the country's auditors'."""
    scope = scope_of(user, today(), P.AUDIT_VIEW)
    if scope.level == "nation":
        return entries()
    communes = Unit.objects.filter(Q(province__in=scope.provinces) | Q(pk__in=scope.communes)).values("pk")
    return entries().filter(Q(unit_id__in=communes) | Q(unit_id__in=scope.provinces))


def unit_names(ids: set[int]) -> dict[int, str]:
    """The names of units by id."""
    return {unit.pk: str(unit) for unit in Unit.objects.filter(pk__in=ids)}


def active_user(pk: int) -> User:
    """An account that can work. Raises User.DoesNotExist."""
    return User.objects.get(pk=pk, is_active=True)
