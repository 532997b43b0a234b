"""Who must issue a plan of its own below a plan, who has, who has not (catalogue D010, D011)?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from hoanhap.accounts.models import User
from hoanhap.kit.dates import today
from hoanhap.plans import services
from hoanhap.plans.models import AllocationRow, ChildNotice, Plan, PlanSubordinate
from hoanhap.plans.rules import ChildState, Deadline, PlanStatus, child_state, kinds_meant, party_key
from hoanhap.units import queries as units

_LOOKS = {
    ChildState.ISSUED: ("ok", "check"),
    ChildState.LATE: ("warn", "clock"),
    ChildState.DRAFTED: ("info", "pencil"),
    ChildState.WAITING: ("plain", "hourglass"),
    ChildState.OVERDUE: ("danger", "alert-circle"),
}


@dataclass(frozen=True)
class Obliged:
    """One unit or agency that must issue a plan, and how it stands."""

    name: str
    meant_by: str
    """What the plan calls it, where that is another name: «UBND các phường»."""
    where: str
    due: Deadline | None
    standing: ChildState
    reference: str = ""
    issued_on: date | None = None
    plan_id: int | None = None
    """Its plan, where it is kept here and the reader may see it."""
    noted_by: str = ""
    """Who noted it by hand; empty for a plan kept here."""
    row: tuple[int, int] | None = None
    """Table and line that give it targets, from which its plan can be begun."""
    days_over: int = 0

    @property
    def tone(self) -> str:
        return _LOOKS[self.standing][0]

    @property
    def icon(self) -> str:
        return _LOOKS[self.standing][1]

    @property
    def label(self) -> str:
        return _(self.standing.label)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be issued."""
        return self.standing not in (ChildState.ISSUED, ChildState.LATE)


def obliged(plan: Plan, user: User, on: date | None = None) -> tuple[Obliged, ...]:
    """Everybody the plan obliges, units of a group one by one, in the order of the plan."""
    on = on or today()
    seen = set(services.visible_to(user).filter(pk__in=services.children_of(plan)).values_list("pk", flat=True))
    below = [child for child in plan.below.all() if child.pk in seen or not child.is_draft]
    notices = {notice.key: notice for notice in plan.notices.select_related("by")}
    rows = {
        row.unit_id or party_key(row.name): (row.table.position, row.position)
        for row in AllocationRow.objects.filter(table__plan=plan).select_related("table").order_by("-table__position", "-position")
    }
    found = []
    for item in plan.subordinates.all():
        due = Deadline(item.due_on, item.due_exclusive, item.due_to) if item.due_on else None
        for unit_id, name in _members(plan, item.name):
            key = party_key(name)
            child = _child(below, unit_id, key)
            notice = notices.get(key)
            found.append(
                _obliged(
                    name,
                    item.name if item.name != name else "",
                    item.place,
                    due,
                    child,
                    notice,
                    on,
                    plan_id=child.pk if child and child.pk in seen else None,
                    row=rows.get(unit_id or key) or rows.get(key),
                )
            )
    return tuple(found)


def _obliged(
    name: str,
    meant_by: str,
    where: str,
    due: Deadline | None,
    child: Plan | None,
    notice: ChildNotice | None,
    on: date,
    *,
    plan_id: int | None,
    row: tuple[int, int] | None,
) -> Obliged:
    has_issued = child is not None and child.status != PlanStatus.DRAFT
    issued_on = child.issued_on if child and has_issued else notice.issued_on if notice else None
    stands = child_state(due, issued_on, is_issued=has_issued or notice is not None, is_drafted=child is not None, today=on)
    reference = child.reference if child and (has_issued or not notice) else notice.reference if notice else ""
    over = (on - due.last).days if due and stands is ChildState.OVERDUE else 0
    noted_by = notice.by.full_name if notice and not has_issued else ""
    return Obliged(name, meant_by, where, due, stands, reference, issued_on, plan_id, noted_by, row, over)


def _members(plan: Plan, name: str) -> list[tuple[int | None, str]]:
    """The units that a name means on the first day of the plan, one by one; else the name itself, with the unit it may be of."""
    named = [(unit.pk, *unit.named_on(plan.since)) for unit in units.units_in(plan.unit_id, plan.since)] if plan.unit_id else []
    titles = [(pk, kind, f"UBND {kind.lower()} {own}") for pk, kind, own in named]
    if kinds := kinds_meant(name):
        inside: list[tuple[int | None, str]] = [(pk, title) for pk, kind, title in titles if kind in kinds]
        return inside or [(None, name)]
    return [(next((pk for pk, _kind, title in titles if party_key(title) == party_key(name)), None), name)]


def _child(below: Sequence[Plan], unit_id: int | None, key: str) -> Plan | None:
    """The plan of a unit or agency among those below: by issuer, else by unit; an issued one before a draft."""
    fits = [child for child in below if party_key(child.issuer) == key or (unit_id is not None and child.unit_id == unit_id)]
    return min(fits, key=lambda child: (child.status == PlanStatus.DRAFT, party_key(child.issuer) != key, child.pk), default=None)


def counted(rows: Iterable[Obliged]) -> dict[str, int]:
    """How many stand how, by the value of ChildState, with `all` and `open`."""
    rows = tuple(rows)
    return Counter(row.standing.value for row in rows) | {"all": len(rows), "open": sum(row.is_open for row in rows)}


def late_children(plans: Iterable[Plan], user: User) -> dict[int, dict[str, int]]:
    """Of the plans of one page of a list that oblige others: how many stand how (`counted`)."""
    plans = [plan for plan in plans if plan.pk]
    obliging = set(PlanSubordinate.objects.filter(plan__in=plans).values_list("plan", flat=True))
    return {plan.pk: counted(obliged(plan, user)) for plan in plans if plan.pk in obliging and not plan.is_draft}
