"""How many people are under management in which unit? Counts only, without a name: what planners split targets by."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q

from hoanhap.cases.models import CaseSpan
from hoanhap.cases.rules.states import UNDER_MANAGEMENT
from hoanhap.units.models import Unit
from hoanhap.units.rules import Level


def under_management_by_unit(units: Iterable[Unit], on: date) -> dict[int, int]:
    """Unit → people for whom a management decision was in force on the day, each once; every unit asked for has a count.

    Units of today count by the commune of today that stands for a record, former ones by the commune of that time.
    """
    asked = list(units)
    counts = {unit.pk: 0 for unit in asked}
    ways = {
        "commune_now": [unit.pk for unit in asked if unit.level == Level.COMMUNE and unit.is_current],
        "commune": [unit.pk for unit in asked if unit.level == Level.COMMUNE and not unit.is_current],
        "commune__parent": [unit.pk for unit in asked if unit.level == Level.DISTRICT],
        "province": [unit.pk for unit in asked if unit.level == Level.PROVINCE and unit.is_current],
        "commune__province": [unit.pk for unit in asked if unit.level == Level.PROVINCE and not unit.is_current],
    }
    in_force = CaseSpan.objects.filter(Q(until__gt=on), procedure="management", state__in=sorted(UNDER_MANAGEMENT), since__lte=on)
    for column, ids in ways.items():
        if ids:
            rows = in_force.filter(**{f"{column}__in": ids}).values_list(column).annotate(people=Count("person", distinct=True)).order_by()
            counts |= dict(rows)
    return counts
