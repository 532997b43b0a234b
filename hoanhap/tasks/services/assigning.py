"""To whom does each task of a plan go, and how does an officer put that right?

The plan names agencies of its time; each is looked up in the register of that time and bound to the one of today that answers for it.
What nobody in the register fits stays a name and becomes a question to the issuer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.kit.dates import FOREVER, now
from hoanhap.kit.errors import Problem, Refused, StaleState
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.models import Plan, PlanTask
from hoanhap.plans.rules import PlanStatus
from hoanhap.plans.services import may_edit
from hoanhap.tasks.models import Assignment, Distribution, Origin
from hoanhap.tasks.rules.naming import Meant, Reach, agencies_named, read_agency
from hoanhap.units import queries as units
from hoanhap.units.models import Organisation, Unit
from hoanhap.units.rules import Level, OrganisationKind, fold, in_sentence

_NEXT_KIND = {OrganisationKind.DISTRICT_POLICE: OrganisationKind.PROVINCIAL_POLICE}
"""What answers today for a kind that no longer exists."""


@dataclass(frozen=True)
class Owner:
    """Somebody who owes a task, as an Assignment keeps it."""

    key: str
    name: str
    words: str
    organisation: Organisation | None = None
    unit: Unit | None = None
    is_question: bool = False


class Register:
    """The agencies and units of a plan's area on its first day, and those of today that stand for them."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.on = plan.since
        self.area: Unit | None = plan.unit

    @cached_property
    def inside(self) -> list[Unit]:
        """The units within the area; for the whole country its provinces."""
        return list(units.units_in(self.area.pk, self.on) if self.area else units.provinces_on(self.on))

    @cached_property
    def _seats(self) -> dict[tuple[int, str], Organisation]:
        around = [unit.pk for unit in self.inside] + ([self.area.pk] if self.area else [])
        above = [self.area.province_id] if self.area and self.area.province_id else []
        found = Organisation.objects.filter(units.existing(self.on), unit__in=[*around, *above]).order_by("-pk")
        return {(seat.unit_id, seat.kind): seat for seat in found}

    @cached_property
    def _by_name(self) -> dict[str, list[Organisation]]:
        around = [unit.pk for unit in self.inside] + ([self.area.pk] if self.area else [])
        named: dict[str, list[Organisation]] = {}
        for seat in Organisation.objects.filter(Q(since__isnull=True) | Q(since__lt=self.plan.until), unit__in=around, until__gt=self.on):
            named.setdefault(fold(seat.name), []).append(seat)
        return named

    def below(self) -> list[Unit]:
        """The units one level below the area."""
        return self._of_level(next((level for level in (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE) if self._of_level(level)), None))

    def _of_level(self, level: Level | None) -> list[Unit]:
        return [unit for unit in self.inside if unit.level == level]

    def owners(self, name: str) -> Iterator[Owner]:
        """Who is meant by one name; «Tất cả các đơn vị» is settled by `owners_of_all`."""
        meant = read_agency(name)
        match meant.reach:
            case Reach.EACH:
                found = [self._seat(meant, unit) for unit in (self._of_level(meant.level) if meant.level else self.below())]
                yield from found or [self._question(name)]
            case Reach.OWN:
                yield from self._own(meant) or [self._question(name)]
            case Reach.NAMED:
                unit = self._place(meant.place)
                yield self._seat(meant, unit) if unit else self._called(name)
            case Reach.OTHER:
                yield self._called(name)
            case _:
                yield self._question(name)

    def owners_of_all(self, words: str, others: Iterable[Owner]) -> Iterator[Owner]:
        """Everybody the plan names, and each unit one level below of which no agency is named."""
        known = {owner.key: replace(owner, words=words) for owner in others if not owner.is_question}
        yield from known.values()
        taken = {owner.unit.pk for owner in known.values() if owner.unit}
        yield from (self._whole(words, unit) for unit in self.below() if unit.pk not in taken)

    def _own(self, meant: Meant) -> list[Owner]:
        """«Công an quận» of a district's plan is its own, «UBND phường» each ward's, «Công an thành phố» the province's."""
        level = meant.level or (Level.PROVINCE if self.area is None or self.area.kind != "Thành phố" else Level(self.area.level))
        if self.area is None:
            return [self._seat(meant, unit) for unit in self._of_level(level)]
        if self.area.level == level:
            return [self._seat(meant, self.area)]
        if inside := self._of_level(level):
            return [self._seat(meant, unit) for unit in inside]
        above = self.area.province
        return [self._seat(meant, above)] if above is not None and level == Level.PROVINCE else []

    def _seat(self, meant: Meant, unit: Unit) -> Owner:
        kind = meant.kind_on(Level(unit.level))
        seat = self._seats.get((unit.pk, kind.value)) if kind else None
        if seat is not None:
            return Owner(f"o{seat.pk}", seat.name, meant.words, seat, unit)
        title = in_sentence(*unit.named_on(self.on))
        return self._whole(meant.words, unit, f"{meant.before} {title}" if meant.before else "")

    def _whole(self, words: str, unit: Unit, name: str = "") -> Owner:
        return Owner(f"u{unit.pk}" + (f" {fold(name)}" if name else ""), name or unit.title_on(self.on), words, None, unit)

    def _place(self, place: str) -> Unit | None:
        if self.area is not None and fold(place) in {fold(self.area.title_on(self.on)), fold(self.area.name)}:
            return self.area
        typed = ", ".join((place, *reversed(self.plan.area)))
        found = units.resolve(typed, self.on).only
        if found is None and self.area is not None and self.area.province is not None and fold(place) == fold(str(self.area.province)):
            return self.area.province
        return found

    def _called(self, name: str) -> Owner:
        """An agency by its own name, with or without the name of the area behind it."""
        key = fold(name)
        keys = [key]
        if self.area is not None:
            kind, place = self.area.named_on(self.on)
            keys += [f"{key} {fold(place)}", f"{key} {fold(kind)} {fold(place)}"]
        found = {seat.pk: seat for typed in keys for seat in self._by_name.get(typed, ())}
        if len(found) != 1:
            return self._question(name)
        seat = next(iter(found.values()))
        return Owner(f"o{seat.pk}", seat.name, name, seat, next((u for u in (*self.inside, self.area) if u and u.pk == seat.unit_id), None))

    def _question(self, name: str) -> Owner:
        return Owner(fold(name)[:300], name, name, is_question=True)


class Today:
    """Which agencies and units of today answer for those of a plan's time."""

    def __init__(self, owners: Iterable[Owner]) -> None:
        self.owners = list(owners)

    @cached_property
    def _communes(self) -> dict[int, int]:
        return units.now_by_id()

    @cached_property
    def _units(self) -> dict[int, Unit]:
        """Unit of then → unit of today."""
        found: dict[int, Unit] = {}
        provinces: dict[int, Unit] = {}
        lying = {owner.unit.pk: owner.unit for owner in self.owners if owner.unit}
        now = Unit.objects.select_related("province").in_bulk(
            {self._communes[pk] for pk, unit in lying.items() if unit.level == Level.COMMUNE and not unit.is_current}
        )
        for pk, unit in lying.items():
            if unit.is_current:
                found[pk] = unit
            elif unit.level == Level.COMMUNE:
                found[pk] = now[self._communes[pk]]
            else:
                above = unit.province_id or pk
                found[pk] = provinces.setdefault(above, provinces.get(above) or units.as_now(above))
        return found

    @cached_property
    def _seats(self) -> dict[tuple[int, str], Organisation]:
        current = Organisation.objects.filter(unit__in={unit.pk for unit in self._units.values()}, until=FOREVER)
        return {(seat.unit_id, seat.kind): seat for seat in current}

    def columns(self, owner: Owner) -> dict[str, object]:
        """The columns of an Assignment that speak of today."""
        unit = self._units[owner.unit.pk] if owner.unit else None
        holder = self._holder(owner, unit)
        province = (unit.province_id or unit.pk) if unit else None
        return {
            "organisation": owner.organisation,
            "unit": owner.unit,
            "holder": holder,
            "kind": holder.kind if holder else "",
            "now_commune_id": unit.pk if unit and unit.level == Level.COMMUNE else None,
            "now_province_id": province,
        }

    def _holder(self, owner: Owner, unit: Unit | None) -> Organisation | None:
        seat = owner.organisation
        if seat is None or seat.is_current or unit is None:
            return seat
        kind = _NEXT_KIND.get(OrganisationKind(seat.kind), seat.kind)
        return self._seats.get((unit.pk, str(kind)))


def distribute_due() -> None:
    """Give out the tasks of every issued plan that was issued or adjusted since it was last done. Twice changes nothing."""
    late = Plan.objects.exclude(status=PlanStatus.DRAFT.value).filter(
        Q(distribution__isnull=True) | Q(distribution__version__lt=F("version")), tasks__isnull=False
    )
    for plan_id in late.values_list("pk", flat=True).distinct():
        distribute(plan_id)


@transaction.atomic
def distribute(plan_id: int) -> None:
    """Give out the tasks of a plan as it reads now: who is newly named gets the task, who no longer is loses it; what an officer settled
    stays. Drafts give out nothing."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("unit__province", "unit__parent").get(pk=plan_id)
    done = Distribution.objects.filter(plan=plan).first()
    if plan.is_draft or (done is not None and done.version >= plan.version):
        return
    wanted = dict(_wanted(plan))
    present = {(row.task_id, row.key): row for row in Assignment.objects.select_for_update().filter(plan=plan)}
    today = Today(wanted.values())
    Assignment.objects.bulk_create(
        Assignment(
            plan=plan,
            task_id=task,
            key=key,
            name=owner.name[:300],
            words=owner.words[:300],
            is_question=owner.is_question,
            **today.columns(owner),
        )
        for (task, key), owner in wanted.items()
        if (task, key) not in present
    )
    by_plan = [row for row in present.values() if row.settled_by_id is None and row.origin == Origin.PLAN]
    for row in by_plan:
        row.is_active = (row.task_id, row.key) in wanted
    Assignment.objects.bulk_update(by_plan, ["is_active"])
    Distribution.objects.update_or_create(plan=plan, defaults={"version": plan.version, "at": now()})
    audit.record(
        Action.ASSIGN,
        by=None,
        subject_type="plan",
        subject_id=plan.pk,
        unit_id=plan.unit_id,
        detail={"version": plan.version, "assignments": len(wanted), "questions": sum(owner.is_question for owner in wanted.values())},
    )


def _wanted(plan: Plan) -> Iterator[tuple[tuple[int, str], Owner]]:
    register = Register(plan)
    named: dict[str, list[Owner]] = {}
    tasks = list(PlanTask.objects.filter(plan=plan))
    for task in tasks:
        for name in agencies_named(task.agency):
            if name not in named:
                named[name] = [] if read_agency(name).reach is Reach.ALL else list(register.owners(name))
    everybody = [owner for owners in named.values() for owner in owners]
    for task in tasks:
        for name in agencies_named(task.agency) or (task.agency,):
            for owner in named.get(name) or register.owners_of_all(name, everybody):
                yield (task.pk, owner.key), owner


# --- what an officer puts right ----------------------------------------------------------------------------------------------


@transaction.atomic
def settle(assignment_id: int, organisations: Iterable[Organisation], *, by: User, seen_version: int) -> None:
    """Say who is meant by a name: the agencies given, which take its place, or with none the name as it stands.

    Raises Assignment.DoesNotExist outside scope, PermissionDenied, StaleState.
    """
    row = _editable(assignment_id, by, seen_version)
    meant = list(organisations)
    for organisation in meant:
        _add(row.plan, row.task, organisation, words=row.words, by=by)
    row.is_question, row.is_active = False, not meant
    _save(row, by, {"agencies": len(meant)})


@transaction.atomic
def take_off(assignment_id: int, *, by: User, seen_version: int) -> None:
    """Take an agency off a task. Raises Refused when it has reported, else as `settle`."""
    row = _editable(assignment_id, by, seen_version)
    if row.reports.exists():
        what = N_("%(name)s đã báo cáo việc này.")
        raise Refused(
            [Problem("assignment_reported", what, "", N_("Giữ nguyên; ghi chú vào kế hoạch nếu cần."), params={"name": row.name})]
        )
    row.is_active = False
    _save(row, by, {"active": False})


@transaction.atomic
def put_on(plan_id: int, task_id: int, *, organisation: Organisation | None, name: str, by: User) -> Assignment:
    """Give a task to one more agency of the register, or to a name. Twice is once.

    Raises PlanTask.DoesNotExist, PermissionDenied, Refused.
    """
    task = PlanTask.objects.select_related("plan").get(pk=task_id, plan=plan_id)
    if not may_edit(by, task.plan):
        raise PermissionDenied(P.PLAN_EDIT)
    if task.plan.is_draft:
        raise Refused([Problem("plan_is_draft", N_("Kế hoạch chưa ban hành."), "", N_("Ban hành rồi mới giao việc."))])
    if organisation is None and not name.strip():
        raise Refused([Problem("no_agency", N_("Chưa nêu cơ quan."), "", N_("Gõ tên cơ quan."), field="name")])
    return _add(task.plan, task, organisation, words=name.strip(), by=by)


def _add(plan: Plan, task: PlanTask, organisation: Organisation | None, *, words: str, by: User) -> Assignment:
    if organisation is not None:
        owner = Owner(f"o{organisation.pk}", organisation.name, words or organisation.name, organisation, organisation.unit)
    else:
        owner = Owner(fold(words)[:300], words[:300], words[:300])
    row, made = Assignment.objects.get_or_create(
        task=task,
        key=owner.key,
        defaults={
            "plan": plan,
            "name": owner.name,
            "words": owner.words[:300],
            "origin": Origin.OFFICER.value,
            "settled_by": by,
            **Today([owner]).columns(owner),
        },
    )
    if given := made or not row.is_active:
        audit.record(Action.ASSIGN, by=by, subject_type="task", subject_id=row.pk, detail={"plan": plan.pk, "task": task.code})
    if given and not made:
        row.is_active, row.settled_by, row.version = True, by, row.version + 1
        row.save(update_fields=["is_active", "settled_by", "version"])
    return row


def _editable(assignment_id: int, by: User, seen_version: int) -> Assignment:
    rows = Assignment.objects.visible_to(by).select_related("plan", "task").select_for_update(of=("self",))
    row = rows.get(pk=assignment_id)
    if not may_edit(by, row.plan):
        raise PermissionDenied(P.PLAN_EDIT)
    if row.version != seen_version:
        raise StaleState(f"assignment {row.pk}: version {row.version}, seen {seen_version}")
    return row


def _save(row: Assignment, by: User, detail: dict[str, object]) -> None:
    row.settled_by, row.version = by, row.version + 1
    row.save(update_fields=["is_question", "is_active", "settled_by", "version"])
    audit.record(Action.ASSIGN, by=by, subject_type="task", subject_id=row.pk, detail={"plan": row.plan_id, **detail})
