"""Which communes of today do the places of a list mean?"""

from collections.abc import Iterable

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import Scope, scope_of
from hoanhap.imports.rules import PlaceFound
from hoanhap.kit.dates import today
from hoanhap.units.models import Unit
from hoanhap.units.queries import REFORM_EVE, as_now, resolve
from hoanhap.units.rules import Level


def find_places(texts: Iterable[str], *, by: User, commune: int) -> dict[str, PlaceFound]:
    """Each distinct place text with the commune of today it means; the importing commune and the officer's others win over strangers.

    Names of before 2025-07-01 count for today's commune (docs/adr/0042).
    """
    scope = scope_of(by, today(), P.PERSON_REGISTER)
    return {text: _find(text, scope, commune) for text in dict.fromkeys(texts) if text}


def _find(text: str, scope: Scope, commune: int) -> PlaceFound:
    found: dict[int, tuple[Unit, Unit]] = {}
    for unit in [match.unit for match in resolve(text, today(), level=Level.COMMUNE).matches]:
        found.setdefault(unit.pk, (unit, unit))
    for unit in [match.unit for match in resolve(text, REFORM_EVE, level=Level.COMMUNE).matches]:
        now = as_now(unit.pk)
        found.setdefault(now.pk, (unit, now))
    if not found:
        return PlaceFound(None, is_within=False)
    within = {pk: pair for pk, pair in found.items() if scope.covers(commune=pk, province=pair[1].province_id or 0)}
    if commune in within:
        chosen = within[commune]
    elif len(within) == 1 or (not within and len(found) == 1):
        chosen = next(iter((within or found).values()))
    else:
        return PlaceFound(None, is_within=False)
    unit, now = chosen
    title = unit.title_on(REFORM_EVE) if unit.pk != now.pk else ""
    return PlaceFound(now.pk, now.pk in within, title, str(now))
