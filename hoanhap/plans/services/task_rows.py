"""How do the tasks of a plan lie in the tables? Rows keep their ids by code, so that what was done stays bound to its task."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import overload

from hoanhap.plans.models import Plan, PlanDeliverable, PlanTask
from hoanhap.plans.rules import Deadline, Deliverable, PlanDoc, Proof, Recurrence, Span, TaskDoc, TaskKind, party_key
from hoanhap.units.models import Organisation


def due_values(due: Deadline | None) -> tuple[date | None, bool, str]:
    """The three columns of a deadline: day, «trước ngày», receiver."""
    return (due.on, due.exclusive, due.to) if due else (None, False, "")


def deadline(on: date | None, exclusive: bool, to: str) -> Deadline | None:
    """The deadline of three columns."""
    return Deadline(on, exclusive, to) if on else None


@overload
def exact(value: Decimal) -> Decimal: ...
@overload
def exact(value: None) -> None: ...
def exact(value: Decimal | None) -> Decimal | None:
    """A stored number without the decimals that the column adds: 40, not 40.000000, so that screens and files write what was entered."""
    if value is None:
        return None
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def write_tasks(plan: Plan, doc: PlanDoc, agencies: Mapping[str, Organisation]) -> None:
    """Make the rows of tasks and deliverables say what `doc` says. `agencies` gives the organisation of a `party_key`."""
    kept = {task.code: task for task in plan.tasks.prefetch_related("deliverables")}
    for at, task in enumerate(doc.tasks):
        row = kept.pop(task.code, None) or PlanTask(plan=plan, code=task.code)
        row.position, row.agency, row.agency_key = at, task.agency, party_key(task.agency)
        row.organisation = agencies.get(row.agency_key)
        row.kind, row.text, row.place = task.kind.value, task.text, task.where
        row.coordinating, row.recurrence, row.window = list(task.coordinating), task.recurrence.value, task.window
        row.due_on, row.due_exclusive, row.due_to = due_values(task.due)
        row.due_text, row.target_codes = task.due_text, list(task.targets)
        row.since, row.until = (task.period.since, task.period.until) if task.period else (None, None)
        row.quote, row.note = task.quote, task.note
        row.save()
        _write_deliverables(row, task)
    for row in kept.values():
        row.delete()


def _write_deliverables(stored: PlanTask, task: TaskDoc) -> None:
    kept = {item.code: item for item in stored.deliverables.all()}
    for at, item in enumerate(task.deliverables):
        row = kept.pop(item.code, None) or PlanDeliverable(task=stored, code=item.code)
        row.position, row.text, row.quantity, row.unit_of_measure = at, item.text, item.quantity, item.unit
        row.proof = item.proof.value
        row.due_on, row.due_exclusive, row.due_to = due_values(item.due)
        row.save()
    for row in kept.values():
        row.delete()


def read_tasks(plan: Plan) -> tuple[TaskDoc, ...]:
    """The tasks of a plan as plain values, in two queries."""
    return tuple(read_task(task) for task in plan.tasks.prefetch_related("deliverables"))


def read_task(task: PlanTask) -> TaskDoc:
    """One task with its deliverables (prefetch them) as plain values."""
    return TaskDoc(
        code=task.code,
        agency=task.agency,
        text=task.text,
        where=task.place,
        kind=TaskKind(task.kind),
        coordinating=tuple(task.coordinating),
        deliverables=tuple(
            Deliverable(item.code, item.text, exact(item.quantity), item.unit_of_measure, Proof(item.proof), item.due)
            for item in task.deliverables.all()
        ),
        due=task.due,
        due_text=task.due_text,
        recurrence=Recurrence(task.recurrence),
        period=Span(task.since, task.until) if task.since and task.until else None,
        window=task.window,
        targets=tuple(task.target_codes),
        quote=task.quote,
        note=task.note,
    )
