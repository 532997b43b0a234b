"""How may an app that knows no accounts (units) ask for a right? By Django's own question: `user.has_perm("unit.edit", unit)`."""

from django.contrib.auth.backends import BaseBackend

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import scope_of
from hoanhap.kit.dates import today
from hoanhap.units.models import Unit
from hoanhap.units.rules import Level


class RightsBackend(BaseBackend):
    """Answers from grants; signs nobody in."""

    def has_perm(self, user_obj: User, perm: str, obj: object = None) -> bool:  # type: ignore[override]  # our users only
        """Whether the user holds the right today: over the unit `obj` (of today) or, without one, anywhere."""
        if perm not in set(P):
            return False
        scope = scope_of(user_obj, today(), P(perm))
        if not isinstance(obj, Unit):
            return obj is None and bool(scope)
        if obj.level == Level.PROVINCE:
            return scope.covers(commune=0, province=obj.pk)
        return scope.covers(commune=obj.pk, province=obj.province_id or 0)
