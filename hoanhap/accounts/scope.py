"""What may a user do, and whose records may a user see, on a day?

Scope is per right: a user who plans for a province and works on people in one commune sees the people of the commune only.
Scoped tables carry the commune and the province of today as plain columns, so that scope is equality on an index (FEASIBILITY §2).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Concatenate, Literal

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import RIGHTS, P, Role
from hoanhap.kit.dates import today
from hoanhap.units.rules import Level

type Reader = User | AnonymousUser


class OfficerRequest(HttpRequest):
    """A request behind the sign-in, for annotations of views: its user is never a visitor (SignInRequiredMiddleware)."""

    user: User


@dataclass(frozen=True)
class Scope:
    """Where one right of a user holds on one day. `communes` and `provinces` are ids of units of that day."""

    level: Literal["commune", "province", "nation", "none"]
    communes: tuple[int, ...] = ()
    """Communes granted by name, without those that lie in `provinces`."""
    provinces: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return self.level != "none"

    def covers(self, *, commune: int, province: int) -> bool:
        """Whether a record of this commune and province lies within."""
        return self.level == "nation" or province in self.provinces or commune in self.communes


NOWHERE = Scope("none")


def scope_of(user: Reader, on: date, right: P = P.PERSON_VIEW) -> Scope:
    """Where `user` holds `right` on the day `on`; NOWHERE for a visitor, an inactive account or a user without the right."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return NOWHERE
    cache: dict[tuple[date, P], Scope] = user.__dict__.setdefault("_scopes", {})
    if (on, right) not in cache:
        cache[on, right] = _scope(user, on, right)
    return cache[on, right]


def _scope(user: User, on: date, right: P) -> Scope:
    units = [grant.unit for grant in user.grants_on(on) if right in RIGHTS[Role(grant.role)]]
    if None in units:
        return Scope("nation")
    alive = [unit for unit in units if unit is not None and (unit.since is None or unit.since <= on) and on < unit.until]
    provinces = tuple(sorted({unit.pk for unit in alive if unit.level == Level.PROVINCE}))
    communes = tuple(sorted({unit.pk for unit in alive if unit.level == Level.COMMUNE and unit.province_id not in provinces}))
    if provinces:
        return Scope("province", communes, provinces)
    return Scope("commune", communes) if communes else NOWHERE


def rights_of(user: Reader, on: date) -> frozenset[P]:
    """Every right the user holds somewhere on the day."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return frozenset()
    return frozenset().union(*(RIGHTS[Role(grant.role)] for grant in user.grants_on(on)))


def has_right(user: Reader, right: P, on: date) -> bool:
    """Whether the user holds the right somewhere on the day. Where it holds is `scope_of`'s answer."""
    return right in rights_of(user, on)


def scope_q(user: Reader, *, commune: str = "commune", province: str = "province", right: P = P.PERSON_VIEW, on: date | None = None) -> Q:
    """The scope as a condition on two plain columns: equality for one unit, IN for several, always true for the nation.

    `commune` and `province` name the columns (foreign keys or plain ids). `on` is today unless given. Matches no row outside scope.
    """
    scope = scope_of(user, on or today(), right)
    if scope.level == "nation":
        return Q(**{f"{commune}__isnull": False})  # true of every row; an empty Q joined by OR would vanish and narrow the rest
    within_communes, within_provinces = _is(commune, scope.communes), _is(province, scope.provinces)
    if scope.provinces and scope.communes:
        return within_provinces | within_communes
    return within_provinces if scope.provinces else within_communes


def _is(column: str, ids: tuple[int, ...]) -> Q:
    return Q(**{column: ids[0]}) if len(ids) == 1 else Q(**{f"{column}__in": ids})


type View[**Args] = Callable[Concatenate[OfficerRequest, Args], HttpResponse]


def require[**Args](right: P) -> Callable[[View[Args]], View[Args]]:
    """Refuse a page (403) to users without the right. Visitors never come this far: SignInRequiredMiddleware sends them to the sign-in."""

    def decorate(view: View[Args]) -> View[Args]:
        @wraps(view)
        def checked(request: OfficerRequest, /, *args: Args.args, **kwargs: Args.kwargs) -> HttpResponse:
            if not has_right(request.user, right, today()):
                raise PermissionDenied(right)
            return view(request, *args, **kwargs)

        checked.required_right = right  # type: ignore[attr-defined]  # read by the test that documents the table of pages
        return checked

    return decorate


def assert_right(user: Reader, right: P, *, commune: int, province: int, on: date | None = None) -> None:
    """For services: raise PermissionDenied unless the user holds the right over the commune (id of today) and its province."""
    if not scope_of(user, on or today(), right).covers(commune=commune, province=province):
        raise PermissionDenied(right)
